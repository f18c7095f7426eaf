//! The form of a scenario: every field known, of the right kind and within its range, none missing.
//!
//! The rules are the JSON Schema itself, so what editors say and what is said here cannot differ. All mistakes are
//! found in one pass; something stands in for a wrong number without which what is around it could not stand, what else
//! is wrong is taken out of the tree, so that the checks of meaning can run on the rest.

use indexmap::IndexMap;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::super::document::{Content, Node, Source, Span};
use super::super::merge::NUMBER;
use super::super::problem::Problem;
use super::super::words;
use super::expected::{accepts, choices, expected, leaves, property, smallest};
use crate::reading::{self, Locale};

/// A number of the scenario and what it may be.
#[derive(Clone, Debug)]
pub(crate) struct NumberAt {
    /// Where it stands.
    pub path: Vec<String>,
    /// Smallest value allowed.
    pub low: f64,
    /// Largest value allowed.
    pub high: f64,
    /// Smallest value above 0 that is allowed.
    pub smallest: f64,
    /// The range and the unit in words.
    pub allowed: String,
}

impl NumberAt {
    /// Whether values up to this one are above 0 and too small to count.
    pub(crate) fn is_tiny(&self, high: f64) -> bool {
        high > 0.0 && high < self.smallest
    }

    /// What is allowed, with the smallest value above 0 where values up to this one were found too small.
    pub(crate) fn allowed_instead_of(&self, high: f64) -> String {
        if !self.is_tiny(high) {
            return self.allowed.clone();
        }
        format!("{}; above 0 at least {}", self.allowed, words::number(self.smallest))
    }
}

/// What the pass over the form yields.
pub(crate) struct Form {
    /// Whether anything is left that can be read.
    pub usable: bool,
    /// The numbers of the scenario.
    pub numbers: Vec<NumberAt>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Where something stands in for what is wrong or missing: what is wrong with that is nobody's mistake.
    pub stand_ins: Vec<Vec<String>>,
}

/// Checks the form of a merged scenario against its schema and takes out what is wrong.
pub(crate) fn check(node: &mut Node, schema: &Value, sources: &[Source]) -> Form {
    let nothing = Map::new();
    let defs = schema.get("$defs").and_then(Value::as_object).unwrap_or(&nothing);
    let (problems, numbers, stand_ins) = (Vec::new(), Vec::new(), Vec::new());
    let mut walk = Walk { defs, sources, problems, numbers, stand_ins, path: Vec::new(), within_number: false };
    let usable = walk.node(node, schema);
    Form { usable, numbers: walk.numbers, problems: walk.problems, stand_ins: walk.stand_ins }
}

/// Largest size of any number.
const LARGEST: f64 = 1e15;

/// Root fields that no check of meaning needs: where they are missing, the checks go on.
const DISPENSABLE: [&str; 2] = ["title", "currency"];

struct Walk<'a> {
    defs: &'a Map<String, Value>,
    sources: &'a [Source],
    problems: Vec<Problem>,
    numbers: Vec<NumberAt>,
    stand_ins: Vec<Vec<String>>,
    path: Vec<String>,
    /// Whether the walk is within a number that is written as an object, such as a distribution.
    within_number: bool,
}

impl<'a> Walk<'a> {
    fn tell(&mut self, span: Option<Span>, problem: Problem) -> bool {
        self.problems.push(problem.at(span.and_then(|s| s.place(self.sources))));
        false
    }

    /// The name of the field at hand, as messages say it.
    fn name(&self) -> String {
        self.path.last().map_or("the scenario".to_owned(), |step| match step.parse::<usize>() {
            Ok(i) => format!("entry {} of the list", i + 1),
            Err(_) => format!("\"{step}\""),
        })
    }

    /// A value that is not what is allowed.
    fn refuse(&mut self, node: &Node, hint: &str, allowed: String) -> bool {
        let found = words::found(node);
        let message = format!("{} cannot be {found}{hint}", self.name());
        let problem = Problem::error(words::dotted(&self.path), message).found(found).allowed(allowed);
        self.tell(node.span, problem)
    }

    fn step(&mut self, name: impl Into<String>, node: &mut Node, schema: &'a Value) -> bool {
        self.path.push(name.into());
        let usable = self.node(node, schema);
        self.path.pop();
        usable
    }

    /// Puts something in the place of a field or an entry that is wrong or missing, so that what stands around it is
    /// checked all the same: 1, or the nearest number that is allowed; in lists also a text. Parameters and
    /// distributions, whose numbers hang together, fall as a whole.
    fn stand_in(&mut self, name: &str, (key, span): (Option<Span>, Option<Span>), schema: &Value) -> Option<Node> {
        if self.within_number || self.path.first().is_none_or(|section| section == "parameters") {
            return None;
        }
        let leaves = leaves(schema, self.defs);
        let numeric = leaves.iter().find(|leaf| accepts(leaf, "number") || accepts(leaf, "integer"));
        let is_step = |step: &str| step.parse::<usize>().is_ok();
        let in_list = is_step(name) || self.path.last().is_some_and(|step| is_step(step));
        let text = leaves.iter().any(|leaf| accepts(leaf, "string") && choices(leaf).is_empty() && !is_date(leaf));
        let value = match numeric {
            // Lists of numbers hang together, as those of a distribution do.
            Some(_) if is_step(name) => return None,
            Some(leaf) => {
                let bound = |name: &str| leaf.get(name).and_then(Value::as_f64);
                let x = bound("minimum").map_or(1.0, |least| least.max(1.0));
                let x = bound("maximum").map_or(x, |most| most.min(x));
                #[allow(clippy::cast_possible_truncation, reason = "small whole numbers")]
                if accepts(leaf, "number") { Value::from(x) } else { Value::from(x as i64) }
            }
            None if in_list && text => Value::from(""),
            None => return None,
        };
        self.stand_ins.push([self.path.as_slice(), &[name.to_owned()]].concat());
        Some(Node { key, span, content: Content::Scalar(value) })
    }

    /// Puts something in the place of a wrong value, if anything can stand there.
    fn replaced(&mut self, name: &str, value: &mut Node, schema: &Value) -> bool {
        let other = self.stand_in(name, (value.key, value.span), schema);
        other.map(|other| *value = other).is_some()
    }

    /// Whether the node can be used as the schema says.
    fn node(&mut self, node: &mut Node, schema: &'a Value) -> bool {
        let leaves = leaves(schema, self.defs);
        let numeric = leaves.iter().find(|l| is_plain_number(l)).copied();
        let long_form = leaves.iter().find(|l| is_number_object(l)).copied();
        if let (Some(plain), Some(_), false) = (numeric, long_form, matches!(node.content, Content::Array(_))) {
            let low = plain.get("minimum").and_then(Value::as_f64).unwrap_or(f64::NEG_INFINITY);
            let high = plain.get("maximum").and_then(Value::as_f64).unwrap_or(f64::INFINITY);
            let allowed = plain.get("title").and_then(Value::as_str).unwrap_or("any number").to_owned();
            self.numbers.push(NumberAt { path: self.path.clone(), low, high, smallest: smallest(plain), allowed });
        }
        match &mut node.content {
            Content::Scalar(Value::Number(_)) => self.number(node, &leaves),
            Content::Scalar(Value::String(_)) => self.text(node, &leaves),
            Content::Scalar(_) => {
                let kind = if node.is_null() { "null" } else { "boolean" };
                if leaves.iter().any(|l| accepts(l, kind)) { true } else { self.wrong_kind(node, &leaves) }
            }
            Content::Array(_) => match leaves.iter().find(|l| accepts(l, "array")) {
                Some(leaf) => self.array(node, leaf),
                None => self.wrong_kind(node, &leaves),
            },
            Content::Object(_) => {
                let objects: Vec<&Value> = leaves.iter().filter(|l| accepts(l, "object")).copied().collect();
                match objects.as_slice() {
                    [] => self.wrong_kind(node, &leaves),
                    [only] if leaves.iter().all(|l| choices(l).is_empty()) => {
                        let usable = self.object(node, only);
                        match (numeric, node.object_mut().and_then(|fields| fields.get_mut("value"))) {
                            (Some(plain), Some(value)) if usable && is_number_object(only) => {
                                self.path.push("value".to_owned());
                                let usable = self.number(value, &[plain]);
                                self.path.pop();
                                usable
                            }
                            _ => usable,
                        }
                    }
                    tagged => self.tagged(node, tagged, &leaves),
                }
            }
        }
    }

    fn wrong_kind(&mut self, node: &Node, leaves: &[&Value]) -> bool {
        let quoted = node.text().is_some_and(|t| reading::value(t, Locale::UNDECLARED).is_ok());
        let numeric = leaves.iter().any(|l| accepts(l, "number") || accepts(l, "integer"));
        let hint = match &node.content {
            _ if quoted && numeric => " (a number is written without quotes)".to_owned(),
            Content::Scalar(Value::Number(days)) if leaves.iter().any(|leaf| is_date(leaf)) => day_hint(days),
            _ => String::new(),
        };
        self.refuse(node, &hint, expected(leaves))
    }

    fn number(&mut self, node: &Node, leaves: &[&Value]) -> bool {
        let Content::Scalar(value) = &node.content else { return true };
        let fitting = leaves.iter().find(|l| accepts(l, "number") || accepts(l, "integer"));
        let (Some(leaf), Some(x)) = (fitting, value.as_f64()) else { return self.wrong_kind(node, leaves) };
        let bound = |name: &str| leaf.get(name).and_then(Value::as_f64);
        let whole_number_wanted = !accepts(leaf, "number");
        let too_large = whole_number_wanted && x > f64::from(u32::MAX);
        let not_whole = whole_number_wanted && !(value.is_u64() || value.is_i64());
        if not_whole || too_large || bound("minimum").is_some_and(|b| x < b) || bound("maximum").is_some_and(|b| x > b)
        {
            let hint = if x.abs() > LARGEST { " (at most 1e15)" } else { "" };
            return self.refuse(node, hint, expected(&[leaf]));
        }
        let smallest = smallest(leaf);
        if x > 0.0 && x < smallest {
            let least = format!("{}; above 0 at least {}", expected(&[leaf]), words::number(smallest));
            return self.refuse(node, " (too small to count; write 0 for nothing)", least);
        }
        true
    }

    fn text(&mut self, node: &Node, leaves: &[&Value]) -> bool {
        let Some(text) = node.text() else { return true };
        let named: Vec<&str> = leaves.iter().flat_map(|l| choices(l)).collect();
        let free = leaves.iter().find(|l| accepts(l, "string") && choices(l).is_empty());
        if let Some(leaf) = free {
            let is_date = is_date(leaf);
            return match reading::date(text, Locale::UNDECLARED) {
                Err(error) if is_date && error.depends_on_locale() => {
                    self.refuse(node, &format!(" ({error})"), expected(&[leaf]))
                }
                Err(_) if is_date => self.refuse(node, "", expected(&[leaf])),
                _ => true,
            };
        }
        if named.is_empty() {
            return self.wrong_kind(node, leaves);
        }
        if named.contains(&text) {
            return true;
        }
        let problem = Problem::error(words::dotted(&self.path), format!("{} cannot be \"{text}\"", self.name()))
            .nearest(words::nearest(text, named.iter().copied()))
            .found(words::found(node))
            .allowed(expected(leaves));
        self.tell(node.span, problem)
    }

    fn array(&mut self, node: &mut Node, leaf: &'a Value) -> bool {
        let least = leaf.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        let Content::Array(items) = &mut node.content else { return true };
        if (items.len() as u64) < least {
            return self.refuse(node, " without entries", expected(&[leaf]));
        }
        let Some(schema) = leaf.get("items") else { return true };
        let mut usable = true;
        for (i, item) in items.iter_mut().enumerate() {
            let i = i.to_string();
            // Taking out one entry would shift the places of the others.
            usable &= self.step(i.as_str(), item, schema) || self.replaced(&i, item, schema);
        }
        usable
    }

    /// One of several alternatives, each with its key.
    fn tagged(&mut self, node: &mut Node, objects: &[&'a Value], leaves: &[&Value]) -> bool {
        let tags: Vec<&str> = objects.iter().filter_map(|l| property(l).map(|p| p.0)).collect();
        let Some(fields) = node.object_mut() else { return true };
        let keys: Vec<String> = fields.keys().cloned().collect();
        let field = words::dotted(&self.path);
        let allowed = expected(leaves);
        if let [key] = keys.as_slice() {
            let schema = objects.iter().filter_map(|l| property(l)).find(|p| p.0 == key).map(|p| p.1);
            let Some(value) = fields.get_mut(key) else { return true };
            if let Some(schema) = schema {
                return self.step(key, value, schema) || self.replaced(key, value, schema);
            }
            let problem = Problem::error(field, format!("unknown choice \"{key}\""))
                .nearest(words::nearest(key, tags.iter().copied()))
                .found(format!("\"{key}\""))
                .allowed(allowed);
            return self.tell(value.key, problem);
        }
        let found = words::list(keys.iter().map(String::as_str), "and");
        let message = if keys.is_empty() {
            "this object is empty".to_owned()
        } else {
            format!("found {found} side by side, where exactly one is allowed")
        };
        let span = fields.values().nth(1).and_then(|n| n.key).or(node.span);
        self.tell(span, Problem::error(field, message).found(found).allowed(allowed))
    }

    fn object(&mut self, node: &mut Node, leaf: &'a Value) -> bool {
        let nothing = Map::new();
        let known = leaf.get("properties").and_then(Value::as_object);
        let others = leaf.get("additionalProperties").filter(|s| s.is_object());
        let required: Vec<&str> =
            leaf.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let (key, span) = (node.key, node.span);
        let Some(fields) = node.object_mut() else { return true };
        let mut usable = true;
        let outer = self.within_number;
        self.within_number |= is_number_object(leaf);
        let mut kept = IndexMap::new();
        let names: Vec<String> = fields.keys().cloned().collect();
        for (mut name, mut value) in std::mem::take(fields) {
            let mut schema = known.and_then(|k| k.get(&name)).or(others);
            if schema.is_none() {
                let meant = self.unknown(&name, &value, known.unwrap_or(&nothing)).filter(|m| !names.contains(m));
                schema = meant.as_ref().and_then(|m| known.and_then(|k| k.get(m)));
                name = meant.unwrap_or(name);
            }
            if others.is_some() && name.trim().is_empty() {
                let problem = Problem::error(words::dotted(&self.path), "a name must not be empty");
                self.tell(value.key, problem);
                schema = None;
            }
            let Some(schema) = schema else { continue };
            let needed = required.contains(&name.as_str());
            let keyed = known.is_none_or(|known| !known.contains_key(&name));
            if self.step(name.as_str(), &mut value, schema)
                || ((needed || keyed) && self.replaced(&name, &mut value, schema))
            {
                kept.insert(name, value);
            } else if needed || is_number_object(leaf) {
                usable = false;
                kept.insert(name, value); // it is wrong, not missing
            }
        }
        self.within_number = outer;
        *fields = kept;
        for name in required {
            if fields.contains_key(name) {
                continue;
            }
            let schema = known.and_then(|known| known.get(name));
            if self.path.is_empty() && DISPENSABLE.contains(&name) {
                fields.insert(name.to_owned(), Node::from_value(Value::from("EUR")));
            } else if let Some(other) = schema.and_then(|schema| self.stand_in(name, (key, span), schema)) {
                fields.insert(name.to_owned(), other);
            } else {
                usable = false;
            }
            self.path.push(name.to_owned());
            let field = words::dotted(&self.path);
            self.path.pop();
            let mut problem = Problem::error(field, format!("the field \"{name}\" is missing"));
            if let Some(schema) = schema {
                problem = problem.allowed(expected(&leaves(schema, self.defs)));
            }
            self.tell(key.or(span), problem);
        }
        if is_number_object(leaf) { self.exactly_one(node, leaf, usable) } else { usable }
    }

    /// An unknown field; the known one that was probably meant.
    fn unknown(&mut self, name: &str, value: &Node, known: &Map<String, Value>) -> Option<String> {
        let meant = words::nearest(name, known.keys().map(String::as_str)).map(str::to_owned);
        self.path.push(name.to_owned());
        let problem = Problem::error(words::dotted(&self.path), format!("unknown field \"{name}\""))
            .nearest(meant.as_deref())
            .found(format!("\"{name}\""))
            .allowed(words::list(known.keys().map(String::as_str), "or"));
        self.path.pop();
        self.tell(value.key, problem);
        meant
    }

    /// A number in an object is exactly one of a value, a parameter or a distribution.
    fn exactly_one(&mut self, node: &Node, leaf: &Value, usable: bool) -> bool {
        let Some(fields) = node.object() else { return usable };
        let ways: Vec<&str> = fields.keys().map(String::as_str).filter(|k| NUMBER.contains(k)).collect();
        if ways.len() == 1 || (!usable && ways.is_empty()) {
            return usable;
        }
        let message = if ways.is_empty() {
            "this number has no value".to_owned()
        } else {
            format!("found {} side by side, where exactly one is allowed", words::list(ways.iter().copied(), "and"))
        };
        let span = ways.get(1).and_then(|k| fields.get(*k)).and_then(|n| n.key).or(node.key).or(node.span);
        let problem = Problem::error(words::dotted(&self.path), message).allowed(expected(&[leaf]));
        self.tell(span, problem)
    }
}

fn is_date(leaf: &Value) -> bool {
    leaf.get("format").and_then(Value::as_str) == Some("date")
}

/// What a number in place of a date may be: spreadsheets count days.
fn day_hint(days: &serde_json::Number) -> String {
    const FROM: Date = jiff::civil::date(1899, 12, 30);
    let found = days.as_i64().filter(|days| (20_000..80_000).contains(days));
    let found = found.and_then(|days| FROM.checked_add(days.days()).ok());
    found.map_or(String::new(), |date| format!(" (a date is not a number; as spreadsheets count days, it is {date})"))
}

fn is_plain_number(leaf: &Value) -> bool {
    accepts(leaf, "number")
}

fn is_number_object(leaf: &Value) -> bool {
    leaf.get("properties").is_some_and(|p| p.get("parameter").is_some() && p.get("lognormal").is_some())
}
