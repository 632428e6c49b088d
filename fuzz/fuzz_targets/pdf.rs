#![no_main]

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::LazyLock;

use ingest::{Settings, Source, ingest_sources};
use serde_json::json;

const HEAD: &[u8] = b"%PDF-1.4\n";

/// A program that hands back what it gets, after the head, in the place of PDFium's process.
static ECHO: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("echo");
    let script = format!("#!/bin/sh\nexec tail -c +{}\n", HEAD.len() + 1);
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    (folder, path)
});

/// Pages as PDFium's process would tell them, one line of text from each line of `data`: its first
/// four bytes are the place, the size and the style, and a line that opens with a zero ends a page.
fn answer(data: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    let mut answer = Vec::new();
    let mut end = |lines: &mut Vec<serde_json::Value>| {
        let page = json!({"page": {"width": 595.0, "height": 842.0, "lines": std::mem::take(lines)}});
        answer.extend(format!("{page}\n").bytes());
    };
    for line in data.split(|&b| b == b'\n') {
        let [left, base, size, style, text @ ..] = line else { continue };
        if *left == 0 {
            end(&mut lines);
        }
        let left = f32::from(*left) * 2.5;
        lines.push(json!({
            "text": String::from_utf8_lossy(text),
            "left": left,
            "right": left + 5.0 * text.len() as f32,
            "base": 842.0 - 3.5 * f32::from(*base),
            "size": f32::from(*size) / 8.0,
            "bold": style & 1 == 1,
            "italic": style & 2 == 2,
        }));
    }
    end(&mut lines);
    answer.extend(b"\"done\"\n");
    answer
}

// What the lines of a page mean: PDFium itself runs apart.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let settings = Settings {
        pdfium: Some(ECHO.1.clone()),
        pdf_program: Some(ECHO.1.clone()),
        ..Settings::default()
    };
    let bytes = [HEAD, &answer(data)].concat();
    let source = Source { path: "a.pdf".to_owned(), bytes: bytes.into() };
    plenary_fuzz::check(ingest_sources(vec![source], &settings));
});
