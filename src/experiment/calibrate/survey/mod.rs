//! Waits from a survey in classes: how many were decided within so many days, how many wait, how many were denied.

mod gathered;
mod rows;

use std::path::Path;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use self::gathered::{Gathered, gather};
use self::rows::{Columns, Row};
use super::lead_times::{name, written, written_times};
use super::waits::RecordError;
use crate::experiment::CONFIDENCE;
use crate::model::{Authority, Model};
use crate::reading::{self, Complaints, Locale, Table};
use crate::scenario::name_list;
use crate::statistics::Interval;
use crate::statistics::classes::{fits, misfit, observed};
use crate::statistics::durations::Fit;
use crate::statistics::proportion::wilson;

/// Waits of a survey, question by question.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SurveyAnswer {
    /// Version of linestop.
    pub linestop: String,
    /// The file.
    pub file: String,
    /// The day of the survey.
    pub as_of: Date,
    /// Whether its days are working days, not calendar days.
    pub work_days: bool,
    /// Its groups, such as authorities or quarters, in the order of the file.
    pub groups: Vec<SurveyGroup>,
    /// What is good to know about how the file was read.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// A group of a survey.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SurveyGroup {
    /// Its name as the file has it; empty where the file has no groups.
    pub name: String,
    /// How many answered.
    pub respondents: u64,
    /// Share of the answers that still wait.
    pub pending_share: f64,
    /// Share of the decisions that are denials, if denials were asked for.
    pub denied_share: Option<f64>,
    /// Its 95 % interval.
    pub denied_interval: Option<Interval>,
    /// The family of the distribution.
    pub family: String,
    /// Half are decided within so many days.
    pub median_days: f64,
    /// 95 % interval of the median; nothing where the answers do not tell.
    pub median_interval: Option<Interval>,
    /// Nine in ten are decided within so many days.
    pub p90_days: f64,
    /// 95 % interval of it.
    pub p90_interval: Option<Interval>,
    /// The distribution as a scenario writes it, in the days of the survey.
    pub days: Value,
    /// By how much Akaike's criterion of the other families is higher.
    pub behind: IndexMap<String, f64>,
    /// The classes, as answered and as fitted.
    pub classes: Vec<SurveyClass>,
    /// Twice the logarithm of the ratio of likelihoods, of the classes' own shares and of the distribution.
    pub deviance: f64,
    /// Pearson's χ².
    pub chi_square: f64,
    /// Degrees of freedom of both.
    pub freedom: usize,
    /// Chance of a deviance at least as large if the distribution is right; nothing without freedom.
    pub chance: Option<f64>,
    /// The distribution, to be written in other days.
    #[serde(skip)]
    distribution: Distribution,
}

/// A class of days.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct SurveyClass {
    /// It is longer than so many days.
    pub from_days: f64,
    /// It is at most so many days; nothing where there is no end.
    pub to_days: Option<f64>,
    /// How many answers say so; from shares, a fraction.
    pub answers: f64,
    /// Share of all that is decided in it, by the life table, which takes no distribution for granted.
    pub observed: f64,
    /// The same by the distribution.
    pub fitted: f64,
}

/// The fitted distribution, which is not compared.
#[derive(Clone, Debug, Default)]
struct Distribution(Option<Fit>);

impl PartialEq for Distribution {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Reads a survey in classes from a CSV file and fits the wait of each of its groups.
///
/// The columns are `from_days` and `to_days` of a class, either of which may be empty, or `within_days`, what was
/// decided by then in all; `from_work_days` and so on where working days were asked for; `share` or `count`;
/// `respondents`; and, where there are such, `what` (decided, pending, denied) and `group`.
///
/// # Errors
/// All that is wrong, each with its lines and column.
pub fn read_survey(path: &Path, bytes: &[u8], as_of: Date, locale: Locale) -> Result<SurveyAnswer, RecordError> {
    let table = Table::read(&path.display().to_string(), bytes).map_err(RecordError)?;
    let columns = Columns::find(&table)?;
    let mut complaints = Complaints::default();
    let mut notes = Vec::new();
    let mut groups: IndexMap<String, (String, Vec<Row>, bool)> = IndexMap::new();
    for (line, fields) in &table.rows {
        let group = columns.group(fields);
        let entry = groups.entry(reading::fold(group)).or_insert_with(|| (reading::tidy(group), Vec::new(), true));
        match columns.row(*line, fields, locale, &mut complaints) {
            Some(row) => entry.1.push(row),
            // What cannot be read is told; without it the others do not add up.
            None => entry.2 = false,
        }
    }
    if groups.is_empty() {
        return Err(RecordError(vec![format!("{} has no answers", table.shown())]));
    }
    let mut read = Vec::new();
    for (name, rows, whole) in groups.into_values() {
        let gathered = whole.then(|| gather(&rows, &columns, &mut complaints, &mut notes)).flatten();
        let Some(gathered) = gathered else { continue };
        if let Some(group) = group(name, &gathered) {
            read.push(group);
        } else {
            let text = "all that was decided lies in one class; nothing can be fitted to that";
            complaints.add(columns.amount_name(), "one", rows[0].line, text.to_owned());
        }
    }
    if !complaints.is_empty() {
        return Err(RecordError(complaints.told(&table)));
    }
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let linestop = env!("CARGO_PKG_VERSION").to_owned();
    let told = notes.into_iter().map(|note: String| format!("{}: {note}", table.shown()));
    let notes = table.notes.iter().cloned().chain(told).collect();
    Ok(SurveyAnswer { linestop, file, as_of, work_days: columns.work_days, groups: read, notes })
}

/// A group with its likeliest distribution; nothing where the classes do not tell.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "answers, rounded")]
fn group(name_of: String, gathered: &Gathered) -> Option<SurveyGroup> {
    let classes = crate::statistics::classes::classes(&gathered.ended, &gathered.open);
    let mut fits = fits(&classes);
    if fits.is_empty() {
        return None;
    }
    let best = fits.remove(0);
    let left = misfit(&classes, &best);
    let shares = observed(&classes);
    let rows = classes.iter().zip(&shares).map(|(class, observed)| SurveyClass {
        from_days: class.from,
        to_days: Some(class.to).filter(|to| to.is_finite()),
        answers: class.ended,
        observed: *observed,
        fitted: class.share(&best.distribution),
    });
    let decided = gathered.decided();
    let denied = gathered.denied.filter(|_| decided > 0.0);
    Some(SurveyGroup {
        name: name_of,
        respondents: gathered.respondents,
        pending_share: gathered.pending() / gathered.all(),
        denied_share: denied.map(|denied| denied / decided),
        denied_interval: denied.map(|denied| wilson(denied.round() as u64, decided.round() as u64, CONFIDENCE)),
        family: name(best.family).to_owned(),
        median_days: best.median(),
        median_interval: best.median_interval(CONFIDENCE),
        p90_days: best.p90(),
        p90_interval: best.p90_interval(CONFIDENCE),
        days: written(&best),
        behind: fits.iter().map(|fit| (name(fit.family).to_owned(), fit.aic() - best.aic())).collect(),
        classes: rows.collect(),
        deviance: left.deviance,
        chi_square: left.chi_square,
        freedom: left.freedom,
        chance: left.chance,
        distribution: Distribution(Some(best)),
    })
}

impl SurveyAnswer {
    /// Where the distribution of a group comes from.
    #[must_use]
    pub fn source(&self, group: &SurveyGroup) -> String {
        let of = if group.name.is_empty() { String::new() } else { format!(" of {}", group.name) };
        format!("{}: {} answers{of} in classes, {}", self.file, group.respondents, self.as_of)
    }

    /// What can be pasted into a desk and a regime, by group.
    #[must_use]
    pub fn snippets(&self) -> Value {
        let key = if self.work_days { "review_work_days" } else { "calendar_days" };
        let one = |group: &SurveyGroup| {
            let mut distribution = group.days.clone();
            distribution["source"] = self.source(group).into();
            let mut snippet = json!({ key: distribution });
            if let Some(denied) = group.denied_share {
                snippet["denied_share"] = json!({"value": digits(denied), "source": self.source(group)});
            }
            let name = if group.name.is_empty() { "all" } else { &group.name };
            (name.to_owned(), snippet)
        };
        Value::Object(self.groups.iter().map(one).collect::<Map<_, _>>())
    }
}

fn digits(x: f64) -> f64 {
    format!("{x:.3e}").parse().unwrap_or(x)
}

/// Reviews laid over a scenario: the desks of its authorities take them. A group is an authority by name or title;
/// where the file has no groups, and the scenario one authority that licenses, it is that one.
pub(crate) fn with_survey(answer: &SurveyAnswer, model: &Model, extends: &str) -> (Value, Vec<String>) {
    let (mut authorities, mut notes) = (Map::new(), Vec::new());
    for group in &answer.groups {
        let is_it = |authority: &&Authority| {
            let named = [&authority.name, &authority.title].iter().any(|known| reading::same(known, &group.name));
            named || (group.name.is_empty() && model.authorities.len() == 1)
        };
        let Some(authority) = model.authorities.iter().find(is_it) else {
            let known = name_list(model.authorities.iter().map(|authority| authority.name.as_str()), "and");
            notes.push(if group.name.is_empty() {
                format!("the scenario has several authorities, {known}: name one in a column \"group\"")
            } else {
                format!("\"{}\" is no authority of the scenario; it has {known}", group.name)
            });
            continue;
        };
        let Some(fit) = &group.distribution.0 else { continue };
        let days = f64::from(u32::try_from(authority.working.len()).unwrap_or(u32::MAX));
        let worked = f64::from(u32::try_from(authority.working.iter().filter(|works| **works).count()).unwrap_or(0));
        let factor = if answer.work_days { 1.0 } else { worked / days };
        let mut distribution = written_times(fit, factor);
        distribution["source"] = answer.source(group).into();
        if !answer.work_days {
            let note = format!("calendar days times {factor:.3}, the working days of the desk in one");
            distribution["note"] = note.clone().into();
            notes.push(format!("\"{}\": {note}", authority.name));
        }
        let limited = authority.regimes.iter().any(|regime| regime.capacity.is_some());
        if limited || !authority.offices.is_empty() {
            let text =
                "has a limit, or offices before it: what files wait there comes on top of the wait in the survey";
            notes.push(format!("the desk of \"{}\" {text}", authority.name));
        }
        if let Some(denied) = group.denied_share {
            let share = reading_share(denied);
            notes.push(format!(
                "\"{}\": the survey's share of denials, {share}, is for \"denied_share\" of a regime",
                authority.name
            ));
        }
        authorities.insert(authority.name.clone(), json!({"desk": {"review_work_days": distribution}}));
    }
    let title = format!("{}, with reviews as surveyed", model.title);
    (json!({"extends": extends, "title": title, "authorities": authorities}), notes)
}

fn reading_share(share: f64) -> String {
    format!("{} %", digits(100.0 * share))
}

/// A class in words: "up to 30 days", "31 to 60 days", "more than 60 days".
#[must_use]
pub(crate) fn class_name(from: f64, to: Option<f64>) -> String {
    match (from, to) {
        (0.0, Some(to)) => format!("up to {to} days"),
        (from, None) => format!("more than {from} days"),
        (from, Some(to)) if from.fract() == 0.0 && to.fract() == 0.0 => format!("{} to {to} days", from + 1.0),
        (from, Some(to)) => format!("{from} to {to} days"),
    }
}

#[cfg(test)]
mod tests;
