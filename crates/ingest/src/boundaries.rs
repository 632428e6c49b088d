//! Sentence boundaries of UAX #29, quickly.
//!
//! The rules SB1 to SB11 only ever cut after a full stop, question or exclamation mark. Over the
//! letters and signs that reports in Latin script are written in, their classes are known without
//! tables: such a paragraph is searched for its stops and the rules applied at each. A paragraph
//! with any other character goes to `unicode-segmentation`, with the same answer (tested).

use unicode_segmentation::UnicodeSegmentation;

/// The places where sentences end inside a text, in order: each is the first byte of the next
/// sentence.
pub fn boundaries(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    if !text.chars().all(is_plain) {
        found
            .extend(text.split_sentence_bound_indices().map(|(start, _)| start).filter(|&s| s > 0));
        return found;
    }
    let bytes = text.as_bytes();
    for stop in memchr::memchr3_iter(b'.', b'!', b'?', bytes) {
        let full_stop = bytes[stop] == b'.';
        let rest = &text[stop + 1..];
        if full_stop {
            let next = rest.chars().next();
            // SB6, SB7: `3.1`, `U.N`
            if next.is_some_and(|c| c.is_ascii_digit())
                || (next.is_some_and(char::is_uppercase)
                    && text[..stop].chars().next_back().is_some_and(char::is_alphabetic))
            {
                continue;
            }
        }
        // SB9, SB10: closing signs and blanks belong to the sentence.
        let after = rest.trim_start_matches(is_close).trim_start_matches(' ');
        let Some(next) = after.chars().next() else { continue };
        // SB8a
        if matches!(next, ',' | '-' | ':' | ';' | '–' | '—' | '.' | '!' | '?') {
            continue;
        }
        // SB8: a small letter before any other letter goes on, whatever stands before it.
        let decides = |c: &char| c.is_alphabetic() || matches!(c, '.' | '!' | '?');
        if full_stop && after.chars().find(decides).is_some_and(char::is_lowercase) {
            continue;
        }
        found.push(text.len() - after.len());
    }
    found
}

/// Characters whose class is known here.
fn is_plain(c: char) -> bool {
    matches!(c,
        ' '..='~' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ſ'
        | '‘' | '’' | '“' | '”' | '«' | '»' | '–' | '—' | '…' | '•' | '°' | '§' | '€' | '£')
}

fn is_close(c: char) -> bool {
    matches!(c, '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '‘' | '’' | '“' | '”' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn library(text: &str) -> Vec<usize> {
        text.split_sentence_bound_indices().map(|(start, _)| start).filter(|&s| s > 0).collect()
    }

    #[test]
    fn every_plain_character_has_its_class() {
        let plain: Vec<char> = ('\0'..='\u{2100}').filter(|&c| is_plain(c)).collect();
        for &c in &plain {
            for text in [
                format!("A.{c}B c"),
                format!("A. {c}B c"),
                format!("A. {c}b c"),
                format!("a{c}.B c"),
                format!("5.{c} 6 B"),
                format!("Go!{c} b. C"),
                format!("Go! {c} b{c}. C"),
            ] {
                assert_eq!(boundaries(&text), library(&text), "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn as_the_library_says(text in "(([a-cA-C .!?;:,0-9()“”’é-]|[.]) {0,2}){0,40}") {
            prop_assert_eq!(boundaries(&text), library(&text));
        }

        #[test]
        fn as_the_library_says_of_anything(text in "\\PC{0,60}") {
            prop_assert_eq!(boundaries(&text), library(&text));
        }
    }
}
