//! The embedded fonts: what they measure and what draws them.
//!
//! No font of the machine is ever looked at, so that a chart is the same everywhere. Inter serves
//! Latin, Greek, Cyrillic and Vietnamese; a part of DejaVu Sans the Arabic, Hebrew, Armenian,
//! Georgian and Lao scripts; a part of Noto Sans SC Chinese and kana.

use std::sync::{Arc, LazyLock};

use ab_glyph::{Font as _, FontRef};
use resvg::usvg::fontdb;

/// Regular weight of the text face (SIL Open Font License 1.1), TrueType.
pub const REGULAR: &[u8] = include_bytes!("../assets/Inter-Regular.ttf");
/// Semi-bold weight of the text face.
pub const SEMI_BOLD: &[u8] = include_bytes!("../assets/Inter-SemiBold.ttf");
const DEJAVU: &[u8] = include_bytes!("../assets/DejaVuSans.ttf");
const NOTO_SC: &[u8] = include_bytes!("../assets/NotoSansSC-subset.ttf");

/// The value of `font-family` in every chart.
pub const FAMILY: &str =
    "Inter, 'Noto Sans', 'Helvetica Neue', Arial, 'DejaVu Sans', 'Noto Sans SC', sans-serif";

/// Height of capitals and ascenders over the baseline, in em.
pub const ASCENT: f64 = 0.80;
/// Depth of descenders under the baseline, in em.
pub const DESCENT: f64 = 0.22;
/// From one baseline to the next, in em.
pub const LINE: f64 = 1.28;

struct Faces {
    regular: Vec<FontRef<'static>>,
    bold: Vec<FontRef<'static>>,
}

static FACES: LazyLock<Faces> = LazyLock::new(|| {
    let load = |files: [&'static [u8]; 3]| {
        files.into_iter().filter_map(|bytes| FontRef::try_from_slice(bytes).ok()).collect()
    };
    Faces { regular: load([REGULAR, DEJAVU, NOTO_SC]), bold: load([SEMI_BOLD, DEJAVU, NOTO_SC]) }
});

/// The font database that turns an SVG into pixels.
pub(crate) static DATABASE: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut database = fontdb::Database::new();
    for bytes in [REGULAR, SEMI_BOLD, DEJAVU, NOTO_SC] {
        database.load_font_data(bytes.to_vec());
    }
    database.set_sans_serif_family("Inter");
    Arc::new(database)
});

/// Width of a text in pixels at a type size in pixels: the sum of the advances, without kerning,
/// which would only take away.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let faces = if bold { &FACES.bold } else { &FACES.regular };
    text.chars().map(|c| advance(faces, c)).sum::<f64>() * size
}

fn advance(faces: &[FontRef<'static>], c: char) -> f64 {
    for face in faces {
        let glyph = face.glyph_id(c);
        if glyph.0 != 0 {
            let em = face.units_per_em().unwrap_or(1000.0);
            return f64::from(face.h_advance_unscaled(glyph) / em);
        }
    }
    // No face has it: what stands in for it elsewhere is at most a full square.
    1.0
}
