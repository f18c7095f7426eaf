//! `licences`: licences by authority and month, means over trials with 95 % intervals.

use super::data::{Body, Cell, Data, Field, Kind};
use crate::experiment::{Estimate, RunAnswer};

/// Name, unit and meaning of what is measured.
const MEASURES: [(&str, &str, &str); 8] = [
    ("applications", "applications", "applications filed in the month, each attempt counted: mean of the trials"),
    ("granted", "applications", "applications granted: mean of the trials"),
    ("returned", "applications", "applications returned for more papers: mean of the trials"),
    ("denied", "applications", "applications denied: mean of the trials"),
    ("mean_wait_days", "days", "mean days from filing to the decision, over all decisions of the month"),
    ("licensed_tonnes", "t", "tonnes licensed: mean of the trials"),
    ("shipped_under_licence_tonnes", "t", "tonnes shipped under licence: mean of the trials"),
    ("shipped_free_tonnes", "t", "tonnes shipped that needed no licence: mean of the trials"),
];

/// All months. A cell without a number has nothing to measure: no decisions, or too few trials.
pub(super) fn table(answer: &RunAnswer) -> Data<'_> {
    let mut columns = vec![
        Field::new("authority", Kind::Text, "", "key of the authority in the scenario"),
        Field::new("authority_title", Kind::Text, "", "its name for people"),
        Field::new("month", Kind::Month, "", "the month, as its first day"),
    ];
    for (name, unit, about) in MEASURES {
        columns.push(Field::new(name, Kind::Number, unit, about));
        columns.push(Field::new(format!("{name}_low"), Kind::Number, unit, "lower end of its 95 % interval"));
        columns.push(Field::new(format!("{name}_high"), Kind::Number, unit, "upper end of its 95 % interval"));
    }
    let mut rows = Vec::new();
    for authority in &answer.authorities {
        for month in &authority.months {
            let measures: [Option<Estimate>; MEASURES.len()] = [
                Some(month.applications),
                Some(month.granted),
                Some(month.returned),
                Some(month.denied),
                month.mean_wait_days,
                Some(month.licensed_tonnes),
                Some(month.shipped_under_licence_tonnes),
                Some(month.shipped_free_tonnes),
            ];
            let mut row = vec![Cell::text(&authority.authority), Cell::text(&authority.title), Cell::Date(month.month)];
            for measure in measures {
                row.extend([
                    Cell::number(measure.map(|m| m.value)),
                    Cell::number(measure.and_then(|m| m.low)),
                    Cell::number(measure.and_then(|m| m.high)),
                ]);
            }
            rows.push(row);
        }
    }
    Data {
        name: "licences",
        title: "Licences",
        about: "Licences by authority and month, with 95 % intervals",
        columns,
        rows: Body::Held(rows),
    }
}
