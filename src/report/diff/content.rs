//! The page of a diff: what changed, and what moved the answer.

use super::super::content::{Content, Figure, Table, figure, sentence, words};
use super::super::measures::value;
use super::super::shown::Told;
use super::super::words::thousands;
use super::rows::{amount, by_line, changed, moved};
use super::words::{days, headline, label, main, method, named_parts, part_of, sentences, unit};
use crate::experiment::{DiffAnswer, MovedOutcome};

/// Lines that are shown one by one.
const MOST_LINES: usize = 6;

/// The words and tables of a diff.
pub(crate) fn content(answer: &DiffAnswer) -> Content {
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
        tables: if answer.groups.is_empty() { Vec::new() } else { tables(answer) },
        drivers: answer.notes.iter().map(|note| sentence(note)).collect(),
        notes: if answer.groups.is_empty() { Vec::new() } else { vec![method(answer)] },
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

fn tables(answer: &DiffAnswer) -> Vec<Table> {
    let (lines, network): (Vec<_>, Vec<_>) = answer.outcomes.iter().partition(|outcome| outcome.site.is_some());
    let mut tables = vec![across("Parts in the difference, all lines together", answer, &network)];
    tables.extend(most_moved(answer, &lines));
    tables.push(changed(answer));
    if lines.len() > MOST_LINES {
        tables.push(by_line(answer, &lines));
    }
    tables
}

/// The chance of a halt of the lines that moved most.
fn most_moved(answer: &DiffAnswer, lines: &[&MovedOutcome]) -> Option<Table> {
    let moved = |outcome: &MovedOutcome| outcome.parts.iter().map(|part| part.estimate.value.abs()).sum::<f64>();
    let mut lines: Vec<&MovedOutcome> = lines.iter().copied().filter(|line| line.outcome == "p_halt").collect();
    let several = lines.len() > 1;
    lines.retain(|line| moved(line) > 0.0);
    lines.sort_by(|a, b| moved(b).total_cmp(&moved(a)));
    lines.truncate(MOST_LINES);
    (several && !lines.is_empty()).then(|| across("The same for the lines that moved most", answer, &lines))
}

/// Groups of changes down, outcomes across.
fn across(heading: &str, answer: &DiffAnswer, outcomes: &[&MovedOutcome]) -> Table {
    let columns: Vec<String> = outcomes.iter().map(|outcome| format!("{} (95 %)#", label(outcome))).collect();
    let columns: Vec<&str> = std::iter::once("What changed").chain(columns.iter().map(String::as_str)).collect();
    let mut table = Table::new(heading, &columns).on_terminal("diff.csv", usize::MAX);
    let mut row = |name: &str, of: &dyn Fn(&MovedOutcome) -> Option<Told>| {
        let cells = outcomes.iter().map(|outcome| of(outcome).unwrap_or_else(|| words("–")));
        table.row("", std::iter::once(words(name)).chain(cells).collect());
    };
    row("before", &|of| Some(amount(of, &of.whole.base)));
    row("after", &|of| Some(amount(of, &of.whole.alternative)));
    row("difference", &|of| Some(moved(of, &of.whole.difference)));
    for (name, part) in outcomes.first().map_or_else(Vec::new, |first| named_parts(answer, first)) {
        row(&name, &|of| Some(moved(of, &part_of(of, &part.group)?.estimate)));
    }
    table
}
