//! `plenary evaluate`: agreement of the tables with a human coding.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use cluster::codebook::{Agreement, agreement, named};
use corpus::Evidence;
use corpus::tables::{self, Stage};
use recommend::evaluate::{GoldSentence, match_sentences};

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
    let codes = codes(&evidence, &gold);
    let mut out = std::io::stdout().lock();
    if args.json {
        let mut all = serde_json::to_value(&agreement)?;
        if let (Some(codes), Some(object)) = (codes, all.as_object_mut()) {
            object.insert("codes".to_owned(), serde_json::to_value(codes)?);
        }
        serde_json::to_writer_pretty(&mut out, &all)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{agreement}")?;
        if let Some(codes) = codes {
            writeln!(out, "\n{codes}")?;
        }
    }
    Ok(Outcome::Done)
}

/// Agreement of the codes of a codebook with the themes of the coding, on the recommendations that
/// both have; nothing where no theme of the coding is a code.
fn codes(evidence: &Evidence, gold: &[GoldSentence]) -> Option<Agreement> {
    let names: BTreeSet<&str> = evidence.codes.iter().map(|code| code.code.as_str()).collect();
    let coded: BTreeSet<&str> =
        evidence.recommendations.iter().map(|r| r.sentence_id.as_str()).collect();
    let mut human: BTreeMap<String, String> = BTreeMap::new();
    for (one, ours) in gold.iter().zip(match_sentences(&evidence.sentences, gold)) {
        let Some(theme) = one.theme.as_deref().filter(|_| one.recommendation && !one.borderline)
        else {
            continue;
        };
        let found = ours
            .iter()
            .map(|&at| evidence.sentences[at].sentence_id.as_str())
            .find(|id| coded.contains(id));
        if let (Some(id), Some(name)) = (found, named(names.iter().copied(), theme)) {
            human.insert(id.to_owned(), name.to_owned());
        }
    }
    (!human.is_empty()).then(|| agreement(&evidence.codes, &human))
}
