//! How well recommendations are found in reports of other kinds, end to end: PDF or Markdown in,
//! tables out. Long, so only with `PLENARY_SOAK=1`; the figures stand in docs/quality.md.

use std::collections::{BTreeMap, HashMap, HashSet};

use corpus::tables::{self, Stage};
use corpus::{Evidence, Sentence};

use crate::run::{Desk, shared, workspace};

/// Whether long measurements are asked for; says so where they are not.
fn soak() -> bool {
    let asked = std::env::var_os("PLENARY_SOAK").is_some();
    if !asked {
        eprintln!("SKIPPED: a long measurement; set PLENARY_SOAK=1");
    }
    asked
}

fn found(desk: &Desk, inputs: &[&str]) -> Evidence {
    let mut ingest = vec!["ingest"];
    ingest.extend(inputs);
    ingest.extend(["--out", "out"]);
    let code = desk.plenary(&ingest).code;
    // 3: a scan, or a table beside the reports, was skipped.
    assert!(code == 0 || code == 3, "ingest ended with {code}");
    desk.plenary(&["recommend", "--out", "out"]).code(0);
    tables::read_through(&desk.path("out/tables"), Stage::Recommend).unwrap()
}

fn words(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for token in corpus::words::tokens(text) {
        *counts.entry(token.folded).or_default() += 1;
    }
    counts
}

/// Share of the coded words that the sentence has.
fn overlap(coded: &HashMap<String, usize>, sentence: &HashMap<String, usize>) -> f64 {
    let all: usize = coded.values().sum();
    let shared: usize =
        coded.iter().map(|(w, n)| (*n).min(sentence.get(w).copied().unwrap_or(0))).sum();
    shared as f64 / all.max(1) as f64
}

/// Other names of the states in the coding.
const NAMES: [(&str, &str); 12] = [
    ("Bosnia & Herzegovina", "Bosnia"),
    ("Cote d'Ivoire", "Ivoire"),
    ("Czech Republic", "Czech"),
    ("DPR Korea", "Democratic People’s Republic of Korea"),
    ("DR Congo", "Congo"),
    ("Laos", "Lao"),
    ("North Korea", "Democratic People’s Republic of Korea"),
    ("Republic of Congo", "Congo"),
    ("Russian Federation", "Russia"),
    ("South Korea", "Republic of Korea"),
    ("United States", "America"),
    ("Viet Nam", "Vietnam"),
];

fn names(state: &str, speaker: &str) -> bool {
    let speaker = speaker.to_lowercase();
    let other = NAMES.iter().find(|(name, _)| *name == state).map(|(_, other)| *other);
    [Some(state), other].into_iter().flatten().any(|name| speaker.contains(&name.to_lowercase()))
}

#[test]
fn coded_recommendations_are_found_in_the_reviews() {
    let Some(coded) = shared("data/upr-reports/gold-recommendations.jsonl") else { return };
    let Some(folder) = shared("data/upr-reports") else { return };
    if !soak() {
        return;
    }
    let reports: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .filter(|path| path.ends_with(".pdf"))
        .collect();
    let desk = Desk::new();
    let evidence = found(&desk, &reports.iter().map(String::as_str).collect::<Vec<_>>());
    let recommended: HashSet<&str> =
        evidence.recommendations.iter().map(|r| r.sentence_id.as_str()).collect();
    let source: HashMap<&str, &str> = evidence
        .recommendations
        .iter()
        .map(|r| (r.sentence_id.as_str(), r.source.as_deref().unwrap_or("")))
        .collect();
    // The file of each sentence, whatever its workshop is called.
    let file: HashMap<u32, &str> = evidence
        .documents
        .iter()
        .map(|d| {
            let name = d.source.rsplit('/').next().unwrap_or("");
            (d.document_id, name.strip_suffix(".pdf").unwrap_or(name))
        })
        .collect();
    let mut sentences: BTreeMap<&str, Vec<(&Sentence, HashMap<String, usize>)>> = BTreeMap::new();
    for s in &evidence.sentences {
        sentences.entry(file[&s.document_id]).or_default().push((s, words(&s.text)));
    }
    let (mut all, mut aligned, mut hit, mut state, mut exact, mut pairs) = (0, 0, 0, 0, 0, 0);
    let mut action = (0, 0);
    let mut actions: HashMap<&str, u8> = HashMap::new();
    for r in &evidence.recommendations {
        actions.insert(r.sentence_id.as_str(), r.action.unwrap_or(0));
    }
    for line in std::fs::read_to_string(coded).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| row[name].as_str().unwrap_or_default();
        all += 1;
        let coded = words(text("text"));
        let near: Vec<(f64, &Sentence, usize)> = sentences
            .get(text("doc"))
            .into_iter()
            .flatten()
            .map(|(s, theirs)| (overlap(&coded, theirs), *s, theirs.values().sum()))
            .filter(|(share, ..)| *share >= 0.6)
            .collect();
        let Some(most) = near.iter().map(|(share, ..)| *share).max_by(f64::total_cmp) else {
            continue;
        };
        aligned += 1;
        // A report says much twice, in the dialogue and in its conclusions: those that hold as
        // much of the coded words, to a twentieth, are the same recommendation.
        let best: Vec<&(f64, &Sentence, usize)> =
            near.iter().filter(|(share, ..)| *share >= most - 0.05).collect();
        let ours: Vec<&&(f64, &Sentence, usize)> =
            best.iter().filter(|(_, s, _)| recommended.contains(s.sentence_id.as_str())).collect();
        if ours.is_empty() {
            if std::env::var_os("PLENARY_SHOW").is_some() {
                eprintln!("MISS {} {}: {}", text("doc"), text("from"), text("text"));
                for (share, s, _) in best.iter().take(2) {
                    eprintln!("     {share:.2} {} {}", s.sentence_id, s.text);
                }
            }
            continue;
        }
        hit += 1;
        pairs += 1;
        let right =
            ours.iter().any(|(_, s, _)| names(text("from"), source[s.sentence_id.as_str()]));
        state += usize::from(right);
        if !right && std::env::var_os("PLENARY_SHOW").is_some() {
            eprintln!("STATE {} {}: {}", text("doc"), text("from"), text("text"));
            for (share, s, _) in ours.iter().take(2) {
                eprintln!(
                    "     {share:.2} {} [{}] {}",
                    s.sentence_id,
                    source[s.sentence_id.as_str()],
                    s.text
                );
            }
        }
        // Nothing but this state, where the sentence is about as long as the recommendation.
        exact += usize::from(
            right
                && ours.iter().any(|(_, s, _)| {
                    names(text("from"), source[s.sentence_id.as_str()])
                        && !source[s.sentence_id.as_str()].contains(';')
                }),
        );
        // The category is of one action: sentences that join several can't be right for all.
        if let Some((_, s, _)) =
            ours.iter().find(|(_, _, n)| *n <= coded.values().sum::<usize>() + 8)
        {
            action.1 += 1;
            action.0 += usize::from(
                u64::from(actions[s.sentence_id.as_str()]) == row["action"].as_u64().unwrap_or(9),
            );
        }
    }
    let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
    eprintln!(
        "coded {all}, aligned with a sentence {aligned}, found {hit} (recall {:.3}); state right {state} of {pairs} ({:.3}), alone {exact}; action right {} of {} ({:.3})",
        share(hit, aligned),
        share(state, pairs),
        action.0,
        action.1,
        share(action.0, action.1),
    );
    assert!(share(hit, aligned) >= 0.9, "recall");
    assert!(share(state, pairs) >= 0.9, "state");
}

/// Agreement, end to end, with a coding kept as fingerprints; prints it.
fn agreement(inputs: &[&str], gold: &str) -> serde_json::Value {
    let desk = Desk::new();
    found(&desk, inputs);
    let gold = workspace().join("crates/recommend/tests/gold").join(gold).display().to_string();
    let out = desk.plenary(&["evaluate", "--gold", &gold, "--out", "out", "--json"]).code(0).stdout;
    let agreement: serde_json::Value = serde_json::from_str(&out).unwrap();
    let b = &agreement["recommendation"];
    eprintln!(
        "{gold}: {} coded, {} unmatched, precision {:.3}, recall {:.3}, F1 {:.3}, strength {:.3}",
        agreement["gold"],
        agreement["unmatched"].as_array().map_or(0, Vec::len),
        b["precision"].as_f64().unwrap_or(0.0),
        b["recall"].as_f64().unwrap_or(0.0),
        b["f1"].as_f64().unwrap_or(0.0),
        agreement["strength"]["accuracy"].as_f64().unwrap_or(0.0),
    );
    for (workshop, b) in agreement["by_workshop"].as_object().into_iter().flatten() {
        if b["true_positive"].as_u64().unwrap_or(0) > 4 {
            eprintln!("  {workshop}: F1 {:.3}", b["f1"].as_f64().unwrap_or(0.0));
        }
    }
    agreement
}

#[test]
fn other_fields_are_read_from_end_to_end() {
    let (Some(bulletins), Some(pdfs)) = (shared("data/enb-sample"), shared("data/pdfs")) else {
        return;
    };
    if !soak() {
        return;
    }
    for gold in ["other-fields.jsonl", "unseen.jsonl"] {
        let agreement = agreement(&[&bulletins, &pdfs], gold);
        assert!(agreement["recommendation"]["f1"].as_f64().unwrap() >= 0.85, "{gold}");
    }
}
