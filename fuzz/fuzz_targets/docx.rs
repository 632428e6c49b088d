#![no_main]

// The part inside the archive: a mutated archive hardly ever opens (that is target `office`).
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    plenary_fuzz::read("a.docx", &plenary_fuzz::packed("word/document.xml", data));
});
