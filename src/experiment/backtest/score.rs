//! Scores of forecasts: month by month, and over all of them.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::answer::{CONTROL_BANDS, Coverage, Forecast, ForecastMonth, Part, Scored, Scores, Skill};
use crate::experiment::CONFIDENCE;
use crate::statistics::{Ensemble, forecast, proportion};

/// A month's forecast and, if something came, its score. `naive` are the latest published value and that of a year
/// before, `point` a uniform number for the randomised transform.
pub(super) fn month(
    month: Date,
    part: Part,
    ensemble: &Ensemble,
    came: Option<f64>,
    naive: (Option<f64>, Option<f64>),
    point: f64,
) -> ForecastMonth {
    let bands = CONTROL_BANDS.map(|share| ensemble.band(share));
    let median = ensemble.quantile(0.5);
    let score = |y: f64| Scored {
        crps: ensemble.fair_crps(y),
        pit: forecast::randomised(ensemble.transform(y), point),
        held: bands.map(|band| band.contains(y)),
        median_error: (median - y).abs(),
        last_value_error: naive.0.map(|x| (x - y).abs()),
        seasonal_error: naive.1.map(|x| (x - y).abs()),
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

/// The scores of all forecasts together; nothing if none can be scored.
pub(super) fn summary(forecasts: &[Forecast]) -> Option<Scores> {
    let scored: Vec<(Date, Scored)> =
        forecasts.iter().flat_map(|f| &f.months).filter_map(|m| Some((m.month, m.scored?))).collect();
    if scored.is_empty() {
        return None;
    }
    let n = scored.len();
    let mean = |of: &dyn Fn(&Scored) -> f64| scored.iter().map(|(_, s)| of(s)).sum::<f64>() / n as f64;
    let against = |of: &dyn Fn(&Scored) -> Option<f64>| {
        let pairs: Vec<(f64, f64)> = scored.iter().filter_map(|(_, s)| Some((s.crps, of(s)?))).collect();
        let (own, other) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        Some(Skill { skill: forecast::skill(own, other)?, forecasts: pairs.len() })
    };
    let coverage = CONTROL_BANDS.iter().enumerate().map(|(i, band)| {
        let held = scored.iter().filter(|(_, s)| s.held[i]).count() as u64;
        let interval = proportion::wilson(held, n as u64, CONFIDENCE);
        Coverage { band: *band, held, share: held as f64 / n as f64, low: interval.low, high: interval.high }
    });
    let mut pits: Vec<f64> = scored.iter().map(|(_, s)| s.pit).collect();
    pits.sort_by(f64::total_cmp);
    Some(Scores {
        forecasts: n,
        months: scored.iter().map(|(month, _)| *month).collect::<BTreeSet<_>>().len(),
        mean_crps: mean(&|s| s.crps),
        mean_median_error: mean(&|s| s.median_error),
        coverage: coverage.collect(),
        skill_last_value: against(&|s| s.last_value_error),
        skill_seasonal: against(&|s| s.seasonal_error),
        pits,
    })
}
