//! Many comparisons at once: the false discovery rate.

/// q values by Benjamini & Hochberg (1995): the smallest false discovery rate at which each
/// comparison would be called a discovery. In the order of `p_values`; values that are not
/// numbers count as 1.
///
/// ```
/// let q = compare::correction::benjamini_hochberg(&[0.01, 0.04, 0.03, 0.5]);
/// assert!((q[0] - 0.04).abs() < 1e-12 && (q[2] - 0.16 / 3.0).abs() < 1e-12 && q[3] == 0.5);
/// ```
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let value = |i: usize| if p_values[i].is_nan() { 1.0 } else { p_values[i].clamp(0.0, 1.0) };
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| value(b).total_cmp(&value(a)).then(b.cmp(&a)));
    let comparisons = p_values.len() as f64;
    let mut q_values = vec![1.0; p_values.len()];
    let mut smallest = 1.0_f64;
    for (above, &i) in order.iter().enumerate() {
        let rank = comparisons - above as f64;
        smallest = smallest.min(value(i) * comparisons / rank);
        q_values[i] = smallest;
    }
    q_values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q_values_keep_the_order_of_p_values_and_never_fall_below_them() {
        let p = [0.2, 0.001, 0.04, 0.04, 0.9, f64::NAN];
        let q = benjamini_hochberg(&p);
        for i in 0..5 {
            assert!(q[i] >= p[i]);
            for j in 0..5 {
                assert!(p[i] >= p[j] || q[i] <= q[j]);
            }
        }
        assert!((q[5] - 1.0).abs() < 1e-12);
        assert!((q[1] - 0.006).abs() < 1e-12);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(benjamini_hochberg(&[]).is_empty());
    }
}
