//! `linestop size`: the stock that a purchaser needs.

use clap::Args;
use serde_json::json;

use super::Failure;
use super::ask::Refused;
use super::conduct::{Given, Plan, Question, Told};
use super::load::kept;
use super::mistakes::Mistakes;
use super::options::{Choice, declared, one_of, parse_days, parse_money, parse_name};
use super::scenario::OneScenario;
use super::simulation::parse_trials;
use crate::case::{Case, Error};
use crate::experiment::Watch;
use crate::experiment::size::{
    Budget, Gain, Goal, Lines, MOST_TIMES, PartClass, SizeMistake, SizeOptions, Target, What, possible,
};
use crate::report::{Answer, PROPOSED, proposed};

/// Find the stock with which lines keep running: in units, days and money, with its confidence.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop size scenarios/quickstart.json --target \"P(halt) <= 5%\"
  linestop size scenarios/quickstart.json --target \"P(halt) <= 5%\" --site car_plant
  linestop size scenarios/quickstart.json --target \"P(halt) <= 5%\" --site car_plant,drone_maker
  linestop size scenarios/quickstart.json --target \"fill_rate >= 98%\" --sector wind
  linestop size scenarios/quickstart.json --target \"least cost\"
  linestop size scenarios/quickstart.json --target \"P(halt) <= 5%\" --what target
  linestop size scenarios/quickstart.json --budget 20e6

The target is that of each line; of several parts of a line it takes the mix that costs least. For a chance of a \
halt one simulation tells of every stock at once, unless other lines that are sized share a desk or a supplier of \
limited capacity, or the line makes what its inputs allow; then stocks are tried on the same trials. Every answer is \
tried on as many fresh trials, and raised until its bound meets the target with 95 % confidence. Lines that need \
nothing are skipped, and parts without a price are named: a budget and least cost refuse them. The result is in \
output/size-SCENARIO: requisition.csv (what to order, from whom, by when), proposed.json (the scenario with that \
stock, which run and compare take), sizing.json, sizing.csv, curve.csv, charts, manifest.json.")]
pub(super) struct Arguments {
    /// What each line is to reach, such as `P(halt) <= 5%`, `fill_rate >= 98%`, `halt_days <= 2` or `least cost`.
    #[arg(long, value_name = "TARGET", conflicts_with = "budget")]
    target: Option<String>,
    /// Size these sites alone: several with commas between them, or the option more than once.
    #[arg(long, value_name = "SITE", value_parser = parse_name, conflicts_with = "sector")]
    site: Vec<String>,
    /// Size the lines of this sector [default: all manufacturers].
    #[arg(long, value_name = "SECTOR", value_parser = parse_name)]
    sector: Option<String>,
    /// What is decided.
    #[arg(long, value_name = "WHAT", default_value = "opening", value_parser = one_of(&DECIDED))]
    what: What,
    /// Spread this sum over the lines, to where it does the most.
    #[arg(long, value_name = "MONEY", value_parser = parse_money)]
    budget: Option<f64>,
    /// What the budget is to avoid.
    #[arg(long, value_name = "WHAT", default_value = "loss", requires = "budget", value_parser = one_of(&AVOIDED))]
    avoid: Gain,
    /// Most stock to be looked at, in days of planned need [default: 95 % of the horizon].
    #[arg(long, value_name = "DAYS", value_parser = parse_days)]
    most_days: Option<f64>,
    /// Number of fresh trials on which the stock is tried [default: as many as it is found on].
    #[arg(long, value_name = "N", value_parser = parse_trials)]
    fresh_trials: Option<u64>,
    /// Take one simulation also where it is not exact: much faster, and fresh trials show how good it is.
    #[arg(long)]
    one_pass: bool,
    /// A class of parts with a target of its own: the chance, at each line, that any of them runs out, as in
    /// `A parts: magnet, chip <= 1%`; may be repeated.
    #[arg(long, value_name = "CLASS")]
    class: Vec<String>,
    #[command(flatten)]
    scenario: OneScenario,
}

const DECIDED: [Choice<What>; 2] = [
    ("opening", "The stock on the first day, the order level raised by as much", What::Opening),
    ("target", "The order level alone: the stock is built up from orders", What::Target),
];
const AVOIDED: [Choice<Gain>; 2] =
    [("loss", "Expected loss", Gain::Loss), ("risk", "Chances of a halt, added up over lines", Gain::Risk)];

impl Arguments {
    /// What is asked, or what is wrong with it.
    fn goal(&self) -> Result<Goal, String> {
        match (&self.target, self.budget) {
            (Some(text), _) => Target::parse(text, declared()).map(Goal::Target).map_err(|mistake| mistake.to_string()),
            (None, Some(money)) => Ok(Goal::Budget(Budget { money, gain: self.avoid })),
            (None, None) => Err(format!("--target or --budget is needed. Targets that there are:\n{}", possible())),
        }
    }

    /// Classes of parts, and what is wrong with those that cannot be read.
    fn classes(&self) -> (Vec<PartClass>, Vec<String>) {
        let (mut classes, mut wrong) = (Vec::new(), Vec::new());
        for text in &self.class {
            match PartClass::parse(text, declared()) {
                Ok(class) => classes.push(class),
                Err(mistake) => wrong.push(mistake.to_string()),
            }
        }
        (classes, wrong)
    }
}

impl Question for Arguments {
    type Options = SizeOptions;

    fn given(&self) -> Given<'_> {
        self.scenario.given()
    }

    fn options(&self, wrong: &mut Mistakes) -> Option<SizeOptions> {
        let (classes, mistakes) = self.classes();
        for mistake in mistakes {
            wrong.add(mistake);
        }
        let lines = match (self.site.is_empty(), &self.sector) {
            (false, _) => Lines::Sites(self.site.clone()),
            (true, Some(sector)) => Lines::Sector(sector.clone()),
            (true, None) => Lines::Manufacturers,
        };
        Some(SizeOptions {
            goal: wrong.keep(self.goal().map_err(Failure::Mistake))?,
            what: self.what,
            lines,
            trials: self.scenario.simulation.trials(),
            fresh_trials: self.fresh_trials,
            seed: self.scenario.simulation.seed,
            one_pass: self.one_pass,
            most_days: self.most_days,
            classes,
        })
    }

    fn check(&self, cases: &[Case], options: &SizeOptions, wrong: &mut Mistakes) {
        wrong.keep(cases[0].check_size(options));
    }

    fn plan(&self, cases: &[&Case], options: &mut SizeOptions) -> Result<Plan, Refused> {
        cases[0].check_size(options)?;
        let trials = options.trials.max(MOST_TIMES * options.fresh_trials());
        Ok(Plan::new(format!("size-{}", cases[0].name()), trials, kept(cases), None))
    }

    fn ask(&self, cases: &[&Case], options: &SizeOptions, watch: &Watch) -> Result<Told, Error> {
        let answer = cases[0].size(options, watch)?;
        let mut said = json!({
            "target": answer.target,
            "what": options.what,
            "lines": answer.lines.iter().map(|line| &line.site).collect::<Vec<_>>(),
            "fresh_trials": answer.run.fresh_trials,
            "one_pass": options.one_pass,
            "most_days": answer.run.most_days,
        });
        if !options.classes.is_empty() {
            said["classes"] = options.classes.iter().map(PartClass::words).collect();
        }
        let own = vec![(PROPOSED.to_owned(), proposed(&answer, cases[0].name()))];
        Ok(Told { own, ..Told::new(Answer::Sizing(Box::new(answer)), said) })
    }
}

impl From<SizeMistake> for Failure {
    fn from(mistake: SizeMistake) -> Self {
        Self::Mistake(mistake.to_string())
    }
}
