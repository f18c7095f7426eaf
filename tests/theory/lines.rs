//! Sites with several lines: what they share when there is not enough, worked by hand.

use linestop::inside::engine::{PLACE_NAMES, SiteOutcome};
use linestop::inside::experiment::size::{Method, SizeOptions, size};
use linestop::inside::experiment::{
    CostKind, FailureKind, Measure, NamedModel, Quantity, Simulated, StressOptions, TrialOutcomes, Watch, stress, trace,
};
use linestop::inside::model::{Model, OrderRule};
use serde_json::{Value, json};

use crate::{mixing, model, run};

/// Three lines of one works: in a day they plan 10, 8 and 5, a unit takes 2, 3 and 1 magnets and earns 100, 120 and 45.
/// All plans need 20 + 24 + 5 = 49 magnets. There are 30 on the first morning, and what is released on the next ones.
fn works(short: &str, mode: &Value, changes: Value) -> Value {
    let line = |makes: &str, plan: u32, magnets: u32, margin: u32, rank: u32| {
        json!({
            "makes": makes, "rank": rank, "line": { "mode": mode },
            "inputs": { "magnet": { "per_unit": magnets } },
            "sales": { "per_working_day": plan, "margin_per_unit": margin }
        })
    };
    let mut scenario = json!({
        "title": "Works", "currency": "EUR", "start": "2025-01-01", "horizon_days": 1,
        "materials": {
            "magnet": { "unit": "piece" }, "motor": { "unit": "piece" }, "pump": { "unit": "piece" },
            "fan": { "unit": "piece" }
        },
        "sites": { "works": {
            "country": "DE", "sector": "x", "short_inputs": short,
            "inputs": { "magnet": {
                "opening_stock": { "quantity": 30 }, "ordering": { "call_off": { "quantity": { "quantity": 1 } } }
            } },
            "lines": {
                "a": line("motor", 10, 2, 100, 3), "b": line("pump", 8, 3, 120, 1), "c": line("fan", 5, 1, 45, 2)
            }
        } }
    });
    merge(&mut scenario, changes);
    scenario
}

fn merge(into: &mut Value, more: Value) {
    match (into, more) {
        (Value::Object(into), Value::Object(more)) => {
            for (key, value) in more {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, more) => *into = more,
    }
}

fn proportional() -> Value {
    json!({ "proportional": {} })
}

/// What each line makes, in the order of the file.
fn made(model: &Model) -> Vec<i64> {
    let simulated = run(model, 1);
    simulated.outcomes.iter().map(|row: &SiteOutcome| row.planned - row.lost).collect()
}

/// Magnets at the end of every day.
fn magnets(model: &Model) -> Vec<f64> {
    trace(model, 1, 0).sites[0].inputs[0].stock.clone()
}

/// By rank b comes first and takes 24 of the 30, c takes 5, and one is left, too little for a. By margin it is the
/// margin of a magnet that counts: 50, 40 and 45. So a takes 20 and c 5; b makes one unit of the 5 that are left, or
/// none where it makes all or nothing. Pro rata the shares are 12.24, 14.69 and 3.06, in whole ticks 12, 15 and 3: 6, 5
/// and 3 units, and nothing where lines make all or nothing.
#[test]
fn a_short_input_goes_by_rank_by_margin_or_pro_rata() {
    let cases = [
        ("by_rank", proportional(), [0, 8, 5], 1.0),
        ("by_rank", json!("all_or_nothing"), [0, 8, 5], 1.0),
        ("by_margin", proportional(), [10, 1, 5], 2.0),
        ("by_margin", json!("all_or_nothing"), [10, 0, 5], 5.0),
        ("pro_rata", proportional(), [6, 5, 3], 0.0),
        ("pro_rata", json!("all_or_nothing"), [0, 0, 0], 30.0),
    ];
    for (short, mode, expected, left) in cases {
        let model = model(works(short, &mode, json!({})));
        assert_eq!((made(&model), magnets(&model)), (expected.to_vec(), vec![left]), "{short}, {mode}");
    }
}

/// What cannot be made into whole units stays for the next day: of 30, 31 and 29 magnets 6, 5 and 3 units are made each
/// day, of 30 magnets; one is left on the second evening and used on the third day.
#[test]
fn what_makes_no_whole_unit_stays_for_the_next_day() {
    let release = |day: u32, magnets: u32| {
        json!({
            "pulled": true, "start": { "on": format!("2025-01-0{day}") },
            "action": { "stockpile_release": {
                "site": "works", "material": "magnet", "quantity": { "quantity": magnets }, "over_days": 1
            } }
        })
    };
    let more = json!({ "horizon_days": 3, "levers": { "second": release(2, 31), "third": release(3, 29) } });
    let model = model(works("pro_rata", &proportional(), more));
    assert_eq!(made(&model), [18, 15, 9]);
    assert_eq!(magnets(&model), [0.0, 1.0, 0.0]);
}

/// 8 hours, of which a unit takes half of one, one, and a quarter; all plans take 14.25. An hour earns 200, 120 and
/// 180: a takes 5 and c 1.25; of the 1.75 that are left b makes one unit. By rank b takes them all. Pro rata each has
/// 32 of 57 of its hours: 5.6, 4.5 and 2.8 units, in whole ones 5, 4 and 2. What does not fit is not planned: nobody
/// halts.
#[test]
fn hours_go_by_what_an_hour_earns_by_rank_or_pro_rata() {
    let hours = |hours: f64| json!({ "hours_per_unit": hours });
    let more = json!({ "sites": { "works": {
        "hours_per_day": 8, "inputs": { "magnet": { "opening_stock": { "quantity": 1000 } } },
        "lines": { "a": hours(0.5), "b": hours(1.0), "c": hours(0.25) }
    } } });
    for (short, expected) in [("by_margin", [10, 1, 5]), ("by_rank", [0, 8, 0]), ("pro_rata", [5, 4, 2])] {
        let model = model(works(short, &json!("all_or_nothing"), more.clone()));
        assert_eq!(made(&model), expected, "{short}");
        let simulated = run(&model, 1);
        assert!(simulated.outcomes.iter().all(|row| row.halt_days == 0 && row.lost == 0), "{short}");
    }
}

/// Two hours a day for a piece that takes three: the third day has one ready, and two days later the next.
#[test]
fn hours_that_a_piece_did_not_fit_into_are_its_beginning() {
    let none = json!({ "sales": { "per_working_day": 0 } });
    let more = json!({ "horizon_days": 6, "sites": { "works": {
        "hours_per_day": 2, "lines": {
            "a": { "hours_per_unit": 3, "sales": { "per_working_day": 1 } }, "b": none, "c": none
        }
    } } });
    assert_eq!(made(&model(works("by_rank", &proportional(), more))), [4, 0, 0]);
}

/// A day of cover of a shared input is the need of all lines, 49 magnets; its order level of ten days is 490.
#[test]
fn a_day_of_cover_is_the_need_of_all_lines() {
    let more = json!({ "sites": { "works": { "inputs": { "magnet": { "ordering": {
        "call_off": null, "base_stock": { "order_up_to": { "days_of_cover": 10 } }
    } } } } } });
    let mut scenario = works("by_rank", &proportional(), more);
    scenario["sites"]["works"]["inputs"]["magnet"]["ordering"].as_object_mut().expect("an object").remove("call_off");
    let model = model(scenario);
    assert_eq!(model.inputs.len(), 1);
    assert!((model.inputs[0].nominal_need - 49.0).abs() < 1e-9);
    let OrderRule::BaseStock(level) = model.inputs[0].ordering.rule else { panic!("base stock") };
    assert!((model.numbers.median(level) - 490.0).abs() < 1e-9);
}

/// A site with one line does what the same site does with one product, to the bit: halts, causes, costs, bands.
#[test]
fn one_line_is_one_product() {
    let alone = quickstart(|_| {});
    let as_line = quickstart(|site| {
        let mut line = json!({});
        for field in ["makes", "sales", "line"] {
            line[field] = site.remove(field).expect("it has one");
        }
        let magnet = &mut site["inputs"]["magnet"];
        line["inputs"] = json!({ "magnet": { "per_unit": magnet["per_unit"].take() } });
        magnet.as_object_mut().expect("an object").remove("per_unit");
        site.insert("lines".to_owned(), json!({ "cars": line }));
    });
    let (alone, as_line) = (run(&alone, 96), run(&as_line, 96));
    assert!(alone.outcomes.iter().any(|row| row.halt_days > 0 && row.made_good > 0));
    assert_eq!(alone.outcomes, as_line.outcomes);
    assert!(bands(&alone) == bands(&as_line));
}

/// Bands of manufacturers, whose order goes by the hash of their names.
fn bands(simulated: &Simulated) -> Vec<String> {
    let mut bands: Vec<String> = simulated.tally.bands.iter().map(|bands| format!("{bands:?}")).collect();
    bands.sort();
    bands
}

/// The quick start with a change of its car plant.
fn quickstart(change: impl Fn(&mut serde_json::Map<String, Value>)) -> Model {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/quickstart.json");
    let mut merged =
        linestop::inside::scenario::load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}")).merged;
    change(merged["sites"]["car_plant"].as_object_mut().expect("the car plant"));
    model(merged)
}

/// Two lines of one works that plan 10 each and have nothing; 12 are ordered in the first evening and under way on the
/// two days after. What stands for the first line stands for no other: it misses 10 of them, the second 2, and 8 that
/// nobody has ordered. The 12 come on the fourth day: the first line makes 10.
#[test]
fn open_orders_stand_for_one_line_alone() {
    let line = |rank: u32| {
        json!({
            "makes": "motor", "rank": rank, "inputs": { "magnet": { "per_unit": 1 } },
            "sales": { "per_working_day": 10, "margin_per_unit": 1 }
        })
    };
    let model = model(json!({
        "title": "Works", "currency": "EUR", "start": "2025-01-01", "horizon_days": 4,
        "materials": { "magnet": { "unit": "piece", "price_per_unit": 1 }, "motor": { "unit": "piece" } },
        "sites": {
            "makers": { "country": "CN", "sector": "x", "makes": "magnet" },
            "works": {
                "country": "DE", "sector": "x", "short_inputs": "by_rank",
                "lines": { "first": line(0), "second": line(1) },
                "inputs": { "magnet": {
                    "opening_stock": { "quantity": 0 },
                    "ordering": { "call_off": { "quantity": { "quantity": 12 }, "every_days": 100 } }
                } }
            }
        },
        "lanes": { "sea": { "from": "makers", "to": "works", "transit_days": 2 } }
    }));
    let rows = run(&model, 1).outcomes;
    let place = |name: &str| PLACE_NAMES.iter().position(|place| *place == name).expect("a place");
    let missing = |row: &SiteOutcome| ["in transit", "denied or never ordered"].map(|name| row.missing[place(name)]);
    assert_eq!((rows[0].halt_days, missing(&rows[0])), (3, [2_000, 1_000]));
    assert_eq!((rows[1].halt_days, missing(&rows[1])), (4, [400, 3_600]));
    // 12 are bought: each line, which needs as much as the other, pays for half of them.
    assert_eq!([&rows[0], &rows[1]].map(|row| row.of(CostKind::Purchase)), [600, 600]);
}

/// Purchases of 7 for 49 a day are charged by need, 20, 24 and 5 parts of 49, to the cent: of 700 the first 285.7 are
/// 286, up to 628.6 are 629, the rest 71.
#[test]
fn what_is_bought_for_all_is_charged_by_need() {
    let more = json!({
        "horizon_days": 3, "materials": { "magnet": { "price_per_unit": 1 } },
        "sites": {
            "makers": { "country": "CN", "sector": "x", "makes": "magnet" },
            "works": { "inputs": { "magnet": {
                "ordering": { "call_off": { "quantity": { "quantity": 7 }, "every_days": 100 } }
            } } }
        },
        "lanes": { "sea": { "from": "makers", "to": "works", "transit_days": 1 } }
    });
    let rows = run(&model(works("by_rank", &proportional(), more)), 1).outcomes;
    let purchases: Vec<i64> = rows.iter().map(|row| row.of(CostKind::Purchase)).collect();
    assert_eq!(purchases.iter().sum::<i64>(), 700);
    // The parts follow the order of the lines' hashes.
    let parts = [20.0, 24.0, 5.0].map(|part| 700.0 * part / 49.0);
    assert!(purchases.iter().zip(parts).all(|(found, exact)| (*found as f64 - exact).abs() < 1.0), "{purchases:?}");
}

/// Nothing on the first day; 24 come on the second, for plans of 10 and 10. Both lines may make up half of a plan a
/// day: the 4 that the plans leave go to the line that comes first.
#[test]
fn catch_up_comes_after_all_plans() {
    let line = |rank: u32| {
        json!({
            "makes": "motor", "rank": rank, "inputs": { "magnet": { "per_unit": 1 } },
            "line": { "catch_up": { "share_above_plan": 0.5, "within_days": 10 } },
            "sales": { "per_working_day": 10, "margin_per_unit": 1 }
        })
    };
    let model = model(json!({
        "title": "Works", "currency": "EUR", "start": "2025-01-01", "horizon_days": 2,
        "materials": { "magnet": { "unit": "piece" }, "motor": { "unit": "piece" } },
        "sites": { "works": {
            "country": "DE", "sector": "x", "short_inputs": "by_rank",
            "lines": { "first": line(0), "second": line(1) },
            "inputs": { "magnet": {
                "opening_stock": { "quantity": 0 }, "ordering": { "call_off": { "quantity": { "quantity": 1 } } }
            } }
        } },
        "levers": { "release": {
            "pulled": true, "start": { "on": "2025-01-02" },
            "action": { "stockpile_release": {
                "site": "works", "material": "magnet", "quantity": { "quantity": 24 }, "over_days": 1
            } }
        } }
    }));
    let rows = run(&model, 1).outcomes;
    assert_eq!([&rows[0], &rows[1]].map(|row| (row.made_good, row.lost)), [(4, 6), (0, 10)]);
}

/// A source that makes two materials with one capacity of 10 a day; 8 and 4 a day are ordered. By rank the first gets
/// its 8, the second the 2 that are left, so that it owes 2 more on every evening.
fn mine(short: &str) -> Value {
    let line = |makes: &str, rank: u32| json!({ "makes": makes, "rank": rank });
    let maker = |takes: &str, a_day: u32| {
        json!({
            "country": "DE", "sector": "x", "makes": "motor",
            "sales": { "per_working_day": 1, "margin_per_unit": 1 },
            "inputs": { takes: {
                "per_unit": 1, "opening_stock": { "quantity": 100 },
                "ordering": { "call_off": { "quantity": { "quantity": a_day }, "every_days": 1 } }
            } }
        })
    };
    json!({
        "title": "Mine", "currency": "EUR", "start": "2025-01-01", "horizon_days": 8,
        "materials": {
            "oxide": { "unit": "piece" }, "metal": { "unit": "piece" }, "motor": { "unit": "piece" }
        },
        "sites": {
            "mine": {
                "country": "CN", "sector": "mines", "short_inputs": short, "capacity_per_day": 10,
                "lines": { "oxide": line("oxide", 0), "metal": line("metal", 1) }
            },
            "one": maker("oxide", 8), "other": maker("metal", 4)
        },
        "lanes": {
            "oxide_lane": { "from": "mine", "to": "one", "transit_days": 1 },
            "metal_lane": { "from": "mine", "to": "other", "transit_days": 1 }
        }
    })
}

#[test]
fn a_source_makes_several_materials_with_one_capacity() {
    let model = model(mine("by_rank"));
    run(&model, 1);
    let trace = trace(&model, 1, 0);
    let backlog = |site: &str| &trace.sites.iter().find(|of| of.site == site).expect("a site").backlog;
    assert_eq!(backlog("mine.oxide")[1..], [0.0; 7]);
    assert_eq!(backlog("mine.metal")[1..], [2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0]);
}

/// The mine fails as one: nothing comes on either lane.
#[test]
fn a_supplier_with_several_lines_fails_as_one() {
    let model = model(mine("by_rank"));
    let options = StressOptions { trials: 2, seed: 1, from: None, days: 5, freeze_days: (1, 2) };
    let named = NamedModel { name: "mine", sha256: "", model: &model };
    let answer = stress(named, &options, &Watch::default()).expect("nobody stops it");
    let suppliers = answer.failures.iter().filter(|failure| failure.kind == FailureKind::Supplier);
    let found: Vec<(&str, &str)> = suppliers.map(|failure| (failure.key.as_str(), failure.title.as_str())).collect();
    assert_eq!(found, [("mine", "mine")]);
}

/// Asked of the works, it is any of its lines that halts; asked of a line, it is that line. On the one day only the
/// first halts by rank.
#[test]
fn a_works_halts_when_any_of_its_lines_does() {
    let model = model(works("by_rank", &json!("all_or_nothing"), json!({})));
    let outcomes = run(&model, 1).outcomes;
    let trials = TrialOutcomes::new(&model, &outcomes);
    let chance = |site: &str| {
        let measure = Measure::of_line(Quantity::PHalt, site);
        trials.sample(&measure).expect("a measure of the model").estimate().value
    };
    assert_eq!(["works", "works.a", "works.b", "works.c"].map(chance), [1.0, 1.0, 0.0, 0.0]);
}

/// A works whose lines use 3 and 1 magnets a day for 20 days, with none on order: 80 are needed for none of its lines
/// to halt, and one simulation tells.
#[test]
fn a_works_is_sized_as_one() {
    let line = |magnets: u32| {
        json!({
            "makes": "motor", "inputs": { "magnet": { "per_unit": magnets } },
            "sales": { "per_working_day": 1, "margin_per_unit": 1 }
        })
    };
    let model = model(json!({
        "title": "Works", "currency": "EUR", "start": "2025-01-01", "horizon_days": 20,
        "materials": { "magnet": { "unit": "piece" }, "motor": { "unit": "piece" } },
        "sites": { "works": {
            "country": "DE", "sector": "x", "lines": { "large": line(3), "small": line(1) },
            "inputs": { "magnet": {
                "opening_stock": { "quantity": 30 }, "ordering": { "call_off": { "quantity": { "quantity": 1 } } }
            } }
        } }
    }));
    let options = mixing::options(mixing::target("p_halt <= 5%"), 200);
    let options = SizeOptions { most_days: Some(30.0), ..options };
    let named = NamedModel { name: "here", sha256: "", model: &model };
    let sizing = size(named, &options, &Watch::default()).unwrap_or_else(|error| panic!("{error}"));
    let [line] = sizing.lines.as_slice() else { panic!("one works: {:?}", sizing.lines.len()) };
    assert_eq!((line.site.as_str(), line.method, line.inputs.len()), ("works", Method::OnePass, 1));
    assert_eq!(line.inputs[0].hold.quantity, 80.0);
}

/// One line of a works that is asked for alone is sized by itself, with the inputs that it uses: it needs a cable and a
/// magnet on each of 20 days, of which none and 30 are there. That the other line has no wire, and halts, is not its
/// matter.
#[test]
fn a_line_that_is_asked_for_alone_is_sized_by_itself() {
    let line = |inputs: Value| json!({ "makes": "motor", "inputs": inputs, "sales": { "per_working_day": 1, "margin_per_unit": 1 } });
    let input = |opening: u32| json!({ "opening_stock": { "quantity": opening }, "ordering": { "call_off": { "quantity": { "quantity": 1 } } } });
    let one = json!({ "per_unit": 1 });
    let model = model(json!({
        "title": "Works", "currency": "EUR", "start": "2025-01-01", "horizon_days": 20,
        "materials": {
            "magnet": { "unit": "piece" }, "wire": { "unit": "piece" }, "cable": { "unit": "piece" },
            "motor": { "unit": "piece" }
        },
        "sites": { "works": {
            "country": "DE", "sector": "x",
            "lines": {
                "large": line(json!({ "magnet": one, "wire": one })), "small": line(json!({ "magnet": one, "cable": one }))
            },
            "inputs": { "magnet": input(30), "wire": input(0), "cable": input(0) }
        } }
    }));
    let sized = |site: &str| {
        let lines = linestop::inside::experiment::size::Lines::Sites(vec![site.to_owned()]);
        let options = mixing::options(mixing::target("p_halt <= 5%"), 200);
        let options = SizeOptions { most_days: Some(30.0), lines, ..options };
        let named = NamedModel { name: "here", sha256: "", model: &model };
        size(named, &options, &Watch::default()).unwrap_or_else(|error| panic!("{error}"))
    };
    let sizing = sized("works.small");
    let [small] = sizing.lines.as_slice() else { panic!("one line: {:?}", sizing.lines.len()) };
    let held: Vec<(&str, f64)> = small.inputs.iter().map(|of| (of.material.as_str(), of.hold.quantity)).collect();
    assert_eq!((small.site.as_str(), &held[..]), ("works.small", &[("magnet", 30.0), ("cable", 20.0)][..]));
    assert_eq!((small.feasible, small.today.value, small.fresh.halt.trials), (true, 1.0, 0));
    // What is ordered is ordered by the site.
    let ordered: Vec<(&str, &str)> =
        sizing.requisition.iter().map(|row| (row.site.as_str(), row.material.as_str())).collect();
    assert_eq!(ordered, [("works", "cable")]);
    let all = sized("works");
    let held: Vec<f64> = all.lines[0].inputs.iter().map(|of| of.hold.quantity).collect();
    assert_eq!((all.lines[0].site.as_str(), held), ("works", vec![40.0, 20.0, 20.0]));
}
