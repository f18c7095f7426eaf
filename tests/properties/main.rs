//! What must hold for every scenario: material is conserved, the same random numbers give the same bits, and what is
//! not connected does not matter.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::needless_pass_by_value,
    reason = "sums of money far below 2^53, and small counts"
)]

mod generator;
mod monotone;
mod once;
mod order;
mod random;
mod shipped;

use linestop::inside::engine::{PLACES, Place};
use linestop::inside::experiment::{
    NamedModel, OrderStory, Plan, Simulated, SiteOutcome, StepKind, Watch, simulate, simulate_in_blocks, story,
};
use linestop::inside::model::{Model, compile};
use linestop::inside::scenario::{from_value, load_str};
use serde_json::{Value, json};

const EVERYTHING: &str = include_str!("everything.json");

/// The scenario in which everything happens, changed by `change`.
fn everything(change: impl FnOnce(&mut Value)) -> Model {
    let path = std::path::Path::new("tests/properties/everything.json");
    let mut merged = load_str(path, EVERYTHING, &[]).unwrap_or_else(|p| panic!("{p}")).merged;
    change(&mut merged);
    let loaded = from_value(merged).unwrap_or_else(|p| panic!("{p}"));
    compile(&loaded.scenario).unwrap_or_else(|e| panic!("{e}"))
}

fn plan(trials: u64) -> Plan {
    Plan { first_trial: 0, trials, seed: 7, outcomes: true, band_every: 7, audit: true }
}

fn one(model: &Model, plan: &Plan) -> Simulated {
    let mut results = simulate(&[model], plan, &Watch::default()).expect("nobody stops it");
    let result = results.remove(0);
    assert_eq!(result.tally.faults, Vec::<String>::new());
    result
}

/// Outcomes of one site by trial.
fn of_site(model: &Model, result: &Simulated, site: &str) -> Vec<SiteOutcome> {
    let lines = model.lines();
    let line = lines.iter().position(|s| model.sites[*s].name == site).expect("the site has a line");
    result.outcomes.iter().skip(line).step_by(lines.len()).copied().collect()
}

#[test]
fn material_is_conserved_where_everything_happens() {
    let model = everything(|_| {});
    let result = one(&model, &plan(2_000));
    // The scenario is worth nothing here unless lines halt, for different reasons.
    for (line, site) in result.tally.sites.iter().zip(model.lines()) {
        let name = &model.sites[site].name;
        assert!(line.halted() > 0 || name == "magnets_jp", "{name} never halts");
    }
    let reasons = |place: Place| result.tally.sites.iter().any(|s| s.missing[place as usize].mean() > 0.0);
    // No lane is shut, and what needs no licence waits for a capacity.
    let never = [Place::Ready, Place::Shut];
    for place in Place::ALL.into_iter().filter(|place| !never.contains(place)) {
        assert!(reasons(place), "no material is ever missing {}", place.name());
    }
}

#[test]
fn blocks_of_any_width_give_the_same_bits() {
    let model = everything(|_| {});
    let plan = plan(300);
    let narrow = simulate_in_blocks::<1>(&[&model], &plan, &Watch::default()).expect("nobody stops it");
    let wide = one(&model, &plan);
    assert_eq!(narrow[0].outcomes, wide.outcomes);
    assert_eq!(format!("{:?}", narrow[0].tally), format!("{:?}", wide.tally));
}

/// Every lever at once, with the rule against stockpiling, on the scenario in which everything happens.
#[test]
fn levers_keep_the_books_and_the_bits() {
    let model = everything(|s| {
        s["authorities"]["mofcom"]["regimes"]["open"]["volume_rule"] =
            json!({ "multiple_of_need": 1.2, "window_days": 45 });
        s["authorities"]["mofcom"]["regimes"]["tight"]["volume_rule"] = json!({ "multiple_of_need": 0.9 });
        s["lanes"]["second"] = json!({ "from": "magnets_jp", "to": "missiles_us", "share": 0, "transit_days": 12 });
        let by_regime = json!({ "regime_entered": { "authority": "mofcom", "regime": "frozen" } });
        let by_cover = |site: &str| json!({ "cover_below": { "site": site, "material": "magnet", "days": 20 } });
        s["levers"] = json!({
            "stock": { "action": { "safety_stock": { "site": "cars_de", "material": "magnet", "extra": { "days_of_cover": 20 } } }, "start": by_cover("cars_de") },
            "earlier": { "action": { "order_earlier": { "site": "magnets_jp", "material": "oxide", "days": 10 } } },
            "second": { "action": { "second_source": { "lane": "second", "share": 0.4 } }, "start": by_cover("missiles_us"), "lead_days": { "uniform": { "min": 5, "max": 50 } } },
            "licence": { "action": { "general_licence": { "lane": "cn_motors", "quantity": { "days_of_cover": 100 }, "valid_days": 120, "renew_before_days": 30 } }, "start": { "on": "2025-04-01" } },
            "air": { "action": { "expedited_freight": { "lanes": ["cn_motors", "cn_cars"], "transit_scale": 0.3, "extra_price_per_unit": 5 } }, "start": by_cover("motors_de") },
            "thrift": { "action": { "thrifting": { "site": "scanners_jp", "material": "magnet", "saved_share": 0.15 } }, "lead_days": 60 },
            "swap": { "action": { "substitution": { "site": "cars_de", "material": "magnet", "by": "motor", "ratio": 0.1, "share": 0.2 } }, "start": by_regime },
            "recycling": { "action": { "recycling": { "site": "motors_de", "material": "magnet", "quantity_per_day": 7.3 } }, "lead_days": 30 },
            "stockpile": { "action": { "stockpile_release": { "site": "missiles_us", "material": "magnet", "quantity": { "days_of_cover": 15 } } }, "start": by_regime },
            "margin": { "action": { "highest_margin_first": { "site": "motors_de" } }, "start": by_regime }
        });
        for lever in s["levers"].as_object_mut().expect("levers").values_mut() {
            lever["pulled"] = json!(true);
            lever["cost"] = json!({ "once": 1000, "per_day": 3 });
        }
    });
    let plan = plan(300);
    let wide = one(&model, &plan);
    for narrow in [simulate_in_blocks::<1>, simulate_in_blocks::<16>] {
        let narrow = narrow(&[&model], &plan, &Watch::default()).expect("nobody stops it");
        assert_eq!(narrow[0].outcomes, wide.outcomes);
        assert_eq!(format!("{:?}", narrow[0].tally), format!("{:?}", wide.tally));
    }
    let unpulled = one(&everything(|_| {}), &plan);
    assert_ne!(unpulled.outcomes, wide.outcomes);
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let model = everything(|_| {});
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| one(&model, &plan(1_500)))
    };
    let (single, several) = (with(1), with(3));
    assert_eq!(single.outcomes, several.outcomes);
    assert_eq!(format!("{:?}", single.tally), format!("{:?}", several.tally));
}

#[test]
fn trials_can_be_run_in_any_parts() {
    let model = everything(|_| {});
    let whole = one(&model, &plan(700));
    let first = one(&model, &plan(300));
    let rest = one(&model, &Plan { first_trial: 300, trials: 400, ..plan(0) });
    assert_eq!(whole.outcomes, [first.outcomes, rest.outcomes].concat());
}

#[test]
fn several_scenarios_at_once_equal_each_alone() {
    let a = everything(|_| {});
    let b = everything(|s| s["sites"]["cars_us"]["capacity_per_day"] = json!(22));
    let plan = plan(400);
    let both = simulate(&[&a, &b], &plan, &Watch::default()).expect("nobody stops it");
    assert_eq!(both[0].outcomes, one(&a, &plan).outcomes);
    assert_eq!(both[1].outcomes, one(&b, &plan).outcomes);
}

#[test]
fn a_site_that_shares_nothing_changes_nothing_elsewhere() {
    let model = everything(|_| {});
    let with_stranger = everything(|s| {
        s["materials"]["wheat"] = json!({ "unit": "t" });
        s["materials"]["bread"] = json!({ "unit": "piece" });
        s["sites"]["farm"] = json!({ "country": "FR", "sector": "farms", "makes": "wheat" });
        s["sites"]["a_bakery"] = json!({
            "country": "FR", "sector": "food", "makes": "bread", "sales": { "per_working_day": 1000 },
            "inputs": { "wheat": { "per_unit": 0.001, "opening_stock": { "days_of_cover": 5 },
                "ordering": { "base_stock": { "order_up_to": { "days_of_cover": 9 } } } } }
        });
        s["lanes"]["road"] =
            json!({ "from": "farm", "to": "a_bakery", "transit_days": { "gamma": { "mean": 2, "cv": 1 } } });
        s["parameters"]["unused"] = json!({ "value": { "uniform": { "min": 0, "max": 1 } } });
    });
    let (alone, together) = (one(&model, &plan(400)), one(&with_stranger, &plan(400)));
    for site in ["cars_de", "cars_us", "missiles_us", "scanners_jp", "doses_in", "motors_de", "magnets_jp"] {
        assert_eq!(of_site(&model, &alone, site), of_site(&with_stranger, &together, site), "{site}");
    }
}

#[test]
fn nothing_halts_where_nothing_is_disturbed() {
    let model = everything(|s| {
        let controls = json!([]);
        for authority in ["mofcom", "starts", "officers"] {
            s["authorities"][authority]["controls"] = controls.clone();
            s["authorities"][authority]["events"] = json!({});
            for key in ["origin", "inspection", "tracking", "general_licences", "eligibility", "quotas", "watch_list"] {
                s["authorities"][authority].as_object_mut().expect("an authority").remove(key);
            }
            for (_, regime) in s["authorities"][authority]["regimes"].as_object_mut().expect("regimes") {
                regime.as_object_mut().expect("a regime").remove("shut_to");
            }
        }
        // What stands at a desk already stays under its regimes.
        for (_, lane) in s["lanes"].as_object_mut().expect("lanes") {
            for key in ["open_orders", "outages"] {
                lane.as_object_mut().expect("a lane").remove(key);
            }
            if let Some(grey) = lane.get_mut("grey").and_then(Value::as_object_mut) {
                grey.remove("listed_share");
            }
        }
        for (_, site) in s["sites"].as_object_mut().expect("sites") {
            for key in ["outages", "ramp", "output_quota"] {
                site.as_object_mut().expect("a site").remove(key);
            }
        }
        s["sites"]["oxide_cn"]["capacity_per_day"] = json!(1000);
        s["sites"]["motors_de"]["capacity_per_day"] = json!(1000);
        s["sites"]["motors_de"]["calendar"] = json!("every_day");
        s["sites"]["magnets_jp"]["capacity_per_day"] = json!(5000);
        s["sites"]["cars_us"]["inputs"]["motor"]["opening_stock"] = json!({ "days_of_cover": 200 });
        s["parameters"]["stock"] = json!({ "value": 60 });
        s["lanes"]["gd_india"]["transit_days"] = json!(15);
    });
    let result = one(&model, &plan(300));
    for (line, site) in result.tally.sites.iter().zip(model.lines()) {
        assert_eq!(line.halted(), 0, "{} halts", model.sites[site].name);
    }
}

#[test]
fn more_opening_stock_never_means_more_halts_where_orders_do_not_react() {
    // Fixed call-off from an unlimited source: receipts do not depend on the stock, so that trial by trial, on the
    // same random numbers, more stock can only help.
    let halts = |cover: u32| {
        let loaded = from_value(json!({
            "title": "Call-off", "currency": "EUR", "start": "2025-04-04", "horizon_days": 200,
            "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
            "authorities": { "desk": {
                "country": "CN", "controls": ["Dy"], "calendar": "every_day", "initial_regime": "open",
                "desk": { "review_work_days": { "lognormal": { "median": 15, "p90": 60 } } },
                "regimes": { "open": { "denied_share": 0.05, "returned_share": 0.2 } }
            } },
            "sites": {
                "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
                "plant": { "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 10 },
                    "inputs": { "magnet": { "per_unit": 1, "opening_stock": { "days_of_cover": cover },
                        "ordering": { "call_off": { "every_days": 5 } } } } }
            },
            "lanes": { "sea": { "from": "works", "to": "plant", "authority": "desk", "transit_days": 12 } }
        }))
        .unwrap_or_else(|p| panic!("{p}"));
        let model = compile(&loaded.scenario).unwrap_or_else(|e| panic!("{e}"));
        one(&model, &plan(500)).outcomes
    };
    let (less, more) = (halts(30), halts(50));
    assert!(less.iter().zip(&more).all(|(a, b)| b.halt_days <= a.halt_days));
    assert!(
        less.iter().map(|o| u32::from(o.halt_days)).sum::<u32>() > more.iter().map(|o| u32::from(o.halt_days)).sum()
    );
}

#[test]
fn what_is_not_on_order_is_nowhere() {
    let model = everything(|s| {
        s["lanes"].as_object_mut().expect("a map").remove("gd_india");
    });
    let result = one(&model, &plan(50));
    for row in of_site(&model, &result, "doses_in") {
        // 20 days of stock; every halt day of the rest is charged to what was never ordered.
        assert_eq!((row.first_halt, row.halt_days), (20, 380));
        let mut nowhere = [0; PLACES];
        nowhere[Place::Nowhere as usize] = 380_000;
        assert_eq!(row.missing, nowhere);
    }
}

#[test]
fn halts_of_one_trial_are_not_cut_by_the_plans_of_others() {
    // Demand differs between trials, so that on many days some trials plan a unit and others none. Nothing is
    // supplied: once out of stock, a line is halted for good, in one halt.
    let model = everything(|s| {
        s["parameters"]["demand"] = json!({ "value": { "uniform": { "min": 0.3, "max": 0.7 } } });
        s["sites"]["cars_de"]["line"] = json!({});
        s["lanes"].as_object_mut().expect("a map").remove("motors_de_cars");
    });
    let plan = plan(64);
    let rows = of_site(&model, &one(&model, &plan), "cars_de");
    for row in &rows {
        assert_eq!((row.halts, row.longest_halt, row.censored), (1, row.halt_days, true));
    }
    let narrow = simulate_in_blocks::<1>(&[&model], &plan, &Watch::default()).expect("nobody stops it");
    assert_eq!(of_site(&model, &narrow[0], "cars_de"), rows);
}

/// A regime held on the compiled model is the scenario with that regime alone, bit by bit.
#[test]
fn a_held_regime_is_a_policy_of_one_regime() {
    let written = everything(|_| {});
    let plan = Plan { audit: true, ..plan(300) };
    assert!((0..written.authorities.len()).any(|a| !written.is_held(a)));
    for (a, authority) in written.authorities.iter().enumerate() {
        for (r, regime) in authority.regimes.iter().enumerate() {
            let held = written.held(a, u8::try_from(r).unwrap());
            assert!(held.is_held(a));
            let rewritten = everything(|scenario| {
                let policy = &mut scenario["authorities"][&authority.name];
                policy["initial_regime"] = json!(regime.name);
                if let Some(history) = policy.get_mut("regime_history") {
                    let entered = json!({ "from": written.start.to_string(), "regime": regime.name });
                    history.as_array_mut().expect("a list").push(entered);
                }
                policy["events"] = json!({});
                for (_, regime) in policy["regimes"].as_object_mut().unwrap() {
                    regime.as_object_mut().unwrap().retain(|key, _| key != "lasts_days" && key != "then");
                }
            });
            let (held, rewritten) = (one(&held, &plan), one(&rewritten, &plan));
            assert_eq!(held.outcomes, rewritten.outcomes, "{}: {}", authority.name, regime.name);
        }
    }
}

/// What is still to come of an order at the end of a day, by the steps of its story.
fn open_by_story(order: &OrderStory, day: jiff::civil::Date) -> f64 {
    let steps = || order.steps.iter().filter(|step| step.date <= day);
    let sum = |kind: StepKind| steps().filter(|step| step.kind == kind).map(|step| step.quantity).sum::<f64>();
    let ended = |kind: StepKind| {
        use StepKind::{Cancelled, Denied, Expired, GivenUp, GrantedNothing};
        matches!(kind, Cancelled | Denied | Expired | GivenUp | GrantedNothing)
    };
    if steps().any(|step| ended(step.kind)) {
        return sum(StepKind::Shipped) - sum(StepKind::Received) - sum(StepKind::Lost);
    }
    let granted = steps().find(|step| step.kind == StepKind::Granted).map(|step| step.quantity);
    let placed = steps().next().map_or(0.0, |step| step.quantity);
    granted.unwrap_or(placed) - sum(StepKind::Received) - sum(StepKind::Lost)
}

/// The story of a trial is the trial: the same halts and losses as the run, and the orders that it tells of account
/// for everything on order on every day and for every rise of a stock while its line is halted.
#[test]
fn a_story_accounts_for_everything() {
    let model = everything(|_| {});
    let trials = 40;
    let run = one(&model, &plan(trials));
    let named = NamedModel { name: "everything", sha256: "", model: &model };
    let lines = model.lines();
    let mut kinds = std::collections::BTreeSet::new();
    for (trial, rows) in (0..trials).zip(run.outcomes.chunks_exact(lines.len())) {
        let story = story(&named, 7, trial);
        for (line, row) in story.lines.iter().zip(rows) {
            let days: u32 = line.halts.iter().map(|halt| halt.halt_days).sum();
            assert_eq!((days, line.halts.len()), (u32::from(row.halt_days), usize::from(row.halts)), "{}", line.site);
            assert!((line.loss * 100.0 - row.loss() as f64).abs() < 0.5);
            for halt in &line.halts {
                assert!((halt.missing.values().sum::<f64>() - f64::from(halt.halt_days)).abs() < 1e-9);
            }
        }
        let orders = story.orders.iter().filter(|order| !order.general_licence);
        kinds.extend(story.orders.iter().flat_map(|order| &order.steps).map(|step| step.kind.name()));
        let orders: Vec<&OrderStory> = orders.collect();
        for line in &story.lines {
            for input in &line.inputs {
                let own = || orders.iter().filter(|o| o.site == line.site && o.material == input.material);
                for (day, on_order) in input.on_order.iter().enumerate() {
                    let date = model.date(u32::try_from(day).unwrap());
                    let told: f64 = own().map(|order| open_by_story(order, date)).sum();
                    assert!((told - on_order).abs() < 1e-6, "trial {trial}, {}, {date}: {told} {on_order}", line.site);
                    let stands = line.halts.iter().any(|halt| halt.from < date && date <= halt.until);
                    if stands && model.sites.iter().any(|s| s.name == line.site && s.line.all_or_nothing) {
                        let received = |order: &&OrderStory| -> f64 {
                            let steps = order.steps.iter();
                            let today = steps.filter(|s| s.kind == StepKind::Received && s.date == date);
                            today.map(|step| step.quantity).sum()
                        };
                        let rise = input.stock[day] - input.stock[day - 1];
                        assert!((own().copied().map(|o| received(&o)).sum::<f64>() - rise).abs() < 1e-6);
                    }
                }
            }
        }
    }
    // The test is worth nothing unless most things happen.
    for kind in
        ["ordered", "filed", "review_begun", "returned", "granted", "denied", "cancelled", "shipped", "received"]
    {
        assert!(kinds.contains(kind), "{kind} never happens: {kinds:?}");
    }
}
