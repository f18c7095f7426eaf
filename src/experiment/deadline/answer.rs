//! Deadlines: plain data.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Pulled;
use super::search::Asked;
use crate::experiment::compare::StudyFacts;
use crate::experiment::{Chance, ScenarioFacts};
use crate::model::Model;

/// Until when each part must be ordered, or its application handed in.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DeadlineAnswer {
    /// How it was simulated.
    pub run: StudyFacts,
    /// What was simulated.
    pub scenario: ScenarioFacts,
    /// Chances of no halt because of the part.
    pub chances: Vec<f64>,
    /// A row for each part of each line, and each way to order it.
    pub rows: Vec<DeadlineRow>,
    /// Days that were played: later no further trial runs short.
    pub days_played: u32,
}

/// A part of a line, and a way to order it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DeadlineRow {
    /// Key of the line.
    pub site: String,
    /// Its name for people.
    pub site_title: String,
    /// Key of the part.
    pub material: String,
    /// Its name for people.
    pub material_title: String,
    /// How it is ordered.
    pub way: Way,
    /// Chance that the part does not run short even if nothing is ordered.
    pub without_order: Chance,
    /// What is found.
    #[serde(flatten)]
    pub standing: Standing,
}

/// A way to order a part.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Way {
    /// What kind of way.
    pub kind: WayKind,
    /// Whether the day is that on which an application is handed in; otherwise that of the order.
    pub files: bool,
    /// Key of the lane.
    pub lane: String,
    /// Name of the supplier, for people.
    pub supplier: String,
    /// Key of the lever that opens it.
    pub lever: Option<String>,
    /// Its name for people.
    pub lever_title: Option<String>,
}

/// Kinds of ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WayKind {
    /// A lane as it is in use.
    Usual,
    /// A second source, once it is qualified.
    SecondSource,
    /// Faster freight.
    Freight,
    /// A general licence that is applied for on the first day.
    GeneralLicence,
}

/// What is found of a part and a way.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Standing {
    /// The first day on which it can be done; nothing if there is none within the days that matter.
    pub first: Option<Date>,
    /// Chance of no halt because of the part if it is done on that day: all that is left where it is too late.
    pub left: Chance,
    /// By chance asked for: until when.
    pub when: Vec<When>,
    /// Days that were tried, with their chances.
    pub course: Vec<(Date, f64)>,
}

/// Until when.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Up to this day.
    By {
        /// The last day.
        date: Date,
        /// The chance on it.
        chance: Chance,
    },
    /// It cannot be reached any more.
    TooLate,
    /// It is reached without any order within the horizon.
    NoNeed,
}

impl When {
    /// The day, if there is one.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        if let Self::By { date, .. } = self { Some(*date) } else { None }
    }

    /// As one word for tables.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::By { .. } => "by",
            Self::TooLate => "too_late",
            Self::NoNeed => "no_need",
        }
    }
}

impl DeadlineRow {
    pub(super) fn of(
        model: &Model,
        asked: &Asked,
        pulled: &[Pulled],
        without_order: Chance,
        standing: Standing,
    ) -> Self {
        let input = &model.inputs[asked.input];
        let ((site, site_title), material) = (model.whole(input.site), &model.materials[input.material]);
        let lane = &model.lanes[asked.lane];
        let lever = asked.base.checked_sub(1).and_then(|at| pulled.get(at));
        Self {
            site: site.to_owned(),
            site_title: site_title.to_owned(),
            material: material.name.clone(),
            material_title: material.title.clone(),
            way: Way {
                kind: asked.kind,
                files: asked.files,
                lane: lane.name.clone(),
                supplier: model.whole(lane.from).1.to_owned(),
                lever: lever.map(|lever| lever.name.clone()),
                lever_title: lever.map(|lever| lever.title.clone()),
            },
            without_order,
            standing,
        }
    }
}
