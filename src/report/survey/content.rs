//! The page of a survey.

use super::super::content::{Content, Figure, figure, sentence};
use super::super::words::whole;
use super::rows;
use super::words::{basis, group_name, headline, remarks};
use crate::experiment::SurveyAnswer;

/// The words and tables of a survey.
pub(crate) fn content(answer: &SurveyAnswer) -> Content {
    Content {
        kind: "Survey",
        title: format!("Survey {}", answer.file),
        scenario: format!("Survey {}", answer.file),
        basis: basis(answer),
        answers: vec![sentence(&headline(answer))],
        figures: figures(answer),
        tables: rows::shown(answer).into(),
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
