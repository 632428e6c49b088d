//! What the person who waits sees: a bar on a terminal, plain lines elsewhere, nothing if quiet.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use corpus::StageTiming;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Reports stages as they go.
pub struct Progress {
    quiet: bool,
    terminal: bool,
}

impl Progress {
    /// Speaks on stderr unless `quiet`.
    pub fn new(quiet: bool) -> Self {
        Self { quiet, terminal: std::io::stderr().is_terminal() }
    }

    /// Runs a stage: shows it, times it, and closes with the line it returns.
    pub fn stage(
        &self,
        name: &str,
        work: impl FnOnce(&Ticker) -> anyhow::Result<String>,
    ) -> anyhow::Result<StageTiming> {
        let ticker = Ticker { bar: self.bar(name) };
        let begun = Instant::now();
        let result = work(&ticker);
        let seconds = begun.elapsed().as_secs_f64();
        ticker.bar.finish_and_clear();
        self.line(&format!("{name:<10} {:<60} {seconds:>6.2} s", result?));
        Ok(StageTiming { stage: name.to_owned(), seconds: (seconds * 1000.0).round() / 1000.0 })
    }

    /// A line on stderr.
    pub fn line(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr(), "{}", text.trim_end());
        }
    }

    /// A line on stderr that even `--quiet` shows: the caller must know it.
    #[expect(clippy::unused_self, reason = "reads as what it is: progress that warns")]
    pub fn warn(&self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    fn bar(&self, name: &str) -> ProgressBar {
        if self.quiet || !self.terminal {
            return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {msg:<10} {wide_bar} {pos}/{len}")
        {
            bar.set_style(style);
        }
        bar.set_message(name.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }
}

/// Moves the bar of one stage.
pub struct Ticker {
    bar: ProgressBar,
}

impl Ticker {
    /// `done` of `all` pieces are done.
    pub fn at(&self, done: usize, all: usize) {
        self.bar.set_length(all as u64);
        self.bar.set_position(done as u64);
    }
}
