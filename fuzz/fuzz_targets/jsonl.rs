#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| plenary_fuzz::read("a.jsonl", data));
