//! `linestop diff`: what changed between two scenarios, and what moved the answer.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::as_of::AsOf;
use super::ask::Refused;
use super::conduct::{Given, Plan, Question, Told};
use super::load::{kept, load, of_one_name};
use super::mistakes::Mistakes;
use super::simulation::Simulation;
use crate::case::{Case, Error};
use crate::experiment::{DiffOptions, Watch, diff_trials};
use crate::report::Answer;

/// Say what changed between two scenarios or two months, and how much each change moved the answer.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop diff scenarios/quickstart.json scenarios/quickstart-truce.json
  linestop diff scenarios/quickstart.json scenarios/whatif/stock-and-source.json --apart
  linestop diff october.json november.json --trials 2,000

Every field that the second scenario says otherwise is listed, by date where it has one. Changes go in groups: \
stocks, orders and licences, policy, sales plan and bill of materials, parameters, sites and lanes, first day and \
horizon; with --apart every parameter, lane, input and event goes for itself. The groups are put into the first \
scenario one after the other, all on the same trials. The part of a group is what it adds on average over the orders \
of putting them in: over all orders up to six groups, over each rotation of their order and its reverse beyond. \
Parts sum to the whole.

Two scenarios that begin on two days are counted on the days that both cover; --all-days counts all days of each. \
The result is in output/diff-NEW: diff.json, diff.csv, changes.csv, charts, manifest.json.")]
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

impl Question for Arguments {
    type Options = DiffOptions;

    fn given(&self) -> Given<'_> {
        Given::new(&self.simulation, vec![self.old.clone(), self.new.clone()], Some(&self.as_of))
    }

    fn options(&self, _: &mut Mistakes) -> Option<DiffOptions> {
        Some(DiffOptions {
            trials: self.simulation.trials(),
            seed: self.simulation.seed,
            apart: self.apart,
            all_days: self.all_days,
        })
    }

    fn cases(&self, wrong: &mut Mistakes) -> Vec<Case> {
        // One by one: both may be the same file.
        let Given { files, set, .. } = self.given();
        let cases: Vec<Case> = files.iter().filter_map(|file| wrong.keep(load(file, &set))).collect();
        if let Some((one, other)) = of_one_name(&cases) {
            wrong.add(format!(
                "{} and {} would both be called the same in the result: rename one of them",
                one.display(),
                other.display()
            ));
        }
        cases
    }

    fn plan(&self, cases: &[&Case], options: &mut DiffOptions) -> Result<Plan, Refused> {
        let (old, new) = (cases[0], cases[1]);
        let total = diff_trials(old.as_written(), new.as_written(), options).map_err(Error::from)?;
        Ok(Plan::new(format!("diff-{}", new.name()), options.trials, kept(cases), Some(total)))
    }

    fn ask(&self, cases: &[&Case], options: &DiffOptions, watch: &Watch) -> Result<Told, Error> {
        let answer = cases[0].diff(cases[1], options, watch)?;
        let said = json!({"apart": options.apart, "all_days": options.all_days});
        Ok(Told::new(Answer::Diff(Box::new(answer)), said))
    }
}
