//! Reading order: columns one after another where a page draws them side by side.
//!
//! Most files draw their text in reading order, and what drew them knew it best. Only where lines
//! jump to and fro over a gutter are they ordered anew: bands between lines that cross the gutter,
//! in each band the left column and then the right one, from top to foot.

use super::lines::Line;

/// The fewest lines a column has.
const COLUMN_LINES: usize = 4;

/// The lines of a page in the order in which they are read.
pub fn reading_order(lines: Vec<&Line>, body: f32) -> Vec<&Line> {
    let Some(gutter) = gutter(&lines, body) else { return lines };
    let side = |line: &Line| {
        if line.right <= gutter + 1.0 {
            Some(false)
        } else if line.left >= gutter - 1.0 {
            Some(true)
        } else {
            None
        }
    };
    let sides: Vec<bool> = lines.iter().filter_map(|line| side(line)).collect();
    let jumps = sides.windows(2).filter(|pair| pair[0] != pair[1]).count();
    if jumps * 4 <= sides.len() {
        return lines;
    }
    let mut sorted = lines;
    sorted.sort_by(|a, b| b.base.total_cmp(&a.base).then(a.left.total_cmp(&b.left)));
    let mut found = Vec::with_capacity(sorted.len());
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for line in sorted {
        match side(line) {
            Some(false) => left.push(line),
            Some(true) => right.push(line),
            None => {
                found.append(&mut left);
                found.append(&mut right);
                found.push(line);
            }
        }
    }
    found.append(&mut left);
    found.append(&mut right);
    found
}

/// The middle of the white strip between two columns.
fn gutter(lines: &[&Line], body: f32) -> Option<f32> {
    let left = lines.iter().map(|l| l.left).fold(f32::MAX, f32::min);
    let right = lines.iter().map(|l| l.right).fold(0.0, f32::max);
    // Left ends of lines in the middle of the page are where a second column may begin.
    let mut starts: Vec<f32> = lines
        .iter()
        .map(|l| l.left)
        .filter(|l| *l > left + 0.25 * (right - left) && *l < left + 0.75 * (right - left))
        .collect();
    starts.sort_by(f32::total_cmp);
    starts.dedup_by(|a, b| (*a - *b).abs() < 0.5 * body);
    let mut best: Option<(usize, f32)> = None;
    for start in starts.into_iter().take(24) {
        let gutter = start - 0.5 * body;
        let on_left: Vec<&&Line> = lines.iter().filter(|l| l.right <= gutter).collect();
        let on_right = lines.iter().filter(|l| l.left >= gutter).count();
        let crossing = lines.len() - on_left.len() - on_right;
        // Lines that face each other: a list of short lines beside nothing is no column.
        let facing = on_left.len().min(on_right);
        let wide = on_left.iter().filter(|l| l.right - l.left > 0.2 * (right - left)).count();
        if facing >= COLUMN_LINES && wide >= COLUMN_LINES && crossing * 5 <= lines.len() {
            let better = best.is_none_or(|(crossed, _)| crossing < crossed);
            if better {
                best = Some((crossing, gutter));
            }
        }
    }
    best.map(|(_, gutter)| gutter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, left: f32, base: f32) -> Line {
        Line {
            text: text.to_owned(),
            left,
            right: left + 200.0,
            base,
            size: 10.0,
            ..Line::default()
        }
    }

    #[test]
    fn columns_drawn_across_are_read_down() {
        let mut lines = vec![Line { right: 500.0, ..line("title", 50.0, 700.0) }];
        for row in 0..5 {
            let base = 650.0 - 12.0 * row as f32;
            lines.push(line(&format!("l{row}"), 50.0, base));
            lines.push(line(&format!("r{row}"), 300.0, base));
        }
        let read = reading_order(lines.iter().collect(), 10.0);
        let texts: Vec<&str> = read.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts, ["title", "l0", "l1", "l2", "l3", "l4", "r0", "r1", "r2", "r3", "r4"]);
    }

    #[test]
    fn what_is_drawn_in_order_stays() {
        let mut lines: Vec<Line> =
            (0..6).map(|n| line("l", 50.0, 600.0 - 12.0 * n as f32)).collect();
        lines.extend((0..6).map(|n| line("r", 300.0, 500.0 - 12.0 * n as f32)));
        let given: Vec<&Line> = lines.iter().collect();
        assert_eq!(reading_order(given.clone(), 10.0), given);
    }
}
