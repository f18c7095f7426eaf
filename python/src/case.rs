//! A scenario, ready to be asked.

use std::path::PathBuf;

use linestop::cli::ask::{self, Refused};
use linestop::{PartError, RunPart, Setting, Watch};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;

use crate::answer::Answer;
use crate::errors::{of_asked, of_case, plain, value};
use crate::watched::watched;

/// A scenario, compiled once; what changes it makes another one.
#[pyclass(frozen, module = "linestop._native")]
pub(crate) struct Case {
    case: linestop::Case,
    /// More stock of lines, which no file says.
    stock: Vec<(String, f64)>,
}

/// A value that is set: a number, or as it is written on the command line.
#[derive(FromPyObject)]
enum Given {
    Number(f64),
    Text(String),
}

impl Case {
    fn with(&self, case: linestop::Case) -> Self {
        Self { case, stock: self.stock.clone() }
    }
}

impl From<linestop::Case> for Case {
    fn from(case: linestop::Case) -> Self {
        Self { case, stock: Vec::new() }
    }
}

#[pymethods]
impl Case {
    /// Loads a scenario file.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        py.detach(|| linestop::Case::load(path)).map(Self::from).map_err(of_case)
    }

    /// Takes a scenario as JSON text.
    #[staticmethod]
    fn of_text(py: Python<'_>, name: &str, text: &str) -> PyResult<Self> {
        let scenario = serde_json::from_str(text).map_err(value)?;
        py.detach(|| linestop::Case::from_value(name, scenario)).map(Self::from).map_err(of_case)
    }

    /// With values set.
    fn set(&self, py: Python<'_>, values: Vec<(String, Given)>) -> PyResult<Self> {
        let setting = |(name, given): (String, Given)| match given {
            Given::Number(number) => Ok((name, Setting::Number(number))),
            Given::Text(text) => match ask::setting(&text) {
                Ok(setting) => Ok((name, setting)),
                Err(why) => Err(of_asked(Refused::Words(format!("{name}: {why}")))),
            },
        };
        let values: Vec<(String, Setting)> = values.into_iter().map(setting).collect::<PyResult<_>>()?;
        py.detach(|| self.case.set(values)).map(|case| self.with(case)).map_err(of_case)
    }

    /// With levers pulled.
    fn pull(&self, py: Python<'_>, levers: &str) -> PyResult<Self> {
        py.detach(|| self.case.pull(levers)).map(|case| self.with(case)).map_err(of_case)
    }

    /// With levers pulled, named after them alone.
    fn alternative(&self, py: Python<'_>, levers: &str) -> PyResult<Self> {
        py.detach(|| self.case.alternative(levers)).map(|case| self.with(case)).map_err(of_case)
    }

    /// With more stock of a line.
    fn with_stock(&self, site: &str, days: f64) -> PyResult<Self> {
        let case = self.case.with_stock(site, days).map_err(of_case)?;
        let mut stock = self.stock.clone();
        stock.retain(|(other, _)| other != site);
        stock.push((site.to_owned(), days));
        Ok(Self { case, stock })
    }

    /// With another name and title.
    fn named(&self, name: &str, title: &str) -> Self {
        self.with(self.case.clone().named(name, title))
    }

    #[getter]
    fn name(&self) -> &str {
        self.case.name()
    }

    #[getter]
    fn title(&self) -> &str {
        self.case.title()
    }

    #[getter]
    fn fingerprint(&self) -> &str {
        self.case.fingerprint()
    }

    #[getter]
    fn levers(&self) -> Vec<&str> {
        self.case.levers()
    }

    #[getter]
    fn stock(&self) -> Vec<(String, f64)> {
        self.stock.clone()
    }

    /// The scenario as one file would say it, as JSON.
    fn written(&self) -> PyResult<String> {
        serde_json::to_string(self.case.written()).map_err(plain)
    }

    /// Lines, as JSON.
    fn lines(&self) -> PyResult<String> {
        serde_json::to_string(&self.case.lines()).map_err(plain)
    }

    /// What is legal but suspicious, as JSON.
    fn warnings(&self) -> PyResult<String> {
        serde_json::to_string(self.case.warnings()).map_err(plain)
    }

    /// Plays a shard of a run, with the options of `run`: the bytes of its part.
    #[pyo3(signature = (words, progress=None))]
    fn shard<'py>(
        &self,
        py: Python<'py>,
        words: Vec<String>,
        progress: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let play = |watch: &Watch| ask::ask_shard(&words, &self.case, watch).map(|part| part.to_bytes());
        let bytes = watched(py, progress.as_ref(), play)?.map_err(of_asked)?.map_err(plain)?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Joins parts of a run, each with a name for messages.
    fn join(&self, py: Python<'_>, parts: Vec<(String, PyBackedBytes)>, whole: bool) -> PyResult<Answer> {
        let joined = py.detach(|| {
            let read = |(name, bytes): &(String, PyBackedBytes)| -> Result<(String, RunPart), linestop::Error> {
                Ok((name.clone(), RunPart::from_bytes(bytes)?))
            };
            self.case.join(&parts.iter().map(read).collect::<Result<Vec<_>, _>>()?, whole)
        });
        joined.map(|answer| Answer::of(linestop::results::Answer::Run(Box::new(answer)))).map_err(of_case)
    }

    /// Outcomes at points.
    #[pyo3(signature = (inputs, points, of, trials, seed, threads, progress=None))]
    #[allow(clippy::too_many_arguments, reason = "Python gives each by itself")]
    fn outcomes(
        &self,
        py: Python<'_>,
        inputs: Vec<String>,
        points: Vec<Vec<f64>>,
        of: Vec<String>,
        trials: u64,
        seed: u64,
        threads: usize,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Vec<Vec<f64>>> {
        let work = |watch: &Watch| ask::outcomes(&self.case, (&inputs, &points), &of, (trials, seed, threads), watch);
        watched(py, progress.as_ref(), work)?.map_err(of_asked)
    }
}

/// What Python's cases hold.
fn held(cases: &[Py<Case>]) -> Vec<&linestop::Case> {
    cases.iter().map(|case| &case.get().case).collect()
}

/// Asks a command about cases: its name and options in words.
#[pyfunction]
#[pyo3(signature = (words, cases, progress=None))]
pub(crate) fn ask_cases(
    py: Python<'_>,
    words: Vec<String>,
    cases: Vec<Py<Case>>,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let cases = held(&cases);
    let work = |watch: &Watch| ask::ask(&words, &cases, watch);
    watched(py, progress.as_ref(), work)?.map(Answer::of).map_err(of_asked)
}

/// Number of runs of a command's study that can be played apart, and of their trials; nothing where there are none.
#[pyfunction]
pub(crate) fn runs(py: Python<'_>, words: Vec<String>, cases: Vec<Py<Case>>) -> PyResult<Option<(usize, u64)>> {
    let cases = held(&cases);
    py.detach(|| ask::runs(&words, &cases)).map_err(of_asked)
}

/// Plays some of these runs: the bytes of their samples.
#[pyfunction]
pub(crate) fn play(
    py: Python<'_>,
    words: Vec<String>,
    cases: Vec<Py<Case>>,
    first: usize,
    end: usize,
) -> PyResult<Bound<'_, PyBytes>> {
    let cases = held(&cases);
    let played = watched(py, None, |watch: &Watch| ask::play(&words, &cases, first..end, watch))?;
    Ok(PyBytes::new(py, &played.map_err(of_asked)?))
}

/// The answer of a command from samples of all its runs, in their order.
#[pyfunction]
pub(crate) fn joined(
    py: Python<'_>,
    words: Vec<String>,
    cases: Vec<Py<Case>>,
    parts: Vec<PyBackedBytes>,
) -> PyResult<Answer> {
    let cases = held(&cases);
    let parts: Vec<&[u8]> = parts.iter().map(|part| &part[..]).collect();
    let work = |watch: &Watch| ask::joined(&words, &cases, &parts, watch);
    watched(py, None, work)?.map(Answer::of).map_err(of_asked)
}

/// The answer of a run from its parts, each with a name for messages; the case comes from one of them.
#[pyfunction]
pub(crate) fn merge(py: Python<'_>, parts: Vec<(String, PyBackedBytes)>) -> PyResult<Answer> {
    let joined = py.detach(|| {
        let of = |(name, bytes): &(String, PyBackedBytes)| {
            let part = RunPart::from_bytes(bytes);
            part.map(|part| (name.clone(), part)).map_err(|PartError(why)| format!("{name}: {}", why.join("; ")))
        };
        let (parts, wrong): (Vec<_>, Vec<_>) = parts.iter().map(of).partition(Result::is_ok);
        let wrong: Vec<String> = wrong.into_iter().filter_map(Result::err).collect();
        let parts: Vec<(String, RunPart)> = parts.into_iter().filter_map(Result::ok).collect();
        let first = parts.first().filter(|_| wrong.is_empty());
        let (_, first) =
            first.ok_or(PartError(if wrong.is_empty() { vec!["there is no part".to_owned()] } else { wrong }))?;
        let (case, _) = linestop::Case::of_part(first)?;
        case.join(&parts, true)
    });
    joined.map(|answer| Answer::of(linestop::results::Answer::Run(Box::new(answer)))).map_err(of_case)
}
