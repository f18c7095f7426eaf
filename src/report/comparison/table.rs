//! A comparison on a terminal: which is best, how surely, and what differs.

use super::super::columns::{Layout, bold, paragraph};
use super::super::measures::change;
use super::super::words::{date, thousands};
use super::{changes, regret, rows};
use crate::experiment::{CompareAnswer, RankBy, Ranked};

/// Up to this many alternatives are shown with all their outcomes.
pub(super) const FEW: usize = 4;

/// The comparison as text.
#[must_use]
pub(crate) fn render(answer: &CompareAnswer, layout: Layout) -> String {
    let mut text = String::new();
    head(&mut text, answer, layout);
    ranking(&mut text, answer, layout);
    if answer.alternatives.len() <= FEW {
        answer.alternatives.iter().for_each(|alternative| changes::differences(&mut text, answer, alternative, layout));
    } else {
        changes::overview(&mut text, answer, layout);
    }
    changes::undecided(&mut text, answer, layout);
    if let Some(found) = &answer.regret {
        regret::regret(&mut text, answer, found, layout);
    }
    for note in &answer.notes {
        text.push('\n');
        paragraph(&mut text, &format!("Note: {note}"), layout);
    }
    text
}

pub(in crate::report) fn currency(answer: &CompareAnswer) -> &str {
    answer.scenarios.first().map_or("", |base| &base.currency)
}

fn head(text: &mut String, answer: &CompareAnswer, layout: Layout) {
    let Some(base) = answer.scenarios.first() else { return };
    paragraph(text, &bold(&base.title, layout), layout);
    let n = answer.alternatives.len();
    let with = if n == 1 { "1 alternative".to_owned() } else { format!("{n} alternatives") };
    let words = format!(
        "compared with {with} on the same {} trials, {} to {} ({} days), seed\u{a0}{}",
        thousands(answer.run.trials),
        date(base.start),
        date(base.end),
        base.horizon_days,
        answer.run.seed
    );
    paragraph(text, &words, layout);
}

pub(in crate::report) fn name(title: &str, base: bool) -> String {
    if base { format!("{title} (base)") } else { title.to_owned() }
}

fn ranking(text: &mut String, answer: &CompareAnswer, layout: Layout) {
    let by = answer.ranking.by;
    let rows = &answer.ranking.rows;
    rows::shown(answer).draw(text, usize::MAX, "ranking.csv", layout);
    text.push('\n');
    paragraph(text, &verdict(rows, by, answer), layout);
    let efficient: Vec<&str> = rows.iter().filter(|row| row.efficient).map(|row| row.title.as_str()).collect();
    let words = match efficient[..] {
        [only] => format!("Nothing is cheaper or less likely to halt than {only}."),
        _ => format!("Efficient (nothing is both cheaper and less likely to halt): {}.", efficient.join("; ")),
    };
    paragraph(text, &words, layout);
    let words = "Cost: lost margin, cost of halts and penalties, premium prices, duty and freight, holding of stock. Goods at \
                 their usual price are left out.";
    paragraph(text, words, layout);
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
