//! A survey as tables: a row a group, and the classes of each.

use super::super::data::Data;
use super::super::fields::Fields;
use crate::experiment::{SurveyAnswer, SurveyClass, SurveyGroup};

/// `survey.csv`.
pub(super) fn survey(answer: &SurveyAnswer) -> Data<'_> {
    groups(answer, ("survey", "Survey"))
}

/// The workbook's first table.
pub(super) fn summary(answer: &SurveyAnswer) -> Data<'_> {
    groups(answer, ("summary", "Summary"))
}

fn groups<'a>(answer: &'a SurveyAnswer, names: (&'static str, &'static str)) -> Data<'a> {
    let days = if answer.work_days { "working days" } else { "days" };
    let mut columns = Fields::<&SurveyGroup>::new();
    columns.text("group", "the group, as the file calls it", |row| &row.name);
    columns.whole("respondents", "answers", "how many answered", |row| i64::try_from(row.respondents).ok());
    columns.number("pending", "share of answers", "still waiting", |row| Some(row.pending_share));
    let unit = "share of decisions";
    columns.number("denied", unit, "denied, if that was asked for", |row| row.denied_share);
    let about = "lower end of the 95 % interval of what is denied";
    columns.number("denied_low", unit, about, |row| row.denied_interval.map(|interval| interval.low));
    let about = "upper end of the 95 % interval of what is denied";
    columns.number("denied_high", unit, about, |row| row.denied_interval.map(|interval| interval.high));
    columns.text("distribution", "the family with the least AIC", |row| &row.family);
    columns.number("median", days, "half are decided within so many days", |row| Some(row.median_days));
    let about = "lower end of the 95 % interval of the median";
    columns.number("median_low", days, about, |row| row.median_interval.map(|interval| interval.low));
    let about = "upper end of the 95 % interval of the median";
    columns.number("median_high", days, about, |row| row.median_interval.map(|interval| interval.high));
    columns.number("p90", days, "nine in ten are decided within so many days", |row| Some(row.p90_days));
    let about = "lower end of the 95 % interval of that";
    columns.number("p90_low", days, about, |row| row.p90_interval.map(|interval| interval.low));
    let about = "upper end of the 95 % interval of that";
    columns.number("p90_high", days, about, |row| row.p90_interval.map(|interval| interval.high));
    columns.number("deviance", "", "of the distribution from the classes", |row| Some(row.deviance));
    columns.number("chi_square", "", "Pearson's χ²", |row| Some(row.chi_square));
    columns.whole("degrees_of_freedom", "", "of both", |row| i64::try_from(row.freedom).ok());
    let about = "chance of a deviance at least as large if the distribution is right";
    columns.number("chance", "", about, |row| row.chance);
    columns.table(names, "Days from filing to decision, by group", &answer.groups)
}

/// `survey-classes.csv`.
pub(super) fn classes(answer: &SurveyAnswer) -> Data<'_> {
    let days = if answer.work_days { "working days" } else { "days" };
    let mut columns = Fields::<(&SurveyGroup, &SurveyClass)>::new();
    columns.text("group", "the group, as the file calls it", |(group, _)| &group.name);
    columns.number("from", days, "longer than so many days", |(_, row)| Some(row.from_days));
    columns.number("to", days, "at most so many days; empty without an end", |(_, row)| row.to_days);
    columns
        .number("answers", "answers", "that say so; a fraction where a share was given", |(_, row)| Some(row.answers));
    let unit = "share of decisions";
    columns.number("observed", unit, "decided in it, by the life table", |(_, row)| Some(row.observed));
    columns.number("fitted", unit, "decided in it, by the distribution", |(_, row)| Some(row.fitted));
    let rows = answer.groups.iter().flat_map(|group| group.classes.iter().map(move |row| (group, row)));
    columns.table(("survey-classes", "Classes"), "Decisions by class of days", rows)
}
