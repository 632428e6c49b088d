//! From lines on pages to blocks: furniture out, footnotes apart, paragraphs whole.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::lines::{Line, Page};
use super::{cover, order};
use crate::block::{Block, Extracted, Role};
use crate::mapped::Mapped;
use crate::outline::{Numbering, enumerator};

/// Share of a page's height at its top and bottom where running heads and feet stand.
const MARGIN: f32 = 0.13;

/// Lines that are furniture wherever they stand: page numbers, document symbols, job numbers.
static FURNITURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[Pp]age \d{1,4}(?: of \d{1,4})?|A(?:/[A-Z0-9.]+)+(?:/[A-Z][a-z]+\.\d+)*\*{0,3}(?:\s+[Pp]age \d{1,4})?|[A-Z]+(?:/[A-Z0-9.]+){2,}(?:/[A-Z][a-z]+\.\d+)*\*{0,3}|GE\.\d\d-\d*(?: .*)?|V\.\d\d-\d+.*|\d\d-\d{5} \(E\).*|\*\d{7,}\*)$")
        .expect("written above")
});

/// A page number with its ornaments.
static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[-–—|\s]*(?:\d{1,4}|[ivxl]{1,6})[-–—|\s]*$").expect("written above")
});

/// A line of a table of contents.
static LEADER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:\.\s?){4,}\s*[\d\s–-]*$|…{2,}").expect("written above"));

/// Blocks of a document's pages.
pub fn blocks(pages: &[Page]) -> Extracted {
    let body = body_size(pages);
    let running = running_heads(pages);
    let hyphens = Hyphens::new(pages);
    let mut extracted = Extracted::default();
    let (meta, cover) = pages.first().map(|page| cover::read(page, body)).unwrap_or_default();
    extracted.meta = meta;
    let numbered = is_numbered(pages);
    // The last line of running text so far, and whether it filled its column.
    let mut last: Option<(&Line, f32)> = None;
    for (at, page) in pages.iter().enumerate() {
        extracted.pages.push(extracted.text.len());
        let contents = contents(page);
        let kept: Vec<&Line> = page
            .lines
            .iter()
            .enumerate()
            .filter(|(line, l)| {
                !(running.contains(&(at, *line))
                    || (at == 0 && cover.contains(line))
                    || FURNITURE.is_match(l.text.trim())
                    || LEADER.is_match(&l.text)
                    || contents.is_some_and(|(top, foot)| l.base <= top && l.base >= foot))
            })
            .map(|(_, l)| l)
            .collect();
        let (text, notes) = part_footnotes(page, kept, body);
        let text = order::reading_order(text, body);
        let rights = rights(&text, body);
        for (nth, paragraph) in paragraphs(&text, &rights, body, numbered).into_iter().enumerate() {
            // Where every paragraph has its number, one without goes on from the page before.
            let goes_on = nth == 0
                && numbered
                && last.is_some_and(|(before, right)| {
                    let ended = is_short(before, right) && would_fit(before, right, paragraph[0]);
                    !ended
                        && alike(before, paragraph[0], body)
                        && enumerator(&paragraph[0].text).is_none()
                });
            push(&mut extracted, &paragraph, body, false, &hyphens);
            if let Some(block) = extracted.blocks.last_mut().filter(|_| goes_on) {
                block.goes_on = block.role == Role::Paragraph && !block.emphasised;
            }
        }
        if let (Some(line), Some(right)) = (text.last(), rights.last()) {
            last = Some((line, *right));
        }
        for paragraph in notes {
            push(&mut extracted, &paragraph, body, true, &hyphens);
        }
    }
    extracted
}

/// The heights between which a page holds a table of contents: from its heading, or its first
/// line with leaders, to its last one. Entries that were wrapped have no leaders of their own.
fn contents(page: &Page) -> Option<(f32, f32)> {
    let leaders = || page.lines.iter().filter(|line| LEADER.is_match(&line.text));
    if leaders().count() < 2 {
        return None;
    }
    let foot = leaders().map(|line| line.base).fold(f32::MAX, f32::min);
    let first = leaders().map(|line| line.base).fold(0.0, f32::max);
    let heading = page.lines.iter().filter(|line| {
        matches!(
            line.text.trim().to_lowercase().as_str(),
            "contents" | "table of contents" | "contents page" | "index"
        )
    });
    let top = heading.map(|line| line.base).filter(|base| *base > first).fold(first, f32::max);
    // What is drawn a little lower stands on the same line: page numbers.
    Some((top + 2.0, foot - 2.0))
}

/// The size of most letters.
fn body_size(pages: &[Page]) -> f32 {
    let mut letters: HashMap<i32, usize> = HashMap::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        *letters.entry((line.size * 2.0).round() as i32).or_default() += line.text.len();
    }
    let most = letters.into_iter().max_by_key(|&(size, count)| (count, size));
    most.map_or(11.0, |(size, _)| size as f32 / 2.0)
}

/// Lines at the head and foot of pages that recur there, and page numbers: (page, line).
fn running_heads(pages: &[Page]) -> HashSet<(usize, usize)> {
    // What recurs may differ in its figures, and stands at about the same height.
    let key = |page: &Page, line: &Line| {
        let text: String = line
            .text
            .chars()
            .map(|c| if c.is_ascii_digit() { '#' } else { c.to_ascii_lowercase() })
            .collect();
        let folded = text.replace("##", "#").replace("##", "#");
        (folded, (line.base / page.height.max(1.0) * 25.0).round() as i32)
    };
    let at_edge = |page: &Page, line: &Line| {
        let height = line.base / page.height.max(1.0);
        !(MARGIN..=1.0 - MARGIN).contains(&height)
    };
    let mut seen: HashMap<(String, i32), HashSet<usize>> = HashMap::new();
    for (at, page) in pages.iter().enumerate() {
        for line in page.lines.iter().filter(|line| at_edge(page, line)) {
            seen.entry(key(page, line)).or_default().insert(at);
        }
    }
    let enough = if pages.len() < 4 { 2 } else { 3 };
    let mut found = HashSet::new();
    for (at, page) in pages.iter().enumerate() {
        for (number, line) in page.lines.iter().enumerate() {
            if !at_edge(page, line) {
                continue;
            }
            let recurs = seen.get(&key(page, line)).is_some_and(|on| on.len() >= enough);
            if recurs || PAGE_NUMBER.is_match(&line.text) {
                found.insert((at, number));
            }
        }
    }
    found
}

/// A page's running text, and the lines of each of its footnotes.
fn part_footnotes<'a>(
    page: &Page,
    lines: Vec<&'a Line>,
    body: f32,
) -> (Vec<&'a Line>, Vec<Vec<&'a Line>>) {
    let small = |line: &Line| line.size < 0.93 * body && line.base < 0.6 * page.height;
    let marked = |line: &Line| {
        let text = line.text.trim_start();
        text.starts_with(|c: char| "¹²³⁰⁴⁵⁶⁷⁸⁹*†".contains(c))
            || text.split_once(' ').is_some_and(|(mark, _)| {
                mark.len() <= 3 && mark.bytes().all(|b| b.is_ascii_digit())
            })
    };
    // The highest small line with a mark begins the notes; below it only small lines stand.
    let lowest_large = lines
        .iter()
        .filter(|line| line.size >= 0.97 * body)
        .map(|line| line.base)
        .fold(f32::MAX, f32::min);
    let top = lines
        .iter()
        .filter(|line| small(line) && marked(line) && line.base <= lowest_large)
        .map(|line| line.base)
        .max_by(f32::total_cmp);
    let Some(top) = top else { return (lines, Vec::new()) };
    let (notes, text): (Vec<&Line>, Vec<&Line>) =
        lines.into_iter().partition(|line| small(line) && line.base <= top + 0.5);
    let mut found: Vec<Vec<&Line>> = Vec::new();
    for line in notes {
        match found.last_mut() {
            Some(last) if !marked(line) => last.push(line),
            _ => found.push(vec![line]),
        }
    }
    (text, found)
}

/// Whether the paragraphs of a document are numbered from 1 on.
fn is_numbered(pages: &[Page]) -> bool {
    let (mut all, mut next) = (0_usize, 1_usize);
    for line in pages.iter().flat_map(|page| &page.lines) {
        all += 1;
        // A number drawn apart from its paragraph is a line of its own.
        let number = line.text.split(' ').next().unwrap_or("").strip_suffix('.');
        if number.and_then(|n| n.parse::<usize>().ok()) == Some(next) {
            next += 1;
        }
    }
    // A paragraph of narrow columns has some twenty lines.
    next > 8 && next * 25 > all
}

/// Whether two lines could be of one paragraph by their look.
fn alike(a: &Line, b: &Line, body: f32) -> bool {
    (a.size - b.size).abs() <= 0.08 * body && a.bold == b.bold
}

/// The right edge of the column of each line: that of the lines which begin where it begins.
fn rights(lines: &[&Line], body: f32) -> Vec<f32> {
    let mut by_left: Vec<(f32, f32)> = lines.iter().map(|line| (line.left, line.right)).collect();
    by_left.sort_by(|a, b| a.0.total_cmp(&b.0));
    let page = by_left.iter().map(|(_, right)| *right).fold(0.0, f32::max);
    lines
        .iter()
        .map(|line| {
            let from = by_left.partition_point(|(left, _)| *left < line.left - 3.5 * body);
            let to = by_left.partition_point(|(left, _)| *left <= line.left + 3.5 * body);
            let near = &by_left[from..to.min(from + 400)];
            // A few lines alone tell nothing of the column.
            if near.len() < 4 { page } else { near.iter().map(|n| n.1).fold(0.0, f32::max) }
        })
        .collect()
}

fn is_short(line: &Line, right: f32) -> bool {
    line.right < right - 0.12 * (right - line.left).max(right * 0.5)
}

/// Whether the first word of the next line would have had room on this one, which therefore ended
/// on purpose.
fn would_fit(line: &Line, right: f32, next: &Line) -> bool {
    let letters = next.text.chars().count().max(1);
    let word = next.text.split(' ').next().unwrap_or("").chars().count();
    let needed = (next.right - next.left) / letters as f32 * (word + 1) as f32;
    right - line.right > 1.1 * needed
}

/// Parts lines into paragraphs.
fn paragraphs<'a>(
    lines: &[&'a Line],
    rights: &[f32],
    body: f32,
    numbered: bool,
) -> Vec<Vec<&'a Line>> {
    let mut gaps: Vec<f32> = lines
        .windows(2)
        .map(|pair| pair[0].base - pair[1].base)
        .filter(|gap| *gap > 0.5 * body && *gap < 3.0 * body)
        .collect();
    gaps.sort_by(f32::total_cmp);
    // Leading: a low quantile, so that pages of short paragraphs do not raise it.
    let leading = gaps.get(gaps.len() / 4).copied().unwrap_or(1.2 * body);
    let mut found: Vec<Vec<&Line>> = Vec::new();
    for (at, &line) in lines.iter().enumerate() {
        let starts = match at.checked_sub(1).map(|before| lines[before]) {
            None => true,
            Some(before) => {
                let short =
                    is_short(before, rights[at - 1]) && would_fit(before, rights[at - 1], line);
                starts_paragraph(before, line, leading, short, body, numbered)
            }
        };
        match found.last_mut() {
            Some(last) if !starts => last.push(line),
            _ => found.push(vec![line]),
        }
    }
    found
}

fn starts_paragraph(
    before: &Line,
    line: &Line,
    leading: f32,
    short: bool,
    body: f32,
    numbered: bool,
) -> bool {
    let gap = before.base - line.base;
    // Parts of one line that were drawn apart, as a number and its paragraph.
    if gap.abs() < 0.3 * body && line.left >= before.right - 1.0 {
        return false;
    }
    if (before.size - line.size).abs() > 0.08 * body || gap < -body {
        if gap >= -body || before.bold != line.bold {
            return true;
        }
        // The head of a new column: a sentence goes on over a column's end, and so does a paragraph
        // where all have numbers.
        let new = enumerator(&line.text).is_some() || !numbered || short;
        return ends_sentence(&before.text) && new;
    }
    if gap > 1.3 * leading {
        return true;
    }
    if before.bold != line.bold && (before.bold || ends_sentence(&before.text)) {
        return true;
    }
    let first = line.text.chars().next().unwrap_or(' ');
    if crate::plain::BULLETS.contains(&first) {
        return true;
    }
    if let Some((kind, ..)) = enumerator(&line.text) {
        return match kind {
            Numbering::Decimal(_) | Numbering::LowerLetter | Numbering::LowerRoman => {
                ends_item(&before.text) || short
            }
            _ => short || before.bold,
        };
    }
    // An indent at the first line, or a last line that ends early.
    let indented = line.left > before.left + 1.2 * body && line.left < before.left + 6.0 * body;
    (short && ends_sentence(&before.text)) || (indented && ends_sentence(&before.text))
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', ':', ';', '”', '"', ')', '’'])
        || text.trim_end().ends_with(|c: char| "¹²³⁰⁴⁵⁶⁷⁸⁹".contains(c))
}

fn ends_item(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| "¹²³⁰⁴⁵⁶⁷⁸⁹".contains(c) || c.is_whitespace());
    text.ends_with(['.', '!', '?', ':', ';', '”', '"', ')', ','])
        || text.ends_with("; and")
        || text.ends_with(" or")
        || text.chars().count() < 60
}

/// Writes a paragraph into the text, mended, and adds its block.
fn push(extracted: &mut Extracted, lines: &[&Line], body: f32, footnote: bool, hyphens: &Hyphens) {
    let mut text = String::new();
    for line in lines {
        if text.is_empty() {
            text.push_str(&line.text);
        } else {
            hyphens.join(&mut text, &line.text);
        }
    }
    let text = text.replace('\u{ad}', "");
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let start = extracted.text.len();
    extracted.text.push_str(text);
    let mapped = Mapped::of(&extracted.text, start..extracted.text.len());
    extracted.text.push_str("\n\n");
    let letters = lines.iter().map(|line| line.text.len()).sum::<usize>().max(1);
    let bold = lines.iter().filter(|line| line.bold).map(|line| line.text.len()).sum::<usize>();
    let italic = lines.iter().filter(|line| line.italic).map(|line| line.text.len()).sum::<usize>();
    let words = text.split(' ').count();
    let size = lines.iter().map(|line| line.size).fold(0.0, f32::max);
    let role = if footnote {
        Role::Footnote
    } else if size > 1.12 * body && words <= 25 && !text.ends_with(['.', ';', ':', ',']) {
        // Larger is higher: three steps above the body are told apart.
        let ratio = size / body;
        Role::Heading(if ratio > 1.6 {
            1
        } else if ratio > 1.3 {
            2
        } else {
            3
        })
    } else {
        Role::Paragraph
    };
    let capitals = text.contains(char::is_alphabetic) && !text.contains(char::is_lowercase);
    let mut block = Block::new(role, mapped);
    block.emphasised = (bold * 10 > letters * 8)
        || (italic * 10 > letters * 8 && words <= 15)
        || (capitals && words <= 15 && words > 1);
    if footnote {
        let marks = block.text.text().len()
            - block
                .text
                .text()
                .trim_start_matches(|c: char| c.is_ascii_digit() || "¹²³⁰⁴⁵⁶⁷⁸⁹*† ".contains(c))
                .len();
        let end = block.text.text().len();
        if marks < end {
            block.text = block.text.slice(marks..end);
        }
    }
    let first = block.text.text().chars().next().unwrap_or(' ');
    if crate::plain::BULLETS.contains(&first) {
        let end = block.text.text().len();
        let text = block.text.slice(first.len_utf8()..end);
        block = Block { role: Role::Item(0), text, ..block };
    }
    if !block.text.is_empty() {
        extracted.blocks.push(block);
    }
}

/// Words of the document, to tell a hyphen of the word from one of the line.
struct Hyphens {
    words: HashSet<String>,
}

impl Hyphens {
    fn new(pages: &[Page]) -> Self {
        let mut words = HashSet::new();
        for line in pages.iter().flat_map(|page| &page.lines) {
            for word in line.text.split(|c: char| !(c.is_alphanumeric() || c == '-')) {
                if word.len() > 3 && !word.ends_with('-') {
                    words.insert(word.to_lowercase());
                }
            }
        }
        Self { words }
    }

    /// Appends a line, mending a word that the line's end has cut.
    fn join(&self, text: &mut String, line: &str) {
        let Some(head) = text.strip_suffix(['-', '\u{ad}', '‐']) else {
            text.push(' ');
            text.push_str(line);
            return;
        };
        let hard = text.ends_with(['-', '‐']);
        let last = head.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
        let next: String = line.chars().take_while(|c| c.is_alphanumeric()).collect();
        let lower = line.starts_with(char::is_lowercase);
        let whole = format!("{last}{}", next.to_lowercase());
        let hyphenated = format!("{last}-{}", next.to_lowercase());
        let known_whole = self.words.contains(&whole);
        let known_hyphenated = self.words.contains(&hyphenated);
        let keep = hard && (!lower || last.is_empty() || (known_hyphenated && !known_whole));
        let length = head.len();
        text.truncate(length);
        if keep {
            text.push('-');
        }
        text.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever a file draws wherever: no panic, and spans inside the text.
        #[test]
        fn any_lines_make_blocks(
            lines in prop::collection::vec(
                ("[a-zA-Z0-9 .():;•*¹-]{0,30}", -900f32..1800.0, -900f32..1800.0, 0f32..40.0, any::<bool>()),
                0..60,
            ),
            cut in 1usize..20,
        ) {
            let pages: Vec<Page> = lines
                .chunks(cut)
                .map(|lines| {
                    let lines = lines.iter().map(|(text, left, base, size, bold)| Line {
                        bold: *bold,
                        ..line(text, *left, *base, *size)
                    });
                    page(lines.collect())
                })
                .collect();
            let found = blocks(&pages);
            for block in &found.blocks {
                let span = block.text.span(0..block.text.text().len());
                prop_assert!(found.text.get(span).is_some());
            }
        }
    }

    fn line(text: &str, left: f32, base: f32, size: f32) -> Line {
        let right = left + text.len() as f32 * size * 0.5;
        Line { text: text.to_owned(), left, right, base, size, ..Line::default() }
    }

    fn page(lines: Vec<Line>) -> Page {
        Page { width: 600.0, height: 800.0, lines }
    }

    #[test]
    fn furniture_goes_and_sentences_stay_whole() {
        let pages: Vec<Page> = (0..4)
            .map(|n| {
                page(vec![
                    line("Report on rain", 60.0, 780.0, 10.0),
                    line(&format!("Page {n}"), 60.0, 768.0, 10.0),
                    line(
                        "The delegates of all the river states in this large basin agreed on con-",
                        60.0,
                        600.0,
                        12.0,
                    ),
                    line("crete steps.", 60.0, 586.0, 12.0),
                    line("¹ See the annex.", 60.0, 160.0, 9.0),
                    line(&format!("{n}"), 300.0, 30.0, 10.0),
                ])
            })
            .collect();
        let found = blocks(&pages);
        let texts: Vec<_> = found.blocks.iter().map(|b| (b.role, b.text.text())).collect();
        assert_eq!(
            texts[..2],
            [
                (
                    Role::Paragraph,
                    "The delegates of all the river states in this large basin agreed on concrete steps."
                ),
                (Role::Footnote, "See the annex."),
            ]
        );
        assert_eq!((texts.len(), found.pages.len()), (8, 4));
    }

    #[test]
    fn hyphens_of_words_stay() {
        let known = page(vec![line("A well-being plan", 60.0, 500.0, 12.0)]);
        let hyphens = Hyphens::new(&[known]);
        let mut text = "for their well-".to_owned();
        hyphens.join(&mut text, "being and");
        assert_eq!(text, "for their well-being and");
        let mut text = "for the Asia-".to_owned();
        hyphens.join(&mut text, "Pacific and");
        assert_eq!(text, "for the Asia-Pacific and");
    }
}
