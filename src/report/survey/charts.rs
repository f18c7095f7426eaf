//! The chart of a survey.

use super::super::words::date;
use super::content::headline;
use super::rows::group_name;
use crate::chart::{Caption, Chart, ClassShares, ClassSharesRow};
use crate::experiment::{SurveyAnswer, class_name};

/// The chart with the name of its file, without ending.
pub(crate) fn charts(answer: &SurveyAnswer) -> Vec<(&'static str, Chart)> {
    let caption = Caption {
        title: headline(answer),
        subtitle: "Share of decisions by class of days, as answered and as fitted".to_owned(),
        footnote: format!(
            "{} · {} · linestop {} · shares of all that will be decided, not of the answers: what still waits counts as \
             long as it has waited",
            answer.file,
            date(answer.as_of),
            answer.linestop
        ),
    };
    let rows = answer.groups.iter().flat_map(|group| {
        group.classes.iter().map(|class| ClassSharesRow {
            name: class_name(class.from_days, class.to_days),
            detail: group_name(group),
            observed: class.observed,
            fitted: class.fitted,
        })
    });
    vec![("survey", Chart::Classes(ClassShares { caption, rows: rows.collect() }))]
}
