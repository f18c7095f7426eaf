//! What regulations say, as plain data.

use jiff::civil::Date;
use serde::Serialize;

use crate::scenario::rules::{Confidence, State};

/// A regulation as its pack says it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RegulationFacts {
    /// Name of the pack.
    pub pack: String,
    /// Number or name of the regulation.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Who issued it.
    pub authority: String,
    /// Country of the authority.
    pub country: String,
    /// Day on which it was announced.
    pub announced: Date,
    /// First day on which it holds.
    pub in_force: Date,
    /// Last day on which it holds; nothing until further notice.
    pub until: Option<Date>,
    /// First and last day of its suspension, and the act.
    pub suspended: Option<(Date, Date, String)>,
    /// Why a date is an assumption.
    pub date_assumed: Option<String>,
    /// What it asks for, by what.
    pub asks: Vec<Asked>,
    /// Goods that it names.
    pub items: Vec<ItemFacts>,
    /// What it says of users and uses.
    pub end_use: Option<String>,
    /// How it is practised.
    pub practice: Option<String>,
    /// What was not found.
    pub open: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Sources, the main one first.
    pub sources: Vec<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Whether a scenario that names it is simulated by it; else it is told alone.
    pub laid: bool,
    /// The pack that it stands in for.
    pub instead_of: Option<String>,
}

/// Goods that a regulation names.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ItemFacts {
    /// The goods.
    pub goods: String,
    /// Substances by which they are controlled.
    pub substances: Vec<String>,
    /// From which content, purity or size on.
    pub threshold: Option<String>,
    /// Entry of the control list.
    pub entry: Option<String>,
    /// Customs codes.
    pub codes: Vec<String>,
}

/// What a regulation asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// It refuses.
    Refused,
    /// A licence, within a quota.
    Quota,
    /// A licence.
    Licence,
    /// A licence of its own for each shipment: a watch list.
    Watched,
    /// An exporter that is on a list of those who may.
    NamedExporters,
    /// Goods from elsewhere: its buyers may not order these.
    Barred,
    /// A quota of what is mined or made.
    OutputQuota,
    /// Something else, in words.
    Told,
}

/// What a regulation asks for, of what and for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Of what: a substance, an entry of the list, or in words.
    pub what: String,
    /// What it asks for.
    pub needs: Needs,
    /// From which content, purity or size on; nothing for any.
    pub threshold: Option<String>,
    /// For whom, in words.
    pub whom: String,
    /// Countries that it is about; none for all.
    pub destinations: Vec<String>,
    /// More of it, such as tonnes.
    pub detail: Option<String>,
    /// First and last day of this part, where it has its own.
    pub days: Option<(Date, Option<Date>)>,
    /// Source of this part, where it has its own.
    pub source: Option<String>,
    /// How sure this part is, where that differs.
    pub confidence: Option<Confidence>,
}

/// What a regulation asks for on a day.
#[derive(Clone, Debug, Serialize)]
pub struct RuleOnDay {
    /// Name of the pack.
    pub pack: String,
    /// Number or name of the regulation.
    pub number: String,
    /// Country of the authority.
    pub country: String,
    /// What it asks for.
    #[serde(flatten)]
    pub asked: Asked,
    /// Whether it holds.
    pub state: State,
    /// Since when, or from when on.
    pub since: Date,
    /// Until when, if that is known.
    pub until: Option<Date>,
    /// What was not found of it.
    pub open: Option<String>,
    /// The main source.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
}

/// What a lane of a scenario needs on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneNeeds {
    /// Refused.
    Refused,
    /// A licence, within a quota.
    Quota,
    /// A licence.
    Licence,
    /// No licence.
    Free,
    /// Grey supply: it asks nobody.
    Grey,
}

/// A lane of a scenario on a day.
#[derive(Clone, Debug, Serialize)]
pub struct LaneOnDay {
    /// Key of the lane.
    pub lane: String,
    /// Title of the material.
    pub material: String,
    /// Title of the exporter.
    pub exporter: String,
    /// Country of the exporter.
    pub from: String,
    /// Title of the buyer.
    pub buyer: String,
    /// Country of the buyer.
    pub to: String,
    /// End use of the buyer.
    pub end_use: String,
    /// What it needs.
    pub verdict: LaneNeeds,
    /// Substances and entries for which it does.
    pub because: Vec<String>,
    /// Packs that say so.
    pub packs: Vec<String>,
    /// Since when.
    pub since: Option<Date>,
    /// Whether the scenario is simulated by all these packs.
    pub simulated: bool,
    /// Whether a pack holds by its text alone: what followed its suspension was not found.
    pub open: bool,
}

/// What holds on a day.
#[derive(Clone, Debug, Serialize)]
pub struct RulesAtAnswer {
    /// The day.
    pub date: Date,
    /// The country asked for.
    pub destination: Option<String>,
    /// What holds.
    pub in_force: Vec<RuleOnDay>,
    /// What is announced or suspended on that day.
    pub not_in_force: Vec<RuleOnDay>,
    /// The scenario.
    pub scenario: Option<ScenarioRules>,
}

/// What regulations mean for a scenario.
#[derive(Clone, Debug, Serialize)]
pub struct ScenarioRules {
    /// Its title.
    pub title: String,
    /// Packs that it names.
    pub named: Vec<String>,
    /// Its lanes.
    pub lanes: Vec<LaneOnDay>,
}

/// All packs.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RulesListAnswer {
    /// The regulations, by day of announcement.
    pub regulations: Vec<RegulationFacts>,
}

/// How something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RuleChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is otherwise.
    Changed,
}

/// One difference.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RuleChange {
    /// How it changed.
    pub change: RuleChangeKind,
    /// Of what.
    pub what: String,
    /// For whom.
    pub whom: String,
    /// How it was.
    pub was: Option<String>,
    /// How it is.
    pub is: Option<String>,
    /// Packs that say so.
    pub packs: Vec<String>,
    /// The main source.
    pub source: Option<String>,
}

/// Two packs or two days, held against each other.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RulesDiffAnswer {
    /// The first.
    pub old: String,
    /// The second.
    pub new: String,
    /// What differs.
    pub changes: Vec<RuleChange>,
    /// What was not found, of what differs.
    pub open: Vec<String>,
}
