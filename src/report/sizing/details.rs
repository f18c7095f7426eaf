//! Below the stocks: how they are built from orders, and the textbook's beside them.

use std::fmt::Write as _;

use comfy_table::Cell;
use jiff::civil::Date;

use super::super::columns::{Column, GAP, Layout, grid, paragraph};
use super::super::words::{counted, date, fine_share, thousands};
use super::page;
use super::table::{NARROW, Row, worth};
use super::words::unit;
use crate::experiment::Unit;
use crate::experiment::size::{BuildUp, SizeAnswer, SizedLine};

/// How the stock of lines is built from orders, and the risk until then against the risk afterwards.
pub(super) fn building(text: &mut String, answer: &SizeAnswer, lines: &[&SizedLine], layout: Layout) {
    let with: Vec<(&SizedLine, &BuildUp)> =
        lines.iter().filter_map(|line| line.build_up.as_ref().map(|build| (*line, build))).collect();
    let Some((_, first)) = with.first() else { return };
    let by = |day: Option<Date>| day.map_or("beyond".to_owned(), date);
    let each = || with.iter().flat_map(|(line, build)| [(0, *line, *build), (1, *line, *build)]);
    let of_row = |row: usize, build: &BuildUp| [build.today, build.built][row];
    let name = |row: usize, line: &SizedLine| match row {
        0 => format!("{}, as today", line.title),
        _ => "  built from orders".to_owned(),
    };
    let between = if layout.width < NARROW { "\n" } else { " " };
    let complete = |row: usize, build: &BuildUp| match row {
        1 => format!("{}{between}({})", by(build.complete_median), by(build.complete_p90)),
        _ => String::new(),
    };
    let mut columns = vec![
        Column::new("Stock", false, each().map(|(row, line, _)| Cell::new(name(row, line)))),
        Column::new("Complete by,\nmedian (p90)", true, each().map(|(row, _, build)| Cell::new(complete(row, build)))),
        Column::new(
            "P(halt)\nuntil then",
            true,
            each().map(|(r, _, b)| Cell::new(fine_share(of_row(r, b).until.share))),
        ),
        Column::new("from\nthen on", true, each().map(|(r, _, b)| Cell::new(fine_share(of_row(r, b).after.share)))),
    ];
    // Where money is what decides, the table of stocks has it, of all trials.
    let told = unit(answer) == Unit::Money;
    if !told && each().any(|(row, _, build)| of_row(row, build).loss.value > 0.0) {
        let head = format!("Expected\nloss, {}", answer.scenario.currency);
        columns.push(Column::new(&head, true, each().map(|(r, _, b)| Cell::new(worth(of_row(r, b).loss.value)))));
    }
    text.push('\n');
    paragraph(text, "If it is not bought before the first day but built from orders placed from then on", layout);
    let _ = write!(text, "{}\n\n", grid(&columns, GAP, layout));
    let mut words = format!(
        "Complete: all of it is there, to a day’s need; beyond: not by {}. Both on {} of the fresh trials; the risk with \
         the stock there on the first day is that of the table above.",
        date(answer.scenario.end),
        thousands(first.trials)
    );
    let never: Vec<String> = with
        .iter()
        .filter(|(_, build)| build.incomplete.share > 0.0)
        .map(|(line, build)| format!("{} in {}", line.title, fine_share(build.incomplete.share)))
        .collect();
    let more = answer.lines.iter().filter(|line| line.build_up.is_some()).count() - with.len();
    if more > 0 {
        let _ = write!(words, " The other {} are in sizing.csv.", counted(more as u64, "line"));
    }
    if !never.is_empty() {
        let _ = write!(words, " Never complete within the horizon: {}.", never.join(", "));
    }
    paragraph(text, &words, layout);
    for (line, build) in with.iter().filter(|(_, build)| !build.rules.is_empty()) {
        let words = format!(
            "{} builds under the rule against stockpiling of {}; without the rule it would be complete by {} ({}).",
            line.title,
            build.rules.join(", "),
            by(build.without_rule_median),
            by(build.without_rule_p90)
        );
        paragraph(text, &words, layout);
    }
}

pub(super) fn textbook(text: &mut String, shown: &[Row], layout: Layout) {
    let Some(table) = page::textbook(shown.iter().copied()) else { return };
    let Some(first) = shown.iter().find_map(|(_, input)| input.textbook.as_ref()) else { return };
    table.draw(text, usize::MAX, "sizing.csv", layout);
    text.push('\n');
    let words = format!(
        "Textbook: need of the mean lead time and z σ √L with z = {:.2}; then z √(L σ² + d² σ_L²). L, σ_L: mean and \
         standard deviation of the days from order to receipt, by quantity; d: mean use of a calendar day; σ: standard \
         deviation of a week’s use among trials, by √7, which leaves out days off and all else that the plan knows; all from \
         {} trials in which the lines never stop, of orders received within the horizon.",
        first.z, first.trials
    );
    paragraph(text, &words, layout);
}
