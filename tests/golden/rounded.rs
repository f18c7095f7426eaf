//! Numbers in text and JSON, rounded to four digits, so that a reviewer reads what moved and not how far.

use serde_json::{Number, Value};

/// Entries of a list that are shown; of longer ones the count is said.
const SHOWN: usize = 4;

/// A number to four significant digits.
pub(crate) fn rounded(x: f64) -> f64 {
    format!("{x:.3e}").parse().unwrap()
}

/// JSON with rounded numbers and the heads of long lists.
pub(crate) fn value(of: Value) -> Value {
    match of {
        Value::Number(number) if number.is_f64() => {
            Number::from_f64(rounded(number.as_f64().unwrap())).map_or(Value::Null, Value::Number)
        }
        Value::Array(list) => {
            let more = list.len().saturating_sub(SHOWN);
            let mut shown: Vec<Value> = list.into_iter().take(SHOWN).map(value).collect();
            if more > 0 {
                shown.push(Value::String(format!("… {more} more")));
            }
            Value::Array(shown)
        }
        Value::Object(fields) => fields.into_iter().map(|(key, field)| (key, value(field))).collect(),
        other => other,
    }
}

/// A line of a CSV file with rounded numbers.
pub(crate) fn line(of: &str) -> String {
    let cell = |cell: &str| match cell.parse::<f64>() {
        Ok(x) if x.is_finite() && cell.contains('.') => rounded(x).to_string(),
        _ => cell.to_owned(),
    };
    of.split(',').map(cell).collect::<Vec<_>>().join(",")
}

#[test]
fn four_digits_are_kept() {
    assert_eq!(line("a,0.123456,12,1234.567,-0.00098765"), "a,0.1235,12,1235,-0.0009877");
}
