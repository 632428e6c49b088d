//! How distinctive words and phrases are for a workshop.

use corpus::{Keyness, KeynessPair};
use rayon::prelude::*;

use crate::Settings;
use crate::correction::benjamini_hochberg;
use crate::frame::Frame;
use crate::interval::{Interval, Z95, chi_square_tail};
use crate::vocabulary::{LONGEST, Vocabulary};

/// Occurrences of a term in two corpora and the running terms of each, with what the prior adds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contingency {
    /// Occurrences here.
    pub count: f64,
    /// Running terms here.
    pub n: f64,
    /// Occurrences there.
    pub rest_count: f64,
    /// Running terms there.
    pub rest_n: f64,
}

/// Weighted log-odds ratio with informative Dirichlet prior and its z (Monroe, Colaresi & Quinn
/// 2008, eqs. 15, 18–20, with the full variance: all four cells). `prior` is the term's pseudo-count,
/// `prior_n` that of all terms; both corpora get the same. Natural log.
pub fn log_odds(table: Contingency, prior: f64, prior_n: f64) -> (f64, f64) {
    let cells = [
        table.count + prior,
        table.n + prior_n - table.count - prior,
        table.rest_count + prior,
        table.rest_n + prior_n - table.rest_count - prior,
    ]
    .map(|cell| cell.max(f64::MIN_POSITIVE));
    let delta = (cells[0] / cells[1]).ln() - (cells[2] / cells[3]).ln();
    let variance: f64 = cells.iter().map(|cell| 1.0 / cell).sum();
    (delta, delta / variance.sqrt())
}

/// Log-likelihood ratio G² of the two-by-two table (Dunning 1993), all four cells.
pub fn g2(table: Contingency) -> f64 {
    let all = table.n + table.rest_n;
    let term = table.count + table.rest_count;
    let cell = |seen: f64, row: f64, column: f64| {
        if seen > 0.0 { seen * (seen * all / (row * column)).ln() } else { 0.0 }
    };
    let sum = cell(table.count, table.n, term)
        + cell(table.rest_count, table.rest_n, term)
        + cell(table.n - table.count, table.n, all - term)
        + cell(table.rest_n - table.rest_count, table.rest_n, all - term);
    (2.0 * sum).max(0.0)
}

/// Binary log of the ratio of relative frequencies (Hardie 2014) and its 95 % interval. Where a
/// side has no occurrence, half of one stands in. The variance 1/a − 1/n + 1/b − 1/m of the
/// natural log (Katz et al. 1978) is multiplied by `design_effect`, which is 1 for words that
/// scatter like single draws.
pub fn log_ratio(table: Contingency, design_effect: f64) -> (f64, Interval) {
    let here = table.count.max(0.5);
    let there = table.rest_count.max(0.5);
    let ratio = ((here / table.n.max(1.0)) / (there / table.rest_n.max(1.0))).log2();
    let half = Z95
        * (drawn(here, table.n) + drawn(there, table.rest_n)).sqrt()
        * design_effect.max(1.0).sqrt()
        / std::f64::consts::LN_2;
    (ratio, Interval { low: ratio - half, high: ratio + half })
}

/// Variance of the log of a relative frequency under single draws.
fn drawn(count: f64, n: f64) -> f64 {
    (1.0 / count - 1.0 / n.max(1.0)).max(1e-12)
}

/// Gries' (2008) deviation of proportions: ½ Σ |share of the occurrences − share of the size| over
/// the parts. 0 where the term is spread as evenly as the text, towards 1 where one part has it
/// all; 1 by definition for a term that does not occur. Parts without the term are given by
/// their total size alone.
pub fn dispersion(occurrences: &[(f64, f64)], total_size: f64) -> f64 {
    let count: f64 = occurrences.iter().map(|(count, _)| count).sum();
    if count <= 0.0 || total_size <= 0.0 {
        return 1.0;
    }
    let mut size_seen = 0.0;
    let mut sum = 0.0;
    for &(here, size) in occurrences {
        size_seen += size;
        sum += (here / count - size / total_size).abs();
    }
    let unseen = (total_size - size_seen).max(0.0) / total_size;
    0.5 * (sum + unseen)
}

/// What a side of a comparison holds: one workshop or several.
struct Side {
    /// Which workshops.
    groups: Vec<bool>,
    /// Running terms by length.
    n: [f64; LONGEST],
    /// Σ size² over units, by length.
    squares: [f64; LONGEST],
    /// Units with text, by length.
    units: [f64; LONGEST],
}

impl Side {
    fn new(vocabulary: &Vocabulary, group_of: &[usize], groups: Vec<bool>) -> Self {
        let (mut n, mut squares, mut units) = ([0.0; LONGEST], [0.0; LONGEST], [0.0; LONGEST]);
        for (length, sizes) in vocabulary.sizes.iter().enumerate() {
            for (unit, &size) in sizes.iter().enumerate() {
                if size > 0 && groups[group_of[unit]] {
                    n[length] += f64::from(size);
                    squares[length] += f64::from(size).powi(2);
                    units[length] += 1.0;
                }
            }
        }
        Self { groups, n, squares, units }
    }
}

/// A term's occurrences on one side.
struct Seen {
    count: f64,
    /// (occurrences, size) by unit that has the term.
    parts: Vec<(f64, f64)>,
    /// Variance of the log frequency, whole units being drawn.
    variance: f64,
}

struct Row {
    term: usize,
    table: Contingency,
    log_odds: f64,
    z: f64,
    log_ratio: f64,
    interval: Interval,
    g2: f64,
    p_value: f64,
    q_value: f64,
    dispersion: f64,
}

fn seen(vocabulary: &Vocabulary, group_of: &[usize], side: &Side, term: usize) -> Seen {
    let term = &vocabulary.terms[term];
    let length = term.length - 1;
    let parts: Vec<(f64, f64)> = term
        .occurrences
        .iter()
        .filter(|(unit, _)| side.groups[group_of[*unit]])
        .map(|&(unit, count)| (f64::from(count), f64::from(vocabulary.sizes[length][unit])))
        .collect();
    let count: f64 = parts.iter().map(|(count, _)| count).sum();
    let n = side.n[length].max(1.0);
    // Ratio estimator over units: Σ (y − f m)² / y², units without the term included.
    let frequency = count / n;
    let mut squares = side.squares[length];
    let mut sum = 0.0;
    for &(here, size) in &parts {
        sum += (here - frequency * size).powi(2);
        squares -= size * size;
    }
    sum += frequency * frequency * squares.max(0.0);
    let units = side.units[length];
    let small = if units > 1.0 { units / (units - 1.0) } else { 1.0 };
    let variance = if count > 0.0 { small * sum / (count * count) } else { drawn(0.5, n) };
    Seen { count, parts, variance }
}

fn compare(
    vocabulary: &Vocabulary,
    group_of: &[usize],
    here: &Side,
    there: &Side,
    settings: &Settings,
) -> Vec<Row> {
    let all_n: Vec<f64> =
        vocabulary.sizes.iter().map(|s| s.iter().map(|&m| f64::from(m)).sum()).collect();
    let mut rows: Vec<Row> = (0..vocabulary.terms.len())
        .into_par_iter()
        .filter_map(|index| {
            let term = &vocabulary.terms[index];
            let length = term.length - 1;
            let a = seen(vocabulary, group_of, here, index);
            let b = seen(vocabulary, group_of, there, index);
            if a.count + b.count < f64::from(settings.minimum_count)
                || here.n[length] <= 0.0
                || there.n[length] <= 0.0
            {
                return None;
            }
            let table = Contingency {
                count: a.count,
                n: here.n[length],
                rest_count: b.count,
                rest_n: there.n[length],
            };
            let pooled: f64 = term.occurrences.iter().map(|(_, count)| f64::from(*count)).sum();
            let prior = settings.prior_words * pooled / all_n[length].max(1.0);
            let (delta, z) = log_odds(table, prior, settings.prior_words);
            let single = drawn(a.count.max(0.5), table.n) + drawn(b.count.max(0.5), table.rest_n);
            let design_effect = ((a.variance + b.variance) / single).max(1.0);
            let (ratio, interval) = log_ratio(table, design_effect);
            let g2 = g2(table);
            Some(Row {
                term: index,
                table,
                log_odds: delta,
                z,
                log_ratio: ratio,
                interval,
                g2,
                p_value: chi_square_tail(g2 / design_effect),
                q_value: 1.0,
                dispersion: dispersion(&a.parts, here.n[length]),
            })
        })
        .collect();
    let p_values: Vec<f64> = rows.iter().map(|row| row.p_value).collect();
    for (row, q) in rows.iter_mut().zip(benjamini_hochberg(&p_values)) {
        row.q_value = q;
    }
    rows.sort_by(|a, b| b.z.total_cmp(&a.z).then(a.term.cmp(&b.term)));
    // The most over-used, then the most under-used.
    let under = rows
        .len()
        .saturating_sub(settings.keyness_terms / 4)
        .max(rows.len().min(settings.keyness_terms));
    let tail = rows.split_off(under);
    rows.truncate(settings.keyness_terms);
    rows.extend(tail.into_iter().filter(|row| row.z < 0.0));
    rows
}

fn group_of(frame: &Frame<'_>) -> Vec<usize> {
    let mut group_of = vec![0; frame.units];
    for placed in &frame.sentences {
        group_of[placed.unit] = placed.group;
    }
    group_of
}

/// Each workshop against all others: by workshop, then by falling z. Empty for one workshop.
pub(crate) fn keyness(
    frame: &Frame<'_>,
    stop_list: &[String],
    settings: &Settings,
) -> Vec<Keyness> {
    let groups = frame.workshops.len();
    if groups < 2 {
        return Vec::new();
    }
    let vocabulary = Vocabulary::new(frame, settings.minimum_count, stop_list);
    let group_of = group_of(frame);
    let mut table = Vec::new();
    for group in 0..groups {
        let here = Side::new(&vocabulary, &group_of, (0..groups).map(|g| g == group).collect());
        let there = Side::new(&vocabulary, &group_of, (0..groups).map(|g| g != group).collect());
        for row in compare(&vocabulary, &group_of, &here, &there, settings) {
            table.push(Keyness {
                workshop: frame.workshops[group].label.clone(),
                term: vocabulary.terms[row.term].text.clone(),
                count: row.table.count as u32,
                rest_count: row.table.rest_count as u32,
                log_odds: row.log_odds,
                z: row.z,
                log_ratio: row.log_ratio,
                log_ratio_low: row.interval.low,
                log_ratio_high: row.interval.high,
                g2: row.g2,
                q_value: Some(row.q_value),
                dispersion: row.dispersion,
            });
        }
    }
    table
}

/// Each workshop against each later one; the mirror image is left out.
pub(crate) fn pairs(
    frame: &Frame<'_>,
    stop_list: &[String],
    settings: &Settings,
) -> Vec<KeynessPair> {
    let groups = frame.workshops.len();
    let vocabulary = Vocabulary::new(frame, settings.minimum_count, stop_list);
    let group_of = group_of(frame);
    let mut table = Vec::new();
    for a in 0..groups {
        let here = Side::new(&vocabulary, &group_of, (0..groups).map(|g| g == a).collect());
        for b in a + 1..groups {
            let there = Side::new(&vocabulary, &group_of, (0..groups).map(|g| g == b).collect());
            for row in compare(&vocabulary, &group_of, &here, &there, settings) {
                table.push(KeynessPair {
                    workshop: frame.workshops[a].label.clone(),
                    other: frame.workshops[b].label.clone(),
                    term: vocabulary.terms[row.term].text.clone(),
                    count: row.table.count as u32,
                    rest_count: row.table.rest_count as u32,
                    log_odds: row.log_odds,
                    z: row.z,
                    log_ratio: row.log_ratio,
                    log_ratio_low: row.interval.low,
                    log_ratio_high: row.interval.high,
                    g2: row.g2,
                    q_value: Some(row.q_value),
                    dispersion: row.dispersion,
                });
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: Contingency =
        Contingency { count: 12.0, n: 1000.0, rest_count: 3.0, rest_n: 2000.0 };

    #[test]
    fn equal_use_is_no_keyness() {
        let even = Contingency { count: 5.0, n: 1000.0, rest_count: 10.0, rest_n: 2000.0 };
        assert!(g2(even).abs() < 1e-9);
        assert!(log_ratio(even, 1.0).0.abs() < 1e-12);
    }

    #[test]
    fn the_measures_agree_on_the_side() {
        let (delta, z) = log_odds(TABLE, 2.5, 500.0);
        assert!(delta > 0.0 && z > 0.0);
        let (ratio, interval) = log_ratio(TABLE, 1.0);
        assert!((ratio - 3.0).abs() < 1e-12 && interval.holds(ratio) && interval.low > 1.0);
        assert!(log_ratio(TABLE, 4.0).1.low < interval.low);
    }

    #[test]
    fn the_interval_of_the_log_ratio_by_hand() {
        let table = Contingency { count: 10.0, n: 100.0, rest_count: 5.0, rest_n: 100.0 };
        // Variance 1/10 − 1/100 + 1/5 − 1/100 of the natural log.
        let half = 1.959_963_984_540_054 * 0.28_f64.sqrt() / 2.0_f64.ln();
        let (ratio, interval) = log_ratio(table, 1.0);
        assert!((ratio - 1.0).abs() < 1e-12);
        assert!((interval.high - ratio - half).abs() < 1e-9);
        assert!((ratio - interval.low - half).abs() < 1e-9);
    }

    #[test]
    fn the_prior_draws_rare_words_towards_nothing() {
        let rare = Contingency { count: 2.0, n: 1000.0, rest_count: 0.0, rest_n: 2000.0 };
        assert!(log_odds(rare, 0.3, 500.0).1 < log_odds(TABLE, 2.5, 500.0).1);
    }

    #[test]
    fn one_paragraph_s_hobby_horse_is_badly_dispersed() {
        let even: Vec<(f64, f64)> = vec![(1.0, 10.0); 5];
        assert!(dispersion(&even, 50.0).abs() < 1e-12);
        assert!((dispersion(&[(7.0, 10.0)], 100.0) - 0.9).abs() < 1e-12);
        assert!((dispersion(&[], 100.0) - 1.0).abs() < 1e-12);
    }
}
