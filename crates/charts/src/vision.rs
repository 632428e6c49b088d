//! How colours look to people who see fewer of them, and how far apart they then are.

use crate::palette::{Colour, DISTINCT, Palette, strength, theme, workshop};
use crate::{Appearance, palette};

/// Simulated vision at severity 1, on linear RGB (Machado, Oliveira & Fernandes 2009, table 1).
const VIEWS: [(&str, [[f64; 3]; 3]); 4] = [
    ("normal", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

fn lab(colour: Colour, view: &[[f64; 3]; 3]) -> [f64; 3] {
    let rgb = colour.linear();
    let seen: Vec<f64> = view
        .iter()
        .map(|row| row.iter().zip(rgb).map(|(m, c)| m * c).sum::<f64>().clamp(0.0, 1.0))
        .collect();
    let xyz = [
        (0.412_456_4 * seen[0] + 0.357_576_1 * seen[1] + 0.180_437_5 * seen[2]) / 0.950_47,
        0.212_672_9 * seen[0] + 0.715_152_2 * seen[1] + 0.072_175_0 * seen[2],
        (0.019_333_9 * seen[0] + 0.119_192_0 * seen[1] + 0.950_304_1 * seen[2]) / 1.088_83,
    ];
    let f = xyz.map(|t| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 });
    [116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])]
}

/// CIEDE2000 (Sharma, Wu & Dalal 2005, equations 2–22).
fn ciede2000([l1, a1, b1]: [f64; 3], [l2, a2, b2]: [f64; 3]) -> f64 {
    let mean_chroma = f64::midpoint(a1.hypot(b1), a2.hypot(b2));
    let seventh = |c: f64| (c.powi(7) / (c.powi(7) + 25_f64.powi(7))).sqrt();
    let g = 0.5 * (1.0 - seventh(mean_chroma));
    let (a1, a2) = (a1 * (1.0 + g), a2 * (1.0 + g));
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let grey = c1 * c2 == 0.0;
    let mut dh = if grey { 0.0 } else { h2 - h1 };
    if dh > 180.0 {
        dh -= 360.0;
    } else if dh < -180.0 {
        dh += 360.0;
    }
    let (dl, dc) = (l2 - l1, c2 - c1);
    let dhue = 2.0 * (c1 * c2).sqrt() * (dh / 2.0).to_radians().sin();
    let (l, c) = (f64::midpoint(l1, l2), f64::midpoint(c1, c2));
    let h = if grey {
        h1 + h2
    } else if (h1 - h2).abs() <= 180.0 {
        f64::midpoint(h1, h2)
    } else {
        f64::midpoint(h1 + h2, if h1 + h2 < 360.0 { 360.0 } else { -360.0 })
    };
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(h - 30.0) + 0.24 * cos(2.0 * h) + 0.32 * cos(3.0 * h + 6.0)
        - 0.20 * cos(4.0 * h - 63.0);
    let turn = 30.0 * (-((h - 275.0) / 25.0).powi(2)).exp();
    let sl = 1.0 + 0.015 * (l - 50.0).powi(2) / (20.0 + (l - 50.0).powi(2)).sqrt();
    let (sc, sh) = (1.0 + 0.045 * c, 1.0 + 0.015 * c * t);
    let rotation = -(2.0 * turn).to_radians().sin() * 2.0 * seventh(c);
    let (x, y, z) = (dl / sl, dc / sc, dhue / sh);
    (x * x + y * y + z * z + rotation * y * z).sqrt()
}

/// The least difference between any two of these colours in any view, and where it is.
fn least(colours: &[Colour]) -> (f64, String) {
    let mut least = (f64::INFINITY, String::new());
    for (name, view) in &VIEWS {
        for (i, &a) in colours.iter().enumerate() {
            for &b in &colours[i + 1..] {
                let difference = ciede2000(lab(a, view), lab(b, view));
                if difference < least.0 {
                    least = (difference, format!("{a} and {b} with {name} vision"));
                }
            }
        }
    }
    least
}

#[test]
fn ciede2000_agrees_with_the_published_pairs() {
    // Sharma, Wu & Dalal (2005), table 1, pairs 1, 7 and 17.
    for (a, b, expected) in [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
    ] {
        assert!((ciede2000(a, b) - expected).abs() < 1e-4, "{}", ciede2000(a, b));
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures of docs/charts.md")]
fn eight_workshops_and_eight_themes_stay_apart_for_every_eye() {
    for appearance in [Appearance::Light, Appearance::Dark] {
        let sets = [("workshops", workshop as fn(usize, Appearance) -> Colour), ("themes", theme)];
        for (name, set) in sets {
            let colours: Vec<Colour> = (0..DISTINCT).map(|i| set(i, appearance)).collect();
            let (difference, place) = least(&colours);
            eprintln!("{appearance:?}, eight {name}: least difference {difference:.1}, {place}");
            // 2.3 is just noticeable (Mahy et al. 1994); four times that reads at a glance.
            assert!(difference > 9.5, "{difference:.1}: {place} ({appearance:?})");
        }
        let strengths: Vec<Colour> =
            corpus::Strength::ALL.iter().map(|&s| strength(s, appearance)).collect();
        let (difference, place) = least(&strengths);
        eprintln!("{appearance:?}, strengths: least difference {difference:.1}, {place}");
        assert!(difference > 9.5, "{difference:.1}: {place}");
    }
}

#[test]
fn colours_stand_out_from_the_ground() {
    for appearance in [Appearance::Light, Appearance::Dark] {
        let neutral = Palette::of(appearance);
        let ground = neutral.background;
        for i in 0..=DISTINCT {
            assert!(theme(i, appearance).contrast(ground) >= 3.0, "theme {i}");
        }
        for i in 0..DISTINCT {
            assert!(workshop(i, appearance).contrast(ground) >= 4.5, "workshop {i}");
        }
        for &s in corpus::Strength::ALL {
            assert!(palette::strength(s, appearance).contrast(ground) >= 2.9, "{s} {appearance:?}");
        }
        assert!(neutral.text.contrast(ground) >= 7.0 && neutral.muted.contrast(ground) >= 4.5);
        for step in 0..=20 {
            let fill = neutral.sequential(f64::from(step) / 20.0);
            assert!(neutral.text_on(fill).contrast(fill) >= 4.5, "{step} {fill}");
        }
    }
}
