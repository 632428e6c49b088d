//! The pattern language of the lexicons: phrases over the words of a sentence.
//!
//! A pattern is a row of elements, parted by spaces:
//!
//! | element | matches |
//! | --- | --- |
//! | `word` | that word, in lower case |
//! | `a|b|c` | one of these |
//! | `{class}` | a word of a class of the lexicon; may stand among alternatives |
//! | `pre*`, `*suf` | a word that begins or ends so |
//! | `x?` | `x` or nothing |
//! | `<4>` | up to four words, no punctuation between |
//! | `<<9>>` | up to nine words or marks, but no full stop, semicolon or colon |
//! | `!x` | no word, but the next one must not be `x` |
//! | `,` `;` `:` `?` `(` `"` `-` | that mark |
//! | `^` | the beginning of the sentence (numbering and bullets passed over) |
//! | `$` | its end |

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::text::{Token, TokenKind};

/// Words by the classes' names.
pub type Classes = BTreeMap<String, BTreeSet<String>>;

/// A sentence ready for matching.
pub struct Words<'a> {
    /// Words and marks.
    pub tokens: &'a [Token],
    /// The vocabulary number of each, 0 for marks and for words of no pattern.
    pub symbols: Vec<u32>,
    /// Where the sentence begins after numbering and bullets.
    pub begin: usize,
}

/// Numbers for the words that patterns know.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    symbols: HashMap<String, u32>,
}

impl Vocabulary {
    fn number(&mut self, word: &str) -> u32 {
        let next = self.symbols.len() as u32 + 1;
        *self.symbols.entry(word.to_owned()).or_insert(next)
    }

    /// Looks up the words of a sentence.
    pub fn words<'a>(&self, tokens: &'a [Token]) -> Words<'a> {
        let symbols = tokens
            .iter()
            .map(
                |t| if t.is_word() { self.symbols.get(&t.folded).copied().unwrap_or(0) } else { 0 },
            )
            .collect();
        Words { tokens, symbols, begin: beginning(tokens) }
    }
}

/// The first token after bullets, quotation marks and enumerators such as `(a)`, `2.`, `iv)`.
pub(crate) fn beginning(tokens: &[Token]) -> usize {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let enumerator = token.is_word()
            && token.folded.len() <= 4
            && (token.folded.chars().all(|c| c.is_ascii_digit())
                || token.folded.chars().all(|c| "ivx".contains(c))
                || token.folded.len() == 1)
            && tokens.get(at + 1).is_some_and(|t| t.is_mark(')') || t.is_mark('.'));
        if enumerator {
            at += 2;
        } else if token.is_word() {
            break;
        } else {
            at += 1;
        }
    }
    if at == tokens.len() { 0 } else { at }
}

#[derive(Clone, Debug)]
struct WordSet {
    symbols: Vec<u32>,
    prefixes: Vec<String>,
    suffixes: Vec<String>,
    marks: Vec<char>,
}

impl WordSet {
    fn holds(&self, words: &Words<'_>, at: usize) -> bool {
        let Some(token) = words.tokens.get(at) else { return false };
        match token.kind {
            TokenKind::Mark(mark) => self.marks.contains(&mark),
            TokenKind::Word => {
                let symbol = words.symbols[at];
                (symbol != 0 && self.symbols.binary_search(&symbol).is_ok())
                    || self.prefixes.iter().any(|p| token.folded.starts_with(p.as_str()))
                    || self.suffixes.iter().any(|s| {
                        token.folded.len() > s.len() + 2 && token.folded.ends_with(s.as_str())
                    })
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Element {
    One(WordSet),
    Optional(WordSet),
    Not(WordSet),
    /// Up to so many words; with `true` also marks that do not end a clause.
    Gap(usize, bool),
    End,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written.
    pub source: String,
    at_beginning: bool,
    elements: Vec<Element>,
}

/// Why a pattern cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// A class that the lexicon does not have.
    #[error("the class `{{{0}}}` is not defined; add it under [classes] or [verbs]")]
    UnknownClass(String),
    /// Something that is no element.
    #[error("`{0}` is no element; the pattern language is described in the lexicon's head")]
    Element(String),
    /// A pattern that could begin anywhere.
    #[error("a pattern must begin with `^`, a word or a class without `?`, `!` or `*`")]
    Beginning,
}

impl Pattern {
    /// Reads a pattern, taking the words of its classes from `classes` and numbering all words in
    /// `vocabulary`.
    pub fn read(
        source: &str,
        classes: &Classes,
        vocabulary: &mut Vocabulary,
    ) -> Result<Self, PatternError> {
        let mut elements = Vec::new();
        let mut at_beginning = false;
        for (position, word) in source.split_whitespace().enumerate() {
            if word == "^" && position == 0 {
                at_beginning = true;
            } else if word == "$" {
                elements.push(Element::End);
            } else if let Some(inner) = word.strip_prefix("<<").and_then(|w| w.strip_suffix(">>")) {
                elements.push(Element::Gap(number(inner, word)?, true));
            } else if let Some(inner) = word.strip_prefix('<').and_then(|w| w.strip_suffix('>')) {
                elements.push(Element::Gap(number(inner, word)?, false));
            } else if let Some(inner) = word.strip_prefix('!') {
                elements.push(Element::Not(word_set(inner, classes, vocabulary)?));
            } else if let Some(inner) = word.strip_suffix('?').filter(|inner| !inner.is_empty()) {
                elements.push(Element::Optional(word_set(inner, classes, vocabulary)?));
            } else {
                elements.push(Element::One(word_set(word, classes, vocabulary)?));
            }
        }
        let anchored = match elements.first() {
            Some(Element::One(set)) => set.prefixes.is_empty() && set.suffixes.is_empty(),
            _ => false,
        };
        if elements.is_empty() || (!at_beginning && !anchored) {
            return Err(PatternError::Beginning);
        }
        Ok(Self { source: source.to_owned(), at_beginning, elements })
    }

    /// The vocabulary numbers a match can begin with, and whether a mark can begin it; `None`
    /// for a pattern of the sentence's beginning.
    fn beginnings(&self) -> Option<&WordSet> {
        match self.elements.first() {
            Some(Element::One(set)) if !self.at_beginning => Some(set),
            _ => None,
        }
    }

    /// The end of the match that begins at a token, if there is one; gaps are filled as
    /// sparingly as possible.
    fn match_at(&self, words: &Words<'_>, at: usize) -> Option<usize> {
        if self.at_beginning && at != words.begin {
            return None;
        }
        matches(&self.elements, words, at)
    }
}

fn number(text: &str, word: &str) -> Result<usize, PatternError> {
    text.parse().map_err(|_| PatternError::Element(word.to_owned()))
}

fn word_set(
    text: &str,
    classes: &Classes,
    vocabulary: &mut Vocabulary,
) -> Result<WordSet, PatternError> {
    let mut set = WordSet {
        symbols: Vec::new(),
        prefixes: Vec::new(),
        suffixes: Vec::new(),
        marks: Vec::new(),
    };
    for part in text.split('|') {
        if let Some(name) = part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
            let words =
                classes.get(name).ok_or_else(|| PatternError::UnknownClass(name.to_owned()))?;
            set.symbols.extend(words.iter().map(|w| vocabulary.number(w)));
        } else if let Some(prefix) = part.strip_suffix('*').filter(|p| !p.is_empty()) {
            set.prefixes.push(prefix.to_owned());
        } else if let Some(suffix) = part.strip_prefix('*').filter(|p| !p.is_empty()) {
            set.suffixes.push(suffix.to_owned());
        } else if let Some(mark) = part
            .chars()
            .next()
            .filter(|c| part.chars().count() == 1 && !c.is_alphanumeric() && !c.is_whitespace())
        {
            set.marks.push(mark);
        } else if !part.is_empty()
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\''))
        {
            set.symbols.push(vocabulary.number(&part.to_lowercase()));
        } else {
            return Err(PatternError::Element(text.to_owned()));
        }
    }
    set.symbols.sort_unstable();
    set.symbols.dedup();
    Ok(set)
}

fn matches(elements: &[Element], words: &Words<'_>, at: usize) -> Option<usize> {
    let Some((first, rest)) = elements.split_first() else { return Some(at) };
    match first {
        Element::One(set) => {
            if set.holds(words, at) {
                matches(rest, words, at + 1)
            } else {
                None
            }
        }
        Element::Optional(set) => {
            if set.holds(words, at)
                && let Some(end) = matches(rest, words, at + 1)
            {
                return Some(end);
            }
            matches(rest, words, at)
        }
        Element::Not(set) => {
            if set.holds(words, at) {
                None
            } else {
                matches(rest, words, at)
            }
        }
        Element::Gap(most, marks) => {
            let mut next = at;
            for _ in 0..=*most {
                if let Some(end) = matches(rest, words, next) {
                    return Some(end);
                }
                match words.tokens.get(next).map(|t| t.kind) {
                    Some(TokenKind::Word) => next += 1,
                    Some(TokenKind::Mark(mark))
                        if *marks && !matches!(mark, '.' | ';' | ':' | '?' | '!') =>
                    {
                        next += 1;
                    }
                    _ => return None,
                }
            }
            None
        }
        Element::End => {
            let done = words.tokens[at.min(words.tokens.len())..].iter().all(|t| !t.is_word());
            if done { matches(rest, words, at) } else { None }
        }
    }
}

/// Many patterns, found in one pass.
#[derive(Clone, Debug, Default)]
pub struct PatternSet {
    patterns: Vec<Pattern>,
    /// Patterns by the vocabulary number of the first word.
    by_word: HashMap<u32, Vec<u32>>,
    by_mark: HashMap<char, Vec<u32>>,
    at_beginning: Vec<u32>,
}

/// A pattern found in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Number of the pattern, in the order they were added.
    pub pattern: usize,
    /// First token.
    pub start: usize,
    /// Token after the last.
    pub end: usize,
}

impl PatternSet {
    /// Adds a pattern and returns its number.
    pub fn add(&mut self, pattern: Pattern) -> usize {
        let number = self.patterns.len() as u32;
        match pattern.beginnings() {
            Some(set) => {
                for symbol in &set.symbols {
                    self.by_word.entry(*symbol).or_default().push(number);
                }
                for mark in &set.marks {
                    self.by_mark.entry(*mark).or_default().push(number);
                }
            }
            None => self.at_beginning.push(number),
        }
        self.patterns.push(pattern);
        number as usize
    }

    /// The pattern with a number.
    pub fn pattern(&self, number: usize) -> &Pattern {
        &self.patterns[number]
    }

    /// All matches, by position and number.
    pub fn find(&self, words: &Words<'_>) -> Vec<Found> {
        let mut found = Vec::new();
        for at in 0..words.tokens.len() {
            let candidates = match words.tokens[at].kind {
                TokenKind::Word => self.by_word.get(&words.symbols[at]),
                TokenKind::Mark(mark) => self.by_mark.get(&mark),
            };
            let beginning: &[u32] = if at == words.begin { &self.at_beginning } else { &[] };
            for &number in beginning.iter().chain(candidates.into_iter().flatten()) {
                if let Some(end) = self.patterns[number as usize].match_at(words, at) {
                    found.push(Found { pattern: number as usize, start: at, end });
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn check(pattern: &str, text: &str, expected: Option<&str>) {
        let classes =
            Classes::from([("fruit".to_owned(), ["apple", "pear"].map(str::to_owned).into())]);
        let mut vocabulary = Vocabulary::default();
        let mut set = PatternSet::default();
        set.add(Pattern::read(pattern, &classes, &mut vocabulary).unwrap());
        let tokens = tokens(text);
        let found = set.find(&vocabulary.words(&tokens));
        let first = found.first().map(|f| &text[tokens[f.start].start..tokens[f.end - 1].end]);
        assert_eq!(first, expected, "{pattern} in {text}");
    }

    #[test]
    fn elements_match_as_described() {
        check("must be", "It must be so.", Some("must be"));
        check("an|the {fruit}", "I ate the pear.", Some("the pear"));
        check("must <2> go", "We must now quickly go.", Some("must now quickly go"));
        check("must <2> go", "We must, now, go.", None);
        check("must <<4>> go", "We must, now, go.", Some("must, now, go"));
        check("must <<4>> go", "We must; go.", None);
        check("must !not be", "We must not be.", None);
        check("must not? be", "We must be.", Some("must be"));
        check("is *ing", "It is working.", Some("is working"));
        check("^ ensure", "(a) Ensure that.", Some("Ensure"));
        check("^ ensure", "They ensure that.", None);
        check("^ ensure", "12. Ensure that.", Some("Ensure"));
        check("^ ensure", "iv) Ensure that.", Some("Ensure"));
        check("^ ensure", "• “Ensure that.", Some("Ensure"));
        check("^ ensure", "All. Ensure that.", None);
        check("^ ensure", "12 ensure that.", None);
        check("needed $", "More is needed.", Some("needed"));
        check("needed $", "More is needed here.", None);
    }

    #[test]
    fn a_bad_pattern_says_why() {
        let read = |p: &str| Pattern::read(p, &Classes::new(), &mut Vocabulary::default());
        assert_eq!(read("{nuts} are").unwrap_err(), PatternError::UnknownClass("nuts".into()));
        assert_eq!(read("must? be").unwrap_err(), PatternError::Beginning);
        assert!(matches!(read("must <x> be").unwrap_err(), PatternError::Element(_)));
    }
}
