//! Tells the linker where the program finds libtorch when it runs.
//!
//! First relative to the program itself, so that a folder that holds both can be moved: beside it
//! in `lib/` or `libtorch/lib/`, and `.plenary/libtorch/lib` two folders up, where a build in
//! `target/release` finds it; then where libtorch was at build time. Cargo applies the rpath that
//! torch-sys prints to torch-sys alone, and hands its folder only to direct dependents.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let relative = ["lib", "libtorch/lib", "../lib", "../../.plenary/libtorch/lib"]
        .map(|folder| format!("$ORIGIN/{folder}"));
    let built_with = env::var("DEP_TCH_LIBTORCH_LIB").ok();
    for folder in relative.iter().chain(&built_with) {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{folder}");
    }
}
