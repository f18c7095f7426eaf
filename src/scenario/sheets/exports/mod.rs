//! Scenarios from exports of ERP systems: a stock list, open purchase orders, bills of materials, vendors, a sales
//! plan, as CSV files or workbooks. A mapping file says which column is which; it is guessed on first sight and
//! corrected by whoever knows the exports. Whatever is wrong is told by file, line and column, all at once.

mod build;
mod facts;
mod fields;
mod guess;
mod headings;
mod lanes;
mod mapping;
mod names;
mod needs;
mod rows;
mod table;
mod units;
mod words;

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use jiff::civil::Date;

use super::build::Places;
use crate::reading::{self, Locale, some};
use crate::scenario::load::{Loaded, from_value};
use crate::scenario::printed;
use crate::scenario::problem::{Problem, Severity};
use crate::scenario::words::nearest;
use build::Placed;
use facts::{Facts, Said, Sale};
use fields::{Field, Kind};
use mapping::Mapping;
use rows::Rows;

pub(crate) use guess::Guess;
pub(crate) use rows::LeftOut;

/// What became of exports.
#[derive(Clone, Debug)]
pub(crate) struct Exported {
    /// The scenario as text.
    pub text: String,
    /// The scenario as it was checked.
    pub loaded: Loaded,
    /// What is legal but suspicious, with its file and line.
    pub warnings: Vec<String>,
    /// What is good to know.
    pub notes: Vec<String>,
    /// Rows that were left out, each with its reason.
    pub left_out: Vec<LeftOut>,
}

/// The files of a folder that are read as exports.
///
/// # Errors
/// If there are none.
pub(crate) fn files(path: &Path) -> Result<Vec<PathBuf>, Vec<String>> {
    table::files(path)
}

/// What exports seem to be, as the text of a mapping file to correct.
///
/// # Errors
/// Why files cannot be read, or that none is known.
pub(crate) fn guess(path: &Path, locale: Locale) -> Result<(String, Guess), Vec<String>> {
    let tables = table::read(path)?;
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let guess = guess::guess(&tables, &format!("Imported from {name}"), locale);
    if guess.mapping.tables.values().all(|said| said.holds == Kind::Nothing) {
        let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        return Err(vec![format!(
            "no table of {} is known: a stock list, open purchase orders, bills of materials, vendors or a sales plan with headings in German or English are; found {}",
            path.display(),
            names.join(", ")
        )]);
    }
    Ok((mapping::text(&guess.mapping), guess))
}

/// The scenario that exports and their mapping describe; `shown` is how messages call the mapping.
///
/// # Errors
/// Everything that is wrong, by file, line and column; lines with one cause are told together.
pub(crate) fn import(path: &Path, shown: &str, bytes: &[u8]) -> Result<Exported, Vec<String>> {
    let mut mapping = mapping::read(shown, bytes)?;
    let tables = table::read(path)?;
    let mut rows = Rows::of(&tables, &mapping, shown);
    let start = frame(&mapping, shown, &mut rows);
    if !rows.wrong.is_empty() {
        return Err(rows.told());
    }
    let mut facts = Facts::of(&mut rows, &mapping, start);
    mapped(&mut facts, &mut mapping, shown, &mut rows);
    let plants = needs::needs(&facts, &mut rows);
    let lanes = lanes::lanes(&mut facts, &plants, &mut rows);
    known_plants(&facts, &mapping, shown, &mut rows);
    names::check(&facts, &lanes, (&mapping, shown), &mut rows);
    let told = rows.told();
    if !told.is_empty() {
        return Err(told);
    }
    build::leave_out(&facts, &plants, &lanes, &mut rows);
    remarks(&facts, &lanes, &mapping, &mut rows);
    let mut placed = Placed::new(&rows);
    let file = Path::new(shown).file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let scenario = build::scenario(&facts, (&plants, &lanes), (&mapping, &file), start, &mut placed);
    let found_in = placed.places;
    let told = |problems: &[&Problem]| by_cause(problems, &found_in, &rows, shown);
    match from_value(scenario.clone()) {
        Ok(loaded) => {
            let warnings = told(&loaded.warnings.iter().collect::<Vec<_>>());
            Ok(Exported { text: printed(&scenario), loaded, warnings, notes: rows.notes, left_out: rows.left_out })
        }
        Err(problems) => {
            let errors = problems.problems.iter().filter(|problem| problem.severity == Severity::Error);
            Err(told(&errors.collect::<Vec<_>>()))
        }
    }
}

/// Problems of a scenario by the rows that they come from; those of one table that say the same are one.
fn by_cause(problems: &[&Problem], found_in: &Places, rows: &Rows, shown: &str) -> Vec<String> {
    let mut groups: IndexMap<(Option<usize>, String), Vec<usize>> = IndexMap::new();
    for problem in problems {
        let words = super::in_words(problem);
        match found_in.find(&problem.field) {
            Some((table, line, _)) => {
                let lines = groups.entry((Some(table), words)).or_default();
                if lines.last() != Some(&line) {
                    lines.push(line);
                }
            }
            None => drop(groups.entry((None, format!("{words} ({})", problem.field))).or_default()),
        }
    }
    let one = |((table, words), lines): ((Option<usize>, String), Vec<usize>)| match table {
        Some(table) => format!("{}, {}: {words}", rows.table_name(table), some("line", &lines)),
        None => format!("{shown}: {words}"),
    };
    groups.into_iter().map(one).collect()
}

/// The first day, and what is wrong with the frame of a mapping.
fn frame(mapping: &Mapping, shown: &str, rows: &mut Rows) -> Option<Date> {
    for kind in [Kind::Stock, Kind::Bom, Kind::Vendors] {
        if mapping.tables.values().all(|said| said.holds != kind) {
            rows.wrong.push(format!("{shown}, tables: none holds {} (\"{}\")", kind.words(), key(kind)));
        }
    }
    for (name, said) in &mapping.tables {
        let has =
            |field: Field| said.columns.get(&field).is_some_and(Option::is_some) || said.fixed.contains_key(&field);
        let (needs, fields) = match said.holds {
            Kind::Orders if !has(Field::Open) && !has(Field::Ordered) => (true, "open or ordered"),
            Kind::Plan if !has(Field::PerMonth) && !has(Field::PerWorkingDay) => (true, "per_month or per_working_day"),
            _ => (false, ""),
        };
        if needs {
            rows.wrong.push(format!("{shown}, tables.\"{name}\".columns: {fields} is needed; which column is it?"));
        }
    }
    let planned = mapping.products.iter().any(|product| product.per_working_day.is_some());
    if !planned && mapping.tables.values().all(|said| said.holds != Kind::Plan) {
        let text = "nothing says what is sold; fill in per_working_day of products, or add a table of a sales plan";
        rows.wrong.push(format!("{shown}, products: {text}"));
    }
    match reading::date(&mapping.start, Locale::UNDECLARED) {
        Ok(day) => Some(day),
        Err(error) => {
            rows.wrong.push(format!("{shown}, start: {error}; it is the day that the stock list is of"));
            None
        }
    }
}

fn key(kind: Kind) -> String {
    serde_json::to_value(kind).ok().and_then(|key| key.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What the mapping says of products and materials.
fn mapped(facts: &mut Facts, mapping: &mut Mapping, shown: &str, rows: &mut Rows) {
    for (at, said) in mapping.products.iter().enumerate() {
        let Some(value) = said.per_working_day else { continue };
        let place = format!("{shown}, products[{at}]");
        facts.material(&said.product);
        let ends = [reading::fold(&said.plant), reading::fold(&said.product)];
        let sale = Sale {
            steps: vec![(None, Said { value, source: place.clone() })],
            margin: said.margin_per_unit.map(|value| Said { value, source: place.clone() }),
            row: None,
        };
        if facts.sales.insert(ends, sale).is_some() {
            rows.wrong.push(format!("{place}: “{}” of “{}” is planned elsewhere already", said.product, said.plant));
        }
    }
    for (number, said) in &mapping.materials {
        let Some(material) = facts.materials.get_mut(&reading::fold(number)) else {
            rows.wrong.push(format!("{shown}, materials.{number}: no export names this material"));
            continue;
        };
        if !said.elements.is_empty() {
            material.elements = said.elements.iter().map(|(symbol, share)| (symbol.clone(), *share)).collect();
        }
    }
}

/// Plants at which something is sold must stand in the mapping, with their country.
fn known_plants(facts: &Facts, mapping: &Mapping, shown: &str, rows: &mut Rows) {
    let mut told = Vec::new();
    for [plant, _] in facts.sales.keys() {
        let known = mapping.plants.iter().find(|(code, _)| reading::fold(code) == *plant);
        let text = match known {
            Some((_, said)) if said.country.len() == 2 => continue,
            Some((code, said)) => format!(
                "{shown}, plants.{code}.country: found \"{}\", allowed: a country as two capital letters, such as DE",
                said.country
            ),
            None => format!("{shown}, plants: there is none called “{plant}”, though something is sold there"),
        };
        if !told.contains(&text) {
            told.push(text);
        }
    }
    rows.wrong.extend(told);
}

/// What was filled in by assumption.
fn remarks(facts: &Facts, lanes: &lanes::Lanes, mapping: &Mapping, rows: &mut Rows) {
    let shown = |of: Vec<&[String; 2]>| -> Vec<String> {
        of.into_iter().map(|[plant, material]| format!("{material} at {plant}")).collect()
    };
    let no_stock = shown(lanes.keys().filter(|ends| !facts.stock.contains_key(*ends)).collect());
    if !no_stock.is_empty() {
        let text = format!("the stock list has no row for {}: nothing of it is there", some("part", &no_stock));
        rows.notes.push(text);
    }
    let nobody = shown(lanes.iter().filter(|(_, vendors)| vendors.is_empty()).map(|(ends, _)| ends).collect());
    if !nobody.is_empty() {
        rows.notes.push(format!("no export names a vendor of {}: nothing of it can be ordered", some("part", &nobody)));
    }
    if lanes::is_unlicensed(facts, lanes, mapping) {
        let text =
            "controlled elements leave China for a plant elsewhere, and the mapping has no authority that licenses it";
        rows.notes.push(text.to_owned());
    }
    let mut elsewhere: IndexMap<&String, usize> = IndexMap::new();
    for [plant, _] in facts.stock.keys().filter(|[plant, _]| facts.sales.keys().all(|[sold, _]| sold != plant)) {
        *elsewhere.entry(plant).or_default() += 1;
    }
    for (plant, parts) in elsewhere {
        let meant = nearest(plant, facts.sales.keys().map(|[sold, _]| sold.as_str()));
        let meant = meant.map_or(String::new(), |meant| format!("; is “{meant}” meant?"));
        let parts = if parts == 1 { "1 part".to_owned() } else { format!("{parts} parts") };
        rows.notes
            .push(format!("nothing is planned to be sold at plant “{plant}”, whose {parts} were left out{meant}"));
    }
    let below: Vec<String> = facts
        .stock
        .iter()
        .filter(|(_, stock)| stock.quantity < 0.0)
        .map(|([plant, material], _)| format!("{material} at {plant}"))
        .collect();
    if !below.is_empty() {
        rows.notes.push(format!("the stock of {} is below nothing: it counts as nothing", some("part", &below)));
    }
}

/// Rows that were left out, a line for each table and reason.
#[must_use]
pub(crate) fn left_out_in_words(left_out: &[LeftOut]) -> Vec<String> {
    let mut groups: Vec<(&str, &str, Vec<usize>)> = Vec::new();
    for row in left_out {
        match groups.iter_mut().find(|(table, why, _)| *table == row.table && *why == row.why) {
            Some((.., lines)) => lines.push(row.line),
            None => groups.push((&row.table, &row.why, vec![row.line])),
        }
    }
    groups.into_iter().map(|(table, why, lines)| format!("{table}, {}: {why}", some("line", &lines))).collect()
}
