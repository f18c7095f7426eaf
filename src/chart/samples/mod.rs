//! Made-up charts for the tests: few and many manufacturers, long names, nothing lost.

mod choices;
mod course;
mod harm;
mod parameters;

pub(super) use choices::{forest, frontier, regret, stock};
pub(super) use course::{cover, halted, rates, regimes, sectors, trial, waits};
pub(super) use harm::{exposure, freeze, loss, missing, network};
pub(super) use parameters::{conditions, curve, heat, scatter, tornado, variance};

use super::{Caption, Chart, Closure, PolicyEvent, StockUnit, Unit};
use jiff::civil::{Date, date};

const MAKERS: [(&str, &str, &str); 16] = [
    ("Aalto Drives", "Wind power", "Finland"),
    ("Vereinigte Magnet- und Antriebswerke Hanau", "Automotive", "Germany"),
    ("Bergström Motors", "Automotive", "Sweden"),
    ("Città Elettrica S.p.A.", "Automotive", "Italy"),
    ("Delta Robotics & Sons", "Robotics", "United Kingdom"),
    ("Électronique de l’Isère", "Electronics", "France"),
    ("Fonseca Turbinas", "Wind power", "Portugal"),
    ("Great Lakes Traction", "Automotive", "United States"),
    ("Hokuriku Servo", "Robotics", "Japan"),
    ("Iberia Imaging", "Medical", "Spain"),
    ("Jaipur Pumps", "Industrial", "India"),
    ("Kraków Compressor Works", "Industrial", "Poland"),
    ("Łódź Magnetics", "Electronics", "Poland"),
    ("Midlands Aerospace Actuators", "Aerospace", "United Kingdom"),
    ("Nordsee Offshore", "Wind power", "Germany"),
    ("Ohm & Volt", "Electronics", "Netherlands"),
];

const CHOICES: [&str; 5] = [
    "More stock at the car plant",
    "Second source for the scooter maker in India from the first quarter on, by air, at twice the price",
    "General licence",
    "State stockpile released to those who have the least cover when the regime is tightened",
    "Heavy rare earth free motors",
];

fn caption(title: &str, subtitle: &str) -> Caption {
    Caption {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        footnote: "10,000 trials · seed 2026 · linestop 0.2.0 · 95 % intervals by bootstrap".to_owned(),
    }
}

fn dates(days: i32) -> Vec<Date> {
    let first = date(2025, 4, 4);
    let step = if days > 400 { 7 } else { 1 };
    (0..=days / step).map(|at| first + jiff::Span::new().days(at * step)).collect()
}

fn events(many: bool) -> Vec<PolicyEvent> {
    let event = |year, month, day, label: &str| PolicyEvent { date: date(year, month, day), label: label.to_owned() };
    let mut events =
        vec![event(2025, 4, 4, "Licensing begins"), event(2025, 6, 10, "General licences for some buyers")];
    if many {
        events.extend([
            event(2025, 4, 14, "Desk stops accepting incomplete files"),
            event(2025, 6, 12, "Truce"),
            event(2025, 10, 9, "Scope widened to five more elements"),
            event(2025, 11, 10, "Wider scope suspended"),
            event(2026, 1, 15, "Review of end users"),
        ]);
    }
    events
}

/// Closures of a desk and of a plant.
fn closures(who: &str) -> Vec<Closure> {
    let closure = |desk, who: &str, name: &str, from, until| Closure {
        who: who.to_owned(),
        desk,
        name: name.to_owned(),
        from,
        until,
    };
    vec![
        closure(true, "Ministry", "Labour Day", date(2025, 5, 1), date(2025, 5, 5)),
        closure(true, "Ministry", "National Day", date(2025, 10, 1), date(2025, 10, 8)),
        closure(false, who, "Summer stop", date(2025, 7, 28), date(2025, 8, 15)),
        closure(false, who, "", date(2025, 12, 22), date(2026, 1, 6)),
    ]
}

/// Uneven but repeatable numbers from 0 to 1.
fn wobble(at: usize) -> f64 {
    f64::from(u32::try_from(at * 7919 % 101).unwrap_or(0)) / 101.0
}

fn part(index: usize, of: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(1));
    number(index) / number(of.max(1))
}

/// Every sample with a name.
pub(super) fn all() -> Vec<(&'static str, Chart)> {
    vec![
        ("series", super::series::sample()),
        ("reliability", super::reliability::sample()),
        ("ranges", super::ranges::sample()),
        ("deadline-1", super::deadline::sample(1)),
        ("deadline-24", super::deadline::sample(24)),
        ("lead-times-1", super::lead_times::sample(1)),
        ("lead-times-14", super::lead_times::sample(14)),
        ("classes-1", super::classes::sample(1)),
        ("classes-16", super::classes::sample(16)),
        ("clients-1", super::clients::sample(1)),
        ("clients-16", super::clients::sample(16)),
        ("then-now-1", super::then_now::sample(1)),
        ("then-now-16", super::then_now::sample(16)),
        ("costs-6", super::costs::sample(6, Some(4.34e7))),
        ("costs-9", super::costs::sample(9, None)),
        ("costs-2", super::costs::sample(2, Some(3e5))),
        ("costs-goods", super::costs::sample(0, Some(3e5))),
        ("cover-1", cover(1, 365, false, false)),
        ("cover-1-many", cover(1, 1095, true, false)),
        ("cover-4", cover(4, 365, true, false)),
        ("cover-4-90", cover(4, 90, true, true)),
        ("cover-13", cover(13, 1095, true, true)),
        ("halted-1", halted(1, 90, false, 1.0)),
        ("halted-4", halted(4, 365, false, 1.0)),
        ("halted-6-many", halted(6, 1095, true, 0.04)),
        ("halted-13", halted(13, 365, true, 1.0)),
        ("halted-16", halted(16, 1095, true, 0.2)),
        ("halted-none", halted(4, 90, true, 0.0)),
        ("rates-1", rates(1, 365, false, 1)),
        ("rates-5", rates(5, 365, true, 1)),
        ("rates-10", rates(10, 1095, true, 2)),
        ("sectors-2", sectors(2, 3, 365, 0.2)),
        ("sectors-5", sectors(5, 12, 365, 1.0)),
        ("regimes-1", regimes(1, 4, 365)),
        ("regimes-2", regimes(2, 9, 1095)),
        ("waits-1", waits(1, 90)),
        ("waits-6", waits(6, 400)),
        ("network-4", network(4, 1)),
        ("network-18", network(18, 2)),
        ("loss-eur", loss("EUR", 240e6, 0.37)),
        ("loss-chf", loss("CHF", 3e9, 0.0)),
        ("loss-rare", loss("USD", 20e3, 0.93)),
        ("loss-none", loss("EUR", 1.0, 1.0)),
        ("missing-1", missing(1)),
        ("missing-4", missing(4)),
        ("missing-13", missing(13)),
        ("forest-1", forest(1, 2e6)),
        ("forest-12", forest(12, 8e8)),
        ("frontier-2", frontier(2, 1.0)),
        ("frontier-13", frontier(13, 0.6)),
        ("frontier-same", frontier(13, 0.0)),
        ("regret-2", regret(2, 2)),
        ("regret-13", regret(13, 12)),
        ("trial-1", trial(1, 12, 1)),
        ("trial-3", trial(3, 150, 2)),
        ("trial-bare", trial(1, 0, 0)),
        ("stock-1", stock(1, StockUnit::Share)),
        ("stock-4", stock(4, StockUnit::Money("EUR".to_owned()))),
        ("stock-13", stock(13, StockUnit::Share)),
        ("curve-9", curve(9, 30.0, false, Unit::Share, 0.9)),
        ("curve-log", curve(12, 1e-3, true, Unit::Money("USD".to_owned()), 4e8)),
        ("curve-rare", curve(2, 1e5, true, Unit::Share, 0.003)),
        ("heat-9", heat(9, 9, Unit::Share, 0.8)),
        ("heat-2", heat(2, 30, Unit::Money("EUR".to_owned()), 2e8)),
        ("scatter-3", scatter(64, 3)),
        ("scatter-8", scatter(200, 8)),
        ("exposure-1", exposure(1, 3e6)),
        ("exposure-24", exposure(24, 9e8)),
        ("exposure-none", exposure(3, 0.0)),
        ("freeze-1", freeze(1)),
        ("freeze-13", freeze(13)),
        ("tornado-1", tornado(1, Unit::Share, 0.9)),
        ("tornado-17", tornado(17, Unit::Money("EUR".to_owned()), 4e8)),
        ("tornado-days", tornado(6, Unit::Number("days".to_owned()), 40.0)),
        ("variance-1", variance(1, 0.9)),
        ("variance-17", variance(17, 0.05)),
        ("conditions-1", conditions(1, 0.95)),
        ("conditions-4", conditions(4, 0.03)),
    ]
}
