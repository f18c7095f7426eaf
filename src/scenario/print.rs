//! A scenario as text that people read: what fits on a line is halted on one.

use serde_json::Value;

/// Longest line of things that belong together.
const LINE: usize = 120;

/// The text of a scenario.
pub(crate) fn text(scenario: &Value) -> String {
    let mut text = String::new();
    write(scenario, 0, 0, &mut text);
    text.push('\n');
    text
}

fn write(value: &Value, depth: usize, before: usize, text: &mut String) {
    let Value::Object(fields) = value else {
        text.push_str(&short(value));
        return;
    };
    // The parts of a file, and the things in each of them, always have lines of their own.
    let line = short(value);
    if depth > 1 && line.chars().count() + before + 2 * depth <= LINE {
        text.push_str(&line);
        return;
    }
    if fields.is_empty() {
        text.push_str("{}");
        return;
    }
    text.push_str("{\n");
    let margin = "  ".repeat(depth + 1);
    for (at, (key, inner)) in fields.iter().enumerate() {
        let name = format!("{}: ", Value::from(key.as_str()));
        text.push_str(&margin);
        text.push_str(&name);
        write(inner, depth + 1, name.chars().count(), text);
        text.push_str(if at + 1 < fields.len() { ",\n" } else { "\n" });
    }
    text.push_str(&"  ".repeat(depth));
    text.push('}');
}

/// On one line, with blanks where people put them.
fn short(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let parts: Vec<String> =
                fields.iter().map(|(key, inner)| format!("{}: {}", Value::from(key.as_str()), short(inner))).collect();
            format!("{{{}}}", parts.join(", "))
        }
        Value::Array(parts) => format!("[{}]", parts.iter().map(short).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_fits_stands_on_a_line_and_reads_back() {
        let long = "x".repeat(120);
        let value = json!({"title": "T", "sites": {"a": {"price": {"value": 3, "source": "s"}, "note": long}}});
        let text = text(&value);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert!(text.contains("\"price\": {\"value\": 3, \"source\": \"s\"},\n"), "{text}");
    }
}
