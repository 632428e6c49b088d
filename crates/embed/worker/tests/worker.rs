//! The built worker on the real model. Skipped, visibly, where no model folder is found.

#[path = "../../tests/small_model/mod.rs"]
mod small_model;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use embed::model::{self, ModelFolder};
use embed::{Device, EmbedError, Encoder, Encodings, Precision, Settings, WorkerEncoder};
use ndarray::Array2;

const WORKER: &str = env!("CARGO_BIN_EXE_plenary-embed");

/// Settings for the worker of this build, or nothing where there is no model.
fn settings() -> Option<Settings> {
    let mut settings = Settings { worker: Some(WORKER.into()), ..Settings::default() };
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../.plenary/model");
    if let Ok(folder) = model::find(&settings) {
        settings.model_dir = Some(folder);
    } else if checkout.join("config.json").is_file() {
        settings.model_dir = Some(checkout);
    } else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no sentence model; run `sh bootstrap.sh`");
        return None;
    }
    Some(settings)
}

fn encoder(settings: &Settings) -> WorkerEncoder {
    let folder = ModelFolder::open(&model::find(settings).unwrap()).unwrap();
    WorkerEncoder::new(settings, folder).unwrap()
}

fn encode(settings: &Settings, texts: &[&str]) -> Encodings {
    encoder(settings).encode(texts, &mut |_| {}).unwrap()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures").join(name)
}

fn sentences() -> String {
    std::fs::read_to_string(fixture("sentences.txt")).unwrap()
}

/// Texts of many lengths, made of words of the fixture.
fn many(count: usize) -> Vec<String> {
    let sentences = sentences();
    let words: Vec<&str> = sentences.split_whitespace().collect();
    (0..count)
        .map(|i| {
            let length = 1 + (i * i * 7 + i) % 60;
            (0..length)
                .map(|j| words[(i * 31 + j * 17) % words.len()])
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

#[test]
fn equals_sentence_transformers() {
    let Some(settings) = settings() else { return };
    let text = sentences();
    let texts: Vec<&str> = text.lines().collect();
    let bytes = std::fs::read(fixture("reference.f32")).unwrap();
    let numbers: Vec<f32> =
        bytes.as_chunks::<4>().0.iter().map(|&word| f32::from_le_bytes(word)).collect();
    let reference = Array2::from_shape_vec((texts.len(), 384), numbers).unwrap();

    let ours = encode(&settings, &texts).vectors;
    for (row, text) in texts.iter().enumerate() {
        let cosine = ours.row(row).dot(&reference.row(row));
        assert!(cosine >= 0.9999, "{cosine} for: {text}");
        let furthest =
            (&ours.row(row) - &reference.row(row)).iter().fold(0.0_f32, |m, d| m.max(d.abs()));
        assert!(furthest < 1e-5, "{furthest} for: {text}");
    }
}

#[test]
fn a_vector_does_not_depend_on_its_company() {
    let Some(settings) = settings() else { return };
    let texts = many(120);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let together = encode(&settings, &texts).vectors;

    // In reverse, in another number of replicas, and in small groups: the same to the last bit.
    let reversed: Vec<&str> = texts.iter().rev().copied().collect();
    let one = Settings { threads: Some(1), ..settings.clone() };
    let backwards = encode(&one, &reversed).vectors;
    let mut encoder = encoder(&settings);
    let mut row = 0;
    for group in texts.chunks(7) {
        let alone = encoder.encode(group, &mut |_| {}).unwrap().vectors;
        for vector in alone.rows() {
            assert_eq!(vector, together.row(row), "{}", texts[row]);
            assert_eq!(vector, backwards.row(texts.len() - 1 - row), "{}", texts[row]);
            row += 1;
        }
    }
    assert_eq!(row, texts.len());
}

#[test]
fn long_texts_are_reported_and_read_in_part() {
    let Some(settings) = settings() else { return };
    let word = "bridge ";
    let (fits, over, far_over) = (word.repeat(254), word.repeat(255), word.repeat(5000));
    let encodings = encode(&settings, &[&fits, &over, "", &far_over]);
    assert_eq!(encodings.tokens, [256, 257, 2, 5002]);
    assert_eq!(encodings.vectors.row(0), encodings.vectors.row(1));
    assert_eq!(encodings.vectors.row(0), encodings.vectors.row(3));

    let uncached = Settings { use_cache: false, ..settings };
    let encoded = embed::embed(&[&over, "", &fits, &over], &uncached, &|_, _| {}).unwrap();
    assert_eq!(encoded.over_long, [0, 3]);
    assert_eq!(encoded.model.name, "all-MiniLM-L6-v2");
}

#[test]
fn strange_texts_get_unit_vectors() {
    let Some(settings) = settings() else { return };
    let long_word = "a".repeat(3000);
    let texts = [
        "",
        " \n\t ",
        "\u{0}\u{1}\u{fffd}",
        "☂☂☂",
        "[CLS] [SEP] [PAD]",
        "e\u{301}\u{200d}",
        &long_word,
    ];
    let encodings = encode(&settings, &texts);
    for row in encodings.vectors.rows() {
        assert!((row.dot(&row) - 1.0).abs() < 1e-4);
    }
}

#[test]
fn a_prefix_is_read_with_the_text() {
    let Some(settings) = settings() else { return };
    let uncached = Settings { use_cache: false, ..settings };
    let prefixed = Settings { prefix: Some("query: ".to_owned()), ..uncached.clone() };
    let by_setting = embed::embed(&["Mend the roof."], &prefixed, &|_, _| {}).unwrap();
    let by_hand = embed::embed(&["query: Mend the roof."], &uncached, &|_, _| {}).unwrap();
    assert_eq!(by_setting.vectors, by_hand.vectors);
}

#[test]
fn runs_without_a_library_path() {
    let status = Command::new(WORKER)
        .arg("--version")
        .env_remove("LD_LIBRARY_PATH")
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn rubbish_on_standard_input_is_an_error() {
    let Some(settings) = settings() else { return };
    let mut child = Command::new(WORKER)
        .arg("--model")
        .arg(settings.model_dir.unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"this is not an Arrow stream").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("unreadable request"));
}

#[test]
fn a_folder_that_is_not_a_model_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(WORKER)
        .arg("--model")
        .arg(folder.path())
        .stdin(Stdio::piped())
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("config.json"));
}

/// What the worker says when it is started with these options.
fn refused(options: &[&str]) -> String {
    let output = Command::new(WORKER)
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert!(!output.status.success(), "{options:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn bf16_is_done_or_refused() {
    let Some(settings) = settings() else { return };
    if !Precision::Bf16.is_supported() {
        let said = refused(&["--precision", "bf16"]);
        assert!(said.contains("avx512_bf16") && said.contains("f32"), "{said}");
        let settings = Settings { precision: Precision::Bf16, use_cache: false, ..settings };
        let error = embed::embed(&["Mend the roof."], &settings, &|_, _| {}).unwrap_err();
        assert!(matches!(error, EmbedError::NoBf16), "{error:?}");
        return;
    }
    let text = sentences();
    let texts: Vec<&str> = text.lines().collect();
    let exact = encode(&settings, &texts).vectors;
    let bf16 = Settings { precision: Precision::Bf16, ..settings };
    for (ours, right) in encode(&bf16, &texts).vectors.rows().into_iter().zip(exact.rows()) {
        assert!(ours.dot(&right) >= 0.9995, "{}", ours.dot(&right));
    }
}

#[test]
fn cuda_is_used_or_refused() {
    let Some(settings) = settings() else { return };
    let cuda = Settings { device: Device::Cuda, use_cache: false, ..settings.clone() };
    if !tch::Cuda::is_available() {
        let said = refused(&["--device", "cuda"]);
        assert!(said.contains("no graphics card") && said.contains("cpu"), "{said}");
        let error = embed::embed(&["Mend the roof."], &cuda, &|_, _| {}).unwrap_err();
        assert!(error.to_string().contains("no graphics card"), "{error}");
        return;
    }
    let text = sentences();
    let texts: Vec<&str> = text.lines().collect();
    let on_the_processor = encode(&settings, &texts).vectors;
    for (ours, right) in encode(&cuda, &texts).vectors.iter().zip(&on_the_processor) {
        assert!((ours - right).abs() < 1e-4, "{ours} {right}");
    }
}

#[test]
fn other_folders_pool_as_they_say() {
    small_model::check(|folder, prefix, texts| {
        let settings = Settings {
            worker: Some(WORKER.into()),
            model_dir: Some(folder.to_owned()),
            prefix: Some(prefix.to_owned()),
            use_cache: false,
            ..Settings::default()
        };
        embed::embed(texts, &settings, &|_, _| {}).unwrap().vectors
    });
}

#[test]
fn weights_that_do_not_fit_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        worker: Some(WORKER.into()),
        model_dir: Some(folder.path().to_owned()),
        use_cache: false,
        ..Settings::default()
    };
    let said = |change: &dyn Fn(&Path)| {
        small_model::write(folder.path(), "mean_tokens");
        change(folder.path());
        embed::embed(&["Mend the roof."], &settings, &|_, _| {}).unwrap_err().to_string()
    };
    let weights = |folder: &Path| std::fs::read(folder.join("model.safetensors")).unwrap();
    let put = |folder: &Path, bytes: &[u8]| {
        std::fs::write(folder.join("model.safetensors"), bytes).unwrap();
    };
    let short = said(&|folder| {
        let bytes = weights(folder);
        put(folder, &bytes[..bytes.len() - 40]);
    });
    assert!(short.contains("model.safetensors") && short.contains("cut short"), "{short}");
    let rubbish = said(&|folder| put(folder, &[0xff; 100]));
    assert!(rubbish.contains("no safetensors file"), "{rubbish}");
    let missing = said(&|folder| {
        let bytes = weights(folder);
        let at = bytes.windows(6).position(|w| w == b"pooler").unwrap();
        let mut bytes = bytes;
        bytes[at] = b'q';
        put(folder, &bytes);
    });
    assert!(missing.contains("has no pooler"), "{missing}");
    let other = said(&|folder| {
        let config = folder.join("config.json");
        let text = std::fs::read_to_string(&config).unwrap();
        std::fs::write(&config, text.replace("\"vocab_size\":11", "\"vocab_size\":12")).unwrap();
    });
    assert!(other.contains("word_embeddings") && other.contains("12"), "{other}");
}
