//! The language of a document.

/// The most text that is looked at, in bytes.
const SAMPLE: usize = 20_000;

/// ISO 639-1 code of a text's language, `und` where the text is too short or too mixed to tell.
pub fn detect(text: &str) -> String {
    // From the middle: the beginning is titles and names.
    let mut start = text.len().saturating_sub(SAMPLE) / 2;
    let mut end = (start + SAMPLE).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    match whatlang::detect(&text[start..end]) {
        Some(info) if info.is_reliable() || info.confidence() > 0.5 => code(info.lang().code()),
        _ => "und",
    }
    .to_owned()
}

/// The two-letter code of a three-letter one; languages without a two-letter code keep three.
fn code(three: &'static str) -> &'static str {
    match three {
        "eng" => "en",
        "fra" => "fr",
        "spa" => "es",
        "por" => "pt",
        "deu" => "de",
        "ita" => "it",
        "nld" => "nl",
        "rus" => "ru",
        "ara" => "ar",
        "cmn" => "zh",
        "jpn" => "ja",
        "kor" => "ko",
        "hin" => "hi",
        "ben" => "bn",
        "urd" => "ur",
        "tur" => "tr",
        "pol" => "pl",
        "ces" => "cs",
        "slk" => "sk",
        "slv" => "sl",
        "hrv" => "hr",
        "srp" => "sr",
        "bul" => "bg",
        "ukr" => "uk",
        "bel" => "be",
        "ron" => "ro",
        "hun" => "hu",
        "ell" => "el",
        "swe" => "sv",
        "dan" => "da",
        "nob" => "nb",
        "fin" => "fi",
        "est" => "et",
        "lav" => "lv",
        "lit" => "lt",
        "heb" => "he",
        "pes" => "fa",
        "ind" => "id",
        "jav" => "jv",
        "vie" => "vi",
        "tha" => "th",
        "khm" => "km",
        "mya" => "my",
        "tam" => "ta",
        "tel" => "te",
        "mar" => "mr",
        "guj" => "gu",
        "kan" => "kn",
        "mal" => "ml",
        "ori" => "or",
        "pan" => "pa",
        "sin" => "si",
        "nep" => "ne",
        "amh" => "am",
        "aze" => "az",
        "kat" => "ka",
        "hye" => "hy",
        "uzb" => "uz",
        "tuk" => "tk",
        "aka" => "ak",
        "zul" => "zu",
        "sna" => "sn",
        "afr" => "af",
        "cat" => "ca",
        "epo" => "eo",
        "lat" => "la",
        "mkd" => "mk",
        "tgl" => "tl",
        "yid" => "yi",
        other => other,
    }
}
