//! Documents, settings and tables made by somebody who means harm, or by a fault: text stays text,
//! paths lead nowhere, and tables that are read back cost an error and no crash.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use corpus::Evidence;
use corpus::tables::{self, Stage};
use serde_json::{Value, json};

use crate::run::{Desk, small};

const SCRIPT: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>";

/// How often a page has what runs or fetches, and whether a chart has any.
fn markup(desk: &Desk, out: &str) -> (usize, usize, usize) {
    let page = desk.read(&format!("{out}/report/index.html")).to_lowercase();
    for (name, bytes) in desk.files(&format!("{out}/report/charts")) {
        if name.ends_with(".svg") {
            let svg = String::from_utf8(bytes).expect("text").to_lowercase();
            assert!(!svg.contains("<script") && !svg.contains("<img"), "{name}");
        }
    }
    let summary = desk.read(&format!("{out}/report/summary.md")).to_lowercase();
    assert!(!summary.contains("<script") && !summary.contains("<img"), "the summary");
    (page.matches("<script").count(), page.matches("<img").count(), page.matches("src=").count())
}

#[test]
fn script_in_reports_settings_and_edits_stays_text() {
    let desk = Desk::new();
    let report = |workshop: &str, script: &str, name: &str| {
        format!(
            "---\ntitle: \"Talks on rain {script}\"\nworkshop: \"{workshop}{script}\"\n\
             place: \"Oslo {script}\"\n---\n\n# Rain {script}\n\n## Part `{script}`\n\n\
             Ms. {name} of the {script} office asked states to plan ahead for floods.\n\n\
             * States should {script} measure the rain each day.\n* =HYPERLINK(\"x\") should be open.\n\n\
             ## Way forward\n\nPublish the rain tables {script}. Ministries must keep the gauges.\n"
        )
    };
    let made = |folder: &str, script: &str| {
        std::fs::create_dir_all(desk.path(folder)).unwrap();
        let file = |name: &str, text: String| {
            std::fs::write(desk.path(&format!("{folder}/{name}")), text).unwrap();
        };
        file("a.md", report("A", script, "Lind"));
        file("b.md", report("B", script, "Berg").replace("rain", "snow"));
        file(
            "c.html",
            format!(
                "<h1>Talks {}</h1><p>States should plan {}.</p>",
                "x",
                script.replace('<', "&lt;")
            ),
        );
        file(
            "m.toml",
            format!(
                "[\"c.html\"]\nworkshop = '{script} C'\ntitle = '{script}'\nplace = '../../{script}'\n"
            ),
        );
    };
    made("clean", "plain");
    made("bad", SCRIPT);
    for folder in ["clean", "bad"] {
        let (metadata, out) = (format!("{folder}/m.toml"), format!("out-{folder}"));
        let args = ["analyze", folder, "--metadata", &metadata, "--out", &out, "--quiet"];
        desk.plenary(&args).code(0);
        // A theme that is renamed to a script, and a theme of that name in a codebook.
        let evidence = tables::read_through(&desk.path(&format!("{out}/tables")), Stage::Cluster);
        let evidence = evidence.unwrap();
        let anchor = &evidence.recommendations[0].sentence_id;
        let name = if folder == "bad" { SCRIPT } else { "plain" };
        let edits = format!(
            "[[rename]]\ntheme = {{ label = \"{}\", anchors = [\"{anchor}\"] }}\nto = '{name}'\n",
            evidence.themes_at(corpus::Level::Medium)[0].label.replace(['"', '\\'], ""),
        );
        std::fs::write(desk.path("themes.toml"), edits).unwrap();
        let codes = format!("[[theme]]\nname = '{name}'\ndescription = 'Rain {name}'\n");
        std::fs::write(desk.path("codes.toml"), codes).unwrap();
        desk.plenary(&[&args[..], &["--codebook", "codes.toml", "--format", "docx"]].concat())
            .code(0);
        assert!(desk.read(&format!("{out}/tables/themes.csv")).contains(name));
        let [a, b] = [0, 1].map(|at| evidence.documents[at].workshop.clone());
        desk.plenary(&["brief", &a, &b, "--out", &out]).code(0);
    }
    let (clean, bad) = (markup(&desk, "out-clean"), markup(&desk, "out-bad"));
    assert_eq!((bad.0, bad.1), (clean.0, clean.1), "elements in the page");
    for (name, bytes) in desk.files("out-bad") {
        if name.ends_with(".html") && name.contains("brief") {
            let text = String::from_utf8(bytes).expect("text").to_lowercase();
            assert!(!text.contains("<script>alert") && !text.contains("<img src=x"), "{name}");
        } else if name.ends_with(".csv") {
            let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
            for row in rows.records() {
                let formula = |cell: &str| {
                    cell.starts_with(['=', '+', '@'])
                        || (cell.starts_with('-') && cell.parse::<f64>().is_err())
                };
                assert!(!row.expect("a row").iter().any(formula), "a formula in {name}");
            }
        }
    }
    // A workshop's name never becomes a path, nor more than plain letters of a file's name.
    for (name, _) in desk.files(".") {
        let top = name.split('/').next().unwrap_or_default();
        let known = ["bad", "cache", "clean", "codes.toml", "out-bad", "out-clean", "plenary.toml"];
        assert!(known.contains(&top) || top == "themes.toml", "{name}");
        assert!(!name.contains(['<', '>', '"', '=', '(']), "{name}");
    }
}

#[test]
fn codings_may_be_wide_ragged_and_endless() {
    let desk = Desk::new();
    desk.plenary(&["ingest", &small(), "--out", "out", "--quiet"]).code(0);
    desk.plenary(&["recommend", "--out", "out", "--quiet"]).code(0);
    let wide = (0..1_000_000).map(|at| format!("c{at}")).collect::<Vec<_>>().join(",");
    let long = "x".repeat(10_000_000);
    let codings = [
        ("wide.csv", format!("text,recommendation,{wide}\nPlan ahead.,yes\n")),
        ("ragged.csv", "text,recommendation\na\nb,yes,c,d,e\n\"open".to_owned()),
        ("endless.csv", format!("text,recommendation\n{long},yes\n")),
        ("nothing.csv", String::new()),
        ("zeros.csv", "\0".repeat(100_000)),
    ];
    for (name, text) in codings {
        std::fs::write(desk.path(name), text).unwrap();
        for command in ["recommend", "evaluate"] {
            let ran = desk.plenary(&[command, "--coding", name, "--out", "out"]);
            assert!([0, 2].contains(&ran.code), "{command} {name}: {} {}", ran.code, ran.stderr);
            assert!(ran.code == 0 || ran.stderr.contains(name), "{name}: {}", ran.stderr);
        }
    }
    let golds = [
        ("deep.jsonl", "[".repeat(200_000)),
        ("long.jsonl", format!("{{\"text\":\"{long}\",\"recommendation\":true}}")),
        ("other.jsonl", "{\"a\":1}\n[]\nnull\n".to_owned()),
    ];
    for (name, text) in golds {
        std::fs::write(desk.path(name), text).unwrap();
        let ran = desk.plenary(&["evaluate", "--gold", name, "--out", "out"]);
        assert!((0..=2).contains(&ran.code), "{name}: {} {}", ran.code, ran.stderr);
        assert!(ran.code == 0 || ran.stderr.contains(name), "{name}: {}", ran.stderr);
    }
}

/// Xorshift: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// Changes one thing in the tables: a cell, a row, a whole table.
fn spoil(tables: &mut Value, random: &mut Random) {
    let names: Vec<String> = tables.as_object().expect("tables").keys().cloned().collect();
    let name = &names[random.below(names.len())];
    let rows = tables[name].as_array_mut().expect("rows");
    if rows.is_empty() {
        return;
    }
    let at = random.below(rows.len());
    match random.below(12) {
        0 => {
            rows.remove(at);
        }
        1 => rows.insert(at, rows[at].clone()),
        2 if random.below(4) == 0 => rows.clear(),
        3 => rows.reverse(),
        _ => {
            let row = rows[at].as_object_mut().expect("a row");
            let columns: Vec<String> = row.keys().cloned().collect();
            let cell = &mut row[&columns[random.below(columns.len())]];
            let texts = ["", "\0", SCRIPT, "no-such-id", "\u{202e}abc", "=1+1", "a\nb", "é", "𝕏"];
            let numbers =
                [json!(0), json!(1), json!(255), json!(u32::MAX), json!(1e300), json!(-1e300)];
            *cell = match cell {
                Value::String(_) if random.below(8) == 0 => json!("long ".repeat(20_000)),
                Value::String(_) => json!(texts[random.below(texts.len())]),
                Value::Number(n) if n.is_u64() => numbers[random.below(4)].clone(),
                Value::Number(_) => numbers[random.below(6)].clone(),
                Value::Array(_) => json!(["no-such-id", ""][..random.below(3)]),
                _ => Value::Null,
            };
        }
    }
}

/// Values that JSON has no word for but a table may hold.
fn spoil_numbers(evidence: &mut Evidence, random: &mut Random) {
    let value = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY][random.below(3)];
    let at = |n: usize, random: &mut Random| random.below(n);
    match random.below(5) {
        0 if !evidence.prevalence.is_empty() => {
            let row = at(evidence.prevalence.len(), random);
            evidence.prevalence[row].share = value;
            evidence.prevalence[row].share_high = value;
        }
        1 if !evidence.keyness.is_empty() => {
            let row = at(evidence.keyness.len(), random);
            evidence.keyness[row].z = value;
            evidence.keyness[row].log_ratio = value;
        }
        2 if !evidence.memberships.is_empty() => {
            let row = at(evidence.memberships.len(), random);
            evidence.memberships[row].x = value as f32;
            evidence.memberships[row].membership = value as f32;
        }
        3 if !evidence.similarity.is_empty() => {
            let row = at(evidence.similarity.len(), random);
            evidence.similarity[row].theme_overlap = value;
        }
        _ => {
            for echo in &mut evidence.echoes {
                echo.cosine = value as f32;
            }
        }
    }
}

/// Tables of a run with cells, rows and tables changed at random go through all that reads them.
#[test]
fn spoiled_tables_crash_nothing() {
    let desk = Desk::new();
    desk.plenary(&["analyze", &small(), "--out", "out", "--pairs", "--quiet"]).code(0);
    let evidence = tables::read_through(&desk.path("out/tables"), Stage::Compare).unwrap();
    let run = tables::read_run(&desk.path("out/tables")).unwrap();
    let whole = serde_json::to_value(&evidence).unwrap();
    let texts: BTreeMap<u32, String> =
        (0..3).map(|id| (id, desk.read(&format!("out/tables/texts/{id}.txt")))).collect();
    let rounds = if std::env::var_os("PLENARY_SOAK").is_some() { 3000 } else { 30 };
    let settings = compare::Settings { resamples: 99, ..Default::default() };
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut crashes: BTreeMap<String, usize> = BTreeMap::new();
    let mut tried = 0;
    for _ in 0..rounds {
        let mut tables = whole.clone();
        for _ in 0..=random.below(6) {
            spoil(&mut tables, &mut random);
        }
        // What is no table of ours any more is refused where it is read.
        let Ok(mut spoiled) = serde_json::from_value::<Evidence>(tables) else { continue };
        if random.below(3) == 0 {
            spoil_numbers(&mut spoiled, &mut random);
        }
        let mut texts = texts.clone();
        if random.below(4) == 0 {
            texts.insert(random.below(4) as u32, "é".repeat(random.below(400)));
        }
        tried += 1;
        let parts: [(&str, &dyn Fn()); 8] = [
            ("charts", &|| drop(charts::draw(&spoiled, &charts::Settings::default()))),
            ("page", &|| {
                drop(report::page(&spoiled, &texts, &[], &run, &report::Settings::default()));
            }),
            ("summary", &|| drop(report::summary(&spoiled, &[], &run))),
            ("workbook", &|| drop(report::workbook(&spoiled, &run))),
            ("document", &|| drop(report::document(&spoiled, &[], &run))),
            ("project", &|| {
                if let Ok(bytes) = report::qda::project(&spoiled, &texts, &run) {
                    drop(report::qda::read(&bytes).expect("what is written can be read"));
                }
            }),
            ("diff", &|| drop(compare::diff::diff(&evidence, &spoiled))),
            ("compare", &|| drop(compare::compare(&spoiled, None, &settings))),
        ];
        for (name, part) in parts {
            if catch_unwind(AssertUnwindSafe(part)).is_err() {
                *crashes.entry(name.to_owned()).or_default() += 1;
            }
        }
    }
    eprintln!("{tried} spoiled tables of {rounds}, crashes: {crashes:?}");
    assert!(tried > rounds / 4, "{tried}");
    assert!(crashes.is_empty(), "{crashes:?}");
}
