//! The command line that joins the stages.
//!
//! **In**: reports, or tables of recommendations, or the tables of earlier stages. **Out**: the
//! tables, charts and page of DESIGN's contract, and an exit code: 0 done, 1 failed, 2 wrong
//! usage, 3 done with inputs skipped. **Left to others**: every decision about text and numbers.
//! [`analyze`] shows the whole pipeline on one screen.

#![forbid(unsafe_code)]

mod analyze;
mod bundled;
mod cli;
mod coding;
mod commands;
mod config;
mod output;
mod progress;
mod redact;
mod stages;
mod staging;
mod themes;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

/// How a command ended, where it did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is done.
    Done,
    /// Done, but some inputs were skipped.
    SomeSkipped,
}

/// A failure that is the caller's: exit code 2.
#[derive(Debug)]
pub struct WrongUsage(pub String);

impl std::fmt::Display for WrongUsage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongUsage {}

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|first| first == ingest::pdf::SUBCOMMAND) {
        return ingest::pdf::child_main(args);
    }
    let cli = cli::Cli::parse();
    match commands::run(cli) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeSkipped) => ExitCode::from(3),
        Err(error) => {
            // A reader that closed the pipe (`plenary kwic … | head`) has what it wanted.
            let closed = error.chain().any(|cause| {
                cause
                    .downcast_ref::<std::io::Error>()
                    .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
            });
            if closed {
                return ExitCode::SUCCESS;
            }
            let _ = writeln!(std::io::stderr(), "plenary: {error:#}");
            if error.chain().any(<dyn std::error::Error>::is::<WrongUsage>) {
                ExitCode::from(2)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}
