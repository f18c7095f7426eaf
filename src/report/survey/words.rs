//! What is said of a survey, alike in every form.

use super::super::shown::Said;
use super::super::words::{counted, date, fine_share, whole};
use crate::experiment::{SurveyAnswer, SurveyGroup};

/// A chance of a deviance below which the distribution is said not to fit.
const UNLIKELY: f64 = 0.05;

/// What was read.
pub(in crate::report) fn basis(answer: &SurveyAnswer) -> String {
    let all: u64 = answer.groups.iter().map(|group| group.respondents).sum();
    let days = if answer.work_days { "working days" } else { "calendar days" };
    format!("{} in classes of {days}, {}.", counted(all, "answer"), date(answer.as_of))
}

/// The answer in a sentence, without its stop: of the only group, or of the slowest.
pub(in crate::report) fn headline(answer: &SurveyAnswer) -> String {
    let slowest = answer.groups.iter().max_by(|a, b| a.p90_days.total_cmp(&b.p90_days));
    let Some(group) = slowest else { return String::new() };
    let days = if answer.work_days { "working days" } else { "days" };
    let whose = if answer.groups.len() > 1 { format!("{}: half", group.name) } else { "Half".to_owned() };
    let between = group.median_interval.map_or(String::new(), |of| format!("{}–{}", whole(of.low), whole(of.high)));
    let median = Said::with(whole(group.median_days), between);
    format!(
        "{whose} of all applications are decided within {median} {days}, nine in ten within {}",
        whole(group.p90_days)
    )
}

/// The group, and how many answered.
pub(in crate::report) fn group_name(group: &SurveyGroup) -> String {
    let answers = counted(group.respondents, "answer");
    if group.name.is_empty() { answers } else { format!("{}, {answers}", group.name) }
}

/// How well the distribution fits: "2.1 (2), chance 35 %".
pub(in crate::report) fn misfit(group: &SurveyGroup) -> String {
    let chance = group.chance.map_or(String::new(), |chance| format!(", {}", fine_share(chance)));
    format!("{:.1} ({}){chance}", group.deviance, group.freedom)
}

/// What is to be known of the fits.
pub(in crate::report) fn remarks(answer: &SurveyAnswer) -> Vec<String> {
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
