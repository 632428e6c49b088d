//! Sentence vectors by sentence id.

use std::collections::HashMap;

use ndarray::{Array2, ArrayView1, Axis};

/// Unit-length vectors of sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Embeddings {
    /// Which encoder made them: name, precision and hash.
    pub model: String,
    /// Sentence ids, one per row.
    pub ids: Vec<String>,
    /// Shape (sentences, dimensions), rows of unit length.
    pub vectors: Array2<f32>,
}

impl Embeddings {
    /// The row of each sentence id.
    pub fn index(&self) -> HashMap<&str, usize> {
        self.ids.iter().enumerate().map(|(row, id)| (id.as_str(), row)).collect()
    }

    /// The vector in a row.
    pub fn row(&self, row: usize) -> ArrayView1<'_, f32> {
        self.vectors.row(row)
    }

    /// The vectors of the given ids, in their order: shape (ids, dimensions).
    /// `Err` holds the first id that has no vector.
    pub fn select<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a str>,
    ) -> Result<Array2<f32>, String> {
        let index = self.index();
        let rows = ids
            .into_iter()
            .map(|id| index.get(id).copied().ok_or_else(|| id.to_owned()))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(self.vectors.select(Axis(0), &rows))
    }
}
