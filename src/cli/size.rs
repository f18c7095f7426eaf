//! `linestop size`: the stock that a purchaser needs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::as_of::AsOf;
use super::ask::{Refused, prepared};
use super::levers::Pulled;
use super::load::{kept, load_for};
use super::mistakes::Mistakes;
use super::options::{declared, parse_days, parse_money, parse_name};
use super::simulation::{Simulation, parse_trials};
use super::study::{Study, names};
use super::{Failure, memory};
use crate::case::Case;
use crate::experiment::size::{
    Budget, Gain, Goal, Lines, MOST_TIMES, PartClass, SizeMistake, SizeOptions, Target, What, possible,
};
use crate::experiment::{Trials, Watch};
use crate::report::{self, Answer, SIZE, SizeManifest};

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

The target is that of each line; of several parts of a line it takes the mix that costs least. For a chance of a halt
one simulation tells of every stock at once, unless other lines that are sized share a desk or a supplier of limited
capacity, or the line makes what its inputs allow; then stocks are tried on the same trials. Every answer is tried on as
many fresh trials, and raised until its bound meets the target with 95 % confidence. Lines that need nothing are
skipped, and parts without a price are named: a budget and least cost refuse them. The result is in
output/size-SCENARIO: requisition.csv (what to order, from whom, by when), proposed.json (the scenario with that stock,
which run and compare take), sizing.json, sizing.csv, curve.csv, charts, manifest.json.")]
pub(super) struct Arguments {
    /// Scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
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
    #[arg(long, value_name = "WHAT", default_value = "opening")]
    what: Decided,
    /// Spread this sum over the lines, to where it does the most.
    #[arg(long, value_name = "MONEY", value_parser = parse_money)]
    budget: Option<f64>,
    /// What the budget is to avoid.
    #[arg(long, value_name = "WHAT", default_value = "loss", requires = "budget")]
    avoid: Avoided,
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
    pulled: Pulled,
    #[command(flatten)]
    as_of: AsOf,
    #[command(flatten)]
    simulation: Simulation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Decided {
    /// The stock on the first day, the order level raised by as much.
    Opening,
    /// The order level alone: the stock is built up from orders.
    Target,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Avoided {
    /// Expected loss.
    Loss,
    /// Chances of a halt, added up over lines.
    Risk,
}

impl Arguments {
    /// What is asked, or what is wrong with it.
    fn goal(&self) -> Result<Goal, String> {
        match (&self.target, self.budget) {
            (Some(text), _) => Target::parse(text, declared()).map(Goal::Target).map_err(|mistake| mistake.to_string()),
            (None, Some(money)) => {
                let gain = match self.avoid {
                    Avoided::Loss => Gain::Loss,
                    Avoided::Risk => Gain::Risk,
                };
                Ok(Goal::Budget(Budget { money, gain }))
            }
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

    fn options(&self) -> Result<SizeOptions, Failure> {
        let (classes, mut wrong) = self.classes();
        let goal = match self.goal() {
            Ok(goal) if wrong.is_empty() => goal,
            goal => {
                wrong.extend(goal.err());
                return Err(Failure::Mistake(wrong.join("\n")));
            }
        };
        let lines = match (self.site.is_empty(), &self.sector) {
            (false, _) => Lines::Sites(self.site.clone()),
            (true, Some(sector)) => Lines::Sector(sector.clone()),
            (true, None) => Lines::Manufacturers,
        };
        Ok(SizeOptions {
            goal,
            what: match self.what {
                Decided::Opening => What::Opening,
                Decided::Target => What::Target,
            },
            lines,
            trials: self.simulation.trials(),
            fresh_trials: self.fresh_trials,
            seed: self.simulation.seed,
            one_pass: self.one_pass,
            most_days: self.most_days,
            classes,
        })
    }
}

impl Arguments {
    /// The answer about a case that a program holds.
    pub(super) fn ask(&self, case: &Case, watch: &Watch) -> Result<Answer, Refused> {
        let options = self.options()?;
        let case = prepared(case, &self.as_of.with(&self.simulation.set), self.pulled.lever.as_deref())?;
        Ok(Answer::Sizing(Box::new(case.size(&options, watch)?)))
    }

    pub(super) fn threads(&self) -> usize {
        self.simulation.threads()
    }
}

/// Sizes and writes the result.
pub(super) fn size(arguments: &Arguments) -> Result<(), Failure> {
    let Simulation { set, threads, .. } = &arguments.simulation;
    let set = &arguments.as_of.with(set);
    let mut wrong = Mistakes::default();
    let options = wrong.keep(arguments.options());
    let asked = (arguments.file.as_path(), &set[..], arguments.pulled.lever.as_deref());
    let check = |case: &Case| Ok(options.iter().try_for_each(|options| case.check_size(options))?);
    let cases = [load_for(asked, &mut wrong, check)?];
    let options = wrong.or(options)?;
    let case = &cases[0];
    case.check_size(&options)?;
    let trials = options.trials.max(MOST_TIMES * options.fresh_trials());
    memory::check(Some(Trials::Fixed(trials)), kept(&cases), *threads, None)?;
    let study = Study {
        kind: SIZE,
        simulation: &arguments.simulation,
        name: format!("size-{}", case.name()),
        cases: &cases,
        others: Vec::new(),
        total: None,
    };
    study.done(
        |watch| case.size(&options, watch),
        |folder, answer, stop| {
            let said = SizeManifest {
                target: answer.target.clone(),
                what: options.what,
                lines: answer.lines.iter().map(|line| line.site.clone()).collect(),
                fresh_trials: answer.run.fresh_trials,
                one_pass: options.one_pass,
                most_days: answer.run.most_days,
                classes: options.classes.iter().map(PartClass::words).collect(),
                also: arguments.simulation.wanted.also(),
            };
            report::write_size(folder, answer, &study.manifest(&answer.scenario, options.trials, said), stop)
        },
        report::render_size,
        |_| names(&["requisition.csv", "proposed.json", "sizing.json", "sizing.csv", "curve.csv"]),
    )?;
    Ok(())
}

impl From<SizeMistake> for Failure {
    fn from(mistake: SizeMistake) -> Self {
        Self::Mistake(mistake.to_string())
    }
}
