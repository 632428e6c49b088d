use std::process::{Child, Command, Stdio};

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
    let limit = 20 * size(8 + 4 * 8);
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

/// Names, for a process that a test starts, the folder of the cache and its part.
const PART: &str = "PLENARY_TEST_CACHE_PART";

/// This test program again, for one test, as a process of its own.
fn again(test: &str, folder: &Path, part: &str) -> Child {
    Command::new(env::current_exe().unwrap())
        .args([&format!("cache::tests::{test}"), "--exact", "--nocapture"])
        .env("PLENARY_CACHE", folder)
        .env(PART, part)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The part of this process and the folder, where a test has started it.
fn part() -> Option<(String, PathBuf)> {
    Some((env::var(PART).ok()?, PathBuf::from(env::var_os("PLENARY_CACHE")?)))
}

/// A vector that tells which text it belongs to.
fn vector_of(text: &str) -> Vec<f32> {
    blake3::hash(text.as_bytes()).as_bytes().iter().map(|&byte| f32::from(byte)).collect()
}

fn put_text(cache: &Cache, text: &str) {
    cache.put(&[(key(&id("a"), "", text), 7, &vector_of(text))]).unwrap();
}

/// How many of the texts are there, each with its own vector.
fn right(cache: &Cache, texts: &[String]) -> usize {
    let keys: Vec<Key> = texts.iter().map(|text| key(&id("a"), "", text)).collect();
    let found = cache.get(&keys, 32).unwrap();
    for (text, entry) in texts.iter().zip(&found) {
        assert!(entry.as_ref().is_none_or(|entry| *entry == (7, vector_of(text))), "{text}");
    }
    found.iter().flatten().count()
}

#[test]
fn processes_write_at_once() {
    const EACH: usize = 40;
    let texts_of = |part: &str| -> Vec<String> {
        // Some texts are those of all processes.
        (0..EACH).map(|i| if i % 4 == 0 { format!("{i}") } else { format!("{part} {i}") }).collect()
    };
    if let Some((part, folder)) = part() {
        let cache = Cache::open(&settings(&folder)).unwrap();
        for text in texts_of(&part) {
            put_text(&cache, &text);
        }
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let parts = ["one", "two", "three"];
    let children: Vec<Child> =
        parts.iter().map(|part| again("processes_write_at_once", folder.path(), part)).collect();
    let cache = Cache::open(&settings(folder.path())).unwrap();
    // Reading goes on beside.
    while right(&cache, &texts_of("two")) < EACH / 2 {
        std::thread::yield_now();
    }
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    for part in parts {
        assert_eq!(right(&cache, &texts_of(part)), EACH, "{part}");
    }
    let distinct = (parts.len() * EACH * 3 / 4 + EACH / 4) as u64;
    let value = size(write(&[0; 32], 7, &vector_of("")).len());
    assert_eq!(cache.totals().unwrap(), (distinct, distinct * value));
}

#[test]
fn a_process_killed_while_it_writes_costs_what_it_had_in_hand() {
    if let Some((_, folder)) = part() {
        let cache = Cache::open(&settings(&folder)).unwrap();
        // Far more than it will get to.
        for i in 0..1_000_000 {
            put_text(&cache, &i.to_string());
        }
    }
    let texts: Vec<String> = (0..5000).map(|i: usize| i.to_string()).collect();
    let folder = tempfile::tempdir().unwrap();
    let test = "a_process_killed_while_it_writes_costs_what_it_had_in_hand";
    let mut before = 0;
    for round in 1..4 {
        let mut child = again(test, folder.path(), "writer");
        let seen = loop {
            let seen = Cache::open(&settings(folder.path())).map_or(0, |c| right(&c, &texts));
            if seen >= before + 10 * round {
                break seen;
            }
        };
        child.kill().unwrap();
        child.wait().unwrap();
        let cache = Cache::open(&settings(folder.path())).unwrap();
        before = right(&cache, &texts);
        assert!(before >= seen, "{before} {seen}");
        put_text(&cache, "after");
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures of docs/trust.md")]
fn damage_is_noticed_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path());
    let path = folder.path().join(FILE);
    let texts: Vec<String> = (0..300).map(|i: usize| i.to_string()).collect();
    let cache = Cache::open(&settings).unwrap();
    for part in texts.chunks(50) {
        for text in part {
            put_text(&cache, text);
        }
    }
    drop(cache);
    let whole = fs::read(&path).unwrap();
    let rounds = if env::var_os("PLENARY_SOAK").is_some() { 2000 } else { 60 };
    let (mut lost, mut late) = (0, 0);
    for round in 0..rounds {
        let mut bytes = whole.clone();
        let draw = blake3::hash(&u64::to_le_bytes(round));
        let number = |at: usize| {
            let bytes = draw.as_bytes()[at..].first_chunk().copied().unwrap();
            u64::from_le_bytes(bytes) as usize
        };
        match round % 3 {
            0 => bytes.truncate(number(0) % whole.len()),
            1 => {
                for i in 0..64 {
                    let at = (number(0) + i * (number(8) % 9973 + 1)) % whole.len();
                    bytes[at] ^= draw.as_bytes()[i % 32] | 1;
                }
            }
            _ => {
                let from = number(0) % whole.len();
                let to = (from + number(8) % 20_000).min(whole.len());
                bytes[from..to].fill(draw.as_bytes()[31]);
            }
        }
        fs::write(&path, &bytes).unwrap();
        // What is found is right; what fails, fails as an error, and the next try has a cache.
        let used = |cache: &Cache| -> Result<usize, redb::Error> {
            let keys: Vec<Key> = texts.iter().map(|text| key(&id("a"), "", text)).collect();
            let found = cache.get(&keys, 32)?;
            for (text, entry) in texts.iter().zip(&found) {
                let right = entry.as_ref().is_none_or(|entry| *entry == (7, vector_of(text)));
                assert!(right, "round {round}: a wrong vector for {text}");
            }
            let entries: Vec<_> = keys.iter().zip(texts.iter().map(|t| vector_of(t))).collect();
            let entries: Vec<_> = entries.iter().map(|(k, v)| (**k, 7, v.as_slice())).collect();
            cache.put(&entries)?;
            Ok(found.iter().flatten().count())
        };
        let found = Cache::open(&settings).ok().and_then(|cache| used(&cache).ok()).unwrap_or(0);
        lost += usize::from(found < texts.len());
        // Damage to pages that are seldom read shows late, and costs the vectors once more.
        let again: Vec<Option<usize>> = (0..4)
            .map(|_| Cache::open(&settings).ok().and_then(|cache| used(&cache).ok()))
            .collect();
        let whole = |found: &Option<usize>| *found == Some(texts.len());
        late += usize::from(!again[1..].iter().all(whole));
        assert!(again.last().is_some_and(whole), "round {round}: {again:?} after {found}");
    }
    eprintln!("{rounds} damaged files, {lost} cost vectors, {late} only at a later try");
    assert!(lost > rounds as usize / 2, "too little damage to tell: {lost}");
    assert!(late <= rounds as usize / 100, "damage is noticed late {late} times");
}

#[test]
fn a_file_taken_away_under_a_run_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path());
    let cache = Cache::open(&settings).unwrap();
    put_text(&cache, "one");
    assert!(cache_clear(&settings).unwrap() > 0);
    // The run that has it open goes on with what it holds.
    put_text(&cache, "two");
    assert_eq!(right(&cache, &["one".to_owned(), "two".to_owned()]), 2);
    drop(cache);
    let cache = Cache::open(&settings).unwrap();
    assert_eq!(cache.totals().unwrap(), (0, 0));
}

#[test]
fn the_file_stays_near_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    let limit = 400_000;
    let settings = Settings { cache_limit: limit, ..settings(folder.path()) };
    let vector = [0.5; 384];
    for portion in 0..40 {
        let cache = Cache::open(&settings).unwrap();
        let keys: Vec<Key> =
            (0..60).map(|i| key(&id("a"), "", &format!("{portion} {i}"))).collect();
        let entries: Vec<_> = keys.iter().map(|&key| (key, 3, vector.as_slice())).collect();
        cache.put(&entries).unwrap();
    }
    // Ten times the limit went through it.
    let info = cache_info(&settings).unwrap();
    assert!(info.vector_bytes <= limit);
    assert!(info.file_bytes < 8 * limit, "{}", info.file_bytes);
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
