//! The headings and keywords of the themes of any texts, to be looked at or scored.
//!
//! ```text
//! headings VECTORS ROWS.jsonl [--background ROWS.jsonl] [--phrases VECTORS] [--themes N] [--json OUT]
//! headings --candidates ROWS.jsonl [--background ROWS.jsonl]
//! ```
//!
//! `VECTORS.f32` holds rows of little-endian f32 and `VECTORS.ids` their ids, one a line;
//! `ROWS.jsonl` has `id` and `text`, and where there are `workshop` and `cue`. The second form
//! prints the phrases as JSON lines, to be encoded and given with `--phrases`. `--json` writes the
//! keywords of the medium themes as a list of lists.

use std::collections::HashMap;
use std::process::ExitCode;

use cluster::{Phrases, Settings, cluster_with, phrases};
use corpus::{Level, Recommendation, Sentence};
use ndarray::{Array2, Axis};
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error>;

fn vectors(stem: &str) -> Result<(Vec<String>, Array2<f32>), Failure> {
    let ids: Vec<String> =
        std::fs::read_to_string(format!("{stem}.ids"))?.lines().map(str::to_owned).collect();
    let values: Vec<f32> = std::fs::read(format!("{stem}.f32"))?
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    let dimensions = values.len() / ids.len().max(1);
    let matrix = Array2::from_shape_vec((ids.len(), dimensions), values)?;
    Ok((ids, matrix))
}

fn rows(path: &str) -> Result<Vec<Value>, Failure> {
    std::fs::read_to_string(path)?.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

fn field(row: &Value, key: &str) -> String {
    row[key].as_str().unwrap_or_default().to_owned()
}

fn recommendation(row: &Value) -> Recommendation {
    Recommendation {
        sentence_id: row["id"].as_str().map_or_else(|| row["id"].to_string(), str::to_owned),
        workshop: field(row, "workshop"),
        text: field(row, "text"),
        score: 1.0,
        cue: field(row, "cue"),
        ..Recommendation::default()
    }
}

fn sentence(row: &Value) -> Sentence {
    Sentence { sentence_id: field(row, "id"), text: field(row, "text"), ..Sentence::default() }
}

#[expect(clippy::print_stdout, reason = "the headings are the point")]
fn run() -> Result<(), Failure> {
    let mut settings = Settings { resamples: 0, ..Settings::default() };
    let (mut paths, mut background, mut given, mut json_to) = (Vec::new(), Vec::new(), None, None);
    let mut candidates = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} wants a value"));
        match argument.as_str() {
            "--background" => background = rows(&value()?)?.iter().map(sentence).collect(),
            "--phrases" => given = Some(vectors(&value()?)?),
            "--themes" => settings.themes = Some(value()?.parse()?),
            "--json" => json_to = Some(value()?),
            "--candidates" => candidates = true,
            _ => paths.push(argument),
        }
    }
    let texts: Vec<Recommendation> =
        rows(paths.last().ok_or("which rows?")?)?.iter().map(recommendation).collect();
    if candidates {
        for phrase in phrases(&texts, &background) {
            println!("{}", json!({"id": phrase, "text": phrase}));
        }
        return Ok(());
    }
    let (ids, matrix) = vectors(&paths[0])?;
    let at: HashMap<&str, usize> =
        ids.iter().enumerate().map(|(row, id)| (id.as_str(), row)).collect();
    let texts: Vec<Recommendation> =
        texts.into_iter().filter(|r| at.contains_key(r.sentence_id.as_str())).collect();
    let picked: Vec<usize> = texts.iter().map(|r| at[r.sentence_id.as_str()]).collect();
    let own = matrix.select(Axis(0), &picked);
    let known = given.map(|(surfaces, vectors)| Phrases { surfaces, vectors });
    let found = cluster_with(&texts, &background, own.view(), known.as_ref(), &settings);
    let by_id: HashMap<u32, &str> =
        found.themes.iter().map(|t| (t.theme_id, t.label.as_str())).collect();
    for theme in &found.themes {
        println!(
            "{:<6} {:>3} {:<45} {:>6}  {}{}",
            theme.level.to_string(),
            theme.size,
            theme.label,
            theme.coherence.map_or_else(|| "–".to_owned(), |c| format!("{c:.2}")),
            theme.keywords.join(" | "),
            theme.parent_id.map_or_else(String::new, |id| format!("   < {}", by_id[&id])),
        );
    }
    for merge in &found.theme_merges {
        println!("node   {:>3} {}", merge.size, merge.label);
    }
    if let Some(path) = json_to {
        let topics: Vec<&Vec<String>> =
            found.themes.iter().filter(|t| t.level == Level::Medium).map(|t| &t.keywords).collect();
        std::fs::write(path, serde_json::to_string(&topics)?)?;
    }
    Ok(())
}

#[expect(clippy::print_stderr, reason = "a program's message")]
fn main() -> ExitCode {
    run().map_or_else(
        |failure| {
            eprintln!("headings: {failure}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}
