//! Tables to pictures: `cargo bench -p charts`. All charts at once, as SVG and as PNG.

#[path = "../src/synthetic.rs"]
mod synthetic;

use charts::Settings;
use divan::Bencher;

fn main() {
    divan::main();
}

/// Workshops, themes and recommendations of the invented evidence.
const SHAPES: [(usize, usize, usize); 3] = [(3, 15, 45), (8, 40, 150), (40, 40, 250)];

fn invented((workshops, themes, recommendations): (usize, usize, usize)) -> corpus::Evidence {
    let shape = synthetic::Shape { workshops, themes, recommendations, label: 40, seed: 7 };
    synthetic::evidence(&shape)
}

#[divan::bench(args = SHAPES, sample_count = 10, sample_size = 1)]
fn svg(bencher: Bencher, shape: (usize, usize, usize)) {
    let evidence = invented(shape);
    bencher.bench(|| charts::draw(&evidence, &Settings::default()));
}

#[divan::bench(args = SHAPES, sample_count = 5, sample_size = 1)]
fn png(bencher: Bencher, shape: (usize, usize, usize)) {
    let drawn = charts::draw(&invented(shape), &Settings::default());
    bencher.bench(|| drawn.charts.iter().map(|c| charts::png(c, 2.0)).collect::<Vec<_>>());
}
