//! Small checks in the style of olmOCR, each passed or failed: a report written for this purpose is
//! set as PDF (one column, two columns with a box at the side), Word, HTML, Markdown and text, read
//! again, and asked: is this sentence there whole, is this furniture gone, is this in order, has
//! this heading its level, is this on its page? The score is printed; every check must pass.
#![expect(clippy::print_stderr, reason = "says when it has nothing to check, and prints scores")]
#![expect(clippy::format_collect, reason = "a few rows")]

mod paper;

use std::fmt::Write;
use std::io::Write as _;
use std::path::PathBuf;

use corpus::{Kind, Sentence};
use ingest::{Ingested, Settings, Source, ingest_sources};
use paper::{Font, HEIGHT, Paper, Setter, WIDTH};

/// A part of the report.
enum Part {
    Heading(u8, &'static str),
    Numbered(u32, &'static str),
    List(&'static str, &'static [&'static str]),
    Note(&'static str),
    Picture,
    Table(&'static [[&'static str; 2]]),
}

const TITLE: &str = "Second Workshop on River Ferries";
const WHEN: &str = "Harwick, 4–6 March 2031";

const REPORT: &[Part] = &[
    Part::Heading(1, "I. Opening of the workshop"),
    Part::Numbered(
        1,
        "The workshop was opened by Ms. Ida Maren, Minister of Inland Transport of Norvale. She recalled that ferries carry eleven million passengers across the lower river each year, and that most of the landing stages were built before the present generation of boats was even drawn. In her view the harbours of the basin need a common timetable before they need new boats.",
    ),
    Part::Numbered(
        2,
        "Delegates from nine towns took part. Several of them described how a single broken pontoon can interrupt the connection between two provinces for weeks, although spare parts are kept only forty kilometres upstream. It was agreed that the inventory of spare parts should be published at the beginning of every season.",
    ),
    Part::Heading(2, "A. Safety on board"),
    Part::Numbered(
        3,
        "Mr. Tomas Hale of the Harwick Ferry Workers Union argued that crews are trained for fire but hardly ever for fog. He urged the operating companies to rehearse the evacuation of a loaded ferry twice a year, in daylight and in darkness, and to report the results to the inspectors without naming individual members of the crew.",
    ),
    Part::Note("The figures are those of the river inspectorate for the previous season."),
    Part::Numbered(
        4,
        "The discussion showed that life jackets for children are missing on every third vessel. Participants considered this unacceptable, and recommended that no vessel should leave its landing stage until the number of jackets had been counted and entered in the logbook. The inspectorate was invited to prescribe a simple form for this purpose.",
    ),
    Part::Picture,
    Part::Numbered(
        5,
        "A well-known difficulty concerns lighting. Lamps that were sufficient for slow traffic do not warn the faster boats early enough, and the interaction of coloured signals with advertising along the quays confuses even experienced pilots. The towns should therefore review the illumination of their quays together with the pilots.",
    ),
    Part::Heading(2, "B. Fares and timetables"),
    Part::Numbered(
        6,
        "Fares differ from bank to bank for the very same crossing. One delegate called this an accident of history; another considered it a deliberate policy of the upstream provinces, intended to discourage commuters from settling on the cheaper side. All agreed that passengers cannot compare prices which are announced only at the landing stage.",
    ),
    Part::List(
        "The workshop therefore asked the operators to:",
        &[
            "publish their fares in one common register;",
            "announce changes at least one month in advance;",
            "accept the tickets of every other operator on the same crossing.",
        ],
    ),
    Part::Numbered(
        7,
        "The representative of the provincial treasury warned that a common tariff would redistribute income between rich and poor crossings. She proposed a transitional arrangement of five years, during which the losses of small operators would be compensated from the parking fees of the larger harbours, subject to an independent evaluation.",
    ),
    Part::Heading(1, "II. Recommendations"),
    Part::Numbered(
        8,
        "States bordering the river should establish a permanent committee on ferries before the end of the year. The committee should meet in public, keep its minutes in all four languages of the basin, and submit an annual account of accidents, of delays and of complaints to the assemblies of the provinces.",
    ),
    Part::Table(&[
        ["Recommendation", "Response of the operators"],
        ["Count the life jackets before each departure.", "Accepted from the coming season."],
        ["Rehearse evacuation twice a year.", "Accepted in part; once a year is feasible."],
    ]),
    Part::Numbered(
        9,
        "Finally the participants thanked the town of Harwick for its hospitality and the harbour master for the use of the old customs house. They expressed the hope that the third workshop would be able to examine a draft agreement on mutual recognition of licences, prepared by the committee in consultation with crews, passengers and insurers.",
    ),
];

const HEAD: &str = "River Ferries: summary of proceedings";
const BOX: [&str; 4] = [
    "Did you know?",
    "The oldest ferry of the basin",
    "has crossed the river since",
    "1894 without an accident.",
];

/// A check, and what it asks.
struct Check {
    kind: &'static str,
    asked: String,
    passed: bool,
}

/// Words only: typography differs from format to format.
fn words(text: &str) -> String {
    let all: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    all.join(" ").to_lowercase()
}

/// Sentences of a paragraph of the report, which has no stops that end nothing but `Ms.` and `Mr.`.
fn sentences(text: &str) -> Vec<String> {
    let guarded = text.replace("Ms. ", "Ms~").replace("Mr. ", "Mr~");
    guarded.split_inclusive(". ").map(|s| s.trim().replace('~', ". ")).collect()
}

fn check(found: &Ingested, pages: Option<&[(u32, usize)]>) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut add = |kind, asked: &str, passed| {
        checks.push(Check { kind, asked: asked.to_owned(), passed });
    };
    let place = |text: &str| {
        let wanted = words(text);
        found.sentences.iter().position(|s| words(&s.text) == wanted)
    };
    let mut last = 0;
    let mut section: Vec<(u8, &str)> = Vec::new();
    for part in REPORT {
        match part {
            Part::Heading(level, text) => {
                section.retain(|&(open, _)| open < *level);
                section.push((*level, text));
                add("absent", text, place(text).is_none());
            }
            Part::Numbered(number, text) => {
                for (nth, sentence) in sentences(text).iter().enumerate() {
                    let at = place(sentence);
                    add("present", sentence, at.is_some());
                    let Some(at) = at else { continue };
                    add("order", sentence, at >= last);
                    last = at;
                    let told: &Sentence = &found.sentences[at];
                    let path = section.iter().map(|h| h.1).collect::<Vec<_>>().join(" › ");
                    add("heading level", sentence, told.section.ends_with(&path));
                    let number = number.to_string();
                    add("number", sentence, told.number.as_deref() == Some(&number));
                    if let Some(pages) = pages
                        && nth == 0
                    {
                        let page = pages.iter().find(|p| p.0.to_string() == number);
                        add("page", sentence, told.page == page.map(|p| p.1 as u32));
                    }
                }
            }
            Part::List(lead, items) => {
                add("present", lead, place(lead).is_some());
                for item in *items {
                    let at = place(item);
                    add("present", item, at.is_some());
                    let stem = at.and_then(|at| found.sentences[at].stem.as_deref());
                    add("stem", item, stem == Some(lead));
                }
            }
            Part::Note(text) => {
                let at = place(text);
                add("present", text, at.is_some());
                let kind = at.map(|at| found.sentences[at].kind);
                add("footnote", text, kind == Some(Kind::Footnote));
            }
            Part::Table(rows) => {
                for cell in rows.iter().skip(1).flatten() {
                    add("present", cell, place(cell).is_some());
                }
            }
            Part::Picture => {}
        }
    }
    let furniture = [HEAD, "Page 2", "FRY/WS.2/7", "Imprint", "Contents", ". . . ."];
    for text in furniture {
        let gone = found.sentences.iter().all(|s| !s.text.contains(text));
        add("absent", text, gone);
    }
    let document = &found.documents[0];
    add("title", TITLE, document.title == TITLE);
    add("date", WHEN, document.date.is_some_and(|d| d.to_string() == "2031-03-04"));
    add("place", WHEN, document.place.as_deref() == Some("Harwick"));
    checks
}

#[track_caller]
fn score(format: &str, checks: &[Check]) {
    let passed = checks.iter().filter(|c| c.passed).count();
    eprintln!("{format}: {passed} of {} checks passed", checks.len());
    let failed: Vec<String> = checks
        .iter()
        .filter(|c| !c.passed)
        .map(|c| format!("\n  {}: {}", c.kind, c.asked))
        .collect();
    assert!(failed.is_empty(), "{format}: {}", failed.concat());
}

fn read(name: &str, bytes: Vec<u8>, settings: &Settings) -> Ingested {
    let source = Source { path: name.to_owned(), bytes: bytes.into() };
    let found = ingest_sources(vec![source], settings).unwrap();
    for sentence in &found.sentences {
        let text = &found.texts[sentence.document_id as usize];
        assert!(text.get(sentence.start as usize..sentence.end as usize).is_some());
    }
    found
}

#[test]
fn markdown() {
    let mut text = format!("# {TITLE}\n\n*{WHEN}*\n\n");
    for part in REPORT {
        let _ = match part {
            Part::Heading(level, heading) => {
                writeln!(text, "{} {heading}\n", "#".repeat(*level as usize + 1))
            }
            Part::Numbered(number, body) => writeln!(text, "{number}. {body}\n"),
            Part::List(lead, items) => {
                writeln!(text, "{lead}\n\n- {}\n", items.join("\n- "))
            }
            Part::Note(note) => writeln!(text, "[^n]: {note}\n"),
            Part::Table(rows) => {
                let [head, rest @ ..] = rows else { continue };
                let rest = rest.iter().map(|r| format!("| {} |\n", r.join(" | ")));
                writeln!(
                    text,
                    "| {} |\n| --- | --- |\n{}",
                    head.join(" | "),
                    rest.collect::<String>()
                )
            }
            Part::Picture => writeln!(text, "![A quay](quay.png)\n"),
        };
    }
    let found = read("ferries.md", text.into_bytes(), &Settings::default());
    score("Markdown", &check(&found, None));
}

#[test]
fn plain_text() {
    let mut text = format!("{TITLE}\n\n{WHEN}\n\n");
    for part in REPORT {
        let body = match part {
            Part::Heading(_, heading) => (*heading).to_owned(),
            Part::Numbered(number, body) => format!("{number}. {body}"),
            Part::List(lead, items) => format!("{lead}\n\n• {}", items.join("\n• ")),
            Part::Note(note) => format!("¹ {note}"),
            // Plain text has no tables: their heads would be headings.
            Part::Table(rows) => rows[1..].concat().join("\n\n"),
            Part::Picture => continue,
        };
        // Wrapped, as mail and old word processors do.
        for paragraph in body.split("\n\n") {
            let mut width = 0;
            for word in paragraph.split(' ') {
                if width + word.len() > 76 {
                    text.push('\n');
                    width = 0;
                } else if width > 0 {
                    text.push(' ');
                }
                text.push_str(word);
                width += word.len() + 1;
            }
            text.push_str("\n\n");
        }
    }
    let found = read("ferries.txt", text.into_bytes(), &Settings::default());
    score("text", &check(&found, None));
}

#[test]
fn html() {
    let mut text = format!(
        "<!DOCTYPE html><html lang='en'><head><title>{TITLE} | Ferry Board</title><meta name='date' content='2031-03-04'><meta name='place' content='Harwick'><style>p {{ margin: 0 }}</style></head><body><header class='site'><a href='/'>Ferry Board</a> <p>{HEAD}</p></header><nav><ul><li><a>Contents</a></li><li>Page 2</li></ul></nav><div class='content'><h1>{TITLE}</h1>\n"
    );
    for part in REPORT {
        let _ = match part {
            Part::Heading(level, heading) => {
                let level = level + 1;
                writeln!(text, "<h{level} id=x>{heading}</h{level}>")
            }
            Part::Numbered(number, body) => {
                let body = body.replacen(' ', "\n  ", 3).replacen("river", "<b>river</b>", 1);
                writeln!(text, "<p>{number}. {body}</p>")
            }
            Part::List(lead, items) => {
                writeln!(text, "<p>{lead}</p><ul><li>{}</ul>", items.join("</li>\n<li>"))
            }
            Part::Note(note) => writeln!(text, "<aside role=doc-footnote id=fn1>{note}</aside>"),
            Part::Table(rows) => {
                let rows = rows.iter().map(|[a, b]| format!("<tr><td>{a}<td>{b}</tr>"));
                writeln!(text, "<table>{}</table>", rows.collect::<String>())
            }
            Part::Picture => writeln!(text, "<figure><img src=quay.png alt='A quay'></figure>"),
        };
    }
    text.push_str("</div><footer><p>Imprint FRY/WS.2/7</footer><script>var x = '<p>Page 2</p>';</script></body></html>");
    let found = read("ferries.html", text.into_bytes(), &Settings::default());
    score("HTML", &check(&found, None));
}

#[test]
fn word() {
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let styled = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", run(text))
    };
    let mut body = styled("Title", TITLE);
    let _ = write!(body, "<w:p>{}</w:p>", run(WHEN));
    for part in REPORT {
        match part {
            Part::Heading(level, heading) => {
                body.push_str(&styled(&format!("H{}", level + 1), heading));
            }
            Part::Numbered(number, text) => {
                // Word cuts paragraphs into runs at will.
                let (a, b) = text.split_at(text.find(' ').unwrap());
                let _ =
                    write!(body, "<w:p>{}{}{}</w:p>", run(&format!("{number}. ")), run(a), run(b));
            }
            Part::List(lead, items) => {
                let _ = write!(body, "<w:p>{}</w:p>", run(lead));
                for item in *items {
                    let _ = write!(
                        body,
                        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>{}</w:p>",
                        run(item)
                    );
                }
            }
            Part::Table(rows) => {
                body.push_str("<w:tbl>");
                for row in *rows {
                    let cells: String =
                        row.iter().map(|c| format!("<w:tc><w:p>{}</w:p></w:tc>", run(c))).collect();
                    let _ = write!(body, "<w:tr>{cells}</w:tr>");
                }
                body.push_str("</w:tbl>");
            }
            Part::Note(_) => {
                body.push_str("<w:p><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>");
            }
            Part::Picture => body.push_str("<w:p><w:r><w:drawing/></w:r></w:p>"),
        }
    }
    let note = REPORT.iter().find_map(|p| if let Part::Note(n) = p { Some(*n) } else { None });
    let styles: String = (1..=3)
        .map(|l| format!("<w:style w:styleId=\"H{l}\"><w:name w:val=\"heading {l}\"/></w:style>"))
        .collect();
    let parts = [
        ("word/document.xml", format!("<w:document><w:body>{body}</w:body></w:document>")),
        (
            "word/styles.xml",
            format!(
                "<w:styles>{styles}<w:style w:styleId=\"Title\"><w:name w:val=\"Title\"/></w:style></w:styles>"
            ),
        ),
        (
            "word/footnotes.xml",
            format!(
                "<w:footnotes><w:footnote w:id=\"1\"><w:p>{}</w:p></w:footnote></w:footnotes>",
                run(note.unwrap())
            ),
        ),
        ("word/header1.xml", format!("<w:hdr><w:p>{}</w:p></w:hdr>", run(HEAD))),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, xml) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(xml.as_bytes()).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    let found = read("ferries.docx", bytes, &Settings::default());
    score("Word", &check(&found, None));
}

/// The settings with which this test reads PDFs, where the example that does it is built.
fn pdf_settings() -> Option<Settings> {
    let test = std::env::current_exe().ok()?;
    let program = test.parent()?.parent()?.join("examples/sentences");
    if !program.exists() {
        eprintln!("not checked: {} is not built", program.display());
        return None;
    }
    Some(Settings { pdf_program: Some(program), ..Settings::default() })
}

fn furniture(paper: &mut Paper, page: usize) {
    let left = page.is_multiple_of(2);
    paper.text(if left { 60.0 } else { 380.0 }, HEIGHT - 40.0, 9.0, Font::Plain, HEAD);
    paper.text(60.0, HEIGHT - 54.0, 9.0, Font::Plain, "FRY/WS.2/7");
    paper.text(60.0, HEIGHT - 66.0, 9.0, Font::Plain, &format!("Page {page}"));
    paper.text(WIDTH / 2.0, 30.0, 9.0, Font::Plain, &page.to_string());
}

/// Sets the report as PDF; the answer holds the page on which each numbered paragraph begins.
///
/// `interleaved`: drawn from the top of the page to its foot, across the columns.
fn set(
    columns: &[f32],
    measure: f32,
    size: f32,
    interleaved: bool,
) -> (Vec<u8>, Vec<(u32, usize)>) {
    let mut paper = Paper::default();
    paper.page();
    paper.text(60.0, 700.0, 20.0, Font::Bold, TITLE);
    paper.text(60.0, 660.0, 12.0, Font::Plain, WHEN);
    paper.page();
    furniture(&mut paper, 2);
    paper.text(60.0, 700.0, 14.0, Font::Bold, "Contents");
    for (at, part) in REPORT.iter().filter(|p| matches!(p, Part::Heading(..))).enumerate() {
        let Part::Heading(_, text) = part else { continue };
        let y = 670.0 - 20.0 * at as f32;
        paper.text(60.0, y, size, Font::Plain, &format!("{text} {} {}", ". ".repeat(30), at + 3));
    }
    let mut pages = Vec::new();
    let boxed = columns.len() > 1;
    let mut setter = Setter::new(&mut paper, columns, measure, furniture);
    if boxed {
        // Room for the box at the top of the first column.
        setter.gap(120.0);
        for (at, line) in BOX.iter().enumerate() {
            let y = 720.0 - 16.0 * at as f32;
            setter.paper.text(columns[0] + 12.0, y, size, Font::Italic, line);
        }
    }
    for part in REPORT {
        match part {
            Part::Heading(1, text) => setter.paragraph(text, size + 4.0, Font::Bold, 0.0, false),
            Part::Heading(_, text) => setter.paragraph(text, size + 1.5, Font::Bold, 0.0, false),
            Part::Numbered(number, text) => {
                let before = setter.at_page();
                setter.paragraph(&format!("{number}. {text}"), size, Font::Plain, 0.0, true);
                pages.push((*number, before));
            }
            Part::List(lead, items) => {
                setter.paragraph(lead, size, Font::Plain, 0.0, true);
                for item in *items {
                    setter.paragraph(&format!("• {item}"), size, Font::Plain, 14.0, false);
                }
            }
            Part::Table(rows) => {
                for cell in rows.iter().flatten() {
                    setter.paragraph(cell, size, Font::Plain, 20.0, false);
                }
            }
            Part::Picture => setter.gap(150.0),
            Part::Note(note) => {
                let y = 84.0;
                setter.paper.text(columns[0], y + 3.0, 5.5, Font::Plain, "1");
                setter.paper.text(columns[0] + 6.0, y, size - 2.0, Font::Plain, note);
            }
        }
    }
    if interleaved {
        paper.interleave();
    }
    // The cover and the contents come first; numbers count from the first text page.
    for page in &mut pages {
        page.1 += 2;
    }
    (paper.bytes(), pages)
}

#[test]
fn pdf_in_one_column() {
    let Some(settings) = pdf_settings() else { return };
    let (bytes, pages) = set(&[70.0], 450.0, 11.0, false);
    let found = read("ferries.pdf", bytes, &settings);
    if let Some(skipped) = found.skipped.first() {
        assert!(skipped.reason.contains("PDFium library"), "{}", skipped.reason);
        eprintln!("not checked: {}", skipped.reason);
        return;
    }
    score("PDF, one column", &check(&found, Some(&pages)));
}

#[test]
fn pdf_in_two_columns() {
    two_columns("PDF, two columns", false);
}

#[test]
fn pdf_in_two_columns_drawn_across() {
    two_columns("PDF, two columns drawn across", true);
}

fn two_columns(name: &str, interleaved: bool) {
    let Some(settings) = pdf_settings() else { return };
    let (bytes, pages) = set(&[50.0, 310.0], 235.0, 10.0, interleaved);
    let found = read("ferries.pdf", bytes, &settings);
    if let Some(skipped) = found.skipped.first() {
        assert!(skipped.reason.contains("PDFium library"), "{}", skipped.reason);
        eprintln!("not checked: {}", skipped.reason);
        return;
    }
    let mut checks = check(&found, Some(&pages));
    let told = words(&BOX[1..].join(" "));
    let whole = found.sentences.iter().any(|s| words(&s.text) == told);
    checks.push(Check { kind: "present", asked: told, passed: whole });
    score(name, &checks);
}

/// Where files can be looked at by hand: set `PLENARY_KEEP` to a folder.
#[test]
fn keep_what_was_set() {
    let Some(folder) = std::env::var_os("PLENARY_KEEP").map(PathBuf::from) else { return };
    std::fs::write(folder.join("one.pdf"), set(&[70.0], 450.0, 11.0, false).0).unwrap();
    std::fs::write(folder.join("two.pdf"), set(&[50.0, 310.0], 235.0, 10.0, true).0).unwrap();
}
