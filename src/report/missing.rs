//! What lines were missing: part, supplier, place, and what it cost.

use super::data::Data;
use super::fields::Fields;
use super::words::share;
use crate::experiment::{LineAnswer, MissingFrom, RunAnswer};

/// `missing`: one row a line, part, lane and place.
pub(super) fn table(answer: &RunAnswer) -> Data<'_> {
    let mut columns = Fields::<(&LineAnswer, &MissingFrom)>::new();
    columns.text("site", "key of the line", |(line, _)| &line.site);
    columns.text("material", "key of the input that was missing", |(_, part)| &part.material);
    columns.text("material_title", "its name", |(_, part)| &part.title);
    let lane = "key of the lane on which it was to come; empty for what was denied or never ordered";
    columns.text("lane", lane, |(_, part)| part.lane.as_deref().unwrap_or_default());
    columns.text("supplier", "key of the supplier", |(_, part)| part.supplier.as_deref().unwrap_or_default());
    columns.text("supplier_title", "its name", |(_, part)| part.supplier_title.as_deref().unwrap_or_default());
    columns.text("place", "where the missing material stood", |(_, part)| part.place);
    let about = "halt days on which it was missing, in parts where several things were; mean over all futures";
    columns.number("halt_days", "working days", about, |(_, part)| Some(part.halt_days));
    columns.number("share", "share of halt days", "the same as a share of the line's halt days", |(_, part)| {
        Some(part.share)
    });
    let about = "expected loss of these halt days; over all rows it sums to the loss of all lines";
    columns.number("stake", &answer.scenario.currency, about, |(_, part)| Some(part.stake));
    let rows = answer.lines.iter().flat_map(|line| line.missing_from.iter().map(move |part| (line, part)));
    columns.table(
        ("missing", "Missing material"),
        "What each line was missing on halt days, from whom, and where it stood",
        rows,
    )
}

/// A part that was missing, the places of one place and supplier summed: "magnet from Ningbo".
pub(super) fn part_and_supplier(part: &MissingFrom) -> String {
    match &part.supplier_title {
        Some(supplier) => format!("{} from {supplier}", part.title),
        None => part.title.clone(),
    }
}

/// What a line was missing most: "magnet from Ningbo, under review (62 %)". Nothing if it never halted.
pub(super) fn most(line: &LineAnswer) -> Option<String> {
    let part = line.missing_from.first().filter(|part| part.share > 0.0)?;
    Some(format!("{}, {} ({})", part_and_supplier(part), part.place, share(part.share)))
}

/// Place of most of the missing material and its share; where a line has several inputs, the part and its place.
pub(super) fn mostly(line: &LineAnswer) -> Option<(Option<&str>, &str, f64)> {
    if line.inputs < 2 {
        let most = line.missing_material.iter().max_by(|a, b| a.share.total_cmp(&b.share))?;
        return (most.share > 0.0).then_some((None, most.place, most.share));
    }
    // The same part at the same place, whatever its lanes.
    let mut sums: Vec<(&str, &str, &str, f64)> = Vec::new();
    for part in &line.missing_from {
        match sums.iter_mut().find(|sum| (sum.0, sum.2) == (&part.material, part.place)) {
            Some(sum) => sum.3 += part.share,
            None => sums.push((&part.material, &part.title, part.place, part.share)),
        }
    }
    let (_, title, place, share) = sums.into_iter().max_by(|a, b| a.3.total_cmp(&b.3))?;
    (share > 0.0).then_some((Some(title), place, share))
}
