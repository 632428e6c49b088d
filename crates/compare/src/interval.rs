//! Intervals for shares that are counted in clusters.

use statrs::distribution::{ContinuousCDF, Normal};

/// A lower and an upper end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Whether a value lies in it, ends included.
    pub fn holds(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The smallest interval around both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }
}

/// The two-sided 95 % quantile of the normal distribution.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Score interval of Wilson (1927) for a share seen in `n` (possibly effective, so not whole)
/// draws, at 95 %. Never empty, never of zero width; `n` of 0 gives 0…1.
///
/// ```
/// let none = compare::interval::wilson(0.0, 30.0);
/// assert!(none.low == 0.0 && (none.high - 0.1135).abs() < 1e-4);
/// ```
pub fn wilson(share: f64, n: f64) -> Interval {
    if n <= 0.0 || !share.is_finite() {
        return Interval { low: 0.0, high: 1.0 };
    }
    let share = share.clamp(0.0, 1.0);
    let z2 = Z95 * Z95;
    let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z95 / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    // The ends touch the share where it is 0 or 1; rounding must not push them past it.
    Interval {
        low: if share == 0.0 { 0.0 } else { (centre - half).clamp(0.0, share) },
        high: if share >= 1.0 { 1.0 } else { (centre + half).clamp(share, 1.0) },
    }
}

/// Interval of a difference of two shares, `a − b`, from the interval of each (Newcombe 1998,
/// method 10: square and add).
pub fn newcombe(a: f64, a_in: Interval, b: f64, b_in: Interval) -> Interval {
    let difference = a - b;
    Interval {
        low: difference - ((a - a_in.low).powi(2) + (b_in.high - b).powi(2)).sqrt(),
        high: difference + ((a_in.high - a).powi(2) + (b - b_in.low).powi(2)).sqrt(),
    }
}

/// Upper tail of χ² with one degree of freedom.
pub fn chi_square_tail(statistic: f64) -> f64 {
    if statistic.is_nan() || statistic <= 0.0 {
        return 1.0;
    }
    statrs::function::erf::erfc((statistic / 2.0).sqrt())
}

/// Two-sided tail of the standard normal distribution.
pub fn normal_tail(z: f64) -> f64 {
    chi_square_tail(z * z)
}

/// The normal quantile of a probability strictly between 0 and 1.
pub fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_holds_its_share_and_is_never_a_point() {
        for n in [1.0, 2.5, 30.0, 1e6] {
            for share in [0.0, 1e-9, 0.02, 0.5, 1.0] {
                let interval = wilson(share, n);
                assert!(interval.holds(share) && interval.high > interval.low, "{share} {n}");
                assert!(interval.low >= 0.0 && interval.high <= 1.0);
            }
        }
        assert_eq!(wilson(0.0, 0.0), Interval { low: 0.0, high: 1.0 });
    }

    #[test]
    fn the_tail_of_chi_square_is_the_tabled_one() {
        assert!((chi_square_tail(3.841_458_820_694_124) - 0.05).abs() < 1e-9);
        assert!((chi_square_tail(-1.0) - 1.0).abs() < 1e-12);
        assert!((normal_tail(-1.959_963_984_540_054) - 0.05).abs() < 1e-9);
        assert!((normal_tail(0.0) - 1.0).abs() < 1e-12);
        assert!((normal_quantile(0.975) - Z95).abs() < 1e-9);
    }

    #[test]
    fn newcombe_holds_the_difference() {
        let (a, b) = (0.4, 0.1);
        let interval = newcombe(a, wilson(a, 50.0), b, wilson(b, 80.0));
        assert!(interval.holds(0.3) && interval.low > 0.1 && interval.high < 0.5);
    }
}
