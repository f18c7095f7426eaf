//! General licences in force today.

use std::path::Path;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::facts::{LicenceFact, LicenceFate, LicenceLeft, RollList, RollOrigin};
use super::lanes::{self, LANE, MATERIAL, SITE, SUPPLIER};
use super::listing::{Amount, Column, Listing, Row, may, must};
use super::stocks::level;
use super::{RollOptions, Rolling, Unlisted, tree};
use crate::scenario::{GeneralLicence, Lane, StockLevel};

/// What a licence is counted in that is for days of planned need.
const COVER: &str = "days of cover";

const COLUMNS: &[Column] = &[
    LANE,
    SUPPLIER,
    SITE,
    MATERIAL,
    must("left", &["balance", "quantity_left"]),
    may("unit", &[]),
    must("until", &["valid_until", "last_day"]),
    may("renewed", &[]),
    may("quantity", &[]),
];

/// Reads the list.
pub(super) fn read(path: &Path, options: &RollOptions) -> Result<Listing, Vec<String>> {
    Listing::read(RollList::Licences, path, COLUMNS, options.locale)
}

/// Puts the licences of a list into a scenario; those that it does not have go on as far as they can. Without a list
/// all of them do.
pub(super) fn put(rolling: &mut Rolling, mut list: Option<&mut Listing>) -> Vec<LicenceFact> {
    let mut facts: Vec<LicenceFact> = Vec::new();
    if let Some(list) = &mut list {
        for row in list.rows() {
            if let Some(fact) = listed(rolling, list, &row, &facts) {
                list.taken += 1;
                facts.push(fact);
            }
        }
    }
    let gone = list.is_some() && rolling.options.unlisted == Unlisted::Nothing;
    for (name, lane) in &rolling.scenario.lanes {
        if let Some(licence) = lane.general_licence.as_ref().filter(|_| facts.iter().all(|fact| fact.lane != *name)) {
            facts.extend(goes_on(rolling, name, lane, licence, gone));
        }
    }
    facts
}

fn listed(rolling: &mut Rolling, list: &mut Listing, row: &Row, before: &[LicenceFact]) -> Option<LicenceFact> {
    let lane = lanes::of_row(rolling.scenario, list, row);
    let until = list.date(row, "until");
    let renewed = list.yes(row, "renewed");
    let lane = lane?;
    let left = list.amount(row, "left", lane.material);
    let whole = match list.text(row, "quantity") {
        "" => Some(None),
        _ => list.amount(row, "quantity", lane.material).map(Some),
    };
    if let Some(line) = before.iter().find(|fact| fact.lane == lane.key).and_then(|fact| fact.line) {
        let column = if list.has("lane") { "lane" } else { "supplier" };
        list.wrong(row, column, "twice", format!("the licence of lane \"{}\" stands in line {line} already", lane.key));
        return None;
    }
    let (until, renewed, left, whole) = (until?, renewed.ok()?, left?, whole?);
    if lane.lane.general_licence.is_none() && whole.is_none() {
        let text = format!(
            "lane \"{}\" has no \"general_licence\" in the scenario: a column \"quantity\" says for how much it was granted",
            lane.key
        );
        list.wrong(row, "left", "none", text);
        return None;
    }
    let origin = RollOrigin::Listed { file: list.name(), line: row.line as u64 };
    let to = rolling.to;
    let mut held = json!({ "left": level(left, &origin, to), "until": tree::date(until) });
    if let Some(renewed) = renewed {
        held["renewed"] = Value::from(renewed);
    }
    let base = ["lanes", lane.key, "general_licence"];
    let field = |field: &'static str| [&base[..], &[field]].concat();
    if let Some(whole) = whole {
        tree::put(&mut rolling.tree, &field("quantity"), level(whole, &origin, to));
    }
    tree::put(&mut rolling.tree, &field("in_force"), held);
    let apply_on = lane.lane.general_licence.as_ref().and_then(|licence| licence.apply_on);
    if apply_on.is_some_and(|day| day < to) {
        tree::take(&mut rolling.tree, &field("apply_on"));
    }
    let (amount, unit) = match left {
        Amount::Quantity(x) => (x, lane.material.1.unit.label()),
        Amount::Cover(x) => (x, COVER),
    };
    Some(LicenceFact {
        lane: lane.key.to_owned(),
        fate: LicenceFate::Listed,
        left: Some(LicenceLeft { amount: Some(amount), unit: unit.to_owned() }),
        until: Some(until),
        line: Some(row.line as u64),
    })
}

/// What becomes of a licence of which no list says anything.
fn goes_on(
    rolling: &mut Rolling,
    name: &str,
    lane: &Lane,
    licence: &GeneralLicence,
    gone: bool,
) -> Option<LicenceFact> {
    let to = rolling.to;
    let base = ["lanes", name, "general_licence"];
    let field = |field: &'static str| [&base[..], &[field]].concat();
    let passed = licence.apply_on.is_some_and(|day| day < to);
    let again = |tree: &mut Value| {
        if licence.apply_on.is_none_or(|day| day < to) {
            tree::put(tree, &field("apply_on"), tree::date(to));
        }
    };
    let (fate, until): (LicenceFate, Option<Date>) = match &licence.in_force {
        Some(held) if gone || held.until < to => {
            let until = (held.until < to).then_some(held.until);
            if until.is_some() && !held.renewed && licence.apply_on.is_none() {
                tree::take(&mut rolling.tree, &base);
                (LicenceFate::Over, until)
            } else {
                tree::take(&mut rolling.tree, &field("in_force"));
                again(&mut rolling.tree);
                (if until.is_some() { LicenceFate::Ended } else { LicenceFate::NotListed }, until)
            }
        }
        Some(held) => {
            if passed {
                // The next one may have been applied for: that is not known.
                again(&mut rolling.tree);
            }
            (LicenceFate::Kept, Some(held.until))
        }
        None if passed => {
            again(&mut rolling.tree);
            (LicenceFate::NotGranted, licence.apply_on)
        }
        None => return None,
    };
    let left = licence.in_force.as_ref().filter(|_| fate == LicenceFate::Kept).map(|held| {
        let unit = rolling.scenario.carried(lane).and_then(|material| rolling.scenario.materials.get(material));
        let (amount, unit) = match &held.left {
            StockLevel::Quantity(x) => (x.value(), unit.map_or("", |material| material.unit.label())),
            StockLevel::DaysOfCover(x) => (x.value(), COVER),
        };
        LicenceLeft { amount, unit: unit.to_owned() }
    });
    Some(LicenceFact { lane: name.to_owned(), fate, left, until, line: None })
}
