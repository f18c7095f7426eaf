//! Output of manufacturers against their plan, week by week.

use super::{events, most, of_many, plant_closed, timed};
use crate::chart::{RateFans, RatePanel};
use crate::experiment::{BandAnswer, LineAnswer, RunAnswer};
use crate::report::run::MOST_LINES;
use crate::report::words::{date, share};
use jiff::civil::Date;

/// Days in the period that output is stated for.
const WEEK: f64 = 7.0;

/// Output a week of each manufacturer; where there are many, of those most at risk.
pub(super) fn output(answer: &RunAnswer) -> RateFans {
    let (mut lines, all) = most(answer, |line| line.halt.share);
    let subject = least(answer);
    // The line of the title comes first.
    if let Some(named) = subject.and_then(|(.., site)| answer.manufacturers().find(|line| line.site == site)) {
        lines.retain(|line| line.site != named.site);
        lines.truncate(MOST_LINES - 1);
        lines.insert(0, named);
    }
    let mut ends = answer.bands.first().map(|bands| bands.dates.clone()).unwrap_or_default();
    let every = answer.run.bands_every_days;
    ends.truncate(whole_periods(answer, ends.len()));
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
        caption: timed(
            answer,
            finding(answer, subject),
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

/// Periods that are shown. What is left at the end is no whole one: a single working day would be shown as a week of
/// such days.
fn whole_periods(answer: &RunAnswer, periods: usize) -> usize {
    let whole = answer.scenario.horizon_days.is_multiple_of(answer.run.bands_every_days);
    periods - usize::from(periods > 1 && !whole)
}

/// The unit in the plural.
fn several(bands: &BandAnswer) -> String {
    match bands.output_unit {
        "piece" => "pieces".to_owned(),
        "tonne" => "tonnes".to_owned(),
        unit => unit.to_owned(),
    }
}

/// When and where least of a plan is made, in the median trial or else in a rarer one: the trials, the share, the end of
/// the period and the line. Nothing where all make what they plan.
fn least(answer: &RunAnswer) -> Option<(&'static str, f64, Date, &str)> {
    let places = [(2, "In half of all trials"), (1, "In one trial of four"), (0, "In one trial of twenty")];
    places.into_iter().find_map(|(place, trials)| {
        let all = answer.bands.iter().filter_map(|bands| {
            let planned = bands.planned_output.iter().zip(bands.output_share.series()[place]).zip(&bands.dates);
            let shown = planned.take(whole_periods(answer, bands.dates.len()));
            let low = shown.filter(|((plan, _), _)| **plan > 0.0).min_by(|a, b| a.0.1.total_cmp(b.0.1))?;
            Some((trials, *low.0.1, *low.1, bands.site.as_str()))
        });
        all.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|least| least.1 < 0.95)
    })
}

fn finding(answer: &RunAnswer, least: Option<(&str, f64, Date, &str)>) -> String {
    let title = |site: &str| answer.line(site).map_or("a line", |line| &line.title);
    let Some((trials, made, until, site)) = least else {
        return match answer.bands.as_slice() {
            [only] => format!("{} makes what it plans in nineteen trials of twenty", title(&only.site)),
            _ => "All lines make what they plan in nineteen trials of twenty".to_owned(),
        };
    };
    let period = match answer.run.bands_every_days {
        1 => "day".to_owned(),
        7 => "week".to_owned(),
        days => format!("{days} days"),
    };
    let made = if made <= 0.0 {
        "next to nothing".to_owned()
    } else {
        format!("less than {} of its plan", share(made + 0.05))
    };
    format!("{trials}, {} makes {made} in the {period} to {}", title(site), date(until))
}
