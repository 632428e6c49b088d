//! English words by their base form, near enough to find a word in its forms.
//!
//! Rules for regular endings and a short list of the irregular; no dictionary. Both sides of a
//! comparison go through it, so that what counts is that forms of one word meet, not that the
//! result is a word.

/// Irregular forms and their base.
const IRREGULAR: &[(&str, &str)] = &[
    ("am", "be"),
    ("are", "be"),
    ("been", "be"),
    ("being", "be"),
    ("is", "be"),
    ("was", "be"),
    ("were", "be"),
    ("had", "have"),
    ("has", "have"),
    ("having", "have"),
    ("did", "do"),
    ("does", "do"),
    ("done", "do"),
    ("doing", "do"),
    ("children", "child"),
    ("women", "woman"),
    ("men", "man"),
    ("people", "person"),
    ("persons", "person"),
    ("lives", "life"),
    ("wives", "wife"),
    ("crises", "crisis"),
    ("criteria", "criterion"),
    ("bases", "basis"),
    ("built", "build"),
    ("brought", "bring"),
    ("came", "come"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("found", "find"),
    ("gave", "give"),
    ("given", "give"),
    ("went", "go"),
    ("gone", "go"),
    ("held", "hold"),
    ("kept", "keep"),
    ("knew", "know"),
    ("known", "know"),
    ("led", "lead"),
    ("left", "leave"),
    ("lost", "lose"),
    ("made", "make"),
    ("meant", "mean"),
    ("met", "meet"),
    ("paid", "pay"),
    ("said", "say"),
    ("saw", "see"),
    ("seen", "see"),
    ("sent", "send"),
    ("sought", "seek"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("spent", "spend"),
    ("taken", "take"),
    ("took", "take"),
    ("taught", "teach"),
    ("thought", "think"),
    ("told", "tell"),
    ("understood", "understand"),
    ("wrote", "write"),
    ("written", "write"),
    ("better", "good"),
    ("best", "good"),
    ("worse", "bad"),
    ("worst", "bad"),
    ("need", "need"),
    ("needs", "need"),
    ("news", "news"),
    ("always", "always"),
    ("during", "during"),
    ("thing", "thing"),
    ("something", "something"),
    ("ring", "ring"),
    ("king", "king"),
    ("created", "create"),
    ("creating", "create"),
    ("red", "red"),
    ("hundred", "hundred"),
];

/// The base of a folded word.
pub fn lemma(word: &str) -> String {
    if let Some((_, base)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return (*base).to_owned();
    }
    if word.len() < 4 || !word.is_ascii() {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").or_else(|| word.strip_suffix("ied")) {
        return if stem.len() > 1 { format!("{stem}y") } else { format!("{stem}ie") };
    }
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    if let Some(stem) = word.strip_suffix("ing").or_else(|| word.strip_suffix("ed")) {
        if stem.len() >= 3 && has_vowel(stem) && !word.ends_with("eed") {
            return restore(stem);
        }
        return word.to_owned();
    }
    if word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        return word[..word.len() - 1].to_owned();
    }
    word.to_owned()
}

fn has_vowel(stem: &str) -> bool {
    stem.chars().any(|c| "aeiouy".contains(c))
}

/// Gives a stem back what its ending took: `mak` its e, `plann` its single n.
fn restore(stem: &str) -> String {
    let letters: Vec<char> = stem.chars().collect();
    let vowel = |at: usize| "aeiou".contains(letters[at]);
    let n = letters.len();
    let last = letters[n - 1];
    if last == letters[n - 2] && !vowel(n - 1) && !"lsz".contains(last) {
        return letters[..n - 1].iter().collect();
    }
    // Consonants that English does not leave bare at the end: v, u, soft c and g, -at-, -iz-, …
    let bare = matches!(last, 'v' | 'u' | 'c' | 'z')
        || (last == 'g' && !matches!(letters[n - 2], 'n' | 'g'))
        || ["leng", "rang", "chang", "quir", "dl", "gl", "bl", "pl", "tl", "fl"]
            .iter()
            .any(|end| stem.ends_with(end))
        || (last == 's' && (vowel(n - 2) || letters[n - 2] == 'n'));
    let short = n == 3 && !vowel(0) && vowel(1) && !vowel(2) && !"wxy".contains(last);
    let verb = n > 3
        && ["at", "ut", "ir", "ur", "in", "id", "ud", "ol"].iter().any(|end| stem.ends_with(end))
        && !vowel(n - 3)
        && !["gain", "train", "visit", "maintain", "explain", "cover"].contains(&stem);
    if bare || short || verb { format!("{stem}e") } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_meet() {
        for forms in [
            &["migrant", "migrants"][..],
            &["policy", "policies"],
            &["protect", "protects", "protected", "protecting"],
            &["make", "makes", "making", "made"],
            &["plan", "plans", "planned", "planning"],
            &["include", "includes", "included", "including"],
            &["integrate", "integrates", "integrated", "integrating"],
            &["manage", "manages", "managed", "managing"],
            &["address", "addresses", "addressed", "addressing"],
            &["improve", "improved", "improving"],
            &["woman", "women"],
            &["reduce", "reduces", "reduced", "reducing"],
            &["organise", "organised", "organising"],
            &["call", "calls", "called", "calling"],
            &["close", "closed", "closing"],
            &["sense", "sensed", "sensing"],
            &["bring", "bringing"],
            &["propose", "proposes", "proposed", "proposing"],
            &["provide", "provides", "provided", "providing"],
            &["license", "licensed", "licensing"],
            &["change", "changed", "changing"],
            &["contribute", "contributed", "contributing"],
            &["require", "required", "requiring"],
            &["combine", "combined", "combining"],
        ] {
            let base = lemma(forms[0]);
            for form in forms {
                assert_eq!(lemma(form), base, "{form}");
            }
        }
    }

    #[test]
    fn words_that_only_look_inflected_are_left() {
        for word in ["crisis", "status", "press", "need", "during", "bus", "ring"] {
            assert_eq!(lemma(word), word);
        }
    }
}
