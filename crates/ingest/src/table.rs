//! Tables of recommendations: CSV, JSON lines, Excel and Parquet.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader};
use corpus::{ActorType, Date, Strength};

use crate::detect::Format;
use crate::{IngestError, Settings, dates};

/// Our columns. All but `text` may be missing.
pub const COLUMNS: [&str; 16] = [
    "text",
    "id",
    "workshop",
    "source",
    "source_type",
    "strength",
    "action",
    "addressee",
    "addressee_type",
    "date",
    "place",
    "title",
    "section",
    "number",
    "page",
    "language",
];

/// The most columns a table may have. A wider one is no table of recommendations.
const MOST_COLUMNS: usize = 20_000;

/// The most text that the cells of a workbook may hold, in bytes: cells can share their strings, so
/// that a small file may stand for any length.
const MOST_TEXT: usize = 512 << 20;

/// A table as read: its columns, and its rows with their cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Cells that hold something, with their column; so a row costs what it holds, however wide
    /// the table is.
    pub rows: Vec<Vec<(usize, String)>>,
}

impl Table {
    fn checked(self) -> Result<Self, String> {
        if self.columns.len() > MOST_COLUMNS {
            return Err(format!(
                "a table of {} columns; at most {MOST_COLUMNS} are read",
                self.columns.len()
            ));
        }
        Ok(self)
    }
}

fn filled(cell: &str) -> bool {
    !cell.trim().is_empty()
}

/// A row that holds a recommendation.
#[derive(Clone, Debug, Default)]
pub struct GivenRow {
    /// Its text, white space folded.
    pub text: String,
    /// Its own id.
    pub id: Option<String>,
    /// The workshop it belongs to.
    pub workshop: Option<String>,
    /// The unit of resampling.
    pub unit: Option<String>,
    /// Section path.
    pub section: String,
    /// Printed number.
    pub number: Option<String>,
    /// Page.
    pub page: Option<u32>,
    /// Who recommends.
    pub source: Option<String>,
    /// What kind of actor recommends.
    pub source_type: Option<ActorType>,
    /// How firmly.
    pub strength: Option<Strength>,
    /// Action category.
    pub action: Option<u8>,
    /// Who is asked.
    pub addressee: Option<String>,
    /// What kind of actor is asked.
    pub addressee_type: Option<String>,
    /// Date of the workshop.
    pub date: Option<Date>,
    /// Its place.
    pub place: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Language.
    pub language: Option<String>,
}

/// Reads a table, or says why not.
pub fn read(format: Format, bytes: &[u8]) -> Result<Table, String> {
    match format {
        Format::Csv => separated(bytes),
        Format::JsonLines => json_lines(bytes),
        Format::Xlsx => workbook(bytes),
        Format::Parquet => parquet(bytes),
        _ => Err("not a table".to_owned()),
    }
}

fn separated(bytes: &[u8]) -> Result<Table, String> {
    let (text, _) = crate::decode::decode(bytes);
    let first = text.lines().next().unwrap_or("");
    // The separator that the header has most of.
    let separator = [b',', b';', b'\t', b'|']
        .into_iter()
        .max_by_key(|&s| (first.bytes().filter(|&b| b == s).count(), s == b','))
        .unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let columns: Vec<String> =
        reader.headers().map_err(|e| e.to_string())?.iter().map(|c| c.trim().to_owned()).collect();
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader
        .read_record(&mut record)
        .map_err(|e| format!("not a table of comma-separated values: {e}"))?
    {
        let cells = record.iter().take(columns.len()).enumerate();
        rows.push(cells.filter(|(_, c)| filled(c)).map(|(at, c)| (at, c.to_owned())).collect());
    }
    Table { columns, rows }.checked()
}

fn json_lines(bytes: &[u8]) -> Result<Table, String> {
    let (text, _) = crate::decode::decode(bytes);
    let mut table = Table::default();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line)
            .map_err(|e| format!("line {} is no JSON object: {e}", at + 1))?;
        let mut row = Vec::new();
        for (key, value) in object {
            let place = *places.entry(key.clone()).or_insert_with(|| {
                table.columns.push(key);
                table.columns.len() - 1
            });
            row.extend(json_cell(&value).map(|cell| (place, cell)));
        }
        table.rows.push(row);
    }
    table.checked()
}

fn json_cell(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()).filter(|t| filled(t)),
        serde_json::Value::Array(items) => {
            let cells: Vec<String> = items.iter().filter_map(json_cell).collect();
            Some(cells.join("; ")).filter(|t| !t.is_empty())
        }
        other => Some(other.to_string()),
    }
}

fn workbook(bytes: &[u8]) -> Result<Table, String> {
    let damaged = |error: String| format!("a damaged Excel file ({error}); save it anew");
    let mut archive = crate::archive::open(bytes, "Excel file")?;
    // The number of shared strings is believed by the reader: it must fit the part it stands in.
    let shared = crate::archive::part(&mut archive, "xl/sharedStrings.xml").unwrap_or_default();
    let claimed = shared.split("uniqueCount=").skip(1).any(|rest| {
        let digits = rest.trim_start_matches(['"', '\'']);
        let digits = &digits[..digits.bytes().take_while(u8::is_ascii_digit).count()];
        !digits.is_empty() && digits.parse::<usize>().map_or(true, |n| n > shared.len())
    });
    if claimed {
        return Err(damaged("it claims more strings than it holds".to_owned()));
    }
    drop(shared);
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).map_err(|e| damaged(e.to_string()))?;
    let name = book.sheet_names().first().cloned().ok_or("the workbook has no sheet")?;
    // Cell by cell: the rectangle around two far cells may be larger than memory.
    let mut cells = book.worksheet_cells_reader(&name).map_err(|e| damaged(e.to_string()))?;
    let mut rows: BTreeMap<u32, Vec<(usize, String)>> = BTreeMap::new();
    let mut length = 0;
    while let Some(cell) = cells.next_cell().map_err(|e| damaged(e.to_string()))? {
        let (row, column) = cell.get_position();
        let Some(text) = excel_cell(cell.get_value()) else { continue };
        length += text.len();
        if length > MOST_TEXT {
            return Err(format!("an Excel file with more than {} MB of text", MOST_TEXT >> 20));
        }
        rows.entry(row).or_default().push((column as usize, text));
    }
    let mut rows = rows.into_values();
    let header = rows.next().ok_or("the first sheet of the workbook is empty")?;
    let width = header.iter().map(|(column, _)| column + 1).max().unwrap_or(0);
    if width > MOST_COLUMNS {
        return Err(format!("a table of {width} columns; at most {MOST_COLUMNS} are read"));
    }
    let mut columns = vec![String::new(); width];
    for (column, name) in header {
        columns[column] = name.trim().to_owned();
    }
    Table { columns, rows: rows.collect() }.checked()
}

fn excel_cell(cell: &DataRef<'_>) -> Option<String> {
    let text = match cell {
        DataRef::Empty | DataRef::Error(_) => return None,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(serial) => excel_date(serial.as_f64())?.to_string(),
    };
    Some(text).filter(|t| !t.trim().is_empty())
}

/// The day of a serial number of Excel's calendar of 1900.
fn excel_date(serial: f64) -> Option<Date> {
    // Beyond these days lies no workshop, and no calendar.
    if !(0.0..1_000_000.0).contains(&serial) {
        return None;
    }
    Date::constant(1899, 12, 30).checked_add(jiff::Span::new().days(serial.floor() as i64)).ok()
}

#[cfg(feature = "parquet")]
fn parquet(bytes: &[u8]) -> Result<Table, String> {
    let (columns, rows) =
        corpus::tables::foreign_parquet(bytes).map_err(|error| error.to_string())?;
    let row = |cells: Vec<Option<String>>| {
        let cells = cells.into_iter().enumerate();
        cells.filter_map(|(at, cell)| Some((at, cell?))).collect()
    };
    Table { columns, rows: rows.into_iter().map(row).collect() }.checked()
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &[u8]) -> Result<Table, String> {
    Err("this build reads no Parquet; give the table as csv, jsonl or xlsx".to_owned())
}

/// The rows of a table of recommendations, or why it is none.
pub enum Rows {
    /// Its rows and remarks on cells that could not be read.
    Given(Vec<GivenRow>, Vec<String>),
    /// Not a table of recommendations.
    Skipped(String),
}

/// Finds our columns in a table and reads its rows.
pub fn rows(path: &str, table: &Table, settings: &Settings) -> Result<Rows, IngestError> {
    for name in settings.columns.keys() {
        if !COLUMNS.contains(&name.as_str()) {
            return Err(IngestError::UnknownColumn {
                name: name.clone(),
                known: COLUMNS.join(", "),
            });
        }
    }
    let listed = || table.columns.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", ");
    let position = |name: &str| {
        let exact = table.columns.iter().position(|c| c == name);
        exact.or_else(|| table.columns.iter().position(|c| c.eq_ignore_ascii_case(name)))
    };
    let theirs = |ours: &str| settings.columns.get(ours).map_or(ours.to_owned(), Clone::clone);
    let Some(text) = position(&theirs("text")) else {
        return Ok(Rows::Skipped(format!(
            "a table without a column `{}`; it has {}; name one with --column text=NAME, or \
             give the table with --metadata if it tells of the documents",
            theirs("text"),
            listed()
        )));
    };
    let missing = |ours: &str, name: &str| IngestError::NoColumn {
        path: path.to_owned(),
        ours: ours.to_owned(),
        theirs: name.to_owned(),
        columns: listed(),
    };
    for (ours, name) in &settings.columns {
        if position(name).is_none() {
            return Err(missing(ours, name));
        }
    }
    let unit = match &settings.cluster_by {
        Some(name) => Some(position(name).ok_or_else(|| missing("cluster-by", name))?),
        None => None,
    };
    let places: BTreeMap<&str, usize> =
        COLUMNS.iter().filter_map(|&ours| Some((ours, position(&theirs(ours))?))).collect();

    let mut notes = Vec::new();
    let mut given = Vec::new();
    let mut first_with: BTreeMap<String, usize> = BTreeMap::new();
    let (mut empty, mut unread) = (0_usize, BTreeMap::<&str, (usize, usize)>::new());
    for (at, cells) in table.rows.iter().enumerate() {
        let row = at + 1;
        let cell = |place: usize| {
            let (_, text) = cells.iter().find(|(column, _)| *column == place)?;
            let folded = text.split_whitespace().collect::<Vec<_>>();
            Some(folded.join(" ")).filter(|c| !c.is_empty())
        };
        let named = |ours: &str| places.get(ours).and_then(|&place| cell(place));
        let Some(text) = cell(text) else {
            empty += 1;
            continue;
        };
        let id = named("id");
        if let Some(id) = &id
            && let Some(&first) = first_with.get(id)
        {
            return Err(IngestError::DuplicateId {
                path: path.to_owned(),
                row,
                first,
                id: id.clone(),
            });
        }
        if let Some(id) = &id {
            first_with.insert(id.clone(), row);
        }
        let mut read = |ours: &'static str, ok: bool| {
            if !ok {
                unread.entry(ours).or_insert((0, row)).0 += 1;
            }
        };
        let strength = named("strength").map(|s| s.to_lowercase().parse::<Strength>().ok());
        read("strength", strength != Some(None));
        let source_type =
            named("source_type").map(|s| s.to_lowercase().replace([' ', '-'], "_").parse().ok());
        read("source_type", source_type != Some(None));
        let action = named("action")
            .map(|s| s.trim_end_matches(".0").parse::<u8>().ok().filter(|a| (1..=5).contains(a)));
        read("action", action != Some(None));
        let date = named("date").map(|s| dates::find(&s).map(|found| found.date));
        read("date", date != Some(None));
        given.push(GivenRow {
            text,
            id,
            workshop: named("workshop"),
            unit: unit.and_then(cell),
            section: named("section").unwrap_or_default(),
            number: named("number"),
            page: named("page").and_then(|s| s.parse().ok()),
            source: named("source"),
            source_type: source_type.flatten(),
            strength: strength.flatten(),
            action: action.flatten(),
            addressee: named("addressee"),
            addressee_type: named("addressee_type"),
            date: date.flatten(),
            place: named("place"),
            title: named("title"),
            language: named("language"),
        });
    }
    if empty > 0 {
        notes.push(format!("{path}: {empty} rows without text were left out"));
    }
    for (column, (count, row)) in unread {
        notes.push(format!(
            "{path}: {count} cells of `{column}` could not be read and are computed instead, the first in row {row}"
        ));
    }
    if given.is_empty() {
        return Ok(Rows::Skipped("a table without a row that has text".to_owned()));
    }
    if let Some(&place) = places.get("workshop") {
        name_numbers(&mut given, &table.columns[place]);
    }
    Ok(Rows::Given(given, notes))
}

/// Workshops that are numbers alone get the name of their column in front: `Session 5`.
fn name_numbers(rows: &mut [GivenRow], column: &str) {
    let bare = |name: &str| name.bytes().all(|b| b.is_ascii_digit());
    if !rows.iter().filter_map(|row| row.workshop.as_deref()).all(bare) {
        return;
    }
    let mut letters = column.trim().chars();
    let Some(first) = letters.next() else { return };
    let column: String = first.to_uppercase().chain(letters).collect();
    for row in rows {
        row.workshop = row.workshop.take().map(|number| format!("{column} {number}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_named_by_its_column() {
        let rows = |cells: [&str; 2]| {
            cells.map(|c| GivenRow { workshop: Some(c.to_owned()), ..GivenRow::default() })
        };
        let mut numbers = rows(["7", "12"]);
        name_numbers(&mut numbers, "session");
        assert_eq!(numbers[1].workshop.as_deref(), Some("Session 12"));
        let mut names = rows(["7", "Porto"]);
        name_numbers(&mut names, "session");
        assert_eq!(names[0].workshop.as_deref(), Some("7"));
    }

    #[test]
    fn a_day_of_excel() {
        assert_eq!(excel_date(1.0).unwrap().to_string(), "1899-12-31");
        assert_eq!(excel_date(45_000.0).unwrap().to_string(), "2023-03-15");
        assert_eq!(excel_date(f64::NAN), None);
        assert_eq!(excel_date(1e12), None);
    }

    #[test]
    fn separators_and_json_make_the_same_table() {
        let expected = Table {
            columns: vec!["id".to_owned(), "text".to_owned()],
            rows: vec![vec![(0, "a".to_owned()), (1, "Rain, more".to_owned())]],
        };
        assert_eq!(read(Format::Csv, b"id,text\na,\"Rain, more\"\n"), Ok(expected.clone()));
        assert_eq!(read(Format::Csv, b"id;text\na;Rain, more\n"), Ok(expected.clone()));
        assert_eq!(read(Format::JsonLines, br#"{"id":"a","text":"Rain, more"}"#), Ok(expected));
    }
}
