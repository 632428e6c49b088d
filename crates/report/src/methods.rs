//! How it was made, in plain words, with the settings in force.

use corpus::RunRecord;
use serde_json::Value;

/// The settings of a run, one line each: `cluster.seed` and its value, in the order of the record.
pub fn settings(run: &RunRecord) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    flatten("", &run.configuration, &mut lines);
    lines
}

fn flatten(name: &str, value: &Value, lines: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
                flatten(&name, value, lines);
            }
        }
        // Settings that are not set say nothing.
        Value::Null => {}
        Value::String(text) => lines.push((name.to_owned(), text.clone())),
        other => lines.push((name.to_owned(), other.to_string())),
    }
}

/// The command as it can be typed again: arguments with white space or quotes are quoted.
pub fn command(run: &RunRecord) -> String {
    let quoted = |argument: &String| {
        let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
        if !argument.is_empty() && argument.chars().all(plain) {
            argument.clone()
        } else {
            format!("'{}'", argument.replace('\'', r"'\''"))
        }
    };
    run.command.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_flattened_in_order() {
        let run = RunRecord {
            configuration: serde_json::json!({"seed": 7, "cluster": {"themes": null, "algorithm": "auto"}}),
            ..RunRecord::default()
        };
        let expected = [("seed", "7"), ("cluster.algorithm", "auto")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(settings(&run), expected);
    }

    #[test]
    fn commands_can_be_typed_again() {
        let run = RunRecord {
            command: ["plenary", "analyze", "my report.pdf", "it's"].map(String::from).into(),
            ..RunRecord::default()
        };
        assert_eq!(command(&run), r"plenary analyze 'my report.pdf' 'it'\''s'");
    }
}
