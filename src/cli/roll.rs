//! `linestop roll`: a scenario taken to a new first day, with today's stocks, orders and licences.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use super::Failure;
use super::as_of::AsOf;
use super::ask::{Refused, prepared};
use super::conduct::{Asked, Results, Told};
use super::load::{load, read_from, sources, tell_warnings};
use super::options::{Choice, between, declared, one_of, parse_date, parse_name};
use super::replace::needs_file;
use super::setting::parse_set;
use super::wanted::Wanted;
use crate::case::Case;
use crate::experiment::{RollHorizon, RollOptions, StatedRegime, Unlisted, Watch};
use crate::report::{Answer, write_files};
use crate::scenario::{Setting, printed};

/// Take a scenario to a new first day, with today's stocks, orders and licences from CSV files.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop roll firm.json --to 2026-12-07 --stocks stocks.csv --orders orders.csv --licences licences.csv
  linestop roll firm.json --to 2026-12-07 --stocks stocks.csv --happened truce=no --regime mofcom=tightened@2026-11-20
  linestop diff firm.json firm-2026-12-07.json

stocks.csv has the columns site, material, stock and, if it is not the material's, unit (kg, t, pieces, days of \
cover). orders.csv lists all orders under way: order, lane (or supplier, site, material), quantity, placed, stands \
(preparing, filed, returned, granted, at_supplier, shipped, due), on, and where they apply attempt, valid_until, \
delay_days. licences.csv lists general licences in force: lane (or supplier, site, material), left, until, renewed.

What has no row keeps the figure of the old first day, and is named; orders are what orders.csv lists and no others. \
Dates that have passed become history. Rows that are about nothing in the scenario are left out and named, with the \
nearest name. All mistakes are told at once, with file, line and column; then nothing is written and the exit code \
is 2. The scenario is one file, whatever it extended before. The account of it is in output/roll-FILE-DATE: \
roll.json, roll-stocks.csv, roll-orders.csv, roll-licences.csv, roll-history.csv, roll-unmatched.csv, charts, \
manifest.json.")]
pub(super) struct Arguments {
    /// The scenario file.
    #[arg(value_name = "SCENARIO")]
    file: PathBuf,
    /// The new first day.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    to: Date,
    /// Today's stocks.
    #[arg(long, value_name = "FILE")]
    stocks: Option<PathBuf>,
    /// All orders under way: they replace those of the scenario. Without it those go on from where they stood.
    #[arg(long, value_name = "FILE")]
    orders: Option<PathBuf>,
    /// General licences in force.
    #[arg(long, value_name = "FILE")]
    licences: Option<PathBuf>,
    /// Where the horizon ends: on the same last day, after the same length, or after so many days.
    #[arg(long, value_name = "last-day|length|DAYS", default_value = "last-day", value_parser = parse_horizon)]
    horizon: RollHorizon,
    /// What it means that a file has no row of a stock, a licence, a worked-out pipeline: the old figure, or nothing.
    #[arg(long, value_name = "WHAT", default_value = "keep", value_parser = one_of(&UNLISTED))]
    unlisted: Unlisted,
    /// Refuse rows that are about nothing in the scenario, and stocks and licences without a row.
    #[arg(long)]
    strict: bool,
    /// Whether an event that had a chance has happened; may be repeated.
    #[arg(long, value_name = "EVENT=yes|no", value_parser = parse_happened)]
    happened: Vec<(String, bool)>,
    /// A regime that has come into force, on a day (default: the new first day); may be repeated.
    #[arg(long, value_name = "AUTHORITY=REGIME[@DATE]", value_parser = parse_regime)]
    regime: Vec<StatedRegime>,
    /// Set a parameter, or a number or a date by its dotted path; may be repeated.
    #[arg(long, value_name = "PARAM=VALUE", value_parser = parse_set)]
    set: Vec<(String, Setting)>,
    #[command(flatten)]
    as_of: AsOf,
    /// The scenario file to write [default: the name of the scenario with the day].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Folder for the account.
    #[arg(long, value_name = "DIR", default_value = "output")]
    results: PathBuf,
    #[command(flatten)]
    wanted: Wanted,
}

const UNLISTED: [Choice<Unlisted>; 2] = [
    ("keep", "The figure of the old first day stands", Unlisted::Keep),
    ("nothing", "There is none", Unlisted::Nothing),
];

fn parse_horizon(text: &str) -> Result<RollHorizon, String> {
    match text {
        "last-day" => Ok(RollHorizon::LastDay),
        "length" => Ok(RollHorizon::Length),
        days => {
            let days = between(1_u32, 3660)(days);
            days.map(RollHorizon::Days).map_err(|why| format!("{why}, or \"last-day\" or \"length\""))
        }
    }
}

fn parse_happened(text: &str) -> Result<(String, bool), String> {
    let needed = || format!("\"{text}\" does not say whether an event has happened; write EVENT=yes or EVENT=no");
    let (event, said) = text.rsplit_once('=').ok_or_else(needed)?;
    match said {
        "yes" => Ok((parse_name(event)?, true)),
        "no" => Ok((parse_name(event)?, false)),
        _ => Err(needed()),
    }
}

fn parse_regime(text: &str) -> Result<StatedRegime, String> {
    let needed = || format!("\"{text}\" names no regime; write AUTHORITY=REGIME, or AUTHORITY=REGIME@2026-11-20");
    let (authority, rest) = text.split_once('=').ok_or_else(needed)?;
    let (regime, from) = match rest.rsplit_once('@') {
        Some((regime, day)) => (regime, Some(parse_date(day)?)),
        None => (rest, None),
    };
    Ok(StatedRegime { authority: parse_name(authority)?, regime: parse_name(regime)?, from })
}

impl Arguments {
    fn options(&self) -> RollOptions {
        RollOptions {
            stocks: self.stocks.clone(),
            orders: self.orders.clone(),
            licences: self.licences.clone(),
            horizon: self.horizon,
            unlisted: self.unlisted,
            strict: self.strict,
            happened: self.happened.clone(),
            regimes: self.regime.clone(),
            locale: declared(),
        }
    }
}

impl Asked for Arguments {
    /// Takes the scenario to its new first day and writes it, with an account of where everything comes from.
    fn done(&self) -> Result<(), Failure> {
        let set = self.as_of.with(&self.set);
        let cases = [load(&self.file, &set)?];
        let answer = cases[0].roll(self.to, &self.options())?;
        let name = &answer.new.name;
        let out = self.out.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.json")));
        needs_file(&out, &format!("{name}.json"))?;
        let lists = [&self.stocks, &self.orders, &self.licences].into_iter().flatten().cloned();
        let inputs: Vec<PathBuf> = read_from(&cases).into_iter().chain(lists).collect();
        let replace = self.wanted.replace(inputs.clone());
        replace.check(&out)?;
        let folder = format!("roll-{name}");
        let target = self.wanted.target(&self.results, vec![folder.clone()], inputs)?;
        let mut results = Results::open(target, self.wanted.json, self.wanted.also())?;
        tell_warnings(&cases[0]);
        let said = json!({
            "to": self.to,
            "lists": answer.files,
            "unlisted_is_nothing": self.unlisted == Unlisted::Nothing,
            "strict": self.strict,
        });
        let scenario = printed(&answer.scenario).into_bytes();
        results.add(&folder, Told::new(Answer::Roll(Box::new(answer)), said), sources(&cases), set)?;
        write_files(&[(out.clone(), scenario)], &replace)?;
        let out = out.display();
        results.shown(&format!("Written to {out}: the scenario; linestop run {out} plays it\n"))
    }

    fn answer(&self, cases: &[&Case], _: &Watch) -> Result<Answer, Refused> {
        let case = prepared(cases[0], &self.as_of.with(&self.set), None)?;
        Ok(Answer::Roll(Box::new(case.roll(self.to, &self.options())?)))
    }

    fn threads(&self) -> usize {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn horizons_events_and_regimes_are_read() {
        assert_eq!(parse_horizon("length"), Ok(RollHorizon::Length));
        assert_eq!(parse_horizon("1,000"), Ok(RollHorizon::Days(1000)));
        assert!(parse_horizon("0").unwrap_err().contains("or \"last-day\" or \"length\""));
        assert_eq!(parse_happened("a=b=no"), Ok(("a=b".to_owned(), false)));
        assert!(["truce", "truce=maybe"].iter().all(|text| parse_happened(text).is_err()));
        let regime = parse_regime("mofcom=frozen@2026-11-20").unwrap();
        assert_eq!((regime.regime.as_str(), regime.from), ("frozen", Some(jiff::civil::date(2026, 11, 20))));
        assert!(["mofcom", "mofcom=frozen@soon"].iter().all(|text| parse_regime(text).is_err()));
    }
}
