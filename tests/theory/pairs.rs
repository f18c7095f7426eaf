//! General licences of pairs: one quantity for all lanes from an exporter to a customer.

use linestop::inside::experiment::{NamedModel, OrderStory, StepKind, story};
use linestop::inside::model::Model;
use serde_json::{Map, Value, json};

use crate::model;
use crate::opening::near;

/// Orders of a lane: day and quantity.
type Orders = [(i32, u32)];

/// A call-off of these quantities on these days, and nothing on others.
fn called(start: jiff::civil::Date, orders: &Orders) -> Value {
    let date = |day: i32| start.saturating_add(jiff::Span::new().days(day)).to_string();
    let mut steps: Vec<(i32, u32)> = vec![(0, 0)];
    for (day, quantity) in orders {
        steps.retain(|(other, _)| other != day);
        steps.extend([(*day, *quantity), (day + 1, 0)]);
    }
    let steps: Vec<Value> = steps.iter().map(|(day, x)| json!({ "from": date(*day), "value": x })).collect();
    json!({ "call_off": { "every_days": 1, "quantity": { "quantity": steps } } })
}

/// A works that makes two parts, a plant that uses both, and their licence.
fn pair(licence: &Value, orders: [&Orders; 2], backwards: bool) -> Model {
    model(written(licence, orders, backwards))
}

fn written(licence: &Value, orders: [&Orders; 2], backwards: bool) -> Value {
    let start = jiff::civil::date(2025, 1, 1);
    let mut licence = licence.clone();
    licence["exporter"] = json!("works");
    licence["customer"] = json!("plant");
    let input = |orders: &Orders| json!({ "per_unit": 1, "opening_stock": { "quantity": 900 }, "ordering": called(start, orders) });
    let lane = |material: &str| json!({ "from": "works", "to": "plant", "material": material, "authority": "desk", "transit_days": 10 });
    let sorted = |mut of: Vec<(&str, Value)>| -> Map<String, Value> {
        if backwards {
            of.reverse();
        }
        of.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    };
    json!({
        "title": "Pair", "currency": "EUR", "start": start.to_string(), "horizon_days": 420,
        "materials": {
            "a": { "unit": "piece", "elements": { "Dy": 0.03 } }, "b": { "unit": "piece", "elements": { "Dy": 0.01 } },
            "motor": { "unit": "piece" }
        },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day", "initial_regime": "open",
            "desk": { "review_work_days": 20, "preparation_days": 2 },
            "regimes": { "open": {}, "shut": { "review_speed": 0 } }, "general_licences": { "yearly": licence },
            "events": { "freeze": { "date": "2025-10-01", "enter": "shut", "chance": 0 } }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "lines": { "a": { "makes": "a" }, "b": { "makes": "b" } } },
            "plant": { "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
                "inputs": sorted(vec![("a", input(orders[0])), ("b", input(orders[1]))]) }
        },
        "lanes": sorted(vec![("l1", lane("a")), ("l2", lane("b"))])
    })
}

fn told(model: &Model, trial: u64) -> Vec<OrderStory> {
    story(&NamedModel { name: "pair", sha256: "", model }, 1, trial).orders
}

/// Orders of goods: day, lane, quantity, and whether the general licence covers them.
fn goods(model: &Model, trial: u64) -> Vec<(i32, String, f64, bool)> {
    let orders = told(model, trial).into_iter().filter(|order| !order.general_licence);
    let one = |order: OrderStory| {
        let single = order.steps.iter().any(|step| step.kind == StepKind::Filed);
        let day = (order.steps[0].date - model.date(0)).get_days();
        (day, order.lane, order.steps[0].quantity, !single)
    };
    let mut goods: Vec<_> = orders.map(one).collect();
    goods.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    goods
}

/// Worked out by hand: 100 a year, orders of both lanes in turn draw on one balance, which is full again on the
/// anniversary, day 365. What does not fit goes whole to a single licence, and a smaller order may still fit.
#[test]
fn lanes_of_a_pair_draw_on_one_balance() {
    let licence = json!({ "quantity": 100, "in_force": { "left": 100, "until": "2025-12-31" } });
    let orders: [&Orders; 2] = [&[(0, 40), (10, 40), (20, 15), (365, 40)], &[(3, 30), (12, 20), (370, 70), (371, 55)]];
    for backwards in [false, true] {
        let found = goods(&pair(&licence, orders, backwards), 0);
        let order = |day, lane: &str, quantity, general| (day, lane.to_owned(), quantity, general);
        let by_hand = [
            order(0, "l1", 40.0, true),
            order(3, "l2", 30.0, true),
            order(10, "l1", 40.0, false),
            order(12, "l2", 20.0, true),
            order(20, "l1", 15.0, false),
            order(365, "l1", 40.0, true),
            order(370, "l2", 70.0, false),
            order(371, "l2", 55.0, true),
        ];
        assert_eq!(found, by_hand);
        let general: f64 = found.iter().filter(|order| order.3).map(|order| order.2).sum();
        assert!((general - 185.0).abs() < 1e-9);
    }
}

/// Of two orders on one day the one whose lane has the first name is served, whatever the order of the file.
#[test]
fn orders_of_one_day_go_by_the_names_of_their_lanes() {
    let licence = json!({ "quantity": 100, "in_force": { "left": 100, "until": "2025-12-31" } });
    for backwards in [false, true] {
        let found = goods(&pair(&licence, [&[(5, 60)], &[(5, 60)]], backwards), 0);
        assert_eq!(
            found.iter().map(|order| (order.1.as_str(), order.3)).collect::<Vec<_>>(),
            [("l1", true), ("l2", false)]
        );
    }
}

/// Without a renewal it lapses after its last day. A renewal that is granted in time begins on the anniversary; one
/// that comes late, on the day of its grant.
#[test]
fn a_licence_lapses_or_is_renewed() {
    let each: [&Orders; 2] = [&[(364, 10), (365, 10), (380, 10), (400, 10)], &[]];
    let covered =
        |licence: &Value| goods(&pair(licence, each, false), 0).iter().map(|order| order.3).collect::<Vec<_>>();
    let held = |renewed: bool| json!({ "left": 100, "until": "2025-12-31", "renewed": renewed });
    let lapses = json!({ "quantity": 100, "in_force": held(false) });
    assert_eq!(covered(&lapses), [true, false, false, false]);
    let in_time = json!({ "quantity": 100, "in_force": held(true), "renew_before_days": 23 });
    assert_eq!(covered(&in_time), [true, true, true, true]);
    // Prepared on day 355, filed on 357, granted on 377.
    let late = json!({ "quantity": 100, "in_force": held(true), "renew_before_days": 10 });
    assert_eq!(covered(&late), [true, false, true, true]);
    // Applied for on day 340, granted on day 362; nothing before.
    let first = json!({ "quantity": 15, "apply_on": "2025-12-07" });
    assert_eq!(covered(&first), [true, false, false, false]);
}

/// Whether a pair is eligible is drawn once a trial.
#[test]
fn a_pair_is_eligible_by_chance() {
    const TRIALS: u64 = 20_000;
    let licence = json!({ "quantity": 100, "apply_on": "2025-01-02", "eligible": 0.6 });
    let model = pair(&licence, [&[(60, 10)], &[(61, 10)]], false);
    let mut eligible = Vec::new();
    for trial in 0..TRIALS {
        let covered: Vec<bool> = goods(&model, trial).iter().map(|order| order.3).collect();
        assert_eq!(covered[0], covered[1]);
        eligible.push(i64::from(covered[0]));
    }
    near("eligible", eligible, 0.6);
}

/// The first rule that fits who the pair is says how likely it is to be eligible, unless the pair says so itself; both
/// lanes go by the one draw. 20,000 trials each.
#[test]
fn a_pair_is_eligible_by_its_group() {
    const TRIALS: u64 = 20_000;
    let share = |licence: Value, rules: Value, groups: Value| {
        let mut scenario = written(&licence, [&[(60, 10)], &[(61, 10)]], false);
        scenario["groups"] = groups;
        scenario["authorities"]["desk"]["eligibility"] = rules;
        let model = model(scenario);
        let eligible = (0..TRIALS).map(|trial| {
            let covered: Vec<bool> = goods(&model, trial).iter().map(|order| order.3).collect();
            assert_eq!(covered[0], covered[1]);
            i64::from(covered[0])
        });
        eligible.collect::<Vec<_>>()
    };
    let licence = json!({ "quantity": 100, "apply_on": "2025-01-02" });
    let rules = json!([
        { "customers": ["known"], "exporters": ["works"], "chance": 0.8 }, { "destinations": ["DE"], "chance": 0.25 },
        { "chance": 0 }
    ]);
    let named = |sites: Value| json!({ "known": { "sites": sites } });
    near("of the first rule", share(licence.clone(), rules.clone(), named(json!(["plant"]))), 0.8);
    near("of the second rule", share(licence.clone(), rules.clone(), named(json!([]))), 0.25);
    let mut own = licence.clone();
    own["eligible"] = json!(0.6);
    near("its own", share(own, rules, named(json!(["plant"]))), 0.6);
    // A name of neither a site nor a group, what is no chance, and a chance that no pair asks for.
    let mut scenario = written(&json!({ "quantity": 100, "apply_on": "2025-01-02", "eligible": 1 }), [&[], &[]], false);
    scenario["authorities"]["desk"]["eligibility"] = json!([{ "customers": ["plnat"], "chance": 0.5 }]);
    let told = linestop::inside::scenario::from_value(scenario.clone()).unwrap_err().to_string();
    for words in ["unknown site or group \"plnat\"", "did you mean \"plant\""] {
        assert!(told.contains(words), "{words}: {told}");
    }
    scenario["authorities"]["desk"]["eligibility"] = json!([{ "chance": 2 }]);
    let told = linestop::inside::scenario::from_value(scenario.clone()).unwrap_err().to_string();
    assert!(told.contains("eligibility[0].chance"), "{told}");
    scenario["authorities"]["desk"]["eligibility"] = json!([{ "chance": 0.5 }]);
    let warnings = linestop::inside::scenario::from_value(scenario).unwrap().warnings;
    assert!(warnings.iter().any(|w| w.message.contains("no general licence of a pair asks for this")), "{warnings:?}");
}
