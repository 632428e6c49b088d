//! Time and memory of clustering many texts: `bench_large [TEXTS] [TOPICS] [FILE]`, under `time -v`.
//!
//! The vectors are invented: one direction per topic, topics of uneven size around common
//! directions, noise on top, 384 numbers each. FILE is written with them, row after row as
//! little-endian f32, for other programs to cluster.

use std::io::Write;
use std::time::Instant;

use cluster::{Settings, cluster, measures};
use corpus::{Level, Recommendation};
use ndarray::{Array2, Axis};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[expect(clippy::print_stdout, reason = "the figures are the point")]
fn main() {
    let number = |at: usize, otherwise: usize| {
        std::env::args().nth(at).and_then(|n| n.parse().ok()).unwrap_or(otherwise)
    };
    let (texts, topics) = (number(1, 100_000), number(2, 120));
    let mut random = ChaCha8Rng::seed_from_u64(4);
    let mut draw = || random.random::<f32>() - 0.5;
    let families = Array2::from_shape_simple_fn((12, 384), &mut draw);
    let mut centres = Array2::from_shape_simple_fn((topics, 384), &mut draw);
    for (at, mut centre) in centres.rows_mut().into_iter().enumerate() {
        centre += &families.row(at % 12);
    }
    let mut rows = Array2::from_shape_simple_fn((texts, 384), || draw() * 1.6);
    let mut truth = Vec::with_capacity(texts);
    let mut recommendations = Vec::with_capacity(texts);
    for (at, mut row) in rows.rows_mut().into_iter().enumerate() {
        // A few large topics, many small ones.
        let share = (at as f64 * 0.618_033_988_75).fract();
        let topic = ((share * share) * topics as f64) as usize;
        row += &centres.row(topic);
        truth.push(topic);
        recommendations.push(Recommendation {
            sentence_id: format!("r{at}"),
            text: format!("Towns should mend harbour {topic} and its quay number {at} by spring."),
            score: 1.0,
            cue: "should".to_owned(),
            ..Recommendation::default()
        });
    }
    for mut row in rows.axis_iter_mut(Axis(0)) {
        let norm = row.dot(&row).sqrt();
        row /= norm;
    }
    if let Some(path) = std::env::args().nth(3) {
        let file = std::fs::File::create(path).expect("the file can be made");
        let mut file = std::io::BufWriter::new(file);
        for number in &rows {
            file.write_all(&number.to_le_bytes()).expect("the file can be written");
        }
        file.flush().expect("the file can be written");
    }
    let started = Instant::now();
    let found = cluster(&recommendations, &[], rows.view(), &Settings::default());
    let seconds = started.elapsed().as_secs_f64();
    let mut fine = vec![0; texts];
    let mut best = vec![0.0_f32; texts];
    for soft in found.theme_memberships.iter().filter(|m| m.level == Level::Fine) {
        let at: usize = soft.sentence_id[1..].parse().unwrap_or(0);
        if soft.membership > best[at] {
            (best[at], fine[at]) = (soft.membership, soft.theme_id as usize);
        }
    }
    let count = |level| found.themes.iter().filter(|t| t.level == level).count();
    println!(
        "{texts} texts, {topics} topics: {seconds:.1} s; {} fine, {} medium, {} coarse themes; ARI {:.3}",
        count(Level::Fine),
        count(Level::Medium),
        count(Level::Coarse),
        measures::ari(&fine, &truth)
    );
}
