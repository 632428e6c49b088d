//! Counts of categories by workshop when the items come in paragraphs.
//!
//! Sentences of one paragraph resemble each other, so that ten recommendations of one paragraph
//! tell less than ten of ten paragraphs. How much less is the intraclass correlation; what the
//! recommendations of a workshop are worth together is their effective number.

use std::collections::BTreeMap;

use crate::interval::{Interval, wilson};

/// One item: its workshop, its unit of resampling (unique over all workshops) and the categories
/// it counts for (none, one or several).
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// Workshop, from 0.
    pub group: usize,
    /// Paragraph or other unit; units never span workshops.
    pub unit: usize,
    /// Categories, from 0.
    pub categories: &'a [usize],
}

/// Counts of categories by workshop, with the units they were counted in.
#[derive(Clone, Debug)]
pub struct Clusters {
    groups: usize,
    categories: usize,
    /// Workshop of each unit.
    group: Vec<usize>,
    /// Items of each unit.
    size: Vec<u32>,
    /// Counts of each unit: `cells[starts[u]..starts[u + 1]]`, as (category, count).
    starts: Vec<usize>,
    cells: Vec<(u32, u32)>,
    totals: Vec<u32>,
    counts: Vec<u32>,
    correlation: Vec<f64>,
    /// Σ size² / Σ size by workshop: what a design effect of 1 becomes at full correlation.
    crowding: Vec<f64>,
}

/// A paragraph's worth of doubt: without any pair of items in one unit, the correlation is taken
/// to be this.
const PRIOR_CORRELATION: f64 = 0.05;
/// Pairs of items that the prior correlation weighs as much as.
const PRIOR_PAIRS: f64 = 20.0;
/// Pairs of items that the common correlation weighs against a category's own.
const COMMON_PAIRS: f64 = 50.0;

impl Clusters {
    /// Counts items. Items of workshops or categories out of range are passed over.
    pub fn new<'a>(
        groups: usize,
        categories: usize,
        items: impl IntoIterator<Item = Item<'a>>,
    ) -> Self {
        let mut units: BTreeMap<usize, (usize, u32, BTreeMap<u32, u32>)> = BTreeMap::new();
        for item in items {
            if item.group >= groups || item.categories.iter().any(|&k| k >= categories) {
                continue;
            }
            let unit = units.entry(item.unit).or_insert((item.group, 0, BTreeMap::new()));
            unit.1 += 1;
            for &category in item.categories {
                *unit.2.entry(category as u32).or_insert(0) += 1;
            }
        }
        let mut clusters = Self {
            groups,
            categories,
            group: Vec::with_capacity(units.len()),
            size: Vec::with_capacity(units.len()),
            starts: vec![0],
            cells: Vec::new(),
            totals: vec![0; groups],
            counts: vec![0; groups * categories],
            correlation: vec![PRIOR_CORRELATION; categories],
            crowding: vec![1.0; groups],
        };
        let mut squares = vec![0.0; groups];
        for (group, size, cells) in units.into_values() {
            clusters.group.push(group);
            clusters.size.push(size);
            clusters.totals[group] += size;
            squares[group] += f64::from(size).powi(2);
            for (category, count) in cells {
                clusters.counts[group * categories + category as usize] += count;
                clusters.cells.push((category, count));
            }
            clusters.starts.push(clusters.cells.len());
        }
        for (group, square) in squares.iter().enumerate() {
            if clusters.totals[group] > 0 {
                clusters.crowding[group] = square / f64::from(clusters.totals[group]);
            }
        }
        clusters.estimate_correlation(&squares);
        clusters
    }

    /// Agreement of pairs within units against pairs of different units of the same workshop:
    /// (within − between) / (expected without any clustering − between), the pairwise form of the
    /// intraclass correlation (Fleiss & Cuzick 1979), pooled over workshops. Each category's own
    /// estimate is drawn towards that of all categories, and that one towards a small prior, so
    /// that three paragraphs do not decide.
    fn estimate_correlation(&mut self, squares: &[f64]) {
        let (groups, categories) = (self.groups, self.categories);
        let mut within = vec![0.0; groups * categories];
        let mut count_squares = vec![0.0; groups * categories];
        for unit in 0..self.group.len() {
            for &(category, count) in self.cells_of(unit) {
                let cell = self.group[unit] * categories + category as usize;
                let count = f64::from(count);
                within[cell] += count * (count - 1.0);
                count_squares[cell] += count * count;
            }
        }
        let mut numerator = vec![0.0; categories];
        let mut denominator = vec![0.0; categories];
        let mut spread = vec![0.0; categories];
        let mut groups_seen = 0.0;
        for (group, square) in squares.iter().enumerate() {
            let n = f64::from(self.totals[group]);
            let pairs = square - n;
            let pairs_between = n * n - square;
            if pairs_between <= 0.0 {
                continue;
            }
            groups_seen += 1.0;
            for category in 0..categories {
                let cell = group * categories + category;
                let count = f64::from(self.counts[cell]);
                let share = count / n;
                let between = (count * count - count_squares[cell]) / pairs_between;
                numerator[category] += within[cell] - pairs * between;
                denominator[category] += pairs * (share - between);
                spread[category] += share - between;
            }
        }
        if groups_seen == 0.0 {
            return;
        }
        for value in &mut spread {
            *value = (*value / groups_seen).max(1e-9);
        }
        let total_spread: f64 = spread.iter().sum();
        let common = (numerator.iter().sum::<f64>()
            + PRIOR_CORRELATION * PRIOR_PAIRS * total_spread)
            / (denominator.iter().sum::<f64>() + PRIOR_PAIRS * total_spread);
        let common = common.clamp(0.0, 1.0);
        for category in 0..categories {
            let weight = COMMON_PAIRS * spread[category];
            self.correlation[category] = ((numerator[category] + common * weight)
                / (denominator[category] + weight))
                .clamp(0.0, 1.0);
        }
    }

    fn cells_of(&self, unit: usize) -> &[(u32, u32)] {
        &self.cells[self.starts[unit]..self.starts[unit + 1]]
    }

    /// Number of workshops.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Number of categories.
    pub fn categories(&self) -> usize {
        self.categories
    }

    /// Number of units.
    pub fn units(&self) -> usize {
        self.group.len()
    }

    /// Workshop of a unit.
    pub(crate) fn group_of(&self, unit: usize) -> usize {
        self.group[unit]
    }

    /// Items and (category, count) of a unit.
    pub(crate) fn unit(&self, unit: usize) -> (u32, &[(u32, u32)]) {
        (self.size[unit], self.cells_of(unit))
    }

    /// Items of a workshop.
    pub fn total(&self, group: usize) -> u32 {
        self.totals[group]
    }

    /// Items of a category in a workshop.
    pub fn count(&self, group: usize, category: usize) -> u32 {
        self.counts[group * self.categories + category]
    }

    /// Share of a category in a workshop, 0 where the workshop has no items.
    pub fn share(&self, group: usize, category: usize) -> f64 {
        f64::from(self.count(group, category)) / f64::from(self.total(group).max(1))
    }

    /// Count and items of all other workshops.
    pub fn rest(&self, group: usize, category: usize) -> (u32, u32) {
        let others = (0..self.groups).filter(|&g| g != group);
        others.fold((0, 0), |(count, n), g| (count + self.count(g, category), n + self.total(g)))
    }

    /// Intraclass correlation of a category, 0…1.
    pub fn correlation(&self, category: usize) -> f64 {
        self.correlation[category]
    }

    /// What the items of a workshop are worth as independent ones (Kish 1965): n divided by the
    /// design effect 1 + (Σ m² / Σ m − 1) ρ, with m the sizes of its units.
    pub fn effective(&self, group: usize, category: usize) -> f64 {
        f64::from(self.total(group)) / self.design_effect(group, category)
    }

    /// The design effect of a category in a workshop, at least 1.
    pub fn design_effect(&self, group: usize, category: usize) -> f64 {
        1.0 + (self.crowding[group] - 1.0).max(0.0) * self.correlation[category]
    }

    /// 95 % interval of a share: Wilson's on the effective number.
    pub fn interval(&self, group: usize, category: usize) -> Interval {
        wilson(self.share(group, category), self.effective(group, category))
    }

    /// 95 % interval of the share in all other workshops together.
    pub fn rest_interval(&self, group: usize, category: usize) -> Interval {
        let (count, n) = self.rest(group, category);
        let effective: f64 =
            (0..self.groups).filter(|&g| g != group).map(|g| self.effective(g, category)).sum();
        wilson(f64::from(count) / f64::from(n.max(1)), effective)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(rows: &[(usize, usize, usize)]) -> Clusters {
        let categories: Vec<[usize; 1]> = rows.iter().map(|&(_, _, k)| [k]).collect();
        Clusters::new(
            2,
            2,
            rows.iter().zip(&categories).map(|(&(group, unit, _), categories)| Item {
                group,
                unit,
                categories,
            }),
        )
    }

    #[test]
    fn items_that_stand_alone_are_worth_one_each() {
        let rows: Vec<_> = (0..40).map(|i| (i % 2, i, usize::from(i % 3 == 0))).collect();
        let clusters = count(&rows);
        assert!((clusters.effective(0, 1) - 20.0).abs() < 1e-12);
        assert_eq!(clusters.count(0, 1) + clusters.count(0, 0), clusters.total(0));
    }

    #[test]
    fn paragraphs_that_say_one_thing_are_worth_little_more_than_one() {
        // 30 paragraphs of 4 that agree within themselves.
        let rows: Vec<_> = (0..120).map(|i| (i / 60, i / 4, (i / 4) % 2)).collect();
        let clusters = count(&rows);
        assert!(clusters.correlation(0) > 0.8, "{}", clusters.correlation(0));
        assert!(clusters.effective(0, 0) < 20.0);
    }

    #[test]
    fn evenly_mixed_paragraphs_lose_nothing() {
        let rows: Vec<_> = (0..120).map(|i| (i / 60, i / 4, i % 2)).collect();
        let clusters = count(&rows);
        assert!((clusters.effective(0, 0) - 60.0).abs() < 1e-9);
    }

    /// The correlation by its definition, from pairs of items one by one.
    #[test]
    fn correlation_is_that_of_the_pairs() {
        let rows = [
            (0, 0, 0),
            (0, 0, 0),
            (0, 0, 0),
            (0, 1, 1),
            (0, 1, 1),
            (0, 2, 0),
            (0, 2, 1),
            (1, 3, 0),
            (1, 3, 0),
            (1, 4, 1),
            (1, 5, 1),
            (1, 5, 0),
        ];
        let clusters = count(&rows);
        let (mut numerator, mut denominator, mut spread) = ([0.0; 2], [0.0; 2], [0.0; 2]);
        for group in 0..2 {
            let items: Vec<_> = rows.iter().filter(|row| row.0 == group).collect();
            for category in 0..2 {
                let share = items.iter().filter(|row| row.2 == category).count() as f64
                    / items.len() as f64;
                let agreeing = |same_unit: bool| {
                    let (mut agree, mut pairs) = (0.0, 0.0);
                    for (i, a) in items.iter().enumerate() {
                        for (j, b) in items.iter().enumerate() {
                            if i != j && (a.1 == b.1) == same_unit {
                                pairs += 1.0;
                                agree += f64::from(u8::from(a.2 == category && b.2 == category));
                            }
                        }
                    }
                    (agree, pairs)
                };
                let ((inside, pairs), (apart, pairs_apart)) = (agreeing(true), agreeing(false));
                let between = apart / pairs_apart;
                numerator[category] += inside - pairs * between;
                denominator[category] += pairs * (share - between);
                spread[category] += (share - between) / 2.0;
            }
        }
        let sum = |values: [f64; 2]| values[0] + values[1];
        let common = (sum(numerator) + PRIOR_CORRELATION * PRIOR_PAIRS * sum(spread))
            / (sum(denominator) + PRIOR_PAIRS * sum(spread));
        for category in 0..2 {
            let weight = COMMON_PAIRS * spread[category];
            let wanted = (numerator[category] + common * weight) / (denominator[category] + weight);
            assert!(wanted > 0.0, "a case that the clamp would hide");
            assert!((clusters.correlation(category) - wanted).abs() < 1e-12);
        }
        // Of two workshops each is the rest of the other.
        assert_eq!(clusters.rest_interval(0, 1), clusters.interval(1, 1));
        let crowding = (9.0 + 4.0 + 4.0) / 7.0;
        let worth = 7.0 / (1.0 + (crowding - 1.0) * clusters.correlation(1));
        assert!((clusters.effective(0, 1) - worth).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_counted_without_a_panic() {
        let clusters = count(&[]);
        assert_eq!(clusters.interval(0, 0), Interval { low: 0.0, high: 1.0 });
        let one = count(&[(0, 0, 1)]);
        assert!(one.interval(0, 1).low > 0.0 && one.interval(0, 1).low < 0.5);
    }
}
