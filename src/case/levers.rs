//! Levers of a scenario, pulled.

use serde_json::Value;

use super::{Case, Error, UnknownLever, compiled, stocked};
use crate::experiment::{Pulled, WayKind};
use crate::reading;
use crate::scenario::{Action, Loaded, Scenario, name_list, nearest_name};

/// The names in a choice: one, or several joined by `+`.
fn names(choice: &str) -> impl Iterator<Item = &str> {
    choice.split('+').map(str::trim)
}

/// Pulls levers of a scenario, in it and in what one file would say.
pub(super) fn pull(loaded: &mut Loaded, choice: &str) -> Result<(), Error> {
    check(loaded, choice)?;
    for name in names(choice) {
        let Some(name) = find(&loaded.scenario, name).map(str::to_owned) else { continue };
        let name = name.as_str();
        let Some(lever) = loaded.scenario.levers.get_mut(name) else { continue };
        lever.pulled = true;
        // A name may hold what a path is made of.
        if let Some(written) = loaded.merged.get_mut("levers").and_then(|levers| levers.get_mut(name)) {
            written["pulled"] = Value::Bool(true);
        }
    }
    Ok(())
}

/// Looks for levers that the scenario does not have: all of them.
pub(super) fn check(loaded: &Loaded, choice: &str) -> Result<(), Error> {
    let missing = names(choice).filter(|name| find(&loaded.scenario, name).is_none());
    if loaded.scenario.levers.is_empty() {
        return Err(UnknownLever::NoLevers(loaded.name.clone()).into());
    }
    Error::all(missing.map(|name| unknown(loaded, name).into()))
}

/// The lever of a name, whatever its capitals.
fn find<'a>(scenario: &'a Scenario, name: &str) -> Option<&'a str> {
    reading::find(name, scenario.levers.keys().map(String::as_str))
}

/// Titles of levers; those without one go by their names.
pub(super) fn titles(scenario: &Scenario, choice: &str) -> Vec<String> {
    let title = |name: &str| scenario.levers.get(find(scenario, name)?).and_then(|lever| lever.title.clone());
    names(choice).map(|name| title(name).unwrap_or_else(|| name.to_owned())).collect()
}

fn unknown(base: &Loaded, name: &str) -> UnknownLever {
    let known = || base.scenario.levers.keys().map(String::as_str);
    UnknownLever::NotAmong {
        scenario: base.name.clone(),
        name: name.to_owned(),
        meant: nearest_name(name, known()).map_or(String::new(), |near| format!(" — did you mean \"{near}\"?")),
        levers: name_list(known(), "and"),
    }
}

impl Case {
    /// Levers that are not pulled and open other ways to get a part: a second source, faster freight, a general
    /// licence. Each is pulled on the first day.
    pub(super) fn ways(&self) -> Result<Vec<Pulled>, Error> {
        let mut ways = Vec::new();
        for (name, lever) in self.loaded.scenario.levers.iter().filter(|(_, lever)| !lever.pulled) {
            let (kind, lanes) = match &lever.action {
                Action::SecondSource { lane, .. } => (WayKind::SecondSource, vec![lane.clone()]),
                Action::ExpeditedFreight { lanes, .. } => (WayKind::Freight, lanes.clone()),
                Action::GeneralLicence { lane, .. } => (WayKind::GeneralLicence, vec![lane.clone()]),
                _ => continue,
            };
            let mut with = self.loaded.clone();
            if let Some(lever) = with.scenario.levers.get_mut(name) {
                (lever.pulled, lever.start) = (true, None);
            }
            let model = stocked(compiled(&self.read.path, &with)?, &self.changes.stock)?;
            let title = lever.title.clone().unwrap_or_else(|| name.clone());
            ways.push(Pulled { name: name.clone(), title, kind, lanes, model });
        }
        Ok(ways)
    }
}
