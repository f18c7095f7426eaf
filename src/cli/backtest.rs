//! `linestop backtest`: forecasts with what was known on a date, against what came.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::ask::Refused;
use super::conduct::{Given, Plan, Question, Told};
use super::dates::{Dates, parse_dates};
use super::load::{inputs, kept};
use super::mistakes::Mistakes;
use super::options::{between, declared};
use super::simulation::Simulation;
use super::terminal;
use crate::case::{Case, Error};
use crate::experiment::{BacktestOptions, Months, Watch};
use crate::report::Answer;
use crate::scenario::ReadFile;

/// Forecast monthly exports with only what was known on a date, and hold the forecast against what came.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop backtest scenarios/world-magnet-exports.json --as-of 2025-07-01
  linestop backtest scenarios/world-magnet-exports.json --as-of 2025-06-01 --as-of 2025-07-01 --as-of 2025-08-01
  linestop backtest scenarios/world-magnet-exports.json --observed new-months.csv --as-of 2025-10-01 --horizon-months 6
  linestop backtest scenarios/series/*.json --as-of 2023-08-01..2025-12-01:1m --horizon-months 3

Of the scenario's events those count that could be known on the date (`known_from`); of the observed months those \
that had been published by then, about the 20th of the next month. The CSV file has the columns month (2025-04) and \
tonnes; other columns may stand beside. Months that the scenario brings along need no file; those of a file come \
over them. Months ahead without an observation are forecast and not scored. The result is in \
output/backtest-SCENARIO: backtest.json, backtest.csv, charts, manifest.json.

Dates may be a range: FROM..TO:1m has every month (1m is the default), :7d every seventh day, :12 twelve dates at \
equal distances. Several scenarios are scored together, each on those of the dates that lie within it and after its \
`known_from`: errors are shares of the mean month of a series. The result is in output/backtest-pooled: pooled.json, \
pooled.csv, forecasts.csv, reliability.csv, charts, manifest.json.")]
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

impl Question for Arguments {
    type Options = (BacktestOptions, Vec<ReadFile>);

    fn given(&self) -> Given<'_> {
        Given::new(&self.simulation, self.scenarios.clone(), None)
    }

    fn options(&self, wrong: &mut Mistakes) -> Option<Self::Options> {
        if self.scenarios.len() > 1 && !self.observed.is_empty() {
            let words = "--observed belongs to one scenario, and several are given: put the months into their files";
            wrong.add(words.to_owned());
        }
        let options = BacktestOptions {
            as_of: self.as_of.iter().flat_map(|dates| dates.0.iter().copied()).collect(),
            horizon_months: self.horizon_months,
            trials: self.simulation.trials(),
            seed: self.simulation.seed,
            observed: Months::default(),
        };
        Some((options, Vec::new()))
    }

    fn plan(&self, cases: &[&Case], (options, files): &mut Self::Options) -> Result<Plan, Refused> {
        // Of several, one after the other is simulated.
        let [case] = cases else {
            return Ok(Plan::new("backtest-pooled".to_owned(), options.trials, kept(cases), None));
        };
        let read = case.read_months(&self.observed, declared())?;
        terminal::notes(&read.notes);
        (options.observed, *files) = (read.months, read.files);
        let total = case.backtest_trials(options);
        let plan = Plan::new(format!("backtest-{}", case.name()), options.trials, kept(cases), Some(total));
        Ok(Plan { others: self.observed.clone(), notes: early(case, options), ..plan })
    }

    fn ask(&self, cases: &[&Case], (options, files): &Self::Options, watch: &Watch) -> Result<Told, Error> {
        let answer = match cases {
            [case] => Answer::Backtest(Box::new(case.backtest(options, watch)?)),
            all => Answer::Pooled(Box::new(Case::backtest_all(all, options, watch)?)),
        };
        let (as_of, months) = (options.dates(), options.horizon_months);
        let said = json!({"as_of": as_of, "horizon_months": months, "observed": inputs(files)});
        Ok(Told::new(answer, said))
    }
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
