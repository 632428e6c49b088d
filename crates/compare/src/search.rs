//! Sentences that mean something like a question.

use corpus::{Embeddings, Evidence};
use ndarray::ArrayView1;
use serde::Serialize;

/// A sentence near a question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The sentence.
    pub sentence_id: String,
    /// Its workshop.
    pub workshop: String,
    /// Its section path.
    pub section: String,
    /// Its page, where there are pages.
    pub page: Option<u32>,
    /// Its speaker, where one is named.
    pub speaker: Option<String>,
    /// Whether it is a recommendation.
    pub recommendation: bool,
    /// Its text.
    pub text: String,
    /// Cosine of its vector and the question's, −1…1.
    pub cosine: f32,
}

/// The `most` sentences nearest the question's vector (unit length, by the encoder of the
/// sentences), nearest first; none where its length is not theirs. Sentences without a vector
/// are not found.
pub fn search(
    evidence: &Evidence,
    vectors: &Embeddings,
    question: &[f32],
    most: usize,
) -> Vec<Hit> {
    if question.len() != vectors.vectors.ncols() {
        return Vec::new();
    }
    let sentences = evidence.sentence_index();
    let recommendations = evidence.recommendation_index();
    let cosines = vectors.vectors.dot(&ArrayView1::from(question));
    let mut order: Vec<usize> =
        (0..vectors.ids.len()).filter(|&row| !cosines[row].is_nan()).collect();
    order.sort_by(|&a, &b| cosines[b].total_cmp(&cosines[a]).then(a.cmp(&b)));
    order
        .into_iter()
        .filter_map(|row| {
            let sentence = sentences.get(vectors.ids[row].as_str())?;
            Some(Hit {
                sentence_id: sentence.sentence_id.clone(),
                workshop: sentence.workshop.clone(),
                section: sentence.section.clone(),
                page: sentence.page,
                speaker: sentence.speaker.clone(),
                recommendation: recommendations.contains_key(sentence.sentence_id.as_str()),
                text: sentence.text.clone(),
                cosine: cosines[row],
            })
        })
        .take(most)
        .collect()
}
