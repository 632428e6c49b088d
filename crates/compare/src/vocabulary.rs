//! Words and phrases of two and three words, counted by paragraph.

use std::collections::{HashMap, HashSet};

use corpus::words::{fold, is_stop_word, tokens};

use crate::frame::Frame;

/// Longest phrase, in words.
pub(crate) const LONGEST: usize = 3;

/// A word or phrase and where it occurs.
pub(crate) struct Term {
    /// Its words, joined by spaces, lower case.
    pub(crate) text: String,
    /// Number of words, 1…3.
    pub(crate) length: usize,
    /// (unit, occurrences), by unit.
    pub(crate) occurrences: Vec<(usize, u32)>,
}

pub(crate) struct Vocabulary {
    /// Terms that occur at least as often as asked, in alphabetical order.
    pub(crate) terms: Vec<Term>,
    /// Running terms of each length by unit, those too rare to be in `terms` included:
    /// `sizes[length − 1][unit]`.
    pub(crate) sizes: Vec<Vec<u32>>,
}

/// Marks the places of a phrase shorter than the longest.
const NONE: u32 = u32::MAX;

impl Vocabulary {
    /// Counts the words and phrases of all sentences. Stop words, words without a letter, phrases
    /// that begin or end in either or reach over punctuation, and terms that hold a word or phrase
    /// of the stop list are left out.
    pub(crate) fn new(frame: &Frame<'_>, minimum_count: u32, stop_list: &[String]) -> Self {
        let stop = StopList::new(stop_list);
        let mut word_of: HashMap<String, u32> = HashMap::new();
        let mut words: Vec<(String, bool)> = Vec::new();
        let mut occurrences: HashMap<[u32; LONGEST], Vec<usize>> = HashMap::new();
        let mut sizes = vec![vec![0_u32; frame.units]; LONGEST];
        for placed in &frame.sentences {
            let text = placed.sentence.text.as_str();
            let mut running: Vec<(u32, bool)> = Vec::new();
            let mut end_of_last = 0;
            for token in tokens(text) {
                let joined = text[end_of_last..token.start].chars().all(char::is_whitespace);
                end_of_last = token.start + token.surface.len();
                let next = words.len() as u32;
                let id = *word_of.entry(token.folded).or_insert_with_key(|folded| {
                    let says = folded.chars().any(char::is_alphabetic) && !is_stop_word(folded);
                    words.push((folded.clone(), says));
                    next
                });
                running.push((id, joined));
            }
            for start in 0..running.len() {
                let mut key = [NONE; LONGEST];
                for length in 1..=LONGEST.min(running.len() - start) {
                    let (id, joined) = running[start + length - 1];
                    if length > 1 && !joined {
                        break;
                    }
                    key[length - 1] = id;
                    let says = |at: usize| words[key[at] as usize].1;
                    if says(0) && says(length - 1) {
                        occurrences.entry(key).or_default().push(placed.unit);
                        sizes[length - 1][placed.unit] += 1;
                    }
                }
            }
        }
        let mut terms: Vec<Term> = occurrences
            .into_iter()
            .filter(|(_, units)| units.len() >= minimum_count as usize)
            .filter_map(|(key, units)| {
                let parts: Vec<&str> = key
                    .iter()
                    .filter(|&&id| id != NONE)
                    .map(|&id| words[id as usize].0.as_str())
                    .collect();
                (!stop.holds(&parts)).then(|| Term {
                    text: parts.join(" "),
                    length: parts.len(),
                    occurrences: by_unit(units),
                })
            })
            .collect();
        terms.sort_by(|a, b| a.text.cmp(&b.text));
        Self { terms, sizes }
    }
}

fn by_unit(mut units: Vec<usize>) -> Vec<(usize, u32)> {
    units.sort_unstable();
    let mut counts: Vec<(usize, u32)> = Vec::new();
    for unit in units {
        match counts.last_mut() {
            Some((last, count)) if *last == unit => *count += 1,
            _ => counts.push((unit, 1)),
        }
    }
    counts
}

/// Words and phrases the analyst wants left out: names of people, places, workshops.
struct StopList {
    phrases: HashSet<String>,
}

impl StopList {
    fn new(given: &[String]) -> Self {
        let phrases = given
            .iter()
            .map(|line| {
                tokens(line).into_iter().map(|t| fold(&t.folded)).collect::<Vec<_>>().join(" ")
            })
            .filter(|phrase| !phrase.is_empty())
            .collect();
        Self { phrases }
    }

    /// Whether any run of the words is on the list.
    fn holds(&self, words: &[&str]) -> bool {
        (0..words.len()).any(|from| {
            (from + 1..=words.len()).any(|to| self.phrases.contains(&words[from..to].join(" ")))
        })
    }
}
