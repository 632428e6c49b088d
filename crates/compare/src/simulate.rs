//! Corpora with known differences, to see whether intervals and tests keep their promises.
//!
//! Paragraphs draw their recommendations from a Pólya urn (Blackwell & MacQueen 1973): a fresh
//! theme by the workshop's shares, or that of an earlier recommendation of the paragraph again.
//! Counts are then Dirichlet-multinomial and the correlation within paragraphs is the one asked
//! for, exactly.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::clusters::{Clusters, Item};
use crate::correction::benjamini_hochberg;
use crate::permutation;

/// A world to draw corpora from.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// True shares by workshop and theme; those of a workshop add to 1.
    pub shares: Vec<Vec<f64>>,
    /// Recommendations of each workshop.
    pub recommendations: Vec<usize>,
    /// Mean number of recommendations in a paragraph, at least 1 (geometric).
    pub paragraph: f64,
    /// Correlation of the themes within a paragraph, 0…1.
    pub correlation: f64,
}

impl World {
    /// Draws a corpus.
    pub fn draw(&self, random: &mut ChaCha8Rng) -> Clusters {
        let themes = self.shares.first().map_or(0, Vec::len);
        let mut rows: Vec<(usize, usize, [usize; 1])> = Vec::new();
        let mut unit = 0;
        let go_on = 1.0 - 1.0 / self.paragraph.max(1.0);
        for (group, (shares, &n)) in self.shares.iter().zip(&self.recommendations).enumerate() {
            let mut paragraph: Vec<usize> = Vec::new();
            for _ in 0..n {
                if !paragraph.is_empty() && random.random::<f64>() >= go_on {
                    paragraph.clear();
                    unit += 1;
                }
                let theme = self.theme(shares, &paragraph, random);
                paragraph.push(theme);
                rows.push((group, unit, [theme]));
            }
            unit += 1;
        }
        Clusters::new(
            self.shares.len(),
            themes,
            rows.iter().map(|(group, unit, categories)| Item {
                group: *group,
                unit: *unit,
                categories,
            }),
        )
    }

    fn theme(&self, shares: &[f64], earlier: &[usize], random: &mut ChaCha8Rng) -> usize {
        // Concentration a of the urn: correlation = 1 / (1 + a).
        let fresh = if earlier.is_empty() || self.correlation <= 0.0 {
            1.0
        } else {
            let a = (1.0 - self.correlation) / self.correlation;
            a / (a + earlier.len() as f64)
        };
        if random.random::<f64>() >= fresh {
            return earlier[random.random_range(0..earlier.len())];
        }
        let mut left = random.random::<f64>() * shares.iter().sum::<f64>();
        for (theme, share) in shares.iter().enumerate() {
            left -= share;
            if left < 0.0 {
                return theme;
            }
        }
        shares.len() - 1
    }
}

/// How often intervals hold the truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// The true share.
    pub share: f64,
    /// Share of the intervals that hold it.
    pub covered: f64,
    /// Mean width.
    pub width: f64,
    /// Smallest width.
    pub narrowest: f64,
}

/// Coverage of the 95 % intervals by workshop and theme, in their order.
pub fn coverage(world: &World, runs: usize, seed: u64) -> Vec<Coverage> {
    let cells: Vec<(usize, usize, f64)> = world
        .shares
        .iter()
        .enumerate()
        .flat_map(|(g, shares)| shares.iter().enumerate().map(move |(k, &share)| (g, k, share)))
        .collect();
    let seen: Vec<Vec<(bool, f64)>> = (0..runs)
        .into_par_iter()
        .map(|run| {
            let clusters = world.draw(&mut stream(seed, run));
            cells
                .iter()
                .map(|&(group, theme, share)| {
                    let interval = clusters.interval(group, theme);
                    (interval.holds(share), interval.high - interval.low)
                })
                .collect()
        })
        .collect();
    cells
        .iter()
        .enumerate()
        .map(|(at, &(_, _, share))| Coverage {
            share,
            covered: seen.iter().filter(|run| run[at].0).count() as f64 / runs.max(1) as f64,
            width: seen.iter().map(|run| run[at].1).sum::<f64>() / runs.max(1) as f64,
            narrowest: seen.iter().map(|run| run[at].1).fold(f64::INFINITY, f64::min),
        })
        .collect()
}

/// What the tests call a difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discoveries {
    /// Mean share of false ones among the discoveries of a corpus (none counts as 0).
    pub false_rate: f64,
    /// Share of the corpora with at least one false discovery.
    pub any_false: f64,
    /// Share of the true differences that were found; 0 where there are none.
    pub power: f64,
}

/// Discoveries at q ≤ `level`: a workshop's theme is truly different where its share is not that
/// of the other workshops together.
pub fn discoveries(
    world: &World,
    runs: usize,
    resamples: usize,
    level: f64,
    seed: u64,
) -> Discoveries {
    let truth = world.differences();
    let results: Vec<(f64, bool, usize)> = (0..runs)
        .into_par_iter()
        .map(|run| {
            let clusters = world.draw(&mut stream(seed, run));
            let p_values = permutation::against_the_rest(&clusters, resamples, seed ^ run as u64);
            let flat: Vec<f64> = p_values.iter().flatten().map(|p| p.unwrap_or(1.0)).collect();
            let (mut right, mut wrong) = (0, 0);
            for (q, &real) in benjamini_hochberg(&flat).into_iter().zip(&truth) {
                if q <= level {
                    if real { right += 1 } else { wrong += 1 }
                }
            }
            (f64::from(wrong) / f64::from((right + wrong).max(1)), wrong > 0, right as usize)
        })
        .collect();
    let real = truth.iter().filter(|&&real| real).count();
    let runs = runs.max(1) as f64;
    Discoveries {
        false_rate: results.iter().map(|r| r.0).sum::<f64>() / runs,
        any_false: results.iter().filter(|r| r.1).count() as f64 / runs,
        power: results.iter().map(|r| r.2).sum::<usize>() as f64 / runs / real.max(1) as f64,
    }
}

impl World {
    /// Whether a workshop's share of a theme is not that of the others together, by workshop and
    /// theme.
    fn differences(&self) -> Vec<bool> {
        let mut differences = Vec::new();
        for (group, shares) in self.shares.iter().enumerate() {
            for (theme, share) in shares.iter().enumerate() {
                let (mut sum, mut n) = (0.0, 0.0);
                for (other, others) in self.shares.iter().enumerate() {
                    if other != group {
                        sum += others[theme] * self.recommendations[other] as f64;
                        n += self.recommendations[other] as f64;
                    }
                }
                differences.push(n > 0.0 && (share - sum / n).abs() > 1e-12);
            }
        }
        differences
    }
}

fn stream(seed: u64, run: usize) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(run as u64);
    random
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_correlation_asked_for_is_the_one_estimated() {
        let world = World {
            shares: vec![vec![0.5, 0.3, 0.2]; 2],
            recommendations: vec![4000; 2],
            paragraph: 3.0,
            correlation: 0.3,
        };
        let clusters = world.draw(&mut stream(1, 0));
        for theme in 0..3 {
            assert!((clusters.correlation(theme) - 0.3).abs() < 0.06);
            assert!((clusters.share(0, theme) - world.shares[0][theme]).abs() < 0.04);
        }
    }
}
