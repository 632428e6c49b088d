//! Why a sentence is, or is not, a recommendation.

use corpus::{Sentence, Strength};
use serde::Serialize;

use crate::detect::detect;
use crate::lexicon::{Family, Lexicon};

/// The account of a sentence: every rule that found it and every exclusion that applied.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The sentence.
    pub sentence_id: String,
    /// Its score, 0…1.
    pub score: f32,
    /// How firmly it asks, where a rule found it.
    pub strength: Option<Strength>,
    /// The rules, best first.
    pub rules: Vec<ExplainedRule>,
    /// The exclusions: name and factor.
    pub exclusions: Vec<(String, f32)>,
    /// The features that a learned scorer sees, those that are not 0.
    pub features: Vec<(String, f32)>,
}

/// A rule that found the sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExplainedRule {
    /// Its name in the lexicon.
    pub name: String,
    /// Its kind.
    pub family: Family,
    /// The words it found.
    pub cue: String,
    /// Whether they stand in the lead-in of the list.
    pub in_stem: bool,
    /// How firmly the wording asks.
    pub strength: Strength,
    /// Share of the rule's matches that are recommendations.
    pub confidence: f32,
}

/// Explains a sentence by a lexicon.
pub fn explain(lexicon: &Lexicon, sentence: &Sentence) -> Explanation {
    let detection = detect(lexicon, sentence);
    let stem = sentence.stem.as_deref().unwrap_or("");
    Explanation {
        sentence_id: sentence.sentence_id.clone(),
        score: detection.score,
        strength: detection.strength,
        rules: detection
            .matches
            .iter()
            .map(|m| {
                let rule = &lexicon.rules[m.rule];
                let text = if m.in_stem { stem } else { &sentence.text };
                ExplainedRule {
                    name: rule.name.clone(),
                    family: rule.family,
                    cue: text.get(m.start..m.end).unwrap_or("").to_owned(),
                    in_stem: m.in_stem,
                    strength: rule.strength,
                    confidence: rule.confidence,
                }
            })
            .collect(),
        exclusions: detection
            .exclusions
            .iter()
            .map(|&e| (lexicon.exclusions[e].name.clone(), lexicon.exclusions[e].factor))
            .collect(),
        features: Vec::new(),
    }
}

impl std::fmt::Display for Explanation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let strength = self.strength.map_or("none", Strength::as_str);
        writeln!(f, "score {:.2}, strength {strength}", self.score)?;
        for rule in &self.rules {
            writeln!(
                f,
                "  rule `{}` ({:.2}, {}): \"{}\"{}",
                rule.name,
                rule.confidence,
                rule.strength,
                rule.cue,
                if rule.in_stem { " in the list's lead-in" } else { "" }
            )?;
        }
        for (name, factor) in &self.exclusions {
            writeln!(f, "  exclusion `{name}`: score × {factor:.2}")?;
        }
        for (name, value) in &self.features {
            writeln!(f, "  feature {name} = {value:.2}")?;
        }
        Ok(())
    }
}
