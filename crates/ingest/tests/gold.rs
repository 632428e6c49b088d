//! The hand coding of the shared corpus, where it is at hand.
#![expect(clippy::print_stderr, reason = "says when it has nothing to check, and prints scores")]

use std::path::PathBuf;

use ingest::{Ingested, Settings, ingest};

#[derive(serde::Deserialize)]
struct Gold {
    id: String,
    text: String,
}

fn shared(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("not checked: {} is absent", path.display());
    None
}

fn workshops() -> Option<(Ingested, Vec<Gold>)> {
    let corpus = shared("corpus/gfmd-2016-thematic-workshops.txt")?;
    let gold = std::fs::read_to_string(shared("gold/gfmd-2016-dev.jsonl")?).unwrap();
    let gold = gold.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    Some((ingest(&[corpus], &Settings::default()).unwrap(), gold))
}

/// Words only: case, white space, punctuation and footnote marks folded.
fn folded(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() || "¹²³⁰⁴⁵⁶⁷⁸⁹".contains(c))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

#[test]
fn three_workshops_with_place_and_date() {
    let Some((found, _)) = workshops() else { return };
    let told: Vec<_> = found
        .documents
        .iter()
        .map(|d| (d.workshop.as_str(), d.date.unwrap().to_string(), d.place.as_deref().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("Bangkok", "2016-03-29".to_owned(), "Bangkok"),
            ("Geneva", "2016-05-18".to_owned(), "Geneva"),
            ("New York", "2016-07-19".to_owned(), "New York"),
        ]
    );
}

#[test]
fn every_coded_sentence_is_found_whole() {
    let Some((found, gold)) = workshops() else { return };
    let ours: std::collections::HashSet<String> =
        found.sentences.iter().map(|s| folded(&s.text)).collect();
    let missed: Vec<_> =
        gold.iter().filter(|g| !ours.contains(&folded(&g.text))).map(|g| &g.id).collect();
    eprintln!("{} of {} coded sentences found whole", gold.len() - missed.len(), gold.len());
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn spans_hold_the_words_of_their_sentence() {
    let Some((found, _)) = workshops() else { return };
    for sentence in &found.sentences {
        let text = &found.texts[sentence.document_id as usize];
        let span = folded(&text[sentence.start as usize..sentence.end as usize]);
        let words = folded(&sentence.text);
        // A hull may hold a footnote in its middle: first and last words must agree.
        let (first, last) = (words.split(' ').next(), words.rsplit(' ').next());
        assert_eq!((span.split(' ').next(), span.rsplit(' ').next()), (first, last));
    }
}
