//! Values given on the command line: `--set NAME=VALUE`.

use serde_json::Value;

use super::document::{Content, Node, Source, Span};
use super::known::{AS_OF, forget};
use super::merge::{drop_alternatives, is_named};
use super::problem::Problem;
use super::setting::{Measured, Setting};
use super::{units, words};
use crate::reading;

/// What stands for the command line where a place is told.
pub(crate) const COMMAND_LINE: &str = "--set";

/// Sets parameters by name, and numbers and dates by dotted path.
pub(crate) fn apply(
    node: &mut Node,
    overrides: &[(String, Setting)],
    sources: &mut Vec<Source>,
    problems: &mut Vec<Problem>,
) {
    for (at, (name, value)) in overrides.iter().enumerate() {
        if name == AS_OF {
            forget(node, value, problems);
            continue;
        }
        let index = sources.len();
        let text = format!("{name}={value}");
        let written = Written {
            key: Span { source: index, start: 0, end: name.len() },
            span: Span { source: index, start: name.len() + 1, end: text.len() },
            value: value.clone(),
        };
        sources.push(Source::new(COMMAND_LINE.into(), text));
        let earlier = overrides[..at].iter().find(|(other, _)| other == name);
        let problem = if let Some((_, earlier)) = earlier {
            Some(Box::new(Problem::error("", format!("\"{name}\" is set twice: to {earlier} and to {value}"))))
        } else if value.number().is_finite() {
            set(node, name, written.clone()).err()
        } else {
            Some(Box::new(Problem::error(
                "",
                format!("\"{name}\" cannot be set to {value}: a finite number is needed"),
            )))
        };
        if let Some(problem) = problem {
            problems.push(problem.at(written.key.place(sources)));
        }
    }
}

#[derive(Clone)]
struct Written {
    key: Span,
    span: Span,
    value: Setting,
}

impl Written {
    fn json(&self) -> Value {
        self.value.json()
    }

    /// The value in the unit of what it is given to.
    fn fitted(self, fit: impl Fn(&Measured) -> Result<f64, Box<Problem>>) -> Result<Self, Box<Problem>> {
        let value = match &self.value {
            Setting::Measured(given) => Setting::Number(fit(given)?),
            other => other.clone(),
        };
        Ok(Self { value, ..self })
    }

    fn node(&self) -> Node {
        Node { key: Some(self.key), span: Some(self.span), content: Content::Scalar(self.json()) }
    }
}

fn set(node: &mut Node, name: &str, number: Written) -> Result<(), Box<Problem>> {
    let parameters: Vec<String> = node
        .get(&["parameters".to_owned()])
        .and_then(Node::object)
        .map(|o| o.keys().cloned().collect())
        .unwrap_or_default();
    if let Some(name) = reading::find(name, parameters.iter().map(String::as_str)) {
        let number = number.fitted(|given| units::of_parameter(node, name, given))?;
        return descend(node, &["parameters", name, "value"].map(str::to_owned), &number, &mut Vec::new());
    }
    let known: Vec<String> = node.object().map(|o| o.keys().cloned().collect()).unwrap_or_default();
    let first = name.split(['.', '[']).next().unwrap_or_default();
    if !known.iter().any(|k| k == first) {
        let valid = parameters.iter().chain(&known).map(String::as_str);
        let meant = words::nearest(name, parameters.iter().map(String::as_str)).map(str::to_owned).or_else(|| {
            let part = words::nearest(first, known.iter().map(String::as_str))?;
            Some(format!("{part}{}", &name[first.len()..]))
        });
        let allowed = if parameters.is_empty() {
            format!("the dotted path of a number or a date, beginning with {}", words::list(valid, "or"))
        } else {
            let names = words::list(parameters.iter().map(String::as_str), "or");
            format!("the name of a parameter ({names}), or the dotted path of a number or a date")
        };
        let problem = Problem::error("", format!("there is no parameter or field \"{name}\""));
        return Err(Box::new(problem.nearest(meant.as_deref()).allowed(allowed)));
    }
    let path = split(node, name);
    let number = number.fitted(|given| units::of_path(node, name, &path, given))?;
    descend(node, &path, &number, &mut Vec::new())
}

/// Cuts a dotted path into steps; a name that holds dots itself is recognised where it exists.
fn split(root: &Node, path: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut here = Some(root);
    let mut rest = path;
    while !rest.is_empty() {
        let whole_name = here.and_then(Node::object).and_then(|fields| {
            fields
                .keys()
                .filter(|k| rest.strip_prefix(k.as_str()).is_some_and(|r| r.is_empty() || r.starts_with(['.', '['])))
                .max_by_key(|k| k.len())
        });
        let length = whole_name.map_or_else(|| rest.find(['.', '[', ']']).unwrap_or(rest.len()), String::len);
        let step = rest[..length].to_owned();
        rest = rest[length..].trim_start_matches(['.', '[', ']']);
        here = here.and_then(|n| n.get(std::slice::from_ref(&step)));
        steps.push(step);
    }
    steps
}

fn descend(node: &mut Node, steps: &[String], number: &Written, path: &mut Vec<String>) -> Result<(), Box<Problem>> {
    let Some((step, rest)) = steps.split_first() else {
        if matches!(node.content, Content::Array(_)) {
            let message = format!("{} is a list; name one of its entries, as in {0}[0].value", words::dotted(path));
            return Err(Box::new(Problem::error(words::dotted(path), message)));
        }
        *node = Node { key: node.key, ..number.node() };
        return Ok(());
    };
    let missing = |names: Vec<&str>, path: &[String]| {
        let whole = words::dotted(path);
        let place = if whole.is_empty() { "the scenario".to_owned() } else { whole.clone() };
        Problem::error(whole, format!("there is no \"{step}\" in {place}"))
            .nearest(words::nearest(step, names.iter().copied()))
            .allowed(words::list(names, "or"))
    };
    match &mut node.content {
        Content::Array(items) => {
            let count = items.len();
            let Some(item) = step.parse::<usize>().ok().and_then(|i| items.get_mut(i)) else {
                let message =
                    format!("{} is a list with the entries [0] to [{}]", words::dotted(path), count.saturating_sub(1));
                return Err(Box::new(Problem::error(words::dotted(path), message)));
            };
            path.push(step.clone());
            descend(item, rest, number, path)
        }
        Content::Object(fields) => {
            let same = is_named(path).then(|| reading::find(step, fields.keys().map(String::as_str))).flatten();
            let step = &same.map_or_else(|| step.clone(), str::to_owned);
            if !fields.contains_key(step) {
                if is_named(path) {
                    return Err(Box::new(missing(fields.keys().map(String::as_str).collect(), path)));
                }
                drop_alternatives(node, &[step]);
            }
            let Some(fields) = node.object_mut() else { return Ok(()) };
            let fresh = Node { content: Content::Object(indexmap::IndexMap::new()), ..number.node() };
            let child = fields.entry(step.clone()).or_insert(fresh);
            if rest.is_empty()
                && let Content::Object(_) = child.content
            {
                // A fresh node or a number in its long form.
                child.content = Content::Scalar(number.json());
                child.key = Some(number.key);
                child.span = Some(number.span);
                return Ok(());
            }
            path.push(step.clone());
            let done = descend(child, rest, number, path);
            path.pop();
            done
        }
        Content::Scalar(_) => {
            let message = format!("{} is a plain value; there is nothing below it to set", words::dotted(path));
            Err(Box::new(Problem::error(words::dotted(path), message)))
        }
    }
}
