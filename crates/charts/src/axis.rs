//! Linear scales with round ticks (plotters' own), and how numbers are written.

use plotters::coord::ranged1d::{KeyPointHint, KeyPointWeight, Ranged};
use plotters::coord::types::RangedCoordf64;

pub use corpus::phrase::{percent, thousands as count};

use crate::canvas::{Anchor, Canvas, Tag, Type};
use crate::palette::Palette;

/// A value axis laid over a stretch of pixels.
#[derive(Clone)]
pub struct Scale {
    coordinate: RangedCoordf64,
    /// Smallest value.
    pub low: f64,
    /// Largest value.
    pub high: f64,
    /// Pixel of the smallest value.
    pub from: f64,
    /// Pixel of the largest value.
    pub to: f64,
}

impl Scale {
    /// A scale from `low` to `high`; a range that is empty or not finite becomes 0…1.
    pub fn new(low: f64, high: f64, from: f64, to: f64) -> Self {
        let sound = low.is_finite() && high.is_finite() && high - low > 1e-9;
        let (low, high) = if sound { (low, high) } else { (0.0, 1.0) };
        Self { coordinate: (low..high).into(), low, high, from, to }
    }

    /// The pixel of a value; values off the scale stay at its end.
    pub fn at(&self, value: f64) -> f64 {
        let value = if value.is_finite() { value.clamp(self.low, self.high) } else { self.low };
        // Plotters maps to whole numbers: thousandths of a pixel are whole enough.
        let limits = ((self.from * 1000.0) as i32, (self.to * 1000.0) as i32);
        f64::from(self.coordinate.map(&value, limits)) / 1000.0
    }

    /// Round values, at most `most` of them.
    pub fn ticks(&self, most: usize) -> Vec<f64> {
        self.coordinate.key_points(Whole(most.max(2)))
    }

    /// Vertical grid lines from `top` to `bottom` with the ticks' labels below.
    pub fn draw_below(
        &self,
        canvas: &mut Canvas,
        palette: &Palette,
        (top, bottom): (f64, f64),
        look: &Type,
        write: &dyn Fn(f64) -> String,
    ) {
        canvas.tag(Tag::class("axis"));
        let mut free = f64::NEG_INFINITY;
        let mut ticks = self.ticks((((self.to - self.from).abs() / 70.0) as usize).clamp(3, 11));
        // Left to right, also where the scale runs the other way.
        ticks.sort_by(|a, b| self.at(*a).total_cmp(&self.at(*b)));
        for tick in ticks {
            let x = self.at(tick);
            canvas.line((x, top), (x, bottom), 1.0, palette.grid);
            let look = look.anchored(Anchor::Middle);
            let text = write(tick);
            let area = Canvas::measure(x, bottom + look.size * 1.25, &text, &look);
            if area.left > free && area.right < canvas.width {
                canvas.text(x, bottom + look.size * 1.25, &text, &look);
                free = area.right + 4.0;
            }
        }
        canvas.untag();
    }
}

struct Whole(usize);

impl KeyPointHint for Whole {
    fn max_num_points(&self) -> usize {
        self.0
    }

    fn weight(&self) -> KeyPointWeight {
        KeyPointWeight::Any
    }

    fn bold_points(&self) -> usize {
        self.0
    }
}

/// A number with two decimals; a dash where it is none.
pub fn decimals(value: f64) -> String {
    if value.is_finite() { format!("{value:.2}") } else { "–".to_owned() }
}

/// A count with its noun: `1 theme`, `12 themes`.
pub fn counted(value: usize, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", count(value), if value == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_map_their_ends_and_survive_nonsense() {
        let scale = Scale::new(0.0, 0.4, 100.0, 500.0);
        assert!((scale.at(0.0) - 100.0).abs() < 0.01 && (scale.at(0.4) - 500.0).abs() < 0.01);
        assert!((scale.at(0.1) - 200.0).abs() < 0.01);
        assert!(scale.ticks(5).len() <= 5 && scale.ticks(5).len() >= 2);
        assert!(Scale::new(f64::NAN, 0.0, 0.0, 10.0).at(f64::NAN).is_finite());
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(decimals(f64::NAN), "–");
        assert_eq!(counted(1, "theme", "themes"), "1\u{a0}theme");
    }
}
