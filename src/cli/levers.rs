//! Levers of a scenario, pulled on the command line.

use serde_json::Value;

use super::Failure;
use super::load::Ready;
use crate::experiment::fingerprint;
use crate::model;
use crate::scenario::{Loaded, name_list, nearest_name};

/// Choices of levers: each is one lever, or several joined by `+`.
pub(super) fn choices(base: &Ready, named: &[String], all: bool, pairs: bool) -> Vec<String> {
    let mut choices = named.to_vec();
    let levers: Vec<&String> = base.loaded.scenario.levers.iter().filter(|(_, l)| !l.pulled).map(|(n, _)| n).collect();
    if all || pairs {
        choices.extend(levers.iter().map(|name| (*name).clone()));
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

/// The scenario with some of its levers pulled, as an alternative of its own.
pub(super) fn pull(base: &Ready, choice: &str) -> Result<Ready, Failure> {
    let mut loaded = base.loaded.clone();
    let titles = pull_in(&mut loaded, choice)?;
    choice.trim().clone_into(&mut loaded.name);
    loaded.scenario.title = titles.join(" + ");
    loaded.warnings.clear();
    loaded.plan.clear();
    let model = model::compile(&loaded.scenario).map_err(|error| Failure::Mistake(format!("{choice}: {error}")))?;
    let sha256 = fingerprint(&loaded.merged);
    Ok(Ready { loaded, model, sha256, document: base.document.clone(), origin: base.origin.clone() })
}

/// Pulls levers of a scenario; their titles.
pub(super) fn pull_in(loaded: &mut Loaded, choice: &str) -> Result<Vec<String>, Failure> {
    let mut titles = Vec::new();
    for name in choice.split('+').map(str::trim) {
        let Some(lever) = loaded.scenario.levers.get_mut(name) else {
            return Err(unknown(loaded, name));
        };
        lever.pulled = true;
        titles.push(lever.title.clone().unwrap_or_else(|| name.to_owned()));
        // A name may hold what a path is made of.
        if let Some(written) = loaded.merged.get_mut("levers").and_then(|levers| levers.get_mut(name)) {
            written["pulled"] = Value::Bool(true);
        }
    }
    Ok(titles)
}

/// The scenario itself with some of its levers pulled.
pub(super) fn with(base: &Ready, choice: &str) -> Result<Ready, Failure> {
    let mut pulled = pull(base, choice)?;
    pulled.loaded.name = format!("{}+{}", base.loaded.name, pulled.loaded.name);
    pulled.loaded.scenario.title = format!("{}, with: {}", base.loaded.scenario.title, pulled.loaded.scenario.title);
    pulled.model.title.clone_from(&pulled.loaded.scenario.title);
    pulled.loaded.warnings.clone_from(&base.loaded.warnings);
    pulled.loaded.plan.clone_from(&base.loaded.plan);
    Ok(pulled)
}

fn unknown(base: &Loaded, name: &str) -> Failure {
    let scenario = &base.name;
    let known = || base.scenario.levers.keys().map(String::as_str);
    if base.scenario.levers.is_empty() {
        return Failure::Mistake(format!("\"{scenario}\" has no levers: write them under \"levers\""));
    }
    let meant = nearest_name(name, known()).map_or(String::new(), |n| format!(" — did you mean \"{n}\"?"));
    let levers = name_list(known(), "and");
    Failure::Mistake(format!("\"{scenario}\" has no lever \"{name}\"{meant}\n  its levers: {levers}"))
}
