//! Levers of a scenario, as they are asked for: pulled before it is played, or held against it.

use clap::Args;

use super::options::parse_name;
use crate::case::Case;

/// Levers that are pulled before a scenario is asked.
#[derive(Debug, Args)]
pub(super) struct Pulled {
    /// Levers of the scenario to pull, joined by +.
    #[arg(long, value_name = "NAME[+NAME…]", value_parser = parse_name)]
    pub lever: Option<String>,
}

/// Choices of levers, each once: those that are named, every lever by itself, every pair of them.
pub(super) fn choices(base: &Case, named: &[String], all: bool, pairs: bool) -> Vec<String> {
    let mut choices = named.to_vec();
    let levers = base.levers();
    if all || pairs {
        choices.extend(levers.iter().map(|name| (*name).to_owned()));
    }
    if pairs {
        for (i, first) in levers.iter().enumerate() {
            choices.extend(levers[i + 1..].iter().map(|second| format!("{first}+{second}")));
        }
    }
    let mut seen = Vec::new();
    choices.retain(|choice| {
        !seen.contains(choice) && {
            seen.push(choice.clone());
            true
        }
    });
    choices
}
