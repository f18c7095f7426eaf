//! `linestop stress`: one thing after the other fails.

use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use super::ask::Refused;
use super::conduct::{Given, Plan, Question, Told};
use super::load::kept;
use super::memory::Kept;
use super::mistakes::Mistakes;
use super::options::{between, parse_date, parse_whole};
use super::scenario::OneScenario;
use crate::case::{Case, Error};
use crate::experiment::{StressOptions, Watch, stress_trials};
use crate::report::Answer;

/// Take out every supplier, material, country, authority and lane in turn: how long does each line survive?
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop stress scenarios/quickstart.json
  linestop stress scenarios/quickstart.json --from 2026-04-01 --days 60
  linestop stress scenarios/quickstart.json --freeze-days 10..120 --trials 2,000

Each thing fails entirely on --from and is restored after --days: first in the deterministic run (everything at its \
median, no randomness), then over --trials trials, all on the same random numbers, so that what a failure does is \
the difference from the same trial without it. Licensing of each authority is also frozen for every length in \
--freeze-days. The result is in output/stress-SCENARIO: stress.json, stress.csv, freezes.csv, charts, manifest.json.")]
pub(super) struct Arguments {
    /// The day on which everything fails [default: the first day].
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    from: Option<Date>,
    /// Days until it is restored.
    #[arg(long, value_name = "N", default_value_t = StressOptions::default().days, value_parser = between(1_u32, 3660))]
    days: u32,
    /// Shortest and longest freeze of licensing, in days.
    #[arg(long, value_name = "A..B", default_value = "1..180", value_parser = parse_lengths)]
    freeze_days: (u32, u32),
    #[command(flatten)]
    scenario: OneScenario,
}

fn parse_lengths(text: &str) -> Result<(u32, u32), String> {
    let wrong = || "two numbers of days are needed, such as 1..180".to_owned();
    let (first, last) = text.split_once("..").ok_or_else(wrong)?;
    let days = |text: &str| {
        let found = parse_whole(text.trim_start_matches('=')).map_err(|why| format!("{why}; {}", wrong()))?;
        u32::try_from(found).map_err(|_| "at most 3660 days are possible".to_owned())
    };
    match (days(first)?, days(last)?) {
        (0, _) => Err("a freeze lasts a day at least".to_owned()),
        (first, last) if last < first => Err(format!("{last} days are fewer than {first}")),
        (_, last) if last > 3660 => Err("at most 3660 days are possible".to_owned()),
        lengths => Ok(lengths),
    }
}

impl Question for Arguments {
    type Options = StressOptions;

    fn given(&self) -> Given<'_> {
        self.scenario.given()
    }

    fn options(&self, _: &mut Mistakes) -> Option<StressOptions> {
        Some(StressOptions {
            trials: self.scenario.simulation.trials(),
            seed: self.scenario.simulation.seed,
            from: self.from,
            days: self.days,
            freeze_days: self.freeze_days,
        })
    }

    fn check(&self, cases: &[Case], options: &StressOptions, wrong: &mut Mistakes) {
        wrong.keep(cases[0].check_stress(options));
    }

    fn plan(&self, cases: &[&Case], options: &mut StressOptions) -> Result<Plan, Refused> {
        let case = cases[0];
        case.check_stress(options)?;
        let total = stress_trials(case.model(), options);
        // What is kept of a trial takes a fifth of a full outcome.
        let failures = usize::try_from(total / options.trials.max(1)).unwrap_or(usize::MAX);
        let kept = kept(cases);
        let kept = Kept { lines: failures.saturating_mul(kept.lines).div_ceil(5), ..kept };
        Ok(Plan::new(format!("stress-{}", case.name()), options.trials, kept, Some(total)))
    }

    fn ask(&self, cases: &[&Case], options: &StressOptions, watch: &Watch) -> Result<Told, Error> {
        let from_day = cases[0].check_stress(options)?;
        let answer = cases[0].stress(options, watch)?;
        let said = json!({"from_day": from_day, "days": options.days, "freeze_days": options.freeze_days});
        Ok(Told::new(Answer::Stress(Box::new(answer)), said))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        assert_eq!(["1..180", "10 .. 20", "5..=5"].map(parse_lengths), [Ok((1, 180)), Ok((10, 20)), Ok((5, 5))]);
        assert!(["0..5", "7..3", "9", "a..b", "1..99999"].iter().all(|text| parse_lengths(text).is_err()));
    }
}
