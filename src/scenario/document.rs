//! A scenario file as a tree in which every value knows where it was written.

use std::path::PathBuf;

use indexmap::IndexMap;
use jsonc_parser::ast;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, ParseStringErrorKind, parse_to_ast};
use serde_json::Value;

use super::problem::{Lines, Place, Problem};
use crate::reading::composed;

/// A text that was read.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The file as it was named.
    pub path: PathBuf,
    /// What it holds.
    pub text: String,
    /// Where its lines begin.
    lines: Lines,
}

impl Source {
    /// A text and where it came from.
    pub(crate) fn new(path: PathBuf, text: String) -> Self {
        let lines = Lines::of(&text);
        Self { path, text, lines }
    }

    /// The place of some of its bytes.
    pub(crate) fn place(&self, start: usize, end: usize) -> Place {
        Place::within(&self.path, &self.text, &self.lines, start, end)
    }
}

/// A range of bytes in one of the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Index of the source.
    pub source: usize,
    /// First byte.
    pub start: usize,
    /// First byte behind.
    pub end: usize,
}

impl Span {
    /// The place that people are told.
    pub(crate) fn place(self, sources: &[Source]) -> Option<Place> {
        sources.get(self.source).map(|s| s.place(self.start, self.end))
    }
}

/// A value and where it was written.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The key before it.
    pub key: Option<Span>,
    /// The value itself.
    pub span: Option<Span>,
    /// What it is.
    pub content: Content,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// A number, text, true, false or null.
    Scalar(Value),
    /// A list.
    Array(Vec<Node>),
    /// Keys and values, in the order of the file.
    Object(IndexMap<String, Node>),
}

impl Node {
    /// A tree without places.
    pub(crate) fn from_value(value: Value) -> Self {
        let content = match value {
            Value::Array(items) => Content::Array(items.into_iter().map(Self::from_value).collect()),
            Value::Object(fields) => {
                Content::Object(fields.into_iter().map(|(k, v)| (k, Self::from_value(v))).collect())
            }
            scalar => Content::Scalar(scalar),
        };
        Self { key: None, span: None, content }
    }

    /// The plain value.
    pub(crate) fn to_value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::Array(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Content::Object(fields) => Value::Object(fields.iter().map(|(k, v)| (k.clone(), v.to_value())).collect()),
        }
    }

    /// The fields, if it is an object.
    pub(crate) fn object(&self) -> Option<&IndexMap<String, Node>> {
        if let Content::Object(fields) = &self.content { Some(fields) } else { None }
    }

    /// The fields, if it is an object.
    pub(crate) fn object_mut(&mut self) -> Option<&mut IndexMap<String, Node>> {
        if let Content::Object(fields) = &mut self.content { Some(fields) } else { None }
    }

    /// The text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Content::Scalar(Value::String(text)) = &self.content { Some(text) } else { None }
    }

    /// Whether it is null.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self.content, Content::Scalar(Value::Null))
    }

    /// The node at the end of a path; a step into a list is its index.
    pub(crate) fn get(&self, path: &[String]) -> Option<&Node> {
        path.iter().try_fold(self, |node, step| match &node.content {
            Content::Object(fields) => fields.get(step),
            Content::Array(items) => step.parse::<usize>().ok().and_then(|i| items.get(i)),
            Content::Scalar(_) => None,
        })
    }

    /// The node at the end of a dotted path (`a.b[2].c`), or the last one on the way to it.
    pub(crate) fn around(&self, field: &str) -> &Node {
        let next = |rest: &str| {
            let step = match &self.content {
                Content::Object(fields) => {
                    fields.keys().filter(|key| is_step(rest, key)).max_by_key(|key| key.len())?
                }
                Content::Array(_) => {
                    return rest.strip_prefix('[')?.split_once(']').map(|(at, rest)| (at.to_owned(), rest.len()));
                }
                Content::Scalar(_) => return None,
            };
            // Keys that are whole numbers stand in brackets.
            let length = if rest.starts_with(step.as_str()) { step.len() } else { step.len() + 2 };
            Some((step.clone(), rest.len().saturating_sub(length)))
        };
        let rest = field.trim_start_matches('.');
        match next(rest).and_then(|(step, left)| Some((self.get(&[step])?, &rest[rest.len() - left..]))) {
            Some((below, rest)) => below.around(rest),
            None => self,
        }
    }

    /// Takes out every null: it stands for nothing given.
    pub(crate) fn without_nulls(mut self) -> Self {
        if let Content::Object(fields) = self.content {
            let kept = fields.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, v.without_nulls()));
            self.content = Content::Object(kept.collect());
        }
        self
    }
}

/// Whether a dotted path begins with a key.
fn is_step(path: &str, key: &str) -> bool {
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(['.', '[']);
    path.strip_prefix(key).is_some_and(ends) || path.strip_prefix(&format!("[{key}]")).is_some_and(ends)
}

/// Reads JSON with comments and trailing commas. The problems: broken JSON stops the reading; a key given twice does
/// not.
pub(crate) fn parse(source: &Source, index: usize, problems: &mut Vec<Problem>) -> Option<Node> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let whole = |start, end| source.place(start, end);
    match parse_to_ast(&source.text, &CollectOptions::default(), &options) {
        Ok(parsed) => {
            let Some(value) = parsed.value else {
                let message = "the file is empty: a scenario is a JSON object, { … }";
                problems.push(Problem::error("", message).at(Some(whole(0, 0))));
                return None;
            };
            Some(Reader { source, index, problems }.node(None, &value))
        }
        Err(error) => {
            let range = error.range();
            let message = format!("this is not valid JSON: {}", plain_words(&error));
            problems.push(Problem::error("", message).at(Some(whole(range.start, range.end))));
            None
        }
    }
}

struct Reader<'a> {
    source: &'a Source,
    index: usize,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn span(&self, range: jsonc_parser::common::Range) -> Span {
        Span { source: self.index, start: range.start, end: range.end }
    }

    fn complain(&mut self, span: Span, message: String) {
        let place = self.source.place(span.start, span.end);
        self.problems.push(Problem::error("", message).at(Some(place)));
    }

    fn node(&mut self, key: Option<Span>, value: &ast::Value) -> Node {
        let (range, content) = match value {
            ast::Value::StringLit(x) => (x.range, Content::Scalar(Value::String(composed(&x.value)))),
            ast::Value::BooleanLit(x) => (x.range, Content::Scalar(Value::Bool(x.value))),
            ast::Value::NullKeyword(x) => (x.range, Content::Scalar(Value::Null)),
            ast::Value::NumberLit(x) => {
                let number = serde_json::from_str(x.value).ok().filter(serde_json::Value::is_number);
                if number.is_none() {
                    let large = x.value.parse::<f64>().is_ok_and(f64::is_infinite);
                    let why = if large { "is too large for a number" } else { "is not a number as JSON writes it" };
                    self.complain(self.span(x.range), format!("`{}` {why}", x.value));
                }
                (x.range, Content::Scalar(number.unwrap_or_else(|| Value::from(0))))
            }
            ast::Value::Array(x) => {
                (x.range, Content::Array(x.elements.iter().map(|item| self.node(None, item)).collect()))
            }
            ast::Value::Object(x) => {
                let mut fields = IndexMap::with_capacity(x.properties.len());
                for property in &x.properties {
                    let (ast::ObjectPropName::String(ast::StringLit { range, .. })
                    | ast::ObjectPropName::Word(ast::WordLit { range, .. })) = &property.name;
                    let key = self.span(*range);
                    let node = self.node(Some(key), &property.value);
                    let name = composed(property.name.as_str());
                    if fields.contains_key(&name) {
                        self.complain(key, format!("\"{name}\" is given twice in the same object"));
                    } else {
                        fields.insert(name, node);
                    }
                }
                (x.range, Content::Object(fields))
            }
        };
        Node { key, span: Some(self.span(range)), content }
    }
}

fn plain_words(error: &ParseError) -> &'static str {
    match error.kind() {
        ParseErrorKind::BareDecimalPointNumbersNotAllowed => {
            "a number needs a digit before and after its decimal point (0.5, not .5)"
        }
        ParseErrorKind::ExpectedColonAfterObjectKey => "a colon is missing between this name and its value",
        ParseErrorKind::ExpectedObjectValue => "a value is missing after the colon",
        ParseErrorKind::ExpectedDigit | ParseErrorKind::ExpectedDigitFollowingNegativeSign => "a digit is missing here",
        ParseErrorKind::ExpectedPlusMinusOrDigitInNumberLiteral => "the exponent of this number is incomplete",
        ParseErrorKind::ExpectedStringObjectProperty => "names must be in double quotes (\"name\": …)",
        ParseErrorKind::HexadecimalNumbersNotAllowed => "hexadecimal numbers are not allowed",
        ParseErrorKind::ExpectedComma => "a comma is missing here",
        ParseErrorKind::MultipleRootJsonValues => {
            "there is more text after the end of the scenario (one closing bracket too many?)"
        }
        ParseErrorKind::NonFiniteNumbersNotAllowed => "NaN and Infinity are not allowed",
        ParseErrorKind::SingleQuotedStringsNotAllowed => "text must be in double quotes, not single ones",
        ParseErrorKind::String(ParseStringErrorKind::UnterminatedStringLiteral) => {
            "the closing double quote is missing"
        }
        ParseErrorKind::String(_) => {
            "this text has an escape that JSON does not know (write a backslash twice, as in \\\\)"
        }
        ParseErrorKind::UnaryPlusNumbersNotAllowed => "a number is written without a plus sign",
        ParseErrorKind::UnexpectedCloseBrace => "this closing brace } does not belong here (a value is missing?)",
        ParseErrorKind::UnexpectedCloseBracket => "this closing bracket ] does not belong here (a value is missing?)",
        ParseErrorKind::UnexpectedColon => "this colon does not belong here",
        ParseErrorKind::UnexpectedComma => "this comma does not belong here (one too many?)",
        ParseErrorKind::UnexpectedTokenInObject => {
            "a name in double quotes is expected here (a comma too many, or one missing?)"
        }
        ParseErrorKind::UnexpectedWord => {
            "this word must be in double quotes (only true, false and null are written bare)"
        }
        ParseErrorKind::UnterminatedArray => "this [ is never closed",
        ParseErrorKind::UnterminatedObject => "this { is never closed",
        ParseErrorKind::UnterminatedCommentBlock => "this comment is never closed with */",
        ParseErrorKind::NestingDepthExceeded => "the brackets are nested too deeply",
        _ => "this does not belong here (text is written in double quotes; NaN and Infinity are not allowed)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Value>, Vec<String>) {
        let source = Source::new("x.json".into(), text.to_owned());
        let mut problems = Vec::new();
        let node = parse(&source, 0, &mut problems);
        let told = problems.iter().map(|p| {
            let place = p.place.as_ref().map_or((0, 0), |x| (x.line, x.column));
            format!("{}:{} {}", place.0, place.1, p.message)
        });
        (node.map(|n| n.to_value()), told.collect())
    }

    #[test]
    fn comments_and_trailing_commas_are_read() {
        let (value, problems) = read("// one\n{ \"a\": [1, 2.5e1,], /* two */ \"b\": null, }");
        assert_eq!(value, Some(serde_json::json!({ "a": [1, 25.0], "b": null })));
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn a_dotted_path_leads_to_its_node_or_to_what_is_around_it() {
        let tree = Node::from_value(serde_json::json!({ "a": { "x.y": { "4711": [1, { "b": 2 }] }, "x": 5 } }));
        let at = |field: &str| tree.around(field).to_value();
        assert_eq!(at("a.x.y[4711][1].b"), serde_json::json!(2));
        assert_eq!(at("a.x.gone"), serde_json::json!(5));
        assert_eq!(at("a.x.y[4711][7].b"), serde_json::json!([1, { "b": 2 }]));
        assert_eq!(at("nothing"), tree.to_value());
    }

    #[test]
    fn everything_else_is_refused_in_plain_words() {
        for (text, wanted) in [
            ("{\n \"a\": 1\n \"b\": 2}", "2:8 this is not valid JSON: a comma is missing here"),
            ("{'a': 1}", "1:2 this is not valid JSON: text must be in double quotes, not single ones"),
            ("{a: 1}", "1:2 this is not valid JSON: names must be in double quotes (\"name\": …)"),
            (
                "{\"a\": NaN}",
                "1:7 this is not valid JSON: this does not belong here (text is written in double quotes; NaN and Infinity are not allowed)",
            ),
            (
                "{\"a\": [1, 2}",
                "1:12 this is not valid JSON: this closing brace } does not belong here (a value is missing?)",
            ),
            ("{\"a\": 1", "1:1 this is not valid JSON: this { is never closed"),
            ("{\"a\" 1}", "1:6 this is not valid JSON: a colon is missing between this name and its value"),
            (
                "{\"a\": 1}}",
                "1:9 this is not valid JSON: there is more text after the end of the scenario (one closing bracket too many?)",
            ),
            ("  // nothing\n", "1:1 the file is empty: a scenario is a JSON object, { … }"),
            ("{\"a\": 1,\n \"a\": 2}", "2:2 \"a\" is given twice in the same object"),
            ("{\"a\": 1e999}", "1:7 `1e999` is too large for a number"),
            ("{\"M\u{fc}ller\": 1, \"Mu\u{308}ller\": 2}", "1:15 \"Müller\" is given twice in the same object"),
        ] {
            assert_eq!(read(text).1, [wanted], "for {text}");
        }
    }
}
