//! What the caller chooses about the looks.

use serde::{Deserialize, Serialize};

/// How the charts look and for what place they are drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Light or dark background.
    pub appearance: Appearance,
    /// Where the chart will stand, which decides its width and type size.
    pub size: Size,
}

/// Light or dark background.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Appearance {
    /// Dark ink on white.
    #[default]
    Light,
    /// Light ink on a near-black.
    Dark,
}

/// Where a chart will stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    /// 1280 × 720 pixels: a 16:9 slide. Height is fixed, so long lists are cut and say so.
    Slide,
    /// 960 pixels wide, as high as the content needs: the report page, a printed page.
    #[default]
    Page,
    /// 480 pixels wide, as high as the content needs: one column of two.
    Column,
}

impl Size {
    /// Width in pixels.
    pub const fn width(self) -> f64 {
        match self {
            Self::Slide => 1280.0,
            Self::Page => 960.0,
            Self::Column => 480.0,
        }
    }

    /// Height in pixels where it is fixed.
    pub const fn height(self) -> Option<f64> {
        match self {
            Self::Slide => Some(720.0),
            Self::Page | Self::Column => None,
        }
    }

    /// Size of running type in pixels; titles are larger, ticks and sources a little smaller.
    pub const fn type_size(self) -> f64 {
        match self {
            Self::Slide => 15.0,
            Self::Page => 13.0,
            Self::Column => 12.0,
        }
    }
}
