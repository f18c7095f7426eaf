//! The tables of a run, in the order in which they are told.

use std::sync::atomic::AtomicBool;

use super::data::Data;
use super::workbook::lines;
use super::{bands, costs, desks, licences, missing, outcomes, quotas, register};
use crate::experiment::RunAnswer;

/// All of them; outcomes of single trials if they were kept.
pub(super) fn tables<'a>(answer: &'a RunAnswer, stop: &'a AtomicBool) -> Vec<Data<'a>> {
    let mut tables = vec![lines::lines(answer), lines::first(answer)];
    if !answer.thresholds.is_empty() {
        tables.push(lines::thresholds(answer));
    }
    tables.extend([
        bands::table(answer),
        desks::halted(answer),
        licences::table(answer),
        desks::bands(answer),
        desks::waits(answer),
    ]);
    if answer.authorities.iter().any(|authority| !authority.offices.is_empty()) {
        tables.push(desks::offices(answer));
    }
    if answer.authorities.iter().any(|authority| !authority.quotas.is_empty()) {
        tables.push(quotas::table(answer));
    }
    if answer.authorities.iter().any(|authority| !authority.watched.is_empty()) {
        tables.push(desks::watched(answer));
    }
    tables.extend([desks::regimes(answer), desks::network(answer), missing::table(answer), costs::table(answer)]);
    if !answer.register.is_empty() {
        tables.push(register::clients(answer));
    }
    if !answer.flows.is_empty() {
        tables.push(register::flows(answer));
    }
    if answer.run.outcomes_kept {
        tables.push(outcomes::table(answer, stop));
    }
    tables
}
