//! Why a case does not answer.

use crate::experiment::size::{SizeError, SizeMistake};
use crate::experiment::{
    BacktestError, CalibrateError, CompareError, DeadlineError, DiffError, ExplainError, MeasureError, PartError,
    RollMistakes, SensitivityError, ShardError, Stopped, StressError, SweepError, UnknownLine,
};
use crate::scenario::Problems;

/// Why a case does not answer. Its text says what is wrong, where, and what is possible.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scenario, or a value that was set, has errors: all of them.
    #[error(transparent)]
    Scenario(Box<Problems>),
    /// There is no such lever.
    #[error(transparent)]
    Lever(#[from] UnknownLever),
    /// There is no such line.
    #[error(transparent)]
    Line(#[from] UnknownLine),
    /// An outcome that cannot be told.
    #[error(transparent)]
    Measure(#[from] MeasureError),
    /// Two of the cases that are compared have the same name.
    #[error("two of the scenarios are called \"{0}\"; give one of them another name")]
    SameName(String),
    /// The cases cannot be compared.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// There are no deadlines to tell.
    #[error(transparent)]
    Deadline(#[from] DeadlineError),
    /// What changed cannot be told.
    #[error(transparent)]
    Diff(#[from] DiffError),
    /// The scenario cannot be taken to a new first day.
    #[error(transparent)]
    Roll(Box<RollMistakes>),
    /// The stock cannot be sized.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// The axes of a sweep mean nothing.
    #[error("{0}")]
    Axes(String),
    /// Nothing can be said of what matters.
    #[error(transparent)]
    Sensitivity(#[from] SensitivityError),
    /// Nothing can be taken out.
    #[error(transparent)]
    Stress(#[from] StressError),
    /// There is nothing to explain.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// There is nothing to hold forecasts against.
    #[error(transparent)]
    Backtest(#[from] BacktestError),
    /// There is nothing to fit to.
    #[error(transparent)]
    Calibrate(#[from] CalibrateError),
    /// A shard cannot be played, or parts of a run cannot be joined.
    #[error(transparent)]
    Part(#[from] PartError),
    /// Files of observed months that cannot be read: all mistakes.
    #[error("{}", .0.join("\n"))]
    Months(Vec<String>),
    /// Several mistakes.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Several(Vec<Error>),
    /// Someone stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self::Scenario(Box::new(problems))
    }
}

impl From<ShardError> for Error {
    fn from(error: ShardError) -> Self {
        match error {
            ShardError::Part(error) => error.into(),
            ShardError::Stopped(stopped) => stopped.into(),
        }
    }
}

impl From<SweepError<Error>> for Error {
    fn from(error: SweepError<Self>) -> Self {
        match error {
            SweepError::Model(error) => error,
            SweepError::Stopped(stopped) => stopped.into(),
        }
    }
}

impl From<SizeMistake> for Error {
    fn from(mistake: SizeMistake) -> Self {
        Self::Size(mistake.into())
    }
}

impl Error {
    /// Nothing, the only one, or all of them.
    pub(crate) fn all(errors: impl IntoIterator<Item = Self>) -> Result<(), Self> {
        let mut errors: Vec<Self> = errors.into_iter().collect();
        match errors.len() {
            0 => Ok(()),
            1 => Err(errors.remove(0)),
            _ => Err(Self::Several(errors)),
        }
    }

    /// Whether someone stopped it.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        matches!(
            self,
            Self::Stopped(_)
                | Self::Compare(CompareError::Stopped(_))
                | Self::Deadline(DeadlineError::Stopped(_))
                | Self::Diff(DiffError::Stopped(_))
                | Self::Size(SizeError::Stopped(_))
                | Self::Sensitivity(SensitivityError::Stopped(_))
                | Self::Stress(StressError::Stopped(_))
                | Self::Explain(ExplainError::Stopped(_))
                | Self::Backtest(BacktestError::Stopped(_))
                | Self::Calibrate(CalibrateError::Stopped(_))
        )
    }
}

/// There is no lever of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownLever {
    /// The scenario has none at all.
    #[error("\"{0}\" has no levers: write them under \"levers\"")]
    NoLevers(String),
    /// It has others.
    #[error("\"{scenario}\" has no lever \"{name}\"{meant}\n  its levers: {levers}")]
    NotAmong {
        /// Name of the scenario.
        scenario: String,
        /// What was asked for.
        name: String,
        /// What was probably meant, in words.
        meant: String,
        /// Those that there are.
        levers: String,
    },
}
