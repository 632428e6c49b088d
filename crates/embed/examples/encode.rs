//! Encodes lines of JSON: `encode OUT < lines.jsonl` reads objects with `id` and `text` and writes
//! `OUT.f32`, the vectors row after row as little-endian f32, and `OUT.ids`, an id per line.
//!
//! Options come as settings in JSON: `encode OUT '{"precision":"bf16"}'`.

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let out = arguments.next().ok_or("usage: encode OUT [SETTINGS] < lines.jsonl")?;
    let settings: embed::Settings = arguments
        .next()
        .map_or(Ok(embed::Settings::default()), |json| serde_json::from_str(&json))?;

    let mut ids = String::new();
    let mut texts = Vec::new();
    for line in io::stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let id = &row["id"];
        ids.push_str(&id.as_str().map_or_else(|| id.to_string(), str::to_owned));
        ids.push('\n');
        texts.push(row["text"].as_str().ok_or("a line has no `text`")?.to_owned());
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();

    let encoded = embed::embed(&texts, &settings, &|done, total| {
        let _ = write!(io::stderr(), "\r{done} of {total} ");
    })?;
    let bytes: Vec<u8> = encoded.vectors.iter().flat_map(|x| x.to_le_bytes()).collect();
    fs::write(format!("{out}.f32"), bytes)?;
    fs::write(format!("{out}.ids"), ids)?;
    writeln!(
        io::stderr(),
        "\n{} vectors of {} numbers, {} from the cache, {} over-long; {} {}",
        encoded.vectors.nrows(),
        encoded.vectors.ncols(),
        encoded.from_cache,
        encoded.over_long.len(),
        encoded.model.name,
        encoded.model.precision,
    )?;
    for note in &encoded.notes {
        writeln!(io::stderr(), "{note}")?;
    }
    Ok(())
}
