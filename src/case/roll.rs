//! A case with a new first day.

use jiff::civil::Date;

use super::{Case, Error};
use crate::experiment::{RollAnswer, RollMistakes, RollOptions, rolled};
use crate::scenario::roll::roll;

impl Case {
    /// The scenario taken to a new first day, with today's stocks, orders and licences from CSV files; dates that have
    /// passed become history. The answer holds the new scenario ([`RollAnswer::case`] is it, ready to be asked) and
    /// says where everything in it comes from. More stock of lines ([`Case::with_stock`]) is part of neither.
    ///
    /// # Errors
    /// All mistakes of the files and of what is asked, each with file, line and column; what would be wrong with the
    /// new scenario.
    pub fn roll(&self, to: Date, options: &RollOptions) -> Result<RollAnswer, Error> {
        let found = roll(&self.loaded, &self.read.document, to, options).map_err(Box::new)?;
        let new = Self::from_value(&found.name, found.scenario.clone()).map_err(|error| match error {
            Error::Scenario(problems) => {
                let mut problems = *problems;
                problems.subject.clone_from(&self.read.path);
                Error::Roll(Box::new(found.explained(problems, &self.read.document)))
            }
            other => other,
        })?;
        let known: Vec<&str> = self.warnings().iter().map(|warning| warning.message.as_str()).collect();
        let warnings = new.warnings().iter().filter(|warning| !known.contains(&warning.message.as_str()));
        let notes = warnings.map(|warning| found.warned(warning)).collect();
        Ok(rolled(self.named_model(), new.named_model(), found, notes))
    }
}

impl RollAnswer {
    /// The new scenario, ready to be asked.
    ///
    /// # Errors
    /// None that [`Case::roll`] has not found before.
    pub fn case(&self) -> Result<Case, Error> {
        Case::from_value(&self.new.name, self.scenario.clone())
    }
}

impl From<Box<RollMistakes>> for Error {
    fn from(mistakes: Box<RollMistakes>) -> Self {
        Self::Roll(mistakes)
    }
}
