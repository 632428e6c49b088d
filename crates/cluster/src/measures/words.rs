//! Coherence and diversity of keywords.

use std::collections::{BTreeSet, HashMap};

/// In how many sliding windows each word, and each pair, occurs: the counts behind NPMI (Bouma
/// 2009; Lau, Newman & Baldwin 2014). A text shorter than the window is one window.
pub struct WindowCounts {
    ids: HashMap<String, u32>,
    single: Vec<u32>,
    pairs: HashMap<(u32, u32), u32>,
    windows: u32,
}

impl WindowCounts {
    /// Counts the words of `vocabulary` (folded, single words) in `texts` (folded words in order),
    /// in windows of `window` words.
    pub fn new<'a, T>(
        vocabulary: impl IntoIterator<Item = &'a str>,
        texts: T,
        window: usize,
    ) -> Self
    where
        T: IntoIterator,
        T::Item: AsRef<[String]>,
    {
        let words: BTreeSet<&str> = vocabulary.into_iter().collect();
        let ids: HashMap<String, u32> =
            words.into_iter().enumerate().map(|(i, word)| (word.to_owned(), i as u32)).collect();
        let mut single = vec![0; ids.len()];
        let mut pairs = HashMap::new();
        let mut windows = 0;
        let mut seen: Vec<u32> = Vec::new();
        for text in texts {
            let found: Vec<Option<u32>> =
                text.as_ref().iter().map(|word| ids.get(word).copied()).collect();
            for start in 0..found.len().saturating_sub(window.max(1) - 1).max(1) {
                windows += 1;
                seen.clear();
                seen.extend(found.iter().skip(start).take(window).flatten());
                seen.sort_unstable();
                seen.dedup();
                for (at, &first) in seen.iter().enumerate() {
                    single[first as usize] += 1;
                    for &second in &seen[at + 1..] {
                        *pairs.entry((first, second)).or_insert(0) += 1;
                    }
                }
            }
        }
        Self { ids, single, pairs, windows }
    }

    /// Normalised pointwise mutual information of two words, −1 (never together) to 1.
    pub fn npmi(&self, first: &str, second: &str) -> f64 {
        if first == second {
            return 1.0;
        }
        let (Some(&a), Some(&b)) = (self.ids.get(first), self.ids.get(second)) else {
            return -1.0;
        };
        let both = self.pairs.get(&(a.min(b), a.max(b))).copied().unwrap_or(0);
        if both == 0 {
            return -1.0;
        }
        let n = f64::from(self.windows);
        let joint = f64::from(both) / n;
        if joint >= 1.0 {
            return 1.0;
        }
        let (pa, pb) =
            (f64::from(self.single[a as usize]) / n, f64::from(self.single[b as usize]) / n);
        (joint / (pa * pb)).ln() / -joint.ln()
    }

    /// [`WindowCounts::npmi`] with one window added in which the two words meet, and one expected:
    /// pairs too rare to have met say nothing (0) rather than the worst (−1). For small corpora,
    /// where nearly all pairs are.
    pub fn shrunk_npmi(&self, first: &str, second: &str) -> f64 {
        if first == second {
            return 1.0;
        }
        let (Some(&a), Some(&b)) = (self.ids.get(first), self.ids.get(second)) else {
            return 0.0;
        };
        let both = f64::from(self.pairs.get(&(a.min(b), a.max(b))).copied().unwrap_or(0));
        let n = f64::from(self.windows.max(1));
        let expected = f64::from(self.single[a as usize]) * f64::from(self.single[b as usize]) / n;
        let joint = (both + 1.0) / (n + 1.0);
        if joint >= 1.0 {
            return 1.0;
        }
        ((both + 1.0) / (expected + 1.0)).ln() / -joint.ln()
    }

    /// Mean NPMI of the words of one phrase with those of another, −1…1; −1 where there are none.
    pub fn between(&self, first: &[String], second: &[String]) -> f64 {
        let pairs = first
            .iter()
            .flat_map(|a| second.iter().map(move |b| (a, b)))
            .filter(|(a, b)| a != b)
            .map(|(a, b)| self.npmi(a, b));
        let (sum, count) = pairs.fold((0.0, 0), |(sum, count), npmi| (sum + npmi, count + 1));
        if count == 0 { -1.0 } else { sum / f64::from(count) }
    }

    /// Mean NPMI over the pairs of a topic's words and phrases; a pair of phrases is the mean over
    /// their words. `None` with fewer than two.
    pub fn coherence(&self, keywords: &[String]) -> Option<f64> {
        Self::over_pairs(keywords, -1.0, |a, b| self.npmi(a, b))
    }

    /// [`WindowCounts::coherence`] by [`WindowCounts::shrunk_npmi`].
    pub fn shrunk_coherence(&self, keywords: &[String]) -> Option<f64> {
        Self::over_pairs(keywords, 0.0, |a, b| self.shrunk_npmi(a, b))
    }

    fn over_pairs(
        keywords: &[String],
        empty: f64,
        npmi: impl Fn(&str, &str) -> f64,
    ) -> Option<f64> {
        let mut sum = 0.0;
        let mut count = 0;
        for (at, first) in keywords.iter().enumerate() {
            for second in &keywords[..at] {
                let between: Vec<f64> = first
                    .split([' ', '-'])
                    .flat_map(|a| second.split([' ', '-']).map(move |b| (a, b)))
                    .filter(|(a, b)| a != b)
                    .map(|(a, b)| npmi(a, b))
                    .collect();
                sum += if between.is_empty() {
                    empty
                } else {
                    between.iter().sum::<f64>() / between.len() as f64
                };
                count += 1;
            }
        }
        (count > 0).then(|| sum / f64::from(count))
    }
}

/// Share of distinct words among all keywords of all topics (Dieng, Ruiz & Blei 2020), 0…1.
pub fn diversity(topics: &[Vec<String>]) -> f64 {
    let all: Vec<&String> = topics.iter().flatten().collect();
    if all.is_empty() {
        return 1.0;
    }
    all.iter().collect::<BTreeSet<_>>().len() as f64 / all.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn words_that_always_meet_score_one_and_strangers_minus_one() {
        let texts = [words("port trade"), words("port trade"), words("school")];
        let counts = WindowCounts::new(["port", "trade", "school"], texts, 10);
        assert!((counts.npmi("port", "trade") - 1.0).abs() < 1e-12);
        assert!((counts.npmi("port", "school") + 1.0).abs() < 1e-12);
        assert!((counts.npmi("port", "unheard") + 1.0).abs() < 1e-12);
        assert_eq!(counts.coherence(&words("port")), None);
    }

    #[test]
    fn a_pair_too_rare_to_have_met_says_nothing() {
        let texts = [words("port trade"), words("port trade"), words("school")];
        let counts = WindowCounts::new(["port", "trade", "school"], &texts, 10);
        assert!(counts.shrunk_npmi("port", "trade") > 0.3);
        assert!(counts.shrunk_npmi("port", "school").abs() < 0.6);
        assert!(counts.shrunk_npmi("port", "unheard").abs() < 1e-12);
        // Two common words that never meet do say something.
        let apart: Vec<_> = (0..200).map(|i| words(["port", "school"][i % 2])).collect();
        let counts = WindowCounts::new(["port", "school"], &apart, 10);
        assert!(counts.shrunk_npmi("port", "school") < -0.7);
    }

    #[test]
    fn windows_slide() {
        let mut long = words("alpha b c d e f g h i j k");
        long.push("omega".into());
        let counts = WindowCounts::new(["alpha", "omega", "c"], [long], 10);
        assert!((counts.npmi("alpha", "omega") + 1.0).abs() < 1e-12);
        assert!(counts.npmi("alpha", "c") > -1.0);
    }

    #[test]
    fn diversity_counts_distinct() {
        assert!((diversity(&[words("a b"), words("a c")]) - 0.75).abs() < 1e-12);
    }
}
