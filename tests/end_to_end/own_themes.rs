//! The analyst's own themes: a codebook, edits beside the settings, a run that is continued.

use crate::run::{Desk, small};

const BOOK: &str = r#"
title = "Water and rails"
[[theme]]
name = "1 Water"
description = "Rivers, floods, wells, harbours and boats."
words = ["water", "flood", "river", "harbour"]
[[theme]]
name = "2 Transport"
description = "Trains, buses, roads and tickets."
words = ["train", "bus", "road"]
"#;

/// Headings of the medium themes, by rank, with their ids.
fn medium(desk: &Desk, out: &str) -> Vec<(String, String)> {
    desk.read(&format!("{out}/tables/themes.csv"))
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>())
        .filter(|cells| cells[1] == "medium")
        .map(|cells| (cells[0].clone(), cells[3].clone()))
        .collect()
}

#[test]
fn a_codebook_codes_every_recommendation_and_is_an_input() {
    let desk = Desk::new().file("book.toml", BOOK);
    let codebook = ["--codebook", "book.toml", "--codebook-mode", "strict"];
    desk.plenary(&[&["analyze", &small(), "--out", "out"], &codebook[..]].concat()).code(0);
    let run = desk.json("out/run.json");
    let inputs = run["inputs"].as_array().unwrap();
    assert!(inputs.iter().any(|i| i["format"] == "codebook" && i["path"] == "book.toml"));
    assert_eq!(
        run["counts"]["codes"].as_u64(),
        run["counts"]["recommendations"].as_u64().map(|n| 2 * n)
    );
    assert!(desk.read("out/report/index.html").contains("2 Transport"));
    // Those that fit none get codes of their own.
    desk.plenary(&["cluster", "--out", "out", "--codebook", "book.toml"]).code(0);
    let coded = |text: &str| text.lines().skip(1).filter(|l| l.ends_with(",1")).count() as u64;
    let codes = desk.read("out/tables/codes.csv");
    assert_eq!(Some(coded(&codes)), run["counts"]["recommendations"].as_u64());
    desk.plenary(&["cluster", "--out", "out", "--codebook", "none.toml"]).code(2).says("none.toml");
}

#[test]
fn edits_are_read_on_every_run_and_never_written() {
    let desk = Desk::new();
    desk.plenary(&["analyze", &small(), "--out", "out"]).code(0);
    desk.plenary(&["themes", "export", "--out", "out"]).code(0);
    desk.plenary(&["themes", "export", "--out", "out"]).code(2).says("never overwritten");
    let first = medium(&desk, "out")[0].1.clone();
    let edited =
        desk.read("themes.toml").replacen(&format!("to = \"{first}\""), "to = \"Mine\"", 1)
            + "\n[[move]]\nsentence = \"no-such-id\"\nto = { label = \"Mine\" }\n";
    std::fs::write(desk.path("themes.toml"), &edited).unwrap();
    desk.plenary(&["cluster", "--out", "out"]).code(0);
    assert_eq!(medium(&desk, "out")[0].1, "Mine");
    assert_eq!(desk.read("themes.toml"), edited);
    let run = desk.json("out/run.json");
    assert!(run["inputs"].as_array().unwrap().iter().any(|i| i["format"] == "theme edits"));
    assert_eq!(run["unapplied_edits"].as_array().unwrap().len(), 1);
    assert!(run["notes"].to_string().contains("no-such-id"));
}

#[test]
fn a_continued_run_keeps_ids_and_headings() {
    let desk = Desk::new();
    desk.plenary(&["analyze", &small(), "--out", "before", "--themes", "4"]).code(0);
    let new = "# A fourth workshop\n\nSwimming pools should heat their water with mirrors. Pools \
               must lend goggles to children. Each pool should teach diving.\n";
    std::fs::write(desk.path("fourth.md"), new).unwrap();
    let again = [
        "analyze",
        &small(),
        "fourth.md",
        "--out",
        "after",
        "--themes",
        "4",
        "--continue",
        "before",
    ];
    desk.plenary(&again).code(0);
    let (before, after) = (medium(&desk, "before"), medium(&desk, "after"));
    let kept = after.iter().filter(|theme| before.contains(theme)).count();
    assert!(kept >= 2, "{before:?} {after:?}");
    let growth = &desk.json("after/run.json")["growth"];
    assert_eq!(growth["new_recommendations"].as_array().unwrap().len(), 3, "{growth}");
    // The page marks what is new, and a run that continues none has nothing to mark.
    let marked = |out: &str| desk.read(&format!("{out}/report/index.html"));
    assert_eq!(marked("after").matches("<small><span class=\"fresh\">").count(), 3);
    assert!(!marked("before").contains("class=\"fresh\""));
}
