//! Explains each line of standard input: `echo "Ports must publish." | explain`.
//!
//! With `--lines` one line each: score, strength, rule, cue and the text.
#![allow(clippy::print_stdout)]

use std::io::BufRead;

use recommend::explain::explain;
use recommend::{Tools, sentence};

fn main() -> std::io::Result<()> {
    let lines = std::env::args().any(|a| a == "--lines");
    let tools = Tools::built_in();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let explanation = explain(&tools, &sentence(&line));
        if lines {
            let strength = explanation.strength.map_or("-", |s| s.as_str());
            let (rule, cue) =
                explanation.rules.first().map_or(("", ""), |r| (r.name.as_str(), r.cue.as_str()));
            println!("{:.2}\t{strength}\t{rule}\t{cue}\t{line}", explanation.score);
        } else {
            println!("{line}\n{explanation}");
        }
    }
    Ok(())
}
