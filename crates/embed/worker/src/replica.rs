//! One copy of the model on one thread.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use embed::Precision;
use embed::model::{ModelFolder, Pooling, WEIGHTS};
use rust_bert::pipelines::common::{ConfigOption, cast_var_store};
use rust_bert::pipelines::sentence_embeddings::SentenceEmbeddingsOption;
use rust_bert::pipelines::sentence_embeddings::layers::{Pooling as PoolingLayer, PoolingConfig};
use tch::{Device, Kind, Tensor, nn};

use crate::tokens;

/// Weights by name, as replicas share them.
pub type Weights = BTreeMap<String, Tensor>;

/// What the numbers are and where they are reckoned.
#[derive(Clone, Copy, Debug)]
pub struct Arithmetic {
    /// Their format.
    pub precision: Precision,
    /// Processor or graphics card.
    pub device: embed::Device,
}

impl Arithmetic {
    fn device(self) -> Device {
        match self.device {
            embed::Device::Cpu => Device::Cpu,
            embed::Device::Cuda => Device::Cuda(0),
        }
    }
}

/// One copy of the model, for the thread that made it.
pub struct Replica {
    transformer: SentenceEmbeddingsOption,
    pooling: PoolingLayer,
    variables: nn::VarStore,
    dim: usize,
    arithmetic: Arithmetic,
}

impl Replica {
    /// Builds the model of a folder, without its weights.
    pub fn build(folder: &ModelFolder, arithmetic: Arithmetic) -> Result<Self> {
        // The thread pool of libtorch belongs to the calling thread.
        tch::set_num_threads(1);
        let family = tokens::family(folder)?;
        let variables = nn::VarStore::new(arithmetic.device());
        let config = ConfigOption::from_file(family, folder.path.join("config.json"));
        let transformer = SentenceEmbeddingsOption::new(family, variables.root(), &config)
            .with_context(|| format!("model folder {}", folder.path.display()))?;
        let pooling = PoolingLayer::new(PoolingConfig {
            word_embedding_dimension: folder.dim as i64,
            pooling_mode_cls_token: folder.pooling == Pooling::Cls,
            pooling_mode_max_tokens: false,
            pooling_mode_mean_tokens: folder.pooling == Pooling::Mean,
            pooling_mode_mean_sqrt_len_tokens: false,
        });
        Ok(Self { transformer, pooling, variables, dim: folder.dim, arithmetic })
    }

    /// Reads the weights from the folder and returns them for other replicas.
    pub fn load(&mut self, folder: &ModelFolder) -> Result<Weights> {
        let path = folder.path.join(WEIGHTS);
        self.variables.load(&path).with_context(|| path.display().to_string())?;
        self.variables.freeze();
        if self.arithmetic.precision == Precision::Bf16 {
            let device = self.arithmetic.device();
            cast_var_store(&mut self.variables, Some(Kind::BFloat16), device);
        }
        Ok(self.variables.variables().into_iter().collect())
    }

    /// Takes the weights of another replica as its own, without copying them.
    pub fn share(&mut self, weights: &Weights) -> Result<()> {
        self.variables.freeze();
        for (name, mut variable) in self.variables.variables() {
            let source = weights.get(&name).with_context(|| format!("no weights for {name}"))?;
            variable.set_data(source);
        }
        Ok(())
    }

    /// Vectors of unit length of `rows` texts, row after row; `ids` has `rows` times `length`
    /// tokens, and `mask` tells which of them are not padding.
    pub fn encode(
        &self,
        ids: &[i64],
        mask: &[i64],
        rows: usize,
        length: usize,
    ) -> Result<Vec<f32>> {
        let shape = [rows as i64, length as i64];
        let device = self.arithmetic.device();
        let ids = Tensor::from_slice(ids).view(shape).to_device(device);
        let mask = Tensor::from_slice(mask).view(shape).to_device(device);
        let pooled = tch::no_grad(|| -> Result<Tensor> {
            let (tokens, _) = self.transformer.forward(&ids, &mask)?;
            let pooled = self.pooling.forward(tokens, &mask).to_kind(Kind::Float);
            let norm = pooled.norm_scalaropt_dim(2, [1], true).clamp_min(1e-12);
            Ok(pooled / norm)
        })?;
        let vectors = Vec::<f32>::try_from(pooled.to_device(Device::Cpu).contiguous().view(-1))?;
        ensure!(vectors.len() == rows * self.dim, "the model's vectors have another length");
        Ok(vectors)
    }
}
