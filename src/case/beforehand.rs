//! What the command line asks before an experiment: whether it can be answered, and what was read.

use std::path::Path;

use serde_json::Value;

use super::{Case, Error};
use crate::experiment::size::{SizeError, SizeOptions, check_size};
use crate::experiment::{DeadlineOptions, ExplainOptions, StressOptions, check_deadline};

impl Case {
    /// Path, name and text of what was read, as they were before anything changed it.
    pub(crate) fn origin(&self) -> (&Path, &str, &Value) {
        (&self.read.path, &self.read.name, &self.read.merged)
    }

    /// Without what another case says as well, once it has been told there.
    pub(crate) fn quiet_beside(mut self, other: &Self) -> Self {
        self.loaded.warnings.retain(|warning| !other.loaded.warnings.contains(warning));
        self.loaded.plan.retain(|note| !other.loaded.plan.contains(note));
        self
    }

    /// Whether stock can be sized.
    pub(crate) fn check_size(&self, options: &SizeOptions) -> Result<(), Error> {
        Ok(check_size(self.named_model(), options).map_err(SizeError::from)?)
    }

    /// The first day of failures.
    pub(crate) fn check_stress(&self, options: &StressOptions) -> Result<u32, Error> {
        Ok(options.check(&self.model)?)
    }

    /// Whether there are deadlines to find.
    pub(crate) fn check_deadline(&self, options: &DeadlineOptions) -> Result<(), Error> {
        Ok(check_deadline(&self.model, options)?)
    }

    /// Whether there is something to explain.
    pub(crate) fn check_explain(&self, options: &ExplainOptions) -> Result<(), Error> {
        options.check(&self.model)?;
        Ok(())
    }
}
