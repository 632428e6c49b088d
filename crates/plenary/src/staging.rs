//! A folder that is replaced as a whole.
//!
//! A run writes into `.NAME.new` beside the folder NAME, and changes the two for one another when
//! all is written: whoever looks, or comes after a run that was killed, finds the whole old folder
//! or the whole new one. What a run does not own (a brief, an analyst's notes) is carried over.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// Stands in a folder that is being written; locked by whoever writes it.
const UNFINISHED: &str = ".unfinished";

/// A folder in the making.
#[derive(Debug)]
pub struct Staging {
    place: PathBuf,
    staging: PathBuf,
    lock: File,
}

impl Staging {
    /// Opens the folder beside `place`, after putting in order what a killed run left there.
    /// `owned` tells which entries of `place` a run writes itself; the others are carried over.
    pub fn open(place: &Path, owned: impl Fn(&str) -> bool) -> anyhow::Result<Self> {
        let name = place.file_name().context("a folder for the results has no name")?;
        let staging = place.with_file_name(format!(".{}.new", name.to_string_lossy()));
        let named = || format!("{}: the folder for the results cannot be made", staging.display());
        if staging.exists() {
            Self::recover(place, &staging, owned)?;
        }
        fs::create_dir_all(&staging).with_context(named)?;
        let lock = File::create(staging.join(UNFINISHED)).with_context(named)?;
        if lock.try_lock().is_err() {
            bail!(busy(place));
        }
        Ok(Self { place: place.to_owned(), staging, lock })
    }

    /// What a killed run left: an unfinished folder goes; a finished one is the old folder, whose
    /// foreign entries had not all been carried over.
    fn recover(place: &Path, staging: &Path, owned: impl Fn(&str) -> bool) -> anyhow::Result<()> {
        match File::open(staging.join(UNFINISHED)) {
            Ok(file) => {
                if let Err(TryLockError::WouldBlock) = file.try_lock() {
                    bail!(busy(place));
                }
            }
            Err(_) => carry_over(staging, place, owned)?,
        }
        fs::remove_dir_all(staging).with_context(|| staging.display().to_string())
    }

    /// Where to write.
    pub fn folder(&self) -> &Path {
        &self.staging
    }

    /// Puts the new folder in the place of the old one.
    pub fn commit(self, owned: impl Fn(&str) -> bool) -> anyhow::Result<()> {
        let Self { place, staging, lock } = self;
        let named = || format!("{}: the results could not be put in place", place.display());
        fs::remove_file(staging.join(UNFINISHED)).with_context(named)?;
        drop(lock);
        if !place.exists() {
            return fs::rename(&staging, &place).with_context(named);
        }
        exchange(&staging, &place).with_context(named)?;
        carry_over(&staging, &place, owned)?;
        fs::remove_dir_all(&staging).with_context(|| staging.display().to_string())
    }
}

fn busy(place: &Path) -> String {
    format!(
        "another run is writing to {}; wait for it, or name another folder with --out",
        place.display()
    )
}

/// Moves what no run owns from the old folder to the new one; what is there already stays.
fn carry_over(old: &Path, new: &Path, owned: impl Fn(&str) -> bool) -> anyhow::Result<()> {
    for entry in fs::read_dir(old).with_context(|| old.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name();
        let target = new.join(&name);
        if !owned(&name.to_string_lossy()) && !target.exists() {
            fs::create_dir_all(new)?;
            fs::rename(entry.path(), &target).with_context(|| target.display().to_string())?;
        }
    }
    Ok(())
}

/// One step where the system has it; else two, between which the place is empty for a moment.
fn exchange(new: &Path, place: &Path) -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, new, CWD, place, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let aside = new.with_extension("old");
    if aside.exists() {
        fs::remove_dir_all(&aside)?;
    }
    fs::rename(place, &aside)?;
    fs::rename(new, place).inspect_err(|_| {
        let _ = fs::rename(&aside, place);
    })?;
    fs::rename(&aside, new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(name: &str) -> bool {
        name.starts_with("ours")
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn replaces_what_is_its_own_and_carries_over_the_rest() {
        let desk = tempfile::tempdir().unwrap();
        let place = desk.path().join("report");
        fs::create_dir_all(place.join("notes")).unwrap();
        fs::write(place.join("ours-old"), "").unwrap();
        let staging = Staging::open(&place, owned).unwrap();
        fs::write(staging.folder().join("ours-new"), "").unwrap();
        assert_eq!(names(&place), ["notes", "ours-old"], "nothing changes before the end");
        staging.commit(owned).unwrap();
        assert_eq!(names(&place), ["notes", "ours-new"]);
        assert_eq!(names(desk.path()), ["report"]);
    }

    #[test]
    fn a_run_killed_while_writing_leaves_the_old() {
        let desk = tempfile::tempdir().unwrap();
        let place = desk.path().join("report");
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join("ours"), "old").unwrap();
        let killed = Staging::open(&place, owned).unwrap();
        fs::write(killed.folder().join("ours"), "half").unwrap();
        drop(killed);
        let staging = Staging::open(&place, owned).unwrap();
        assert_eq!(names(staging.folder()), [UNFINISHED]);
        assert_eq!(fs::read_to_string(place.join("ours")).unwrap(), "old");
    }

    #[test]
    fn a_run_killed_after_the_change_loses_nothing() {
        let desk = tempfile::tempdir().unwrap();
        let (place, left) = (desk.path().join("report"), desk.path().join(".report.new"));
        fs::create_dir_all(left.join("notes")).unwrap();
        fs::write(left.join("ours"), "old").unwrap();
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join("ours"), "new").unwrap();
        Staging::open(&place, owned).unwrap();
        assert_eq!(names(&place), ["notes", "ours"]);
        assert_eq!(fs::read_to_string(place.join("ours")).unwrap(), "new");
    }

    #[test]
    fn two_runs_do_not_write_one_folder() {
        let desk = tempfile::tempdir().unwrap();
        let place = desk.path().join("report");
        let first = Staging::open(&place, owned).unwrap();
        let error = Staging::open(&place, owned).unwrap_err();
        assert!(error.to_string().contains("another run"), "{error}");
        first.commit(owned).unwrap();
        Staging::open(&place, owned).unwrap();
    }
}
