//! `plenary evaluate`: agreement of the tables with a human coding.

use std::io::Write;

use anyhow::Context;
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
    let text = std::fs::read_to_string(&args.gold)
        .map_err(|e| WrongUsage(format!("{}: {e}", args.gold.display())))?;
    let gold = recommend::evaluate::read_gold(&text)
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
