//! What regulations say: of themselves, and of a scenario.

use jiff::civil::Date;

use super::Case;
use crate::experiment::{RegulationFacts, RulesAtAnswer, RulesDiffAnswer, RulesSide, facts, rules_at, rules_diff};
use crate::reading::{Locale, date};
use crate::scenario::Problem;
use crate::scenario::rules::named;

impl Case {
    /// What regulations ask for on a day, of whom, and of which lanes of the scenario.
    #[must_use]
    pub fn rules_at(&self, date: Date, destination: Option<&str>) -> RulesAtAnswer {
        rules_at(date, destination, Some(self.loaded()))
    }
}

/// What regulations ask for on a day.
#[must_use]
pub(crate) fn rules_on(date: Date, destination: Option<&str>) -> RulesAtAnswer {
    rules_at(date, destination, None)
}

/// One regulation, by the name or the file of its pack.
///
/// # Errors
/// All that is wrong with it.
pub(crate) fn regulation(name: &str) -> Result<RegulationFacts, Vec<Problem>> {
    named(name).map(|pack| facts(&pack))
}

/// What differs between two regulations or two days.
///
/// # Errors
/// All that is wrong with both.
pub(crate) fn rules_between(old: &str, new: &str, locale: Locale) -> Result<RulesDiffAnswer, Vec<Problem>> {
    let side = |name: &str| match date(name, locale) {
        Ok(date) => Ok(RulesSide::Day(date)),
        Err(error) if is_meant_as_date(name) => Err(vec![
            Problem::error("", error.to_string()).found(format!("\"{name}\"")).allowed("a date as YYYY-MM-DD"),
        ]),
        Err(_) => named(name).map(|pack| RulesSide::Pack(Box::new(pack))),
    };
    match (side(old), side(new)) {
        (Ok(RulesSide::Day(_)), Ok(RulesSide::Pack(_))) | (Ok(RulesSide::Pack(_)), Ok(RulesSide::Day(_))) => {
            let text = format!("\"{old}\" and \"{new}\" are a pack and a date: two packs or two dates are needed");
            Err(vec![Problem::error("", text)])
        }
        (Ok(old), Ok(new)) => Ok(rules_diff(&old, &new)),
        (old, new) => Err([old.err(), new.err()].into_iter().flatten().flatten().collect()),
    }
}

/// Whether something is rather a date than the name of a pack: digits and what stands between them.
fn is_meant_as_date(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '/' | ' '))
}
