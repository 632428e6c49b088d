//! Every rule and exclusion of the lexicon finds the sentence it shows as its example.

use recommend::Lexicon;
use recommend::detect::detect;

#[test]
fn every_rule_finds_its_example() {
    let lexicon = Lexicon::built_in();
    for (number, rule) in lexicon.rules.iter().enumerate() {
        let detection = detect(&lexicon, &recommend::sentence(&rule.example));
        assert!(
            detection.matches.iter().any(|m| m.rule == number),
            "rule `{}` does not find: {}",
            rule.name,
            rule.example
        );
    }
}

#[test]
fn every_exclusion_applies_to_its_example() {
    let lexicon = Lexicon::built_in();
    for (number, exclusion) in lexicon.exclusions.iter().enumerate() {
        let detection = detect(&lexicon, &recommend::sentence(&exclusion.example));
        assert!(detection.exclusions.contains(&number), "`{}`", exclusion.name);
    }
}
