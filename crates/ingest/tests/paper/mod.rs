//! PDFs for tests, written by hand: text in the base fonts at places, nothing else.
#![allow(dead_code, reason = "each test uses its part")]

use std::fmt::Write;

/// The base fonts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Font {
    Plain,
    Bold,
    Italic,
}

/// A document under way; lengths in points, the origin at the lower left of an A4 page.
#[derive(Default)]
pub struct Paper {
    pages: Vec<String>,
}

pub const WIDTH: f32 = 595.0;
pub const HEIGHT: f32 = 842.0;

impl Paper {
    pub fn page(&mut self) {
        self.pages.push(String::new());
    }

    /// A line of text in WinAnsi: Latin letters, typographic quotes and dashes.
    pub fn text(&mut self, x: f32, y: f32, size: f32, font: Font, text: &str) {
        let font = match font {
            Font::Plain => "F1",
            Font::Bold => "F2",
            Font::Italic => "F3",
        };
        let mut shown = String::new();
        for c in text.chars() {
            match c {
                '(' | ')' | '\\' => {
                    shown.push('\\');
                    shown.push(c);
                }
                ' '..='~' => shown.push(c),
                _ => {
                    let byte = match c {
                        '‘' => 0x91,
                        '’' => 0x92,
                        '“' => 0x93,
                        '”' => 0x94,
                        '•' => 0x95,
                        '–' => 0x96,
                        '—' => 0x97,
                        other => u8::try_from(other as u32).unwrap_or(b'?'),
                    };
                    let _ = write!(shown, "\\{byte:03o}");
                }
            }
        }
        let page = self.pages.last_mut().expect("a page was begun");
        let _ = writeln!(page, "BT /{font} {size} Tf {x} {y} Td ({shown}) Tj ET");
    }

    /// A filled rectangle: a picture, or the ground of a box.
    pub fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let page = self.pages.last_mut().expect("a page was begun");
        let _ = writeln!(page, "0.9 g {x} {y} {width} {height} re f 0 g");
    }

    /// Draws the text of each page from its top to its foot, whatever column it is in.
    pub fn interleave(&mut self) {
        for page in &mut self.pages {
            let mut lines: Vec<&str> = page.lines().collect();
            let base = |line: &str| {
                let words: Vec<&str> = line.split(' ').collect();
                let at = words.iter().position(|w| *w == "Td");
                at.and_then(|at| words[at - 1].parse::<f32>().ok()).unwrap_or(f32::MAX)
            };
            lines.sort_by(|a, b| base(b).total_cmp(&base(a)));
            *page = lines.join("\n");
        }
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        self.write("")
    }

    /// The bytes of a file that asks for a password: its key fits none.
    pub fn locked(&self) -> Vec<u8> {
        let key = "0f".repeat(32);
        self.write(&format!("/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <{key}> /U <{key}> >> /ID [<00> <00>]"))
    }

    fn write(&self, trailer: &str) -> Vec<u8> {
        let count = self.pages.len();
        let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_owned()];
        let kids: Vec<String> = (0..count).map(|at| format!("{} 0 R", 6 + 2 * at)).collect();
        objects.push(format!("<< /Type /Pages /Count {count} /Kids [{}] >>", kids.join(" ")));
        for font in ["Helvetica", "Helvetica-Bold", "Helvetica-Oblique"] {
            objects.push(format!(
                "<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>"
            ));
        }
        for (at, content) in self.pages.iter().enumerate() {
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> >> >>",
                7 + 2 * at
            ));
            objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
        }
        let mut out = "%PDF-1.4\n".to_owned();
        let mut places = Vec::new();
        for (at, object) in objects.iter().enumerate() {
            places.push(out.len());
            let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", at + 1);
        }
        let start = out.len();
        let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for place in places {
            let _ = writeln!(out, "{place:010} 00000 n ");
        }
        let _ = write!(
            out,
            "trailer << /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        );
        out.into_bytes()
    }
}

/// The width of a text in Helvetica, about.
pub fn width(text: &str, size: f32) -> f32 {
    let units: u32 = text
        .chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | '\'' | '’' | '‘' => 222,
            ' ' | 'f' | 't' | 'I' | '.' | ',' | ':' | ';' | '/' => 278,
            'r' | '-' | '(' | ')' | '“' | '”' => 333,
            'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 500,
            'w' | 'C' | 'D' | 'H' | 'N' | 'R' | 'U' => 722,
            'm' | 'M' => 833,
            'G' | 'O' | 'Q' => 778,
            'W' => 944,
            'A' | 'B' | 'E' | 'K' | 'P' | 'S' | 'V' | 'X' | 'Y' => 667,
            _ => 556,
        })
        .sum();
    units as f32 * size / 1000.0
}

/// Sets text in columns, line after line, page after page.
pub struct Setter<'a> {
    pub paper: &'a mut Paper,
    /// Left ends of the columns.
    pub columns: Vec<f32>,
    pub measure: f32,
    pub top: f32,
    pub bottom: f32,
    /// Drawn at the beginning of each page, with its number.
    pub furniture: fn(&mut Paper, usize),
    column: usize,
    y: f32,
    number: usize,
}

impl<'a> Setter<'a> {
    pub fn new(
        paper: &'a mut Paper,
        columns: &[f32],
        measure: f32,
        furniture: fn(&mut Paper, usize),
    ) -> Self {
        let mut setter = Self {
            paper,
            columns: columns.to_vec(),
            measure,
            top: 740.0,
            bottom: 110.0,
            furniture,
            column: 0,
            y: 740.0,
            number: 0,
        };
        setter.turn();
        setter
    }

    /// The page that is set now.
    pub fn at_page(&self) -> usize {
        self.number
    }

    fn turn(&mut self) {
        self.paper.page();
        self.number += 1;
        (self.furniture)(self.paper, self.number);
        self.column = 0;
        self.y = self.top;
    }

    fn room(&mut self, leading: f32) {
        if self.y - leading < self.bottom {
            self.column += 1;
            self.y = self.top;
            if self.column == self.columns.len() {
                self.turn();
            }
        }
    }

    /// A paragraph; words of nine letters and more may be cut at the line's end.
    pub fn paragraph(&mut self, text: &str, size: f32, font: Font, indent: f32, cut: bool) {
        let leading = size * 1.25;
        let mut line = String::new();
        let mut words =
            text.split(' ').map(str::to_owned).collect::<std::collections::VecDeque<_>>();
        while let Some(word) = words.pop_front() {
            let tried = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
            if width(&tried, size) <= self.measure - indent {
                line = tried;
                continue;
            }
            let head: String = word.chars().take(word.chars().count() / 2).collect();
            let hyphenated = format!("{line} {head}-");
            if cut
                && word.chars().count() >= 9
                && word.chars().all(char::is_lowercase)
                && width(&hyphenated, size) <= self.measure - indent
            {
                self.line(&hyphenated, size, font, indent, leading);
                words.push_front(word.chars().skip(head.chars().count()).collect());
            } else {
                self.line(&line, size, font, indent, leading);
                words.push_front(word);
            }
            line = String::new();
        }
        self.line(&line, size, font, indent, leading);
        self.y -= 0.6 * leading;
    }

    fn line(&mut self, text: &str, size: f32, font: Font, indent: f32, leading: f32) {
        self.room(leading);
        let x = self.columns[self.column] + indent;
        self.paper.text(x, self.y, size, font, text.trim());
        self.y -= leading;
    }

    /// Leaves room, as a picture takes.
    pub fn gap(&mut self, height: f32) {
        if self.y - height < self.bottom {
            self.y = 0.0;
            self.room(1.0);
        }
        let x = self.columns[self.column];
        self.paper.rectangle(x, self.y - height + 10.0, self.measure, height - 12.0);
        self.y -= height;
    }
}
