//! Studies whose runs are played apart, on any machine, for programs that share them out.

use std::ops::Range;

use crate::case::Error;
use crate::experiment::{Runs, Samples, Watch};
use crate::report::Answer;

/// A study of a command, whatever it answers.
pub(super) trait Apart {
    /// Number of its runs, and of the trials of all of them.
    fn runs(&self) -> (usize, u64);
    /// Plays some of its runs.
    fn play(&self, runs: Range<usize>, watch: &Watch) -> Result<Vec<Samples>, Error>;
    /// Reads the answer from the samples of all runs, in their order.
    fn answer(&self, samples: Vec<Samples>, watch: &Watch) -> Result<Answer, Error>;
}

/// A study, and how its answer becomes one of all kinds.
pub(super) struct Told<S: Runs> {
    pub study: S,
    pub told: fn(S::Answer) -> Answer,
}

impl<S: Runs> Apart for Told<S>
where
    Error: From<S::Error>,
{
    fn runs(&self) -> (usize, u64) {
        (self.study.count(), self.study.trials())
    }

    fn play(&self, runs: Range<usize>, watch: &Watch) -> Result<Vec<Samples>, Error> {
        Ok(self.study.play(runs, watch)?)
    }

    fn answer(&self, samples: Vec<Samples>, watch: &Watch) -> Result<Answer, Error> {
        let answer = self.study.answer(&mut samples.into_iter().map(Ok), watch)?;
        Ok((self.told)(answer))
    }
}
