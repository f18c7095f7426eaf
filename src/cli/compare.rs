//! `linestop compare`: alternatives against a base, on the same futures.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::load::{Ready, load_all, named, sources, tell_warnings};
use super::simulation::{Simulation, parse_trials};
use super::sweep::{tell_outcomes, thresholds};
use super::{Failure, levers, memory, progress, terminal};
use crate::experiment::{
    CompareError, CompareOptions, Comparison, NamedModel, RankBy, Trials, compare_trials, compare_with, with_threads,
};
use crate::report::{self, COMPARE, ComparisonOptions, Staging, StudyManifest, check_target, thousands};

/// Futures in each world of the table of regret, unless asked otherwise.
const USUAL_REGRET_TRIALS: u64 = 2_000;

/// Hold alternatives against a base scenario, on the same futures: what differs, how surely, which is best.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop compare scenarios/quickstart.json scenarios/whatif/*.json
  linestop compare scenarios/quickstart.json scenarios/quickstart-truce.json --trials 50,000 --no-regret
  linestop compare scenarios/quickstart.json scenarios/whatif/more-stock.json --rank cvar
  linestop compare scenarios/levers.json --all-levers
  linestop compare scenarios/levers.json --lever more_stock --lever more_stock+second_source

All scenarios meet the same luck, future by future, so that a difference is known far better than the results of
the scenarios alone. Every difference has a 95 % interval; where it holds zero, the result says how many futures
would be needed. The result is in output/compare-BASE: comparison.json, differences.csv, ranking.csv, regret.csv,
charts, manifest.json.

Regret: each regime of each authority is also held from the first day to the last, and the expected cost of each
choice is set against the best choice there. This is done on the first 2,000 of the futures, so that it costs less
than the comparison itself: --regret-trials asks for more, --no-regret leaves it out.")]
pub(super) struct Arguments {
    /// The base scenario.
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// Alternatives: scenarios with the same currency, first day and horizon.
    #[arg(value_name = "ALTERNATIVE", required_unless_present_any = ["lever", "all_levers", "lever_pairs"])]
    alternatives: Vec<PathBuf>,
    /// A lever of the base, or several joined by +, as an alternative; may be repeated.
    #[arg(long, value_name = "NAME[+NAME…]")]
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
    /// Leave the table of regret out.
    #[arg(long, conflicts_with = "regret_trials")]
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
    let Simulation { set, out, threads, .. } = &arguments.simulation;
    if arguments.of.iter().any(|of| of == "help") {
        return tell_outcomes(arguments.simulation.json);
    }
    let options = arguments.options()?;
    let thresholds = thresholds(&arguments.of)?;
    let files: Vec<PathBuf> = std::iter::once(&arguments.base).chain(&arguments.alternatives).cloned().collect();
    let mut scenarios = load_all(&files, set)?;
    for choice in levers::choices(&scenarios[0], &arguments.lever, arguments.all_levers, arguments.lever_pairs) {
        let alternative = levers::pull(&scenarios[0], &choice)?;
        scenarios.push(alternative);
    }
    if scenarios.len() < 2 {
        let base = &scenarios[0].loaded.name;
        return Err(Failure::Mistake(format!("\"{base}\" has no levers to pull: write them under \"levers\"")));
    }
    for measure in &thresholds {
        measure.check(&scenarios[0].model)?;
    }
    let name = format!("compare-{}", scenarios[0].loaded.name);
    check_target(out, &name)?;
    let lines = scenarios.iter().map(|s| s.model.lines().len()).sum();
    memory::check(Trials::Fixed(options.trials), lines, None)?;
    scenarios.iter().for_each(tell_warnings);
    let watch = progress::interruptible()?;
    let mut staging = Staging::new(out)?;
    let models: Vec<NamedModel> = scenarios.iter().map(named).collect();
    let total = compare_trials(models[0], &models[1..], &options);
    let answer = progress::shown(&watch, Some(total), || {
        with_threads(threads.map_or(0, usize::from), || {
            compare_with(models[0], &models[1..], &thresholds, &options, &watch)
        })
    })??;
    let manifest = manifest(
        &answer,
        &scenarios,
        set,
        ComparisonOptions {
            rank: options.rank,
            regret_trials: options.regret_trials,
            also: arguments.simulation.also(),
        },
    )?;
    report::write_comparison(&staging.folder(&name)?, &answer, &manifest, &watch.stop)?;
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

fn manifest(
    answer: &Comparison,
    scenarios: &[Ready],
    set: &[(String, f64)],
    options: ComparisonOptions,
) -> Result<StudyManifest<ComparisonOptions>, Failure> {
    Ok(StudyManifest {
        kind: COMPARE,
        linestop: answer.run.linestop.clone(),
        scenarios: sources(scenarios)?,
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
            CompareError::Stopped(_) => Self::Interrupted,
        }
    }
}
