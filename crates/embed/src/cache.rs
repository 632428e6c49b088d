//! Vectors kept on disk, so that a text is encoded once.
//!
//! One redb file, shared by all corpora and safe with several processes at once (its multi-writer
//! mode). The key is a BLAKE3 of encoder and text; the value holds the number of tokens and the
//! vector. The file may be deleted at any time: it costs the next run the encoding. It is bounded:
//! the vectors that came first give way.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use redb::{
    Builder, ConcurrencyMode, Database, DatabaseError, ReadableDatabase, ReadableTable,
    ReadableTableMetadata, StorageError, TableDefinition,
};

use crate::{EmbedError, EncoderId, Settings};

type Key = [u8; 32];

const VECTORS: TableDefinition<'_, &Key, &[u8]> = TableDefinition::new("vectors 1");
/// Keys in the order they came, so that the oldest can give way.
const ORDER: TableDefinition<'_, u64, &Key> = TableDefinition::new("order 1");
const TOTALS: TableDefinition<'_, &str, u64> = TableDefinition::new("totals 1");
const BYTES: &str = "bytes";
const FILE: &str = "vectors.redb";
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
    database: Database,
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
        let open = || {
            Builder::new()
                .set_concurrency_mode(ConcurrencyMode::MultiWriter)
                .set_cache_size(MEMORY)
                .create(path)
        };
        let database = match open() {
            // Not a cache, an old or a broken one: it is disposable.
            Err(
                DatabaseError::UpgradeRequired(_)
                | DatabaseError::RepairAborted
                | DatabaseError::Storage(StorageError::Corrupted(_)),
            ) => {
                fs::remove_file(path)?;
                open()?
            }
            Err(DatabaseError::Storage(StorageError::Io(e)))
                if matches!(e.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) =>
            {
                fs::remove_file(path)?;
                open()?
            }
            other => other?,
        };
        let cache = Self { database, limit };
        // Tables of another shape under our names: not ours either, but nothing to lose.
        cache.totals()?;
        Ok(cache)
    }

    /// The entries of `keys`, `None` where there is none of `dim` numbers.
    pub(crate) fn get(&self, keys: &[Key], dim: usize) -> Result<Vec<Option<Entry>>, redb::Error> {
        let transaction = self.database.begin_read()?;
        let table = match transaction.open_table(VECTORS) {
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(vec![None; keys.len()]),
            table => table?,
        };
        keys.iter()
            .map(|key| Ok(table.get(key)?.and_then(|value| read(value.value(), dim))))
            .collect()
    }

    /// Keeps entries, in one transaction; the oldest give way where they are too many.
    pub(crate) fn put(&self, entries: &[(Key, u32, &[f32])]) -> Result<(), redb::Error> {
        let transaction = self.database.begin_write()?;
        {
            let mut vectors = transaction.open_table(VECTORS)?;
            let mut order = transaction.open_table(ORDER)?;
            let mut totals = transaction.open_table(TOTALS)?;
            let mut bytes = totals.get(BYTES)?.map_or(0, |total| total.value());
            let mut next = order.last()?.map_or(0, |(place, _)| place.value() + 1);
            for (key, tokens, vector) in entries {
                let value = write(*tokens, vector);
                if vectors.insert(key, value.as_slice())?.is_none() {
                    order.insert(next, key)?;
                    next += 1;
                    bytes += size(value.len());
                }
            }
            if bytes > self.limit {
                // Some room at once, or every later call would come here again.
                let aim = self.limit / 10 * 9;
                while bytes > aim {
                    let Some((_, key)) = order.pop_first()? else { break };
                    if let Some(value) = vectors.remove(key.value())? {
                        bytes = bytes.saturating_sub(size(value.value().len()));
                    }
                }
            }
            totals.insert(BYTES, bytes)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Number of vectors and their bytes.
    fn totals(&self) -> Result<(u64, u64), redb::Error> {
        let transaction = self.database.begin_read()?;
        let vectors = match transaction.open_table(VECTORS) {
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok((0, 0)),
            table => table?.len()?,
        };
        let bytes = transaction.open_table(TOTALS)?.get(BYTES)?.map_or(0, |total| total.value());
        Ok((vectors, bytes))
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

fn write(tokens: u32, vector: &[f32]) -> Vec<u8> {
    let mut value = Vec::with_capacity(4 + 4 * vector.len());
    value.extend_from_slice(&tokens.to_le_bytes());
    for number in vector {
        value.extend_from_slice(&number.to_le_bytes());
    }
    value
}

fn read(value: &[u8], dim: usize) -> Option<Entry> {
    let (words, rest) = value.as_chunks::<4>();
    let (tokens, vector) = words.split_first()?;
    (rest.is_empty() && vector.len() == dim).then(|| {
        let vector = vector.iter().map(|&word| f32::from_le_bytes(word)).collect();
        (u32::from_le_bytes(*tokens), vector)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(folder: &Path) -> Settings {
        Settings { cache: Some(folder.to_owned()), ..Settings::default() }
    }

    fn id(hash: &str) -> EncoderId {
        EncoderId {
            name: "small".to_owned(),
            hash: hash.to_owned(),
            precision: "f32".to_owned(),
            engine: "rust-bert",
        }
    }

    #[test]
    fn what_was_put_is_there_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(&settings(folder.path())).unwrap();
        let keys = [key(&id("a"), "", "one"), key(&id("a"), "", "two"), key(&id("b"), "", "one")];
        cache.put(&[(keys[0], 5, &[0.6, 0.8])]).unwrap();
        let found = cache.get(&keys, 2).unwrap();
        assert_eq!(found, [Some((5, vec![0.6, 0.8])), None, None]);
        assert_eq!(cache.get(&keys, 3).unwrap(), [None, None, None]);
    }

    #[test]
    fn parts_of_a_key_do_not_run_together() {
        assert_ne!(key(&id("a"), "q", "text"), key(&id("a"), "", "qtext"));
        assert_ne!(key(&id("a"), "", "x"), key(&id("a"), "", "x "));
    }

    #[test]
    fn the_oldest_give_way() {
        let folder = tempfile::tempdir().unwrap();
        let limit = 20 * size(4 + 4 * 8);
        let settings = Settings { cache_limit: limit, ..settings(folder.path()) };
        let cache = Cache::open(&settings).unwrap();
        let keys: Vec<Key> = (0..100).map(|i| key(&id("a"), "", &format!("text {i}"))).collect();
        for chunk in keys.chunks(7) {
            let entries: Vec<_> = chunk.iter().map(|&key| (key, 3, [0.5; 8])).collect();
            let entries: Vec<_> = entries.iter().map(|(k, t, v)| (*k, *t, v.as_slice())).collect();
            cache.put(&entries).unwrap();
            let (_, bytes) = cache.totals().unwrap();
            assert!(bytes <= limit, "{bytes} {limit}");
        }
        let found = cache.get(&keys, 8).unwrap();
        assert!(found[99].is_some() && found[0].is_none());
        let kept = found.iter().filter(|entry| entry.is_some()).count();
        assert_eq!(kept as u64, cache.totals().unwrap().0);
        assert!((10..=20).contains(&kept), "{kept}");
    }

    #[test]
    fn a_damaged_file_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        for rubbish in [&b"not a cache at all"[..], &[0; 4096], &[]] {
            fs::write(&path, rubbish).unwrap();
            let cache = Cache::open(&settings(folder.path())).unwrap();
            assert_eq!(cache.totals().unwrap(), (0, 0));
        }
    }

    #[test]
    fn several_handles_share_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path());
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let settings = &settings;
                scope.spawn(move || {
                    let cache = Cache::open(settings).unwrap();
                    for i in 0..20 {
                        let key = key(&id("a"), "", &format!("{thread} {i}"));
                        cache.put(&[(key, 1, &[1.0, 0.0])]).unwrap();
                    }
                });
            }
        });
        assert_eq!(cache_info(&settings).unwrap().vectors, 80);
    }

    #[test]
    fn clearing_empties_it() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path());
        assert_eq!(cache_info(&settings).unwrap().vectors, 0);
        let cache = Cache::open(&settings).unwrap();
        cache.put(&[(key(&id("a"), "", "one"), 5, &[1.0])]).unwrap();
        drop(cache);
        assert_eq!(cache_info(&settings).unwrap().vectors, 1);
        assert!(cache_clear(&settings).unwrap() > 0);
        assert_eq!(cache_info(&settings).unwrap().vectors, 0);
        assert_eq!(cache_clear(&settings).unwrap(), 0);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let Err(error) = Cache::open(&settings(&file.join("below"))) else { panic!("opened") };
        assert!(error.contains("below"), "{error}");
    }
}
