//! From SVG to PNG, with the embedded fonts and no others.

use png::{BitDepth, ColorType, DeflateCompression, Encoder, EncodingError, Filter};
use resvg::{tiny_skia, usvg};

use crate::{Chart, ChartError, font};

/// The chart as PNG, `scale` pixels to a pixel of the drawing (2 for sharp screens). A chart has a
/// ground of its own that covers it: the PNG has no transparency.
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
    encoded(&pixels).map_err(|e| ChartError::Png { name: chart.name, reason: e.to_string() })
}

/// The pixels as PNG. Rows of flat colour repeat as they are: without filters they are packed
/// smaller than with them, at level 2 in a fifth of the time of the usual level.
fn encoded(pixels: &tiny_skia::Pixmap) -> Result<Vec<u8>, EncodingError> {
    let colours: Vec<u8> =
        pixels.data().as_chunks::<4>().0.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_deflate_compression(DeflateCompression::Level(2));
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&colours)?;
    writer.finish()?;
    Ok(bytes)
}
