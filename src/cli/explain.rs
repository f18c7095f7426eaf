//! `linestop explain`: one trial as a dated story.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::as_of::AsOf;
use super::ask::{Refused, prepared};
use super::levers::Pulled;
use super::load::{kept, load_for};
use super::mistakes::Mistakes;
use super::options::{parse_name, parse_whole};
use super::simulation::Simulation;
use super::study::{Study, names};
use super::{Failure, memory};
use crate::case::Case;
use crate::experiment::{ExplainOptions, Pick, Trials, Watch};
use crate::report::{self, Answer, EXPLAIN, ExplainManifest};

/// Tell one trial as a story: what policy did, where every order stood, why a line stopped.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop explain scenarios/quickstart.json
  linestop explain scenarios/quickstart.json --pick worst --site scanner_maker
  linestop explain scenarios/quickstart.json --trial 4711 --all
  linestop explain scenarios/levers.json --lever second_source+air_freight

Without --trial it plays --trials trials, shows the median, a bad and the worst one by loss, and tells one of them.
Trials have the numbers that they have in outcomes.csv of a run with the same seed: it is the same trial. The result
is in output/explain-FILE: story.json, story.csv (one row an event), a chart, manifest.json.")]
pub(super) struct Arguments {
    /// The scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    as_of: AsOf,
    #[command(flatten)]
    simulation: Simulation,
    /// The number of the trial to tell.
    #[arg(long, value_name = "N", value_parser = parse_trial, conflicts_with_all = ["pick", "trials"])]
    trial: Option<u64>,
    #[command(flatten)]
    pulled: Pulled,
    /// Which trial to tell, by the loss of all lines, or of the line asked for [default: median].
    #[arg(long, value_name = "WHICH")]
    pick: Option<Which>,
    /// The line to tell about [default: the one that loses most in that trial].
    #[arg(long, value_name = "SITE", value_parser = parse_name)]
    site: Option<String>,
    /// Tell about every line, and every order one by one.
    #[arg(long, conflicts_with = "site")]
    all: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    /// Half of the trials lose no more.
    Median,
    /// Nineteen of twenty lose no more.
    P95,
    /// The one that loses most.
    Worst,
}

fn parse_trial(text: &str) -> Result<u64, String> {
    const NEEDED: &str = "a whole number is needed, as in the column \"trial\" of outcomes.csv; the first is 0";
    parse_whole(text).map_err(|why| format!("{why}; {NEEDED}"))
}

impl Arguments {
    fn options(&self) -> ExplainOptions {
        ExplainOptions {
            trial: self.trial,
            pick: self.pick(),
            site: self.site.clone(),
            trials: self.simulation.trials(),
            seed: self.simulation.seed,
        }
    }

    fn pick(&self) -> Pick {
        match self.pick {
            None => ExplainOptions::default().pick,
            Some(Which::Median) => Pick::Median,
            Some(Which::P95) => Pick::P95,
            Some(Which::Worst) => Pick::Worst,
        }
    }
}

impl Arguments {
    /// The answer about a case that a program holds.
    pub(super) fn ask(&self, case: &Case, watch: &Watch) -> Result<Answer, Refused> {
        let case = prepared(case, &self.as_of.with(&self.simulation.set), self.pulled.lever.as_deref())?;
        Ok(Answer::Story(Box::new(case.explain(&self.options(), watch)?)))
    }

    pub(super) fn threads(&self) -> usize {
        self.simulation.threads()
    }
}

/// Tells the story and writes it.
pub(super) fn explain(arguments: &Arguments) -> Result<(), Failure> {
    let Simulation { set, threads, .. } = &arguments.simulation;
    let set = &arguments.as_of.with(set);
    let options = arguments.options();
    let asked = (arguments.file.as_path(), &set[..], arguments.pulled.lever.as_deref());
    let cases = [load_for(asked, &mut Mistakes::default(), |case| Ok(case.check_explain(&options)?))?];
    let case = &cases[0];
    case.check_explain(&options)?;
    let total = options.trial.is_none().then_some(options.trials);
    memory::check(total.map(Trials::Fixed), kept(&cases), *threads, None)?;
    let study = Study {
        kind: EXPLAIN,
        simulation: &arguments.simulation,
        name: format!("explain-{}", case.name()),
        cases: &cases,
        others: Vec::new(),
        total: total.or(Some(1)),
    };
    study.done(
        |watch| case.explain(&options, watch),
        |folder, told, stop| {
            let said = ExplainManifest {
                trial: told.trial,
                pick: told.picked.as_ref().map(|picked| picked.told),
                site: arguments.site.clone(),
                all: arguments.all,
                also: arguments.simulation.wanted.also(),
            };
            let trials = told.picked.as_ref().map_or(1, |picked| picked.trials);
            report::write_explain(folder, told, &study.manifest(&told.scenario, trials, said), stop)
        },
        |told, layout| report::render_explain(told, arguments.site.as_deref(), arguments.all, layout),
        |_| names(&["story.json", "story.csv"]),
    )?;
    Ok(())
}
