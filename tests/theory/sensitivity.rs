//! One licence, filed on day 0, against a stock of C days, with an exponential lead time of mean m, both uncertain.
//! On the daily grid the line halts if the lead time exceeds the stock: `P(halt | C = c, m) = e^(−c/m)`.

use linestop::inside::experiment::{
    Estimate, Found, Measure, NamedModel, OutcomeSensitivity, SensitivityAnswer, SensitivityOptions, Watch,
    sensitivity, sensitivity_trials,
};
use linestop::inside::model::Model;
use serde_json::json;

use crate::model;
use crate::single_licence::scenario;

/// Opening stocks, all equally likely. Two days more than C make up for filing and receipt.
const STOCKS: [f64; 3] = [12.0, 32.0, 52.0];
/// Mean lead time, equally likely.
const MEANS: [f64; 2] = [12.0, 24.0];

fn uncertain() -> Model {
    let scaled = json!({ "scaled": { "law": { "exponential": { "mean": 1 } }, "by": { "parameter": "mean" } } });
    let mut one = scenario(&scaled, 30);
    one["parameters"] = json!({
        "stock": { "title": "Stock", "unit": "days", "value": { "empirical": { "values": STOCKS } } },
        "mean": { "title": "Mean lead time", "unit": "days", "value": { "empirical": { "values": MEANS } } },
        "idle": { "value": { "uniform": { "min": 0, "max": 1 } } }
    });
    one["sites"]["plant"]["inputs"]["magnet"]["opening_stock"] = json!({ "quantity": { "parameter": "stock" } });
    model(one)
}

fn answer(model: &Model, of: &[&str], trials: u64) -> SensitivityAnswer {
    let measures = of.iter().map(|text| Measure::parse(text).unwrap()).collect();
    let options = SensitivityOptions { measures, threshold: None, trials, seed: 20_250_404 };
    let watch = Watch::default();
    let named = NamedModel { name: "one", sha256: "", model };
    let answer = sensitivity(named, &options, &watch).expect("it can be asked");
    let done = watch.done.load(std::sync::atomic::Ordering::Relaxed);
    assert_eq!((answer.simulated, done), (sensitivity_trials(model, &options), 12 * trials));
    answer
}

fn halts(stock: f64, mean: f64) -> f64 {
    (-(stock - 2.0) / mean).exp()
}

/// Mean over all stocks and means that fulfil a condition.
fn mean_where(of: impl Fn(f64, f64) -> f64, where_: impl Fn(f64, f64) -> bool) -> f64 {
    let all: Vec<f64> = STOCKS
        .iter()
        .flat_map(|stock| MEANS.map(|mean| (*stock, mean)))
        .filter(|(stock, mean)| where_(*stock, *mean))
        .map(|(stock, mean)| of(stock, mean))
        .collect();
    all.iter().sum::<f64>() / all.len() as f64
}

/// Within 4.5 standard errors, as the 95 % interval has them.
#[track_caller]
fn agrees(found: Estimate, exact: f64, what: &str) {
    let error = (found.high.unwrap() - found.low.unwrap()) / (2.0 * 1.96);
    assert!((found.value - exact).abs() <= 4.5 * error, "{what}: {found:?} against {exact}");
    assert!(error < 0.04, "{what}: {found:?} says nothing");
}

fn of<'a>(answer: &'a SensitivityAnswer, outcome: &str) -> &'a OutcomeSensitivity {
    answer.outcomes.iter().find(|found| found.measured.outcome == outcome).expect("it was asked for")
}

#[test]
fn a_tornado_with_known_ends() {
    let found = answer(&uncertain(), &["p_halt"], 20_000);
    let found = of(&found, "p_halt");
    let base = mean_where(halts, |_, _| true);
    agrees(found.base, base, "base");
    let names: Vec<&str> = found.tornado.iter().map(|swing| swing.parameter.as_str()).collect();
    assert_eq!(names, ["stock", "mean", "idle"]);
    let at = |which: usize, end: f64| mean_where(halts, |stock, mean| [stock, mean][which].to_bits() == end.to_bits());
    for (which, swing, (low, high)) in [(0, &found.tornado[0], (12.0, 52.0)), (1, &found.tornado[1], (12.0, 24.0))] {
        assert_eq!((swing.low.value, swing.high.value), (low, high));
        agrees(swing.low.outcome, at(which, low), "low end");
        agrees(swing.high.outcome, at(which, high), "high end");
        agrees(swing.low.change, at(which, low) - base, "change at the low end");
        agrees(swing.swing, at(which, high) - at(which, low), "swing");
    }
    // More stock never hurts and a longer lead time never helps, trial by trial; what nothing uses does nothing.
    let idle = found.tornado[2].swing;
    assert_eq!((idle.value, idle.low, idle.high), (0.0, Some(0.0), Some(0.0)));
    let width = |estimate: Estimate| estimate.high.unwrap() - estimate.low.unwrap();
    assert!(width(found.tornado[1].swing) < 0.8 * width(found.base) * std::f64::consts::SQRT_2, "pairing buys nothing");
}

/// Var P(halt | parameters) over p (1 − p), and the same of each parameter alone. The total index of a parameter is
/// half the chance that a trial changes when the parameter is drawn anew on the same random numbers: with the same
/// exponential number E it halts if E > c/m.
#[test]
fn shares_of_the_variance_are_known() {
    let found = answer(&uncertain(), &["p_halt"], 20_000);
    let found = of(&found, "p_halt").variance.as_ref().expect("it varies");
    let p = mean_where(halts, |_, _| true);
    let whole = p * (1.0 - p);
    let square = |x: f64| x * x;
    let all = mean_where(|stock, mean| square(halts(stock, mean) - p), |_, _| true) / whole;
    agrees(found.parameters, all, "all parameters");
    let given_stock = |stock: f64| mean_where(halts, |other, _| other.to_bits() == stock.to_bits());
    let given_mean = |mean: f64| mean_where(halts, |_, other| other.to_bits() == mean.to_bits());
    let stock = STOCKS.map(|c| square(given_stock(c) - p)).iter().sum::<f64>() / 3.0 / whole;
    let mean = MEANS.map(|m| square(given_mean(m) - p)).iter().sum::<f64>() / 2.0 / whole;
    let total = |of: &dyn Fn(f64, f64, f64, f64) -> bool| {
        mean_where(|c, m| mean_where(|d, n| (halts(c, m) - halts(d, n)).abs(), |d, n| of(c, m, d, n)), |_, _| true)
            / 2.0
            / whole
    };
    let share = |name: &str| found.shares.iter().find(|share| share.parameter == name).unwrap();
    agrees(share("stock").first, stock, "stock, first order");
    agrees(share("mean").first, mean, "mean, first order");
    agrees(share("stock").total, total(&|_, m, _, n| m.to_bits() == n.to_bits()), "stock, total");
    agrees(share("mean").total, total(&|c, _, d, _| c.to_bits() == d.to_bits()), "mean, total");
    agrees(found.other_randomness, 1.0 - total(&|_, _, _, _| true), "random numbers");
    agrees(share("stock").of_parameters.unwrap(), stock / all, "stock, of the parameters' share");
    let sum = found.parameters.value + found.other_randomness.value + found.together.value;
    assert!((sum - 1.0).abs() < 1e-12, "{sum}");
    agrees(found.expected_varies_by, (all * whole).sqrt(), "spread of the expected outcome");
    assert_eq!((share("idle").first.value, share("idle").total.value), (0.0, 0.0));
}

#[test]
fn conditions_name_what_brings_halts() {
    let found = answer(&uncertain(), &["halt_days", "cvar_loss"], 4_000);
    let days = of(&found, "halt_days").discovery.as_ref().expect("single trials have halt days");
    let Found::Conditions(conditions) = &days.found else { panic!("{days:?}") };
    let names: Vec<&str> = conditions.conditions.iter().map(|condition| condition.fact.as_str()).collect();
    assert!(!names.is_empty() && names.iter().all(|name| ["stock", "mean"].contains(name)), "{names:?}");
    assert!(conditions.inside.low > conditions.elsewhere.high, "{conditions:?}");
    // The worst twentieth is no outcome of a single trial.
    let worst = of(&found, "cvar_loss");
    assert!(worst.variance.is_none() && worst.discovery.is_none() && worst.tornado.len() == 3);
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let model = uncertain();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        format!("{:?}", pool.install(|| answer(&model, &["p_halt", "halt_days"], 700)))
    };
    assert!(with(1) == with(3), "threads matter");
}
