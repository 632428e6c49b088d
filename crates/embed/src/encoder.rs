//! The seam between texts and vectors.

use corpus::ModelRecord;
use ndarray::Array2;

use crate::EmbedError;

/// What makes vectors of two encoders interchangeable: equal ids, equal vectors.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EncoderId {
    /// Name of the model, for people.
    pub name: String,
    /// Hash of everything in the model folder that a vector depends on, hexadecimal.
    pub hash: String,
    /// Arithmetic: `f32`, `bf16`, or the encoder's own word.
    pub precision: String,
    /// The program that does the arithmetic: engines agree closely, not to the last bit.
    pub engine: &'static str,
}

impl EncoderId {
    /// The id as it stands in `run.json`.
    pub fn record(&self) -> ModelRecord {
        ModelRecord {
            name: self.name.clone(),
            hash: self.hash.clone(),
            precision: self.precision.clone(),
        }
    }
}

/// Vectors of a list of texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Encodings {
    /// Shape (texts, dimensions), rows of unit length, in the order of the texts.
    pub vectors: Array2<f32>,
    /// Tokens of each text before any were cut, special tokens included.
    pub tokens: Vec<u32>,
}

/// Turns texts into vectors. `Send` but not `Sync`: native models belong to one thread at a time.
///
/// A vector may depend on its text only: not on the other texts of the call, their number or
/// order. The cache and the repeatability of a run rest on it.
pub trait Encoder: Send {
    /// Which model this is.
    fn id(&self) -> &EncoderId;

    /// Length of a vector.
    fn dim(&self) -> usize;

    /// Tokens the model reads of a text, special tokens included; what is beyond is cut.
    fn max_tokens(&self) -> usize;

    /// The vectors of `texts`; `progress` hears how many are done.
    fn encode(
        &mut self,
        texts: &[&str],
        progress: &mut dyn FnMut(usize),
    ) -> Result<Encodings, EmbedError>;
}
