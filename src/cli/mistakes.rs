//! Mistakes of who asked, gathered so that all are told at once.

use super::Failure;

/// What is wrong so far.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    told: Vec<String>,
    other: Option<Failure>,
}

impl Mistakes {
    /// What was found; a mistake is kept, each once, and nothing comes back.
    pub(super) fn keep<T>(&mut self, found: Result<T, impl Into<Failure>>) -> Option<T> {
        match found.map_err(Into::into) {
            Ok(found) => return Some(found),
            Err(Failure::Mistake(text)) => self.add(text),
            Err(other) => self.other = self.other.take().or(Some(other)),
        }
        None
    }

    /// A mistake in words.
    pub(super) fn add(&mut self, text: String) {
        if !self.told.contains(&text) {
            self.told.push(text);
        }
    }

    /// What was found, unless anything is wrong.
    pub(super) fn or<T>(&mut self, found: Option<T>) -> Result<T, Failure> {
        self.all_told()?;
        found.ok_or_else(|| Failure::Mistake("nothing was run".to_owned()))
    }

    /// All of them, if there are any.
    pub(super) fn all_told(&mut self) -> Result<(), Failure> {
        if self.other.is_none() && self.told.is_empty() { Ok(()) } else { Err(self.failure()) }
    }

    /// All of them as one.
    pub(super) fn failure(&mut self) -> Failure {
        let told = std::mem::take(&mut self.told).join("\n");
        self.other.take().unwrap_or(Failure::Mistake(told))
    }
}
