//! The analyst's last word: edits of the medium themes, kept in `themes.toml`.
//!
//! An edit names a theme by its heading and, so that it is found again when a grown corpus gives
//! other headings, by some recommendations that lie in it (`anchors`). Edits are applied in the
//! order rename, merge, move; one that no longer applies is reported with the reason.

use std::collections::{BTreeMap, BTreeSet};

use corpus::{Level, Theme};
use serde::{Deserialize, Serialize};

use crate::Clustering;

/// A theme as an edit names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeName {
    /// Its heading when the edit was made.
    pub label: String,
    /// Sentence ids of recommendations that lie in it.
    #[serde(default)]
    pub anchors: Vec<String>,
}

/// Another heading for a theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// The theme.
    pub theme: ThemeName,
    /// Its new heading.
    pub to: String,
}

/// Several themes made one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The themes.
    pub themes: Vec<ThemeName>,
    /// Heading of the whole.
    pub into: String,
}

/// A recommendation put under another theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The recommendation.
    pub sentence: String,
    /// The theme it belongs to, by its heading after renames and merges.
    pub to: ThemeName,
}

/// What stands in `themes.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Edits {
    /// Other headings.
    pub rename: Vec<Rename>,
    /// Themes made one.
    pub merge: Vec<Merge>,
    /// Recommendations put elsewhere.
    #[serde(rename = "move")]
    pub moves: Vec<Move>,
}

/// An edit that could not be applied, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unapplied {
    /// What was asked.
    pub edit: String,
    /// Why it does not apply any more.
    pub reason: String,
}

impl Edits {
    /// Reads the text of `themes.toml`.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// A first `themes.toml` for a run: every medium theme under its own heading, ready to be
    /// changed.
    pub fn export(themes: &[Theme]) -> Result<String, toml::ser::Error> {
        let mut medium: Vec<&Theme> = themes.iter().filter(|t| t.level == Level::Medium).collect();
        medium.sort_by_key(|t| t.rank);
        let rename = medium
            .into_iter()
            .map(|t| Rename {
                theme: ThemeName { label: t.label.clone(), anchors: t.exemplar_ids.clone() },
                to: t.label.clone(),
            })
            .collect();
        toml::to_string_pretty(&Self { rename, ..Self::default() })
    }

    /// Applies the edits to the medium themes of a clustering: headings, sizes, ranks, main themes
    /// and soft memberships. A moved recommendation keeps its fine theme. Returns what could not be
    /// applied.
    pub fn apply(&self, found: &mut Clustering) -> Vec<Unapplied> {
        let mut unapplied = Vec::new();
        for edit in &self.rename {
            let name = format!("rename `{}` to `{}`", edit.theme.label, edit.to);
            match find(found, &edit.theme).and_then(|id| rename(found, id, &edit.to)) {
                Ok(()) => {}
                Err(reason) => unapplied.push(Unapplied { edit: name, reason }),
            }
        }
        for edit in &self.merge {
            let name = format!(
                "merge {} into `{}`",
                edit.themes.iter().map(|t| format!("`{}`", t.label)).collect::<Vec<_>>().join(", "),
                edit.into
            );
            if let Err(reason) = merge(found, edit) {
                unapplied.push(Unapplied { edit: name, reason });
            }
        }
        for edit in &self.moves {
            let name = format!("move `{}` to `{}`", edit.sentence, edit.to.label);
            let moved = find(found, &edit.to).and_then(|id| reassign(found, &edit.sentence, id));
            if let Err(reason) = moved {
                unapplied.push(Unapplied { edit: name, reason });
            }
        }
        if !(self.merge.is_empty() && self.moves.is_empty()) {
            settle(found);
        }
        unapplied
    }
}

/// The medium theme that a name means: by heading, else the one that holds most of the anchors.
fn find(found: &Clustering, name: &ThemeName) -> Result<u32, String> {
    let medium = || found.themes.iter().filter(|t| t.level == Level::Medium);
    if let Some(theme) = medium().find(|t| t.label == name.label) {
        return Ok(theme.theme_id);
    }
    let anchors: BTreeSet<&str> = name.anchors.iter().map(String::as_str).collect();
    let mut votes: BTreeMap<u32, usize> = BTreeMap::new();
    for row in found.memberships.iter().filter(|m| anchors.contains(m.sentence_id.as_str())) {
        *votes.entry(row.theme_id).or_default() += 1;
    }
    let total: usize = votes.values().sum();
    match votes.iter().max_by_key(|&(&id, &count)| (count, std::cmp::Reverse(id))) {
        Some((&id, &count)) if 2 * count > total => Ok(id),
        Some(_) => Err(format!(
            "no theme is called `{}` and its anchors lie in {} themes, none with most of them",
            name.label,
            votes.len()
        )),
        None => Err(format!(
            "no theme is called `{}` and none of its {} anchors is among the recommendations",
            name.label,
            anchors.len()
        )),
    }
}

fn rename(found: &mut Clustering, id: u32, to: &str) -> Result<(), String> {
    if to.trim().is_empty() {
        return Err("the new heading is empty".to_owned());
    }
    let mut medium = found.themes.iter().filter(|t| t.level == Level::Medium);
    if let Some(other) = medium.find(|t| t.label == to && t.theme_id != id) {
        return Err(format!(
            "another theme ({}) is already called `{to}`; merge the two instead",
            other.theme_id
        ));
    }
    if let Some(theme) = found.themes.iter_mut().find(|t| t.theme_id == id) {
        to.clone_into(&mut theme.label);
    }
    Ok(())
}

fn merge(found: &mut Clustering, edit: &Merge) -> Result<(), String> {
    let ids: BTreeSet<u32> =
        edit.themes.iter().map(|name| find(found, name)).collect::<Result<_, _>>()?;
    let taken = found
        .themes
        .iter()
        .any(|t| t.level == Level::Medium && t.label == edit.into && !ids.contains(&t.theme_id));
    if taken {
        return Err(format!("another theme is already called `{}`", edit.into));
    }
    // The largest gives its id and its place in the coarse level.
    let kept = found
        .themes
        .iter()
        .filter(|t| ids.contains(&t.theme_id))
        .max_by_key(|t| (t.size, std::cmp::Reverse(t.theme_id)))
        .map(|t| t.theme_id)
        .ok_or_else(|| "it names no theme".to_owned())?;
    for row in &mut found.memberships {
        if ids.contains(&row.theme_id) {
            row.theme_id = kept;
        }
    }
    for theme in &mut found.themes {
        if theme.parent_id.is_some_and(|id| theme.level == Level::Fine && ids.contains(&id)) {
            theme.parent_id = Some(kept);
        }
    }
    let mut joined: BTreeMap<String, f32> = BTreeMap::new();
    found.theme_memberships.retain(|row| {
        let part = ids.contains(&row.theme_id);
        if part {
            *joined.entry(row.sentence_id.clone()).or_default() += row.membership;
        }
        !part
    });
    for row in &mut found.memberships {
        if row.theme_id == kept {
            row.membership =
                joined.get(&row.sentence_id).copied().unwrap_or(row.membership).min(1.0);
        }
    }
    found.theme_memberships.extend(joined.into_iter().map(|(sentence_id, membership)| {
        corpus::ThemeMembership {
            sentence_id,
            level: Level::Medium,
            theme_id: kept,
            membership: membership.min(1.0),
        }
    }));
    rename(found, kept, &edit.into)
}

fn reassign(found: &mut Clustering, sentence: &str, id: u32) -> Result<(), String> {
    let row = found
        .memberships
        .iter_mut()
        .find(|m| m.sentence_id == sentence)
        .ok_or_else(|| format!("there is no recommendation `{sentence}`"))?;
    row.theme_id = id;
    // The analyst is sure.
    row.membership = 1.0;
    let is_medium =
        |row: &corpus::ThemeMembership| row.level == Level::Medium && row.sentence_id == sentence;
    found.theme_memberships.retain(|row| !is_medium(row));
    found.theme_memberships.push(corpus::ThemeMembership {
        sentence_id: sentence.to_owned(),
        level: Level::Medium,
        theme_id: id,
        membership: 1.0,
    });
    Ok(())
}

/// Sizes, ranks and exemplars after themes changed; empty ones go.
fn settle(found: &mut Clustering) {
    let mut sizes: BTreeMap<u32, u32> = BTreeMap::new();
    let home: BTreeMap<&str, u32> =
        found.memberships.iter().map(|m| (m.sentence_id.as_str(), m.theme_id)).collect();
    for &theme in home.values() {
        *sizes.entry(theme).or_default() += 1;
    }
    for theme in found.themes.iter_mut().filter(|t| t.level == Level::Medium) {
        theme.size = sizes.get(&theme.theme_id).copied().unwrap_or(0);
        theme.exemplar_ids.retain(|id| home.get(id.as_str()) == Some(&theme.theme_id));
        if theme.exemplar_ids.is_empty() {
            let own = home.iter().filter(|(_, home)| **home == theme.theme_id);
            theme.exemplar_ids = own.take(3).map(|(id, _)| (*id).to_owned()).collect();
        }
    }
    found.themes.retain(|t| t.level != Level::Medium || t.size > 0);
    let left: BTreeSet<u32> = found.themes.iter().map(|t| t.theme_id).collect();
    found.theme_memberships.retain(|row| left.contains(&row.theme_id));
    let mut medium: Vec<(std::cmp::Reverse<u32>, u32)> = found
        .themes
        .iter()
        .filter(|t| t.level == Level::Medium)
        .map(|t| (std::cmp::Reverse(t.size), t.theme_id))
        .collect();
    medium.sort_unstable();
    for theme in found.themes.iter_mut().filter(|t| t.level == Level::Medium) {
        let at = medium.iter().position(|&(_, id)| id == theme.theme_id).unwrap_or(0);
        theme.rank = at as u32 + 1;
    }
    found.themes.sort_by_key(|t| (t.level, t.rank));
}

#[cfg(test)]
mod tests {
    use corpus::{Membership, ThemeMembership};

    use super::*;

    /// Three medium themes A (3 texts), B (2), C (1).
    fn found() -> Clustering {
        let mut found = Clustering::default();
        for (at, (label, ids)) in
            [("A", vec!["1", "2", "3"]), ("B", vec!["4", "5"]), ("C", vec!["6"])]
                .into_iter()
                .enumerate()
        {
            found.themes.push(Theme {
                theme_id: at as u32,
                level: Level::Medium,
                rank: at as u32 + 1,
                label: label.into(),
                keywords: vec![],
                size: ids.len() as u32,
                parent_id: None,
                exemplar_ids: vec![ids[0].into()],
                stability: None,
                coherence: None,
            });
            for id in ids {
                found.memberships.push(Membership {
                    sentence_id: id.into(),
                    theme_id: at as u32,
                    membership: 0.9,
                    x: 0.0,
                    y: 0.0,
                });
                found.theme_memberships.push(ThemeMembership {
                    sentence_id: id.into(),
                    level: Level::Medium,
                    theme_id: at as u32,
                    membership: 1.0,
                });
            }
        }
        found
    }

    fn summary(found: &Clustering) -> Vec<(String, u32, u32)> {
        found.themes.iter().map(|t| (t.label.clone(), t.rank, t.size)).collect()
    }

    #[track_caller]
    fn check(edits: &str, expected: &[(&str, u32, u32)], reasons: &[&str]) {
        let mut found = found();
        let unapplied = Edits::parse(edits).unwrap().apply(&mut found);
        let expected: Vec<_> = expected.iter().map(|&(l, r, s)| (l.to_owned(), r, s)).collect();
        assert_eq!(summary(&found), expected);
        assert_eq!(unapplied.len(), reasons.len(), "{unapplied:?}");
        for (edit, reason) in unapplied.iter().zip(reasons) {
            assert!(edit.reason.contains(reason), "{edit:?}");
        }
    }

    const AS_FOUND: &[(&str, u32, u32)] = &[("A", 1, 3), ("B", 2, 2), ("C", 3, 1)];

    #[test]
    fn renames() {
        let renamed: &[(&str, u32, u32)] = &[("Ports", 1, 3), ("B", 2, 2), ("C", 3, 1)];
        check("[[rename]]\ntheme = {label = 'A'}\nto = 'Ports'", renamed, &[]);
        check(
            "[[rename]]\ntheme = {label = 'old', anchors = ['1', '9']}\nto = 'Ports'",
            renamed,
            &[],
        );
        check(
            "[[rename]]\ntheme = {label = 'old', anchors = ['9']}\nto = 'X'",
            AS_FOUND,
            &["none of its 1"],
        );
        check(
            "[[rename]]\ntheme = {label = 'old', anchors = ['1', '4']}\nto = 'X'",
            AS_FOUND,
            &["lie in 2"],
        );
        check("[[rename]]\ntheme = {label = 'A'}\nto = 'B'", AS_FOUND, &["already called"]);
        check("[[rename]]\ntheme = {label = 'A'}\nto = ' '", AS_FOUND, &["empty"]);
    }

    #[test]
    fn merges() {
        check(
            "[[merge]]\nthemes = [{label = 'B'}, {label = 'C'}]\ninto = 'Both'",
            &[("A", 1, 3), ("Both", 2, 3)],
            &[],
        );
        check(
            "[[merge]]\nthemes = [{label = 'B'}, {label = 'C'}]\ninto = 'A'",
            AS_FOUND,
            &["already"],
        );
        check("[[merge]]\nthemes = []\ninto = 'Z'", AS_FOUND, &["no theme"]);
    }

    #[test]
    fn moves() {
        check("[[move]]\nsentence = '6'\nto = {label = 'B'}", &[("A", 1, 3), ("B", 2, 3)], &[]);
        check("[[move]]\nsentence = '9'\nto = {label = 'B'}", AS_FOUND, &["no recommendation `9`"]);
    }

    #[test]
    fn an_export_changes_nothing() {
        let mut again = found();
        let text = Edits::export(&again.themes).unwrap();
        assert!(Edits::parse(&text).unwrap().apply(&mut again).is_empty());
        assert_eq!(again, found());
    }
}
