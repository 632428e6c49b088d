//! Terms as the reports write them: counted in lower case, shown as "Roma" and "UNHCR".

use std::collections::{BTreeMap, HashMap};

use corpus::words::tokens;

use crate::frame::Frame;
use crate::vocabulary::LONGEST;

/// The commonest way of writing each of some terms (lower case, words joined by single spaces)
/// where it does not open a sentence, which would give any word a capital; of equals the first in
/// the order of the alphabet. A term that only opens sentences is left as it is.
pub(crate) fn as_written<'a>(frame: &Frame<'_>, terms: impl Iterator<Item = &'a mut String>) {
    let terms: Vec<&mut String> = terms.collect();
    let mut seen: HashMap<String, BTreeMap<String, usize>> =
        terms.iter().map(|term| ((**term).clone(), BTreeMap::new())).collect();
    for placed in &frame.sentences {
        let tokens = tokens(&placed.sentence.text);
        for start in 1..tokens.len() {
            let mut folded = String::new();
            let mut surface = String::new();
            for token in &tokens[start..tokens.len().min(start + LONGEST)] {
                if !folded.is_empty() {
                    folded.push(' ');
                    surface.push(' ');
                }
                folded.push_str(&token.folded);
                // Without what folding takes off: the ending of a possessive.
                surface.extend(token.surface.chars().take(token.folded.chars().count()));
                if let Some(forms) = seen.get_mut(&folded) {
                    *forms.entry(surface.clone()).or_default() += 1;
                }
            }
        }
    }
    for term in terms {
        let forms = &seen[term.as_str()];
        let most = forms.values().max();
        if let Some((form, _)) = forms.iter().find(|(_, count)| Some(*count) == most) {
            term.clone_from(form);
        }
    }
}
