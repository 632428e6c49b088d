//! What stops a run: wrong usage. What merely cannot be read is `Skipped`.

/// Why nothing could be ingested.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// A path that was given does not exist or cannot be opened.
    #[error("{path}: {source}; check the path")]
    Path {
        /// As given.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Two rows of a table have the same id.
    #[error("{path}: row {row} repeats the id `{id}` of row {first}; ids must be unique")]
    DuplicateId {
        /// Table.
        path: String,
        /// Row of the second, from 1, the header not counted.
        row: usize,
        /// Row of the first.
        first: usize,
        /// The id.
        id: String,
    },
    /// The same sentence id came from two inputs.
    #[error("the id `{id}` stands in {first} and in {second}; ids must be unique over all inputs")]
    SharedId {
        /// The id.
        id: String,
        /// First input.
        first: String,
        /// Second input.
        second: String,
    },
    /// A column was named that the table does not have.
    #[error("{path}: no column `{theirs}` (asked for as `{ours}`); the table has {columns}")]
    NoColumn {
        /// Table.
        path: String,
        /// Our name.
        ours: String,
        /// The name that was looked for.
        theirs: String,
        /// The columns it has.
        columns: String,
    },
    /// `--column` names something that is no column of ours.
    #[error("`{name}` is no column of a table of recommendations; known are {known}")]
    UnknownColumn {
        /// As given.
        name: String,
        /// What could be meant.
        known: String,
    },
    /// The metadata file cannot be read.
    #[error("{path}: {reason}")]
    Metadata {
        /// As given.
        path: String,
        /// Where and why.
        reason: String,
    },
}
