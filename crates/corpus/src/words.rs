//! Words of a text, as every crate that counts them should see them.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// First byte in the text.
    pub start: usize,
    /// As it stands in the text.
    pub surface: &'a str,
    /// Lower case, typographic apostrophes straightened, possessive `'s` off.
    pub folded: String,
}

/// The words of a text in order: letters and digits by Unicode word boundaries (UAX #29), words
/// joined by a hyphen kept as one.
///
/// ```
/// let words: Vec<_> = corpus::words::tokens("The States’ policy-makers, 2030.")
///     .into_iter().map(|t| t.folded).collect();
/// assert_eq!(words, ["the", "states", "policy-makers", "2030"]);
/// ```
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut end_of_last = 0;
    for (start, word) in text.unicode_word_indices() {
        let joined = start == end_of_last + 1
            && matches!(text.as_bytes().get(end_of_last), Some(b'-'))
            && tokens.last().is_some_and(|t| t.start + t.surface.len() == end_of_last);
        end_of_last = start + word.len();
        if joined && let Some(last) = tokens.last_mut() {
            last.surface = &text[last.start..end_of_last];
            last.folded = fold(last.surface);
        } else {
            tokens.push(Token { start, surface: word, folded: fold(word) });
        }
    }
    tokens
}

/// A word as it is counted: lower case, apostrophes straight, possessive ending off.
pub fn fold(word: &str) -> String {
    let lower = word.to_lowercase().replace('’', "'");
    lower.strip_suffix("'s").or_else(|| lower.strip_suffix('\'')).unwrap_or(&lower).to_owned()
}

/// Whether a folded word is an English function word, which says nothing about a theme.
pub fn is_stop_word(folded: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| include_str!("stop-words.txt").split_whitespace().collect());
    WORDS.contains(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.folded).collect()
    }

    #[test]
    fn hyphens_join_and_dashes_part() {
        assert_eq!(folded("people-to-people - and end"), ["people-to-people", "and", "end"]);
    }

    #[test]
    fn surface_is_a_slice_of_the_text() {
        let text = "Über well-being; naïve.";
        for token in tokens(text) {
            assert_eq!(&text[token.start..token.start + token.surface.len()], token.surface);
        }
    }

    #[test]
    fn stop_words_are_folded() {
        assert!(is_stop_word("the") && is_stop_word("however") && !is_stop_word("migration"));
    }
}
