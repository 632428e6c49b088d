//! How fast texts become vectors, start-up apart: `rate LINES [ENGINE] [THREADS] [VECTORS]`.
//!
//! LINES holds JSON objects with `text`; ENGINE is `minilm` (default) or, where built in,
//! `candle`; THREADS 0 stands for all cores; VECTORS is a file to write the vectors to, row after
//! row as little-endian f32. Equal texts are encoded once, none comes from a cache. Prints JSON:
//! seconds until a first text is encoded, seconds for all others, and the arithmetic of the matrix
//! products in 10⁹ operations, for the texts as they are and with the padding of their batches.

use std::collections::HashMap;
use std::error::Error;
use std::time::Instant;
use std::{env, fs};

use embed::model::{self, ModelFolder};
use embed::{Encoder, Settings, WorkerEncoder, batches, client};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let lines = arguments.first().ok_or("usage: rate LINES [ENGINE] [THREADS] [VECTORS]")?;
    let engine = arguments.get(1).map_or("minilm", String::as_str);
    let threads = arguments.get(2).map(|n| n.parse()).transpose()?.filter(|&n: &usize| n > 0);

    let mut texts: Vec<String> = Vec::new();
    for line in fs::read_to_string(lines)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        texts.push(row["text"].as_str().ok_or("a line has no `text`")?.to_owned());
    }
    let mut place_of: HashMap<&str, usize> = HashMap::new();
    let mut distinct: Vec<&str> = Vec::new();
    for text in &texts {
        place_of.entry(text).or_insert_with(|| {
            distinct.push(text);
            distinct.len() - 1
        });
    }

    let begun = Instant::now();
    let settings = Settings { threads, ..Settings::default() };
    let folder = ModelFolder::open(&model::find(&settings)?)?;
    let mut encoder: Box<dyn Encoder> = match engine {
        "minilm" => Box::new(WorkerEncoder::new(&settings, folder.clone())?),
        #[cfg(feature = "candle")]
        "candle" => Box::new(embed::CandleEncoder::new(folder.clone())?),
        other => return Err(format!("engine {other}: say minilm, or candle if built in").into()),
    };
    encoder.encode(&["A first text."], &mut |_| {})?;
    let start = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let encodings = encoder.encode(&distinct, &mut |_| {})?;
    let encode = begun.elapsed().as_secs_f64();

    if let Some(path) = arguments.get(3) {
        let rows = texts.iter().flat_map(|text| encodings.vectors.row(place_of[text.as_str()]));
        let bytes: Vec<u8> = rows.flat_map(|number| number.to_le_bytes()).collect();
        fs::write(path, bytes)?;
    }

    let config: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.path.join("config.json"))?)?;
    let size = |key: &str| config[key].as_f64().ok_or(format!("config.json has no {key}"));
    let shape = Shape {
        layers: size("num_hidden_layers")?,
        hidden: size("hidden_size")?,
        inner: size("intermediate_size")?,
    };
    let tokens: Vec<usize> =
        encodings.tokens.iter().map(|&n| (n as usize).min(folder.max_tokens)).collect();
    let padded: f64 = requests(&distinct)
        .flat_map(|request| {
            let lengths: Vec<usize> = request.iter().map(|&at| tokens[at]).collect();
            batches::plan(&lengths, folder.max_tokens)
        })
        .map(|batch| batch.rows as f64 * shape.operations(batch.length))
        .sum();
    let answer = serde_json::json!({
        "texts": texts.len(),
        "distinct": distinct.len(),
        "tokens": tokens.iter().sum::<usize>(),
        "start": start,
        "encode": encode,
        "gflop": tokens.iter().map(|&n| shape.operations(n)).sum::<f64>() / 1e9,
        "gflop_padded": padded / 1e9,
    });
    #[expect(clippy::print_stdout, reason = "the figures are the point")]
    {
        println!("{answer}");
    }
    Ok(())
}

/// The texts by request, as the client sends them.
fn requests(texts: &[&str]) -> impl Iterator<Item = Vec<usize>> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(texts[at].len()), at));
    order.chunks(client::ROWS).map(<[usize]>::to_vec).collect::<Vec<_>>().into_iter()
}

/// The size of a transformer of the family `bert`.
struct Shape {
    layers: f64,
    hidden: f64,
    inner: f64,
}

impl Shape {
    /// Additions and multiplications of the matrix products for a text of `tokens` tokens: four
    /// projections, scores and their mean of values, and the two halves of the inner layer.
    fn operations(&self, tokens: usize) -> f64 {
        let (length, hidden) = (tokens as f64, self.hidden);
        let products = 8.0 * length * hidden * hidden
            + 4.0 * length * length * hidden
            + 4.0 * length * hidden * self.inner;
        self.layers * products
    }
}
