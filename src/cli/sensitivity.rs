//! `linestop sensitivity`: which uncertain parameters matter, and under which conditions things go wrong.

use clap::Args;
use serde_json::json;

use super::Failure;
use super::apart::{self, Apart};
use super::ask::Refused;
use super::conduct::{Given, Plan, Question, Told};
use super::load::kept;
use super::mistakes::Mistakes;
use super::options::{self, declared, parse_name};
use super::scenario::OneScenario;
use super::sweep::parse_measures;
use crate::case::{Case, Error};
use crate::experiment::{
    Measure, Quantity, SensitivityError, SensitivityOptions, SiteOutcome, Unit, Watch, sensitivity_columns,
    sensitivity_trials,
};
use crate::reading;
use crate::report::{Answer, thousands};

/// Which uncertain parameter matters most, and under which conditions do lines stop?
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop sensitivity scenarios/quickstart.json
  linestop sensitivity scenarios/quickstart.json --of loss --of p_halt:car_plant
  linestop sensitivity scenarios/quickstart.json --of loss:car_plant --threshold 100e6
  linestop sensitivity scenarios/levers.json --lever more_stock
  linestop sensitivity scenarios/quickstart.json --of \"P(loss:car_plant > 100 m)\"

Three answers, all on the same trials: a tornado (each uncertain parameter at its P10 and P90, all else as drawn); \
shares of the variance (first-order and total Sobol' indices, with all other randomness as a group of its own); and \
the conditions under which the outcome is bad (PRIM), judged on trials that were not looked at. With d uncertain \
parameters it takes 3 d + 3 runs of --trials. The result is in output/sensitivity-SCENARIO: sensitivity.json, \
tornado.csv, variance.csv, conditions.csv, trials.csv, charts, manifest.json. `--of help` lists the outcomes.")]
pub(super) struct Arguments {
    /// What to look at, such as loss:SITE or "P(loss > 10 m)"; may be repeated.
    #[arg(long, value_name = "OUTCOME[:SITE]", default_value = "p_halt", value_parser = parse_name)]
    of: Vec<String>,
    /// From where on the outcome is bad, in its unit, or in per cent [default: a halt, or the worst tenth of trials].
    #[arg(long, value_name = "X", value_parser = parse_threshold)]
    threshold: Option<f64>,
    #[command(flatten)]
    scenario: OneScenario,
}

fn parse_threshold(text: &str) -> Result<f64, String> {
    let needed = "a number is needed, such as 100e6, 100 m, 2,000,000 or 95%";
    let written = reading::value(text, declared()).map_err(|error| format!("{}; {needed}", options::told(&error)))?;
    Ok(written.value)
}

impl Question for Arguments {
    type Options = SensitivityOptions;

    fn given(&self) -> Given<'_> {
        self.scenario.given().of(&self.of)
    }

    fn options(&self, mistakes: &mut Mistakes) -> Option<SensitivityOptions> {
        let measures = parse_measures(&self.of, mistakes);
        let mut wrong = |text: &str| mistakes.add(text.to_owned());
        if self.threshold.is_some() {
            match &measures[..] {
                [only] if only.threshold.is_some() => {
                    wrong("that outcome has its own threshold; leave out --threshold");
                }
                [only] if only.quantity == Quantity::PHalt => {
                    wrong("p_halt needs no --threshold: a line halts or it does not; halt_days has one");
                }
                [only] if only.quantity == Quantity::CvarLoss => {
                    wrong("cvar_loss is about many trials at once; --threshold is for loss");
                }
                [only] if only.quantity.unit() == Unit::Share && self.threshold.is_some_and(|x| x > 1.0) => {
                    wrong("a share is at most 1, or 100%; write --threshold 95% or 0.95");
                }
                [] | [_] => {}
                _ => wrong("--threshold is for one outcome; give a single --of with it"),
            }
        }
        Some(SensitivityOptions {
            measures,
            threshold: self.threshold,
            trials: self.scenario.simulation.trials(),
            seed: self.scenario.simulation.seed,
        })
    }

    fn check(&self, cases: &[Case], options: &SensitivityOptions, wrong: &mut Mistakes) {
        wrong.keep(cases[0].check_thresholds(&options.measures));
    }

    fn plan(&self, cases: &[&Case], options: &mut SensitivityOptions) -> Result<Plan, Refused> {
        let case = cases[0];
        case.check_sensitivity(options).map_err(|error| refused(error, case))?;
        // Columns of numbers in terms of outcomes.
        let columns = (8 * sensitivity_columns(case.model(), options)).div_ceil(size_of::<SiteOutcome>());
        let total = sensitivity_trials(case.model(), options);
        let kept = kept(cases).and_lines(columns);
        Ok(Plan::new(format!("sensitivity-{}", case.name()), options.trials, kept, Some(total)))
    }

    fn apart<'c>(
        &self,
        cases: &[&'c Case],
        options: &'c SensitivityOptions,
    ) -> Result<Option<Box<dyn Apart + 'c>>, Error> {
        let study = cases[0].analysed(options)?;
        Ok(Some(Box::new(apart::Told { study, told: |answer| Answer::Sensitivity(Box::new(answer)) })))
    }

    fn ask(&self, cases: &[&Case], options: &SensitivityOptions, watch: &Watch) -> Result<Told, Error> {
        let answer = cases[0].sensitivity(options, watch)?;
        let outcomes: Vec<String> = options.measures.iter().map(Measure::key).collect();
        let said = json!({"outcomes": outcomes, "threshold": options.threshold});
        Ok(Told::new(Answer::Sensitivity(Box::new(answer)), said))
    }
}

/// What to do where there is no answer.
fn refused(error: Error, case: &Case) -> Failure {
    let Error::Sensitivity(why) = error else { return error.into() };
    let fixed: Vec<&str> = case.model().numbers.parameters.iter().map(|p| p.name.as_str()).collect();
    match why {
        SensitivityError::Stopped(_) => Failure::Interrupted,
        SensitivityError::NothingUncertain => {
            let has = if fixed.is_empty() {
                "it has no parameters".to_owned()
            } else {
                format!("its parameters have one value each: {}", fixed.join(", "))
            };
            Failure::Mistake(format!(
                "{} says of no number that it is uncertain, so that nothing can matter: {has}.\n\
                 Give what you do not know a distribution under \"parameters\", such as \"stock\": {{\"unit\": \"days\", \"value\": \
                 {{\"triangular\": {{\"min\": 30, \"mode\": 60, \"max\": 90}}}}}}, and use it as {{\"parameter\": \"stock\"}}.\n\
                 To vary a number that you choose, use linestop sweep.",
                case.name()
            ))
        }
        SensitivityError::TooFewTrials { found, needed } => Failure::Mistake(format!(
            "{} trials are too few to tell what matters; take --trials {} or more, better 10,000",
            thousands(found),
            thousands(needed)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_read_as_people_write_them() {
        let read = |text| parse_threshold(text).map(f64::to_bits);
        assert_eq!(read("2,000,000"), Ok(2e6_f64.to_bits()));
        assert_eq!(["100e6", "50%", "-3"].map(read), [1e8, 0.5, -3.0].map(|x: f64| Ok(x.to_bits())));
        assert!(["", "x", "inf", "%"].iter().all(|text| read(text).is_err()));
    }
}
