//! Folders of sentence models, as the sentence-transformers library writes them.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{EmbedError, Settings};

/// What a model folder says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFolder {
    /// The folder.
    pub path: PathBuf,
    /// `model_type` of its configuration: `bert`, `distilbert`, `roberta`, …
    pub architecture: String,
    /// Length of a vector.
    pub dim: usize,
    /// Tokens the model reads of a text, special tokens included.
    pub max_tokens: usize,
    /// How token vectors become a sentence vector.
    pub pooling: Pooling,
    /// Whether texts are put in lower case.
    pub lower_case: bool,
    /// Whether accents are dropped; follows from the lower case if not said.
    pub strip_accents: Option<bool>,
}

/// How token vectors become a sentence vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pooling {
    /// Mean over the tokens of the text.
    Mean,
    /// Vector of the first token.
    Cls,
}

/// Files a vector may depend on, in the order they are hashed; those that are missing are skipped.
const FILES: [&str; 11] = [
    "config.json",
    "modules.json",
    "1_Pooling/config.json",
    "sentence_bert_config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "tokenizer.json",
    WEIGHTS,
];

/// Name of the file with the weights.
pub const WEIGHTS: &str = "model.safetensors";

/// Hashes of folders that do not tell the name of their model.
const KNOWN: [(&str, &str); 1] =
    [("0e2ba2b9ae8b5220c7e2a80cd9513e5d1ff5c5952ff911833fa601814563bc22", "all-MiniLM-L6-v2")];

/// The model folder: the one the settings name, else `PLENARY_MODEL`, else `model` beside the
/// program, else `.plenary/model` in the current folder, in one above it, or above the program.
pub fn find(settings: &Settings) -> Result<PathBuf, EmbedError> {
    let named = settings
        .model_dir
        .clone()
        .or_else(|| env::var_os("PLENARY_MODEL").filter(|v| !v.is_empty()).map(PathBuf::from));
    if let Some(folder) = named {
        return if folder.join("config.json").is_file() {
            Ok(folder)
        } else {
            Err(EmbedError::Model { folder, what: "has no config.json".to_owned() })
        };
    }
    let program = env::current_exe().and_then(|path| path.canonicalize()).ok();
    let beside = program.as_deref().and_then(Path::parent);
    let mut looked_in: Vec<PathBuf> =
        beside.map(|folder| folder.join("model")).into_iter().collect();
    let here = env::current_dir().ok();
    for folder in here.iter().flat_map(|here| here.ancestors()) {
        looked_in.push(folder.join(".plenary/model"));
    }
    for folder in beside.iter().flat_map(|folder| folder.ancestors()) {
        looked_in.push(folder.join(".plenary/model"));
    }
    let mut seen = Vec::new();
    for folder in looked_in {
        if folder.join("config.json").is_file() {
            return Ok(folder);
        }
        if !seen.contains(&folder) {
            seen.push(folder);
        }
    }
    Err(EmbedError::ModelMissing { looked_in: seen })
}

impl ModelFolder {
    /// Reads the configuration files of `path`.
    pub fn open(path: &Path) -> Result<Self, EmbedError> {
        let broken = |what: String| EmbedError::Model { folder: path.to_owned(), what };
        let json = |name: &str| -> Result<Value, EmbedError> {
            let text =
                fs::read_to_string(path.join(name)).map_err(|e| broken(format!("{name}: {e}")))?;
            serde_json::from_str(&text).map_err(|e| broken(format!("{name}: {e}")))
        };
        let optional = |name: &str| {
            if path.join(name).is_file() { json(name) } else { Ok(Value::Null) }
        };

        let config = json("config.json")?;
        let number = |value: &Value| value.as_u64().map(|n| n as usize);
        let architecture = config["model_type"].as_str().unwrap_or("bert").to_owned();
        let dim = number(&config["hidden_size"])
            .or_else(|| number(&config["dim"]))
            .filter(|&dim| dim > 0)
            .ok_or_else(|| broken("config.json has no hidden_size".to_owned()))?;
        // RoBERTa counts positions from padding_idx + 1 = 2.
        let reserved = if architecture == "roberta" { 2 } else { 0 };
        let positions = number(&config["max_position_embeddings"]).unwrap_or(512);
        let tokenizer = optional("tokenizer_config.json")?;
        let sentence = optional("sentence_bert_config.json")?;
        let max_tokens = number(&sentence["max_seq_length"])
            .or_else(|| number(&tokenizer["model_max_length"]))
            .unwrap_or(positions)
            .min(positions.saturating_sub(reserved));
        if max_tokens < 3 {
            return Err(broken("reads fewer than three tokens".to_owned()));
        }

        let modules = optional("modules.json")?;
        if let Some(module) = modules.as_array().into_iter().flatten().find(|module| {
            let kind = module["type"].as_str().unwrap_or_default();
            !["Transformer", "Pooling", "Normalize"].iter().any(|known| kind.ends_with(known))
        }) {
            return Err(broken(format!(
                "modules.json names {}, which is not supported: choose a model of a transformer, a \
                 pooling and a normalization",
                module["type"]
            )));
        }
        let pooling = pooling(&optional("1_Pooling/config.json")?).map_err(broken)?;

        if !path.join(WEIGHTS).is_file() {
            return Err(broken(format!("has no {WEIGHTS}")));
        }
        Ok(Self {
            path: path.to_owned(),
            architecture,
            dim,
            max_tokens,
            pooling,
            lower_case: tokenizer["do_lower_case"]
                .as_bool()
                .or_else(|| sentence["do_lower_case"].as_bool())
                .unwrap_or(false),
            strip_accents: tokenizer["strip_accents"].as_bool(),
        })
    }

    /// Name of the model, for people: its own where we know the model by its hash, else that of
    /// the folder.
    pub fn name(&self, hash: &str) -> String {
        if let Some((_, name)) = KNOWN.iter().find(|(known, _)| *known == hash) {
            return (*name).to_owned();
        }
        self.path
            .canonicalize()
            .ok()
            .and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()))
            .unwrap_or_else(|| "model".to_owned())
    }

    /// BLAKE3 over all files of the folder that a vector depends on, hexadecimal. Reads them all:
    /// some 50 ms for 90 MB.
    pub fn hash(&self) -> Result<String, EmbedError> {
        hash(&self.path)
            .map_err(|e| EmbedError::Model { folder: self.path.clone(), what: e.to_string() })
    }
}

fn pooling(config: &Value) -> Result<Pooling, String> {
    let on = |mode: &str| config[format!("pooling_mode_{mode}")].as_bool().unwrap_or(false);
    if config.is_null() {
        return Ok(Pooling::Mean);
    }
    for mode in ["max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken"] {
        if on(mode) {
            return Err(format!("pooling {mode} is not supported: mean and cls are"));
        }
    }
    match (on("cls_token"), on("mean_tokens")) {
        (true, false) => Ok(Pooling::Cls),
        (false, true) => Ok(Pooling::Mean),
        _ => Err("1_Pooling/config.json names neither mean nor cls pooling alone".to_owned()),
    }
}

fn hash(folder: &Path) -> std::io::Result<String> {
    let mut all = blake3::Hasher::new();
    for name in FILES {
        let file = match File::open(folder.join(name)) {
            Ok(file) => file,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && name != WEIGHTS => continue,
            Err(e) => return Err(std::io::Error::new(e.kind(), format!("{name}: {e}"))),
        };
        let mut one = blake3::Hasher::new();
        one.update_reader(file)?;
        all.update(name.as_bytes()).update(&[0]).update(one.finalize().as_bytes());
    }
    Ok(all.finalize().to_hex().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("1_Pooling")).unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    const CONFIG: &str = r#"{"model_type":"bert","hidden_size":8,"max_position_embeddings":64}"#;

    #[test]
    fn reads_what_the_folder_says() {
        let folder = folder(&[
            ("config.json", CONFIG),
            ("sentence_bert_config.json", r#"{"max_seq_length":32,"do_lower_case":false}"#),
            ("tokenizer_config.json", r#"{"do_lower_case":true,"strip_accents":null}"#),
            ("1_Pooling/config.json", r#"{"pooling_mode_cls_token":true}"#),
            (WEIGHTS, "weights"),
        ]);
        let model = ModelFolder::open(folder.path()).unwrap();
        assert_eq!((model.dim, model.max_tokens), (8, 32));
        assert_eq!(model.pooling, Pooling::Cls);
        assert!(model.lower_case);
        assert_eq!(model.strip_accents, None);
    }

    #[test]
    fn any_change_of_a_file_changes_the_hash() {
        let folder = folder(&[("config.json", CONFIG), (WEIGHTS, "weights")]);
        let before = ModelFolder::open(folder.path()).unwrap().hash().unwrap();
        fs::write(folder.path().join("vocab.txt"), "a\nb\n").unwrap();
        let with_vocabulary = ModelFolder::open(folder.path()).unwrap().hash().unwrap();
        fs::write(folder.path().join(WEIGHTS), "weightz").unwrap();
        let with_other_weights = ModelFolder::open(folder.path()).unwrap().hash().unwrap();
        assert_ne!(before, with_vocabulary);
        assert_ne!(with_vocabulary, with_other_weights);
    }

    #[test]
    fn says_what_is_wrong_with_a_folder() {
        let check = |files: &[(&str, &str)], said: &str| {
            let folder = folder(files);
            let error = ModelFolder::open(folder.path()).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        };
        check(&[], "config.json");
        check(&[("config.json", "{")], "config.json");
        check(&[("config.json", "{}")], "hidden_size");
        check(&[("config.json", CONFIG)], WEIGHTS);
        let dense = r#"[{"type":"sentence_transformers.models.Dense"}]"#;
        check(&[("config.json", CONFIG), ("modules.json", dense)], "Dense");
        let max = r#"{"pooling_mode_max_tokens":true}"#;
        check(&[("config.json", CONFIG), ("1_Pooling/config.json", max)], "max_tokens");
    }

    #[test]
    fn a_named_folder_without_a_model_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let settings =
            Settings { model_dir: Some(folder.path().to_owned()), ..Settings::default() };
        assert!(find(&settings).unwrap_err().to_string().contains("config.json"));
    }
}
