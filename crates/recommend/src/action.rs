//! The action category of a recommendation, 1 to 5, after UPR-Info.
//!
//! UPR-Info sorts what is asked for by the verb of its first action (McMahon 2012, "The
//! Universal Periodic Review: a work in progress"): 1 minimal (seek, share), 2 continuing
//! (continue, maintain), 3 considering (consider, review), 4 general (ensure, strengthen, take
//! measures), 5 specific (ratify, abolish, establish). Where a verb is used in more than one way
//! ("adopt measures" is general, "adopt a law" specific) its object decides.
//!
//! Two ways are here: transparent rules, a decision list (Yarowsky 1994) of verbs and of verbs
//! with a word near them; and a softmax regression over the same words. Both are learned from
//! coded recommendations by [`train`] and kept as word lists in `lexicons/`.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::lexicon::Lexicon;
use crate::softmax::{Softmax, Training};
use crate::text::{Token, tokens};

/// Words after the verb that may decide.
const REACH: usize = 7;
/// Fewest examples behind a verb, and behind a verb with a word near it.
const FEWEST: u32 = 4;

/// Words that open a recommendation and are no verb of action.
const OPENING: &str = "a also actively adequately all and as better by carefully constructively \
    duly effectively energetically explicitly expeditiously favourably favorably for formally \
    fully further gradually immediately in it its more of on particular possible possibly \
    positively progressively promptly properly publicly quickly rapidly resolutely seriously \
    soon speedily steadily strictly strongly swiftly systematically that the thoroughly to \
    urgently vigorously while with within recommended recommends recommend order line";

fn opening() -> &'static HashSet<&'static str> {
    static WORDS: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| OPENING.split_whitespace().collect());
    &WORDS
}

/// A coded recommendation to learn from.
#[derive(Clone, Debug)]
pub struct Coded {
    /// Its text, beginning at the action.
    pub text: String,
    /// Its category, 1…5.
    pub action: u8,
    /// What it belongs to for cross-validation: its session.
    pub group: String,
}

/// The category by rules: verbs, and verbs with a word near them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    verbs: HashMap<String, Entry>,
    near: HashMap<(String, String), Entry>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Entry {
    action: u8,
    /// Smoothed share of its examples with that category, in percent.
    sure: u8,
}

impl Rules {
    /// Learns the lists.
    pub fn learn<'a>(examples: impl Iterator<Item = (&'a str, u8)> + Clone) -> Self {
        let mut openings: BTreeMap<String, u32> = BTreeMap::new();
        for (text, _) in examples.clone() {
            if let Some(first) = tokens(text).into_iter().find(Token::is_word) {
                *openings.entry(first.folded).or_default() += 1;
            }
        }
        let known: BTreeSet<String> = openings
            .into_iter()
            .filter(|(w, n)| {
                *n >= 3
                    && !opening().contains(w.as_str())
                    && w.chars().all(|c| c.is_ascii_alphabetic() || c == '-')
            })
            .map(|(w, _)| w)
            .collect();
        let mut verbs: BTreeMap<String, [u32; 5]> = BTreeMap::new();
        let mut near: BTreeMap<(String, String), [u32; 5]> = BTreeMap::new();
        for (text, action) in examples {
            if !(1..=5).contains(&action) {
                continue;
            }
            let words = words(&tokens(text));
            let Some(at) = words.iter().position(|w| known.contains(w)) else { continue };
            let class = usize::from(action - 1);
            verbs.entry(words[at].clone()).or_default()[class] += 1;
            let around: BTreeSet<String> = around(&words, at).collect();
            for word in around {
                near.entry((words[at].clone(), word)).or_default()[class] += 1;
            }
        }
        let verbs: HashMap<String, Entry> =
            verbs.into_iter().map(|(verb, counts)| (verb, entry(&counts))).collect();
        let near = near
            .into_iter()
            .filter(|(_, counts)| counts.iter().sum::<u32>() >= FEWEST)
            .map(|(key, counts)| (key, entry(&counts)))
            // What only repeats its verb decides nothing.
            .filter(|((verb, _), e)| {
                verbs.get(verb).is_none_or(|v| v.action != e.action || e.sure > v.sure)
            })
            .collect();
        Self { verbs, near }
    }

    /// The category of an action, and the verb or the verb and word that decided.
    pub fn category(&self, words: &[String]) -> Option<(u8, String)> {
        let at = words.iter().position(|w| self.verbs.contains_key(w))?;
        let verb = &words[at];
        let mut best = (self.verbs[verb], verb.clone());
        for word in around(words, at) {
            if let Some(&entry) = self.near.get(&(verb.clone(), word.clone()))
                && entry.sure > best.0.sure
            {
                best = (entry, format!("{verb} + {}", word.trim_start_matches('<')));
            }
        }
        Some((best.0.action, best.1))
    }

    /// The lists as text: `verb`, or `verb word`, with category and sureness in percent.
    pub fn write(&self) -> String {
        let mut lines: BTreeSet<String> = BTreeSet::new();
        for (verb, e) in &self.verbs {
            lines.insert(format!("{verb}\t{}\t{}", e.action, e.sure));
        }
        for ((verb, word), e) in &self.near {
            lines.insert(format!("{verb} {word}\t{}\t{}", e.action, e.sure));
        }
        let mut text = String::new();
        for line in lines {
            let _ = writeln!(text, "{line}");
        }
        text
    }

    /// Reads what [`Rules::write`] wrote; lines that begin with `#` are passed over.
    pub fn read(text: &str) -> Option<Self> {
        let mut rules = Self::default();
        for line in text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            let mut cells = line.split('\t');
            let key = cells.next()?;
            let entry =
                Entry { action: cells.next()?.parse().ok()?, sure: cells.next()?.parse().ok()? };
            match key.split_once(' ') {
                Some((verb, word)) => {
                    rules.near.insert((verb.to_owned(), word.to_owned()), entry);
                }
                None => {
                    rules.verbs.insert(key.to_owned(), entry);
                }
            }
        }
        Some(rules)
    }
}

fn entry(counts: &[u32; 5]) -> Entry {
    let total: u32 = counts.iter().sum();
    // The first of equals: the more specific category is the rarer slip.
    let (class, most) =
        counts.iter().enumerate().rev().max_by_key(|(_, n)| **n).map_or((3, 0), |(c, n)| (c, *n));
    let sure = (f64::from(most) + 0.5) / (f64::from(total) + 1.5);
    Entry { action: class as u8 + 1, sure: (sure * 100.0).round() as u8 }
}

/// The words near the verb that may decide: those before it marked with `<`.
fn around(words: &[String], at: usize) -> impl Iterator<Item = String> + '_ {
    let content = |w: &&String| !corpus::words::is_stop_word(w) || w.as_str() == "to";
    let before =
        words[at.saturating_sub(REACH)..at].iter().filter(content).map(|w| format!("<{w}"));
    let after = words[at + 1..].iter().take(REACH - 1).filter(content).cloned();
    before.chain(after)
}

fn words(tokens: &[Token]) -> Vec<String> {
    tokens.iter().filter(|t| t.is_word()).map(|t| t.folded.clone()).collect()
}

/// The features of the regression: the deciding verb, it with each word near it, all words and
/// pairs of words, and how the text begins.
fn features(rules: &Rules, words: &[String]) -> Vec<String> {
    let mut features = vec!["*".to_owned()];
    let at = words.iter().position(|w| rules.verbs.contains_key(w));
    if let Some(at) = at {
        features.push(format!("verb={}", words[at]));
        features.extend(around(words, at).map(|w| format!("{}+{w}", words[at])));
        if let Some((action, _)) = rules.category(words) {
            features.push(format!("rule={action}"));
        }
    }
    if let Some(first) = words.first() {
        features.push(format!("first={first}"));
    }
    features.extend(words.iter().take(60).cloned());
    features.extend(words.windows(2).take(30).map(|pair| format!("{}_{}", pair[0], pair[1])));
    features
}

/// A trained pair of rules and regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The decision list.
    pub rules: Rules,
    /// The regression over its words.
    pub regression: Softmax,
}

/// Learns both from coded recommendations.
pub fn train(examples: &[&Coded], how: &Training) -> Model {
    let rules = Rules::learn(examples.iter().map(|e| (e.text.as_str(), e.action)));
    // The regression must not see how well the rules do on what they were learned from.
    let halves: [Vec<&&Coded>; 2] = {
        let (a, b): (Vec<_>, Vec<_>) = examples.iter().enumerate().partition(|(at, _)| at % 2 == 0);
        [a, b].map(|half| half.into_iter().map(|(_, e)| e).collect())
    };
    let mut rows = Vec::with_capacity(examples.len());
    for (mine, other) in [(0, 1), (1, 0)] {
        let theirs = Rules::learn(halves[other].iter().map(|e| (e.text.as_str(), e.action)));
        for e in &halves[mine] {
            if (1..=5).contains(&e.action) {
                let words = words(&tokens(&e.text));
                rows.push((features(&theirs, &words), usize::from(e.action - 1)));
            }
        }
    }
    let regression = Softmax::train(&rows, 5, how);
    Model { rules, regression }
}

/// Accuracy of rules and regression on the groups left out one after the other.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct CrossValidation {
    /// Recommendations coded.
    pub n: usize,
    /// Accuracy of the rules alone.
    pub rules: f64,
    /// Accuracy of the regression.
    pub regression: f64,
    /// The same by group: name, number, rules, regression.
    pub by_group: Vec<(String, usize, f64, f64)>,
}

/// Leaves out one group after the other, learns on the rest and counts what is right.
pub fn cross_validate(examples: &[Coded], how: &Training) -> CrossValidation {
    let groups: BTreeSet<&str> = examples.iter().map(|e| e.group.as_str()).collect();
    let mut by_group = Vec::new();
    let (mut n, mut rules, mut regression) = (0, 0, 0);
    for group in groups {
        let (test, rest): (Vec<&Coded>, Vec<&Coded>) =
            examples.iter().partition(|e| e.group == group);
        let model = train(&rest, how);
        let (mut by_rules, mut by_regression) = (0, 0);
        for e in &test {
            let words = words(&tokens(&e.text));
            by_rules += usize::from(model.by_rules(&words) == e.action);
            by_regression += usize::from(model.by_regression(&words) == e.action);
        }
        let share = |right: usize| right as f64 / test.len() as f64;
        by_group.push((group.to_owned(), test.len(), share(by_rules), share(by_regression)));
        n += test.len();
        rules += by_rules;
        regression += by_regression;
    }
    let share = |right: usize| crate::agreement::ratio(right as f64, n as f64);
    CrossValidation { n, rules: share(rules), regression: share(regression), by_group }
}

impl Model {
    /// The one inside the crate, as trained on the coded recommendations of UPR-Info.
    pub fn built_in() -> &'static Self {
        static MODEL: LazyLock<Model> = LazyLock::new(|| Model {
            rules: Rules::read(include_str!("../lexicons/actions.tsv")).unwrap_or_default(),
            regression: Softmax::read(include_str!("../lexicons/actions-weights.tsv"))
                .unwrap_or_default(),
        });
        &MODEL
    }

    fn by_rules(&self, words: &[String]) -> u8 {
        self.rules.category(words).map_or(4, |(action, _)| action)
    }

    fn by_regression(&self, words: &[String]) -> u8 {
        let probabilities = self.regression.probabilities(&features(&self.rules, words));
        let best = probabilities.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        best.map_or(4, |(class, _)| class as u8 + 1)
    }

    /// The category of an action in a few words, such as a proposition freed from its frame.
    /// `learned` asks the regression, else the rules decide.
    pub fn category(&self, action: &str, learned: bool) -> Option<u8> {
        let words = words(&tokens(action));
        if words.is_empty() {
            return None;
        }
        if learned && self.regression.features() > 0 {
            return Some(self.by_regression(&words));
        }
        Some(self.by_rules(&words))
    }
}

/// An action with its first verb in the base form: "publishing the fees", "be published"
/// and so on as "publish the fees".
pub fn base_forms(lexicon: &Lexicon, action: &str) -> String {
    let mut words: Vec<String> = words(&tokens(action));
    let deeds = lexicon.class("act.base");
    if let Some(at) =
        words.iter().take(12).position(|w| lexicon.base_form(w).is_some() || deeds.contains(w))
        && let Some(base) = lexicon.base_form(&words[at])
    {
        base.clone_into(&mut words[at]);
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded() -> Vec<Coded> {
        let make = |text: &str, action, group: &str| Coded {
            text: text.to_owned(),
            action,
            group: group.to_owned(),
        };
        let mut all = Vec::new();
        for group in ["a", "b", "c"] {
            for _ in 0..4 {
                all.push(make("Abolish the harbour toll", 5, group));
                all.push(make("Continue to publish the fees", 2, group));
                all.push(make("Adopt a law on fees", 5, group));
                all.push(make("Adopt measures for ferries", 4, group));
                all.push(make("Consider a joint register", 3, group));
            }
        }
        all
    }

    #[test]
    fn the_object_decides_where_the_verb_does_not() {
        let coded = coded();
        let rules = Rules::learn(coded.iter().map(|e| (e.text.as_str(), e.action)));
        let category = |text: &str| rules.category(&words(&tokens(text))).map(|(a, _)| a);
        assert_eq!(category("Adopt a new law"), Some(5));
        assert_eq!(category("Adopt further measures"), Some(4));
        assert_eq!(category("Abolish all of it"), Some(5));
        assert_eq!(Rules::read(&rules.write()), Some(rules));
    }

    #[test]
    fn groups_left_out_are_counted_once() {
        let figures = cross_validate(&coded(), &Training::default());
        assert_eq!(figures.n, 60);
        assert!(figures.rules > 0.99 && figures.regression > 0.9);
    }

    #[test]
    fn the_built_in_model_knows_the_five_categories() {
        let model = Model::built_in();
        for learned in [false, true] {
            for (text, action) in [
                ("Continue its efforts to lower the tolls", 2),
                ("Consider abolishing the tolls", 3),
                ("Strengthen the protection of crews", 4),
                ("Ratify the convention on harbours", 5),
                ("Share its experience with its neighbours", 1),
            ] {
                assert_eq!(model.category(text, learned), Some(action), "{text} ({learned})");
            }
        }
        assert_eq!(model.category("", true), None);
    }
}
