//! What buyers fill in: a workbook, or a folder of CSV files, with a sheet for each kind of thing; read as a scenario.

pub use crate::scenario::sheets::{Imported, import, template, template_files};
