//! A small sparse softmax regression: named features that are there or not, a few classes.
//!
//! Trained by AdaGrad (Duchi, Hazan & Singer 2011) over shuffled examples with a ridge penalty;
//! the shuffling flows from the seed, so that the same examples give the same weights.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// How to train.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    /// Passes over the examples.
    pub epochs: usize,
    /// Step size.
    pub rate: f32,
    /// Ridge penalty per step.
    pub penalty: f32,
    /// Features seen in fewer examples are left out.
    pub fewest: usize,
    /// Seed of the shuffling.
    pub seed: u64,
}

impl Default for Training {
    fn default() -> Self {
        Self { epochs: 10, rate: 0.25, penalty: 1e-5, fewest: 4, seed: 2016 }
    }
}

/// The weights of a trained regression.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Softmax {
    classes: usize,
    weights: HashMap<String, Vec<f32>>,
}

/// Weights are kept in hundredths.
const STEPS: f32 = 100.0;

impl Softmax {
    /// Trains on (features, class) pairs; classes are numbered from 0.
    pub fn train(examples: &[(Vec<String>, usize)], classes: usize, how: &Training) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (features, _) in examples {
            for feature in features {
                *counts.entry(feature).or_default() += 1;
            }
        }
        let numbers: HashMap<&str, usize> = counts
            .into_iter()
            .filter(|(_, count)| *count >= how.fewest)
            .enumerate()
            .map(|(number, (feature, _))| (feature, number))
            .collect();
        let rows: Vec<(Vec<usize>, usize)> = examples
            .iter()
            .map(|(features, class)| {
                let mut row: Vec<usize> =
                    features.iter().filter_map(|f| numbers.get(f.as_str()).copied()).collect();
                row.sort_unstable();
                row.dedup();
                (row, *class)
            })
            .collect();
        let mut weights = vec![0.0_f32; numbers.len() * classes];
        let mut squares = vec![1e-6_f32; weights.len()];
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let mut random = ChaCha8Rng::seed_from_u64(how.seed);
        let mut scores = vec![0.0_f32; classes];
        for _ in 0..how.epochs {
            order.shuffle(&mut random);
            for &at in &order {
                let (row, class) = &rows[at];
                scores.fill(0.0);
                for &feature in row {
                    for (score, w) in scores.iter_mut().zip(&weights[feature * classes..]) {
                        *score += w;
                    }
                }
                normalise(&mut scores);
                for &feature in row {
                    for (c, score) in scores.iter().enumerate() {
                        let i = feature * classes + c;
                        let target = if c == *class { 1.0 } else { 0.0 };
                        let gradient = score - target + how.penalty * weights[i];
                        squares[i] += gradient * gradient;
                        weights[i] -= how.rate * gradient / squares[i].sqrt();
                    }
                }
            }
        }
        let weights = numbers
            .iter()
            .map(|(feature, &number)| {
                let row = weights[number * classes..(number + 1) * classes].iter();
                ((*feature).to_owned(), row.map(|w| (w * STEPS).round() / STEPS).collect())
            })
            .collect();
        Self { classes, weights }
    }

    /// Leaves out features whose weights differ by less than `least` between the classes.
    pub fn prune(&mut self, least: f32) {
        self.weights.retain(|_, row| {
            let high = row.iter().copied().fold(f32::MIN, f32::max);
            let low = row.iter().copied().fold(f32::MAX, f32::min);
            high - low >= least
        });
    }

    /// Number of features with a weight.
    pub fn features(&self) -> usize {
        self.weights.len()
    }

    /// The probabilities of the classes.
    pub fn probabilities<S: AsRef<str>>(&self, features: &[S]) -> Vec<f32> {
        let mut distinct: Vec<&str> = features.iter().map(AsRef::as_ref).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let mut scores = vec![0.0; self.classes];
        for feature in distinct {
            if let Some(row) = self.weights.get(feature) {
                for (score, w) in scores.iter_mut().zip(row) {
                    *score += w;
                }
            }
        }
        normalise(&mut scores);
        scores
    }

    /// The weights as text: one feature a line, by name, its weights in hundredths.
    pub fn write(&self) -> String {
        let sorted: BTreeMap<&String, &Vec<f32>> = self.weights.iter().collect();
        let mut text = format!("{}\n", self.classes);
        for (feature, row) in sorted {
            text.push_str(feature);
            for w in row {
                let _ = write!(text, "\t{}", (w * STEPS).round() as i32);
            }
            text.push('\n');
        }
        text
    }

    /// Reads what [`Softmax::write`] wrote; lines that begin with `#` are passed over.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines().filter(|l| !l.starts_with("# ") && !l.is_empty());
        let classes = lines.next()?.trim().parse().ok()?;
        let mut weights = HashMap::new();
        for line in lines {
            let mut cells = line.split('\t');
            let feature = cells.next()?.to_owned();
            let row: Option<Vec<f32>> =
                cells.map(|c| c.parse::<i32>().ok().map(|w| w as f32 / STEPS)).collect();
            weights.insert(feature, row.filter(|r| r.len() == classes)?);
        }
        Some(Self { classes, weights })
    }
}

fn normalise(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examples() -> Vec<(Vec<String>, usize)> {
        (0..60)
            .map(|i| (vec![["red", "green", "blue"][i % 3].to_owned(), "all".to_owned()], i % 3))
            .collect()
    }

    #[test]
    fn what_is_separable_is_learned_and_survives_writing() {
        let model = Softmax::train(&examples(), 3, &Training::default());
        let read = Softmax::read(&model.write()).unwrap();
        assert_eq!(model, read);
        for (class, colour) in ["red", "green", "blue"].iter().enumerate() {
            assert!(read.probabilities(&[*colour, "all"])[class] > 0.8);
        }
    }

    #[test]
    fn the_seed_decides_all() {
        let a = Softmax::train(&examples(), 3, &Training::default());
        let b = Softmax::train(&examples(), 3, &Training::default());
        assert_eq!(a.write(), b.write());
    }

    #[test]
    fn an_unknown_feature_says_nothing() {
        let model = Softmax::train(&examples(), 3, &Training::default());
        let even = model.probabilities::<&str>(&[]);
        assert!(even.iter().all(|p| (p - 1.0 / 3.0).abs() < 1e-6));
    }
}
