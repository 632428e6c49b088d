//! Word (Office Open XML): paragraphs, headings by style, lists, tables and footnotes.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::archive;
use crate::block::{Block, Extracted, Role};
use crate::mapped::Mapped;

/// Reads a Word file, or says why not.
pub fn read(bytes: &[u8]) -> Result<Extracted, String> {
    let mut archive = archive::open(bytes, "Word file")?;
    let document = archive::part(&mut archive, "word/document.xml")
        .ok_or("a damaged Word file (no word/document.xml); save it anew")?;
    let levels =
        archive::part(&mut archive, "word/styles.xml").map_or_else(HashMap::new, |s| levels(&s));
    let mut extracted = Extracted::default();
    paragraphs(&document, &levels, false, &mut extracted)?;
    if let Some(notes) = archive::part(&mut archive, "word/footnotes.xml") {
        paragraphs(&notes, &levels, true, &mut extracted)?;
    }
    Ok(extracted)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    for found in tag.attributes().with_checks(false).flatten() {
        if found.key.local_name().as_ref() == name {
            return Some(found.value.to_string());
        }
    }
    None
}

/// Heading level of each paragraph style, by outline level or by its English name.
fn levels(styles: &str) -> HashMap<String, u8> {
    let mut found = HashMap::new();
    let mut style = String::new();
    let mut reader = Reader::from_str(styles);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let value = || attribute(&tag, "val").unwrap_or_default();
                match tag.local_name().as_ref() {
                    "style" => style = attribute(&tag, "styleId").unwrap_or_default(),
                    "outlineLvl" => {
                        if let Some(level) = value().parse::<u8>().ok().filter(|&l| l < 9) {
                            found.insert(style.clone(), level + 1);
                        }
                    }
                    "name" => {
                        let name = value().to_lowercase();
                        let level = name.strip_prefix("heading ").and_then(|l| l.parse().ok());
                        if let Some(level) = level.or_else(|| (name == "title").then_some(1)) {
                            found.entry(style.clone()).or_insert(level);
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    found
}

/// The paragraph under way.
#[derive(Default)]
struct Paragraph {
    text: String,
    level: Option<u8>,
    item: Option<u8>,
    quote: bool,
    /// Letters set in bold, and all letters.
    bold: usize,
}

fn paragraphs(
    xml: &str,
    levels: &HashMap<String, u8>,
    notes: bool,
    extracted: &mut Extracted,
) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    let mut paragraph = Paragraph::default();
    let (mut in_text, mut bold, mut cells, mut skipped) = (false, false, 0_u32, false);
    loop {
        let event = reader
            .read_event()
            .map_err(|error| format!("a damaged Word file ({error}); save it anew"))?;
        let opens = matches!(event, Event::Start(_));
        match event {
            Event::Eof => return Ok(()),
            Event::Start(tag) | Event::Empty(tag) => {
                let value = || attribute(&tag, "val").unwrap_or_default();
                match tag.local_name().as_ref() {
                    "t" => in_text = opens,
                    "tab" | "br" | "cr" => paragraph.text.push(' '),
                    "noBreakHyphen" => paragraph.text.push('-'),
                    "r" => bold = false,
                    "b" => bold = !matches!(value().as_str(), "0" | "false"),
                    "tc" => cells += u32::from(opens),
                    // Separators of footnotes are notes without text of the author's.
                    "footnote" => skipped = attribute(&tag, "type").is_some(),
                    "pStyle" => {
                        let style = value();
                        paragraph.level = levels.get(&style).copied();
                        paragraph.quote = style.to_lowercase().contains("quote");
                    }
                    "outlineLvl" => {
                        paragraph.level =
                            value().parse::<u8>().ok().filter(|&l| l < 9).map(|l| l + 1);
                    }
                    "ilvl" => paragraph.item = value().parse().ok(),
                    "numId" if paragraph.item.is_none() => paragraph.item = Some(0),
                    _ => {}
                }
            }
            Event::Text(text) if in_text => {
                let text = text.xml10_content();
                if bold {
                    paragraph.bold += text.trim().len();
                }
                paragraph.text.push_str(&text);
            }
            Event::GeneralRef(name) if in_text => match (&*name, name.resolve_char_ref()) {
                (_, Ok(Some(c))) => paragraph.text.push(c),
                ("amp", _) => paragraph.text.push('&'),
                ("lt", _) => paragraph.text.push('<'),
                ("gt", _) => paragraph.text.push('>'),
                ("quot", _) => paragraph.text.push('"'),
                ("apos", _) => paragraph.text.push('\''),
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => in_text = false,
                "tc" => cells = cells.saturating_sub(1),
                "p" => {
                    let done = std::mem::take(&mut paragraph);
                    if !skipped {
                        push(extracted, &done, notes, cells > 0);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}

fn push(extracted: &mut Extracted, paragraph: &Paragraph, note: bool, cell: bool) {
    let text = paragraph.text.trim();
    if text.is_empty() {
        return;
    }
    let start = extracted.text.len();
    extracted.text.push_str(text);
    let mapped = Mapped::of(&extracted.text, start..extracted.text.len());
    extracted.text.push_str("\n\n");
    let role = if note {
        Role::Footnote
    } else if let Some(level) = paragraph.level {
        Role::Heading(level)
    } else if paragraph.quote {
        Role::Quote
    } else if let Some(depth) = paragraph.item {
        Role::Item(depth.min(9))
    } else if cell {
        Role::Cell
    } else {
        Role::Paragraph
    };
    let mut block = Block::new(role, mapped);
    block.emphasised = paragraph.bold > 0 && paragraph.bold * 10 >= text.len() * 9;
    extracted.blocks.push(block);
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    fn word(document: &str) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        let styles =
            r#"<w:styles><w:style w:styleId="H2"><w:name w:val="heading 2"/></w:style></w:styles>"#;
        let notes = r#"<w:footnotes><w:footnote w:type="separator"><w:p/></w:footnote><w:footnote><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
        for (name, xml) in [
            ("word/document.xml", document),
            ("word/styles.xml", styles),
            ("word/footnotes.xml", notes),
        ] {
            writer.start_file(name, options).unwrap();
            writer.write_all(xml.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn headings_lists_and_footnotes() {
        let bytes = word(
            r#"<w:document><w:body><w:p><w:pPr><w:pStyle w:val="H2"/></w:pPr><w:r><w:t>Rain &amp; snow</w:t></w:r></w:p><w:p><w:r><w:t>It </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:r><w:t>rained.</w:t></w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>More gauges</w:t></w:r></w:p></w:body></w:document>"#,
        );
        let found = read(&bytes).unwrap();
        let told: Vec<_> = found.blocks.iter().map(|b| (b.role, b.text.text())).collect();
        assert_eq!(
            told,
            [
                (Role::Heading(2), "Rain & snow"),
                (Role::Paragraph, "It rained."),
                (Role::Item(0), "More gauges"),
                (Role::Footnote, "A note."),
            ]
        );
    }

    #[test]
    fn damage_is_named() {
        assert!(read(b"PK\x03\x04torn").unwrap_err().contains("damaged"));
    }
}
