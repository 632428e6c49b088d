//! The folder that is handed over runs anywhere, with nothing around it.

use std::path::Path;
use std::process::Command;

use crate::run::{Desk, model_at_hand, workspace};

#[test]
fn the_archive_runs_from_another_folder_in_an_empty_environment() {
    if !model_at_hand() {
        return;
    }
    let desk = Desk::new();
    let target = Path::new(env!("CARGO_BIN_EXE_plenary")).parent().and_then(Path::parent);
    let laid_out = Command::new("sh")
        .arg(workspace().join("scripts/dist.sh"))
        .arg("--folder")
        .env("PLENARY_DIST", desk.path("dist"))
        .env("CARGO_TARGET_DIR", target.expect("the target folder"))
        .output()
        .expect("sh starts");
    assert!(laid_out.status.success(), "{}", String::from_utf8_lossy(&laid_out.stderr));
    let place = String::from_utf8_lossy(&laid_out.stdout).trim().to_owned();
    // Moved once more: nothing may remember where it was made.
    let moved = desk.path("elsewhere/plenary");
    std::fs::create_dir_all(moved.parent().expect("a folder")).expect("a folder");
    std::fs::rename(&place, &moved).expect("moved");
    let home = desk.path("home");
    std::fs::create_dir(&home).expect("a folder");

    let ran = Command::new(moved.join("plenary"))
        .args(["analyze", "--out", "out"])
        .current_dir(&home)
        .env_clear()
        .env("PLENARY_CACHE", home.join("cache"))
        .output()
        .expect("plenary starts");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(home.join("out/report/index.html").is_file());
    let run = std::fs::read_to_string(home.join("out/run.json")).expect("run.json");
    assert!(run.contains("MiniLM"), "the model of the archive was used");
    for notice in ["licenses/crates.txt", "licenses/libtorch-LICENSE", "LICENSE"] {
        assert!(moved.join(notice).is_file(), "{notice}");
    }
}
