//! `linestop backtest`: forecasts with what was known on a date, against what came.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::load::{inputs, lines, load};
use super::options::{between, declared, parse_date};
use super::simulation::Simulation;
use super::study::{Study, names};
use super::{Failure, memory, terminal};
use crate::experiment::{BacktestOptions, Trials};
use crate::report::{self, BACKTEST, BacktestManifest};

/// Forecast monthly exports with only what was known on a date, and hold the forecast against what came.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop backtest scenarios/world-magnet-exports.json --as-of 2025-07-01
  linestop backtest scenarios/world-magnet-exports.json --as-of 2025-06-01 --as-of 2025-07-01 --as-of 2025-08-01
  linestop backtest scenarios/world-magnet-exports.json --observed new-months.csv --as-of 2025-10-01 --horizon-months 6

Of the scenario's events those count that could be known on the date (`known_from`); of the observed months those that
had been published by then, about the 20th of the next month. The CSV file has the columns month (2025-04) and tonnes;
other columns may stand beside. Months that the scenario brings along need no file; those of a file come over them. Months
ahead without an observation are forecast and not scored. The result is in output/backtest-SCENARIO: backtest.json,
backtest.csv, charts, manifest.json.")]
pub(super) struct Arguments {
    /// The scenario.
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// A CSV file of observed months; may be repeated.
    #[arg(long, value_name = "CSV")]
    observed: Vec<PathBuf>,
    /// The date of the forecast, such as 2025-07-01; may be repeated.
    #[arg(long, value_name = "DATE", required = true, value_parser = parse_date)]
    as_of: Vec<Date>,
    /// Months ahead, that of the date being the first.
    #[arg(long, value_name = "K", default_value_t = BacktestOptions::default().horizon_months, value_parser = between(1_u32, 120))]
    horizon_months: u32,
    #[command(flatten)]
    simulation: Simulation,
}

/// Backtests and writes the result.
pub(super) fn backtest(arguments: &Arguments) -> Result<(), Failure> {
    let Simulation { set, threads, seed, .. } = &arguments.simulation;
    let cases = [load(&arguments.scenario, set, None)?];
    let case = &cases[0];
    let read = case.read_months(&arguments.observed, declared())?;
    terminal::notes(&read.notes);
    let options = BacktestOptions {
        as_of: arguments.as_of.clone(),
        horizon_months: arguments.horizon_months,
        trials: arguments.simulation.trials(),
        seed: *seed,
        observed: read.months,
    };
    memory::check(Some(Trials::Fixed(options.trials)), lines(&cases), *threads, None)?;
    let study = Study {
        kind: BACKTEST,
        simulation: &arguments.simulation,
        name: format!("backtest-{}", case.name()),
        cases: &cases,
        others: arguments.observed.clone(),
        total: Some(options.trials.saturating_mul(options.dates().len() as u64)),
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
