//! An answer, made into text, tables and charts as somebody asks for them.

use std::sync::Mutex;

use linestop::results::{self, Format, Found, Size, render};
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::case::Case;
use crate::errors::{of_case, of_result, plain, value};
use crate::table::Table;

/// What a case answered, or what a folder holds.
#[pyclass(frozen, module = "linestop._native")]
pub(crate) struct Answer(Mutex<Held>);

enum Held {
    Answer(Box<results::Answer>),
    Found(Box<Found>),
}

impl Held {
    fn answer(&self) -> &results::Answer {
        match self {
            Self::Answer(answer) => answer,
            Self::Found(found) => &found.answer,
        }
    }

    fn charts(&self) -> Vec<(String, results::Chart)> {
        match self {
            Self::Answer(answer) => answer.charts(),
            Self::Found(found) => found.charts(),
        }
    }
}

/// Folder, kind, and scenarios by name, as JSON.
type Origin = (String, String, Vec<(String, String)>);

impl Answer {
    pub(crate) fn of(answer: results::Answer) -> Self {
        Self(Mutex::new(Held::Answer(Box::new(answer))))
    }

    pub(crate) fn found(found: Found) -> Self {
        Self(Mutex::new(Held::Found(Box::new(found))))
    }

    /// Does some work on it without the interpreter lock.
    fn with<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&mut Held) -> T + Send) -> PyResult<T> {
        py.detach(|| self.0.lock().map(|mut held| work(&mut held)).map_err(|_| ()))
            .map_err(|()| plain("a fault of linestop: please report it"))
    }
}

#[pymethods]
impl Answer {
    /// An answer of a kind from its JSON.
    #[staticmethod]
    fn from_json(kind: &str, json: &str) -> PyResult<Self> {
        results::Answer::from_json(kind, json.as_bytes()).map(Self::of).map_err(value)
    }

    /// "linestop" and the command.
    fn kind(&self, py: Python<'_>) -> PyResult<&'static str> {
        self.with(py, |held| held.answer().kind())
    }

    /// As the command prints it with `--json`.
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |held| held.answer().json())?.map_err(plain)
    }

    /// As the command prints it.
    fn text(&self, py: Python<'_>, width: u16) -> PyResult<String> {
        self.with(py, |held| held.answer().text(width))
    }

    /// Names of its tables.
    fn tables(&self, py: Python<'_>) -> PyResult<Vec<&'static str>> {
        self.with(py, |held| held.answer().tables())
    }

    /// A table. Outcomes of single trials can be taken once.
    fn table(&self, py: Python<'_>, name: &str) -> PyResult<Table> {
        let found = self.with(py, |held| match held {
            Held::Answer(answer) => answer.table(name).map_err(plain),
            Held::Found(found) => found.table(name).map_err(of_result),
        })??;
        let table = found.ok_or_else(|| PyKeyError::new_err(name.to_owned()))?;
        py.detach(|| Table::of(table)).map_err(plain)
    }

    /// Names and titles of its charts.
    fn charts(&self, py: Python<'_>) -> PyResult<Vec<(String, String)>> {
        self.with(py, |held| {
            let title = |(name, chart): (String, results::Chart)| (name, chart.caption().title.clone());
            held.charts().into_iter().map(title).collect()
        })
    }

    /// A chart as SVG or PNG, in its natural size or another one.
    #[pyo3(signature = (name, png, size=None))]
    fn chart<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        png: bool,
        size: Option<(u32, u32)>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let format = if png { Format::Png } else { Format::Svg };
        let drawn = self.with(py, |held| {
            let (_, chart) = held.charts().into_iter().find(|(other, _)| other == name)?;
            let size = match size {
                Some((width, height)) => Ok(Size { width, height }),
                None => chart.natural_size(),
            };
            Some(size.and_then(|size| render(&chart, format, size)))
        })?;
        let drawn = drawn.ok_or_else(|| PyKeyError::new_err(name.to_owned()))?;
        Ok(PyBytes::new(py, &drawn.map_err(value)?))
    }

    /// What the folder of a result was made of, as JSON: its manifest and scenarios by name.
    fn origin(&self, py: Python<'_>) -> PyResult<Option<Origin>> {
        self.with(py, |held| {
            let Held::Found(found) = held else { return None };
            let scenarios = found.scenarios.iter().map(|(name, scenario)| (name.clone(), scenario.to_string()));
            Some((found.folder.display().to_string(), found.manifest.kind.clone(), scenarios.collect()))
        })
    }

    /// The case that a roll made.
    fn rolled(&self, py: Python<'_>) -> PyResult<Option<Case>> {
        let case = self.with(py, |held| match held.answer() {
            results::Answer::Roll(answer) => answer.case().map(Some),
            _ => Ok(None),
        })?;
        Ok(case.map_err(of_case)?.map(Case::from))
    }
}
