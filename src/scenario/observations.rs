//! Observed values from a CSV file beside the scenario, written into the scenario.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde_json::Value;

use super::document::{Content, Node, Source, Span};
use super::input::Inputs;
use super::observed::{DECLARE, SeriesColumns, SeriesUnit, read_series};
use super::problem::Problem;
use super::words;
use crate::reading::{self, Complaints, Locale, Table};

/// Reads the values of every `empirical` distribution that names a CSV file; the file lies relative to the scenario
/// file that names it.
pub(crate) fn read_in(node: &mut Node, sources: &[Source], inputs: &mut Inputs, problems: &mut Vec<Problem>) {
    walk(node, &mut Vec::new(), sources, inputs, problems);
    series(node, sources, inputs, problems);
}

/// The observed series, where it stands in a CSV file.
fn series(node: &mut Node, sources: &[Source], inputs: &mut Inputs, problems: &mut Vec<Problem>) {
    let Some(fields) = node.object_mut().and_then(|root| root.get_mut("observed")).and_then(Node::object_mut) else {
        return;
    };
    let Some((name, span)) = fields.get("csv").and_then(|n| Some((n.text()?.to_owned(), n.span))) else { return };
    let text = |key: &str| fields.get(key).and_then(Node::text).map(str::to_owned);
    let unit = match text("unit").as_deref() {
        Some("kg") => SeriesUnit::Kg,
        Some("licences") => SeriesUnit::Licences,
        _ => SeriesUnit::T,
    };
    let column = text("column");
    let only = fields.get("rows").and_then(Node::object);
    let only = only.map(|rows| rows.iter().filter_map(|(k, v)| Some((k.clone(), v.text()?.to_owned()))).collect());
    let rows: IndexMap<String, String> = only.unwrap_or_default();
    let path = beside(&name, span, sources);
    let read = match (locale(fields), inputs.bytes(&path)) {
        (Ok(locale), Ok(bytes)) => {
            let columns = SeriesColumns { unit, column: column.as_deref(), rows: &rows, locale };
            read_series(&path, &bytes, columns).map(|series| series.months)
        }
        (Err((_, problem)), _) | (_, Err(problem)) => Err(vec![problem.message.clone()]),
    };
    let place = span.and_then(|s| s.place(sources));
    let months = match read {
        Ok(months) => months,
        Err(found) => {
            let problem = |message| Problem::error("observed.csv", message).at(place.clone());
            problems.extend(found.into_iter().map(problem));
            Vec::new()
        }
    };
    fields.shift_remove("csv");
    fields.shift_remove("locale");
    let values: serde_json::Map<String, Value> =
        months.iter().map(|(month, value)| (month.strftime("%Y-%m").to_string(), Value::from(*value))).collect();
    let months = Node { key: span, span, content: Node::from_value(Value::Object(values)).content };
    fields.insert("months".to_owned(), months);
}

/// How a CSV file writes numbers, as the scenario says it.
fn locale(fields: &IndexMap<String, Node>) -> Result<Locale, Failure> {
    let Some(node) = fields.get("locale") else { return Ok(Locale::default()) };
    let wrong = |text| (node.span, Box::new(Problem::error("", text)));
    let Some(name) = node.text() else { return Err(wrong("a locale is a name, such as \"de\"".to_owned())) };
    Locale::named(name).map_err(|error| wrong(error.to_string()))
}

/// The path of a file that lies relative to the scenario file that names it.
fn beside(name: &str, span: Option<Span>, sources: &[Source]) -> PathBuf {
    let folder = span.and_then(|s| sources.get(s.source)).and_then(|s| s.path.parent()).unwrap_or(Path::new(""));
    folder.join(name)
}

fn walk(node: &mut Node, path: &mut Vec<String>, sources: &[Source], inputs: &mut Inputs, problems: &mut Vec<Problem>) {
    match &mut node.content {
        Content::Scalar(_) => {}
        Content::Array(items) => {
            for (i, item) in items.iter_mut().enumerate() {
                path.push(i.to_string());
                walk(item, path, sources, inputs, problems);
                path.pop();
            }
        }
        Content::Object(fields) => {
            if path.last().is_some_and(|p| p == "empirical")
                && let Some((name, span)) = fields.get("csv").and_then(|n| Some((n.text()?.to_owned(), n.span)))
            {
                let read = inline(fields, &name, span, sources, inputs);
                if let Ok(Some(doubt)) = &read {
                    let place = span.and_then(|s| s.place(sources));
                    problems.push(Problem::warning(words::dotted(path), doubt.as_str()).at(place));
                }
                if let Err((span, problem)) = read {
                    let problem = Problem { field: words::dotted(path), ..*problem };
                    problems.push(problem.at(span.and_then(|s| s.place(sources))));
                    // A stand-in, so that the missing values are not told of as well.
                    fields.insert("values".to_owned(), Node::from_value(Value::from(vec![1.0])));
                }
                for key in ["csv", "column", "weight_column", "locale"] {
                    fields.shift_remove(key);
                }
                return;
            }
            for (key, value) in fields.iter_mut() {
                path.push(key.clone());
                walk(value, path, sources, inputs, problems);
                path.pop();
            }
        }
    }
}

type Failure = (Option<Span>, Box<Problem>);

fn inline(
    fields: &mut IndexMap<String, Node>,
    name: &str,
    span: Option<Span>,
    sources: &[Source],
    inputs: &mut Inputs,
) -> Result<Option<String>, Failure> {
    let fail = |span, text: String| Err((span, Box::new(Problem::error("", text))));
    if let Some(written) = fields.get("values").or(fields.get("weights")) {
        return fail(written.key, "values are given both here and by a CSV file, where one is allowed".to_owned());
    }
    let Some(column) = fields.get("column").and_then(Node::text).map(str::to_owned) else {
        return fail(span, "a CSV file needs \"column\", the heading of the values".to_owned());
    };
    let path = beside(name, span, sources);
    let locale = locale(fields)?;
    let told = |problems: Vec<String>| (span, Box::new(Problem::error("", problems.join("; "))));
    let bytes = inputs.bytes(&path).map_err(|problem| (span, problem))?;
    let table = Table::read(&path.display().to_string(), &bytes).map_err(told)?;
    let find = |heading: &str, key: &str| {
        table.column(heading).map_err(|why| told(vec![why]))?.ok_or_else(|| {
            let problem = Problem::error("", format!("{} has no column \"{heading}\"", path.display()))
                .nearest(words::nearest(heading, table.headings()))
                .allowed(words::list(table.headings(), "or"));
            (fields.get(key).and_then(|n| n.span), Box::new(problem))
        })
    };
    let value_column = find(&column, "column")?;
    let weight_heading = fields.get("weight_column").and_then(Node::text).map(str::to_owned);
    let weight_column = weight_heading.as_deref().map(|h| find(h, "weight_column")).transpose()?;
    let (mut values, mut weights, mut complaints) = (Vec::new(), Vec::new(), Complaints::default());
    let mut doubt = None;
    for (line, row) in &table.rows {
        // Rows that are drawn together must stay beside each other.
        if row[value_column].is_empty() && !fields.contains_key("together") {
            continue;
        }
        for (at, list) in std::iter::once((value_column, &mut values)).chain(weight_column.map(|at| (at, &mut weights)))
        {
            match reading::number(&row[at], locale) {
                Ok(x) => {
                    list.push(x);
                    doubt = doubt.or_else(|| table.doubt(*line, &row[at], locale));
                }
                Err(error) => {
                    let heading = table.headings().nth(at).unwrap_or_default();
                    complaints.add(heading, error.kind(), *line, error.told(DECLARE));
                }
            }
        }
    }
    if !complaints.is_empty() {
        return Err(told(complaints.told(&table)));
    }
    if values.is_empty() {
        return fail(span, format!("{} has no values in column \"{column}\"", path.display()));
    }
    let numbers = |list: Vec<f64>| Node { key: span, span, content: Node::from_value(Value::from(list)).content };
    fields.insert("values".to_owned(), numbers(values));
    if !weights.is_empty() {
        fields.insert("weights".to_owned(), numbers(weights));
    }
    Ok(doubt)
}
