//! The space the texts are compared in.

use ndarray::{Array2, ArrayView2};

use crate::matrix::{mean, normalise};

/// Vectors with what all texts share taken out: the mean vector is subtracted and the rows scaled
/// to unit length again (the first step of Mu & Viswanath 2018). A corpus that talks of one thing
/// gives vectors that all point one way; what is left tells its themes apart.
pub(crate) fn centred(vectors: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut rows = vectors.to_owned();
    if rows.nrows() > 2 {
        rows -= &mean(vectors);
        normalise(&mut rows);
    }
    rows
}

#[cfg(test)]
mod tests {
    use ndarray::arr2;

    use super::*;

    #[test]
    fn what_all_share_is_taken_out() {
        let rows = arr2(&[[3.0, 1.0], [3.0, -2.0], [3.0, 1.0]]);
        assert_eq!(centred(rows.view()), arr2(&[[0.0, 1.0], [0.0, -1.0], [0.0, 1.0]]));
        let two = arr2(&[[0.6, 0.8], [0.8, 0.6]]);
        assert_eq!(centred(two.view()), two, "of two the mean would leave one line");
    }
}
