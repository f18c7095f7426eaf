//! A survey laid over a case.

use serde_json::Value;

use super::Case;
use crate::experiment::{SurveyAnswer, with_survey};

impl Case {
    /// A scenario that extends this one, found at `extends`, whose desks take the waits of a survey for their reviews;
    /// and what is good to know about it.
    #[must_use]
    pub fn with_survey(&self, answer: &SurveyAnswer, extends: &str) -> (Value, Vec<String>) {
        with_survey(answer, self.model(), extends)
    }
}
