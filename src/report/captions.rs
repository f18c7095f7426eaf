//! What charts say of themselves besides their finding: how they were simulated, of which scenario.

use super::words::{counted, horizon};
use crate::chart::Caption;
use crate::experiment::ScenarioFacts;

/// What an answer was simulated with.
pub(super) struct Played<'a> {
    /// How many trials, in words: "10,000 trials".
    pub trials: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Version of linestop.
    pub linestop: &'a str,
    /// The scenario.
    pub scenario: &'a ScenarioFacts,
}

impl Played<'_> {
    /// A finding as the title, what is shown and over which days below it, and what it rests on at the foot; `note`
    /// may be empty.
    pub(super) fn caption(&self, title: String, subtitle: &str, note: &str) -> Caption {
        let subtitle = format!("{} · {subtitle} · {}", self.scenario.title, horizon(self.scenario));
        Caption { title, subtitle, footnote: self.footnote(note) }
    }

    /// "10,000 trials · seed 1 · linestop 0.2.0 · quickstart (1a2b3c4d) · bars: 95 % intervals".
    pub(super) fn footnote(&self, note: &str) -> String {
        let note = if note.is_empty() { String::new() } else { format!(" · {note}") };
        let Self { trials, seed, linestop, scenario } = self;
        format!("{trials} · seed {seed} · linestop {linestop} · {}{note}", marked(scenario))
    }
}

/// A scenario by its name and the first letters of its sum: "quickstart (1a2b3c4d)".
pub(super) fn marked(scenario: &ScenarioFacts) -> String {
    format!("{} ({})", scenario.name, scenario.sha256.get(..8).unwrap_or_default())
}

/// What a chart leaves out and where it is: " · 3 lesser changes are in diff.csv"; nothing where all is shown.
pub(super) fn left_out(all: usize, most: usize, one: &str, file: &str) -> String {
    let left = all.saturating_sub(most);
    let are = if left == 1 { "is" } else { "are" };
    if left > 0 { format!(" · {} {are} in {file}", counted(left as u64, one)) } else { String::new() }
}
