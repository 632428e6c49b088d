//! Writes the page, the summary and the workbook of a run: `page OUT.html [evidence.json]`.
//!
//! Without evidence, that of the small invented corpus. Texts are looked for in `texts/ID.txt`
//! and charts in `charts/NAME.svg` beside the evidence.

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
    let mut charts = Vec::new();
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
        for name in NAMES {
            if let Ok(svg) = fs::read_to_string(folder.join(format!("charts/{name}.svg"))) {
                charts.push(report::Chart {
                    name,
                    title: name.replace('_', " "),
                    description: String::new(),
                    svg,
                    width: 960,
                    height: 600,
                });
            }
        }
    }
    let settings = report::Settings::default();
    let page = report::page(&sample.evidence, &sample.texts, &charts, &sample.run, &settings)?;
    let out = Path::new(&out);
    fs::write(out, page)?;
    fs::write(out.with_extension("md"), report::summary(&sample.evidence, &charts, &sample.run))?;
    fs::write(out.with_extension("xlsx"), report::workbook(&sample.evidence, &sample.run)?)?;
    Ok(())
}

const NAMES: [&str; 12] = [
    "theme_map",
    "theme_prevalence",
    "theme_heatmap",
    "theme_hierarchy",
    "theme_words",
    "keyness",
    "strengths",
    "voices",
    "lenses",
    "similarity",
    "theme_flow",
    "echoes",
];
