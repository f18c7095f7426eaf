//! The chart of a new first day: stocks then and now, in days of need.

use super::super::captions::{left_out, marked};
use super::super::words::date;
use super::words;
use crate::chart::{Caption, Chart, ThenNow, ThenNowRow};
use crate::experiment::{RollAnswer, RollOrigin, RolledStock};

/// Parts that are shown.
const MOST: usize = 24;

/// The charts of a roll with the names of their files, without ending.
pub(crate) fn charts(answer: &RollAnswer) -> Vec<(&'static str, Chart)> {
    let parts = words::parts(answer);
    let note = |stock: &RolledStock| match stock.origin {
        RollOrigin::Listed { .. } => String::new(),
        _ => words::origin(answer, &stock.origin),
    };
    let row = |stock: &&RolledStock| ThenNowRow {
        name: stock.site_title.clone(),
        detail: stock.material_title.clone(),
        then: stock.then.cover_days.unwrap_or(0.0),
        now: stock.now.cover_days.unwrap_or(0.0),
        coming: stock.now.on_order_days().unwrap_or(0.0),
        note: note(stock),
    };
    let left = left_out(parts.len(), MOST, "better stocked part", "roll-stocks.csv");
    let chart = ThenNow {
        caption: Caption {
            title: words::headline(answer),
            subtitle: format!(
                "Stock of each part, and what is under way to it, against the old first day · {}",
                answer.new.title
            ),
            footnote: format!(
                "linestop {} · {} from {} · planned need: mean over the horizon{left}",
                answer.linestop,
                marked(&answer.new),
                marked(&answer.old)
            ),
        },
        figures: words::figures(answer),
        then: format!("on {}", date(answer.old.start)),
        now: format!("on {}", date(answer.new.start)),
        rows: parts.iter().take(MOST).map(row).collect(),
    };
    vec![("stocks", Chart::ThenNow(chart))]
}
