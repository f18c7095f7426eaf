//! The tables of a run: what each file of rows holds, whatever its format.

use std::sync::atomic::AtomicBool;

use super::data::Data;
use super::files::Files;
use super::{ReportError, bands, desks, licences, outcomes, parquet};
use crate::experiment::RunAnswer;

/// All but the outcomes of single futures, in the order in which they are told.
pub(super) fn tables(answer: &RunAnswer) -> Vec<Data<'_>> {
    vec![
        bands::table(answer),
        desks::halted(answer),
        licences::table(answer),
        desks::bands(answer),
        desks::waits(answer),
        desks::regimes(answer),
        desks::network(answer),
    ]
}

/// Writes all tables as CSV, and as Parquet too if asked.
pub(super) fn write(
    files: &mut Files,
    answer: &RunAnswer,
    with_parquet: bool,
    stop: &AtomicBool,
) -> Result<(), ReportError> {
    for data in tables(answer) {
        files.write(&format!("{}.csv", data.name), |out| data.csv(out))?;
        if with_parquet {
            files.write(&format!("{}.parquet", data.name), |out| parquet::write(out, &data, answer))?;
        }
    }
    if !answer.run.outcomes_kept {
        return Ok(());
    }
    files.write("outcomes.csv", |out| outcomes::write(out, answer, stop))?;
    if with_parquet {
        files.write("outcomes.parquet", |out| {
            let about = parquet::about(answer, outcomes::ABOUT);
            let mut rows = parquet::Rows::new(out, &outcomes::columns(&answer.scenario.currency), &about)?;
            outcomes::rows(answer, stop, |row| rows.push(row))?;
            rows.finish()
        })?;
    }
    Ok(())
}
