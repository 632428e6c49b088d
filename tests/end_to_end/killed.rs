//! Runs that are killed leave the old results or the new, never a mixture.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::run::{Desk, small};

type Folder = BTreeMap<String, Vec<u8>>;

/// Tables and report, without the seconds that each run takes.
fn results(desk: &Desk) -> [Folder; 2] {
    ["out/tables", "out/report"].map(|folder| contents(desk, folder))
}

fn contents(desk: &Desk, folder: &str) -> Folder {
    desk.files(folder)
        .into_iter()
        .map(|(name, bytes)| {
            if !name.ends_with("run.json") {
                return (name, bytes);
            }
            let mut run: serde_json::Value = serde_json::from_slice(&bytes).expect("run.json");
            run["timings"] = serde_json::Value::Null;
            (name, run.to_string().into_bytes())
        })
        .collect()
}

#[test]
fn a_killed_run_leaves_the_old_results_or_the_new() {
    let rounds = if std::env::var_os("PLENARY_SOAK").is_some() { 200 } else { 20 };
    let desk = Desk::new();
    let inputs = [format!("{}/1-harbour-town.md", small()), small()];
    let analyze = |input: &str| ["analyze", input, "--out", "out", "--quiet"].map(str::to_owned);
    let mut whole = Vec::new();
    let mut longest = Duration::ZERO;
    for input in &inputs {
        let started = Instant::now();
        desk.plenary(&analyze(input).each_ref().map(String::as_str)).code(0);
        longest = longest.max(started.elapsed());
        whole.push(results(&desk));
    }
    assert_ne!(whole[0], whole[1]);

    let (mut killed, mut changed, mut finished) = (0, 0, 0);
    for round in 0..rounds {
        let before = results(&desk);
        let mut run = Command::new(env!("CARGO_BIN_EXE_plenary"))
            .args(analyze(&inputs[round % 2]))
            .current_dir(desk.path("."))
            .env("PLENARY_CACHE", desk.path("cache"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("plenary starts");
        // Moments spread over the run by the golden ratio: no two rounds alike, none left out.
        let share = (round as f64 * 0.618_034).fract();
        std::thread::sleep(longest.mul_f64(share * 1.1));
        let _ = run.kill();
        let status = run.wait().expect("it ends");
        killed += usize::from(!status.success());
        let mut after = results(&desk);
        if !whole.contains(&after) {
            // It was putting its results in place. Each folder alone is whole even so, but for the
            // mark of that run; the next command, even one that only reads, ends what it began.
            for (at, folder) in after.iter_mut().enumerate() {
                folder.remove(".complete");
                assert!(whole.iter().any(|w| w[at] == *folder), "round {round}: a mixed folder");
            }
            finished += 1;
            desk.plenary(&["kwic", "river", "--out", "out"]).code(0);
            after = results(&desk);
        }
        assert!(whole.contains(&after), "round {round}: neither the old results nor the new");
        changed += usize::from(after != before);
    }
    eprintln!(
        "{rounds} rounds, {killed} killed, {changed} had put new results in place, {finished} of \
         them in part, which the next command put right"
    );
    assert!(killed > 0, "no run was killed");

    desk.plenary(&analyze(&inputs[0]).each_ref().map(String::as_str)).code(0);
    assert_eq!(results(&desk), whole[0], "a run after a kill gives the same bytes");
    let left: Vec<String> = desk
        .files("out")
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name.contains(".new"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_a_run_does_not_own_is_carried_over() {
    let desk = Desk::new()
        .file("out/report/notes.txt", "mine")
        .file("out/report/sample/picture.svg", "mine too")
        .file("out/tables/counts.csv", "mine as well");
    desk.plenary(&["analyze", &small(), "--out", "out", "--quiet"]).code(0);
    desk.plenary(&["brief", "Lake City", "Hill Fort", "--out", "out", "--quiet"]).code(0);
    desk.plenary(&["analyze", &small(), "--out", "out", "--quiet"]).code(0);
    assert_eq!(desk.read("out/report/notes.txt"), "mine");
    assert_eq!(desk.read("out/report/sample/picture.svg"), "mine too");
    assert_eq!(desk.read("out/tables/counts.csv"), "mine as well");
    assert!(desk.path("out/report/brief-lake-city-hill-fort.html").is_file());
}
