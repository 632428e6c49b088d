//! `plenary evaluate`: agreement of the tables with a human coding.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use corpus::Evidence;
use corpus::tables::{self, Stage};

use crate::cli::Evaluate;
use crate::output::Output;
use crate::{Outcome, WrongUsage};

/// Prints the report, or JSON.
pub fn run(args: &Evaluate) -> anyhow::Result<Outcome> {
    let folder = args.tables.clone().unwrap_or_else(|| Output::at(&args.place).tables);
    // A run that stopped after `recommend` can be evaluated too, but for its themes.
    let evidence = tables::read_through(&folder, Stage::Cluster).or_else(|error| match error {
        tables::TableError::MissingTable { stage: "cluster", .. } => {
            tables::read_through(&folder, Stage::Recommend)
        }
        error => Err(error),
    })?;
    let gold = recommend::evaluate::read_gold(&coding(&args.gold, &evidence, &folder)?)
        .with_context(|| format!("{} is no gold coding", args.gold.display()))?;
    let agreement = recommend::evaluate::evaluate(&evidence, &gold);
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &agreement)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{agreement}")?;
    }
    Ok(Outcome::Done)
}

/// The coding as JSON lines: as it stands, or out of a REFI-QDA project.
fn coding(path: &Path, evidence: &Evidence, folder: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).map_err(|e| WrongUsage(format!("{}: {e}", path.display())))?;
    if !bytes.starts_with(b"PK") {
        return String::from_utf8(bytes)
            .with_context(|| format!("{} is neither JSON lines nor a .qdpx", path.display()));
    }
    let project = report::qda::read(&bytes)
        .with_context(|| format!("{} is no REFI-QDA project", path.display()))?;
    let mut texts = BTreeMap::new();
    for document in &evidence.documents {
        let text = tables::text_path(folder, document.document_id);
        let read = std::fs::read_to_string(&text)
            .with_context(|| format!("{}; run `plenary ingest` again", text.display()))?;
        texts.insert(document.document_id, read);
    }
    let lines = report::qda::gold(&project, evidence, &texts);
    if lines.is_empty() {
        bail!(
            "no source of {} has the text of a document of this run; code the project that the run \
             wrote (project.qdpx)",
            path.display()
        );
    }
    Ok(lines.iter().map(|line| format!("{line}\n")).collect())
}
