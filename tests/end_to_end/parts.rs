//! A corpus read in parts, by hand and by Spark, is the corpus read at once.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::run::{Desk, small, workspace};

/// A desk with the small corpus in `in/`, read at once into `one/`.
fn desk() -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.path("in")).unwrap();
    for entry in fs::read_dir(small()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), desk.path("in").join(entry.file_name())).unwrap();
    }
    read(&desk, &["in"], "one");
    desk
}

fn read(desk: &Desk, inputs: &[&str], out: &str) {
    desk.plenary(&[&["ingest", "--out", out, "--quiet"], inputs].concat()).code(0);
    for stage in ["recommend", "embed"] {
        desk.plenary(&[stage, "--out", out, "--quiet"]).code(0);
    }
}

/// Tables and texts, but not the record of the run.
fn tables(desk: &Desk, out: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = desk.files(&format!("{out}/tables"));
    files.retain(|(name, _)| name != "run.json");
    files
}

#[track_caller]
fn assert_same(desk: &Desk, one: &str, two: &str) {
    let (one, two) = (tables(desk, one), tables(desk, two));
    assert!(one.iter().any(|(name, _)| name == "embeddings.parquet"));
    let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&one), names(&two));
    for ((name, a), (_, b)) in one.iter().zip(&two) {
        assert!(a == b, "{name} differs");
    }
}

#[test]
fn parts_merged_are_the_whole_to_the_byte() {
    let desk = desk();
    read(&desk, &["in/2-lake-city.md"], "b");
    read(&desk, &["in/1-harbour-town.md", "in/3-hill-fort.md"], "a");
    for (order, out) in [(["a", "b"], "ab"), (["b", "a"], "ba")] {
        desk.plenary(&["merge", order[0], order[1], "--out", out]).code(0);
        assert_same(&desk, "one", out);
        let (whole, merged) =
            (desk.json("one/tables/run.json"), desk.json(&format!("{out}/tables/run.json")));
        for key in ["inputs", "documents", "model", "seed", "configuration"] {
            assert_eq!(whole[key], merged[key], "{key}");
        }
    }
    // And so with what comes after.
    for out in ["one", "ba"] {
        for stage in ["cluster", "compare", "chart", "report"] {
            desk.plenary(&[stage, "--out", out, "--quiet"]).code(0);
        }
    }
    assert_same(&desk, "one", "ba");
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let desk = desk();
    read(&desk, &["in/1-harbour-town.md"], "a");
    let twice = desk.plenary(&["merge", "a", "one", "--out", "out"]).code(2);
    twice.says("is in a and in one");

    let other = "---\nworkshop: Far Field\n---\n\n# Wells\n\nTowns should dig wells.\n";
    let desk = desk.file("far.md", other);
    let changed = "[embed]\nencoder = \"hashing\"\n\n[recommend]\nthreshold = 0.9\n";
    let desk = desk.file("changed.toml", changed);
    for (stage, input) in [("ingest", Some("far.md")), ("recommend", None), ("embed", None)] {
        let mut line = vec![stage, "--out", "far", "--config", "changed.toml", "--quiet"];
        line.extend(input);
        desk.plenary(&line).code(0);
    }
    desk.plenary(&["merge", "a", "far", "--out", "out"]).code(2).says("settings");
    desk.plenary(&["merge", "a", "nowhere", "--out", "out"]).code(2).says("nowhere");

    // A part without vectors beside one with them.
    read(&desk, &["far.md"], "near");
    fs::remove_file(desk.path("near/tables/embeddings.parquet")).unwrap();
    desk.plenary(&["merge", "a", "near", "--out", "out"]).code(1).says("plenary embed");
    assert!(!desk.path("out/tables").exists(), "nothing is written that is not whole");
}

/// A Python with the packages of `examples/spark/requirements.txt` and a Java; says so where there
/// is none.
fn spark() -> Option<PathBuf> {
    let named = std::env::var_os("PLENARY_SPARK_PYTHON").map(PathBuf::from);
    let python = named.unwrap_or_else(|| workspace().join(".plenary/spark/bin/python"));
    let java = Command::new("java").arg("-version").output().is_ok();
    if python.exists() && java {
        return Some(python);
    }
    eprintln!("SKIPPED: no PySpark or no Java; examples/spark/README.md says how to make them");
    None
}

#[test]
fn spark_reads_parts_that_make_the_whole() {
    let Some(python) = spark() else { return };
    let desk = desk();
    let ran = Command::new(python)
        .arg(workspace().join("examples/spark/plenary_on_spark.py"))
        .args(["in", "parts", "--master", "local[2]", "--partitions", "2"])
        .args(["--", "--encoder", "hashing", "--config"])
        .arg(desk.path("plenary.toml"))
        .env("PLENARY", env!("CARGO_BIN_EXE_plenary"))
        .current_dir(desk.path("."))
        .output()
        .expect("Python starts");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    desk.plenary(&["merge", "parts/0000", "parts/0001", "--out", "merged"]).code(0);
    assert_same(&desk, "one", "merged");
}
