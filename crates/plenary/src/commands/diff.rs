//! `plenary diff`: what changed between two runs.

use std::io::Write;
use std::path::{Path, PathBuf};

use corpus::tables::{self, Stage};

use crate::cli::Diff;
use crate::{Outcome, WrongUsage};

/// Prints Markdown, or JSON.
pub fn run(args: &Diff) -> anyhow::Result<Outcome> {
    let a = tables::read_through(&tables_of(&args.a)?, Stage::Compare)?;
    let b = tables::read_through(&tables_of(&args.b)?, Stage::Compare)?;
    let diff = compare::diff::diff(&a, &b);
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &diff)?;
        writeln!(out)?;
    } else {
        write!(out, "# {} → {}\n\n{diff}", args.a.display(), args.b.display())?;
    }
    Ok(Outcome::Done)
}

/// The tables of a run, which is given by its `--out` folder or by the tables' own.
pub fn tables_of(run: &Path) -> Result<PathBuf, WrongUsage> {
    [run.join("tables"), run.to_owned()]
        .into_iter()
        .find(|folder| folder.join("documents.parquet").is_file())
        .ok_or_else(|| {
            WrongUsage(format!(
                "{} holds no tables; give the folder of a run (its --out, or its tables)",
                run.display()
            ))
        })
}
