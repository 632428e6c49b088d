//! What all charts share: title, subtitle, key, source line, and the room left for the chart.

use crate::canvas::{Anchor, Area, Canvas, Type, block_height};
use crate::palette::{Colour, Palette};
use crate::wrap::{fit, wrap, wrap_even};
use crate::{Appearance, Chart, Picture, Settings, Size, font};

/// An entry of the key: a mark and its meaning.
pub struct Entry {
    /// What it means.
    pub label: String,
    /// Colour of the mark.
    pub colour: Colour,
    /// Shape of the mark.
    pub mark: Swatch,
}

/// The mark of an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Swatch {
    /// The glyph of a workshop by position.
    Glyph(usize),
    /// A patch of colour.
    Patch,
}

/// A chart being drawn.
pub struct Frame {
    /// The drawing.
    pub canvas: Canvas,
    /// The neutral colours.
    pub palette: Palette,
    /// Light or dark.
    pub appearance: Appearance,
    /// Where it will stand.
    pub size: Size,
    /// The room for the chart: on a slide down to the source line, else down to infinity.
    pub body: Area,
    name: &'static str,
    title: String,
    description: String,
    notes: Vec<String>,
}

/// What a chart says in words.
pub struct Words {
    /// The finding.
    pub title: String,
    /// What is shown, in which unit, of how many.
    pub subtitle: String,
    /// For those who cannot see it.
    pub description: String,
}

impl Frame {
    /// Draws the title and the subtitle and makes room.
    pub fn new(name: &'static str, settings: &Settings, words: &Words) -> Self {
        let palette = Palette::of(settings.appearance);
        let size = settings.size;
        let mut canvas = Canvas::new(size.width(), palette.background);
        let margin = Self::margin_of(size);
        let width = size.width() - 2.0 * margin;
        let base = size.type_size();
        let plain = Type {
            size: base,
            bold: false,
            colour: palette.text,
            on: palette.background,
            anchor: Anchor::Start,
            halo: false,
        };
        let title_look = plain.bold().sized(match size {
            Size::Slide => 26.0,
            Size::Page => 20.0,
            Size::Column => 15.5,
        });
        canvas.tag(crate::canvas::Tag::class("title"));
        let title_lines = wrap_even(
            &words.title,
            width,
            title_look.size,
            true,
            if size == Size::Column { 6 } else { 3 },
        );
        let mut y = canvas.lines(margin, margin - 2.0, &title_lines, &title_look);
        if !words.subtitle.is_empty() {
            canvas.tag(crate::canvas::Tag::class("subtitle"));
            let look = plain.ink(palette.muted);
            let lines = wrap(&words.subtitle, width, base, false, 5);
            y = canvas.lines(margin, y + base * 0.5, &lines, &look);
        }
        canvas.untag();
        let bottom = size.height().map_or(f64::INFINITY, |height| {
            // Two lines are kept for the source and the notes.
            height - margin - block_height(2, base * 0.85) - base * 0.9
        });
        let body = Area { left: margin, top: y + base, right: margin + width, bottom };
        Self {
            canvas,
            palette,
            appearance: settings.appearance,
            size,
            body,
            name,
            title: words.title.clone(),
            description: words.description.clone(),
            notes: Vec::new(),
        }
    }

    fn margin_of(size: Size) -> f64 {
        match size {
            Size::Slide => 44.0,
            Size::Page => 26.0,
            Size::Column => 16.0,
        }
    }

    /// Size of running type.
    pub fn base(&self) -> f64 {
        self.size.type_size()
    }

    /// Running type.
    pub fn plain(&self) -> Type {
        Type {
            size: self.base(),
            bold: false,
            colour: self.palette.text,
            on: self.palette.background,
            anchor: Anchor::Start,
            halo: false,
        }
    }

    /// Smaller and quieter: ticks, counts, axis titles.
    pub fn small(&self) -> Type {
        self.plain().sized((self.base() * 0.88).max(10.5)).ink(self.palette.muted)
    }

    /// A remark for the line of the source (what was left out and why).
    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// How many rows of at least `pitch` pixels fit, at most `wanted`; `reserve` pixels are kept
    /// free below them.
    pub fn rows_that_fit(&self, wanted: usize, pitch: f64, reserve: f64) -> usize {
        if self.body.bottom.is_infinite() {
            return wanted;
        }
        let room = (self.body.bottom - reserve - self.body.top).max(pitch);
        wanted.min((room / pitch) as usize).max(1)
    }

    /// The pitch of rows: as given where the height is free, else stretched up to `most`.
    pub fn pitch(&self, rows: usize, usual: f64, most: f64, reserve: f64) -> f64 {
        if self.body.bottom.is_infinite() || rows == 0 {
            return usual;
        }
        ((self.body.bottom - reserve - self.body.top) / rows as f64).min(most)
    }

    /// A key in rows across the body; the body begins below it.
    pub fn key(&mut self, entries: &[Entry]) {
        let look = self.plain();
        let gap = look.size * 0.55;
        let swatch = look.size * 0.8;
        let (mut x, mut top) = (self.body.left, self.body.top);
        let row = look.size * 1.55;
        self.canvas.tag(crate::canvas::Tag::class("key"));
        for entry in entries {
            let room = self.body.width() - swatch - gap;
            let label = fit(&entry.label, room, look.size, false);
            let wide = swatch + gap * 0.8 + look.width(&label);
            if x > self.body.left && x + wide > self.body.right {
                x = self.body.left;
                top += row;
            }
            let middle = top + row / 2.0 - look.size * 0.1;
            match entry.mark {
                Swatch::Glyph(kind) => {
                    let at = x + swatch / 2.0;
                    self.canvas.glyph(kind, at, middle, swatch * 0.42, entry.colour, 1.0);
                }
                Swatch::Patch => {
                    let half = swatch / 2.0;
                    self.canvas.rect(
                        Area {
                            left: x,
                            top: middle - half,
                            right: x + swatch,
                            bottom: middle + half,
                        },
                        2.0,
                        entry.colour,
                        1.0,
                    );
                }
            }
            self.canvas.lines_centred(x + swatch + gap * 0.8, middle, &[label], &look);
            x += wide + gap * 2.6;
        }
        self.canvas.untag();
        if !entries.is_empty() {
            self.body.top = top + row + look.size * 0.5;
        }
    }

    /// Draws the source below `bottom` and hands over the chart.
    pub(crate) fn finish(mut self, bottom: f64, source: &str) -> Picture {
        let base = self.base();
        let look = self.plain().sized((base * 0.85).max(10.0)).ink(self.palette.muted);
        let margin = Self::margin_of(self.size);
        let mut text = String::new();
        for note in &self.notes {
            text.push_str(note);
            text.push_str(if note.ends_with('.') { " " } else { ". " });
        }
        text.push_str("Source: ");
        text.push_str(source);
        let most = if self.size == Size::Slide { 2 } else { 6 };
        let lines = wrap(&text, self.body.width(), look.size, false, most);
        let tall = block_height(lines.len(), look.size);
        let (top, height) = if let Some(height) = self.size.height() {
            (height - margin * 0.8 - tall, height)
        } else {
            let top = bottom + base * 1.1;
            (top, (top + tall + margin * 0.8).ceil())
        };
        self.canvas.tag(crate::canvas::Tag::class("source"));
        self.canvas.lines(self.body.left, top, &lines, &look);
        self.canvas.untag();
        let svg = self.canvas.finish(height, self.name, &self.title, &self.description);
        let chart = Chart {
            name: self.name,
            title: self.title,
            description: self.description,
            svg,
            width: self.canvas.width as u32,
            height: height as u32,
        };
        Picture { chart, canvas: self.canvas }
    }
}

/// Height of one line of running type with its leading.
pub fn line_height(size: f64) -> f64 {
    size * font::LINE
}
