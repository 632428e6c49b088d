//! The published reports, where they are at hand.

use corpus::Date;
use corpus::tables::{self, Stage};

use crate::run::{Desk, model_at_hand, shared, workspace};

#[test]
fn the_three_workshops_are_found_and_coded() {
    let (Some(report), Some(gold)) =
        (shared("corpus/gfmd-2016-thematic-workshops.txt"), shared("gold/gfmd-2016-dev.jsonl"))
    else {
        return;
    };
    let desk = Desk::new();
    let ran = if model_at_hand() {
        desk.plenary_with_model(&["analyze", &report, "--out", "out"])
    } else {
        desk.plenary(&["analyze", &report, "--out", "out"])
    };
    ran.code(0);
    let evidence = tables::read_through(&desk.path("out/tables"), Stage::Compare).unwrap();
    let workshops: Vec<(String, Option<Date>)> =
        evidence.workshops().into_iter().map(|w| (w.label, w.date)).collect();
    let dated =
        |label: &str, month, day| (label.to_owned(), Some(Date::constant(2016, month, day)));
    assert_eq!(
        workshops,
        [dated("Bangkok", 3, 29), dated("Geneva", 5, 18), dated("New York", 7, 19)]
    );

    let out = desk
        .plenary(&["evaluate", "--gold", &gold, "--tables", "out/tables", "--json"])
        .code(0)
        .stdout;
    let agreement: serde_json::Value = serde_json::from_str(&out).unwrap();
    let lost = agreement["unmatched"].as_array().unwrap().len() as f64;
    let found = 1.0 - lost / agreement["gold"].as_f64().unwrap();
    assert!(found >= 0.98, "{found} of the gold sentences found");
    let f1 = agreement["recommendation"]["f1"].as_f64().unwrap();
    assert!(f1 >= 0.85, "F1 {f1}");
}

#[test]
fn a_database_of_recommendations_is_a_corpus() {
    let Some(path) = shared("data/upr/single-issue-sessions-1-10.jsonl") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let head = text.lines().take(300).collect::<Vec<_>>().join("\n");
    let desk = Desk::new().file("upr.jsonl", head);
    desk.plenary(&["analyze", "upr.jsonl", "--column", "workshop=session", "--out", "out"]).code(0);
    let evidence = tables::read_through(&desk.path("out/tables"), Stage::Compare).unwrap();
    assert_eq!(evidence.recommendations.len(), 300);
    assert_eq!(evidence.memberships.len(), 300);
}

/// Shares of the gold themes among the recommendations of one workshop.
fn gold_shares(path: &str, workshop: &[&str]) -> std::collections::BTreeMap<String, f64> {
    let text = std::fs::read_to_string(path).expect(path);
    let mut counts: std::collections::BTreeMap<String, f64> = std::collections::BTreeMap::new();
    let mut all = 0.0;
    for line in text.lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("a line of gold");
        let at = row["workshop"].to_string();
        if row["recommendation"] == true && workshop.contains(&at.trim_matches('"')) {
            *counts.entry(row["theme"].as_str().unwrap_or_default().to_owned()).or_default() += 1.0;
            all += 1.0;
        }
    }
    for count in counts.values_mut() {
        *count /= all;
    }
    counts
}

#[test]
fn the_digest_finds_what_the_published_reports_find() {
    let (Some(report), Some(gold)) =
        (shared("corpus/gfmd-2016-thematic-workshops.txt"), shared("gold/gfmd-2016-dev.jsonl"))
    else {
        return;
    };
    let desk = Desk::new();
    desk.plenary(&["analyze", &report, "--out", "published"]).code(0);
    desk.plenary(&["analyze", "--out", "digest"]).code(0);
    let read = |run: &str| {
        tables::read_through(&desk.path(&format!("{run}/tables")), Stage::Compare).unwrap()
    };
    let (published, digest) = (read("published"), read("digest"));
    let workshops: Vec<String> =
        published.workshops().into_iter().map(|workshop| workshop.label).collect();
    assert_eq!(
        workshops,
        digest.workshops().into_iter().map(|workshop| workshop.label).collect::<Vec<_>>()
    );

    for workshop in &workshops {
        // The same words set a workshop apart.
        let top = |evidence: &corpus::Evidence| -> Vec<String> {
            let mut rows: Vec<_> =
                evidence.keyness.iter().filter(|row| row.workshop == *workshop).collect();
            rows.sort_by(|a, b| b.z.total_cmp(&a.z));
            rows.iter().take(20).map(|row| row.term.clone()).collect()
        };
        let (ours, theirs) = (top(&digest), top(&published));
        let common = ours.iter().filter(|term| theirs.contains(term)).count();
        assert!(common >= 8, "{workshop}: {common} of 20 words in common: {ours:?} {theirs:?}");

        // It asks as firmly.
        let shares = |evidence: &corpus::Evidence| -> Vec<f64> {
            let of = |row: &&corpus::StrengthShare| row.workshop == *workshop;
            evidence.strengths.iter().filter(of).map(|row| row.share).collect()
        };
        for (ours, theirs) in shares(&digest).into_iter().zip(shares(&published)) {
            assert!((ours - theirs).abs() < 0.2, "{workshop}: {ours} against {theirs}");
        }
    }

    // And about the same things, by the codebook: Bangkok is coded whole in both.
    let own = workspace().join("tests/gold/gfmd-2016-digest.jsonl").display().to_string();
    let (ours, theirs) = (gold_shares(&own, &["Bangkok"]), gold_shares(&gold, &["1", "Bangkok"]));
    let themes: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let apart: f64 = themes
        .into_iter()
        .map(|theme| (ours.get(theme).unwrap_or(&0.0) - theirs.get(theme).unwrap_or(&0.0)).abs())
        .sum();
    assert!(apart / 2.0 < 0.15, "shares of the themes are {:.2} apart", apart / 2.0);
}
