//! Tables as Parquet, for notebooks: typed columns, with what they mean in the file itself.
//!
//! Metadata of the file: `linestop.version`, `.scenario`, `.title`, `.scenario_sha256`, `.seed`, `.trials`, `.start`,
//! `.horizon_days`, `.currency`, `.table` (what it holds) and `.columns`, JSON with unit and meaning of every column.
//! `PANDAS_ATTRS` says units and meanings once more, where pandas looks for the `attrs` of a frame.
//! Nothing depends on threads, time or place. A group of rows is held in memory at a time.

use std::io::{Error, Write};
use std::sync::Arc;

use jiff::civil::{Date, date};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::{Map, Value, json};

use super::data::{Cell, Data, Field, Kind};
use super::manifest::Manifest;
use crate::experiment::ScenarioFacts;

/// Rows of a group: what is held in memory.
const GROUP: usize = 1 << 17;

/// A Parquet file that is being written, row by row.
struct Rows<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Column>,
    held: usize,
}

/// Cells of a group, by column: whether each is there, and those that are.
struct Column {
    there: Vec<i16>,
    values: Values,
}

enum Values {
    Text(Vec<ByteArray>),
    Days(Vec<i32>),
    Whole(Vec<i64>),
    Number(Vec<f64>),
    Yes(Vec<bool>),
}

/// Writes a whole table.
pub(super) fn write(
    out: impl Write + Send,
    data: &Data,
    manifest: &Manifest,
    scenario: Option<&ScenarioFacts>,
) -> std::io::Result<()> {
    let mut rows = Rows::new(out, &data.columns, &about(manifest, scenario, data.about))?;
    data.each(&mut |row| rows.push(row))?;
    rows.finish()
}

/// What every file says of the result: name and value.
fn about(manifest: &Manifest, scenario: Option<&ScenarioFacts>, table: &str) -> Vec<(&'static str, String)> {
    let mut about = vec![("table", table.to_owned()), ("command", manifest.kind.name.to_owned())];
    about.extend(scenario.into_iter().flat_map(|scenario| {
        [
            ("scenario", scenario.name.clone()),
            ("title", scenario.title.clone()),
            ("scenario_sha256", scenario.sha256.clone()),
        ]
    }));
    about.extend([
        ("version", manifest.linestop.to_owned()),
        ("seed", manifest.seed.to_string()),
        ("trials", manifest.trials.to_string()),
        ("start", manifest.start.to_string()),
    ]);
    about.extend(scenario.into_iter().flat_map(|scenario| {
        [("horizon_days", scenario.horizon_days.to_string()), ("currency", scenario.currency.clone())]
    }));
    about
}

impl<W: Write + Send> Rows<W> {
    /// Opens a file of such columns.
    fn new(out: W, columns: &[Field], about: &[(&'static str, String)]) -> std::io::Result<Self> {
        let mut said: Vec<KeyValue> =
            about.iter().map(|(key, value)| KeyValue::new(format!("linestop.{key}"), value.clone())).collect();
        said.push(KeyValue::new("linestop.columns".to_owned(), meaning(columns)));
        said.push(KeyValue::new("PANDAS_ATTRS".to_owned(), attrs(columns, about)));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(Some(said))
            .set_max_row_group_row_count(None)
            .build();
        let file = SerializedFileWriter::new(out, schema(columns).map_err(refused)?, Arc::new(properties));
        let columns = columns.iter().map(|column| Column::new(column.kind)).collect();
        Ok(Self { file: file.map_err(refused)?, columns, held: 0 })
    }

    /// One more row, with a cell for each column.
    fn push(&mut self, row: &[Cell]) -> std::io::Result<()> {
        debug_assert_eq!(row.len(), self.columns.len());
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.push(cell);
        }
        self.held += 1;
        if self.held == GROUP { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let mut group = self.file.next_row_group().map_err(refused)?;
        for column in &mut self.columns {
            if let Some(writer) = group.next_column().map_err(refused)? {
                column.flush(writer).map_err(refused)?;
            }
        }
        group.close().map_err(refused)?;
        self.held = 0;
        Ok(())
    }

    /// Ends the file. One without rows has its columns all the same.
    fn finish(mut self) -> std::io::Result<()> {
        if self.held > 0 {
            self.flush()?;
        }
        self.file.close().map_err(refused)?;
        Ok(())
    }
}

impl Column {
    fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Date | Kind::Month => Values::Days(Vec::new()),
            Kind::Whole => Values::Whole(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
            Kind::Yes => Values::Yes(Vec::new()),
        };
        Self { there: Vec::new(), values }
    }

    fn push(&mut self, cell: &Cell) {
        match (&mut self.values, cell) {
            (Values::Text(all), Cell::Text(text)) => all.push(ByteArray::from(&**text)),
            (Values::Days(all), Cell::Date(day)) => all.push(since_1970(*day)),
            (Values::Whole(all), Cell::Whole(n)) => all.push(*n),
            (Values::Number(all), Cell::Number(_) | Cell::Decimal(..)) => all.extend(cell.value()),
            (Values::Yes(all), Cell::Yes(yes)) => all.push(*yes),
            (_, other) => {
                debug_assert_eq!(*other, Cell::Empty, "a cell of another kind than its column");
                return self.there.push(0);
            }
        }
        self.there.push(1);
    }

    fn flush(&mut self, mut writer: SerializedColumnWriter) -> Result<(), ParquetError> {
        let there = Some(&self.there[..]);
        match &mut self.values {
            Values::Text(all) => {
                writer.typed::<ByteArrayType>().write_batch(all, there, None)?;
                all.clear();
            }
            Values::Days(all) => {
                writer.typed::<Int32Type>().write_batch(all, there, None)?;
                all.clear();
            }
            Values::Whole(all) => {
                writer.typed::<Int64Type>().write_batch(all, there, None)?;
                all.clear();
            }
            Values::Number(all) => {
                writer.typed::<DoubleType>().write_batch(all, there, None)?;
                all.clear();
            }
            Values::Yes(all) => {
                writer.typed::<BoolType>().write_batch(all, there, None)?;
                all.clear();
            }
        }
        self.there.clear();
        writer.close()
    }
}

fn schema(columns: &[Field]) -> Result<TypePtr, ParquetError> {
    let field = |column: &Field| {
        let (physical, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Date | Kind::Month => (Physical::INT32, Some(LogicalType::Date)),
            Kind::Whole => (Physical::INT64, None),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Yes => (Physical::BOOLEAN, None),
        };
        let kind = Type::primitive_type_builder(&column.name, physical);
        Ok(Arc::new(kind.with_repetition(Repetition::OPTIONAL).with_logical_type(logical).build()?))
    };
    let fields: Result<Vec<TypePtr>, ParquetError> = columns.iter().map(field).collect();
    Ok(Arc::new(Type::group_type_builder("linestop").with_fields(fields?).build()?))
}

/// Unit and meaning of every column, as JSON.
fn meaning(columns: &[Field]) -> String {
    let said = columns.iter().map(|c| (c.name.clone(), json!({"unit": c.unit, "description": c.about})));
    Value::Object(said.collect::<Map<_, _>>()).to_string()
}

/// The same for pandas, with what the file says of the result.
fn attrs(columns: &[Field], about: &[(&'static str, String)]) -> String {
    let by_name = |of: fn(&Field) -> &str| -> Map<String, Value> {
        columns.iter().map(|c| (c.name.clone(), json!(of(c)))).filter(|(_, said)| said != "").collect()
    };
    let mut said = json!({"units": by_name(|c| &c.unit), "descriptions": by_name(|c| &c.about)});
    for (key, value) in about {
        said[*key] = json!(value);
    }
    said.to_string()
}

fn since_1970(day: Date) -> i32 {
    day.since(date(1970, 1, 1)).map_or(0, |span| span.get_days())
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn refused(error: ParquetError) -> Error {
    match error {
        ParquetError::External(source) => match source.downcast::<Error>() {
            Ok(error) => *error,
            Err(other) => Error::other(other),
        },
        other => Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field as Read;

    fn written(rows: usize) -> Vec<u8> {
        let columns = [
            Field::new("site", Kind::Text, "", "who"),
            Field::new("day", Kind::Date, "", "when"),
            Field::new("n", Kind::Whole, "halts", "how many"),
            Field::new("x", Kind::Number, "EUR", "how much"),
            Field::new("ok", Kind::Yes, "", "whether"),
        ];
        let mut bytes = Vec::new();
        let mut out = Rows::new(&mut bytes, &columns, &[("seed", "7".to_owned())]).unwrap();
        for row in 0..u32::try_from(rows).unwrap() {
            if row % 3 == 2 {
                out.push(&[const { Cell::Empty }; 5]).unwrap();
            } else {
                let day = date(1969, 12, 31).checked_add(jiff::Span::new().days(i64::from(row))).unwrap();
                let n = i64::from(row);
                out.push(&[
                    Cell::text(if row % 2 == 0 { "even" } else { "odd" }),
                    Cell::Date(day),
                    Cell::Whole(n),
                    Cell::Number(0.1 * f64::from(row)),
                    Cell::Yes(row == 0),
                ])
                .unwrap();
            }
        }
        out.finish().unwrap();
        bytes
    }

    #[test]
    fn cells_are_read_back_as_they_were_written() {
        let file = SerializedFileReader::new(bytes::Bytes::from(written(5))).unwrap();
        let rows: Vec<Vec<Read>> = file
            .get_row_iter(None)
            .unwrap()
            .map(|row| row.unwrap().get_column_iter().map(|(_, field)| field.clone()).collect())
            .collect();
        let first = [Read::Str("even".into()), Read::Date(-1), Read::Long(0), Read::Double(0.0), Read::Bool(true)];
        assert_eq!(rows[0], first);
        assert_eq!(rows[1][1..3], [Read::Date(0), Read::Long(1)]);
        assert_eq!(rows[2], vec![Read::Null; 5]);
        assert_eq!(rows.len(), 5);
        let said = file.metadata().file_metadata().key_value_metadata().unwrap();
        assert!(said.iter().any(|s| s.key == "linestop.seed" && s.value.as_deref() == Some("7")));
        let columns = said.iter().find(|s| s.key == "linestop.columns").and_then(|s| s.value.as_deref()).unwrap();
        assert!(columns.contains(r#""x":{"unit":"EUR","description":"how much"}"#), "{columns}");
        let attrs = said.iter().find(|s| s.key == "PANDAS_ATTRS").and_then(|s| s.value.as_deref()).unwrap();
        let attrs: Value = serde_json::from_str(attrs).unwrap();
        assert_eq!((&attrs["units"], &attrs["seed"]), (&json!({"n": "halts", "x": "EUR"}), &json!("7")));
    }

    #[test]
    fn long_tables_are_written_in_groups_and_always_alike() {
        let bytes = written(GROUP + 1);
        assert_eq!(bytes, written(GROUP + 1));
        let file = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        let groups: Vec<i64> =
            file.metadata().row_groups().iter().map(parquet::file::metadata::RowGroupMetaData::num_rows).collect();
        assert_eq!(groups, [i64::try_from(GROUP).unwrap(), 1]);
        let empty = SerializedFileReader::new(bytes::Bytes::from(written(0))).unwrap();
        assert_eq!((empty.num_row_groups(), empty.metadata().file_metadata().schema_descr().num_columns()), (0, 5));
    }
}
