//! `linestop backtest`: forecasts with what was known on a date, against what came.

use std::path::PathBuf;

use clap::Args;

use super::ask::{Refused, prepared};
use super::dates::{Dates, parse_dates};
use super::load::{inputs, kept, load_all};
use super::mistakes::Mistakes;
use super::options::{between, declared};
use super::simulation::Simulation;
use super::study::{Study, names};
use super::{Failure, memory, terminal};
use crate::case::Case;
use crate::experiment::{BacktestOptions, Months, Trials, Watch};
use crate::report::{self, Answer, BACKTEST, BacktestManifest, POOLED};

/// Forecast monthly exports with only what was known on a date, and hold the forecast against what came.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop backtest scenarios/world-magnet-exports.json --as-of 2025-07-01
  linestop backtest scenarios/world-magnet-exports.json --as-of 2025-06-01 --as-of 2025-07-01 --as-of 2025-08-01
  linestop backtest scenarios/world-magnet-exports.json --observed new-months.csv --as-of 2025-10-01 --horizon-months 6
  linestop backtest scenarios/series/*.json --as-of 2023-08-01..2025-12-01:1m --horizon-months 3

Of the scenario's events those count that could be known on the date (`known_from`); of the observed months those that
had been published by then, about the 20th of the next month. The CSV file has the columns month (2025-04) and tonnes;
other columns may stand beside. Months that the scenario brings along need no file; those of a file come over them. Months
ahead without an observation are forecast and not scored. The result is in output/backtest-SCENARIO: backtest.json,
backtest.csv, charts, manifest.json.

Dates may be a range: FROM..TO:1m has every month (1m is the default), :7d every seventh day, :12 twelve dates at equal
distances. Several scenarios are scored together, each on those of the dates that lie within it and after its `known_from`:
errors are shares of the mean month of a series. The result is in output/backtest-pooled: pooled.json, pooled.csv,
forecasts.csv, reliability.csv, charts, manifest.json.")]
pub(super) struct Arguments {
    /// The scenario; several are scored together.
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<PathBuf>,
    /// A CSV file of observed months; may be repeated. Of one scenario only.
    #[arg(long, value_name = "CSV")]
    observed: Vec<PathBuf>,
    /// The date of the forecast, such as 2025-07-01, or a range such as 2025-02-01..2025-12-01:1m; may be repeated.
    #[arg(long, value_name = "DATE[..DATE[:STEP]]", required = true, value_parser = parse_dates)]
    as_of: Vec<Dates>,
    /// Months ahead, that of the date being the first.
    #[arg(long, value_name = "K", default_value_t = BacktestOptions::default().horizon_months, value_parser = between(1_u32, 120))]
    horizon_months: u32,
    #[command(flatten)]
    simulation: Simulation,
}

impl Arguments {
    fn options(&self, observed: Months) -> BacktestOptions {
        BacktestOptions {
            as_of: self.as_of.iter().flat_map(|dates| dates.0.iter().copied()).collect(),
            horizon_months: self.horizon_months,
            trials: self.simulation.trials(),
            seed: self.simulation.seed,
            observed,
        }
    }

    /// The answer about cases that a program holds.
    pub(super) fn ask(&self, cases: &[&Case], watch: &Watch) -> Result<Answer, Refused> {
        self.checked(cases.len()).all_told()?;
        let held =
            cases.iter().map(|case| prepared(case, &self.simulation.set, None)).collect::<Result<Vec<_>, _>>()?;
        let [case] = &held[..] else {
            let cases: Vec<&Case> = held.iter().map(|case| &**case).collect();
            return Ok(Answer::Pooled(Box::new(Case::backtest_all(&cases, &self.options(Months::default()), watch)?)));
        };
        let read = case.read_months(&self.observed, declared())?;
        terminal::notes(&read.notes);
        Ok(Answer::Backtest(Box::new(case.backtest(&self.options(read.months), watch)?)))
    }

    pub(super) fn threads(&self) -> usize {
        self.simulation.threads()
    }

    /// What is wrong with the options for so many scenarios.
    fn checked(&self, scenarios: usize) -> Mistakes {
        let mut wrong = Mistakes::default();
        if scenarios > 1 && !self.observed.is_empty() {
            wrong.add(
                "--observed belongs to one scenario, and several are given: put the months into their files".to_owned(),
            );
        }
        wrong
    }
}

/// Backtests and writes the result.
pub(super) fn backtest(arguments: &Arguments) -> Result<(), Failure> {
    let Simulation { set, threads, .. } = &arguments.simulation;
    let mut wrong = arguments.checked(arguments.scenarios.len());
    let cases = wrong.keep(load_all(&arguments.scenarios, set));
    let cases = wrong.or(cases)?;
    let options = arguments.options(Months::default());
    // Of several, one after the other is simulated.
    memory::check(Some(Trials::Fixed(options.trials)), kept(&cases), *threads, None)?;
    match &cases[..] {
        [case] => one(arguments, case, &cases, options),
        _ => several(arguments, &cases, &options),
    }
}

fn one(arguments: &Arguments, case: &Case, cases: &[Case], options: BacktestOptions) -> Result<(), Failure> {
    let read = case.read_months(&arguments.observed, declared())?;
    terminal::notes(&read.notes);
    let options = BacktestOptions { observed: read.months, ..options };
    terminal::notes(&early(case, &options));
    let study = Study {
        kind: BACKTEST,
        simulation: &arguments.simulation,
        name: format!("backtest-{}", case.name()),
        cases,
        others: arguments.observed.clone(),
        total: Some(case.backtest_trials(&options)),
    };
    study.done(
        |watch| case.backtest(&options, watch),
        |folder, answer, stop| {
            let said = BacktestManifest {
                as_of: options.dates(),
                horizon_months: options.horizon_months,
                observed: inputs(&read.files),
                also: arguments.simulation.wanted.also(),
            };
            report::write_backtest(folder, answer, &study.manifest(&answer.scenario, answer.run.trials, said), stop)
        },
        report::render_backtest,
        |_| names(&["backtest.json", "backtest.csv"]),
    )?;
    Ok(())
}

/// A note where dates lie before the day from which the scenario could be known.
fn early(case: &Case, options: &BacktestOptions) -> Vec<String> {
    let Some(observed) = &case.model().observed else { return Vec::new() };
    let early: Vec<String> =
        options.dates().iter().filter(|date| **date < observed.known_from).map(ToString::to_string).collect();
    if early.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "{}: before {}, from which all that the scenario assumes could be known (\"known_from\"): no test of it",
        early.join(", "),
        observed.known_from
    )]
}

fn several(arguments: &Arguments, cases: &[Case], options: &BacktestOptions) -> Result<(), Failure> {
    let study = Study {
        kind: POOLED,
        simulation: &arguments.simulation,
        name: "backtest-pooled".to_owned(),
        cases,
        others: Vec::new(),
        total: None,
    };
    study.done(
        |watch| Case::backtest_all(&cases.iter().collect::<Vec<_>>(), options, watch),
        |folder, answer, stop| {
            let said = BacktestManifest {
                as_of: options.dates(),
                horizon_months: options.horizon_months,
                observed: Vec::new(),
                also: arguments.simulation.wanted.also(),
            };
            let scenario = &answer.series[0].scenario;
            report::write_pooled(folder, answer, &study.manifest(scenario, answer.run.trials, said), stop)
        },
        report::render_pooled,
        |_| names(&["pooled.json", "pooled.csv", "forecasts.csv", "reliability.csv"]),
    )?;
    Ok(())
}
