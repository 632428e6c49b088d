#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = report::qda::read(&plenary_fuzz::packed("project.qde", data));
});
