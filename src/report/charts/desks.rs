//! Licence desks: regimes by date, applications by month, waiting times.

use jiff::civil::Date;

use super::{amount, caption, closed, events, ratio, timed};
use crate::chart::{Closure, RateFans, RatePanel, RegimeBands, RegimePanel, WaitRow, WaitingTimes};
use crate::experiment::{AuthorityAnswer, FiveBands, MonthAnswer, RegimeAnswer, RunAnswer, WaitAnswer};
use crate::report::words::{date, share, whole};

/// Materials whose waits are shown at most: those with most decisions.
const MOST_ROWS: usize = 12;

/// A regime is likely that has such a chance on some day.
const LIKELY_REGIME: f64 = 0.05;

/// Closures of the desk of an authority.
pub(super) fn desk_closed(answer: &RunAnswer, authority: &AuthorityAnswer) -> Vec<Closure> {
    closed(&answer.closures, |closure| closure.authority.as_ref() == Some(&authority.authority), None)
}

/// Regimes that are ever in force, the most severe first.
fn by_severity(authority: &AuthorityAnswer) -> Vec<&RegimeAnswer> {
    let happens = |regime: &&RegimeAnswer| regime.trials_by_day.iter().any(|trials| *trials > 0);
    let mut regimes: Vec<&RegimeAnswer> = authority.regimes.iter().filter(happens).collect();
    regimes.sort_by(|a, b| a.openness.total_cmp(&b.openness));
    regimes
}

/// Chance of each regime by date.
pub(super) fn regimes(answer: &RunAnswer) -> RegimeBands {
    let panel = |authority: &AuthorityAnswer| {
        let series = |regime: &RegimeAnswer| {
            let shares = regime.trials_by_day.iter().map(|trials| ratio(*trials, answer.run.trials)).collect();
            (regime.title.clone(), shares)
        };
        RegimePanel {
            name: authority.title.clone(),
            regimes: by_severity(authority).into_iter().map(series).collect(),
            closures: desk_closed(answer, authority),
        }
    };
    let mut authorities: Vec<&AuthorityAnswer> = answer.authorities.iter().collect();
    authorities.sort_by(|a, b| severity(answer, b).total_cmp(&severity(answer, a)));
    RegimeBands {
        caption: timed(
            answer,
            regime_finding(answer, authorities.first().copied()),
            "chance that each regime is in force, by date, the most severe at the bottom",
            "shares of trials, day by day; severity: speed and capacity of the desk times the share of decisions that grant",
        ),
        dates: (0..answer.scenario.horizon_days).map(|day| answer.date(day)).collect(),
        panels: authorities.into_iter().map(panel).collect(),
        events: events(answer),
    }
}

/// How much a desk is shut by regimes that come and go: a mean over days and trials.
fn severity(answer: &RunAnswer, authority: &AuthorityAnswer) -> f64 {
    let regimes = by_severity(authority);
    let shut = |regime: &RegimeAnswer| {
        let shares = regime.trials_by_day.iter().map(|trials| ratio(*trials, answer.run.trials));
        (1.0 - regime.openness).max(0.0) * shares.sum::<f64>()
    };
    if regimes.len() > 1 { regimes.into_iter().map(shut).sum() } else { 0.0 }
}

/// When the most severe regime that is likely at all is likeliest, and how likely it is at the end.
fn regime_finding(answer: &RunAnswer, first: Option<&AuthorityAnswer>) -> String {
    let Some((authority, regimes)) = first.map(|first| (first, by_severity(first))).filter(|of| !of.1.is_empty())
    else {
        return "No authority decides on licences".to_owned();
    };
    let whose = if answer.authorities.len() > 1 { format!("{}: ", authority.title) } else { String::new() };
    let chance = |trials: u64| share(ratio(trials, answer.run.trials));
    let most_of = |regime: &RegimeAnswer| regime.trials_by_day.iter().copied().max().unwrap_or(0);
    let end = date(answer.scenario.end);
    let worst = regimes[0];
    if regimes.len() == 1 {
        return format!("{whose}“{}” is in force throughout in all trials", worst.title);
    }
    // The mildest says little.
    let likely = |regime: &&&RegimeAnswer| ratio(most_of(regime), answer.run.trials) >= LIKELY_REGIME;
    let regime = regimes[..regimes.len() - 1].iter().find(likely).map_or(worst, |regime| *regime);
    let [mut title, mut rest] = [format!("{whose}“{}”", regime.title), String::new()];
    if std::ptr::eq(regime, worst) {
        title.push_str(", the most severe regime,");
    } else {
        rest = format!("; “{}”, the most severe, is at {} at most", worst.title, chance(most_of(worst)));
    }
    let most = most_of(regime);
    let last = regime.trials_by_day.last().copied().unwrap_or(0);
    let day = (0..).zip(&regime.trials_by_day).find(|(_, trials)| **trials == most).map_or(0, |(day, _)| day);
    if last == 0 {
        let over = regime.trials_by_day.iter().rposition(|trials| *trials > 0).map_or(0, |day| day + 1);
        let over = date(answer.date(u32::try_from(over).unwrap_or(u32::MAX)));
        return format!("{title} is over on {over} in all trials{rest}");
    }
    match (day, last == most) {
        (0, true) => format!("{title} lasts to {end} in {} of trials{rest}", chance(last)),
        (0, false) => format!("{title} is still in force on {end} in {} of trials{rest}", chance(last)),
        (_, true) => format!("{title} is likeliest on {end}, at {}{rest}", chance(last)),
        (_, false) => {
            let day = date(answer.date(day));
            format!("{title} is likeliest on {day}, at {}, and at {} on {end}{rest}", chance(most), chance(last))
        }
    }
}

/// Applications by month at each authority.
pub(super) fn licences(answer: &RunAnswer) -> RateFans {
    let several = answer.authorities.len() > 1;
    let mut panels = Vec::new();
    let (first, finding) = licence_finding(answer);
    // The authority and the panel of the title come first.
    let mut authorities: Vec<&AuthorityAnswer> = answer.authorities.iter().collect();
    authorities.sort_by_key(|authority| first.is_some_and(|first| first.authority != authority.authority));
    for authority in authorities {
        let bands = &authority.bands;
        let in_all = |what: fn(&MonthAnswer) -> f64| {
            format!("a month; {} in a trial", amount(authority.months.iter().map(what).sum()))
        };
        for (name, detail, five) in [
            ("Pending", "at the desk at the end of the month".to_owned(), &bands.pending),
            ("Filed", in_all(|m| m.applications.value), &bands.applications),
            ("Granted", in_all(|m| m.granted.value), &bands.granted),
            ("Returned", in_all(|m| m.returned.value), &bands.returned),
            ("Denied", in_all(|m| m.denied.value), &bands.denied),
        ] {
            let group = if several { authority.title.clone() } else { String::new() };
            let closures = desk_closed(answer, authority);
            panels.push(RatePanel { group, name: name.to_owned(), detail, closures, ..months_of(answer, five, 1.0) });
        }
    }
    let subtitle = "applications by month, each attempt counted";
    let months = answer.authorities.first().map_or(&[][..], |authority| &authority.bands.months);
    by_month(answer, months, [&finding, subtitle, ""], panels)
}

/// Quantities by month, in panels, with the finding, what is shown, and what the dashed line is.
pub(super) fn by_month(
    answer: &RunAnswer,
    months: &[Date],
    [finding, subtitle, dashed]: [&str; 3],
    panels: Vec<RatePanel>,
) -> RateFans {
    let shown = months.iter().take(whole_months(answer, months.len()));
    let ends = shown.map(|month| month.last_of_month().min(answer.scenario.end));
    let note =
        "quantiles month by month; the first month may be cut short, and the last one is left out if it is by half";
    RateFans {
        caption: timed(answer, finding.to_owned(), subtitle, note),
        start: Some(answer.scenario.start),
        ends: ends.collect(),
        dashed: dashed.to_owned(),
        panels,
        events: events(answer),
    }
}

/// Five quantiles by month, as far as months are shown, in another unit.
pub(super) fn months_of(answer: &RunAnswer, five: &FiveBands, scale: f64) -> RatePanel {
    RatePanel::of(five.series().map(|series| {
        let shown = series.iter().take(whole_months(answer, series.len()));
        shown.map(|x| x * scale).collect()
    }))
}

/// Months that are shown: without the last where it is cut short by more than half.
pub(super) fn whole_months(answer: &RunAnswer, months: usize) -> usize {
    months - usize::from(months > 2 && answer.scenario.end.day() < 15)
}

/// How many are pending at the worst, and where.
fn licence_finding(answer: &RunAnswer) -> (Option<&AuthorityAnswer>, String) {
    let worst = answer.authorities.iter().flat_map(|authority| {
        let pending = authority.bands.pending.p95.iter().zip(&authority.bands.pending.p50);
        pending
            .zip(&authority.bands.months)
            .take(whole_months(answer, authority.bands.months.len()))
            .map(move |((high, median), month)| (*high, *median, *month, authority))
    });
    let worst = worst.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(high, ..)| *high > 0.0);
    let Some((high, median, month, authority)) = worst else {
        return (None, "No application waits at the end of any month".to_owned());
    };
    let whose = if answer.authorities.len() > 1 { format!(" at {}", authority.title) } else { String::new() };
    let (month, median, high) = (month.strftime("%B %Y"), whole(median), whole(high));
    let words = format!(
        "At the end of {month}, {median} applications wait{whose} in the median trial, {high} or more in one of twenty"
    );
    (Some(authority), words)
}

/// How long licences wait, by authority and material.
pub(super) fn waits(answer: &RunAnswer) -> WaitingTimes {
    let several = answer.authorities.len() > 1;
    let mut all: Vec<(&AuthorityAnswer, &WaitAnswer)> = answer
        .authorities
        .iter()
        .flat_map(|authority| authority.waits.iter().map(move |wait| (authority, wait)))
        .collect();
    all.sort_by_key(|(_, wait)| std::cmp::Reverse(wait.decisions));
    let total = all.len();
    all.truncate(MOST_ROWS);
    // The one of the title first.
    all.sort_by_key(|(_, wait)| std::cmp::Reverse((wait.p90_days, wait.median_days)));
    let row = |(authority, wait): &(&AuthorityAnswer, &WaitAnswer)| {
        let decisions = format!("{} decisions a trial", amount(ratio(wait.decisions, answer.run.trials)));
        WaitRow {
            name: wait.title.clone(),
            detail: if several { format!("{} · {decisions}", authority.title) } else { decisions },
            shares: wait.decisions_by_day.iter().map(|n| ratio(*n, wait.decisions)).collect(),
            median: f64::from(wait.median_days),
            p90: f64::from(wait.p90_days),
        }
    };
    let title = match all.first() {
        Some((authority, WaitAnswer { title, median_days, p90_days, .. })) => {
            let at = if several { format!(" at {}", authority.title) } else { String::new() };
            let who = if total > 1 && total == all.len() {
                format!("{title}{at} waits longest: half of the applications")
            } else {
                format!("Half of the applications for {title}{at}")
            };
            format!("{who} are decided within {median_days} days; one in ten waits longer than {p90_days}")
        }
        None => "No licence is decided on within the horizon".to_owned(),
    };
    let of_many = if all.len() < total {
        format!(" · {} of {total} materials, those with most decisions", all.len())
    } else {
        String::new()
    };
    WaitingTimes {
        caption: caption(
            answer,
            title,
            &format!("calendar days from each filing to its decision, whatever it is, the slowest first{of_many}"),
            "all decisions of all trials; what is not decided within the horizon is not counted",
        ),
        rows: all.iter().map(row).collect(),
    }
}
