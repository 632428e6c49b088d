//! Recommendations to themes, with what the analyst says of them: a codebook, the run to continue,
//! and edits.

use std::path::{Path, PathBuf};

use anyhow::Context;
use cluster::Phrases;
use cluster::codebook::{Codebook, Mode, new_codes};
use cluster::edits::Edits;
use cluster::growth::{Previous, keep};
use corpus::phrase::counted;
use corpus::tables::{self, Stage};
use corpus::{GrowthRecord, Level, UnappliedEdit};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::WrongUsage;
use crate::commands::tables_of;
use crate::config::Config;
use crate::stages::{Work, model_name};

/// How far the codebook draws vectors in [`Mode::Seed`].
const PULL: f32 = 0.5;

/// What the analyst says of the themes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Choice {
    /// The codebook to code to.
    pub codebook: Option<PathBuf>,
    /// What is done with recommendations that fit no theme of it.
    pub mode: Mode,
    /// The edits; where none are named, `themes.toml` beside the settings.
    pub edits: Option<PathBuf>,
    /// An earlier run, by its `--out` folder or its tables, whose themes are to keep their names.
    #[serde(rename = "continue")]
    pub continued: Option<PathBuf>,
}

impl Choice {
    /// Where the edits are, or would be: named, or beside the settings.
    pub fn edits_path(named: Option<&Path>, settings: Option<&Path>) -> PathBuf {
        let beside = settings.and_then(Path::parent).unwrap_or_else(|| Path::new(""));
        named.map_or_else(|| beside.join("themes.toml"), Path::to_owned)
    }
}

/// Clusters, then continues, then edits, then codes.
pub fn cluster(work: &mut Work, config: &Config) -> anyhow::Result<String> {
    let choice = &config.themes;
    work.run.inputs.retain(|input| ![CODEBOOK, EDITS].contains(&input.format.as_str()));
    work.run.growth = None;
    work.run.unapplied_edits.clear();
    // All that may fail for want of a file comes first.
    let codebook = choice.codebook.as_ref().map(|path| read_codebook(work, path)).transpose()?;
    let edits = choice.edits.as_ref().map(|path| read_edits(work, path)).transpose()?;
    let previous = choice
        .continued
        .as_ref()
        .map(|run| {
            Ok::<_, anyhow::Error>((run, tables::read_through(&tables_of(run)?, Stage::Cluster)?))
        })
        .transpose()?;

    let vectors = work.vectors.as_ref().context("no vectors; run `plenary embed` first")?;
    let own = vectors
        .select(work.evidence.recommendations.iter().map(|r| r.sentence_id.as_str()))
        .map_err(|id| anyhow::anyhow!("sentence {id} has no vector; run `plenary embed` again"))?;
    let anchors = match &codebook {
        Some(codebook) => Some(encoded(work, config, &codebook.texts()).context(
            "the codebook is coded with the encoder that made the vectors of the sentences",
        )?),
        None => None,
    };
    let phrases = phrases(work, config);
    let evidence = &mut work.evidence;
    let recommendations = &evidence.recommendations;
    let rows = match (&codebook, &anchors) {
        (Some(codebook), Some(anchors)) if choice.mode == Mode::Seed => {
            codebook.nudge(anchors.view(), recommendations, own.view(), PULL)
        }
        _ => own.clone(),
    };
    let mut found = cluster::cluster_with(
        recommendations,
        &evidence.sentences,
        rows.view(),
        phrases.as_ref(),
        &config.cluster,
    );
    let mut notes = std::mem::take(&mut found.notes);
    if let Some((run, earlier)) = &previous {
        let growth = keep(
            &mut found,
            recommendations,
            Previous {
                recommendations: &earlier.recommendations,
                themes: &earlier.themes,
                theme_memberships: &earlier.theme_memberships,
            },
        );
        notes.push(format!(
            "themes: continued from {}: {} and {} are new, {} are gone.",
            run.display(),
            counted(growth.new_recommendations.len(), "recommendation"),
            counted(growth.new_themes.len(), "theme"),
            growth.gone.len(),
        ));
        work.run.growth = Some(GrowthRecord {
            from: run.display().to_string(),
            new_themes: growth.new_themes,
            gone_themes: growth.gone.into_iter().map(|(_, label)| label).collect(),
            new_recommendations: growth.new_recommendations,
        });
    }
    if let Some(edits) = edits {
        for unapplied in edits.apply(&mut found, recommendations, own.view()) {
            notes.push(format!("themes.toml: could not {}: {}", unapplied.edit, unapplied.reason));
            work.run
                .unapplied_edits
                .push(UnappliedEdit { edit: unapplied.edit, reason: unapplied.reason });
        }
    }
    evidence.codes = match (&codebook, &anchors) {
        (Some(codebook), Some(anchors)) => {
            let mut codes = codebook.code(anchors.view(), recommendations, own.view(), choice.mode);
            if choice.mode == Mode::Open {
                codes.extend(new_codes(
                    &codes,
                    recommendations,
                    &evidence.sentences,
                    own.view(),
                    phrases.as_ref(),
                    &config.cluster,
                ));
            }
            codes
        }
        _ => Vec::new(),
    };
    evidence.themes = found.themes;
    evidence.memberships = found.memberships;
    evidence.theme_memberships = found.theme_memberships;
    evidence.theme_merges = found.theme_merges;
    evidence.theme_curve = found.theme_curve;
    let themes = evidence.themes_at(Level::Medium).len();
    work.run.notes.retain(|note| !note.starts_with("themes"));
    work.remark(notes);
    Ok(counted(themes, "theme"))
}

/// Vectors of texts by the encoder of the sentences.
fn encoded(work: &mut Work, config: &Config, texts: &[String]) -> anyhow::Result<Array2<f32>> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let encoded = work.encode(&texts, config, &|_, _| {})?;
    let (ours, theirs) =
        (model_name(&encoded.model), work.vectors.as_ref().map_or("", |v| v.model.as_str()));
    anyhow::ensure!(
        ours == theirs,
        "the sentences were encoded with {theirs}, the settings name {ours}; run `plenary embed` again"
    );
    Ok(encoded.vectors)
}

/// The candidates for headings with vectors, or a remark on why they have none.
fn phrases(work: &mut Work, config: &Config) -> Option<Phrases> {
    let evidence = &work.evidence;
    let surfaces = cluster::phrases(&evidence.recommendations, &evidence.sentences);
    match encoded(work, config, &surfaces) {
        Ok(vectors) => Some(Phrases { surfaces, vectors }),
        Err(reason) => {
            work.remark(vec![format!(
                "themes are named by where words occur alone, not by what they mean: {reason:#}"
            )]);
            None
        }
    }
}

const CODEBOOK: &str = "codebook";
const EDITS: &str = "theme edits";

fn read_codebook(work: &mut Work, path: &Path) -> anyhow::Result<Codebook> {
    let text = work.read_choice(path, CODEBOOK)?;
    Ok(Codebook::parse(&text).map_err(|e| WrongUsage(format!("{}: {e}", path.display())))?)
}

fn read_edits(work: &mut Work, path: &Path) -> anyhow::Result<Edits> {
    let text = work.read_choice(path, EDITS)?;
    Ok(Edits::parse(&text).map_err(|e| WrongUsage(format!("{}: {e}", path.display())))?)
}
