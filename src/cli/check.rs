//! `linestop check`: look for mistakes without running.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::as_of::AsOf;
use super::setting::parse_set;
use super::{Failure, terminal};
use crate::case::Case;
use crate::report::counted;
use crate::scenario::Setting;
use crate::scenario::problem::{self, Problem};

/// Look for mistakes in scenario files without running them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop check scenarios/quickstart.json
  linestop check scenarios/*.json --json > problems.json

Errors make a scenario unusable; warnings are legal but suspicious; notes are good to know. The exit code is 0 if no \
file has an error, otherwise 2.")]
pub(super) struct Arguments {
    /// Scenario files.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Set a parameter, or a number or a date by its dotted path, in every scenario.
    #[arg(long, value_name = "PARAM=VALUE", value_parser = parse_set)]
    set: Vec<(String, Setting)>,
    #[command(flatten)]
    as_of: AsOf,
    /// Print the problems as JSON.
    #[arg(long)]
    json: bool,
}

/// What was found in a file.
#[derive(Serialize)]
struct Checked {
    file: String,
    usable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    problems: Vec<Problem>,
    #[serde(skip)]
    summary: String,
}

/// Checks all files.
pub(super) fn check(arguments: &Arguments) -> Result<(), Failure> {
    let checked: Vec<Checked> =
        arguments.files.iter().map(|file| check_one(file, &arguments.as_of.with(&arguments.set))).collect();
    if arguments.json {
        terminal::print_json(&checked)?;
    } else {
        for (file, one) in arguments.files.iter().zip(&checked) {
            if one.problems.is_empty() {
                terminal::print(&format!("no problems in {}\n", one.file))?;
            } else {
                let text = problem::render(&one.problems, file, terminal::layout().colour);
                terminal::print(&format!("{text}\n"))?;
            }
            terminal::print(&one.summary)?;
        }
    }
    match checked.iter().filter(|one| !one.usable).count() {
        0 => Ok(()),
        _ if arguments.json => Err(Failure::Mistake(String::new())),
        1 if checked.len() == 1 => Err(Failure::Mistake("the scenario cannot be run".to_owned())),
        n => Err(Failure::Mistake(format!("{n} of {} scenarios cannot be run", checked.len()))),
    }
}

fn check_one(path: &Path, set: &[(String, Setting)]) -> Checked {
    let file = path.display().to_string();
    match Case::load_with(path, set) {
        Ok(case) => {
            let loaded = case.loaded();
            let problems = [&loaded.warnings, &loaded.plan, &loaded.notes].into_iter().flatten().cloned().collect();
            let sha256 = Some(case.fingerprint().to_owned());
            Checked { file, usable: true, sha256, problems, summary: summary(&case) }
        }
        Err(problems) => {
            Checked { file, usable: false, sha256: None, problems: problems.problems, summary: String::new() }
        }
    }
}

/// The scenario in a line.
fn summary(case: &Case) -> String {
    let scenario = &case.loaded().scenario;
    let of = |n: usize, one: &str| counted(n as u64, one);
    format!(
        "  {}: {} ({}, {}), {}, {}, {} from {}\n",
        scenario.title,
        of(scenario.sites.len(), "site"),
        of(case.model().manufacturers().count(), "manufacturer"),
        of(case.model().lines().len(), "line"),
        of(scenario.lanes.len(), "lane"),
        of(scenario.parameters.len(), "parameter"),
        of(scenario.horizon_days as usize, "day"),
        scenario.start,
    )
}
