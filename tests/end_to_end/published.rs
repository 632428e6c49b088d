//! The published reports, where they are at hand.

use corpus::Date;
use corpus::tables::{self, Stage};

use crate::run::{Desk, model_at_hand, shared};

#[test]
fn the_three_workshops_are_found_and_coded() {
    let (Some(report), Some(gold)) = (
        shared("corpus/gfmd-2016-thematic-workshops.txt"),
        shared("gold/gfmd-2016-dev.jsonl"),
    ) else {
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
    let dated = |label: &str, month, day| (label.to_owned(), Some(Date::constant(2016, month, day)));
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
    let head: String = std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .take(300)
        .map(|line| format!("{line}\n"))
        .collect();
    let desk = Desk::new().file("upr.jsonl", head);
    desk.plenary(&["analyze", "upr.jsonl", "--column", "workshop=session", "--out", "out"]).code(0);
    let evidence = tables::read_through(&desk.path("out/tables"), Stage::Compare).unwrap();
    assert_eq!(evidence.recommendations.len(), 300);
    assert_eq!(evidence.memberships.len(), 300);
}
