//! Rows with a label at the left (or above, in a narrow column): what most charts are made of.

use crate::Size;
use crate::canvas::{Anchor, Area, Type, block_height};
use crate::frame::Frame;
use crate::wrap::wrap;

/// Where the labels of rows stand.
pub struct Gutter {
    /// Width kept at the left; 0 where the labels stand above their rows.
    pub width: f64,
    /// Whether labels stand above.
    pub above: bool,
    look: Type,
    lines: usize,
    room: f64,
}

impl Gutter {
    /// A gutter for these labels, at most `share` of the width.
    pub fn new(frame: &Frame, labels: &[&str], share: f64, look: Type, lines: usize) -> Self {
        let above = frame.size == Size::Column;
        let body = frame.body.width();
        let widest = labels.iter().map(|l| look.width(l)).fold(0.0, f64::max);
        let most = body * share;
        // A label that would need one more line than two is better off with the full width.
        let room = if above { body } else { widest.min(most) };
        Self { width: if above { 0.0 } else { room + look.size }, above, look, lines, room }
    }

    /// The label's lines.
    pub fn wrap(&self, label: &str) -> Vec<String> {
        // A hair of room against rounding.
        wrap(label, self.room + 0.1, self.look.size, self.look.bold, self.lines)
    }

    /// Height that a row needs whose marks need `marks`.
    pub fn row_height(&self, label: &[String], marks: f64) -> f64 {
        let text = block_height(label.len(), self.look.size);
        if self.above { text + self.look.size * 0.35 + marks } else { text.max(marks) }
    }

    /// Draws the label of a row and gives the middle of the room for its marks.
    pub fn draw(&self, frame: &mut Frame, label: &[String], top: f64, height: f64) -> f64 {
        let left = frame.body.left;
        if self.above {
            let bottom = frame.canvas.lines(left, top, label, &self.look);
            let below = bottom + self.look.size * 0.35;
            f64::midpoint(below, top + height)
        } else {
            let look = self.look.anchored(Anchor::End);
            let middle = top + height / 2.0;
            frame.canvas.lines_centred(left + self.width - self.look.size, middle, label, &look);
            middle
        }
    }
}

/// Bands under every other row, which lead the eye from the label to the marks.
pub fn bands(frame: &mut Frame, top: f64, heights: &[f64]) {
    let mut y = top;
    for (i, height) in heights.iter().enumerate() {
        if i % 2 == 0 {
            let band = Area {
                left: frame.body.left - frame.base() * 0.4,
                top: y,
                right: frame.body.right,
                bottom: y + height,
            };
            frame.canvas.rect(band, 3.0, frame.palette.grid, 0.45);
        }
        y += height;
    }
}
