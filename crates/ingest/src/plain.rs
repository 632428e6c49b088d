//! Plain text: paragraphs parted by blank lines, or by indents, or one to a line.

use crate::block::{Block, Extracted, Role};
use crate::dates;
use crate::mapped::Mapped;

/// Lines of plain text that a wrapped paragraph can have: shorter ones are lines of their own.
const WRAPPED_WIDTH: usize = 45;

/// Reads plain text. Form feeds part pages.
pub fn read(text: String) -> Extracted {
    let pages = if text.contains('\u{c}') {
        std::iter::once(0).chain(text.match_indices('\u{c}').map(|(at, _)| at + 1)).collect()
    } else {
        Vec::new()
    };
    let mut blocks = Vec::new();
    let mut paragraph: Vec<(usize, &str)> = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive(['\n', '\u{c}']) {
        let start = offset;
        offset += line.len();
        if line.trim().is_empty() {
            flush(&mut paragraph, &mut blocks);
        }
        if !line.trim().is_empty() {
            if starts_item(line.trim_start()) || is_rule(line) {
                flush(&mut paragraph, &mut blocks);
            }
            if !is_rule(line) {
                paragraph.push((start, line));
            }
        }
        if line.ends_with('\u{c}') {
            flush(&mut paragraph, &mut blocks);
        }
    }
    flush(&mut paragraph, &mut blocks);
    Extracted { text, blocks, pages, ..Extracted::default() }
}

/// Ends the paragraph under way. Lines that were wrapped become one block; lines that were not
/// (each ends where its sentence ends, or is far shorter than its neighbours) one block each.
fn flush(lines: &mut Vec<(usize, &str)>, blocks: &mut Vec<Block>) {
    if lines.is_empty() {
        return;
    }
    let width = lines.iter().map(|(_, line)| line.trim().chars().count()).max().unwrap_or(0);
    let mut text = Mapped::default();
    let mut last_long = true;
    let mut after_date = false;
    for &(start, line) in lines.iter() {
        // A short line in wrapped text ends its paragraph; so does a line that fills a screen.
        let length = line.trim().chars().count();
        let dated = lines.len() <= 6 && dates::line(line.trim()).is_some();
        let own_line = !text.is_empty()
            && (dated
                || after_date
                || (!last_long && starts_upper(line))
                || (width > 200 && starts_upper(line)));
        if own_line {
            push(blocks, &std::mem::take(&mut text));
        }
        text.push(line, start);
        after_date = dated;
        last_long = length + 25 > width.max(WRAPPED_WIDTH) || !ends_sentence(line);
    }
    push(blocks, &text);
    lines.clear();
}

fn push(blocks: &mut Vec<Block>, text: &Mapped) {
    let end = text.text().trim_end().len();
    let text = text.slice(0..end);
    if text.is_empty() {
        return;
    }
    let bulleted = text.text().strip_prefix(BULLETS).map(str::trim_start);
    if let Some(rest) = bulleted.filter(|rest| !rest.is_empty()) {
        let from = text.text().len() - rest.len();
        let text = text.slice(from..text.text().len());
        blocks.push(Block::new(Role::Item(0), text));
    } else {
        blocks.push(Block::new(Role::Paragraph, text));
    }
}

/// Signs that stand before a list item.
pub const BULLETS: [char; 11] =
    ['•', '‣', '▪', '◦', '●', '○', '■', '\u{f0b7}', '\u{f0a7}', '·', '➢'];

fn starts_item(line: &str) -> bool {
    line.starts_with(BULLETS)
        || ["- ", "– ", "* "].iter().any(|dash| line.starts_with(dash))
        || crate::outline::enumerator(line).is_some()
}

/// A line of nothing but rules and stars.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.bytes().all(|b| matches!(b, b'-' | b'_' | b'=' | b'*' | b' ' | b'~'))
}

fn starts_upper(line: &str) -> bool {
    line.trim_start().chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end().ends_with(['.', '!', '?', ':', ';', '”', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<String> {
        read(text.to_owned()).blocks.iter().map(|b| b.text.text().to_owned()).collect()
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        assert_eq!(
            blocks(
                "The delegates of the river states met for two days and\nagreed on a plan.\n\nNext."
            ),
            ["The delegates of the river states met for two days and agreed on a plan.", "Next."]
        );
    }

    #[test]
    fn bullets_part_and_pages_count() {
        let read = read("Two wishes:\n• More rain\n• Less wind\u{c}Page two.".to_owned());
        assert_eq!(read.blocks.len(), 4);
        assert_eq!(read.blocks[1].role, Role::Item(0));
        assert_eq!(read.pages.len(), 2);
    }
}
