//! What an analyst may set.

use serde::{Deserialize, Serialize};

/// How the fine themes are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// By size: [`Algorithm::Linkage`] up to 1,500 texts, [`Algorithm::Leiden`] above.
    #[default]
    Auto,
    /// Average linkage (UPGMA; Sokal & Michener 1958) on cosine, the cut chosen from the data.
    Linkage,
    /// Ward linkage (Ward 1963) on the unit sphere, the cut chosen from the data.
    Ward,
    /// Communities of the neighbour graph (Leiden; Traag, Waltman & van Eck 2019).
    Leiden,
    /// Spherical k-means (Dhillon & Modha 2001), seeded as k-means++.
    Kmeans,
}

/// Settings of [`cluster`](crate::cluster()).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Seed of every random choice.
    pub seed: u64,
    /// Number of medium themes; from the data where it is not set.
    pub themes: Option<usize>,
    /// How the fine themes are found.
    pub algorithm: Algorithm,
    /// Resamples for the stability of themes; 0 leaves it out.
    pub resamples: usize,
    /// Keywords per theme.
    pub keywords: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: 2016, themes: None, algorithm: Algorithm::Auto, resamples: 24, keywords: 10 }
    }
}
