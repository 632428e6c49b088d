//! Same input, same bytes.

use crate::run::{Desk, small};

/// All that a run leaves, but for the timings and the names of the folders.
fn left(desk: &Desk, out: &str) -> Vec<(String, Vec<u8>)> {
    desk.files(out)
        .into_iter()
        .filter(|(name, _)| !name.ends_with("run.json") && !name.ends_with(".xlsx"))
        .collect()
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
