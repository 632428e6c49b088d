//! The client against workers that misbehave: shell scripts in the worker's place.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use embed::{EmbedError, Settings};

/// Settings with a small model folder and `script` as the worker.
fn settings(folder: &Path, script: &str) -> Settings {
    let model = folder.join("model");
    fs::create_dir_all(&model).unwrap();
    fs::write(model.join("config.json"), r#"{"model_type":"bert","hidden_size":4}"#).unwrap();
    fs::write(model.join("model.safetensors"), "").unwrap();
    let worker = folder.join("worker");
    fs::write(&worker, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&worker, fs::Permissions::from_mode(0o755)).unwrap();
    Settings {
        model_dir: Some(model),
        worker: Some(worker),
        cache: Some(folder.join("cache")),
        ..Settings::default()
    }
}

fn fail(script: &str, texts: &[&str]) -> EmbedError {
    let folder = tempfile::tempdir().unwrap();
    embed::embed(texts, &settings(folder.path(), script), &|_, _| {}).unwrap_err()
}

#[test]
fn a_worker_that_dies_is_quoted() {
    let error = fail("echo out of memory >&2; exit 7", &["Mend the roof."]);
    assert!(matches!(error, EmbedError::WorkerDied { .. }), "{error:?}");
    let said = error.to_string();
    assert!(said.contains("out of memory") && said.contains('7'), "{said}");
}

#[test]
fn a_worker_that_is_killed_is_an_error() {
    let error = fail("kill -9 $$", &["Mend the roof."]);
    assert!(matches!(error, EmbedError::WorkerDied { .. }), "{error:?}");
    assert!(error.to_string().contains("signal"), "{error}");
}

#[test]
fn a_worker_that_talks_rubbish_is_an_error() {
    // Also with more to write than a pipe holds: nobody may wait for ever.
    let long = "a long text ".repeat(50_000);
    for script in ["echo hello, world", "head -c 8 >/dev/null; echo rubbish", "exit 0"] {
        let error = fail(script, &["Mend the roof.", &long]);
        assert!(matches!(error, EmbedError::WorkerAnswer { .. }), "{script}: {error:?}");
    }
}

#[test]
fn an_echo_is_not_an_answer() {
    let error = fail("exec cat", &["Mend the roof."]);
    assert!(matches!(error, EmbedError::WorkerAnswer { .. }), "{error:?}");
    assert!(error.to_string().contains("name its model"), "{error}");
}

#[test]
fn a_worker_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        worker: Some(folder.path().join("nowhere")),
        ..settings(folder.path(), "exit 0")
    };
    let error = embed::embed(&["Mend the roof."], &settings, &|_, _| {}).unwrap_err();
    assert!(matches!(error, EmbedError::WorkerMissing { .. }), "{error:?}");
    assert!(error.to_string().contains("nowhere"));
}

#[test]
fn no_worker_is_started_for_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let marker = folder.path().join("started");
    let settings = settings(folder.path(), &format!("touch {}", marker.display()));
    let encoded = embed::embed(&[], &settings, &|_, _| {}).unwrap();
    assert_eq!(encoded.vectors.dim(), (0, 4));
    assert!(!marker.exists());
}
