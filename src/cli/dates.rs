//! Dates of forecasts: one, or many from one to another.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::options::{between, parse_date};

/// Most dates of a range.
const MOST_DATES: u32 = 1_000;
const EXAMPLE: &str = "write DATE, or FROM..TO:STEP with a step in months or days, such as 2025-02-01..2025-12-01:1m, or \
                       FROM..TO:N for N dates at equal distances";

/// Dates as they were given: one or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dates(pub Vec<Date>);

/// How far a date is from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Months(i32),
    Days(i32),
    Count(u32),
}

/// A date, or a range of dates.
pub(super) fn parse_dates(text: &str) -> Result<Dates, String> {
    let Some((from, rest)) = text.split_once("..") else {
        return Ok(Dates(vec![parse_date(text).map_err(|why| format!("{why}; {EXAMPLE}"))?]));
    };
    let (to, step) = rest.split_once(':').map_or((rest, "1m"), |(to, step)| (to, step.trim()));
    let end = |text: &str| parse_date(text.trim()).map_err(|why| format!("{why}; {EXAMPLE}"));
    let (from, to, step) = match (end(from), end(to), parse_step(step)) {
        (Ok(from), Ok(to), Ok(step)) => (from, to, step),
        (from, to, step) => {
            let wrong = [from.err(), to.err(), step.err()];
            return Err(wrong.into_iter().flatten().collect::<Vec<_>>().join("; "));
        }
    };
    if from > to {
        return Err(format!("{from} lies after {to}; the earlier date comes first"));
    }
    let dates = match step {
        Step::Months(months) => every(from, to, |at| months.checked_mul(at).map(ToSpan::months)),
        Step::Days(days) => every(from, to, |at| days.checked_mul(at).map(ToSpan::days)),
        Step::Count(count) => Some(spread(from, to, count)),
    };
    dates.map(Dates).ok_or_else(|| format!("{text} are more than {MOST_DATES} dates; take a longer step"))
}

fn parse_step(text: &str) -> Result<Step, String> {
    let number = text.trim_end_matches(|c: char| c.is_alphabetic()).trim();
    let unit = text[text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len())..].to_lowercase();
    let whole = |most: u32| between(1_u32, most)(number).map_err(|why| format!("\"{text}\": {why}; {EXAMPLE}"));
    let step = |most: u32| Ok(i32::try_from(whole(most)?).unwrap_or(i32::MAX));
    match unit.as_str() {
        "m" | "month" | "months" => step(1_200).map(Step::Months),
        "d" | "day" | "days" => step(36_500).map(Step::Days),
        "" => {
            between(2_u32, MOST_DATES)(number).map(Step::Count).map_err(|why| format!("\"{text}\": {why}; {EXAMPLE}"))
        }
        _ => Err(format!("\"{text}\" is no step; {EXAMPLE}")),
    }
}

/// Every date from one to another; nothing if they are too many. A month that is too short ends on its last day.
fn every(from: Date, to: Date, step: impl Fn(i32) -> Option<Span>) -> Option<Vec<Date>> {
    let mut dates = Vec::new();
    for at in 0_i32.. {
        let date = from.saturating_add(step(at)?);
        if date > to {
            break;
        }
        if dates.len() >= MOST_DATES as usize || dates.last() == Some(&date) {
            return None;
        }
        dates.push(date);
    }
    Some(dates)
}

/// So many dates at equal distances, on whole days, each once.
fn spread(from: Date, to: Date, count: u32) -> Vec<Date> {
    let days = i64::from((to - from).get_days());
    let steps = i64::from(count - 1);
    let at = |step: i64| from.saturating_add((days * step + steps / 2).div_euclid(steps).days());
    let mut dates: Vec<Date> = (0..=steps).map(at).collect();
    dates.dedup();
    dates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        parse_dates(text).unwrap().0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_range_has_every_date_from_one_end_to_the_other() {
        assert_eq!(of("2025-07-01"), ["2025-07-01"]);
        let months = ["2025-02-01", "2025-03-01", "2025-04-01"];
        assert_eq!(of("2025-02-01..2025-04-01:1m"), months);
        assert_eq!(of("2025-02-01..2025-04-30"), months);
        assert_eq!(of("2025-02-01 .. 2025-04-01:2 months"), ["2025-02-01", "2025-04-01"]);
        assert_eq!(of("2025-01-31..2025-03-31:1m"), ["2025-01-31", "2025-02-28", "2025-03-31"]);
        assert_eq!(of("2025-02-01..2025-02-16:7d"), ["2025-02-01", "2025-02-08", "2025-02-15"]);
        assert_eq!(of("2025-02-01..2025-02-11:3"), ["2025-02-01", "2025-02-06", "2025-02-11"]);
        assert_eq!(of("2025-02-01..2025-02-02:5"), ["2025-02-01", "2025-02-02"]);
        assert_eq!(of("2025-02-01..2025-02-01"), ["2025-02-01"]);
    }

    #[test]
    fn what_is_no_range_is_told_with_all_its_mistakes() {
        for (text, says) in [
            ("2025-04-01..2025-02-01", "2025-04-01 lies after 2025-02-01"),
            ("2025-02-01..2025-04-01:1w", "\"1w\" is no step"),
            ("2025-02-01..2025-04-01:0m", "a whole number from 1 to 1,200 is needed"),
            ("2025-02-01..2025-04-01:1", "a whole number from 2 to 1,000 is needed"),
            ("1900-01-01..2025-04-01:1d", "more than 1000 dates"),
            ("soon", "2025-02-01..2025-12-01:1m"),
        ] {
            let error = parse_dates(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
        let all = parse_dates("2025-13-01..later:1y").unwrap_err();
        assert!(["2025-13-01", "later", "1y"].iter().all(|part| all.contains(part)), "{all}");
    }
}
