//! Whether intervals and tests keep their promises, on corpora whose truth is known. A short
//! version runs always; `PLENARY_SOAK=1 cargo test --release -p compare --test simulation --
//! --nocapture` runs the long one and prints its figures.
#![expect(clippy::print_stdout, reason = "the figures are what the long run is for")]

use compare::simulate::{Coverage, World, coverage, discoveries};

const SHARES: [f64; 8] = [0.30, 0.20, 0.15, 0.10, 0.10, 0.08, 0.05, 0.02];

fn long() -> bool {
    std::env::var_os("PLENARY_SOAK").is_some()
}

fn alike(recommendations: usize, paragraph: f64, correlation: f64) -> World {
    World {
        shares: vec![SHARES.to_vec(); 3],
        recommendations: vec![recommendations; 3],
        paragraph,
        correlation,
    }
}

/// Mean coverage by true share over the three workshops.
fn by_share(cells: &[Coverage]) -> Vec<Coverage> {
    let themes = SHARES.len();
    (0..themes)
        .map(|theme| {
            let of: Vec<&Coverage> = cells.iter().skip(theme).step_by(themes).collect();
            let n = of.len() as f64;
            Coverage {
                share: of[0].share,
                covered: of.iter().map(|c| c.covered).sum::<f64>() / n,
                width: of.iter().map(|c| c.width).sum::<f64>() / n,
                narrowest: of.iter().map(|c| c.narrowest).fold(f64::INFINITY, f64::min),
            }
        })
        .collect()
}

#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    let runs = if long() { 5000 } else { 300 };
    // Three standard errors of a coverage that is averaged over three workshops.
    let slack = 3.0 * (0.05 * 0.95 / (3.0 * runs as f64)).sqrt();
    let mut all = Vec::new();
    for (recommendations, paragraph, correlation) in
        [(30, 1.0, 0.0), (45, 2.0, 0.0), (45, 2.0, 0.2), (45, 2.0, 0.5), (120, 3.0, 0.2)]
    {
        let world = alike(recommendations, paragraph, correlation);
        let cells = by_share(&coverage(&world, runs, 11));
        println!("n = {recommendations}, paragraphs of {paragraph}, correlation {correlation}");
        for cell in &cells {
            println!(
                "  share {:.2}: coverage {:.3}, mean width {:.3}, narrowest {:.3}",
                cell.share, cell.covered, cell.width, cell.narrowest
            );
            assert!(cell.narrowest > 0.0);
            if cell.share >= 0.05 {
                assert!(cell.covered >= 0.93 - slack, "{world:?} {cell:?}");
                all.push(cell.covered);
            }
        }
    }
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    println!("mean coverage at shares of .05 and more: {mean:.4}");
    assert!((0.93..=0.97).contains(&mean), "{mean}");
}

#[test]
fn false_discoveries_stay_below_their_rate() {
    let (runs, resamples) = if long() { (2000, 1999) } else { (150, 399) };
    let slack = 3.0 * (0.05 * 0.95 / runs as f64).sqrt();
    for (paragraph, correlation) in [(1.0, 0.0), (2.0, 0.3), (3.0, 0.5)] {
        let none = discoveries(&alike(60, paragraph, correlation), runs, resamples, 0.05, 5);
        println!("no difference, paragraphs of {paragraph}, correlation {correlation}: {none:?}");
        assert!(none.any_false <= 0.05 + slack, "{none:?}");

        // Two themes change places in the second workshop against the first.
        let mut world = alike(60, paragraph, correlation);
        world.shares.truncate(2);
        world.recommendations.truncate(2);
        world.shares[0][0] += 0.15;
        world.shares[0][1] -= 0.15;
        world.shares[1][0] -= 0.15;
        world.shares[1][1] += 0.15;
        let some = discoveries(&world, runs, resamples, 0.05, 6);
        println!(
            "two themes differ, paragraphs of {paragraph}, correlation {correlation}: {some:?}"
        );
        assert!(some.false_rate <= 0.05 + slack, "{some:?}");
        assert!(some.power > 0.3, "{some:?}");
    }
}
