//! The classes of a group: whether they follow each other, and add up.

use super::class_name;
use super::rows::{Amount, Columns, Row, Told, What};
use crate::reading::Complaints;

/// A group that adds up.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gathered {
    /// How many answered.
    pub respondents: u64,
    /// Classes that follow each other, from 0 on, with what was decided in each.
    pub ended: Vec<(f64, f64, f64)>,
    /// What has not been decided after so many days.
    pub open: Vec<(f64, f64)>,
    /// What was denied, if that was asked for.
    pub denied: Option<f64>,
    /// What was denied after nobody says how long.
    untimed: f64,
}

impl Gathered {
    /// Decided, denied among it.
    pub(super) fn decided(&self) -> f64 {
        self.ended.iter().map(|class| class.2).sum::<f64>() + self.untimed
    }
    /// Still waiting.
    pub(super) fn pending(&self) -> f64 {
        self.open.iter().map(|open| open.1).sum()
    }
    /// All answers.
    pub(super) fn all(&self) -> f64 {
        self.decided() + self.pending()
    }
}

/// By how much a share that is rounded to whole per cent may be off.
const ROUNDED: f64 = 0.005;

/// Gathers the rows of a group; nothing if they do not add up, which is told.
pub(super) fn gather(
    rows: &[Row],
    columns: &Columns,
    complaints: &mut Complaints,
    notes: &mut Vec<String>,
) -> Option<Gathered> {
    let respondents = respondents(rows, columns, complaints);
    let classes = decided(rows, columns, complaints, notes);
    // Amounts are looked at too, where classes are wrong, so that all is told at once.
    let amounts = respondents.ok().and_then(|respondents| amounts(rows, columns, respondents, complaints, notes));
    let (classes, (respondents, many)) = (classes?, amounts?);
    let of = |what: What| rows.iter().zip(&many).filter(move |(row, _)| row.what == what);
    let mut ended: Vec<(f64, f64, f64)> = classes.iter().map(|(at, from, to)| (*from, *to, many[*at])).collect();
    if columns.within {
        // What was decided within more days holds what was decided within fewer.
        for at in (1..ended.len()).rev() {
            ended[at].2 -= ended[at - 1].2;
        }
        let rest = respondents.1 - many.iter().zip(rows).map(|(many, row)| last_only(row, rows, *many)).sum::<f64>();
        let last = ended.last().map_or(0.0, |class| class.1);
        if rest > respondents.1 * 1e-9 {
            ended.push((last, f64::INFINITY, rest));
        }
    }
    let mut untimed = 0.0;
    for (row, many) in of(What::Denied) {
        if row.from.is_none() && row.to.is_none() {
            untimed += many;
        } else {
            let to = row.to.unwrap_or(f64::INFINITY);
            let same = |class: &&mut (f64, f64, f64)| class.1.total_cmp(&to).is_eq();
            match ended.iter_mut().find(same) {
                Some(class) => class.2 += many,
                None => untimed += many,
            }
        }
    }
    let days = |row: &Row| if columns.within { row.to } else { row.from };
    let open: Vec<(f64, f64)> = of(What::Pending).map(|(row, many)| (days(row).unwrap_or(0.0), *many)).collect();
    let asked = rows.iter().any(|row| row.what == What::Denied);
    let denied = asked.then(|| of(What::Denied).map(|(_, many)| many).sum());
    Some(Gathered { respondents: respondents.0, ended, open, denied, untimed })
}

/// Of rows that say what was decided within so many days only the last one counts in a sum.
fn last_only(row: &Row, rows: &[Row], many: f64) -> f64 {
    let later = |other: &Row| other.what == What::Decided && other.to > row.to;
    if row.what == What::Decided && rows.iter().any(later) { 0.0 } else { many }
}

/// How many answered, if a row says so; nothing if they contradict each other, which is told.
fn respondents(rows: &[Row], columns: &Columns, complaints: &mut Complaints) -> Result<Option<u64>, Told> {
    let mut said = rows.iter().filter_map(|row| row.respondents.map(|many| (row.line, many)));
    let Some((line, many)) = said.next() else { return Ok(None) };
    let mut same = true;
    for (other_line, other) in said.filter(|(_, other)| *other != many) {
        let text = format!("{other} answered, but {many} in line {line}");
        complaints.add(columns.respondents_name(), "differ", other_line, text);
        same = false;
    }
    if same { Ok(Some(many)) } else { Err(Told) }
}

/// Respondents, as a number and as what amounts sum to, and the answers of each row.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "answers are few"
)]
fn amounts(
    rows: &[Row],
    columns: &Columns,
    respondents: Option<u64>,
    complaints: &mut Complaints,
    notes: &mut Vec<String>,
) -> Option<((u64, f64), Vec<f64>)> {
    let name = columns.amount_name();
    let last = rows.last()?.line;
    let counts = rows.iter().filter(|row| matches!(row.amount, Amount::Count(_))).count();
    let many: Vec<f64> = rows
        .iter()
        .map(|row| match row.amount {
            Amount::Share(many, _) | Amount::Count(many) => many,
        })
        .collect();
    let sum: f64 = rows
        .iter()
        .zip(&many)
        .map(|(row, many)| if columns.within { last_only(row, rows, *many) } else { *many })
        .sum();
    if counts > 0 && counts < rows.len() {
        complaints.add(name, "mixed", last, "some rows of this group have shares and some have counts".to_owned());
        return None;
    }
    if counts > 0 {
        let all = respondents.map_or(sum, |all| all as f64);
        let off = if columns.within { sum > all } else { (sum - all).abs() > 0.0 };
        if off || all <= 0.0 {
            let text = format!("the counts of this group sum to {sum}, but {all} answered");
            complaints.add(columns.respondents_name(), "sum", last, text);
            return None;
        }
        return Some(((all as u64, all), many));
    }
    let Some(all) = respondents else {
        let text = "how many answered is not said; shares of 10 and of 1,000 tell different things. Add a column \"respondents\"";
        complaints.add("", "respondents", rows[0].line, text.to_owned());
        return None;
    };
    let is_percent = |row: &&Row| matches!(row.amount, Amount::Share(share, true) if share > 0.0);
    let is_plain = |row: &&Row| matches!(row.amount, Amount::Share(share, false) if share > 0.0);
    if let (Some(_), Some(row)) = (rows.iter().find(is_percent), rows.iter().find(is_plain)) {
        let text = "a share without % among shares in per cent; write all in one way".to_owned();
        complaints.add(name, "percent", row.line, text);
        return None;
    }
    let allowed = ROUNDED * rows.len() as f64 + 1e-9;
    let off = if columns.within { sum > 1.0 + allowed } else { (sum - 1.0).abs() > allowed };
    if off {
        let hint =
            if sum < 1.0 { "is a class missing, or are some pending or denied?" } else { "is a class there twice?" };
        complaints.add(
            name,
            "sum",
            last,
            format!("the shares of this group sum to {}, not 100 %: {hint}", super::reading_share(sum)),
        );
        return None;
    }
    let scale = if columns.within { sum.max(1.0) } else { sum };
    if (sum - 1.0).abs() > 1e-9 && !columns.within {
        notes.push(format!(
            "the shares up to line {last} sum to {}, as rounded ones may; they are taken as 100 %",
            super::reading_share(sum)
        ));
    }
    let answers = many.iter().map(|share| share / scale * all as f64).collect();
    Some(((all, all as f64), answers))
}

/// The classes of what was decided in the order of their days: row, from, to. Nothing if they overlap or leave out
/// some.
fn decided(
    rows: &[Row],
    columns: &Columns,
    complaints: &mut Complaints,
    notes: &mut Vec<String>,
) -> Option<Vec<(usize, f64, f64)>> {
    let mut classes: Vec<(usize, f64, f64)> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.what == What::Decided)
        .map(|(at, row)| (at, row.from.unwrap_or(0.0), row.to.unwrap_or(f64::INFINITY)))
        .collect();
    classes.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.2.total_cmp(&b.2)));
    let shown = |(_, from, to): (usize, f64, f64)| class_name(from, Some(to).filter(|to| to.is_finite()));
    let mut whole = true;
    let mut joined = false;
    for at in 0..classes.len() {
        let before = at.checked_sub(1).map(|at| classes[at]);
        let end = before.map_or(0.0, |before| before.2);
        if columns.within {
            classes[at].1 = end;
        }
        let (row, from, _) = classes[at];
        let line = rows[row].line;
        let mut wrong = |column: &str, cause, text| {
            complaints.add(column, cause, line, text);
            whole = false;
        };
        let [few, more] = [before, Some(classes[at])].map(|class| class.map_or(0.0, |class| amount(&rows[class.0])));
        if columns.within && before.is_some_and(|before| before.2 >= classes[at].2) {
            wrong(columns.to_name(), "twice", format!("there are two rows for {end} days"));
        } else if columns.within && few > more {
            wrong(
                columns.amount_name(),
                "falls",
                format!("fewer were decided within {} days than within {end}", classes[at].2),
            );
        } else if from < end {
            let other =
                before.map_or(String::new(), |before| format!("{} of line {}", shown(before), rows[before.0].line));
            wrong(columns.begin_name(), "overlap", format!("the class overlaps with {other}"));
        } else if from > end && from.fract() == 0.0 && end.fract() == 0.0 && from - end <= 1.0 {
            // "31 to 60" after "up to 30": whole days, so nothing lies between.
            classes[at].1 = end;
            joined = true;
        } else if from > end {
            wrong(
                columns.begin_name(),
                "hole",
                format!("nothing is said of {end} to {from} days: a class is missing, which may have 0 answers"),
            );
        }
    }
    if classes.is_empty() {
        complaints.add(
            columns.to_name(),
            "none",
            rows.first()?.line,
            "the group has no class of what was decided".to_owned(),
        );
        return None;
    }
    if joined && whole {
        notes.push("classes that begin a day after another ends are read as whole days: 31 to 60 is more than 30 and at most 60".to_owned());
    }
    // Each of the others ends or begins where a class does.
    let ends: Vec<f64> = classes.iter().flat_map(|class| [class.1, class.2]).collect();
    let is_end = |days: f64| ends.iter().any(|end| end.total_cmp(&days).is_eq());
    let is_begin = |days: f64| is_end(days) || (days.fract() == 0.0 && is_end(days - 1.0));
    let others = if whole { rows } else { &[] };
    for row in others.iter().filter(|row| row.what != What::Decided) {
        let off = [(row.from, columns.begin_name(), true), (row.to, columns.to_name(), false)].into_iter().find_map(
            |(days, name, begins)| {
                days.filter(|days| !(if begins { is_begin(*days) } else { is_end(*days) })).map(|days| (days, name))
            },
        );
        if let Some((days, name)) = off {
            complaints.add(
                name,
                "within",
                row.line,
                format!("no class of what was decided begins or ends at {days} days"),
            );
            whole = false;
        }
    }
    whole.then_some(classes)
}

fn amount(row: &Row) -> f64 {
    match row.amount {
        Amount::Share(many, _) | Amount::Count(many) => many,
    }
}
