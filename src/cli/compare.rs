//! `linestop compare`: alternatives against a base, on the same futures.

use std::collections::HashSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::load::{Ready, load_all, named, of_one_name, read_from, sources, tell_warnings};
use super::options::{declared, parse_name};
use super::simulation::{Simulation, parse_trials};
use super::sweep::{tell_outcomes, thresholds};
use super::{Failure, alternatives, levers, memory, progress, terminal};
use crate::experiment::{
    AskedWorld, CompareError, CompareOptions, Comparison, NamedModel, RankBy, Trials, compare_in_worlds,
    compare_trials, with_threads,
};
use crate::reading;
use crate::report::{self, COMPARE, ComparisonOptions, StudyManifest, thousands};
use crate::scenario::Setting;

/// Futures in each world of the table of regret, unless asked otherwise.
const USUAL_REGRET_TRIALS: u64 = 2_000;

/// Hold alternatives against a base scenario, on the same futures: what differs, how surely, which is best.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop compare scenarios/quickstart.json scenarios/whatif/*.json
  linestop compare scenarios/quickstart.json scenarios/quickstart-truce.json --trials 50,000 --no-regret
  linestop compare scenarios/quickstart.json scenarios/whatif/more-stock.json --rank cvar
  linestop compare scenarios/quickstart.json --alternative \"Long freeze: freeze_length=60\"
      --alternative \"Long freeze, more stock: freeze_length=60, car_stock=120\"
  linestop compare scenarios/levers.json --all-levers
  linestop compare scenarios/levers.json --all-levers --world policy=4 --world frozen=1
  linestop compare scenarios/levers.json --lever more_stock --lever more_stock+second_source

All scenarios meet the same luck, future by future, so that a difference is known far better than the results of
the scenarios alone. Every difference has a 95 % interval; where it holds zero, the result says how many futures
would be needed. The result is in output/compare-BASE: comparison.json, differences.csv, ranking.csv, regret.csv,
charts, manifest.json.

An --alternative is the base with other values, as in --set, and with levers pulled that are named among them; where a
scenario file comes first, it is that scenario instead of the base. --set holds for all scenarios, unless an alternative
sets the same.

Regret: the expected cost of each choice is set against the best choice if policy turns out otherwise. What counts is the
policy as written, with its odds; each regime of each authority, held from the first day to the last, is listed and
decides nothing. --world says what counts: --world policy --world frozen (the worst regret decides) or --world
policy=4 --world frozen=1 (the mean regret at these odds decides). Held regimes are played on the first 2,000 of the
futures, so that this costs less than the comparison itself: --regret-trials asks for more, --no-regret leaves it out.")]
pub(super) struct Arguments {
    /// The base scenario.
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// Alternatives: scenarios with the same currency, first day and horizon.
    #[arg(value_name = "ALTERNATIVE", required_unless_present_any = ["alternative", "lever", "all_levers", "lever_pairs"])]
    alternatives: Vec<PathBuf>,
    /// The base with other values, or levers pulled, as an alternative of that name; may be repeated.
    #[arg(long, value_name = "NAME: PARAM=VALUE, …", value_parser = alternatives::parse)]
    alternative: Vec<alternatives::Asked>,
    /// A lever of the base, or several joined by +, as an alternative; may be repeated.
    #[arg(long, value_name = "NAME[+NAME…]", value_parser = parse_name)]
    lever: Vec<String>,
    /// Every lever of the base by itself as an alternative.
    #[arg(long)]
    all_levers: bool,
    /// Every lever of the base by itself and every pair of them.
    #[arg(long)]
    lever_pairs: bool,
    #[command(flatten)]
    simulation: Simulation,
    /// What the ranking goes by; all three are in the result.
    #[arg(long, value_name = "WHAT", default_value = "cost")]
    rank: Rank,
    /// A chance beside the usual outcomes, such as "P(loss > 10 m)" or "P(halt_days:SITE >= 20)"; may be repeated.
    #[arg(long, value_name = "P(OUTCOME[:SITE] > X)")]
    of: Vec<String>,
    /// Number of futures in each world of the table of regret [default: 2,000, or all if they are fewer].
    #[arg(long, value_name = "N", value_parser = parse_trials, allow_negative_numbers = true)]
    regret_trials: Option<u64>,
    /// A world that counts in the table of regret: policy (as written), or a regime that is held; with odds for all worlds
    /// or for none [default: policy]. May be repeated, or several joined by commas.
    #[arg(long, visible_alias = "worlds", value_name = "NAME[=ODDS]", value_delimiter = ',', value_parser = parse_world)]
    world: Vec<AskedWorld>,
    /// Leave the table of regret out.
    #[arg(long, conflicts_with_all = ["regret_trials", "world"])]
    no_regret: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Rank {
    /// Expected cost.
    Cost,
    /// Chance that any manufacturer halts.
    Halt,
    /// Mean loss of the worst 5 % of futures.
    Cvar,
}

/// A world and its odds, `NAME` or `NAME=ODDS`.
fn parse_world(text: &str) -> Result<AskedWorld, String> {
    let (name, odds) = text.split_once('=').map_or((text, None), |(name, odds)| (name, Some(odds.trim())));
    let name = name.trim().to_owned();
    if name.is_empty() {
        return Err("a world has no name; write policy, or a regime such as frozen".to_owned());
    }
    let odds = odds.map(|odds| match reading::number(odds, declared()) {
        Ok(number) if number >= 0.0 => Ok(number),
        Err(error) if error.depends_on_locale() => Err(error.to_string()),
        _ => Err(format!("\"{odds}\" are no odds; write a number of 0 or more, such as {name}=0.2")),
    });
    Ok(AskedWorld { name, odds: odds.transpose()? })
}

impl Arguments {
    fn options(&self) -> Result<CompareOptions, Failure> {
        let trials = self.simulation.trials();
        let regret_trials = match self.regret_trials {
            Some(asked) if asked > trials => {
                return Err(Failure::Mistake(format!(
                    "--regret-trials {} is more than the {} futures of the comparison; regret is told on some of them",
                    thousands(asked),
                    thousands(trials)
                )));
            }
            Some(asked) => asked,
            None if self.no_regret => 0,
            None => USUAL_REGRET_TRIALS.min(trials),
        };
        let rank = match self.rank {
            Rank::Cost => RankBy::Cost,
            Rank::Halt => RankBy::Halt,
            Rank::Cvar => RankBy::Cvar,
        };
        Ok(CompareOptions { trials, seed: self.simulation.seed, rank, regret_trials })
    }
}

/// Compares and writes the result.
pub(super) fn compare(arguments: &Arguments) -> Result<(), Failure> {
    let Simulation { set, threads, .. } = &arguments.simulation;
    if arguments.of.iter().any(|of| of == "help") {
        return tell_outcomes(arguments.simulation.json);
    }
    let options = arguments.options()?;
    let thresholds = thresholds(&arguments.of)?;
    let files: Vec<PathBuf> = std::iter::once(&arguments.base).chain(&arguments.alternatives).cloned().collect();
    let mut scenarios = load_all(&files, set)?;
    for asked in &arguments.alternative {
        let alternative = alternatives::ready(asked, &scenarios[0], set)?;
        scenarios.push(alternative);
    }
    for choice in levers::choices(&scenarios[0], &arguments.lever, arguments.all_levers, arguments.lever_pairs) {
        let alternative = levers::pull(&scenarios[0], &choice)?;
        scenarios.push(alternative);
    }
    if scenarios.len() < 2 {
        let base = &scenarios[0].loaded.name;
        return Err(Failure::Mistake(format!("\"{base}\" has no levers to pull: write them under \"levers\"")));
    }
    told_apart(&scenarios)?;
    for measure in &thresholds {
        measure.check(&scenarios[0].model)?;
    }
    let name = format!("compare-{}", scenarios[0].loaded.name);
    let target = arguments.simulation.target(vec![name.clone()], read_from(&scenarios))?;
    let lines = scenarios.iter().map(|s| s.model.lines().len()).sum();
    memory::check(Some(Trials::Fixed(options.trials)), lines, *threads, None)?;
    scenarios.iter().for_each(tell_warnings);
    let watch = progress::interruptible()?;
    let mut staging = target.open()?;
    let models: Vec<NamedModel> = scenarios.iter().map(named).collect();
    let total = compare_trials(models[0], &models[1..], &options, &arguments.world);
    let answer = progress::shown(&watch, Some(total), || {
        with_threads(threads.map_or(0, usize::from), || {
            compare_in_worlds(models[0], &models[1..], (&thresholds, &arguments.world), &options, &watch)
        })
    })??;
    let manifest = manifest(
        &answer,
        &scenarios,
        set,
        ComparisonOptions {
            rank: options.rank,
            regret_trials: options.regret_trials,
            worlds: arguments.world.iter().map(|world| (world.name.clone(), world.odds)).collect(),
            also: arguments.simulation.also(),
        },
    )?;
    terminal::tell_undrawn(&report::write_comparison(&staging.folder(&name)?, &answer, &manifest, &watch.stop)?);
    let folders = staging.install()?;
    if arguments.simulation.json {
        return terminal::print_json(&answer);
    }
    terminal::print(&report::render_comparison(&answer, terminal::layout()))?;
    let mut files = vec!["comparison.json", "differences.csv", "ranking.csv"];
    files.extend(answer.regret.as_ref().map(|_| "regret.csv"));
    for folder in &folders {
        terminal::print(&format!("\n{}", arguments.simulation.written(folder, &files)))?;
    }
    Ok(())
}

/// Two scenarios of one name could not be told apart in tables, charts and files.
fn told_apart(scenarios: &[Ready]) -> Result<(), Failure> {
    if let Some((one, other)) = of_one_name(scenarios) {
        let (one, other) = (one.display(), other.display());
        return Err(Failure::Mistake(format!("{one} and {other} are of one name; rename one of them")));
    }
    let mut names = HashSet::new();
    let twice = scenarios.iter().find(|scenario| !names.insert(scenario.loaded.name.to_lowercase()));
    twice.map_or(Ok(()), |twice| {
        let name = &twice.loaded.name;
        Err(Failure::Mistake(format!("two of the scenarios are called \"{name}\"; give one of them another name")))
    })
}

fn manifest(
    answer: &Comparison,
    scenarios: &[Ready],
    set: &[(String, Setting)],
    options: ComparisonOptions,
) -> Result<StudyManifest<ComparisonOptions>, Failure> {
    Ok(StudyManifest {
        kind: COMPARE,
        linestop: answer.run.linestop.clone(),
        scenarios: sources(scenarios),
        set: set.to_vec(),
        seed: answer.run.seed,
        trials: answer.run.trials,
        start: answer.scenarios[0].start,
        horizon_days: answer.scenarios[0].horizon_days,
        options,
        files: Vec::new(),
    })
}

impl From<CompareError> for Failure {
    fn from(error: CompareError) -> Self {
        match error {
            CompareError::Mismatch(mismatch) => {
                Self::Mistake(format!("the scenarios cannot be compared:\n{mismatch}\nnothing was run"))
            }
            CompareError::World(mistake) => Self::Mistake(format!("--world: {mistake}\nnothing was run")),
            CompareError::Stopped(_) => Self::Interrupted,
        }
    }
}
