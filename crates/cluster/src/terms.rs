//! The words and phrases of the texts that could name a theme.
//!
//! Which word is a noun is learnt from how the corpus uses it (what stands before and after), so
//! that no dictionary of parts of speech is needed.

use std::collections::HashMap;

use corpus::words::{Token, is_stop_word, tokens};
use rust_stemmers::{Algorithm, Stemmer};

/// Longest phrase, in words.
const LONGEST: usize = 4;

/// Words of meetings and of reports, which say nothing about a theme.
static FRAME: &str = include_str!("frame-words.txt");

/// A candidate word or phrase.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Term {
    /// As the texts write it most often.
    pub surface: String,
    /// Stems of its words, which near-duplicates share.
    pub stems: Vec<String>,
    /// Number of words.
    pub words: usize,
    /// Whether it can stand alone in a heading: a phrase, or a word that the corpus uses as a noun.
    pub stands_alone: bool,
    /// Texts that hold it, in rising order, each once.
    pub texts: Vec<u32>,
}

/// All candidate terms of the texts, most frequent first, ties by spelling.
pub(crate) struct Terms {
    /// The terms.
    pub all: Vec<Term>,
}

/// How a word is used over the corpus.
#[derive(Clone, Copy, Debug, Default)]
struct Usage {
    /// After an article, a preposition or a possessive.
    as_noun: u32,
    /// After `to`, a modal, or before an article.
    as_verb: u32,
    /// Last of a run of content words.
    as_head: u32,
    /// In a list ("safe, orderly and regular ways"), where adjectives and nouns look alike.
    listed: u32,
    /// All occurrences.
    all: u32,
    /// Capitalised though not first in the sentence.
    capital: u32,
    /// Not first in the sentence.
    inner: u32,
}

/// Learnt facts about the words of a corpus.
struct Usages {
    words: HashMap<String, Usage>,
    frame: std::collections::HashSet<String>,
}

fn one_of(word: &str, list: &str) -> bool {
    list.split(' ').any(|entry| entry == word)
}

fn before_noun(word: &str) -> bool {
    one_of(
        word,
        "the a an of in on for with from by their its his her our this these those such all any \
         no between against through without other both about into over under within towards",
    )
}

fn before_verb(word: &str) -> bool {
    one_of(word, "to should must could would will shall can may might not cannot also")
}

fn after_verb(word: &str) -> bool {
    one_of(word, "the a an its their all that this these any")
}

/// Whether nothing but white space stands between two tokens.
fn adjoin(text: &str, a: &Token<'_>, b: &Token<'_>) -> bool {
    text[a.start + a.surface.len()..b.start].chars().all(char::is_whitespace)
}

impl Usages {
    fn learn<'a>(
        texts: impl Iterator<Item = &'a str>,
        cues: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut words: HashMap<String, Usage> = HashMap::new();
        for text in texts {
            let tokens = tokens(text);
            for (at, token) in tokens.iter().enumerate() {
                if is_stop_word(&token.folded) {
                    continue;
                }
                let previous = at
                    .checked_sub(1)
                    .filter(|&p| adjoin(text, &tokens[p], token))
                    .map(|p| &tokens[p].folded);
                let next =
                    tokens.get(at + 1).filter(|next| adjoin(text, token, next)).map(|t| &t.folded);
                let usage = words.entry(token.folded.clone()).or_default();
                usage.all += 1;
                if previous.is_some_and(|p| before_noun(p)) {
                    usage.as_noun += 1;
                }
                if previous.is_some_and(|p| before_verb(p)) || next.is_some_and(|n| after_verb(n)) {
                    usage.as_verb += 1;
                }
                if next.is_none_or(|n| is_stop_word(n)) {
                    usage.as_head += 1;
                    let behind = &text[token.start + token.surface.len()..];
                    let listed =
                        behind.starts_with([',', '/']) || next.is_some_and(|n| one_of(n, "and or"));
                    usage.listed += u32::from(listed);
                }
                if at > 0 {
                    usage.inner += 1;
                    usage.capital += u32::from(token.surface.starts_with(char::is_uppercase));
                }
            }
        }
        let mut frame: std::collections::HashSet<String> = FRAME
            .lines()
            .filter(|l| !l.starts_with('#'))
            .flat_map(str::split_whitespace)
            .map(str::to_owned)
            .collect();
        frame.extend(cues.flat_map(|cue| tokens(cue).into_iter().map(|t| t.folded)));
        Self { words, frame }
    }

    /// Whether a word carries content at all.
    fn content(&self, word: &str) -> bool {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 2
            && !is_stop_word(word)
            && !word.starts_with(|c: char| c.is_ascii_digit())
            && !self.frame.contains(word)
    }

    fn usage(&self, word: &str) -> Usage {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// Whether the corpus uses it as a verb rather than a noun.
    fn verb(&self, word: &str) -> bool {
        let usage = self.usage(word);
        if usage.as_verb + usage.as_noun == 0 {
            return word.ends_with("ed") || word.ends_with("ize") || word.ends_with("ise");
        }
        usage.as_verb > usage.as_noun
    }

    /// Whether a noun phrase may end with it.
    fn head(&self, word: &str) -> bool {
        let usage = self.usage(word);
        !(self.verb(word) || word.ends_with("ly") || word.ends_with("ed"))
            && f64::from(usage.as_head) >= 0.25 * f64::from(usage.all)
    }

    /// Whether it stands alone as a noun: outside of lists it ends what it is part of three times
    /// out of five, and it is not a verb's form.
    fn stands_alone(&self, word: &str) -> bool {
        let usage = self.usage(word);
        self.head(word)
            && !word.ends_with("ing")
            && usage.all > usage.listed
            && f64::from(usage.as_head - usage.listed) >= 0.6 * f64::from(usage.all - usage.listed)
    }

    /// Whether a noun phrase may begin with it.
    fn modifier(&self, word: &str) -> bool {
        // "training" ends phrases and may begin them; "combating" only ever governs what follows.
        let governs = word.ends_with("ing") && !self.head(word);
        !self.verb(word) && !word.ends_with("ly") && !governs
    }

    /// The word as it is shown: small, but for names and abbreviations.
    fn shown(&self, token: &Token<'_>) -> String {
        let usage = self.usage(&token.folded);
        let letters = token.surface.chars().filter(|c| c.is_alphabetic()).count();
        let capitals = token.surface.chars().filter(|c| c.is_uppercase()).count();
        let name = usage.inner > 0 && 2 * usage.capital > usage.inner;
        if (letters > 1 && capitals > 1) || name {
            corpus_surface(token)
        } else {
            token.folded.clone()
        }
    }
}

/// The surface without a possessive ending.
fn corpus_surface(token: &Token<'_>) -> String {
    token.surface.chars().take(token.folded.chars().count()).collect()
}

impl Terms {
    /// Finds the candidates in `texts`; `background` are further sentences of the corpus to learn
    /// the use of words from, `cues` the words that made a sentence a recommendation.
    pub fn find(texts: &[&str], background: &[&str], cues: &[&str]) -> Self {
        let usages = Usages::learn(texts.iter().chain(background).copied(), cues.iter().copied());
        let stemmer = Stemmer::create(Algorithm::English);
        let mut stems: HashMap<String, String> = HashMap::new();
        // Key: stems joined. Value: surfaces with counts, words, texts.
        let mut found: HashMap<String, (HashMap<String, u32>, usize, Vec<u32>)> = HashMap::new();
        for (number, text) in texts.iter().enumerate() {
            let tokens = tokens(text);
            for start in 0..tokens.len() {
                let first = &tokens[start].folded;
                if !usages.content(first) || !usages.modifier(first) {
                    continue;
                }
                let mut key = String::new();
                let mut surface = String::new();
                for end in start..tokens.len().min(start + LONGEST) {
                    let word = &tokens[end];
                    if end > start {
                        if !adjoin(text, &tokens[end - 1], word) {
                            break;
                        }
                        surface.push(' ');
                        key.push(' ');
                    }
                    let link = one_of(&word.folded, "of and for in");
                    if !usages.content(&word.folded) && !link {
                        break;
                    }
                    if !link && end > start && usages.verb(&word.folded) {
                        break;
                    }
                    surface.push_str(&if link { word.folded.clone() } else { usages.shown(word) });
                    let stem = stems
                        .entry(word.folded.clone())
                        .or_insert_with(|| stemmer.stem(&word.folded).into_owned());
                    key.push_str(stem);
                    if link || !usages.head(&word.folded) {
                        continue;
                    }
                    let entry = found
                        .entry(key.clone())
                        .or_insert_with(|| (HashMap::new(), end - start + 1, Vec::new()));
                    *entry.0.entry(surface.clone()).or_default() += 1;
                    if entry.2.last() != Some(&(number as u32)) {
                        entry.2.push(number as u32);
                    }
                }
            }
        }
        let mut all: Vec<Term> = found
            .into_iter()
            .filter_map(|(key, (surfaces, words, texts))| {
                let surface = surfaces
                    .into_iter()
                    .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))
                    .map(|best| best.0)?;
                let stands_alone = words > 1 || usages.stands_alone(&corpus::words::fold(&surface));
                Some(Term {
                    surface,
                    stems: key.split(' ').map(str::to_owned).collect(),
                    words,
                    stands_alone,
                    texts,
                })
            })
            .collect();
        all.sort_by(|a, b| b.texts.len().cmp(&a.texts.len()).then_with(|| a.stems.cmp(&b.stems)));
        Self { all }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surfaces(texts: &[&str]) -> Vec<String> {
        Terms::find(texts, &[], &[]).all.into_iter().map(|t| t.surface).collect()
    }

    #[test]
    fn number_is_folded_and_the_commoner_form_shown() {
        let terms = Terms::find(
            &["The ports need a crane.", "The port of the island.", "Repair of the ports."],
            &[],
            &[],
        );
        let port = terms.all.iter().find(|t| t.stems == ["port"]).unwrap();
        assert_eq!((port.surface.as_str(), port.texts.as_slice()), ("ports", &[0, 1, 2][..]));
    }

    #[test]
    fn verbs_and_frame_words_are_no_terms() {
        let found = surfaces(&[
            "Participants should repair the harbour bridges.",
            "They stressed that towns must repair the harbour bridges.",
        ]);
        assert!(found.contains(&"harbour bridges".to_owned()), "{found:?}");
        assert!(
            !found.iter().any(|t| t.contains("repair") || t.contains("articipant")),
            "{found:?}"
        );
    }

    #[test]
    fn names_keep_their_capitals() {
        let found = surfaces(&["Support the Harbour Fund of UNESCO.", "Talk to the Harbour Fund."]);
        assert!(found.contains(&"Harbour Fund".to_owned()) && found.contains(&"UNESCO".to_owned()));
    }
}
