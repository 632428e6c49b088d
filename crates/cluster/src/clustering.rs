//! The whole way from vectors to themes, on one screen.

use std::collections::{BTreeMap, BTreeSet};

use corpus::{
    Level, Membership, Recommendation, Sentence, Theme, ThemeCurve, ThemeMembership, ThemeMerge,
};
use ndarray::{ArrayView2, Axis};

use crate::levels::{Levels, nest, nest_at};
use crate::matrix::{cluster_means, normalise};
use crate::measures::WindowCounts;
use crate::memberships::memberships;
use crate::order::Ordered;
use crate::partition::partitioner;
use crate::space::centred;
use crate::stability::stability;
use crate::terms::Terms;
use crate::words::ThemeTerms;
use crate::{Settings, map};

/// What [`cluster`] found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clustering {
    /// Themes of all levels: coarse, medium, fine, each by rank.
    pub themes: Vec<Theme>,
    /// Main medium theme and map place of each recommendation, in the order given.
    pub memberships: Vec<Membership>,
    /// Soft memberships of each recommendation at each level.
    pub theme_memberships: Vec<ThemeMembership>,
    /// The dendrogram over the fine themes.
    pub theme_merges: Vec<ThemeMerge>,
    /// The criterion by number of themes.
    pub theme_curve: Vec<ThemeCurve>,
    /// What a reader of the result should know.
    pub notes: Vec<String>,
}

/// Clusters recommendations into themes.
///
/// `vectors` holds one row per recommendation, shape (recommendations, dimensions), of unit length;
/// rows that are not finite count as saying nothing. `sentences` is the background that the use of
/// words is learnt from. Never fails: no recommendation gives no theme, one gives one.
///
/// # Panics
///
/// When there are not as many vectors as recommendations.
pub fn cluster(
    recommendations: &[Recommendation],
    sentences: &[Sentence],
    vectors: ArrayView2<'_, f32>,
    settings: &Settings,
) -> Clustering {
    assert_eq!(recommendations.len(), vectors.nrows(), "one vector per recommendation");
    if recommendations.is_empty() {
        return Clustering::default();
    }
    let ordered = Ordered::new(recommendations, vectors);
    let rows = centred(ordered.vectors.view());
    let levels = levels_of(rows.view(), settings);
    let places = map::map(rows.view());
    let mut result = described(&ordered, sentences, rows.view(), &levels, settings);
    let main = memberships(rows.view(), &levels.medium);
    let ids = theme_ids(&levels);
    for (given, recommendation) in recommendations.iter().enumerate() {
        let row = ordered.position[given];
        result.memberships.push(Membership {
            sentence_id: recommendation.sentence_id.clone(),
            theme_id: ids[&Level::Medium][levels.medium[row]],
            membership: main[row].iter().find(|w| w.0 == levels.medium[row]).map_or(1.0, |w| w.1),
            x: places[row][0],
            y: places[row][1],
        });
    }
    for (level, labels) in by_level(&levels) {
        let soft =
            if level == Level::Medium { main.clone() } else { memberships(rows.view(), labels) };
        for (given, recommendation) in recommendations.iter().enumerate() {
            for &(theme, membership) in &soft[ordered.position[given]] {
                result.theme_memberships.push(ThemeMembership {
                    sentence_id: recommendation.sentence_id.clone(),
                    level,
                    theme_id: ids[&level][theme],
                    membership,
                });
            }
        }
    }
    hold(&mut result, rows.view(), &levels, settings);
    result.theme_curve = levels.curve;
    result
}

/// Nested partitions of texts, each by theme number from 0, largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partitions {
    /// Coarse theme of each text, in the order given.
    pub coarse: Vec<usize>,
    /// Medium theme of each text.
    pub medium: Vec<usize>,
    /// Fine theme of each text.
    pub fine: Vec<usize>,
}

/// The themes of recommendations without words, map and stability: what a measurement needs.
///
/// # Panics
///
/// When there are not as many vectors as recommendations.
pub fn partition(
    recommendations: &[Recommendation],
    vectors: ArrayView2<'_, f32>,
    settings: &Settings,
) -> Partitions {
    assert_eq!(recommendations.len(), vectors.nrows(), "one vector per recommendation");
    if recommendations.is_empty() {
        return Partitions::default();
    }
    let ordered = Ordered::new(recommendations, vectors);
    let levels = levels_of(centred(ordered.vectors.view()).view(), settings);
    let as_given =
        |labels: &[usize]| ordered.position.iter().map(|&row| labels[row]).collect::<Vec<_>>();
    Partitions {
        coarse: as_given(&levels.coarse),
        medium: as_given(&levels.medium),
        fine: as_given(&levels.fine),
    }
}

/// The fine themes and the levels above them.
fn levels_of(rows: ArrayView2<'_, f32>, settings: &Settings) -> Levels {
    let (fine, mut curve) = partitioner(settings, rows.nrows()).partition(rows);
    nest(rows, &fine, settings.themes, &mut curve)
}

/// Largest number of texts whose stability is measured by clustering resamples of all of them.
const RESAMPLED: usize = 2_000;

/// Writes into the themes in how far they come back in resamples.
fn hold(result: &mut Clustering, rows: ArrayView2<'_, f32>, levels: &Levels, settings: &Settings) {
    if rows.nrows() > RESAMPLED {
        result.notes.push(format!(
            "The stability of themes is measured up to {RESAMPLED} recommendations; here are {}.",
            rows.nrows()
        ));
        return;
    }
    // The numbers of themes are kept: what is asked is whether the same groups come back.
    let counts = [&levels.coarse, &levels.medium, &levels.fine].map(|labels| count(labels));
    let partitioner = partitioner(settings, rows.nrows());
    let found = stability(
        rows,
        &[&levels.coarse, &levels.medium, &levels.fine],
        settings.resamples,
        settings.seed,
        |part| {
            let fine = partitioner.cut_cut_into_themes(part, counts[2]);
            let [medium, coarse] = nest_at(part, &fine, counts[1], counts[0]);
            vec![coarse, medium, fine]
        },
    );
    for theme in &mut result.themes {
        let level = Level::ALL.iter().position(|&l| l == theme.level).unwrap_or(0);
        theme.stability = found.themes[level][theme.rank as usize - 1];
    }
    if let Some(whole) = found.whole[1] {
        result.notes.push(format!(
            "Clustered again {} times with four fifths of the recommendations, the medium themes \
             agree with adjusted Rand index {whole:.2}.",
            settings.resamples
        ));
    }
}

fn by_level(levels: &Levels) -> [(Level, &Vec<usize>); 3] {
    [(Level::Coarse, &levels.coarse), (Level::Medium, &levels.medium), (Level::Fine, &levels.fine)]
}

fn count(labels: &[usize]) -> usize {
    labels.iter().max().map_or(0, |&max| max + 1)
}

/// Ids of the themes by level and rank: medium first, so that a reader's themes have the small ids.
fn theme_ids(levels: &Levels) -> BTreeMap<Level, Vec<u32>> {
    let mut next = 0;
    [(Level::Medium, &levels.medium), (Level::Coarse, &levels.coarse), (Level::Fine, &levels.fine)]
        .into_iter()
        .map(|(level, labels)| {
            let ids = (next..next + count(labels) as u32).collect();
            next += count(labels) as u32;
            (level, ids)
        })
        .collect()
}

/// The themes with their words, and the labelled tree.
fn described(
    ordered: &Ordered<'_>,
    sentences: &[Sentence],
    rows: ArrayView2<'_, f32>,
    levels: &Levels,
    settings: &Settings,
) -> Clustering {
    let texts: Vec<&str> = ordered.recommendations.iter().map(|r| r.text.as_str()).collect();
    let cues: BTreeSet<&str> = ordered.recommendations.iter().map(|r| r.cue.as_str()).collect();
    let own: BTreeSet<&str> =
        ordered.recommendations.iter().map(|r| r.sentence_id.as_str()).collect();
    let mut background: Vec<&str> = sentences
        .iter()
        .filter(|s| !own.contains(s.sentence_id.as_str()))
        .map(|s| s.text.as_str())
        .collect();
    background.sort_unstable();
    let terms = Terms::find(&texts, &background, &cues.into_iter().collect::<Vec<_>>());
    let ids = theme_ids(levels);
    let mut taken: BTreeMap<Level, BTreeSet<String>> = BTreeMap::new();
    let mut named: BTreeMap<Vec<usize>, String> = BTreeMap::new();
    let mut result = Clustering::default();
    for (level, labels) in by_level(levels) {
        let theme_terms = ThemeTerms::new(&terms, labels);
        for theme in 0..count(labels) {
            let members: Vec<usize> = (0..labels.len()).filter(|&t| labels[t] == theme).collect();
            // The same group at two levels keeps its name.
            let label = named.get(&members).cloned().unwrap_or_else(|| {
                let all: BTreeSet<String> = taken.values().flatten().cloned().collect();
                theme_terms.label(theme, &all)
            });
            taken.entry(level).or_default().insert(label.clone());
            let parent = match level {
                Level::Coarse => None,
                Level::Medium => Some((Level::Coarse, levels.coarse[members[0]])),
                Level::Fine => Some((Level::Medium, levels.medium[members[0]])),
            };
            result.themes.push(Theme {
                theme_id: ids[&level][theme],
                level,
                rank: theme as u32 + 1,
                label: label.clone(),
                keywords: theme_terms.keywords(theme, settings.keywords),
                size: members.len() as u32,
                parent_id: parent.map(|(level, theme)| ids[&level][theme]),
                exemplar_ids: exemplars(ordered, rows, &members),
                stability: None,
                coherence: None,
            });
            named.insert(members, label);
        }
    }
    cohere(&mut result.themes, &texts);
    merge_rows(&mut result, levels, &terms);
    result
}

/// The three recommendations nearest the centre, from different workshops where there are.
fn exemplars(ordered: &Ordered<'_>, rows: ArrayView2<'_, f32>, members: &[usize]) -> Vec<String> {
    let chosen = rows.select(Axis(0), members);
    let mut centre = cluster_means(chosen.view(), &vec![0; members.len()], 1);
    normalise(&mut centre);
    let cosines = chosen.dot(&centre.row(0));
    let mut nearest: Vec<usize> = (0..members.len()).collect();
    nearest.sort_by(|&a, &b| cosines[b].total_cmp(&cosines[a]).then(a.cmp(&b)));
    let mut picked: Vec<usize> = Vec::new();
    let mut workshops: BTreeSet<&str> = BTreeSet::new();
    let mut texts: BTreeSet<&str> = BTreeSet::new();
    for pass in 0..2 {
        for &at in &nearest {
            let recommendation = ordered.recommendations[members[at]];
            if picked.len() < 3
                && (pass == 1 || workshops.insert(&recommendation.workshop))
                && texts.insert(&recommendation.text)
            {
                picked.push(at);
            }
        }
    }
    picked.sort_by(|&a, &b| cosines[b].total_cmp(&cosines[a]).then(a.cmp(&b)));
    picked.into_iter().map(|at| ordered.recommendations[members[at]].sentence_id.clone()).collect()
}

/// NPMI of each theme's keywords over the recommendations.
fn cohere(themes: &mut [Theme], texts: &[&str]) {
    let fold = |text: &str| -> Vec<String> {
        corpus::words::tokens(text)
            .iter()
            .flat_map(|t| t.folded.split('-').map(str::to_owned).collect::<Vec<_>>())
            .collect()
    };
    let folded: Vec<Vec<String>> = texts.iter().map(|text| fold(text)).collect();
    let lower: Vec<Vec<String>> =
        themes.iter().map(|t| t.keywords.iter().map(|k| k.to_lowercase()).collect()).collect();
    let vocabulary: Vec<String> = lower.iter().flatten().flat_map(|k| fold(k)).collect();
    let counts = WindowCounts::new(vocabulary.iter().map(String::as_str), &folded);
    for (theme, keywords) in themes.iter_mut().zip(&lower) {
        theme.coherence = counts.coherence(keywords).map(|c| c as f32);
    }
}

/// The rows of the tree, inner nodes named by the words of all below them.
fn merge_rows(result: &mut Clustering, levels: &Levels, terms: &Terms) {
    let leaves = levels.tree.leaves;
    let mut taken: BTreeSet<String> = result.themes.iter().map(|t| t.label.clone()).collect();
    let mut below: Vec<BTreeSet<usize>> = (0..leaves).map(|leaf| BTreeSet::from([leaf])).collect();
    for (step, merge) in levels.tree.merges.iter().enumerate() {
        let both: BTreeSet<usize> = below[merge.left].union(&below[merge.right]).copied().collect();
        let labels: Vec<usize> =
            levels.fine.iter().map(|theme| usize::from(!both.contains(theme))).collect();
        let size = labels.iter().filter(|&&l| l == 0).count();
        let same = result
            .themes
            .iter()
            .find(|t| {
                t.level != Level::Fine
                    && t.size as usize == size
                    && member_labels(levels, t).is_some_and(|l| l == labels)
            })
            .map(|t| t.label.clone());
        let label = same.unwrap_or_else(|| ThemeTerms::new(terms, &labels).label(0, &taken));
        taken.insert(label.clone());
        result.theme_merges.push(ThemeMerge {
            step: step as u32,
            left: merge.left as u32,
            right: merge.right as u32,
            height: merge.height,
            size: size as u32,
            label,
        });
        below.push(both);
    }
}

/// 0 for the members of a coarse or medium theme and 1 for the rest.
fn member_labels(levels: &Levels, theme: &Theme) -> Option<Vec<usize>> {
    let labels = match theme.level {
        Level::Coarse => &levels.coarse,
        Level::Medium => &levels.medium,
        Level::Fine => return None,
    };
    let rank = theme.rank as usize - 1;
    Some(labels.iter().map(|&label| usize::from(label != rank)).collect())
}
