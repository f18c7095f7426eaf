//! The page of deadlines.

use super::super::content::{Content, Figure, figure};
use super::super::words::share;
use super::rows::shown;
use super::words::{basis, best, highest, note, part, parts, reading, sentences, when};
use crate::experiment::DeadlineAnswer;

/// The words and tables of deadlines.
pub(crate) fn content(answer: &DeadlineAnswer) -> Content {
    Content {
        kind: "Deadlines",
        title: format!("{}: until when to order and to file", answer.scenario.title),
        scenario: answer.scenario.title.clone(),
        basis: basis(answer),
        answers: sentences(answer),
        figures: figures(answer),
        tables: vec![shown(answer)],
        notes: vec![reading(answer)],
        ..Content::default()
    }
}

fn figures(answer: &DeadlineAnswer) -> Vec<Figure> {
    let at = highest(answer);
    let chance = answer.chances.get(at).map_or(String::new(), |chance| share(*chance));
    let parts = parts(answer);
    let rows = parts.iter().filter_map(|part| best(answer, part));
    rows.take(3)
        .filter_map(|row| {
            let found = row.standing.when.get(at)?;
            Some(figure(when(found), note(answer, row), format!("{}, for a chance of {chance}", part(row))))
        })
        .collect()
}
