//! Two stocks against licences with exponential lead times, drawn with the same random numbers: on the daily grid every
//! difference is known. With `P(L > k) = e^(−k/m)`, a stock of `c` days halts with `P(L > c)`, for
//! `Σ_{k = c}^{T-1} P(L > k)` days.

use linestop::inside::experiment::{
    CompareAnswer, CompareOptions, Difference, NamedModel, RankBy, Verdict, Watch, compare,
};
use linestop::inside::model::Model;
use serde_json::json;

use crate::known::{Case as Known, Found, grid};
use crate::model;
use crate::single_licence::{AFTER_FILING, scenario};

/// Days of cover, and the mean lead time.
#[derive(Clone, Copy)]
struct Case {
    cover: u32,
    mean: f64,
}

/// The base, and an alternative with more stock and faster licences.
const CASES: [Case; 2] = [Case { cover: 30, mean: 20.0 }, Case { cover: 35, mean: 15.0 }];

impl Case {
    fn model(self) -> Model {
        let mut one = scenario(&json!({ "exponential": { "mean": self.mean } }), self.cover);
        one["sites"]["plant"]["sales"]["margin_per_unit"] = json!(1);
        model(one)
    }

    /// Chance of more than so many halt days.
    fn above(self, halt_days: u32) -> f64 {
        (-f64::from(self.cover + halt_days) / self.mean).exp()
    }

    /// Mean of halt days beyond so many.
    fn beyond(self, halt_days: u32) -> f64 {
        (halt_days..AFTER_FILING - self.cover).map(|h| self.above(h)).sum()
    }

    /// Mean of the worst twentieth of halt days: q + Σ_{h ≥ q} P(more than h) / 0.05.
    fn worst(self) -> f64 {
        let q = (0..AFTER_FILING).find(|h| self.above(*h) <= 0.05 + 1e-12).expect("it falls");
        f64::from(q) + self.beyond(q) / 0.05
    }
}

fn compared(models: &[Model; 2], trials: u64, seed: u64) -> CompareAnswer {
    let named = |name, model| NamedModel { name, sha256: "", model };
    let options = CompareOptions { trials, seed, rank: RankBy::Cost, regret_trials: 0, ..CompareOptions::default() };
    let base = named("slow", &models[0]);
    compare(base, &[named("fast", &models[1])], &options, &Watch::default()).expect("they can be compared")
}

fn difference<'a>(answer: &'a CompareAnswer, outcome: &str, site: Option<&str>) -> &'a Difference {
    let rows = &answer.alternatives[0].differences;
    let row = rows.iter().find(|row| row.outcome == outcome && row.site.as_deref() == site);
    &row.unwrap_or_else(|| panic!("there is no {outcome} of {site:?}")).difference
}

/// Exact differences, with the names of the outcomes that have them.
fn exact() -> [(&'static str, Option<&'static str>, f64); 7] {
    let of = |value: fn(Case) -> f64| value(CASES[1]) - value(CASES[0]);
    let days = of(|case| case.beyond(0));
    [
        ("p_halt", None, of(|case| case.above(0))),
        ("halt_days", None, days),
        ("lost_output", Some("plant"), days),
        ("loss", Some("plant"), days),
        ("cost", None, days),
        ("cvar_loss", None, of(Case::worst)),
        // One unit is planned a day, filing and the day after included.
        ("fill_rate", None, -days / f64::from(AFTER_FILING + 2)),
    ]
}

#[test]
fn differences_of_two_stocks() {
    let known = Known::new("ST-03", "Σ (e^(−k/m) differences), worst twentieth")
        .part("same random numbers, cover 35 and mean 15 less 30 and 20: ");
    let answer = compared(&CASES.map(Case::model), 100_000, 20_250_404);
    for (outcome, site, exact) in exact() {
        let found = difference(&answer, outcome, site);
        let error = found.standard_error.expect("there are many trials");
        known.near(outcome, Found::new(found.difference.value, error, 100_000), grid(exact));
        assert_eq!(found.verdict, Verdict::Better, "{outcome}");
    }
    // A faster licence and more stock never hurt; they help exactly where the line would have halted.
    let trials = difference(&answer, "halt_days", None).trials.expect("every trial has halt days");
    assert_eq!(trials.worse.trials, 0);
    let halted = difference(&answer, "p_halt", None).base.value;
    assert!((trials.better.share - halted).abs() < 1e-12);
}

/// 200 seeds of 1,000 trials: the number of intervals that hold the exact difference is binomial, outside 180 to
/// 198 with a chance below 0.3 % each if they cover as stated.
#[test]
fn intervals_of_differences_cover_as_stated() {
    let models = CASES.map(Case::model);
    let mut covering = [0; 7];
    for seed in 0..200 {
        let answer = compared(&models, 1_000, seed);
        for ((outcome, site, exact), count) in exact().into_iter().zip(&mut covering) {
            let found = difference(&answer, outcome, site).difference;
            *count += u32::from(found.low.expect("bounded") <= exact && exact <= found.high.expect("bounded"));
        }
    }
    assert!(covering.iter().all(|n| (180..=198).contains(n)), "{covering:?} of 200");
}

/// ST-03: stocks of 30 and 45 days against one licence, exponential of mean 20. Where both halt they differ by 15 days,
/// where one does by less. On the grid the difference is more than h days with P(L > 30 + h) for h < 15, never 15 or
/// more; its variance against that of independent runs is what common random numbers are worth.
#[test]
fn st_03_the_same_luck_saves_trials() {
    let known = Known::new("ST-03", "P(min(L, T) > 30 + h), h < 15").part("stock of 30 or 45 days: ");
    let trials = 100_000;
    let models = [30, 45].map(|cover| Case { cover, mean: 20.0 }.model());
    let rows = models.each_ref().map(|model| crate::run(model, trials).outcomes);
    let pairs = || rows[0].iter().zip(&rows[1]).map(|(less, more)| [less, more].map(|row| i64::from(row.halt_days)));
    let above = |k: u32| (-f64::from(k) / 20.0).exp();
    let mean: f64 = (30..45).map(above).sum();
    known.near(
        "E[halt days saved]",
        Found::mean(pairs().map(|[a, b]| a - b)),
        grid(mean).textbook(2.354_618_711_731_31),
    );
    let second: f64 = (0..15_u32).map(|h| f64::from(2 * h + 1) * above(30 + h)).sum();
    let values: Vec<f64> = pairs().map(|[a, b]| (a - b) as f64).collect();
    let exact = second - mean * mean;
    known.near(
        "Var[difference], same random numbers",
        Found::variance(&values),
        grid(exact).textbook(25.400_984_454_498_6),
    );
    let one = |cover: u32| {
        let mean: f64 = (cover..AFTER_FILING).map(above).sum();
        (0..AFTER_FILING - cover).map(|h| f64::from(2 * h + 1) * above(cover + h)).sum::<f64>() - mean * mean
    };
    // The two runs are compared as if each had random numbers of its own.
    let apart: Vec<f64> = pairs().map(|[a, _]| a as f64).collect();
    known.near("Var[halt days], stock of 30", Found::variance(&apart), grid(one(30)));
    let found = Found::share(pairs().map(|[a, b]| a > 0 && b == 0));
    known.near("P(halt with 30 and not with 45)", found, grid(above(30) - above(45)).textbook(0.117_730_935_586_565));
    assert!((one(30) + one(45)) / exact > 9.0);
}
