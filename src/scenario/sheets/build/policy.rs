//! Authorities and the phases of their policy.

use serde_json::json;

use super::super::book::key;
use super::{ByName, Fields, Part};
use crate::reading::{fold, same};
use crate::scenario::words::nearest;

/// An authority: its desk, and its phases.
pub(super) fn authority(part: &mut Part, phases: &ByName) {
    part.plain("country", "Country");
    part.plain("controls", "Controlled elements");
    let path = format!("{}.desk", part.path);
    let mut desk = Part::new(part.book, part.places, part.row, path);
    desk.skewed("review_work_days", "Review", "Review, long");
    for (field, column) in [
        ("preparation_days", "Preparation"),
        ("first_preparation_days", "First preparation"),
        ("correction_days", "Correction"),
        ("background_per_working_day", "Others"),
    ] {
        desk.number(field, column);
    }
    desk.plain("licence_valid_days", "Valid");
    let desk = desk.fields;
    part.fields.insert("desk".to_owned(), desk.into());
    let own = part.row.found("Authority").shown();
    let phases = phases.get(&fold(&own)).map_or(&[][..], Vec::as_slice);
    if phases.is_empty() {
        part.book.wrong(
            part.row,
            "Authority",
            match part.book.missing("Policy") {
                Some(missing) => format!("{missing}; “{own}” needs at least one phase there"),
                None => format!("“{own}” has no phase in the sheet Policy; it needs at least one"),
            },
        );
        return;
    }
    let names: Vec<(String, String)> =
        phases.iter().map(|row| row.found("Phase").shown()).map(|name| (key(&name), name)).collect();
    let firsts: Vec<usize> = (0..phases.len()).filter(|at| same(&phases[*at].found("First").shown(), "yes")).collect();
    if let Some(second) = firsts.get(1) {
        part.book.wrong(
            &phases[*second],
            "First",
            format!("two phases of “{own}” say “yes”: only one can be the first"),
        );
    }
    let first = firsts.first().copied().unwrap_or(0);
    part.fields.insert("initial_regime".to_owned(), names[first].0.clone().into());
    let mut regimes = Fields::new();
    for (row, (key, name)) in phases.iter().zip(&names) {
        let path = format!("{}.regimes.{key}", part.path);
        let mut phase = Part::new(part.book, part.places, row, path);
        phase.book.value(row, "Phase");
        phase.book.value(row, "First");
        if name != key {
            phase.fields.insert("title".to_owned(), name.as_str().into());
        }
        regime(&mut phase, &names);
        let fields = phase.fields;
        if regimes.insert(key.clone(), fields.into()).is_some() && !name.is_empty() {
            part.book.wrong(row, "Phase", format!("there are two phases “{name}” of this authority"));
        }
    }
    part.fields.insert("regimes".to_owned(), regimes.into());
}

fn regime(phase: &mut Part, names: &[(String, String)]) {
    for (field, column) in [
        ("review_speed", "Speed"),
        ("desk_capacity", "Decisions"),
        ("returned_share", "Returned"),
        ("denied_share", "Denied"),
    ] {
        phase.number(field, column);
    }
    phase.skewed("lasts_days", "Lasts", "Lasts, long");
    let mut then = Fields::new();
    for (next, share) in phase.parts("Then") {
        if let Some((key, _)) = names.iter().find(|(_, name)| same(name, &next)) {
            then.insert(key.clone(), json!(share));
            continue;
        }
        let known: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
        let meant = match nearest(&next, known.iter().copied()) {
            Some(meant) => format!("; did you mean “{meant}”?"),
            None => format!(", allowed: {}", known.join(", ")),
        };
        phase.book.wrong(phase.row, "Then", format!("no phase of this authority is called “{next}”{meant}"));
    }
    phase.places.note(format!("{}.then", phase.path), phase.row.spot("Then"));
    if !then.is_empty() {
        phase.fields.insert("then".to_owned(), then.into());
    }
}
