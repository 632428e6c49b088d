//! Telling a sentence again without keeping its words: hashes of the folded words.
//!
//! A gold coding of texts that may not be copied keeps fingerprints in place of sentences. The
//! hashes of the first and the last words tell a sentence that was cut or joined differently.

use serde::{Deserialize, Serialize};

use crate::evaluate::folded_words;

/// Words at either end that have a hash of their own.
const ENDS: usize = 5;

/// Hashes of a sentence's folded words: 16 hexadecimal digits of BLAKE3 each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Of all words.
    pub words: String,
    /// Of the first five.
    pub head: String,
    /// Of the last five.
    pub tail: String,
}

impl Fingerprint {
    /// The fingerprint of a text.
    pub fn of(text: &str) -> Self {
        let words = folded_words(text);
        Self {
            words: hash(&words),
            head: hash(&words[..words.len().min(ENDS)]),
            tail: hash(&words[words.len().saturating_sub(ENDS)..]),
        }
    }
}

fn hash(words: &[String]) -> String {
    blake3::hash(words.join(" ").as_bytes()).to_hex()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_and_case_leave_no_print() {
        let print = Fingerprint::of("Ports SHOULD publish “fees”, all of them.");
        assert_eq!(print, Fingerprint::of("ports should publish fees all of them"));
        let longer = Fingerprint::of("Ports should publish fees, all of them, soon.");
        assert_eq!(print.head, longer.head);
        assert_ne!(print.tail, longer.tail);
    }
}
