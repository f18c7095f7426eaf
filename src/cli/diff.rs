//! `linestop diff`: what changed between two scenarios, and what moved the answer.

use std::path::PathBuf;

use clap::Args;

use super::as_of::AsOf;
use super::ask::{Refused, prepared};
use super::load::{kept, load_all, of_one_name};
use super::simulation::Simulation;
use super::study::{Study, names};
use super::{Failure, memory};
use crate::case::{Case, Error};
use crate::experiment::{DiffOptions, Trials, Watch, diff_trials};
use crate::report::{self, Answer, DIFF, DiffManifest};

/// Say what changed between two scenarios or two months, and how much each change moved the answer.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop diff scenarios/quickstart.json scenarios/quickstart-truce.json
  linestop diff scenarios/quickstart.json scenarios/whatif/stock-and-source.json --apart
  linestop diff october.json november.json --trials 2,000

Every field that the second scenario says otherwise is listed, by date where it has one. Changes go in groups: stocks,
orders and licences, policy, sales plan and bill of materials, parameters, sites and lanes, first day and horizon; with
--apart every parameter, lane, input and event goes for itself. The groups are put into the first scenario one after the
other, all on the same trials. The part of a group is what it adds on average over the orders of putting them in: over all
orders up to six groups, over each rotation of their order and its reverse beyond. Parts sum to the whole.

Two scenarios that begin on two days are counted on the days that both cover; --all-days counts all days of each. The
result is in output/diff-NEW: diff.json, diff.csv, changes.csv, charts, manifest.json.")]
pub(super) struct Arguments {
    /// The first scenario: how it was.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The second: how it is.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Put every changed parameter, lane, input and event in for itself.
    #[arg(long)]
    apart: bool,
    /// Count all days of each, even if they do not begin on the same day.
    #[arg(long)]
    all_days: bool,
    #[command(flatten)]
    as_of: AsOf,
    #[command(flatten)]
    simulation: Simulation,
}

impl Arguments {
    fn options(&self) -> DiffOptions {
        DiffOptions {
            trials: self.simulation.trials(),
            seed: self.simulation.seed,
            apart: self.apart,
            all_days: self.all_days,
        }
    }

    /// The answer about two cases that a program holds.
    pub(super) fn ask(&self, cases: &[&Case], watch: &Watch) -> Result<Answer, Refused> {
        let set = self.as_of.with(&self.simulation.set);
        let [old, new] = [cases[0], cases[1]].map(|case| prepared(case, &set, None));
        let (old, new) = (old?, new?);
        Ok(Answer::Diff(Box::new(old.diff(&new, &self.options(), watch)?)))
    }

    pub(super) fn threads(&self) -> usize {
        self.simulation.threads()
    }
}

/// Holds them against each other and writes the result.
pub(super) fn diff(arguments: &Arguments) -> Result<(), Failure> {
    let Simulation { set, threads, .. } = &arguments.simulation;
    let set = &arguments.as_of.with(set);
    let mut cases = load_all(std::slice::from_ref(&arguments.old), set)?;
    cases.extend(load_all(std::slice::from_ref(&arguments.new), set)?);
    if let Some((one, other)) = of_one_name(&cases) {
        return Err(Failure::Mistake(format!(
            "{} and {} would both be called the same in the result: rename one of them",
            one.display(),
            other.display()
        )));
    }
    let (old, new) = (&cases[0], &cases[1]);
    let options = arguments.options();
    let total = diff_trials(old.as_written(), new.as_written(), &options).map_err(Error::from)?;
    memory::check(Some(Trials::Fixed(options.trials)), kept(&cases), *threads, None)?;
    let study = Study {
        kind: DIFF,
        simulation: &arguments.simulation,
        name: format!("diff-{}", new.name()),
        cases: &cases,
        others: Vec::new(),
        total: Some(total),
    };
    study.done(
        |watch| old.diff(new, &options, watch),
        |folder, answer, stop| {
            let said = DiffManifest {
                apart: options.apart,
                all_days: options.all_days,
                also: arguments.simulation.wanted.also(),
            };
            report::write_diff(folder, answer, &study.manifest(&answer.new, answer.run.trials, said), stop)
        },
        report::render_diff,
        |_| names(&["diff.json", "diff.csv", "changes.csv"]),
    )?;
    Ok(())
}
