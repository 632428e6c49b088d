//! Dots with intervals: a share of something by workshop, row by row.

use crate::axis::{Scale, percent};
use crate::canvas::{Anchor, Tag};
use crate::frame::Frame;
use crate::gallery::rows::Gutter;
use crate::palette;
use crate::view::View;
use crate::wrap::{clean, fit};

/// A row of dots.
pub struct Row {
    /// What the row is about.
    pub label: String,
    /// Its theme, where it is one.
    pub theme: Option<u32>,
    /// One dot per workshop.
    pub dots: Vec<Dot>,
}

/// A share with its interval.
pub struct Dot {
    /// Position in `Evidence::workshops()`.
    pub workshop: usize,
    /// The workshop's label.
    pub label: String,
    /// Share 0…1.
    pub share: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
    /// For example `12 of 140`.
    pub count: String,
    /// Whether it stands out from the others beyond chance.
    pub marked: bool,
    /// A share to compare with, drawn as an upright stroke.
    pub reference: Option<f64>,
}

/// Draws the rows with their axis; gives the bottom.
pub fn draw(frame: &mut Frame, view: &View<'_>, mut rows: Vec<Row>, axis: &str) -> f64 {
    let base = frame.base();
    let few = view.few_workshops();
    if few && view.workshops.len() > 1 {
        frame.key(&view.workshop_key(frame.appearance));
    }
    let lanes = if few { view.workshops.len().max(1) } else { 1 };
    let reserve = base * 4.2;
    let least = if few { (lanes as f64 * 5.0 + 6.0).max(base * 1.5) } else { base * 1.7 };
    let fits = frame.rows_that_fit(rows.len(), least, reserve);
    if fits < rows.len() {
        frame.note(format!(
            "The first {fits} of {} rows are shown; the tables hold all",
            rows.len()
        ));
        rows.truncate(fits);
    }
    let lane = if few {
        let usual = if rows.len() > 24 { 6.0 } else { base * 0.66 };
        let pitch = frame.pitch(rows.len(), f64::INFINITY, base * 5.0, reserve);
        usual.min((pitch - 6.0) / lanes as f64)
    } else {
        base
    };
    let marks = (lanes as f64 * lane + base * 0.75)
        .min(frame.pitch(rows.len(), f64::INFINITY, base * 5.0, reserve) - 2.0);
    let slide = frame.body.bottom.is_finite();
    let label_look =
        if slide && marks < base * 1.4 { frame.plain().sized(base * 0.85) } else { frame.plain() };
    let lines = if slide {
        (((marks / label_look.size - 1.02) / crate::font::LINE) as usize + 1).clamp(1, 3)
    } else {
        3
    };
    let labels: Vec<&str> = rows.iter().map(|r| r.label.as_str()).collect();
    let gutter = Gutter::new(frame, &labels, if slide { 0.4 } else { 0.34 }, label_look, lines);
    let wrapped: Vec<Vec<String>> = rows.iter().map(|r| gutter.wrap(&r.label)).collect();
    let gap = if slide { 1.0 } else { base * 0.3 };
    let heights: Vec<f64> = wrapped.iter().map(|l| gutter.row_height(l, marks) + gap).collect();

    let left = frame.body.left + gutter.width;
    let tail = if few { base * 1.4 } else { frame.body.width() * 0.2 };
    let most = rows.iter().flat_map(|r| &r.dots).map(|d| if few { d.high } else { d.share });
    let most = most.filter(|v| v.is_finite()).fold(0.02, f64::max).min(1.0);
    let scale = Scale::new(0.0, most * 1.02, left + base * 0.5, frame.body.right - tail);
    let top = frame.body.top;
    let bottom = top + heights.iter().sum::<f64>();
    let palette = frame.palette;
    let small = frame.small();
    // Bands under every other row lead the eye from the label to the dots.
    let mut y = top;
    for (i, height) in heights.iter().enumerate() {
        if i % 2 == 0 {
            let band = crate::canvas::Area {
                left: frame.body.left - base * 0.4,
                top: y,
                right: frame.body.right,
                bottom: y + height,
            };
            frame.canvas.rect(band, 3.0, palette.grid, 0.45);
        }
        y += height;
    }
    scale.draw_below(&mut frame.canvas, &palette, (top, bottom), &small, &percent);
    let axis_lines = crate::wrap::wrap(axis, frame.body.right - left, small.size, false, 2);
    let axis_left = if gutter.above { frame.body.left } else { left + base * 0.5 };
    let end = frame.canvas.lines(axis_left, bottom + small.size * 1.9, &axis_lines, &small);

    let mut y = top;
    for ((row, label), height) in rows.iter().zip(&wrapped).zip(&heights) {
        let mut tag = Tag::class("row");
        tag.theme = row.theme;
        frame.canvas.tag(tag.clone());
        let middle = gutter.draw(frame, label, y, *height);
        if few {
            draw_lanes(frame, &scale, row, middle, lane, &tag);
        } else {
            draw_spread(frame, &scale, row, middle, &tag);
        }
        y += height;
    }
    frame.canvas.untag();
    end
}

/// A lane for each workshop, with its interval.
fn draw_lanes(frame: &mut Frame, scale: &Scale, row: &Row, middle: f64, lane: f64, tag: &Tag) {
    let lanes = row.dots.len() as f64;
    let radius = (lane * 0.42).clamp(2.4, frame.base() * 0.36);
    for (i, dot) in row.dots.iter().enumerate() {
        let y = middle + (i as f64 - (lanes - 1.0) / 2.0) * lane;
        let colour = palette::workshop(dot.workshop, frame.appearance);
        frame.canvas.tag(dot_tag(dot, row, tag));
        let (low, high) = (scale.at(dot.low.min(dot.share)), scale.at(dot.high.max(dot.share)));
        frame.canvas.path(vec![(low, y), (high, y)], 1.6, colour, 0.6);
        if let Some(reference) = dot.reference.filter(|r| r.is_finite()) {
            let x = scale.at(reference);
            frame.canvas.line((x, y - lane * 0.45), (x, y + lane * 0.45), 1.8, colour);
        }
        frame.canvas.glyph(dot.workshop, scale.at(dot.share), y, radius, colour, 1.0);
    }
}

/// All workshops on one line; the highest is named.
fn draw_spread(frame: &mut Frame, scale: &Scale, row: &Row, y: f64, tag: &Tag) {
    let palette = frame.palette;
    let Some(top) = row.dots.iter().max_by(|a, b| a.share.total_cmp(&b.share)) else { return };
    let low = row.dots.iter().map(|d| d.share).fold(f64::INFINITY, f64::min);
    frame.canvas.path(vec![(scale.at(low), y), (scale.at(top.share), y)], 1.2, palette.line, 0.7);
    let radius = frame.base() * 0.26;
    for dot in &row.dots {
        frame.canvas.tag(dot_tag(dot, row, tag));
        frame.canvas.disc(scale.at(dot.share), y, radius, palette.other, 0.5);
    }
    frame.canvas.tag(dot_tag(top, row, tag));
    let x = scale.at(top.share);
    frame.canvas.disc(x, y, radius * 1.35, palette.accent, 1.0);
    let look = frame.plain().sized(frame.base() * 0.88).anchored(Anchor::Start);
    let start = x + frame.base() * 0.7;
    let figure = format!("{}\u{a0}", percent(top.share));
    let room = frame.body.right - start - look.width(&figure);
    let name = fit(&top.label, room, look.size, false);
    frame.canvas.lines_centred(start, y, &[format!("{figure}{name}")], &look);
}

fn dot_tag(dot: &Dot, row: &Row, tag: &Tag) -> Tag {
    let mut tag = tag.clone().workshop(&dot.label).tooltip(format!(
        "{}, {}: {} ({}; 95 % interval {} to {}){}",
        clean(&row.label),
        clean(&dot.label),
        percent(dot.share),
        dot.count,
        percent(dot.low),
        percent(dot.high),
        if dot.marked { "; differs from the others beyond chance" } else { "" },
    ));
    tag.class = "dot";
    tag
}
