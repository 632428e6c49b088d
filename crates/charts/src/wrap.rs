//! Breaking labels into lines.

use unicode_segmentation::UnicodeSegmentation;

use crate::font;

/// White space folded, control characters out: what may stand in an SVG and can be measured.
pub fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        let space = (c.is_whitespace() && c != '\u{a0}')
            || c.is_control()
            || matches!(c, '\u{fffe}' | '\u{ffff}');
        if !space {
            clean.push(c);
        } else if !clean.is_empty() && !clean.ends_with(' ') {
            clean.push(' ');
        }
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// A text as lines no wider than `width` pixels, at most `lines` of them; what does not fit is
/// cut with an ellipsis. Breaks at spaces, after hyphens and slashes, between ideographs, and in
/// the middle of a word only where the word alone is too wide.
pub fn wrap(text: &str, width: f64, size: f64, bold: bool, lines: usize) -> Vec<String> {
    let text = clean(text);
    let measure = |s: &str| font::width(s, size, bold);
    let mut done: Vec<String> = Vec::new();
    // The line so far with its width, counted along: a text of any length is measured once.
    let (mut line, mut so_far) = (String::new(), 0.0);
    for piece in pieces(&text) {
        let shown = piece.trim_end();
        if shown.is_empty() || so_far + measure(shown) <= width {
            line.push_str(piece);
            so_far += measure(piece);
            continue;
        }
        if !line.trim_end().is_empty() {
            done.push(line.trim_end().to_owned());
            (line, so_far) = (String::new(), 0.0);
            if done.len() == lines {
                return cut(done, width, size, bold);
            }
        }
        // The piece alone, broken where it is too wide.
        for grapheme in piece.graphemes(true) {
            if so_far + measure(grapheme.trim_end()) > width && !line.is_empty() {
                done.push(std::mem::take(&mut line).trim_end().to_owned());
                so_far = 0.0;
                if done.len() == lines {
                    return cut(done, width, size, bold);
                }
            }
            line.push_str(grapheme);
            so_far += measure(grapheme);
        }
    }
    if !line.trim_end().is_empty() {
        done.push(line.trim_end().to_owned());
    }
    done
}

/// Lines that say that more would follow.
fn cut(mut lines: Vec<String>, width: f64, size: f64, bold: bool) -> Vec<String> {
    if let Some(last) = lines.last_mut() {
        *last = with_ellipsis(last, width, size, bold);
    }
    lines
}

/// A text on one line, cut with an ellipsis where it is too wide.
pub fn fit(text: &str, width: f64, size: f64, bold: bool) -> String {
    let text = clean(text);
    if font::width(&text, size, bold) <= width {
        text
    } else {
        with_ellipsis(&text, width, size, bold)
    }
}

/// Like [`wrap`], with the lines as even as they can be without needing one more.
pub fn wrap_even(text: &str, width: f64, size: f64, bold: bool, lines: usize) -> Vec<String> {
    let widest = wrap(text, width, size, bold, lines);
    if widest.len() < 2 {
        return widest;
    }
    // No narrower than the longest word: evenness is not worth breaking one.
    let folded = clean(text);
    let words = pieces(&folded).into_iter().map(|p| font::width(p.trim_end(), size, bold));
    let (mut low, mut high) = (words.fold(width / 2.0, f64::max).min(width), width);
    for _ in 0..8 {
        let middle = f64::midpoint(low, high);
        let tried = wrap(text, middle, size, bold, lines + 1);
        if tried.len() <= widest.len() { high = middle } else { low = middle }
    }
    let even = wrap(text, high, size, bold, lines);
    if even.concat().len() >= widest.concat().len() { even } else { widest }
}

/// As much of the beginning as there is room for beside an ellipsis.
fn with_ellipsis(text: &str, width: f64, size: f64, bold: bool) -> String {
    let room = width - font::width("…", size, bold);
    let (mut kept, mut so_far) = (0, 0.0);
    for (at, grapheme) in text.grapheme_indices(true) {
        so_far += font::width(grapheme, size, bold);
        if !grapheme.trim_end().is_empty() {
            if so_far > room {
                break;
            }
            kept = at + grapheme.len();
        }
    }
    format!("{}…", &text[..kept])
}

fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let end = at + grapheme.len();
        let ideograph = grapheme.chars().next().is_some_and(|c| {
            matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
        });
        if matches!(grapheme, " " | "-" | "–" | "—" | "/") || ideograph {
            pieces.push(&text[start..end]);
            start = end;
        }
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_within_the_width_and_lose_nothing() {
        let text = "Access to services for everyone who moves, whatever the status";
        let lines = wrap(text, 120.0, 13.0, false, 9);
        assert!(lines.iter().all(|l| font::width(l, 13.0, false) <= 120.0));
        assert_eq!(lines.join(" "), text);
        assert!(lines.len() > 2);
    }

    #[test]
    fn a_word_too_wide_is_broken_and_a_text_too_long_is_cut() {
        let lines = wrap(&"x".repeat(60), 100.0, 13.0, true, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
        assert!(lines.iter().all(|l| font::width(l, 13.0, true) <= 100.0));
    }

    #[test]
    fn the_ellipsis_takes_the_room_of_what_it_stands_for() {
        let narrow = font::width("one t…", 13.0, false) + 0.1;
        assert_eq!(fit("one two", narrow, 13.0, false), "one t…");
        let narrower = font::width("one …", 13.0, false) + 0.1;
        assert_eq!(fit("one two", narrower, 13.0, false), "one…");
        assert_eq!(fit("one two", 1.0, 13.0, false), "…");
        assert_eq!(fit("one", 100.0, 13.0, false), "one");
    }

    #[test]
    fn even_lines_break_no_word() {
        let lines = wrap_even("Phenomenon and flows", 107.0, 12.0, true, 3);
        assert_eq!(lines.join(" "), "Phenomenon and flows");
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn ideographs_break_anywhere() {
        assert!(wrap("移民工人的权利保护和社会融合", 60.0, 13.0, false, 9).len() > 2);
    }

    #[test]
    fn control_characters_become_spaces() {
        assert_eq!(clean(" a\u{0}b\n\tc "), "a b c");
    }
}
