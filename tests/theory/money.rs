//! Money by hand: each kind of cost by itself, and all of them together, to the cent.
//!
//! A plant makes ten pieces a day of ten parts. An order of day t leaves its supplier on t + 1 and is received two days
//! later, so that of the ten that are called off every day those of days 0 to 16 are received within 20 days.

use linestop::inside::experiment::{
    CostKind, NamedModel, RunAnswer, RunOptions, SiteOutcome, Trials, Watch, WhyLeftOut,
};
use linestop::inside::scenario::from_value;
use serde_json::{Value, json};

use crate::pieces::{buyer, lane, network, source};
use crate::{model, run};

/// The plant with stock for the first three days.
fn plant() -> Value {
    json!({
        "title": "Money", "currency": "EUR", "start": "2026-01-01", "horizon_days": 20,
        "materials": { "part": { "unit": "piece" }, "good": { "unit": "piece" } },
        "sites": {
            "works": { "country": "CN", "sector": "parts", "makes": "part" },
            "plant": { "country": "DE", "sector": "goods", "makes": "good", "sales": { "per_working_day": 10 },
                "inputs": { "part": { "per_unit": 1, "opening_stock": { "quantity": 30 },
                    "ordering": { "call_off": { "quantity": { "quantity": 10 }, "every_days": 1 } } } } }
        },
        "lanes": { "l": { "from": "works", "to": "plant", "transit_days": 2 } }
    })
}

/// Four dollars a part, five from day 10 on; a dollar is 0.90 euros, 0.80 from day 5 on; freight is half a dollar, the
/// duty a tenth.
fn in_dollars() -> Value {
    let mut scenario = plant();
    scenario["materials"]["part"]["price_per_unit"] = json!(3.4);
    scenario["exchange_rates"] =
        json!({ "USD": [{ "from": "2026-01-01", "value": 0.9 }, { "from": "2026-01-06", "value": 0.8 }] });
    for (field, value) in [
        ("currency", json!("USD")),
        ("price_per_unit", json!([{ "from": "2026-01-01", "value": 4 }, { "from": "2026-01-11", "value": 5 }])),
        ("freight_per_unit", json!(0.5)),
        ("transport", json!("sea")),
        ("duty_share", json!(0.1)),
    ] {
        scenario["lanes"]["l"][field] = value;
    }
    scenario
}

fn row(scenario: Value) -> SiteOutcome {
    run(&model(scenario), 1).outcomes[0]
}

/// Costs above nothing, in cents.
fn costs(row: &SiteOutcome) -> Vec<(CostKind, i64)> {
    CostKind::ALL.into_iter().map(|kind| (kind, row.of(kind))).filter(|(_, cents)| *cents != 0).collect()
}

/// Fifty parts at 4 × 0.9 = 3.60, fifty at 3.20, seventy at 5 × 0.8 = 4.00, against a usual price of 3.40: a premium of
/// 0.20 and 0.60. Freight is 0.45, 0.40 and 0.40 a part.
#[test]
fn goods_are_paid_in_the_currency_of_the_lane_on_the_day_of_the_order() {
    let found = costs(&row(in_dollars()));
    let wanted = [
        (CostKind::Purchase, 50 * 340 + 50 * 320 + 70 * 340),
        (CostKind::Premium, 50 * 20 + 70 * 60),
        (CostKind::Duty, (50 * 360 + 50 * 320 + 70 * 400) / 10),
        (CostKind::FreightBySea, 50 * 45 + 120 * 40),
    ];
    assert_eq!(found, wanted);
    // In the currency of the file none is needed.
    let mut scenario = in_dollars();
    scenario["lanes"]["l"]["currency"] = json!("EUR");
    scenario["lanes"]["l"]["transport"] = json!(null);
    scenario.as_object_mut().expect("fields").remove("exchange_rates");
    let found = row(scenario);
    assert_eq!([CostKind::Duty, CostKind::Freight].map(|kind| found.of(kind)), [(100 * 400 + 70 * 500) / 10, 170 * 50]);
}

/// Where the material has no price there is nothing that a lane's price is above.
#[test]
fn without_a_usual_price_there_is_no_premium() {
    let mut scenario = in_dollars();
    scenario["materials"]["part"] = json!({ "unit": "piece" });
    let found = row(scenario);
    assert_eq!([CostKind::Purchase, CostKind::Premium].map(|k| found.of(k)), [50 * 360 + 50 * 320 + 70 * 400, 0]);
}

/// A rate that is a parameter is the same on all lanes and days of a trial: freight is an eighth of the price.
#[test]
fn an_exchange_rate_may_be_a_parameter() {
    let mut scenario = in_dollars();
    scenario["materials"]["part"] = json!({ "unit": "piece" });
    scenario["parameters"] = json!({ "dollar": { "value": { "uniform": { "min": 0.7, "max": 1.1 } } } });
    scenario["exchange_rates"] = json!({ "USD": { "parameter": "dollar" } });
    scenario["lanes"]["l"]["price_per_unit"] = json!(4);
    let rows = run(&model(scenario.clone()), 2_000).outcomes;
    let rates: Vec<f64> = rows.iter().map(|row| row.of(CostKind::Purchase) as f64 / 68_000.0).collect();
    assert!(rates.iter().all(|rate| (0.7..=1.1).contains(rate)));
    let mean = rates.iter().sum::<f64>() / 2_000.0;
    // The standard deviation of a rate is 0.4 / √12.
    assert!((mean - 0.9).abs() <= 4.5 * 0.4 / 12_f64.sqrt() / 2_000_f64.sqrt(), "{mean}");
    assert!(rows.iter().all(|row| (row.of(CostKind::Purchase) - 8 * row.of(CostKind::FreightBySea)).abs() <= 4));
    // A price that is a parameter, too, at a rate that is one: their product.
    scenario["parameters"]["price"] = json!({ "value": { "uniform": { "min": 3, "max": 5 } } });
    scenario["lanes"]["l"]["price_per_unit"] = json!({ "parameter": "price" });
    let rows = run(&model(scenario), 2_000).outcomes;
    let price = |row: &SiteOutcome| row.of(CostKind::Purchase) as f64 / row.of(CostKind::FreightBySea) as f64 * 0.5;
    assert!(rows.iter().all(|row| (2.99..=5.01).contains(&price(row))));
}

/// Stock at the ends of the first days is 20 and 10 parts: 30 part days at 3.40 and 73 % a year are 0.204.
#[test]
fn holding_is_a_share_of_the_value_a_year() {
    let mut scenario = in_dollars();
    scenario["sites"]["plant"]["holding_cost_share_per_year"] = json!(0.73);
    assert_eq!(row(scenario).of(CostKind::Holding), 20);
}

/// Twenty-five finished goods on every evening: 500 days of 20.00 at 73 % a year.
#[test]
fn finished_goods_are_held_at_their_price() {
    let mut scenario = plant();
    scenario["materials"]["good"]["price_per_unit"] = json!(20);
    let plant = &mut scenario["sites"]["plant"];
    plant["holding_cost_share_per_year"] = json!(0.73);
    plant["output_stock_target"] = json!({ "quantity": 25 });
    assert_eq!(costs(&row(scenario.clone())), [(CostKind::HoldingOutput, 2_000)]);
    // What a supplier has made and not shipped is held by it: twelve in stock, of which ten leave on day 1.
    scenario["sites"]["works"] = json!({ "country": "DE", "sector": "parts", "makes": "part", "capacity_per_day": 0,
        "opening_output_stock": { "quantity": 12 }, "holding_cost_share_per_year": 0.73,
        "inputs": { "ore": { "per_unit": 1, "opening_stock": { "quantity": 0 },
            "ordering": { "call_off": { "quantity": { "quantity": 1 }, "first_day": 19 } } } } });
    scenario["materials"]["ore"] = json!({ "unit": "piece" });
    scenario["materials"]["part"]["price_per_unit"] = json!(10);
    scenario["sites"]["plant"]["inputs"]["part"]["ordering"]["call_off"] =
        json!({ "quantity": { "quantity": 10 }, "every_days": 366 });
    // 12 on the evening of day 0, 2 on the nineteen that follow.
    let rows = run(&model(scenario), 1).outcomes;
    let of_works = rows.iter().find(|row| row.of(CostKind::HoldingOutput) == 50 * 2);
    assert!(of_works.is_some(), "{rows:?}");
}

/// Nothing is there on days 0 to 2. Sixteen hours at 125.50, or 2,008.00 a day; 30 pieces at a margin of 7.25 and a
/// penalty of 1.10.
#[test]
fn a_halt_costs_by_the_day_or_by_the_hour() {
    let mut scenario = plant();
    let plant = &mut scenario["sites"]["plant"];
    plant["inputs"]["part"]["opening_stock"]["quantity"] = json!(0);
    plant["sales"]["margin_per_unit"] = json!(7.25);
    plant["sales"]["penalty_per_unit"] = json!(1.1);
    plant["line"] = json!({ "halt_cost_per_hour": 125.5, "running_hours_per_day": 16 });
    let by_hour = row(scenario.clone());
    let wanted = [(CostKind::Halts, 602_400), (CostKind::LostMargin, 21_750), (CostKind::Penalties, 3_300)];
    assert_eq!(costs(&by_hour), wanted);
    assert_eq!(by_hour.loss(), 602_400 + 21_750 + 3_300);
    scenario["sites"]["plant"]["line"] = json!({ "halt_cost_per_day": 2_008 });
    assert_eq!(row(scenario).costs, by_hour.costs);
}

/// Thirty pieces are missed in three days. Waiting, they wait to the end: 10 + 20 + 18 × 30 = 570 piece days. Caught up
/// by one a day of the eleven that come from day 3 on, 10 + 20 + 30 + (29 + … + 13) = 417, and 13 are never made.
#[test]
fn what_is_late_costs_by_piece_and_day() {
    let mut scenario = plant();
    let plant = &mut scenario["sites"]["plant"];
    plant["inputs"]["part"]["opening_stock"]["quantity"] = json!(0);
    plant["sales"]["late_penalty_per_unit_day"] = json!(0.03);
    plant["sales"]["penalty_per_unit"] = json!(1.1);
    let mut waiting = scenario.clone();
    let of = &mut waiting["sites"]["plant"];
    of["sales"]["unmet"] = json!({ "backordered": {} });
    of["line"] = json!({ "mode": { "proportional": {} } });
    assert_eq!(costs(&row(waiting)), [(CostKind::Penalties, 570 * 3 + 30 * 110)]);
    let of = &mut scenario["sites"]["plant"];
    of["inputs"]["part"]["ordering"]["call_off"]["quantity"]["quantity"] = json!(11);
    of["line"] = json!({ "catch_up": { "share_above_plan": 0.1, "within_days": 100 } });
    assert_eq!(costs(&row(scenario)), [(CostKind::Penalties, 417 * 3 + 13 * 110)]);
}

/// From day 10 on goods fly for five more apiece. The orders of days 0, 20 and 40 arrive within 80 days, and the first
/// was under review until day 21: it flies unless its licence names the ship.
#[test]
fn what_travels_as_its_licence_says_pays_for_that() {
    let extra = |named: bool| {
        let mut scenario = network(
            80,
            json!({ "works": source(json!({})), "plant": buyer(1, 20) }),
            json!({ "l": lane("works", "plant", json!({ "transit_days": 10, "authority": "desk", "licence_names_transport": named })) }),
        );
        scenario["materials"]["part"]["elements"] = json!({ "Dy": 0.1 });
        scenario["authorities"] = json!({ "desk": { "country": "CN", "controls": ["Dy"], "calendar": "every_day",
            "desk": { "review_work_days": 20 }, "initial_regime": "open", "regimes": { "open": {} } } });
        scenario["levers"] = json!({ "air": { "pulled": true, "start": { "on": "2025-01-11" }, "action":
            { "expedited_freight": { "lanes": ["l"], "transit_scale": 0.5, "extra_price_per_unit": 5 } } } });
        costs(&row(scenario))
    };
    assert_eq!(extra(false), [(CostKind::Expediting, 1_500)]);
    assert_eq!(extra(true), [(CostKind::Expediting, 1_000)]);
}

/// Everything at once: two plants, one of them in dollars and with halts, a lever, finished goods, what is late.
fn everything() -> Value {
    let mut scenario = in_dollars();
    scenario["materials"]["good"]["price_per_unit"] = json!(20);
    scenario["materials"]["coil"] = json!({ "unit": "piece", "title": "Coil" });
    let mut second = scenario["sites"]["plant"].clone();
    scenario["sites"]["coils"] = json!({ "country": "JP", "sector": "parts", "makes": "coil" });
    let of = &mut scenario["sites"]["plant"];
    of["holding_cost_share_per_year"] = json!(0.73);
    of["output_stock_target"] = json!({ "quantity": 25 });
    of["sales"]["margin_per_unit"] = json!({ "parameter": "margin" });
    second["inputs"]["part"]["opening_stock"]["quantity"] = json!(0);
    second["inputs"]["coil"] = json!({ "per_unit": 1, "opening_stock": { "quantity": 100 },
        "ordering": { "call_off": { "quantity": { "quantity": 10 }, "every_days": 1 } } });
    second["sales"] = json!({ "per_working_day": 10, "margin_per_unit": { "parameter": "margin" }, "penalty_per_unit": 1.1,
        "late_penalty_per_unit_day": 0.03 });
    second["line"] = json!({ "halt_cost_per_hour": 125.5, "running_hours_per_day": 16,
        "catch_up": { "share_above_plan": 0.1, "within_days": 100 } });
    second["holding_cost_share_per_year"] = json!(0.1);
    scenario["sites"]["second"] = second;
    scenario["parameters"] = json!({ "margin": { "value": { "uniform": { "min": 0.333, "max": 7.777 } } } });
    scenario["lanes"]["l2"] = json!({ "from": "works", "to": "second", "transit_days": 2, "price_per_unit": 3.333 });
    scenario["lanes"]["l3"] = json!({ "from": "coils", "to": "second", "transit_days": 2, "freight_per_unit": 0.07,
        "transport": "air" });
    scenario["levers"] = json!({ "air": { "pulled": true, "start": { "on": "2026-01-05" },
        "cost": { "once": 100, "per_day": 1.5, "paid_by": "works" },
        "action": { "expedited_freight": { "lanes": ["l2"], "transit_scale": 0.5, "extra_price_per_unit": 0.5 } } } });
    scenario
}

fn answer(scenario: Value, trials: u64) -> RunAnswer {
    let model = model(scenario);
    let named = NamedModel { name: "money", sha256: "", model: &model };
    let options = RunOptions { trials: Trials::Fixed(trials), outcomes: true, ..RunOptions::default() };
    linestop::inside::experiment::run(&[named], &options, &Watch::default()).expect("nobody stops it").remove(0)
}

#[test]
fn the_table_adds_up_to_the_cent_and_names_what_it_leaves_out() {
    let answer = answer(everything(), 97);
    let costs = &answer.costs;
    let cents = |amount: f64| {
        let cents = (amount * 100.0).round();
        assert!((amount * 100.0 - cents).abs() < 1e-6, "{amount} is no whole number of cents");
        cents as i64
    };
    let total = cents(costs.total.mean);
    assert_eq!(costs.kinds.iter().map(|row| cents(row.spread.mean)).sum::<i64>(), total);
    assert_eq!(costs.lines.iter().map(|line| cents(line.total.mean)).sum::<i64>(), total);
    for line in &costs.lines {
        assert_eq!(line.kinds.values().map(|x| cents(*x)).sum::<i64>(), cents(line.total.mean), "{}", line.site);
    }
    for row in &costs.kinds {
        let by_line: i64 = costs.lines.iter().map(|line| cents(line.kinds[row.kind])).sum();
        assert_eq!(by_line, cents(row.spread.mean), "{}", row.kind);
    }
    // The total is the mean of what the trials cost.
    let all: i64 = answer.outcomes.iter().map(SiteOutcome::cost).sum();
    assert_eq!(total, (2 * all + 97).div_euclid(2 * 97));
    let kinds: Vec<&str> = costs.kinds.iter().map(|row| row.kind).collect();
    assert!(kinds.contains(&"freight by sea") && kinds.contains(&"freight by air") && !kinds.contains(&"freight"));
    assert!(costs.kinds.iter().filter(|row| row.kind != "mitigation").all(|row| row.spread.mean > 0.0), "{kinds:?}");
    let mut left: Vec<_> = costs.left_out.iter().map(|left| (left.kind, left.what.as_str(), left.why)).collect();
    left.sort_by_key(|(kind, ..)| *kind);
    let wanted = [
        ("freight", "l2", WhyLeftOut::NoFreight),
        ("holding", "Coil", WhyLeftOut::NoPrice),
        ("mitigation", "air", WhyLeftOut::PaidElsewhere),
        ("purchase", "Coil", WhyLeftOut::NoPrice),
    ];
    assert_eq!(left, wanted);
    assert_eq!(costs.not_given, Vec::<&str>::new());
}

/// The worked costs of one plant add up to what is told of it.
#[test]
fn the_whole_is_the_sum_of_the_worked_parts() {
    let mut scenario = in_dollars();
    scenario["sites"]["plant"]["holding_cost_share_per_year"] = json!(0.73);
    let answer = answer(scenario, 3);
    let told: Vec<_> =
        answer.costs.kinds.iter().filter(|row| row.spread.mean > 0.0).map(|row| row.spread.mean).collect();
    assert_eq!(told, [568.0, 52.0, 62.0, 70.5, 0.2]);
    assert_eq!(answer.costs.total.mean, 752.7);
    assert_eq!([answer.costs.total.p50, answer.costs.total.p95], [Some(752.7); 2]);
    assert_eq!(answer.costs.not_given, ["halts", "lost margin", "penalties"]);
}

#[test]
fn mistakes_of_money_are_told_at_once() {
    let mut scenario = in_dollars();
    scenario["exchange_rates"]["EUR"] = json!(1);
    scenario["exchange_rates"]["RMB"] = json!(0.12);
    scenario["lanes"]["l"]["duty_share"] = json!(25);
    scenario["lanes"]["l"]["currency"] = json!("UDS");
    scenario["lanes"]["m"] =
        json!({ "from": "works", "to": "plant", "transit_days": 2, "currency": "JPY", "price_per_unit": 400 });
    scenario["sites"]["plant"]["line"] = json!({ "halt_cost_per_day": 1, "halt_cost_per_hour": 2 });
    let told = from_value(scenario).expect_err("it is wrong").to_string();
    for wanted in [
        "EUR is the currency of the file",
        "\"RMB\" is no currency",
        "CNY",
        "\"UDS\" is no currency",
        "USD",
        "no exchange rate for JPY",
        "\"duty_share\" cannot be 25",
        "0 to 10",
        "not both",
        "needs \"running_hours_per_day\"",
    ] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
}

#[test]
fn money_that_does_nothing_is_warned_of() {
    let mut scenario = in_dollars();
    scenario["exchange_rates"]["JPY"] = json!(0.006);
    scenario["lanes"]["l"]["duty_share"] = json!(2.5);
    let plant = &mut scenario["sites"]["plant"];
    plant["sales"]["late_penalty_per_unit_day"] = json!(1);
    plant["line"] = json!({ "running_hours_per_day": 16 });
    let loaded = from_value(scenario).expect("it can be read");
    let told: String = loaded.warnings.iter().map(|warning| warning.message.clone() + "\n").collect();
    for wanted in [
        "no lane is paid in JPY",
        "a duty of 2.5 is 250 % of the price",
        "nothing is ever late here",
        "\"running_hours_per_day\" counts only with",
    ] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
}
