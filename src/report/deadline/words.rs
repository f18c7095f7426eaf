//! Deadlines in words: what is most pressing comes first.

use jiff::civil::Date;

use super::super::words::{counted, date, fine_share, horizon, share};
use crate::experiment::{DeadlineAnswer, DeadlineRow, Way, WayKind, When};

/// What is done on the day.
pub(super) fn what(way: &Way) -> &'static str {
    if way.files { "application" } else { "order" }
}

/// The way in words: "order from Magnet makers in China", "application, from …, with Air freight".
pub(super) fn way(way: &Way) -> String {
    let from = format!("{}: {}", what(way), way.supplier);
    match (way.kind, &way.lever_title) {
        (WayKind::Usual, _) | (_, None) => format!("{from} ({})", way.lane),
        (_, Some(lever)) => format!("{from} ({}), with “{lever}”", way.lane),
    }
}

/// The same in little room: what opens the way comes first.
pub(super) fn short_way(way: &Way) -> String {
    match &way.lever_title {
        Some(lever) => format!("“{lever}”, {}: {} ({})", what(way), way.supplier, way.lane),
        None => self::way(way),
    }
}

/// Line and part: "Car plant, magnets".
pub(super) fn part(row: &DeadlineRow) -> String {
    format!("{}, {}", row.site_title, row.material_title)
}

/// A deadline in a few words: "4 Apr 2025", "too late", "no need".
pub(super) fn when(when: &When) -> String {
    match when {
        When::By { date: day, .. } => date(*day),
        When::TooLate => "too late".to_owned(),
        When::NoNeed => "no need".to_owned(),
    }
}

/// Place of the highest chance that was asked for.
pub(super) fn highest(answer: &DeadlineAnswer) -> usize {
    answer.chances.len().saturating_sub(1)
}

/// How pressing a row is: what is too late first, by the chance that is left, then by day; last what needs nothing.
fn press(answer: &DeadlineAnswer, row: &DeadlineRow) -> (u8, Date, u64) {
    let at = row.standing.when.get(highest(answer));
    let far = answer.scenario.end;
    match at {
        Some(When::TooLate) => (0, far, row.standing.left.trials),
        Some(When::By { date, .. }) => (1, *date, 0),
        _ => (2, far, 0),
    }
}

/// Parts, the most pressing first, each with its ways in their order. Of a part the best way says how pressing it is.
pub(super) fn parts(answer: &DeadlineAnswer) -> Vec<Vec<&DeadlineRow>> {
    let mut parts: Vec<Vec<&DeadlineRow>> = Vec::new();
    for row in &answer.rows {
        let same = |part: &&mut Vec<&DeadlineRow>| part[0].site == row.site && part[0].material == row.material;
        match parts.iter_mut().find(same) {
            Some(part) => part.push(row),
            None => parts.push(vec![row]),
        }
    }
    parts.sort_by_key(|part| part.iter().filter(|row| !row.way.files).map(|row| press(answer, row)).max());
    parts
}

/// The way of a part that leaves most time: an order, since an application has an order before it.
pub(super) fn best<'a>(answer: &DeadlineAnswer, part: &[&'a DeadlineRow]) -> Option<&'a DeadlineRow> {
    part.iter().copied().filter(|row| !row.way.files).max_by_key(|row| press(answer, row))
}

/// The answer in sentences.
pub(super) fn sentences(answer: &DeadlineAnswer) -> Vec<String> {
    let parts = parts(answer);
    let Some(first) = parts.first().and_then(|part| best(answer, part)) else {
        return vec!["No part is ordered over any lane.".to_owned()];
    };
    let at = highest(answer);
    let chance = answer.chances.get(at).copied().unwrap_or(1.0);
    let mut said = vec![match first.standing.when.get(at) {
        Some(When::By { date: day, .. }) => format!(
            "Most pressing: {}. The last day that avoids a halt because of it with a chance of {} is {} ({}).",
            part(first),
            share(chance),
            date(*day),
            way(&first.way)
        ),
        Some(When::TooLate) => format!(
            "Too late already: {}. A chance of {} is out of reach; {} is left if it is done on {} ({}).",
            part(first),
            share(chance),
            fine_share(first.standing.left.share),
            first.standing.first.map_or_else(|| "the first day".to_owned(), date),
            way(&first.way)
        ),
        _ => format!("No part runs short with a chance above {} even if nothing is ordered.", share(1.0 - chance)),
    }];
    let late = parts
        .iter()
        .filter_map(|part| best(answer, part))
        .filter(|row| row.standing.when.get(at) == Some(&When::TooLate));
    let late: Vec<String> =
        late.skip(1).map(|row| format!("{} ({} left)", part(row), fine_share(row.standing.left.share))).collect();
    if !late.is_empty() {
        said.push(format!("Too late for {} as well: {}.", share(chance), late.join("; ")));
    }
    said
}

/// What the days mean.
pub(super) fn reading(answer: &DeadlineAnswer) -> String {
    format!(
        "A deadline is the last day on which one order of ample size, placed in the evening of the day, or an application \
         handed in on the day, still avoids that the part stops its line, in that share of {}. Nothing else is ordered of \
         the part; what is in stock and under way counts, and the line's other parts do not run short. Every day that was \
         tried before it reaches the chance as well.",
        counted(answer.run.trials, "trial")
    )
}

/// What is to be said beside the days of a row: what is left, or that nothing is needed.
pub(super) fn note(answer: &DeadlineAnswer, row: &DeadlineRow) -> String {
    let at = highest(answer);
    let chance = answer.chances.get(at).copied().unwrap_or(1.0);
    match row.standing.when.get(at) {
        Some(When::TooLate) => {
            let left = fine_share(row.standing.left.share);
            let first = row.standing.first.map_or_else(String::new, |day| format!(" on {}", date(day)));
            format!("too late for {}: {left} if done{first}", share(chance))
        }
        Some(When::NoNeed) => "no order needed within the horizon".to_owned(),
        _ => String::new(),
    }
}

/// Trials, days and seed.
pub(super) fn basis(answer: &DeadlineAnswer) -> String {
    format!("{}, {}, seed\u{a0}{}", counted(answer.run.trials, "trial"), horizon(&answer.scenario), answer.run.seed)
}
