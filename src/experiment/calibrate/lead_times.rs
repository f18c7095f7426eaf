//! Lead times of vendors from dates: ordered and received. What has not been received says that it has taken so long.

use std::path::Path;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::waits::RecordError;
use crate::experiment::CONFIDENCE;
use crate::reading::{self, Complaints, Locale, Table};
use crate::scenario::{DECLARE, name_list};
use crate::statistics::Interval;
use crate::statistics::durations::{Duration, Family, Fit, ended_by, fits};

/// Orders of a vendor that must have been received for a fit of its own.
const LEAST_RECEIVED: usize = 8;

/// Which columns hold what; nothing for those that are known by their usual headings.
#[derive(Clone, Debug, Default)]
pub struct LeadTimeColumns {
    /// Whom it was ordered from.
    pub vendor: Option<String>,
    /// The day on which it was ordered.
    pub ordered: Option<String>,
    /// The day on which it was received.
    pub received: Option<String>,
}

/// Lead times, vendor by vendor.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LeadTimesAnswer {
    /// Version of linestop.
    pub linestop: String,
    /// The file.
    pub file: String,
    /// The day of the first order.
    pub since: Date,
    /// The day until which open orders have waited.
    pub until: Date,
    /// All orders together.
    pub all: LeadTime,
    /// Vendors, those with the most orders first.
    pub vendors: Vec<LeadTime>,
    /// What is good to know about how the file was read.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// The lead time of a vendor.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LeadTime {
    /// The vendor as the file calls it.
    pub vendor: String,
    /// Orders that have been received.
    pub received: usize,
    /// Orders that are open.
    pub open: usize,
    /// Whether its own orders were too few, and the distribution is that of all orders.
    pub of_all: bool,
    /// The family of the distribution.
    pub family: String,
    /// Half are received within so many days.
    pub median_days: f64,
    /// 95 % interval of the median; nothing where the orders do not tell.
    pub median_interval: Option<Interval>,
    /// Nine in ten are received within so many days.
    pub p90_days: f64,
    /// The distribution as a scenario writes it.
    pub transit_days: Value,
    /// By how much the logarithm of the likelihood of other families is lower.
    pub behind: IndexMap<String, f64>,
    /// Largest distance of the distribution from the estimate of Kaplan and Meier.
    pub largest_distance: f64,
    /// Days, share received by Kaplan and Meier, and by the distribution.
    pub curve: Vec<[f64; 3]>,
    /// Days, evenly, and the share received by then according to the distribution.
    pub fitted: Vec<[f64; 2]>,
    /// Days for which open orders have waited.
    pub waiting_days: Vec<f64>,
}

/// Headings by which the columns are known, beside those that are named.
const VENDOR: &[&str] = &[
    "vendor",
    "supplier",
    "vendor account",
    "vendor name",
    "supplier name",
    "lieferant",
    "kreditor",
    "lieferantenname",
];
const ORDERED: &[&str] = &[
    "ordered",
    "order date",
    "placed",
    "po date",
    "document date",
    "purchase date",
    "bestelldatum",
    "belegdatum",
    "bestellt",
];
const RECEIVED: &[&str] = &[
    "received",
    "receipt date",
    "received date",
    "date received",
    "goods receipt date",
    "posting date",
    "delivered",
    "wareneingang",
    "wareneingangsdatum",
    "we-datum",
    "buchungsdatum",
    "geliefert",
];

/// Reads orders from a CSV file and fits the lead time of each vendor. Open orders, which have no date of receipt, have
/// waited until `until`.
///
/// # Errors
/// All that is wrong, each with its lines and column.
pub fn read_lead_times(
    path: &Path,
    bytes: &[u8],
    columns: &LeadTimeColumns,
    until: Date,
    locale: Locale,
) -> Result<LeadTimesAnswer, RecordError> {
    let table = Table::read(&path.display().to_string(), bytes).map_err(RecordError)?;
    let (vendor_at, [ordered_at, received_at]) = places(&table, columns)?;
    let headings: Vec<&str> = table.headings().collect();
    let mut complaints = Complaints::default();
    let mut orders: IndexMap<String, (String, Vec<Duration>)> = IndexMap::new();
    let mut since = until;
    for (line, row) in &table.rows {
        let mut date = |at: usize| {
            let read = reading::date(&row[at], locale);
            read.map_err(|error| complaints.add(headings[at], error.kind(), *line, error.told(DECLARE))).ok()
        };
        let ordered = date(ordered_at);
        let received = if row[received_at].is_empty() { Some(None) } else { date(received_at).map(Some) };
        let vendor = vendor_at.map_or(ALL, |at| row[at].as_str());
        if vendor.is_empty() {
            complaints.add(vendor_at.map_or("", |at| headings[at]), "empty", *line, "nothing is written".to_owned());
            continue;
        }
        let (Some(ordered), Some(received)) = (ordered, received) else { continue };
        let days = |to: Date| f64::from((to - ordered).get_days());
        let duration = match received {
            Some(received) if received < ordered => {
                let text = format!("{received} is before the order, {ordered}");
                complaints.add(headings[received_at], "before", *line, text);
                continue;
            }
            Some(received) => Duration::Ended(days(received)),
            None if until < ordered => {
                let text = format!("{ordered} is after {until}, until which open orders have waited");
                complaints.add(headings[ordered_at], "after", *line, text);
                continue;
            }
            None => Duration::Open(days(until)),
        };
        since = since.min(ordered);
        let entry = orders.entry(reading::fold(vendor)).or_insert_with(|| (reading::tidy(vendor), Vec::new()));
        entry.1.push(duration);
    }
    if !complaints.is_empty() {
        return Err(RecordError(complaints.told(&table)));
    }
    let pooled: Vec<Duration> = orders.values().flat_map(|(_, durations)| durations.iter().copied()).collect();
    let own = fits(&pooled);
    let Some(all) = own.first().map(|_| lead_time(ALL, &pooled, &own, false)) else {
        let shown = table.shown();
        let text = format!("{shown} has fewer than two different lead times of orders that were received");
        return Err(RecordError(vec![text]));
    };
    let mut vendors: Vec<LeadTime> = orders
        .values()
        .map(|(name, durations)| {
            let received = durations.iter().filter(|duration| matches!(duration, Duration::Ended(_))).count();
            let fits = if received >= LEAST_RECEIVED { fits(durations) } else { Vec::new() };
            if fits.is_empty() {
                lead_time(name, durations, &own, true)
            } else {
                lead_time(name, durations, &fits, false)
            }
        })
        .collect();
    vendors.sort_by(|a, b| (b.received + b.open).cmp(&(a.received + a.open)).then_with(|| a.vendor.cmp(&b.vendor)));
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(LeadTimesAnswer {
        linestop: env!("CARGO_PKG_VERSION").to_owned(),
        file,
        since,
        until,
        all,
        vendors,
        notes: table.notes,
    })
}

/// Points of a fitted curve.
const FITTED: u32 = 80;

/// What all orders together are called.
const ALL: &str = "all orders";

/// The places of vendor, if there is one, order and receipt.
fn places(table: &Table, columns: &LeadTimeColumns) -> Result<(Option<usize>, [usize; 2]), RecordError> {
    let mut wrong = Vec::new();
    let mut find = |named: &Option<String>, known: &[&str], option: &str, needed: bool| {
        let mut found = None;
        let names = named.as_ref().map_or(known.to_vec(), |name| vec![name.as_str()]);
        for name in &names {
            match table.column(name) {
                Ok(at) => found = found.or(at),
                Err(why) => wrong.push(why),
            }
        }
        if found.is_none() && (needed || named.is_some()) {
            let headings = name_list(table.headings(), "and");
            let which =
                named.as_ref().map_or_else(|| format!("that is known as {}", names[0]), |name| format!("\"{name}\""));
            wrong.push(format!(
                "{}: there is no column {which}; its columns are {headings}; name one with {option}",
                table.top()
            ));
        }
        found
    };
    let vendor = find(&columns.vendor, VENDOR, "--vendor-column", false);
    let ordered = find(&columns.ordered, ORDERED, "--ordered-column", true);
    let received = find(&columns.received, RECEIVED, "--received-column", true);
    match (ordered, received) {
        (Some(ordered), Some(received)) if wrong.is_empty() => Ok((vendor, [ordered, received])),
        _ => Err(RecordError(wrong)),
    }
}

/// A vendor's orders with the likeliest of some distributions.
fn lead_time(vendor: &str, durations: &[Duration], fits: &[Fit], of_all: bool) -> LeadTime {
    let best = &fits[0];
    // Dates are whole days: what takes 15 of them may take half a day more.
    let by_the_end_of = |days: f64| best.distribution.cdf(days + 0.5);
    let received = durations.iter().filter(|duration| matches!(duration, Duration::Ended(_))).count();
    let curve: Vec<[f64; 3]> =
        ended_by(durations).into_iter().map(|(days, share)| [days, share, by_the_end_of(days)]).collect();
    let days = |duration: &Duration| match duration {
        Duration::Ended(days) | Duration::Open(days) => *days,
    };
    let longest = durations.iter().map(days).fold(best.p90(), f64::max);
    let fitted = (0..=FITTED).map(|step| longest * f64::from(step) / f64::from(FITTED));
    let fitted = fitted.map(|days| [days, by_the_end_of(days)]).collect();
    let waiting = durations.iter().filter_map(|d| if let Duration::Open(days) = d { Some(*days) } else { None });
    LeadTime {
        vendor: vendor.to_owned(),
        received,
        open: durations.len() - received,
        of_all,
        family: name(best.family).to_owned(),
        median_days: best.median(),
        median_interval: best.median_interval(CONFIDENCE),
        p90_days: best.p90(),
        transit_days: written(best),
        behind: fits[1..]
            .iter()
            .map(|fit| (name(fit.family).to_owned(), best.log_likelihood - fit.log_likelihood))
            .collect(),
        largest_distance: curve.iter().map(|[_, a, b]| (a - b).abs()).fold(0.0, f64::max),
        curve,
        fitted,
        waiting_days: waiting.collect(),
    }
}

/// The name of a family in a scenario.
pub(super) fn name(family: Family) -> &'static str {
    match family {
        Family::Lognormal => "lognormal",
        Family::Gamma => "gamma",
        Family::Weibull => "weibull",
        Family::Exponential => "exponential",
    }
}

/// A distribution as a scenario writes it, to four digits.
pub(super) fn written(fit: &Fit) -> Value {
    written_times(fit, 1.0)
}

/// The same distribution of something so many times as long.
pub(super) fn written_times(fit: &Fit, factor: f64) -> Value {
    let digits = |x: f64| format!("{x:.3e}").parse::<f64>().unwrap_or(x);
    let [a, b] = fit.terms;
    let (a, b) = (digits(a * factor), digits(if fit.family == Family::Lognormal { b * factor } else { b }));
    match fit.family {
        Family::Lognormal => json!({"lognormal": {"median": a, "p90": b}}),
        Family::Gamma => json!({"gamma": {"mean": a, "cv": b}}),
        Family::Weibull => json!({"weibull": {"scale": a, "shape": b}}),
        Family::Exponential => json!({"exponential": {"mean": a}}),
    }
}

/// Lead times laid over a scenario: its lanes from vendors that are its sites take them.
///
/// The wait for a licence is within a lead time as it is within a scenario: a lane that has an authority is left out
/// and named, since it would count twice. Dispatch is within it too, and goes.
#[must_use]
pub fn with_lead_times(answer: &LeadTimesAnswer, scenario: &Value, extends: &str) -> (Value, Vec<String>) {
    let object = |of: &Value, key: &str| of[key].as_object().cloned().unwrap_or_default();
    let (sites, all) = (object(scenario, "sites"), object(scenario, "lanes"));
    let is_it = |key: &str, vendor: &LeadTime| {
        let title = sites.get(key).and_then(|site| site["title"].as_str()).unwrap_or_default();
        reading::same(key, &vendor.vendor) || reading::same(title, &vendor.vendor)
    };
    let (mut lanes, mut notes, mut licensed) = (Map::new(), Vec::new(), Vec::new());
    for vendor in &answer.vendors {
        let own = all.iter().filter(|(_, lane)| lane["from"].as_str().is_some_and(|from| is_it(from, vendor)));
        let own: Vec<_> = own.collect();
        if own.is_empty() {
            notes.push(format!("\"{}\" delivers on no lane of the scenario", vendor.vendor));
        }
        for (name, lane) in own {
            if lane["authority"].is_string() {
                licensed.push(name.clone());
                continue;
            }
            let mut transit = vendor.transit_days.clone();
            transit["source"] = vendor.source(answer).into();
            let mut changed = json!({ "transit_days": transit });
            if !lane["dispatch_days"].is_null() {
                changed["dispatch_days"] = json!({"value": 0, "assumption": "it is within the lead time"});
            }
            lanes.insert(name.clone(), changed);
        }
    }
    if !licensed.is_empty() {
        let list = name_list(licensed.iter().map(String::as_str), "and");
        notes.push(format!("lanes with a licence keep their transit, since the wait for it would count twice: {list}"));
    }
    let title = format!("{}, with lead times as received", scenario["title"].as_str().unwrap_or_default());
    (json!({"extends": extends, "title": title, "lanes": lanes}), notes)
}

impl LeadTime {
    /// Where its distribution comes from.
    #[must_use]
    pub fn source(&self, answer: &LeadTimesAnswer) -> String {
        let whose = if self.of_all { " of all vendors" } else { "" };
        let orders = if self.of_all { &answer.all } else { self };
        format!("{}: {} orders received{whose}, {} open on {}", answer.file, orders.received, orders.open, answer.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str, columns: &LeadTimeColumns) -> Result<LeadTimesAnswer, RecordError> {
        read_lead_times(Path::new("o.csv"), text.as_bytes(), columns, date(2026, 3, 2), Locale::UNDECLARED)
    }

    #[test]
    fn vendors_with_few_orders_take_the_distribution_of_all() {
        let many = (1..=20).fold(String::new(), |text, day| text + &format!("Mill,2025-01-01,2025-02-{day:02}\n"));
        let text = format!("Vendor,Ordered,Received\n{many}MILL,2026-02-20,\nForge,2025-01-01,2025-03-01\n");
        let answer = read(&text, &LeadTimeColumns::default()).unwrap();
        let [mill, forge] = &answer.vendors[..] else { panic!("{answer:?}") };
        assert_eq!((mill.vendor.as_str(), mill.received, mill.open, mill.of_all), ("Mill", 20, 1, false));
        assert_eq!(mill.waiting_days, [10.0]);
        assert!(forge.of_all && forge.median_days.to_bits() == answer.all.median_days.to_bits());
        assert!((38.0..46.0).contains(&mill.median_days), "{mill:?}");
        assert!(mill.largest_distance < 0.15 && mill.transit_days.is_object());
    }

    #[test]
    fn lanes_of_a_scenario_take_them_by_name_or_title() {
        let text = "vendor,ordered,received\nMill ,2025-01-01,2025-01-31\nmill,2025-01-01,2025-02-10\nX,2025-01-01,2025-02-01\n";
        let answer = read(text, &LeadTimeColumns::default()).unwrap();
        let scenario = json!({
            "title": "T",
            "sites": {"a": {"title": "Mill"}, "b": {}},
            "lanes": {
                "free": {"from": "a", "dispatch_days": 4, "transit_days": 9},
                "licensed": {"from": "a", "authority": "m", "transit_days": 9},
                "other": {"from": "b", "transit_days": 9}
            }
        });
        let (over, notes) = with_lead_times(&answer, &scenario, "t.json");
        let lanes = over["lanes"].as_object().unwrap();
        assert_eq!(lanes.keys().collect::<Vec<_>>(), ["free"]);
        assert_eq!(lanes["free"]["dispatch_days"]["value"], 0);
        assert!(
            lanes["free"]["transit_days"]["source"]
                .as_str()
                .unwrap()
                .starts_with("o.csv: 3 orders received of all vendors")
        );
        assert!(notes.iter().any(|note| note.contains("\"X\" delivers on no lane")), "{notes:?}");
        assert!(notes.iter().any(|note| note.contains("`licensed`")), "{notes:?}");
    }

    #[test]
    fn columns_are_known_in_german_or_named() {
        let text = "Lieferant;Bestelldatum;Wareneingangsdatum\nA;2025-01-01;2025-01-31\nA;2025-01-01;2025-02-10\n";
        assert_eq!(read(text, &LeadTimeColumns::default()).unwrap().vendors[0].vendor, "A");
        let other = text.replace("Wareneingangsdatum", "Ankunft");
        let RecordError(told) = read(&other, &LeadTimeColumns::default()).unwrap_err();
        assert!(told[0].contains("name one with --received-column"), "{told:?}");
        let named = LeadTimeColumns { received: Some("Ankunft".to_owned()), ..LeadTimeColumns::default() };
        assert!(read(&other, &named).is_ok());
    }

    #[test]
    fn everything_wrong_is_told_with_line_and_column() {
        let text = "vendor,ordered,received\nA,2025-02-31,2025-03-01\n,2025-01-01,2025-03-01\nA,2025-03-01,2025-02-01\nA,2026-05-01,\n";
        let RecordError(told) = read(text, &LeadTimeColumns::default()).unwrap_err();
        for words in [
            "o.csv, line 2, column \"ordered\": \"2025-02-31\" is not a date",
            "o.csv, line 3, column \"vendor\": nothing is written",
            "o.csv, line 4, column \"received\": 2025-02-01 is before the order",
            "o.csv, line 5, column \"ordered\": 2026-05-01 is after 2026-03-02",
        ] {
            assert!(told.iter().any(|line| line.starts_with(words)), "{words}: {told:?}");
        }
        let same = "vendor,ordered,received\nA,2025-01-01,2025-02-01\nA,2025-01-01,2025-02-01\n";
        assert!(read(same, &LeadTimeColumns::default()).unwrap_err().to_string().contains("fewer than two different"));
    }
}
