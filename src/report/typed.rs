//! Tables as typed columns, each in one piece of memory: what notebooks and data frames count in.

use std::collections::HashMap;

use super::data::{Cell, Data, Field, Kind, since_1970};

/// A table of an answer, column by column.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedTable {
    /// Its name, which is that of its file without ending.
    pub name: String,
    /// What it holds, in a sentence.
    pub about: String,
    /// Number of rows.
    pub rows: usize,
    /// Its columns.
    pub columns: Vec<TypedColumn>,
}

/// A column of such a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedColumn {
    /// Its name.
    pub name: String,
    /// Unit of its numbers; empty if they have none; "as NAME" if that column has it, row by row.
    pub unit: String,
    /// What it says.
    pub about: String,
    /// What its cells say.
    pub values: Values,
    /// By row, whether its cell is empty; nothing if none is.
    pub empty: Option<Vec<bool>>,
}

/// The cells of a column, one a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Words, each told once: places in the list, −1 for an empty cell.
    Words(Vec<i32>, Vec<String>),
    /// Days, or first days of months, in seconds since 1970; `i64::MIN` for an empty cell.
    Days(Vec<i64>),
    /// Counts.
    Whole(Vec<i64>),
    /// Numbers; NaN for an empty cell.
    Number(Vec<f64>),
    /// Yes or no.
    Yes(Vec<bool>),
}

/// What stands for no day.
pub(super) const NO_TIME: i64 = i64::MIN;
const SECONDS: i64 = 86_400;

impl TypedTable {
    /// Of a table.
    pub(super) fn of(data: &Data) -> std::io::Result<Self> {
        let mut rows = 0;
        match data.held() {
            Some(held) => rows = held.len(),
            None => data.each(&mut |_| {
                rows += 1;
                Ok(())
            })?,
        }
        let mut filling = Filling::new(&data.columns, rows);
        let mut at = 0;
        data.each(&mut |row| {
            filling.put(at, row);
            at += 1;
            Ok(())
        })?;
        Ok(filling.table(data.name, data.about))
    }
}

/// Reads a table back from its CSV.
pub(super) fn read(columns: &[Field], csv: &[u8], (name, about): (&str, &str)) -> Result<TypedTable, String> {
    let mut reader = csv::Reader::from_reader(csv);
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().map_err(|e| e.to_string())?;
    let mut filling = Filling::new(columns, records.len());
    for (row, record) in records.iter().enumerate() {
        if record.len() != columns.len() {
            return Err(format!("{} columns in row {}, not {}", record.len(), row + 2, columns.len()));
        }
        let cells = record.iter().zip(columns).map(|(text, column)| {
            cell(text, column.kind).ok_or_else(|| format!("{}: \"{text}\" in row {}", column.name, row + 2))
        });
        filling.put(row, &cells.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(filling.table(name, about))
}

/// A cell as it is written in CSV.
fn cell(text: &str, kind: Kind) -> Option<Cell<'_>> {
    if text.is_empty() {
        return Some(Cell::Empty);
    }
    match kind {
        // An apostrophe stands before what a spreadsheet would take as a formula.
        Kind::Text => Some(Cell::text(text.strip_prefix('\'').unwrap_or(text))),
        Kind::Date => text.parse().ok().map(Cell::Date),
        Kind::Month => format!("{text}-01").parse().ok().map(Cell::Date),
        Kind::Whole => text.parse().ok().map(Cell::Whole),
        Kind::Number => text.parse().ok().map(Cell::Number),
        Kind::Yes => ["no", "yes"].iter().position(|word| *word == text).map(|at| Cell::Yes(at == 1)),
    }
}

/// Columns that are being filled, in any order of rows.
pub(super) struct Filling {
    columns: Vec<TypedColumn>,
    /// By column of words, their places in its list.
    places: Vec<HashMap<String, i32>>,
    rows: usize,
}

impl Filling {
    /// So many rows, all of them to be put.
    pub(super) fn new(fields: &[Field], rows: usize) -> Self {
        let column = |field: &Field| TypedColumn {
            name: field.name.clone(),
            unit: field.unit.clone(),
            about: field.about.clone().into_owned(),
            // Zeros take no memory before they are written to.
            values: match field.kind {
                Kind::Text => Values::Words(vec![0; rows], Vec::new()),
                Kind::Date | Kind::Month => Values::Days(vec![0; rows]),
                Kind::Whole => Values::Whole(vec![0; rows]),
                Kind::Number => Values::Number(vec![0.0; rows]),
                Kind::Yes => Values::Yes(vec![false; rows]),
            },
            empty: None,
        };
        let columns = fields.iter().map(column).collect();
        Self { columns, places: vec![HashMap::new(); fields.len()], rows }
    }

    /// A row.
    pub(super) fn put(&mut self, row: usize, cells: &[Cell]) {
        for ((column, places), cell) in self.columns.iter_mut().zip(&mut self.places).zip(cells) {
            match (&mut column.values, cell) {
                (Values::Words(codes, words), Cell::Text(text)) => {
                    codes[row] = places.get(&**text).copied().unwrap_or_else(|| {
                        let place = i32::try_from(words.len()).unwrap_or(i32::MAX);
                        words.push(text.to_string());
                        places.insert(text.to_string(), place);
                        place
                    });
                }
                (Values::Days(all), Cell::Date(day)) => all[row] = SECONDS * i64::from(since_1970(*day)),
                (Values::Whole(all), Cell::Whole(n)) => all[row] = *n,
                (Values::Number(all), Cell::Number(_) | Cell::Decimal(..)) => {
                    all[row] = cell.value().unwrap_or(f64::NAN);
                }
                (Values::Yes(all), Cell::Yes(yes)) => all[row] = *yes,
                (values, other) => {
                    debug_assert_eq!(*other, Cell::Empty, "a cell of another kind than its column");
                    match values {
                        Values::Words(codes, _) => codes[row] = -1,
                        Values::Days(all) => all[row] = NO_TIME,
                        Values::Number(all) => all[row] = f64::NAN,
                        Values::Whole(_) | Values::Yes(_) => {}
                    }
                    column.empty.get_or_insert_with(|| vec![false; self.rows])[row] = true;
                }
            }
        }
    }

    /// The table, once all rows are there.
    pub(super) fn table(self, name: &str, about: &str) -> TypedTable {
        TypedTable { name: name.to_owned(), about: about.to_owned(), rows: self.rows, columns: self.columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::data::Body;
    use jiff::civil::{Date, date};

    #[test]
    fn cells_become_columns_and_empty_ones_are_told_apart() {
        let fields = [Kind::Text, Kind::Date, Kind::Whole, Kind::Number, Kind::Yes]
            .map(|kind| Field::new(format!("{kind:?}"), kind, "", ""));
        let row = |word: &'static str, day: Date| {
            vec![Cell::text(word), Cell::Date(day), Cell::Whole(7), Cell::Decimal(150, 2), Cell::Yes(true)]
        };
        let rows = vec![row("b", date(1970, 1, 3)), vec![const { Cell::Empty }; 5], row("a", date(1969, 12, 31))];
        let data = Data { name: "t", title: "T", about: "x", columns: fields.to_vec(), rows: Body::Held(rows.clone()) };
        let table = TypedTable::of(&data).unwrap();
        assert_eq!((table.rows, table.columns.len()), (3, 5));
        let values: Vec<&Values> = table.columns.iter().map(|column| &column.values).collect();
        assert_eq!(*values[0], Values::Words(vec![0, -1, 1], vec!["b".to_owned(), "a".to_owned()]));
        assert_eq!(*values[1], Values::Days(vec![2 * SECONDS, NO_TIME, -SECONDS]));
        assert_eq!(*values[2], Values::Whole(vec![7, 0, 7]));
        assert!(matches!(values[3], Values::Number(all) if all[0].to_bits() == 1.5_f64.to_bits() && all[1].is_nan()));
        assert_eq!(*values[4], Values::Yes(vec![true, false, true]));
        assert!(table.columns.iter().all(|column| column.empty == Some(vec![false, true, false])));
        let each =
            Data { rows: Body::EachTrial(Box::new(|with| rows.iter().take(1).try_for_each(|row| with(row)))), ..data };
        let one = TypedTable::of(&each).unwrap();
        assert!(one.rows == 1 && one.columns.iter().all(|column| column.empty.is_none()));
    }
}
