//! Keywords, labels and exemplars of themes.

use std::collections::{BTreeSet, HashSet};

use crate::terms::{Term, Terms};

/// A candidate with how well it marks a theme.
#[derive(Clone, Debug)]
struct Scored<'a> {
    term: &'a Term,
    score: f64,
    /// Texts of the theme that hold it.
    inside: u32,
}

/// Candidate terms of each theme, best first.
pub(crate) struct ThemeTerms<'a> {
    themes: Vec<Vec<Scored<'a>>>,
}

/// How much more a phrase of two words or more counts in a heading than a word.
const PHRASE: f64 = 2.0;

/// Candidates kept per theme.
const KEPT: usize = 120;

impl<'a> ThemeTerms<'a> {
    /// Scores all terms for all themes by n_tc · ln(n_tc N / (n_t N_c)): the part of Dunning's
    /// log-likelihood that a term owes to being in a theme, n in texts.
    pub fn new(terms: &'a Terms, labels: &[usize]) -> Self {
        let themes = labels.iter().max().map_or(0, |&max| max + 1);
        let mut sizes = vec![0_f64; themes];
        for &label in labels {
            sizes[label] += 1.0;
        }
        let texts = labels.len() as f64;
        let mut scored: Vec<Vec<Scored<'a>>> = vec![Vec::new(); themes];
        let mut counts = vec![0_u32; themes];
        for term in &terms.all {
            let mut touched: Vec<usize> = Vec::new();
            for &text in &term.texts {
                let theme = labels[text as usize];
                if counts[theme] == 0 {
                    touched.push(theme);
                }
                counts[theme] += 1;
            }
            let all = term.texts.len() as f64;
            for theme in touched {
                let inside = f64::from(counts[theme]);
                counts[theme] = 0;
                let score = inside * (inside * texts / (all * sizes[theme])).ln();
                // One theme alone has nothing to be told from: the frequent words are its words.
                let score = if themes == 1 { inside } else { score };
                if score > 0.0 {
                    scored[theme].push(Scored { term, score, inside: inside as u32 });
                }
            }
        }
        for list in &mut scored {
            list.sort_by(|a, b| {
                b.score.total_cmp(&a.score).then_with(|| a.term.stems.cmp(&b.term.stems))
            });
            list.truncate(KEPT);
        }
        Self { themes: scored }
    }

    /// The best terms of a theme that share no word with each other.
    pub fn keywords(&self, theme: usize, count: usize) -> Vec<String> {
        let mut used: HashSet<&str> = HashSet::new();
        let mut chosen = Vec::new();
        for scored in &self.themes[theme] {
            if chosen.len() == count {
                break;
            }
            if scored.term.words <= 3
                && scored.term.stands_alone
                && !scored.term.stems.iter().any(|s| used.contains(s.as_str()))
            {
                used.extend(scored.term.stems.iter().map(String::as_str));
                chosen.push(scored.term.surface.clone());
            }
        }
        chosen
    }

    /// A heading for a theme that is not among `taken`: its best phrase, with the best word or
    /// phrase that shares no word with it beside, where both are short.
    pub fn label(&self, theme: usize, taken: &BTreeSet<String>) -> String {
        let mut ranked: Vec<(bool, f64, &Scored<'a>)> = self.themes[theme]
            .iter()
            .filter(|s| s.term.words <= 4 && s.term.stands_alone)
            .map(|s| {
                // What one text alone says is no theme; a phrase says more than a word.
                let phrase = if s.term.words > 1 { PHRASE } else { 1.0 };
                (s.inside > 1, s.score * phrase, s)
            })
            .collect();
        ranked.sort_by(|a, b| {
            (b.0.cmp(&a.0))
                .then_with(|| b.1.total_cmp(&a.1))
                .then_with(|| a.2.term.stems.cmp(&b.2.term.stems))
        });
        for (at, (_, _, first)) in ranked.iter().enumerate() {
            let whole = first.term.words > 2 || first.term.surface.contains(" and ");
            let beside = ranked[at + 1..].iter().map(|(_, _, s)| s.term).filter(|second| {
                !whole
                    && second.words <= 2
                    && !second.stems.iter().any(|stem| first.term.stems.contains(stem))
            });
            let alone = first.term.surface.clone();
            let pairs =
                beside.map(|second| format!("{} and {}", first.term.surface, second.surface));
            // Three tries with one beginning, then another beginning.
            for candidate in pairs.take(3).chain((first.term.words > 1).then_some(alone)) {
                let heading = title(&candidate);
                if !taken.contains(&heading) {
                    return heading;
                }
            }
        }
        for scored in &self.themes[theme] {
            let heading = title(&scored.term.surface);
            if !taken.contains(&heading) {
                return heading;
            }
        }
        let mut number = 1;
        loop {
            let heading = format!("Other recommendations {number}");
            if !taken.contains(&heading) {
                return heading;
            }
            number += 1;
        }
    }
}

/// With a capital at the start.
fn title(phrase: &str) -> String {
    let mut letters = phrase.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
