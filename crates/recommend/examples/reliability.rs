//! Draws the reliability curve from the scores in a file of weights:
//! `reliability WEIGHTS.toml docs/reliability.svg`.
//!
//! Each point is a tenth of the score: across, the mean score of its sentences; up, the share of
//! them that are recommendations. On the diagonal a score keeps its word.

use plotters::prelude::*;
use recommend::weights::WeightsFile;

const SIZE: (u32, u32) = (560, 470);
const GREY: RGBColor = RGBColor(110, 110, 110);

/// A curve: what was scored, how, and its colour.
const CURVES: [(&str, &str, &str, RGBColor); 4] = [
    ("left_out_by_document", "rules", "rules, documents left out", RGBColor(0xB9, 0xC3, 0xCF)),
    ("not_learned_from", "rules", "rules, sentences not learned from", RGBColor(0x6B, 0x7F, 0x99)),
    (
        "left_out_by_document",
        "calibrated",
        "calibrated, documents left out",
        RGBColor(0xF0, 0xB9, 0x8D),
    ),
    (
        "not_learned_from",
        "calibrated",
        "calibrated, sentences not learned from",
        RGBColor(0xC4, 0x5A, 0x11),
    ),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(weights), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: reliability WEIGHTS.toml OUT.svg".into());
    };
    let file = WeightsFile::read(&std::fs::read_to_string(weights)?)?;
    let scores = file.scores.get("score").ok_or("the file has no scores; train without --quick")?;
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        let place = |x: f64, y: f64| (60 + (x * 360.0) as i32, 400 - (y * 360.0) as i32);
        let small = ("sans-serif", 13).into_font().color(&GREY);
        for tenth in 0..=5 {
            let at = f64::from(tenth) / 5.0;
            let light = RGBColor(228, 228, 228);
            root.draw(&PathElement::new([place(at, 0.0), place(at, 1.0)], light))?;
            root.draw(&PathElement::new([place(0.0, at), place(1.0, at)], light))?;
            let (x, y) = place(at, 0.0);
            root.draw(&Text::new(format!("{at:.1}"), (x - 9, y + 8), small.clone()))?;
            let (x, y) = place(0.0, at);
            root.draw(&Text::new(format!("{at:.1}"), (x - 28, y - 7), small.clone()))?;
        }
        root.draw(&PathElement::new([place(0.0, 0.0), place(1.0, 1.0)], GREY))?;
        root.draw(&Text::new("mean score", (205, 430), small.clone()))?;
        root.draw(&Text::new("share of recommendations", (20, 14), small.clone()))?;
        for (number, (set, method, label, colour)) in (0_i32..).zip(CURVES) {
            let Some(figures) = scores
                .get(set)
                .and_then(|all| all.as_array())
                .and_then(|all| all.iter().find(|f| f["method"].as_str() == Some(method)))
            else {
                continue;
            };
            let reliability = &figures["reliability"];
            let number_of = |bin: &toml::Value, name: &str| {
                bin[name]
                    .as_float()
                    .or_else(|| bin[name].as_integer().map(|n| n as f64))
                    .unwrap_or(0.0)
            };
            let bins = reliability["bins"].as_array().cloned().unwrap_or_default();
            let points: Vec<((i32, i32), f64)> = bins
                .iter()
                .map(|bin| {
                    (place(number_of(bin, "score"), number_of(bin, "share")), number_of(bin, "n"))
                })
                .collect();
            root.draw(&PathElement::new(
                points.iter().map(|(at, _)| *at).collect::<Vec<_>>(),
                colour.stroke_width(2),
            ))?;
            for (at, n) in &points {
                // The area stands for the number of sentences.
                let radius = (n.sqrt() * 0.6).clamp(2.5, 11.0) as i32;
                root.draw(&Circle::new(*at, radius, colour.filled()))?;
            }
            let y = 300 + number * 18;
            root.draw(&Circle::new((232, y + 7), 4, colour.filled()))?;
            let error = number_of(reliability, "calibration_error");
            let text = format!("{label}: error {error:.3}");
            root.draw(&Text::new(text, (242, y), small.clone()))?;
        }
        root.present()?;
    }
    std::fs::write(out, svg)?;
    Ok(())
}
