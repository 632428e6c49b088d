//! How firmly the workshops ask, and for what kind of action.

use corpus::{Strength, StrengthShare};

use crate::clusters::Clusters;
use crate::frame::Frame;

/// Position of a strength in [`Strength::ALL`].
pub(crate) fn position(strength: Strength) -> usize {
    Strength::ALL.iter().position(|&s| s == strength).unwrap_or(0)
}

/// Counts of strengths by workshop.
pub(crate) fn count(frame: &Frame<'_>) -> Clusters {
    frame.count(Strength::ALL.len(), |asked| Some(position(asked.recommendation.strength)))
}

/// One row per workshop and strength, with intervals on the effective number of recommendations.
pub(crate) fn strengths(frame: &Frame<'_>) -> Vec<StrengthShare> {
    let clusters = count(frame);
    let mut rows = Vec::new();
    for (group, workshop) in frame.workshops.iter().enumerate() {
        for (category, &strength) in Strength::ALL.iter().enumerate() {
            let interval = clusters.interval(group, category);
            rows.push(StrengthShare {
                workshop: workshop.label.clone(),
                strength,
                count: clusters.count(group, category),
                n: clusters.total(group),
                share: clusters.share(group, category),
                share_low: interval.low,
                share_high: interval.high,
            });
        }
    }
    rows
}
