//! Reads the files and folders that are named and prints their sentences as JSON lines; documents,
//! skipped inputs and remarks go to the standard error stream.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    // PDFs are read by this program itself, started again.
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|first| first == ingest::pdf::SUBCOMMAND) {
        return ingest::pdf::child_main(args);
    }
    match show() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn show() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let found = ingest::ingest(&paths, &ingest::Settings::default())?;
    for document in &found.documents {
        eprintln!(
            "{} | {} | {} | {:?} | {:?} | {} | {} | {} sentences",
            document.document_id,
            document.workshop,
            document.title,
            document.date,
            document.place,
            document.format,
            document.language,
            document.sentences
        );
    }
    for skipped in &found.skipped {
        eprintln!("skipped {}: {}", skipped.path, skipped.reason);
    }
    for note in &found.notes {
        eprintln!("note: {note}");
    }
    for sentence in &found.sentences {
        println!("{}", serde_json::to_string(sentence)?);
    }
    Ok(())
}
