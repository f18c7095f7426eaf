//! Scores of forecasts: month by month, and over all of them.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::answer::{CONTROL_BANDS, Coverage, Forecast, ForecastMonth, Part, RivalScore, Scored, Scores, Skill};
use super::rivals::Naive;
use crate::experiment::CONFIDENCE;
use crate::statistics::{Ensemble, forecast, proportion};

/// A month's forecast and, if something came, its score. `rivals` are the latest published value and that of a year
/// before, `point` a uniform number for the randomised transform.
pub(super) fn month(
    month: Date,
    part: Part,
    ensemble: &Ensemble,
    came: Option<f64>,
    rivals: (Option<Naive>, Option<Naive>),
    point: f64,
) -> ForecastMonth {
    let bands = CONTROL_BANDS.map(|share| ensemble.band(share));
    let median = ensemble.quantile(0.5);
    let score = |y: f64| Scored {
        crps: ensemble.fair_crps(y),
        pit: forecast::randomised(ensemble.transform(y), point),
        held: bands.map(|band| band.contains(y)),
        median_error: (median - y).abs(),
        last_value: rivals.0.map(|rival| rival.against(y)),
        seasonal: rivals.1.map(|rival| rival.against(y)),
    };
    ForecastMonth {
        month,
        part,
        mean: ensemble.values().iter().sum::<f64>() / ensemble.values().len() as f64,
        median,
        bands,
        came,
        scored: came.filter(|_| part.is_forecast()).map(score),
    }
}

/// How often the bands of forecasts held what came.
pub(super) fn coverage(held: &[[bool; 3]]) -> Vec<Coverage> {
    let all = held.len() as u64;
    let of = |(i, band): (usize, &f64)| covered(*band, held.iter().filter(|held| held[i]).count() as u64, all);
    CONTROL_BANDS.iter().enumerate().map(of).collect()
}

/// A band that held what came in so many of all forecasts.
pub(super) fn covered(band: f64, held: u64, all: u64) -> Coverage {
    let interval = proportion::wilson(held, all, CONFIDENCE);
    Coverage { band, held, share: held as f64 / (all as f64).max(1.0), low: interval.low, high: interval.high }
}

/// The scores of all forecasts together; nothing if none can be scored.
pub(super) fn summary(forecasts: &[Forecast]) -> Option<Scores> {
    let scored: Vec<(Date, Scored)> =
        forecasts.iter().flat_map(|f| &f.months).filter_map(|m| Some((m.month, m.scored?))).collect();
    if scored.is_empty() {
        return None;
    }
    let n = scored.len();
    let mean = |of: &dyn Fn(&Scored) -> f64| scored.iter().map(|(_, s)| of(s)).sum::<f64>() / n as f64;
    let against = |of: &dyn Fn(&Scored) -> Option<RivalScore>| {
        let pairs: Vec<(f64, f64)> = scored.iter().filter_map(|(_, s)| Some((s.crps, of(s)?.crps))).collect();
        let (own, other) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        Some(Skill { skill: forecast::skill(own, other)?, forecasts: pairs.len() })
    };
    let coverage = coverage(&scored.iter().map(|(_, s)| s.held).collect::<Vec<_>>());
    let mut pits: Vec<f64> = scored.iter().map(|(_, s)| s.pit).collect();
    pits.sort_by(f64::total_cmp);
    Some(Scores {
        forecasts: n,
        months: scored.iter().map(|(month, _)| *month).collect::<BTreeSet<_>>().len(),
        mean_crps: mean(&|s| s.crps),
        mean_median_error: mean(&|s| s.median_error),
        coverage,
        skill_last_value: against(&|s| s.last_value),
        skill_seasonal: against(&|s| s.seasonal),
        pits,
    })
}
