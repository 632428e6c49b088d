//! Writes the page, the summary and the workbook of a run: `page OUT.html [evidence.json]`.
//!
//! Without evidence, that of the small invented corpus. Texts are looked for in `texts/ID.txt`
//! beside the evidence; the charts are drawn.

#![allow(clippy::print_stdout, reason = "an example says what it has written")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

#[path = "../tests/common/mod.rs"]
mod common;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("usage: page OUT.html [evidence.json]")?;
    let mut sample = common::sample();
    if let Some(path) = arguments.next() {
        sample.evidence = serde_json::from_slice(&fs::read(&path)?)?;
        let folder = Path::new(&path).parent().unwrap_or(Path::new("."));
        sample.texts = BTreeMap::new();
        for document in &sample.evidence.documents {
            let text = folder.join(format!("texts/{}.txt", document.document_id));
            if let Ok(text) = fs::read_to_string(text) {
                sample.texts.insert(document.document_id, text);
            }
        }
    }
    let charts = charts::draw(&sample.evidence, &charts::Settings::default()).charts;
    for chart in &charts {
        println!("{}: {}", chart.name, chart.title);
    }
    let settings = report::Settings::default();
    let page = report::page(&sample.evidence, &sample.texts, &charts, &sample.run, &settings)?;
    let out = Path::new(&out);
    fs::write(out, page)?;
    fs::write(out.with_extension("md"), report::summary(&sample.evidence, &charts, &sample.run))?;
    fs::write(out.with_extension("xlsx"), report::workbook(&sample.evidence, &sample.run)?)?;
    Ok(())
}
