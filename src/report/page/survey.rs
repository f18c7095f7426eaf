//! The page of a survey.

use super::super::survey::words::{basis, denied, group_name, headline, interval, misfit, remarks};
use super::super::words::{fine_share, whole};
use super::content::{Content, Figure, Table, figure, number, sentence, words};
use crate::experiment::{SurveyAnswer, class_name};

/// The words and tables of a survey.
pub(crate) fn content(answer: &SurveyAnswer) -> Content {
    Content {
        kind: "Survey",
        title: format!("Survey {}", answer.file),
        scenario: format!("Survey {}", answer.file),
        basis: basis(answer),
        answers: vec![sentence(&headline(answer))],
        figures: figures(answer),
        tables: vec![groups(answer), classes(answer)],
        drivers: remarks(answer).into_iter().map(|remark| sentence(&remark)).collect(),
        reading: reading(),
        ..Content::default()
    }
}

/// The slowest groups.
fn figures(answer: &SurveyAnswer) -> Vec<Figure> {
    let mut slow: Vec<_> = answer.groups.iter().collect();
    slow.sort_by(|a, b| b.p90_days.total_cmp(&a.p90_days));
    let one = |group: &crate::experiment::SurveyGroup| {
        let half = format!("half within {}", whole(group.median_days));
        figure(format!("{} days", whole(group.p90_days)), half, format!("nine in ten, {}", group_name(group)))
    };
    slow.into_iter().take(3).map(one).collect()
}

fn groups(answer: &SurveyAnswer) -> Table {
    let columns = [
        "Group",
        "Denied#",
        "Half within, days (95\u{a0}%)#",
        "Nine in ten within, days (95\u{a0}%)#",
        "Distribution",
        "Deviance (degrees of freedom), chance#",
    ];
    let mut table = Table::new("Days from filing to decision", &columns);
    for group in &answer.groups {
        let days = |days: f64, of| number(format!("{}{}", whole(days), interval(of)), days);
        table.row(
            "",
            vec![
                words(group_name(group)),
                number(denied(group), group.denied_share.unwrap_or(0.0)),
                days(group.median_days, group.median_interval),
                days(group.p90_days, group.p90_interval),
                words(&group.family),
                number(misfit(group), group.deviance),
            ],
        );
    }
    table
}

fn classes(answer: &SurveyAnswer) -> Table {
    let mut table = Table::new("Decisions by class", &["Group", "Decided within", "Answers#", "Answered#", "Fitted#"]);
    for group in &answer.groups {
        for class in &group.classes {
            table.row(
                "",
                vec![
                    words(group_name(group)),
                    words(class_name(class.from_days, class.to_days)),
                    number(whole(class.answers), class.answers),
                    number(fine_share(class.observed), class.observed),
                    number(fine_share(class.fitted), class.fitted),
                ],
            );
        }
    }
    table
}

fn reading() -> Vec<String> {
    [
        "An answer says between which days its decision came; one that still waits says that it has taken so long \
         already. The distribution is the one that makes these answers likeliest.",
        "The deviance compares the distribution with the shares of the classes themselves; it is about as large as its \
         degrees of freedom where the distribution is right.",
        "A survey asks who wishes to answer: its interval is that of a random sample, and says nothing of who kept \
         silent.",
    ]
    .map(str::to_owned)
    .into()
}
