//! The commands in the documents work as written.

use std::process::Command;

use crate::run::{Desk, small, workspace};

/// The lines of a document's shell blocks, remarks taken off.
fn commands(document: &str) -> Vec<String> {
    let text = std::fs::read_to_string(workspace().join(document)).expect(document);
    let mut shell = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            shell = line.trim() == "```sh";
        } else if shell {
            let line = line.split(" #").next().unwrap_or_default().trim();
            if !line.is_empty() {
                lines.push(line.to_owned());
            }
        }
    }
    lines
}

/// A desk with the files that the documents speak of.
fn desk() -> Desk {
    let rows = "id,text,country,Session\n\
        a,States should share gauges,Calden,1\n\
        b,Publish the fees of all ports,Norvale,1\n\
        c,Consider a joint fund for the canals,Calden,2\n";
    let mut desk = Desk::new().file("recommendations.csv", rows).file("interventions.csv", rows);
    for (folder, number) in [("reports-of-mine", 3), ("my-reports", 3)] {
        for report in std::fs::read_dir(small()).expect("the small corpus").take(number) {
            let path = report.expect("a report").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).expect("a report");
            desk = desk.file(&format!("{folder}/{name}"), bytes);
        }
    }
    let report = |name: &str| std::fs::read(format!("{}/{name}", small())).expect("a report");
    let gold = std::fs::read(workspace().join("tests/gold/small.jsonl")).expect("gold");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, cells) in [
        ["Recommendation", "States should share gauges", "Publish the fees"],
        ["Session", "1", "2"],
    ]
    .iter()
    .enumerate()
    {
        for (row, cell) in cells.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, *cell).expect("a cell");
        }
    }
    desk = desk
        .file("workshop-1.md", report("1-harbour-town.md"))
        .file("workshop-2.md", report("2-lake-city.md"))
        .file(
            "my-reports/metadata.toml",
            "[\"2-lake-city.md\"]\nworkshop = \"Lake City\"\norder = 2\n",
        )
        .file("coding.jsonl", gold)
        .file("export.xlsx", book.save_to_buffer().expect("a workbook"));
    for earlier in ["results-may", "results-june", "results-of-may"] {
        desk.plenary(&["analyze", "my-reports", "--out", earlier, "--quiet"]).code(0);
    }
    // `plenary evaluate` without --out looks where `plenary analyze` without --out has written.
    desk.plenary(&["analyze", "my-reports", "--quiet"]).code(0);
    desk
}

#[test]
fn the_commands_of_the_documents_run() {
    let desk = desk();
    let recipes = std::fs::read_to_string(workspace().join("justfile")).expect("justfile");
    let has_recipe = |name: &str| {
        recipes.lines().any(|line| line.split([' ', ':']).next().is_some_and(|word| word == name))
    };
    let mut ran = 0;
    for document in ["README.md", "docs/guide.md"] {
        for line in commands(document) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["plenary", args @ ..] => {
                    desk.plenary(args).code(0);
                    ran += 1;
                }
                // What `just analyze` adds is a build; the rest is the program.
                ["just", "analyze", args @ ..] => {
                    desk.plenary(&[&["analyze"], args].concat()).code(0);
                    ran += 1;
                }
                ["just", recipe, ..] => assert!(has_recipe(recipe), "{document}: {line}"),
                ["sh", "bootstrap.sh", recipe, ..] => {
                    assert!(has_recipe(recipe), "{document}: {line}");
                }
                ["export", ..] => {}
                _ => {
                    let checked = Command::new("sh").args(["-n", "-c", &line]).status();
                    assert!(checked.is_ok_and(|s| s.success()), "{document}: {line}");
                }
            }
        }
    }
    assert!(ran >= 10, "only {ran} commands were found");
}
