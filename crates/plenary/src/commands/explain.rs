//! `plenary explain`: why a sentence is a recommendation, or not.

use std::io::Write;

use corpus::tables::{self, Stage};

use crate::cli::Explain;
use crate::config::Config;
use crate::output::Output;
use crate::{Outcome, WrongUsage};

/// How many of the nearest sentences are shown.
const NEIGHBOURS: usize = 3;

/// Prints rules, exclusions, features and neighbours, or JSON.
pub fn run(args: &Explain) -> anyhow::Result<Outcome> {
    let config = Config::load(&args.place)?;
    let folder = Output::at(&args.place).tables;
    let evidence = tables::read_through(&folder, Stage::Recommend)
        .or_else(|_| tables::read_through(&folder, Stage::Ingest))?;
    let sentence =
        evidence.sentences.iter().find(|s| s.sentence_id == args.sentence_id).ok_or_else(|| {
            WrongUsage(format!(
                "no sentence `{}` in {}; ids stand in sentences.csv and on the page",
                args.sentence_id,
                folder.display()
            ))
        })?;
    let lexicon = config.recommend.read_lexicon()?;
    let explanation = recommend::explain::explain(&lexicon, sentence);
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &explanation)?;
        writeln!(out)?;
        return Ok(Outcome::Done);
    }
    writeln!(out, "{}\n{}\n", sentence.section, sentence.text)?;
    if let Some(speaker) = &sentence.speaker {
        writeln!(out, "speaker   {speaker}")?;
    }
    let is = explanation.score >= config.recommend.threshold;
    writeln!(
        out,
        "score     {:.2}: {}",
        explanation.score,
        if is { "a recommendation" } else { "no recommendation" }
    )?;
    if let Some(strength) = explanation.strength.filter(|_| is) {
        writeln!(out, "strength  {strength}")?;
    }
    for rule in &explanation.rules {
        writeln!(
            out,
            "rule      {} “{}” ({}, confidence {:.2}){}",
            rule.name,
            rule.cue,
            rule.strength,
            rule.confidence,
            if rule.in_stem { ", in the lead-in of the list" } else { "" }
        )?;
    }
    for (name, factor) in &explanation.exclusions {
        writeln!(out, "against   {name} (× {factor:.2})")?;
    }
    for (name, value) in &explanation.features {
        writeln!(out, "feature   {name} = {value}")?;
    }
    if let Ok(vectors) = tables::read_embeddings(&folder)
        && let Some(&row) = vectors.index().get(args.sentence_id.as_str())
    {
        let near = vectors.row(row).to_vec();
        let hits = compare::search::search(&evidence, &vectors, &near, NEIGHBOURS + 1);
        for hit in hits.iter().filter(|hit| hit.sentence_id != args.sentence_id).take(NEIGHBOURS) {
            let mark = if hit.recommendation { " *" } else { "" };
            writeln!(out, "near      {:.2} {}{mark}: {}", hit.cosine, hit.sentence_id, hit.text)?;
        }
    }
    Ok(Outcome::Done)
}
