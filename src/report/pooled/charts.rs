//! The chart of a backtest of several series.

use super::super::words::{counted, thousands};
use super::content::held_by;
use crate::chart::{Caption, Chart, Reliability};
use crate::experiment::PooledAnswer;

/// The chart with the name of its file, without ending.
pub(crate) fn charts(answer: &PooledAnswer) -> Vec<(&'static str, Chart)> {
    let run = &answer.run;
    let dates: std::collections::BTreeSet<_> =
        answer.series.iter().flat_map(|series| series.forecasts.iter().map(|forecast| forecast.as_of)).collect();
    let chart = Reliability {
        caption: Caption {
            // Of the bands that are drawn: from 10 to 90 %.
            title: held_by(answer, "50, 80 and 90", |scores| [4, 7, 8].map(|at| scores.reliability.get(at))),
            subtitle: format!(
                "{} series · {} · up to {} ahead, with what was known on each date",
                answer.series.len(),
                counted(dates.len() as u64, "date"),
                counted(u64::from(answer.horizon_months), "month")
            ),
            footnote: format!(
                "{} trials · seed {} · linestop {} · dots: by transforms, with equal values at random, which can be a little \
                 off the bands between quantiles in pooled.csv; bars: Wilson’s 95 % interval, as if forecasts were \
                 independent; those of one month are not",
                thousands(run.trials),
                run.seed,
                run.linestop
            ),
        },
        bands: answer
            .pooled
            .iter()
            .flat_map(|scores| scores.reliability.iter().map(|c| [c.band, c.share, c.low, c.high]))
            .collect(),
        parts: answer.pooled.iter().flat_map(|scores| scores.pit_bins.iter().copied()).collect(),
        usual: usual(answer),
    };
    vec![("reliability", Chart::Reliability(chart))]
}

/// Forecasts in a tenth of right forecasts, in nineteen of twenty cases: by the normal distribution, never below none.
#[allow(clippy::cast_precision_loss, reason = "forecasts are few")]
fn usual(answer: &PooledAnswer) -> (f64, f64) {
    let Some(scores) = &answer.pooled else { return (0.0, 0.0) };
    let (n, part) = (scores.forecasts as f64, 1.0 / scores.pit_bins.len().max(1) as f64);
    let reach = 1.96 * (n * part * (1.0 - part)).sqrt();
    ((n * part - reach).max(0.0), n * part + reach)
}
