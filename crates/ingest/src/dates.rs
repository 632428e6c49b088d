//! Dates as reports print them.

use std::ops::Range;
use std::sync::LazyLock;

use corpus::Date;
use regex::Regex;

/// A date and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The first day.
    pub date: Date,
    /// Its bytes in the text.
    pub span: Range<usize>,
}

static PATTERNS: LazyLock<[Regex; 4]> = LazyLock::new(|| {
    let month = r"(?P<month>(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))";
    let any_month = r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    let dash = r"\s*(?:-|–|—|to|and|until|&)\s*";
    let ordinal = r"(?:st|nd|rd|th)?";
    [
        // 2016-05-18
        r"\b(?P<year>[12]\d{3})-(?P<number>[01]\d)-(?P<day>[0-3]\d)(?:\b|T\d)".to_owned(),
        // 18 May 2016, 18–20 May 2016, 18th to 20th May 2016
        format!(
            r"\b(?P<day>[0-3]?\d){ordinal}(?:{dash}[0-3]?\d{ordinal})?(?:\s+of)?\s+{month}\.?,?\s+(?P<year>[12]\d{{3}})\b"
        ),
        // 30 May to 2 June 2016, 30 May 2016 - 2 June 2016 is met by the one above
        format!(
            r"\b(?P<day>[0-3]?\d){ordinal}\s+{month}\.?{dash}[0-3]?\d{ordinal}\s+{any_month}\.?,?\s+(?P<year>[12]\d{{3}})\b"
        ),
        // May 18, 2016; May 18-20, 2016; May 30 - June 2, 2016
        format!(
            r"\b{month}\.?\s+(?P<day>[0-3]?\d){ordinal}(?:{dash}(?:{any_month}\.?\s+)?[0-3]?\d{ordinal})?,?\s+(?P<year>[12]\d{{3}})\b"
        ),
    ]
    .map(|pattern| Regex::new(&pattern).expect("written above"))
});

/// The first date of a text; of a span of days the first.
///
/// ```ignore
/// assert_eq!(find("Oslo, 3-5 May 2031").unwrap().date.to_string(), "2031-05-03");
/// ```
pub fn find(text: &str) -> Option<Found> {
    PATTERNS
        .iter()
        .filter_map(|pattern| {
            let found = pattern.captures(text)?;
            let number = |name| found.name(name)?.as_str().parse::<i16>().ok();
            let month = match found.name("month") {
                Some(name) => month_number(name.as_str())?,
                None => number("number")? as i8,
            };
            let date = Date::new(number("year")?, month, number("day")? as i8).ok()?;
            Some(Found { date, span: found.get(0)?.range() })
        })
        // The longest of those that begin first: "30 May to 2 June 2016" rather than its end.
        .min_by_key(|found| (found.span.start, std::cmp::Reverse(found.span.end)))
}

fn month_number(name: &str) -> Option<i8> {
    let months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = name.get(..3)?.to_ascii_lowercase();
    months.iter().position(|&m| m == start).map(|at| at as i8 + 1)
}

/// The longest line that holds nothing but a date and a place, in bytes.
const LONGEST_LINE: usize = 160;

/// A date and the place printed beside it, where the line holds nothing else: `3 May 2031, Oslo`,
/// `Oslo (Norway), 3-5 May 2031`.
pub fn line(text: &str) -> Option<(Date, Option<String>)> {
    if text.len() > LONGEST_LINE || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let found = find(text)?;
    let before = clean(&text[..found.span.start]);
    let after = clean(&text[found.span.end..]);
    let place = match (before.is_empty(), after.is_empty()) {
        (true, true) => None,
        (false, true) => Some(before),
        (true, false) => Some(after),
        (false, false) => return None,
    };
    if let Some(place) = &place {
        let named = place
            .split([' ', '-'])
            .filter(|word| !matches!(*word, "de" | "of" | "the" | "and" | "la" | "am" | "sur" | ""))
            .all(|word| {
                word.trim_start_matches('(').chars().next().is_some_and(char::is_uppercase)
            });
        if !named
            || place.split_whitespace().count() > 6
            || NO_PLACE.is_match(place)
            || place.contains(|c: char| c.is_numeric())
        {
            return None;
        }
    }
    Some((found.date, place))
}

/// Words that stand beside the date of a publication.
static NO_PLACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:report|evaluation|version|draft|final|summary|date|dated|updated|published|revised|issue|page|volume|vol|no|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b")
        .expect("written above")
});

fn clean(part: &str) -> String {
    part.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '–' | '-' | '.' | '|'))
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, date: &str, place: Option<&str>) {
        let (found, named) = line(text).unwrap();
        assert_eq!((found.to_string().as_str(), named.as_deref()), (date, place));
    }

    #[test]
    fn lines_of_date_and_place() {
        check("3 May 2031, Oslo", "2031-05-03", Some("Oslo"));
        check("Port of Spain, 3–5 May 2031", "2031-05-03", Some("Port of Spain"));
        check("30 May to 2 June 2031", "2031-05-30", None);
        check("May 30 - June 2, 2031", "2031-05-30", None);
        check("2031-05-03", "2031-05-03", None);
    }

    #[test]
    fn prose_is_no_date_line() {
        assert_eq!(line("The states met on 3 May 2031 in Oslo."), None);
        assert_eq!(line("32 May 2031"), None);
        assert_eq!(line("Final Evaluation Report, 17 March 2031"), None);
    }
}
