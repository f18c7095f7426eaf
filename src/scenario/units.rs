//! Units behind values on the command line: `60%`, `60 days`. A value is taken in the unit of what it is given to, and
//! in no other.

use serde_json::{Map, Value};

use super::check::expected::leaves;
use super::document::{Content, Node};
use super::problem::Problem;
use super::schema::complete_schema;
use super::setting::Measured;
use super::words;
use crate::reading::fold;

/// What per cent are hundredths of, in the words of the schema.
const OF_ONE: [&str; 2] = ["share", "times the nominal value"];
/// How units of parameters begin that per cent are hundredths of.
const LIKE_SHARES: [&str; 9] =
    ["share", "fraction", "ratio", "factor", "times", "probability", "chance", "of ", "per cent of"];

/// The value of a parameter in the unit that the parameter has.
pub(crate) fn of_parameter(root: &Node, name: &str, given: &Measured) -> Result<f64, Box<Problem>> {
    let unit = root.get(&["parameters", name, "unit"].map(str::to_owned)).and_then(Node::text);
    let schema = complete_schema();
    let mut used = Vec::new();
    uses(root, name, &mut Vec::new(), &mut used);
    let used: Vec<String> = used.iter().filter_map(|path| of_field(&schema, path, false)).collect();
    let own = unit.map(str::to_owned).or_else(|| used.first().cloned());
    let is_share = match (&used[..], unit) {
        ([], None) => true,
        ([], Some(unit)) => LIKE_SHARES.iter().any(|like| fold(unit).starts_with(like)),
        (used, _) => used.iter().all(|unit| OF_ONE.contains(&unit.as_str())),
    };
    taken(name, given, own.as_deref(), is_share)
}

/// The value of a field in the unit that the field has.
pub(crate) fn of_path(root: &Node, name: &str, path: &[String], given: &Measured) -> Result<f64, Box<Problem>> {
    if let [parameters, parameter, ..] = path
        && parameters == "parameters"
    {
        return of_parameter(root, parameter, given).map_err(|mut problem| {
            problem.field = words::dotted(path);
            problem
        });
    }
    let own = of_field(&complete_schema(), path, true);
    let is_share = own.as_deref().is_none_or(|unit| OF_ONE.contains(&unit));
    let text = |path: &[String]| root.get(path).and_then(Node::text).map(str::to_owned);
    let of_file = || text(&["currency".to_owned()]);
    let own = match (own.as_deref(), path) {
        (Some("in the file's currency"), _) => of_file(),
        (Some("in the lane's currency"), [lanes, lane, ..]) => {
            text(&[lanes.clone(), lane.clone(), "currency".to_owned()]).or_else(of_file)
        }
        _ => own,
    };
    taken(name, given, own.as_deref(), is_share)
}

fn taken(name: &str, given: &Measured, own: Option<&str>, is_share: bool) -> Result<f64, Box<Problem>> {
    let Measured { value, unit, written, .. } = given;
    let per_cent = |unit: &str| matches!(fold(unit).as_str(), "%" | "percent" | "per cent");
    let of_it = own.map_or("has no unit".to_owned(), |own| match own.strip_prefix("in ") {
        Some(rest) => format!("is in {rest}"),
        None => format!("is in {own}"),
    });
    let refuse = |why: String| {
        let allowed = match own {
            Some("days") => "a number of days, such as 60".to_owned(),
            _ => "the number alone".to_owned(),
        };
        Err(Box::new(Problem::error("", why).allowed(allowed)))
    };
    match unit.as_str() {
        "%" if own.is_some_and(per_cent) => Ok(value * 100.0),
        "%" if is_share => Ok(*value),
        "%" => refuse(format!("\"{name}\" cannot be set to {written}: it {of_it}, not a share that per cent are of")),
        unit if given.scaled && own.is_some_and(|own| same_unit(unit, own)) => refuse(format!(
            "\"{name}\" cannot be set to {written}: “{unit}” is its unit, and a word for millions or thousands"
        )),
        unit if own.is_some_and(|own| same_unit(unit, own)) => Ok(*value),
        _ if given.scaled => Ok(*value),
        unit => refuse(format!("\"{name}\" cannot be set to {written}: it {of_it}, not in \"{unit}\"")),
    }
}

/// Whether two words are one unit: capitals, an s at the end and what stands in brackets behind do not matter.
pub(crate) fn same_unit(one: &str, other: &str) -> bool {
    let plain = |text: &str| fold(text.split(" (").next().unwrap_or(text)).trim_end_matches('s').to_owned();
    plain(one) == plain(other)
}

/// The paths of the numbers that are a parameter.
fn uses(node: &Node, name: &str, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let mut below = |step: String, node: &Node| {
        path.push(step);
        uses(node, name, path, found);
        path.pop();
    };
    match &node.content {
        Content::Scalar(_) => {}
        Content::Array(items) => items.iter().enumerate().for_each(|(at, item)| below(at.to_string(), item)),
        Content::Object(fields) => {
            fields.iter().for_each(|(key, node)| below(key.clone(), node));
            if fields.get("parameter").and_then(Node::text) == Some(name) {
                found.push(path.clone());
            }
        }
    }
}

/// The unit of a field as the schema says it; below a number, that of the number if `outer` says so.
fn of_field(schema: &Value, path: &[String], outer: bool) -> Option<String> {
    let nothing = Map::new();
    let defs = schema.get("$defs").and_then(Value::as_object).unwrap_or(&nothing);
    let mut here = leaves(schema, defs);
    let mut around = None;
    for step in path {
        here = here.iter().filter_map(|leaf| below(leaf, step)).flat_map(|schema| leaves(schema, defs)).collect();
        around = around.or_else(|| unit_of(&here));
    }
    unit_of(&here).or(around.filter(|_| outer))
}

/// What the schema says of a step below an alternative.
fn below<'a>(leaf: &'a Value, step: &str) -> Option<&'a Value> {
    let field = leaf.get("properties").and_then(|fields| fields.get(step));
    let other = || leaf.get("additionalProperties").filter(|other| other.is_object());
    let entry = || leaf.get("items").filter(|_| step.parse::<usize>().is_ok());
    field.or_else(other).or_else(entry)
}

/// The unit behind the range of a number: "0 to 36500 (days)".
fn unit_of(leaves: &[&Value]) -> Option<String> {
    let mut numbers = leaves.iter().filter(|leaf| leaf.get("type").is_some_and(|kind| kind == "number"));
    let title = numbers.find_map(|leaf| leaf.get("title").and_then(Value::as_str))?;
    Some(title.rsplit_once('(')?.1.strip_suffix(')')?.to_owned())
}
