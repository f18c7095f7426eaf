//! A backtest of several series on a terminal.

use std::fmt::Write as _;

use comfy_table::Cell;

use super::super::columns::{Column, GAP, Layout, bold, grid, paragraph};
use super::super::words::{counted, date, share, whole};
use super::words::{INTERVALS, against, headline, of_a_month, scored, signed};
use crate::experiment::{BacktestAnswer, GroupScores, PooledAnswer, PooledScores};

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
    text.push('\n');
    let all = GroupScores {
        name: String::new(),
        title: "All".to_owned(),
        unit: String::new(),
        scale: None,
        scores: scores.clone(),
    };
    let rows: Vec<&GroupScores> = answer.by_series.iter().chain([&all]).collect();
    let _ = writeln!(text, "{}", table("Series", &rows, layout));
    text.push('\n');
    let rows: Vec<&GroupScores> = answer.by_months_ahead.iter().collect();
    let _ = writeln!(text, "{}", table("Month forecast", &rows, layout));
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

fn table(head: &str, rows: &[&GroupScores], layout: Layout) -> String {
    let each = || rows.iter().copied();
    let name = |row: &GroupScores| match row.scale {
        Some(scale) => format!("{} ({} {})", row.title, whole(scale), row.unit),
        None => row.title.clone(),
    };
    let band = |at: usize, percent: u8| {
        let of = move |row: &GroupScores| row.scores.coverage.get(at).map_or("–".to_owned(), |c| share(c.share));
        Column::new(&format!("{percent}\u{a0}%\nheld"), true, each().map(move |row| Cell::new(of(row))))
    };
    let skill = |at: usize, head: &str| {
        let of = |scores: &PooledScores| scores.rivals.get(at).and_then(|rival| rival.skill).map_or("–".into(), signed);
        Column::new(head, true, each().map(move |row| Cell::new(of(&row.scores))))
    };
    let columns = [
        Column::new(head, false, each().map(|row| Cell::new(name(row)))),
        Column::new("Fore-\ncasts", true, each().map(|row| Cell::new(row.scores.forecasts))),
        Column::new("CRPS", true, each().map(|row| Cell::new(of_a_month(row.scores.crps)))),
        band(0, 50),
        band(1, 80),
        band(2, 95),
        skill(0, "Skill, last\nvalue"),
        skill(1, "Skill, year\nbefore"),
    ];
    grid(&columns, GAP, layout)
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
