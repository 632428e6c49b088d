//! Batches of fixed shapes.
//!
//! Matrix kernels pick their blocking by the shape of the matrices, so in floating point a vector
//! depends, in its last bits, on how many rows it was computed with and how far they were padded.
//! Here both follow from the length of the text alone: a length is padded to the next of
//! [`LENGTHS`], every batch of a length has the same number of [`rows`], and places left over are
//! filled with dummy rows. Then a vector never depends on its company.

/// Padded lengths in tokens: each its own for words and phrases, fine steps where sentences are
/// common, coarse ones beyond.
pub const LENGTHS: [usize; 26] = [
    3, 4, 5, 6, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 56, 64, 80, 96, 112, 128, 160, 192, 256,
    384, 512,
];

/// Tokens in a batch, about: enough rows to use a matrix kernel well, few enough that dummy rows
/// cost little and activations stay in the processor's cache.
const TOKENS: usize = 192;

/// A batch: the texts it holds (indices of the caller's list) and its shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// At most `rows` indices into the lengths it was planned from.
    pub members: Vec<usize>,
    /// Rows of the tensor, dummy rows included.
    pub rows: usize,
    /// Columns of the tensor: every row is padded to it.
    pub length: usize,
}

/// The padded length of a text of `tokens` tokens, which a model that reads `max_tokens` cuts.
pub fn padded(tokens: usize, max_tokens: usize) -> usize {
    let tokens = tokens.min(max_tokens);
    LENGTHS.into_iter().find(|&length| length >= tokens).unwrap_or(max_tokens).min(max_tokens)
}

/// Rows of every batch of a padded length.
pub fn rows(length: usize) -> usize {
    (TOKENS / length.max(1)).max(1)
}

/// Batches that hold each of the texts, whose lengths in tokens are given, exactly once; longest
/// first, so that replicas which share them end together.
pub fn plan(tokens: &[usize], max_tokens: usize) -> Vec<Batch> {
    let mut order: Vec<usize> = (0..tokens.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(padded(tokens[i], max_tokens)), i));
    order
        .chunk_by(|&a, &b| padded(tokens[a], max_tokens) == padded(tokens[b], max_tokens))
        .flat_map(|same| {
            let length = padded(tokens[same[0]], max_tokens);
            same.chunks(rows(length)).map(move |members| Batch {
                members: members.to_vec(),
                rows: rows(length),
                length,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_in_one_batch_that_it_fits() {
        let tokens: Vec<usize> = (0..700).map(|i| 2 + (i * 37) % 611).collect();
        for max_tokens in [128, 250, 256, 512] {
            let batches = plan(&tokens, max_tokens);
            let mut seen = vec![0; tokens.len()];
            for batch in &batches {
                assert_eq!(batch.rows, rows(batch.length));
                assert!(!batch.members.is_empty() && batch.members.len() <= batch.rows);
                assert!(batch.length <= max_tokens);
                for &member in &batch.members {
                    seen[member] += 1;
                    assert_eq!(batch.length, padded(tokens[member], max_tokens));
                    assert!(tokens[member].min(max_tokens) <= batch.length);
                }
            }
            assert!(seen.iter().all(|&times| times == 1));
            assert!(batches.is_sorted_by_key(|b| std::cmp::Reverse(b.length)));
        }
    }

    #[test]
    fn the_shape_follows_from_the_length_alone() {
        let alone = plan(&[30], 256);
        let among = plan(&[30, 31, 29, 200, 5, 32, 30], 256);
        let shape = |batches: &[Batch]| {
            batches.iter().find(|b| b.members.contains(&0)).map(|b| (b.rows, b.length)).unwrap()
        };
        assert_eq!(shape(&alone), shape(&among));
    }

    #[test]
    fn nothing_needs_no_batch() {
        assert_eq!(plan(&[], 256), []);
    }
}
