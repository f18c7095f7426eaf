//! What several charts share: their words, their policy events, and what can be wrong with them.

use jiff::civil::Date;
use serde::Serialize;

/// The words around a chart. Any of them may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Caption {
    /// The finding, or the subject, in words; set in bold.
    pub title: String,
    /// What is shown, in which unit, over which horizon.
    pub subtitle: String,
    /// Small print: number of trials, seed, version.
    pub footnote: String,
}

/// A dated event of policy, marked in charts over time by a thin vertical line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyEvent {
    /// The day it takes effect.
    pub date: Date,
    /// A few words, such as "Licensing announced".
    pub label: String,
}
