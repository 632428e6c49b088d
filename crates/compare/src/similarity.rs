//! How alike two workshops are, how sure that is, and what chance alone would give.

use std::collections::HashMap;

use corpus::words::{is_stop_word, tokens};
use corpus::{Embeddings, Similarity};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::Settings;
use crate::frame::Frame;

/// One paragraph's part in a vector of counts or sums.
struct Part {
    group: usize,
    /// (dimension, value).
    cells: Vec<(u32, f64)>,
}

/// A way to compare two workshops.
#[derive(Clone, Copy)]
enum Measure {
    /// 1 − Jensen–Shannon distance (Lin 1991; base 2, square root) of the shares.
    Overlap,
    /// Cosine of the sums.
    Cosine,
}

impl Measure {
    /// Both vectors must be of one length; 0 where one of them is nothing.
    fn of(self, a: &[f64], b: &[f64]) -> f64 {
        match self {
            Self::Overlap => overlap(a, b),
            Self::Cosine => {
                let dot: f64 = a.iter().zip(b).map(|(x, y)| x * y).sum();
                let norms: f64 = a.iter().map(|x| x * x).sum::<f64>().sqrt()
                    * b.iter().map(|x| x * x).sum::<f64>().sqrt();
                if norms > 0.0 { dot / norms } else { 0.0 }
            }
        }
    }

    fn range(self) -> (f64, f64) {
        match self {
            Self::Overlap => (0.0, 1.0),
            Self::Cosine => (-1.0, 1.0),
        }
    }
}

/// 1 − Jensen–Shannon distance of two vectors of counts: 1 for equal shares, 0 for nothing in
/// common.
pub fn overlap(a: &[f64], b: &[f64]) -> f64 {
    let (n, m): (f64, f64) = (a.iter().sum(), b.iter().sum());
    if n <= 0.0 || m <= 0.0 {
        return 0.0;
    }
    let mut divergence = 0.0;
    for (x, y) in a.iter().zip(b) {
        let (p, q) = (x / n, y / m);
        let middle = f64::midpoint(p, q);
        if p > 0.0 {
            divergence += p / 2.0 * (p / middle).log2();
        }
        if q > 0.0 {
            divergence += q / 2.0 * (q / middle).log2();
        }
    }
    1.0 - divergence.clamp(0.0, 1.0).sqrt()
}

/// Estimate, interval and chance value of one measure.
struct Alike {
    value: f64,
    low: f64,
    high: f64,
    chance: Option<f64>,
}

/// One row per pair of workshops, in their order.
pub(crate) fn similarity(
    frame: &Frame<'_>,
    vectors: Option<&Embeddings>,
    settings: &Settings,
) -> Vec<Similarity> {
    let themes = theme_parts(frame);
    let (words, vocabulary) = word_parts(frame);
    let centroids = vectors.map(|vectors| vector_parts(frame, vectors));
    let by_theme = pairs(frame, &themes, frame.themes.len(), Measure::Overlap, settings);
    let by_word = pairs(frame, &words, vocabulary, Measure::Overlap, settings);
    let by_vector =
        centroids.map(|(parts, dim)| pairs(frame, &parts, dim, Measure::Cosine, settings));
    let mut rows = Vec::new();
    for (at, (a, b)) in pair_list(frame.workshops.len()).into_iter().enumerate() {
        let (theme, word) = (&by_theme[at], &by_word[at]);
        let vector = by_vector.as_ref().map(|by| &by[at]);
        rows.push(Similarity {
            workshop_a: frame.workshops[a].label.clone(),
            workshop_b: frame.workshops[b].label.clone(),
            theme_overlap: theme.value,
            theme_overlap_low: theme.low,
            theme_overlap_high: theme.high,
            theme_overlap_chance: theme.chance,
            // Without vectors nothing is known: the interval says so.
            centroid_cosine: vector.map_or(0.0, |v| v.value),
            centroid_cosine_low: vector.map_or(-1.0, |v| v.low),
            centroid_cosine_high: vector.map_or(1.0, |v| v.high),
            centroid_cosine_chance: vector.and_then(|v| v.chance),
            vocabulary_overlap: word.value,
            vocabulary_overlap_low: word.low,
            vocabulary_overlap_high: word.high,
            vocabulary_overlap_chance: word.chance,
        });
    }
    rows
}

fn pair_list(groups: usize) -> Vec<(usize, usize)> {
    (0..groups).flat_map(|a| (a + 1..groups).map(move |b| (a, b))).collect()
}

fn theme_parts(frame: &Frame<'_>) -> Vec<Part> {
    parts(
        frame.units,
        frame
            .recommendations
            .iter()
            .filter_map(|asked| Some((asked.group, asked.unit, vec![(asked.theme? as u32, 1.0)]))),
    )
}

fn word_parts(frame: &Frame<'_>) -> (Vec<Part>, usize) {
    let mut ids: HashMap<String, u32> = HashMap::new();
    let mut rows = Vec::new();
    for placed in &frame.sentences {
        let mut cells = Vec::new();
        for token in tokens(&placed.sentence.text) {
            let says = token.folded.chars().any(char::is_alphabetic);
            if says && !is_stop_word(&token.folded) {
                let next = ids.len() as u32;
                cells.push((*ids.entry(token.folded).or_insert(next), 1.0));
            }
        }
        rows.push((placed.group, placed.unit, cells));
    }
    (parts(frame.units, rows), ids.len())
}

fn vector_parts(frame: &Frame<'_>, vectors: &Embeddings) -> (Vec<Part>, usize) {
    let index = vectors.index();
    let rows = frame.recommendations.iter().filter_map(|asked| {
        let row = *index.get(asked.recommendation.sentence_id.as_str())?;
        let cells =
            vectors.row(row).into_iter().enumerate().map(|(d, &x)| (d as u32, f64::from(x)));
        Some((asked.group, asked.unit, cells.collect()))
    });
    (parts(frame.units, rows), vectors.vectors.ncols())
}

/// Adds up the cells of each unit; units without any are left out.
fn parts(
    units: usize,
    rows: impl IntoIterator<Item = (usize, usize, Vec<(u32, f64)>)>,
) -> Vec<Part> {
    let mut parts: Vec<Option<Part>> = (0..units).map(|_| None).collect();
    for (group, unit, cells) in rows {
        let part = parts[unit].get_or_insert_with(|| Part { group, cells: Vec::new() });
        part.cells.extend(cells);
    }
    let mut parts: Vec<Part> = parts.into_iter().flatten().collect();
    for part in &mut parts {
        part.cells.sort_by_key(|(dimension, _)| *dimension);
        part.cells.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 += later.1;
            }
            same
        });
    }
    parts
}

/// The measure for each pair with a 95 % interval by resampling the units within each workshop
/// (Efron & Tibshirani 1993) and the mean over reshuffling the units of the two.
///
/// A resample is less alike than the corpora themselves, as these are than the truth; so the
/// interval is the reflected one (basic bootstrap), which takes that bias off, widened to hold
/// the estimate.
fn pairs(
    frame: &Frame<'_>,
    parts: &[Part],
    dimensions: usize,
    measure: Measure,
    settings: &Settings,
) -> Vec<Alike> {
    let groups = frame.workshops.len();
    let list = pair_list(groups);
    let by_group: Vec<Vec<&Part>> =
        (0..groups).map(|g| parts.iter().filter(|p| p.group == g).collect()).collect();
    let sums: Vec<Vec<f64>> = by_group.iter().map(|p| sum(p.iter().copied(), dimensions)).collect();
    let resampled: Vec<Vec<f64>> = (0..settings.similarity_resamples)
        .into_par_iter()
        .map(|run| {
            let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
            random.set_stream(run as u64);
            let drawn: Vec<Vec<f64>> = by_group
                .iter()
                .map(|parts| {
                    let draws =
                        (0..parts.len()).map(|_| parts[random.random_range(0..parts.len())]);
                    sum(draws, dimensions)
                })
                .collect();
            list.iter().map(|&(a, b)| measure.of(&drawn[a], &drawn[b])).collect()
        })
        .collect();
    list.par_iter()
        .enumerate()
        .map(|(at, &(a, b))| {
            let value = measure.of(&sums[a], &sums[b]);
            let mut seen: Vec<f64> = resampled.iter().map(|run| run[at]).collect();
            seen.sort_by(f64::total_cmp);
            let (least, most) = measure.range();
            let (low, high) = if seen.is_empty() || by_group[a].is_empty() || by_group[b].is_empty()
            {
                (least, most)
            } else {
                let quantile = |p: f64| seen[((seen.len() - 1) as f64 * p).round() as usize];
                let low = (2.0 * value - quantile(0.975)).min(value).clamp(least, most);
                let high = (2.0 * value - quantile(0.025)).max(value).clamp(least, most);
                (low, high)
            };
            let chance = chance(&by_group[a], &by_group[b], dimensions, measure, settings, at);
            Alike { value, low, high, chance }
        })
        .collect()
}

fn chance(
    a: &[&Part],
    b: &[&Part],
    dimensions: usize,
    measure: Measure,
    settings: &Settings,
    pair: usize,
) -> Option<f64> {
    // A quarter of the resamples is enough for a mean.
    let runs = settings.similarity_resamples.div_ceil(4);
    if a.is_empty() || b.is_empty() || runs == 0 {
        return None;
    }
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed ^ 0x5151);
    random.set_stream(pair as u64);
    let mut both: Vec<&Part> = a.iter().chain(b).copied().collect();
    let mut total = 0.0;
    for _ in 0..runs {
        both.shuffle(&mut random);
        let one = sum(both[..a.len()].iter().copied(), dimensions);
        let two = sum(both[a.len()..].iter().copied(), dimensions);
        total += measure.of(&one, &two);
    }
    Some(total / runs as f64)
}

fn sum<'a>(parts: impl IntoIterator<Item = &'a Part>, dimensions: usize) -> Vec<f64> {
    let mut sum = vec![0.0; dimensions];
    for part in parts {
        for &(dimension, value) in &part.cells {
            sum[dimension as usize] += value;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_shares_overlap_in_full_and_strangers_not_at_all() {
        assert!((overlap(&[1.0, 3.0], &[2.0, 6.0]) - 1.0).abs() < 1e-9);
        assert!(overlap(&[1.0, 0.0], &[0.0, 5.0]).abs() < 1e-9);
        assert!(overlap(&[0.0, 0.0], &[0.0, 5.0]).abs() < 1e-9);
        // By hand: p = (1, 0), q = (½, ½), middle (¾, ¼): divergence 0.311278.
        let half = overlap(&[1.0, 0.0], &[1.0, 1.0]);
        assert!((half - (1.0 - 0.311_278_124_459_132_84_f64.sqrt())).abs() < 1e-9, "{half}");
    }
}
