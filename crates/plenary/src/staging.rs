//! Folders that are replaced as a whole.
//!
//! A run writes into `.NAME.new` beside the folder NAME, and changes the two for one another when
//! all is written: whoever looks, or comes after a run that was killed, finds the whole old folder
//! or the whole new one. What a run does not own (a brief, an analyst's notes) is carried over.
//!
//! A run that is killed between the exchange of one folder and that of the next leaves both marked
//! with the run they are from: [`finish`] then does what was left to do.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// Stands in a folder that is being written; locked by whoever writes it.
const UNFINISHED: &str = ".unfinished";
/// The same file once all is written, until all is in place; it holds the mark of the run.
const COMPLETE: &str = ".complete";

/// A folder in the making. Dropped before it is complete, it is taken away.
#[derive(Debug)]
pub struct Staging {
    place: PathBuf,
    staging: PathBuf,
    lock: File,
    complete: bool,
}

/// A folder and which of its entries a run writes itself; the others are carried over.
pub type Owned<'a> = (&'a Path, fn(&str) -> bool);

impl Staging {
    /// Opens the folder beside `place`, after putting in order what a killed run left there.
    pub fn open((place, owned): Owned) -> anyhow::Result<Self> {
        let staging = beside(place)?;
        let named = || format!("{}: the folder for the results cannot be made", staging.display());
        if staging.exists() {
            recover(place, &staging, owned)?;
        }
        create(&staging).with_context(named)?;
        let lock = File::create(staging.join(UNFINISHED)).with_context(named)?;
        if lock.try_lock().is_err() {
            bail!(busy(place));
        }
        Ok(Self { place: place.to_owned(), staging, lock, complete: false })
    }

    /// Where to write.
    pub fn folder(&self) -> &Path {
        &self.staging
    }

    /// Says that all is written, by a run with this mark.
    pub fn complete(&mut self, mark: &str) -> anyhow::Result<()> {
        let named = || format!("{}: the results cannot be put in place", self.place.display());
        self.lock.write_all(mark.as_bytes()).with_context(named)?;
        let (from, to) = (self.staging.join(UNFINISHED), self.staging.join(COMPLETE));
        fs::rename(from, to).with_context(named)?;
        self.complete = true;
        Ok(())
    }

    /// Puts the new folder in the place of the old one, which stays beside it until [`tidy`].
    pub fn exchange(&self) -> anyhow::Result<()> {
        exchange(&self.staging, &self.place).with_context(|| {
            format!("{}: the results cannot be put in place", self.place.display())
        })
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.complete {
            // What a failed run had written would only fill the disk.
            let _ = fs::remove_dir_all(&self.staging);
        }
    }
}

/// Carries over what no run owns from the folders that were replaced, and takes these and the marks
/// away: the last step of a run.
pub fn tidy(folders: &[Owned]) -> anyhow::Result<()> {
    for &(place, owned) in folders {
        let old = beside(place)?;
        if old.exists() {
            carry_over(&old, place, owned)?;
            fs::remove_dir_all(&old).with_context(|| old.display().to_string())?;
        }
    }
    // The mark of the first folder says that there is something to finish: it goes last.
    for (place, _) in folders.iter().rev() {
        let mark = place.join(COMPLETE);
        fs::remove_file(&mark).with_context(|| mark.display().to_string())?;
    }
    Ok(())
}

/// Does what a run that was killed while it put its folders in place had left to do; says whether
/// there was anything. The folders are exchanged in the order given, so the mark of the run stands
/// in the first.
pub fn finish(folders: &[Owned]) -> anyhow::Result<bool> {
    for (place, _) in folders {
        restore(place)?;
    }
    let Some((first, _)) = folders.first() else { return Ok(false) };
    let Some(mark) = mark(first)? else { return Ok(false) };
    for (place, _) in folders {
        let staging = beside(place)?;
        if self::mark(&staging)?.as_ref() == Some(&mark) {
            exchange(&staging, place).with_context(|| {
                format!("{}: the results cannot be put in place", place.display())
            })?;
        }
    }
    Ok(true)
}

/// The mark of the run that has completed a folder and is there no more.
fn mark(folder: &Path) -> anyhow::Result<Option<String>> {
    let path = folder.join(COMPLETE);
    let Ok(file) = File::open(&path) else { return Ok(None) };
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        // It is at work just now.
        return Ok(None);
    }
    Ok(Some(fs::read_to_string(&path).with_context(|| path.display().to_string())?))
}

/// The folder beside `place` that is written into.
fn beside(place: &Path) -> anyhow::Result<PathBuf> {
    let name = place.file_name().context("a folder for the results has no name")?;
    Ok(place.with_file_name(format!(".{}.new", name.to_string_lossy())))
}

/// What a killed run left beside `place`: an unfinished folder goes, and so does a complete one
/// that was not put in place; any other is the old folder, whose foreign entries had not all been
/// carried over.
fn recover(place: &Path, staging: &Path, owned: fn(&str) -> bool) -> anyhow::Result<()> {
    let left = [UNFINISHED, COMPLETE].into_iter().find_map(|m| File::open(staging.join(m)).ok());
    match left {
        Some(file) => {
            if let Err(TryLockError::WouldBlock) = file.try_lock() {
                bail!(busy(place));
            }
        }
        None => carry_over(staging, place, owned)?,
    }
    fs::remove_dir_all(staging).with_context(|| staging.display().to_string())
}

/// Makes a folder and those above it, and names the one that cannot be made.
fn create(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder).map_err(corpus::files::advised)
}

fn busy(place: &Path) -> String {
    format!(
        "another run is writing to {}; wait for it, or name another folder with --out",
        place.display()
    )
}

/// Moves what no run owns from the old folder to the new one; what is there already stays.
fn carry_over(old: &Path, new: &Path, owned: fn(&str) -> bool) -> anyhow::Result<()> {
    for entry in fs::read_dir(old).with_context(|| old.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name();
        let target = new.join(&name);
        let name = name.to_string_lossy();
        if !owned(&name) && name != COMPLETE && !target.exists() {
            fs::create_dir_all(new)?;
            fs::rename(entry.path(), &target).with_context(|| target.display().to_string())?;
        }
    }
    Ok(())
}

/// One step where the system has it; else two, between which the place is empty for a moment.
fn exchange(new: &Path, place: &Path) -> std::io::Result<()> {
    if !place.exists() {
        return fs::rename(new, place);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, new, CWD, place, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let aside = aside(new);
    if aside.exists() {
        fs::remove_dir_all(&aside)?;
    }
    fs::rename(place, &aside)?;
    fs::rename(new, place).inspect_err(|_| {
        let _ = fs::rename(&aside, place);
    })?;
    fs::rename(&aside, new)
}

/// Where the old folder is while the new one takes its place in two steps.
fn aside(new: &Path) -> PathBuf {
    new.with_extension("old")
}

/// Puts right what was killed between those two steps.
fn restore(place: &Path) -> anyhow::Result<()> {
    let new = beside(place)?;
    let aside = aside(&new);
    if aside.exists() {
        let to = if place.exists() { &new } else { place };
        if !to.exists() {
            fs::rename(&aside, to).with_context(|| aside.display().to_string())?;
        }
    }
    Ok(())
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

    fn commit(mut staging: Staging, place: &Path) {
        staging.complete("mark").unwrap();
        staging.exchange().unwrap();
        drop(staging);
        tidy(&[(place, owned)]).unwrap();
    }

    /// What a killed process leaves: its files, without its locks.
    fn kill(mut staging: Staging) {
        staging.complete = true;
    }

    /// Two folders with what a run had written into them when it was killed, after so many steps of
    /// putting them in place.
    fn killed_after(steps: usize) -> (tempfile::TempDir, [PathBuf; 2]) {
        let desk = tempfile::tempdir().unwrap();
        let places = ["tables", "report"].map(|name| desk.path().join(name));
        let mut staged: Vec<Staging> = places
            .iter()
            .map(|place| {
                fs::create_dir_all(place).unwrap();
                fs::write(place.join("ours"), "old").unwrap();
                fs::write(place.join("notes"), "mine").unwrap();
                let staging = Staging::open((place, owned)).unwrap();
                fs::write(staging.folder().join("ours"), "new").unwrap();
                staging
            })
            .collect();
        let all: [fn(&mut [Staging]); 4] = [
            |staged| staged[1].complete("7").unwrap(),
            |staged| staged[0].complete("7").unwrap(),
            |staged| staged[0].exchange().unwrap(),
            |staged| staged[1].exchange().unwrap(),
        ];
        all.into_iter().take(steps).for_each(|step| step(&mut staged));
        staged.into_iter().for_each(kill);
        (desk, places)
    }

    #[test]
    fn a_run_killed_between_two_folders_is_finished_or_forgotten() {
        for (steps, content) in [(0, "old"), (1, "old"), (2, "old"), (3, "new"), (4, "new")] {
            let (desk, places) = killed_after(steps);
            let folders: Vec<Owned> =
                places.iter().map(|p| (p.as_path(), owned as fn(&str) -> bool)).collect();
            assert_eq!(finish(&folders).unwrap(), content == "new", "after {steps} steps");
            if content == "new" {
                tidy(&folders).unwrap();
                assert_eq!(names(desk.path()), ["report", "tables"]);
            }
            for place in &places {
                let found = fs::read_to_string(place.join("ours")).unwrap();
                assert_eq!(found, content, "{} after {steps} steps", place.display());
                assert_eq!(fs::read_to_string(place.join("notes")).unwrap(), "mine");
                Staging::open((place, owned)).unwrap();
            }
            assert!(!finish(&folders).unwrap(), "once is enough");
        }
    }

    #[test]
    fn nobody_finishes_what_is_at_work() {
        let desk = tempfile::tempdir().unwrap();
        let place = desk.path().join("tables");
        let mut staging = Staging::open((&place, owned)).unwrap();
        staging.complete("7").unwrap();
        staging.exchange().unwrap();
        assert!(!finish(&[(&place, owned)]).unwrap());
        drop(staging);
        assert!(finish(&[(&place, owned)]).unwrap());
    }

    #[test]
    fn an_exchange_in_two_steps_is_put_right() {
        for new_in_place in [false, true] {
            let desk = tempfile::tempdir().unwrap();
            let place = desk.path().join("tables");
            fs::create_dir_all(desk.path().join(".tables.old")).unwrap();
            fs::write(desk.path().join(".tables.old/ours"), "old").unwrap();
            if new_in_place {
                fs::create_dir_all(&place).unwrap();
                fs::write(place.join("ours"), "new").unwrap();
            }
            finish(&[(&place, owned)]).unwrap();
            let expected = if new_in_place { "new" } else { "old" };
            assert_eq!(fs::read_to_string(place.join("ours")).unwrap(), expected);
        }
    }

    #[test]
    fn a_run_that_fails_takes_its_files_away() {
        let desk = tempfile::tempdir().unwrap();
        let place = desk.path().join("report");
        let staging = Staging::open((&place, owned)).unwrap();
        fs::write(staging.folder().join("ours"), "half").unwrap();
        drop(staging);
        assert!(names(desk.path()).is_empty());
    }

    #[test]
    fn replaces_what_is_its_own_and_carries_over_the_rest() {
        let desk = tempfile::tempdir().unwrap();
        let place = desk.path().join("report");
        fs::create_dir_all(place.join("notes")).unwrap();
        fs::write(place.join("ours-old"), "").unwrap();
        let staging = Staging::open((&place, owned)).unwrap();
        fs::write(staging.folder().join("ours-new"), "").unwrap();
        assert_eq!(names(&place), ["notes", "ours-old"], "nothing changes before the end");
        commit(staging, &place);
        assert_eq!(names(&place), ["notes", "ours-new"]);
        assert_eq!(names(desk.path()), ["report"]);
    }

    #[test]
    fn a_run_killed_while_writing_leaves_the_old() {
        let desk = tempfile::tempdir().unwrap();
        let place = desk.path().join("report");
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join("ours"), "old").unwrap();
        let killed = Staging::open((&place, owned)).unwrap();
        fs::write(killed.folder().join("ours"), "half").unwrap();
        kill(killed);
        let staging = Staging::open((&place, owned)).unwrap();
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
        Staging::open((&place, owned)).unwrap();
        assert_eq!(names(&place), ["notes", "ours"]);
        assert_eq!(fs::read_to_string(place.join("ours")).unwrap(), "new");
    }

    #[test]
    fn two_runs_do_not_write_one_folder() {
        let desk = tempfile::tempdir().unwrap();
        let place = desk.path().join("report");
        let first = Staging::open((&place, owned)).unwrap();
        let error = Staging::open((&place, owned)).unwrap_err();
        assert!(error.to_string().contains("another run"), "{error}");
        commit(first, &place);
        Staging::open((&place, owned)).unwrap();
    }
}
