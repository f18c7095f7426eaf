//! A survey on a terminal.

use super::super::columns::{Layout, bold, paragraph};
use super::rows;
use super::words::{basis, headline, remarks};
use crate::experiment::SurveyAnswer;

/// The survey as text.
#[must_use]
pub(crate) fn render(answer: &SurveyAnswer, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&format!("Survey {}", answer.file), layout), layout);
    paragraph(&mut text, &format!("{} {}.", basis(answer), headline(answer)), layout);
    let [groups, classes] = rows::shown(answer);
    groups.draw(&mut text, usize::MAX, "survey.csv", layout);
    classes.draw(&mut text, usize::MAX, "survey-classes.csv", layout);
    text.push('\n');
    for sentence in remarks(answer) {
        paragraph(&mut text, &format!("{sentence}."), layout);
    }
    text
}
