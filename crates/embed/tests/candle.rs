//! The engine in Rust alone against the reference vectors. Skipped, visibly, without a model.
#![cfg(feature = "candle")]

use std::io::Write;
use std::path::Path;

use embed::model::{self, ModelFolder};
use embed::{CandleEncoder, Encoder, Settings};

#[test]
fn equals_sentence_transformers() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(folder) = model::find(&Settings::default()) else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no sentence model; run `sh bootstrap.sh`");
        return;
    };
    let text = std::fs::read_to_string(here.join("tests/fixtures/sentences.txt")).unwrap();
    let texts: Vec<&str> = text.lines().collect();
    let bytes = std::fs::read(here.join("tests/fixtures/reference.f32")).unwrap();
    let reference: Vec<f32> =
        bytes.as_chunks::<4>().0.iter().map(|&word| f32::from_le_bytes(word)).collect();

    let mut encoder = CandleEncoder::new(ModelFolder::open(&folder).unwrap()).unwrap();
    let encodings = encoder.encode(&texts, &mut |_| {}).unwrap();
    assert_eq!(encodings.vectors.len(), reference.len());
    for (ours, theirs) in encodings.vectors.iter().zip(&reference) {
        assert!((ours - theirs).abs() < 1e-5, "{ours} {theirs}");
    }

    let long = "bridge ".repeat(300);
    let encodings = encoder.encode(&[&long, &"bridge ".repeat(254), ""], &mut |_| {}).unwrap();
    assert_eq!(encodings.tokens, [302, 256, 2]);
    assert_eq!(encodings.vectors.row(0), encodings.vectors.row(1));
}
