//! What holds for any valid scenario, over random ones.
//!
//! Each property is tried on the same 16 scenarios, or on as many others as `LINESTOP_CASES` says. Cases that once
//! failed stand in `tests/properties/*.proptest-regressions` and are tried first.

use std::collections::BTreeSet;

use linestop::inside::experiment::{
    CostKind, NamedModel, Plan, RunOptions, Simulated, SiteOutcome, StepKind, Trials, Watch, run, simulate,
    simulate_in_blocks, story, trace,
};
use linestop::inside::model::{Model, compile};
use linestop::inside::scenario::from_value;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{FileFailurePersistence, RngSeed};
use serde_json::{Value, json};

use crate::generator::{choices, scenario, with_lines};

/// Scenarios a property is tried on.
pub(crate) fn cases() -> ProptestConfig {
    let asked = std::env::var("LINESTOP_CASES").ok().and_then(|n| n.parse().ok());
    let kept = FileFailurePersistence::WithSource("proptest-regressions");
    ProptestConfig {
        cases: asked.unwrap_or(16),
        // The usual few are the same every time; to look for faults is to ask for many.
        rng_seed: if asked.is_some() { RngSeed::Random } else { RngSeed::Fixed(2025) },
        failure_persistence: Some(Box::new(kept)),
        max_shrink_iters: 40,
        ..ProptestConfig::default()
    }
}

/// Compiles a scenario that is meant to be valid.
pub(crate) fn compiled(scenario: &Value) -> Model {
    let loaded = from_value(scenario.clone()).unwrap_or_else(|problems| panic!("{problems}\n{scenario}"));
    compile(&loaded.scenario).unwrap_or_else(|error| panic!("{error}\n{scenario}"))
}

fn plan(trials: u64) -> Plan {
    Plan { first_trial: 0, trials, seed: 11, outcomes: true, band_every: 7, audit: true }
}

/// Runs it, with the books checked.
pub(crate) fn played(model: &Model, trials: u64) -> Simulated {
    let result = simulate(&[model], &plan(trials), &Watch::default()).expect("nobody stops it").remove(0);
    assert_eq!(result.tally.faults, Vec::<String>::new());
    result
}

/// Outcomes by the name of the line, in order of trials.
pub(crate) fn by_line(model: &Model, result: &Simulated) -> Vec<(String, Vec<SiteOutcome>)> {
    let lines = model.lines();
    let of = |place: usize| result.outcomes.iter().skip(place).step_by(lines.len()).copied().collect();
    let mut named: Vec<_> =
        lines.iter().enumerate().map(|(place, site)| (model.sites[*site].name.clone(), of(place))).collect();
    named.sort_by(|a: &(String, Vec<SiteOutcome>), b| a.0.cmp(&b.0));
    named
}

/// Whether a line is a site, or one of its lines.
fn of_line(site: &str, lines: &[String], line: &str) -> bool {
    site == line || lines.iter().any(|of| of == line)
}

proptest! {
    #![proptest_config(cases())]

    /// Material is conserved tick by tick (the audit), costs add up, and halts, parts of the missing material and
    /// output agree with each other.
    #[test]
    fn the_books_are_right(choices in choices()) {
        let scenario = with_lines(&choices);
        let model = compiled(&scenario);
        let result = played(&model, 40);
        let days = model.days;
        for (name, rows) in by_line(&model, &result) {
            for row in &rows {
                let halt_days = u32::from(row.halt_days);
                prop_assert_eq!(row.missing.iter().sum::<u32>(), 1000 * halt_days, "{}: parts of missing material", name);
                prop_assert_eq!(row.costs.iter().sum::<i64>(), row.cost());
                prop_assert_eq!([CostKind::Halts, CostKind::LostMargin, CostKind::Penalties].map(|kind| row.of(kind)).iter().sum::<i64>(), row.loss());
                prop_assert!(row.costs.iter().all(|cost| *cost >= 0), "{}: {:?}", name, row.costs);
                prop_assert!(0 <= row.lost && row.lost <= row.planned, "{}: {} lost of {}", name, row.lost, row.planned);
                prop_assert!(row.lost + row.made_good <= row.planned && row.made_good >= 0);
                prop_assert!(halt_days <= days && row.longest_halt <= row.halt_days && row.halts <= row.halt_days);
                prop_assert_eq!(row.halts == 0, halt_days == 0);
                prop_assert!(row.longest_halt * row.halts >= row.halt_days, "{}: {:?}", name, row);
                if halt_days > 0 {
                    prop_assert!(row.recovery >= row.halt_days && u32::from(row.first_halt) + u32::from(row.recovery) <= days);
                }
            }
        }
        // What was missing accounts for every halt day and every cent.
        for (place, site) in model.lines().into_iter().enumerate() {
            let rows = || result.outcomes.iter().skip(place).step_by(result.tally.sites.len());
            let parts = result.tally.traced.of_site(&model, site);
            let days: u64 = parts.iter().map(|part| part.thousandths).sum();
            prop_assert_eq!(days, rows().map(|row| 1000 * u64::from(row.halt_days)).sum::<u64>(), "halt days");
            let cents: i128 = parts.iter().map(|part| part.cents).sum();
            let loss = rows().map(|row| i128::from(row.loss())).sum::<i128>();
            if model.sites[site].sells_from_stock() {
                // Drawn sales can also exceed a capacity: that is lost without anything missing.
                prop_assert!(cents <= loss, "{} traced of a loss of {} at {}", cents, loss, place);
            } else {
                prop_assert_eq!(cents, loss, "loss of {}", place);
            }
        }
        // Sums over trials are the sums of the trials.
        for (place, line) in result.tally.sites.iter().enumerate() {
            let rows = || result.outcomes.iter().skip(place).step_by(result.tally.sites.len());
            prop_assert_eq!(line.halted(), rows().filter(|row| row.halt_days > 0).count() as u64);
            prop_assert_eq!(line.loss.moments.sum, rows().map(|row| i128::from(row.loss())).sum::<i128>());
            for (kind, sum) in line.costs.iter().enumerate() {
                prop_assert_eq!(sum.sum, rows().map(|row| i128::from(row.costs[kind])).sum::<i128>());
            }
        }
        // Stocks, backlogs and what is on order are never below nothing.
        for trial in 0..3 {
            for site in trace(&model, 11, trial).sites {
                let inputs = site.inputs.iter().flat_map(|input| [&input.stock, &input.on_order]);
                for course in inputs.chain([&site.output_stock, &site.backlog]) {
                    prop_assert!(course.iter().all(|x| *x >= 0.0), "{}", site.site);
                }
            }
        }
    }

    /// What stopped a line is traced to the last thousandth: its parts are its halt days at each place and its loss,
    /// each root is of the line itself or of a supplier that has inputs, and what is at stake on lanes is what they are
    /// traced to.
    #[test]
    fn parts_of_missing_material_sum_at_every_root(choices in choices()) {
        let scenario = with_lines(&choices);
        let model = compiled(&scenario);
        let named = NamedModel { name: "random", sha256: "", model: &model };
        let options = RunOptions { trials: Trials::Fixed(70), audit: true, ..RunOptions::default() };
        let answer = run(&[named], &options, &Watch::default()).expect("nobody stops it").remove(0);
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 + 1e-9 * a.abs().max(b.abs());
        let mut at_stake = 0.0;
        for line in &answer.lines {
            for at in &line.missing_material {
                let parts = line.missing_from.iter().filter(|part| part.place == at.place);
                let sum: f64 = parts.map(|part| part.halt_days).sum();
                prop_assert!(near(sum, at.halt_days.value), "{}, {}: {} of {}", line.site, at.place, sum, at.halt_days.value);
            }
            for part in &line.missing_from {
                let supplier = part.supplier.as_ref();
                let awaits = answer.network.sites.iter().find(|node| node.site == part.root.site).expect("a site");
                prop_assert_eq!(part.is_further_up(), supplier.is_some() && !of_line(&awaits.site, &awaits.lines, &line.site));
                prop_assert_eq!(part.root.lane.is_none(), part.place == "denied or never ordered");
                at_stake += if part.root.lane.is_some() { part.stake } else { 0.0 };
            }
        }
        let links = || answer.network.lanes.iter();
        prop_assert!(links().all(|link| link.stake_through >= link.stake - 1e-9 && link.stake >= 0.0));
        let on_links: f64 = links().map(|link| link.stake).sum();
        let loss = answer.total_loss.mean.value;
        prop_assert!(at_stake <= on_links + 1e-6 && on_links <= loss + 1e-6, "{} {} {}", at_stake, on_links, loss);
        let of_suppliers: f64 = answer.network.sites.iter().map(|node| node.stake).sum();
        prop_assert!(near(of_suppliers, on_links));
    }

    /// The same bits for blocks of any width, any number of threads, and any order of the file.
    #[test]
    fn the_same_bits_however_it_is_run(choices in choices()) {
        let scenario = with_lines(&choices);
        let model = compiled(&scenario);
        let wide = played(&model, 70);
        let plan = plan(70);
        let narrow = simulate_in_blocks::<1>(&[&model], &plan, &Watch::default()).expect("nobody stops it").remove(0);
        prop_assert!(narrow.outcomes == wide.outcomes, "blocks of one differ\n{}", scenario);
        prop_assert_eq!(format!("{:?}", narrow.tally), format!("{:?}", wide.tally));
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let again = pool.install(|| played(&model, 70));
            prop_assert!(again.outcomes == wide.outcomes);
            prop_assert_eq!(format!("{:?}", again.tally), format!("{:?}", wide.tally));
        }
        let mut turned = scenario.clone();
        for map in ["sites", "lanes", "materials", "authorities", "parameters", "levers", "calendars"] {
            let entries: Vec<_> = turned[map].as_object().expect("a map").clone().into_iter().rev().collect();
            turned[map] = Value::Object(entries.into_iter().collect());
        }
        let other = compiled(&turned);
        for ((line, rows), (_, others)) in by_line(&model, &wide).iter().zip(&by_line(&other, &played(&other, 70))) {
            let differs = rows.iter().zip(others).position(|(row, other)| row != other);
            prop_assert!(
                differs.is_none(),
                "the order of the file matters to {} in trial {:?}\n{:?}\n{:?}\n{}",
                line,
                differs,
                differs.map(|trial| &rows[trial]),
                differs.map(|trial| &others[trial]),
                scenario
            );
        }
    }

    /// A network that shares nothing with the rest changes nothing there.
    #[test]
    fn strangers_change_nothing(choices in choices(), stranger in choices()) {
        let mut own = scenario(&choices);
        let mut other = scenario(&stranger);
        // The longer horizon is that of both: dates beyond a shorter one would not be valid.
        let longest = own["horizon_days"].as_u64().max(other["horizon_days"].as_u64());
        own["horizon_days"] = json!(longest);
        other["horizon_days"] = json!(longest);
        // Laboratories at a border are shared by all who cross it.
        for (_, authority) in own["authorities"].as_object_mut().expect("authorities") {
            authority.as_object_mut().expect("an authority").remove("inspection");
        }
        let mut both = own.clone();
        // Its names are its own, and it has no policy.
        let text = |value: &Value| value.to_string();
        let mut renamed = text(&other);
        for name in ["mine", "works", "plant", "raw", "part", "product"] {
            renamed = renamed.replace(&format!("\"{name}"), &format!("\"a_{name}"));
        }
        let other: Value = serde_json::from_str(&renamed).expect("it was valid");
        for (name, site) in other["sites"].as_object().expect("sites") {
            let mut site = site.clone();
            for key in ["capacity_per_day", "ramp", "outages"] {
                site.as_object_mut().expect("a site").remove(key);
            }
            if let Some(sales) = site.get_mut("sales") {
                sales["per_working_day"] = json!(7);
            }
            both["sites"][name] = site;
        }
        for (name, material) in other["materials"].as_object().expect("materials") {
            both["materials"][name] = material.clone();
        }
        for (name, lane) in other["lanes"].as_object().expect("lanes") {
            let mut lane = lane.clone();
            for key in ["authority", "available_from", "general_licence", "in_order", "desk_priority", "review_work_factor", "first_preparation_days", "open_orders"] {
                lane.as_object_mut().expect("a lane").remove(key);
            }
            both["lanes"][format!("a_{name}")] = lane;
        }
        let (alone, together) = (compiled(&own), compiled(&both));
        let (alone_rows, together_rows) = (by_line(&alone, &played(&alone, 40)), by_line(&together, &played(&together, 40)));
        for (name, rows) in alone_rows {
            let with = &together_rows.iter().find(|(other, _)| *other == name).expect("it is there").1;
            prop_assert!(*with == rows, "{} is changed by a stranger\n{}", name, both);
        }
    }

    /// Where nothing is disturbed every trial is the plan: no authority, no short capacity, no levers, steady need,
    /// base stocks far above the lead times. Distributions of transit, days off of nobody.
    #[test]
    fn without_disruption_the_plan_is_met(choices in choices()) {
        let mut calm = scenario(&choices);
        calm["levers"] = json!({});
        calm["authorities"] = json!({});
        for (_, lane) in calm["lanes"].as_object_mut().expect("lanes") {
            let kept = ["from", "to", "share", "rank"];
            lane.as_object_mut().expect("a lane").retain(|key, _| kept.contains(&key.as_str()));
            lane["transit_days"] = json!({ "uniform": { "min": 1, "max": 9 } });
        }
        for (_, site) in calm["sites"].as_object_mut().expect("sites") {
            let kept = ["country", "sector", "makes", "inputs", "sales", "end_use", "allocation"];
            site.as_object_mut().expect("a site").retain(|key, _| kept.contains(&key.as_str()));
            if let Some(sales) = site.get_mut("sales") {
                let kept = ["per_working_day", "margin_per_unit", "penalty_per_unit"];
                sales.as_object_mut().expect("sales").retain(|key, _| kept.contains(&key.as_str()));
                sales["per_working_day"] = json!(10);
            }
            for (_, input) in site["inputs"].as_object_mut().into_iter().flatten() {
                let per_unit = input["per_unit"].clone();
                // A plant waits at most for five suppliers in a row, each with a review of 3 days and a transit of 9.
                *input = json!({ "per_unit": per_unit, "opening_stock": { "days_of_cover": 80 }, "ordering": { "base_stock": {
                    "order_up_to": { "days_of_cover": 80 }, "review_every_days": 3
                } } });
            }
        }
        let model = compiled(&calm);
        let result = played(&model, 20);
        for (name, rows) in by_line(&model, &result) {
            if !name.starts_with("plant") {
                continue;
            }
            let planned = 10 * i64::from(model.days);
            for row in rows {
                prop_assert_eq!((row.planned, row.lost, row.halt_days, row.loss()), (planned, 0, 0, 0), "{}", name);
            }
        }
    }

    /// The story of a trial tells the trial: its halts, and for every order what was shipped is received, none of it
    /// twice.
    #[test]
    fn a_story_is_the_trial_that_was_run(choices in choices()) {
        let model = compiled(&with_lines(&choices));
        let result = played(&model, 2);
        let lines = model.lines();
        let named = NamedModel { name: "any", sha256: "", model: &model };
        for (trial, rows) in (0..2).zip(result.outcomes.chunks_exact(lines.len())) {
            let story = story(&named, 11, trial);
            for (line, row) in story.lines.iter().zip(rows) {
                let days: u32 = line.halts.iter().map(|halt| halt.halt_days).sum();
                prop_assert_eq!((days, line.halts.len()), (u32::from(row.halt_days), usize::from(row.halts)), "{}", line.site);
            }
            for order in story.orders.iter().filter(|order| !order.general_licence) {
                let sum = |kind: StepKind| order.steps.iter().filter(|s| s.kind == kind).map(|s| s.quantity).sum::<f64>();
                let (shipped, received) = (sum(StepKind::Shipped), sum(StepKind::Received) + sum(StepKind::Lost));
                let hair = 1e-6 * order.quantity.max(1.0);
                // What comes on a promised day was shipped at any time.
                let promised = order.name.is_some() && shipped == 0.0 && received > 0.0;
                prop_assert!(promised || (shipped - received).abs() <= hair, "order {}: {} shipped, {} received", order.number, shipped, received);
                prop_assert!(shipped <= order.quantity + hair, "order {}: {} of {} shipped", order.number, shipped, order.quantity);
            }
        }
    }
}

/// Words of the format that random scenarios hold: if one is missing, the properties say nothing of it.
const WORDS: &str = "
    base_stock reorder_point call_off minimum_order maximum_order lot yield share rank reroute_after_days
    in_order desk_priority general_licence dispatch_days available_from minimum_lot duty_share
    freight_per_unit currency pro_rata by_rank by_margin capacity_per_day output_stock_target
    opening_output_stock all_or_nothing proportional halt_below_share lines short_inputs hours_per_day
    restart_days restart_cover_days catch_up decisions_per_working_day starts_per_working_day officers
    at_regime_speed fixed_at_start opening_backlog background_per_working_day even poisson returned_share
    denied_share granted_fraction volume_rule transit_scale shut_to shut_lanes rules lasts_days events
    add_controls remove_controls set only_if safety_stock order_earlier thrifting stockpile_release
    expedited_freight recycling cover_below regime_entered first_preparation_days correction_days
    holding_cost_share_per_year grey crackdown registration_days faulty_report_share share_by_regime
    laboratories truncated empirical pert weibull lognormal groups add_to_groups review_speed quotas
    watch_list offices outages output_quota window hold general_licences
";

#[test]
fn random_scenarios_reach_the_format() {
    fn keys(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(key, value)| {
                found.insert(key.clone());
                keys(value, found);
            }),
            Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
            Value::String(text) => drop(found.insert(text.clone())),
            _ => {}
        }
    }
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut found = BTreeSet::new();
    let mut lines = 0;
    for _ in 0..200 {
        let choices = choices().new_tree(&mut runner).expect("choices").current();
        let scenario = with_lines(&choices);
        lines +=
            scenario["sites"].as_object().expect("sites").values().filter(|site| site.get("inputs").is_some()).count();
        keys(&scenario, &mut found);
    }
    let missing: Vec<_> = WORDS.split_whitespace().filter(|word| !found.contains(*word)).collect();
    assert!(missing.is_empty(), "random scenarios never hold {missing:?}");
    assert!(lines > 600, "{lines} lines in 200 scenarios");
}
