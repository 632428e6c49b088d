//! Scores that keep their word: of the sentences scored 0.8, about 80 % are recommendations.
//!
//! A [`Calibration`] turns the rules' score into a share, learned from coded sentences by isotonic
//! regression (pool adjacent violators; Barlow et al. 1972, for scores Zadrozny & Elkan 2002).
//! [`reliability`] tells how far scores keep their word.

use crate::agreement::ratio;

/// A map from score to share that never falls.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    /// (score, share), scores rising; between two points a straight line. Without points scores
    /// stay what they are.
    points: Vec<(f32, f32)>,
}

impl Calibration {
    /// Learns the map from (score, truth) pairs. Rules that were seen a few times would jump to 0
    /// or 1: each score begins with one imagined sentence that keeps its word.
    pub fn fit(pairs: &[(f32, bool)]) -> Self {
        let mut sorted: Vec<(f32, bool)> = pairs.to_vec();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        // Lowest score, highest score, weight and yes of each pool.
        let mut pools: Vec<(f32, f32, f64, f64)> = Vec::new();
        for chunk in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
            let score = chunk[0].0;
            let yes = chunk.iter().filter(|(_, truth)| *truth).count() as f64;
            pools.push((score, score, chunk.len() as f64 + 1.0, yes + f64::from(score)));
            while let [.., a, b] = pools.as_slice()
                && a.3 / a.2 >= b.3 / b.2
            {
                let joined = (a.0, b.1, a.2 + b.2, a.3 + b.3);
                pools.truncate(pools.len() - 2);
                pools.push(joined);
            }
        }
        let round = |x: f64| ((x * 1e4).round() / 1e4) as f32;
        let mut points = Vec::new();
        for (from, to, n, yes) in pools {
            let share = round(yes / n);
            points.push((from, share));
            if to > from {
                points.push((to, share));
            }
        }
        Self { points }
    }

    /// The map as text: a line for each point, score and share.
    pub fn write(&self) -> String {
        let lines: Vec<String> =
            self.points.iter().map(|(score, share)| format!("{score} {share}")).collect();
        lines.join("\n")
    }

    /// Reads what [`Calibration::write`] wrote; `None` where a line is no point, or scores or
    /// shares fall.
    pub fn read(text: &str) -> Option<Self> {
        let mut points: Vec<(f32, f32)> = Vec::new();
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            let (score, share) = line.trim().split_once(' ')?;
            let point = (score.trim().parse().ok()?, share.trim().parse().ok()?);
            let rises = |last: &(f32, f32)| last.0 < point.0 && last.1 <= point.1;
            if !points.last().is_none_or(rises) || !(0.0..=1.0).contains(&point.1) {
                return None;
            }
            points.push(point);
        }
        Some(Self { points })
    }

    /// The share that a score stands for.
    pub fn at(&self, score: f32) -> f32 {
        let after = self.points.partition_point(|(s, _)| *s < score);
        match (after.checked_sub(1).map(|b| self.points[b]), self.points.get(after)) {
            (None, None) => score,
            (Some((_, share)), None) | (None, Some(&(_, share))) => share,
            (Some((s0, p0)), Some(&(s1, p1))) => p0 + (p1 - p0) * (score - s0) / (s1 - s0),
        }
    }
}

/// How far scores keep their word.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Reliability {
    /// By tenth of the score: sentences, mean score, share of recommendations.
    pub bins: Vec<Bin>,
    /// Mean of |mean score − share| over the bins, weighted by their size (Naeini et al. 2015).
    pub calibration_error: f64,
    /// Mean squared difference of score and truth (Brier 1950).
    pub brier: f64,
}

/// The sentences whose score falls in one tenth.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Bin {
    /// Lower end of the tenth.
    pub from: f64,
    /// Number of sentences.
    pub n: usize,
    /// Their mean score.
    pub score: f64,
    /// Share of recommendations among them.
    pub share: f64,
}

/// The reliability of (score, truth) pairs.
pub fn reliability(pairs: &[(f32, bool)]) -> Reliability {
    let mut sums = [(0_usize, 0.0_f64, 0_usize); 10];
    let mut brier = 0.0;
    for &(score, truth) in pairs {
        let bin = &mut sums[((score * 10.0) as usize).min(9)];
        bin.0 += 1;
        bin.1 += f64::from(score);
        bin.2 += usize::from(truth);
        brier += (f64::from(score) - if truth { 1.0 } else { 0.0 }).powi(2);
    }
    let n = pairs.len() as f64;
    let bins: Vec<Bin> = sums
        .iter()
        .enumerate()
        .filter(|(_, (count, ..))| *count > 0)
        .map(|(tenth, &(count, sum, yes))| Bin {
            from: tenth as f64 / 10.0,
            n: count,
            score: sum / count as f64,
            share: yes as f64 / count as f64,
        })
        .collect();
    let error = bins.iter().map(|b| (b.score - b.share).abs() * b.n as f64).sum::<f64>();
    Reliability { bins, calibration_error: ratio(error, n), brier: ratio(brier, n) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_that_keep_their_word_have_no_error() {
        let pairs: Vec<(f32, bool)> = (0..10).map(|i| (0.8, i < 8)).collect();
        let figures = reliability(&pairs);
        assert!(figures.calibration_error < 1e-6);
        assert!((figures.brier - 0.16).abs() < 1e-6);
        assert_eq!(figures.bins.len(), 1);
    }

    #[test]
    fn a_calibration_never_falls_and_keeps_its_word() {
        // 0.6 holds more than 0.7 here: the two are pooled.
        let mut pairs = Vec::new();
        for (score, yes) in [(0.0, 5), (0.6, 90), (0.7, 80), (0.9, 99)] {
            pairs.extend((0..100).map(|i| (score, i < yes)));
        }
        let calibration = Calibration::fit(&pairs);
        let shares: Vec<f32> = (0..=20).map(|i| calibration.at(i as f32 / 20.0)).collect();
        assert!(shares.is_sorted(), "{shares:?}");
        assert!((calibration.at(0.6) - calibration.at(0.7)).abs() < 1e-6);
        assert!((calibration.at(0.65) - 0.85).abs() < 0.01);
        assert!((calibration.at(0.3) - 0.447).abs() < 0.02);
        let kept: Vec<(f32, bool)> = pairs.iter().map(|(s, t)| (calibration.at(*s), *t)).collect();
        assert!(reliability(&kept).calibration_error < 0.01);
        assert_eq!(Calibration::read(&calibration.write()), Some(calibration));
        assert_eq!(Calibration::read("0.5 0.9\n0.7 0.2\n"), None);
    }

    #[test]
    fn without_points_a_score_stays_what_it_is() {
        assert!((Calibration::default().at(0.37) - 0.37).abs() < 1e-9);
        assert_eq!(Calibration::fit(&[]), Calibration::default());
    }
}
