//! A run in sentences: who has not recovered, what became of applications, how precise it is, what lines lacked.

use super::super::words::{count, few, fine_share, share, thousands};
use super::at_risk::FEW_LINES;
use crate::experiment::{AuthorityAnswer, Between, LineAnswer, OfficeAnswer, RunAnswer, WhenHalted};

/// Who still stood at the end: their times to recover are only known to be longer.
pub(super) fn standing(makers: &[&LineAnswer]) -> String {
    let still = |line: &&LineAnswer| {
        let share_of = line.when_halted.as_ref()?.recovery.not_recovered_share;
        (share_of > 0.0).then(|| format!("{} in {}", line.title, share(share_of)))
    };
    let lines = few(makers.iter().filter_map(still), FEW_LINES, ", ");
    if lines.is_empty() { lines } else { format!("Not recovered by the end, of the trials with a halt: {lines}.") }
}

/// What became of the applications at one authority.
pub(super) fn applications(authority: &AuthorityAnswer) -> String {
    let filed = authority.a_trial(|month| month.applications);
    if filed <= 0.0 {
        return String::new();
    }
    let told = format!(
        "{}, in a trial on average: {} applications, each attempt counted; {} granted, {} returned, {} denied.",
        authority.title,
        count(filed),
        count(authority.a_trial(|month| month.granted)),
        count(authority.a_trial(|month| month.returned)),
        count(authority.a_trial(|month| month.denied)),
    );
    let days = |office: &OfficeAnswer| Some(format!("{} {} days", office.title, count(office.mean_days?)));
    let offices: Vec<String> = authority.offices.iter().filter_map(days).collect();
    if offices.is_empty() { told } else { format!("{told} In its offices on average: {}.", offices.join(", ")) }
}

pub(super) fn precision(answer: &RunAnswer) -> String {
    let Some(precision) = answer.run.precision else { return String::new() };
    let points = |share: f64| {
        let text = format!("{:.3}", 100.0 * share);
        format!("±\u{a0}{}\u{a0}%", text.trim_end_matches('0').trim_end_matches('.'))
    };
    let (asked, widest) = (points(precision.asked), points(precision.widest));
    let trials = thousands(answer.run.trials);
    if precision.reached {
        format!("Precision {asked} reached with {trials} trials (the widest interval is {widest}).")
    } else {
        format!(
            "Precision {asked} not reached: after {trials} trials, the most allowed, the widest interval is {widest}."
        )
    }
}

/// Median days from the first halt to the last: "41", "35–60" or "> 35" where lines are still halted at the end.
pub(super) fn recovery(halted: &WhenHalted) -> String {
    let Between { at_least, at_most } = halted.recovery.median_days;
    match at_most {
        Some(most) if most == at_least => at_least.to_string(),
        Some(most) => format!("{at_least}–{most}"),
        None => format!(">\u{a0}{at_least}"),
    }
}

/// Sales that lines with finished goods do not meet on their day; nothing where all are met.
pub(super) fn unmet_sales(makers: &[&LineAnswer]) -> String {
    let of = |line: &&LineAnswer| {
        let unmet = line.unmet_sales.filter(|unmet| unmet.quantity.value > 0.0)?;
        let met =
            unmet.met_on_the_day.map_or(String::new(), |met| format!(", {} met on the day", fine_share(met.value)));
        let (units, days) = (count(unmet.quantity.value), count(unmet.days.value));
        Some(format!("{} {units} {} on {days} days{met}", line.title, line.output.unit))
    };
    let lines = few(makers.iter().filter_map(of), FEW_LINES, "; ");
    if lines.is_empty() { lines } else { format!("Sales not met on their day, mean of all trials: {lines}.") }
}
