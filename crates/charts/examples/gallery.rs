//! Writes every chart as SVG and PNG: `gallery OUTDIR [EVIDENCE.json]`.
//!
//! Without evidence it invents some: `WORKSHOPS`, `THEMES`, `RECOMMENDATIONS`, `LABEL` set its
//! shape; `KEEP` names a file to write it to. `SIZE` is slide, page or column, `THEME` light or
//! dark.

#![allow(missing_docs, clippy::print_stdout)]

#[path = "../src/synthetic.rs"]
mod synthetic;

use std::path::PathBuf;
use std::time::Instant;

use charts::{Appearance, Settings, Size};
use rayon::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = PathBuf::from(arguments.next().ok_or("usage: gallery OUTDIR [EVIDENCE.json]")?);
    let number = |name: &str, otherwise: usize| {
        std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(otherwise)
    };
    let evidence = match arguments.next() {
        Some(path) => serde_json::from_slice(&std::fs::read(path)?)?,
        None => synthetic::evidence(&synthetic::Shape {
            workshops: number("WORKSHOPS", 3),
            themes: number("THEMES", 12),
            recommendations: number("RECOMMENDATIONS", 120),
            label: number("LABEL", 40),
            seed: number("SEED", 7) as u64,
        }),
    };
    let settings = Settings {
        appearance: match std::env::var("THEME").as_deref() {
            Ok("dark") => Appearance::Dark,
            _ => Appearance::Light,
        },
        size: match std::env::var("SIZE").as_deref() {
            Ok("slide") => Size::Slide,
            Ok("column") => Size::Column,
            _ => Size::Page,
        },
    };
    std::fs::create_dir_all(&out)?;
    if let Some(path) = std::env::var_os("KEEP") {
        std::fs::write(path, serde_json::to_vec(&evidence)?)?;
    }
    let start = Instant::now();
    let drawn = charts::draw(&evidence, &settings);
    println!("drawn in {:?}", start.elapsed());
    let start = Instant::now();
    let scale = std::env::var("SCALE").ok().and_then(|v| v.parse().ok()).unwrap_or(2.0);
    drawn.charts.par_iter().try_for_each(|chart| {
        std::fs::write(out.join(format!("{}.svg", chart.name)), &chart.svg)
            .map_err(|e| e.to_string())?;
        let png = charts::png(chart, scale).map_err(|e| e.to_string())?;
        std::fs::write(out.join(format!("{}.png", chart.name)), png).map_err(|e| e.to_string())
    })?;
    println!("PNG in {:?}", start.elapsed());
    for chart in &drawn.charts {
        println!(
            "{:17} {}×{} {:4} kB  {}",
            chart.name,
            chart.width,
            chart.height,
            chart.svg.len() / 1000,
            chart.title
        );
    }
    for left in &drawn.left_out {
        println!("{:17} left out: {}", left.chart, left.reason);
    }
    Ok(())
}
