//! The native module of the Python package `linestop`: cases, answers and tables, and nothing that Python says better.
#![allow(clippy::needless_pass_by_value, reason = "functions that Python calls take what they are given")]

mod answer;
mod case;
mod errors;
mod table;
mod watched;

use std::ffi::OsString;
use std::path::PathBuf;

use linestop::cli::ask;
use linestop::results;
use pyo3::prelude::*;

use answer::Answer;
use case::Case;
use errors::plain;
use table::{Column, Table};

/// Does what the command line does: the words, the name of the program first. The exit code comes back.
#[pyfunction]
fn command(py: Python<'_>, words: Vec<OsString>) -> u8 {
    py.detach(|| linestop::cli::main_with(words))
}

/// The commands that a case can be asked, with their options, as JSON.
#[pyfunction]
fn commands() -> PyResult<String> {
    serde_json::to_string(&ask::commands()).map_err(plain)
}

/// The JSON Schema of scenarios, as text.
#[pyfunction]
fn schema() -> PyResult<String> {
    serde_json::to_string(&linestop::inside::scenario::schema::scenario_schema()).map_err(plain)
}

/// Reads the folder of a result.
#[pyfunction]
fn read(folder: PathBuf) -> PyResult<Answer> {
    results::read(&folder).map(Answer::found).map_err(errors::of_result)
}

/// The native module.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<Answer>()?;
    module.add_class::<Case>()?;
    module.add_class::<Column>()?;
    module.add_class::<Table>()?;
    module.add_function(wrap_pyfunction!(command, module)?)?;
    module.add_function(wrap_pyfunction!(commands, module)?)?;
    module.add_function(wrap_pyfunction!(schema, module)?)?;
    module.add_function(wrap_pyfunction!(read, module)?)?;
    module.add_function(wrap_pyfunction!(case::ask_cases, module)?)?;
    module.add_function(wrap_pyfunction!(case::merge, module)?)?;
    module.add_function(wrap_pyfunction!(case::runs, module)?)?;
    module.add_function(wrap_pyfunction!(case::play, module)?)?;
    module.add_function(wrap_pyfunction!(case::joined, module)?)?;
    Ok(())
}
