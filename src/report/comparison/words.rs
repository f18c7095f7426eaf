//! A comparison in words that terminal, page and charts share.

use super::super::measures::change;
use super::super::words::thousands;
use crate::experiment::{CompareAnswer, RankBy, Ranked};

pub(in crate::report) fn currency(answer: &CompareAnswer) -> &str {
    answer.scenarios.first().map_or("", |base| &base.currency)
}

pub(in crate::report) fn name(title: &str, base: bool) -> String {
    if base { format!("{title} (base)") } else { title.to_owned() }
}

/// Which is best, and what could be.
pub(in crate::report) fn verdict(rows: &[Ranked], by: RankBy, answer: &CompareAnswer) -> String {
    let Some(best) = rows.first() else { return String::new() };
    let rivals: Vec<&Ranked> = rows[1..].iter().filter(|row| row.by(by).could_be_best).collect();
    if rivals.is_empty() {
        let Some(next) = rows.get(1) else { return String::new() };
        let behind = &next.by(by).behind_best;
        let shown = change(by.quantity().unit(), behind).to_string().replace('+', "");
        let money = if by == RankBy::Halt { String::new() } else { format!("{}\u{a0}", currency(answer)) };
        return format!("{} is best; the next, {}, is behind by {money}{shown}.", best.title, next.title);
    }
    let titles: Vec<&str> = rivals.iter().map(|row| row.title.as_str()).collect();
    format!(
        "{} is best by the estimate; with {} trials it cannot be told from: {}.",
        best.title,
        thousands(answer.run.trials),
        titles.join("; ")
    )
}
