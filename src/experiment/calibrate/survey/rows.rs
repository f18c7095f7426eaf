//! A survey row by row.

use super::super::waits::RecordError;
use crate::reading::{self, Complaints, Locale, Table};
use crate::scenario::{DECLARE, name_list};

/// What was wrong has been told.
pub(super) struct Told;

/// What a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Answers of a class that were decided, or granted.
    Decided,
    /// Denied.
    Denied,
    /// Still waiting.
    Pending,
}

/// What surveys call it, beside our own words.
const WORDS: [(&[&str], What); 3] = [
    (&["decided", "granted", "approved", "issued", "licensed", "entschieden", "erteilt", "genehmigt"], What::Decided),
    (&["denied", "rejected", "refused", "declined", "abgelehnt"], What::Denied),
    (&["pending", "open", "waiting", "under review", "in review", "offen", "in Bearbeitung"], What::Pending),
];

/// How many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Amount {
    /// A share of all answers, and whether it is written in per cent.
    Share(f64, bool),
    /// A number of answers.
    Count(f64),
}

/// A row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Row {
    /// Its line.
    pub line: usize,
    /// What it counts.
    pub what: What,
    /// More than so many days.
    pub from: Option<f64>,
    /// At most so many days.
    pub to: Option<f64>,
    /// How many.
    pub amount: Amount,
    /// How many answered, if it says so.
    pub respondents: Option<u64>,
}

/// The places of the columns.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    group: Option<usize>,
    what: Option<usize>,
    from: Option<usize>,
    to: Option<usize>,
    share: Option<usize>,
    count: Option<usize>,
    respondents: Option<usize>,
    /// The file says what was decided within so many days, not between.
    pub within: bool,
    /// Its days are working days.
    pub work_days: bool,
    headings: Vec<String>,
}

const FROM: [&[&str]; 2] = [&["from_days", "from days", "from", "von"], &["from_work_days", "from work days"]];
const TO: [&[&str]; 2] = [&["to_days", "to days", "to", "bis"], &["to_work_days", "to work days"]];
const WITHIN: [&[&str]; 2] =
    [&["within_days", "within days", "within", "binnen"], &["within_work_days", "within work days"]];

impl Columns {
    /// Finds the columns; all that is wrong with them is told together.
    pub(super) fn find(table: &Table) -> Result<Self, RecordError> {
        let mut wrong = Vec::new();
        let mut find = |names: &[&str]| {
            let mut found = None;
            for name in names {
                match table.column(name) {
                    Ok(at) => found = found.or(at),
                    Err(why) => wrong.push(why),
                }
            }
            found
        };
        let group = find(&["group", "survey", "question", "authority", "period", "gruppe"]);
        let what = find(&["what", "outcome", "state", "ergebnis"]);
        let [from, to, within] = [FROM, TO, WITHIN].map(|kinds| kinds.map(&mut find));
        let share = find(&["share", "percent", "anteil"]);
        let count = find(&["count", "answers", "number", "anzahl"]);
        let respondents = find(&["respondents", "sample", "n", "befragte"]);
        let is_there = |kind: usize| [from[kind], to[kind], within[kind]].iter().any(Option::is_some);
        let between = from.iter().chain(&to).any(Option::is_some);
        let (top, listed) = (table.top(), name_list(table.headings(), "and"));
        if is_there(0) && is_there(1) {
            wrong.push(format!("{top}: some columns have calendar days and some working days; write all in one kind"));
        }
        if !is_there(0) && !is_there(1) {
            let needed = "\"from_days\" and \"to_days\", or \"within_days\"";
            wrong.push(format!("{top}: there are no days of classes, {needed}; its columns are {listed}"));
        }
        if between && within.iter().any(Option::is_some) {
            wrong.push(format!(
                "{top}: \"within\" is what was decided by then in all, \"from\" and \"to\" between; keep one"
            ));
        }
        if share.is_none() && count.is_none() {
            wrong.push(format!("{top}: there is no column \"share\" or \"count\"; its columns are {listed}"));
        }
        if !wrong.is_empty() {
            return Err(RecordError(wrong));
        }
        Ok(Self {
            group,
            what,
            from: from[0].or(from[1]),
            to: to[0].or(to[1]).or(within[0]).or(within[1]),
            share,
            count,
            respondents,
            within: within.iter().any(Option::is_some),
            work_days: is_there(1),
            headings: table.headings().map(str::to_owned).collect(),
        })
    }

    fn heading(&self, at: Option<usize>) -> &str {
        at.map_or("", |at| &self.headings[at])
    }
    /// The column in which a class begins, or else ends.
    pub(super) fn begin_name(&self) -> &str {
        self.heading(self.from.or(self.to))
    }
    /// The column in which a class ends.
    pub(super) fn to_name(&self) -> &str {
        self.heading(self.to.or(self.from))
    }
    /// The column of shares or counts.
    pub(super) fn amount_name(&self) -> &str {
        self.heading(self.share.or(self.count))
    }
    /// The column of the number of respondents.
    pub(super) fn respondents_name(&self) -> &str {
        self.heading(self.respondents)
    }

    /// The group of a row.
    pub(super) fn group<'a>(&self, fields: &'a [String]) -> &'a str {
        self.group.map_or("", |at| fields[at].as_str())
    }

    /// A row; nothing if it cannot be read, which is told.
    pub(super) fn row(
        &self,
        line: usize,
        fields: &[String],
        locale: Locale,
        complaints: &mut Complaints,
    ) -> Option<Row> {
        let what = self.what(line, fields, complaints);
        let mut days = |at: Option<usize>| {
            let Some(at) = at.filter(|at| !fields[*at].is_empty()) else { return Some(None) };
            let mut wrong = |cause, text| complaints.add(&self.headings[at], cause, line, text);
            match reading::number(&fields[at], locale) {
                Ok(days) if days >= 0.0 => Some(Some(days)),
                Ok(days) => {
                    wrong("negative", format!("{days} is no number of days of 0 or more"));
                    None
                }
                Err(error) => {
                    wrong(error.kind(), error.told(DECLARE));
                    None
                }
            }
        };
        let (from, to) = (days(self.from), days(self.to));
        let respondents = self.respondents(line, fields, locale, complaints);
        let amount = self.amount(line, fields, locale, complaints);
        let row = Row { line, what: what?, from: from?, to: to?, amount: amount?, respondents: respondents.ok()? };
        self.class(&row, complaints).then_some(row)
    }

    fn what(&self, line: usize, fields: &[String], complaints: &mut Complaints) -> Option<What> {
        let Some(at) = self.what.filter(|at| !fields[*at].is_empty()) else { return Some(What::Decided) };
        let word = &fields[at];
        let known = WORDS.iter().find(|(words, _)| words.iter().any(|known| reading::same(known, word)));
        if known.is_none() {
            let text = format!("\"{word}\" is not what a row counts: decided, pending or denied");
            complaints.add(&self.headings[at], "word", line, text);
        }
        known.map(|(_, what)| *what)
    }

    fn respondents(
        &self,
        line: usize,
        fields: &[String],
        locale: Locale,
        complaints: &mut Complaints,
    ) -> Result<Option<u64>, Told> {
        let Some(at) = self.respondents.filter(|at| !fields[*at].is_empty()) else { return Ok(None) };
        match reading::whole(&fields[at], locale) {
            Ok(0) => {
                complaints.add(
                    &self.headings[at],
                    "nobody",
                    line,
                    "0 is nobody; a number of 1 or more is needed".to_owned(),
                );
                Err(Told)
            }
            Ok(many) => Ok(Some(many)),
            Err(error) => {
                complaints.add(&self.headings[at], error.kind(), line, error.told(DECLARE));
                Err(Told)
            }
        }
    }

    /// A share or a count.
    #[allow(clippy::cast_precision_loss, reason = "answers are few")]
    fn amount(&self, line: usize, fields: &[String], locale: Locale, complaints: &mut Complaints) -> Option<Amount> {
        let filled = |at: Option<usize>| at.filter(|at| !fields[*at].is_empty());
        match (filled(self.share), filled(self.count)) {
            (Some(at), None) => match reading::value(&fields[at], locale) {
                Ok(written) => {
                    let of_percent = reading::same(&self.headings[at], "percent");
                    let share = if of_percent && !written.percent { written.value / 100.0 } else { written.value };
                    if written.scale.is_none() && (0.0..=1.0).contains(&share) {
                        return Some(Amount::Share(share, written.percent || of_percent));
                    }
                    let hint = if written.value > 1.0 && written.value <= 100.0 && !written.percent {
                        format!(": write {0} % or {1}", written.value, written.value / 100.0)
                    } else {
                        String::new()
                    };
                    let text = format!("\"{}\" is no share between 0 and 1, or 0 % and 100 %{hint}", fields[at]);
                    complaints.add(&self.headings[at], "share", line, text);
                    None
                }
                Err(error) => {
                    complaints.add(&self.headings[at], error.kind(), line, error.told(DECLARE));
                    None
                }
            },
            (None, Some(at)) => match reading::whole(&fields[at], locale) {
                Ok(many) => Some(Amount::Count(many as f64)),
                Err(error) => {
                    complaints.add(&self.headings[at], error.kind(), line, error.told(DECLARE));
                    None
                }
            },
            (Some(_), Some(at)) => {
                let text = "a row has a share or a count, not both".to_owned();
                complaints.add(&self.headings[at], "both", line, text);
                None
            }
            (None, None) => {
                complaints.add(
                    self.amount_name(),
                    "empty",
                    line,
                    "nothing is written; a share or a count is needed".to_owned(),
                );
                None
            }
        }
    }

    /// Whether the days of a row fit what it counts.
    fn class(&self, row: &Row, complaints: &mut Complaints) -> bool {
        let mut wrong = |column: &str, cause, text: String| {
            complaints.add(column, cause, row.line, text);
            false
        };
        match (row.what, row.from, row.to) {
            (What::Pending, _, Some(_)) if !self.within => wrong(
                self.to_name(),
                "pending",
                "what is pending has waited from so many days on: leave this empty".to_owned(),
            ),
            (What::Decided, None, None) => {
                wrong(self.to_name(), "empty", "nothing is written; a class of days is needed".to_owned())
            }
            (_, Some(from), Some(to)) if to <= from => {
                wrong(self.to_name(), "order", format!("{to} is not above the {from} days from which the class begins"))
            }
            (_, None, Some(to)) if to <= 0.0 && row.what != What::Pending => {
                wrong(self.to_name(), "order", "0 days hold nothing".to_owned())
            }
            _ => true,
        }
    }
}
