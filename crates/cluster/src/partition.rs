//! The fine themes: one trait, several algorithms.

use corpus::ThemeCurve;
use ndarray::ArrayView2;

use crate::levels::silhouette;
use crate::linkage::{Linkage, dendrogram};
use crate::{Algorithm, Settings};

/// A way to find the fine themes of unit rows.
pub(crate) trait Partitioner {
    /// The theme of each row, and the criterion by number of themes where it was looked at.
    fn partition(&self, rows: ArrayView2<'_, f32>) -> (Vec<usize>, Vec<ThemeCurve>);
}

/// The algorithm for a number of texts.
pub(crate) fn partitioner(settings: &Settings, texts: usize) -> Box<dyn Partitioner> {
    let _ = texts;
    match settings.algorithm {
        Algorithm::Ward => Box::new(Tree { linkage: Linkage::Ward }),
        _ => Box::new(Tree { linkage: Linkage::Average }),
    }
}

/// A dendrogram over the texts, cut where the silhouette is best.
struct Tree {
    linkage: Linkage,
}

impl Partitioner for Tree {
    fn partition(&self, rows: ArrayView2<'_, f32>) -> (Vec<usize>, Vec<ThemeCurve>) {
        let texts = rows.nrows();
        let tree = dendrogram(rows, self.linkage);
        let mut best = (f64::NEG_INFINITY, 1);
        let mut curve = Vec::new();
        for clusters in candidates(texts) {
            let separation = silhouette(rows, &tree.cut(clusters));
            curve.push(ThemeCurve {
                themes: clusters as u32,
                criterion: separation,
                stability: None,
                separation: Some(separation),
                chosen: None,
            });
            if separation > best.0 {
                best = (separation, clusters);
            }
        }
        for row in &mut curve {
            if row.themes as usize == best.1 {
                row.chosen = Some(corpus::Level::Fine);
            }
        }
        (tree.cut(best.1), curve)
    }
}

/// Numbers of themes to try: every one up to 20, then in steps of 5 %, up to half the texts.
pub(crate) fn candidates(texts: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut next = 2;
    while next <= (texts / 2).clamp(2, 400) && next < texts {
        found.push(next);
        next = (next + 1).max(next + next / 20);
    }
    found
}
