//! The charts, one file each.

mod keyness;
mod strengths;
mod theme_heatmap;
mod theme_map;
mod theme_prevalence;
mod theme_words;

mod dots;
mod rows;

use crate::Drawer;

/// Every chart by name, in the order of the report.
pub const CHARTS: &[(&str, Drawer)] = &[
    ("theme_map", theme_map::draw),
    ("theme_prevalence", theme_prevalence::draw),
    ("theme_heatmap", theme_heatmap::draw),
    ("theme_words", theme_words::draw),
    ("keyness", keyness::draw),
    ("strengths", strengths::draw),
];

/// Reason given where there is nothing to draw.
pub const NO_RECOMMENDATIONS: &str = "no recommendations were found";
/// Reason given where no themes were formed.
pub const NO_THEMES: &str = "no themes were formed";
/// Reason given where a chart compares workshops.
pub const ONE_WORKSHOP: &str =
    "it compares workshops, and only one has recommendations; add a report of another workshop";
