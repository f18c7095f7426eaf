//! Quotas of tonnes of a substance as quotas of the goods that hold it.

use serde_json::Value;

use super::super::document::Node;
use super::super::words;

/// What stands for no quota, tonnes a month: more than a country exports of anything that has one.
pub(super) const NO_QUOTA: f64 = 1e6;

/// Units of a material in a tonne of a substance that it holds.
///
/// # Errors
/// What is not known of it, in words.
pub(super) fn units_per_tonne(material: &Node, substance: &str) -> Result<f64, String> {
    let content = material.get(&["elements", substance].map(str::to_owned)).and_then(plain);
    let content = content.filter(|share| *share > 0.0);
    let content = content.ok_or_else(|| format!("its content of {substance} is no plain number"))?;
    Ok(1000.0 / (content * unit_kg(material)?))
}

/// Units of a material in a tonne of it.
///
/// # Errors
/// What is not known of it, in words.
pub(super) fn units_per_mass(material: &Node) -> Result<f64, String> {
    Ok(1000.0 / unit_kg(material)?)
}

/// The mass of a unit of a material.
fn unit_kg(material: &Node) -> Result<f64, String> {
    let fields = material.object();
    let mass = || fields.and_then(|fields| fields.get("mass_kg")).and_then(plain).filter(|kg| *kg > 0.0);
    match unit(material) {
        "t" => Ok(1000.0),
        "piece" => mass().ok_or_else(|| "the mass of a piece (\"mass_kg\") is no plain number".to_owned()),
        _ => Ok(1.0),
    }
}

/// The unit in which a material is counted.
pub(super) fn unit(material: &Node) -> &str {
    material.object().and_then(|fields| fields.get("unit")).and_then(Node::text).unwrap_or("kg")
}

/// A quantity in a unit, in words.
pub(super) fn amount(quantity: f64, unit: &str) -> String {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "quantities are above 0, and far below 2^53"
    )]
    let number = if quantity < 1e6 { words::about(quantity) } else { words::thousands(quantity.round() as u64) };
    let plural = if unit == "piece" && number != "1" { "s" } else { "" };
    format!("{number} {unit}{plural}")
}

/// A plain number, bare or as a `value`.
pub(super) fn plain(node: &Node) -> Option<f64> {
    let value = node.object().map_or(Some(node), |fields| fields.get("value"))?;
    if let Value::Number(number) = value.to_value() { number.as_f64() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn quantities_are_written_out() {
        let shown = [(13_500_000.0, "piece"), (1.0, "piece"), (6000.0, "kg")].map(|(x, unit)| amount(x, unit));
        assert_eq!(shown, ["13,500,000 pieces", "1 piece", "6000 kg"]);
    }

    #[test]
    fn a_tonne_of_a_substance_is_counted_in_the_goods() {
        let of = |material: Value| units_per_tonne(&Node::from_value(material), "Co");
        assert_eq!(of(json!({ "unit": "kg", "elements": { "Co": 0.25 } })), Ok(4000.0));
        assert_eq!(of(json!({ "unit": "t", "elements": { "Co": { "value": 0.5, "source": "s" } } })), Ok(2.0));
        assert_eq!(of(json!({ "unit": "piece", "mass_kg": 10, "elements": { "Co": 0.1 } })), Ok(1000.0));
        assert!(of(json!({ "unit": "piece", "elements": { "Co": 0.1 } })).is_err());
        assert!(of(json!({ "unit": "kg", "elements": { "Co": { "parameter": "p" } } })).is_err());
    }
}
