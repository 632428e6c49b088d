//! From SVG to PNG, with the embedded fonts and no others.

use resvg::{tiny_skia, usvg};

use crate::{Chart, ChartError, font};

/// The chart as PNG, `scale` pixels to a pixel of the drawing (2 for sharp screens).
pub fn png(chart: &Chart, scale: f32) -> Result<Vec<u8>, ChartError> {
    let options = usvg::Options {
        fontdb: font::DATABASE.clone(),
        font_family: "Inter".to_owned(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(&chart.svg, &options)
        .map_err(|e| ChartError::Svg { name: chart.name, reason: e.to_string() })?;
    let (width, height) =
        ((chart.width as f32 * scale).round() as u32, (chart.height as f32 * scale).round() as u32);
    let mut pixels = tiny_skia::Pixmap::new(width, height)
        .filter(|_| (0.1..=8.0).contains(&scale))
        .ok_or(ChartError::Size { name: chart.name, width, height, scale })?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|e| ChartError::Png { name: chart.name, reason: e.to_string() })
}
