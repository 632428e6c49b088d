//! What was learned: one TOML file with recipe, scores and weights, as `plenary train` writes it.
//!
//! The crate holds two such files (`weights/*.toml`): the action category and the score. A further
//! file replaces the parts that it has.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use crate::action;
use crate::action::rules::Rules;
use crate::calibration::Calibration;
use crate::scorer::{Method, Scorer};
use crate::softmax::Softmax;

/// Why a file of weights cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the weights are not readable: {0}; write them again with `plenary train`")]
#[non_exhaustive]
pub struct WeightsError(pub String);

/// The file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WeightsFile {
    /// What it was made of and how: whatever helps to make it again.
    pub recipe: BTreeMap<String, toml::Value>,
    /// How it does on what it was not learned from.
    pub scores: BTreeMap<String, toml::Value>,
    /// The action category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<ActionPart>,
    /// The score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<ScorePart>,
}

/// The action category in the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ActionPart {
    /// Whether the regression tells the category, else the rules do.
    pub learned: bool,
    /// The decision list: verb, or verb and a word near it (`<` before the verb); category; how
    /// sure, in percent.
    pub rules: String,
    /// The regression, as [`Softmax::write`] writes it.
    pub regression: String,
}

/// The score in the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScorePart {
    /// Which way is used.
    pub method: Method,
    /// The rules' score and the share of recommendations it stands for, as
    /// [`Calibration::write`] writes them.
    pub calibration: String,
    /// The regression, as [`Softmax::write`] writes it.
    pub regression: String,
}

impl WeightsFile {
    /// Reads a file.
    pub fn read(text: &str) -> Result<Self, WeightsError> {
        toml::from_str(text).map_err(|e| WeightsError(e.to_string()))
    }

    /// The file as text.
    pub fn write(&self) -> Result<String, WeightsError> {
        toml::to_string_pretty(self).map_err(|e| WeightsError(e.to_string()))
    }
}

/// What was learned, ready for use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// The action category by rules and by regression.
    pub action: action::Model,
    /// Whether the regression tells the category.
    pub learned_action: bool,
    /// The score.
    pub scorer: Scorer,
}

const BUILT_IN: [&str; 2] =
    [include_str!("../weights/action.toml"), include_str!("../weights/score.toml")];

impl Weights {
    /// Those inside the crate.
    pub fn built_in() -> Arc<Self> {
        static WEIGHTS: LazyLock<Arc<Weights>> = LazyLock::new(|| {
            Arc::new(Weights::read(&[]).expect("the built-in weights are tested"))
        });
        Arc::clone(&WEIGHTS)
    }

    /// Those inside the crate with further files laid over them, in their order.
    pub fn read(further: &[&str]) -> Result<Self, WeightsError> {
        let mut weights = Self::default();
        for text in BUILT_IN.iter().chain(further) {
            let file = WeightsFile::read(text)?;
            let regression = |text: &str| {
                if text.trim().is_empty() {
                    return Ok(Softmax::default());
                }
                Softmax::read(text)
                    .ok_or_else(|| WeightsError("a line of the regression is no feature".into()))
            };
            if let Some(part) = file.action {
                weights.action = action::Model {
                    rules: Rules::read(&part.rules).ok_or_else(|| {
                        WeightsError("a line of the action rules is no rule".into())
                    })?,
                    regression: regression(&part.regression)?,
                };
                weights.learned_action = part.learned;
            }
            if let Some(part) = file.score {
                weights.scorer = Scorer {
                    method: part.method,
                    calibration: Calibration::read(&part.calibration).ok_or_else(|| {
                        WeightsError("a line of the calibration is no rising score".into())
                    })?,
                    regression: regression(&part.regression)?,
                };
            }
        }
        Ok(weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_weights_are_readable() {
        let weights = Weights::read(&[]).unwrap_or_else(|e| panic!("{e}"));
        assert!(weights.action.regression.features() > 1000);
        assert!(weights.scorer.calibration.at(0.93) > 0.8);
    }

    #[test]
    fn a_further_file_replaces_what_it_has() {
        let part = ScorePart { method: Method::Rules, ..ScorePart::default() };
        let file = WeightsFile { score: Some(part), ..WeightsFile::default() };
        let weights = Weights::read(&[&file.write().unwrap()]).unwrap();
        assert_eq!(weights.scorer.method, Method::Rules);
        assert_eq!(weights.action, Weights::built_in().action);
        assert!(Weights::read(&["nonsense"]).is_err());
    }
}
