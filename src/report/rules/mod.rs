//! Regulations as people read them: tables and CSV.

mod rows;
mod table;
mod words;

pub(crate) use rows::{at_csv, diff_csv, list_rows_csv, one_csv};
pub(crate) use table::{render_at, render_list, render_one, render_rules_diff};
