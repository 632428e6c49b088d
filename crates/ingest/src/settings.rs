//! What an analyst can set.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Settings of ingestion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// File that sets or corrects workshop, date, place and order (TOML, or CSV keyed by file
    /// name).
    pub metadata: Option<PathBuf>,
    /// Columns of tables by other names: ours to theirs.
    pub columns: BTreeMap<String, String>,
    /// Column of tables that is the unit of resampling.
    pub cluster_by: Option<String>,
}
