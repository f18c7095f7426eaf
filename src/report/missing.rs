//! What lines were missing: part, supplier, place, to what it is traced, and what it cost.

use super::data::Data;
use super::fields::Fields;
use super::measures::summed;
use super::shown::{Table, words};
use crate::experiment::{LineAnswer, MissingFrom, MissingPlace, MissingRoot, RunAnswer};

type Columns<'a> = Fields<'a, (&'a LineAnswer, &'a MissingFrom)>;

/// `missing`: one row a line, part, lane, root and place.
pub(super) fn table(answer: &RunAnswer) -> Data<'_> {
    let rows = answer.lines.iter().flat_map(|line| line.missing_from.iter().map(move |part| (line, part)));
    columns(answer).table(
        ("missing", "Missing material"),
        "What each line was missing on halt days, from whom, where it stood, and to what it is traced",
        rows,
    )
}

/// What matters most of it, as people are shown it.
pub(super) fn shown(answer: &RunAnswer) -> Table {
    let rows = answer.lines.iter().flat_map(|line| {
        let told = line.missing_from.iter().filter(|part| part.share >= 0.001 || part.stake > 0.0);
        told.take(MOST_PARTS).map(move |part| (line, part))
    });
    columns(answer)
        .shown("What was missing on halt days, from whom, and what that cost", |(line, _)| &line.title, rows)
        .noting(
            "The loss of a line is shared over its halt days, each over what was missing on it: it sums to the expected loss. \
             Where a supplier was itself short of an input, what waited there is traced to that input; lane, authority and \
             place are those at the end. What was denied or never ordered stands on no lane. More in missing.csv.",
        )
}

/// Parts that a line was missing, at most.
const MOST_PARTS: usize = 12;

/// What a supplier was short of: "metal from Baotou"; nothing for what was missing at the line itself.
fn traced_to(part: &MissingFrom) -> Option<String> {
    let root = &part.root;
    part.is_further_up().then(|| match &root.supplier_title {
        Some(supplier) => format!("{} from {supplier}", root.title),
        None => format!("{} for {}", root.title, root.site_title),
    })
}

fn columns(answer: &RunAnswer) -> Columns<'_> {
    let mut columns = Columns::new();
    columns.text("site", "key of the line", |(line, _)| &line.site);
    columns.text("site_title", "its name", |(line, _)| &line.title);
    columns.show("Line");
    columns.text("material", "key of the input that was missing", |(_, part)| &part.material);
    columns.text("material_title", "its name", |(_, part)| &part.title);
    columns.show("Part");
    let lane = "key of the lane on which it was to come; empty for what was denied or never ordered";
    columns.text("lane", lane, |(_, part)| part.lane.as_deref().unwrap_or_default());
    columns.text("supplier", "key of the supplier", |(_, part)| part.supplier.as_deref().unwrap_or_default());
    columns.text("supplier_title", "its name", |(_, part)| part.supplier_title.as_deref().unwrap_or_default());
    columns.show("Supplier");
    let or_none = |found: Option<String>| words(found.unwrap_or_else(|| "–".to_owned()));
    columns.show_as("Traced to", move |(_, part)| or_none(traced_to(part)));
    columns.show_as("Lane", move |(_, part)| or_none(part.root.lane.clone()));
    columns.show_as("Authority", move |(_, part)| or_none(part.root.authority_title.clone()));
    columns.text("place", "where the missing material stood, at the root", |(_, part)| part.place);
    columns.show("Where it stood");
    root(&mut columns);
    if answer.lines.iter().flat_map(|line| &line.missing_from).any(|part| part.root.office.is_some()) {
        let about = "office at which the application stood, where it passes several; empty elsewhere";
        columns.text("office", about, |(_, part)| part.root.office.as_deref().unwrap_or_default());
    }
    let about = "halt days on which it was missing, in parts where several things were; mean over all trials";
    columns.number("halt_days", "working days", about, |(_, part)| Some(part.halt_days));
    columns.show("Mean halt days a trial");
    let about = "the same as a share of the line's halt days";
    columns.number("share", "share of halt days", about, |(_, part)| Some(part.share));
    columns.show("Of its halt days");
    let about = "expected loss of these halt days; over all rows it sums to the loss of all lines";
    columns.number("stake", &answer.scenario.currency, about, |(_, part)| Some(part.stake));
    columns.show(&format!("Expected loss of these days, {}", answer.scenario.currency));
    columns
}

/// To what it is traced: as it was missing at the line, or at a supplier that was short.
fn root(columns: &mut Columns) {
    let mut text = |name: &'static str, about: &'static str, of: fn(&MissingRoot) -> Option<&str>| {
        columns.text(name, about, move |(_, part)| of(&part.root).unwrap_or_default());
    };
    text("root_site", "key of the site that was short: the line, or a supplier further up", |root| Some(&root.site));
    text("root_site_title", "its name", |root| Some(&root.site_title));
    text("root_material", "key of the input that it was short of", |root| Some(&root.material));
    text("root_material_title", "its name", |root| Some(&root.title));
    let lane = "key of the lane on which that was to come; empty for what was denied or never ordered";
    text("root_lane", lane, |root| root.lane.as_deref());
    text("root_supplier", "key of the supplier on that lane", |root| root.supplier.as_deref());
    text("root_supplier_title", "its name", |root| root.supplier_title.as_deref());
    text("root_authority", "key of the authority that licenses that lane; empty if none does", |root| {
        root.authority.as_deref()
    });
    text("root_authority_title", "its name", |root| root.authority_title.as_deref());
}

/// "magnet from Ningbo"; nobody stands for what was on no order.
fn of_whom(title: &str, supplier: Option<&str>) -> String {
    supplier.map_or(title.to_owned(), |supplier| format!("{title} from {supplier}"))
}

/// The root of what was to come of a supplier: "metal from Baotou (for magnet from Ningbo)".
fn behind(root: &MissingRoot, title: &str, supplier: Option<&str>) -> String {
    format!("{} (for {})", of_whom(&root.title, root.supplier_title.as_deref()), of_whom(title, supplier))
}

/// What was missing over a halt, likewise; `title` is the name of its material.
pub(super) fn part_of_halt(part: &MissingPlace, title: &str) -> String {
    let supplier = part.supplier.as_deref();
    let name = if part.is_further_up() { behind(&part.root, title, supplier) } else { of_whom(title, supplier) };
    match &part.root.office {
        Some(office) => format!("{name} at {office}"),
        None => name,
    }
}

/// A part that was missing: "magnet from Ningbo" or, followed up, "metal from Baotou (for magnet from Ningbo)".
pub(super) fn part_and_supplier(part: &MissingFrom) -> String {
    let supplier = part.supplier_title.as_deref();
    if part.is_further_up() { behind(&part.root, &part.title, supplier) } else { of_whom(&part.title, supplier) }
}

/// What a line was missing most and where that stood, "magnet from Ningbo, under review", and on which share of its halt
/// days. Nothing if it never halted.
pub(super) fn first(line: &LineAnswer) -> Option<(String, f64)> {
    let part = line.missing_from.first().filter(|part| part.share > 0.0)?;
    let office = part.root.office.as_ref().map_or(String::new(), |office| format!(" at {office}"));
    Some((format!("{}, {}{office}", part_and_supplier(part), part.place), part.share))
}

/// Place of most of the missing material and its share; with what was missing there, where a line has several inputs or
/// what it was missing is traced to that of a supplier.
pub(super) fn mostly<'a>(line: &'a LineAnswer) -> Option<(Option<&'a str>, &'a str, f64)> {
    if line.inputs < 2 && !line.missing_from.iter().any(MissingFrom::is_further_up) {
        let most = line.missing_material.iter().max_by(|a, b| a.share.total_cmp(&b.share))?;
        return (most.share > 0.0).then_some((None, most.place, most.share));
    }
    // The same material at the same place, whatever its lanes.
    let of = |part: &'a MissingFrom| ((&*part.root.material, &*part.root.title, part.place), part.share);
    let ((_, title, place), share) = summed(line.missing_from.iter().map(of)).into_iter().next()?;
    (share > 0.0).then_some((Some(title), place, share))
}
