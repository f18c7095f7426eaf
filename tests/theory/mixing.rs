//! The mix over the parts of a line by money, budgets, parts without a price, and the textbook beside them: against
//! answers by hand.

use linestop::inside::experiment::size::{
    Budget, Gain, Goal, Lines, Method, SizeAnswer, SizeOptions, Target, Verdict, What, size,
};
use linestop::inside::experiment::{NamedModel, Watch};
use linestop::inside::model::Model;
use serde_json::{Value, json};

use crate::distributions::erfc;
use crate::model;

/// How all sizings here are asked for.
pub(crate) fn options(goal: Goal, trials: u64) -> SizeOptions {
    SizeOptions {
        goal,
        what: What::Opening,
        lines: Lines::Manufacturers,
        trials,
        seed: 20_250_404,
        ..SizeOptions::default()
    }
}

/// A target of each line.
pub(crate) fn target(text: &str) -> Goal {
    Goal::Target(Target::parse(text, linestop::inside::reading::Locale::UNDECLARED).unwrap())
}

fn budget(money: f64) -> Goal {
    Goal::Budget(Budget { money, gain: Gain::Loss })
}

pub(crate) fn sized(model: &Model, options: &SizeOptions) -> Result<SizeAnswer, String> {
    let named = NamedModel { name: "here", sha256: "", model };
    size(named, options, &Watch::default()).map_err(|error| error.to_string())
}

pub(crate) fn answer(model: &Model, options: &SizeOptions) -> SizeAnswer {
    sized(model, options).unwrap_or_else(|error| panic!("{error}"))
}

/// A part: its price and the transit of the lane on which it comes.
pub(crate) type Part = (f64, Value);

/// One line that makes one a day of one of each part. All is ordered on the evening of day 0, once, and is there on the
/// morning of day 1 + L, with L the days of transit: a stock S is enough if L ≤ S − 1.
pub(crate) fn once(parts: &[Part], opening: u32) -> Value {
    let mut scenario = json!({
        "title": "Once", "currency": "EUR", "start": "2025-04-04", "horizon_days": 365,
        "materials": { "motor": { "unit": "piece" } },
        "sites": { "plant": {
            "country": "DE", "sector": "automotive", "makes": "motor", "inputs": {},
            "sales": { "per_working_day": 1, "margin_per_unit": 100 }
        } },
        "lanes": {}
    });
    for (at, (price, transit)) in parts.iter().enumerate() {
        let (part, works, lane) = (format!("part{at}"), format!("works{at}"), format!("sea{at}"));
        scenario["materials"][&part] = json!({ "unit": "piece", "price_per_unit": price });
        scenario["sites"][&works] = json!({ "country": "CN", "sector": "parts", "makes": part });
        scenario["sites"]["plant"]["inputs"][&part] = json!({
            "per_unit": 1, "opening_stock": { "quantity": opening },
            "ordering": { "base_stock": { "order_up_to": { "quantity": 5000 }, "review_every_days": 366 } }
        });
        scenario["lanes"][&lane] = json!({ "from": works, "to": "plant", "transit_days": transit });
    }
    scenario
}

fn lognormal(median: f64, p90: f64) -> Value {
    json!({ "lognormal": { "median": median, "p90": p90 } })
}

/// The chance that a lognormal transit is longer than so many days.
fn longer(median: f64, p90: f64, days: f64) -> f64 {
    let sigma = (p90 / median).ln() / 1.281_551_565_544_600_4;
    0.5 * erfc((days / median).ln() / (sigma * 2_f64.sqrt()))
}

/// Two parts of 1 and 20 EUR with independent transits of the same distribution. The chance of a halt with stocks S and
/// T is 1 − F(S − 1) F(T − 1): all mixes are enumerated. The answer may cost a hundredth more than the cheapest mix
/// whose chance is its own bound's distance below the target, and costs clearly less than equal chances for both.
#[test]
fn the_mix_is_the_cheapest_by_the_distribution_of_the_transits() {
    let (median, p90) = (20.0, 45.0);
    let model = model(once(&[(1.0, lognormal(median, p90)), (20.0, lognormal(median, p90))], 5));
    let trials = 10_000;
    let sizing = answer(&model, &options(target("P(halt) <= 10%"), trials));
    let line = &sizing.lines[0];
    let stock: Vec<f64> = line.inputs.iter().map(|input| input.hold.quantity).collect();
    let chance = |s: f64, t: f64| 1.0 - (1.0 - longer(median, p90, s - 1.0)) * (1.0 - longer(median, p90, t - 1.0));
    let mut cheapest = f64::INFINITY;
    let mut even = f64::INFINITY;
    for s in 5..300 {
        for t in 5..300 {
            let (s, t) = (f64::from(s), f64::from(t));
            let money = (s - 5.0) + 20.0 * (t - 5.0);
            // 0.9 % below the target: the margin of 10,000 trials at 97.5 %, and what the next look has in hand.
            if chance(s, t) <= 0.091 {
                cheapest = cheapest.min(money);
                even = if s == t { even.min(money) } else { even };
            }
        }
    }
    let money: f64 = line.inputs.iter().filter_map(|input| input.extra.money).sum();
    assert_eq!((line.method, line.verdict), (Method::OnePass, Verdict::Confirmed));
    assert!(chance(stock[0], stock[1]) <= 0.1, "{stock:?}");
    assert!(money <= cheapest * 1.03 && money < even * 0.93, "{stock:?}: {money}, {cheapest}, {even}");
    assert!(stock[0] > stock[1] + 20.0, "{stock:?}");
}

/// The loss is 100 for each day of the longest wait: of two parts with certain transits of 30 and 40 days, the second
/// is missing for 10 days more. A budget of 100 buys 10 of it first; of the rest nothing is bought alone.
#[test]
fn a_budget_goes_to_the_part_that_is_missing_longest() {
    let certain = |days: u32| json!(days);
    let scenario = model(once(&[(10.0, certain(30)), (10.0, certain(40))], 5));
    let sizing = answer(&scenario, &options(budget(100.0), 100));
    let extra: Vec<f64> = sizing.lines[0].inputs.iter().map(|input| input.extra.quantity).collect();
    assert_eq!(extra, [0.0, 10.0]);
    let spread = sizing.budget.as_ref().unwrap();
    assert_eq!((spread.spent, spread.lines.clone()), (100.0, vec![100.0]));
    // 41 are needed and 15 are there.
    assert_eq!((sizing.lines[0].fresh.loss.value, spread.after), (2_600.0, 2_600.0));
    // Beyond that both are bought in step, and what is left is less than the next piece.
    let sizing = answer(&scenario, &options(budget(205.0), 100));
    let extra: f64 = sizing.lines[0].inputs.iter().map(|input| input.extra.quantity).sum();
    let spread = sizing.budget.as_ref().unwrap();
    assert_eq!((extra, spread.spent), (20.0, 200.0));
    assert_eq!(sizing.lines[0].fresh.loss.value, 2_100.0);
}

/// Lots of 20: one costs 200, so that a budget of 350 buys one, and 150 are left.
#[test]
fn a_budget_buys_whole_lots() {
    let mut scenario = once(&[(10.0, json!(60))], 5);
    scenario["sites"]["plant"]["inputs"]["part0"]["lot"] = json!(20);
    let sizing = answer(&model(scenario), &options(budget(350.0), 100));
    assert_eq!(sizing.lines[0].inputs[0].extra.quantity, 20.0);
    assert_eq!(sizing.budget.as_ref().map(|spread| spread.spent), Some(200.0));
}

/// What is spent is what the orders cost, whatever the plants and steps; what is left is less than a piece of any plant
/// that still loses anything.
#[test]
fn what_is_spent_is_what_the_orders_cost() {
    let mut scenario = once(&[(7.0, lognormal(20.0, 45.0))], 20);
    for (plant, price) in [("dear", 230.0), ("cheap", 3.0)] {
        let (part, works, lane) = (format!("part_{plant}"), format!("works_{plant}"), format!("sea_{plant}"));
        scenario["materials"][&part] = json!({ "unit": "piece", "price_per_unit": price });
        scenario["sites"][&works] = json!({ "country": "CN", "sector": "parts", "makes": part });
        let mut site = scenario["sites"]["plant"].clone();
        let input = site["inputs"]["part0"].take();
        site["inputs"] = json!({ part: input });
        scenario["sites"][plant] = site;
        scenario["lanes"][&lane] = json!({ "from": works, "to": plant, "transit_days": lognormal(20.0, 45.0) });
    }
    let model = model(scenario);
    for money in [50.0, 333.0, 1_000.0, 5_000.0] {
        let sizing = answer(&model, &options(budget(money), 1_000));
        let orders: f64 = sizing.lines.iter().flat_map(|line| &line.inputs).filter_map(|i| i.extra.money).sum();
        let spread = sizing.budget.as_ref().unwrap();
        assert!((spread.spent - orders).abs() < 1e-6 && orders <= money + 1e-6, "{money}: {spread:?}, {orders}");
        for line in &sizing.lines {
            let piece = line.inputs[0].price.unwrap();
            assert!(money - orders < piece + 1e-6 || line.found.value <= 0.0, "{money}, {}: {spread:?}", line.site);
        }
    }
}

/// A part without a price is left out by name; a budget and least cost refuse all of them at once.
#[test]
fn parts_without_a_price_are_named_or_refused() {
    let mut scenario = once(&[(1.0, json!(30)), (1.0, json!(30)), (1.0, json!(30))], 5);
    for part in ["part0", "part2"] {
        scenario["materials"][part] = json!({ "unit": "piece", "title": format!("Ring {part}") });
    }
    let model = model(scenario);
    let sizing = answer(&model, &options(target("P(halt) <= 5%"), 100));
    let named: Vec<&str> = sizing.without_price.iter().map(|part| part.material.as_str()).collect();
    assert_eq!(named, ["part0", "part2"]);
    let money: Vec<Option<f64>> = sizing.lines[0].inputs.iter().map(|input| input.extra.money).collect();
    assert_eq!(money, [None, Some(26.0), None]);
    for goal in [budget(100.0), target("least cost")] {
        let refused = sized(&model, &options(goal, 100)).unwrap_err();
        let says = ["2 parts have no price_per_unit", "materials.part0 (Ring part0, at plant)", "materials.part2"];
        assert!(says.iter().all(|words| refused.contains(words)), "{refused}");
    }
}

/// A plant without sales stops nobody: it is skipped, with a note. Names that are none are told all at once.
#[test]
fn a_plant_that_needs_nothing_is_skipped() {
    let mut scenario = once(&[(1.0, json!(30))], 5);
    scenario["sites"]["idle"] = scenario["sites"]["plant"].clone();
    scenario["sites"]["idle"]["sales"]["per_working_day"] = json!(0);
    scenario["sites"]["other"] = scenario["sites"]["plant"].clone();
    for (lane, to) in [("idle_sea", "idle"), ("other_sea", "other")] {
        scenario["lanes"][lane] = json!({ "from": "works0", "to": to, "transit_days": 30 });
    }
    let model = model(scenario);
    let of = |lines: Lines| sized(&model, &SizeOptions { lines, ..options(target("P(halt) <= 5%"), 100) });
    let names = |sizing: &SizeAnswer| sizing.lines.iter().map(|line| line.site.clone()).collect::<Vec<_>>();
    let all = of(Lines::Manufacturers).unwrap();
    assert_eq!(
        (names(&all), all.skipped.len(), all.skipped[0].site.as_str()),
        (vec!["plant".into(), "other".into()], 1, "idle")
    );
    let sites = |texts: &[&str]| Lines::Sites(texts.iter().map(|text| (*text).to_owned()).collect());
    assert_eq!(names(&of(sites(&["other, idle", "plant"])).unwrap()), ["plant", "other"]);
    assert!(of(sites(&["idle"])).unwrap_err().contains("nothing is planned"));
    let unknown = of(sites(&["plnt,other", "othr"])).unwrap_err();
    assert!(
        unknown.contains("\"plnt\" (did you mean \"plant\"?)") && unknown.contains("\"othr\" (did you mean"),
        "{unknown}"
    );
}

/// A plant that works from Monday to Friday uses nothing at weekends, which nobody is unsure of: σ is 0 and the
/// textbook holds the need of the lead time alone. Where the plan of all days is drawn from 80 to 120, uniformly, a
/// week's use varies by 5 · 40/√12 and the use of a day by that over √7: z σ √L is 1.645 · 21.8 · √31.
#[test]
fn the_textbook_does_not_take_weekends_for_risk() {
    let plan = |sales: Value| {
        let mut scenario = once(&[(1.0, json!(30))], 5);
        scenario["sites"]["plant"]["calendar"] = json!("monday_to_friday");
        scenario["sites"]["plant"]["sales"]["per_working_day"] = sales;
        scenario["parameters"] = json!({ "plan": { "value": { "uniform": { "min": 80, "max": 120 } } } });
        scenario["sites"]["plant"]["inputs"]["part0"]["ordering"]["base_stock"]["review_every_days"] = json!(1);
        answer(&model(scenario), &options(target("P(halt) <= 5%"), 256))
    };
    let certain = plan(json!(100));
    let book = certain.lines[0].inputs[0].textbook.as_ref().unwrap();
    assert_eq!((book.sd_use, book.plain.safety, book.sd_lead_days), (0.0, 0.0, 0.0));
    assert!((book.plain.hold.quantity - book.mean_use * book.mean_lead_days).abs() < 1e-6);
    let drawn = plan(json!({ "parameter": "plan" }));
    let book = drawn.lines[0].inputs[0].textbook.as_ref().unwrap();
    let sd = 5.0 * (40.0 / 12_f64.sqrt()) / 7_f64.sqrt();
    // 256 trials: the standard deviation of a uniform sample varies by about 2.8 %.
    assert!((book.sd_use / sd - 1.0).abs() < 4.5 * 0.028, "{} {sd}", book.sd_use);
    assert!((book.plain.safety - book.z * book.sd_use * book.mean_lead_days.sqrt()).abs() < 1e-9);
}
