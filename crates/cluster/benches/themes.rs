//! Vectors to themes: `cargo bench -p cluster`.
//!
//! `partition` is the clustering alone, `cluster` has names, stability and map on top. For the
//! time at 100,000 vectors see the example `bench_large`.

use cluster::{Settings, cluster, partition};
use corpus::Recommendation;
use divan::Bencher;
use divan::counter::ItemsCount;
use ndarray::{Array2, Axis};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn main() {
    divan::main();
}

const TOPICS: usize = 40;
const THINGS: [&str; 8] =
    ["quay", "lantern", "ferry", "timetable", "dredger", "pilot", "buoy", "customs hall"];

/// Recommendations on uneven topics, and unit vectors of 384 numbers around one direction each.
fn invented(texts: usize) -> (Vec<Recommendation>, Array2<f32>) {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    let mut draw = || random.random::<f32>() - 0.5;
    let centres = Array2::from_shape_simple_fn((TOPICS, 384), &mut draw);
    let mut rows = Array2::from_shape_simple_fn((texts, 384), || draw() * 1.6);
    let mut recommendations = Vec::with_capacity(texts);
    for (at, mut row) in rows.axis_iter_mut(Axis(0)).enumerate() {
        let share = (at as f64 * 0.618_033_988_75).fract();
        let topic = (share * share * TOPICS as f64) as usize;
        row += &centres.row(topic);
        let norm = row.dot(&row).sqrt();
        row /= norm;
        let (one, other) = (THINGS[topic % 8], THINGS[(topic / 8 + at) % 8]);
        recommendations.push(Recommendation {
            sentence_id: format!("r{at}"),
            text: format!("Towns should mend the {one} of pier {topic} beside their {other}."),
            score: 1.0,
            cue: "should".to_owned(),
            ..Recommendation::default()
        });
    }
    (recommendations, rows)
}

#[divan::bench(args = [137, 1500, 10_000], sample_count = 5, sample_size = 1)]
fn partition_alone(bencher: Bencher, texts: usize) {
    let (recommendations, vectors) = invented(texts);
    bencher
        .counter(ItemsCount::new(texts))
        .bench(|| partition(&recommendations, vectors.view(), &Settings::default()));
}

#[divan::bench(args = [137, 1500, 10_000], sample_count = 5, sample_size = 1)]
fn everything(bencher: Bencher, texts: usize) {
    let (recommendations, vectors) = invented(texts);
    bencher
        .counter(ItemsCount::new(texts))
        .bench(|| cluster(&recommendations, &[], vectors.view(), &Settings::default()));
}
