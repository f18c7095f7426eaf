//! `linestop deadline`: until when an order or an application avoids a halt.

use std::path::PathBuf;

use clap::Args;

use super::as_of::AsOf;
use super::ask::{Refused, prepared};
use super::levers::Pulled;
use super::load::{kept, load};
use super::options::{declared, parse_name, told};
use super::simulation::Simulation;
use super::study::{Study, names};
use super::{Failure, memory};
use crate::case::Case;
use crate::experiment::{DeadlineOptions, Trials, Watch};
use crate::reading;
use crate::report::{self, Answer, DEADLINE, DeadlineManifest};

/// Say until when each part must be ordered, or its application handed in, so that it does not stop its line.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop deadline scenarios/quickstart.json
  linestop deadline scenarios/levers.json --line car_plant --trials 5,000
  linestop deadline scenarios/2025-controls.json --part heavy_magnet --chance 90% --chance 99%

For each line and part: the last day on which one order of ample size, or one application, still avoids a halt because of
the part, with each chance that is asked for. Lanes in use stand beside what levers of the scenario open: a second source,
faster freight, a general licence, each as if it were pulled on the first day. What is too late is marked, with the chance
that is left. Nothing else is ordered of the part; what is in stock and under way counts, and the line's other parts do
not run short. All days are tried on the same trials. The result is in output/deadline-FILE: deadline.json, deadline.csv,
deadline-days.csv, charts, manifest.json.")]
pub(super) struct Arguments {
    /// The scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Key of a line; may be repeated [default: all manufacturers].
    #[arg(long, value_name = "SITE", value_parser = parse_name)]
    line: Vec<String>,
    /// Key of a part; may be repeated [default: all].
    #[arg(long, value_name = "MATERIAL", value_parser = parse_name)]
    part: Vec<String>,
    /// A chance of no halt because of the part; may be repeated [default: 50%, 80%, 95%].
    #[arg(long, value_name = "P", value_parser = parse_chance)]
    chance: Vec<f64>,
    #[command(flatten)]
    pulled: Pulled,
    #[command(flatten)]
    as_of: AsOf,
    #[command(flatten)]
    simulation: Simulation,
}

fn parse_chance(text: &str) -> Result<f64, String> {
    match reading::value(text, declared()) {
        Ok(number) if number.value > 0.0 && number.value < 1.0 => Ok(number.value),
        Err(error) if error.depends_on_locale() => Err(told(&error)),
        _ => Err(format!("\"{text}\" is no chance between 0 and 1; write 95% or 0.95")),
    }
}

impl Arguments {
    fn options(&self) -> DeadlineOptions {
        let usual = DeadlineOptions::default();
        let mut chances = self.chance.clone();
        chances.sort_by(f64::total_cmp);
        chances.dedup();
        DeadlineOptions {
            trials: self.simulation.trials_or(usual.trials),
            seed: self.simulation.seed,
            chances: if chances.is_empty() { usual.chances } else { chances },
            lines: self.line.clone(),
            parts: self.part.clone(),
        }
    }

    /// The answer about a case that a program holds.
    pub(super) fn ask(&self, case: &Case, watch: &Watch) -> Result<Answer, Refused> {
        let case = prepared(case, &self.as_of.with(&self.simulation.set), self.pulled.lever.as_deref())?;
        Ok(Answer::Deadlines(Box::new(case.deadline(&self.options(), watch)?)))
    }

    pub(super) fn threads(&self) -> usize {
        self.simulation.threads()
    }
}

/// Looks for the deadlines and writes the result.
pub(super) fn deadline(arguments: &Arguments) -> Result<(), Failure> {
    let simulation = &arguments.simulation;
    let cases = [load(&arguments.file, &arguments.as_of.with(&simulation.set), arguments.pulled.lever.as_deref())?];
    let case = &cases[0];
    let options = arguments.options();
    case.check_deadline(&options)?;
    memory::check(Some(Trials::Fixed(options.trials)), kept(&cases), simulation.threads, None)?;
    let study = Study {
        kind: DEADLINE,
        simulation,
        name: format!("deadline-{}", case.name()),
        cases: &cases,
        others: Vec::new(),
        total: None,
    };
    study.done(
        |watch| case.deadline(&options, watch),
        |folder, answer, stop| {
            let said = DeadlineManifest {
                chances: options.chances.clone(),
                lines: options.lines.clone(),
                parts: options.parts.clone(),
                also: simulation.wanted.also(),
            };
            report::write_deadline(folder, answer, &study.manifest(&answer.scenario, answer.run.trials, said), stop)
        },
        report::render_deadline,
        |_| names(&["deadline.json", "deadline.csv", "deadline-days.csv"]),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_read_as_people_write_them() {
        assert_eq!(["95%", "0.5", "99.5 %"].map(parse_chance), [Ok(0.95), Ok(0.5), Ok(0.995)]);
        assert!(["0", "1", "100%", "x", "95"].iter().all(|text| parse_chance(text).is_err()));
    }
}
