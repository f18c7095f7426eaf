//! `linestop compare`: alternatives against a base, on the same trials.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::as_of::AsOf;
use super::ask::{Refused, prepared};
use super::load::{kept, load_all, of_one_name};
use super::mistakes::Mistakes;
use super::options::{declared, parse_name, told};
use super::simulation::{Simulation, parse_trials};
use super::study::{Study, names};
use super::sweep::{tell_outcomes, thresholds};
use super::{Failure, alternatives, levers, memory};
use crate::case::Case;
use crate::experiment::{AskedWorld, CompareOptions, NamedModel, RankBy, Trials, Watch, compare_trials};
use crate::reading;
use crate::report::{self, Answer, COMPARE, CompareManifest, thousands};
use crate::scenario::Setting;

/// Hold alternatives against a base scenario, on the same trials: what differs, how surely, which is best.
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

All scenarios meet the same random numbers, trial by trial, so that a difference is known far better than the results of
the scenarios alone. Every difference has a 95 % interval; where it holds zero, the result says how many trials
would be needed. The result is in output/compare-BASE: comparison.json, differences.csv, ranking.csv, regret.csv,
charts, manifest.json.

An --alternative is the base with other values, as in --set, and with levers pulled that are named among them; where a
scenario file comes first, it is that scenario instead of the base. --set holds for all scenarios, unless an alternative
sets the same.

Regret: the expected cost of each choice is set against the best choice if policy turns out otherwise. What counts is the
policy as written, with its odds; each regime of each authority, held from the first day to the last, is listed and
decides nothing. --world says what counts: --world policy --world frozen (the worst regret decides) or --world
policy=4 --world frozen=1 (the mean regret at these odds decides). Held regimes are played on the first 2,000 of the
trials, so that this costs less than the comparison itself: --regret-trials asks for more, --no-regret leaves it out.")]
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
    as_of: AsOf,
    #[command(flatten)]
    simulation: Simulation,
    /// What the ranking goes by; all three are in the result.
    #[arg(long, value_name = "WHAT", default_value = "cost")]
    rank: Rank,
    /// A chance beside the usual outcomes, such as "P(loss > 10 m)" or "P(halt_days:SITE >= 20)"; may be repeated.
    #[allow(clippy::doc_markdown, reason = "the words of --help")]
    #[arg(long, value_name = "P(OUTCOME[:SITE] > X)")]
    of: Vec<String>,
    /// Number of trials in each world of the table of regret [default: 2,000, or all if they are fewer].
    #[arg(long, value_name = "N", value_parser = parse_trials)]
    regret_trials: Option<u64>,
    /// A world that counts in the table of regret: policy (as written), or a regime that is held; with odds for all
    /// worlds or for none [default: policy]. May be repeated, or several with commas or semicolons between them.
    #[arg(long, visible_alias = "worlds", value_name = "NAME[=ODDS]", value_parser = parse_worlds)]
    world: Vec<Worlds>,
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
    /// Mean loss of the worst 5 % of trials.
    Cvar,
}

/// Worlds that stand in one option.
#[derive(Clone, Debug)]
struct Worlds(Vec<AskedWorld>);

/// Worlds and their odds, `NAME` or `NAME=ODDS`, with commas between them, or with semicolons, which leave commas to
/// numbers.
fn parse_worlds(text: &str) -> Result<Worlds, String> {
    let one = text.split_once('=').is_some_and(|(_, odds)| !odds.contains(char::is_alphabetic));
    let parts: Vec<&str> = match text.contains(';') {
        true => text.split(';').collect(),
        false if one => vec![text],
        false => text.split(',').collect(),
    };
    parts.into_iter().map(parse_world).collect::<Result<_, _>>().map(Worlds)
}

/// A world and its odds.
fn parse_world(text: &str) -> Result<AskedWorld, String> {
    let (name, odds) = text.split_once('=').map_or((text, None), |(name, odds)| (name, Some(odds.trim())));
    let name = reading::tidy(name);
    if name.is_empty() {
        return Err("a world has no name; write policy, or a regime such as frozen".to_owned());
    }
    let odds = odds.map(|odds| match reading::value(odds, declared()) {
        Ok(number) if number.value >= 0.0 => Ok(number.value),
        Err(error) if error.depends_on_locale() => Err(told(&error)),
        _ => Err(format!("\"{odds}\" are no odds; write a number of 0 or more, such as {name}=0.2")),
    });
    Ok(AskedWorld { name, odds: odds.transpose()? })
}

impl Arguments {
    fn options(&self, wrong: &mut Mistakes) -> CompareOptions {
        let trials = self.simulation.trials();
        let regret_trials = match self.regret_trials {
            Some(asked) if asked > trials => {
                wrong.add(format!(
                    "--regret-trials {} is more than the {} trials of the comparison; regret is told on some of them",
                    thousands(asked),
                    thousands(trials)
                ));
                trials
            }
            Some(asked) => asked,
            None if self.no_regret => 0,
            None => CompareOptions::default().regret_trials.min(trials),
        };
        let rank = match self.rank {
            Rank::Cost => RankBy::Cost,
            Rank::Halt => RankBy::Halt,
            Rank::Cvar => RankBy::Cvar,
        };
        CompareOptions {
            trials,
            seed: self.simulation.seed,
            rank,
            regret_trials,
            worlds: self.world.iter().flat_map(|worlds| worlds.0.clone()).collect(),
            thresholds: thresholds(&self.of, wrong),
        }
    }
}

impl Arguments {
    /// The answer about cases that a program holds, the base first.
    pub(super) fn ask(&self, cases: &[&Case], watch: &Watch) -> Result<Answer, Refused> {
        let mut wrong = Mistakes::default();
        let options = self.options(&mut wrong);
        wrong.all_told()?;
        let set = self.as_of.with(&self.simulation.set);
        let mut held = cases.iter().map(|case| prepared(case, &set, None)).collect::<Result<Vec<_>, _>>()?;
        for asked in &self.alternative {
            let alternative = alternatives::changed(asked, &held[0], &set)?;
            held.push(Cow::Owned(alternative));
        }
        for choice in levers::choices(&held[0], &self.lever, self.all_levers, self.lever_pairs) {
            let alternative = held[0].alternative(&choice)?;
            held.push(Cow::Owned(alternative));
        }
        let alternatives: Vec<&Case> = held[1..].iter().map(|case| &**case).collect();
        if alternatives.is_empty() {
            return Err(no_levers(&held[0]).into());
        }
        Ok(Answer::Comparison(Box::new(held[0].compare(&alternatives, &options, watch)?)))
    }

    pub(super) fn threads(&self) -> usize {
        self.simulation.threads()
    }
}

fn no_levers(base: &Case) -> Failure {
    Failure::Mistake(format!("\"{}\" has no levers to pull: write them under \"levers\"", base.name()))
}

/// Compares and writes the result.
pub(super) fn compare(arguments: &Arguments) -> Result<(), Failure> {
    let Simulation { set, threads, .. } = &arguments.simulation;
    let set = &arguments.as_of.with(set);
    if arguments.of.iter().any(|of| of == "help") {
        return tell_outcomes(arguments.simulation.wanted.json);
    }
    let mut wrong = Mistakes::default();
    let options = arguments.options(&mut wrong);
    let cases = cases(arguments, set, &mut wrong);
    if let Some(base) = cases.first() {
        wrong.keep(base.check_thresholds(&options.thresholds));
    }
    wrong.all_told()?;
    let (base, alternatives) = (&cases[0], cases[1..].iter().collect::<Vec<_>>());
    if alternatives.is_empty() {
        return Err(no_levers(base));
    }
    files_told_apart(&cases)?;
    base.check_compare(&alternatives, &options)?;
    memory::check(Some(Trials::Fixed(options.trials)), kept(&cases), *threads, None)?;
    let models: Vec<NamedModel> = alternatives.iter().map(|case| case.named_model()).collect();
    let study = Study {
        kind: COMPARE,
        simulation: &arguments.simulation,
        name: format!("compare-{}", base.name()),
        cases: &cases,
        others: Vec::new(),
        total: Some(compare_trials(base.named_model(), &models, &options)),
    };
    study.done(
        |watch| base.compare(&alternatives, &options, watch),
        |folder, answer, stop| {
            let said = CompareManifest {
                rank: options.rank,
                regret_trials: options.regret_trials,
                worlds: options.worlds.iter().map(|world| (world.name.clone(), world.odds)).collect(),
                also: arguments.simulation.wanted.also(),
            };
            let manifest = study.manifest(&answer.scenarios[0], answer.run.trials, said);
            report::write_compare(folder, answer, &manifest, stop)
        },
        report::render_compare,
        |answer| {
            let mut files = names(&["comparison.json", "differences.csv", "ranking.csv"]);
            files.extend(answer.regret.as_ref().map(|_| "regret.csv".to_owned()));
            files
        },
    )?;
    Ok(())
}

/// The base and its alternatives: files, what the command line puts together, levers.
fn cases(arguments: &Arguments, set: &[(String, Setting)], wrong: &mut Mistakes) -> Vec<Case> {
    let files: Vec<PathBuf> = std::iter::once(&arguments.base).chain(&arguments.alternatives).cloned().collect();
    let Some(mut cases) = wrong.keep(load_all(&files, set)) else { return Vec::new() };
    for asked in &arguments.alternative {
        let alternative = wrong.keep(alternatives::case(asked, &cases[0], set));
        cases.extend(alternative);
    }
    for choice in levers::choices(&cases[0], &arguments.lever, arguments.all_levers, arguments.lever_pairs) {
        let alternative = wrong.keep(cases[0].alternative(&choice)).map(|case| case.quiet_beside(&cases[0]));
        cases.extend(alternative);
    }
    cases
}

/// Two files of one name could not be told apart in tables, charts and files.
fn files_told_apart(cases: &[Case]) -> Result<(), Failure> {
    of_one_name(cases).map_or(Ok(()), |(one, other)| {
        let (one, other) = (one.display(), other.display());
        Err(Failure::Mistake(format!("{one} and {other} are of one name; rename one of them")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_of_worlds_are_read_like_all_numbers() {
        let read = |text: &str| {
            parse_worlds(text)
                .map(|worlds| worlds.0.into_iter().map(|world| (world.name, world.odds)).collect::<Vec<_>>())
        };
        let world = |name: &str, odds| (name.to_owned(), odds);
        assert_eq!(read("policy, frozen"), Ok(vec![world("policy", None), world("frozen", None)]));
        assert_eq!(read("policy=4,frozen=1"), Ok(vec![world("policy", Some(4.0)), world("frozen", Some(1.0))]));
        assert_eq!(read("policy=50 %; frozen=0.5"), Ok(vec![world("policy", Some(0.5)), world("frozen", Some(0.5))]));
        assert!(read("frozen=0,5").unwrap_err().contains("--locale"));
        assert!(["=1", "policy=-1", "policy=many"].iter().all(|text| read(text).is_err()));
    }
}
