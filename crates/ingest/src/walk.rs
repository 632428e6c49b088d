//! Files under the paths that were given.

use std::path::{Path, PathBuf};

use corpus::Skipped;

use crate::{IngestError, Settings};

/// All files: those given, and those in given folders, recursively, sorted by name. Hidden files
/// and the metadata file are passed over; a folder without any file is reported.
pub fn files(
    paths: &[PathBuf],
    settings: &Settings,
) -> Result<(Vec<PathBuf>, Vec<Skipped>), IngestError> {
    let mut files = Vec::new();
    let mut skipped = Vec::new();
    for path in paths {
        let named = |source| IngestError::Path { path: path.display().to_string(), source };
        let kind = std::fs::metadata(path).map_err(named)?;
        if kind.is_dir() {
            let before = files.len();
            std::fs::read_dir(path).map_err(named)?;
            folder(path, settings, &mut files, &mut skipped);
            if files.len() == before {
                skipped.push(Skipped {
                    path: path.display().to_string(),
                    reason: "the folder holds no file to read".to_owned(),
                });
            }
        } else {
            files.push(path.clone());
        }
    }
    Ok((files, skipped))
}

fn folder(path: &Path, settings: &Settings, files: &mut Vec<PathBuf>, skipped: &mut Vec<Skipped>) {
    let entries = std::fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            skipped.push(Skipped {
                path: path.display().to_string(),
                reason: format!("cannot be opened: {error}"),
            });
            return;
        }
    };
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if hidden || is_metadata(&path, settings) {
            continue;
        }
        // The type of the entry itself: a link to a folder is not followed, so no walk is endless.
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => folder(&path, settings, files, skipped),
            Ok(kind) if kind.is_file() || path.is_file() => files.push(path),
            _ => {}
        }
    }
}

fn is_metadata(path: &Path, settings: &Settings) -> bool {
    let Some(metadata) = &settings.metadata else { return false };
    path.file_name() == metadata.file_name()
        && matches!((path.canonicalize(), metadata.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
