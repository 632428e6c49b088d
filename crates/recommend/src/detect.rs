//! Which rules find a sentence, and how surely it prescribes.

use corpus::{Sentence, Strength};

use crate::lexicon::{Family, Lexicon, Role};
use crate::pattern::Words;
use crate::text::{Token, tokens};

/// A rule that found the sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Number of the rule in the lexicon.
    pub rule: usize,
    /// The words, as a byte span of the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// First token.
    pub first: usize,
    /// Token after the last.
    pub last: usize,
    /// Whether the words stand in the lead-in of the list, not in the sentence itself.
    pub in_stem: bool,
}

/// What the rules make of a sentence.
#[derive(Clone, Debug, Default)]
pub struct Detection {
    /// The words and marks of the sentence.
    pub tokens: Vec<Token>,
    /// The rules that found it, best first.
    pub matches: Vec<Match>,
    /// The exclusions that apply, as numbers of the lexicon.
    pub exclusions: Vec<usize>,
    /// How surely it is a recommendation by the rules alone, 0…1.
    pub score: f32,
    /// The firmest wording among the rules that found it.
    pub strength: Option<Strength>,
}

/// Section headings under which bare imperatives and nominal items are recommendations.
fn prescribing_section(section: &str) -> bool {
    let section = section.to_lowercase();
    ["recommendation", "way forward", "next steps", "call to action", "action points"]
        .iter()
        .any(|heading| section.contains(heading))
}

/// Lead-ins of lists that announce recommendations without asking for anything themselves.
fn announces(stem: &str) -> bool {
    let stem = stem.to_lowercase();
    ["recommendation", "suggestion", "proposals", "way forward", "next steps", "calls to action"]
        .iter()
        .any(|word| stem.contains(word))
}

/// Applies the lexicon to a sentence.
pub fn detect(lexicon: &Lexicon, sentence: &Sentence) -> Detection {
    let tokens = tokens(&sentence.text);
    let words = lexicon.vocabulary.words(&tokens);
    let (mut matches, exclusions) = apply(lexicon, &words);
    if let Some(stem) = &sentence.stem {
        matches.extend(from_stem(lexicon, stem));
    }
    let section = prescribing_section(&sentence.section);
    let announced = sentence.stem.as_deref().is_some_and(announces);
    let confidence = |m: &Match| {
        let rule = &lexicon.rules[m.rule];
        let listed = section || announced;
        if listed && !m.in_stem && matches!(rule.family, Family::Imperative | Family::Item) {
            rule.confidence.max(0.9)
        } else {
            rule.confidence
        }
    };
    matches.sort_by(|a, b| {
        confidence(b)
            .total_cmp(&confidence(a))
            .then(a.start.cmp(&b.start))
            .then(a.rule.cmp(&b.rule))
    });
    let factor: f32 = exclusions.iter().map(|&e| lexicon.exclusions[e].factor).product();
    let score = matches.first().map_or(0.0, confidence) * factor;
    let best = matches.first().map_or(0.0, confidence);
    // A weak rule beside a sure one does not set the strength.
    let strength = matches
        .iter()
        .filter(|m| confidence(m) >= best * 0.75)
        .map(|m| lexicon.rules[m.rule].strength)
        .min();
    Detection { tokens, matches, exclusions, score, strength }
}

fn apply(lexicon: &Lexicon, words: &Words<'_>) -> (Vec<Match>, Vec<usize>) {
    let found = lexicon.set.find(words);
    let mut exclusions = Vec::new();
    let mut matches: Vec<Match> = Vec::new();
    for f in &found {
        match lexicon.roles[f.pattern] {
            Role::Exclusion(number) => exclusions.push(number as usize),
            Role::Rule(number) => {
                let rule = &lexicon.rules[number as usize];
                let vetoed = found.iter().any(|other| {
                    let concerns = match lexicon.roles[other.pattern] {
                        Role::Unless(of) => of == number,
                        Role::Guard(guard) => rule.guards.contains(&guard),
                        _ => false,
                    };
                    concerns && other.start < f.end && f.start < other.end
                });
                let known = matches.iter().any(|m| m.rule == number as usize && m.first == f.start);
                if !vetoed && !known && f.end > f.start {
                    matches.push(Match {
                        rule: number as usize,
                        start: words.tokens[f.start].start,
                        end: words.tokens[f.end - 1].end,
                        first: f.start,
                        last: f.end,
                        in_stem: false,
                    });
                }
            }
            Role::Unless(_) | Role::Guard(_) => {}
        }
    }
    govern(lexicon, &mut matches);
    exclusions.sort_unstable();
    exclusions.dedup();
    (matches, exclusions)
}

/// A reporting frame governs the wording inside it: in "stressed the need to" the need is not
/// the speaker's own "must".
fn govern(lexicon: &Lexicon, matches: &mut Vec<Match>) {
    let frames: Vec<(usize, usize)> = matches
        .iter()
        .filter(|m| matches!(lexicon.rules[m.rule].family, Family::Stressing | Family::Asking))
        .map(|m| (m.first, m.last))
        .collect();
    matches.retain(|m| {
        !frames.iter().any(|&(first, last)| {
            first <= m.first && m.last <= last && (last - first) > (m.last - m.first)
        })
    });
}

/// The rules that a list's lead-in passes on to its items.
fn from_stem(lexicon: &Lexicon, stem: &str) -> Vec<Match> {
    let tokens = tokens(stem);
    let words = lexicon.vocabulary.words(&tokens);
    let (mut matches, _) = apply(lexicon, &words);
    for m in &mut matches {
        m.in_stem = true;
    }
    matches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sentence;

    #[test]
    fn a_frame_governs_the_wording_inside_it() {
        let lexicon = Lexicon::built_in();
        let found = |text: &str| -> Vec<(usize, usize)> {
            let matches = detect(&lexicon, &sentence(text)).matches;
            matches.iter().map(|m| (m.first, m.last)).collect()
        };
        let framed = found("She stressed the need to lower the fees.");
        assert_eq!(framed, [(1, 5)], "the need within is not counted again");
        assert!(!found("There is a need to lower the fees.").is_empty());
    }
}
