//! Regulations as people read them: tables and CSV.

mod content;
mod rows;
mod words;

pub(crate) use content::{render_at, render_list, render_one, render_rules_diff};
pub(crate) use rows::{at_csv, diff_csv, list_rows_csv, one_csv};
