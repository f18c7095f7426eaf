//! The page of a survey.

use super::super::content::{Content, Figure, figure, sentence};
use super::super::shown::Said;
use super::super::words::{counted, date, whole};
use super::rows::{self, days, group_name};
use crate::experiment::{SurveyAnswer, SurveyGroup};

/// A chance of a deviance below which the distribution is said not to fit.
const UNLIKELY: f64 = 0.05;

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

/// What was read.
fn basis(answer: &SurveyAnswer) -> String {
    let all: u64 = answer.groups.iter().map(|group| group.respondents).sum();
    let days = if answer.work_days { "working days" } else { "calendar days" };
    format!("{} in classes of {days}, {}.", counted(all, "answer"), date(answer.as_of))
}

/// The answer in a sentence, without its stop: of the only group, or of the slowest.
pub(super) fn headline(answer: &SurveyAnswer) -> String {
    let slowest = answer.groups.iter().max_by(|a, b| a.p90_days.total_cmp(&b.p90_days));
    let Some(group) = slowest else { return String::new() };
    let days = days(answer);
    let whose = if answer.groups.len() > 1 { format!("{}: half", group.name) } else { "Half".to_owned() };
    let between = group.median_interval.map_or(String::new(), |of| format!("{}–{}", whole(of.low), whole(of.high)));
    let median = Said::with(whole(group.median_days), between);
    format!(
        "{whose} of all applications are decided within {median} {days}, nine in ten within {}",
        whole(group.p90_days)
    )
}

/// What is to be known of the fits.
fn remarks(answer: &SurveyAnswer) -> Vec<String> {
    let called =
        |group: &'_ SurveyGroup| if group.name.is_empty() { "all answers".to_owned() } else { group.name.clone() };
    let names =
        |of: &dyn Fn(&&SurveyGroup) -> bool| -> Vec<String> { answer.groups.iter().filter(of).map(called).collect() };
    let far = names(&|group| group.chance.is_some_and(|chance| chance < UNLIKELY));
    let untested = names(&|group| group.freedom == 0);
    let alike = names(&|group| group.behind.values().any(|behind| *behind < 2.0));
    let mut remarks = Vec::new();
    if !far.is_empty() {
        remarks.push(format!(
            "The distribution does not fit: a deviance this large comes with a chance below 5 % ({}). Look at the classes \
             before using it",
            far.join(", ")
        ));
    }
    if !untested.is_empty() {
        remarks.push(format!(
            "The classes are just enough for the distribution and none is left to test it ({})",
            untested.join(", ")
        ));
    }
    if !alike.is_empty() {
        remarks.push(format!(
            "Other distributions fit about as well, within 2 of AIC ({}): what lies beyond the last class is the \
             distribution's, not the survey's",
            alike.join(", ")
        ));
    }
    remarks
}

/// The slowest groups.
fn figures(answer: &SurveyAnswer) -> Vec<Figure> {
    let mut slow: Vec<_> = answer.groups.iter().collect();
    slow.sort_by(|a, b| b.p90_days.total_cmp(&a.p90_days));
    let one = |group: &SurveyGroup| {
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
