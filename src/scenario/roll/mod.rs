//! A scenario taken to a new first day: today's stocks, orders and licences from lists, and dates that have passed as
//! history.
//!
//! What a list says replaces what the scenario said. What no list says keeps the figure of the old first day, and that
//! is told. Nothing is guessed: whether an event with a chance has happened must be stated.

mod facts;
mod lanes;
mod licences;
mod listing;
mod names;
mod orders;
mod passed;
mod regimes;
mod stocks;
mod tree;

use std::fmt;
use std::path::PathBuf;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::Value;

pub(crate) use facts::{LicenceFact, OrderFact, StockFact};
pub use facts::{
    LicenceFate, LicenceLeft, OrderFate, Passed, PassedKind, RollList, RollOrigin, RolledFile, UnmatchedRow,
};
pub(crate) use regimes::RegimeFact;

use super::{Authority, Document, Loaded, Problem, Problems, Scenario, words};
use crate::reading::Locale;
use listing::Listing;

/// How a scenario is taken to a new first day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RollOptions {
    /// A CSV file of today's stocks: site, material, stock, unit.
    pub stocks: Option<PathBuf>,
    /// A CSV file of all orders under way: order, lane (or supplier, site, material), quantity, placed, stands, on.
    pub orders: Option<PathBuf>,
    /// A CSV file of general licences in force: lane (or supplier, site, material), left, until.
    pub licences: Option<PathBuf>,
    /// Where the horizon ends.
    pub horizon: RollHorizon,
    /// What it means that a file has no row of something.
    pub unlisted: Unlisted,
    /// Refuse rows without a counterpart, and stocks and licences that a file does not have.
    pub strict: bool,
    /// Events, by name or authority and name, and whether they have happened.
    pub happened: Vec<(String, bool)>,
    /// Regimes that have come into force since the old first day.
    pub regimes: Vec<StatedRegime>,
    /// How the files write numbers and dates.
    pub locale: Locale,
}

/// Where the horizon of a scenario with a new first day ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RollHorizon {
    /// On the same day as before: the horizon is shorter.
    #[default]
    LastDay,
    /// After as many days as before.
    Length,
    /// After so many days.
    Days(u32),
}

/// What it means that a file has no row of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unlisted {
    /// The figure of the old first day stands.
    #[default]
    Keep,
    /// There is none.
    Nothing,
}

/// A regime that has come into force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedRegime {
    /// Key of the authority.
    pub authority: String,
    /// Key of the regime.
    pub regime: String,
    /// The day; nothing for the new first day.
    pub from: Option<Date>,
}

/// Why a scenario cannot be taken to a new first day: all mistakes of the files and of what was asked, and what would
/// be wrong with the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollMistakes {
    /// Mistakes, each with file, line and column where it stands in one.
    pub mistakes: Vec<String>,
    /// What the scenario would be wrong in.
    pub scenario: Option<Box<Problems>>,
}

impl fmt::Display for RollMistakes {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let scenario = self.scenario.as_ref().map(ToString::to_string);
        let all: Vec<&str> = self.mistakes.iter().map(String::as_str).chain(scenario.as_deref()).collect();
        f.write_str(&all.join("\n"))
    }
}

impl std::error::Error for RollMistakes {}

/// A scenario with a new first day, and what became of its things.
#[derive(Clone, Debug)]
pub(crate) struct Rolled {
    /// The scenario, as a file says it.
    pub scenario: Value,
    /// Its name: the old one and the day.
    pub name: String,
    /// Stocks, in the order of the scenario.
    pub stocks: Vec<StockFact>,
    /// Orders.
    pub orders: Vec<OrderFact>,
    /// General licences.
    pub licences: Vec<LicenceFact>,
    /// Regimes on the new first day.
    pub regimes: Vec<RegimeFact>,
    /// Dates that have passed.
    pub passed: Vec<Passed>,
    /// Rows without a counterpart.
    pub unmatched: Vec<UnmatchedRow>,
    /// Files that were read.
    pub files: Vec<RolledFile>,
    /// What is good to know.
    pub notes: Vec<String>,
}

/// A scenario on its way.
struct Rolling<'a> {
    scenario: &'a Scenario,
    merged: &'a Value,
    options: &'a RollOptions,
    to: Date,
    tree: Value,
    passed: Vec<Passed>,
    open_events: Vec<OpenEvent>,
    mistakes: Vec<String>,
}

/// An event of which it is not known whether it has happened.
struct OpenEvent {
    field: String,
    name: String,
    when: String,
}

impl OpenEvent {
    fn told(&self, document: &Document) -> String {
        let Self { field, name, when } = self;
        let place = document.place(field);
        let place = place.map_or(String::new(), |at| format!("{}:{}:{}: ", at.file.display(), at.line, at.column));
        format!(
            "{place}\"{name}\" was to happen {when}: say whether it did, --happened {name}=yes or \
             --happened {name}=no"
        )
    }
}

impl Rolling<'_> {
    /// Site and material of an input in words.
    fn input_title(&self, site: &str, material: &str) -> String {
        let title = |title: Option<&String>, key: &str| title.cloned().unwrap_or_else(|| key.replace('_', " "));
        let of = self.scenario.sites.get(site).and_then(|site| site.title.as_ref());
        let what = self.scenario.materials.get(material).and_then(|material| material.title.as_ref());
        format!("{}, {}", title(of, site), title(what, material))
    }
}

impl<'a> Rolling<'a> {
    fn new(loaded: &'a Loaded, to: Date, options: &'a RollOptions) -> Self {
        Self {
            scenario: &loaded.scenario,
            merged: &loaded.merged,
            options,
            to,
            tree: loaded.merged.clone(),
            passed: Vec::new(),
            open_events: Vec::new(),
            mistakes: Vec::new(),
        }
    }
}

/// Takes a scenario to a new first day.
///
/// # Errors
/// All mistakes of the files and of what is asked.
pub(crate) fn roll(
    loaded: &Loaded,
    document: &Document,
    to: Date,
    options: &RollOptions,
) -> Result<Rolled, RollMistakes> {
    let mut rolling = Rolling::new(loaded, to, options);
    let mut mistakes = Vec::new();
    first_day(&mut rolling);
    let mut open = |read: Result<Listing, Vec<String>>| read.map_err(|wrong| mistakes.extend(wrong)).ok();
    let mut stocks = options.stocks.as_ref().and_then(|path| open(stocks::read(path, options)));
    let mut orders = options.orders.as_ref().and_then(|path| open(orders::read(path, options)));
    let mut licences = options.licences.as_ref().and_then(|path| open(licences::read(path, options)));
    let stock_facts = stocks::put(rolling.scenario, &mut rolling.tree, stocks.as_mut(), options, to);
    let order_facts = match orders.as_mut() {
        Some(list) => orders::put(&mut rolling, list),
        None => orders::carry(&mut rolling),
    };
    let licence_facts = licences::put(&mut rolling, licences.as_mut());
    let regime_facts = regimes::put(&mut rolling);
    passed::put(&mut rolling);
    mistakes.extend(rolling.mistakes);
    mistakes.extend(rolling.open_events.iter().map(|open| open.told(document)));
    let mut rolled = Rolled {
        scenario: rolling.tree,
        name: dated(&loaded.name, to),
        stocks: stock_facts,
        orders: order_facts,
        licences: licence_facts,
        regimes: regime_facts,
        passed: rolling.passed,
        unmatched: Vec::new(),
        files: Vec::new(),
        notes: Vec::new(),
    };
    for list in [stocks, orders, licences].into_iter().flatten() {
        mistakes.extend(rolled.account_for(list));
    }
    if options.strict {
        mistakes.extend(rolled.not_strict());
    }
    if mistakes.is_empty() { Ok(rolled) } else { Err(RollMistakes { mistakes, scenario: None }) }
}

/// A scenario at the first day of a later one, of which nothing but the date is taken over: stocks are those of the old
/// first day, its orders and licences go on from where they stood, dates that have passed are history. Events that had
/// a chance have happened if the later one says so. Nothing where it cannot be taken there.
pub(crate) fn moved_to(loaded: &Loaded, later: &Scenario) -> Option<Value> {
    let happened = |(authority, of): (&String, &Authority)| {
        let written = later.authorities.get(authority);
        let of_event = |event: &String| {
            let later = written.and_then(|of| of.events.get(event));
            (format!("{authority}.{event}"), later.is_some_and(|event| event.happened.unwrap_or(true)))
        };
        let open = of.events.iter().filter(|(_, event)| event.chance.is_some());
        open.map(|(event, _)| of_event(event)).collect::<Vec<_>>()
    };
    let options = RollOptions {
        horizon: RollHorizon::Days(later.horizon_days),
        happened: loaded.scenario.authorities.iter().flat_map(happened).collect(),
        ..RollOptions::default()
    };
    let mut rolling = Rolling::new(loaded, later.start, &options);
    first_day(&mut rolling);
    orders::carry(&mut rolling);
    licences::put(&mut rolling, None);
    regimes::put(&mut rolling);
    passed::put(&mut rolling);
    (rolling.mistakes.is_empty() && rolling.open_events.is_empty()).then_some(rolling.tree)
}

/// Rows without a counterpart that are named in a message.
const MOST_NAMED: usize = 12;

/// First day and horizon.
fn first_day(rolling: &mut Rolling) {
    let (scenario, to) = (rolling.scenario, rolling.to);
    let start = scenario.start;
    if to < start {
        rolling.mistakes.push(format!("--to {to} is before the first day of the scenario ({start})"));
        return;
    }
    let last = start.saturating_add(i64::from(scenario.horizon_days).days()).yesterday().unwrap_or(start);
    let left = (last - to).get_days() + 1;
    let days = match rolling.options.horizon {
        RollHorizon::LastDay => u32::try_from(left).unwrap_or(0),
        RollHorizon::Length => scenario.horizon_days,
        RollHorizon::Days(days) => days,
    };
    if days == 0 {
        rolling.mistakes.push(format!(
            "the scenario ends on {last}, before {to}: say how long it goes on, --horizon length ({} days) or a number \
             of days",
            scenario.horizon_days
        ));
        return;
    }
    tree::put(&mut rolling.tree, &["start"], tree::date(to));
    tree::put(&mut rolling.tree, &["horizon_days"], Value::from(days));
}

/// The name of a scenario with the day in it: that of the day before goes.
fn dated(name: &str, to: Date) -> String {
    let bare = name.rsplit_once('-').and_then(|_| {
        let cut = name.len().checked_sub(11)?;
        let (head, tail) = (name.get(..cut)?, name.get(cut..)?);
        tail.strip_prefix('-')?.parse::<Date>().ok().map(|_| head)
    });
    format!("{}-{to}", bare.unwrap_or(name))
}

impl UnmatchedRow {
    /// In a sentence, with file, line and column.
    #[must_use]
    pub fn told(&self) -> String {
        let Self { file, line, column, why, nearest, .. } = self;
        let meant = nearest.as_ref().map_or(String::new(), |near| format!("; did you mean \"{near}\"?"));
        format!("{file}, line {line}, column \"{column}\": {why}{meant}")
    }
}

impl Rolled {
    /// Takes over what a list says of itself; what is wrong with it is returned.
    fn account_for(&mut self, list: Listing) -> Vec<String> {
        let mut wrong = list.mistakes();
        if list.taken == 0 && !list.unmatched.is_empty() && wrong.is_empty() {
            let shown = list.shown();
            wrong.push(format!("{shown}: none of its rows is about anything in the scenario; is it the right file?"));
            wrong.extend(list.unmatched.iter().take(MOST_NAMED).map(UnmatchedRow::told));
        }
        self.files.push(list.facts());
        self.unmatched.extend(list.unmatched);
        self.notes.extend(list.notes);
        wrong
    }

    /// What a strict reading refuses: rows without a counterpart, and what the files do not have.
    fn not_strict(&self) -> Vec<String> {
        let mut wrong: Vec<String> = self.unmatched.iter().map(UnmatchedRow::told).collect();
        let file = |list: RollList| self.files.iter().find(|file| file.list == list).map(|file| file.file.clone());
        if let Some(file) = file(RollList::Stocks) {
            let unlisted = self.stocks.iter().filter(|stock| !matches!(stock.origin, RollOrigin::Listed { .. }));
            wrong.extend(
                unlisted.map(|stock| format!("{file}: no row for \"{}\" at \"{}\"", stock.material, stock.site)),
            );
        }
        if let Some(file) = file(RollList::Licences) {
            let unlisted = self.licences.iter().filter(|licence| licence.fate != LicenceFate::Listed);
            wrong
                .extend(unlisted.map(|licence| format!("{file}: no row for the licence of lane \"{}\"", licence.lane)));
        }
        wrong
    }

    /// What is wrong with the new scenario, as mistakes of the rows that say it; the rest with its place in the old
    /// one.
    pub(crate) fn explained(&self, problems: Problems, document: &Document) -> RollMistakes {
        let mut mistakes = Vec::new();
        let mut left = Vec::new();
        for problem in problems.problems {
            if let Some(place) = self.row_of(&problem.field) {
                mistakes.push(format!("{place}: {}", problem.message));
            } else {
                let place = document.place(&problem.field);
                left.push(if problem.place.is_some() { problem } else { problem.at(place) });
            }
        }
        let scenario = (!left.is_empty()).then(|| Box::new(Problems { subject: problems.subject, problems: left }));
        RollMistakes { mistakes, scenario }
    }

    /// File, line and column of the row that says a field of the new scenario.
    pub(crate) fn row_of(&self, field: &str) -> Option<String> {
        let file = |list: RollList| self.files.iter().find(|file| file.list == list).map(|file| file.file.as_str());
        let below = |path: &[&str]| {
            let path: Vec<String> = path.iter().map(|step| (*step).to_owned()).collect();
            field.strip_prefix(&words::dotted(&path)).filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        for order in &self.orders {
            if let (Some(rest), Some(line)) = (below(&["lanes", &order.lane, "open_orders", &order.order]), order.line)
            {
                let ends = ["quantity", "placed", "attempt", "valid_until", "delay_days"];
                let column = ends.into_iter().find(|end| rest.ends_with(end));
                let day = [".on", ".since"].into_iter().any(|end| rest.ends_with(end));
                let column = column.unwrap_or(if day { "on" } else { "stands" });
                return Some(format!("{}, line {line}, column \"{column}\"", file(RollList::Orders)?));
            }
        }
        for licence in &self.licences {
            if let (Some(rest), Some(line)) = (below(&["lanes", &licence.lane, "general_licence"]), licence.line) {
                let column = ["until", "renewed", "quantity"].into_iter().find(|end| rest.ends_with(end));
                let column = column.filter(|_| !rest.contains(".left")).unwrap_or("left");
                return Some(format!("{}, line {line}, column \"{column}\"", file(RollList::Licences)?));
            }
        }
        self.stocks.iter().find_map(|stock| {
            let RollOrigin::Listed { file, line } = &stock.origin else { return None };
            let path: Vec<&str> = match (&stock.line, stock.input) {
                (_, true) => vec!["sites", &stock.site, "inputs", &stock.material, "opening_stock"],
                (Some(of), false) => vec!["sites", &stock.site, "lines", of, "opening_output_stock"],
                (None, false) => vec!["sites", &stock.site, "opening_output_stock"],
            };
            below(&path).map(|_| format!("{file}, line {line}, column \"stock\""))
        })
    }

    /// A warning or a note of the new scenario in a line.
    pub(crate) fn warned(&self, problem: &Problem) -> String {
        match self.row_of(&problem.field) {
            Some(place) => format!("{place}: {}", problem.message),
            None => format!("{}: {}", problem.field, problem.message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_name_bears_one_day() {
        let to = date(2026, 12, 7);
        for (name, wanted) in [
            ("firm", "firm-2026-12-07"),
            ("firm-2026-11-02", "firm-2026-12-07"),
            ("a-b", "a-b-2026-12-07"),
            ("-", "--2026-12-07"),
        ] {
            assert_eq!(dated(name, to), wanted);
        }
    }
}
