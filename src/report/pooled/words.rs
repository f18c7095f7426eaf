//! What a backtest of several series says, in sentences that terminal and page share.

use super::super::words::{counted, percent_points, share};
use crate::experiment::{Coverage, PooledAnswer, PooledRival, PooledScores};

/// "82 %", or "+12 %" and "−3 %" with a sign.
pub(in crate::report) fn signed(skill: f64) -> String {
    format!("{}{}", if skill < 0.0 { "−" } else { "+" }, share(skill.abs()))
}

/// Errors as shares of a mean month, in per cent with a decimal: "12.4 %".
pub(in crate::report) fn of_a_month(error: f64) -> String {
    format!("{:.1}\u{a0}%", 100.0 * error)
}

/// "41 of 50 (82 %, 69–90)".
pub(in crate::report) fn held(coverage: &Coverage, all: usize) -> String {
    format!(
        "{} of {all} ({}, {}–{})",
        coverage.held,
        share(coverage.share),
        percent_points(coverage.low),
        percent_points(coverage.high)
    )
}

/// The finding.
pub(in crate::report) fn headline(answer: &PooledAnswer) -> String {
    let Some(scores) = &answer.pooled else { return "No forecast can be scored yet".to_owned() };
    let band = |at: usize| scores.coverage.get(at).map_or_else(String::new, |c| share(c.share));
    format!(
        "Bands of 50, 80 and 95\u{a0}% held {}, {} and {} of {}",
        band(0),
        band(1),
        band(2),
        counted(scores.forecasts as u64, "forecast")
    )
}

/// What was scored.
pub(in crate::report) fn scored(answer: &PooledAnswer, scores: &PooledScores) -> String {
    format!(
        "Scored: {} of {} of {}. Mean score (fair CRPS) {} of a mean month; the median was {} of it off on average.",
        counted(scores.forecasts as u64, "forecast"),
        counted(scores.months as u64, "different month"),
        if answer.by_series.len() == 1 {
            "one series".to_owned()
        } else {
            format!("{} series", answer.by_series.len())
        },
        of_a_month(scores.crps),
        of_a_month(scores.error)
    )
}

/// What a rival did on the forecasts for which it exists.
pub(in crate::report) fn against(rival: &PooledRival) -> String {
    let (Some(own), Some(crps)) = (rival.own_crps, rival.crps) else {
        return format!("No forecast can be held against the {}.", rival.name);
    };
    let bands: Vec<String> = rival.coverage.iter().map(|c| percent_points(c.share)).collect();
    format!(
        "Against the {}: {} where it scores {}, a skill of {} ({}). Its bands of 50, 80 and 95\u{a0}% held {}\u{a0}%.",
        rival.name,
        of_a_month(own),
        of_a_month(crps),
        rival.skill.map_or("–".to_owned(), signed),
        counted(rival.forecasts as u64, "forecast"),
        bands.join(", ")
    )
}

/// How intervals are to be taken.
pub(in crate::report) const INTERVALS: &str = "Intervals are Wilson’s, as if forecasts were independent. Forecasts of one month from several dates, and of one \
     month of several series, go wrong together: the true ones are wider.";
