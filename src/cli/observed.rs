//! Observed months: those that the scenario brings, and those of files.

use std::path::PathBuf;

use super::load::{Ready, read_bytes};
use super::options::declared;
use super::{Failure, terminal};
use crate::experiment::Months;
use crate::reading::Locale;
use crate::report::InputFile;
use crate::scenario::{Observed, SeriesColumns, SeriesUnit, read_series};

/// All months that are known today: those of the scenario, and over them those of the files.
pub(super) fn months(scenario: &Ready, files: &[PathBuf]) -> Result<(Months, Vec<InputFile>), Failure> {
    let mut months: Months = Months::new();
    if let Some(observed) = &scenario.model.observed {
        months.extend(observed.values.iter().copied());
    }
    let nothing = indexmap::IndexMap::new();
    let plain = SeriesColumns { unit: SeriesUnit::T, column: None, rows: &nothing, locale: Locale::default() };
    let columns = scenario.loaded.scenario.observed.as_ref().map_or(plain, Observed::columns);
    let columns = SeriesColumns { locale: declared().or(columns.locale), ..columns };
    let mut inputs = Vec::new();
    let mut problems = Vec::new();
    for path in files {
        let (bytes, input) = match read_bytes(path) {
            Ok(read) => read,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        match read_series(path, &bytes, columns) {
            Ok(series) => {
                terminal::notes(&series.notes);
                months.extend(series.months);
            }
            Err(more) => problems.extend(more),
        }
        inputs.push(input);
    }
    if problems.is_empty() {
        return Ok((months, inputs));
    }
    for problem in &problems {
        terminal::error(Some(problem));
    }
    Err(Failure::Mistake("the observed months cannot be read; nothing was run".to_owned()))
}
