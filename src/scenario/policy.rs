//! What an analyst writes of policy: authorities, their desk, their regimes and dated events.

use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::border::{Inspection, Tracking};
use super::network::EndUse;
use super::number::{Days, Draw, Factor, Files, Number, Quantity, Share};
use super::origin::OriginRule;
use super::pair::{Eligibility, PairLicence};
use super::schedule::Schedule;
use super::substance::Control;

/// An authority that licenses exports.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Name for tables and charts (default: the key).
    pub title: Option<String>,
    /// Country, two capital letters (ISO 3166).
    pub country: String,
    /// The list at the start: a material that holds one of these substances, or more than a share of them, needs a
    /// licence.
    #[serde(default)]
    pub controls: Vec<Control>,
    /// Working calendar of the desk (default: `monday_to_friday`).
    pub calendar: Option<String>,
    /// The licence desk.
    pub desk: Desk,
    /// Offices that an application passes before it comes to the desk, in order.
    #[serde(default)]
    pub offices: Vec<Office>,
    /// Quotas of export licences by material: most that is granted in a calendar month, in the material's unit. What is
    /// not used lapses with the month; a file that does not fit waits until it does.
    #[serde(default)]
    pub quotas: IndexMap<String, Schedule<Quantity>>,
    /// The regimes it can be in.
    pub regimes: IndexMap<String, Regime>,
    /// The regime on the first day.
    pub initial_regime: String,
    /// Regimes before the first day, each in force from its date until the next; the last one is the initial regime
    /// (default: the initial regime, entered on the first day).
    #[serde(default)]
    pub regime_history: Vec<RegimeFrom>,
    /// What becomes of a client whose grey supply is caught by a crackdown, or who is on the watch list of a rule
    /// against stockpiling in a regime without such a list (default: nothing).
    pub watch_list: Option<WatchList>,
    /// Its rule for goods made elsewhere that hold controlled substances of its country (default: none).
    pub origin: Option<OriginRule>,
    /// General licences of pairs of an exporter and a customer.
    #[serde(default)]
    pub general_licences: IndexMap<String, PairLicence>,
    /// How likely pairs are to be eligible for them, by who they are (default: all are).
    #[serde(default)]
    pub eligibility: Vec<Eligibility>,
    /// Dated events, in order of precedence on one day (the last one wins).
    #[serde(default)]
    pub events: IndexMap<String, Event>,
    /// Tracking of exports out of its country (default: none).
    pub tracking: Option<Tracking>,
    /// Inspection of shipments out of its country (default: none).
    pub inspection: Option<Inspection>,
}

impl Authority {
    /// All that is ever on its list, each entry once.
    pub(crate) fn list(&self) -> Vec<&Control> {
        let mut list: Vec<&Control> = Vec::new();
        let added = self.events.values().flat_map(|event| &event.add_controls);
        for entry in self.controls.iter().chain(added) {
            if !list.contains(&entry) {
                list.push(entry);
            }
        }
        list
    }

    /// Events before the first day by date, and whether they have happened.
    pub(crate) fn past_events(&self, start: Date) -> IndexMap<&str, (&Event, bool)> {
        let mut past: Vec<_> = self.events.iter().filter(|(_, event)| event.first() < start).collect();
        past.sort_by_key(|(_, event)| event.first());
        let mut known: IndexMap<&str, (&Event, bool)> = IndexMap::new();
        for (name, event) in past {
            let was =
                |other: &Option<String>| other.as_ref().map(|o| known.get(o.as_str()).is_some_and(|(_, was)| *was));
            let fits = was(&event.only_if) != Some(false) && was(&event.unless) != Some(true);
            known.insert(name, (event, fits && event.happened.unwrap_or(true)));
        }
        known
    }
}

/// A regime and the day on which it came into force.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegimeFrom {
    /// The day.
    pub from: Date,
    /// The regime.
    pub regime: String,
}

/// What limits the desk; how much a day is the regime's `desk_capacity`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeskLimit {
    /// Decisions a working day: reviews run side by side, ready files wait for a decision.
    #[default]
    DecisionsPerWorkingDay,
    /// Starts a working day: files wait for their review to start.
    StartsPerWorkingDay,
    /// Officers, each busy with one file until it is decided.
    Officers,
}

/// How long a review takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewMode {
    /// The work is done at the speed of the regime in force, day by day: a freeze stops it, an easing speeds it up.
    #[default]
    AtRegimeSpeed,
    /// The duration is fixed when the review starts, by that day's regime.
    FixedAtStart,
}

/// The licence desk.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// What limits it.
    #[serde(default)]
    pub limit: DeskLimit,
    /// Work of a review in nominal working days, drawn once an attempt.
    pub review_work_days: Draw<Days>,
    /// How the work turns into a duration.
    #[serde(default)]
    pub review: ReviewMode,
    /// Days from an order to the filing of its application (default 0).
    pub preparation_days: Option<Draw<Days>>,
    /// The same for the first application on a lane (default: as any other).
    pub first_preparation_days: Option<Draw<Days>>,
    /// Days from a return to the filing of the next attempt (default 0).
    pub correction_days: Option<Draw<Days>>,
    /// Attempts after which an order is abandoned when it is returned once more (default 3).
    #[serde(default = "three")]
    #[schemars(range(min = 1, max = 50))]
    pub max_attempts: u32,
    /// Files of others that wait at the start (default 0).
    pub opening_backlog: Option<Number<Files>>,
    /// Files of others that arrive each working day (default 0).
    pub background_per_working_day: Option<Schedule<Files>>,
    /// Whether background arrivals are the same each working day or Poisson (default: Poisson).
    #[serde(default)]
    pub background_arrivals: Arrivals,
    /// Priority of background files, 0 first (default 1).
    #[serde(default = "second_class")]
    #[schemars(range(min = 0, max = 3))]
    pub background_priority: u32,
    /// Validity of a single licence in days: what has not shipped by then expires (default 180).
    #[serde(default = "half_a_year")]
    #[schemars(range(min = 1, max = 3660))]
    pub licence_valid_days: u32,
}

/// An office that applications pass before the desk, such as that of a province. Reviews go at the speed of the regime.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Its name.
    pub name: String,
    /// Name for tables and charts (default: the name).
    pub title: Option<String>,
    /// Working calendar (default: that of the authority).
    pub calendar: Option<String>,
    /// What limits it.
    #[serde(default)]
    pub limit: DeskLimit,
    /// How much a working day, in units of the limit (default: no limit).
    pub capacity: Option<Number<Files>>,
    /// Work of a review in nominal working days, drawn once an attempt.
    pub review_work_days: Draw<Days>,
    /// How the work turns into a duration.
    #[serde(default)]
    pub review: ReviewMode,
    /// Share of files that it returns for more information (default 0): they go back to the buyer, and through all
    /// offices again.
    pub returned_share: Option<Number<Share>>,
    /// Files of others that wait at the start (default 0).
    pub opening_backlog: Option<Number<Files>>,
    /// Files of others that come each working day (default 0).
    pub background_per_working_day: Option<Schedule<Files>>,
    /// Whether they are the same each working day or Poisson (default: Poisson).
    #[serde(default)]
    pub background_arrivals: Arrivals,
    /// Their priority, 0 first (default 1).
    #[serde(default = "second_class")]
    #[schemars(range(min = 0, max = 3))]
    pub background_priority: u32,
}

fn three() -> u32 {
    3
}
fn second_class() -> u32 {
    1
}
fn half_a_year() -> u32 {
    180
}

/// How background files arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Arrivals {
    /// Poisson around the mean.
    #[default]
    Poisson,
    /// The same number each working day.
    Even,
}

/// A policy regime.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// Name for tables and charts (default: the key).
    pub title: Option<String>,
    /// Nominal working days of review work done in one working day (default 1; 0 is a freeze).
    pub review_speed: Option<Number<Factor>>,
    /// Capacity of the desk in units of its limit (default: no limit).
    pub desk_capacity: Option<Number<Files>>,
    /// Share of decisions that return the file for more information (default 0).
    pub returned_share: Option<Number<Share>>,
    /// Share of decisions that deny it (default 0). What remains is granted.
    pub denied_share: Option<Number<Share>>,
    /// What holds for some applications instead: of shares, speed, priority and extra work each, the first rule that
    /// fits and gives it.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Share of the quantity that a grant allows (default 1).
    pub granted_fraction: Option<Draw<Share>>,
    /// How much of a material a buyer may be granted within a window (default: no limit).
    pub volume_rule: Option<VolumeRule>,
    /// Scale of the authority's quotas (default 1).
    pub quota_factor: Option<Number<Factor>>,
    /// Scale of transit times on lanes of this authority (default 1).
    pub transit_scale: Option<Number<Factor>>,
    /// Destination countries to which nothing is shipped; `"*"` shuts all.
    #[serde(default)]
    pub shut_to: Vec<String>,
    /// Lanes on which nothing is shipped.
    #[serde(default)]
    pub shut_lanes: Vec<String>,
    /// Grey supply is cut while it is in force: nothing leaves, and orders that have not left are struck off.
    #[serde(default)]
    pub crackdown: bool,
    /// How long it lasts (default: until an event ends it).
    pub lasts_days: Option<Draw<Days>>,
    /// Chances of what follows, by regime; they sum to 1.
    #[serde(default)]
    pub then: IndexMap<String, Number<Share>>,
}

/// A rule against stockpiling: what a buyer is granted of a material within a rolling window stays below a multiple of
/// its normal use. The excess of an application waits until there is room again; what expires unused is given back.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VolumeRule {
    /// Most that is granted within the window, as a multiple of the buyer's planned need in it.
    pub multiple_of_need: Number<Factor>,
    /// The window in days (default 90).
    #[serde(default = "a_quarter")]
    #[schemars(range(min = 1, max = 3660))]
    pub window_days: u32,
    /// What becomes of a client whose order goes beyond the volume (default: nothing but that its excess waits).
    pub watch_list: Option<WatchList>,
}

/// A client on the watch list has other chances, whatever it orders. It is on the list from the day after the decision
/// that went beyond the volume, or after the day on which a crackdown began.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WatchList {
    /// Days on the list.
    #[schemars(range(min = 1, max = 3660))]
    pub days: u32,
    /// Share of its decisions that return the file (default: as without the list).
    pub returned_share: Option<Number<Share>>,
    /// Share of its decisions that deny it (default: as without the list).
    pub denied_share: Option<Number<Share>>,
}

fn a_quarter() -> u32 {
    90
}

/// What holds for some applications. A rule that gives neither share keeps those of the regime if it gives anything
/// else; else both are 0.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Only this end use (default: any).
    pub end_use: Option<EndUse>,
    /// Only buyers that are one of these sites or belong to one of these groups (default: any).
    #[serde(default)]
    pub buyers: Vec<String>,
    /// Only exporters that are one of these sites or belong to one of these groups (default: any).
    #[serde(default)]
    pub exporters: Vec<String>,
    /// Only buyers in these countries or groups (default: any).
    #[serde(default)]
    pub destinations: Vec<String>,
    /// Only materials that hold one of these substances (default: any).
    #[serde(default)]
    pub elements: Vec<String>,
    /// Share of decisions that return the file (default: see above).
    pub returned_share: Option<Number<Share>>,
    /// Share of decisions that deny it (default: see above).
    pub denied_share: Option<Number<Share>>,
    /// Nominal working days of review work done in one working day (default: the regime's). 0 is a freeze for these
    /// alone: their files stand still, the others go on.
    pub review_speed: Option<Number<Factor>>,
    /// Priority at the desk, 0 first, in place of the lane's.
    #[schemars(range(min = 0, max = 3))]
    pub priority: Option<u32>,
    /// Nominal working days of work on top, of each review that begins while the rule holds (default 0).
    pub extra_work_days: Option<Number<Days>>,
}

impl Rule {
    /// Whether it says something of the shares of decisions: one share at least, or nothing else.
    pub(crate) fn gives_shares(&self) -> bool {
        let other = self.review_speed.is_some() || self.priority.is_some() || self.extra_work_days.is_some();
        self.returned_share.is_some() || self.denied_share.is_some() || !other
    }

    /// Whether it fits every application.
    pub(crate) fn fits_all(&self) -> bool {
        let nobody = [&self.buyers, &self.exporters, &self.destinations].iter().all(|names| names.is_empty());
        self.end_use.is_none() && nobody && self.elements.is_empty()
    }
}

/// A dated event.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What happens, for charts and tables (default: the key).
    pub title: Option<String>,
    /// The day; or a `window`.
    pub date: Option<Date>,
    /// Days on one of which it comes, each as likely as any other; instead of a `date`.
    pub window: Option<Window>,
    /// How likely it is (default 1).
    pub chance: Option<Number<Share>>,
    /// Of an event before the start that had a chance: whether it happened.
    pub happened: Option<bool>,
    /// Regime that it brings into force.
    pub enter: Option<String>,
    /// Whether entering the regime already in force starts a new stay (default: it does nothing).
    #[serde(default)]
    pub restart: bool,
    /// Parameters that it sets from that day on.
    #[serde(default)]
    pub set: IndexMap<String, f64>,
    /// Goods that it holds on their way.
    pub hold: Option<Hold>,
    /// What is put on the list.
    #[serde(default)]
    pub add_controls: Vec<Control>,
    /// What is taken off the list, as it was put on it.
    #[serde(default)]
    pub remove_controls: Vec<Control>,
    /// Begins a crackdown on grey supply or, with false, ends it, whatever regime is in force.
    pub crackdown: Option<bool>,
    /// Sites and countries that this authority counts in a group from that day on, by group.
    #[serde(default)]
    pub add_to_groups: IndexMap<String, Vec<String>>,
    /// Sites and countries that it counts there no more, by group.
    #[serde(default)]
    pub take_from_groups: IndexMap<String, Vec<String>>,
    /// Only if this earlier event happened.
    pub only_if: Option<String>,
    /// Only if this earlier event did not happen.
    pub unless: Option<String>,
    /// Day from which the event could be known, for forecasts as of an earlier date (default: its date, or the first
    /// day of its window).
    pub known_from: Option<Date>,
    /// The source.
    pub source: Option<String>,
    /// The reason why it was assumed.
    pub assumption: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

impl Event {
    /// The first day on which it can come.
    pub(crate) fn first(&self) -> Date {
        self.date.or(self.window.map(|window| window.from)).unwrap_or(Date::MAX)
    }
    /// The last day on which it can come.
    pub(crate) fn last(&self) -> Date {
        self.date.or(self.window.map(|window| window.to)).unwrap_or(Date::MAX)
    }
    /// Its day or days, in words.
    pub(crate) fn when(&self) -> String {
        match self.window {
            Some(window) if self.date.is_none() => format!("{} to {}", window.from, window.to),
            _ => self.first().to_string(),
        }
    }
}

/// Days in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// Goods under way on the day of an event are held: they arrive so many days later.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Days for which they are held, drawn once.
    pub days: Draw<Days>,
    /// Lanes on which they are held (default: all lanes of the authority).
    #[serde(default)]
    pub lanes: Vec<String>,
    /// Countries for which they are held (default: all).
    #[serde(default)]
    pub destinations: Vec<String>,
}

impl Hold {
    /// Whether it holds goods of a lane of its authority, to a country.
    pub(crate) fn holds(&self, lane: &str, to: &str) -> bool {
        (self.lanes.is_empty() || self.lanes.iter().any(|name| name == lane))
            && (self.destinations.is_empty() || self.destinations.iter().any(|country| country == to))
    }
}
