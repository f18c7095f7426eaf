//! The fingerprint of a scenario: two files that say the same have the same.

use std::io::Write;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::scenario::{hexadecimal, sha256};

/// SHA-256 of a scenario as one compact JSON text with sorted keys, in hexadecimal. Comments, spacing, the order
/// of keys (but that of events, which matters) and the split into base and overlay do not count.
#[must_use]
pub(crate) fn fingerprint(merged: &Value) -> String {
    let mut text = String::new();
    write_sorted(merged, false, &mut text);
    sha256(text.as_bytes())
}

/// Passes bytes on, and sums them up as [`sha256`] does.
pub(crate) struct Summing<W> {
    to: W,
    sum: Sha256,
}

impl<W: Write> Summing<W> {
    /// Passes bytes on to `to`.
    pub(crate) fn new(to: W) -> Self {
        Self { to, sum: Sha256::new() }
    }

    /// The sum of all that was passed on, and where it went.
    pub(crate) fn finish(self) -> (String, W) {
        (hexadecimal(&self.sum.finalize()), self.to)
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}

/// Events keep their order: of those on one day the last one wins.
fn write_sorted(value: &Value, in_order: bool, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut entries: Vec<(&String, &Value)> = fields.iter().collect();
            if !in_order {
                entries.sort_unstable_by_key(|entry| entry.0);
            }
            text.push('{');
            for (i, (key, value)) in entries.into_iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write_sorted(value, key == "events", text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                write_sorted(item, false, text);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_keys_does_not_count_and_values_do() {
        let one = json!({"b": [1, {"y": "é", "x": null}], "a": 0.5});
        let same: Value = serde_json::from_str(r#"{"a":0.5, "b":[1,{"x":null,"y":"\u00e9"}]}"#).unwrap();
        assert_eq!(fingerprint(&one), fingerprint(&same));
        assert_ne!(fingerprint(&one), fingerprint(&json!({"b": [1, {"y": "é", "x": null}], "a": 0.25})));
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
