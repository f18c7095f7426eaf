//! A survey on a terminal.

use std::fmt::Write as _;

use comfy_table::Cell;

use super::super::columns::{Column, GAP, Layout, bold, grid, paragraph};
use super::super::words::{share, whole};
use super::words::{basis, denied, headline, interval, misfit, remarks};
use crate::experiment::{SurveyAnswer, SurveyClass, SurveyGroup, class_name};

/// The survey as text.
#[must_use]
pub(crate) fn render(answer: &SurveyAnswer, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&format!("Survey {}", answer.file), layout), layout);
    paragraph(&mut text, &format!("{} {}.", basis(answer), headline(answer)), layout);
    groups(&mut text, answer, layout);
    classes(&mut text, answer, layout);
    for sentence in remarks(answer) {
        paragraph(&mut text, &format!("{sentence}."), layout);
    }
    text
}

/// Whether there is anything to call groups by.
fn has_groups(answer: &SurveyAnswer) -> bool {
    answer.groups.iter().any(|group| !group.name.is_empty())
}

fn groups(text: &mut String, answer: &SurveyAnswer, layout: Layout) {
    let each = || answer.groups.iter();
    let days = |value: fn(&SurveyGroup) -> (f64, Option<crate::statistics::Interval>)| {
        each().map(move |group| {
            let (days, of) = value(group);
            Cell::new(format!("{}{}", whole(days), interval(of)))
        })
    };
    let mut columns = Vec::new();
    if has_groups(answer) {
        columns.push(Column::new("Group", false, each().map(|group| Cell::new(&group.name))));
    }
    columns.extend([
        Column::new("Answers", true, each().map(|group| Cell::new(group.respondents))),
        Column::new("Denied\n(95 %)", true, each().map(|group| Cell::new(denied(group)))),
        Column::new("Half within,\ndays (95 %)", true, days(|group| (group.median_days, group.median_interval))),
        Column::new("Nine in ten within,\ndays (95 %)", true, days(|group| (group.p90_days, group.p90_interval))),
        Column::new("Distribution", false, each().map(|group| Cell::new(&group.family))),
        Column::new("Deviance (degrees\nof freedom), chance", true, each().map(|group| Cell::new(misfit(group)))),
    ]);
    let _ = write!(text, "\n{}\n", grid(&columns, GAP, layout));
}

fn classes(text: &mut String, answer: &SurveyAnswer, layout: Layout) {
    let rows: Vec<(&SurveyGroup, &SurveyClass)> =
        answer.groups.iter().flat_map(|group| group.classes.iter().map(move |class| (group, class))).collect();
    let each = || rows.iter();
    let mut columns = Vec::new();
    if has_groups(answer) {
        columns.push(Column::new("Group", false, each().map(|(group, _)| Cell::new(&group.name))));
    }
    let name = |class: &SurveyClass| Cell::new(class_name(class.from_days, class.to_days));
    columns.extend([
        Column::new("Decided within", false, each().map(|(_, class)| name(class))),
        Column::new("Answers", true, each().map(|(_, class)| Cell::new(whole(class.answers)))),
        Column::new("Answered", true, each().map(|(_, class)| Cell::new(share(class.observed)))),
        Column::new("Fitted", true, each().map(|(_, class)| Cell::new(share(class.fitted)))),
    ]);
    let _ = write!(text, "\n{}\n\n", grid(&columns, GAP, layout));
}
