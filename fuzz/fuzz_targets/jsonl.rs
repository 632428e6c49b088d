#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ingest_fuzz::read("a.jsonl", data));
