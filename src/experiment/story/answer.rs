//! What a story tells: plain data. Days of the horizon are dates, quantities are in the unit of their material.

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::experiment::known::{self, Word};

use super::super::answer::ScenarioFacts;
use super::super::closures::ClosureAnswer;
use super::super::register::RegisterEntry;
use super::super::traced::MissingRoot;
use super::super::watched::WatchedSpan;
use super::pick::Portrait;

/// One trial, told: the course of policy, every order with its steps, halts with their causes, what it cost.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ExplainAnswer {
    /// The scenario.
    pub scenario: ScenarioFacts,
    /// Version of linestop.
    pub linestop: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of the trial, as in `outcomes.csv` of a run with the same seed.
    pub trial: u64,
    /// Why this trial and what others there are; nothing if it was asked for by its number.
    pub picked: Option<Picked>,
    /// Loss of all lines, in the scenario's currency.
    pub loss: f64,
    /// What is not known beforehand, as it turned out here.
    pub parameters: Vec<DrawnParameter>,
    /// The course of policy, by authority.
    pub policy: Vec<PolicyCourse>,
    /// When sites and desks are planned to be closed for longer than a long weekend.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closures: Vec<ClosureAnswer>,
    /// Levers that are pulled, in the order of the file.
    pub levers: Vec<LeverStory>,
    /// Sites and lanes that are out of service at times.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceStory>,
    /// Lines: sites with inputs, in the order of the file.
    pub lines: Vec<LineStory>,
    /// The register of exports, by month; empty where none is kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub register: Vec<RegisterEntry>,
    /// All orders and applications for general licences, by day and lane.
    pub orders: Vec<OrderStory>,
}

/// How a trial was chosen.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Picked {
    /// Number of trials among which it was chosen.
    pub trials: u64,
    /// Key of the site by whose loss they were ranked; nothing if by that of all lines.
    pub site: Option<String>,
    /// Which of the portraits is told.
    pub told: super::Pick,
    /// The trials that were chosen, the mildest first.
    pub portraits: Vec<Portrait>,
}

/// A parameter as one trial drew it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DrawnParameter {
    /// Its name.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Unit in words.
    pub unit: String,
    /// The value.
    pub value: f64,
}

/// The course of one authority's policy.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PolicyCourse {
    /// Key of the authority.
    pub authority: String,
    /// Name for people.
    pub title: String,
    /// Stays in regimes, in order.
    pub stays: Vec<Stay>,
    /// Dated events within the horizon, those that did not happen too.
    pub events: Vec<DatedEvent>,
    /// Who is on its watch list, and when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub watched: Vec<WatchedSpan>,
}

/// A stay in a regime.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Stay {
    /// First day.
    pub from: Date,
    /// Last day within the horizon.
    pub until: Date,
    /// Number of days.
    pub days: u32,
    /// Key of the regime.
    pub regime: String,
    /// Name for people.
    pub title: String,
    /// Whether nothing is reviewed or decided.
    pub frozen: bool,
    /// Why it began.
    pub cause: Cause,
}

/// Why a stay in a regime began.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It is the one of the first day.
    FirstDay,
    /// The stay before ran out, and the chain of regimes led here.
    Chain,
    /// An event brought it: its name for people.
    Event(String),
}

/// A dated event in one trial.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DatedEvent {
    /// The day.
    pub date: Date,
    /// Key of the event.
    pub event: String,
    /// Name for people.
    pub title: String,
    /// Whether it happened in this trial.
    pub happened: bool,
}

/// A site or a lane that is out of service at times, in one trial.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ServiceStory {
    /// Key of the site or the lane.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Whether it is a lane.
    pub is_lane: bool,
    /// Whether it must be qualified first.
    pub is_qualified: bool,
    /// First day of service within the horizon; nothing where it never comes.
    pub in_service: Option<Date>,
    /// Its outages within the horizon.
    pub outages: Vec<OutageSpan>,
}

/// An outage in one trial.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct OutageSpan {
    /// First day.
    pub from: Date,
    /// Last day within the horizon.
    pub until: Date,
    /// Number of days.
    pub days: u32,
}

/// A lever that is pulled, in one trial.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct LeverStory {
    /// Key of the lever.
    pub lever: String,
    /// Name for people.
    pub title: String,
    /// Key of the site that pays.
    pub site: String,
    /// Day on which it starts; nothing if it does not within the horizon.
    pub started: Option<Date>,
    /// Day on which it takes effect; may lie beyond the horizon.
    pub takes_effect: Option<Date>,
    /// What it costs within the horizon: at the start, by the day, dearer freight, what it delivers.
    pub cost: f64,
}

/// A site with several lines.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct LineOf {
    /// Key.
    pub site: String,
    /// Name for people.
    pub title: String,
}

impl LineStory {
    /// Key of the site that orders its inputs: its own, or that of the site of which it is one of several lines.
    #[must_use]
    pub fn buyer(&self) -> &str {
        self.line_of.as_ref().map_or(&self.site, |of| &of.site)
    }
    /// The name for people of that site.
    #[must_use]
    pub fn buyer_title(&self) -> &str {
        self.line_of.as_ref().map_or(&self.title, |of| &of.title)
    }
    /// Whether an order is of a material that it uses. A site with several lines orders for all of them.
    #[must_use]
    pub fn uses(&self, order: &OrderStory) -> bool {
        order.site == self.buyer() && self.inputs.iter().any(|input| input.material == order.material)
    }
}

/// What became of one line.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct LineStory {
    /// Key of the site.
    pub site: String,
    /// Name for people.
    pub title: String,
    /// The site that orders for it and its other lines, where it is one of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_of: Option<LineOf>,
    /// Sector or stage.
    pub sector: String,
    /// Country code.
    pub country: String,
    /// Whether it sells.
    pub manufacturer: bool,
    /// Halt days, all halts together.
    pub halt_days: u32,
    /// Halts, in order.
    pub halts: Vec<HaltStory>,
    /// Unit of what it makes.
    #[serde(deserialize_with = "known::word")]
    pub output_unit: Word,
    /// Output never made.
    pub lost_output: f64,
    /// Output lost first and made good later.
    pub made_good_output: f64,
    /// Loss: lost margin, cost of halt days, penalties.
    pub loss: f64,
    /// Costs by kind.
    #[serde(deserialize_with = "known::by_word")]
    pub costs: IndexMap<Word, f64>,
    /// Its inputs.
    pub inputs: Vec<InputStory>,
}

/// A halt: working days on end on which the line does not run.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct HaltStory {
    /// First day.
    pub from: Date,
    /// Last day within the horizon.
    pub until: Date,
    /// Working days.
    pub halt_days: u32,
    /// First day on which the line runs again; nothing if it is halted to the end.
    pub runs_again: Option<Date>,
    /// The material that was missing on the first day: its key.
    pub material: Option<String>,
    /// Halt days by place of the missing material; places without any are left out.
    #[serde(deserialize_with = "known::by_word")]
    pub missing: IndexMap<Word, f64>,
    /// The same by part, lane and place, the most first.
    pub missing_from: Vec<MissingPlace>,
    /// Number of the oldest order of that material that was open when the halt began.
    pub oldest_open_order: Option<usize>,
    /// Numbers of the orders of that material whose receipt ended it.
    pub ended_by_orders: Vec<usize>,
}

/// What was missing over a halt, on which lane it was to come, where it stood, and to what it is traced.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct MissingPlace {
    /// Key of the material.
    pub material: String,
    /// Key of the lane; nothing where no order covered it.
    pub lane: Option<String>,
    /// Name of its supplier for people.
    pub supplier: Option<String>,
    /// Where it stood or, where its supplier was short of an input, where that stood: at the root.
    #[serde(deserialize_with = "known::word")]
    pub place: Word,
    /// What was missing in the end.
    pub root: MissingRoot,
    /// Halt days.
    pub halt_days: f64,
}

impl MissingPlace {
    /// Whether it was followed up beyond the line's own orders, to what a supplier was short of.
    #[must_use]
    pub fn is_further_up(&self) -> bool {
        self.lane != self.root.lane
    }
}

/// The course of one input's stock.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct InputStory {
    /// Key of the material.
    pub material: String,
    /// Name for people.
    pub title: String,
    /// Unit.
    #[serde(deserialize_with = "known::word")]
    pub unit: Word,
    /// Planned need a day, mean over the horizon, parameters at their medians.
    pub need_per_day: f64,
    /// Stock on the morning of the first day.
    pub opening_stock: f64,
    /// Stock at the end of each day.
    pub stock: Vec<f64>,
    /// The same in days of need; empty where nothing is planned.
    pub cover_days: Vec<f64>,
    /// On order at the end of each day.
    pub on_order: Vec<f64>,
}

/// An order, or an application for a general licence, with all its steps.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct OrderStory {
    /// Its number in the story, from 0.
    pub number: usize,
    /// Key of an order that was open on the first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Key of the lane.
    pub lane: String,
    /// Key of the buyer.
    pub site: String,
    /// Name of the supplier for people.
    pub supplier: String,
    /// Key of the material.
    pub material: String,
    /// Unit of quantities.
    #[serde(deserialize_with = "known::word")]
    pub unit: Word,
    /// What is ordered or, for a general licence, may be shipped under it.
    pub quantity: f64,
    /// Key of the authority to which an application goes; nothing where none was needed.
    pub authority: Option<String>,
    /// Whether it is an application for a general licence.
    pub general_licence: bool,
    /// What happened to it, in order; the first is the order itself.
    pub steps: Vec<OrderStep>,
    /// Where it stands at the end of the horizon, or how it ended.
    pub end: OrderEnd,
    /// The office at which the application stands then, for people, where it passes several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
}

/// One step of an order.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OrderStep {
    /// The day; a receipt may lie beyond the horizon.
    pub date: Date,
    /// What happened.
    pub kind: StepKind,
    /// Days since the step before.
    pub days: u32,
    /// The quantity it is about.
    pub quantity: f64,
    /// The office to which the application comes, for people, where it passes several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
}

/// What happens to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Placed; the application is prepared, if one is needed.
    Ordered,
    /// The application reaches the desk.
    Filed,
    /// One office has passed it on to the next.
    PassedOn,
    /// Its review begins, where it had to wait for that.
    ReviewBegun,
    /// Returned for more information.
    Returned,
    /// Granted, whole or in part.
    Granted,
    /// Approved, but beyond what the rule against stockpiling allows: what is over waits for room.
    OverVolume,
    /// Denied.
    Denied,
    /// Returned for the last time and given up.
    GivenUp,
    /// Granted for so small a part that nothing is left.
    GrantedNothing,
    /// Cancelled before it was shipped, to be placed elsewhere.
    Cancelled,
    /// The licence ran out before it was shipped.
    Expired,
    /// Released, but its client is not registered with the authority that tracks exports.
    Unregistered,
    /// It has left its supplier and is held at the border: its report is faulty, or it is inspected.
    HeldAtBorder,
    /// Shipped, whole or in part.
    Shipped,
    /// Held on its way by an event.
    Held,
    /// Received.
    Received,
    /// It should have come and is lost.
    Lost,
}

/// Where an order stands in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderEnd {
    /// All of it was received.
    Received,
    /// A general licence was granted.
    Granted,
    /// It came to nothing: denied, given up, cancelled or expired.
    Failed,
    /// Still in preparation.
    InPreparation,
    /// Waits for its review.
    InTheQueue,
    /// Under review, or waits for its decision.
    UnderReview,
    /// Approved, waits for room under the rule against stockpiling.
    OverVolume,
    /// Returned, being corrected.
    Returned,
    /// Free to ship, at the supplier.
    AtTheSupplier,
    /// Held at the border, or its client is not registered yet.
    AtTheBorder,
    /// On its way.
    InTransit,
}

impl StepKind {
    /// As a name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Filed => "filed",
            Self::PassedOn => "passed_on",
            Self::ReviewBegun => "review_begun",
            Self::Returned => "returned",
            Self::Granted => "granted",
            Self::OverVolume => "over_volume",
            Self::Denied => "denied",
            Self::GivenUp => "given_up",
            Self::GrantedNothing => "granted_nothing",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Unregistered => "unregistered",
            Self::HeldAtBorder => "held_at_border",
            Self::Shipped => "shipped",
            Self::Held => "held",
            Self::Received => "received",
            Self::Lost => "lost",
        }
    }
}

impl OrderStory {
    /// The day on which it was placed.
    #[must_use]
    pub fn placed(&self) -> Option<Date> {
        self.steps.first().map(|step| step.date)
    }
    /// The last step of a kind.
    #[must_use]
    pub fn last(&self, kind: StepKind) -> Option<&OrderStep> {
        self.steps.iter().rev().find(|step| step.kind == kind)
    }
    /// Whether it was placed by then and neither received nor given up before.
    #[must_use]
    pub fn is_open_on(&self, date: Date) -> bool {
        let over = matches!(self.end, OrderEnd::Received | OrderEnd::Granted | OrderEnd::Failed);
        let ended = self.steps.last().is_some_and(|step| over && step.date <= date);
        self.placed().is_some_and(|placed| placed <= date) && !ended
    }
}
