//! A backtest of several series on a terminal.

use super::super::columns::{Layout, bold, paragraph};
use super::super::words::{counted, date};
use super::page;
use super::words::{INTERVALS, against, headline, scored};
use crate::experiment::{BacktestAnswer, GroupScores, PooledAnswer};

/// The scores as text.
#[must_use]
pub(crate) fn render(answer: &PooledAnswer, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&headline(answer), layout), layout);
    let run = &answer.run;
    let words = format!(
        "{} series, up to {} ahead; {} a series and state of knowledge, seed\u{a0}{}. Errors are shares of the mean month \
         of a series.",
        answer.series.len(),
        counted(u64::from(answer.horizon_months), "month"),
        counted(run.trials, "trial"),
        run.seed
    );
    paragraph(&mut text, &words, layout);
    let Some(scores) = &answer.pooled else {
        paragraph(&mut text, "No forecast month has been observed.", layout);
        return text;
    };
    let all = GroupScores {
        name: String::new(),
        title: "All".to_owned(),
        unit: String::new(),
        scale: None,
        scores: scores.clone(),
    };
    let rows = answer.by_series.iter().chain([&all]);
    page::groups("By series", "Series", rows).draw(&mut text, usize::MAX, "pooled.csv", layout);
    let rows = answer.by_months_ahead.iter();
    page::groups("By months ahead", "Month forecast", rows).draw(&mut text, usize::MAX, "pooled.csv", layout);
    text.push('\n');
    paragraph(&mut text, &scored(answer, scores), layout);
    for rival in &scores.rivals {
        paragraph(&mut text, &against(rival), layout);
    }
    paragraph(&mut text, INTERVALS, layout);
    for series in &answer.series {
        paragraph(&mut text, &dates(series), layout);
    }
    text
}

/// The dates of a series.
fn dates(series: &BacktestAnswer) -> String {
    let (first, last) = (series.forecasts.first(), series.forecasts.last());
    match first.zip(last) {
        Some((first, last)) => format!(
            "{}: {} from {} to {}.",
            series.scenario.title,
            counted(series.forecasts.len() as u64, "date"),
            date(first.as_of),
            date(last.as_of)
        ),
        None => format!("{}: no date.", series.scenario.title),
    }
}
