//! `linestop deadline`: until when an order or an application avoids a halt.

use clap::Args;
use serde_json::json;

use super::ask::Refused;
use super::conduct::{Given, Plan, Question, Told};
use super::load::kept;
use super::mistakes::Mistakes;
use super::options::{declared, parse_name, told};
use super::scenario::OneScenario;
use crate::case::{Case, Error};
use crate::experiment::{DeadlineOptions, Watch};
use crate::reading;
use crate::report::Answer;

/// Say until when each part must be ordered, or its application handed in, so that it does not stop its line.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop deadline scenarios/quickstart.json
  linestop deadline scenarios/levers.json --line car_plant --trials 5,000
  linestop deadline scenarios/2025-controls.json --part heavy_magnet --chance 90% --chance 99%

For each line and part: the last day on which one order of ample size, or one application, still avoids a halt \
because of the part, with each chance that is asked for. Lanes in use stand beside what levers of the scenario open: \
a second source, faster freight, a general licence, each as if it were pulled on the first day. What is too late is \
marked, with the chance that is left. Nothing else is ordered of the part; what is in stock and under way counts, \
and the line's other parts do not run short. All days are tried on the same trials. The result is in \
output/deadline-SCENARIO: deadline.json, deadline.csv, deadline-days.csv, charts, manifest.json.")]
pub(super) struct Arguments {
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
    scenario: OneScenario,
}

fn parse_chance(text: &str) -> Result<f64, String> {
    match reading::value(text, declared()) {
        Ok(number) if number.value > 0.0 && number.value < 1.0 => Ok(number.value),
        Err(error) if error.depends_on_locale() => Err(told(&error)),
        _ => Err(format!("\"{text}\" is no chance between 0 and 1; write 95% or 0.95")),
    }
}

impl Question for Arguments {
    type Options = DeadlineOptions;

    fn given(&self) -> Given<'_> {
        self.scenario.given()
    }

    fn options(&self, _: &mut Mistakes) -> Option<DeadlineOptions> {
        let usual = DeadlineOptions::default();
        let mut chances = self.chance.clone();
        chances.sort_by(f64::total_cmp);
        chances.dedup();
        Some(DeadlineOptions {
            trials: self.scenario.simulation.trials_or(usual.trials),
            seed: self.scenario.simulation.seed,
            chances: if chances.is_empty() { usual.chances } else { chances },
            lines: self.line.clone(),
            parts: self.part.clone(),
        })
    }

    fn plan(&self, cases: &[&Case], options: &mut DeadlineOptions) -> Result<Plan, Refused> {
        cases[0].check_deadline(options)?;
        Ok(Plan::new(format!("deadline-{}", cases[0].name()), options.trials, kept(cases), None))
    }

    fn ask(&self, cases: &[&Case], options: &DeadlineOptions, watch: &Watch) -> Result<Told, Error> {
        let answer = cases[0].deadline(options, watch)?;
        let said = json!({"chances": options.chances, "lines": options.lines, "parts": options.parts});
        Ok(Told::new(Answer::Deadlines(Box::new(answer)), said))
    }
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
