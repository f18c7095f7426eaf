//! `linestop run`: which lines stop, when, for how long, at what cost.

use std::path::PathBuf;

use clap::{ArgAction, Args};
use serde_json::{Value, json};

use super::Failure;
use super::as_of::AsOf;
use super::ask::Refused;
use super::conduct::{Given, Plan, Question, Results, Told, planned, planned_held, target};
use super::levers::Pulled;
use super::load::{again, inputs, kept, source, tell_warnings};
use super::mistakes::Mistakes;
use super::options::{Choice, between, one_of, parse_share};
use super::simulation::Simulation;
use super::sweep::thresholds;
use crate::case::{Case, Error};
use crate::experiment::{RunAnswer, RunOptions, RunPart, Shard, Trials, Watch};
use crate::report::Answer;

/// Simulate scenarios in many trials: which lines stop, when, for how long, at what cost.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop run scenarios/quickstart.json
  linestop run scenarios/quickstart.json --precision 0.5%
  linestop run scenarios/quickstart.json scenarios/quickstart-truce.json --trials 50,000
  linestop run scenarios/quickstart.json --threshold \"loss > 100 m\" --threshold \"halt_days:car_plant > 20\"
  linestop run scenarios/quickstart.json --set freeze_length=60 --out output/long-freeze

Each scenario has a folder of its own in the output folder, named after its file: summary.json, outcomes.csv, tables \
as CSV, charts, and manifest.json, which says what they came from. The same scenario, seed and number of trials give \
the same files on every machine, whatever the number of threads.")]
pub(super) struct Arguments {
    /// Scenario files.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    as_of: AsOf,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    pulled: Pulled,
    /// Go on until every manufacturer's chance of a halt is known to within ± P, such as 0.005 or 0.5%.
    #[arg(long, value_name = "P", value_parser = parse_precision, conflicts_with = "trials")]
    precision: Option<f64>,
    /// Tell the chance that a trial lies beyond a threshold, such as "loss > 10 m" or "halt_days:SITE >= 20"; may be
    /// repeated. `--threshold help` lists the outcomes.
    #[allow(clippy::doc_markdown, reason = "the words of --help")]
    #[arg(long, value_name = "OUTCOME[:SITE] > X")]
    threshold: Vec<String>,
    /// Which outcomes of single trials to keep. With none there is no outcomes.csv, and quantiles of losses are
    /// brackets.
    #[arg(long, value_name = "WHICH", action = ArgAction::Set, default_value = "all", value_parser = one_of(&OUTCOMES))]
    outcomes: bool,
    /// Days from one band of cover and output to the next.
    #[arg(long, value_name = "DAYS", default_value_t = RunOptions::default().band_every, value_parser = between(1_u32, 3660))]
    bands_every: u32,
    /// Check in every trial that no material appears or vanishes.
    #[arg(long)]
    audit: bool,
    /// Play one of N shards of the trials, such as 3/16, and write it as a part, NAME.K-of-N.part in the output folder;
    /// linestop merge joins the parts to the result of one run.
    #[arg(long, value_name = "K/N", conflicts_with = "precision")]
    shard: Option<Shard>,
}

const OUTCOMES: [Choice<bool>; 2] = [("none", "None", false), ("all", "Every trial and line", true)];

fn parse_precision(text: &str) -> Result<f64, String> {
    let example = "such as 0.005 or 0.5%";
    match parse_share(text) {
        Ok(share) if share > 0.0 && share < 0.5 => Ok(share),
        Ok(_) => Err(format!("the precision must lie between 0 and 0.5 (0 and 50%), {example}")),
        Err(why) => Err(format!("{why}; a share or a percentage is needed, {example}")),
    }
}

impl Question for Arguments {
    type Options = RunOptions;

    fn given(&self) -> Given<'_> {
        let given = Given::new(&self.simulation, self.files.clone(), Some(&self.as_of));
        given.pulling(&self.pulled).of(&self.threshold)
    }

    fn options(&self, wrong: &mut Mistakes) -> Option<RunOptions> {
        Some(RunOptions {
            trials: match self.precision {
                Some(precision) => Trials::UntilPrecise(precision),
                None => Trials::Fixed(self.simulation.trials()),
            },
            seed: self.simulation.seed,
            outcomes: self.outcomes,
            band_every: self.bands_every,
            audit: self.audit,
            thresholds: thresholds(&self.threshold, wrong),
        })
    }

    fn check(&self, cases: &[Case], options: &RunOptions, wrong: &mut Mistakes) {
        for case in cases {
            wrong.keep(case.check_run(options));
        }
    }

    fn plan(&self, cases: &[&Case], options: &mut RunOptions) -> Result<Plan, Refused> {
        let (own, total) = match (self.shard, options.trials) {
            (Some(shard), Trials::Fixed(trials)) => (Trials::Fixed(shard.count(trials)), None),
            (_, Trials::Fixed(trials)) => (options.trials, Some(trials.saturating_mul(cases.len() as u64))),
            (_, Trials::UntilPrecise(_)) => (options.trials, None),
        };
        let plan = Plan::new(cases[0].name().to_owned(), 0, kept(cases), total);
        Ok(Plan { kept_trials: options.outcomes.then_some(own), ..plan })
    }

    fn ask(&self, cases: &[&Case], options: &RunOptions, watch: &Watch) -> Result<Told, Error> {
        Ok(told(cases[0].run(options, watch)?))
    }

    /// Each scenario has a result of its own.
    fn conducted(&self) -> Result<(), Failure> {
        let Given { place, set, .. } = self.given();
        let (cases, options, plan) = planned(self)?;
        if let Some(shard) = self.shard {
            return super::shard::play(&self.simulation, &cases, (&options, shard), &set);
        }
        let target = target(place, cases.iter().map(|case| case.name().to_owned()).collect(), &cases, &[])?;
        plan.check_memory(place, Some(WITHOUT_OUTCOMES))?;
        let mut results = Results::open(target, place.wanted.json, place.wanted.also())?;
        cases.iter().for_each(tell_warnings);
        let all: Vec<&Case> = cases.iter().collect();
        let answers = results.simulated(place, plan.total, |watch| Case::run_all(&all, &options, watch))?;
        refuse_faults(&answers)?;
        for (case, answer) in cases.iter().zip(answers) {
            let source = source(&answer, inputs(case.inputs()), again(&[case], &cases));
            results.add(case.name(), told(answer), source, set.clone())?;
        }
        results.shown("")
    }
}

impl Arguments {
    /// A shard of the trials of a case that a program holds.
    pub(super) fn ask_shard(&self, case: &Case, watch: &Watch) -> Result<RunPart, Refused> {
        let (held, options) = planned_held(self, &[case])?;
        let case = &*held[0];
        let shard = self.shard.ok_or_else(|| Refused::Words("--shard is needed, such as 3/16".to_owned()))?;
        Ok(case.sign(case.run_shard(&options, shard, watch)?, Value::Null)?)
    }
}

/// An answer, and what its manifest says of the options.
pub(super) fn told(answer: RunAnswer) -> Told {
    let run = &answer.run;
    let said = json!({
        "precision": run.precision.map(|precision| precision.asked),
        "outcomes": if run.outcomes_kept { "all" } else { "none" },
        "bands_every_days": run.bands_every_days,
        "audit": run.audited,
    });
    Told::new(Answer::Run(Box::new(answer)), said)
}

/// What can be given up to save memory.
pub(super) const WITHOUT_OUTCOMES: &str =
    "--outcomes none (everything but outcomes.csv; quantiles of losses become brackets)";

/// A fault found by the audit is a fault of linestop: its result is not written.
pub(super) fn refuse_faults(answers: &[RunAnswer]) -> Result<(), Failure> {
    let faults: Vec<String> =
        answers.iter().flat_map(|a| a.faults.iter().map(move |f| format!("  {}: {f}", a.scenario.name))).collect();
    if faults.is_empty() {
        return Ok(());
    }
    Err(Failure::Fault(format!(
        "the books do not balance; this is a fault of linestop, please report it. Nothing was written.\n{}",
        faults.join("\n")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_precision_is_read_as_people_write_it() {
        assert!((parse_precision("0.5%").unwrap() - 0.005).abs() < 1e-12);
        assert!((parse_precision("0.005").unwrap() - 0.005).abs() < 1e-12);
        assert!(["0", "5", "-1%", "half", "nan"].iter().all(|t| parse_precision(t).is_err()));
    }
}
