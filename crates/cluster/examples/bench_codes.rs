//! Agreement of the codes of a codebook with a human coding.
//!
//! ```text
//! bench_codes --texts CODEBOOK.toml
//! bench_codes VECTORS ROWS.jsonl CODEBOOK.toml ANCHORS
//! ```
//!
//! The first form prints the texts of the codebook as JSON lines, to be encoded; `ANCHORS` are
//! their vectors. Vectors are as in `bench_themes`; `ROWS.jsonl` has `id`, `text` and `theme`, the
//! name of a code or its first word, and perhaps `section`. A second line measures with examples:
//! ten folds, each coded with the other nine as examples of their codes.

use std::collections::{BTreeMap, HashMap};
use std::process::ExitCode;

use cluster::codebook::{Codebook, Mode, agreement};
use corpus::Recommendation;
use ndarray::{Array2, Axis};
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error>;

fn vectors(stem: &str) -> Result<HashMap<String, Vec<f32>>, Failure> {
    let ids = std::fs::read_to_string(format!("{stem}.ids"))?;
    let values: Vec<f32> = std::fs::read(format!("{stem}.f32"))?
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    let dimensions = values.len() / ids.lines().count().max(1);
    Ok(ids.lines().map(str::to_owned).zip(values.chunks(dimensions).map(<[f32]>::to_vec)).collect())
}

fn matrix<'a>(
    ids: impl Iterator<Item = &'a str>,
    known: &HashMap<String, Vec<f32>>,
) -> Result<Array2<f32>, Failure> {
    let rows: Vec<&Vec<f32>> = ids
        .map(|id| known.get(id).ok_or_else(|| format!("no vector for `{id}`")))
        .collect::<Result<_, _>>()?;
    let width = rows.first().map_or(0, |row| row.len());
    Ok(Array2::from_shape_vec((rows.len(), width), rows.into_iter().flatten().copied().collect())?)
}

fn recommendation(row: &Value) -> Recommendation {
    let field = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
    Recommendation {
        sentence_id: field("id"),
        workshop: row["workshop"].to_string(),
        section: field("section"),
        text: field("text"),
        score: 1.0,
        ..Recommendation::default()
    }
}

#[expect(clippy::print_stdout, reason = "the table is the point")]
fn run() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, path] = arguments.as_slice()
        && flag == "--texts"
    {
        for text in Codebook::parse(&std::fs::read_to_string(path)?)?.texts() {
            println!("{}", json!({"id": text, "text": text}));
        }
        return Ok(());
    }
    let [own, rows, book, anchors] = arguments.as_slice() else {
        return Err("usage: bench_codes VECTORS ROWS.jsonl CODEBOOK.toml ANCHORS".into());
    };
    let (own, known) = (vectors(own)?, vectors(anchors)?);
    let codebook = Codebook::parse(&std::fs::read_to_string(book)?)?;
    let mut human: BTreeMap<String, String> = BTreeMap::new();
    let mut texts = Vec::new();
    for line in std::fs::read_to_string(rows)?.lines() {
        let row: Value = serde_json::from_str(line)?;
        let Some(theme) = row["theme"].as_str().filter(|t| !t.is_empty()) else { continue };
        if row["borderline"] == Value::Bool(true) || row["recommendation"] == Value::Bool(false) {
            continue;
        }
        let name = codebook
            .find(theme)
            .ok_or_else(|| format!("the codebook has no theme `{theme}`"))?
            .to_owned();
        let recommendation = recommendation(&row);
        human.insert(recommendation.sentence_id.clone(), name);
        texts.push(recommendation);
    }
    let rows = matrix(texts.iter().map(|r| r.sentence_id.as_str()), &own)?;
    let points = matrix(codebook.texts().iter().map(String::as_str), &known)?;
    let codes = codebook.code(points.view(), &texts, rows.view(), Mode::Strict);
    let plain = agreement(&codes, &human);
    println!("{} recommendations, {} codes", plain.count, codebook.theme.len());
    println!("descriptions only      top-1 {:.3}  top-3 {:.3}", plain.top_1, plain.top_3);
    for (name, kappa) in &plain.kappa {
        println!("    kappa {:>6}  {name}", kappa.map_or_else(String::new, |k| format!("{k:.2}")));
    }
    // Ten folds: the other nine are examples. All texts are there to be coded, so that what they
    // share is the same as above; only the held-out ones count.
    let mut codes = Vec::new();
    for fold in 0..10 {
        let mut taught = codebook.clone();
        for (at, text) in texts.iter().enumerate().filter(|(at, _)| at % 10 != fold) {
            let name = &human[&text.sentence_id];
            if let Some(theme) = taught.theme.iter_mut().find(|t| t.name == *name) {
                theme.examples.push(texts[at].text.clone());
            }
        }
        let with_examples: HashMap<String, Vec<f32>> = texts
            .iter()
            .zip(rows.rows())
            .map(|(text, row)| (text.text.clone(), row.to_vec()))
            .chain(known.clone())
            .collect();
        let points = matrix(taught.texts().iter().map(String::as_str), &with_examples)?;
        let held: Vec<usize> = (0..texts.len()).filter(|at| at % 10 == fold).collect();
        let order: Vec<usize> =
            held.iter().copied().chain((0..texts.len()).filter(|at| at % 10 != fold)).collect();
        let all: Vec<Recommendation> = order.iter().map(|&at| texts[at].clone()).collect();
        let vectors = rows.select(Axis(0), &order);
        let found = taught.code(points.view(), &all, vectors.view(), Mode::Strict);
        let ids: Vec<&str> = held.iter().map(|&at| texts[at].sentence_id.as_str()).collect();
        codes.extend(found.into_iter().filter(|code| ids.contains(&code.sentence_id.as_str())));
    }
    let taught = agreement(&codes, &human);
    println!("with examples, 10 folds top-1 {:.3}  top-3 {:.3}", taught.top_1, taught.top_3);
    for (truth, ours, count) in plain.confusion.iter().filter(|c| c.0 != c.1) {
        println!("    {count} {truth} → {ours}");
    }
    Ok(())
}

#[expect(clippy::print_stderr, reason = "a program's message")]
fn main() -> ExitCode {
    run().map_or_else(
        |failure| {
            eprintln!("bench_codes: {failure}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}
