//! Disks that are full, folders that may not be written, inputs that vanish: a clear message, and
//! what was there before stays.

use std::fs;

use crate::run::{Desk, small};

/// Whether this user may mount folders in a name space of its own; says so where not.
fn may_mount(desk: &Desk) -> bool {
    let tried = desk.shell("unshare -rm sh -c 'mkdir -p probe && mount -t tmpfs tmpfs probe'");
    if tried.code != 0 {
        eprintln!("SKIPPED: no mounts for this user (unshare -rm): {}", tried.stderr.trim());
    }
    tried.code == 0
}

#[test]
fn a_full_disk_is_named_and_the_last_results_stay() {
    let desk = Desk::new();
    if !may_mount(&desk) {
        return;
    }
    // A first run fits, a second one beside it does not; nor does one into an empty small disk.
    let line = format!(
        "unshare -rm sh -c '
        mkdir disk && mount -t tmpfs -o size=16m tmpfs disk &&
        plenary analyze {0} --out disk/out --quiet && cp -r disk/out before &&
        head -c 15500000 /dev/zero > disk/ballast 2>/dev/null;
        plenary analyze {0} --themes 2 --out disk/out --quiet; echo code $?;
        diff -r disk/out before && echo same; ls -A disk/out'",
        small()
    );
    let ran = desk.shell(&line);
    assert!(ran.stdout.contains("code 1"), "{}\n{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("same"), "{}", ran.stdout);
    assert!(!ran.stdout.contains(".new"), "half a result is left: {}", ran.stdout);
    let ran = ran.says("No space left on device").says("make room there");
    assert!(ran.stderr.contains("disk/out"), "no path in: {}", ran.stderr);
}

#[test]
fn a_disk_too_small_for_the_cache_costs_the_cache_alone() {
    let desk = Desk::new();
    if !may_mount(&desk) {
        return;
    }
    let line = format!(
        "unshare -rm sh -c '
        mkdir disk && mount -t tmpfs -o size=64k tmpfs disk &&
        PLENARY_CACHE=$PWD/disk/cache plenary analyze {} --out out; echo code $?'",
        small()
    );
    let ran = desk.shell(&line);
    assert!(ran.stdout.contains("code 0"), "{}\n{}", ran.stdout, ran.stderr);
    assert!(desk.path("out/report/index.html").is_file());
}

#[test]
fn a_folder_that_may_not_be_written_is_named() {
    let desk = Desk::new().file("file", "no folder");
    desk.plenary(&["analyze", &small(), "--out", "file/out"]).code(1).says("file/out");
    assert_eq!(desk.read("file"), "no folder");
    if !may_mount(&desk) {
        return;
    }
    let line = format!(
        "unshare -rm sh -c '
        plenary analyze {0} --out out --quiet && cp -r out before &&
        mount --bind out out && mount -o remount,ro,bind out &&
        plenary analyze {0} --themes 2 --out out --quiet; echo code $?;
        plenary compare --out out --quiet; echo code $?;
        diff -r out before && echo same'",
        small()
    );
    let ran = desk.shell(&line);
    assert_eq!(ran.stdout.matches("code 1").count(), 2, "{}\n{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("same"), "{}", ran.stdout);
    ran.says("out/.report.new").says("Read-only file system").says("where you may write");
}

#[test]
fn an_input_that_vanishes_costs_that_input() {
    let desk = Desk::new().file("in/there.md", "Ms. Lind asked states to plan ahead for floods.\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("gone.md", desk.path("in/link.md")).unwrap();
    desk.plenary(&["analyze", "in", "--out", "out", "--quiet"]).code(3).says("in/link.md");
    assert_eq!(desk.json("out/run.json")["counts"]["documents"], 1);
}

#[test]
fn tables_and_texts_that_vanish_are_named_with_the_stage_that_makes_them() {
    let desk = Desk::new();
    desk.plenary(&["analyze", &small(), "--out", "out", "--quiet"]).code(0);
    let page = desk.read("out/report/index.html");
    fs::remove_file(desk.path("out/tables/texts/1.txt")).unwrap();
    desk.plenary(&["report", "--out", "out"]).code(1).says("1.txt").says("plenary ingest");
    fs::remove_file(desk.path("out/tables/themes.parquet")).unwrap();
    desk.plenary(&["chart", "--out", "out"]).code(1).says("themes").says("plenary cluster");
    assert_eq!(desk.read("out/report/index.html"), page, "the page stays");
}

/// A run killed between the exchange of the tables and that of the report: the next command, even
/// one that only reads, finds both of the new run.
#[test]
fn a_run_killed_between_tables_and_report_is_finished_by_the_next_command() {
    let desk = Desk::new();
    let one = format!("{}/1-harbour-town.md", small());
    desk.plenary(&["analyze", &one, "--out", "out", "--quiet"]).code(0);
    fs::write(desk.path("out/report/notes.txt"), "mine").unwrap();
    desk.plenary(&["analyze", &small(), "--out", "new", "--quiet"]).code(0);
    let at = |name: &str| desk.path(name);
    let mark = "of one run";
    fs::rename(at("out/tables"), at("out/.tables.new")).unwrap();
    fs::rename(at("new/tables"), at("out/tables")).unwrap();
    fs::rename(at("new/report"), at("out/.report.new")).unwrap();
    fs::write(at("out/tables/.complete"), mark).unwrap();
    fs::write(at("out/.report.new/.complete"), mark).unwrap();
    let (page, record) =
        (desk.read("out/.report.new/index.html"), desk.read("out/tables/run.json"));
    assert_ne!(page, desk.read("out/report/index.html"));

    desk.plenary(&["kwic", "river", "--out", "out"]).code(0);
    assert_eq!(desk.read("out/report/index.html"), page);
    assert_eq!(desk.read("out/report/notes.txt"), "mine");
    assert_eq!(desk.read("out/run.json"), record);
    let left = desk.files("out");
    let strays: Vec<&String> = left
        .iter()
        .map(|(name, _)| name)
        .filter(|name| name.contains(".new") || name.contains(".complete"))
        .collect();
    assert!(strays.is_empty(), "{strays:?}");
}
