//! Same input, same bytes.

use crate::run::{Desk, model_at_hand, small};

/// All that a run leaves, but for the seconds it took.
fn left(desk: &Desk, out: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = desk.files(out);
    for (name, bytes) in &mut files {
        if name.ends_with("run.json") {
            let mut run: serde_json::Value = serde_json::from_slice(bytes).expect("run.json");
            run["timings"] = serde_json::Value::Null;
            *bytes = run.to_string().into_bytes();
        }
    }
    files
}

#[track_caller]
fn assert_same(one: &[(String, Vec<u8>)], two: &[(String, Vec<u8>)]) {
    let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(one), names(two));
    for ((name, a), (_, b)) in one.iter().zip(two) {
        assert!(a == b, "{name} differs");
    }
}

#[test]
fn two_runs_leave_the_same_bytes() {
    let desk = Desk::new();
    desk.plenary(&["analyze", &small(), "--out", "out"]).code(0);
    let first = left(&desk, "out");
    std::fs::rename(desk.path("out"), desk.path("before")).unwrap();
    desk.plenary(&["analyze", &small(), "--out", "out"]).code(0);
    assert_same(&first, &left(&desk, "out"));
}

#[test]
fn another_seed_is_on_record() {
    let desk = Desk::new();
    desk.plenary(&["analyze", &small(), "--out", "out", "--seed", "7"]).code(0);
    assert_eq!(desk.json("out/tables/run.json")["seed"], 7);
}

#[test]
fn the_order_of_the_inputs_does_not_matter() {
    let desk = Desk::new();
    let name = |file: &str| format!("{}/{file}", small());
    let (a, b, c) = (name("1-harbour-town.md"), name("2-lake-city.md"), name("3-hill-fort.md"));
    let mut first = None;
    for order in [[&a, &b, &c], [&c, &a, &b], [&b, &c, &a]] {
        let inputs = order.map(String::as_str);
        desk.plenary(&[&["analyze", "--out", "out", "--quiet"], &inputs[..]].concat()).code(0);
        let files = left(&desk, "out");
        match &first {
            None => first = Some(files),
            Some(first) => assert_same(first, &files),
        }
    }
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let desk = Desk::new();
    let mut first = None;
    for threads in ["1", "2", "5"] {
        let line =
            format!("RAYON_NUM_THREADS={threads} plenary analyze {} --out out --quiet", small());
        assert_eq!(desk.shell(&line).code, 0);
        let files = left(&desk, "out");
        match &first {
            None => first = Some(files),
            Some(first) => assert_same(first, &files),
        }
    }
}

#[test]
fn a_cache_that_is_cold_half_warm_or_warm_does_not_matter() {
    if !model_at_hand() {
        return;
    }
    let desk = Desk::new();
    let cold = |out: &str, args: &[&str]| {
        desk.plenary_with_model(&[&["analyze", "--out", out, "--quiet"], args].concat()).code(0);
    };
    let all = small();
    let one = format!("{all}/2-lake-city.md");
    cold("out", &[&all]);
    let first = left(&desk, "out");
    cold("out", &[&all]);
    assert_same(&first, &left(&desk, "out"));
    std::fs::remove_dir_all(desk.path("cache")).expect("a cache");
    cold("other", &[&one]);
    cold("out", &[&all]);
    assert_same(&first, &left(&desk, "out"));
}
