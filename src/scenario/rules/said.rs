//! What a scenario says of a pack that it names: names that it must have, fields that do nothing, packs that exclude each
//! other.

use super::super::document::{Content, Node, Span};
use super::super::problem::Problem;
use super::super::words;
use super::PackWith;
use super::pack::Pack;

/// Fields that name something of the scenario, where that is, and what it is called.
const NAMES: [(&str, &str, &str); 4] = [
    ("authority", "authorities", "authority"),
    ("sites", "sites", "site"),
    ("share_of_output", "sites", "site"),
    ("share_of_quota", "materials", "material"),
];

/// Names in an entry of `rules` that the scenario does not have, each with its place.
pub(super) fn unknown_names(scenario: &Node, (field, entry): (&str, &Node)) -> Vec<(Problem, Option<Span>)> {
    let mut unknown = Vec::new();
    for (part, section, kind) in NAMES {
        let known = scenario.get(&[section.to_owned()]).and_then(Node::object);
        let known: Vec<&str> = known.into_iter().flat_map(|known| known.keys()).map(String::as_str).collect();
        let Some(written) = entry.get(&[part.to_owned()]) else { continue };
        let at = format!("{field}.{part}");
        let names: Vec<(String, &str, Option<Span>)> = match &written.content {
            Content::Array(items) => {
                let named = items.iter().enumerate().filter_map(|(i, item)| Some((i, item.text()?, item.span)));
                named.map(|(i, name, span)| (format!("{at}[{i}]"), name, span)).collect()
            }
            Content::Object(fields) => {
                fields.iter().map(|(name, value)| (format!("{at}.{name}"), name.as_str(), value.key)).collect()
            }
            Content::Scalar(_) => written.text().map(|name| (at, name, written.span)).into_iter().collect(),
        };
        for (at, name, span) in names.into_iter().filter(|(_, name, _)| !known.contains(name)) {
            let problem = Problem::error(at, format!("unknown {kind} \"{name}\""))
                .nearest(words::nearest(name, known.iter().copied()))
                .found(format!("\"{name}\""))
                .allowed(words::list(known.iter().copied(), "or"));
            unknown.push((problem, span));
        }
    }
    unknown
}

/// Fields that a pack has no use for, each with the reason.
pub(super) fn idle(pack: &Pack, with: &PackWith) -> Vec<(&'static str, &'static str)> {
    let lists = pack.watches.is_some()
        || pack.named_exporters.is_some()
        || pack.refuses.as_ref().is_some_and(|refusal| refusal.listed.is_some());
    [
        ("authority", with.authority.is_some() && !pack.is_for_an_authority(), "is no rule of licences"),
        ("sites", !with.sites.is_empty() && !lists, "has no list of firms"),
        (
            "share_of_output",
            !with.share_of_output.is_empty() && pack.output_quotas.is_empty(),
            "has no quota of output",
        ),
        ("share_of_quota", !with.share_of_quota.is_empty() && pack.quota.is_none(), "has no quota of exports"),
        ("resumes", with.resumes.is_some() && pack.suspended.is_none(), "is not suspended"),
    ]
    .into_iter()
    .filter(|(_, written, _)| *written)
    .map(|(field, _, why)| (field, why))
    .collect()
}

/// Whether one of two packs stands for the other.
pub(super) fn exclude_each_other(one: &Pack, other: &Pack) -> bool {
    let stands_for = |one: &Pack, other: &Pack| one.instead_of.as_ref() == Some(&other.id);
    stands_for(one, other) || stands_for(other, one)
}

#[cfg(test)]
mod tests {
    use super::super::super::load_str;
    use serde_json::{Value, json};
    use std::path::Path;

    /// What is told of a list of rules beneath a small scenario: errors and warnings with their fields.
    fn told(rules: &Value) -> Vec<String> {
        let scenario = json!({
            "title": "t", "currency": "EUR", "start": "2026-01-01", "horizon_days": 100, "rules": rules,
            "materials": { "part": { "unit": "kg", "elements": { "Dy": 0.1 } }, "good": { "unit": "piece" } },
            "authorities": { "office": { "country": "CN", "desk": { "review_work_days": 5 }, "regimes": { "open": {} },
                "initial_regime": "open" } },
            "sites": {
                "works": { "country": "CN", "sector": "parts", "makes": "part" },
                "plant": { "country": "JP", "sector": "goods", "makes": "good", "sales": { "per_working_day": 1 },
                    "inputs": { "part": { "per_unit": 1, "opening_stock": { "days_of_cover": 90 },
                        "ordering": { "base_stock": { "order_up_to": { "days_of_cover": 90 } } } } } }
            },
            "lanes": { "lane": { "from": "works", "to": "plant", "authority": "office", "transit_days": 5 } }
        });
        let problems = match load_str(Path::new("a.json"), &scenario.to_string(), &[]) {
            Ok(loaded) => loaded.warnings,
            Err(problems) => problems.problems,
        };
        let of_rules = problems.iter().filter(|problem| problem.field.starts_with("rules"));
        of_rules.map(|problem| format!("{}: {}", problem.field, problem.message)).collect()
    }

    #[test]
    fn names_that_the_scenario_does_not_have_are_told_where_they_stand() {
        let share = json!({ "stage": "mining", "share": 0.1 });
        let rules = json!([
            { "pack": "cn-2026-11", "sites": ["plant", "plnt"] },
            { "pack": "cn-2025-total", "share_of_output": { "work": share, "PLANT": { "stage": "mining", "share": 7 } } },
            { "pack": "cn-2025-18", "authority": "offce", "share_of_quota": { "prt": 1 } }
        ]);
        let all = told(&rules);
        for said in [
            "rules[0].sites[1]: unknown site \"plnt\" — did you mean \"plant\"?",
            "rules[1].share_of_output.work: unknown site \"work\" — did you mean \"works\"?",
            "rules[2].authority: unknown authority \"offce\" — did you mean \"office\"?",
            "rules[2].share_of_quota.prt: unknown material \"prt\" — did you mean \"part\"?",
        ] {
            assert!(all.iter().any(|told| told == said), "{said}: {all:#?}");
        }
    }

    #[test]
    fn fields_that_a_pack_has_no_use_for_are_warned_of() {
        let share = json!({ "stage": "mining", "share": 0.1 });
        let rules = json!([{
            "pack": "cn-2025-18", "sites": ["plant"], "resumes": false, "share_of_quota": { "part": 0.5 },
            "share_of_output": { "works": share }
        }]);
        let all = told(&rules);
        for said in [
            "rules[0].sites: \"sites\" has no effect: \"cn-2025-18\" has no list of firms",
            "rules[0].resumes: \"resumes\" has no effect: \"cn-2025-18\" is not suspended",
            "rules[0].share_of_quota: \"share_of_quota\" has no effect: \"cn-2025-18\" has no quota of exports",
            "rules[0].share_of_output: \"share_of_output\" has no effect: \"cn-2025-18\" has no quota of output",
        ] {
            assert!(all.iter().any(|told| told == said), "{said}: {all:#?}");
        }
        assert_eq!(all.len(), 4, "{all:#?}");
    }

    #[test]
    fn a_pack_and_the_one_that_it_stands_for_are_not_named_together() {
        let all = told(&json!(["cn-2025-18", "cn-2025-18-practice"]));
        assert_eq!(all.len(), 1, "{all:#?}");
        assert!(all[0].starts_with("rules[1]: \"cn-2025-18-practice\" and \"cn-2025-18\" (a.json:1:"), "{all:#?}");
    }

    #[test]
    fn a_refusal_of_what_is_on_no_list_names_the_packs_that_list_it() {
        let text = |rules: &Value| told(rules).join("\n");
        let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loading/ban.json");
        let alone = text(&json!([own]));
        assert!(alone.starts_with("rules[0]: \"own-ban\" refuses goods that hold Dy, but nothing puts Dy on the list"));
        assert!(alone.contains("(\"cn-2025-18\")"), "{alone}");
        assert_eq!(text(&json!([own, "cn-2025-18"])), "");
    }

    #[test]
    fn a_stage_that_has_no_quota_is_told_at_its_field_with_each_stage_once() {
        let rules =
            json!([{ "pack": "cn-2025-total", "share_of_output": { "works": { "stage": "mine", "share": 0.1 } } }]);
        let all = told(&rules);
        assert_eq!(all.len(), 1, "{all:#?}");
        assert!(all[0].starts_with("rules[0].share_of_output.works.stage: \"cn-2025-total\" has no quota of \"mine\""));
    }
}
