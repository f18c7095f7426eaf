//! The chart of deadlines.

use super::super::captions::{Played, left_out};
use super::super::words::{counted, share};
use super::words;
use crate::chart::{Chart, DeadlineDates, DeadlineDatesRow};
use crate::experiment::{DeadlineAnswer, DeadlineRow, When};

/// Parts that are shown.
const MOST: usize = 12;

/// The charts of deadlines with the names of their files, without ending.
pub(crate) fn charts(answer: &DeadlineAnswer) -> Vec<(&'static str, Chart)> {
    let parts = words::parts(answer);
    let at = words::highest(answer);
    let row = |row: &DeadlineRow| DeadlineDatesRow {
        name: words::part(row),
        way: words::short_way(&row.way),
        dates: row.standing.when.iter().map(When::date).collect(),
        note: words::note(answer, row),
        late: row.standing.when.get(at) == Some(&When::TooLate),
    };
    let rows: Vec<DeadlineDatesRow> = parts.iter().take(MOST).flatten().map(|found| row(found)).collect();
    let left = left_out(parts.len(), MOST, "less pressing part", "deadline.csv");
    let last = answer.rows.iter().flat_map(|row| row.standing.when.iter().filter_map(When::date)).max();
    let start = answer.scenario.start;
    let title = words::sentences(answer).into_iter().next().unwrap_or_default();
    let played = Played {
        trials: counted(answer.run.trials, "trial"),
        seed: answer.run.seed,
        linestop: &answer.run.linestop,
        scenario: &answer.scenario,
    };
    let chart = DeadlineDates {
        caption: played.caption(
            title.trim_end_matches('.').to_owned(),
            "Last day on which an order or an application still avoids a halt because of the part",
            &format!("nothing else is ordered of the part{left}"),
        ),
        days: vec![start, last.unwrap_or(start).max(start.saturating_add(jiff::Span::new().days(14)))],
        chances: answer.chances.iter().map(|chance| share(*chance)).collect(),
        rows,
    };
    vec![("deadlines", Chart::Deadlines(chart))]
}
