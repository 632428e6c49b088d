//! PDFs through the child process, where PDFium and the shared documents are at hand.
//!
//! Small checks in the style of olmOCR: *order* (numbered paragraphs run 1…N without a gap),
//! *absent* (furniture stands in no sentence), *scan* (named as one). `PLENARY_SOAK=1` checks all
//! reports, else three.
#![expect(clippy::print_stderr, reason = "says when it has nothing to check, and prints scores")]

use std::path::PathBuf;

use ingest::{Ingested, Settings, ingest};

fn shared(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("not checked: {} is absent", path.display());
    None
}

/// The example of this package reads PDFs for the tests.
fn settings() -> Option<Settings> {
    let test = std::env::current_exe().ok()?;
    let program = test.parent()?.parent()?.join("examples/sentences");
    if !program.exists() {
        eprintln!("not checked: {} is not built", program.display());
        return None;
    }
    Some(Settings { pdf_program: Some(program), ..Settings::default() })
}

fn read(path: PathBuf) -> Option<Ingested> {
    let found = ingest(&[path], &settings()?).unwrap();
    if found.skipped.iter().any(|s| s.reason.contains("PDFium library")) {
        eprintln!("not checked: {}", found.skipped[0].reason);
        return None;
    }
    Some(found)
}

#[test]
fn without_the_library_the_reason_says_what_to_install() {
    let settings = Settings { pdfium: Some("no/such/folder".into()), ..Settings::default() };
    let source = ingest::Source { path: "a.pdf".to_owned(), bytes: b"%PDF-1.7\n".to_vec().into() };
    let found = ingest::ingest_sources(vec![source], &settings).unwrap();
    assert!(found.skipped[0].reason.contains("bootstrap.sh"), "{}", found.skipped[0].reason);
}

#[test]
fn a_damaged_file_is_named() {
    let Some(settings) = settings() else { return };
    let source =
        ingest::Source { path: "a.pdf".to_owned(), bytes: b"%PDF-1.7\ntorn".to_vec().into() };
    let found = ingest::ingest_sources(vec![source], &settings).unwrap();
    let reason = &found.skipped[0].reason;
    assert!(reason.contains("damaged") || reason.contains("PDFium library"), "{reason}");
}

#[test]
fn a_scan_is_named_with_its_pages() {
    let Some(path) = shared("data/pdfs/ohchr_letter_slovenia.pdf") else { return };
    let Some(found) = read(path) else { return };
    assert!(found.skipped[0].reason.contains("scanned"), "{:?}", found.skipped);
    assert!(found.skipped[0].reason.contains("7 pages"), "{:?}", found.skipped);
}

#[test]
fn numbered_paragraphs_run_without_a_gap_and_furniture_is_gone() {
    let Some(folder) = shared("data/upr-reports") else { return };
    let mut reports: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "pdf"))
        .collect();
    reports.sort();
    if std::env::var_os("PLENARY_SOAK").is_none() {
        reports.truncate(3);
    }
    let (mut checks, mut passed) = (0, 0);
    for report in reports {
        let Some(found) = read(report.clone()) else { return };
        let mut paragraphs: Vec<(u32, u32)> = found
            .sentences
            .iter()
            .filter_map(|s| Some((s.paragraph, s.number.as_ref()?.parse().ok()?)))
            .collect();
        paragraphs.dedup();
        // Lists inside paragraphs count anew: the paragraphs are the run that goes on.
        let (mut next, mut gaps) = (1, 0);
        for (_, number) in paragraphs {
            if (next..next + 4).contains(&number) {
                gaps += number - next;
                next = number + 1;
            }
        }
        assert!(next > 40, "{}: only {} paragraphs", report.display(), next - 1);
        checks += next - 1;
        passed += next - 1 - gaps;
        for sentence in &found.sentences {
            let text = &sentence.text;
            let furniture = text
                .split("Page ")
                .skip(1)
                .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
                || text.contains("GE.0");
            checks += 1;
            passed += u32::from(!furniture);
            if furniture {
                eprintln!("{}: {text}", report.display());
            }
        }
    }
    eprintln!("{passed} of {checks} checks passed");
    assert!(f64::from(passed) >= 0.99 * f64::from(checks), "{passed} of {checks}");
}
