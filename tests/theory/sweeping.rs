//! A sweep over stocks: one simulation against the simulation of every point.

use std::convert::Infallible;

use linestop::inside::experiment::{
    Axis, Design, Measure, NamedModel, SweepAnswer, SweepMethod, SweepOptions, Watch, more_stock, sweep,
};
use linestop::inside::model::Model;
use serde_json::json;

use crate::model;

fn swept(base: &Model, axes: &[Axis], of: &[String], every_point: bool, at: &dyn Fn(&[f64]) -> Model) -> SweepAnswer {
    let options = SweepOptions {
        axes: axes.to_vec(),
        design: Design::Grid(vec![4; axes.len()]),
        measures: of.iter().map(|text| Measure::parse(text).unwrap()).collect(),
        trials: 96,
        seed: 20_250_404,
        every_point,
    };
    let named = NamedModel { name: "here", sha256: "", model: base };
    sweep(named, &options, &|values| Ok::<_, Infallible>(at(values)), &Watch::default()).unwrap()
}

fn axis(name: &str, low: f64, high: f64) -> Axis {
    Axis { name: name.to_owned(), low, high, log: false, percent: false, dates: false }
}

/// All-or-nothing lines of a network in which everything happens, with up to 60 days more stock: the same points, to
/// the bit, with their differences.
#[test]
fn one_simulation_says_what_that_of_every_point_says() {
    let path = std::path::Path::new("tests/properties/everything.json");
    let loaded = linestop::inside::scenario::load(path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let base = linestop::inside::model::compile(&loaded.scenario).unwrap();
    let mut exact = 0;
    for site in base.lines() {
        let name = &base.sites[site].name;
        let axes = [axis(&format!("more_stock:{name}"), 0.0, 60.0)];
        let at = |values: &[f64]| base.with_extra(&more_stock(&base, site, values[0]));
        let of = [format!("p_halt:{name}")];
        let one = swept(&base, &axes, &of, false, &at);
        let each = swept(&base, &axes, &of, true, &at);
        assert_eq!((one.points, each.method), (each.points, SweepMethod::EachPoint), "{name}");
        assert_eq!(one.method == SweepMethod::OnePass, base.one_pass(site, &[site]).is_empty(), "{name}");
        exact += u32::from(one.method == SweepMethod::OnePass);
    }
    assert!(exact >= 4, "{exact} lines are exact");
}

/// A parameter that moves opening stock and order level together is a stock; one that moves the stock alone is not,
/// as orders react to it, and neither is any other outcome.
#[test]
fn what_is_swept_decides_the_method() {
    let scenario = |level: serde_json::Value, stock: f64| {
        model(json!({
            "title": "One a day", "currency": "EUR", "start": "2025-04-04", "horizon_days": 100,
            "parameters": { "stock": { "value": stock } },
            "materials": { "magnet": { "unit": "piece" }, "motor": { "unit": "piece" } },
            "sites": {
                "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
                "plant": {
                    "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
                    "inputs": { "magnet": {
                        "per_unit": 1, "opening_stock": { "days_of_cover": { "parameter": "stock" } },
                        "ordering": { "base_stock": { "order_up_to": { "days_of_cover": level }, "review_every_days": 1 } }
                    } }
                }
            },
            "lanes": { "sea": { "from": "works", "to": "plant",
                "transit_days": { "triangular": { "min": 5, "mode": 20, "max": 60 } } } }
        }))
    };
    let p_halt = ["p_halt:plant".to_owned()];
    let axes = [axis("stock", 10.0, 40.0)];
    let both = |stock: f64| scenario(json!({ "parameter": "stock" }), stock);
    let one = swept(&both(20.0), &axes, &p_halt, false, &|values| both(values[0]));
    let each = swept(&both(20.0), &axes, &p_halt, true, &|values| both(values[0]));
    assert_eq!((one.method, one.points), (SweepMethod::OnePass, each.points));

    let alone = |stock: f64| scenario(json!(30), stock);
    let other = swept(&alone(20.0), &axes, &p_halt, false, &|values| alone(values[0]));
    assert_eq!(other.method, SweepMethod::EachPoint);
    assert!(other.not_one_pass.unwrap().contains("orders react"));

    let loss = ["halt_days:plant".to_owned()];
    let other = swept(&both(20.0), &axes, &loss, false, &|values| both(values[0]));
    assert_eq!(other.method, SweepMethod::EachPoint);
    assert!(other.not_one_pass.unwrap().contains("and no more"));
}
