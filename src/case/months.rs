//! Observed months from files.

use std::path::{Path, PathBuf};

use super::{Case, Error};
use crate::experiment::Months;
use crate::reading::Locale;
use crate::scenario::{Observed, ReadFile, SeriesColumns, SeriesUnit, input, read_series, sha256};

/// What files of observed months say.
#[derive(Clone, Debug, Default)]
pub struct ReadMonths {
    /// The months; those of a later file come over those of an earlier one.
    pub months: Months,
    /// The files, with the hashes of what was read.
    pub files: Vec<ReadFile>,
    /// How they were read, where that is good to know.
    pub notes: Vec<String>,
}

impl Case {
    /// Reads CSV files of observed months, with the columns that the scenario's own series has, if it has one. A locale
    /// says how numbers and months are written.
    ///
    /// # Errors
    /// All mistakes of all files.
    pub fn read_months(&self, files: &[PathBuf], locale: Locale) -> Result<ReadMonths, Error> {
        let nothing = indexmap::IndexMap::new();
        let plain = SeriesColumns { unit: SeriesUnit::T, column: None, rows: &nothing, locale: Locale::default() };
        let columns = self.loaded().scenario.observed.as_ref().map_or(plain, Observed::columns);
        let columns = SeriesColumns { locale: locale.or(columns.locale), ..columns };
        let mut read = ReadMonths::default();
        let mut mistakes = Vec::new();
        for path in files {
            let (bytes, file) = match read_bytes(path) {
                Ok(read) => read,
                Err(mistake) => {
                    mistakes.push(mistake);
                    continue;
                }
            };
            match read_series(path, &bytes, columns) {
                Ok(series) => {
                    read.notes.extend(series.notes);
                    read.months.extend(series.months);
                }
                Err(more) => mistakes.extend(more),
            }
            read.files.push(file);
        }
        if mistakes.is_empty() { Ok(read) } else { Err(Error::Months(mistakes)) }
    }
}

/// The bytes of a file besides the scenarios, and what a manifest says of it.
pub(crate) fn read_bytes(path: &Path) -> Result<(Vec<u8>, ReadFile), String> {
    let bytes = input::read(path, input::MOST_BYTES).map_err(|problem| problem.message)?;
    let file = ReadFile { path: input::known_as(path).to_owned(), sha256: sha256(&bytes) };
    Ok((bytes, file))
}
