//! Which lines are told one by one, and how the others are counted.

use std::cmp::Reverse;

use super::super::words::{chance, counted};
use crate::experiment::{Chance, FirstToHalt, LineAnswer, RunAnswer, ThresholdAnswer};

/// Lines that are told one by one at most: those most at risk.
pub(in crate::report) const MOST_LINES: usize = 16;
/// Up to this many are told even if they never halt.
pub(in crate::report) const FEW_LINES: usize = 6;
/// Lines that are named as the first to halt, at most.
const MOST_FIRST: usize = 5;

/// Lines by risk, as far as they are told one by one.
pub(super) struct AtRisk<'a> {
    /// Those that are, the one most at risk first; equals in the order of the file.
    pub shown: Vec<&'a LineAnswer>,
    /// Others that halt in some trial.
    pub less: usize,
    /// Others that halt in none.
    pub never: usize,
}

impl<'a> AtRisk<'a> {
    /// Of manufacturers: where there are many, without those that never halt.
    pub(super) fn makers(answer: &'a RunAnswer) -> Self {
        let makers: Vec<&LineAnswer> = answer.manufacturers().collect();
        let few = makers.len() <= FEW_LINES;
        Self::of(makers, few)
    }

    /// Of suppliers: those that stand still in some trial.
    pub(super) fn suppliers(answer: &'a RunAnswer) -> Self {
        Self::of(answer.lines.iter().filter(|line| !line.manufacturer).collect(), false)
    }

    fn of(mut lines: Vec<&'a LineAnswer>, few: bool) -> Self {
        lines.sort_by_key(|line| Reverse(line.halt.trials));
        let all = lines.len();
        let halting = lines.iter().filter(|line| line.halt.trials > 0).count();
        lines.truncate(if few { all } else { halting.min(MOST_LINES) });
        let less = halting.saturating_sub(lines.len());
        Self { less, never: all - lines.len() - less, shown: lines }
    }

    /// "12 other manufacturers halted no more often, 430 never; all lines are in lines.csv."; nothing if all are told.
    /// `what` is one of them, `halted` what they did.
    pub(super) fn others(&self, what: &str, halted: &str) -> String {
        let other = |n: usize| counted(n as u64, &format!("other {what}"));
        match (self.less, self.never) {
            (0, 0) => String::new(),
            (0, n) if self.shown.is_empty() => format!("{} never {halted}.", counted(n as u64, what)),
            (0, n) => format!("{} never {halted}; all lines are in lines.csv.", other(n)),
            (n, 0) => format!("{} {halted} no more often; all lines are in lines.csv.", other(n)),
            (n, m) => format!("{} {halted} no more often, {m} never; all lines are in lines.csv.", other(n)),
        }
    }
}

/// Which line is the first to halt, in a sentence; nothing for a single line.
pub(super) fn first_to_halt(first: &FirstToHalt) -> String {
    let halting: Vec<&_> = first.lines.iter().filter(|line| line.first.trials > 0).collect();
    if first.lines.len() < 2 || halting.is_empty() {
        return String::new();
    }
    let mut parts: Vec<String> =
        halting.iter().take(MOST_FIRST).map(|line| format!("{} in {}", line.title, chance(&line.first))).collect();
    if halting.len() > MOST_FIRST {
        let more = counted((halting.len() - MOST_FIRST) as u64, "other line");
        parts.push(format!("{more} no more often (first.csv)"));
    }
    let several = match first.several.trials {
        0 => "no two halt first on the same day".to_owned(),
        _ => format!("several on the same day, each of them counted, in {}", chance(&first.several)),
    };
    format!("First to halt: {}; {several}; none halts in {}.", parts.join(", "), chance(&first.none))
}

/// Thresholds that have a column of their own among the lines, at most.
const MOST_THRESHOLDS: usize = 3;

/// Thresholds on lines, each told in a column: the first of those that were asked for.
pub(super) fn by_line(answer: &RunAnswer) -> Vec<&str> {
    let mut outcomes: Vec<&str> = Vec::new();
    for row in answer.thresholds.iter().filter(|row| row.measured.site.is_some()) {
        if !outcomes.contains(&row.measured.outcome.as_str()) {
            outcomes.push(&row.measured.outcome);
        }
    }
    outcomes.truncate(MOST_THRESHOLDS);
    outcomes
}

/// The chance of a threshold on a line.
pub(super) fn of_line<'a>(answer: &'a RunAnswer, outcome: &str, line: &LineAnswer) -> Option<&'a Chance> {
    let is_it = |row: &&ThresholdAnswer| {
        row.measured.outcome == outcome && row.measured.site.as_deref() == Some(line.site.as_str())
    };
    answer.thresholds.iter().find(is_it).map(|row| &row.chance)
}

/// Thresholds that the columns of `shown` lines do not tell, in sentences: those on the whole network, and those on
/// lines that were asked for.
pub(super) fn beyond(answer: &RunAnswer, shown: &[&LineAnswer], columns: &[&str]) -> Vec<String> {
    let all = &answer.thresholds;
    let says_more = |row: &&ThresholdAnswer| {
        let Some(site) = &row.measured.site else { return true };
        let outcome = row.measured.outcome.as_str();
        let of_all = all.iter().any(|other| other.measured.site.is_none() && other.measured.outcome == outcome);
        let told = columns.contains(&outcome) && shown.iter().any(|line| line.site == *site);
        !of_all && !told
    };
    all.iter().filter(says_more).map(|row| format!("{}: {}.", row.measured.title, chance(&row.chance))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::FirstLine;

    fn of(trials: u32) -> Chance {
        let share = f64::from(trials) / 100.0;
        Chance { trials: trials.into(), share, low: share - 0.06, high: share + 0.06 }
    }

    #[test]
    fn who_is_first_is_said_with_ties_and_with_none() {
        let line = |title: &str, first: u32, alone: u32| FirstLine {
            site: title.to_lowercase(),
            title: title.to_owned(),
            first: of(first),
            alone: of(alone),
        };
        let first = |lines: Vec<FirstLine>, several| FirstToHalt { lines, several: of(several), none: of(20) };
        let said = first_to_halt(&first(vec![line("Cars", 60, 50), line("Pumps", 30, 20)], 10));
        let wanted = "First to halt: Cars in 60 % (54–66), Pumps in 30 % (24–36); several on the same day, each of \
                      them counted, in 10 % (4–16); none halts in 20 % (14–26).";
        assert_eq!(said.replace('\u{a0}', " "), wanted);
        assert_eq!(first_to_halt(&first(vec![line("Cars", 60, 60)], 0)), "");
        let many = (0..9).map(|at| line(&format!("L{at}"), 9 - at, 9 - at)).collect();
        let said = first_to_halt(&first(many, 0));
        assert!(said.contains("4 other lines no more often (first.csv); no two halt first on the same day"), "{said}");
    }
}
