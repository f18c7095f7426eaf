//! A survey as tables: a row a group, and the classes of each.

use super::super::data::Data;
use super::super::fields::Fields;
use super::super::lead_times::within;
use super::super::shown::{Table, number, words};
use super::super::words::{counted, fine_share, whole};
use crate::experiment::{SurveyAnswer, SurveyClass, SurveyGroup, class_name};

/// `survey.csv`.
pub(super) fn survey(answer: &SurveyAnswer) -> Data<'_> {
    groups(answer).table(("survey", "Survey"), ABOUT, &answer.groups)
}

/// The workbook's first table.
pub(super) fn summary(answer: &SurveyAnswer) -> Data<'_> {
    groups(answer).table(("summary", "Summary"), ABOUT, &answer.groups)
}

/// Groups and classes as people are shown them.
pub(super) fn shown(answer: &SurveyAnswer) -> [Table; 2] {
    let groups = groups(answer).shown("Days from filing to decision", |_| "", &answer.groups);
    let classes = class_columns(answer).shown("Decisions by class", |_| "", all_classes(answer));
    [groups.on_terminal("survey.csv", usize::MAX), classes.on_terminal("survey-classes.csv", usize::MAX)]
}

/// In what days of an answer are counted.
pub(super) fn days(answer: &SurveyAnswer) -> &'static str {
    if answer.work_days { "working days" } else { "days" }
}

const ABOUT: &str = "Days from filing to decision, by group";

fn groups(answer: &SurveyAnswer) -> Fields<'_, &SurveyGroup> {
    let days = days(answer);
    let mut columns = Fields::<&SurveyGroup>::new();
    columns.text("group", "the group, as the file calls it", |row| &row.name);
    columns.show_as("Group", |row| words(group_name(row)));
    columns.whole("respondents", "answers", "how many answered", |row| Some(row.respondents));
    columns.number("pending", "share of answers", "still waiting", |row| Some(row.pending_share));
    columns.estimate("denied", "share of decisions", "denied, if that was asked for", |row| {
        Some(within(row.denied_share?, row.denied_interval))
    });
    columns.show("Denied (95\u{a0}%)").yields(3);
    columns.text("distribution", "the family with the least AIC", |row| &row.family);
    columns.estimate("median", days, "half are decided within so many days", |row| {
        Some(within(row.median_days, row.median_interval))
    });
    columns.show("Half within, days (95\u{a0}%)");
    columns.estimate("p90", days, "nine in ten are decided within so many days", |row| {
        Some(within(row.p90_days, row.p90_interval))
    });
    columns.show("Nine in ten within, days (95\u{a0}%)");
    columns.show_as("Distribution", |row| words(&row.family)).yields(2);
    columns.show_as("Deviance (degrees of freedom), chance#", |row| number(misfit(row), row.deviance)).yields(1);
    columns.number("deviance", "", "of the distribution from the classes", |row| Some(row.deviance));
    columns.number("chi_square", "", "Pearson's χ²", |row| Some(row.chi_square));
    columns.whole("degrees_of_freedom", "", "of both", |row| Some(row.freedom));
    let about = "chance of a deviance at least as large if the distribution is right";
    columns.number("chance", "", about, |row| row.chance);
    columns
}

/// The group, and how many answered.
pub(super) fn group_name(group: &SurveyGroup) -> String {
    let answers = counted(group.respondents, "answer");
    if group.name.is_empty() { answers } else { format!("{}, {answers}", group.name) }
}

/// How well the distribution fits: "2.1 (2), chance 35 %".
fn misfit(group: &SurveyGroup) -> String {
    let chance = group.chance.map_or(String::new(), |chance| format!(", {}", fine_share(chance)));
    format!("{:.1} ({}){chance}", group.deviance, group.freedom)
}

/// `survey-classes.csv`.
pub(super) fn classes(answer: &SurveyAnswer) -> Data<'_> {
    class_columns(answer).table(("survey-classes", "Classes"), "Decisions by class of days", all_classes(answer))
}

fn all_classes(answer: &SurveyAnswer) -> impl Iterator<Item = (&SurveyGroup, &SurveyClass)> {
    answer.groups.iter().flat_map(|group| group.classes.iter().map(move |row| (group, row)))
}

fn class_columns(answer: &SurveyAnswer) -> Fields<'_, (&SurveyGroup, &SurveyClass)> {
    let days = days(answer);
    let mut columns = Fields::new();
    columns.text("group", "the group, as the file calls it", |(group, _): (&SurveyGroup, &SurveyClass)| &group.name);
    columns.show_as("Group", |(group, _)| words(group_name(group)));
    columns.number("from", days, "longer than so many days", |(_, row)| Some(row.from_days));
    columns.number("to", days, "at most so many days; empty without an end", |(_, row)| row.to_days);
    columns.show_as("Decided within", |(_, row)| words(class_name(row.from_days, row.to_days)));
    columns
        .number("answers", "answers", "that say so; a fraction where a share was given", |(_, row)| Some(row.answers));
    columns.show_as("Answers#", |(_, row)| number(whole(row.answers), row.answers));
    let unit = "share of decisions";
    columns.number("observed", unit, "decided in it, by the life table", |(_, row)| Some(row.observed));
    columns.show("Answered");
    columns.number("fitted", unit, "decided in it, by the distribution", |(_, row)| Some(row.fitted));
    columns.show("Fitted");
    columns
}
