//! An encoder without a model: hashed words and letters.

use ndarray::{Array2, ArrayViewMut1};

use crate::{EmbedError, Encoder, EncoderId, Encodings};

/// Adds up a signed hash of each word, pair of words and run of four letters (feature hashing:
/// Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning", eq. 1). Texts
/// that share words get near vectors; nothing is known of meaning. The same on every machine.
#[derive(Clone, Debug)]
pub struct HashingEncoder {
    id: EncoderId,
}

const DIM: usize = 384;

impl HashingEncoder {
    /// The encoder; it has no settings.
    pub fn new() -> Self {
        let id = EncoderId {
            name: "hashing".to_owned(),
            hash: blake3::hash(b"words 1, pairs 0.5, letters 0.25; 384").to_hex().to_string(),
            precision: "f32".to_owned(),
            engine: "hashing",
        };
        Self { id }
    }
}

impl Default for HashingEncoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Encoder for HashingEncoder {
    fn id(&self) -> &EncoderId {
        &self.id
    }

    fn dim(&self) -> usize {
        DIM
    }

    fn max_tokens(&self) -> usize {
        usize::MAX
    }

    fn encode(
        &mut self,
        texts: &[&str],
        progress: &mut dyn FnMut(usize),
    ) -> Result<Encodings, EmbedError> {
        let mut vectors = Array2::zeros((texts.len(), DIM));
        let tokens =
            texts.iter().zip(vectors.rows_mut()).map(|(text, row)| encode_one(text, row)).collect();
        progress(texts.len());
        Ok(Encodings { vectors, tokens })
    }
}

/// Fills `row` and tells how many words there were.
fn encode_one(text: &str, mut row: ArrayViewMut1<'_, f32>) -> u32 {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut add = |kind: u8, feature: &[&str], weight: f32| {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&[kind]);
        for part in feature {
            hasher.update(part.as_bytes()).update(&[0]);
        }
        let hash = hasher.finalize();
        let bytes = hash.as_bytes();
        let column = usize::from(u16::from_le_bytes([bytes[0], bytes[1]])) % DIM;
        row[column] += if bytes[2] & 1 == 0 { weight } else { -weight };
    };
    for word in &words {
        // Short words are mostly function words, which every text has.
        add(0, &[word], if word.chars().count() > 3 { 1.0 } else { 0.25 });
        let letters: Vec<(usize, char)> = word.char_indices().collect();
        for run in letters.windows(4) {
            let end = run[3].0 + run[3].1.len_utf8();
            add(1, &[&word[run[0].0..end]], 0.25);
        }
    }
    for pair in words.windows(2) {
        add(2, &[&pair[0], &pair[1]], 0.5);
    }
    // A text without words, or one whose features cancel, still gets a unit vector.
    let norm = row.dot(&row).sqrt();
    if norm > 0.0 {
        row /= norm;
    } else {
        row[0] = 1.0;
    }
    words.len() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(texts: &[&str]) -> Array2<f32> {
        HashingEncoder::new().encode(texts, &mut |_| {}).unwrap().vectors
    }

    #[test]
    fn rows_have_unit_length_whatever_the_text() {
        let vectors = encode(&["", "...", "Éà ß 漢字", "a", "Plant more trees along the river."]);
        for row in vectors.rows() {
            assert!((row.dot(&row) - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn shared_words_bring_texts_nearer() {
        let vectors = encode(&[
            "Plant more trees along the river.",
            "More trees should be planted along rivers.",
            "Publish the accounts every spring.",
        ]);
        let near = vectors.row(0).dot(&vectors.row(1));
        let far = vectors.row(0).dot(&vectors.row(2));
        assert!(near > far + 0.2, "{near} {far}");
    }

    #[test]
    fn a_vector_does_not_depend_on_its_company() {
        let alone = encode(&["Count the votes."]);
        let among = encode(&["Ring the bell.", "Count the votes.", "Go home."]);
        assert_eq!(alone.row(0), among.row(1));
    }

    #[test]
    fn of_nothing_comes_nothing() {
        assert_eq!(encode(&[]).dim(), (0, DIM));
    }
}
