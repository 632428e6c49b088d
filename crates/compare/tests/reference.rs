//! Keyness against an independent computation: `tests/reference/keyness.py` counts and computes
//! from the same sentences with the standard library of Python alone.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod support;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use compare::{Settings, compare};
use corpus::Strength;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use support::{Row, evidence};

const WORDS: [&str; 24] = [
    "harbour", "school", "the", "permit", "of", "ledger", "and", "bridge", "clinic", "to", "fee",
    "teacher", "river", "for", "court", "visa", "market", "in", "kin", "levy", "nurse", "a",
    "mayor", "grain",
];

/// Sentences in which each workshop leans towards words of its own.
fn sentences() -> Vec<(&'static str, u32, String)> {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    let mut sentences = Vec::new();
    for (at, workshop) in ["East", "North", "West"].into_iter().enumerate() {
        for i in 0..60 {
            let words: Vec<String> = (0..random.random_range(4..14))
                .map(|_| {
                    let lean: usize = random.random_range(0..WORDS.len() * 2);
                    let word = WORDS[if lean < WORDS.len() { lean } else { (lean + at * 5) % 11 }];
                    let comma = if random.random_range(0..8) == 0 { "," } else { "" };
                    format!("{word}{comma}")
                })
                .collect();
            sentences.push((workshop, i / 3, words.join(" ")));
        }
    }
    sentences
}

#[test]
fn keyness_equals_the_reference_to_a_billionth() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference/keyness.py");
    let sentences = sentences();
    let settings =
        Settings { keyness_terms: 100_000, resamples: 9, minimum_count: 2, ..Settings::default() };
    let stop: BTreeSet<&str> =
        WORDS.iter().copied().filter(|w| corpus::words::is_stop_word(w)).collect();
    let input = json!({
        "sentences": sentences.iter().map(|(workshop, paragraph, text)| json!({
            "workshop": workshop, "paragraph": paragraph, "text": text,
        })).collect::<Vec<_>>(),
        "stop_words": stop,
        "prior_words": settings.prior_words,
        "minimum_count": settings.minimum_count,
    });
    let child =
        Command::new("python3").arg(&script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        eprintln!("skipped: no python3 to compute the reference with");
        return;
    };
    child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{script:?} failed");
    let reference: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();

    let rows: Vec<Row> = sentences
        .iter()
        .map(|(workshop, paragraph, text)| {
            let text: &'static str = Box::leak(text.clone().into_boxed_str());
            (*workshop, *paragraph, 0, Strength::Should, text)
        })
        .collect();
    let found = compare(&evidence(&rows, &["East", "North", "West"]), None, &settings).keyness;
    assert_eq!(found.len(), reference.len());
    assert!(found.len() > 300, "only {} rows to compare", found.len());
    for row in &found {
        let same = reference
            .iter()
            .find(|r| {
                r["workshop"] == row.workshop.as_str()
                    && r["term"] == row.term.to_lowercase().as_str()
            })
            .unwrap_or_else(|| panic!("the reference has no {} in {}", row.term, row.workshop));
        assert_eq!(same["count"], row.count);
        assert_eq!(same["rest_count"], row.rest_count);
        for (name, ours) in [
            ("log_odds", row.log_odds),
            ("z", row.z),
            ("log_ratio", row.log_ratio),
            ("g2", row.g2),
            ("dispersion", row.dispersion),
        ] {
            let theirs = same[name].as_f64().unwrap();
            assert!((ours - theirs).abs() < 1e-9, "{name} of {row:?}: {theirs}");
        }
    }
}
