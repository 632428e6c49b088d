//! A second engine, in Rust alone: the same model folder without libtorch.
//!
//! About half as fast as the worker on a processor, and equal to it within 1e-5: an independent
//! check of it, and the way out on machines that libtorch does not know.

use std::fs;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use ndarray::Array2;
use tokenizers::Tokenizer;

use crate::batches::{self, Batch};
use crate::model::{ModelFolder, Pooling, WEIGHTS};
use crate::{EmbedError, Encoder, EncoderId, Encodings};

/// Encodes with candle. Reads folders of the family `bert`; arithmetic is f32.
pub struct CandleEncoder {
    folder: ModelFolder,
    id: EncoderId,
    loaded: Option<Loaded>,
}

struct Loaded {
    model: BertModel,
    tokenizer: Tokenizer,
}

impl CandleEncoder {
    /// The encoder for a model folder, which is read when the first text comes.
    pub fn new(folder: ModelFolder) -> Result<Self, EmbedError> {
        let hash = folder.hash()?;
        let id = EncoderId {
            name: folder.name(&hash),
            hash,
            precision: "f32".to_owned(),
            engine: "candle",
        };
        Ok(Self { folder, id, loaded: None })
    }

    fn broken(&self, what: &dyn std::fmt::Display) -> EmbedError {
        EmbedError::Model { folder: self.folder.path.clone(), what: what.to_string() }
    }

    fn load(&self) -> Result<Loaded, EmbedError> {
        if self.folder.architecture != "bert" {
            return Err(self.broken(&format!(
                "candle reads the family bert here, not {}: use the encoder minilm",
                self.folder.architecture
            )));
        }
        let read = |name: &str| {
            fs::read(self.folder.path.join(name)).map_err(|e| self.broken(&format!("{name}: {e}")))
        };
        let config: Config = serde_json::from_slice(&read("config.json")?)
            .map_err(|e| self.broken(&format!("config.json: {e}")))?;
        let mut tokenizer = Tokenizer::from_bytes(read("tokenizer.json")?)
            .map_err(|e| self.broken(&format!("tokenizer.json: {e}")))?;
        // The file may ask for both; batches have lengths of their own.
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|e| self.broken(&e))?;
        let model = VarBuilder::from_buffered_safetensors(read(WEIGHTS)?, DType::F32, &Device::Cpu)
            .and_then(|weights| BertModel::load(weights, &config))
            .map_err(|e| self.broken(&format!("{WEIGHTS}: {e}")))?;
        Ok(Loaded { model, tokenizer })
    }
}

impl Encoder for CandleEncoder {
    fn id(&self) -> &EncoderId {
        &self.id
    }

    fn dim(&self) -> usize {
        self.folder.dim
    }

    fn max_tokens(&self) -> usize {
        self.folder.max_tokens
    }

    fn encode(
        &mut self,
        texts: &[&str],
        progress: &mut dyn FnMut(usize),
    ) -> Result<Encodings, EmbedError> {
        let mut vectors = Array2::zeros((texts.len(), self.dim()));
        if texts.is_empty() {
            return Ok(Encodings { vectors, tokens: Vec::new() });
        }
        let loaded = match self.loaded.take() {
            Some(loaded) => loaded,
            None => self.load()?,
        };
        let max = self.max_tokens();
        let mut tokens = Vec::with_capacity(texts.len());
        let mut read = Vec::with_capacity(texts.len());
        for text in texts {
            let encoding = loaded.tokenizer.encode(*text, true).map_err(|e| self.broken(&e))?;
            let mut ids = encoding.get_ids().to_vec();
            tokens.push(ids.len() as u32);
            if let (true, Some(&end)) = (ids.len() > max, ids.last()) {
                // What is cut lies before the token that ends the text.
                ids.truncate(max - 1);
                ids.push(end);
            }
            read.push(ids);
        }
        let lengths: Vec<usize> = read.iter().map(Vec::len).collect();
        let mut done = 0;
        for batch in batches::plan(&lengths, max) {
            let rows = forward(&loaded.model, &batch, &read, self.folder.pooling)
                .map_err(|e| self.broken(&e))?;
            for (vector, &member) in rows.iter().zip(&batch.members) {
                vectors.row_mut(member).assign(&ndarray::ArrayView1::from(vector));
            }
            done += batch.members.len();
            progress(done);
        }
        self.loaded = Some(loaded);
        Ok(Encodings { vectors, tokens })
    }
}

/// Vectors of unit length of a batch, dummy rows last.
fn forward(
    model: &BertModel,
    batch: &Batch,
    tokens: &[Vec<u32>],
    pooling: Pooling,
) -> candle_core::Result<Vec<Vec<f32>>> {
    let shape = (batch.rows, batch.length);
    let mut ids = Vec::with_capacity(batch.rows * batch.length);
    let mut mask = Vec::with_capacity(batch.rows * batch.length);
    for row in 0..batch.rows {
        let read = &tokens[*batch.members.get(row).unwrap_or(&batch.members[0])];
        ids.extend_from_slice(read);
        mask.extend(std::iter::repeat_n(1_f32, read.len()));
        ids.resize((row + 1) * batch.length, 0);
        mask.resize((row + 1) * batch.length, 0.0);
    }
    let ids = Tensor::from_vec(ids, shape, &Device::Cpu)?;
    let mask = Tensor::from_vec(mask, shape, &Device::Cpu)?;
    let hidden = model.forward(&ids, &ids.zeros_like()?, Some(&mask))?;
    let pooled = match pooling {
        Pooling::Cls => hidden.narrow(1, 0, 1)?.squeeze(1)?,
        Pooling::Mean => {
            let sum = hidden.broadcast_mul(&mask.unsqueeze(2)?)?.sum(1)?;
            sum.broadcast_div(&mask.sum_keepdim(1)?)?
        }
    };
    pooled.broadcast_div(&pooled.sqr()?.sum_keepdim(1)?.sqrt()?)?.to_vec2()
}
