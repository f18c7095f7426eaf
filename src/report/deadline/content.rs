//! The page of deadlines.

use super::super::content::{Content, Figure, Table, figure, number, words};
use super::super::shown::News;
use super::super::words::{fine_share, share};
use super::words::{basis, best, highest, note, part, parts, reading, sentences, way, when};
use crate::experiment::{DeadlineAnswer, When};

/// Ways that a terminal shows.
const MOST: usize = 48;

/// The words and tables of deadlines.
pub(crate) fn content(answer: &DeadlineAnswer) -> Content {
    Content {
        kind: "Deadlines",
        title: format!("{}: until when to order and to file", answer.scenario.title),
        scenario: answer.scenario.title.clone(),
        basis: basis(answer),
        answers: sentences(answer),
        figures: figures(answer),
        tables: vec![table(answer)],
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

fn table(answer: &DeadlineAnswer) -> Table {
    let mut columns = vec!["Line and part".to_owned(), "Way".to_owned()];
    columns.extend(answer.chances.iter().rev().map(|chance| format!("Chance {}#", share(*chance))));
    columns.push("If on the first day#".to_owned());
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    // The lowest chances go first.
    let least = (3..columns.len() - 1).rev();
    let mut table = Table::new("Last days", &columns)
        .noting("The most pressing part first. --line and --part ask about some.")
        .giving_way(least)
        .on_terminal("deadline.csv", MOST);
    for row in parts(answer).into_iter().flatten() {
        let mut cells = vec![words(part(row)), words(way(&row.way))];
        cells.extend(row.standing.when.iter().rev().map(|found| {
            let days = found.date().map(|date| f64::from((date - answer.scenario.start).get_days()));
            let order = days.unwrap_or(if *found == When::TooLate { -1.0 } else { 1e6 });
            number(when(found), order).news(if *found == When::TooLate { News::Bad } else { News::Plain })
        }));
        cells.push(number(fine_share(row.standing.left.share), row.standing.left.share));
        table.row(&row.site_title, cells);
    }
    table
}
