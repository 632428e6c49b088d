//! Recommendations of different workshops that say the same, and themes that nobody takes up.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use corpus::{Echo, Embeddings, Evidence, Silence};
use ndarray::{Array2, Axis, s};
use rayon::prelude::*;

use crate::frame::Frame;

/// Rows of one block of the matrix product; fixed, so that sums do not depend on threads.
const BLOCK: usize = 512;

/// The nearest recommendation of another workshop.
#[derive(Clone, Copy)]
struct Nearest {
    row: usize,
    cosine: f32,
}

/// Pairs of recommendations of two workshops that are each other's nearest in the other's
/// workshop, with a cosine of at least `threshold` and the same polarity. By falling cosine.
/// Recommendations without a vector have no echo.
pub(crate) fn echoes(frame: &Frame<'_>, vectors: &Embeddings, threshold: f32) -> Vec<Echo> {
    let groups = frame.workshops.len();
    let index = vectors.index();
    let asked: Vec<(usize, usize)> = frame
        .recommendations
        .iter()
        .enumerate()
        .filter_map(|(at, a)| {
            index.get(a.recommendation.sentence_id.as_str()).map(|&row| (at, row))
        })
        .collect();
    if groups < 2 || asked.is_empty() {
        return Vec::new();
    }
    let rows: Vec<usize> = asked.iter().map(|&(_, row)| row).collect();
    let matrix = vectors.vectors.select(Axis(0), &rows);
    let group: Vec<usize> = asked.iter().map(|&(at, _)| frame.recommendations[at].group).collect();
    let nearest = nearest(&matrix, &group, groups);
    let mut echoes = Vec::new();
    for a in 0..asked.len() {
        for (other, found) in nearest[a * groups..(a + 1) * groups].iter().enumerate() {
            let Some(Nearest { row: b, cosine }) = *found else { continue };
            let mutual = nearest[b * groups + group[a]].is_some_and(|back| back.row == a);
            let one = frame.recommendations[asked[a].0].recommendation;
            let two = frame.recommendations[asked[b].0].recommendation;
            if group[a] < other && mutual && cosine >= threshold && one.polarity == two.polarity {
                echoes.push(Echo {
                    sentence_id_a: one.sentence_id.clone(),
                    sentence_id_b: two.sentence_id.clone(),
                    workshop_a: one.workshop.clone(),
                    workshop_b: two.workshop.clone(),
                    cosine,
                });
            }
        }
    }
    echoes.sort_by(|a, b| {
        b.cosine
            .total_cmp(&a.cosine)
            .then_with(|| a.sentence_id_a.cmp(&b.sentence_id_a))
            .then_with(|| a.sentence_id_b.cmp(&b.sentence_id_b))
    });
    echoes
}

/// For each row and workshop the nearest row of that workshop, `[row × groups + workshop]`; none
/// for a row's own workshop. The first of equals wins.
fn nearest(matrix: &Array2<f32>, group: &[usize], groups: usize) -> Vec<Option<Nearest>> {
    let n = matrix.nrows();
    let starts: Vec<usize> = (0..n).step_by(BLOCK).collect();
    starts
        .par_iter()
        .map(|&from| {
            let to = (from + BLOCK).min(n);
            let mut best: Vec<Option<Nearest>> = vec![None; (to - from) * groups];
            for start in (0..n).step_by(BLOCK) {
                let end = (start + BLOCK).min(n);
                let cosines =
                    matrix.slice(s![from..to, ..]).dot(&matrix.slice(s![start..end, ..]).t());
                for (a, row) in cosines.rows().into_iter().enumerate() {
                    for (b, &cosine) in row.iter().enumerate() {
                        let b = start + b;
                        if group[b] == group[from + a] {
                            continue;
                        }
                        let slot = &mut best[a * groups + group[b]];
                        if slot.is_none_or(|found| cosine > found.cosine) {
                            *slot = Some(Nearest { row: b, cosine });
                        }
                    }
                }
            }
            best
        })
        .collect::<Vec<_>>()
        .concat()
}

/// Sets of recommendations linked by echoes that reach into at least three workshops, those of
/// most workshops first; each in the order of the workshops. With two workshops there is none.
pub fn chains(evidence: &Evidence) -> Vec<Vec<String>> {
    let workshop_at: HashMap<String, usize> =
        evidence.workshops().into_iter().enumerate().map(|(at, w)| (w.label, at)).collect();
    // Union by smallest id: few echoes, so simple is fast enough.
    let mut root: BTreeMap<&str, &str> = BTreeMap::new();
    for echo in &evidence.echoes {
        let (a, b) = (echo.sentence_id_a.as_str(), echo.sentence_id_b.as_str());
        let (a, b) = (find(&root, a), find(&root, b));
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        root.insert(low, low);
        root.insert(high, low);
    }
    let place = |id: &str| {
        evidence
            .echoes
            .iter()
            .find_map(|e| {
                if e.sentence_id_a == id {
                    Some(e.workshop_a.as_str())
                } else if e.sentence_id_b == id {
                    Some(e.workshop_b.as_str())
                } else {
                    None
                }
            })
            .and_then(|w| workshop_at.get(w).copied())
            .unwrap_or(usize::MAX)
    };
    let members: BTreeSet<&str> = evidence
        .echoes
        .iter()
        .flat_map(|e| [e.sentence_id_a.as_str(), e.sentence_id_b.as_str()])
        .collect();
    let mut sets: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
    for id in members {
        sets.entry(find(&root, id)).or_default().push((place(id), id));
    }
    let mut chains: Vec<(usize, Vec<String>)> = sets
        .into_values()
        .filter_map(|mut set| {
            set.sort_unstable();
            let reach = set.iter().map(|(w, _)| w).collect::<BTreeSet<_>>().len();
            (reach >= 3).then(|| (reach, set.into_iter().map(|(_, id)| id.to_owned()).collect()))
        })
        .collect();
    chains.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    chains.into_iter().map(|(_, chain)| chain).collect()
}

fn find<'a>(root: &BTreeMap<&'a str, &'a str>, id: &'a str) -> &'a str {
    let mut at = id;
    while let Some(&up) = root.get(at) {
        if up == at {
            break;
        }
        at = up;
    }
    at
}

/// Themes of the medium level that a workshop takes up and no other echoes: of its
/// recommendations there, none has an echo. By falling number of recommendations.
pub(crate) fn silences(frame: &Frame<'_>, echoes: &[Echo]) -> Vec<Silence> {
    let heard: BTreeSet<&str> =
        echoes.iter().flat_map(|e| [e.sentence_id_a.as_str(), e.sentence_id_b.as_str()]).collect();
    let mut cells: BTreeMap<(usize, usize), (u32, bool)> = BTreeMap::new();
    let mut elsewhere = vec![0_u32; frame.themes.len()];
    for asked in &frame.recommendations {
        let Some(theme) = asked.theme else { continue };
        elsewhere[theme] += 1;
        let cell = cells.entry((asked.group, theme)).or_insert((0, false));
        cell.0 += 1;
        cell.1 |= heard.contains(asked.recommendation.sentence_id.as_str());
    }
    let mut silences: Vec<Silence> = cells
        .into_iter()
        .filter(|(_, (_, heard))| !heard)
        .map(|((group, theme), (count, _))| Silence {
            theme_id: frame.themes[theme].theme_id,
            workshop: frame.workshops[group].label.clone(),
            count,
            elsewhere: elsewhere[theme] - count,
        })
        .collect();
    silences.sort_by_key(|silence| std::cmp::Reverse(silence.count));
    silences
}
