//! Output of manufacturers against their plan, week by week.

use super::{caption, events, most, of_many, plant_closed};
use crate::chart::{RateFans, RatePanel};
use crate::experiment::{BandAnswer, LineAnswer, RunAnswer};
use crate::report::words::{date, share};

/// Days in the period that output is stated for.
const WEEK: f64 = 7.0;

/// Output a week of each manufacturer; where there are many, of those most at risk.
pub(super) fn output(answer: &RunAnswer) -> RateFans {
    let (lines, all) = most(answer, |line| line.halt.share);
    let mut ends = answer.bands.first().map(|bands| bands.dates.clone()).unwrap_or_default();
    let every = answer.run.bands_every_days;
    // What is left at the end is no whole period: a single working day would be shown as a week of such days.
    if ends.len() > 1 && !answer.scenario.horizon_days.is_multiple_of(every) {
        ends.pop();
    }
    let length = f64::from(every.min(answer.scenario.horizon_days));
    let panel = |line: &LineAnswer| {
        let bands = answer.bands.iter().find(|bands| bands.site == line.site)?;
        // A share of the plan of each period, made a quantity a week.
        let a_week = |share: f64, at: usize| share * bands.planned_output[at] / length * WEEK;
        let series =
            |shares: &[f64]| shares[..ends.len()].iter().enumerate().map(|(at, share)| a_week(*share, at)).collect();
        Some(RatePanel {
            name: line.title.clone(),
            detail: format!("{} a week · {}, {}", several(bands), line.sector, line.country),
            plan: (0..ends.len()).map(|at| a_week(1.0, at)).collect(),
            closures: plant_closed(answer, &line.site, Some("Plant")),
            ..RatePanel::of(bands.output_share.series().map(series))
        })
    };
    let panels: Vec<RatePanel> = lines.iter().filter_map(|line| panel(line)).collect();
    let every = match every {
        1 => "each day".to_owned(),
        days => format!("mean of each {days} days"),
    };
    RateFans {
        caption: caption(
            answer,
            finding(answer, &lines),
            &format!("output a week against plan{}", of_many(panels.len(), all)),
            &format!("{every}; quantiles period by period, each the lower edge of a bin of 5 % of the plan"),
        ),
        start: Some(answer.scenario.start),
        ends,
        dashed: "plan".to_owned(),
        panels,
        events: events(answer),
    }
}

/// The unit in the plural.
fn several(bands: &BandAnswer) -> String {
    match bands.output_unit {
        "piece" => "pieces".to_owned(),
        "tonne" => "tonnes".to_owned(),
        unit => unit.to_owned(),
    }
}

/// When output is lowest, and of whom.
fn finding(answer: &RunAnswer, lines: &[&LineAnswer]) -> String {
    let name = |site: &str| lines.iter().find(|line| line.site == site).map_or("a line", |line| line.title.as_str());
    let lowest = |place: usize| {
        let of = |bands: &'_ BandAnswer| {
            let planned = bands.planned_output.iter().zip(bands.output_share.series()[place]).zip(&bands.dates);
            let low = planned.filter(|((plan, _), _)| **plan > 0.0).min_by(|a, b| a.0.1.total_cmp(b.0.1))?;
            Some((*low.0.1, *low.1, bands.site.clone()))
        };
        answer.bands.iter().filter_map(of).min_by(|a, b| a.0.total_cmp(&b.0))
    };
    let period = match answer.run.bands_every_days {
        1 => "day".to_owned(),
        7 => "week".to_owned(),
        days => format!("{days} days"),
    };
    for (place, trials) in [(2, "In half of all trials"), (1, "In one trial of four"), (0, "In one trial of twenty")] {
        if let Some((least, when, site)) = lowest(place)
            && least < 0.95
        {
            let made = if least <= 0.0 {
                "next to nothing".to_owned()
            } else {
                format!("less than {} of its plan", share(least + 0.05))
            };
            return format!("{trials}, {} makes {made} in the {period} to {}", name(&site), date(when));
        }
    }
    "All lines make what they plan in nineteen trials of twenty".to_owned()
}
