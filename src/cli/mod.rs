//! The command line. One file a command; exit codes are the same for all.
//!
//! 0: done. 1: a fault of linestop itself. 2: a mistake in what was asked or in a scenario, or a system that
//! refuses to read or write. 130: interrupted. Errors go to standard error, results to standard output.

mod alternatives;
mod apart;
mod as_of;
pub mod ask;
mod backtest;
mod calibrate;
mod chart;
mod check;
mod compare;
mod completions;
mod conduct;
mod dates;
mod deadline;
mod diff;
mod explain;
mod exports;
mod fitted;
mod import;
mod levers;
mod line;
mod load;
mod manual;
mod memory;
mod merge;
mod mistakes;
mod options;
mod progress;
mod replace;
mod report;
mod roll;
mod rules;
mod run;
mod scenario;
mod schema;
mod sensitivity;
mod setting;
mod shard;
mod simulation;
mod size;
mod stress;
mod sweep;
mod template;
mod terminal;
mod wanted;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use conduct::Asked;
use mistakes::Mistakes;

use crate::case::Error;
use crate::experiment::{BacktestError, CalibrateError, CompareError, MeasureError, PoolError};
use crate::reading::Locale;
use crate::report::{ReadError, ReportError};

/// Which production lines stop if export licences for a controlled material stall, when, for how long, and at
/// what cost.
///
/// A scenario file describes a supply network and the policy over it. linestop plays thousands of its possible
/// trials, day by day, and says how many of them stop each line.
#[derive(Debug, Parser)]
#[command(name = "linestop", version, after_long_help = EXAMPLES, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US
    /// [default: 2.5 and 2026-12-31; what could mean something else is refused].
    #[arg(long, global = true, value_name = "LOCALE", value_parser = options::parse_locale)]
    #[allow(dead_code, reason = "read where other options are, while they are read")]
    locale: Option<Locale>,
}

const EXAMPLES: &str = "Examples:
  linestop check scenarios/quickstart.json     look for mistakes before running
  linestop run scenarios/quickstart.json       10,000 trials; result in output/quickstart
  linestop run scenarios/quickstart.json --shard 3/16
                                               a sixteenth of it, on any machine; linestop merge joins them
  linestop compare scenarios/quickstart.json scenarios/quickstart-truce.json
                                               what a truce would change, on the same trials
  linestop deadline scenarios/quickstart.json  until when to order, and to file
  linestop roll scenarios/quickstart.json --to 2026-02-02 --stocks stocks.csv
                                               the same from today on, with today's stocks and orders
  linestop diff scenarios/quickstart.json scenarios/quickstart-truce.json
                                               what changed, and how much each change moved the answer
  linestop explain scenarios/quickstart.json   one trial, told as a story
  linestop size scenarios/quickstart.json --target \"P(halt) <= 5%\"
                                               the stock that makes a halt that unlikely
  linestop sweep scenarios/quickstart.json --over car_stock=30..150
                                               how the chance of a halt depends on a stock
  linestop sensitivity scenarios/quickstart.json --of loss
                                               which parameter matters most, and when things go wrong
  linestop stress scenarios/quickstart.json    what if one supplier, lane or authority stops?
  linestop backtest scenarios/world-magnet-exports.json --as-of 2025-07-01
                                               a forecast as of a date, against what came
  linestop calibrate scenarios/world-magnet-exports.json
                                               fit what is not known to what was observed
  linestop rules at 2026-11-29 --destination US
                                               what export regulations ask for on a date
  linestop chart loss output/quickstart --size 1600x900
                                               a chart of a result, redrawn
  linestop report output/quickstart            a page of it, to be sent or printed
  linestop template buyers.xlsx                a workbook to fill in; `linestop import` makes it a scenario
  linestop run --help                          everything that can be asked of a run";

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Arguments),
    Merge(merge::Arguments),
    Compare(compare::Arguments),
    Diff(diff::Arguments),
    Deadline(deadline::Arguments),
    Roll(roll::Arguments),
    Explain(explain::Arguments),
    Size(size::Arguments),
    Sweep(sweep::Arguments),
    Sensitivity(sensitivity::Arguments),
    Stress(stress::Arguments),
    Backtest(backtest::Arguments),
    Calibrate(calibrate::Arguments),
    Chart(chart::Arguments),
    Report(report::Arguments),
    Template(template::Arguments),
    Import(import::Arguments),
    Rules(rules::Arguments),
    Check(check::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
    Manual(manual::Arguments),
}

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// Mistakes that have been told already.
    #[error("{0}")]
    Mistake(String),
    /// A fault of linestop itself.
    #[error("{0}")]
    Fault(String),
    /// Interrupted by the user.
    #[error("interrupted; nothing was written")]
    Interrupted,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if error.is_stopped() {
            return Self::Interrupted;
        }
        Self::Mistake(match error {
            Error::Scenario(problems) => return load::told(&problems),
            Error::Several(errors) => {
                let mut wrong = Mistakes::default();
                for error in errors {
                    _ = wrong.keep(Err::<(), _>(error));
                }
                return wrong.failure();
            }
            Error::Compare(CompareError::Mismatch(mismatch)) => {
                format!("the scenarios cannot be compared:\n{mismatch}\nnothing was run")
            }
            Error::Compare(CompareError::World(mistake)) => format!("--world: {mistake}\nnothing was run"),
            Error::Backtest(BacktestError::Impossible(text)) | Error::Calibrate(CalibrateError::Impossible(text)) => {
                format!("{text}; nothing was run")
            }
            Error::Roll(mistakes) => {
                for mistake in &mistakes.mistakes {
                    terminal::error(Some(mistake));
                }
                if let Some(problems) = &mistakes.scenario {
                    terminal::tell(&format!("{}\n", problems.render(terminal::colour_on_stderr())));
                }
                "the scenario cannot be taken to that day; nothing was written".to_owned()
            }
            Error::Months(mistakes) => {
                for mistake in &mistakes {
                    terminal::error(Some(mistake));
                }
                "the observed months cannot be read; nothing was run".to_owned()
            }
            Error::Part(error) => format!("{error}\nnothing was written"),
            other => other.to_string(),
        })
    }
}

impl From<MeasureError> for Failure {
    fn from(error: MeasureError) -> Self {
        Self::Mistake(error.to_string())
    }
}

impl From<PoolError> for Failure {
    fn from(error: PoolError) -> Self {
        Self::Mistake(format!("{error}; try fewer with --threads"))
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Stopped(_) => Self::Interrupted,
            ReportError::Write { .. } => {
                Self::Mistake(format!("{error}\nnothing was written, and older results are as they were"))
            }
            ReportError::Page(_) | ReportError::Workbook { .. } => Self::Fault(error.to_string()),
            ReportError::Target { .. } => Self::Mistake(error.to_string()),
        }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Self::Mistake(error.to_string())
    }
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::Fault(_) => 1,
            Self::Mistake(_) => 2,
            Self::Interrupted => 130,
        }
    }
}

impl Command {
    /// The command as one that asks an experiment, if it does.
    fn question(&self) -> Option<&dyn Asked> {
        Some(match self {
            Self::Run(arguments) => arguments,
            Self::Compare(arguments) => arguments,
            Self::Diff(arguments) => arguments,
            Self::Deadline(arguments) => arguments,
            Self::Roll(arguments) => arguments,
            Self::Explain(arguments) => arguments,
            Self::Size(arguments) => arguments,
            Self::Sweep(arguments) => arguments,
            Self::Sensitivity(arguments) => arguments,
            Self::Stress(arguments) => arguments,
            Self::Backtest(arguments) => arguments,
            Self::Calibrate(arguments) => arguments,
            _ => return None,
        })
    }
}

fn run_command(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Merge(arguments) => merge::merge(arguments),
        Command::Chart(arguments) => chart::chart(arguments),
        Command::Report(arguments) => report::report(arguments),
        Command::Template(arguments) => template::template(arguments),
        Command::Import(arguments) => import::import(arguments),
        Command::Rules(arguments) => rules::rules(arguments),
        Command::Check(arguments) => check::check(arguments),
        Command::Schema(arguments) => schema::schema(arguments),
        Command::Completions(arguments) => completions::completions(arguments),
        Command::Manual(arguments) => manual::manual(arguments),
        asks => asks.question().map_or(Ok(()), Asked::done),
    }
}

/// Reads the command line, does what it asks and says how it went.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::from(main_with(std::env::args_os().collect()))
}

/// The same with other words than those of the process, the name of the program first: the exit code.
#[must_use]
pub fn main_with(words: Vec<OsString>) -> u8 {
    words::given(words.clone(), || {
        let command = match line::read::<Cli>(words) {
            Ok(line) => line.command,
            Err(code) => return code,
        };
        let done = memory::check_start().and_then(|()| run_command(&command));
        match done {
            Ok(()) => 0,
            Err(failure) => {
                let shown = failure.to_string();
                terminal::error(if shown.is_empty() { None } else { Some(&shown) });
                failure.code()
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
