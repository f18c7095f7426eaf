//! The page of a new first day.

use super::super::content::{Content, Figure, figure, sentence};
use super::super::words::{date, days};
use super::rows::shown;
use super::words::{basis, headline, origin, parts, reading, sentences, stock};
use crate::experiment::RollAnswer;

/// The words and tables of a new first day.
pub(crate) fn content(answer: &RollAnswer) -> Content {
    Content {
        kind: "New first day",
        title: format!("{}: from {} on", answer.new.title, date(answer.new.start)),
        scenario: answer.new.title.clone(),
        basis: basis(answer),
        answers: sentences(answer),
        figures: figures(answer),
        tables: shown(answer),
        drivers: answer.notes.iter().map(|note| sentence(note)).collect(),
        reading: vec![reading()],
        ..Content::default()
    }
}

fn figures(answer: &RollAnswer) -> Vec<Figure> {
    let least = parts(answer).into_iter().take(3).map(|part| {
        let before = format!("{} then", days(part.then.cover_days.unwrap_or(0.0)));
        let label = format!("{}, {}", stock(part), origin(answer, &part.origin));
        figure(format!("{} days", days(part.now.cover_days.unwrap_or(0.0))), before, label)
    });
    let least: Vec<Figure> = least.collect();
    if least.is_empty() { vec![figure(headline(answer), "", "")] } else { least }
}
