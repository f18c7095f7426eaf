//! What happens over the days: stocks, halts, output, regimes, waits, one trial.

use super::super::missing::{STAGES, Stage};
use super::super::{
    Chart, CoverFan, CoverPanel, HaltedBy, HaltedLine, HaltedSectors, RateFans, RatePanel, RegimeBands, RegimePanel,
    SectorPanel, Trial, TrialHalt, TrialOrder, TrialRegime, TrialSeries, TrialSpan, WaitRow, WaitingTimes,
};
use super::{MAKERS, caption, closures, dates, events, part, wobble};
use jiff::civil::{Date, date};

/// A fan of cover for some manufacturers over some days.
pub(in crate::chart) fn cover(makers: usize, days: i32, many_events: bool, uneven: bool) -> Chart {
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
                part: ["terbium", "Magnets without controlled elements", ""][at % 3].to_owned(),
                detail: format!("{sector}, {country}"),
                weight: wobble(at),
                p05: series(-0.8),
                p25: series(-0.35),
                p50: series(0.0),
                p75: series(0.4),
                p95: series(1.0),
                closures: if many_events { closures("Plant") } else { Vec::new() },
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
pub(in crate::chart) fn halted(makers: usize, days: i32, many_events: bool, most: f64) -> Chart {
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
        closures: if many_events { closures(MAKERS[0].0) } else { Vec::new() },
    })
}

/// Output of some manufacturers over some days, in groups or not.
pub(in crate::chart) fn rates(makers: usize, days: i32, many_events: bool, groups: usize) -> Chart {
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
                closures: if at % 2 == 0 { closures("Plant") } else { Vec::new() },
            }
        })
        .collect();
    Chart::Rates(RateFans {
        caption: caption("In one trial of twenty, next to nothing is made", "Output a week against plan"),
        start: Some(date(2025, 4, 4)),
        ends,
        dashed: "plan".to_owned(),
        panels,
        events: events(many_events),
    })
}

/// Chances by sector, with some manufacturers in each.
pub(in crate::chart) fn sectors(count: usize, makers: usize, days: i32, most: f64) -> Chart {
    let Chart::HaltedBy(all) = halted(makers.max(1), days, true, most) else { unreachable!("a chart of halts") };
    let panel = |at: usize| SectorPanel {
        any: HaltedLine {
            name: format!("Sector {at} of those that buy from abroad"),
            ..all.lines[at % all.lines.len()].clone()
        },
        lines: if at == 0 { Vec::new() } else { all.lines.clone() },
        detail: format!("any of {makers} manufacturers, and each of them"),
        weight: wobble(at),
        all: at == 0,
    };
    Chart::Sectors(HaltedSectors {
        caption: all.caption.clone(),
        dates: all.dates.clone(),
        panels: (0..count).map(panel).collect(),
        events: all.events.clone(),
        closures: closures("Plants"),
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

/// Chances of some regimes at some authorities; the first regimes, the most severe, are over at the end.
pub(in crate::chart) fn regimes(authorities: usize, regimes: usize, days: i32) -> Chart {
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
        closures: closures("Ministry")[..2 * (at % 2)].to_vec(),
    };
    Chart::Regimes(RegimeBands {
        caption: caption("A truce is the likeliest end", "Chance that each regime is in force, by date"),
        panels: (0..authorities).map(panel).collect(),
        dates,
        events: events(authorities > 1),
    })
}

/// Waits of some materials of up to so many days.
pub(in crate::chart) fn waits(materials: usize, days: usize) -> Chart {
    let row = |at: usize| {
        let raw: Vec<f64> =
            (0..days).map(|day| (part(day, days) * (1.0 - part(day, days))).powi(2) * wobble(day + at)).collect();
        let sum: f64 = raw.iter().sum::<f64>().max(1e-9);
        WaitRow {
            name: MAKERS[at % MAKERS.len()].0.to_owned(),
            detail: "1,234.5 decisions a trial".to_owned(),
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

pub(in crate::chart) fn trial(inputs: i32, orders: i32, authorities: i32) -> Chart {
    let start = date(2025, 4, 4);
    let on = |day: i32| start + jiff::Span::new().days(day);
    let wave = |input: i32, day: i32| f64::from((day * (7 + input)) % 60);
    let series = |input: i32| TrialSeries {
        name: MAKERS[input.unsigned_abs() as usize].0.to_owned(),
        cover_days: (0..365).map(|day| wave(input, day)).collect(),
    };
    let stay = |at: i32| TrialRegime {
        from: on(at * 40),
        until: on((at * 40 + 39).min(364)),
        name: ["Licensing", "Tightened by decree of the ministry", "Frozen"][at.unsigned_abs() as usize % 3].to_owned(),
        frozen: at % 3 == 2,
    };
    let authority = |at: i32| (format!("Ministry {}", at + 1), (0..10).map(stay).collect());
    let order = |at: i32| {
        let placed = at * 340 / orders;
        let span = |(stage, from): (usize, i32)| TrialSpan {
            stage: STAGES[stage],
            from: on(placed + from),
            until: (stage < Stage::InTransit as usize || at % 9 > 0).then(|| on(placed + from + 6)),
        };
        let spans = [(0, 0), (1, 6), (2, 12), (Stage::InTransit as usize, 18)].map(span).to_vec();
        TrialOrder { spans, failed: (at % 7 == 3).then(|| on(placed + 18)) }
    };
    Chart::Trial(Trial {
        caption: caption("Car plant stands for 18 days in this trial", "Stock in days of need · 365 days"),
        start,
        end: on(364),
        series: (0..inputs).map(series).collect(),
        regimes: (0..authorities).map(authority).collect(),
        halts: if orders > 0 { vec![TrialHalt { from: on(70), until: on(91) }] } else { Vec::new() },
        orders: (0..orders).map(order).collect(),
        closures: if orders > 0 { closures("Plant") } else { Vec::new() },
        events: if authorities > 1 { super::events(true) } else { Vec::new() },
    })
}
