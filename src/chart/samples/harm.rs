//! What is lost and why: losses, missing material, failures, freezes, the network.

use super::super::missing::STAGES;
use super::super::{
    Chart, ExposureRow, Exposures, FreezeCurve, FreezeCurves, LossDistribution, LossMarker, MissingMaterial,
    MissingRow, Network, NetworkLink, NetworkRisk, NetworkSite,
};
use super::{MAKERS, caption, part, wobble};

/// Losses of a long-tailed kind; `share_zero` of the trials lose nothing.
pub(in crate::chart) fn loss(currency: &str, scale: f64, share_zero: f64) -> Chart {
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
        chance: None,
    };
    Chart::LossDistribution(LossDistribution {
        caption: caption(
            "One trial in twenty costs more than three times the average",
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
                LossMarker { chance: Some([0.121, 0.124, 0.127]), ..marker(">", 2.0, 0.0) },
            ]
        } else {
            Vec::new()
        },
    })
}

/// Days halted by stage for some manufacturers; every fifth never halts.
pub(in crate::chart) fn missing(makers: usize) -> Chart {
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

pub(in crate::chart) fn exposure(rows: usize, most: f64) -> Chart {
    let row = |at: usize| {
        let part = 1.0 - f64::from(u32::try_from(at).unwrap()) / 24.0;
        let hit = most > 0.0 && at % 5 != 4;
        ExposureRow {
            name: format!("all suppliers of {}", MAKERS[at % MAKERS.len()].0),
            detail: format!("{}, stopped in 93 % of trials", MAKERS[(at + 3) % MAKERS.len()].0),
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

pub(in crate::chart) fn freeze(curves: u32) -> Chart {
    let days: Vec<f64> = (1..=12).map(|at| f64::from(at) * 15.0).collect();
    let curve = |at: u32| FreezeCurve {
        name: MAKERS[at as usize].0.to_owned(),
        stopped: days.iter().map(|days| (days / (60.0 + 20.0 * f64::from(at))).min(1.0)).collect(),
        typical: at.is_multiple_of(2).then(|| 40.0 + 10.0 * f64::from(at)),
        typical_or_fewer: at == 0,
    };
    Chart::Freezes(FreezeCurves {
        caption: caption("A freeze of 45 days stops Aalto Drives in half of the trials", "From 4 Apr 2025 on"),
        curves: (0..curves).map(curve).collect(),
        days,
    })
}

/// A network of suppliers, works in between and makers, licensed by some desks or none.
pub(in crate::chart) fn network(makers: usize, desks: usize) -> Chart {
    let suppliers = makers / 3 + 1;
    let works = makers / 5;
    let site = |at: usize| NetworkSite {
        name: MAKERS[at % MAKERS.len()].0.to_owned(),
        detail: format!("{}, {}", MAKERS[at % MAKERS.len()].1, MAKERS[at % MAKERS.len()].2),
        halt: (at >= suppliers).then(|| if at.is_multiple_of(4) { 0.0 } else { wobble(at * 3) }),
        lines: if at >= suppliers { 1 + at % 2 } else { 0 },
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
            "Supplier to maker {rank}: all of its magnets; it halts in 64 % of trials; expected loss $ 102 m"
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
