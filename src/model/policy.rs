//! Policy of a model: authorities, regimes, events.

use jiff::civil::Date;

use super::border::{Inspection, Tracking};
use super::numbers::{Draw, Num, Steps};
use super::outage::Freeze;
use super::working::WorkingDays;
use crate::scenario::calendar::Closure;
use crate::scenario::{Arrivals, DeskLimit, ReviewMode};

/// An authority.
#[derive(Clone, Debug)]
pub struct Authority {
    /// Key in the scenario.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Its country.
    pub country: String,
    /// Entries on the list at the start, as bits.
    pub controls: u64,
    /// Working days of the desk by day.
    pub working: Vec<bool>,
    /// The same, counted.
    pub working_days: WorkingDays,
    /// Days in a row on which the desk is planned to be closed.
    pub closures: Vec<Closure>,
    /// Regimes.
    pub regimes: Vec<Regime>,
    /// Regime on day 0.
    pub initial: u8,
    /// Regimes before day 0 with the days on which they came into force, in order; the last one is the initial regime.
    pub history: Vec<(i16, u8)>,
    /// Applications of open orders at the desk on day 0.
    pub open_files: u32,
    /// Quotas of export licences.
    pub quotas: Vec<Quota>,
    /// Members of groups that its events change, as far as they belong at the start, as bits.
    pub members: u64,
    /// Speeds of reviews by regime: those of the regimes first, then those that rules give to some lanes.
    pub paces: Vec<Vec<Ruled<Num>>>,
    /// Offices that applications pass before the desk, in order.
    pub offices: Vec<Office>,
    /// Dated events, by first day and in order of the file.
    pub events: Vec<Event>,
    /// What limits the desk.
    pub limit: DeskLimit,
    /// Review work, nominal working days.
    pub work: Draw,
    /// The distribution of the work as 4,096 equally likely values, from which the work of others' files is drawn.
    pub others_work: Vec<f64>,
    /// How the work turns into a duration.
    pub review: ReviewMode,
    /// Days from a return to the next filing.
    pub correction: Draw,
    /// Attempts before an order is abandoned.
    pub max_attempts: u8,
    /// Files of others at the start.
    pub backlog: Num,
    /// Files of others a working day.
    pub background: Steps,
    /// How they arrive.
    pub arrivals: Arrivals,
    /// What can be said of its capacity in all regimes.
    pub capacity: Capacity,
    /// Whether there is any background or backlog.
    pub has_background: bool,
    /// Priority of background files.
    pub background_priority: u8,
    /// Rank of background files among names, for ties.
    pub background_rank: u32,
    /// Validity of a single licence, days.
    pub licence_valid: u32,
    /// A crackdown on grey supply has begun before the first day, by an event.
    pub crackdown: bool,
    /// Its watch list, whatever the regime.
    pub watch: Option<Watch>,
    /// Exports that it tracks.
    pub tracking: Option<Tracking>,
    /// Shipments that it inspects.
    pub inspection: Option<Inspection>,
    /// A freeze over whatever regime is in force; none as a scenario is written.
    pub freeze: Option<Freeze>,
}

/// A regime.
#[derive(Clone, Debug)]
pub struct Regime {
    /// Key in the scenario.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Nominal working days of work in one working day.
    pub speed: Num,
    /// Desk capacity; `None` is no limit.
    pub capacity: Option<Num>,
    /// Share of the quantity that a grant allows; `None` is the whole.
    pub granted_fraction: Option<Draw>,
    /// How much of a material a buyer may be granted within a window.
    pub volume_rule: Option<VolumeRule>,
    /// Scale of all quotas.
    pub quota_factor: Num,
    /// Scale of transit times.
    pub transit_scale: Num,
    /// Grey supply is cut.
    pub crackdown: bool,
    /// How long a stay lasts; `None` is until an event ends it.
    pub lasts: Option<Draw>,
    /// What follows, in the order of the regimes' names: regime and chance.
    pub then: Vec<(u8, Num)>,
}

/// What can be said of the capacity of a desk, whatever the regime and trial.
#[derive(Clone, Copy, Debug)]
pub struct Capacity {
    /// It is a whole number, if there is a limit.
    pub whole: bool,
    /// Some regime limits it.
    pub limited: bool,
}

impl Authority {
    /// Whether any event comes on a day that is drawn, so that their order differs among trials.
    #[must_use]
    pub fn has_windows(&self) -> bool {
        self.events.iter().any(|event| event.days > 1)
    }

    /// Days before day 0 since which the initial regime is in force.
    #[must_use]
    pub fn spent(&self) -> u32 {
        self.history.last().map_or(0, |(from, _)| u32::from(from.unsigned_abs()))
    }
    /// The regime on a day before day 0: the initial one where no other is known, before the first known the first.
    #[must_use]
    pub fn before(&self, day: i16) -> u8 {
        let known = self.history.iter().rev().find(|(from, _)| *from <= day).or(self.history.first());
        known.map_or(self.initial, |(_, regime)| *regime)
    }
    /// Whether rules give some lanes a speed of their own.
    #[must_use]
    pub fn has_paces(&self) -> bool {
        self.paces.len() > 1
    }
    /// Whether files of others may keep one waiting: its desk or what it licenses is limited.
    #[must_use]
    pub fn rations(&self) -> bool {
        let limited = |office: &Office| office.capacity.is_some();
        self.capacity.limited || !self.quotas.is_empty() || self.offices.iter().any(limited)
    }
    /// Whether an event changes who belongs to a group.
    #[must_use]
    pub fn changes_groups(&self) -> bool {
        self.events.iter().any(|event| event.join | event.part != 0)
    }
    /// Name for people of an office that its applications pass; the desk, which is the last, has its own name. Nothing
    /// where there are no offices.
    #[must_use]
    pub fn office_title(&self, number: usize) -> Option<String> {
        if self.offices.is_empty() {
            return None;
        }
        Some(self.offices.get(number).map_or(&self.title, |office| &office.title).clone())
    }
    /// Whether it, or a rule of any of its regimes, has a watch list.
    #[must_use]
    pub fn has_watch_list(&self) -> bool {
        self.watch.is_some()
            || self.regimes.iter().any(|regime| regime.volume_rule.is_some_and(|rule| rule.watch.is_some()))
    }
    /// Whether any of its regimes has a rule against stockpiling.
    #[must_use]
    pub fn has_volume_rule(&self) -> bool {
        self.regimes.iter().any(|regime| regime.volume_rule.is_some())
    }
}

/// A rule against stockpiling.
#[derive(Clone, Copy, Debug)]
pub struct VolumeRule {
    /// Most that is granted within the window, as a multiple of the planned need in it.
    pub multiple: Num,
    /// The window, days.
    pub window: u32,
    /// What becomes of a client whose order goes beyond it.
    pub watch: Option<Watch>,
}

/// A watch list.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    /// Days on it.
    pub days: u32,
    /// Share of decisions that return a file meanwhile; nothing as otherwise.
    pub returned: Option<Num>,
    /// Share of decisions that deny it meanwhile; nothing as otherwise.
    pub denied: Option<Num>,
}

/// An office that applications pass before the desk.
#[derive(Clone, Debug)]
pub struct Office {
    /// Key in the scenario.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Working days by day.
    pub working: Vec<bool>,
    /// The same, counted.
    pub working_days: WorkingDays,
    /// What limits it.
    pub limit: DeskLimit,
    /// How much a working day, in units of the limit; nothing is no limit.
    pub capacity: Option<Num>,
    /// Review work, nominal working days.
    pub work: Draw,
    /// How the work turns into a duration.
    pub review: ReviewMode,
    /// Share of files that it returns.
    pub returned: Num,
    /// Whether there are any files of others.
    pub has_background: bool,
    /// Files of others at the start.
    pub backlog: Num,
    /// Files of others a working day.
    pub background: Steps,
    /// How they arrive.
    pub arrivals: Arrivals,
    /// Their priority.
    pub background_priority: u8,
    /// Their rank among names, for ties.
    pub background_rank: u32,
}

/// How much of a material is licensed in a calendar month.
#[derive(Clone, Debug)]
pub struct Quota {
    /// Its material.
    pub material: usize,
    /// Ticks a month.
    pub a_month: Steps,
}

/// What must be true of the changing members of groups for a rule to fit: of each of the sets, some member belongs.
/// An empty set asks for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listed(pub [u64; 3]);

impl Listed {
    /// Whether it holds of those who belong.
    #[inline]
    #[must_use]
    pub fn fits(self, members: u64) -> bool {
        self.0.iter().all(|some| *some == 0 || some & members != 0)
    }
    /// Whether it always holds.
    #[must_use]
    pub fn is_certain(self) -> bool {
        self == Self::default()
    }
}

/// What the first rule that fits gives, or else what is usual.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruled<T> {
    /// Rules that fit while somebody belongs to a group.
    pub first: Vec<(Listed, T)>,
    /// What holds where none does.
    pub usual: T,
}

impl<T: Copy> Ruled<T> {
    /// What always holds.
    #[must_use]
    pub fn usual(usual: T) -> Self {
        Self { first: Vec::new(), usual }
    }
    /// What holds with these members of groups.
    #[inline]
    #[must_use]
    pub fn of(&self, members: u64) -> T {
        self.first.iter().find(|(listed, _)| listed.fits(members)).map_or(self.usual, |(_, given)| *given)
    }
}

/// What a regime gives to the applications of a lane.
#[derive(Clone, Debug)]
pub struct LaneRules {
    /// Shares of decisions.
    pub shares: Ruled<DecisionShares>,
    /// Priority at the desk.
    pub priority: Ruled<u8>,
    /// Work on top of each review, nominal working days.
    pub extra_work: Ruled<Option<Num>>,
}

/// Shares of decisions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DecisionShares {
    /// Returned for more information.
    pub returned: Num,
    /// Denied.
    pub denied: Num,
}

/// A dated event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Key in the scenario.
    pub name: String,
    /// What happens, for people.
    pub title: String,
    /// The day, or the first of several.
    pub day: u32,
    /// Its place in the file, which settles the order of events of one day; 0 of those before the first day.
    pub position: usize,
    /// Days from it on, on one of which it comes.
    pub days: u32,
    /// The date from which it could be known.
    pub known_from: Date,
    /// How likely.
    pub chance: Num,
    /// Regime that it brings into force.
    pub enter: Option<u8>,
    /// Starts a new stay even in the regime already in force.
    pub restart: bool,
    /// Parameters set to values.
    pub set: Vec<(usize, f64)>,
    /// Entries put on the list, as bits.
    pub add: u64,
    /// Entries taken off.
    pub remove: u64,
    /// Days for which goods under way are held, and the lanes on which they are.
    pub hold: Option<(Draw, Vec<usize>)>,
    /// Begins or ends a crackdown on grey supply.
    pub crackdown: Option<bool>,
    /// Members put into groups, as bits.
    pub join: u64,
    /// Members taken out of groups, as bits.
    pub part: u64,
    /// Index of the event that must have happened, or must not have: `(event, happened)`.
    pub condition: Vec<(usize, bool)>,
}

/// The bit of a list that stands for the rule of origin.
pub(super) const ORIGIN: u64 = 1 << 63;

impl Event {
    /// Whether it is the rule of origin that comes into force, and no event of the scenario.
    #[must_use]
    pub fn is_origin(&self) -> bool {
        self.add & ORIGIN != 0
    }
}
