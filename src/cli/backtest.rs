//! `linestop backtest`: forecasts with what was known on a date, against what came.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::load::{load_one, named, read_from, sources, tell_warnings};
use super::options::{between, parse_date};
use super::simulation::Simulation;
use super::{Failure, memory, observed, progress, terminal};
use crate::experiment::{self, BacktestError, BacktestOptions, Trials, with_threads};
use crate::report::{self, BACKTEST, BacktestManifestOptions, StudyManifest};

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
    #[arg(long, value_name = "K", default_value_t = 6, value_parser = between(1_u32, 120))]
    horizon_months: u32,
    #[command(flatten)]
    simulation: Simulation,
}

/// Backtests and writes the result.
pub(super) fn backtest(arguments: &Arguments) -> Result<(), Failure> {
    let Simulation { set, threads, seed, .. } = &arguments.simulation;
    let scenario = load_one(&arguments.scenario, set).map_err(|problems| {
        terminal::tell(&format!("{}\n", problems.render(terminal::colour_on_stderr())));
        Failure::Mistake("the scenario has errors; nothing was run".to_owned())
    })?;
    let (months, inputs) = observed::months(&scenario, &arguments.observed)?;
    let name = format!("backtest-{}", scenario.loaded.name);
    let read = read_from([&scenario]).into_iter().chain(arguments.observed.iter().cloned());
    let target = arguments.simulation.target(vec![name.clone()], read.collect())?;
    let mut as_of = arguments.as_of.clone();
    as_of.sort_unstable();
    as_of.dedup();
    let trials = arguments.simulation.trials();
    let options = BacktestOptions { as_of, horizon_months: arguments.horizon_months, trials, seed: *seed };
    memory::check(Some(Trials::Fixed(trials)), scenario.model.lines().len(), *threads, None)?;
    tell_warnings(&scenario);
    let watch = progress::interruptible()?;
    let total = trials.saturating_mul(options.as_of.len() as u64);
    let answer = progress::shown(&watch, Some(total), || {
        with_threads(threads.map_or(0, usize::from), || {
            experiment::backtest(named(&scenario), &months, &options, &watch)
        })
    })??;
    let mut staging = target.open()?;
    let also = arguments.simulation.also();
    let manifest = StudyManifest {
        kind: BACKTEST,
        linestop: answer.run.linestop.clone(),
        scenarios: sources(std::slice::from_ref(&scenario)),
        set: set.clone(),
        seed: answer.run.seed,
        trials: answer.run.trials,
        start: answer.scenario.start,
        horizon_days: answer.scenario.horizon_days,
        options: BacktestManifestOptions {
            as_of: options.as_of.clone(),
            horizon_months: options.horizon_months,
            observed: inputs,
            also,
        },
        files: Vec::new(),
    };
    terminal::tell_undrawn(&report::write_backtest(&staging.folder(&name)?, &answer, &manifest, &watch.stop)?);
    let folders = staging.install()?;
    if arguments.simulation.json {
        return terminal::print_json(&answer);
    }
    terminal::print(&report::render_backtest(&answer, terminal::layout()))?;
    let files = ["backtest.json", "backtest.csv"];
    for folder in &folders {
        terminal::print(&format!("\n{}", arguments.simulation.written(folder, &files)))?;
    }
    Ok(())
}

impl From<BacktestError> for Failure {
    fn from(error: BacktestError) -> Self {
        match error {
            BacktestError::Impossible(text) => Self::Mistake(format!("{text}; nothing was run")),
            BacktestError::Stopped(_) => Self::Interrupted,
        }
    }
}
