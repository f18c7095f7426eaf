//! `linestop compare`: alternatives against a base, on the same trials.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::apart::{self, Apart};
use super::as_of::AsOf;
use super::ask::{Refused, prepared};
use super::conduct::{Given, Plan, Question, Told};
use super::load::{kept, load_all, of_one_name};
use super::mistakes::Mistakes;
use super::options::{Choice, declared, one_of, parse_name, told};
use super::simulation::{Simulation, parse_trials};
use super::sweep::thresholds;
use super::{alternatives, levers};
use crate::case::{Case, Error};
use crate::experiment::{AskedWorld, CompareOptions, NamedModel, RankBy, Watch, compare_trials};
use crate::reading;
use crate::report::{Answer, thousands};

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

All scenarios meet the same random numbers, trial by trial, so that a difference is known far better than the \
results of the scenarios alone. Every difference has a 95 % interval; where it holds zero, the result says how many \
trials would be needed. The result is in output/compare-BASE: comparison.json, differences.csv, ranking.csv, \
regret.csv, charts, manifest.json.

An --alternative is the base with other values, as in --set, and with levers pulled that are named among them; where \
a scenario file comes first, it is that scenario instead of the base. --set holds for all scenarios, unless an \
alternative sets the same.

Regret: the expected cost of each choice is set against the best choice if policy turns out otherwise. What counts \
is the policy as written, with its odds; each regime of each authority, held from the first day to the last, is \
listed and decides nothing. --world says what counts: --world policy --world frozen (the worst regret decides) or \
--world policy=4 --world frozen=1 (the mean regret at these odds decides). Held regimes are played on the first \
2,000 of the trials, so that this costs less than the comparison itself: --regret-trials asks for more, --no-regret \
leaves it out.")]
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
    #[arg(long, value_name = "WHAT", default_value = "cost", value_parser = one_of(&RANKS))]
    rank: RankBy,
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

const RANKS: [Choice<RankBy>; 3] = [
    ("cost", "Expected cost", RankBy::Cost),
    ("halt", "Chance that any manufacturer halts", RankBy::Halt),
    ("cvar", "Mean loss of the worst 5 % of trials", RankBy::Cvar),
];

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

impl Question for Arguments {
    type Options = CompareOptions;

    fn given(&self) -> Given<'_> {
        Given::new(
            &self.simulation,
            std::iter::once(&self.base).chain(&self.alternatives).cloned().collect(),
            Some(&self.as_of),
        )
        .of(&self.of)
    }

    fn options(&self, wrong: &mut Mistakes) -> Option<CompareOptions> {
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
        Some(CompareOptions {
            trials,
            seed: self.simulation.seed,
            rank: self.rank,
            regret_trials,
            worlds: self.world.iter().flat_map(|worlds| worlds.0.clone()).collect(),
            thresholds: thresholds(&self.of, wrong),
        })
    }

    /// Files, what the command line puts together, levers.
    fn cases(&self, wrong: &mut Mistakes) -> Vec<Case> {
        let Given { files, set, .. } = self.given();
        let Some(mut cases) = wrong.keep(load_all(&files, &set)) else { return Vec::new() };
        for asked in &self.alternative {
            cases.extend(wrong.keep(alternatives::case(asked, &cases[0], &set)));
        }
        for choice in levers::choices(&cases[0], &self.lever, self.all_levers, self.lever_pairs) {
            let alternative = wrong.keep(cases[0].alternative(&choice));
            cases.extend(alternative.map(|case| case.quiet_beside(&cases[0])));
        }
        // Two files of one name could not be told apart in tables, charts and files.
        if let Some((one, other)) = of_one_name(&cases) {
            wrong.add(format!("{} and {} are of one name; rename one of them", one.display(), other.display()));
        }
        cases
    }

    fn held<'c>(&self, cases: &[&'c Case]) -> Result<Vec<Cow<'c, Case>>, Refused> {
        let set = self.given().set;
        let mut held = cases.iter().map(|case| prepared(case, &set, None)).collect::<Result<Vec<_>, _>>()?;
        for asked in &self.alternative {
            let alternative = alternatives::changed(asked, &held[0], &set)?;
            held.push(Cow::Owned(alternative));
        }
        for choice in levers::choices(&held[0], &self.lever, self.all_levers, self.lever_pairs) {
            let alternative = held[0].alternative(&choice)?;
            held.push(Cow::Owned(alternative));
        }
        Ok(held)
    }

    fn check(&self, cases: &[Case], options: &CompareOptions, wrong: &mut Mistakes) {
        wrong.keep(cases[0].check_thresholds(&options.thresholds));
    }

    fn plan(&self, cases: &[&Case], options: &mut CompareOptions) -> Result<Plan, Refused> {
        let (base, alternatives) = (cases[0], &cases[1..]);
        if alternatives.is_empty() {
            let name = base.name();
            return Err(Refused::Words(format!("\"{name}\" has no levers to pull: write them under \"levers\"")));
        }
        base.check_compare(alternatives, options)?;
        let models: Vec<NamedModel> = alternatives.iter().map(|case| case.named_model()).collect();
        let total = compare_trials(base.named_model(), &models, options);
        // Samples of two scenarios stand beside the outcomes of those that are simulated.
        let kept = kept(cases).and_lines(kept(&cases[..1]).lines);
        Ok(Plan::new(format!("compare-{}", base.name()), options.trials, kept, Some(total)))
    }

    fn apart<'c>(&self, cases: &[&'c Case], options: &'c CompareOptions) -> Result<Option<Box<dyn Apart + 'c>>, Error> {
        let study = cases[0].comparison(&cases[1..], options)?;
        Ok(Some(Box::new(apart::Told { study, told: |answer| Answer::Comparison(Box::new(answer)) })))
    }

    fn ask(&self, cases: &[&Case], options: &CompareOptions, watch: &Watch) -> Result<Told, Error> {
        let answer = cases[0].compare(&cases[1..], options, watch)?;
        let worlds: Vec<_> = options.worlds.iter().map(|world| (&world.name, world.odds)).collect();
        let said = json!({"rank": options.rank, "regret_trials": options.regret_trials, "worlds": worlds});
        Ok(Told::new(Answer::Comparison(Box::new(answer)), said))
    }
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
