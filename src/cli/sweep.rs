//! `linestop sweep`: an outcome over a range of parameters.

use std::collections::HashSet;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::apart::{self, Apart};
use super::ask::Refused;
use super::conduct::{Given, Plan, Question, Told};
use super::load::kept;
use super::mistakes::Mistakes;
use super::options::{self, between, declared, parse_name};
use super::scenario::OneScenario;
use super::setting::{looks_like_date, parse_value};
use super::{Failure, terminal};
use crate::case::{Case, Error, MOST_POINTS};
use crate::experiment::{Axis, Design, Measure, OutcomeFacts, SweepOptions, USUAL_VALUES, Watch, vocabulary};
use crate::reading;
use crate::report::Answer;
use crate::scenario::{Problem, Setting};

/// Points of a design that does not say how many.
const USUAL_POINTS: u32 = 64;

/// Vary parameters over a range: how does the chance of a halt, the loss, … depend on them?
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop sweep scenarios/quickstart.json --over car_stock=30..150:9
  linestop sweep scenarios/quickstart.json --over freeze_length=10..90:9 --over car_stock=40..120:9 --of loss:car_plant
  linestop sweep scenarios/quickstart.json --over more_stock:car_plant=0..120:13 --of p_halt:car_plant
  linestop sweep scenarios/quickstart.json --over returned_share=5%..40% --of p_halt --of cvar_loss
  linestop sweep scenarios/levers.json --over freeze_length=10..90:5 --lever more_stock
  linestop sweep scenarios/quickstart-truce.json --over authorities.mofcom.events.truce.date=2026-01-01..2026-04-01:4
  linestop sweep scenarios/quickstart.json --over car_stock=30..150:9 --of \"P(loss:car_plant > 100 m)\"
  linestop sweep scenarios/quickstart.json --over car_stock=30..150 --over freeze_length=10..90
      --over tightened_speed=0.3..0.9 --design sobol --points 64

PARAM is the name of a parameter, or the dotted path of a number or a date, as in --set. N values lie at equal \
distances, dates on whole days; with :log, in equal ratios (freeze_length=5..320:7:log). One or two --over make a \
full grid; for more, or instead, --design latin or sobol spreads --points over all of them. more_stock:SITE is days \
of need by which the stock of a line is raised, on the first day and in its order levels; of its chance of a halt \
one simulation tells at every point, where that is exact. Every point meets the same trials. The result is in \
output/sweep-SCENARIO: sweep.json, sweep.csv, charts, manifest.json. `--of help` lists the outcomes.")]
pub(super) struct Arguments {
    /// A parameter, a number or a date by its path, or `more_stock:SITE`, and its range; may be repeated.
    #[arg(long, value_name = "PARAM=LO..HI[:N][:log]", value_parser = parse_over, required = true)]
    over: Vec<Over>,
    /// What to look at, such as loss:SITE or "P(loss > 10 m)"; may be repeated.
    #[arg(long, value_name = "OUTCOME[:SITE]", default_value = "p_halt", value_parser = parse_name)]
    of: Vec<String>,
    /// How values are combined [default: grid].
    #[arg(long, value_name = "DESIGN")]
    design: Option<Combined>,
    /// Number of points of a design that is no grid [default: 64].
    #[arg(long, value_name = "N", value_parser = between(2_u32, MOST_POINTS))]
    points: Option<u32>,
    /// Simulate every point, also where one simulation tells of all.
    #[arg(long)]
    every_point: bool,
    #[command(flatten)]
    scenario: OneScenario,
}

/// An axis as it was given.
#[derive(Clone, Debug, PartialEq)]
struct Over {
    axis: Axis,
    values: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Combined {
    /// Every value with every other: up to two parameters.
    Grid,
    /// Latin hypercube: each parameter's range cut into as many slices as there are points, one in each.
    Latin,
    /// Scrambled Sobol points: even over all parameters together; best with 16, 32, 64, … points.
    Sobol,
}

fn parse_over(text: &str) -> Result<Over, String> {
    let example = "write PARAM=LO..HI:N, such as freeze_length=15..75:13";
    let (name, range) = text.rsplit_once('=').ok_or(format!("it has no \"=\"; {example}"))?;
    let name = reading::tidy(name);
    if name.is_empty() {
        return Err(format!("there is no name before \"=\"; {example}"));
    }
    if matches!(name.as_str(), "start" | "horizon_days") {
        return Err(
            "the first day and the length of the horizon are the same at all points; set them with --set".to_owned()
        );
    }
    let mut parts = range.split(':').map(str::trim);
    let ends = parts.next().unwrap_or_default();
    let (low, high) = ends.split_once("..").ok_or(format!("\"{ends}\" is no range; {example}"))?;
    let mut log = false;
    let mut values = None;
    for part in parts {
        if part == "log" {
            log = true;
        } else if part.starts_with(|c: char| c.is_ascii_digit()) {
            values = Some(between(2_u32, MOST_POINTS)(part)? as usize);
        } else {
            return Err(format!("\"{part}\" is neither a number of values nor \"log\"; {example}"));
        }
    }
    if let Some((low, high)) = parse_dates(low.trim(), high.trim())? {
        return over_dates(name, ends, (low, high), log, values);
    }
    let number =
        |text: &str| reading::value(text, declared()).map_err(|error| format!("{}; {example}", options::told(&error)));
    let (first, last) = (number(low)?, number(high)?);
    if first.percent && !last.percent {
        return Err(format!("one end is in per cent and the other is not: {ends}"));
    }
    let percent = last.percent;
    // "5..40%" means both, as in speech.
    let first = if percent && !first.percent { number(&format!("{low}%"))? } else { first };
    let (low, high) = (first.value, last.value);
    if low >= high {
        return Err(format!("the low end must lie below the high end: {ends}"));
    }
    if log && low <= 0.0 {
        return Err(format!("equal ratios need a low end above 0: {ends}"));
    }
    Ok(Over { axis: Axis { name, low, high, log, percent, dates: false }, values })
}

/// Both ends as dates; nothing if they are none.
fn parse_dates(low: &str, high: &str) -> Result<Option<(Setting, Setting)>, String> {
    match (looks_like_date(low), looks_like_date(high)) {
        (true, true) => Ok(Some((parse_value(low)?, parse_value(high)?))),
        (false, false) => Ok(None),
        _ => Err(format!("one end is a date and the other is not: {low}..{high}")),
    }
}

/// A range of dates: at most as many values as there are days.
fn over_dates(
    name: String,
    ends: &str,
    (low, high): (Setting, Setting),
    log: bool,
    values: Option<usize>,
) -> Result<Over, String> {
    let (low, high) = (low.number(), high.number());
    if low >= high {
        return Err(format!("the first date must lie before the last: {ends}"));
    }
    if log {
        return Err(format!("equal ratios are for numbers, not for dates: {ends}"));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "days between two dates, above 0")]
    let days = (high - low) as usize + 1;
    if let Some(asked) = values.filter(|asked| *asked > days) {
        return Err(format!("{asked} values are asked for, and {ends} has {days} days"));
    }
    let axis = Axis { name, low, high, log, percent: false, dates: true };
    Ok(Over { axis, values: values.or(Some(USUAL_VALUES.min(days)).filter(|few| *few < USUAL_VALUES)) })
}

/// Outcomes by name, each once.
pub(super) fn parse_measures(of: &[String], wrong: &mut Mistakes) -> Vec<Measure> {
    let mut seen = HashSet::new();
    of.iter()
        .filter_map(|text| wrong.keep(Measure::parse_in(text, declared())))
        .filter(|measure| seen.insert(measure.key()))
        .collect()
}

/// Chances of thresholds, each once. What is asked for by its name alone is told in any case.
pub(super) fn thresholds(of: &[String], wrong: &mut Mistakes) -> Vec<Measure> {
    let measures = parse_measures(of, wrong);
    for plain in measures.iter().filter(|measure| measure.threshold.is_none()) {
        wrong.add(format!("{} is told in any case; a threshold has an amount, such as \"loss > 10 m\"", plain.key()));
    }
    measures
}

impl Arguments {
    fn design(&self, mistakes: &mut Mistakes) -> Design {
        let mut wrong = |text: String| mistakes.add(text);
        let points = self.points.unwrap_or(USUAL_POINTS) as usize;
        let design = match self.design {
            Some(Combined::Latin) => Design::Latin(points),
            Some(Combined::Sobol) => Design::Sobol(points),
            Some(Combined::Grid) | None => {
                if self.over.len() > 2 {
                    wrong(format!(
                        "a full grid of {} parameters is too much to look at; use --design latin or --design sobol, \
                         with --points N",
                        self.over.len()
                    ));
                }
                if self.points.is_some() {
                    wrong(
                        "--points is for --design latin and sobol; a grid has its number in --over PARAM=LO..HI:N"
                            .to_owned(),
                    );
                }
                Design::Grid(self.over.iter().map(|over| over.values.unwrap_or(USUAL_VALUES)).collect())
            }
        };
        let is_grid = matches!(design, Design::Grid(_));
        for over in self.over.iter().filter(|over| !is_grid && over.values.is_some()) {
            wrong(format!(
                "the number of values of {} is for grids; with this design, --points says how many points there are",
                over.axis.name
            ));
        }
        design
    }
}

impl Question for Arguments {
    type Options = SweepOptions;

    fn given(&self) -> Given<'_> {
        self.scenario.given().of(&self.of)
    }

    fn options(&self, wrong: &mut Mistakes) -> Option<SweepOptions> {
        Some(SweepOptions {
            axes: self.over.iter().map(|over| over.axis.clone()).collect(),
            design: self.design(wrong),
            measures: parse_measures(&self.of, wrong),
            trials: self.scenario.simulation.trials(),
            seed: self.scenario.simulation.seed,
            every_point: self.every_point,
        })
    }

    fn check(&self, cases: &[Case], options: &SweepOptions, wrong: &mut Mistakes) {
        wrong.keep(cases[0].check_sweep(options));
    }

    fn plan(&self, cases: &[&Case], options: &mut SweepOptions) -> Result<Plan, Refused> {
        let case = cases[0];
        *options = case.check_sweep(options)?;
        let total = options.trials.saturating_mul(options.design.count() as u64);
        // What the axes do to the plan is told once, for all of their ranges.
        let plan_at = |end: fn(&Axis) -> f64| -> Result<Vec<Problem>, Error> {
            let values: Vec<f64> = options.axes.iter().map(end).collect();
            Ok(case.at(&options.axes, &values)?.quiet_beside(case).loaded().plan.clone())
        };
        let notes = over_ranges(&plan_at(|axis| axis.low)?, &plan_at(|axis| axis.high)?);
        let notes = notes.iter().map(|text| format!("--over: {text}")).collect();
        Ok(Plan { notes, ..Plan::new(format!("sweep-{}", case.name()), options.trials, kept(cases), Some(total)) })
    }

    fn apart<'c>(&self, cases: &[&'c Case], options: &'c SweepOptions) -> Result<Option<Box<dyn Apart + 'c>>, Error> {
        let study = cases[0].swept(options)?;
        if study.is_one_pass() {
            return Ok(None);
        }
        Ok(Some(Box::new(apart::Told { study, told: |answer| Answer::Sweep(Box::new(answer)) })))
    }

    fn ask(&self, cases: &[&Case], options: &SweepOptions, watch: &Watch) -> Result<Told, Error> {
        let answer = cases[0].sweep(options, watch)?;
        let outcomes: Vec<String> = options.measures.iter().map(Measure::key).collect();
        let said = json!({"over": answer.axes, "design": options.design, "outcomes": outcomes});
        Ok(Told::new(Answer::Sweep(Box::new(answer)), said))
    }
}

/// What is said at the first and at the last point, as said of all between them.
fn over_ranges(first: &[Problem], last: &[Problem]) -> Vec<String> {
    let of =
        |notes: &[Problem], field: &str| notes.iter().find(|note| note.field == field).map(|note| note.message.clone());
    let mut said: Vec<String> = Vec::new();
    for note in first.iter().chain(last) {
        let both = of(first, &note.field).zip(of(last, &note.field));
        let text = both.map_or_else(|| note.message.clone(), |(low, high)| over_range(&low, &high));
        if !said.contains(&text) {
            said.push(text);
        }
    }
    said
}

/// Two sentences as one, with "30 to 150" where one word differs.
fn over_range(low: &str, high: &str) -> String {
    let words: Vec<(&str, &str)> = low.split(' ').zip(high.split(' ')).collect();
    let differ = words.iter().filter(|(low, high)| low != high).count();
    if low.split(' ').count() != high.split(' ').count() || differ > 1 {
        return format!("{low}; at the last point: {high}");
    }
    let word = |(low, high): &(&str, &str)| {
        // What stands behind both is said once.
        let ahead = low.trim_end_matches([':', ',', ';']);
        if low == high { (*low).to_owned() } else { format!("{ahead} to {high}") }
    };
    words.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Prints what can be asked for.
pub(super) fn tell_outcomes(json: bool) -> Result<(), Failure> {
    if json {
        return terminal::print_json(&OutcomeFacts::all());
    }
    terminal::print(&format!("Outcomes:\n{}\n", vocabulary()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_dates_are_read_and_never_have_more_values_than_days() {
        let read = |text: &str| {
            parse_over(text).map(|over| {
                let ends = [over.axis.low, over.axis.high].map(|x| over.axis.setting(x).to_string());
                (ends.join(" "), over.values, over.axis.dates)
            })
        };
        assert_eq!(read("x=2026-05-01..2026-08-01").unwrap(), ("2026-05-01 2026-08-01".to_owned(), None, true));
        assert_eq!(read("x=2026-05-01 .. 2026-05-03").unwrap().1, Some(3));
        assert_eq!(read("x=2026-05-01..2026-05-31:5").unwrap().1, Some(5));
        for (text, says) in [
            ("x=2026-05-01..90", "one end is a date"),
            ("x=2026-08-01..2026-05-01", "before the last"),
            ("x=2026-05-01..2026-08-01:5:log", "for numbers"),
            ("x=2026-05-01..2026-05-03:4", "has 3 days"),
            ("x=1.5.2026..1.8.2026", "2026-05-01 (the day first) or as 2026-01-05 (the month first)"),
        ] {
            assert!(read(text).unwrap_err().contains(says), "{text}: {:?}", read(text));
        }
    }

    #[test]
    fn a_note_is_said_of_the_whole_range() {
        let note = |text: &str| Problem::note("parameters.a.value", text);
        let low = [note("\"a\" is 30 here and was planned with 60: stocks stay")];
        let high = [note("\"a\" is 150 here and was planned with 60: stocks stay")];
        assert_eq!(over_ranges(&low, &high), ["\"a\" is 30 to 150 here and was planned with 60: stocks stay"]);
        assert_eq!(over_ranges(&[], &high), [high[0].message.clone()]);
        assert_eq!(over_range("follow \"a\": 3, planned", "follow \"a\": 5, planned"), "follow \"a\": 3 to 5, planned");
    }

    #[test]
    fn ranges_are_read_as_people_write_them() {
        let read = |text: &str| {
            let Over { axis, values } = parse_over(text).unwrap();
            assert!(!axis.dates);
            (axis.name, axis.low, axis.high, axis.log, axis.percent, values)
        };
        assert_eq!(read("a.b=1..5"), ("a.b".to_owned(), 1.0, 5.0, false, false, None));
        assert_eq!(read("a = 7% .. 40% : 3"), ("a".to_owned(), 0.07, 0.4, false, true, Some(3)));
        assert_eq!(read("a=5..40%:3"), ("a".to_owned(), 0.05, 0.4, false, true, Some(3)));
        assert_eq!(read("a=1e-3..1e3:7:log"), ("a".to_owned(), 0.001, 1000.0, true, false, Some(7)));
        assert_eq!(read("a=-2..2").1.to_bits(), (-2.0_f64).to_bits());
        for (text, says) in [
            ("a", "no \"=\""),
            ("=1..2", "no name"),
            ("a=1", "no range"),
            ("a=x..2", "not a number"),
            ("a=2..1", "below the high end"),
            ("a=5%..1", "one end is in per cent"),
            ("a=0..1:5:log", "above 0"),
            ("a=0..1:1", "from 2 to"),
            ("a=0..1:many", "neither a number of values nor"),
        ] {
            assert!(parse_over(text).unwrap_err().contains(says), "{text}: {:?}", parse_over(text));
        }
    }
}
