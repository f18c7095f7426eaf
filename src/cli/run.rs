//! `linestop run`: which lines stop, when, for how long, at what cost.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::Value;

use super::as_of::AsOf;
use super::ask::{Refused, prepared};
use super::levers::Pulled;
use super::load::{again, inputs, kept, load_all, read_from, tell_warnings};
use super::mistakes::Mistakes;
use super::options::{between, parse_share};
use super::simulation::Simulation;
use super::sweep::{tell_outcomes, thresholds};
use super::{Failure, memory, progress, terminal};
use crate::case::Case;
use crate::experiment::{RunAnswer, RunOptions, RunPart, Shard, Trials, Watch, with_threads};
use crate::report::{self, Answer, Manifest};

/// Simulate scenarios in many trials: which lines stop, when, for how long, at what cost.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop run scenarios/quickstart.json
  linestop run scenarios/quickstart.json --precision 0.5%
  linestop run scenarios/quickstart.json scenarios/quickstart-truce.json --trials 50,000
  linestop run scenarios/quickstart.json --threshold \"loss > 100 m\" --threshold \"halt_days:car_plant > 20\"
  linestop run scenarios/quickstart.json --set freeze_length=60 --out output/long-freeze

Each scenario has a folder of its own in the output folder, named after its file: summary.json, outcomes.csv,
tables as CSV, charts, and manifest.json, which says what they came from. The same scenario, seed and
number of trials give the same files on every machine, whatever the number of threads.")]
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
    #[arg(long, value_name = "WHICH", default_value = "all")]
    outcomes: Outcomes,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Outcomes {
    /// None.
    None,
    /// Every trial and line.
    All,
}

fn parse_precision(text: &str) -> Result<f64, String> {
    let example = "such as 0.005 or 0.5%";
    match parse_share(text) {
        Ok(share) if share > 0.0 && share < 0.5 => Ok(share),
        Ok(_) => Err(format!("the precision must lie between 0 and 0.5 (0 and 50%), {example}")),
        Err(why) => Err(format!("{why}; a share or a percentage is needed, {example}")),
    }
}

impl Arguments {
    fn options(&self, wrong: &mut Mistakes) -> RunOptions {
        RunOptions {
            trials: match self.precision {
                Some(precision) => Trials::UntilPrecise(precision),
                None => Trials::Fixed(self.simulation.trials()),
            },
            seed: self.simulation.seed,
            outcomes: self.outcomes == Outcomes::All,
            band_every: self.bands_every,
            audit: self.audit,
            thresholds: thresholds(&self.threshold, wrong),
        }
    }
}

impl Arguments {
    /// The answer about a case that a program holds.
    pub(super) fn ask(&self, case: &Case, watch: &Watch) -> Result<Answer, Refused> {
        let (case, options) = self.asked(case)?;
        Ok(Answer::Run(Box::new(case.run(&options, watch)?)))
    }

    /// A shard of the trials of a case that a program holds.
    pub(super) fn ask_shard(&self, case: &Case, watch: &Watch) -> Result<RunPart, Refused> {
        let (case, options) = self.asked(case)?;
        let shard = self.shard.ok_or_else(|| Refused::Words("--shard is needed, such as 3/16".to_owned()))?;
        Ok(case.sign(case.run_shard(&options, shard, watch)?, Value::Null)?)
    }

    fn asked<'c>(&self, case: &'c Case) -> Result<(Cow<'c, Case>, RunOptions), Refused> {
        let mut wrong = Mistakes::default();
        let options = self.options(&mut wrong);
        wrong.all_told()?;
        let case = prepared(case, &self.as_of.with(&self.simulation.set), self.pulled.lever.as_deref())?;
        let own = match (self.shard, options.trials) {
            (Some(shard), Trials::Fixed(trials)) => Trials::Fixed(shard.count(trials)),
            (_, trials) => trials,
        };
        let kept = kept(std::slice::from_ref(&*case));
        memory::check(options.outcomes.then_some(own), kept, self.simulation.threads, None)?;
        Ok((case, options))
    }

    pub(super) fn threads(&self) -> usize {
        self.simulation.threads()
    }
}

/// What can be given up to save memory.
pub(super) const WITHOUT_OUTCOMES: &str =
    "--outcomes none (everything but outcomes.csv; quantiles of losses become brackets)";

/// Runs all scenarios and writes their results.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.threshold.iter().any(|of| of == "help") {
        return tell_outcomes(arguments.simulation.wanted.json);
    }
    let Simulation { set, threads, .. } = &arguments.simulation;
    let set = &arguments.as_of.with(set);
    let also = arguments.simulation.wanted.also();
    let mut wrong = Mistakes::default();
    let options = arguments.options(&mut wrong);
    let mut cases = wrong.keep(load_all(&arguments.files, set)).unwrap_or_default();
    for case in &mut cases {
        wrong.keep(case.check_run(&options));
        if let Some(pulled) = arguments.pulled.lever.as_ref().and_then(|choice| wrong.keep(case.pull(choice))) {
            *case = pulled;
        }
    }
    wrong.all_told()?;
    if let Some(shard) = arguments.shard {
        return super::shard::play(&arguments.simulation, &cases, (&options, shard), set);
    }
    let names = cases.iter().map(|case| case.name().to_owned()).collect();
    let target = arguments.simulation.target(names, read_from(&cases))?;
    memory::check(options.outcomes.then_some(options.trials), kept(&cases), *threads, Some(WITHOUT_OUTCOMES))?;
    cases.iter().for_each(tell_warnings);
    let watch = progress::interruptible()?;
    // Opened before the run: better to hear now that nothing can be written there.
    let mut staging = target.open()?;
    let total = match options.trials {
        Trials::Fixed(trials) => Some(trials.saturating_mul(cases.len() as u64)),
        Trials::UntilPrecise(_) => None,
    };
    let all: Vec<&Case> = cases.iter().collect();
    let answers = progress::shown(&watch, total, || {
        with_threads(threads.map_or(0, usize::from), || Case::run_all(&all, &options, &watch))
    })??;
    refuse_faults(&answers)?;
    for (case, answer) in cases.iter().zip(&answers) {
        let again = again(&[case], &cases);
        let manifest = Manifest::new(answer, inputs(case.inputs()), again, set.clone(), also);
        let folder = staging.folder(case.name())?;
        terminal::tell_undrawn(&report::write_run(&folder, answer, &manifest, &watch.stop)?);
    }
    let folders = staging.install()?;
    if arguments.simulation.wanted.json {
        return terminal::print_json(&answers);
    }
    for (answer, folder) in answers.iter().zip(&folders) {
        terminal::print(&format!("{}\n", report::render_run(answer, terminal::layout())))?;
        let files = |files: &[&str]| arguments.simulation.wanted.written(folder, files);
        terminal::print(&format!("{}\n", written(answer, files)))?;
    }
    Ok(())
}

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

/// What was written, in words; `tell` puts them around the files that come first.
pub(super) fn written(answer: &RunAnswer, tell: impl FnOnce(&[&str]) -> String) -> String {
    let mut files = vec!["summary.json"];
    files.extend(answer.run.outcomes_kept.then_some("outcomes.csv"));
    files.extend(["lines.csv", "first.csv"]);
    files.extend((!answer.thresholds.is_empty()).then_some("thresholds.csv"));
    files.extend(["bands.csv", "halted.csv", "licences.csv", "licence-bands.csv", "waits.csv"]);
    let offices = answer.authorities.iter().any(|authority| !authority.offices.is_empty());
    files.extend(offices.then_some("offices.csv"));
    let quotas = answer.authorities.iter().any(|authority| !authority.quotas.is_empty());
    files.extend(quotas.then_some("quotas.csv"));
    let watched = answer.authorities.iter().any(|authority| !authority.watched.is_empty());
    files.extend(watched.then_some("watch-list.csv"));
    files.extend((!answer.register.is_empty()).then_some("register.csv"));
    files.extend((!answer.flows.is_empty()).then_some("flows.csv"));
    files.extend(["regimes.csv", "network.csv"]);
    files.extend(["missing.csv", "costs.csv"]);
    let audited = if answer.run.audited { "The books balance in every trial.\n" } else { "" };
    format!("{audited}{}", tell(&files))
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
