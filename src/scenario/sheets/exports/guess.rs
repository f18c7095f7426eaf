//! What the tables of a folder seem to be: a mapping with a guess of each column, for its owner to correct.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::super::grid::Found;
use super::fields::{Field, Kind};
use super::headings::{KINDS, fields};
use super::mapping::{Assume, Mapping, Plant, Product, TableMapping};
use super::rows::SIGNS;
use super::table::Table;
use super::units::{measure, unit_key};
use super::words::compared;
use crate::reading::{self, Locale};

/// Lines among which headings are looked for.
const HEAD: usize = 80;
/// Rows by which locale, dates and codes are guessed.
const SAMPLE: usize = 20_000;

/// The guess, and what is left for its owner.
#[derive(Clone, Debug)]
pub(crate) struct Guess {
    /// The mapping.
    pub mapping: Mapping,
    /// What was found, a line for each table.
    pub found: Vec<String>,
    /// What must be filled in.
    pub open: Vec<String>,
}

/// Guesses what tables hold.
#[must_use]
pub(super) fn guess(tables: &[Table], title: &str, declared: Locale) -> Guess {
    let mut mapped: IndexMap<String, TableMapping> =
        tables.iter().map(|table| (table.name.clone(), table_of(table))).collect();
    let locale = declared.name().map_or_else(|| locale_of(tables, &mapped), str::to_owned);
    if declared.name().is_none() {
        let own: Vec<_> = tables.iter().map(|table| other_locale(table, &mapped, &locale)).collect();
        mapped.values_mut().zip(own).for_each(|(said, own)| said.locale = own);
    }
    let read_as = Locale::named(&locale).unwrap_or_default();
    let plants = plants(tables, &mapped);
    let products = if mapped.values().any(|said| said.holds == Kind::Plan) {
        Vec::new()
    } else {
        products(tables, &mapped, plants.keys())
    };
    let currency = most_frequent(values(tables, &mapped, Field::Currency)).filter(|code| code.len() == 3);
    let currency = currency.or_else(|| sign_of(values(tables, &mapped, Field::Price)));
    let priced = currency.is_some() || values(tables, &mapped, Field::Price).next().is_none();
    let mapping = Mapping {
        title: title.to_owned(),
        currency: currency.unwrap_or_else(|| "EUR".to_owned()),
        start: start(tables, &mapped, read_as).map_or(String::new(), |day| day.to_string()),
        horizon_days: 365,
        locale,
        units: units(tables, &mapped),
        plants,
        products,
        vendors: IndexMap::new(),
        lanes: IndexMap::new(),
        materials: IndexMap::new(),
        authorities: authorities(values(tables, &mapped, Field::Country)),
        assume: Assume::default(),
        tables: mapped,
    };
    let found = mapping.tables.iter().map(|(name, said)| in_words(name, said)).collect();
    let mut open = open(&mapping);
    if !priced {
        open.push(format!("currency: no column says it; is it {}?", mapping.currency));
    }
    Guess { mapping, found, open }
}

/// The kind, the headings and the columns that fit a table best.
fn table_of(table: &Table) -> TableMapping {
    let mut best: Option<(usize, TableMapping)> = None;
    for (line, cells) in table.rows.iter().take(HEAD) {
        let words = cells.iter().filter(|cell| matches!(cell, Found::Words(_))).count();
        let Some(headings) = table.headings(*line).filter(|_| words >= 2) else { continue };
        for (kind, _) in KINDS {
            let (score, said) = fit(kind, *line, &headings);
            // Two words are headings only if nothing else is needed.
            if words < 3 && score < COMPLETE {
                continue;
            }
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, said));
            }
        }
    }
    let nothing = TableMapping {
        holds: Kind::Nothing,
        headings_line: table.rows.first().map_or(1, |(line, _)| *line),
        columns: IndexMap::new(),
        fixed: IndexMap::new(),
        locale: None,
        not_used: Vec::new(),
    };
    best.filter(|(score, _)| *score >= LEAST).map_or(nothing, |(_, said)| said)
}

/// What a needed column counts against an optional one, and what all of them together are worth.
const NEEDED: usize = 10;
const COMPLETE: usize = 100;
const LEAST: usize = 2 * NEEDED;

/// How well headings fit a kind of table.
fn fit(kind: Kind, line: usize, headings: &[String]) -> (usize, TableMapping) {
    let mut free: Vec<Option<(String, String)>> =
        headings.iter().map(|text| (!text.is_empty()).then(|| compared(plain(text)))).collect();
    let mut columns: IndexMap<Field, Option<String>> = IndexMap::new();
    let (mut score, mut missing, mut used) = (0, 0, BTreeSet::new());
    for known in fields(kind) {
        let at = known.column(&free);
        if let Some(at) = at {
            free[at] = None;
            used.insert(at);
            score += if known.needed { NEEDED } else { 1 };
        }
        missing += usize::from(known.needed && at.is_none());
        columns.insert(known.field, at.map(|at| headings[at].clone()));
    }
    // Some systems know vendors by their names alone.
    let without = |field: Field| columns.get(&field).is_some_and(Option::is_none);
    if without(Field::Vendor) && columns.get(&Field::VendorName).is_some_and(Option::is_some) {
        let name = columns.insert(Field::VendorName, None).flatten();
        columns.insert(Field::Vendor, name);
        score += NEEDED;
        missing -= 1;
    }
    score += if missing == 0 { COMPLETE } else { 0 };
    // A component makes a bill of materials, an open quantity a list of orders, whatever else is there.
    let has = |field: Field| columns.get(&field).is_some_and(Option::is_some);
    let right = match kind {
        Kind::Bom => has(Field::Component),
        Kind::Orders => has(Field::Order),
        Kind::Stock => has(Field::Quantity),
        Kind::Plan => has(Field::PerMonth) || has(Field::PerWorkingDay),
        Kind::Vendors => has(Field::Country),
        Kind::Nothing => false,
    };
    let not_used = (0..headings.len()).filter(|at| !used.contains(at) && !headings[*at].is_empty());
    let not_used = not_used.map(|at| headings[at].clone()).collect();
    let said =
        TableMapping { holds: kind, headings_line: line, columns, fixed: IndexMap::new(), locale: None, not_used };
    (if right { score } else { 0 }, said)
}

/// A heading without the letters of its column.
fn plain(heading: &str) -> &str {
    heading.rsplit_once(" [").filter(|(_, letters)| letters.ends_with(']')).map_or(heading, |(name, _)| name)
}

/// The cells of a field in all tables that have it.
fn values<'a>(
    tables: &'a [Table],
    mapped: &'a IndexMap<String, TableMapping>,
    field: Field,
) -> impl Iterator<Item = &'a Found> {
    tables.iter().flat_map(move |table| {
        let said = &mapped[&table.name];
        let heading = said.columns.get(&field).and_then(Option::as_ref);
        let at =
            heading.and_then(|heading| table.headings(said.headings_line)?.iter().position(|known| known == heading));
        let rows = table.rows.iter().filter(move |(line, _)| *line > said.headings_line).take(SAMPLE);
        rows.filter_map(move |(_, cells)| cells.get(at?)).filter(|cell| **cell != Found::Nothing)
    })
}

fn most_frequent<'a>(cells: impl Iterator<Item = &'a Found>) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for cell in cells {
        *counts.entry(cell.shown()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(text, _)| text)
}

const DATES: [Field; 4] = [Field::Placed, Field::Due, Field::Shipped, Field::From];
const NUMBERS: [Field; 6] =
    [Field::Quantity, Field::Open, Field::Ordered, Field::Price, Field::PerMonth, Field::PerWorkingDay];

/// The locale in which the most dates and numbers can be read; nothing where none needs any.
fn locale_of(tables: &[Table], mapped: &IndexMap<String, TableMapping>) -> String {
    let best =
        readable(tables, mapped).into_iter().fold(("", 0), |best, next| if next.1 > best.1 { next } else { best });
    best.0.to_owned()
}

/// The locale of a table that another system has written, in which more can be read than in that of all.
fn other_locale(table: &Table, mapped: &IndexMap<String, TableMapping>, of_all: &str) -> Option<String> {
    let tables = std::slice::from_ref(table);
    let read = readable(tables, mapped).into_iter().find(|(name, _)| *name == of_all).map_or(0, |(_, count)| count);
    let own = locale_of(tables, mapped);
    let best = readable(tables, mapped).into_iter().map(|(_, count)| count).max().unwrap_or(0);
    (best > read).then_some(own)
}

/// How many dates and numbers can be read in each locale.
fn readable(tables: &[Table], mapped: &IndexMap<String, TableMapping>) -> Vec<(&'static str, usize)> {
    let words = |fields: &[Field]| -> Vec<String> {
        let cells = fields.iter().flat_map(|field| values(tables, mapped, *field).collect::<Vec<_>>());
        let text = |cell: &Found| if let Found::Words(text) = cell { Some(text.clone()) } else { None };
        cells.filter_map(text).collect()
    };
    let (dates, numbers) = (words(&DATES), words(&NUMBERS));
    let read = |name: &str| {
        let locale = Locale::named(name).unwrap_or_default();
        dates.iter().filter(|text| reading::date(text, locale).is_ok()).count()
            + numbers.iter().filter(|text| reading::number(text, locale).is_ok()).count()
    };
    ["", "en", "de", "en-US", "en-GB", "ch"].into_iter().map(|name| (name, read(name))).collect()
}

/// The first day: that of the stock list, if it is written above its headings; else the day after the last order.
fn start(tables: &[Table], mapped: &IndexMap<String, TableMapping>, locale: Locale) -> Option<Date> {
    let stock = tables.iter().filter(|table| mapped[&table.name].holds == Kind::Stock);
    let above = stock.flat_map(|table| {
        let line = mapped[&table.name].headings_line;
        table.rows.iter().filter(move |(known, _)| *known < line).flat_map(|(_, cells)| cells)
    });
    let dated = above.filter_map(|cell| match cell {
        Found::Date(day) => Some(*day),
        other => {
            let text = other.shown();
            text.split([' ', ',', ';']).find_map(|word| reading::date(word, locale).ok())
        }
    });
    let placed = values(tables, mapped, Field::Placed).filter_map(|cell| match cell {
        Found::Date(day) => Some(*day),
        other => reading::date(&other.shown(), locale).ok(),
    });
    dated.max().or_else(|| placed.max().map(|day| day.saturating_add(1.day())))
}

fn units(tables: &[Table], mapped: &IndexMap<String, TableMapping>) -> IndexMap<String, String> {
    let codes: BTreeSet<String> = values(tables, mapped, Field::Unit).map(Found::shown).collect();
    let meant = |code: &String| {
        measure(code).map_or(String::new(), |known| format!("{} {}", known.times, unit_key(known.unit)))
    };
    codes.into_iter().filter(|code| !super::words::is_total(code)).map(|code| (code.clone(), meant(&code))).collect()
}

fn plants(tables: &[Table], mapped: &IndexMap<String, TableMapping>) -> IndexMap<String, Plant> {
    let codes: BTreeSet<String> = values(tables, mapped, Field::Plant).map(Found::shown).collect();
    let codes = codes.into_iter().filter(|code| !super::words::is_total(code));
    let plant = || Plant {
        title: String::new(),
        country: String::new(),
        sector: "manufacturing".to_owned(),
        calendar: "monday_to_friday".to_owned(),
        ..Plant::default()
    };
    codes.map(|code| (code, plant())).collect()
}

/// Products that go into nothing, at every plant: what they sell is for the owner to say.
fn products<'a>(
    tables: &[Table],
    mapped: &IndexMap<String, TableMapping>,
    plants: impl Iterator<Item = &'a String>,
) -> Vec<Product> {
    let all = |field| values(tables, mapped, field).map(Found::shown).collect::<BTreeSet<String>>();
    let components = all(Field::Component);
    let heads: Vec<String> = all(Field::Product).into_iter().filter(|head| !components.contains(head)).collect();
    let product = |plant: &String, product: &String| Product {
        plant: plant.clone(),
        product: product.clone(),
        per_working_day: None,
        margin_per_unit: None,
    };
    plants.flat_map(|plant| heads.iter().map(|head| product(plant, head)).collect::<Vec<_>>()).collect()
}

/// The currency whose sign stands at the first price.
fn sign_of<'a>(mut prices: impl Iterator<Item = &'a Found>) -> Option<String> {
    let first = prices.next()?.shown();
    let sign = SIGNS.iter().find(|(sign, _)| first.starts_with(*sign) || first.ends_with(*sign));
    sign.map(|(_, code)| (*code).to_owned())
}

/// An authority to begin with, where a vendor is in China: what it licenses, and for how long that usually takes.
fn authorities<'a>(mut countries: impl Iterator<Item = &'a Found>) -> Map<String, Value> {
    const WHY: &str = "a first guess: put in what your buyers have seen";
    let is_china = |country: String| country == "CN" || reading::country_named(&country) == Some("CN");
    if !countries.any(|country| is_china(country.shown())) {
        return Map::new();
    }
    let desk = json!({
        "title": "Ministry of Commerce, China",
        "country": "CN",
        "controls": ["Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y"],
        "desk": {
            "review_work_days": {"lognormal": {"median": 20, "p90": 45}, "assumption": WHY},
            "preparation_days": {"triangular": {"min": 5, "mode": 10, "max": 25}, "assumption": WHY},
            "correction_days": {"triangular": {"min": 5, "mode": 12, "max": 30}, "assumption": WHY}
        },
        "initial_regime": "normal",
        "regimes": {
            "normal": {
                "returned_share": {"value": 0.15, "assumption": WHY},
                "lasts_days": {"lognormal": {"median": 180, "p90": 500}, "assumption": WHY},
                "then": {"slow": 1}
            },
            "slow": {
                "review_speed": {"value": 0.5, "assumption": WHY},
                "returned_share": {"value": 0.3, "assumption": WHY},
                "lasts_days": {"lognormal": {"median": 60, "p90": 150}, "assumption": WHY},
                "then": {"normal": 1}
            }
        }
    });
    Map::from_iter([("mofcom".to_owned(), desk)])
}

fn in_words(name: &str, said: &TableMapping) -> String {
    if said.holds == Kind::Nothing {
        return format!("{name}: no table that is known");
    }
    let columns: Vec<String> = said
        .columns
        .iter()
        .filter_map(|(field, heading)| Some(format!("{} = {}", field.key(), heading.as_ref()?)))
        .collect();
    format!("{name}: {}, headings in line {}: {}", said.holds.words(), said.headings_line, columns.join(", "))
}

/// What must be filled in before there can be a scenario.
fn open(mapping: &Mapping) -> Vec<String> {
    let mut open = Vec::new();
    for (name, said) in &mapping.tables {
        for known in fields(said.holds).iter().filter(|known| known.needed) {
            if said.columns.get(&known.field).is_none_or(Option::is_none) {
                open.push(format!("tables.\"{name}\".columns.{}", known.field.key()));
            }
        }
    }
    for kind in [Kind::Stock, Kind::Bom, Kind::Vendors] {
        if mapping.tables.values().all(|said| said.holds != kind) {
            open.push(format!("a table of {}", kind.words()));
        }
    }
    if mapping.start.is_empty() {
        open.push("start".to_owned());
    }
    open.extend(mapping.units.iter().filter(|(_, meant)| meant.is_empty()).map(|(code, _)| format!("units.{code}")));
    let nowhere = mapping.plants.iter().filter(|(_, plant)| plant.country.is_empty());
    open.extend(nowhere.map(|(code, _)| format!("plants.{code}.country")));
    if !mapping.products.is_empty() {
        open.push("products: per_working_day of what is sold (take the others out)".to_owned());
    }
    let elements = mapping.tables.values().any(|said| said.columns.get(&Field::Elements).is_some_and(Option::is_some));
    if !mapping.authorities.is_empty() && !elements {
        let text = "materials: which hold controlled elements? No column says it; without them nothing needs a licence, \
                    such as \"materials\": {\"4711\": {\"elements\": {\"Dy\": 0.03}}}";
        open.push(text.to_owned());
    }
    open
}
