//! Tables as columns in one piece of memory each, lent to numpy and Arrow without copies.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, RecordBatchIterator,
    RecordBatchOptions, StringArray, TimestampSecondArray,
};
use arrow_buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, Field, Schema};
use linestop::results::{TypedColumn, TypedTable, Values};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

/// A table; its columns never move or change.
#[pyclass(frozen, module = "linestop._native")]
pub(crate) struct Table {
    name: String,
    about: String,
    batch: RecordBatch,
    columns: Vec<Facts>,
}

/// What is said of a column, and where numpy finds it.
struct Facts {
    name: String,
    unit: String,
    about: String,
    /// Type of numpy.
    kind: &'static str,
    /// Address of its first cell.
    at: usize,
    words: Option<Vec<String>>,
    /// Bytes that Arrow has no use for: yes or no, cell by cell.
    yes: Option<Vec<bool>>,
    empty: Option<Vec<bool>>,
}

impl Table {
    pub(crate) fn of(table: TypedTable) -> Result<Self, ArrowError> {
        let mut fields = Vec::new();
        let mut arrays = Vec::new();
        let mut columns = Vec::new();
        for column in table.columns {
            let (array, facts) = Facts::of(column)?;
            let said = [("unit".to_owned(), facts.unit.clone()), ("description".to_owned(), facts.about.clone())];
            let field = Field::new(&facts.name, array.data_type().clone(), true);
            fields.push(field.with_metadata(HashMap::from(said)));
            arrays.push(array);
            columns.push(facts);
        }
        let rows = RecordBatchOptions::new().with_row_count(Some(table.rows));
        let batch = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &rows)?;
        Ok(Self { name: table.name, about: table.about, batch, columns })
    }
}

impl Facts {
    /// A column as Arrow has it, and what is said of it. The cells stay where they are.
    fn of(column: TypedColumn) -> Result<(ArrayRef, Self), ArrowError> {
        let TypedColumn { name, unit, about, values, empty } = column;
        let nulls =
            empty.as_ref().map(|empty| NullBuffer::from(empty.iter().map(|empty| !empty).collect::<Vec<bool>>()));
        let (mut words, mut yes) = (None, None);
        let (array, kind, at): (ArrayRef, _, _) = match values {
            Values::Words(codes, known) => {
                let codes = ScalarBuffer::from(codes);
                let at = codes.as_ptr().addr();
                let keys = Int32Array::try_new(codes, nulls)?;
                let array = DictionaryArray::<Int32Type>::try_new(keys, Arc::new(StringArray::from(known.clone())))?;
                words = Some(known);
                (Arc::new(array), "<i4", at)
            }
            Values::Days(seconds) => {
                let seconds = ScalarBuffer::from(seconds);
                let at = seconds.as_ptr().addr();
                (Arc::new(TimestampSecondArray::try_new(seconds, nulls)?), "<M8[s]", at)
            }
            Values::Whole(counts) => {
                let counts = ScalarBuffer::from(counts);
                let at = counts.as_ptr().addr();
                (Arc::new(Int64Array::try_new(counts, nulls)?), "<i8", at)
            }
            Values::Number(numbers) => {
                let numbers = ScalarBuffer::from(numbers);
                let at = numbers.as_ptr().addr();
                (Arc::new(Float64Array::try_new(numbers, nulls)?), "<f8", at)
            }
            Values::Yes(cells) => {
                let array = BooleanArray::new(BooleanBuffer::from(cells.as_slice()), nulls);
                let at = cells.as_ptr().addr();
                yes = Some(cells);
                (Arc::new(array), "|b1", at)
            }
        };
        Ok((array, Self { name, unit, about, kind, at, words, yes, empty }))
    }
}

#[pymethods]
impl Table {
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    #[getter]
    fn about(&self) -> &str {
        &self.about
    }

    #[getter]
    fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// Name, unit and meaning of every column, and its words if it has any.
    fn columns(&self) -> Vec<(String, String, String, Option<Vec<String>>)> {
        let said = |c: &Facts| (c.name.clone(), c.unit.clone(), c.about.clone(), c.words.clone());
        self.columns.iter().map(said).collect()
    }

    /// The cells of a column.
    fn cells(slf: Py<Self>, at: usize) -> PyResult<Column> {
        let table = slf.get();
        let facts = table.columns.get(at).ok_or_else(|| PyIndexError::new_err(at))?;
        let (kind, at, rows) = (facts.kind, facts.at, table.batch.num_rows());
        Ok(Column { kind, at, rows, _owner: slf })
    }

    /// Whether cells of a column are empty, if any is.
    fn empty(slf: Py<Self>, at: usize) -> PyResult<Option<Column>> {
        let table = slf.get();
        let facts = table.columns.get(at).ok_or_else(|| PyIndexError::new_err(at))?;
        let at = facts.empty.as_ref().map(|empty| empty.as_ptr().addr());
        let rows = table.batch.num_rows();
        Ok(at.map(|at| Column { kind: "|b1", at, rows, _owner: slf }))
    }

    /// Bytes that it takes, what is shared counted once.
    #[getter]
    fn nbytes(&self) -> usize {
        let more = |cells: &Option<Vec<bool>>| cells.as_ref().map_or(0, Vec::len);
        let own = self.columns.iter().map(|column| more(&column.yes) + more(&column.empty));
        self.batch.get_array_memory_size() + own.sum::<usize>()
    }

    /// The table as an Arrow stream.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The types are what they are; the protocol lets a producer say so.
        drop(requested_schema);
        let batches = RecordBatchIterator::new([Ok(self.batch.clone())], self.batch.schema());
        let stream = FFI_ArrowArrayStream::new(Box::new(batches));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }
}

/// A column as numpy takes it; it keeps its table alive.
#[pyclass(frozen, module = "linestop._native")]
pub(crate) struct Column {
    kind: &'static str,
    at: usize,
    rows: usize,
    _owner: Py<Table>,
}

#[pymethods]
impl Column {
    #[getter]
    fn __array_interface__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let facts = PyDict::new(py);
        facts.set_item("version", 3)?;
        facts.set_item("typestr", self.kind)?;
        facts.set_item("shape", (self.rows,))?;
        // Nobody may write into it: Arrow lends the same memory.
        facts.set_item("data", (self.at, true))?;
        Ok(facts)
    }
}
