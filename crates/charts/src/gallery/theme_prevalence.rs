//! How large each theme is in each workshop, the most unequal first.

use crate::axis::{count, percent};
use crate::frame::{Frame, Words};
use crate::gallery::dots::{self, Dot, Row};
use crate::gallery::{NO_THEMES, ONE_WORKSHOP};
use crate::view::{View, quiet};
use crate::{Picture, Settings};

/// Draws the chart.
pub fn draw(view: &View<'_>, settings: &Settings) -> Result<Picture, String> {
    if view.themes.is_empty() || view.evidence.prevalence.is_empty() {
        return Err(NO_THEMES.to_owned());
    }
    if view.workshops.len() < 2 {
        return Err(ONE_WORKSHOP.to_owned());
    }
    let mut rows: Vec<(f64, Row)> = Vec::new();
    for theme in &view.themes {
        let dots: Vec<Dot> = view
            .workshops
            .iter()
            .filter_map(|place| {
                let cell = view.cell(theme.theme_id, place.label())?;
                Some(Dot {
                    workshop: place.index,
                    label: place.label().to_owned(),
                    share: cell.share,
                    low: cell.share_low,
                    high: cell.share_high,
                    count: format!("{} of {}", count(cell.count as usize), count(cell.n as usize)),
                    marked: cell.q_value.is_some_and(|q| q < 0.05),
                    reference: None,
                })
            })
            .collect();
        if dots.is_empty() {
            continue;
        }
        let high = dots.iter().map(|d| d.share).fold(0.0, f64::max);
        let low = dots.iter().map(|d| d.share).fold(1.0, f64::min);
        rows.push((
            high - low,
            Row { label: theme.label.clone(), theme: Some(theme.theme_id), dots },
        ));
    }
    // Sorted by difference; equal ones stay in the order of size.
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let title = title(view, &rows);
    let words = Words {
        subtitle: format!(
            "Share of each workshop’s recommendations by theme, with 95\u{a0}% intervals; themes \
             ordered by the difference between workshops{}.",
            if view.few_workshops() {
                ""
            } else {
                "; each dot is a workshop, the highest is named"
            }
        ),
        description: format!(
            "Dot plot of {} themes by {} workshops. {}",
            rows.len(),
            view.workshops.len(),
            rows.iter().take(5).map(|(_, r)| sentence(r)).collect::<Vec<_>>().join(" ")
        ),
        title,
    };
    let mut frame = Frame::new("theme_prevalence", settings, &words);
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    let bottom = dots::draw(&mut frame, view, rows, "Share of the workshop’s recommendations");
    Ok(frame.finish(bottom, &view.source))
}

fn extremes(row: &Row) -> Option<(&Dot, &Dot)> {
    let high = row.dots.iter().max_by(|a, b| a.share.total_cmp(&b.share))?;
    let low = row.dots.iter().min_by(|a, b| a.share.total_cmp(&b.share))?;
    Some((high, low))
}

fn sentence(row: &Row) -> String {
    extremes(row).map_or_else(String::new, |(high, low)| {
        format!(
            "{}: {} in {}, {} in {}.",
            quiet(&row.label),
            percent(high.share),
            quiet(&high.label),
            percent(low.share),
            quiet(&low.label)
        )
    })
}

fn title(view: &View<'_>, rows: &[(f64, Row)]) -> String {
    let marked = rows.iter().find(|(_, row)| row.dots.iter().any(|d| d.marked));
    let tested = view.evidence.prevalence.iter().any(|p| p.q_value.is_some());
    let Some((_, row)) = marked.or_else(|| rows.first()) else {
        return "Themes by workshop".to_owned();
    };
    let lead = if marked.is_none() && tested {
        "No difference stands out from chance; the largest: "
    } else {
        ""
    };
    extremes(row).map_or_else(String::new, |(high, low)| {
        format!(
            "{lead}“{}” takes up {} of the recommendations in {} and {} in {}",
            quiet(&row.label),
            percent(high.share),
            quiet(&high.label),
            percent(low.share),
            quiet(&low.label)
        )
    })
}
