//! Tables as Parquet, for notebooks: typed columns, with what they mean in the file itself.
//!
//! Each field says its unit and description (metadata of its Arrow schema: `pyarrow`, `polars` and `DuckDB` read it). Metadata of
//! the file: `linestop.version`, `.scenario`, `.title`, `.scenario_sha256`, `.seed`, `.trials`, `.start`,
//! `.horizon_days`, `.currency`, `.table` (what it holds) and `.columns`, JSON with unit and meaning of every column.
//! `PANDAS_ATTRS` says units and meanings once more, where pandas looks for the `attrs` of a frame.
//! Nothing depends on threads, time or place. A group of rows is held in memory at a time.

use std::collections::HashMap;
use std::io::{Error, Write};
use std::sync::Arc;

use arrow_array::builder::{ArrayBuilder, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field as ArrowField, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde_json::{Map, Value, json};

use super::data::{Cell, Data, Field, Kind, since_1970};
use super::manifest::Manifest;
use crate::experiment::ScenarioFacts;

/// Rows of a group: what is held in memory.
const GROUP: usize = 1 << 17;

/// A Parquet file that is being written, row by row.
struct Rows<W: Write + Send> {
    file: ArrowWriter<W>,
    schema: SchemaRef,
    columns: Vec<Column>,
    held: usize,
}

/// Cells of a group, by column.
enum Column {
    Text(StringBuilder),
    Days(Date32Builder),
    Whole(Int64Builder),
    Number(Float64Builder),
    Yes(BooleanBuilder),
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
        let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        let file = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(refused)?;
        let columns = columns.iter().map(|column| Column::new(column.kind)).collect();
        Ok(Self { file, schema, columns, held: 0 })
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
        let arrays: Vec<ArrayRef> = self.columns.iter_mut().map(|column| column.cells().finish()).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays).map_err(Error::other)?;
        self.file.write(&batch).and_then(|()| self.file.flush()).map_err(refused)?;
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
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Date | Kind::Month => Self::Days(Date32Builder::new()),
            Kind::Whole => Self::Whole(Int64Builder::new()),
            Kind::Number => Self::Number(Float64Builder::new()),
            Kind::Yes => Self::Yes(BooleanBuilder::new()),
        }
    }

    fn push(&mut self, cell: &Cell) {
        match (self, cell) {
            (Self::Text(all), Cell::Text(text)) => all.append_value(text),
            (Self::Days(all), Cell::Date(day)) => all.append_value(since_1970(*day)),
            (Self::Whole(all), Cell::Whole(n)) => all.append_value(*n),
            (Self::Number(all), Cell::Number(_) | Cell::Decimal(..)) => all.append_option(cell.value()),
            (Self::Yes(all), Cell::Yes(yes)) => all.append_value(*yes),
            (column, other) => {
                debug_assert_eq!(*other, Cell::Empty, "a cell of another kind than its column");
                column.push_empty();
            }
        }
    }

    fn push_empty(&mut self) {
        match self {
            Self::Text(all) => all.append_null(),
            Self::Days(all) => all.append_null(),
            Self::Whole(all) => all.append_null(),
            Self::Number(all) => all.append_null(),
            Self::Yes(all) => all.append_null(),
        }
    }

    fn cells(&mut self) -> &mut dyn ArrayBuilder {
        match self {
            Self::Text(all) => all,
            Self::Days(all) => all,
            Self::Whole(all) => all,
            Self::Number(all) => all,
            Self::Yes(all) => all,
        }
    }
}

/// A column with its unit and meaning.
fn field(column: &Field) -> ArrowField {
    let kind = match column.kind {
        Kind::Text => DataType::Utf8,
        Kind::Date | Kind::Month => DataType::Date32,
        Kind::Whole => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Yes => DataType::Boolean,
    };
    let said = [("unit", column.unit.as_str()), ("description", &*column.about)];
    let said = said.into_iter().filter(|(_, words)| !words.is_empty());
    let said: HashMap<String, String> = said.map(|(key, words)| (key.to_owned(), words.to_owned())).collect();
    ArrowField::new(&column.name, kind, true).with_metadata(said)
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
    use jiff::civil::date;
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
        let file =
            parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(written(5)));
        let schema = Arc::clone(file.unwrap().schema());
        let of = |at: usize, key: &str| schema.field(at).metadata().get(key).map(String::as_str);
        assert_eq!([of(3, "unit"), of(3, "description"), of(0, "unit")], [Some("EUR"), Some("how much"), None]);
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
