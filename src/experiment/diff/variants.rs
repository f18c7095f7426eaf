//! Outcomes of a variant on the days that count.

use jiff::civil::Date;

use crate::engine::SiteOutcome;
use crate::experiment::{Plan, Stopped, Watch, simulate};
use crate::model::Model;

/// The days that count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window(Option<(Date, Date)>);

impl Window {
    /// All days of each, or those that both cover if they begin on two days; nothing if no day is in both.
    pub(super) fn of(old: &Model, new: &Model, all_days: bool) -> Option<Self> {
        if all_days || old.start == new.start {
            return Some(Self(None));
        }
        let from = old.start.max(new.start);
        let to = old.date(old.days - 1).min(new.date(new.days - 1));
        (from <= to).then_some(Self(Some((from, to))))
    }

    /// First and last day.
    pub(super) fn days(&self) -> Option<(Date, Date)> {
        self.0
    }
}

/// Outcomes of all trials by line, on the days that count.
pub(super) fn rows(model: &Model, window: &Window, plan: &Plan, watch: &Watch) -> Result<Vec<SiteOutcome>, Stopped> {
    let until = |days: u32| -> Result<Vec<SiteOutcome>, Stopped> {
        let short = model.until(days);
        Ok(simulate(&[&short], plan, watch)?.remove(0).outcomes)
    };
    let Some((from, to)) = window.0 else { return Ok(simulate(&[model], plan, watch)?.remove(0).outcomes) };
    let day = |date: Date| u32::try_from((date - model.start).get_days()).unwrap_or(0);
    let mut rows = until(day(to) + 1)?;
    if day(from) > 0 {
        // The same trials up to the eve are what does not count.
        for (row, before) in rows.iter_mut().zip(until(day(from))?) {
            *row = since(row, &before);
        }
    }
    Ok(rows)
}

/// What a trial has more than it had before; only days and money, which are what is measured.
fn since(row: &SiteOutcome, before: &SiteOutcome) -> SiteOutcome {
    let mut costs = row.costs;
    costs.iter_mut().zip(before.costs).for_each(|(cost, before)| *cost -= before);
    SiteOutcome { halt_days: row.halt_days.saturating_sub(before.halt_days), costs, ..*row }
}
