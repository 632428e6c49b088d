//! A canonical order of the texts, so that nothing depends on the order they came in.

use corpus::Recommendation;
use ndarray::{Array2, ArrayView2, Axis};

/// The input in an order that its content alone decides.
pub(crate) struct Ordered<'a> {
    /// The recommendations, by content.
    pub recommendations: Vec<&'a Recommendation>,
    /// Their vectors, shape (recommendations, dimensions), unit length or zero.
    pub vectors: Array2<f32>,
    /// For each row as given, its row here.
    pub position: Vec<usize>,
}

impl<'a> Ordered<'a> {
    /// Sorts by hash of the text, then by id; rows that are not finite become zero.
    pub fn new(recommendations: &'a [Recommendation], vectors: ArrayView2<'_, f32>) -> Self {
        let mut keys: Vec<([u8; 32], &str, usize)> = recommendations
            .iter()
            .enumerate()
            .map(|(row, r)| {
                (*blake3::hash(r.text.as_bytes()).as_bytes(), r.sentence_id.as_str(), row)
            })
            .collect();
        keys.sort_unstable();
        let rows: Vec<usize> = keys.iter().map(|key| key.2).collect();
        let mut position = vec![0; rows.len()];
        for (here, &given) in rows.iter().enumerate() {
            position[given] = here;
        }
        let mut vectors = vectors.select(Axis(0), &rows);
        for mut row in vectors.rows_mut() {
            let norm = row.dot(&row).sqrt();
            if norm.is_finite() && norm > 0.0 {
                row /= norm;
            } else {
                row.fill(0.0);
            }
        }
        Self {
            recommendations: rows.iter().map(|&r| &recommendations[r]).collect(),
            vectors,
            position,
        }
    }
}
