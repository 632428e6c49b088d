//! Vectors kept on disk, so that a text is encoded once.
//!
//! One redb file, shared by all corpora and safe with several processes at once (its multi-writer
//! mode). The key is a BLAKE3 of encoder and text; the value holds the number of tokens, the vector
//! and a checksum. The file may be deleted at any time, and what a disk or another program has done
//! to it is noticed: it costs the next run the encoding. It is bounded: the vectors that came first
//! give way.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use redb::{
    Builder, ConcurrencyMode, Database, ReadableDatabase, ReadableTable, ReadableTableMetadata,
    TableDefinition,
};

use crate::{EmbedError, EncoderId, Settings};

type Key = [u8; 32];

const VECTORS: TableDefinition<'_, &Key, &[u8]> = TableDefinition::new("vectors 2");
/// Keys in the order they came, so that the oldest can give way.
const ORDER: TableDefinition<'_, u64, &Key> = TableDefinition::new("order 2");
const TOTALS: TableDefinition<'_, &str, u64> = TableDefinition::new("totals 2");
const BYTES: &str = "bytes";
/// Another number where the shape of the tables changes.
const FILE: &str = "vectors-2.redb";
/// redb's own cache of pages, in memory.
const MEMORY: usize = 16 << 20;

/// What the cache holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheInfo {
    /// Its file; `None` if there is no place for one.
    pub path: Option<PathBuf>,
    /// Number of vectors.
    pub vectors: u64,
    /// Bytes of the vectors, which [`Settings::cache_limit`] bounds.
    pub vector_bytes: u64,
    /// Bytes of the file on disk.
    pub file_bytes: u64,
    /// Bytes of vectors it may hold.
    pub limit: u64,
}

/// What the cache of these settings holds. A cache that is not there yet holds nothing.
pub fn cache_info(settings: &Settings) -> Result<CacheInfo, EmbedError> {
    let path = folder(settings).map(|folder| folder.join(FILE));
    let mut info = CacheInfo {
        path: path.clone(),
        vectors: 0,
        vector_bytes: 0,
        file_bytes: 0,
        limit: settings.cache_limit,
    };
    let Some(path) = path.filter(|path| path.is_file()) else { return Ok(info) };
    let failed = |e: redb::Error| EmbedError::Cache { path: path.clone(), what: e.to_string() };
    info.file_bytes = fs::metadata(&path).map_or(0, |metadata| metadata.len());
    let cache = Cache::open_file(&path, settings.cache_limit).map_err(failed)?;
    (info.vectors, info.vector_bytes) = cache.totals().map_err(failed)?;
    Ok(info)
}

/// Deletes the cache of these settings; tells how many bytes of the disk that freed.
pub fn cache_clear(settings: &Settings) -> Result<u64, EmbedError> {
    let Some(path) = folder(settings).map(|folder| folder.join(FILE)) else { return Ok(0) };
    let bytes = fs::metadata(&path).map_or(0, |metadata| metadata.len());
    match fs::remove_file(&path) {
        Ok(()) => Ok(bytes),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(0),
        Err(e) => Err(EmbedError::Cache { path, what: e.to_string() }),
    }
}

/// The folder of the cache, unless there is no place for one.
fn folder(settings: &Settings) -> Option<PathBuf> {
    let variable = |name| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    settings
        .cache
        .clone()
        .or_else(|| variable("PLENARY_CACHE"))
        .or_else(|| variable("XDG_CACHE_HOME").map(|folder| folder.join("plenary")))
        .or_else(|| variable("HOME").map(|folder| folder.join(".cache/plenary")))
}

/// A vector and the number of tokens of its text.
pub(crate) type Entry = (u32, Vec<f32>);

/// An open cache.
pub(crate) struct Cache {
    /// There until the end.
    database: Option<Database>,
    path: PathBuf,
    limit: u64,
}

impl Cache {
    /// Opens or makes the cache. A damaged file is replaced. `Err` says in one line why there is
    /// none: its user goes on without.
    pub(crate) fn open(settings: &Settings) -> Result<Self, String> {
        let folder = folder(settings)
            .ok_or("no folder for the cache of vectors: set PLENARY_CACHE or HOME".to_owned())?;
        let path = folder.join(FILE);
        fs::create_dir_all(&folder)
            .map_err(redb::Error::Io)
            .and_then(|()| Self::open_file(&path, settings.cache_limit))
            .map_err(|e| format!("{}: {e}: going on without a cache of vectors", path.display()))
    }

    fn open_file(path: &Path, limit: u64) -> Result<Self, redb::Error> {
        let open = || -> Result<Self, redb::Error> {
            let database = Builder::new()
                .set_concurrency_mode(ConcurrencyMode::MultiWriter)
                .set_cache_size(MEMORY)
                .create(path)?;
            let cache = Self { database: Some(database), path: path.to_owned(), limit };
            cache.read_totals()?;
            Ok(cache)
        };
        match guarded(open) {
            // Not a cache, an old or a broken one, or tables of another shape under our names.
            Err(error) if is_damage(&error) => {
                fs::remove_file(path)?;
                guarded(open)
            }
            other => other,
        }
    }

    fn database(&self) -> Result<&Database, redb::Error> {
        self.database.as_ref().ok_or(redb::Error::DatabaseClosed)
    }

    /// Does something with the file. One that turns out to be damaged is removed, so that the next
    /// to open the cache begins a new one.
    fn with_file<T>(
        &self,
        work: impl FnOnce() -> Result<T, redb::Error>,
    ) -> Result<T, redb::Error> {
        let result = guarded(work);
        if result.as_ref().is_err_and(is_damage) {
            let _ = fs::remove_file(&self.path);
        }
        result
    }

    /// The entries of `keys`, `None` where there is none of `dim` numbers.
    pub(crate) fn get(&self, keys: &[Key], dim: usize) -> Result<Vec<Option<Entry>>, redb::Error> {
        self.with_file(|| self.read_entries(keys, dim))
    }

    fn read_entries(&self, keys: &[Key], dim: usize) -> Result<Vec<Option<Entry>>, redb::Error> {
        let transaction = self.database()?.begin_read()?;
        let table = match transaction.open_table(VECTORS) {
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(vec![None; keys.len()]),
            table => table?,
        };
        let mut spoiled = false;
        let found = keys
            .iter()
            .map(|key| {
                let Some(value) = table.get(key)? else { return Ok(None) };
                let entry = read(key, value.value(), dim);
                spoiled |= entry.is_none();
                Ok(entry)
            })
            .collect();
        if spoiled {
            // Vectors that changed may be the trace of a page that is written over again and
            // again: the file is given up, with what could be read of it taken along.
            let _ = fs::remove_file(&self.path);
        }
        found
    }

    /// Keeps entries, in one transaction; the oldest give way where they are too many.
    pub(crate) fn put(&self, entries: &[(Key, u32, &[f32])]) -> Result<(), redb::Error> {
        self.with_file(|| self.write_entries(entries))
    }

    fn write_entries(&self, entries: &[(Key, u32, &[f32])]) -> Result<(), redb::Error> {
        let transaction = self.database()?.begin_write()?;
        {
            let mut vectors = transaction.open_table(VECTORS)?;
            let mut order = transaction.open_table(ORDER)?;
            let mut totals = transaction.open_table(TOTALS)?;
            let mut bytes = totals.get(BYTES)?.map_or(0, |total| total.value());
            let mut next = order.last()?.map_or(0, |(place, _)| place.value() + 1);
            for (key, tokens, vector) in entries {
                let value = write(key, *tokens, vector);
                if vectors.insert(key, value.as_slice())?.is_none() {
                    order.insert(next, key)?;
                    next += 1;
                    bytes += size(value.len());
                }
            }
            let mut evicted: HashSet<Key> = HashSet::new();
            if bytes > self.limit {
                // Some room at once, or every later call would come here again.
                let aim = self.limit / 10 * 9;
                while bytes > aim {
                    let Some((_, key)) = order.pop_first()? else {
                        bytes = 0;
                        break;
                    };
                    if let Some(value) = vectors.remove(key.value())? {
                        bytes = bytes.saturating_sub(size(value.value().len()));
                    }
                    evicted.insert(*key.value());
                }
            }
            // In a page whose keys a damage has put out of order, an entry is written and not found
            // again: every later run would encode its text anew.
            for (key, ..) in entries.iter().filter(|(key, ..)| !evicted.contains(key)) {
                if vectors.get(key)?.is_none() {
                    return Err(redb::Error::Corrupted("keys out of order".to_owned()));
                }
            }
            totals.insert(BYTES, bytes)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Number of vectors and their bytes.
    fn totals(&self) -> Result<(u64, u64), redb::Error> {
        self.with_file(|| self.read_totals())
    }

    fn read_totals(&self) -> Result<(u64, u64), redb::Error> {
        let transaction = self.database()?.begin_read()?;
        let vectors = match transaction.open_table(VECTORS) {
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok((0, 0)),
            table => table?.len()?,
        };
        let bytes = transaction.open_table(TOTALS)?.get(BYTES)?.map_or(0, |total| total.value());
        Ok((vectors, bytes))
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        // redb tidies up as it closes, and panics where a damage has stopped it before.
        let database = self.database.take();
        let _ = catch_unwind(AssertUnwindSafe(|| drop(database)));
    }
}

/// The key of a text: everything its vector depends on, each part ended by its length.
pub(crate) fn key(id: &EncoderId, prefix: &str, text: &str) -> Key {
    let mut hasher = blake3::Hasher::new();
    for part in [id.engine, &id.hash, &id.precision, prefix, text] {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// Bytes that an entry with a value of `value` bytes counts for: value, key twice, place.
fn size(value: usize) -> u64 {
    value as u64 + 2 * 32 + 8
}

/// Tokens, numbers, checksum, each of four bytes, little-endian.
fn write(key: &Key, tokens: u32, vector: &[f32]) -> Vec<u8> {
    let mut value = Vec::with_capacity(4 * (vector.len() + 2));
    value.extend_from_slice(&tokens.to_le_bytes());
    for number in vector {
        value.extend_from_slice(&number.to_le_bytes());
    }
    value.extend_from_slice(&checksum(key, &value));
    value
}

/// What [`write`] wrote; `None` if it is of another length or has changed since.
fn read(key: &Key, value: &[u8], dim: usize) -> Option<Entry> {
    let (content, check) = value.split_last_chunk::<4>()?;
    let (words, rest) = content.as_chunks::<4>();
    let (tokens, vector) = words.split_first()?;
    let whole = rest.is_empty() && vector.len() == dim && *check == checksum(key, content);
    whole.then(|| {
        let vector = vector.iter().map(|&word| f32::from_le_bytes(word)).collect();
        (u32::from_le_bytes(*tokens), vector)
    })
}

/// redb checks its pages only when it repairs a file; the bytes of a vector are checked here.
fn checksum(key: &Key, content: &[u8]) -> [u8; 4] {
    let hash = blake3::Hasher::new_keyed(key).update(content).finalize();
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

/// Does something with a database; redb panics at some damages of a file, which is one more way to
/// say that the file is no good.
fn guarded<T>(work: impl FnOnce() -> Result<T, redb::Error>) -> Result<T, redb::Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let what = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("damaged");
        Err(redb::Error::Corrupted(what.to_owned()))
    })
}

/// Whether an error says that the file is no cache, an older or a broken one: it is disposable.
fn is_damage(error: &redb::Error) -> bool {
    use redb::Error as E;
    match error {
        E::UpgradeRequired(_)
        | E::RepairAborted
        | E::Corrupted(_)
        | E::PreviousIo
        | E::TableDoesNotExist(_)
        | E::TableTypeMismatch { .. }
        | E::TableIsMultimap(_)
        | E::TypeDefinitionChanged { .. } => true,
        E::Io(e) => matches!(e.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
