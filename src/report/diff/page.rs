//! The page of a diff: what changed, and what moved the answer.

use super::super::measures::{change, value};
use super::super::page::content::{Content, Figure, Table, figure, number, sentence, words};
use super::super::words::{date, thousands};
use super::words::{days, headline};
use super::words::{from_to, label, main, method, named, named_parts, sentences, unit};
use crate::experiment::{DiffAnswer, MovedOutcome};

/// The words and tables of a diff.
pub(crate) fn content(answer: &DiffAnswer) -> Content {
    let network: Vec<&MovedOutcome> = answer.outcomes.iter().filter(|outcome| outcome.site.is_none()).collect();
    let lines: Vec<&MovedOutcome> = answer.outcomes.iter().filter(|outcome| outcome.site.is_some()).collect();
    Content {
        kind: "What changed",
        title: format!("{}: what changed since {}", answer.new.title, answer.old.title),
        scenario: answer.new.title.clone(),
        basis: format!(
            "the same {} trials of both; {}; seed {}",
            thousands(answer.run.trials),
            days(answer),
            answer.run.seed
        ),
        answers: sentences(answer),
        figures: figures(answer),
        tables: vec![parts("Parts in the difference, all lines together", answer, &network), changed(answer)],
        drivers: answer.notes.iter().map(|note| sentence(note)).collect(),
        driver_tables: if lines.len() > 3 { vec![parts("Parts, line by line", answer, &lines)] } else { Vec::new() },
        reading: vec![method(answer)],
        ..Content::default()
    }
}

fn figures(answer: &DiffAnswer) -> Vec<Figure> {
    let Some(main) = main(answer) else { return Vec::new() };
    let of = unit(main);
    let before = format!("before: {}", value(of, &main.whole.base));
    vec![
        figure(headline(answer), "", "by its part in the difference"),
        figure(value(of, &main.whole.alternative), before, label(main)),
    ]
}

fn parts(heading: &str, answer: &DiffAnswer, outcomes: &[&MovedOutcome]) -> Table {
    let columns = ["Outcome", "Before#", "After#", "Difference (95 %)#", "What changed", "Its part (95 %)#"];
    let mut table = Table::new(heading, &columns);
    for outcome in outcomes {
        let (of, whole) = (unit(outcome), &outcome.whole);
        for (name, part) in named_parts(answer, outcome) {
            table.row(
                "",
                vec![
                    words(label(outcome)),
                    number(value(of, &whole.base), whole.base.value),
                    number(value(of, &whole.alternative), whole.alternative.value),
                    number(change(of, &whole.difference), whole.difference.value),
                    words(name),
                    number(change(of, &part.estimate), part.estimate.value),
                ],
            );
        }
    }
    table
}

fn changed(answer: &DiffAnswer) -> Table {
    let mut table = Table::new("What changed", &["Group", "Date", "What", "From and to"]);
    for group in &answer.groups {
        for change in &group.changes {
            let day = change.date.map_or("–".to_owned(), date);
            table.row("", vec![words(&group.title), words(day), words(named(change)), words(from_to(change))]);
        }
    }
    table
}
