//! What the tables come to, in sentences.

use corpus::{Finding, Keyness, Prevalence, Strength, StrengthShare};

use crate::Settings;
use crate::correction::benjamini_hochberg;
use crate::frame::Frame;
use crate::permutation;
use crate::strengths;
use crate::wording::{and, percent, percent_interval, plural, q_text};

/// How many statements there are at most.
const MOST: usize = 10;
/// How many of one kind there are at most, so that no kind crowds out the others.
const MOST_OF_A_KIND: usize = 4;

/// The tables the statements are composed from.
pub(crate) struct Tables<'a> {
    pub(crate) prevalence: &'a [Prevalence],
    pub(crate) keyness: &'a [Keyness],
    pub(crate) strengths: &'a [StrengthShare],
}

/// Up to ten statements, best supported first; descriptions follow differences.
pub(crate) fn findings(
    frame: &Frame<'_>,
    tables: &Tables<'_>,
    settings: &Settings,
) -> Vec<Finding> {
    let mut differences = Vec::new();
    let mut descriptions = Vec::new();
    if frame.recommendations.is_empty() {
        descriptions.push(statement("none", nothing_asked(frame)));
    } else if frame.speaking() < 2 {
        descriptions.extend(only_speaker(frame));
        descriptions.extend(largest_themes(frame, tables, 3));
        descriptions.extend(usual_strength(frame));
    } else {
        differences.extend(theme_differences(frame, tables, settings));
        differences.extend(strength_differences(frame, tables, settings));
        if differences.is_empty() {
            descriptions.push(statement("none", no_difference(frame, tables)));
        }
        descriptions.extend(shared_themes(frame, tables));
        descriptions.extend(largest_themes(frame, tables, 1));
    }
    differences.extend(words(frame, tables, settings));
    differences.sort_by(|a, b| {
        let q = |f: &Finding| f.q_value.unwrap_or(1.0);
        let effect = |f: &Finding| f.effect.unwrap_or(0.0).abs();
        q(a).total_cmp(&q(b)).then(effect(b).total_cmp(&effect(a)))
    });
    let mut kept: Vec<Finding> = Vec::new();
    for finding in differences.into_iter().chain(descriptions) {
        let of_kind = kept.iter().filter(|f| f.kind == finding.kind).count();
        if kept.len() < MOST && of_kind < MOST_OF_A_KIND {
            kept.push(finding);
        }
    }
    // That nothing differs is the answer to the question asked, so it comes first.
    kept.sort_by_key(|finding| finding.kind != "none");
    for (at, finding) in kept.iter_mut().enumerate() {
        finding.rank = at as u32 + 1;
    }
    kept
}

fn statement(kind: &str, text: String) -> Finding {
    Finding {
        rank: 0,
        kind: kind.to_owned(),
        text,
        workshop: None,
        theme_id: None,
        effect: None,
        q_value: None,
        sentence_ids: Vec::new(),
    }
}

fn nothing_asked(frame: &Frame<'_>) -> String {
    let sentences = plural(frame.sentences.len(), "sentence");
    match frame.workshops.len() {
        0 => "No report was read, so there is nothing to compare.".to_owned(),
        1 => format!(
            "No recommendation was found in the {sentences} of {}.",
            frame.workshops[0].label
        ),
        n => format!("No recommendation was found in the {sentences} of the {n} workshops."),
    }
}

fn only_speaker(frame: &Frame<'_>) -> Option<Finding> {
    let workshop = frame.workshops.iter().find(|w| w.recommendations > 0)?;
    let found = plural(workshop.recommendations, "recommendation");
    let among = plural(workshop.sentences, "sentence");
    let why = if frame.workshops.len() == 1 {
        "it is the only workshop, so nothing is compared".to_owned()
    } else {
        let silent: Vec<&str> = frame
            .workshops
            .iter()
            .filter(|w| w.recommendations == 0)
            .map(|w| w.label.as_str())
            .collect();
        format!("none was found in {}, so nothing is compared", and(&silent))
    };
    let mut finding =
        statement("none", format!("{} makes {found} in {among}; {why}.", workshop.label));
    finding.workshop = Some(workshop.label.clone());
    finding.sentence_ids = frame
        .recommendations
        .iter()
        .map(|a| a.recommendation.sentence_id.clone())
        .take(10)
        .collect();
    Some(finding)
}

fn label(frame: &Frame<'_>, theme_id: u32) -> String {
    let theme = frame.themes.iter().find(|t| t.theme_id == theme_id);
    theme.map_or_else(|| format!("theme {theme_id}"), |t| t.label.clone())
}

/// Recommendations of a theme, those of the workshop alone if one is named, surest first.
fn behind(frame: &Frame<'_>, theme_id: u32, workshop: Option<&str>) -> Vec<String> {
    let Some(at) = frame.themes.iter().position(|t| t.theme_id == theme_id) else {
        return Vec::new();
    };
    let exemplars = &frame.themes[at].exemplar_ids;
    let mut ids: Vec<(usize, &str)> = frame
        .recommendations
        .iter()
        .filter(|a| a.theme == Some(at))
        .filter(|a| workshop.is_none_or(|w| a.recommendation.workshop == w))
        .map(|a| {
            let id = a.recommendation.sentence_id.as_str();
            (exemplars.iter().position(|e| e == id).unwrap_or(usize::MAX), id)
        })
        .collect();
    ids.sort_unstable();
    ids.into_iter().map(|(_, id)| id.to_owned()).collect()
}

fn theme_differences(frame: &Frame<'_>, tables: &Tables<'_>, settings: &Settings) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in tables.prevalence {
        let Some(q) = row.q_value.filter(|&q| q <= settings.false_discovery_rate) else { continue };
        let (rest_count, rest_n) = rest(tables.prevalence, row);
        let rest_share = f64::from(rest_count) / f64::from(rest_n.max(1));
        let theme = label(frame, row.theme_id);
        let own = format!(
            "{} of its {} ({}; 95 % interval {})",
            row.count,
            plural(row.n as usize, "recommendation"),
            percent(row.share),
            percent_interval(row.share_low, row.share_high),
        );
        let others = others(frame);
        let text = if row.count == 0 {
            format!(
                "{} makes no recommendation on “{theme}”; {others} give it {} of {} ({}; {}).",
                row.workshop,
                rest_count,
                plural(rest_n as usize, "recommendation"),
                percent(rest_share),
                q_text(q),
            )
        } else {
            let more = if row.share > rest_share { "more" } else { "less" };
            format!(
                "{} speaks {more} of “{theme}” than {others}: {own} against {} ({} of {rest_n}; {}).",
                row.workshop,
                percent(rest_share),
                rest_count,
                q_text(q),
            )
        };
        let mut finding = statement("theme", text);
        finding.workshop = Some(row.workshop.clone());
        finding.theme_id = Some(row.theme_id);
        finding.effect = Some(row.share - rest_share);
        finding.q_value = Some(q);
        finding.sentence_ids = if row.count > 0 {
            behind(frame, row.theme_id, Some(&row.workshop))
        } else {
            behind(frame, row.theme_id, None)
        };
        found.push(finding);
    }
    if frame.speaking() == 2 {
        // Two workshops mirror each other: say it once, from the side that says more.
        found.retain(|f| f.effect.is_some_and(|e| e > 0.0));
    }
    found
}

fn others(frame: &Frame<'_>) -> String {
    if frame.speaking() == 2 { "the other workshop".into() } else { "the other workshops".into() }
}

fn rest(rows: &[Prevalence], of: &Prevalence) -> (u32, u32) {
    rows.iter()
        .filter(|row| row.theme_id == of.theme_id && row.workshop != of.workshop)
        .fold((0, 0), |(count, n), row| (count + row.count, n + row.n))
}

fn strength_differences(
    frame: &Frame<'_>,
    tables: &Tables<'_>,
    settings: &Settings,
) -> Vec<Finding> {
    let clusters = strengths::count(frame);
    let p_values = permutation::against_the_rest(&clusters, settings.resamples, settings.seed ^ 1);
    let flat: Vec<f64> = p_values.iter().flatten().map(|p| p.unwrap_or(1.0)).collect();
    let q_values = benjamini_hochberg(&flat);
    let mut found: Vec<Finding> = Vec::new();
    for (group, workshop) in frame.workshops.iter().enumerate() {
        // One statement a workshop: the strength that differs most surely.
        let best = (0..Strength::ALL.len()).min_by(|&a, &b| {
            let q = |k: usize| q_values[group * Strength::ALL.len() + k];
            q(a).total_cmp(&q(b))
        });
        let Some(category) = best else { continue };
        let q = q_values[group * Strength::ALL.len() + category];
        if q > settings.false_discovery_rate || p_values[group][category].is_none() {
            continue;
        }
        let strength = Strength::ALL[category];
        let (rest_count, rest_n) = clusters.rest(group, category);
        let rest_share = f64::from(rest_count) / f64::from(rest_n.max(1));
        let share = clusters.share(group, category);
        let row = tables
            .strengths
            .iter()
            .find(|row| row.workshop == workshop.label && row.strength == strength);
        let Some(row) = row else { continue };
        let more = if share > rest_share { "more" } else { "less" };
        let mut finding = statement(
            "strength",
            format!(
                "{} says “{strength}” {more} often than {}: {} of its {} ({}; 95 % interval {}) \
                 against {} ({}).",
                workshop.label,
                others(frame),
                row.count,
                plural(row.n as usize, "recommendation"),
                percent(share),
                percent_interval(row.share_low, row.share_high),
                percent(rest_share),
                q_text(q),
            ),
        );
        finding.workshop = Some(workshop.label.clone());
        finding.effect = Some(share - rest_share);
        finding.q_value = Some(q);
        finding.sentence_ids = frame
            .recommendations
            .iter()
            .filter(|a| a.group == group && a.recommendation.strength == strength)
            .map(|a| a.recommendation.sentence_id.clone())
            .collect();
        found.push(finding);
    }
    if frame.speaking() == 2 {
        found.truncate(1);
    }
    found
}

fn words(frame: &Frame<'_>, tables: &Tables<'_>, settings: &Settings) -> Vec<Finding> {
    let mut found = Vec::new();
    for workshop in &frame.workshops {
        let rows: Vec<&Keyness> = tables
            .keyness
            .iter()
            .filter(|row| row.workshop == workshop.label && row.z > 0.0 && row.log_ratio_low > 0.0)
            .filter(|row| row.q_value.is_some_and(|q| q <= settings.false_discovery_rate))
            .collect();
        let distinct = without_echoes(&rows, 3);
        let Some(first) = distinct.first() else { continue };
        let terms: Vec<String> = distinct
            .iter()
            .map(|row| format!("“{}” ({} here, {} elsewhere)", row.term, row.count, row.rest_count))
            .collect();
        let noun = if terms.len() == 1 { "word or phrase is" } else { "words and phrases are" };
        let mut finding = statement(
            "word",
            format!(
                "{}’s most distinctive {noun} {}; the first comes {} than elsewhere \
                 (95 % interval {}; {}).",
                workshop.label,
                and(&terms),
                times(first.log_ratio),
                times_interval(first.log_ratio_low, first.log_ratio_high),
                q_text(first.q_value.unwrap_or(1.0)),
            ),
        );
        finding.workshop = Some(workshop.label.clone());
        finding.effect = Some(first.log_ratio);
        finding.q_value = first.q_value;
        finding.sentence_ids = sentences_with(frame, &workshop.label, &first.term);
        found.push(finding);
    }
    if frame.workshops.len() == 2 && found.len() > 1 {
        // Both sides are worth a line: the words differ, though the test is one.
        found.truncate(2);
    }
    found
}

/// The first terms that share no word with an earlier one.
fn without_echoes<'a>(rows: &[&'a Keyness], most: usize) -> Vec<&'a Keyness> {
    let mut kept: Vec<&Keyness> = Vec::new();
    for row in rows {
        let repeats = kept
            .iter()
            .any(|k| k.term.split(' ').any(|word| row.term.split(' ').any(|other| other == word)));
        if !repeats && kept.len() < most {
            kept.push(row);
        }
    }
    kept
}

fn times(log_ratio: f64) -> String {
    format!("{} times as often", round(log_ratio.exp2()))
}

fn times_interval(low: f64, high: f64) -> String {
    format!("{} to {}", round(low.exp2()), round(high.exp2()))
}

fn round(value: f64) -> String {
    if value < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}

fn sentences_with(frame: &Frame<'_>, workshop: &str, term: &str) -> Vec<String> {
    let words: Vec<&str> = term.split(' ').collect();
    frame
        .sentences
        .iter()
        .filter(|placed| placed.sentence.workshop == workshop)
        .filter(|placed| {
            let tokens = corpus::words::tokens(&placed.sentence.text);
            tokens
                .windows(words.len())
                .any(|run| run.iter().zip(&words).all(|(token, word)| token.folded == *word))
        })
        .map(|placed| placed.sentence.sentence_id.clone())
        .collect()
}

fn no_difference(frame: &Frame<'_>, tables: &Tables<'_>) -> String {
    let q = tables.prevalence.iter().filter_map(|row| row.q_value).min_by(f64::total_cmp);
    let tail = match q {
        Some(q) => format!(
            " (smallest q {} over {})",
            format_args!("{q:.2}"),
            plural(tables.prevalence.len(), "comparison"),
        ),
        None => String::new(),
    };
    format!(
        "Neither the shares of the themes nor the strengths differ between the {} workshops by \
         more than chance explains{tail}; with {}, that is no proof that they are alike.",
        frame.speaking(),
        plural(frame.recommendations.len(), "recommendation"),
    )
}

fn shared_themes(frame: &Frame<'_>, tables: &Tables<'_>) -> Option<Finding> {
    let shared: Vec<u32> = frame
        .themes
        .iter()
        .map(|t| t.theme_id)
        .filter(|id| {
            let mut rows = tables.prevalence.iter().filter(|r| r.theme_id == *id && r.n > 0);
            rows.all(|row| row.verdict.as_deref() == Some("shared"))
        })
        .collect();
    let first = *shared.first()?;
    let names: Vec<String> =
        shared.iter().take(3).map(|&id| format!("“{}”", label(frame, id))).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    let mut finding = statement(
        "theme",
        format!(
            "{} {verb} common ground: all {} workshops give much the same share of their \
             recommendations to {}.",
            and(&names),
            frame.speaking(),
            if names.len() == 1 { "it" } else { "each" },
        ),
    );
    finding.theme_id = Some(first);
    finding.sentence_ids = behind(frame, first, None);
    Some(finding)
}

fn largest_themes(frame: &Frame<'_>, tables: &Tables<'_>, most: usize) -> Vec<Finding> {
    let n = frame.recommendations.len();
    if n < 2 {
        return Vec::new();
    }
    let mut found = Vec::new();
    for theme in frame.themes.iter().take(most) {
        let rows: Vec<&Prevalence> =
            tables.prevalence.iter().filter(|r| r.theme_id == theme.theme_id && r.n > 0).collect();
        let count: u32 = rows.iter().map(|row| row.count).sum();
        let interval = match rows.as_slice() {
            [row] => format!(
                "{}; 95 % interval {}",
                percent(row.share),
                percent_interval(row.share_low, row.share_high)
            ),
            _ => percent(f64::from(count) / n as f64),
        };
        let place = if found.is_empty() { "The largest theme is" } else { "Next comes" };
        let mut finding = statement(
            "theme",
            format!(
                "{place} “{}” with {count} of {} ({interval}).",
                theme.label,
                plural(n, "recommendation")
            ),
        );
        finding.theme_id = Some(theme.theme_id);
        finding.effect = Some(f64::from(count) / n as f64);
        finding.sentence_ids = behind(frame, theme.theme_id, None);
        found.push(finding);
    }
    found
}

fn usual_strength(frame: &Frame<'_>) -> Option<Finding> {
    let n = frame.recommendations.len();
    if n < 2 {
        let only = frame.recommendations.first()?;
        let mut finding =
            statement("strength", format!("Its strength is “{}”.", only.recommendation.strength));
        finding.sentence_ids = vec![only.recommendation.sentence_id.clone()];
        return Some(finding);
    }
    let of = |strength: Strength| {
        frame.recommendations.iter().filter(|a| a.recommendation.strength == strength).count()
    };
    let (must, should, could) = (of(Strength::Must), of(Strength::Should), of(Strength::Could));
    let mut finding = statement(
        "strength",
        format!(
            "Of the {n} recommendations {must} say what must be done ({}), {should} what should \
             ({}), {could} what could ({}).",
            percent(must as f64 / n as f64),
            percent(should as f64 / n as f64),
            percent(could as f64 / n as f64),
        ),
    );
    finding.effect = Some(must as f64 / n as f64);
    Some(finding)
}
