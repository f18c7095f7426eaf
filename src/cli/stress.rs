//! `linestop stress`: one thing after the other fails.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::load::{Ready, load_all, named, read_from, sources, tell_warnings};
use super::options::{between, parse_date, parse_name, parse_whole};
use super::simulation::Simulation;
use super::{Failure, levers, memory, progress, terminal};
use crate::experiment::{self, StressOptions, Trials, stress_trials, with_threads};
use crate::report::{self, STRESS, StressManifest, StudyManifest};

/// Take out every supplier, material, country, authority and lane in turn: how long does each line survive?
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop stress scenarios/quickstart.json
  linestop stress scenarios/quickstart.json --from 2026-04-01 --days 60
  linestop stress scenarios/quickstart.json --freeze-days 10..120 --trials 2,000

Each thing fails entirely on --from and is restored after --days: first in the typical course (everything at its
median, no luck), then over --trials futures, all on the same luck, so that what a failure does is the difference from
the same future without it. Licensing of each authority is also frozen for every length in --freeze-days. The result is
in output/stress-FILE: stress.json, stress.csv, freezes.csv, charts, manifest.json.")]
pub(super) struct Arguments {
    /// The scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    simulation: Simulation,
    /// Levers of the scenario to pull, joined by +.
    #[arg(long, value_name = "NAME[+NAME…]", value_parser = parse_name)]
    lever: Option<String>,
    /// The day on which everything fails [default: the first day].
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    from: Option<Date>,
    /// Days until it is restored.
    #[arg(long, value_name = "N", default_value_t = 90, value_parser = between(1_u32, 3660))]
    days: u32,
    /// Shortest and longest freeze of licensing, in days.
    #[arg(long, value_name = "A..B", default_value = "1..180", value_parser = parse_lengths)]
    freeze_days: (u32, u32),
}

fn parse_lengths(text: &str) -> Result<(u32, u32), String> {
    let wrong = || "two numbers of days are needed, such as 1..180".to_owned();
    let (first, last) = text.split_once("..").ok_or_else(wrong)?;
    let days = |text: &str| {
        let found = parse_whole(text.trim_start_matches('=')).map_err(|why| format!("{why}; {}", wrong()))?;
        u32::try_from(found).map_err(|_| "at most 3660 days are possible".to_owned())
    };
    match (days(first)?, days(last)?) {
        (0, _) => Err("a freeze lasts a day at least".to_owned()),
        (first, last) if last < first => Err(format!("{last} days are fewer than {first}")),
        (_, last) if last > 3660 => Err("at most 3660 days are possible".to_owned()),
        lengths => Ok(lengths),
    }
}

impl Arguments {
    fn options(&self, scenario: &Ready) -> Result<StressOptions, Failure> {
        let model = &scenario.model;
        let from = match self.from {
            None => 0,
            Some(date) => {
                let day = (date - model.start).get_days();
                u32::try_from(day).ok().filter(|day| *day < model.days).ok_or_else(|| {
                    let (first, last) = (model.start, model.date(model.days - 1));
                    Failure::Mistake(format!(
                        "--from {date} is not a day of the scenario, which runs from {first} to {last}"
                    ))
                })?
            }
        };
        Ok(StressOptions {
            trials: self.simulation.trials(),
            seed: self.simulation.seed,
            from,
            days: self.days,
            freeze_days: self.freeze_days,
        })
    }
}

/// Takes everything out in turn and writes the result.
pub(super) fn stress(arguments: &Arguments) -> Result<(), Failure> {
    let Simulation { set, threads, .. } = &arguments.simulation;
    let mut scenarios = load_all(std::slice::from_ref(&arguments.file), set)?;
    if let Some(choice) = &arguments.lever {
        scenarios[0] = levers::with(&scenarios[0], choice)?;
    }
    let scenario = &scenarios[0];
    let options = arguments.options(scenario)?;
    let lines = scenario.model.lines().len();
    if lines == 0 {
        return Err(Failure::Mistake(
            "no site has inputs, so that nothing can halt and there is nothing to stress".into(),
        ));
    }
    let name = format!("stress-{}", scenario.loaded.name);
    let target = arguments.simulation.target(vec![name.clone()], read_from(&scenarios))?;
    let total = stress_trials(&scenario.model, &options);
    // What is kept of a future takes a fifth of a full outcome.
    let kept = usize::try_from(total / options.trials.max(1)).unwrap_or(usize::MAX).saturating_mul(lines).div_ceil(5);
    memory::check(Some(Trials::Fixed(options.trials)), kept, *threads, None)?;
    tell_warnings(scenario);
    let watch = progress::interruptible()?;
    let mut staging = target.open()?;
    let answer = progress::shown(&watch, Some(total), || {
        with_threads(threads.map_or(0, usize::from), || experiment::stress(named(scenario), &options, &watch))
    })??;
    let also = arguments.simulation.also();
    let manifest = StudyManifest {
        kind: STRESS,
        linestop: answer.run.linestop.clone(),
        scenarios: sources(&scenarios),
        set: set.clone(),
        seed: answer.run.seed,
        trials: answer.run.trials,
        start: answer.scenario.start,
        horizon_days: answer.scenario.horizon_days,
        options: StressManifest { from_day: options.from, days: options.days, freeze_days: options.freeze_days, also },
        files: Vec::new(),
    };
    terminal::tell_undrawn(&report::write_stress(&staging.folder(&name)?, &answer, &manifest, &watch.stop)?);
    let folders = staging.install()?;
    if arguments.simulation.json {
        return terminal::print_json(&answer);
    }
    terminal::print(&report::render_stress(&answer, terminal::layout()))?;
    let files = ["stress.json", "stress.csv", "freezes.csv"];
    for folder in &folders {
        terminal::print(&format!("\n{}", arguments.simulation.written(folder, &files)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        assert_eq!(["1..180", "10 .. 20", "5..=5"].map(parse_lengths), [Ok((1, 180)), Ok((10, 20)), Ok((5, 5))]);
        assert!(["0..5", "7..3", "9", "a..b", "1..99999"].iter().all(|text| parse_lengths(text).is_err()));
    }
}
