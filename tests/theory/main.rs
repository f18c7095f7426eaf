//! Known answers, met by the engine through its public interface.
//!
//! A statistical test runs a fixed seed and accepts `|estimate − exact| <= 4.5` standard errors, the program's
//! own: its chance of a false alarm is below 10⁻⁵ a quantity. Deterministic values must be equal.
//!
//! Textbooks speak of continuous time. Here time has days, so that the exact value is that of the daily grid, worked
//! out in the test (see `distributions`); the textbook's is shown beside it in docs/verification.md.

#![allow(
    clippy::cast_lossless,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::doc_markdown,
    clippy::float_cmp,
    clippy::needless_for_each,
    clippy::needless_pass_by_value,
    clippy::struct_field_names,
    reason = "counts and days are small, values that must be equal are compared as such, and formulas are written as \
              formulas"
)]

mod as_of;
mod border;
mod buying;
mod calendars;
mod chain;
mod commands;
mod correlation;
mod deadline;
mod desk;
mod desk_counts;
mod diff;
mod disrupted;
mod distributions;
mod grey;
mod held;
mod known;
mod lanes;
mod levers;
mod lines;
mod mixing;
mod money;
mod numbers;
mod offices;
mod opening;
mod opening_policy;
mod ordering;
mod origin;
mod outages;
mod over_time;
mod packs;
mod paired;
mod pairs;
mod period;
mod pieces;
mod pipeline;
mod plan;
mod quotas;
mod raw_materials;
mod regimes;
mod register;
mod repriced;
mod roll;
mod roots;
mod rules;
mod sales;
mod sensitivity;
mod service;
mod single_licence;
mod sizing;
mod stocks;
mod substances;
mod sweeping;
mod traced;
mod watched;
mod windows;

use linestop::inside::experiment::{Plan, Simulated, Watch, simulate};
use linestop::inside::model::{Model, compile};
use linestop::inside::scenario::from_value;

/// Compiles a scenario written in code.
fn model(scenario: serde_json::Value) -> Model {
    let loaded = from_value(scenario).unwrap_or_else(|problems| panic!("{problems}"));
    compile(&loaded.scenario).unwrap_or_else(|e| panic!("{e}"))
}

/// Runs it, with the conservation of material checked in every trial.
fn run(model: &Model, trials: u64) -> Simulated {
    let plan = Plan { first_trial: 0, trials, seed: 20_250_404, outcomes: true, band_every: 30, audit: true };
    let mut results = simulate(&[model], &plan, &Watch::default()).expect("nobody stops it");
    let result = results.remove(0);
    assert_eq!(result.tally.faults, Vec::<String>::new());
    result
}
