#![no_main]

// What a user writes by hand: edits of themes, a codebook, lenses.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let _ = cluster::edits::Edits::parse(&text);
    let _ = cluster::codebook::Codebook::parse(&text);
    let _ = compare::LensSet::parse(&text);
});
