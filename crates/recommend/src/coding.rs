//! Coding sheets: what an analyst corrects, and what becomes of it.
//!
//! [`sheet`] draws sentences, half of them at random, half where the rules are least sure. The
//! analyst fills the empty columns: `recommendation` with yes or no, and `strength`, `source`,
//! `source_type`, `addressee`, `action` where ours are wrong. [`apply`] puts the sheet over what was found;
//! rows find their sentence by its words, so a sheet outlives re-runs and grown corpora.
//! [`between_coders`] tells how far two sheets agree. Sheets are plain rows, read and written as
//! CSV here; the command line may hold them in other formats.

use std::collections::{BTreeMap, HashMap, HashSet};

use corpus::{ActorType, Recommendation, Sentence, Strength};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::agreement::{Binary, krippendorff_alpha};
use crate::evaluate::{GoldSentence, match_sentences};
use crate::{Lexicon, Settings, detect::detect, settle};

/// A row of a coding sheet. Empty cells say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodingRow {
    /// The sentence's id at the time of drawing.
    pub sentence_id: String,
    /// Its workshop.
    pub workshop: String,
    /// Its section path.
    pub section: String,
    /// The sentence before, for context.
    pub before: String,
    /// The sentence.
    pub text: String,
    /// The sentence after, for context.
    pub after: String,
    /// Why it was drawn: random or uncertain.
    pub drawn: String,
    /// What the analyst says: yes or no.
    pub recommendation: String,
    /// How firmly it asks: must, should, could.
    pub strength: String,
    /// Who recommends.
    pub source: String,
    /// What kind of actor recommends.
    pub source_type: String,
    /// Who is asked.
    pub addressee: String,
    /// Action category 1…5.
    pub action: String,
    /// The theme, in the analyst's words.
    pub theme: String,
    /// Anything else.
    pub note: String,
}

/// What is wrong with a coding sheet.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodingError {
    /// The CSV cannot be read.
    #[error(
        "the coding sheet is not readable: {0}; it must be CSV with the columns it was written with"
    )]
    Csv(#[from] csv::Error),
    /// A cell that is no value of its column.
    #[error("row {row} of the coding sheet: `{found}` is no {column}; write {known}")]
    Cell {
        /// Row, from 1 below the heading.
        row: usize,
        /// The column.
        column: &'static str,
        /// What was found.
        found: String,
        /// What may stand there.
        known: &'static str,
    },
}

/// Draws `n` sentences to be coded: half at random, half where the score is nearest the
/// threshold; in the order of the corpus. Fewer where the corpus has fewer.
pub fn sheet(
    lexicon: &Lexicon,
    sentences: &[Sentence],
    n: usize,
    seed: u64,
    settings: &Settings,
) -> Vec<CodingRow> {
    let n = n.min(sentences.len());
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let random: HashSet<usize> = order.iter().copied().take(n.div_ceil(2)).collect();
    let mut doubt: Vec<(f32, usize)> = order
        .iter()
        .copied()
        .filter(|at| !random.contains(at))
        .map(|at| ((detect(lexicon, &sentences[at]).score - settings.threshold).abs(), at))
        .collect();
    doubt.sort_by(|a, b| a.0.total_cmp(&b.0));
    let uncertain: HashSet<usize> = doubt.into_iter().take(n / 2).map(|(_, at)| at).collect();
    let neighbour = |at: Option<usize>, of: &Sentence| {
        at.and_then(|at| sentences.get(at))
            .filter(|s| s.document_id == of.document_id)
            .map_or(String::new(), |s| s.text.clone())
    };
    (0..sentences.len())
        .filter(|at| random.contains(at) || uncertain.contains(at))
        .map(|at| {
            let s = &sentences[at];
            CodingRow {
                sentence_id: s.sentence_id.clone(),
                workshop: s.workshop.clone(),
                section: s.section.clone(),
                before: neighbour(at.checked_sub(1), s),
                text: s.text.clone(),
                after: neighbour(Some(at + 1), s),
                drawn: if random.contains(&at) { "random" } else { "uncertain" }.to_owned(),
                ..CodingRow::default()
            }
        })
        .collect()
}

/// Writes a sheet as CSV. A cell that a spreadsheet would take for a formula gets a leading `'`.
pub fn write_csv(rows: &[CodingRow]) -> Result<String, CodingError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if rows.is_empty() {
        writer.serialize(CodingRow::default())?;
    }
    for row in rows {
        let mut row = row.clone();
        for cell in [&mut row.before, &mut row.text, &mut row.after, &mut row.section] {
            if cell.starts_with(['=', '+', '-', '@']) {
                cell.insert(0, '\'');
            }
        }
        writer.serialize(row)?;
    }
    let bytes = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads a sheet from CSV and checks its cells; rows without a code are left out.
pub fn read_csv(text: &str) -> Result<Vec<CodingRow>, CodingError> {
    let mut rows = Vec::new();
    for row in csv::Reader::from_reader(text.as_bytes()).deserialize() {
        rows.push(row?);
    }
    check(rows)
}

/// Checks rows however they were read; rows without a code are left out.
pub fn check(rows: Vec<CodingRow>) -> Result<Vec<CodingRow>, CodingError> {
    let mut coded = Vec::new();
    for (at, mut row) in rows.into_iter().enumerate() {
        let wrong = |column, found: &str, known| CodingError::Cell {
            row: at + 1,
            column,
            found: found.to_owned(),
            known,
        };
        for cell in [&mut row.before, &mut row.text, &mut row.after, &mut row.section] {
            if let Some(bare) =
                cell.strip_prefix('\'').filter(|b| b.starts_with(['=', '+', '-', '@']))
            {
                *cell = bare.to_owned();
            }
        }
        row.recommendation = match row.recommendation.trim().to_lowercase().as_str() {
            "" => String::new(),
            "yes" | "y" | "1" | "true" => "yes".to_owned(),
            "no" | "n" | "0" | "false" => "no".to_owned(),
            other => return Err(wrong("recommendation", other, "yes or no")),
        };
        let strength = row.strength.trim().to_lowercase();
        if !strength.is_empty() && strength.parse::<Strength>().is_err() {
            return Err(wrong("strength", &strength, "must, should or could"));
        }
        row.strength = strength;
        let kind = row.source_type.trim().to_lowercase();
        if !kind.is_empty() && kind.parse::<ActorType>().is_err() {
            return Err(wrong(
                "source_type",
                &kind,
                "government, international_organization, civil_society, business, academia or collective",
            ));
        }
        row.source_type = kind;
        let action = row.action.trim().to_owned();
        if !action.is_empty() && !matches!(action.as_str(), "1" | "2" | "3" | "4" | "5") {
            return Err(wrong("action", &action, "1, 2, 3, 4 or 5"));
        }
        row.action = action;
        let says = [
            &row.recommendation,
            &row.strength,
            &row.source,
            &row.source_type,
            &row.addressee,
            &row.action,
        ];
        if says.iter().any(|cell| !cell.trim().is_empty()) {
            coded.push(row);
        }
    }
    Ok(coded)
}

/// What applying a sheet came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Applied {
    /// The recommendations after it, in the order of the sentences.
    pub recommendations: Vec<Recommendation>,
    /// Sentences added, removed, and given another code.
    pub added: usize,
    /// Sentences that are no longer recommendations.
    pub removed: usize,
    /// Sentences with another strength, source, addressee or action.
    pub recoded: usize,
    /// Rows whose sentence is not in the corpus, by their id in the sheet.
    pub unmatched: Vec<String>,
}

/// Puts the codes of a sheet over what was found.
pub fn apply(
    lexicon: &Lexicon,
    sentences: &[Sentence],
    found: &[Recommendation],
    rows: &[CodingRow],
) -> Applied {
    let mut applied = Applied::default();
    let mut by_id: HashMap<String, Recommendation> =
        found.iter().map(|r| (r.sentence_id.clone(), r.clone())).collect();
    let gold: Vec<GoldSentence> = rows.iter().map(gold).collect();
    for (row, matched) in rows.iter().zip(match_sentences(sentences, &gold)) {
        // Among the same words the same id is meant, else the first.
        let at = matched
            .iter()
            .copied()
            .find(|&at| sentences[at].sentence_id == row.sentence_id)
            .or(matched.first().copied());
        let Some(sentence) = at.map(|at| &sentences[at]) else {
            applied.unmatched.push(row.sentence_id.clone());
            continue;
        };
        if row.recommendation == "no" {
            applied.removed += usize::from(by_id.remove(&sentence.sentence_id).is_some());
            continue;
        }
        if !by_id.contains_key(&sentence.sentence_id) {
            if row.recommendation != "yes" {
                continue;
            }
            applied.added += 1;
        }
        let detection = detect(lexicon, sentence);
        let entry = by_id
            .entry(sentence.sentence_id.clone())
            .or_insert_with(|| settle(lexicon, sentence, &detection, None, false));
        let before = entry.clone();
        if row.recommendation == "yes" {
            entry.score = 1.0;
        }
        if let Ok(strength) = row.strength.parse() {
            entry.strength = strength;
        }
        if let Ok(kind) = row.source_type.parse() {
            entry.source_type = kind;
        }
        if let Ok(action) = row.action.parse() {
            entry.action = Some(action);
        }
        let cell = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        if let Some(source) = cell(&row.source) {
            entry.source = Some(source);
        }
        if let Some(addressee) = cell(&row.addressee) {
            entry.addressee_type =
                crate::addressee::kind_of(lexicon, &addressee).map(str::to_owned);
            entry.addressee = Some(addressee);
        }
        let codes = |r: &Recommendation| {
            (r.strength, r.source_type, r.action, r.source.clone(), r.addressee.clone())
        };
        applied.recoded += usize::from(codes(&before) != codes(entry));
    }
    applied.recommendations =
        sentences.iter().filter_map(|s| by_id.remove(&s.sentence_id)).collect();
    applied
}

/// A coded row as gold for [`crate::evaluate`].
pub fn gold(row: &CodingRow) -> GoldSentence {
    let cell = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    GoldSentence {
        id: row.sentence_id.clone(),
        workshop: row.workshop.clone(),
        section: cell(&row.section),
        text: row.text.clone(),
        recommendation: row.recommendation == "yes",
        strength: row.strength.parse().ok(),
        source_type: row.source_type.parse().ok(),
        source: cell(&row.source),
        theme: cell(&row.theme),
        borderline: row.recommendation.is_empty(),
        fingerprint: None,
    }
}

/// How far two coders agree.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Coders {
    /// Sentences that both coded.
    pub n: usize,
    /// Cohen's kappa of recommendation or not.
    pub kappa: f64,
    /// Krippendorff's alpha (nominal) of the same.
    pub alpha: Option<f64>,
    /// Alpha by further column, on the rows where both filled it.
    pub alpha_by_column: BTreeMap<&'static str, f64>,
}

/// Compares two sheets, row by row of the same sentence.
pub fn between_coders(a: &[CodingRow], b: &[CodingRow]) -> Coders {
    let theirs: HashMap<&str, &CodingRow> = b.iter().map(|r| (r.text.as_str(), r)).collect();
    let both: Vec<(&CodingRow, &CodingRow)> =
        a.iter().filter_map(|r| Some((r, *theirs.get(r.text.as_str())?))).collect();
    let units = |cell: fn(&CodingRow) -> &str| -> Vec<Vec<&str>> {
        both.iter()
            .map(|(x, y)| (cell(x).trim(), cell(y).trim()))
            .filter(|(x, y)| !x.is_empty() && !y.is_empty())
            .map(|(x, y)| vec![x, y])
            .collect()
    };
    let yes_or_no = units(|r| &r.recommendation);
    let columns: [(&'static str, fn(&CodingRow) -> &str); 4] = [
        ("strength", |r| &r.strength),
        ("source_type", |r| &r.source_type),
        ("action", |r| &r.action),
        ("theme", |r| &r.theme),
    ];
    Coders {
        n: yes_or_no.len(),
        kappa: Binary::of(yes_or_no.iter().map(|u| (u[0] == "yes", u[1] == "yes"))).kappa,
        alpha: krippendorff_alpha(&yes_or_no),
        alpha_by_column: columns
            .into_iter()
            .filter_map(|(name, cell)| Some((name, krippendorff_alpha(&units(cell))?)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{recommend, sentence};

    fn corpus() -> Vec<Sentence> {
        [
            "Ports must publish their fees in full.",
            "The sea was calm on that day.",
            "Ferries could carry more of the freight.",
            "Gulls were seen over the harbour wall.",
        ]
        .iter()
        .enumerate()
        .map(|(i, text)| Sentence { sentence_id: format!("s-{i}"), ..sentence(text) })
        .collect()
    }

    fn row(text: &str, recommendation: &str) -> CodingRow {
        CodingRow {
            text: text.to_owned(),
            recommendation: recommendation.to_owned(),
            ..CodingRow::default()
        }
    }

    #[test]
    fn a_sheet_has_two_halves_and_comes_back_from_csv() {
        let lexicon = Lexicon::built_in();
        let rows = sheet(&lexicon, &corpus(), 4, 7, &Settings::default());
        assert_eq!(rows.iter().filter(|r| r.drawn == "random").count(), 2);
        assert_eq!(rows, sheet(&lexicon, &corpus(), 4, 7, &Settings::default()));
        let mut coded = rows.clone();
        coded[0].recommendation = "Yes".to_owned();
        let read = read_csv(&write_csv(&coded).unwrap()).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].recommendation, "yes");
    }

    #[test]
    fn codes_add_remove_and_recode() {
        let lexicon = Lexicon::built_in();
        let sentences = corpus();
        let found = recommend(&[], &sentences, &[], &Settings::default());
        let mut recode = row("Ports must publish their fees in full.", "yes");
        recode.strength = "should".to_owned();
        let rows = [
            recode,
            row("The sea was calm on that day.", "yes"),
            row("Ferries could carry more of the freight.", "no"),
            row("Nothing of the kind was ever said here.", "yes"),
        ];
        let applied = apply(&lexicon, &sentences, &found, &rows);
        let ids: Vec<&str> =
            applied.recommendations.iter().map(|r| r.sentence_id.as_str()).collect();
        assert_eq!(ids, ["s-0", "s-1"]);
        assert_eq!(applied.recommendations[0].strength, Strength::Should);
        assert_eq!((applied.added, applied.recoded, applied.unmatched.len()), (1, 1, 1));
    }

    #[test]
    fn a_wrong_cell_is_named() {
        let error = check(vec![row("x", "yes"), row("y", "maybe")]).unwrap_err();
        assert!(error.to_string().starts_with("row 2"), "{error}");
    }

    #[test]
    fn two_coders_are_compared_on_what_both_coded() {
        let a = [row("one", "yes"), row("two", "no"), row("three", "yes"), row("four", "")];
        let b = [row("one", "yes"), row("two", "no"), row("three", "no"), row("four", "no")];
        let coders = between_coders(&a, &b);
        assert_eq!(coders.n, 3);
        assert!((coders.kappa - 0.4).abs() < 1e-9);
        assert!(coders.alpha.is_some_and(|a| (a - 4.0 / 9.0).abs() < 1e-9));
    }
}
