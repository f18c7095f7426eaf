//! Mistakes as exceptions of the package: those of a scenario with places, all others with their words.

use linestop::cli::ask::Refused;
use linestop::results::ReadError;
use linestop::{Error, Problem, Severity};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// What is wrong, gathered.
#[derive(Default)]
struct Gathered {
    text: Vec<String>,
    problems: Vec<Problem>,
}

impl Gathered {
    fn add(&mut self, error: Error) {
        match error {
            Error::Scenario(problems) => {
                self.text.push(problems.render(false));
                self.problems.extend(problems.problems.into_iter().filter(|p| p.severity == Severity::Error));
            }
            Error::Roll(mistakes) => {
                self.text.extend(mistakes.mistakes.iter().cloned());
                if let Some(problems) = &mistakes.scenario {
                    self.text.push(problems.render(false));
                    self.problems.extend(problems.problems.iter().cloned());
                }
            }
            Error::Several(errors) => errors.into_iter().for_each(|error| self.add(error)),
            other => self.text.push(other.to_string()),
        }
    }

    fn raised(self) -> PyErr {
        let text = self.text.join("\n");
        if self.problems.is_empty() {
            return exception("UsageError", vec![text]);
        }
        match serde_json::to_string(&self.problems) {
            Ok(problems) => exception("ScenarioError", vec![text, problems]),
            Err(error) => plain(error),
        }
    }
}

/// An exception of the package.
fn exception(name: &str, arguments: Vec<String>) -> PyErr {
    Python::attach(|py| {
        let made = || py.import("linestop._errors")?.getattr(name)?.call1(PyTuple::new(py, arguments)?);
        made().map_or_else(|error| error, PyErr::from_value)
    })
}

/// What is wrong with a case.
pub(crate) fn of_case(error: Error) -> PyErr {
    let mut gathered = Gathered::default();
    gathered.add(error);
    gathered.raised()
}

/// What is wrong with what was asked.
pub(crate) fn of_asked(refused: Refused) -> PyErr {
    match refused {
        Refused::Case(error) => of_case(error),
        Refused::Words(text) => exception("UsageError", vec![text]),
    }
}

/// What is wrong with the folder of a result.
pub(crate) fn of_result(error: ReadError) -> PyErr {
    exception("ResultError", vec![error.to_string()])
}

/// A value that cannot be taken.
pub(crate) fn value(text: impl ToString) -> PyErr {
    PyValueError::new_err(text.to_string())
}

/// What should not happen.
pub(crate) fn plain(error: impl ToString) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}
