//! A codebook: the analyst's own themes, and the coding of recommendations to them.
//!
//! ```
//! let codebook = cluster::codebook::Codebook::parse(r#"
//!     title = "Harbours"
//!     [[theme]]
//!     name = "Safety at sea"
//!     description = "Lights, rescue boats and warnings."
//!     words = ["lifeboat", "lighthouse"]
//! "#)?;
//! assert_eq!(codebook.theme[0].name, "Safety at sea");
//! # Ok::<(), cluster::codebook::CodebookError>(())
//! ```

use std::collections::{BTreeMap, BTreeSet, HashMap};

use corpus::words::{is_stop_word, tokens};
use corpus::{Code, Level, Recommendation, Sentence};
use ndarray::{Array2, ArrayView2, Axis};
use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};

use crate::matrix::{mean, normalise};
use crate::{Phrases, Settings};

/// A list of themes to code to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codebook {
    /// What it is called.
    #[serde(default)]
    pub title: String,
    /// The themes, in the order of the file.
    pub theme: Vec<CodebookTheme>,
}

/// A theme of a codebook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodebookTheme {
    /// Its name, unique in the codebook: the `code` of the table.
    pub name: String,
    /// What belongs under it, in a sentence or two.
    #[serde(default)]
    pub description: String,
    /// Words and phrases that point to it.
    #[serde(default)]
    pub words: Vec<String>,
    /// Recommendations that belong to it.
    #[serde(default)]
    pub examples: Vec<String>,
}

/// What is wrong with a codebook.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodebookError {
    /// Not the TOML of a codebook.
    #[error("the codebook cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// Nothing to code to.
    #[error("the codebook has no theme; add a [[theme]] with a name and a description")]
    Empty,
    /// A theme that says nothing.
    #[error("theme {0} of the codebook has no name; add `name = \"…\"`")]
    Nameless(usize),
    /// Two themes of one name.
    #[error("theme `{0}` stands in the codebook twice; rename one of them")]
    Twice(String),
}

/// What is done with recommendations that fit no theme of the codebook well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// They are coded to the nearest theme all the same.
    Strict,
    /// They are left uncoded, to be clustered into new themes.
    #[default]
    Open,
    /// All are clustered, with vectors drawn towards the themes they fit ([`Codebook::nudge`]).
    Seed,
}

/// What a text of a codebook is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Description,
    Phrase,
    Example,
}

/// How much the lexical overlap counts beside the cosine to the description (1) and to the best
/// phrases.
const WORDS: f32 = 0.4;
const PHRASES: f32 = 0.5;
/// How much the mean of the three nearest examples counts.
const EXAMPLES: f32 = 1.5;
/// Score that makes a code's probability e times larger.
const TEMPERATURE: f32 = 0.1;
/// Cosine to the best code below which a recommendation fits none in [`Mode::Open`].
const FIT: f32 = 0.12;

impl Codebook {
    /// Reads the TOML of a codebook.
    pub fn parse(text: &str) -> Result<Self, CodebookError> {
        let codebook: Self = toml::from_str(text)?;
        if codebook.theme.is_empty() {
            return Err(CodebookError::Empty);
        }
        let mut names = BTreeSet::new();
        for (number, theme) in codebook.theme.iter().enumerate() {
            if theme.name.trim().is_empty() {
                return Err(CodebookError::Nameless(number + 1));
            }
            if !names.insert(&theme.name) {
                return Err(CodebookError::Twice(theme.name.clone()));
            }
        }
        Ok(codebook)
    }

    /// The theme that a human coding means: see [`named`].
    pub fn find(&self, theme: &str) -> Option<&str> {
        named(self.theme.iter().map(|t| t.name.as_str()), theme)
    }

    /// The texts to be embedded, in the order that [`Codebook::code`] expects their vectors.
    pub fn texts(&self) -> Vec<String> {
        self.parts().into_iter().map(|part| part.2).collect()
    }

    /// (theme, kind, text) of everything that is embedded.
    fn parts(&self) -> Vec<(usize, Part, String)> {
        let mut parts = Vec::new();
        for (number, theme) in self.theme.iter().enumerate() {
            parts.push((
                number,
                Part::Description,
                format!("{}: {}", theme.name, theme.description),
            ));
            let phrases = theme
                .description
                .split([',', ';', ':', '.'])
                .map(str::trim)
                .filter(|phrase| !phrase.is_empty())
                .map(str::to_owned)
                .chain(theme.words.iter().cloned());
            parts.extend(phrases.map(|phrase| (number, Part::Phrase, phrase)));
            parts.extend(theme.examples.iter().map(|e| (number, Part::Example, e.clone())));
        }
        parts
    }

    /// Scores of every recommendation for every theme: shape (recommendations, themes), higher is
    /// better, about −1…3.
    ///
    /// # Panics
    ///
    /// When `anchors` has not one row per text of [`Codebook::texts`], or `vectors` not one per
    /// recommendation.
    pub fn scores(
        &self,
        anchors: ArrayView2<'_, f32>,
        recommendations: &[Recommendation],
        vectors: ArrayView2<'_, f32>,
    ) -> Array2<f32> {
        let parts = self.parts();
        assert_eq!(anchors.nrows(), parts.len(), "one vector per text of the codebook");
        assert_eq!(vectors.nrows(), recommendations.len(), "one vector per recommendation");
        // What all anchors share, and what all recommendations share, tells no theme apart.
        let mut anchors = anchors.to_owned();
        for kind in [Part::Description, Part::Phrase] {
            let rows: Vec<usize> = (0..parts.len()).filter(|&i| parts[i].1 == kind).collect();
            if self.theme.len() > 2 && !rows.is_empty() {
                let centre = mean(anchors.select(Axis(0), &rows).view());
                for row in rows {
                    let mut anchor = anchors.row_mut(row);
                    anchor -= &centre;
                }
            }
        }
        let mut texts = vectors.to_owned();
        let centre = mean(vectors);
        if vectors.nrows() > 2 {
            texts -= &centre;
            for row in (0..parts.len()).filter(|&i| parts[i].1 == Part::Example) {
                let mut anchor = anchors.row_mut(row);
                anchor -= &centre;
            }
        }
        normalise(&mut anchors);
        normalise(&mut texts);
        let cosines = texts.dot(&anchors.t());
        let overlap = self.overlap(recommendations);
        let mut scores = Array2::<f32>::zeros((recommendations.len(), self.theme.len()));
        for (text, row) in cosines.rows().into_iter().enumerate() {
            for theme in 0..self.theme.len() {
                let of = |kind: Part| -> Vec<f32> {
                    let mut found: Vec<f32> = parts
                        .iter()
                        .zip(&row)
                        .filter(|(part, _)| part.0 == theme && part.1 == kind)
                        .map(|(_, &cosine)| cosine)
                        .collect();
                    found.sort_by(|a, b| b.total_cmp(a));
                    found
                };
                let top = |found: &[f32], count: usize| {
                    let count = count.min(found.len());
                    if count == 0 { 0.0 } else { found[..count].iter().sum::<f32>() / count as f32 }
                };
                scores[[text, theme]] = top(&of(Part::Description), 1)
                    + PHRASES * top(&of(Part::Phrase), 1)
                    + EXAMPLES * top(&of(Part::Example), 3)
                    + WORDS * overlap[[text, theme]];
            }
        }
        scores
    }

    /// Share of a recommendation's information (inverse document frequency) that lies in words of
    /// the theme, a word that several themes have counting in part: shape (recommendations, themes).
    fn overlap(&self, recommendations: &[Recommendation]) -> Array2<f32> {
        let stemmer = Stemmer::create(Algorithm::English);
        let stems = |text: &str| -> BTreeSet<String> {
            tokens(text)
                .iter()
                .filter(|t| !is_stop_word(&t.folded) && t.folded.chars().count() > 2)
                .map(|t| stemmer.stem(&t.folded).into_owned())
                .collect()
        };
        let texts: Vec<BTreeSet<String>> = recommendations.iter().map(|r| stems(&r.text)).collect();
        let mut document_frequency: HashMap<&str, usize> = HashMap::new();
        for stem in texts.iter().flatten() {
            *document_frequency.entry(stem).or_default() += 1;
        }
        let information = |stem: &str| {
            let frequency = document_frequency.get(stem).copied().unwrap_or(0);
            ((texts.len() + 1) as f32 / (frequency + 1) as f32).ln()
        };
        let themes: Vec<BTreeSet<String>> = self
            .theme
            .iter()
            .map(|t| stems(&format!("{} {} {}", t.name, t.description, t.words.join(" "))))
            .collect();
        let mut spread: HashMap<&str, usize> = HashMap::new();
        for stem in themes.iter().flatten() {
            *spread.entry(stem).or_default() += 1;
        }
        Array2::from_shape_fn((texts.len(), themes.len()), |(text, theme)| {
            let norm = texts[text].iter().map(|s| information(s).powi(2)).sum::<f32>().sqrt();
            let shared: f32 = texts[text]
                .intersection(&themes[theme])
                .map(|s| information(s) / spread[s.as_str()] as f32)
                .sum();
            if norm > 0.0 { shared / norm } else { 0.0 }
        })
    }

    /// The three best codes of each recommendation with scores 0…1 (a softmax over the themes); in
    /// [`Mode::Open`] none for one that fits no theme. Rows as in the table `codes`.
    ///
    /// # Panics
    ///
    /// As [`Codebook::scores`].
    pub fn code(
        &self,
        anchors: ArrayView2<'_, f32>,
        recommendations: &[Recommendation],
        vectors: ArrayView2<'_, f32>,
        mode: Mode,
    ) -> Vec<Code> {
        let scores = self.scores(anchors, recommendations, vectors);
        let mut codes = Vec::new();
        for (recommendation, row) in recommendations.iter().zip(scores.rows()) {
            let mut order: Vec<usize> = (0..row.len()).collect();
            order.sort_by(|&a, &b| row[b].total_cmp(&row[a]).then(a.cmp(&b)));
            let best = row[order[0]];
            if mode == Mode::Open && best < FIT {
                continue;
            }
            let total: f32 = row.iter().map(|score| ((score - best) / TEMPERATURE).exp()).sum();
            for (at, &theme) in order.iter().take(3).enumerate() {
                codes.push(Code {
                    sentence_id: recommendation.sentence_id.clone(),
                    code: self.theme[theme].name.clone(),
                    score: ((row[theme] - best) / TEMPERATURE).exp() / total,
                    rank: at as u8 + 1,
                });
            }
        }
        codes
    }

    /// Vectors drawn towards the themes that they fit, for [`Mode::Seed`]: each vector plus `pull`
    /// (0…1) times the mean of the descriptions weighted by its codes' scores, unit length. The
    /// clusters then lean on the codebook without being forced into it.
    ///
    /// # Panics
    ///
    /// As [`Codebook::scores`].
    pub fn nudge(
        &self,
        anchors: ArrayView2<'_, f32>,
        recommendations: &[Recommendation],
        vectors: ArrayView2<'_, f32>,
        pull: f32,
    ) -> Array2<f32> {
        let descriptions: BTreeMap<&str, usize> = self
            .parts()
            .iter()
            .enumerate()
            .filter(|(_, part)| part.1 == Part::Description)
            .map(|(row, part)| (self.theme[part.0].name.as_str(), row))
            .collect();
        let rows: BTreeMap<&str, usize> =
            recommendations.iter().enumerate().map(|(i, r)| (r.sentence_id.as_str(), i)).collect();
        let mut drawn = vectors.to_owned();
        for code in self.code(anchors, recommendations, vectors, Mode::Open) {
            let (Some(&row), Some(&anchor)) =
                (rows.get(code.sentence_id.as_str()), descriptions.get(code.code.as_str()))
            else {
                continue;
            };
            drawn.row_mut(row).scaled_add(pull * code.score, &anchors.row(anchor));
        }
        normalise(&mut drawn);
        drawn
    }
}

/// Codes for the recommendations that have none: they are clustered, and each medium theme is a
/// code `new: HEADING`, with the memberships as scores, the three largest of each recommendation.
pub fn new_codes(
    codes: &[Code],
    recommendations: &[Recommendation],
    sentences: &[Sentence],
    vectors: ArrayView2<'_, f32>,
    phrases: Option<&Phrases>,
    settings: &Settings,
) -> Vec<Code> {
    let coded: BTreeSet<&str> = codes.iter().map(|code| code.sentence_id.as_str()).collect();
    let left: Vec<usize> = (0..recommendations.len())
        .filter(|&row| !coded.contains(recommendations[row].sentence_id.as_str()))
        .collect();
    let own: Vec<Recommendation> = left.iter().map(|&row| recommendations[row].clone()).collect();
    let settings = Settings { resamples: 0, themes: None, ..settings.clone() };
    let rows = vectors.select(Axis(0), &left);
    let found = crate::cluster_with(&own, sentences, rows.view(), phrases, &settings);
    let labels: BTreeMap<u32, &str> =
        found.themes.iter().map(|t| (t.theme_id, t.label.as_str())).collect();
    let mut by_sentence: BTreeMap<&str, Vec<(f32, u32)>> = BTreeMap::new();
    for row in found.theme_memberships.iter().filter(|row| row.level == Level::Medium) {
        by_sentence.entry(&row.sentence_id).or_default().push((row.membership, row.theme_id));
    }
    let mut new = Vec::new();
    for recommendation in &own {
        let soft = by_sentence.entry(&recommendation.sentence_id).or_default();
        soft.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        new.extend(soft.iter().take(3).enumerate().map(|(at, &(score, theme))| Code {
            sentence_id: recommendation.sentence_id.clone(),
            code: format!("new: {}", labels[&theme]),
            score,
            rank: at as u8 + 1,
        }));
    }
    new
}

/// The code that a human coding means: the whole name, or its first word ("T04", "7"), without
/// regard to case.
pub fn named<'a>(names: impl Iterator<Item = &'a str> + Clone, theme: &str) -> Option<&'a str> {
    let wanted = theme.trim().to_lowercase();
    let first = |name: &str| name.split_whitespace().next().unwrap_or_default().to_lowercase();
    names
        .clone()
        .find(|name| name.to_lowercase() == wanted)
        .or_else(|| names.clone().find(|name| first(name) == wanted))
}

/// Agreement of codes with a human coding.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// Recommendations coded by the human.
    pub count: usize,
    /// Share whose best code is the human's.
    pub top_1: f64,
    /// Share whose three best codes hold the human's.
    pub top_3: f64,
    /// Cohen's kappa (1960) of each code against all others; `None` where neither used it.
    pub kappa: BTreeMap<String, Option<f64>>,
    /// Counts by (human's code, our code); ours is empty where we gave none.
    pub confusion: Vec<(String, String, usize)>,
}

impl std::fmt::Display for Agreement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "Codes against the coding, {} recommendations: the first is the human's for {:.0} %, one \
             of three for {:.0} %",
            self.count,
            100.0 * self.top_1,
            100.0 * self.top_3
        )?;
        for (name, kappa) in &self.kappa {
            let kappa = kappa.map_or_else(|| "–".to_owned(), |k| format!("{k:.2}"));
            writeln!(f, "  kappa {kappa:>5}  {name}")?;
        }
        for (human, ours, count) in self.confusion.iter().filter(|(human, ours, _)| human != ours) {
            let ours = if ours.is_empty() { "none" } else { ours };
            writeln!(f, "  {count:>3} × {human} coded as {ours}")?;
        }
        Ok(())
    }
}

/// Compares codes with a human coding, `human` mapping sentence ids to code names.
pub fn agreement(codes: &[Code], human: &BTreeMap<String, String>) -> Agreement {
    let mut ours: BTreeMap<&str, Vec<(u8, &str)>> = BTreeMap::new();
    for code in codes {
        ours.entry(&code.sentence_id).or_default().push((code.rank, &code.code));
    }
    let mut result = Agreement { count: human.len(), ..Agreement::default() };
    if human.is_empty() {
        return result;
    }
    let (mut first, mut among) = (0, 0);
    let mut confusion: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (sentence, truth) in human {
        let mut found = ours.get(sentence.as_str()).cloned().unwrap_or_default();
        found.sort_unstable();
        let best = found.first().map_or("", |code| code.1);
        first += usize::from(best == truth);
        among += usize::from(found.iter().take(3).any(|code| code.1 == truth));
        *confusion.entry((truth.clone(), best.to_owned())).or_default() += 1;
    }
    let n = human.len() as f64;
    result.top_1 = first as f64 / n;
    result.top_3 = among as f64 / n;
    let names: BTreeSet<&String> =
        confusion.keys().flat_map(|(a, b)| [a, b]).filter(|name| !name.is_empty()).collect();
    for name in names {
        let sum = |test: &dyn Fn(&(String, String)) -> bool| {
            confusion.iter().filter(|(key, _)| test(key)).map(|(_, &c)| c).sum::<usize>() as f64 / n
        };
        let (a, b) = (sum(&|key| &key.0 == name), sum(&|key| &key.1 == name));
        let observed = sum(&|key| (&key.0 == name) == (&key.1 == name));
        let expected = a * b + (1.0 - a) * (1.0 - b);
        let kappa = (expected < 1.0).then(|| (observed - expected) / (1.0 - expected));
        result.kappa.insert(name.clone(), kappa);
    }
    result.confusion = confusion.into_iter().map(|((a, b), c)| (a, b, c)).collect();
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_in_the_file_are_named() {
        let says = |text: &str| Codebook::parse(text).unwrap_err().to_string();
        assert!(says("theme = []").contains("no theme"));
        assert!(says("[[theme]]\nname = ''").contains("theme 1"));
        assert!(says("[[theme]]\nname = 'A'\n[[theme]]\nname = 'A'").contains("`A`"));
        assert!(says("[[theme]]\nnome = 'A'").contains("nome"));
    }

    #[test]
    fn ready_codebooks_parse() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../notebooks-data/codebooks/");
        for (file, themes) in
            [("global-compact-for-migration.toml", 23), ("sustainable-development-goals.toml", 17)]
        {
            let text = std::fs::read_to_string(format!("{folder}{file}")).unwrap();
            assert_eq!(Codebook::parse(&text).unwrap().theme.len(), themes, "{file}");
        }
    }

    #[test]
    fn agreement_by_hand() {
        let code = |id: &str, code: &str, rank| Code {
            sentence_id: id.into(),
            code: code.into(),
            score: 0.5,
            rank,
        };
        let codes = [code("1", "A", 1), code("1", "B", 2), code("2", "A", 1), code("2", "B", 2)];
        let human = BTreeMap::from([("1".into(), "A".into()), ("2".into(), "B".into())]);
        let found = agreement(&codes, &human);
        assert!((found.top_1 - 0.5).abs() < 1e-12 && (found.top_3 - 1.0).abs() < 1e-12);
        assert_eq!(found.kappa["A"], Some(0.0));
        assert_eq!(found.confusion.len(), 2);
    }

    fn texts(texts: &[&str]) -> Vec<Recommendation> {
        let row = |(at, text): (usize, &&str)| Recommendation {
            sentence_id: at.to_string(),
            text: (*text).to_owned(),
            ..Recommendation::default()
        };
        texts.iter().enumerate().map(row).collect()
    }

    /// Two themes, one with four examples; the vectors of their texts; two recommendations.
    fn desk() -> (Codebook, Array2<f32>, Vec<Recommendation>, Array2<f32>) {
        let codebook = Codebook::parse(
            "[[theme]]\nname = 'Quay'\ndescription = 'stone'\nexamples = ['a', 'b', 'c', 'd']\n\
             [[theme]]\nname = 'Lamps'\ndescription = 'quay'",
        )
        .unwrap();
        let anchors = ndarray::arr2(&[
            [1.0, 0.0],
            [0.0, 1.0],
            [1.0, 0.0],
            [0.6, 0.8],
            [0.0, 1.0],
            [-1.0, 0.0],
            [0.0, 1.0],
            [0.8, 0.6],
        ]);
        let vectors = ndarray::arr2(&[[1.0, 0.0], [0.0, 1.0]]);
        (codebook, anchors, texts(&["Mend the quay.", "Light the lamps!"]), vectors)
    }

    #[test]
    fn scores_by_hand() {
        let (codebook, anchors, recommendations, vectors) = desk();
        let found = codebook.scores(anchors.view(), &recommendations, vectors.view());
        // One of two words that one text has each, in both themes or in one.
        let (half, whole) = (WORDS * 0.5 / 2f32.sqrt(), WORDS / 2f32.sqrt());
        let wanted = [
            [1.0 + EXAMPLES * (1.0 + 0.6) / 3.0 + half, PHRASES * 0.8 + half],
            [PHRASES + EXAMPLES * (1.0 + 0.8) / 3.0, 1.0 + PHRASES * 0.6 + whole],
        ];
        for (row, wanted) in found.rows().into_iter().zip(wanted) {
            for (found, wanted) in row.iter().zip(wanted) {
                assert!((found - wanted).abs() < 1e-5, "{found} {wanted}");
            }
        }
        let codes = codebook.code(anchors.view(), &recommendations, vectors.view(), Mode::Strict);
        let named: Vec<_> =
            codes.iter().map(|c| (c.sentence_id.as_str(), c.code.as_str(), c.rank)).collect();
        assert_eq!(
            named,
            [("0", "Quay", 1), ("0", "Lamps", 2), ("1", "Lamps", 1), ("1", "Quay", 2)]
        );
        let odds = ((wanted[1][0] - wanted[1][1]) / TEMPERATURE).exp();
        assert!((codes[2].score - 1.0 / (1.0 + odds)).abs() < 1e-4);
        assert!((codes[3].score - odds / (1.0 + odds)).abs() < 1e-4);
    }

    #[test]
    fn what_all_share_tells_no_theme_apart() {
        let codebook =
            Codebook::parse("[[theme]]\nname = 'A'\n[[theme]]\nname = 'B'\n[[theme]]\nname = 'C'")
                .unwrap();
        let mut vectors = Array2::<f32>::eye(3) * 0.1 + 1.0;
        normalise(&mut vectors);
        let recommendations = texts(&["one", "two", "three"]);
        let codes = codebook.code(vectors.view(), &recommendations, vectors.view(), Mode::Strict);
        for (at, name) in ["A", "B", "C"].into_iter().enumerate() {
            let best = codes.iter().find(|c| c.sentence_id == at.to_string()).unwrap();
            assert_eq!((best.code.as_str(), best.rank), (name, 1));
            assert!(best.score > 0.99, "{}", best.score);
        }
    }

    #[test]
    fn what_fits_nothing_is_left_in_the_open_mode_and_not_drawn() {
        let codebook = Codebook::parse("[[theme]]\nname = 'A'\n[[theme]]\nname = 'B'").unwrap();
        let anchors = ndarray::arr2(&[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
        let vectors = ndarray::arr2(&[[0.0, 0.0, 1.0], [0.8, 0.0, 0.6]]);
        let recommendations = texts(&["one", "two"]);
        let coded = |mode| codebook.code(anchors.view(), &recommendations, vectors.view(), mode);
        assert_eq!(coded(Mode::Strict).len(), 4);
        let open = coded(Mode::Open);
        assert!(open.len() == 2 && open.iter().all(|code| code.sentence_id == "1"));
        let drawn = codebook.nudge(anchors.view(), &recommendations, vectors.view(), 0.5);
        assert_eq!(drawn.row(0), vectors.row(0));
        let mut wanted = ndarray::arr2(&[[0.8 + 0.5 * open[0].score, 0.5 * open[1].score, 0.6]]);
        normalise(&mut wanted);
        assert!(drawn.row(1).iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-6));
    }

    #[test]
    fn a_code_is_meant_by_its_name_or_its_first_word() {
        let names = ["T1 ports", "T2 songs", "T3", "t1"];
        let found = |text| named(names.into_iter(), text);
        assert_eq!(found(" t2 SONGS"), Some("T2 songs"));
        assert_eq!(found("T2"), Some("T2 songs"));
        // A whole name goes before a first word.
        assert_eq!(found("T1"), Some("t1"));
        assert_eq!(found("songs"), None);
    }
}
