//! Who recommends: kinds of actors by workshop, beside their share of all sentences.

use corpus::ActorType;

use crate::axis::{count, percent};
use crate::frame::{Frame, Words};
use crate::gallery::NO_RECOMMENDATIONS;
use crate::gallery::dots::{self, Dot, Row};
use crate::view::{View, quiet};
use crate::{Picture, Settings};

/// Draws the chart.
pub fn draw(view: &View<'_>, settings: &Settings) -> Result<Picture, String> {
    let voices: Vec<_> = view.evidence.voices.iter().filter(|v| v.theme_id.is_none()).collect();
    if voices.is_empty() {
        return Err(NO_RECOMMENDATIONS.to_owned());
    }
    if voices.iter().all(|v| v.source_type == ActorType::Collective || v.count == 0) {
        return Err("no recommendation names who makes it".to_owned());
    }
    let mut rows: Vec<(ActorType, f64, Row)> = Vec::new();
    for &actor in ActorType::ALL {
        let mut total = 0.0;
        let dots: Vec<Dot> = view
            .workshops
            .iter()
            .filter_map(|place| {
                let voice = voices
                    .iter()
                    .find(|v| v.workshop == place.label() && v.source_type == actor)?;
                total += f64::from(voice.count);
                Some(Dot {
                    workshop: place.index,
                    label: place.label().to_owned(),
                    share: voice.share,
                    low: voice.share_low.unwrap_or(voice.share),
                    high: voice.share_high.unwrap_or(voice.share),
                    count: format!(
                        "{} of {}",
                        count(voice.count as usize),
                        count(voice.n as usize)
                    ),
                    marked: false,
                    reference: voice.sentence_share,
                })
            })
            .collect();
        if total > 0.0 {
            rows.push((actor, total, Row { label: name(actor).to_owned(), theme: None, dots }));
        }
    }
    rows.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let reference = voices.iter().any(|v| v.sentence_share.is_some());
    let words = Words {
        title: title(&rows),
        subtitle: format!(
            "Share of each workshop’s recommendations by kind of actor that makes them, with \
             95\u{a0}% intervals{}{}.",
            if reference { "; upright stroke: the actor’s share of all sentences" } else { "" },
            if view.few_workshops() {
                ""
            } else {
                "; each dot is a workshop, the highest is named"
            }
        ),
        description: rows
            .iter()
            .map(|(_, total, row)| {
                let parts: Vec<String> = row
                    .dots
                    .iter()
                    .take(6)
                    .map(|d| format!("{} {}", quiet(&d.label), percent(d.share)))
                    .collect();
                format!("{} ({} in all): {}.", row.label, count(*total as usize), parts.join(", "))
            })
            .collect::<Vec<_>>()
            .join(" "),
    };
    let mut frame = Frame::new("voices", settings, &words);
    let rows = rows.into_iter().map(|(.., row)| row).collect();
    let bottom = dots::draw(&mut frame, view, rows, "Share of the workshop’s recommendations");
    Ok(frame.finish(bottom, &view.source))
}

/// An actor type in words.
pub fn name(actor: ActorType) -> &'static str {
    match actor {
        ActorType::Government => "Governments",
        ActorType::InternationalOrganization => "International organizations",
        ActorType::CivilSociety => "Civil society",
        ActorType::Business => "Business",
        ActorType::Academia => "Academia",
        ActorType::Collective => "Participants as a body",
    }
}

fn title(rows: &[(ActorType, f64, Row)]) -> String {
    let range = |row: &Row| {
        let high = row.dots.iter().map(|d| d.share).fold(0.0, f64::max);
        high - row.dots.iter().map(|d| d.share).fold(1.0, f64::min)
    };
    // The body as a whole is no voice among others; only without any other it leads.
    let named = rows.iter().filter(|(a, ..)| *a != ActorType::Collective);
    let Some((_, _, row)) = named
        .max_by(|a, b| range(&a.2).total_cmp(&range(&b.2)).then(b.0.cmp(&a.0)))
        .or_else(|| rows.first())
    else {
        return "Who recommends".to_owned();
    };
    let high = row.dots.iter().max_by(|a, b| a.share.total_cmp(&b.share));
    let low = row.dots.iter().min_by(|a, b| a.share.total_cmp(&b.share));
    match (high, low) {
        (Some(high), Some(low)) if row.dots.len() > 1 => format!(
            "{}: {} of the recommendations in {}, {} in {}",
            row.label,
            percent(high.share),
            quiet(&high.label),
            percent(low.share),
            quiet(&low.label)
        ),
        (Some(only), _) => {
            format!(
                "{}: {} of the recommendations in {}",
                row.label,
                percent(only.share),
                quiet(&only.label)
            )
        }
        _ => "Who recommends".to_owned(),
    }
}
