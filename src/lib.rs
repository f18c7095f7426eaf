//! If export licences for a controlled material stall: which production lines stop, when, for how long, at what
//! cost, and what would have prevented it?
//!
//! A *scenario* says who makes what from which materials, over which lanes they travel, which authority licenses them,
//! and what is uncertain. A [`Case`] is a scenario, compiled once and ready to be asked. Every question is one call
//! with options that have defaults, and every answer is plain data: chances with their intervals, days, money. The same
//! scenario and seed give the same bits on every machine, and every comparison is on common random numbers.
//!
//! ```
//! use linestop::{Case, CompareOptions, Error, RunOptions, Trials, Watch};
//!
//! # fn main() -> Result<(), Error> {
//! let case = Case::load("scenarios/quickstart.json")?;
//! let nobody = Watch::default();
//!
//! // Which lines stop, and how surely?
//! let options = RunOptions { trials: Trials::Fixed(500), ..RunOptions::default() };
//! let answer = case.run(&options, &nobody)?;
//! let car = answer.line("car_plant").expect("the quick start has a car plant");
//! assert!(car.halt.low <= car.halt.share && car.halt.share <= car.halt.high);
//!
//! // What would sixty days more stock change, trial by trial?
//! let stocked = case.with_stock("car_plant", 60.0)?.named("stocked", "60 days more stock");
//! let options = CompareOptions { trials: 500, regret_trials: 0, ..CompareOptions::default() };
//! let answer = case.compare(&[&stocked], &options, &nobody)?;
//! let halt = answer.alternatives[0].difference("p_halt", Some("car_plant")).expect("it is always told");
//! assert!(halt.difference.difference.value <= 0.0);
//! # Ok(())
//! # }
//! ```
//!
//! # A day
//!
//! Every trial goes through the days of the horizon, and each day through the same steps:
//!
//! ```text
//!   policy ──▶ desk ──────▶ receipts ──▶ production ──▶ suppliers ──▶ ordering ──▶ record
//!   regimes    files are    shipments    lines use      make and      stocks are   halts, output,
//!   and        decided:     arrive in    their inputs,  send what     looked at,   cover, costs
//!   events     granted,     stock        or halt        they were     orders and
//!              returned,                                asked for     applications
//!              denied                                                 are filed
//! ```
//!
//! # What can be asked
//!
//! | call | question | options | answer |
//! |---|---|---|---|
//! | [`Case::run`] | which lines stop, when, for how long, at what cost? | [`RunOptions`] | [`RunAnswer`] |
//! | [`Case::compare`] | what do alternatives change, and which is best? | [`CompareOptions`] | [`CompareAnswer`] |
//! | [`Case::size`] | how much stock is enough? | [`SizeOptions`] | [`SizeAnswer`] |
//! | [`Case::sweep`] | how does it depend on a number? | [`SweepOptions`] | [`SweepAnswer`] |
//! | [`Case::sensitivity`] | which uncertainty matters, and when do things go wrong? | [`SensitivityOptions`] | [`SensitivityAnswer`] |
//! | [`Case::stress`] | how long does each line survive if one thing fails? | [`StressOptions`] | [`StressAnswer`] |
//! | [`Case::explain`] | what happened in one trial? | [`ExplainOptions`] | [`ExplainAnswer`] |
//! | [`Case::backtest`] | what would have been forecast, and what came? | [`BacktestOptions`] | [`BacktestAnswer`] |
//! | [`Case::diff`] | what changed between two scenarios, and what moved the answer? | [`DiffOptions`] | [`DiffAnswer`] |
//! | [`Case::deadline`] | until when must I order, or file? | [`DeadlineOptions`] | [`DeadlineAnswer`] |
//! | [`Case::roll`] | what is it from today on, with today's stocks, orders and licences? | [`RollOptions`] | [`RollAnswer`] |
//! | [`Case::calibrate`] | which values could have made what was observed? | [`CalibrateOptions`] | [`CalibrateAnswer`] |
//!
//! # The layers
//!
//! Each uses only those above it; a library needs the first two rows of names, [`Case`] and its answers.
//!
//! | layer | what it knows |
//! |---|---|
//! | `random`, `statistics`, `reading` | named random numbers, estimates with intervals, how people write numbers |
//! | `scenario` | what an analyst writes: loading, checking, schema; sheets (feature `sheets`) |
//! | `model` | a scenario compiled: immutable, shared by all threads |
//! | `engine` | a block of trials, day by day |
//! | `experiment` | models in, an answer out |
//! | [`Case`] | the front door: load, change, compile once, ask |
//! | `chart`, `report` | an answer as tables, files, charts, a page (feature `report`) |
//! | `cli` | the command line (feature `cli`) |

#![cfg_attr(
    not(feature = "cli"),
    allow(
        dead_code,
        unused_imports,
        reason = "some of it only the command line uses; lints hold with all features on"
    )
)]

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;

pub mod answers;
mod case;
#[cfg(feature = "report")]
mod chart;
#[cfg(feature = "report")]
mod report;
#[cfg(feature = "report")]
pub mod results;
#[cfg(feature = "sheets")]
pub mod sheets;

mod engine;
mod experiment;
mod model;
mod random;
mod reading;
mod scenario;
mod statistics;

#[doc(hidden)]
pub mod inside;

pub use case::{Case, Error, ReadMonths, UnknownLever};
pub use experiment::size::{
    Budget, Gain, Goal, Lines, PartClass, SizeAnswer, SizeError, SizeMistake, SizeOptions, Target, What, cheapest_mix,
};
pub use experiment::{
    AskedWorld, Axis, BacktestAnswer, BacktestError, BacktestOptions, CalibrateAnswer, CalibrateError,
    CalibrateOptions, CompareAnswer, CompareError, CompareOptions, DeadlineAnswer, DeadlineError, DeadlineOptions,
    Design, DiffAnswer, DiffError, DiffOptions, ExplainAnswer, ExplainError, ExplainOptions, LeadTimeColumns,
    LeadTimesAnswer, Measure, MeasureError, Mismatch, Months, PartError, PartOf, Pick, PointOptions, PoolError,
    PooledAnswer, Quantity, RankBy, RecordError, Records, RollAnswer, RollHorizon, RollMistakes, RollOptions,
    RulesAtAnswer, RunAnswer, RunOptions, RunPart, SensitivityAnswer, SensitivityError, SensitivityOptions, Shard,
    Side, StatedRegime, Stopped, StressAnswer, StressError, StressOptions, SurveyAnswer, SweepAnswer, SweepOptions,
    Threshold, Trials, Unit, UnknownLine, Unlisted, WaitFit, Watch, WorldMistake, read_lead_times, read_records,
    read_survey, with_lead_times, with_threads,
};
pub use reading::Locale;
pub use scenario::{Place, Problem, Problems, ReadFile, Setting, Severity};
