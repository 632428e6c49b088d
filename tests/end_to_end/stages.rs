//! Each stage alone, from the tables of the ones before.

use crate::run::{Desk, small, workspace};

#[test]
fn stage_by_stage_gives_what_analyze_gives() {
    let desk = Desk::new();
    desk.plenary(&["analyze", &small(), "--out", "whole"]).code(0);
    desk.plenary(&["ingest", &small(), "--out", "parts"]).code(0);
    for stage in ["recommend", "embed", "cluster", "compare", "chart", "report"] {
        desk.plenary(&[stage, "--out", "parts"]).code(0);
    }
    let tables = |out: &str| -> Vec<(String, Vec<u8>)> {
        desk.files(out).into_iter().filter(|(name, _)| !name.ends_with("run.json")).collect()
    };
    let (whole, parts) = (tables("whole/tables"), tables("parts/tables"));
    assert_eq!(whole.len(), parts.len());
    for ((name, a), (_, b)) in whole.iter().zip(&parts) {
        assert!(a == b, "{name} differs");
    }
    assert_eq!(desk.files("whole/report/charts"), desk.files("parts/report/charts"));
}

#[test]
fn a_stage_without_its_tables_says_which_to_run() {
    let desk = Desk::new();
    desk.plenary(&["recommend", "--out", "out"]).code(1).says("run `plenary ingest` first");
    desk.plenary(&["ingest", &small(), "--out", "out"]).code(0);
    desk.plenary(&["cluster", "--out", "out"]).code(1).says("run `plenary recommend` first");
    desk.plenary(&["compare", "--out", "out"]).code(1).says("first");
}

#[test]
fn evaluate_compares_with_a_coding() {
    let desk = Desk::new();
    desk.plenary(&["analyze", &small(), "--out", "out"]).code(0);
    let gold = workspace().join("tests/gold/small.jsonl").display().to_string();
    let text = desk.plenary(&["evaluate", "--gold", &gold, "--out", "out"]).code(0);
    assert!(text.stdout.contains("F1"), "{}", text.stdout);
    let json = desk.plenary(&["evaluate", "--gold", &gold, "--tables", "out/tables", "--json"]);
    let agreement: serde_json::Value = serde_json::from_str(&json.code(0).stdout).unwrap();
    assert!(agreement.is_object());
}
