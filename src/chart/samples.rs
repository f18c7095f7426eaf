//! Made-up charts for the tests: few and many manufacturers, long names, nothing lost.

use super::missing::{STAGES, Stage};
use super::{
    AxisName, Caption, Chart, ConditionPanel, ConditionsChart, CoverFan, CoverPanel, Curve, CurvePoint, ExposureRow,
    Exposures, Forest, ForestMark, ForestPanel, ForestRow, FreezeCurve, FreezeCurves, Frontier, FrontierPoint, Future,
    FutureHalt, FutureOrder, FutureRegime, FutureSeries, FutureSpan, HaltedBy, HaltedLine, HaltedSectors, HeatMap,
    LossDistribution, LossMarker, MissingMaterial, MissingRow, Network, NetworkLink, NetworkRisk, NetworkSite,
    PolicyEvent, RateFans, RatePanel, RegimeBands, RegimePanel, RegretRow, RegretTable, Scatter, ScatterPoint,
    SectorPanel, StockPanel, StockRisk, StockUnit, Tornado, TornadoEnd, TornadoRow, Unit, VarianceRow, VarianceShares,
    WaitRow, WaitingTimes,
};
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

/// Uneven but repeatable numbers from 0 to 1.
fn wobble(at: usize) -> f64 {
    f64::from(u32::try_from(at * 7919 % 101).unwrap_or(0)) / 101.0
}

fn part(index: usize, of: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(1));
    number(index) / number(of.max(1))
}

/// A fan of cover for some manufacturers over some days.
pub(super) fn cover(makers: usize, days: i32, many_events: bool, uneven: bool) -> Chart {
    let dates = dates(days);
    let panels = (0..makers)
        .map(|at| {
            let (name, sector, country) = MAKERS[at % MAKERS.len()];
            let start = 40.0 + 50.0 * wobble(at) + if uneven && at == 2 { 400.0 } else { 0.0 };
            let series = |spread: f64| -> Vec<f64> {
                (0..dates.len())
                    .map(|day| {
                        let time = part(day, dates.len());
                        let dip = start * (1.0 - 1.9 * time);
                        let back = 70.0 * (time - 0.45).max(0.0) * (0.4 + wobble(at));
                        (dip.max(0.0) + back + spread * 45.0 * time + 3.0 * wobble(day) * time).max(0.0)
                    })
                    .collect()
            };
            CoverPanel {
                group: if many_events && makers > 6 { sector.to_owned() } else { String::new() },
                name: name.to_owned(),
                detail: format!("{sector}, {country}"),
                weight: wobble(at),
                p05: series(-0.8),
                p25: series(-0.35),
                p50: series(0.0),
                p75: series(0.4),
                p95: series(1.0),
            }
        })
        .collect();
    Chart::CoverFan(CoverFan {
        caption: caption(
            "Three of four motor makers run out of terbium before the first licences arrive",
            "Stock of terbium in days of planned need, 4 April 2025 onwards",
        ),
        dates,
        panels,
        events: events(many_events),
    })
}

/// Chances of having halted for some manufacturers over some days, none of them or up to `most`.
pub(super) fn halted(makers: usize, days: i32, many_events: bool, most: f64) -> Chart {
    let dates = dates(days);
    let lines = (0..makers)
        .map(|at| {
            let (name, sector, _) = MAKERS[at % MAKERS.len()];
            let end = if at % 5 == 4 { 0.0 } else { most * (0.35 + 0.6 * wobble(at)) };
            let share: Vec<f64> = (0..dates.len())
                .map(|day| {
                    let time = part(day, dates.len() - 1);
                    let rise = ((time - 0.1 - 0.2 * wobble(at + 3)) * 2.5).clamp(0.0, 1.0);
                    (end * rise * (2.0 - rise) * 1000.0).round() / 1000.0
                })
                .collect();
            HaltedLine {
                name: name.to_owned(),
                sector: sector.to_owned(),
                low: share.iter().map(|p| (p - 0.02 * most).max(0.0)).collect(),
                high: share.iter().map(|p| (p + 0.02 * most + 0.001).min(1.0)).collect(),
                share,
            }
        })
        .collect();
    Chart::HaltedBy(HaltedBy {
        caption: caption(
            "By autumn, most car plants have stopped at least once",
            &format!("Chance of having halted by each date, horizon {days} days from 4 April 2025"),
        ),
        dates,
        lines,
        events: events(many_events),
    })
}

/// Output of some manufacturers over some days, in groups or not.
pub(super) fn rates(makers: usize, days: i32, many_events: bool, groups: usize) -> Chart {
    let ends: Vec<Date> = dates(days).into_iter().skip(6).step_by(7).collect();
    let panels = (0..makers)
        .map(|at| {
            let (name, sector, _) = MAKERS[at % MAKERS.len()];
            let plan = [40.0, 12_000.0, 3.5, 2e6][at % 4];
            let series =
                |low: f64| -> Vec<f64> { (0..ends.len()).map(|w| plan * (1.0 - low * wobble(w + at))).collect() };
            RatePanel {
                group: if groups < 2 { String::new() } else { format!("Authority number {}", at * groups / makers) },
                name: name.to_owned(),
                detail: format!("pieces a week · {sector}"),
                p05: series(1.0),
                p25: series(0.6),
                p50: series(0.2),
                p75: series(0.0),
                p95: series(-0.2),
                plan: if at % 3 == 2 { Vec::new() } else { vec![plan; ends.len()] },
            }
        })
        .collect();
    Chart::Rates(RateFans {
        caption: caption("In one future of twenty, next to nothing is made", "Output a week against plan"),
        start: Some(date(2025, 4, 4)),
        ends,
        dashed: "plan".to_owned(),
        panels,
        events: events(many_events),
    })
}

/// Chances by sector, with some manufacturers in each.
pub(super) fn sectors(count: usize, makers: usize, days: i32, most: f64) -> Chart {
    let Chart::HaltedBy(all) = halted(makers.max(1), days, true, most) else { unreachable!("a chart of halts") };
    let panel = |at: usize| SectorPanel {
        any: HaltedLine {
            name: format!("Sector {at} of those that buy from abroad"),
            ..all.lines[at % all.lines.len()].clone()
        },
        lines: if at == 0 { Vec::new() } else { all.lines.clone() },
        detail: format!("any of {makers} manufacturers, and each of them"),
        weight: wobble(at),
    };
    Chart::Sectors(HaltedSectors {
        caption: all.caption.clone(),
        dates: all.dates.clone(),
        panels: (0..count).map(panel).collect(),
        events: all.events.clone(),
    })
}

const REGIMES: [&str; 9] = [
    "Licensing",
    "Tightened",
    "Frozen until the end of the talks",
    "Eased",
    "Truce, but files for Japan and for whoever delivers there are held",
    "October measures",
    "Case by case",
    "General licences",
    "Nothing is licensed",
];

/// Chances of some regimes at some authorities; the first regimes are over at the end.
pub(super) fn regimes(authorities: usize, regimes: usize, days: i32) -> Chart {
    let dates = dates(days);
    let weight = |regime: usize, day: usize| {
        let (time, middle) = (part(day, dates.len()), part(regime, regimes));
        (1.0 - 2.0 * (time - middle).abs()).max(0.0).powi(3) + 0.01 + 0.05 * wobble(regime)
    };
    let chance = |regime: usize, day: usize| weight(regime, day) / (0..regimes).map(|r| weight(r, day)).sum::<f64>();
    let panel = |at: usize| RegimePanel {
        name: format!("Authority number {at}"),
        regimes: (0..regimes)
            .map(|regime| {
                let name = REGIMES[regime % REGIMES.len()].to_owned();
                (name, (0..dates.len()).map(|day| chance(regime, day)).collect())
            })
            .collect(),
    };
    Chart::Regimes(RegimeBands {
        caption: caption("A truce is the likeliest end", "Chance that each regime is in force, by date"),
        panels: (0..authorities).map(panel).collect(),
        dates,
        events: events(authorities > 1),
    })
}

/// Waits of some materials of up to so many days.
pub(super) fn waits(materials: usize, days: usize) -> Chart {
    let row = |at: usize| {
        let raw: Vec<f64> =
            (0..days).map(|day| (part(day, days) * (1.0 - part(day, days))).powi(2) * wobble(day + at)).collect();
        let sum: f64 = raw.iter().sum::<f64>().max(1e-9);
        WaitRow {
            name: MAKERS[at % MAKERS.len()].0.to_owned(),
            detail: "1,234.5 decisions a future".to_owned(),
            shares: raw.iter().map(|share| share / sum).collect(),
            median: part(days, 2),
            p90: part(days * 4, 5),
        }
    };
    Chart::Waits(WaitingTimes {
        caption: caption("One in ten waits longer than 60 days", "Days from filing to decision"),
        rows: (0..materials).map(row).collect(),
    })
}

/// A network of suppliers, works in between and makers, licensed by some desks or none.
pub(super) fn network(makers: usize, desks: usize) -> Chart {
    let suppliers = makers / 3 + 1;
    let works = makers / 5;
    let site = |at: usize| NetworkSite {
        name: MAKERS[at % MAKERS.len()].0.to_owned(),
        detail: format!("{}, {}", MAKERS[at % MAKERS.len()].1, MAKERS[at % MAKERS.len()].2),
        halt: (at >= suppliers).then(|| if at.is_multiple_of(4) { 0.0 } else { wobble(at * 3) }),
    };
    let desk = |at: usize| (desks > 0 && at % 4 != 3).then(|| at % desks.max(1));
    let mut links = Vec::new();
    for work in 0..works {
        links.push(NetworkLink {
            from: work % suppliers,
            to: suppliers + work,
            desk: desk(work),
            share: 0.9,
            weight: 1.0,
            stake: "102\u{a0}m".to_owned(),
        });
    }
    for maker in 0..makers {
        let to = suppliers + works + maker;
        if works > 0 && maker % 5 == 0 {
            links.push(NetworkLink {
                from: suppliers + maker % works,
                to,
                desk: None,
                share: 1.0,
                weight: 1.0,
                stake: String::new(),
            });
        }
        for second in 0..=maker % 2 {
            let from = (maker + second * 2) % suppliers;
            links.push(NetworkLink {
                from,
                to,
                desk: desk(maker + second),
                share: 0.7 / part(second + 1, 1),
                weight: 0.5,
                stake: "7.31\u{a0}m".to_owned(),
            });
        }
    }
    let risks = (0..links.len().min(5)).map(|rank| NetworkRisk {
        link: links.len() - 1 - rank,
        words: format!(
            "Supplier to maker {rank}: all of its magnets; it halts in 64 % of futures; expected loss $ 102 m"
        ),
    });
    Chart::Network(Network {
        caption: caption("Most is at stake between two", "What was delivered on each lane"),
        sites: (0..suppliers + works + makers).map(site).collect(),
        desks: (0..desks).map(|at| format!("Ministry number {at}")).collect(),
        currency: "$".to_owned(),
        risks: risks.collect(),
        links,
    })
}

/// Losses of a long-tailed kind; `share_zero` of the trials lose nothing.
pub(super) fn loss(currency: &str, scale: f64, share_zero: f64) -> Chart {
    let exceedance: Vec<(f64, f64)> = if share_zero < 1.0 {
        (0..=400)
            .map(|at| {
                let share = (1.0 - share_zero) * (1.0 - part(at, 401));
                (scale * (((1.0 - share_zero) / share).powf(0.55) - 1.0), share)
            })
            .collect()
    } else {
        Vec::new()
    };
    let marker = |label: &str, value: f64, half: f64| LossMarker {
        label: label.to_owned(),
        value: scale * value,
        low: scale * (value - half),
        high: Some(scale * (value + half)),
    };
    Chart::LossDistribution(LossDistribution {
        caption: caption(
            "One future in twenty costs more than three times the average",
            "Loss of all manufacturers together over 365 days, in money of 2025",
        ),
        currency: currency.to_owned(),
        exceedance,
        share_zero,
        markers: if share_zero < 1.0 {
            vec![
                marker("Mean", 0.9, 0.04),
                marker("Value at risk 95 %", 3.1, 0.15),
                marker("Mean of the worst 5 %", 5.2, 0.3),
            ]
        } else {
            Vec::new()
        },
    })
}

/// Days halted by stage for some manufacturers; every fifth never halts.
pub(super) fn missing(makers: usize) -> Chart {
    let rows = (0..makers)
        .map(|at| {
            let size = if at % 5 == 4 { 0.0 } else { 40.0 * wobble(at * 3 + 1).powi(2) + 0.05 };
            let mut days = [0.0; STAGES.len()];
            for (stage, part) in days.iter_mut().enumerate() {
                *part = size * wobble(at + stage * 5) * 0.5;
            }
            let total: f64 = days.iter().sum();
            MissingRow {
                name: MAKERS[at % MAKERS.len()].0.to_owned(),
                days,
                detail: if at % 2 == 0 {
                    "mostly magnet from Magnet makers in China".to_owned()
                } else {
                    String::new()
                },
                parts: std::array::from_fn(
                    |stage| if stage == 2 { "\nmagnet: 2.1 days".to_owned() } else { String::new() },
                ),
                total_low: total * 0.96,
                total_high: total * 1.04,
            }
        })
        .collect();
    Chart::MissingMaterial(MissingMaterial {
        caption: caption(
            "Most days lost are days in the queue, not days under review",
            "Mean days halted per trial, by where the missing material stood",
        ),
        rows,
    })
}

const CHOICES: [&str; 5] = [
    "More stock at the car plant",
    "Second source for the scooter maker in India from the first quarter on, by air, at twice the price",
    "General licence",
    "State stockpile released to those who have the least cover when the regime is tightened",
    "Heavy rare earth free motors",
];

/// Differences of some alternatives; each third one is not distinguishable.
pub(super) fn forest(alternatives: usize, scale: f64) -> Chart {
    let panel = |title: &str, currency: Option<&str>| ForestPanel {
        title: title.to_owned(),
        currency: currency.map(str::to_owned),
    };
    let mark = |at: usize, scale: f64| {
        let value = scale * (wobble(at) - 0.7);
        let half = if at % 3 == 2 { value.abs() * 1.5 } else { scale * 0.05 };
        ForestMark { value, low: value - half, high: value + half }
    };
    let row = |at: usize| ForestRow {
        name: CHOICES[at % CHOICES.len()].to_owned(),
        marks: vec![mark(at, scale), mark(at + 5, 0.3), mark(at + 9, 4.0 * scale)],
    };
    Chart::Forest(Forest {
        caption: caption("More stock saves most", "Difference from the base"),
        panels: vec![
            panel("Expected cost", Some("EUR")),
            panel("Chance that any manufacturer halts", None),
            panel("Mean loss of the worst 5 %", Some("EUR")),
        ],
        rows: (0..alternatives).map(row).collect(),
    })
}

/// Choices by cost and chance of a halt; `apart` is how far they differ, 0 to 1.
pub(super) fn frontier(choices: usize, apart: f64) -> Chart {
    let point = |at: usize| {
        let (cost, halt) = (2e8 * (1.0 + apart * (wobble(at) - 0.5)), 0.4 + apart * 0.5 * (wobble(at * 3) - 0.5));
        FrontierPoint {
            name: CHOICES[at % CHOICES.len()].to_owned(),
            cost: [cost * 0.97, cost, cost * 1.03],
            halt: [halt - 0.01, halt, halt + 0.01],
            efficient: at.is_multiple_of(4),
        }
    };
    Chart::Frontier(Frontier {
        caption: caption("Four of thirteen choices are efficient", "Expected cost and chance of a halt"),
        currency: "EUR".to_owned(),
        points: (0..choices).map(point).collect(),
    })
}

/// Regret of some choices in some worlds.
pub(super) fn regret(choices: usize, worlds: usize) -> Chart {
    const WORLDS: [&str; 4] =
        ["Policy as written", "Always frozen", "Always licensing with case-by-case review (MOFCOM)", "Always eased"];
    let row = |at: usize| RegretRow {
        name: CHOICES[at % CHOICES.len()].to_owned(),
        regrets: (0..worlds).map(|w| if w % choices == at { 0.0 } else { 3e8 * wobble(at * 7 + w).powi(4) }).collect(),
        decision: 3e8 * wobble(at * 7).powi(4),
        least_bad: at == 1,
    };
    Chart::Regret(RegretTable {
        caption: caption("Whatever comes, more stock costs little more than the best choice", "Regret"),
        currency: "USD".to_owned(),
        decision: (worlds > 1).then(|| "Worst regret".to_owned()),
        worlds: (0..worlds).map(|w| WORLDS[w % WORLDS.len()].to_owned()).collect(),
        rows: (0..choices).map(row).collect(),
    })
}

/// Stock against risk: each line needs more than the one before.
pub(super) fn stock(lines: usize, unit: StockUnit) -> Chart {
    let scale = if unit == StockUnit::Share { 1.0 } else { 3e7 };
    let panel = |index: usize| {
        let (name, sector, _) = MAKERS[index % MAKERS.len()];
        let reach = 30.0 + 25.0 * part(index, lines) + 60.0 * wobble(index);
        let outcome = |days: f64| scale / (1.0 + (days / reach).powi(6));
        let point = |k: u32| {
            let days = 3.0 * reach * f64::from(k) / 30.0;
            let value = outcome(days);
            (days, [value * 0.95, value, value * 1.05])
        };
        let at = |share: f64| (reach * share, outcome(reach * share));
        let (days, value) = at(1.65);
        let cost = |k: f64| {
            let days = 3.0 * reach * k / 30.0;
            let value = outcome(days) / scale * 3e7 + 2e4 * days;
            (days, [value * 0.9, value, value * 1.1])
        };
        StockPanel {
            name: name.to_owned(),
            detail: format!("{sector}: 1,240 kg more of magnets with dysprosium and terbium, USD 1.2 m"),
            weight: wobble(index),
            paid: index % 4 == 2,
            points: (0..=30).map(point).collect(),
            today: Some(at(if index % 3 == 1 { 1.62 } else { 0.7 })),
            chosen: Some((days, [value * 0.9, value * 1.02, value * 1.3])),
            costs: if unit == StockUnit::Plain {
                Vec::new()
            } else {
                (0..=8).map(|k| cost(3.75 * f64::from(k))).collect()
            },
        }
    };
    Chart::StockRisk(StockRisk {
        caption: caption("Most lines need twice their stock", "Chance of a halt within 365 days by stock"),
        across: "Stock on the first day, days of planned need".to_owned(),
        target: (unit == StockUnit::Share).then_some(0.05),
        panels: (0..lines).map(panel).collect(),
        unit,
        currency: "USD".to_owned(),
    })
}

fn axis(title: &str, unit: Unit, log: bool) -> AxisName {
    AxisName { title: title.to_owned(), unit, log }
}

/// A falling outcome over one parameter, from `from` on.
pub(super) fn curve(points: usize, from: f64, log: bool, unit: Unit, most: f64) -> Chart {
    let point = |at: usize| {
        let part = part(at, points.saturating_sub(1));
        let (x, value) = (from * (1.0 + 9.0 * part), most * (1.0 - 0.8 * part + 0.02 * wobble(at)));
        CurvePoint { at: x, value, low: value * 0.95, high: value * 1.05 }
    };
    Chart::Curve(Curve {
        caption: caption("The chance of a halt falls from 90 % to 18 %", "Chance of a halt over the opening stock"),
        across: axis("Stock of the car plant on the first day", Unit::Number("days".to_owned()), log),
        up: axis("Chance that any manufacturer halts", unit, false),
        points: (0..points).map(point).collect(),
    })
}

/// An outcome over two parameters; a corner cannot be told.
pub(super) fn heat(columns: usize, rows: usize, unit: Unit, most: f64) -> Chart {
    let value = |row: usize, column: usize| {
        if row + column == 0 {
            return f64::INFINITY;
        }
        most * (0.1 + 0.5 * part(row, rows) + 0.3 * part(column, columns) * part(row, rows))
    };
    let number = |n: usize| 10.0 + 5.0 * f64::from(u32::try_from(n).unwrap_or(0));
    Chart::HeatMap(HeatMap {
        caption: caption("Loss: between € 20 m and € 180 m", "Loss over the length of a freeze and the stock"),
        across: axis("Stock of the car plant on the first day", Unit::Number("days".to_owned()), false),
        up: axis("Returned share", Unit::Share, false),
        outcome: axis("Loss", unit, false),
        columns: (0..columns).map(number).collect(),
        rows: (0..rows).map(|row| 0.01 * number(row)).collect(),
        values: (0..rows).map(|row| (0..columns).map(|column| value(row, column)).collect()).collect(),
    })
}

/// An outcome against each of several parameters.
pub(super) fn scatter(points: usize, parameters: usize) -> Chart {
    let point = |at: usize| {
        let value = 3e7 * (0.2 + wobble(at));
        let at = (0..parameters).map(|p| 0.1 + wobble(at * 3 + p * 17)).collect();
        ScatterPoint { at, value, low: value * 0.9, high: value * 1.1 }
    };
    Chart::Scatter(Scatter {
        caption: caption("Loss: between € 6 m and € 36 m", "All parameters vary together"),
        axes: (0..parameters).map(|p| axis(CHOICES[p % CHOICES.len()], Unit::Plain, p % 2 == 1)).collect(),
        up: axis("Loss", Unit::Money("EUR".to_owned()), false),
        points: (0..points).map(point).collect(),
    })
}

/// Parameters at either end; each fourth does nothing, each fifth has both ends on one side.
pub(super) fn tornado(parameters: usize, unit: Unit, most: f64) -> Chart {
    let row = |at: usize| {
        let size = most * 0.4 * (1.0 - part(at, parameters)) * if at % 4 == 3 { 0.0 } else { 1.0 };
        let end = |value: f64, words: &str| TornadoEnd {
            at: words.to_owned(),
            value,
            low: value - most * 0.01,
            high: value + most * 0.01,
        };
        let other = if at % 5 == 2 { 0.6 } else { -0.8 };
        TornadoRow {
            name: CHOICES[at % CHOICES.len()].to_owned(),
            known: at % 4 != 3,
            ends: [
                end(
                    most * 0.5 + size * if at.is_multiple_of(2) { -1.0 } else { 1.0 } * other,
                    "0.45 times the central estimate",
                ),
                end(most * 0.5 - size, "90 days"),
            ],
        }
    };
    Chart::Tornado(Tornado {
        caption: caption("The loss depends most on the stock", "Each uncertain parameter at its P10 and P90"),
        outcome: axis("Loss", unit, false),
        base: most * 0.5,
        rows: (0..parameters).map(row).collect(),
    })
}

/// Shares of a variance, with some estimates below nothing.
pub(super) fn variance(parameters: usize, most: f64) -> Chart {
    let row = |at: usize| {
        let first = most * 0.5 * (0.9 - part(at, parameters));
        let total = most * (1.0 - part(at, parameters));
        VarianceRow {
            name: CHOICES[at % CHOICES.len()].to_owned(),
            first: [first, first - 0.02, first + 0.02],
            total: [total, total - 0.01, total + 0.01],
        }
    };
    Chart::Variance(VarianceShares {
        caption: caption("The parameters bring a fifth of the differences", "Share of the variance"),
        parts: [most, 0.3 * (1.0 - most), 0.7 * (1.0 - most)],
        rows: (0..parameters).map(row).collect(),
    })
}

/// Conditions on some facts.
pub(super) fn conditions(panels: usize, inside: f64) -> Chart {
    let panel = |at: usize| ConditionPanel {
        words: format!("{}: at least 31 days", CHOICES[at % CHOICES.len()]),
        axis: axis(CHOICES[at % CHOICES.len()], Unit::Number("days".to_owned()), false),
        from: at.is_multiple_of(2).then_some(31.0),
        to: (!at.is_multiple_of(3)).then_some(80.0),
        points: (0..20)
            .map(|point| part(point, 20))
            .map(|x| [100.0 * x, inside * x, inside * x * 0.9, inside * (x * 1.05 + 0.01)])
            .collect(),
    };
    Chart::Conditions(ConditionsChart {
        caption: caption("Car plant halts in 81 % of futures like these", "These are 9 % of all futures"),
        inside: [inside, inside * 0.95, inside * 1.04],
        elsewhere: [inside * 0.1, inside * 0.08, inside * 0.12],
        panels: (0..panels).map(panel).collect(),
    })
}

/// Every sample with a name.
pub(super) fn all() -> Vec<(&'static str, Chart)> {
    vec![
        ("series", super::series::sample()),
        ("ranges", super::ranges::sample()),
        ("deadline-1", super::deadline::sample(1)),
        ("deadline-24", super::deadline::sample(24)),
        ("lead-times-1", super::lead_times::sample(1)),
        ("lead-times-14", super::lead_times::sample(14)),
        ("then-now-1", super::then_now::sample(1)),
        ("then-now-16", super::then_now::sample(16)),
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
        ("future-1", future(1, 12, 1)),
        ("future-3", future(3, 150, 2)),
        ("future-bare", future(1, 0, 0)),
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

fn future(inputs: i32, orders: i32, authorities: i32) -> Chart {
    let start = date(2025, 4, 4);
    let on = |day: i32| start + jiff::Span::new().days(day);
    let wave = |input: i32, day: i32| f64::from((day * (7 + input)) % 60);
    let series = |input: i32| FutureSeries {
        name: MAKERS[input.unsigned_abs() as usize].0.to_owned(),
        cover_days: (0..365).map(|day| wave(input, day)).collect(),
    };
    let stay = |at: i32| FutureRegime {
        from: on(at * 40),
        until: on((at * 40 + 39).min(364)),
        name: ["Licensing", "Tightened by decree of the ministry", "Frozen"][at.unsigned_abs() as usize % 3].to_owned(),
        frozen: at % 3 == 2,
    };
    let authority = |at: i32| (format!("Ministry {}", at + 1), (0..10).map(stay).collect());
    let order = |at: i32| {
        let placed = at * 340 / orders;
        let span = |(stage, from): (usize, i32)| FutureSpan {
            stage: STAGES[stage],
            from: on(placed + from),
            until: (stage < Stage::InTransit as usize || at % 9 > 0).then(|| on(placed + from + 6)),
        };
        let spans = [(0, 0), (1, 6), (2, 12), (Stage::InTransit as usize, 18)].map(span).to_vec();
        FutureOrder { spans, failed: (at % 7 == 3).then(|| on(placed + 18)) }
    };
    Chart::Future(Future {
        caption: caption("Car plant stands for 18 days in this future", "Stock in days of need · 365 days"),
        start,
        end: on(364),
        series: (0..inputs).map(series).collect(),
        regimes: (0..authorities).map(authority).collect(),
        halts: if orders > 0 { vec![FutureHalt { from: on(70), until: on(91) }] } else { Vec::new() },
        orders: (0..orders).map(order).collect(),
    })
}

fn exposure(rows: usize, most: f64) -> Chart {
    let row = |at: usize| {
        let part = 1.0 - f64::from(u32::try_from(at).unwrap()) / 24.0;
        let hit = most > 0.0 && at % 5 != 4;
        ExposureRow {
            name: format!("all suppliers of {}", MAKERS[at % MAKERS.len()].0),
            detail: format!("{}, stopped in 93 % of futures", MAKERS[(at + 3) % MAKERS.len()].0),
            survives: hit.then_some(20.0 + 60.0 * part),
            recovers: hit.then_some(60.0 * (1.0 - part)),
            not_over: at % 7 == 3,
            loss: [-most * 0.05 * part, most * part * 0.5, most * part],
        }
    };
    Chart::Exposures(Exposures {
        caption: caption("What hurts most if it fails for 90 days", "Single failures · 365 days"),
        currency: "EUR".to_owned(),
        days: 90.0,
        rows: (0..rows).map(row).collect(),
    })
}

fn freeze(curves: u32) -> Chart {
    let days: Vec<f64> = (1..=12).map(|at| f64::from(at) * 15.0).collect();
    let curve = |at: u32| FreezeCurve {
        name: MAKERS[at as usize].0.to_owned(),
        stopped: days.iter().map(|days| (days / (60.0 + 20.0 * f64::from(at))).min(1.0)).collect(),
        typical: at.is_multiple_of(2).then(|| 40.0 + 10.0 * f64::from(at)),
        typical_or_fewer: at == 0,
    };
    Chart::Freezes(FreezeCurves {
        caption: caption("A freeze of 45 days stops Aalto Drives in half of the futures", "From 4 Apr 2025 on"),
        curves: (0..curves).map(curve).collect(),
        days,
    })
}
