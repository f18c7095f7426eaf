//! `linestop rules`: what regulations say.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde::Serialize;

use super::load::load;
use super::options::declared;
use super::{Failure, terminal};
use crate::case::{regulation, rules_between, rules_on};
use crate::experiment::rules_list;
use crate::reading;
use crate::report::{
    Layout, at_csv, diff_csv, list_rows_csv, one_csv, render_at, render_list, render_one, render_rules_diff,
};
use crate::scenario::Problem;

/// Say what export regulations ask for: which there are, what holds on a date, what changed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop rules list
  linestop rules show cn-2025-18
  linestop rules at 2026-11-29 --destination US
  linestop rules at 2025-06-02 --scenario scenarios/2025-controls.json
  linestop rules diff 2025-11-06 2026-01-31
  linestop rules diff cn-2025-18 cn-2025-57

A rule pack is a regulation as a dated file: what it controls, for whom, since when, where that is written. \
Scenarios name those that hold in them. With a scenario, each lane between two countries needs a licence, is \
refused, or is free: by the packs that come with linestop and those that the scenario names. A pack may be named by \
the path of its file.")]
pub(super) struct Arguments {
    /// What is asked.
    #[arg(value_name = "WHAT")]
    what: What,
    /// A date for `at`; a pack for `show`; two packs or two dates for `diff`.
    #[arg(value_name = "PACK|DATE")]
    of: Vec<String>,
    /// A scenario, for `at`: what its lanes need.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// A country, for `at`: two capital letters.
    #[arg(long, value_name = "COUNTRY", value_parser = parse_country)]
    destination: Option<String>,
    /// Print the answer as JSON.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print the answer as CSV.
    #[arg(long)]
    csv: bool,
}

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// All packs.
    List,
    /// All of one pack.
    Show,
    /// What holds on a date.
    At,
    /// What differs between two packs or two dates.
    Diff,
}

fn parse_country(text: &str) -> Result<String, String> {
    let code = text.trim().to_uppercase();
    if reading::is_country(&code) {
        return Ok(code);
    }
    let meant = reading::country_named(text).map_or(String::new(), |code| format!(" — did you mean {code}?"));
    Err(format!("\"{text}\" is no country{meant}; write two capital letters, as in US"))
}

/// Says what was asked.
pub(super) fn rules(arguments: &Arguments) -> Result<(), Failure> {
    let of: Vec<&str> = arguments.of.iter().map(String::as_str).collect();
    if arguments.what != What::At && (arguments.scenario.is_some() || arguments.destination.is_some()) {
        return Err(Failure::Mistake("--scenario and --destination are for `linestop rules at DATE`".to_owned()));
    }
    match (arguments.what, of.as_slice()) {
        (What::List, []) => {
            let answer = rules_list();
            tell(arguments, &answer, |layout| render_list(&answer, layout), || list_rows_csv(&answer))
        }
        (What::Show, [pack]) => {
            let answer = regulation(pack).map_err(|problems| wrong(&problems, pack))?;
            tell(arguments, &answer, |layout| render_one(&answer, layout), || one_csv(&answer))
        }
        (What::At, [date]) => {
            let date = parse_day(date)?;
            let to = arguments.destination.as_deref();
            let answer = match &arguments.scenario {
                Some(file) => load(file, &[])?.rules_at(date, to),
                None => rules_on(date, to),
            };
            tell(arguments, &answer, |layout| render_at(&answer, layout), || at_csv(&answer))
        }
        (What::Diff, [old, new]) => {
            let answer = rules_between(old, new, declared());
            let answer = answer.map_err(|problems| wrong(&problems, &format!("{old} and {new}")))?;
            tell(arguments, &answer, |layout| render_rules_diff(&answer, layout), || diff_csv(&answer))
        }
        (what, found) => {
            let wanted = match what {
                What::List => "`linestop rules list` takes nothing more",
                What::Show => "`linestop rules show` takes one pack",
                What::At => "`linestop rules at` takes one date",
                What::Diff => "`linestop rules diff` takes two packs or two dates",
            };
            Err(Failure::Mistake(format!("{wanted}; found {}", found.len())))
        }
    }
}

fn parse_day(text: &str) -> Result<Date, Failure> {
    super::options::parse_date(text).map_err(|error| Failure::Mistake(format!("at: {error}")))
}

fn tell(
    arguments: &Arguments,
    answer: &impl Serialize,
    table: impl FnOnce(Layout) -> String,
    csv: impl FnOnce() -> Vec<u8>,
) -> Result<(), Failure> {
    if arguments.json {
        terminal::print_json(answer)
    } else if arguments.csv {
        terminal::print(&String::from_utf8_lossy(&csv()))
    } else {
        terminal::print(&table(terminal::layout()))
    }
}

/// The problems with what was asked for, told.
fn wrong(problems: &[Problem], asked: &str) -> Failure {
    let text = crate::scenario::problem::render(problems, Path::new(asked), terminal::colour_on_stderr());
    terminal::tell(&text);
    Failure::Mistake("nothing can be said of it".to_owned())
}
