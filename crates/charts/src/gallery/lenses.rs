//! Through which lenses each workshop talks.

use crate::axis::{count, percent};
use crate::frame::{Frame, Words};
use crate::gallery::dots::{self, Dot, Row};
use crate::view::{View, quiet};
use crate::wrap::clean;
use crate::{Picture, Settings};

/// Draws the chart.
pub fn draw(view: &View<'_>, settings: &Settings) -> Result<Picture, String> {
    let mut names: Vec<&str> = Vec::new();
    for lens in &view.evidence.lenses {
        if !names.contains(&lens.lens.as_str()) {
            names.push(&lens.lens);
        }
    }
    if names.is_empty() {
        return Err("no lens was scored".to_owned());
    }
    let mut rows: Vec<(f64, Row)> = names
        .iter()
        .map(|&name| {
            let dots: Vec<Dot> = view
                .workshops
                .iter()
                .filter_map(|place| {
                    let lens = view
                        .evidence
                        .lenses
                        .iter()
                        .find(|l| l.lens == name && l.workshop == place.label())?;
                    Some(Dot {
                        workshop: place.index,
                        label: place.label().to_owned(),
                        share: lens.share,
                        low: lens.share_low,
                        high: lens.share_high,
                        count: format!(
                            "{} of {}",
                            count(lens.count as usize),
                            count(lens.n as usize)
                        ),
                        marked: false,
                        reference: None,
                    })
                })
                .collect();
            let mean = dots.iter().map(|d| d.share).sum::<f64>() / dots.len().max(1) as f64;
            (mean, Row { label: capital(name), theme: None, dots })
        })
        .filter(|(_, row)| !row.dots.is_empty())
        .collect();
    if rows.is_empty() {
        return Err("no lens was scored for a workshop with recommendations".to_owned());
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let words = Words {
        title: title(&rows),
        subtitle: format!(
            "Share of each workshop’s sentences that talk through the lens, with 95\u{a0}% intervals{}; \
             a sentence may count for several lenses or none.",
            if view.few_workshops() {
                ""
            } else {
                "; each dot is a workshop, the highest is named"
            }
        ),
        description: rows
            .iter()
            .map(|(mean, row)| format!("{}: {} on average.", row.label, percent(*mean)))
            .collect::<Vec<_>>()
            .join(" "),
    };
    let mut frame = Frame::new("lenses", settings, &words);
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    let bottom = dots::draw(&mut frame, view, rows, "Share of the workshop’s sentences");
    Ok(frame.finish(bottom, &view.source))
}

fn capital(name: &str) -> String {
    let name = clean(&name.replace('_', " "));
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

fn title(rows: &[(f64, Row)]) -> String {
    let apart = |row: &Row| -> Option<(f64, usize, usize)> {
        let high =
            (0..row.dots.len()).max_by(|&a, &b| row.dots[a].share.total_cmp(&row.dots[b].share))?;
        let low =
            (0..row.dots.len()).min_by(|&a, &b| row.dots[a].share.total_cmp(&row.dots[b].share))?;
        Some((row.dots[high].share - row.dots[low].share, high, low))
    };
    let best = rows
        .iter()
        .filter_map(|(_, row)| apart(row).map(|a| (row, a)))
        .max_by(|a, b| a.1.0.total_cmp(&b.1.0));
    match best {
        Some((row, (_, high, low))) if row.dots.len() > 1 => format!(
            "{}: {} of the sentences in {}, {} in {}",
            row.label,
            percent(row.dots[high].share),
            quiet(&row.dots[high].label),
            percent(row.dots[low].share),
            quiet(&row.dots[low].label)
        ),
        _ => rows.first().map_or_else(
            || "Lenses".to_owned(),
            |(mean, row)| {
                format!("{} is the widest lens: {} of the sentences", row.label, percent(*mean))
            },
        ),
    }
}
