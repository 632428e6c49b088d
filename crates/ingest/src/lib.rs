//! Reports to sentences.
//!
//! **In**: files and folders (or bytes in memory): PDF, Word, Markdown and plain text in any
//! common encoding, and tables of recommendations (CSV, JSON lines, Excel; Parquet with the feature
//! `parquet`). **Out**: documents, sentences with their place (section, paragraph, page, byte span
//! in the extracted text) and speaker, and what could not be read, each with the reason
//! ([`Ingested`]). **Left to others**: what a sentence means (`recommend`), and writing anything.
//!
//! The way of a file: [`decode`](crate) its bytes, read its blocks (one reader per format, all
//! deliver the same blocks), tell headings, footnotes and cut sentences (`outline`), part the
//! file into reports (`reports`), cut sentences (`sentences`), find who speaks (`speakers`).
//!
//! ```
//! use ingest::{Settings, Source, ingest_sources};
//!
//! let text = "# Report of the talks on rain\n\n*3 May 2031, Oslo*\n\nMs. Lind spoke. She urged states to plan.\n";
//! let source = Source { path: "talks.md".to_owned(), bytes: text.as_bytes().into() };
//! let found = ingest_sources(vec![source], &Settings::default()).unwrap();
//! assert_eq!(found.documents[0].workshop, "Oslo");
//! assert_eq!(found.sentences[1].text, "She urged states to plan.");
//! ```

mod actors;
mod assemble;
mod block;
mod dates;
mod decode;
mod detect;
mod docx;
mod draft;
mod error;
mod language;
mod mapped;
mod markdown;
mod metadata;
mod outline;
pub mod pdf;
mod people;
mod plain;
mod reports;
mod sentences;
mod settings;
mod speakers;
mod table;
mod walk;

use std::borrow::Cow;
use std::path::PathBuf;

use corpus::{Document, Given, InputRecord, Sentence, Skipped};
use rayon::prelude::*;

pub use error::IngestError;
pub use settings::Settings;

/// An input in memory.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path as given, or `bundled:…`.
    pub path: String,
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
}

/// What the inputs hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ingested {
    /// The reports.
    pub documents: Vec<Document>,
    /// Their sentences, by document and position.
    pub sentences: Vec<Sentence>,
    /// The extracted text of each document, by `document_id`; byte spans point into it.
    pub texts: Vec<String>,
    /// What tables of recommendations say of their rows.
    pub given: Vec<Given>,
    /// The inputs that were read.
    pub inputs: Vec<InputRecord>,
    /// The inputs that were not, and why.
    pub skipped: Vec<Skipped>,
    /// Remarks for the run record: what was guessed, given, left out.
    pub notes: Vec<String>,
}

/// Reads files and folders; folders recursively, in the order of their names.
///
/// # Errors
/// For wrong usage only: a path that does not exist, a duplicate id in a table, a column that is
/// not there, unreadable metadata. An input that cannot be read is in [`Ingested::skipped`].
pub fn ingest(paths: &[PathBuf], settings: &Settings) -> Result<Ingested, IngestError> {
    let metadata = metadata::Metadata::load(settings)?;
    let (files, skipped) = walk::files(paths, settings)?;
    let mut read = files
        .into_par_iter()
        .map(|file| {
            let path = file.to_string_lossy().into_owned();
            match std::fs::read(&file) {
                Ok(bytes) => draft::read(&Source { path, bytes: bytes.into() }, settings),
                Err(error) => Ok(draft::Read::skipped(path, format!("cannot be read: {error}"))),
            }
        })
        .collect::<Result<Vec<_>, _>>()?;
    metadata.apply(&mut read);
    assemble::assemble(read, skipped)
}

/// Reads inputs that are in memory already. Errors as [`ingest`].
pub fn ingest_sources(sources: Vec<Source>, settings: &Settings) -> Result<Ingested, IngestError> {
    let metadata = metadata::Metadata::load(settings)?;
    let mut read = sources
        .into_par_iter()
        .map(|source| draft::read(&source, settings))
        .collect::<Result<Vec<_>, _>>()?;
    metadata.apply(&mut read);
    assemble::assemble(read, Vec::new())
}
