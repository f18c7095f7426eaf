//! What is wrong with what a pack means: dates out of order, countries that are none, entries that are written twice. It
//! is read from the file as it is written, so that it is told together with what is wrong in its form.

use jiff::civil::Date;

use super::super::document::{Content, Node, Span};
use super::super::problem::Problem;
use super::lay::control;
use crate::reading::{countries_like, is_country};

/// Pairs of dates of which the second must not be before the first, and what the first is.
const IN_ORDER: [(&str, &str, &str); 3] = [
    ("in_force", "until", "the first day on which it holds"),
    ("suspended.from", "suspended.until", "the first day of the suspension"),
    ("announced", "suspended.from", "the day on which the rule was announced"),
];

/// Fields that hold a country, or a list of them.
const COUNTRIES: [&str; 5] =
    ["authority.country", "refuses.destinations", "refuses.listed.country", "watches.country", "bars.made_in"];

/// Lists in which nothing is written twice.
const LISTS: [&str; 6] = [
    "controls",
    "refuses.substances",
    "refuses.destinations",
    "named_exporters.substances",
    "bars.made_in",
    "bars.substances",
];

/// All of it, each with its place.
pub(super) fn wrong(pack: &Node) -> Vec<(Problem, Span)> {
    let mut wrong = Vec::new();
    let mut tell = |problem: Problem, at: &Node| wrong.extend(at.span.or(at.key).map(|span| (problem, span)));
    for (first, then, what) in IN_ORDER {
        if let (Some((_, first)), Some((at, then_day))) = (day(pack, first), day(pack, then))
            && then_day < first
        {
            tell(Problem::error(then, format!("{then_day} is before {first}, {what}")), at);
        }
    }
    if let (Some((at, from)), Some((_, until))) = (day(pack, "suspended.from"), day(pack, "until"))
        && from > until
    {
        tell(Problem::error("suspended.from", format!("{from} is after {until}, the last day on which it holds")), at);
    }
    let mut before: Option<Date> = None;
    for (i, step) in items(pack, "quota.tonnes_per_month") {
        let Some((at, from)) = day(step, "from") else { continue };
        if let Some(before) = before.filter(|before| *before >= from) {
            let text = format!("steps must be in order of date: {from} comes after {before}");
            tell(Problem::error(format!("quota.tonnes_per_month[{i}].from"), text), at);
        }
        before = Some(from);
    }
    for field in COUNTRIES {
        let one = at(pack, field).filter(|node| node.text().is_some()).map(|node| (field.to_owned(), node));
        let several = items(pack, field).into_iter().map(|(i, node)| (format!("{field}[{i}]"), node));
        for (field, node) in one.into_iter().chain(several) {
            let Some(name) = node.text().filter(|name| !is_country(name)) else { continue };
            let code = name.trim().to_uppercase();
            let like = countries_like(name);
            let meant = is_country(&code).then_some(code.as_str()).or(like.first().map(|(code, _)| *code));
            let problem = Problem::error(field, format!("\"{name}\" is no country")).nearest(meant);
            tell(problem.found(format!("\"{name}\"")).allowed("two capital letters, as in CN"), node);
        }
    }
    for field in LISTS {
        let entries: Vec<_> = items(pack, field).into_iter().map(|(i, node)| (i, node, control(node))).collect();
        for (i, node, entry) in &entries {
            let before = entries[..*i].iter().any(|(_, _, other)| other == entry);
            if let Some(entry) = entry.as_ref().filter(|_| before) {
                tell(Problem::error(format!("{field}[{i}]"), format!("{entry} is on the list twice")), node);
            }
        }
    }
    wrong
}

/// What is written in a field.
fn at<'a>(pack: &'a Node, field: &str) -> Option<&'a Node> {
    pack.get(&field.split('.').map(str::to_owned).collect::<Vec<_>>())
}

/// The date in a field, and where it is.
fn day<'a>(pack: &'a Node, field: &str) -> Option<(&'a Node, Date)> {
    let at = at(pack, field)?;
    Some((at, at.text()?.parse().ok()?))
}

/// The entries of a list, with their places.
fn items<'a>(pack: &'a Node, field: &str) -> Vec<(usize, &'a Node)> {
    match at(pack, field).map(|list| &list.content) {
        Some(Content::Array(items)) => items.iter().enumerate().collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::find::parsed;
    use std::path::Path;

    /// What is told of a pack with some more fields.
    fn told(more: &str) -> Vec<String> {
        let text = format!(
            r#"{{ "id": "own", "title": "t", "number": "1", "authority": {{ "title": "x", "country": "CN" }},
            "announced": "2026-01-10", "in_force": "2026-02-01", "sources": ["s"], "confidence": "reported", {more} }}"#
        );
        let mut problems = Vec::new();
        parsed(Path::new("own.json"), &text, &mut Vec::new(), &mut problems);
        problems.into_iter().map(|problem| format!("{}: {}", problem.field, problem.message)).collect()
    }

    #[test]
    fn countries_are_told_at_their_entries_beside_what_is_wrong_in_form() {
        let all = told(
            r#""refuses": { "destinations": ["US", "UK"], "end_use": "military",
                "listed": { "firms": 3, "country": "Japan", "who": "x" } },
            "bars": { "made_in": ["Chinaa", "CN"], "substances": ["Dy"] }"#,
        );
        for said in [
            "refuses.end_use: \"end_use\" cannot be \"military\"",
            "refuses.destinations[1]: \"UK\" is no country — did you mean \"GB\"?",
            "refuses.listed.country: \"Japan\" is no country — did you mean \"JP\"?",
            "bars.made_in[0]: \"Chinaa\" is no country",
        ] {
            assert!(all.iter().any(|told| told.starts_with(said)), "{said}: {all:#?}");
        }
        assert_eq!(all.len(), 4, "{all:#?}");
    }

    #[test]
    fn dates_that_cannot_be_and_entries_that_are_there_twice_are_told() {
        let pause = r#""suspended": { "from": "2026-07-01", "until": "2026-08-01", "announced": "2026-02-15",
            "by": "x", "source": "y" }, "until": "2026-06-01""#;
        assert_eq!(told(pause), ["suspended.from: 2026-07-01 is after 2026-06-01, the last day on which it holds"]);
        let step = |from: &str| format!(r#"{{ "from": "{from}", "tonnes": 5, "source": "s" }}"#);
        let quota = format!(
            r#""quota": {{ "substance": "Dy", "tonnes_per_month": [{}, {0}, {}] }}"#,
            step("2026-04-01"),
            step("2026-03-01")
        );
        assert_eq!(
            told(&quota),
            [
                "quota.tonnes_per_month[1].from: steps must be in order of date: 2026-04-01 comes after 2026-04-01",
                "quota.tonnes_per_month[2].from: steps must be in order of date: 2026-03-01 comes after 2026-04-01"
            ]
        );
        let twice = r#""controls": ["Dy", { "sum_of": ["Dy", "Tb"], "above_share": 0.1 }, "Dy",
            { "sum_of": ["Tb", "Dy"], "above_share": 0.1 }]"#;
        assert_eq!(
            told(twice),
            ["controls[2]: Dy is on the list twice", "controls[3]: Tb + Dy above 10 % is on the list twice"]
        );
    }
}
