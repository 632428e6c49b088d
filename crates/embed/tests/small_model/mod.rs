//! A sentence model small enough to reckon by hand: a folder as sentence-transformers writes it,
//! with one layer whose products are all zero, so that what comes out of it is the normalized sum
//! of the embeddings of word, position and segment.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

pub const DIM: usize = 8;
const POSITIONS: usize = 16;
const INNER: usize = 12;
const WORDS: [&str; 11] =
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "mend", "the", "roof", "bridge", "query", ":"];

/// Writes the folder, with `pooling` as sentence-transformers calls it: `mean_tokens` or
/// `cls_token`.
pub fn write(folder: &Path, pooling: &str) {
    let put = |name: &str, value: &Value| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, value.to_string()).unwrap();
    };
    put(
        "config.json",
        &json!({
            "model_type": "bert", "architectures": ["BertModel"], "hidden_size": DIM,
            "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": INNER,
            "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1,
            "initializer_range": 0.02, "layer_norm_eps": 1e-12, "pad_token_id": 0,
            "max_position_embeddings": POSITIONS, "type_vocab_size": 2, "vocab_size": WORDS.len(),
            "position_embedding_type": "absolute", "use_cache": true,
        }),
    );
    put("1_Pooling/config.json", &json!({ format!("pooling_mode_{pooling}"): true }));
    put("sentence_bert_config.json", &json!({ "max_seq_length": 12 }));
    put("tokenizer_config.json", &json!({ "do_lower_case": true }));
    fs::write(folder.join("vocab.txt"), WORDS.join("\n") + "\n").unwrap();
    let vocabulary: serde_json::Map<String, Value> =
        WORDS.iter().enumerate().map(|(id, &word)| (word.to_owned(), json!(id))).collect();
    put(
        "tokenizer.json",
        &json!({
            "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
            "normalizer": { "type": "BertNormalizer", "clean_text": true,
                "handle_chinese_chars": true, "strip_accents": null, "lowercase": true },
            "pre_tokenizer": { "type": "BertPreTokenizer" },
            "post_processor": { "type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2] },
            "decoder": null,
            "model": { "type": "WordPiece", "unk_token": "[UNK]",
                "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
                "vocab": vocabulary },
        }),
    );
    fs::write(folder.join("model.safetensors"), weights()).unwrap();
}

/// The vector of a text of these words, special ones included.
pub fn expected(words: &[&str], pooling: &str) -> Vec<f32> {
    let tokens: Vec<[f64; DIM]> = words
        .iter()
        .enumerate()
        .map(|(position, word)| {
            let word = WORDS.iter().position(|known| known == word).unwrap();
            let mut sum = [0.0; DIM];
            for (at, number) in sum.iter_mut().enumerate() {
                *number = f64::from(embedding(0, word, at))
                    + f64::from(embedding(1, position, at))
                    + f64::from(embedding(2, 0, at));
            }
            let mean = sum.iter().sum::<f64>() / DIM as f64;
            let variance = sum.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / DIM as f64;
            sum.map(|x| (x - mean) / variance.sqrt())
        })
        .collect();
    let pooled: Vec<f64> = match pooling {
        "cls_token" => tokens[0].to_vec(),
        _ => (0..DIM).map(|at| tokens.iter().map(|token| token[at]).sum()).collect(),
    };
    let norm = pooled.iter().map(|x| x * x).sum::<f64>().sqrt();
    pooled.iter().map(|x| (x / norm) as f32).collect()
}

/// Any numbers will do that differ between words, positions and segments.
fn embedding(table: usize, row: usize, column: usize) -> f32 {
    ((table * 31 + row * 17 + column * 7 + row * column * 3) % 23) as f32 / 11.0 - 1.0
}

/// The file of the weights: length of the head, head, numbers.
fn weights() -> Vec<u8> {
    let mut tensors: Vec<(String, Vec<usize>, Vec<f32>)> = Vec::new();
    for (table, (name, rows)) in [
        ("word_embeddings", WORDS.len()),
        ("position_embeddings", POSITIONS),
        ("token_type_embeddings", 2),
    ]
    .into_iter()
    .enumerate()
    {
        let numbers =
            (0..rows * DIM).map(|at| embedding(table, at / DIM, at % DIM)).collect::<Vec<_>>();
        tensors.push((format!("embeddings.{name}.weight"), vec![rows, DIM], numbers));
    }
    let layer = "encoder.layer.0";
    for name in
        ["embeddings".to_owned(), format!("{layer}.attention.output"), format!("{layer}.output")]
    {
        tensors.push((format!("{name}.LayerNorm.weight"), vec![DIM], vec![1.0; DIM]));
        tensors.push((format!("{name}.LayerNorm.bias"), vec![DIM], vec![0.0; DIM]));
    }
    for (name, to, from) in [
        ("attention.self.query", DIM, DIM),
        ("attention.self.key", DIM, DIM),
        ("attention.self.value", DIM, DIM),
        ("attention.output.dense", DIM, DIM),
        ("intermediate.dense", INNER, DIM),
        ("output.dense", DIM, INNER),
    ] {
        let name = format!("{layer}.{name}");
        tensors.push((format!("{name}.weight"), vec![to, from], vec![0.0; to * from]));
        tensors.push((format!("{name}.bias"), vec![to], vec![0.0; to]));
    }
    tensors.push(("pooler.dense.weight".to_owned(), vec![DIM, DIM], vec![0.0; DIM * DIM]));
    tensors.push(("pooler.dense.bias".to_owned(), vec![DIM], vec![0.0; DIM]));

    let mut head = serde_json::Map::new();
    let mut data = Vec::new();
    for (name, shape, numbers) in tensors {
        let begin = data.len();
        data.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        let place = json!({ "dtype": "F32", "shape": shape, "data_offsets": [begin, data.len()] });
        head.insert(name, place);
    }
    let mut head = Value::Object(head).to_string().into_bytes();
    head.resize(head.len().next_multiple_of(8), b' ');
    let mut file = (head.len() as u64).to_le_bytes().to_vec();
    file.extend(head);
    file.extend(data);
    file
}

/// Encodes with a folder of each pooling, with and without a prefix, and compares.
pub fn check(encode: impl Fn(&Path, &str, &[&str]) -> ndarray::Array2<f32>) {
    for pooling in ["mean_tokens", "cls_token"] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), pooling);
        let close = |vector: ndarray::ArrayView1<'_, f32>, words: &[&str]| {
            for (ours, right) in vector.iter().zip(expected(words, pooling)) {
                assert!((ours - right).abs() < 1e-5, "{pooling} {words:?}: {vector} {right}");
            }
        };
        let vectors = encode(folder.path(), "", &["Mend the roof", "bridge"]);
        close(vectors.row(0), &["[CLS]", "mend", "the", "roof", "[SEP]"]);
        close(vectors.row(1), &["[CLS]", "bridge", "[SEP]"]);
        let vectors = encode(folder.path(), "query: ", &["Mend the roof"]);
        close(vectors.row(0), &["[CLS]", "query", ":", "mend", "the", "roof", "[SEP]"]);
    }
}
