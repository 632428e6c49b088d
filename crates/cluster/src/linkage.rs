//! Agglomerative clustering: dendrograms over texts or over groups of texts, and their cuts.

use kodama::Method;
use ndarray::{Array2, ArrayView2, s};
use rayon::prelude::*;

/// A merge of two nodes; leaves are 0…n, the merge `i` makes node `n + i`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Merge {
    /// One node.
    pub left: usize,
    /// The other.
    pub right: usize,
    /// Dissimilarity of the two.
    pub height: f64,
}

/// A binary tree over `leaves` items, merges by rising height.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Dendrogram {
    /// Number of leaves.
    pub leaves: usize,
    /// `leaves − 1` merges.
    pub merges: Vec<Merge>,
}

impl Dendrogram {
    /// The partition into `clusters` groups, numbered by first leaf.
    pub fn cut(&self, clusters: usize) -> Vec<usize> {
        let clusters = clusters.clamp(1, self.leaves.max(1));
        let kept = self.leaves.saturating_sub(clusters).min(self.merges.len());
        let mut parent: Vec<usize> = (0..self.leaves + kept).collect();
        for (at, merge) in self.merges[..kept].iter().enumerate() {
            parent[merge.left] = self.leaves + at;
            parent[merge.right] = self.leaves + at;
        }
        // Parents come after their children: one pass from the top finds every root.
        for node in (0..parent.len()).rev() {
            parent[node] = parent[parent[node]];
        }
        let mut names = vec![usize::MAX; parent.len()];
        let mut next = 0;
        parent[..self.leaves]
            .iter()
            .map(|&root| {
                if names[root] == usize::MAX {
                    names[root] = next;
                    next += 1;
                }
                names[root]
            })
            .collect()
    }
}

/// How the distance of merged clusters is reckoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Linkage {
    /// Mean of the pairwise distances (UPGMA).
    Average,
    /// Growth of the sum of squares (Ward 1963).
    Ward,
}

/// Condensed upper triangle of cosine distances 1 − cos of unit rows.
fn cosine_distances(rows: ArrayView2<'_, f32>) -> Vec<f32> {
    const BLOCK: usize = 256;
    let n = rows.nrows();
    let blocks: Vec<Vec<f32>> = (0..n)
        .step_by(BLOCK)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|start| {
            let end = (start + BLOCK).min(n);
            let products = rows.slice(s![start..end, ..]).dot(&rows.slice(s![start.., ..]).t());
            let mut part = Vec::with_capacity((end - start) * (n - start));
            for (at, row) in products.rows().into_iter().enumerate() {
                part.extend(row.iter().skip(at + 1).map(|&cosine| (1.0 - cosine).max(0.0)));
            }
            part
        })
        .collect();
    blocks.concat()
}

/// Dendrogram of unit rows.
pub(crate) fn dendrogram(rows: ArrayView2<'_, f32>, linkage: Linkage) -> Dendrogram {
    let leaves = rows.nrows();
    if leaves < 2 {
        return Dendrogram { leaves, merges: Vec::new() };
    }
    let mut distances = cosine_distances(rows);
    let method = match linkage {
        Linkage::Average => Method::Average,
        Linkage::Ward => {
            for distance in &mut distances {
                *distance = (2.0 * *distance).sqrt();
            }
            Method::Ward
        }
    };
    let steps = kodama::linkage(&mut distances, leaves, method);
    let merges = steps
        .steps()
        .iter()
        .map(|step| Merge {
            left: step.cluster1.min(step.cluster2),
            right: step.cluster1.max(step.cluster2),
            height: f64::from(step.dissimilarity),
        })
        .collect();
    Dendrogram { leaves, merges }
}

/// Dendrogram over groups given by their mean vectors and sizes; it continues a dendrogram over
/// the texts themselves: average linkage exactly (the mean pairwise cosine of two groups is the
/// product of their means), Ward by the growth of the sum of squares.
pub(crate) fn group_dendrogram(
    means: ArrayView2<'_, f32>,
    sizes: &[f64],
    linkage: Linkage,
) -> Dendrogram {
    let leaves = means.nrows();
    let mut means: Vec<Vec<f64>> =
        means.rows().into_iter().map(|row| row.iter().map(|&v| f64::from(v)).collect()).collect();
    let mut sizes = sizes.to_vec();
    let mut nodes: Vec<usize> = (0..leaves).collect();
    let distance = |a: &[f64], b: &[f64], size_a: f64, size_b: f64| match linkage {
        Linkage::Average => 1.0 - a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>(),
        Linkage::Ward => {
            let square: f64 = a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum();
            (2.0 * size_a * size_b / (size_a + size_b) * square).sqrt()
        }
    };
    let mut table = Array2::<f64>::from_elem((leaves, leaves), f64::INFINITY);
    for i in 0..leaves {
        for j in i + 1..leaves {
            table[[i, j]] = distance(&means[i], &means[j], sizes[i], sizes[j]);
        }
    }
    let mut active: Vec<usize> = (0..leaves).collect();
    let mut merges = Vec::with_capacity(leaves.saturating_sub(1));
    while active.len() > 1 {
        let (mut best, mut pair) = (f64::INFINITY, (active[0], active[1]));
        for (at, &i) in active.iter().enumerate() {
            for &j in &active[at + 1..] {
                if table[[i, j]] < best {
                    best = table[[i, j]];
                    pair = (i, j);
                }
            }
        }
        let (i, j) = pair;
        merges.push(Merge {
            left: nodes[i].min(nodes[j]),
            right: nodes[i].max(nodes[j]),
            height: best,
        });
        nodes[i] = leaves + merges.len() - 1;
        let total = sizes[i] + sizes[j];
        means[i] = means[i]
            .iter()
            .zip(&means[j])
            .map(|(x, y)| (x * sizes[i] + y * sizes[j]) / total)
            .collect();
        sizes[i] = total;
        active.retain(|&k| k != j);
        for &k in &active {
            if k != i {
                table[[i.min(k), i.max(k)]] = distance(&means[i], &means[k], sizes[i], sizes[k]);
            }
        }
    }
    Dendrogram { leaves, merges }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    fn corners() -> Array2<f32> {
        let mut rows = arr2(&[[1.0, 0.0], [0.99, 0.1], [0.0, 1.0], [0.1, 0.98], [-1.0, 0.0]]);
        crate::matrix::normalise(&mut rows);
        rows
    }

    #[test]
    fn cuts_nest() {
        let tree = dendrogram(corners().view(), Linkage::Average);
        assert_eq!(tree.cut(3), [0, 0, 1, 1, 2]);
        assert_eq!(tree.cut(1), [0; 5]);
        assert_eq!(tree.cut(5), [0, 1, 2, 3, 4]);
        assert_eq!(tree.cut(99), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn groups_of_one_text_give_the_dendrogram_of_the_texts() {
        for linkage in [Linkage::Average, Linkage::Ward] {
            let (texts, groups) = (
                dendrogram(corners().view(), linkage),
                group_dendrogram(corners().view(), &[1.0; 5], linkage),
            );
            for (a, b) in texts.merges.iter().zip(&groups.merges) {
                assert_eq!((a.left, a.right), (b.left, b.right));
                assert!((a.height - b.height).abs() < 1e-4, "{linkage:?}: {a:?} {b:?}");
            }
        }
    }

    #[test]
    fn two_are_joined_at_their_distance() {
        let tree = dendrogram(ndarray::arr2(&[[1.0, 0.0], [0.6, 0.8]]).view(), Linkage::Average);
        assert_eq!(tree.merges.len(), 1);
        assert!((tree.merges[0].height - 0.4).abs() < 1e-6);
    }

    #[test]
    fn one_leaf_and_none() {
        assert_eq!(Dendrogram { leaves: 1, merges: vec![] }.cut(4), [0]);
        assert!(Dendrogram::default().cut(1).is_empty());
    }
}
