//! Numbers and lists as they stand in sentences.

use corpus::ActorType;

/// `1 sentence`, `3 sentences`.
pub(crate) fn plural(n: usize, noun: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{s}")
}

/// A share in whole per cent, `<1 %` where it would round to nothing.
pub(crate) fn percent(share: f64) -> String {
    let value = share * 100.0;
    if value > 0.0 && value < 0.5 { "<1 %".to_owned() } else { format!("{value:.0} %") }
}

/// `19–45 %`.
pub(crate) fn percent_interval(low: f64, high: f64) -> String {
    format!("{:.0}–{:.0} %", low * 100.0, high * 100.0)
}

/// `q = 0.03`, `q < 0.001`.
pub(crate) fn q_text(q: f64) -> String {
    if q < 0.001 {
        "q < 0.001".to_owned()
    } else if q < 0.0095 {
        format!("q = {q:.3}")
    } else {
        format!("q = {q:.2}")
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn and<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// A kind of actor in the plural, as it stands in a sentence.
pub(crate) fn actor_noun(actor: ActorType) -> &'static str {
    match actor {
        ActorType::Government => "governments",
        ActorType::InternationalOrganization => "international organisations",
        ActorType::CivilSociety => "civil society organisations",
        ActorType::Business => "businesses",
        ActorType::Academia => "academics",
        ActorType::Collective => "participants as a body",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_a_person_would_write_them() {
        assert_eq!(plural(1, "sentence"), "1 sentence");
        assert_eq!(percent(0.004), "<1 %");
        assert_eq!(percent_interval(0.186, 0.449), "19–45 %");
        assert_eq!(q_text(0.000_4), "q < 0.001");
        assert_eq!(q_text(0.034), "q = 0.03");
        assert_eq!(and(&["a", "b", "c"]), "a, b and c");
    }
}
