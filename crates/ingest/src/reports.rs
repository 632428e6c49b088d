//! Several reports in one file: where each begins, and what its title block says.

use std::sync::LazyLock;

use regex::Regex;

use crate::block::{Block, Meta, Origin, Role, Told};
use crate::dates;

/// Whether a line only says that a report follows.
pub fn is_bare(line: &str) -> bool {
    line.len() < 80 && BARE.is_match(line)
}

/// A report of a file: its blocks and what its title block says.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Blocks, without the lines of the title block.
    pub blocks: Vec<Block>,
    /// Title, date and place.
    pub meta: Meta,
    /// First byte in the text of the file.
    pub start: usize,
}

/// Lines that only say what kind of text follows.
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:draft|final|summary|meeting|workshop|outcome|chair[’']s)\s+)*(?:report|summary|minutes|proceedings|record|note)(?:\s+of(?:\s+the)?)?$")
        .expect("written above")
});

/// Words that a title of a report has.
static GATHERING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:report|summary|minutes|proceedings|workshop|meeting|conference|seminar|symposium|round\s?table|forum|dialogue|consultation|summit|session)\b")
        .expect("written above")
});

/// Parts the blocks of a file into its reports. A report begins with a title block: a run of
/// headings of which one holds nothing but a date (and a place) and another says that it is a
/// report or names a gathering. What stands before the first title block belongs to the first
/// report. A file without title blocks is one report.
pub fn split(blocks: Vec<Block>) -> Vec<Report> {
    let mut starts: Vec<(usize, usize, Meta)> = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let mut length = 0;
        // A plain line with the date belongs to the headings above it.
        while blocks.get(at + length).is_some_and(|b| {
            matches!(b.role, Role::Heading(_))
                || (length > 0
                    && length < 8
                    && b.role == Role::Paragraph
                    && dates::line(b.text.text().trim()).is_some())
        }) {
            length += 1;
        }
        if length > 0 {
            if let Some((lines, meta)) = title_block(&blocks[at..at + length]) {
                starts.push((at, at + lines, meta));
            }
            at += length;
        } else {
            at += 1;
        }
    }
    // A title block deep in the first report is not its own: it begins the second one.
    let prose_before =
        |end: usize| blocks[..end].iter().filter(|b| b.role == Role::Paragraph).take(6).count();
    let mut reports = Vec::new();
    if let Some(first) = starts.first_mut() {
        if prose_before(first.0) <= 5 {
            first.0 = 0;
        } else {
            starts.insert(0, (0, 0, Meta::default()));
        }
    } else {
        starts.push((0, 0, Meta::default()));
    }
    let bounds: Vec<usize> =
        starts.iter().skip(1).map(|s| s.0).chain(std::iter::once(blocks.len())).collect();
    let mut rest = blocks.into_iter();
    let mut taken = 0;
    for ((_, body, meta), end) in starts.into_iter().zip(bounds) {
        let mut own: Vec<Block> = rest.by_ref().take(end - taken).collect();
        let start = own.first().map_or(0, |b| b.text.span(0..1).start);
        own.drain(..(body.saturating_sub(taken)).min(own.len()));
        taken = end;
        reports.push(Report { blocks: own, meta, start });
    }
    reports
}

/// What a run of headings says where it is a title block, and how many of its lines do.
fn title_block(lines: &[Block]) -> Option<(usize, Meta)> {
    let texts: Vec<&str> = lines.iter().map(|b| b.text.text().trim()).collect();
    let (dated, date, place) = texts
        .iter()
        .take(8)
        .enumerate()
        .find_map(|(at, text)| dates::line(text).map(|(date, place)| (at, date, place)))?;
    if !texts.iter().take(dated + 4).any(|text| GATHERING.is_match(text)) {
        return None;
    }
    let is_bare = |text: &&str| is_bare(text);
    // A bare line after the date ("Summary report") belongs to the title block too.
    let mut end = dated + 1;
    while texts.get(end).is_some_and(is_bare) {
        end += 1;
    }
    let mut title: Vec<&str> =
        texts[..dated].iter().filter(|text| !is_bare(text)).copied().collect();
    if title.is_empty() && end < texts.len() && GATHERING.is_match(texts[end]) {
        title.push(texts[end]);
        end += 1;
    }
    let title = title.join(" ");
    let title = ["Report of the ", "Report of ", "Report on the "]
        .iter()
        .find_map(|lead| title.strip_prefix(lead))
        .unwrap_or(&title)
        .to_owned();
    let meta = Meta {
        title: (!title.is_empty()).then(|| Told::new(title, Origin::TitleBlock)),
        date: Some(Told::new(date, Origin::TitleBlock)),
        place: place.map(|place| Told::new(place, Origin::TitleBlock)),
        ..Meta::default()
    };
    Some((end, meta))
}

#[cfg(test)]
mod tests {
    use crate::{markdown, outline};

    #[test]
    fn two_reports_in_one_file() {
        let text = "REPORT\n\n**First Workshop on Rain***3 May 2031, Oslo***Summary Report****I. Opening**\n\nIt rained for the whole of the day.\n\nReport of\nSecond Workshop on Snow\n\n4 June 2031, New Oslo\n\nSummary Report\n\nOpening\n\nIt snowed for the whole of the night.\n";
        let blocks = outline::outline(markdown::read(text.to_owned()).blocks);
        let reports = super::split(blocks);
        let told: Vec<_> = reports
            .iter()
            .map(|r| {
                let m = &r.meta;
                (
                    m.title.as_ref().unwrap().value.as_str(),
                    m.date.as_ref().unwrap().value.to_string(),
                    m.place.as_ref().unwrap().value.as_str(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("First Workshop on Rain", "2031-05-03".to_owned(), "Oslo"),
                ("Second Workshop on Snow", "2031-06-04".to_owned(), "New Oslo"),
            ]
        );
        assert_eq!(&text[reports[1].start..][..9], "Report of");
        assert_eq!(reports[1].blocks[0].text.text(), "Opening");
    }
}
