//! Calendars as working days by day of the horizon.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Calendar, Weekday};

/// Working days of a calendar, from `start` on.
pub(crate) fn working_days(calendar: &Calendar, start: Date, days: u32) -> Vec<bool> {
    (0..days)
        .map(|day| {
            let date = start.saturating_add(i64::from(day).days());
            calendar.working_days.contains(&weekday(date))
                && !calendar.holidays.iter().any(|h| h.from <= date && date <= h.to.unwrap_or(h.from))
        })
        .collect()
}

/// The calendars that exist without being written.
pub(crate) fn builtin(name: &str) -> Option<Calendar> {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let working_days = match name {
        "every_day" => vec![Mon, Tue, Wed, Thu, Fri, Sat, Sun],
        "monday_to_friday" => vec![Mon, Tue, Wed, Thu, Fri],
        _ => return None,
    };
    Some(Calendar { working_days, holidays: Vec::new() })
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
