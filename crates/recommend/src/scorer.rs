//! A small learned scorer over what the rules say, and how well scores keep their word.
//!
//! The rules' own score is the confidence of the surest rule, lowered by exclusions. The learned
//! scorer weighs all rules together; [`cross_validate`] tells, document by document, which of the
//! two is to be trusted on texts not learned from.

use std::collections::BTreeSet;

use corpus::Sentence;

use crate::agreement::{Binary, ratio};
use crate::detect::{Detection, detect};
use crate::lexicon::Lexicon;
use crate::softmax::{Softmax, Training};

/// A sentence that a person coded, with the document it belongs to.
#[derive(Clone, Debug)]
pub struct Coded {
    /// The sentence.
    pub sentence: Sentence,
    /// Whether it is a recommendation.
    pub recommendation: bool,
    /// What is left out together in cross-validation.
    pub group: String,
}

/// What the scorer sees of a sentence: names of features that hold.
pub fn features(lexicon: &Lexicon, sentence: &Sentence, detection: &Detection) -> Vec<String> {
    let mut features = vec!["*".to_owned()];
    let mut families = BTreeSet::new();
    for m in &detection.matches {
        let rule = &lexicon.rules[m.rule];
        features.push(format!("rule={}", rule.name));
        families.insert(rule.family);
        if m.in_stem {
            features.push("in the lead-in".to_owned());
        }
    }
    if let Some(best) = detection.matches.first() {
        let rule = &lexicon.rules[best.rule];
        features.push(format!("best={:?}", rule.family));
        features.push(format!("confidence={:.1}", rule.confidence));
        let third = best.first * 3 / detection.tokens.len().max(1);
        features.push(format!("cue in third {}", third + 1));
    }
    features.push(format!("families={}", families.len().min(3)));
    for &e in &detection.exclusions {
        features.push(format!("exclusion={}", lexicon.exclusions[e].name));
    }
    let words = detection.tokens.iter().filter(|t| t.is_word()).count();
    features.push(format!("length={}", (words / 12).min(4)));
    let year = detection.tokens.iter().any(|t| {
        t.folded.len() == 4 && t.folded.parse::<u16>().is_ok_and(|y| (1900..2100).contains(&y))
    });
    if year {
        features.push("a year".to_owned());
    }
    if sentence.speaker.is_some() {
        features.push("a speaker".to_owned());
    }
    features.sort_unstable();
    features.dedup();
    features
}

/// Learns a scorer from coded sentences.
pub fn train(lexicon: &Lexicon, coded: &[&Coded], how: &Training) -> Softmax {
    let rows: Vec<(Vec<String>, usize)> = coded
        .iter()
        .map(|c| {
            let detection = detect(lexicon, &c.sentence);
            (features(lexicon, &c.sentence, &detection), usize::from(c.recommendation))
        })
        .collect();
    Softmax::train(&rows, 2, how)
}

/// How far scores keep their word: of those scored 0.8, about 80 % should be recommendations.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Reliability {
    /// By tenth of the score: sentences, mean score, share of recommendations.
    pub bins: Vec<Bin>,
    /// Mean of |mean score − share| over the bins, weighted by their size (Naeini et al. 2015).
    pub calibration_error: f64,
    /// Mean squared difference of score and truth (Brier 1950).
    pub brier: f64,
}

/// The sentences whose score falls in one tenth.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Bin {
    /// Lower end of the tenth.
    pub from: f64,
    /// Number of sentences.
    pub n: usize,
    /// Their mean score.
    pub score: f64,
    /// Share of recommendations among them.
    pub share: f64,
}

/// The reliability of (score, truth) pairs.
pub fn reliability(pairs: &[(f32, bool)]) -> Reliability {
    let mut sums = [(0_usize, 0.0_f64, 0_usize); 10];
    let mut brier = 0.0;
    for &(score, truth) in pairs {
        let bin = &mut sums[((score * 10.0) as usize).min(9)];
        bin.0 += 1;
        bin.1 += f64::from(score);
        bin.2 += usize::from(truth);
        brier += (f64::from(score) - if truth { 1.0 } else { 0.0 }).powi(2);
    }
    let n = pairs.len() as f64;
    let bins: Vec<Bin> = sums
        .iter()
        .enumerate()
        .filter(|(_, (count, ..))| *count > 0)
        .map(|(tenth, &(count, sum, yes))| Bin {
            from: tenth as f64 / 10.0,
            n: count,
            score: sum / count as f64,
            share: yes as f64 / count as f64,
        })
        .collect();
    let error = bins.iter().map(|b| (b.score - b.share).abs() * b.n as f64).sum::<f64>();
    Reliability { bins, calibration_error: ratio(error, n), brier: ratio(brier, n) }
}

/// The rules and the learned scorer on documents left out one after the other.
#[derive(Clone, Debug, serde::Serialize)]
pub struct CrossValidation {
    /// The rules, which learn nothing.
    pub rules: Binary,
    /// How far the rules' score keeps its word.
    pub rules_reliability: Reliability,
    /// The learned scorer.
    pub learned: Binary,
    /// How far the learned score keeps its word.
    pub learned_reliability: Reliability,
}

/// Leaves out one group of documents after the other.
pub fn cross_validate(lexicon: &Lexicon, coded: &[Coded], how: &Training) -> CrossValidation {
    let groups: BTreeSet<&str> = coded.iter().map(|c| c.group.as_str()).collect();
    let (mut rules, mut learned) = (Vec::new(), Vec::new());
    for group in groups {
        let (test, rest): (Vec<&Coded>, Vec<&Coded>) = coded.iter().partition(|c| c.group == group);
        let model = train(lexicon, &rest, how);
        for c in test {
            let detection = detect(lexicon, &c.sentence);
            rules.push((detection.score, c.recommendation));
            let features = features(lexicon, &c.sentence, &detection);
            learned.push((model.probabilities(&features)[1], c.recommendation));
        }
    }
    let binary = |pairs: &[(f32, bool)]| {
        Binary::of(pairs.iter().map(|(score, truth)| (*truth, *score >= 0.5)))
    };
    CrossValidation {
        rules: binary(&rules),
        rules_reliability: reliability(&rules),
        learned: binary(&learned),
        learned_reliability: reliability(&learned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_that_keep_their_word_have_no_error() {
        let pairs: Vec<(f32, bool)> = (0..10).map(|i| (0.8, i < 8)).collect();
        let figures = reliability(&pairs);
        assert!(figures.calibration_error < 1e-6);
        assert!((figures.brier - 0.16).abs() < 1e-6);
        assert_eq!(figures.bins.len(), 1);
    }

    #[test]
    fn the_scorer_learns_what_the_rules_see() {
        let lexicon = Lexicon::built_in();
        let coded: Vec<Coded> = (0..40)
            .map(|i| Coded {
                sentence: crate::sentence(if i % 2 == 0 {
                    "Ports must publish their fees."
                } else {
                    "Ports published their fees last year."
                }),
                recommendation: i % 2 == 0,
                group: (i % 4).to_string(),
            })
            .collect();
        let figures = cross_validate(&lexicon, &coded, &Training::default());
        assert!((figures.learned.f1 - 1.0).abs() < 1e-9);
        assert!((figures.rules.f1 - 1.0).abs() < 1e-9);
    }
}
