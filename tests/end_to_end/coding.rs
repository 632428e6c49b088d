//! What the analyst corrects: sheets drawn, filled in, applied, and kept.

use corpus::tables::{self, Stage};

use crate::run::{Desk, small, workspace};

/// A sheet of the small corpus with these rows: text, recommendation, strength.
fn sheet(rows: &[(&str, &str, &str)]) -> String {
    let mut text = "sentence_id,text,recommendation,strength\n".to_owned();
    for (at, (sentence, recommendation, strength)) in rows.iter().enumerate() {
        text.push_str(&format!(
            "row-{at},\"{}\",{recommendation},{strength}\n",
            sentence.replace('"', "\"\"")
        ));
    }
    text
}

#[test]
fn a_sheet_is_drawn_twice_alike_and_never_written_over() {
    let desk = Desk::new();
    desk.plenary(&["ingest", &small(), "--out", "out"]).code(0);
    desk.plenary(&["sample", "-n", "20", "--out", "out"]).code(0);
    let drawn = desk.read("out/coding-sheet.csv");
    assert_eq!(drawn.matches(",random,").count(), 10);
    assert_eq!(drawn.matches(",uncertain,").count(), 10);
    desk.plenary(&["sample", "-n", "20", "--out", "out"]).code(2).says("--force");
    desk.plenary(&["sample", "-n", "20", "--to", "again.csv", "--out", "out"]).code(0);
    assert_eq!(drawn, desk.read("again.csv"));
    desk.plenary(&["sample", "-n", "20", "--seed", "7", "--to", "other.csv", "--out", "out"])
        .code(0);
    assert_ne!(drawn, desk.read("other.csv"));
    desk.plenary(&["sample", "--to", "sheet.ods", "--out", "out"]).code(2).says(".xlsx");
}

#[test]
fn corrections_are_applied_recorded_and_survive_other_runs() {
    let desk = Desk::new();
    desk.plenary(&["ingest", &small(), "--out", "out"]).code(0);
    desk.plenary(&["recommend", "--out", "out"]).code(0);
    let read = |out: &str| {
        tables::read_through(&desk.path(&format!("{out}/tables")), Stage::Recommend).unwrap()
    };
    let before = read("out");
    let found = before.recommendation_index();
    let (first, second) = (&before.recommendations[0], &before.recommendations[1]);
    let other = before
        .sentences
        .iter()
        .find(|s| !found.contains_key(s.sentence_id.as_str()) && s.text.split(' ').count() > 8)
        .unwrap();
    let strength = if first.strength.as_str() == "could" { "must" } else { "could" };
    let rows = sheet(&[
        (&first.text, "yes", strength),
        (&second.text, "no", ""),
        (&other.text, "yes", "should"),
        ("Nobody has ever said this in any of the workshops.", "yes", ""),
    ]);
    std::fs::write(desk.path("coding.csv"), &rows).unwrap();

    desk.plenary(&["recommend", "--coding", "coding.csv", "--out", "out"]).code(0);
    let check = |out: &str| {
        let after = read(out);
        let of = |id: &str| after.recommendations.iter().find(|r| r.sentence_id == id);
        assert_eq!(of(&first.sentence_id).unwrap().strength.as_str(), strength);
        assert!(of(&second.sentence_id).is_none());
        assert!(of(&other.sentence_id).unwrap().score >= 1.0);
        assert_eq!(after.recommendations.len(), before.recommendations.len());
        let run = desk.json(&format!("{out}/run.json"));
        let input = run["inputs"]
            .as_array()
            .unwrap()
            .iter()
            .find(|input| input["format"] == "coding sheet")
            .expect("the sheet is on record");
        assert_eq!(input["path"], "coding.csv");
        assert_eq!(input["bytes"], rows.len());
        assert_eq!(input["blake3"].as_str().unwrap().len(), 64);
        let notes = run["notes"].to_string();
        assert!(notes.contains("1 added, 1 removed, 1 recoded"), "{notes}");
        assert!(notes.contains("1 no longer apply: row-3"), "{notes}");
    };
    check("out");
    // Again, and in a run of all stages, and by way of the settings.
    desk.plenary(&["recommend", "--coding", "coding.csv", "--out", "out"]).code(0);
    check("out");
    desk.plenary(&["analyze", &small(), "--coding", "coding.csv", "--out", "whole"]).code(0);
    check("whole");
    let settings = "coding = [\"coding.csv\"]\n[embed]\nencoder = \"hashing\"\n";
    std::fs::write(desk.path("plenary.toml"), settings).unwrap();
    desk.plenary(&["recommend", "--out", "out"]).code(0);
    check("out");

    // Without the sheet all is as before, and the record forgets it.
    std::fs::write(desk.path("plenary.toml"), "[embed]\nencoder = \"hashing\"\n").unwrap();
    desk.plenary(&["recommend", "--out", "out"]).code(0);
    assert_eq!(read("out").recommendations, before.recommendations);
    assert!(!desk.json("out/run.json").to_string().contains("coding sheet"));
}

#[test]
fn sheets_are_gold_and_coders_are_compared() {
    let desk = Desk::new();
    desk.plenary(&["ingest", &small(), "--out", "out"]).code(0);
    desk.plenary(&["recommend", "--out", "out"]).code(0);
    let evidence = tables::read_through(&desk.path("out/tables"), Stage::Recommend).unwrap();
    let texts: Vec<&str> = evidence.recommendations.iter().map(|r| r.text.as_str()).collect();
    let a = sheet(&[(texts[0], "yes", "must"), (texts[1], "no", ""), (texts[2], "yes", "must")]);
    let b = sheet(&[(texts[0], "yes", "must"), (texts[1], "yes", ""), (texts[2], "yes", "could")]);
    std::fs::write(desk.path("a.csv"), a).unwrap();
    std::fs::write(desk.path("b.csv"), b).unwrap();
    let one = desk.plenary(&["evaluate", "--coding", "a.csv", "--json", "--out", "out"]).code(0);
    let one: serde_json::Value = serde_json::from_str(&one.stdout).unwrap();
    assert_eq!(one["recommendation"]["true_positive"], 2);
    assert_eq!(one["recommendation"]["false_positive"], 1);
    let two = desk.plenary(&["evaluate", "--coding", "a.csv", "b.csv", "--json", "--out", "out"]);
    let two: serde_json::Value = serde_json::from_str(&two.code(0).stdout).unwrap();
    assert_eq!((&two["borderline"], &two["coders"]["n"]), (&1.into(), &3.into()));
    assert!(two["coders"]["kappa"][0][3].is_number() && two["coders"]["alpha"].is_number());

    // Tables that were corrected by a sheet would agree with it: the rules alone are compared.
    desk.plenary(&["recommend", "--coding", "a.csv", "--out", "out"]).code(0);
    let again = desk.plenary(&["evaluate", "--coding", "a.csv", "--json", "--out", "out"]).code(0);
    let again: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(again["rules_alone"], true);
    assert_eq!(again["recommendation"], one["recommendation"]);
}

#[test]
fn a_bad_sheet_or_lexicon_names_the_place() {
    let desk = Desk::new()
        .file("bad.csv", sheet(&[("Any sentence.", "yes", ""), ("Another.", "perhaps", "")]))
        .file("bad.toml", "[[rule]]\nname = \"x\"\n")
        .file("words.toml", "[classes]\nimportance = \"weighty\"\n");
    desk.plenary(&["ingest", &small(), "--out", "out"]).code(0);
    let recommend =
        |option: &str, file: &str| desk.plenary(&["recommend", option, file, "--out", "out"]);
    recommend("--coding", "bad.csv").code(2).says("bad.csv: row 2");
    recommend("--coding", "none.csv").code(2).says("none.csv");
    recommend("--lexicon", "bad.toml").code(2).says("bad.toml");
    recommend("--lexicon", "words.toml").code(0);
    assert!(desk.json("out/run.json")["inputs"].to_string().contains("words.toml"));
}

#[test]
fn training_is_reproducible_and_its_weights_are_used() {
    let desk = Desk::new();
    let gold = workspace().join("tests/gold/small.jsonl").display().to_string();
    desk.plenary(&["ingest", &small(), "--out", "out"]).code(0);
    for file in ["a.toml", "b.toml"] {
        desk.plenary(&["train", "--gold", &gold, "--weights", file, "--out", "out"]).code(0);
    }
    let weights = desk.read("a.toml");
    assert_eq!(weights, desk.read("b.toml"));
    assert!(weights.contains("[scores.score") && weights.contains("small.jsonl"), "{weights}");
    desk.plenary(&["recommend", "--weights", "a.toml", "--out", "out"]).code(0);
    let evidence = tables::read_through(&desk.path("out/tables"), Stage::Recommend).unwrap();
    let id = &evidence.recommendations[0].sentence_id;
    let why = desk.plenary(&["explain", id, "--weights", "a.toml", "--json", "--out", "out"]);
    let why: serde_json::Value = serde_json::from_str(&why.code(0).stdout).unwrap();
    assert!(!why["features"].as_array().unwrap().is_empty());
    assert!(why["rules"][0]["cue"].is_string());

    let mut table = "text,action,session\n".to_owned();
    for session in 1..=3 {
        for (verb, action) in [("Abolish", 5), ("Continue to lower", 2), ("Consider", 3)] {
            for what in ["tolls", "fees", "fines", "dues"] {
                table.push_str(&format!("{verb} the {what} {session},{action},{session}\n"));
            }
        }
    }
    std::fs::write(desk.path("actions.csv"), table).unwrap();
    desk.plenary(&["train", "--actions", "actions.csv", "--weights", "actions.toml"]).code(0);
    let weights = desk.read("actions.toml");
    assert!(weights.contains("rules = 1.0"), "{weights}");
    desk.plenary(&["train", "--weights", "none.toml"]).code(2).says("--gold");
}

/// The project that a run wrote, coded by others in their program: passages taken away.
fn recoded(project: &[u8], keep: impl Fn(&str) -> bool) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut from = zip::ZipArchive::new(Cursor::new(project)).expect("an archive");
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut member = from.by_index(at).expect("a member");
        let name = member.name().expect("a name").into_owned();
        let mut text = String::new();
        member.read_to_string(&mut text).expect("text");
        if name.ends_with(".qde") {
            let mut parts = text.split("<PlainTextSelection");
            let mut changed = parts.next().expect("a head").to_owned();
            for part in parts {
                let (passage, rest) =
                    part.split_once("</PlainTextSelection>").expect("a closed passage");
                if keep(passage) {
                    changed += &format!("<PlainTextSelection{passage}</PlainTextSelection>");
                }
                changed += rest;
            }
            text = changed;
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).expect("a file");
        to.write_all(text.as_bytes()).expect("written");
    }
    to.finish().expect("finished").into_inner()
}

#[test]
fn a_coded_project_is_a_coding() {
    let desk = Desk::new();
    desk.plenary(&["analyze", &small(), "--out", "out", "--quiet"]).code(0);
    let before = tables::read_through(&desk.path("out/tables"), Stage::Recommend).unwrap();
    let project = std::fs::read(desk.path("out/report/project.qdpx")).unwrap();

    // As it is, it confirms all that was found.
    std::fs::write(desk.path("same.qdpx"), &project).unwrap();
    desk.plenary(&["recommend", "--coding", "same.qdpx", "--out", "out"]).code(0);
    let notes = desk.json("out/run.json")["notes"].to_string();
    assert!(notes.contains(", 0 added, 0 removed, 0 recoded"), "{notes}");

    // The first passage of the first document is taken away, and all of the third, which then says
    // nothing.
    let all = report::qda::read(&project).unwrap();
    let gone: Vec<String> =
        [(0, 1), (2, usize::MAX)]
            .into_iter()
            .flat_map(|(at, most)| {
                all.sources[at].codings.iter().take(most).map(move |c| {
                    format!("startPosition=\"{}\" endPosition=\"{}\"", c.start, c.end)
                })
            })
            .collect();
    assert!(gone.len() > 2);
    let changed = recoded(&project, |passage| !gone.iter().any(|g| passage.contains(g)));
    std::fs::write(desk.path("coded.qdpx"), changed).unwrap();
    for args in [
        vec!["recommend", "--coding", "coded.qdpx", "--out", "out"],
        vec!["analyze", &small(), "--coding", "coded.qdpx", "--out", "out", "--quiet"],
    ] {
        desk.plenary(&args).code(0);
        let after = tables::read_through(&desk.path("out/tables"), Stage::Recommend).unwrap();
        let removed: Vec<&str> = before
            .recommendations
            .iter()
            .map(|r| r.sentence_id.as_str())
            .filter(|id| after.recommendations.iter().all(|r| r.sentence_id != *id))
            .collect();
        assert_eq!(removed, [before.recommendations[0].sentence_id.as_str()]);
        assert_eq!(after.recommendations.len() + 1, before.recommendations.len());
    }

    // It is a coding for `evaluate` and `train` as well.
    let answer =
        desk.plenary(&["evaluate", "--coding", "coded.qdpx", "--json", "--out", "out"]).code(0);
    let answer: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(answer["rules_alone"], true);
    assert_eq!(answer["recommendation"]["false_positive"], 1);
    let train = ["train", "--coding", "coded.qdpx", "--quick", "--weights", "w.toml"];
    desk.plenary(&[&train[..], &["--out", "out"]].concat()).code(0);

    // A project of other texts is refused by name, and so is an archive that is none.
    desk.plenary(&["analyze", "--out", "other", "--quiet"]).code(0);
    desk.plenary(&["recommend", "--coding", "coded.qdpx", "--out", "other"])
        .code(2)
        .says("coded.qdpx")
        .says("project.qdpx");
    let workbook = "out/report/recommendations.xlsx";
    desk.plenary(&["recommend", "--coding", workbook, "--out", "out"]).code(2).says(workbook);
}
