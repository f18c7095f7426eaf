//! Stock sizing against answers by hand, and one pass against the simulation of what it says.

use linestop::inside::experiment::size::{
    BoundFrom, Budget, Gain, Goal, Lines, Method, SizeAnswer, SizeOptions, SizedLine, Verdict, size,
};
use linestop::inside::experiment::{NamedModel, Plan, Watch, simulate};
use linestop::inside::model::{Extra, Model};
use serde_json::{Value, json};

use crate::distributions::erfc;
use crate::{mixing, model};

fn options(target: &str, trials: u64) -> SizeOptions {
    mixing::options(mixing::target(target), trials)
}

fn answer(model: &Model, options: &SizeOptions) -> SizeAnswer {
    let named = NamedModel { name: "here", sha256: "", model };
    size(named, options, &Watch::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// One unit a day; what is ordered on a day leaves the works on the next and arrives `transit` days later.
fn daily(sea: &Value, opening: u32, every: u32) -> Value {
    let mut lane = sea.clone();
    lane["from"] = json!("works");
    lane["to"] = json!("plant");
    json!({
        "title": "One a day", "currency": "EUR", "start": "2025-04-04", "horizon_days": 100,
        "materials": { "magnet": { "unit": "piece", "price_per_unit": 20 }, "motor": { "unit": "piece" } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant": {
                "country": "DE", "sector": "automotive", "makes": "motor", "holding_cost_share_per_year": 0.1,
                "sales": { "per_working_day": 1, "margin_per_unit": 100 },
                "inputs": { "magnet": {
                    "per_unit": 1, "opening_stock": { "quantity": opening },
                    "ordering": { "base_stock": { "order_up_to": { "quantity": opening }, "review_every_days": every } }
                } }
            }
        },
        "lanes": { "sea": lane }
    })
}

fn only(sizing: &SizeAnswer) -> &SizedLine {
    assert_eq!(sizing.lines.len(), 1);
    &sizing.lines[0]
}

/// With a transit of 10 days, what is used on day 0 is ordered that evening and there on day 11: 11 are needed. With a
/// review every 7 days, what is used on days 1 to 7 comes on day 18, so that on day 17, 18 have been used and 1 has
/// come.
#[test]
fn a_certain_lead_time_needs_what_is_used_meanwhile() {
    for (every, needed) in [(1, 11.0), (7, 17.0)] {
        for opening in [5, 40] {
            let model = model(daily(&json!({ "transit_days": 10 }), opening, every));
            let sizing = answer(&model, &options("p_halt <= 5%", 200));
            let line = only(&sizing);
            let input = &line.inputs[0];
            assert_eq!((line.method, line.feasible, line.verdict), (Method::OnePass, true, Verdict::Confirmed));
            assert_eq!(line.today.value, if f64::from(opening) < needed { 1.0 } else { 0.0 });
            assert_eq!((input.hold.quantity, input.hold.days, input.hold.money), (needed, needed, Some(20.0 * needed)));
            assert_eq!(input.extra.quantity, needed - f64::from(opening));
            assert_eq!(input.order_level.map(|level| level.quantity), Some(needed));
            assert!((input.holding_per_year.unwrap() - 2.0 * needed).abs() < 1e-9);
            let book = input.textbook.as_ref().unwrap();
            // Ordered in the evening of day 0, received in the morning of day 11.
            assert_eq!((book.mean_lead_days, book.sd_lead_days, book.mean_use, book.sd_use), (11.0, 0.0, 1.0, 0.0));
            assert_eq!(book.plain.hold.quantity, 11.0);
            assert_eq!(book.plain.runs_out.as_ref().map(|c| c.share), Some(if every == 1 { 0.0 } else { 1.0 }));
        }
    }
}

/// Supply that begins two days before the horizon ends and takes ten: only the need of all 100 days would do, and that
/// is no safety stock.
#[test]
fn supply_that_never_comes_is_out_of_reach() {
    let sea = json!({ "transit_days": 10, "available_from": "2025-07-10" });
    let sizing = answer(&model(daily(&sea, 20, 1)), &options("p_halt <= 5%", 200));
    let line = only(&sizing);
    assert!(!line.feasible);
    assert_eq!((line.found.value, line.fresh.outcome.value), (1.0, 1.0));
    assert!(line.help.iter().any(|help| help.contains("denied or never ordered")));
    let all = SizeOptions { most_days: Some(100.0), ..options("p_halt <= 5%", 200) };
    let sizing = answer(&model(daily(&sea, 20, 1)), &all);
    assert!(only(&sizing).feasible);
    assert_eq!(only(&sizing).inputs[0].hold.quantity, 100.0);
}

/// One licence with a lognormal wait L: an application on day 0, nothing else. Stock S halts when L > S − 2.
#[test]
fn one_licence_is_sized_from_the_distribution_of_its_wait() {
    let (median, p90) = (30.0_f64, 90.0_f64);
    let sigma = (p90 / median).ln() / 1.281_551_565_544_600_4;
    let above = |days: f64| if days <= 0.0 { 1.0 } else { 0.5 * erfc((days / median).ln() / (sigma * 2_f64.sqrt())) };
    let model = model(json!({
        "title": "One licence", "currency": "EUR", "start": "2025-04-04", "horizon_days": 365,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day",
            "desk": { "review_work_days": { "lognormal": { "median": median, "p90": p90 } } },
            "initial_regime": "open", "regimes": { "open": {} }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant": {
                "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
                "inputs": { "magnet": {
                    "per_unit": 1, "opening_stock": { "quantity": 30 },
                    "ordering": { "base_stock": { "order_up_to": { "quantity": 5000 }, "review_every_days": 366 } }
                } }
            }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "authority": "desk", "transit_days": 1 } }
    }));
    let trials = 40_000;
    let sizing = answer(&model, &options("P(halt) <= 10%", trials));
    let line = only(&sizing);
    assert_eq!((line.method, line.curve.len() > 20), (Method::OnePass, true));
    for point in &line.curve {
        let exact = above(point.hold[0].quantity - 2.0);
        let error = (exact * (1.0 - exact) / trials as f64).sqrt();
        let z = (point.outcome.value - exact) / error;
        assert!(z.abs() <= 4.5, "{}: {} against {exact}, {z:.1} errors", point.hold[0].quantity, point.outcome.value);
    }
    // The first stock that is enough, by the distribution: the estimate finds it within 4.5 standard errors, the bound
    // is above.
    let input = &line.inputs[0];
    let needed = (2..400).map(f64::from).find(|s| above(s - 2.0) <= 0.1).unwrap();
    assert!(input.hold.quantity >= input.by_estimate.unwrap().quantity);
    let error = 4.5 * (0.09 / trials as f64).sqrt();
    let found = input.by_estimate.unwrap().quantity;
    assert!(above(found - 2.0) <= 0.1 + error && above(found - 3.0) >= 0.1 - error, "{found} against {needed}");
    assert!((input.hold.quantity - needed).abs() <= 4.0);
    assert!(line.bound.value <= 0.1 && (line.bound.from, line.verdict) == (BoundFrom::Rank, Verdict::Confirmed));
}

/// What one pass says of a stock is what a simulation with that stock finds, trial by trial: the counts are equal.
/// Nothing of it is lost with lots, minimum and largest orders, reorder points, ranks, partial grants, general
/// licences.
#[test]
fn one_pass_says_what_the_simulation_of_every_stock_finds() {
    let path = std::path::Path::new("tests/properties/everything.json");
    let loaded = linestop::inside::scenario::load(path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let model = linestop::inside::model::compile(&loaded.scenario).unwrap();
    let trials = 64;
    let mut exact = 0;
    for site in model.lines() {
        let own = SizeOptions {
            lines: Lines::Sites(vec![model.sites[site].name.clone()]),
            fresh_trials: Some(8),
            ..options("p_halt <= 20%", trials)
        };
        if !model.one_pass(site, &[site]).is_empty() {
            continue;
        }
        exact += 1;
        let sizing = answer(&model, &own);
        let line = only(&sizing);
        let place = model.lines().iter().position(|l| *l == site).unwrap();
        for point in
            line.curve.iter().step_by(line.curve.len().div_ceil(4)).chain(line.curve.iter().filter(|p| p.chosen))
        {
            let inputs = model.sites[site].inputs.clone();
            let extra: Vec<_> = inputs
                .zip(line.inputs.iter().zip(&point.hold))
                .map(|(index, (input, hold))| {
                    let tick = model.materials[model.inputs[index].material].tick;
                    (index, Extra::both(((hold.quantity - input.today.quantity) / tick).round() as i64))
                })
                .collect();
            let more = model.with_extra(&extra);
            let plan = Plan { first_trial: 0, trials, seed: own.seed, outcomes: true, band_every: 400, audit: true };
            let simulated = simulate(&[&more], &plan, &Watch::default()).unwrap().remove(0);
            assert_eq!(simulated.tally.faults, Vec::<String>::new());
            let halted = simulated.tally.sites[place].halted();
            let said = (point.outcome.value * trials as f64).round() as u64;
            assert_eq!(halted, said, "{} with {extra:?}", line.site);
        }
    }
    assert!(exact >= 4, "{exact} lines are exact");
}

/// Where one pass is exact, the search finds the same stock, to its resolution.
#[test]
fn the_search_agrees_with_one_pass() {
    let sea = json!({ "transit_days": { "triangular": { "min": 5, "mode": 20, "max": 60 } } });
    let model = model(daily(&sea, 20, 1));
    let trials = 2_000;
    let exact = answer(&model, &options("p_halt <= 5%", trials));
    // Two plants that share a supplier of limited capacity, which is never short, have to be searched.
    let mut two = daily(&sea, 20, 1);
    two["sites"]["works"]["capacity_per_day"] = json!(1_000_000);
    two["sites"]["works"]["opening_output_stock"] = json!({ "quantity": 1_000_000_000 });
    two["sites"]["other"] = two["sites"]["plant"].clone();
    two["lanes"]["other_sea"] = two["lanes"]["sea"].clone();
    two["lanes"]["other_sea"]["to"] = json!("other");
    let two = crate::model(two);
    let searched = answer(&two, &options("p_halt <= 5%", trials));
    let (exact, searched) = (only(&exact), &searched.lines[0]);
    assert_eq!((exact.method, searched.method), (Method::OnePass, Method::Search));
    assert!(searched.not_exact.iter().any(|reason| reason.contains("share the supplier")), "{:?}", searched.not_exact);
    // What is searched is confirmed on fresh trials, and raised where they ask for it; one pass has its rank.
    let (a, b) = (exact.inputs[0].hold.quantity, searched.inputs[0].hold.quantity);
    assert!((a - 2.0..=a + 4.0).contains(&b), "{a} {b}");
    assert_eq!((exact.verdict, exact.bound.from, exact.bound.confidence), (Verdict::Confirmed, BoundFrom::Rank, 0.95));
    assert_eq!((searched.verdict, searched.bound.from), (Verdict::Confirmed, BoundFrom::Fresh));
    assert!(exact.bound.value <= 0.05 && searched.bound.value <= 0.05);
    assert!(searched.bound.confidence >= 0.975 && searched.bound.trials >= trials);
}

/// Too few trials to show a chance so small: ln 0.05 / ln 0.95 = 58.4 are the fewest for 5 %, ln 0.05 / ln 0.9999 =
/// 29,955.7 for 0.01 %. That is said before anything is simulated, and nothing else.
#[test]
fn too_few_trials_are_told_and_nothing_else() {
    let sea = json!({ "transit_days": { "triangular": { "min": 5, "mode": 20, "max": 60 } } });
    let model = model(daily(&sea, 20, 1));
    let told = |target: &str, trials: u64, fresh_trials: u64| {
        let asked = SizeOptions { fresh_trials: Some(fresh_trials), ..options(target, trials) };
        let named = NamedModel { name: "here", sha256: "", model: &model };
        size(named, &asked, &Watch::default()).map(|sizing| only(&sizing).feasible).map_err(|error| error.to_string())
    };
    let few = |target: &str, trials: u64| told(target, trials, trials).unwrap_err();
    assert!(few("p_halt <= 5%", 58).starts_with("too few trials: at least 59 for this target"));
    assert!(few("p_halt <= 0.01%", 1_000).starts_with("too few trials: at least 29,956 for this target"));
    assert!(few("cvar_loss <= 100", 58).starts_with("too few trials: at least 59 for this target"));
    assert!(few("fill_rate >= 98%", 29).starts_with("too few trials: at least 30 for this target"));
    assert!(told("halt_days <= 1", 100, 7).unwrap_err().starts_with("too few fresh trials: at least 8"));
    // What is proven by its rank asks nothing of the fresh ones. Just enough trials are never told as out of reach.
    assert_eq!(told("p_halt <= 5%", 59, 1), Ok(true));
    assert_eq!(told("p_halt <= 5%", 59, 59), Ok(true));
}

/// 60 days of transit at most ask for 61: above that no trial halts, and with 100 trials none of which halts, halt days
/// are at most 100 days times 1 − 0.025^(1/100), 3.6 of them, with 97.5 % confidence. So 4 are shown, and 1 is not.
#[test]
fn trials_without_a_halt_prove_no_more_than_their_number() {
    let sea = json!({ "transit_days": { "triangular": { "min": 5, "mode": 20, "max": 60 } } });
    let model = model(daily(&sea, 80, 1));
    for (days, verdict) in [(4, Verdict::Confirmed), (1, Verdict::Likely)] {
        // Less than 80 would do; look at what today's stock is said to be.
        let sizing = answer(&model, &options(&format!("halt_days <= {days}"), 100));
        let line = only(&sizing);
        if line.fresh.halt.trials > 0 {
            continue;
        }
        let bound = 100.0 * (1.0 - 0.025_f64.powf(0.01));
        assert!((line.bound.value - bound).abs() < 0.01, "{:?}", line.bound);
        assert_eq!(line.verdict, verdict);
        let few = sizing.notes.iter().any(|note| note.contains("too few trials: at least"));
        assert_eq!(few, verdict == Verdict::Likely, "{:?}", sizing.notes);
    }
}

/// A transit of 10 days needs 11; with 5 in stock, the other 6 are ordered on day 0 and there on day 11. Until then the
/// line stands, with today's stock and with the one that is built; afterwards only with today's.
#[test]
fn a_stock_is_built_by_the_day_its_order_comes() {
    let model = model(daily(&json!({ "transit_days": 10 }), 5, 1));
    let sizing = answer(&model, &options("p_halt <= 5%", 200));
    let build = only(&sizing).build_up.as_ref().expect("something is to be built");
    let day = |day: u32| Some(model.date(day));
    assert_eq!((build.complete_median, build.complete_p90, build.incomplete.share), (day(11), day(11), 0.0));
    assert!(build.rules.is_empty() && build.without_rule_median.is_none());
    let risks =
        |worth: &linestop::inside::experiment::size::Worth| [worth.until.share, worth.after.share, worth.whole.share];
    assert_eq!(risks(&build.today), [1.0, 1.0, 1.0]);
    assert_eq!(risks(&build.built), [1.0, 0.0, 1.0]);
    assert_eq!(risks(&build.there), [0.0, 0.0, 0.0]);
    // Days 5 to 10 are lost while it is built, at a margin of 100.
    assert_eq!((build.built.loss.value, build.there.loss.value), (600.0, 0.0));
    assert!(build.today.loss.value > 600.0);
}

/// A freeze of 40 days asks for 40 beyond the 12 that cover the lead time, all of it in stock. Without a rule they are
/// ordered on day 0 and there on day 12. A rule of 15 in any 10 days leaves 5 beyond use: on day 12 + 10 k the stock is
/// 14 + 5 k, and within a day's need of 40 with k = 5, on day 62.
#[test]
fn a_rule_against_stockpiling_delays_a_stock() {
    let mut scenario = daily(&json!({ "transit_days": 10, "authority": "desk" }), 12, 1);
    scenario["horizon_days"] = json!(300);
    scenario["materials"]["magnet"]["elements"] = json!({ "Dy": 0.03 });
    scenario["authorities"] = json!({ "desk": {
        "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": { "review_work_days": 1 },
        "initial_regime": "open",
        "regimes": {
            "open": { "volume_rule": { "multiple_of_need": 1.5, "window_days": 10 } },
            "frozen": { "review_speed": 0, "lasts_days": 40, "then": { "open": 1 } }
        },
        "events": { "freeze": { "date": "2025-10-01", "enter": "frozen" } }
    } });
    let model = model(scenario);
    let sizing = answer(&model, &options("p_halt <= 5%", 100));
    let line = only(&sizing);
    let build = line.build_up.as_ref().expect("something is to be built");
    let rules = vec!["desk".to_owned()];
    assert_eq!((line.method, line.verdict, &build.rules), (Method::OnePass, Verdict::Confirmed, &rules));
    assert_eq!(line.inputs[0].extra.quantity, 40.0);
    let day = |day: u32| Some(model.date(day));
    assert_eq!((build.complete_median, build.complete_p90), (day(62), day(62)));
    assert_eq!((build.without_rule_median, build.without_rule_p90), (day(12), day(12)));
    let risks = [build.today.until, build.today.after, build.built.whole, build.there.whole].map(|chance| chance.share);
    assert_eq!(risks, [0.0, 1.0, 0.0, 0.0]);
}

/// A sum of many buyers is not sized, unless it is named.
#[test]
fn sums_of_buyers_are_sized_only_by_name() {
    let mut scenario = daily(&json!({ "transit_days": 10 }), 20, 1);
    scenario["sites"]["others"] = scenario["sites"]["plant"].clone();
    scenario["sites"]["others"]["aggregate"] = json!(true);
    scenario["lanes"]["others_sea"] = scenario["lanes"]["sea"].clone();
    scenario["lanes"]["others_sea"]["to"] = json!("others");
    let model = model(scenario);
    let sized = |lines: Lines| {
        let sizing = answer(&model, &SizeOptions { lines, ..options("p_halt <= 5%", 100) });
        sizing.lines.iter().map(|line| line.site.clone()).collect::<Vec<_>>()
    };
    assert_eq!(sized(Lines::Manufacturers), ["plant"]);
    assert_eq!(sized(Lines::Sites(vec!["others".to_owned()])), ["others"]);
}

/// A budget buys what its curves say, and no line is left with less than it has.
#[test]
fn a_budget_is_spent_and_no_line_loses_by_it() {
    let sea = json!({ "transit_days": { "triangular": { "min": 5, "mode": 20, "max": 60 } } });
    let model = model(daily(&sea, 20, 1));
    let budget = Budget { money: 200.0, gain: Gain::Loss };
    let sizing = answer(&model, &SizeOptions { goal: Goal::Budget(budget), ..options("p_halt <= 5%", 500) });
    let (line, spread) = (only(&sizing), sizing.budget.as_ref().unwrap());
    assert_eq!((spread.spent, line.inputs[0].extra.money), (200.0, Some(200.0)));
    assert!(spread.next > 0.0 && spread.after < spread.today);
    assert!(line.fresh.loss.value < line.today.value);
}
