//! Where a run's files are.

use std::path::{Path, PathBuf};

use corpus::RunRecord;
use corpus::tables::{self, TableError};

use crate::cli::Place;

/// The two folders of a run.
#[derive(Clone, Debug)]
pub struct Output {
    /// Tables, texts and `run.json`.
    pub tables: PathBuf,
    /// Page, summary, workbook, charts.
    pub report: PathBuf,
    /// The folder given with `--out`, which gets a copy of `run.json`.
    root: Option<PathBuf>,
}

impl Output {
    /// The folders below `--out`, or the usual ones below the current folder.
    pub fn at(place: &Place) -> Self {
        match &place.out {
            Some(out) => Self {
                tables: out.join("tables"),
                report: out.join("report"),
                root: Some(out.clone()),
            },
            None => Self {
                tables: PathBuf::from("notebooks-data/tables"),
                report: PathBuf::from("reports"),
                root: None,
            },
        }
    }

    /// The folder of the charts.
    pub fn charts(&self) -> PathBuf {
        self.report.join("charts")
    }

    /// The page.
    pub fn page(&self) -> PathBuf {
        self.report.join("index.html")
    }

    /// Writes the record of the run, last of all.
    pub fn write_run(&self, run: &RunRecord) -> Result<(), TableError> {
        tables::write_run(&self.tables, run)?;
        match &self.root {
            Some(root) => tables::write_run(root, run),
            None => Ok(()),
        }
    }
}

/// Writes a file whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    Ok(corpus::files::write_atomic(path, bytes)?)
}
