//! A drawing in pixels that plotters draws: the display list, the register of text boxes, and
//! the finished SVG.
//!
//! Plotters counts in whole pixels, so the drawing is made [`SCALE`] times as large and scaled
//! back by the `viewBox`. Plotters also knows no groups, classes, weights or titles:
//! each mark here becomes exactly one plotters element, so the elements can be taken up again in
//! order and completed.

use std::collections::BTreeMap;

use plotters::prelude::*;
use plotters::style::FontTransform;
use quick_xml::Reader;
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use crate::font;
use crate::palette::Colour;
use crate::wrap::clean;

/// Units of the SVG per pixel.
const SCALE: f64 = 10.0;

/// Which end of a text its position gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The beginning.
    Start,
    /// The middle.
    Middle,
    /// The end.
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Size in pixels.
    pub size: f64,
    /// Semi-bold instead of regular.
    pub bold: bool,
    /// Ink.
    pub colour: Colour,
    /// What it stands on, for the contrast.
    pub on: Colour,
    /// Which end the position gives.
    pub anchor: Anchor,
    /// Whether a rim of the ground colour sets it off from the marks below.
    pub halo: bool,
}

impl Type {
    /// The same, semi-bold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same in another size.
    #[must_use]
    pub const fn sized(self, size: f64) -> Self {
        Self { size, ..self }
    }

    /// The same in another ink.
    #[must_use]
    pub const fn ink(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// The same on another ground.
    #[must_use]
    pub const fn on(self, on: Colour) -> Self {
        Self { on, ..self }
    }

    /// The same from another end.
    #[must_use]
    pub const fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// The same with a rim of the ground colour.
    #[must_use]
    pub const fn with_halo(self) -> Self {
        Self { halo: true, ..self }
    }

    /// Width of a text in this type.
    pub fn width(&self, text: &str) -> f64 {
        font::width(text, self.size, self.bold)
    }
}

/// A rectangle in pixels, top left to bottom right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Area {
    /// Width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether the two share more than half a pixel in both directions.
    pub fn meets(&self, other: &Self) -> bool {
        self.right.min(other.right) - self.left.max(other.left) > 0.5
            && self.bottom.min(other.bottom) - self.top.max(other.top) > 0.5
    }

    /// Whether it holds the other, with half a pixel of leeway.
    pub fn holds(&self, other: &Self) -> bool {
        other.left >= self.left - 0.5
            && other.top >= self.top - 0.5
            && other.right <= self.right + 0.5
            && other.bottom <= self.bottom + 0.5
    }

    /// Grown by so much on every side.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }
}

/// A text where it stands: what the checks look at.
#[derive(Clone, Debug)]
#[cfg_attr(not(test), expect(dead_code, reason = "the layout is what the tests check"))]
pub struct TextBox {
    /// The text.
    pub text: String,
    /// Its place.
    pub area: Area,
    /// Its ink.
    pub colour: Colour,
    /// Its ground.
    pub on: Colour,
    /// Its size in pixels.
    pub size: f64,
}

/// What a group of marks stands for; empty parts are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// CSS class.
    pub class: &'static str,
    /// Theme id.
    pub theme: Option<u32>,
    /// Workshop label.
    pub workshop: Option<String>,
    /// Label of a second workshop, where two are compared.
    pub other_workshop: Option<String>,
    /// Sentence id; several joined by a space.
    pub sentence: Option<String>,
    /// Strength of recommendations.
    pub strength: Option<&'static str>,
    /// Kind of actor that recommends.
    pub source_type: Option<&'static str>,
    /// Lens.
    pub lens: Option<String>,
    /// Word or phrase.
    pub term: Option<String>,
    /// What a pointer held over it shows.
    pub tooltip: Option<String>,
}

impl Tag {
    /// A group with only a class.
    pub fn class(class: &'static str) -> Self {
        Self { class, ..Self::default() }
    }

    /// With a theme.
    #[must_use]
    pub fn theme(mut self, theme_id: u32) -> Self {
        self.theme = Some(theme_id);
        self
    }

    /// With a workshop.
    #[must_use]
    pub fn workshop(mut self, label: &str) -> Self {
        self.workshop = Some(clean(label));
        self
    }

    /// With a second workshop.
    #[must_use]
    pub fn other_workshop(mut self, label: &str) -> Self {
        self.other_workshop = Some(clean(label));
        self
    }

    /// With a strength.
    #[must_use]
    pub const fn strength(mut self, strength: &'static str) -> Self {
        self.strength = Some(strength);
        self
    }

    /// With a sentence.
    #[must_use]
    pub fn sentence(mut self, id: &str) -> Self {
        self.sentence = Some(clean(id));
        self
    }

    /// With a word or phrase.
    #[must_use]
    pub fn term(mut self, term: &str) -> Self {
        self.term = Some(clean(term));
        self
    }

    /// With words for the pointer.
    #[must_use]
    pub fn tooltip(mut self, text: impl AsRef<str>) -> Self {
        self.tooltip = Some(clean(text.as_ref()));
        self
    }
}

enum Form {
    Fill(Vec<(f64, f64)>),
    Path { points: Vec<(f64, f64)>, width: f64 },
    Rect { area: Area, radius: f64 },
    Disc { x: f64, y: f64, radius: f64 },
    Text { x: f64, y: f64, text: String, look: Type, upright: bool },
}

struct Mark {
    form: Form,
    colour: Colour,
    opacity: f64,
    tag: usize,
}

/// A drawing that grows mark by mark, in pixels from the top left.
pub struct Canvas {
    /// Width in pixels.
    pub width: f64,
    marks: Vec<Mark>,
    tags: Vec<Tag>,
    current: usize,
    boxes: Vec<TextBox>,
    background: Colour,
}

impl Canvas {
    /// An empty drawing.
    pub fn new(width: f64, background: Colour) -> Self {
        Self {
            width,
            marks: Vec::new(),
            tags: vec![Tag::default()],
            current: 0,
            boxes: Vec::new(),
            background,
        }
    }

    /// Marks drawn from here on belong to this group.
    pub fn tag(&mut self, tag: Tag) {
        self.tags.push(tag);
        self.current = self.tags.len() - 1;
    }

    /// Marks drawn from here on belong to no group.
    pub fn untag(&mut self) {
        self.current = 0;
    }

    /// The boxes of all texts so far.
    #[cfg(test)]
    pub fn boxes(&self) -> &[TextBox] {
        &self.boxes
    }

    /// Number of marks that are no texts.
    #[cfg(test)]
    pub fn shapes(&self) -> usize {
        self.marks.iter().filter(|m| !matches!(m.form, Form::Text { .. })).count()
    }

    fn mark(&mut self, form: Form, colour: Colour, opacity: f64) {
        let tag = self.current;
        let opacity = if opacity.is_finite() { opacity.clamp(0.01, 1.0) } else { 1.0 };
        self.marks.push(Mark { form, colour, opacity, tag });
    }

    /// A filled rectangle.
    pub fn rect(&mut self, area: Area, radius: f64, colour: Colour, opacity: f64) {
        self.mark(Form::Rect { area, radius }, colour, opacity);
    }

    /// A straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: Colour) {
        self.mark(Form::Path { points: vec![from, to], width }, colour, 1.0);
    }

    /// A line through points.
    pub fn path(&mut self, points: Vec<(f64, f64)>, width: f64, colour: Colour, opacity: f64) {
        self.mark(Form::Path { points, width }, colour, opacity);
    }

    /// A filled polygon.
    pub fn polygon(&mut self, points: Vec<(f64, f64)>, colour: Colour, opacity: f64) {
        self.mark(Form::Fill(points), colour, opacity);
    }

    /// A filled circle.
    pub fn disc(&mut self, x: f64, y: f64, radius: f64, colour: Colour, opacity: f64) {
        self.mark(Form::Disc { x, y, radius }, colour, opacity);
    }

    /// The mark of a kind (a workshop's), of about the same area whatever its shape.
    pub fn glyph(
        &mut self,
        kind: usize,
        x: f64,
        y: f64,
        radius: f64,
        colour: Colour,
        opacity: f64,
    ) {
        let regular = |corners: usize, turn: f64, r: f64| -> Vec<(f64, f64)> {
            (0..corners)
                .map(|i| {
                    let angle = (i as f64 / corners as f64)
                        .mul_add(std::f64::consts::TAU, turn.to_radians());
                    (r.mul_add(angle.cos(), x), r.mul_add(angle.sin(), y))
                })
                .collect()
        };
        match kind % 8 {
            0 => self.disc(x, y, radius, colour, opacity),
            1 => self.polygon(regular(4, 45.0, radius * 1.22), colour, opacity),
            2 => self.polygon(regular(3, -90.0, radius * 1.38), colour, opacity),
            3 => self.polygon(regular(4, 0.0, radius * 1.3), colour, opacity),
            4 => self.polygon(regular(3, 90.0, radius * 1.38), colour, opacity),
            5 => {
                let (a, b) = (radius * 1.2, radius * 0.42);
                let points = [
                    (-b, -a),
                    (b, -a),
                    (b, -b),
                    (a, -b),
                    (a, b),
                    (b, b),
                    (b, a),
                    (-b, a),
                    (-b, b),
                    (-a, b),
                    (-a, -b),
                    (-b, -b),
                ];
                self.polygon(points.map(|(dx, dy)| (x + dx, y + dy)).to_vec(), colour, opacity);
            }
            6 => {
                let star = (0..10)
                    .map(|i| {
                        let r = if i % 2 == 0 { radius * 1.45 } else { radius * 0.65 };
                        let angle = f64::from(i).mul_add(36.0, -90.0).to_radians();
                        (r.mul_add(angle.cos(), x), r.mul_add(angle.sin(), y))
                    })
                    .collect();
                self.polygon(star, colour, opacity);
            }
            _ => self.polygon(regular(6, 0.0, radius * 1.12), colour, opacity),
        }
    }

    /// The box a text would take with its baseline at `y`.
    pub fn measure(x: f64, y: f64, text: &str, look: &Type) -> Area {
        let width = look.width(text);
        let left = match look.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        Area {
            left,
            top: y - font::ASCENT * look.size,
            right: left + width,
            bottom: y + font::DESCENT * look.size,
        }
    }

    /// A text with its baseline at `y`; nothing where it is empty.
    pub fn text(&mut self, x: f64, y: f64, text: &str, look: &Type) {
        let text = clean(text);
        if text.is_empty() {
            return;
        }
        let area = Self::measure(x, y, &text, look);
        self.register(text, x, y, area, look, false);
    }

    /// A text that reads upwards, its baseline at `x`, from `y` up.
    pub fn upright(&mut self, x: f64, y: f64, text: &str, look: &Type) {
        let text = clean(text);
        if text.is_empty() {
            return;
        }
        let width = look.width(&text);
        let bottom = match look.anchor {
            Anchor::Start => y,
            Anchor::Middle => y + width / 2.0,
            Anchor::End => y + width,
        };
        let area = Area {
            left: x - font::ASCENT * look.size,
            top: bottom - width,
            right: x + font::DESCENT * look.size,
            bottom,
        };
        self.register(text, x, y, area, look, true);
    }

    fn register(&mut self, text: String, x: f64, y: f64, area: Area, look: &Type, upright: bool) {
        self.boxes.push(TextBox {
            text: text.clone(),
            area,
            colour: look.colour,
            on: look.on,
            size: look.size,
        });
        self.mark(Form::Text { x, y, text, look: *look, upright }, look.colour, 1.0);
    }

    /// Lines below each other, the first one's top at `top`. Gives the bottom of the last.
    pub fn lines(&mut self, x: f64, top: f64, lines: &[String], look: &Type) -> f64 {
        let mut y = top + font::ASCENT * look.size;
        for line in lines {
            self.text(x, y, line, look);
            y += font::LINE * look.size;
        }
        block_height(lines.len(), look.size) + top
    }

    /// Lines below each other, centred on `middle`.
    pub fn lines_centred(&mut self, x: f64, middle: f64, lines: &[String], look: &Type) {
        let height = block_height(lines.len(), look.size);
        // Letters without descenders look centred a little higher than their box.
        self.lines(x, middle - height / 2.0 + 0.04 * look.size, lines, look);
    }

    /// The finished SVG of the given height: drawn by plotters, then completed.
    pub fn finish(&self, height: f64, name: &str, title: &str, description: &str) -> String {
        let (width, height) = (self.width.ceil(), height.ceil());
        let mut drawn = String::new();
        {
            let size = ((width * SCALE) as u32, (height * SCALE) as u32);
            let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
            for mark in &self.marks {
                // Writing to a string cannot fail.
                let _ = draw(&area, mark);
            }
            let _ = area.present();
        }
        self.complete(&drawn, width, height, name, title, description).unwrap_or(drawn)
    }

    /// Takes up plotters' elements in order and adds what plotters does not know.
    fn complete(
        &self,
        drawn: &str,
        width: f64,
        height: f64,
        name: &str,
        title: &str,
        description: &str,
    ) -> Result<String, Box<dyn std::error::Error>> {
        let mut reader = Reader::from_str(drawn);
        let mut writer = Writer::new(Vec::new());
        let id = format!("chart-{}", name.replace('_', "-"));
        let mut svg = BytesStart::new("svg");
        svg.push_attribute(("xmlns", "http://www.w3.org/2000/svg"));
        svg.push_attribute(("id", id.as_str()));
        svg.push_attribute(("class", "chart"));
        svg.push_attribute(("role", "img"));
        svg.push_attribute(("aria-labelledby", format!("{id}-title {id}-desc").as_str()));
        svg.push_attribute(("width", format!("{width}").as_str()));
        svg.push_attribute(("height", format!("{height}").as_str()));
        let view = format!("0 0 {} {}", width * SCALE, height * SCALE);
        svg.push_attribute(("viewBox", view.as_str()));
        svg.push_attribute(("font-family", font::FAMILY));
        writer.write_event(Event::Start(svg))?;
        for (tag, text) in [("title", title), ("desc", description)] {
            let mut start = BytesStart::new(tag);
            start.push_attribute(("id", format!("{id}-{tag}").as_str()));
            writer.write_event(Event::Start(start))?;
            writer.write_event(Event::Text(BytesText::new(&clean(text))))?;
            writer.write_event(Event::End(BytesEnd::new(tag)))?;
        }
        writer.get_mut().push(b'\n');
        let mut ground = BytesStart::new("rect");
        ground.push_attribute(("class", "ground"));
        ground.push_attribute(("width", "100%"));
        ground.push_attribute(("height", "100%"));
        ground.push_attribute(("fill", self.background.to_string().as_str()));
        writer.write_event(Event::Empty(ground))?;
        writer.get_mut().push(b'\n');

        let mut marks = self.marks.iter();
        let mut open = 0;
        loop {
            let (element, has_text) = match reader.read_event()? {
                Event::Eof => break,
                Event::Start(e) if e.name().as_ref() == "svg" => continue,
                Event::Start(e) => (e.into_owned(), true),
                Event::Empty(e) => (e.into_owned(), false),
                _ => continue,
            };
            let mark = marks.next().ok_or("plotters drew an element nobody asked for")?;
            if mark.tag != open {
                if open != 0 {
                    writer.write_event(Event::End(BytesEnd::new("g")))?;
                    writer.get_mut().push(b'\n');
                }
                open = mark.tag;
                if open != 0 {
                    self.open_group(&mut writer, open)?;
                }
            }
            let name = element.name().as_ref().to_owned();
            let mut attributes: BTreeMap<String, String> = BTreeMap::new();
            let mut order: Vec<String> = Vec::new();
            for attribute in element.attributes() {
                let attribute = attribute?;
                let key = attribute.key.as_ref().to_owned();
                let value = attribute.value.trim().to_owned();
                order.push(key.clone());
                attributes.insert(key, value);
            }
            amend(mark, &mut attributes, &mut order);
            let mut start = BytesStart::new(name.as_str());
            for key in &order {
                if let Some(value) = attributes.get(key) {
                    start.push_attribute((key.as_str(), value.as_str()));
                }
            }
            if has_text {
                writer.write_event(Event::Start(start))?;
                if let Form::Text { text, .. } = &mark.form {
                    writer.write_event(Event::Text(BytesText::new(text)))?;
                }
                writer.write_event(Event::End(BytesEnd::new(name.as_str())))?;
            } else {
                writer.write_event(Event::Empty(start))?;
            }
            writer.get_mut().push(b'\n');
        }
        if open != 0 {
            writer.write_event(Event::End(BytesEnd::new("g")))?;
            writer.get_mut().push(b'\n');
        }
        writer.write_event(Event::End(BytesEnd::new("svg")))?;
        writer.get_mut().push(b'\n');
        Ok(String::from_utf8(writer.into_inner())?)
    }

    fn open_group(&self, writer: &mut Writer<Vec<u8>>, open: usize) -> std::io::Result<()> {
        let tag = &self.tags[open];
        let mut group = BytesStart::new("g");
        if !tag.class.is_empty() {
            group.push_attribute(("class", tag.class));
        }
        if let Some(theme) = tag.theme {
            group.push_attribute(("data-theme", theme.to_string().as_str()));
        }
        for (key, value) in [
            ("data-workshop", tag.workshop.as_deref()),
            ("data-other-workshop", tag.other_workshop.as_deref()),
            ("data-sentence-id", tag.sentence.as_deref()),
            ("data-term", tag.term.as_deref()),
            ("data-strength", tag.strength),
            ("data-source-type", tag.source_type),
            ("data-lens", tag.lens.as_deref()),
        ] {
            if let Some(value) = value {
                group.push_attribute((key, value));
            }
        }
        writer.write_event(Event::Start(group))?;
        if let Some(tooltip) = &tag.tooltip {
            writer.write_event(Event::Start(BytesStart::new("title")))?;
            writer.write_event(Event::Text(BytesText::new(tooltip)))?;
            writer.write_event(Event::End(BytesEnd::new("title")))?;
        }
        writer.get_mut().push(b'\n');
        Ok(())
    }
}

/// Adds to plotters' element what plotters cannot say.
fn amend(mark: &Mark, attributes: &mut BTreeMap<String, String>, order: &mut Vec<String>) {
    let mut set = |key: &str, value: String| {
        if attributes.insert(key.to_owned(), value).is_none() {
            order.push(key.to_owned());
        }
    };
    let units = |pixels: f64| format!("{}", (pixels * SCALE).round());
    match &mark.form {
        Form::Rect { radius, .. } if *radius > 0.0 => set("rx", units(*radius)),
        Form::Path { width, .. } => {
            set("stroke-width", units(*width));
            set("stroke-linejoin", "round".to_owned());
            set("stroke-linecap", "round".to_owned());
        }
        Form::Text { x, y, look, upright, .. } => {
            set("x", units(*x));
            set("y", units(*y));
            set("font-size", units(look.size));
            if look.bold {
                set("font-weight", "600".to_owned());
            }
            if *upright {
                set("transform", format!("rotate(-90 {} {})", units(*x), units(*y)));
            }
            if look.halo {
                set("stroke", look.on.to_string());
                set("stroke-width", units((look.size * 0.24).max(2.5)));
                set("stroke-linejoin", "round".to_owned());
                set("paint-order", "stroke".to_owned());
            }
            // Baselines are exact here and the family is the drawing's.
            for key in ["dy", "font-family"] {
                attributes.remove(key);
            }
        }
        _ => {}
    }
    if attributes.get("opacity").is_some_and(|o| o == "1") {
        attributes.remove("opacity");
    }
    if attributes.get("text-anchor").is_some_and(|a| a == "start") {
        attributes.remove("text-anchor");
    }
}

/// Height of a block of lines in a type size.
pub fn block_height(lines: usize, size: f64) -> f64 {
    if lines == 0 {
        return 0.0;
    }
    (lines as f64 - 1.0).mul_add(font::LINE, font::ASCENT + font::DESCENT) * size
}

type Sheet<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn draw(sheet: &Sheet<'_>, mark: &Mark) -> Result<(), Box<dyn std::error::Error>> {
    let at = |(x, y): (f64, f64)| ((x * SCALE).round() as i32, (y * SCALE).round() as i32);
    let ink = RGBColor(mark.colour.0, mark.colour.1, mark.colour.2).mix(mark.opacity);
    let stroke = |width: f64| ShapeStyle {
        color: ink,
        filled: false,
        stroke_width: ((width * SCALE).round() as u32).max(1),
    };
    let fill = ShapeStyle { color: ink, filled: true, stroke_width: 0 };
    let corners = |a: &Area| [at((a.left, a.top)), at((a.right, a.bottom))];
    let radius_units = |radius: f64| ((radius * SCALE).round() as u32).max(1);
    let report = |e: &dyn std::fmt::Display| e.to_string();
    match &mark.form {
        Form::Fill(points) => {
            sheet.draw(&Polygon::new(points.iter().map(|&p| at(p)).collect::<Vec<_>>(), fill))
        }
        Form::Path { points, width, .. } => sheet.draw(&PathElement::new(
            points.iter().map(|&p| at(p)).collect::<Vec<_>>(),
            stroke(*width),
        )),
        Form::Rect { area, .. } => sheet.draw(&Rectangle::new(corners(area), fill)),
        Form::Disc { x, y, radius } => {
            sheet.draw(&Circle::new(at((*x, *y)), radius_units(*radius), fill))
        }
        Form::Text { x, y, text, look, upright } => {
            use plotters::style::text_anchor::{HPos, Pos, VPos};
            let position = match look.anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            let turn = if *upright { FontTransform::Rotate270 } else { FontTransform::None };
            let style = ("sans-serif", look.size * SCALE)
                .into_font()
                .transform(turn)
                .color(&ink)
                .pos(Pos::new(position, VPos::Bottom));
            sheet.draw(&Text::new(text.clone(), at((*x, *y)), style))
        }
    }
    .map_err(|e| report(&e).into())
}
