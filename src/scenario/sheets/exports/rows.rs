//! The rows of a table by their fields: totals and repeated headings are left out, blank cells of a group take what
//! stands above, numbers, dates and units are read. Everything that is wrong is kept with its line and column.

use std::collections::HashMap;

use jiff::civil::Date;

use super::super::grid::Found;
use super::fields::{Field, Kind};
use super::mapping::{Mapping, TableMapping};
use super::table::Table;
use super::units::{Measure, measure};
use super::words::{bare, is_total};
use crate::reading::{self, Complaints, Locale, Unreadable};

/// How a locale is declared in a mapping file.
const DECLARE: &str = "say in the mapping how numbers and dates are written, such as \"locale\": \"de\"";

/// A row that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// The table.
    pub table: String,
    /// The line, or the row of the sheet.
    pub line: usize,
    /// Why.
    pub why: String,
}

/// A row by its fields.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Which table.
    pub table: usize,
    /// The line, or the row of the sheet.
    pub line: usize,
    cells: Vec<(Field, Found)>,
}

impl Row {
    fn found(&self, field: Field) -> &Found {
        self.cells.iter().find(|(known, _)| *known == field).map_or(&Found::Nothing, |(_, found)| found)
    }

    /// The words of a field; nothing if it is empty.
    pub(super) fn words(&self, field: Field) -> Option<String> {
        Some(self.found(field).shown()).filter(|text| !text.is_empty())
    }
}

/// A table whose columns are known.
#[derive(Debug)]
struct Known {
    name: String,
    kind: Kind,
    locale: Locale,
    headings: HashMap<Field, String>,
}

/// All rows, what was left out, and what is wrong.
#[derive(Debug, Default)]
#[allow(clippy::struct_field_names, reason = "its rows are what it is for")]
pub(super) struct Rows {
    tables: Vec<Known>,
    rows: Vec<Row>,
    complaints: Vec<Complaints>,
    units: HashMap<String, Option<Measure>>,
    /// What is wrong with the mapping itself.
    pub wrong: Vec<String>,
    /// Rows that were left out.
    pub left_out: Vec<LeftOut>,
    /// What is good to know.
    pub notes: Vec<String>,
}

/// Fields whose blank cells take what stands above, where the first of them is blank.
fn group(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Stock => &[Field::Material, Field::Description],
        Kind::Orders => &[Field::Order, Field::Vendor, Field::VendorName, Field::Placed],
        Kind::Bom => &[Field::Product, Field::BaseQuantity, Field::Plant],
        Kind::Vendors => &[Field::Vendor, Field::VendorName, Field::Country],
        Kind::Plan => &[Field::Product],
        Kind::Nothing => &[],
    }
}

/// Fields one of which a row must have to be one, and what is said of rows that have none.
fn essential(kind: Kind) -> (&'static [Field], &'static str) {
    match kind {
        Kind::Stock => (&[Field::Material, Field::Plant], "neither material nor plant: a total or a remark"),
        Kind::Orders => (&[Field::Material], "no material number: a total, a service or a remark"),
        Kind::Bom => (&[Field::Component], "no component: a total or a remark"),
        Kind::Vendors => (&[Field::Vendor, Field::Material], "no vendor: a total or a remark"),
        Kind::Plan => (&[Field::Product, Field::Plant], "neither product nor plant: a total or a remark"),
        Kind::Nothing => (&[], ""),
    }
}

impl Rows {
    /// Reads the tables as the mapping says.
    pub(super) fn of(tables: &[Table], mapping: &Mapping, shown: &str) -> Self {
        let mut rows = Self::default();
        let whole = rows.locale(&format!("{shown}, locale"), &mapping.locale);
        for (code, text) in &mapping.units {
            let meant = unit(text);
            if meant.is_none() {
                let why = format!(
                    "{shown}, units.{code}: found \"{text}\", allowed: piece, kg or t, or so many of them, such as 1000 piece or 0.001 kg"
                );
                rows.wrong.push(why);
            }
            rows.units.insert(bare(code), meant);
        }
        for (name, said) in &mapping.tables {
            if said.holds == Kind::Nothing {
                continue;
            }
            let Some(table) = tables.iter().find(|table| table.name == *name) else {
                let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
                let meant = crate::scenario::words::nearest(name, names.iter().copied());
                let meant = meant.map_or_else(
                    || format!("; there are {}", names.join(", ")),
                    |meant| format!("; did you mean \"{meant}\"?"),
                );
                rows.wrong.push(format!("{shown}, tables: there is no table \"{name}\"{meant}"));
                continue;
            };
            let own = said.locale.as_ref().map(|own| rows.locale(&format!("{shown}, tables.\"{name}\".locale"), own));
            rows.table(table, said, own.unwrap_or(whole), shown);
        }
        for table in tables.iter().filter(|table| !mapping.tables.contains_key(&table.name)) {
            rows.notes.push(format!("{}: the mapping does not name it; it was left out", table.name));
        }
        rows
    }

    fn locale(&mut self, place: &str, name: &str) -> Locale {
        if name.is_empty() {
            return Locale::UNDECLARED;
        }
        Locale::named(name).unwrap_or_else(|error| {
            self.wrong.push(format!("{place}: {error}"));
            Locale::UNDECLARED
        })
    }

    fn table(&mut self, table: &Table, said: &TableMapping, locale: Locale, shown: &str) {
        let at = self.tables.len();
        self.notes.extend(table.notes.iter().map(|note| format!("{}: {note}", table.name)));
        let places = self.columns(table, said, shown);
        let headings = places.iter().map(|(field, _, heading)| (*field, heading.clone())).collect();
        self.tables.push(Known { name: table.name.clone(), kind: said.holds, locale, headings });
        self.complaints.push(Complaints::default());
        let (mut above, mut taken): (Vec<(Field, Found)>, usize) = (Vec::new(), 0);
        let mut full = usize::MAX;
        for (line, cells) in table.rows.iter().filter(|(line, _)| *line > said.headings_line) {
            let cell = |column: usize| cells.get(column).cloned().unwrap_or(Found::Nothing);
            let mut row = Row { table: at, line: *line, cells: Vec::new() };
            row.cells.extend(places.iter().map(|(field, column, _)| (*field, cell(*column))));
            let fixed = |(field, text): (&Field, &String)| (*field, Found::words(text));
            row.cells.extend(said.fixed.iter().map(fixed));
            // A total says little; a row that goes on with what stands above says at least half as much.
            let says = cells.iter().filter(|cell| **cell != Found::Nothing).count();
            let goes_on = said.holds == Kind::Stock && says.saturating_mul(2) >= full;
            if let Some(why) = no_row(&row, cells, &places, (said, goes_on)) {
                self.leave_out(&row, why);
                continue;
            }
            full = says;
            taken += fill_down(&mut row, group(said.holds), &mut above);
            if said.holds == Kind::Stock || said.holds == Kind::Plan {
                taken += fill_down(&mut row, &[Field::Plant], &mut above);
            }
            self.rows.push(row);
        }
        if taken > 0 {
            let cells = if taken == 1 { "1 blank cell takes".to_owned() } else { format!("{taken} blank cells take") };
            self.notes.push(format!("{}: {cells} what stands above", table.name));
        }
    }

    /// Where the columns of a table are.
    fn columns(&mut self, table: &Table, said: &TableMapping, shown: &str) -> Vec<(Field, usize, String)> {
        let place = format!("{shown}, tables.\"{}\"", table.name);
        let Some(headings) = table.headings(said.headings_line) else {
            self.wrong.push(format!("{place}.headings_line: line {} holds nothing", said.headings_line));
            return Vec::new();
        };
        let mut places = Vec::new();
        for (field, heading) in said.columns.iter().filter_map(|(field, heading)| Some((*field, heading.as_ref()?))) {
            if let Some(column) = headings.iter().position(|known| reading::same(known, heading)) {
                places.push((field, column, heading.clone()));
            } else {
                let known = headings.iter().map(String::as_str).filter(|known| !known.is_empty());
                let meant = crate::scenario::words::nearest(heading, known)
                    .map_or(String::new(), |meant| format!("; did you mean \"{meant}\"?"));
                let field = field.key();
                self.wrong.push(format!("{place}.columns.{field}: no column is called \"{heading}\"{meant}"));
            }
        }
        for known in super::headings::fields(said.holds).iter().filter(|known| known.needed) {
            let named =
                said.columns.get(&known.field).is_some_and(Option::is_some) || said.fixed.contains_key(&known.field);
            if !named {
                let field = known.field.key();
                self.wrong.push(format!("{place}.columns.{field}: it is needed; which column is it?"));
            }
        }
        places
    }

    /// The rows of a kind.
    pub(super) fn kind(&self, kind: Kind) -> Vec<Row> {
        self.rows.iter().filter(|row| self.tables[row.table].kind == kind).cloned().collect()
    }

    /// A row that has no place in the scenario.
    pub(super) fn leave_out(&mut self, row: &Row, why: impl Into<String>) {
        let table = self.tables[row.table].name.clone();
        self.left_out.push(LeftOut { table, line: row.line, why: why.into() });
    }

    /// What is wrong with a field of a row; rows with the same cause are told together.
    pub(super) fn complain(&mut self, row: &Row, field: Field, cause: &'static str, text: String) {
        let heading = self.tables[row.table].headings.get(&field).cloned().unwrap_or_else(|| field.key());
        self.complaints[row.table].add(&heading, cause, row.line, text);
    }

    /// How the numbers of a row are written.
    pub(super) fn locale_of(&self, row: &Row) -> Locale {
        self.tables[row.table].locale
    }

    /// Where a row stands, as a source of its numbers.
    pub(super) fn place(&self, row: &Row) -> String {
        format!("{}, line {}", self.tables[row.table].name, row.line)
    }

    /// What a table is called.
    pub(super) fn table_name(&self, table: usize) -> &str {
        self.tables.get(table).map_or("", |table| table.name.as_str())
    }

    /// Words that a row must have.
    pub(super) fn needed(&mut self, row: &Row, field: Field) -> Option<String> {
        let words = row.words(field);
        if words.is_none() {
            self.complain(row, field, "empty", "nothing is written".to_owned());
        }
        words
    }

    /// A number of 0 or more with the unit that stands behind it; nothing if the cell is empty or wrong.
    fn measured(&mut self, row: &Row, field: Field) -> Option<(f64, String)> {
        let locale = self.tables[row.table].locale;
        let read = match row.found(field) {
            Found::Nothing => return None,
            Found::Number(x) => Ok((*x, String::new())),
            Found::Words(text) if matches!(field, Field::Price | Field::Margin) => {
                read_number(without_currency(text), locale)
            }
            Found::Words(text) => read_number(text, locale),
            other => Err(("number", format!("found \"{}\", allowed: a number", other.shown()))),
        };
        match read {
            Ok(read) => Some(read),
            Err((cause, text)) => {
                self.complain(row, field, cause, text);
                None
            }
        }
    }

    /// A number of any sign.
    pub(super) fn signed(&mut self, row: &Row, field: Field) -> Option<f64> {
        self.measured(row, field).map(|(x, _)| x)
    }

    /// A number of 0 or more.
    pub(super) fn number(&mut self, row: &Row, field: Field) -> Option<f64> {
        let x = self.signed(row, field)?;
        if x < 0.0 {
            self.complain(row, field, "negative", format!("found {x}, allowed: a number of 0 or more"));
            return None;
        }
        Some(x)
    }

    /// A share: per cent, or a fraction.
    pub(super) fn share(&mut self, row: &Row, field: Field) -> Option<f64> {
        let percent = self.tables[row.table].headings.get(&field).is_some_and(|heading| heading.contains('%'));
        let signed = matches!(row.found(field), Found::Words(text) if text.contains('%'));
        let x = if signed {
            let text = row.found(field).shown();
            match reading::share(&text, self.tables[row.table].locale) {
                Ok(x) => x,
                Err(error) => {
                    self.complain(row, field, error.kind(), error.told(DECLARE));
                    return None;
                }
            }
        } else {
            self.number(row, field)?
        };
        // Whole per cent are written without a sign as often as with one.
        let x = if !signed && (percent || x > 1.0) { x / 100.0 } else { x };
        if !(0.0..=1.0).contains(&x) {
            let found = row.found(field).shown();
            self.complain(row, field, "share", format!("found \"{found}\", allowed: a share from 0 % to 100 %"));
            return None;
        }
        Some(x)
    }

    /// A date; nothing if the cell is empty, holds a date of nothing but zeros, or is wrong.
    pub(super) fn date(&mut self, row: &Row, field: Field) -> Option<Date> {
        let locale = self.tables[row.table].locale;
        let read = match row.found(field) {
            Found::Nothing => return None,
            Found::Date(day) => Ok(*day),
            Found::Words(text) if text.bytes().any(|b| b == b'0') && text.bytes().all(|b| b"0./-".contains(&b)) => {
                return None;
            }
            Found::Words(text) => reading::date(text, locale).map_err(|error| (error.kind(), error.told(DECLARE))),
            other => Err(("date", format!("found \"{}\", allowed: a date", other.shown()))),
        };
        read.map_err(|(cause, text)| self.complain(row, field, cause, text)).ok()
    }

    /// A quantity with its unit, be it of a column or behind the number; nothing if it is empty or wrong.
    pub(super) fn quantity(&mut self, row: &Row, field: Field) -> Option<(f64, Option<Measure>)> {
        let (x, behind) = self.measured(row, field)?;
        let code = row.words(Field::Unit).or(Some(behind).filter(|text| !text.is_empty()));
        let Some(code) = code else { return Some((x, None)) };
        let meant = self.units.get(&bare(&code)).copied().unwrap_or_else(|| measure(&code));
        if meant.is_none() {
            let text = format!(
                "\"{code}\" is no unit that is known; say in the mapping what one is, such as \"units\": {{\"{code}\": \"1 piece\"}}"
            );
            self.complain(row, Field::Unit, "unit", text);
            return None;
        }
        Some((x, meant))
    }

    /// The unit in which a row counts, without a word where it is not known.
    pub(super) fn unit_of(&self, row: &Row, field: Field) -> Option<Measure> {
        let behind = || match row.found(field) {
            Found::Words(text) => read_number(text, self.tables[row.table].locale).ok().map(|(_, behind)| behind),
            _ => None,
        };
        let code = row.words(Field::Unit).or_else(behind)?;
        self.units.get(&bare(&code)).copied().unwrap_or_else(|| measure(&code))
    }

    /// All that is wrong: with the mapping, then table by table.
    pub(super) fn told(&self) -> Vec<String> {
        let tables = self.complaints.iter().zip(&self.tables);
        let told = tables.flat_map(|(complaints, table)| complaints.told_of(&table.name));
        self.wrong.iter().cloned().chain(told).collect()
    }
}

/// What a code of a unit is said to mean: "1000 piece".
fn unit(text: &str) -> Option<Measure> {
    if let Some(known) = measure(text) {
        return Some(known);
    }
    let (number, code) = text.trim().split_once(char::is_whitespace)?;
    let times = reading::number(number, Locale::UNDECLARED).ok().filter(|times| *times > 0.0)?;
    measure(code).map(|known| Measure { times: known.times * times, ..known })
}

fn read_number(text: &str, locale: Locale) -> Result<(f64, String), (&'static str, String)> {
    let told = |error: &Unreadable| (error.kind(), error.told(DECLARE));
    match reading::number(text, locale) {
        Ok(x) => Ok((x, String::new())),
        Err(error) if error.depends_on_locale() => Err(told(&error)),
        Err(error) => match reading::measured(text, locale) {
            Ok((written, behind)) if !behind.is_empty() && !written.percent && written.scale.is_none() => {
                Ok((written.value, behind.to_owned()))
            }
            _ => Err(told(&error)),
        },
    }
}

/// An amount without the sign of a currency before or behind it.
fn without_currency(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || SIGNS.iter().any(|(sign, _)| *sign == c))
}

/// Signs of currencies, and what they mostly mean.
pub(super) const SIGNS: [(char, &str); 4] = [('$', "USD"), ('€', "EUR"), ('£', "GBP"), ('¥', "CNY")];

/// Why a row is none; nothing if it is one.
fn no_row(
    row: &Row,
    cells: &[Found],
    places: &[(Field, usize, String)],
    (said, goes_on): (&TableMapping, bool),
) -> Option<&'static str> {
    let first = cells.iter().find(|cell| **cell != Found::Nothing).map(Found::shown).unwrap_or_default();
    let lines = |cell: &Found| cell.shown().chars().all(|c| matches!(c, '-' | '=' | '_' | '|' | '+' | ' '));
    if cells.iter().all(lines) {
        return Some("a line between");
    }
    let again = |(field, _, heading): &&(Field, usize, String)| reading::same(&row.found(*field).shown(), heading);
    if places.iter().filter(again).count() >= 2 {
        return Some("the headings again");
    }
    let (fields, why) = essential(said.holds);
    let from_cells = |field: &&Field| !said.fixed.contains_key(*field);
    let nothing = fields.iter().filter(from_cells).all(|field| *row.found(*field) == Found::Nothing);
    if is_total(&first) && (nothing || fields.iter().any(|field| row.found(*field).shown() == first)) {
        return Some("a total");
    }
    (nothing && !goes_on).then_some(why)
}

/// Blank cells of a group take what stands above, if the first of them is blank; how many did.
fn fill_down(row: &mut Row, group: &[Field], above: &mut Vec<(Field, Found)>) -> usize {
    let Some(first) = group.first() else { return 0 };
    let blank = *row.found(*first) == Found::Nothing && row.cells.iter().any(|(field, _)| field == first);
    let mut taken = 0;
    for (field, found) in row.cells.iter_mut().filter(|(field, _)| group.contains(field)) {
        let before = above.iter().position(|(known, _)| known == field);
        match before {
            Some(before) if blank && *found == Found::Nothing && above[before].1 != Found::Nothing => {
                *found = above[before].1.clone();
                taken += usize::from(field == first);
            }
            Some(before) => above[before].1 = found.clone(),
            None => above.push((*field, found.clone())),
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Unit;

    #[test]
    fn units_of_a_mapping_are_so_many_of_a_known_one() {
        assert_eq!(unit("1000 piece"), Some(Measure { unit: Unit::Piece, times: 1000.0 }));
        assert_eq!(unit("0.001 kg"), Some(Measure { unit: Unit::Kg, times: 0.001 }));
        assert_eq!(unit("kg"), Some(Measure { unit: Unit::Kg, times: 1.0 }));
        assert!(["", "piece 1000", "-1 kg", "0 kg", "3 ells"].iter().all(|text| unit(text).is_none()));
    }

    #[test]
    fn numbers_have_their_sign_behind_them_or_a_unit() {
        let de = Locale::named("de").unwrap();
        assert_eq!(read_number("1.250,50-", de).unwrap(), (-1250.5, String::new()));
        assert_eq!(read_number("12,5 KG", de).unwrap(), (12.5, "KG".to_owned()));
        assert!(read_number("1.250", Locale::UNDECLARED).unwrap_err().1.contains("\"locale\": \"de\""));
        assert!(read_number("many", de).is_err());
    }
}
