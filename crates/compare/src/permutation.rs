//! Permutation test of a workshop against the others, whole paragraphs kept together.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::clusters::Clusters;

/// Resamples drawn from one stream of the generator; fixed, so that the result does not depend on
/// the number of threads.
const RESAMPLES_PER_STREAM: usize = 64;

/// p values by workshop and category, shape `[group][category]`: how often chance alone puts a
/// workshop's share as far from that of the others as it is. Units change their workshop, keep
/// their items, and each workshop keeps its number of units. Statistic: |share − share of the
/// others| / √(1/n + 1/n of the others); p = (1 + at least as far) / (1 + resamples) (Davison &
/// Hinkley 1997, eq. 4.11). `None` where there is but one workshop, or a side has no items.
pub fn against_the_rest(clusters: &Clusters, resamples: usize, seed: u64) -> Vec<Vec<Option<f64>>> {
    let (groups, categories) = (clusters.groups(), clusters.categories());
    let with_items = (0..groups).filter(|&g| clusters.total(g) > 0).count();
    if with_items < 2 || categories == 0 {
        return vec![vec![None; categories]; groups];
    }
    let observed_labels: Vec<u32> =
        (0..clusters.units()).map(|u| clusters.group_of(u) as u32).collect();
    let observed = Statistic::new(clusters, &observed_labels).distances();
    let streams = resamples.div_ceil(RESAMPLES_PER_STREAM);
    let as_far = (0..streams)
        .into_par_iter()
        .map(|stream| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(stream as u64);
            let mut labels = observed_labels.clone();
            let mut as_far = vec![0_u64; groups * categories];
            let here = RESAMPLES_PER_STREAM.min(resamples - stream * RESAMPLES_PER_STREAM);
            for _ in 0..here {
                labels.shuffle(&mut random);
                let distances = Statistic::new(clusters, &labels).distances();
                for ((times, far), seen) in as_far.iter_mut().zip(distances).zip(&observed) {
                    // A hair's breadth, so that ties do not hang on rounding.
                    *times += u64::from(far >= seen - 1e-9);
                }
            }
            as_far
        })
        .reduce(
            || vec![0; groups * categories],
            |mut a, b| {
                a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
                a
            },
        );
    (0..groups)
        .map(|group| {
            (0..categories)
                .map(|category| {
                    (clusters.total(group) > 0).then(|| {
                        let times = as_far[group * categories + category];
                        (1 + times) as f64 / (1 + resamples) as f64
                    })
                })
                .collect()
        })
        .collect()
}

struct Statistic {
    categories: usize,
    totals: Vec<u32>,
    counts: Vec<u32>,
}

impl Statistic {
    fn new(clusters: &Clusters, labels: &[u32]) -> Self {
        let categories = clusters.categories();
        let mut totals = vec![0; clusters.groups()];
        let mut counts = vec![0; clusters.groups() * categories];
        for (unit, &group) in labels.iter().enumerate() {
            let (size, cells) = clusters.unit(unit);
            totals[group as usize] += size;
            for &(category, count) in cells {
                counts[group as usize * categories + category as usize] += count;
            }
        }
        Self { categories, totals, counts }
    }

    fn distances(&self) -> Vec<f64> {
        let all: f64 = self.totals.iter().map(|&n| f64::from(n)).sum();
        let by_category: Vec<f64> = (0..self.categories)
            .map(|k| self.counts[k..].iter().step_by(self.categories).map(|&c| f64::from(c)).sum())
            .collect();
        let mut distances = Vec::with_capacity(self.counts.len());
        for (group, &n) in self.totals.iter().enumerate() {
            let n = f64::from(n);
            let rest = all - n;
            let scale = if n > 0.0 && rest > 0.0 { (1.0 / n + 1.0 / rest).sqrt() } else { 0.0 };
            for (category, &both) in by_category.iter().enumerate() {
                let count = f64::from(self.counts[group * self.categories + category]);
                distances.push(if scale > 0.0 {
                    (count / n - (both - count) / rest).abs() / scale
                } else {
                    0.0
                });
            }
        }
        distances
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clusters::Item;

    fn clusters(share_b: impl Fn(usize) -> usize) -> Clusters {
        let rows: Vec<(usize, usize, [usize; 1])> =
            (0..120).map(|i| (i / 60, i, [if i < 60 { i % 2 } else { share_b(i) }])).collect();
        Clusters::new(
            2,
            2,
            rows.iter().map(|(group, unit, categories)| Item {
                group: *group,
                unit: *unit,
                categories,
            }),
        )
    }

    #[test]
    fn a_real_difference_is_found_and_none_is_not() {
        let different = against_the_rest(&clusters(|i| usize::from(i % 10 == 0)), 999, 7);
        assert!(different[0][1].unwrap() < 0.005);
        let same = against_the_rest(&clusters(|i| i % 2), 999, 7);
        assert!(same[0][1].unwrap() > 0.5);
        assert_eq!(same[0][0], same[1][0], "two workshops mirror each other");
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let data = clusters(|i| usize::from(i % 3 == 0));
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let three = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        let a = one.install(|| against_the_rest(&data, 300, 3));
        let b = three.install(|| against_the_rest(&data, 300, 3));
        assert_eq!(a, b);
    }
}
