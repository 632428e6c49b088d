//! Trains what is learned, measures it on what was left out, and writes the weights.
//!
//! `train action RECOMMENDATIONS.jsonl [--write] [--quick]`: action categories from UPR-Info's
//! coded recommendations, cross-validated by session (`--quick` leaves that out).
//! `train scorer GOLD.jsonl…`: the learned scorer against the rules, by document; the sentences
//! are taken from codings that hold their texts.
#![allow(clippy::print_stdout)]

use std::path::Path;

use recommend::action::{self, Coded};
use recommend::evaluate::read_gold;
use recommend::softmax::Training;
use recommend::{Lexicon, scorer, sentence};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |option: &str| arguments.iter().any(|a| a == option);
    let files: Vec<&String> = arguments.iter().skip(1).filter(|a| !a.starts_with("--")).collect();
    match arguments.first().map(String::as_str) {
        Some("action") => {
            actions(files.first().ok_or("name the file")?, has("--write"), has("--quick"))
        }
        Some("scorer") => scorers(&files),
        _ => Err("usage: train action FILE [--write] [--quick] | train scorer GOLD…".into()),
    }
}

fn actions(path: &str, write: bool, quick: bool) -> Result<(), Box<dyn std::error::Error>> {
    let mut coded = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        coded.push(Coded {
            text: text("text"),
            action: text("action").parse()?,
            group: text("session"),
        });
    }
    let how = Training::default();
    if !quick {
        let figures = action::cross_validate(&coded, &how);
        println!("{} recommendations, by session:", figures.n);
        println!("rules {:.4}, regression {:.4}", figures.rules, figures.regression);
        for (group, n, rules, regression) in &figures.by_group {
            println!("  session {group:>2}: {n:>5}  {rules:.3}  {regression:.3}");
        }
    }
    let all: Vec<&Coded> = coded.iter().collect();
    let mut model = action::train(&all, &how);
    model.regression.prune(0.5);
    let right = coded.iter().filter(|c| model.category(&c.text, true) == Some(c.action)).count();
    println!(
        "all sessions: {} features kept, {:.4} right in sample",
        model.regression.features(),
        right as f64 / coded.len() as f64
    );
    if write {
        let head = "# Learned from UPR-Info's coding of sessions 1-10 by `train action`; see docs/recommend-quality.md.\n";
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons");
        std::fs::write(
            folder.join("actions.tsv"),
            format!(
                "{head}# verb, or verb and a word near it (< before the verb); category; sureness in percent\n{}",
                model.rules.write()
            ),
        )?;
        std::fs::write(
            folder.join("actions-weights.tsv"),
            format!(
                "{head}# number of classes; feature and its weights in hundredths\n{}",
                model.regression.write()
            ),
        )?;
    }
    Ok(())
}

fn scorers(files: &[&String]) -> Result<(), Box<dyn std::error::Error>> {
    let lexicon = Lexicon::built_in();
    let mut coded = Vec::new();
    for path in files {
        for gold in read_gold(&std::fs::read_to_string(path)?)? {
            if !gold.borderline {
                coded.push(scorer::Coded {
                    sentence: sentence(&gold.text),
                    recommendation: gold.recommendation,
                    group: format!("{path} {}", gold.workshop),
                });
            }
        }
    }
    let how = Training { fewest: 3, epochs: 20, penalty: 1e-3, ..Training::default() };
    let figures = scorer::cross_validate(&lexicon, &coded, &how);
    for (name, binary, reliability) in [
        ("rules", &figures.rules, &figures.rules_reliability),
        ("learned", &figures.learned, &figures.learned_reliability),
    ] {
        println!(
            "{name}: precision {:.3}, recall {:.3}, F1 {:.3}; calibration error {:.3}, Brier {:.3}",
            binary.precision,
            binary.recall,
            binary.f1,
            reliability.calibration_error,
            reliability.brier
        );
        for bin in &reliability.bins {
            println!(
                "  {:.1}: n {:>4}  score {:.3}  share {:.3}",
                bin.from, bin.n, bin.score, bin.share
            );
        }
    }
    Ok(())
}
