//! From texts to tokens.

use anyhow::{Context, Result, bail};
use embed::model::ModelFolder;
use rust_bert::pipelines::common::{ModelType, TokenizerOption};
use rust_tokenizers::tokenizer::TruncationStrategy;

/// The tokens of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Those the model reads, special tokens included.
    pub ids: Vec<i64>,
    /// How many there were before any were cut.
    pub total: usize,
}

/// The tokenizer of a model folder.
pub struct Tokenizer {
    inner: TokenizerOption,
    max_tokens: usize,
}

/// The family of a model folder, of those that rust-bert makes sentence vectors with.
pub fn family(folder: &ModelFolder) -> Result<ModelType> {
    match folder.architecture.as_str() {
        "bert" => Ok(ModelType::Bert),
        "distilbert" => Ok(ModelType::DistilBert),
        "roberta" => Ok(ModelType::Roberta),
        other => bail!(
            "model folder {}: its architecture `{other}` is not supported: bert, distilbert and \
             roberta are",
            folder.path.display()
        ),
    }
}

impl Tokenizer {
    /// Reads the vocabulary of a folder.
    pub fn open(folder: &ModelFolder) -> Result<Self> {
        let family = family(folder)?;
        let file = |name: &str| -> Result<String> {
            let path = folder.path.join(name);
            if !path.is_file() {
                bail!("model folder {}: has no {name}", folder.path.display());
            }
            path.to_str().map(str::to_owned).context("the model folder's path is not UTF-8")
        };
        let inner = if matches!(family, ModelType::Roberta) {
            let merges = file("merges.txt")?;
            TokenizerOption::from_file(
                family,
                &file("vocab.json")?,
                Some(&merges),
                folder.lower_case,
                None,
                false,
            )
        } else {
            TokenizerOption::from_file(
                family,
                &file("vocab.txt")?,
                None,
                folder.lower_case,
                folder.strip_accents,
                None,
            )
        }
        .with_context(|| format!("model folder {}: its vocabulary", folder.path.display()))?;
        Ok(Self { inner, max_tokens: folder.max_tokens })
    }

    /// The tokens of each text.
    pub fn tokens(&self, texts: &[String]) -> Vec<Tokens> {
        self.inner
            .encode_list(texts, self.max_tokens, &TruncationStrategy::LongestFirst, 0)
            .into_iter()
            .map(|input| Tokens {
                total: input.token_ids.len() + input.num_truncated_tokens,
                ids: input.token_ids,
            })
            .collect()
    }

    /// The token that fills rows up.
    pub fn padding(&self) -> i64 {
        self.inner.get_pad_id().unwrap_or(0)
    }
}
