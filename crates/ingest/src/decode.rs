//! Bytes to text in whatever common encoding they are in.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// The text of a file and the encoding it was in. A byte order mark decides, then valid UTF-8,
/// then a guess by chardetng; bytes that fit no encoding become U+FFFD.
pub fn decode(bytes: &[u8]) -> (String, &'static Encoding) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (text.into_owned(), encoding);
    }
    // Latin text in UTF-16 is valid UTF-8 too, full of zeros.
    let encoding = match utf16(bytes) {
        Some(encoding) => encoding,
        None => match std::str::from_utf8(bytes) {
            Ok(text) => return (text.to_owned(), UTF_8),
            Err(_) => guess(bytes),
        },
    };
    let text: Cow<'_, str> = encoding.decode_without_bom_handling(bytes).0;
    (text.into_owned(), encoding)
}

/// The text of a web page: as [`decode`], but where the bytes are no UTF-8 the page's own word
/// (`<meta charset=…>`) goes before a guess.
pub fn decode_html(bytes: &[u8]) -> (String, &'static Encoding) {
    let marked = Encoding::for_bom(bytes).is_some() || utf16(bytes).is_some();
    if marked || std::str::from_utf8(bytes).is_ok() {
        return decode(bytes);
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let label = head.split("charset=").nth(1).map(|rest| {
        let rest = rest.trim_start_matches(['"', '\'']);
        &rest[..rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !"-_:".contains(c))
            .unwrap_or(rest.len())]
    });
    match label.and_then(|label| Encoding::for_label(label.as_bytes())) {
        Some(encoding) if encoding != UTF_8 => {
            (encoding.decode_without_bom_handling(bytes).0.into_owned(), encoding)
        }
        _ => decode(bytes),
    }
}

/// UTF-16 without a mark: every other byte of Latin text is zero.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let half = head.len() / 2;
    if half >= 4 && zeros(1) * 10 > half * 7 && zeros(0) * 10 < half {
        return Some(encoding_rs::UTF_16LE);
    }
    if half >= 4 && zeros(0) * 10 > half * 7 && zeros(1) * 10 < half {
        return Some(encoding_rs::UTF_16BE);
    }
    None
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    // Mostly valid UTF-8 with a torn byte or two is still UTF-8.
    let valid = bytes.utf8_chunks().map(|chunk| chunk.valid().len()).sum::<usize>();
    let multibyte = bytes.iter().filter(|&&b| b >= 0x80).count();
    let torn = bytes.len() - valid;
    if torn * 20 <= multibyte {
        return UTF_8;
    }
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_encodings() {
        assert_eq!(decode("Zürich".as_bytes()).0, "Zürich");
        assert_eq!(decode(b"\xef\xbb\xbfOslo").0, "Oslo");
        let windows = b"The states\x92 plan for Z\xfcrich and Gen\xe8ve was agreed.";
        assert_eq!(decode(windows).0, "The states’ plan for Zürich and Genève was agreed.");
        let utf16: Vec<u8> = "Rain and snow".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16).0, "Rain and snow");
    }

    #[test]
    fn a_page_says_its_encoding() {
        let page = b"<meta charset='iso-8859-2'><p>\xa3\xf3d\xbc";
        assert_eq!(decode_html(page).0, "<meta charset='iso-8859-2'><p>Łódź");
    }

    #[test]
    fn a_torn_byte_does_not_change_the_encoding() {
        let mut bytes = "Genève, Zürich, Malmö, Århus, Łódź, São Paulo, Bogotá, Asunción, Yaoundé, Lomé, Malé, Praslin — “on” ‘and’ “off”".as_bytes().to_vec();
        bytes.push(0xc3);
        assert!(decode(&bytes).0.starts_with("Genève"));
    }
}
