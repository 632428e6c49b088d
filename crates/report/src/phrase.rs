//! Numbers and lists as people write them.

use corpus::{ActorType, Date, Strength};

/// `12,345`.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 report`, `12 reports`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// A share as `12 %`; below 1 % one decimal, so that little is not nothing.
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    if !value.is_finite() {
        "–".to_owned()
    } else if value > 0.0 && value < 0.95 {
        format!("{value:.1}\u{a0}%")
    } else {
        format!("{value:.0}\u{a0}%")
    }
}

/// An interval of shares as `8–16 %`.
pub fn interval(low: f64, high: f64) -> String {
    format!("{:.0}–{:.0}\u{a0}%", low * 100.0, high * 100.0)
}

/// `a`, `a and b`, `a, b and c`.
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// `29 March 2016`.
pub fn date(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = MONTHS[(date.month() as usize - 1).min(11)];
    format!("{} {month} {}", date.day(), date.year())
}

/// A kind of actor for readers.
pub fn actor(kind: ActorType) -> &'static str {
    match kind {
        ActorType::Government => "Government",
        ActorType::InternationalOrganization => "International organization",
        ActorType::CivilSociety => "Civil society",
        ActorType::Business => "Business",
        ActorType::Academia => "Academia",
        ActorType::Collective => "The meeting",
    }
}

/// What a strength means, in a few words.
pub fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Must => "an obligation",
        Strength::Should => "a recommendation proper",
        Strength::Could => "an option",
    }
}

/// What an action category of UPR-Info means.
pub fn action(category: u8) -> &'static str {
    match category {
        1 => "minimal action",
        2 => "continuing action",
        3 => "considering action",
        4 => "general action",
        5 => "specific action",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(1234), "1,234");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(count(1, "report", "reports"), "1 report");
        assert_eq!(percent(0.004), "0.4\u{a0}%");
        assert_eq!(percent(0.0), "0\u{a0}%");
        assert_eq!(percent(0.126), "13\u{a0}%");
        assert_eq!(percent(f64::NAN), "–");
    }

    #[test]
    fn lists_read_well() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(date(Date::constant(2016, 3, 29)), "29 March 2016");
    }
}
