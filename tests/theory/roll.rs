//! A scenario from a later day on. Where nothing is left to chance, the stock and the orders of the morning of a day
//! make of what is left of the horizon what it was: here they are worked out by hand, day by day, written into lists,
//! and the scenario that is taken to that day halts on the very days on which the old one does.

use std::fmt::Write as _;
use std::fs;

use jiff::civil::{Date, date};
use linestop::answers::{OrderFate, PassedKind, RollOrigin};
use linestop::{Case, Error, RollAnswer, RollHorizon, RollOptions, RunOptions, Trials, Unlisted, Watch};
use serde_json::{Value, json};
use tempfile::TempDir;

const START: Date = date(2026, 1, 5);
/// Need a day, stock of the first day, level, days between reviews, transit.
const NEED: i64 = 10;
const STOCK: i64 = 180;
const LEVEL: i64 = 260;
const EVERY: u32 = 14;
const TRANSIT: u32 = 20;
const DAYS: u32 = 200;

fn day(day: u32) -> Date {
    START.saturating_add(jiff::Span::new().days(i64::from(day)))
}

fn scenario() -> Value {
    json!({
        "title": "By hand", "currency": "EUR", "start": START.to_string(), "horizon_days": DAYS,
        "materials": { "magnet": { "unit": "kg" }, "motor": { "unit": "piece" } },
        "sites": {
            "works": { "country": "JP", "sector": "magnets", "makes": "magnet" },
            "plant": {
                "title": "Motor plant", "country": "DE", "sector": "automotive", "makes": "motor",
                "sales": { "per_working_day": 1 },
                "inputs": { "magnet": {
                    "per_unit": NEED, "opening_stock": { "quantity": STOCK },
                    "ordering": { "base_stock": { "order_up_to": { "quantity": LEVEL }, "review_every_days": EVERY } }
                } }
            }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "transit_days": TRANSIT } }
    })
}

/// The morning of a day: stock, orders with the days on which they were placed, and the halt days from it on.
struct Morning {
    stock: i64,
    orders: Vec<(u32, i64)>,
    halts_from: u32,
}

fn by_hand(until: u32) -> Morning {
    let (mut stock, mut orders): (i64, Vec<(u32, i64)>) = (STOCK, Vec::new());
    let mut morning = Morning { stock, orders: Vec::new(), halts_from: 0 };
    for today in 0..DAYS {
        if today == until {
            morning = Morning { stock, orders: orders.clone(), halts_from: 0 };
        }
        // Placed in the evening, it leaves on the next day.
        let (came, open): (Vec<_>, Vec<_>) = orders.into_iter().partition(|(placed, _)| placed + 1 + TRANSIT == today);
        orders = open;
        stock += came.iter().map(|(_, quantity)| quantity).sum::<i64>();
        if stock >= NEED {
            stock -= NEED;
        } else if today >= until {
            morning.halts_from += 1;
        }
        let position = stock + orders.iter().map(|(_, quantity)| quantity).sum::<i64>();
        if today % EVERY == 0 && position < LEVEL {
            orders.push((today, LEVEL - position));
        }
    }
    morning
}

fn halt_days(case: &Case) -> f64 {
    let options = RunOptions { trials: Trials::Fixed(1), ..RunOptions::default() };
    let answer = case.run(&options, &Watch::default()).unwrap_or_else(|error| panic!("{error}"));
    answer.line("plant").expect("there is one line").halt_days.mean.value
}

struct Lists(TempDir);

impl Lists {
    fn new(stocks: &str, orders: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [("stocks.csv", stocks), ("orders.csv", orders)] {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        Self(folder)
    }

    fn options(&self) -> RollOptions {
        let file = |name: &str| Some(self.0.path().join(name));
        RollOptions { stocks: file("stocks.csv"), orders: file("orders.csv"), ..RollOptions::default() }
    }
}

fn case(value: Value) -> Case {
    Case::from_value("hand", value).unwrap_or_else(|error| panic!("{error}"))
}

fn rolled(case: &Case, to: Date, options: &RollOptions) -> RollAnswer {
    case.roll(to, options).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn what_is_left_of_a_horizon_is_what_it_was() {
    let old = case(scenario());
    assert_eq!(halt_days(&old), by_hand(0).halts_from as f64);
    for today in [1, 30, 56, 71, 120] {
        let morning = by_hand(today);
        let mut orders = "order,lane,quantity,placed,stands,on\n".to_owned();
        for (placed, quantity) in &morning.orders {
            let left = placed + 1;
            // What was placed on the eve reaches its supplier today.
            let stands = if left < today { format!("shipped,{}", day(left)) } else { "at_supplier,".to_owned() };
            writeln!(orders, "PO {placed},sea,{quantity},{},{stands}", day(*placed)).expect("a line");
        }
        let stocks = format!("site,material,stock (kg)\nMotor plant,magnet,{}\n", morning.stock);
        let lists = Lists::new(&stocks, &orders);
        let answer = rolled(&old, day(today), &lists.options());
        assert_eq!((answer.new.start, answer.new.end), (day(today), old_end()));
        let new = answer.case().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(halt_days(&new), morning.halts_from as f64, "from day {today}");
        let stock = &answer.stocks[0];
        assert_eq!((stock.then.stock, stock.now.stock), (STOCK as f64, morning.stock as f64));
        assert_eq!(stock.now.cover_days, Some(morning.stock as f64 / NEED as f64));
        let coming: i64 = morning.orders.iter().map(|(_, quantity)| quantity).sum();
        assert_eq!(stock.now.on_order, coming as f64);
        // Looks at the stock keep their rhythm.
        let next = (EVERY - today % EVERY) % EVERY;
        let review = answer.passed.iter().find(|passed| passed.kind == PassedKind::Review);
        assert_eq!(review.and_then(|review| review.date), (next > 0).then(|| day(today + next)));
    }
}

fn old_end() -> Date {
    day(DAYS - 1)
}

/// A desk with an event that had a chance, and a regime that began with it; a lane with orders where they stood.
fn desk() -> Value {
    let mut value = scenario();
    value["materials"]["magnet"]["elements"] = json!({ "Dy": 0.03 });
    value["authorities"] = json!({ "desk": {
        "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": { "review_work_days": 30 },
        "initial_regime": "open",
        "regimes": {
            "open": { "lasts_days": { "uniform": { "min": 0, "max": 100 } }, "then": { "slow": 1 } },
            "slow": { "review_speed": 0.5 }
        },
        "events": {
            "talks": { "date": "2026-01-15", "chance": 0.5, "enter": "slow" },
            "list": { "date": "2026-01-20", "add_controls": ["Tb"] },
            "later": { "date": "2026-06-01", "chance": 0.5, "enter": "open" }
        }
    } });
    value["lanes"]["sea"]["authority"] = json!("desk");
    value["lanes"]["sea"]["open_orders"] = json!({
        "due": { "quantity": 5, "placed": "2025-12-01", "stands": { "due": { "on": "2026-01-09" } } },
        "afloat": { "quantity": 6, "placed": "2025-12-01", "stands": { "shipped": { "on": "2026-01-04" } } },
        "landed": { "quantity": 7, "placed": "2025-11-01", "stands": { "shipped": { "on": "2025-12-30" } } },
        "paper": { "quantity": 8, "placed": "2025-12-01", "stands": { "granted": { "on": "2025-12-20", "valid_until": "2026-01-20" } } },
        "waits": { "quantity": 9, "placed": "2025-12-20", "stands": { "filed": { "on": "2026-01-02" } } }
    });
    value
}

#[test]
fn dates_that_have_passed_become_history() {
    let old = case(desk());
    let to = date(2026, 1, 22);
    let Err(Error::Roll(mistakes)) = old.roll(to, &RollOptions::default()) else { panic!("the talks are open") };
    assert_eq!(mistakes.mistakes.len(), 1, "{mistakes}");
    assert!(mistakes.mistakes[0].contains("--happened talks=yes"), "{mistakes}");
    for happened in [true, false] {
        let options = RollOptions { happened: vec![("desk.talks".to_owned(), happened)], ..RollOptions::default() };
        let answer = rolled(&old, to, &options);
        let authority = &answer.scenario["authorities"]["desk"];
        assert_eq!(authority["events"]["talks"]["happened"], json!(happened));
        assert_eq!(authority["events"]["list"].get("happened"), None);
        let regime = &answer.regimes[0];
        let (key, since) = if happened { ("slow", date(2026, 1, 15)) } else { ("open", START) };
        assert_eq!((regime.regime.as_str(), regime.since), (key, since));
        // Seventeen of at most a hundred days have passed.
        assert_eq!(regime.lasts.map(|lasts| (lasts * 100.0).round()), (!happened).then_some(83.0));
        assert_eq!(authority["regime_history"], json!([{ "from": "2026-01-05", "regime": "open" }]));
        let kinds: Vec<_> =
            answer.passed.iter().filter(|passed| passed.field.contains("events")).map(|p| p.kind).collect();
        let talks = if happened { PassedKind::Happened } else { PassedKind::DidNotHappen };
        assert_eq!(kinds, [talks, PassedKind::Happened]);
    }
}

/// Rolled over the first day of a new source: one whose qualification takes a certain time and is over is in service;
/// one of which that is not known goes on.
#[test]
fn new_sources_go_on() {
    for (ramp, becomes) in [
        (
            json!({ "from": "2026-01-08", "qualification_days": 10, "ramp_days": 60 }),
            json!({ "from": "2026-01-18", "ramp_days": 60 }),
        ),
        (json!({ "from": "2026-01-08", "ramp_days": 60 }), json!({ "from": "2026-01-08", "ramp_days": 60 })),
        (
            json!({ "from": "2026-01-08", "qualification_days": 30 }),
            json!({ "from": "2026-01-08", "qualification_days": 30 }),
        ),
        (
            json!({ "from": "2026-01-08", "qualification_days": 10, "fails": 0.2 }),
            json!({ "from": "2026-01-08", "qualification_days": 10, "fails": 0.2 }),
        ),
    ] {
        let mut value = scenario();
        value["sites"]["works"]["capacity_per_day"] = json!(50);
        value["sites"]["works"]["ramp"] = ramp;
        let answer = rolled(&case(value), date(2026, 1, 22), &RollOptions::default());
        assert_eq!(answer.scenario["sites"]["works"]["ramp"], becomes);
        assert!(answer.passed.iter().any(|passed| passed.kind == PassedKind::Ramp), "{:?}", answer.passed);
        case(answer.scenario);
    }
}

#[test]
fn without_a_list_orders_go_on_from_where_they_stood() {
    let old = case(desk());
    let options = RollOptions { happened: vec![("talks".to_owned(), false)], ..RollOptions::default() };
    let answer = rolled(&old, date(2026, 1, 22), &options);
    let fates: Vec<(&str, OrderFate)> = answer.orders.iter().map(|order| (order.order.as_str(), order.fate)).collect();
    let wanted = [
        ("due", OrderFate::Received),
        ("afloat", OrderFate::Carried),
        ("landed", OrderFate::Received),
        ("paper", OrderFate::Expired),
        ("waits", OrderFate::Carried),
    ];
    assert_eq!(fates, wanted);
    let left = answer.scenario["lanes"]["sea"]["open_orders"].as_object().expect("orders");
    assert_eq!(left.keys().collect::<Vec<_>>(), ["afloat", "waits"]);
    assert_eq!(answer.stocks[0].origin, RollOrigin::Kept);
}

#[test]
fn a_horizon_keeps_its_end_or_its_length() {
    let old = case(scenario());
    let to = day(50);
    for (horizon, days) in [(RollHorizon::LastDay, 150), (RollHorizon::Length, 200), (RollHorizon::Days(90), 90)] {
        let answer = rolled(&old, to, &RollOptions { horizon, ..RollOptions::default() });
        assert_eq!((answer.new.start, answer.new.horizon_days), (to, days));
    }
    let late = old.roll(day(DAYS), &RollOptions::default()).expect_err("nothing is left");
    assert!(late.to_string().contains("--horizon length"), "{late}");
    assert!(old.roll(date(2026, 1, 4), &RollOptions::default()).is_err());
    // Once more: the name bears one day.
    let once = rolled(&old, to, &RollOptions::default());
    let again = rolled(&once.case().expect("it loads"), day(60), &RollOptions::default());
    assert_eq!((once.new.name.as_str(), again.new.name.as_str()), ("hand-2026-02-24", "hand-2026-03-06"));
}

#[test]
fn what_a_list_does_not_have_is_kept_or_nothing() {
    let mut value = scenario();
    value["sites"]["plant"]["inputs"]["magnet"]["pipeline"] = json!("steady");
    let old = case(value);
    let lists = Lists::new("site,material,stock\nplant,motor,3\n", "order,lane,quantity,placed,stands,on\n");
    let kept = rolled(&old, day(14), &lists.options());
    assert_eq!(kept.stocks.iter().map(|stock| stock.now.stock).collect::<Vec<_>>(), [STOCK as f64, 3.0]);
    assert!(kept.stocks[0].now.on_order > 0.0, "it is worked out anew");
    let nothing = RollOptions { unlisted: Unlisted::Nothing, ..lists.options() };
    let nothing = rolled(&old, day(14), &nothing);
    assert_eq!((nothing.stocks[0].now.stock, nothing.stocks[0].now.on_order), (0.0, 0.0));
    assert_eq!(nothing.stocks[0].origin, RollOrigin::Nothing);
    let strict = RollOptions { strict: true, ..lists.options() };
    let error = old.roll(day(14), &strict).expect_err("the magnets have no row");
    assert!(error.to_string().contains("stocks.csv: no row for \"magnet\" at \"plant\""), "{error}");
}
