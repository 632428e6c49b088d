//! The colours, one place for charts and page.
//!
//! Eight colours for workshops and eight for themes, each set found by search in OKLCH for the
//! greatest least CIEDE2000 difference seen with normal vision and with protanopia, deuteranopia
//! and tritanopia (Machado, Oliveira & Fernandes 2009, severity 1), under the condition of at
//! least 4.5:1 (workshops, which also colour text) and 3:1 (themes) against the background
//! (WCAG 2.2). Beyond eight no palette stays distinguishable: [`Palette::other`] then
//! takes over and charts label directly.

use std::fmt;

use corpus::Strength;

use crate::Appearance;

/// A colour in sRGB, shown as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    const fn hex(rgb: u32) -> Self {
        Self((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
    }

    /// Relative luminance, 0 (black) … 1 (white) (WCAG 2.2).
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Linear-light red, green and blue, 0…1.
    pub fn linear(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// Contrast ratio of two colours, 1 … 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// This colour laid over another with an opacity of 0…1.
    #[must_use]
    pub fn over(self, under: Self, opacity: f64) -> Self {
        let mix = |a: u8, b: u8| {
            (f64::from(a) * opacity + f64::from(b) * (1.0 - opacity)).round().clamp(0.0, 255.0)
                as u8
        };
        Self(mix(self.0, under.0), mix(self.1, under.1), mix(self.2, under.2))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// How many workshops, or themes, have a colour of their own.
pub const DISTINCT: usize = 8;

const WORKSHOP_LIGHT: [u32; DISTINCT] =
    [0x28_738a, 0xc5_4a05, 0x54_18a5, 0x10_553a, 0xa1_636b, 0x6f_0000, 0x6a_5ee7, 0x4e_274b];
const WORKSHOP_DARK: [u32; DISTINCT] =
    [0x97_bbe4, 0xed_5f18, 0xa6_70f3, 0x82_9c6f, 0xbf_789d, 0xfb_c031, 0xa9_eee5, 0xdd_e4af];
const THEME_LIGHT: [u32; DISTINCT] =
    [0x00_a084, 0xd6_7b19, 0x4e_47a8, 0x95_2755, 0x3d_727f, 0xb4_77d7, 0xa8_6654, 0x6c_550a];
const THEME_DARK: [u32; DISTINCT] =
    [0x90_e2e4, 0xb4_b136, 0x82_5eb9, 0xb1_8c9e, 0x60_7d65, 0x98_a5f0, 0xe8_cbaf, 0x97_6b15];

/// Colour of the workshop at a position of `Evidence::workshops()`, from 0; grey beyond eight.
pub fn workshop(index: usize, appearance: Appearance) -> Colour {
    let set = match appearance {
        Appearance::Light => &WORKSHOP_LIGHT,
        Appearance::Dark => &WORKSHOP_DARK,
    };
    set.get(index).map_or_else(|| Palette::of(appearance).other, |&rgb| Colour::hex(rgb))
}

/// Colour of the theme with a rank of `index + 1` at the medium level; grey beyond eight.
pub fn theme(index: usize, appearance: Appearance) -> Colour {
    let set = match appearance {
        Appearance::Light => &THEME_LIGHT,
        Appearance::Dark => &THEME_DARK,
    };
    set.get(index).map_or_else(|| Palette::of(appearance).other, |&rgb| Colour::hex(rgb))
}

/// Colour of a strength: one hue, the firmer the farther from the background.
pub fn strength(strength: Strength, appearance: Appearance) -> Colour {
    Colour::hex(match (appearance, strength) {
        (Appearance::Light, Strength::Must) => 0x12_3b4d,
        (Appearance::Light, Strength::Should) => 0x3f_7990,
        (Appearance::Light, Strength::Could) => 0x7d_98a3,
        (Appearance::Dark, Strength::Must) => 0xd3_eaf4,
        (Appearance::Dark, Strength::Should) => 0x7f_b2c7,
        (Appearance::Dark, Strength::Could) => 0x50_7585,
    })
}

/// The neutral colours of an appearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The ground everything stands on.
    pub background: Colour,
    /// Titles and labels.
    pub text: Colour,
    /// Subtitles, ticks and sources; still 4.5:1 against the background.
    pub muted: Colour,
    /// Axis lines and leaders.
    pub line: Colour,
    /// Grid lines and bands, barely there.
    pub grid: Colour,
    /// What has no colour of its own.
    pub other: Colour,
    /// The one strong colour where nothing is told apart.
    pub accent: Colour,
}

impl Palette {
    /// The neutral colours of an appearance.
    pub const fn of(appearance: Appearance) -> Self {
        match appearance {
            Appearance::Light => Self {
                background: Colour(255, 255, 255),
                text: Colour::hex(0x1c_2126),
                muted: Colour::hex(0x5a_636d),
                line: Colour::hex(0x8a_939c),
                grid: Colour::hex(0xe7_eaed),
                other: Colour::hex(0x7f_8890),
                accent: Colour::hex(0x28_738a),
            },
            Appearance::Dark => Self {
                background: Colour::hex(0x16_1a20),
                text: Colour::hex(0xf0_f3f5),
                muted: Colour::hex(0xa9_b3bd),
                line: Colour::hex(0x6b_7681),
                grid: Colour::hex(0x2b_323a),
                other: Colour::hex(0x88_929c),
                accent: Colour::hex(0x7f_b2c7),
            },
        }
    }

    /// Text colour that reads on a fill: the better of the ink and the background.
    pub fn text_on(&self, fill: Colour) -> Colour {
        // Of pure black and white one always reaches 4.58:1; softer ends would fail mid-tones.
        let black = Colour(0, 0, 0);
        let white = Colour(255, 255, 255);
        if black.contrast(fill) >= white.contrast(fill) { black } else { white }
    }

    /// A step of the sequential scale, 0 (background tint) … 1 (strongest).
    pub fn sequential(&self, value: f64) -> Colour {
        let value = if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 };
        // Even steps in opacity look uneven at the light end; a root spreads the small shares.
        self.accent.over(self.background, 0.04 + 0.96 * value.powf(0.8))
    }
}
