//! Places in the page: names for fragments, and filters that a link can carry.

use std::fmt::Write as _;

/// A sentence id as it can stand in an `id` attribute and in a link, whatever its characters:
/// ASCII letters, digits, `-`, `_` and `.` stay, every other byte becomes `~` and two hexadecimal
/// digits. Different ids give different names.
pub fn fragment(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            name.push(byte as char);
        } else {
            let _ = write!(name, "~{byte:02x}");
        }
    }
    name
}

/// A filter of the table of recommendations as a query string: `workshop=Bangkok&theme=3`,
/// percent-encoded as `application/x-www-form-urlencoded` wants it.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        let _ = write!(query, "{name}=");
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'*') {
                query.push(byte as char);
            } else {
                let _ = write!(query, "%{byte:02X}");
            }
        }
    }
    query
}

/// A value as JSON that may stand inside a `<script>` element: no `</script`, no `<!--`, no line
/// separators that older scripts take for line ends.
pub fn script_json(value: &serde_json::Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_are_plain_and_distinct() {
        assert_eq!(fragment("harbour-town-12"), "harbour-town-12");
        assert_eq!(fragment("a b\"<é"), "a~20b~22~3c~c3~a9");
        assert_ne!(fragment("a~20b"), fragment("a b"));
    }

    #[test]
    fn queries_are_encoded() {
        assert_eq!(
            query(&[("workshop", "Ålesund & co"), ("q", "a=b")]),
            "workshop=%C3%85lesund%20%26%20co&q=a%3Db"
        );
    }

    #[test]
    fn json_cannot_leave_its_script() {
        let hostile = serde_json::json!({"a": "</script><!--\u{2028}\"'&"});
        let text = script_json(&hostile);
        assert!(!text.contains('<') && !text.contains('\u{2028}'), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), hostile);
    }
}
