//! `linestop explain`: one future as a dated story.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::load::{Ready, load_all, named, read_from, sources, tell_warnings};
use super::options::{parse_name, parse_whole};
use super::simulation::Simulation;
use super::{Failure, levers, memory, progress, terminal};
use crate::experiment::{Pick, Picked, Plan, Story, Trials, Watch, portraits, simulate, story, with_threads};
use crate::report::{self, EXPLAIN, StoryOptions, StudyManifest};
use crate::scenario::{name_list, nearest_name};

/// Tell one possible future as a story: what policy did, where every order stood, why a line stopped.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop explain scenarios/quickstart.json
  linestop explain scenarios/quickstart.json --pick worst --site scanner_maker
  linestop explain scenarios/quickstart.json --trial 4711 --all
  linestop explain scenarios/levers.json --lever second_source+air_freight

Without --trial it plays --trials futures, shows the median, a bad and the worst one by loss, and tells one of them.
Trials have the numbers that they have in outcomes.csv of a run with the same seed: it is the same future. The result
is in output/explain-FILE: story.json, story.csv (one row an event), a chart, manifest.json.")]
pub(super) struct Arguments {
    /// The scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    simulation: Simulation,
    /// The number of the future to tell.
    #[arg(long, value_name = "N", value_parser = parse_trial, allow_negative_numbers = true, conflicts_with_all = ["pick", "trials"])]
    trial: Option<u64>,
    /// Levers of the scenario to pull, joined by +.
    #[arg(long, value_name = "NAME[+NAME…]", value_parser = parse_name)]
    lever: Option<String>,
    /// Which future to tell, by the loss of all lines, or of the line asked for [default: median].
    #[arg(long, value_name = "WHICH")]
    pick: Option<Which>,
    /// The line to tell about [default: the one that loses most in that future].
    #[arg(long, value_name = "SITE", value_parser = parse_name)]
    site: Option<String>,
    /// Tell about every line, and every order one by one.
    #[arg(long, conflicts_with = "site")]
    all: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    /// Half of the futures lose no more.
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
    fn pick(&self) -> Pick {
        match self.pick {
            None | Some(Which::Median) => Pick::Median,
            Some(Which::P95) => Pick::P95,
            Some(Which::Worst) => Pick::Worst,
        }
    }
}

/// Tells the story and writes it.
pub(super) fn explain(arguments: &Arguments) -> Result<(), Failure> {
    let Simulation { set, .. } = &arguments.simulation;
    let mut scenarios = load_all(std::slice::from_ref(&arguments.file), set)?;
    if let Some(choice) = &arguments.lever {
        scenarios[0] = levers::with(&scenarios[0], choice)?;
    }
    let scenario = &scenarios[0];
    let site = arguments.site.as_deref().map(|site| line(scenario, site)).transpose()?;
    if scenario.model.lines().is_empty() {
        return Err(Failure::Mistake(
            "no site has inputs, so that nothing can halt and there is nothing to tell".into(),
        ));
    }
    let name = format!("explain-{}", scenario.loaded.name);
    let target = arguments.simulation.target(vec![name.clone()], read_from(&scenarios))?;
    tell_warnings(scenario);
    let watch = progress::interruptible()?;
    let mut staging = target.open()?;
    let told = tell(arguments, scenario, site, &watch)?;
    let also = arguments.simulation.also();
    let manifest = StudyManifest {
        kind: EXPLAIN,
        linestop: told.linestop.clone(),
        scenarios: sources(&scenarios),
        set: set.clone(),
        seed: told.seed,
        trials: told.picked.as_ref().map_or(1, |picked| picked.trials),
        start: told.scenario.start,
        horizon_days: told.scenario.horizon_days,
        options: StoryOptions {
            trial: told.trial,
            pick: told.picked.as_ref().map(|picked| picked.told),
            site: arguments.site.clone(),
            all: arguments.all,
            also,
        },
        files: Vec::new(),
    };
    terminal::tell_undrawn(&report::write_story(&staging.folder(&name)?, &told, &manifest, &watch.stop)?);
    let folders = staging.install()?;
    if arguments.simulation.json {
        return terminal::print_json(&told);
    }
    let layout = terminal::layout();
    terminal::print(&report::render_story(&told, arguments.site.as_deref(), arguments.all, layout))?;
    let files = ["story.json", "story.csv"];
    for folder in &folders {
        terminal::print(&format!("\n{}", arguments.simulation.written(folder, &files)))?;
    }
    Ok(())
}

/// The site of a line that was asked for.
fn line(scenario: &Ready, name: &str) -> Result<usize, Failure> {
    let model = &scenario.model;
    let lines = model.lines();
    let names = || lines.iter().map(|site| model.sites[*site].name.as_str());
    lines.iter().copied().find(|site| model.sites[*site].name == name).ok_or_else(|| {
        let meant = nearest_name(name, names()).map_or(String::new(), |near| format!(" (did you mean \"{near}\"?)"));
        Failure::Mistake(format!(
            "there is no line \"{name}\"{meant}; sites with a line: {}",
            name_list(names(), "and")
        ))
    })
}

/// The story of the trial asked for, or of the one picked.
fn tell(arguments: &Arguments, scenario: &Ready, site: Option<usize>, watch: &Watch) -> Result<Story, Failure> {
    let Simulation { seed, threads, .. } = arguments.simulation;
    if let Some(trial) = arguments.trial {
        return Ok(story(&named(scenario), seed, trial));
    }
    let model = &scenario.model;
    let trials = arguments.simulation.trials();
    memory::check(Some(Trials::Fixed(trials)), model.lines().len(), threads, None)?;
    let plan = Plan { first_trial: 0, trials, seed, outcomes: true, band_every: model.days, audit: false };
    let simulated = progress::shown(watch, Some(trials), || {
        with_threads(threads.map_or(0, usize::from), || simulate(&[model], &plan, watch))
    })??;
    let outcomes = simulated.first().map_or(&[][..], |simulated| &simulated.outcomes);
    let portraits = portraits(model, outcomes, site);
    let pick = arguments.pick();
    let trial = portraits.iter().find(|portrait| portrait.pick == pick).map_or(0, |portrait| portrait.trial);
    let mut told = story(&named(scenario), seed, trial);
    told.picked = Some(Picked { trials, site: arguments.site.clone(), told: pick, portraits });
    Ok(told)
}
