#![no_main]

use std::sync::LazyLock;

use corpus::tables;
use corpus::{Finding, Recommendation, Sentence, Theme};

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

fn read<R: corpus::Row>(bytes: &[u8]) {
    let path = FOLDER.path().join(format!("{}.parquet", R::TABLE));
    std::fs::write(path, bytes).unwrap();
    let _ = tables::read::<R>(FOLDER.path(), "fuzzing");
}

// Tables read back, and Parquet files of others. A panic inside of polars is caught by `tables` and
// told as an error, so the hook that would end the process at once is taken away; a panic that
// leaves `tables` still ends it.
libfuzzer_sys::fuzz_target!(
    init: { drop(std::panic::take_hook()); std::panic::set_hook(Box::new(|_| ())); },
    |data: &[u8]| {
        read::<Sentence>(data);
        read::<Recommendation>(data);
        read::<Theme>(data);
        read::<Finding>(data);
        let _ = tables::foreign_parquet(data);
        std::fs::write(FOLDER.path().join("run.json"), data).unwrap();
        let _ = tables::read_run(FOLDER.path());
    }
);
