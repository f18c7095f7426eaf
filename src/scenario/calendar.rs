//! Calendars as working days by day of the horizon, and the calendars that come with the program.

use std::sync::LazyLock;

use indexmap::IndexMap;
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::{Calendar, DaysNamed, Weekday};

/// Days off on working days of the week, and working days at weekends, that governments have announced.
const ANNOUNCED: &str = include_str!("calendars.csv");

/// A country whose calendar comes with the program.
pub(crate) struct Country {
    /// The name of its calendar.
    pub name: &'static str,
    /// First and last day for which it is complete.
    pub known: (Date, Date),
    /// What it is after that.
    pub after: &'static str,
}

/// Calendars of countries, by name.
pub(crate) const COUNTRIES: [Country; 5] = [
    country("china", 2026, "it has no make-up days, and no days off after the statutory ones of 2027"),
    country("germany", 2027, NOTHING),
    country("india", 2027, NOTHING),
    country("japan", 2027, NOTHING),
    country("united_states", 2027, NOTHING),
];
const NOTHING: &str = "it is Monday to Friday without days off";

const fn country(name: &'static str, last: i16, after: &'static str) -> Country {
    Country { name, known: (date(2024, 1, 1), date(last, 12, 31)), after }
}

static SHIPPED: LazyLock<IndexMap<&'static str, Calendar>> = LazyLock::new(|| {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let week = |days: &[Weekday]| Calendar { working_days: Some(days.to_vec()), ..Calendar::default() };
    let monday_to_friday = [Mon, Tue, Wed, Thu, Fri];
    let mut shipped = IndexMap::from([
        ("every_day", week(&[Mon, Tue, Wed, Thu, Fri, Sat, Sun])),
        ("monday_to_friday", week(&monday_to_friday)),
    ]);
    for line in ANNOUNCED.lines().skip(1) {
        let mut cells = line.splitn(4, ',');
        let (Some(name), Some(day), Some(kind), title) = (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let Ok(from) = day.parse::<Date>() else { continue };
        let calendar = shipped.entry(name).or_insert_with(|| week(&monday_to_friday));
        let days = if kind == "off" { &mut calendar.holidays } else { &mut calendar.extra_working_days };
        days.push(DaysNamed { from, to: None, name: title.map(str::to_owned) });
    }
    shipped
});

/// The calendars that exist without being written, by name.
pub(crate) fn shipped() -> &'static IndexMap<&'static str, Calendar> {
    &SHIPPED
}

/// The calendar of a name, of the file before those of the program, and what it is based on, down to the last. A circle
/// ends where it began.
pub(crate) fn layers<'a>(calendars: &'a IndexMap<String, Calendar>, name: &'a str) -> Vec<&'a Calendar> {
    let mut layers = Vec::new();
    let mut seen = Vec::new();
    let mut next = Some(name);
    while let Some(name) = next {
        // A calendar of the file that is based on its own name is based on the program's.
        let own = calendars.get(name).filter(|_| !seen.contains(&name));
        let Some(calendar) = own.or_else(|| SHIPPED.get(name)) else { break };
        layers.push(calendar);
        seen.push(name);
        next = own.and_then(|c| c.based_on.as_deref());
    }
    layers
}

/// Days of the week on which a calendar works.
pub(crate) fn week<'a>(layers: &[&'a Calendar]) -> &'a [Weekday] {
    layers.iter().find_map(|calendar| calendar.working_days.as_deref()).unwrap_or(&[])
}

/// Working days of a calendar by name, from `start` on; nothing where there is none.
pub(crate) fn working_days(
    calendars: &IndexMap<String, Calendar>,
    name: &str,
    start: Date,
    days: u32,
) -> Option<Vec<bool>> {
    let layers = layers(calendars, name);
    if layers.is_empty() {
        return None;
    }
    let week = week(&layers);
    let works = |day: u32| {
        let date = start.saturating_add(i64::from(day).days());
        layers.iter().find_map(|calendar| dated(calendar, date)).unwrap_or_else(|| week.contains(&weekday(date)))
    };
    Some((0..days).map(works).collect())
}

/// Days in a row without work that are more than a long weekend: holidays of a plant, a festival at a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// First day.
    pub first: u32,
    /// Last day.
    pub last: u32,
    /// What the calendar calls most of its holidays; nothing where it has no name for any.
    pub name: Option<String>,
}

/// Fewer days in a row without work are a long weekend.
const LONG: usize = 5;

/// Closures of a calendar by name, from `start` on; none where there is no such calendar.
pub(crate) fn closures(calendars: &IndexMap<String, Calendar>, name: &str, start: Date, days: u32) -> Vec<Closure> {
    let works = working_days(calendars, name, start, days).unwrap_or_default();
    let layers = layers(calendars, name);
    let all: Vec<(u32, bool)> = (0..).zip(works).collect();
    let closed = all.chunk_by(|a, b| a.1 == b.1).filter(|run| run.len() >= LONG && !run[0].1);
    closed
        .map(|run| {
            let (first, last) = (run[0].0, run[run.len() - 1].0);
            let [from, until] = [first, last].map(|day| start.saturating_add(i64::from(day).days()));
            let days_within = |holiday: &&DaysNamed| {
                (holiday.last().min(until) - holiday.from.max(from)).get_days().saturating_add(1)
            };
            let holidays = layers.iter().flat_map(|calendar| &calendar.holidays);
            let mut named: IndexMap<&str, i32> = IndexMap::new();
            for holiday in holidays.filter(|holiday| days_within(holiday) > 0) {
                *named.entry(holiday.name.as_deref().unwrap_or_default()).or_default() += days_within(&holiday);
            }
            let most = named.into_iter().rev().max_by_key(|(_, days)| *days);
            Closure { first, last, name: most.map(|(name, _)| name.to_owned()).filter(|name| !name.is_empty()) }
        })
        .collect()
}

/// What a calendar says of a date beside the days of the week.
fn dated(calendar: &Calendar, date: Date) -> Option<bool> {
    let among = |days: &[DaysNamed]| days.iter().any(|d| d.from <= date && date <= d.last());
    if among(&calendar.extra_working_days) {
        Some(true)
    } else if among(&calendar.holidays) {
        Some(false)
    } else {
        None
    }
}

fn weekday(date: Date) -> Weekday {
    match date.weekday() {
        jiff::civil::Weekday::Monday => Weekday::Mon,
        jiff::civil::Weekday::Tuesday => Weekday::Tue,
        jiff::civil::Weekday::Wednesday => Weekday::Wed,
        jiff::civil::Weekday::Thursday => Weekday::Thu,
        jiff::civil::Weekday::Friday => Weekday::Fri,
        jiff::civil::Weekday::Saturday => Weekday::Sat,
        jiff::civil::Weekday::Sunday => Weekday::Sun,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closures_are_longer_than_a_long_weekend_and_have_the_name_of_most_of_their_days() {
        let found = closures(&IndexMap::new(), "china", date(2025, 9, 1), 60);
        let named = |name: &str| Some(name.to_owned());
        assert_eq!(found, [Closure { first: 30, last: 37, name: named("National Day") }]);
        assert!(closures(&IndexMap::new(), "germany", date(2025, 4, 1), 60).is_empty());
        assert!(closures(&IndexMap::new(), "nowhere", date(2025, 4, 1), 60).is_empty());
    }
}
