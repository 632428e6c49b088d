//! What a file is, by its content first and its name second.

/// What an input can be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Word (Office Open XML).
    Docx,
    /// PDF.
    Pdf,
    /// Comma-, tab- or semicolon-separated values.
    Csv,
    /// One JSON object per line.
    JsonLines,
    /// Excel (Office Open XML).
    Xlsx,
    /// Parquet.
    Parquet,
}

impl Format {
    /// Its name in the column `format` of the documents.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Csv | Self::JsonLines | Self::Xlsx | Self::Parquet => "table",
        }
    }
}

/// The format of an input, or why it cannot be read and what to do.
pub fn detect(path: &str, bytes: &[u8]) -> Result<Format, String> {
    let extension = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let extension = extension.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    let head = &bytes[..bytes.len().min(4096)];
    if bytes.iter().all(u8::is_ascii_whitespace) || head == b"\xef\xbb\xbf" {
        return Err("the file is empty".to_owned());
    }
    if find(&head[..head.len().min(1024)], b"%PDF-") {
        return Ok(Format::Pdf);
    }
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if head.starts_with(b"PK\x03\x04") {
        return office(bytes);
    }
    for (magic, reason) in [
        (&b"\xd0\xcf\x11\xe0"[..], "an old Word or Excel file; save it as .docx or .xlsx"),
        (&b"{\\rtf"[..], "Rich Text Format; save it as .docx or .txt"),
        (&b"PK"[..], "a damaged archive"),
        (&b"\x1f\x8b"[..], "a compressed file; unpack it first"),
        (&b"\x89PNG"[..], "a picture; recognise its text (OCR) first"),
        (&b"\xff\xd8\xff"[..], "a picture; recognise its text (OCR) first"),
        (&b"GIF8"[..], "a picture; recognise its text (OCR) first"),
        (&b"II*\0"[..], "a picture; recognise its text (OCR) first"),
    ] {
        if head.starts_with(magic) {
            return Err(reason.to_owned());
        }
    }
    let marked = encoding_rs::Encoding::for_bom(head).is_some();
    if !marked && is_binary(head) {
        return Err("a binary file, not a text; give it as pdf, docx, html, md or txt".to_owned());
    }
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start_matches('\u{feff}').trim_start();
    match extension.as_str() {
        "csv" | "tsv" => return Ok(Format::Csv),
        "jsonl" | "ndjson" => return Ok(Format::JsonLines),
        "json" | "xml" | "toml" | "yaml" | "yml" | "svg" | "css" | "js" | "bib" => {
            return Err(format!(
                "`.{extension}` is not a report; give it as pdf, docx, html, md or txt, or as a table (csv, jsonl, xlsx)"
            ));
        }
        _ => {}
    }
    let lower = start.get(..start.len().min(400)).unwrap_or("").to_ascii_lowercase();
    if lower.starts_with("<!doctype html")
        || lower.starts_with("<html")
        || (matches!(extension.as_str(), "html" | "htm" | "xhtml") && start.contains('<'))
        || (lower.starts_with("<?xml") && text.to_ascii_lowercase().contains("<html"))
    {
        return Ok(Format::Html);
    }
    if matches!(extension.as_str(), "md" | "markdown") || looks_like_markdown(bytes) {
        return Ok(Format::Markdown);
    }
    Ok(Format::Text)
}

fn office(bytes: &[u8]) -> Result<Format, String> {
    // Names stand in clear in the directory of the archive.
    if find(bytes, b"word/document") {
        Ok(Format::Docx)
    } else if find(bytes, b"xl/workbook") {
        Ok(Format::Xlsx)
    } else if find(bytes, b"application/vnd.oasis.opendocument") {
        Err("an OpenDocument file; save it as .docx".to_owned())
    } else if find(bytes, b"ppt/presentation") {
        Err("a presentation; save its text as .docx or .pdf".to_owned())
    } else {
        Err("an archive; unpack it first".to_owned())
    }
}

/// Zeros and controls that no text has, unless it is UTF-16.
fn is_binary(head: &[u8]) -> bool {
    let zeros = memchr::memchr_iter(0, head).count();
    let controls =
        head.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c)).count();
    let odd = head.iter().skip(1).step_by(2).filter(|&&b| b == 0).count();
    let utf16 =
        zeros > 0 && (odd * 10 >= zeros * 9 || odd * 10 <= zeros) && zeros * 5 > head.len() * 2;
    !utf16 && (zeros > 0 || controls * 20 > head.len())
}

/// Front matter, headings with hashes, or words in stars.
fn looks_like_markdown(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1 << 16)];
    let text = String::from_utf8_lossy(head);
    let stars = text.matches("**").count();
    let hashes = text
        .lines()
        .filter(|line| {
            let rest = line.trim_start_matches('#');
            (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with(' ')
        })
        .count();
    text.starts_with("---\n") || stars >= 4 || hashes >= 2
}

fn find(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_goes_before_name() {
        assert_eq!(detect("a.txt", b"%PDF-1.7 \n"), Ok(Format::Pdf));
        assert_eq!(detect("a.txt", b"<!DOCTYPE html><p>x"), Ok(Format::Html));
        assert_eq!(detect("a.txt", b"**One** and **two**"), Ok(Format::Markdown));
        assert_eq!(detect("a.txt", b"Plain words."), Ok(Format::Text));
        assert_eq!(detect("a.csv", b"text,id\nx,1\n"), Ok(Format::Csv));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        assert_eq!(detect("a.txt", b" \n").unwrap_err(), "the file is empty");
        assert!(detect("a.txt", b"\x00\x01\x02\x00\x7f\x00\x00").unwrap_err().contains("binary"));
        assert!(detect("a.doc", b"\xd0\xcf\x11\xe0\xa1").unwrap_err().contains(".docx"));
    }
}
