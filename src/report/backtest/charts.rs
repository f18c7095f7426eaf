//! Chart of a backtest: bands against what happened, one chart a date.

use super::super::captions::Played;
use super::super::words::{counted, date, month, thousands, whole};
use crate::chart::{Caption, Chart, SeriesForecast, SeriesMonth, SeriesPart};
use crate::experiment::{BacktestAnswer, Forecast, ForecastMonth, Part, month_after};

/// Months shown before the scenario is held against the series.
const BEFORE: i32 = 6;

/// The charts of a backtest with the names of their files, without ending.
pub(crate) fn charts(answer: &BacktestAnswer) -> Vec<(String, Chart)> {
    answer
        .forecasts
        .iter()
        .map(|f| (format!("forecast-{}", f.as_of), Chart::SeriesForecast(chart(answer, f))))
        .collect()
}

fn chart(answer: &BacktestAnswer, forecast: &Forecast) -> SeriesForecast {
    let first = forecast.months.first().map_or(forecast.as_of, |m| m.month);
    let last = forecast.months.last().map_or(forecast.as_of, |m| m.month);
    let shown = |at: &jiff::civil::Date| *at >= month_after(first, -BEFORE) && *at <= last;
    let observed = answer.seen.iter().filter(|(at, _)| shown(at)).map(|(at, value)| {
        // What was published by then, and what came later.
        let known = !forecast.months.iter().any(|m| m.month == *at && m.part != Part::Known);
        (*at, *value, known)
    });
    let [trials, worth] = [thousands(answer.run.trials), whole(forecast.effective_trials)];
    let played = Played {
        trials: format!("{trials} trials, as telling as {worth} of equal weight"),
        seed: answer.run.seed,
        linestop: &answer.run.linestop,
        scenario: &answer.scenario,
    };
    SeriesForecast {
        caption: Caption {
            title: title(forecast),
            subtitle: format!(
                "{}, {} a month · forecast of {} with what was known then",
                answer.series,
                answer.unit,
                date(forecast.as_of)
            ),
            footnote: played.footnote(&format!(
                "{} used for weighting · bands hold for each month by itself",
                counted(forecast.months_compared as u64, "month")
            )),
        },
        unit: answer.unit.clone(),
        as_of: forecast.as_of,
        months: forecast.months.iter().map(of_month).collect(),
        observed: observed.collect(),
    }
}

fn of_month(m: &ForecastMonth) -> SeriesMonth {
    SeriesMonth {
        month: m.month,
        part: if m.part.is_forecast() { SeriesPart::Forecast } else { SeriesPart::Fit },
        median: m.median,
        bands: m.bands.map(|band| (band.low, band.high)),
    }
}

/// The finding in words.
fn title(forecast: &Forecast) -> String {
    let scored: Vec<_> = forecast.months.iter().filter_map(|m| Some((m, m.scored?))).collect();
    let ahead: Vec<_> = forecast.months.iter().filter(|m| m.part.is_forecast()).collect();
    if scored.is_empty() {
        return match (ahead.first(), ahead.last()) {
            (Some(first), Some(last)) => {
                format!("Forecast for {} to {}: nothing came yet", month(first.month), month(last.month))
            }
            _ => "No months ahead".to_owned(),
        };
    }
    let held = scored.iter().filter(|(_, s)| s.held[1]).count();
    let open = ahead.len() - scored.len();
    let rest = if open > 0 { format!("; {open} still to come") } else { String::new() };
    format!("The 80 % band of {} held {held} of {}{rest}", date(forecast.as_of), counted(scored.len() as u64, "month"))
}
