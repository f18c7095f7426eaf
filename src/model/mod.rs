//! A scenario compiled for the engine: names to indices, dates to days, quantities to ticks, distributions to tables.
//!
//! A [`Model`] is immutable and shared by all threads; it does no input or output and draws nothing.
//! Sites, lanes and authorities stand in the order of the hash of their names, so that neither the order of a
//! file nor the presence of others decides a tie.

mod border;
mod compile;
mod days;
mod distributions;
mod flow;
mod held;
mod landed;
mod lever;
mod numbers;
mod observed;
mod opening;
mod outage;
mod pair;
mod policy;
mod sales;
mod scale;
mod service;
mod settle;
mod single;
mod stake;
mod stock;
mod ticks;
mod typical;
mod watched;
mod working;
mod works;

use jiff::civil::Date;

pub(crate) use border::{Border, Grey};
pub(crate) use compile::CompileError;
pub use compile::compile;
pub(crate) use days::DayTables;
pub(crate) use distributions::distribution_of;
pub(crate) use lever::{Effect, Lever, Start};
pub(crate) use numbers::{Draw, Num, Numbers, Steps};
pub(crate) use observed::Observed;
pub(crate) use opening::{OpenOrder, Stands};
pub use outage::Outage;
pub(crate) use outage::{Freeze, Outages};
pub(crate) use pair::PairLicence;
pub(crate) use policy::{
    Authority, DecisionShares, Event, LaneRules, Listed, Office, Quota, Regime, Ruled, VolumeRule,
};
pub(crate) use sales::{CountDistribution, Demand, DemandDistribution, Sales};
pub(crate) use service::{OutputQuota, Service};
pub(crate) use single::{OnDay, SingleOrder};
pub use stock::Extra;
pub(crate) use stock::NotExact;
pub(crate) use ticks::{Daily, FRACTION_BITS, HAIR, fixed_point, take_whole, whole_ticks};
pub(crate) use watched::WatchedClient;
pub(crate) use working::WorkingDays;
pub(crate) use works::{User, Works, WorksLine};

use crate::scenario::calendar::Closure;
use crate::scenario::{Allocation, EndUse, Transport, Unit};

/// No day: beyond any horizon.
pub(crate) const NEVER: u32 = u32::MAX;

/// A scenario, ready to be simulated.
#[derive(Clone, Debug)]
pub struct Model {
    /// Name for tables and charts.
    pub title: String,
    /// Currency of all money.
    pub currency: String,
    /// The date of day 0.
    pub start: Date,
    /// Number of days simulated.
    pub days: u32,
    /// All numbers that fields refer to, and the parameters behind them.
    pub numbers: Numbers,
    /// Materials.
    pub materials: Vec<Material>,
    /// Authorities.
    pub authorities: Vec<Authority>,
    /// Sites.
    pub sites: Vec<Site>,
    /// Sites with several lines, each of which is an entry of `sites`.
    pub works: Vec<Works>,
    /// Cells for what is counted by line and lane, and by line and input.
    pub cells: (usize, usize),
    /// Inputs of all sites, those of one site side by side. Lines of a works have the same.
    pub inputs: Vec<Input>,
    /// Lanes.
    pub lanes: Vec<Lane>,
    /// Exporters and their clients whose exports are tracked, each by the authority's name and theirs.
    pub clients: Vec<String>,
    /// General licences of pairs.
    pub pairs: Vec<PairLicence>,
    /// Sites and lanes that are out of service at times.
    pub services: Vec<Service>,
    /// Orders under way on the first day, by the day on which they were placed.
    pub opening: Vec<OpenOrder>,
    /// Levers that are pulled.
    pub levers: Vec<Lever>,
    /// Names for people of the levers that are not, in the order of the file.
    pub idle_levers: Vec<String>,
    /// The register of exports is kept.
    pub keeps_register: bool,
    /// What goes on each lane is booked by month, for the register or an observed series.
    pub books_lanes: bool,
    /// The observed series; none where nothing says whose.
    pub observed: Option<Observed>,
}

/// A material.
#[derive(Clone, Debug)]
pub struct Material {
    /// Key in the scenario.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Unit of quantities.
    pub unit: Unit,
    /// Units in one tick.
    pub tick: f64,
    /// Price of a unit; 0 where there is none.
    pub price: Num,
    /// Whether the scenario gives a price.
    pub priced: bool,
    /// Substances that it holds, with their shares of its mass at typical values.
    pub contents: Vec<(String, f64)>,
    /// Mass of a unit, kg; nothing for pieces of which none is written.
    pub kg: Option<f64>,
}

/// A site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Key in the scenario.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Country code.
    pub country: String,
    /// Sector or stage.
    pub sector: String,
    /// End use stated in applications.
    pub end_use: EndUse,
    /// Index of the material it makes.
    pub makes: usize,
    /// Its inputs in [`Model::inputs`].
    pub inputs: std::ops::Range<usize>,
    /// The works of which it is a line, and which of its lines.
    pub works: Option<(usize, usize)>,
    /// What is added to a lane to find what is counted of it for this line alone; 0 but for further lines of a works.
    pub lane_cells: usize,
    /// The same for an input.
    pub input_cells: usize,
    /// Sales plan, for a manufacturer.
    pub sales: Option<Sales>,
    /// Most output on a working day, in ticks; `None` is no limit.
    pub capacity: Option<Steps>,
    /// A source that ships whatever is released, on the day, or on its next working day.
    pub unlimited: bool,
    /// Quota on what it makes in each half-year.
    pub quota: Option<OutputQuota>,
    /// Where it is out of service at times: its entry in [`Model::services`].
    pub service: Option<usize>,
    /// Working days by day.
    pub working: Vec<bool>,
    /// Days in a row on which it is planned to be closed.
    pub closures: Vec<Closure>,
    /// Output stock at the start, in ticks.
    pub opening_output: Num,
    /// Output stock aimed at beyond orders, in ticks.
    pub output_target: Num,
    /// How short supply is shared.
    pub allocation: Allocation,
    /// The line.
    pub line: Line,
    /// Cost of holding stock, share of its price a year.
    pub holding: Num,
    /// A sum of many buyers rather than a line.
    pub aggregate: bool,
    /// Planned output in ticks per calendar day, mean over the horizon, parameters as they were planned.
    pub nominal_output: f64,
    /// Lanes on which it supplies.
    pub customers: Vec<usize>,
    /// Position in the file, for tables and charts.
    pub position: usize,
}

/// How a line runs.
#[derive(Clone, Debug)]
pub struct Line {
    /// Whole day's plan or nothing.
    pub all_or_nothing: bool,
    /// A proportional line halts below this share of the plan.
    pub halt_below: f64,
    /// Working days of a restart.
    pub restart_days: u32,
    /// Cover needed for a restart, in days.
    pub restart_cover: Num,
    /// Whether that cover is asked for at all.
    pub has_restart_cover: bool,
    /// Extra output a day as a share of the plan, and the days within which it can be made good.
    pub catch_up: Option<(Num, u32)>,
    /// Cost of a halt day.
    pub halt_cost: Num,
}

/// One input of a site.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its site; of a works the first of its lines.
    pub site: usize,
    /// Who uses it: its site, or all lines of its works in order.
    pub users: Vec<User>,
    /// Its material.
    pub material: usize,
    /// Opening stock in ticks.
    pub opening: Num,
    /// What it has beyond the scenario's stock and order level.
    pub extra: Extra,
    /// Planned need in ticks per calendar day, mean over the horizon, parameters as they were planned: a day of cover.
    pub nominal_need: f64,
    /// What it is of the parameters that the plan follows, in [`Numbers::needs`]: order levels in days go by it.
    pub following: Option<u32>,
    /// When and how much is ordered.
    pub ordering: Ordering,
    /// Smallest and largest order and the lot, in ticks; `None` where there is none.
    pub minimum: Option<Num>,
    /// Largest order at one review.
    pub maximum: Option<Num>,
    /// Orders are multiples of this.
    pub lot: Option<Num>,
    /// Lanes that deliver it with their shares, or in order of rank.
    pub sourcing: Sourcing,
    /// All lanes that deliver it.
    pub lanes: Vec<usize>,
    /// Price of a unit, for the cost of holding it.
    pub holding_price: Num,
}

/// Ordering policy in days and ticks.
#[derive(Clone, Debug)]
pub struct Ordering {
    /// Days from one review to the next.
    pub every: u32,
    /// Day of the first review.
    pub first: u32,
    /// The rule of the first day.
    pub rule: OrderRule,
    /// Rules from later days on, in order: the same rule with other levels.
    pub later: Vec<(u32, OrderRule)>,
}

/// How much is ordered at a review.
#[derive(Clone, Copy, Debug)]
pub enum OrderRule {
    /// Raise the inventory position to this many ticks.
    BaseStock(Num),
    /// At or below the point, order lots until above it.
    ReorderPoint {
        /// The reorder point, ticks.
        point: Num,
        /// The lot, ticks.
        lot: Num,
    },
    /// At or below the point, raise the inventory position.
    MinMax {
        /// The reorder point, ticks.
        point: Num,
        /// Where it is raised to, ticks.
        up_to: Num,
    },
    /// The same ticks each time.
    CallOff(Num),
}

impl OrderRule {
    /// The level below or at which an order is placed; a fixed call-off has none.
    #[must_use]
    pub fn level(&self) -> Option<Num> {
        match *self {
            Self::BaseStock(level) | Self::ReorderPoint { point: level, .. } | Self::MinMax { point: level, .. } => {
                Some(level)
            }
            Self::CallOff(_) => None,
        }
    }
    /// What is raised with more stock.
    pub fn levels(&self) -> impl Iterator<Item = Num> + use<> {
        let top = if let Self::MinMax { up_to, .. } = *self { Some(up_to) } else { None };
        self.level().into_iter().chain(top)
    }
    /// Most that is ever on hand and on order, given what numbers are.
    #[must_use]
    pub fn most(&self, value: impl Fn(Num) -> f64) -> f64 {
        match *self {
            Self::BaseStock(level) | Self::CallOff(level) | Self::MinMax { up_to: level, .. } => value(level),
            Self::ReorderPoint { point, lot } => value(point) + value(lot),
        }
    }
}

impl Ordering {
    /// The rule in force on a day.
    #[must_use]
    pub fn on(&self, day: u32) -> OrderRule {
        self.later.iter().rev().find(|(from, _)| *from <= day).map_or(self.rule, |(_, rule)| *rule)
    }
    /// All rules that are ever in force.
    pub fn rules(&self) -> impl Iterator<Item = OrderRule> {
        std::iter::once(self.rule).chain(self.later.iter().map(|(_, rule)| *rule))
    }
}

/// Who gets an input's orders.
#[derive(Clone, Debug)]
pub enum Sourcing {
    /// Lanes with their shares of each order.
    Shares(Vec<(usize, Num)>),
    /// Lanes by rank; an order goes whole to the first that is open.
    Ranked(Vec<usize>),
}

/// A lane.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts of a lane, not states")]
pub struct Lane {
    /// Key in the scenario.
    pub name: String,
    /// Supplier site.
    pub from: usize,
    /// Buyer site.
    pub to: usize,
    /// The buyer's input.
    pub input: usize,
    /// Order of buyers by the hash of their names, for ties.
    pub tie_rank: u32,
    /// Transit, days.
    pub transit: Draw,
    /// Days of transit by regime of its authority, where they do not differ among trials.
    pub transit_days: Option<DayTables>,
    /// Working days of a review by the regime in which it starts, where it keeps its speed and they do not differ
    /// among trials.
    pub review_days: Option<DayTables>,
    /// Days from the release of an order to its shipping.
    pub dispatch: Draw,
    /// The authority that may license it.
    pub authority: Option<usize>,
    /// First day on which orders can be placed.
    pub available: u32,
    /// Last day on which orders can be placed.
    pub until: u32,
    /// What a unit costs that is ordered on the first day.
    pub terms: Terms,
    /// The same of units that are ordered from later days on, in order.
    pub later_terms: Vec<(u32, Terms)>,
    /// Reference price of a unit: what is above it is a premium; nothing where the material has none.
    pub reference_price: Option<Num>,
    /// By what means goods travel.
    pub transport: Option<Transport>,
    /// Duty, share of the price.
    pub duty: Num,
    /// Smallest order, ticks.
    pub minimum_lot: Option<Num>,
    /// Preparation of an application, days.
    pub preparation: Draw,
    /// Preparation of the first one, days.
    pub first_preparation: Option<Draw>,
    /// Work of its reviews against the desk's usual.
    pub work_factor: Num,
    /// Priority at the desk, 0 first.
    pub priority: u8,
    /// Rank of the customer at the supplier.
    pub customer_rank: u32,
    /// Margin that the buyer earns on one tick of the material, for allocation.
    pub margin_per_tick: f64,
    /// Released in order of filing.
    pub in_order: bool,
    /// Licensed orders are shipped in one piece.
    pub ships_whole: bool,
    /// Orders with a licence of their own travel as was usual when they were placed.
    pub licence_names_transport: bool,
    /// Cancelled and placed with the next rank after this many days unshipped.
    pub reroute_after: Option<u32>,
    /// General licence of its own.
    pub general: Option<GeneralLicence>,
    /// What its authority's regimes give to its applications, by regime.
    pub rules: Vec<LaneRules>,
    /// The quota of its authority under which its licences fall.
    pub quota: Option<usize>,
    /// Which of its authority's paces its reviews keep.
    pub pace: usize,
    /// Rules give it a speed, a priority or extra work.
    pub ruled: bool,
    /// The general licence of its pair, in [`Model::pairs`].
    pub pair: Option<usize>,
    /// Whether nothing ships, by regime of its authority.
    pub shut: Vec<bool>,
    /// Entries of [`Model::services`] without which nothing leaves: its own, and that of a supplier without capacity.
    pub services: Vec<usize>,
    /// That of its supplier, where that must be qualified before it takes orders.
    pub qualifies: Option<usize>,
    /// Whether anything ever shuts it: a regime, or an outage.
    pub ever_shut: bool,
    /// Days on which it is out of service; none as a scenario is written.
    pub out: std::ops::Range<u32>,
    /// Grey supply.
    pub grey: Option<Grey>,
    /// What it meets at the border of its supplier's country.
    pub border: Option<Border>,
    /// Entries of its authority's list that what it carries falls under, as bits.
    pub listed: u64,
    /// Milligrams in a tick of what it carries; 0 where that is counted in pieces.
    pub milligrams: i64,
    /// Whether an event may hold its goods on their way.
    pub may_be_held: bool,
    /// Every trial prepares its applications in the same time.
    pub certain_preparation: bool,
    /// A released order leaves its supplier on the day: nothing can hold it up.
    pub prompt: bool,
}

/// What a unit costs on a lane, in the currency of the scenario.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Its price.
    pub price: Num,
    /// Its freight.
    pub freight: Num,
}

/// A general licence on a lane.
#[derive(Clone, Debug)]
pub struct GeneralLicence {
    /// Day of the next application.
    pub apply: u32,
    /// What is left in ticks of one that is in force on the first day, and its last day.
    pub in_force: Option<(Num, u32)>,
    /// Ticks that may be shipped under it.
    pub quantity: Num,
    /// Validity from the grant, days.
    pub valid: u32,
    /// The renewal is applied for this many days before expiry.
    pub renew_before: u32,
    /// Preparation, days.
    pub preparation: Draw,
}

impl Lane {
    /// Whether orders can be placed on a day.
    #[must_use]
    #[inline]
    pub fn takes_orders(&self, day: u32) -> bool {
        day >= self.available && day <= self.until
    }
    /// What a unit costs at first, and in turn from later days on.
    pub fn all_terms(&self) -> impl Iterator<Item = Terms> {
        std::iter::once(self.terms).chain(self.later_terms.iter().map(|(_, terms)| *terms))
    }
}

impl Site {
    /// Whether anything can leave it on a day: nothing leaves a source without capacity on its days off. What others
    /// can ship is limited by what they have made.
    #[must_use]
    #[inline]
    pub fn ships_on(&self, day: u32) -> bool {
        !self.unlimited || self.working[day as usize]
    }
    /// Whether what it makes joins its output stock, from where it is sold or shipped.
    #[must_use]
    #[inline]
    pub fn makes_to_stock(&self) -> bool {
        self.sales.as_ref().is_none_or(|sales| sales.from_stock)
    }
    /// Whether it sells from finished goods.
    #[must_use]
    #[inline]
    pub fn sells_from_stock(&self) -> bool {
        self.sales.as_ref().is_some_and(|sales| sales.from_stock)
    }
}

impl Model {
    /// The date of a day.
    #[must_use]
    pub fn date(&self, day: u32) -> Date {
        self.start.saturating_add(jiff::Span::new().days(i64::from(day)))
    }
    /// The same network with fewer days: its first ones, as they are in the whole.
    #[must_use]
    pub fn until(&self, days: u32) -> Self {
        let mut short = self.clone();
        short.days = days.clamp(1, self.days);
        let days = short.days as usize;
        for site in &mut short.sites {
            site.working.truncate(days);
            if let Some(certain) = site.sales.as_mut().and_then(|sales| sales.certain.as_mut()) {
                certain.truncate(days);
            }
        }
        short.authorities.iter_mut().for_each(|authority| authority.working.truncate(days));
        short
    }
    /// The date of a day that may lie before the first.
    #[must_use]
    pub fn past_date(&self, day: i32) -> Date {
        self.start.saturating_add(jiff::Span::new().days(i64::from(day)))
    }
    /// Month of each day, counted from the month of the start.
    #[must_use]
    pub fn month_of_day(&self) -> Vec<u16> {
        let number = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
        let start = number(self.start);
        (0..self.days).map(|day| u16::try_from(number(self.date(day)) - start).unwrap_or(u16::MAX)).collect()
    }
    /// Offices that are counted apart before those of an authority: all of those that have several, desks too.
    #[must_use]
    pub fn first_office(&self, authority: usize) -> usize {
        let several = |a: &Authority| if a.offices.is_empty() { 0 } else { a.offices.len() + 1 };
        self.authorities[..authority].iter().map(several).sum()
    }
    /// Whether a day before the first lies in the month of the first.
    #[must_use]
    pub fn is_in_first_month(&self, day: i16) -> bool {
        i32::from(day) + i32::from(self.start.day()) > 0
    }
    /// The week of a day, from Monday on; that of the first day is 0.
    #[must_use]
    pub fn week_of(&self, day: u32) -> u32 {
        (day + u32::from(self.start.weekday().to_monday_zero_offset().unsigned_abs())) / 7
    }
    /// Number of months that the horizon touches.
    #[must_use]
    pub fn months(&self) -> usize {
        self.month_of_day().last().map_or(0, |m| usize::from(*m) + 1)
    }
    /// Sites with a line that can halt: those with inputs, in the order of the file.
    #[must_use]
    pub fn lines(&self) -> Vec<usize> {
        let mut lines: Vec<usize> = (0..self.sites.len()).filter(|s| !self.sites[*s].inputs.is_empty()).collect();
        lines.sort_by_key(|s| self.sites[*s].position);
        lines
    }
    /// Ticks that a manufacturer plans to make on each day, parameters at their medians.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "plans are far below 2⁵³ ticks a day")]
    pub fn planned_by_day(&self, site: usize) -> Vec<f64> {
        let site = &self.sites[site];
        let Some(sales) = &site.sales else { return vec![0.0; self.days as usize] };
        let on = |day: u32| {
            let at = day as usize;
            match &sales.certain {
                _ if !site.working[at] => 0.0,
                Some(certain) => certain[at] as f64,
                None => sales.plan.on(day).map_or(0.0, |plan| self.numbers.median(plan)),
            }
        };
        (0..self.days).map(on).collect()
    }
    /// Manufacturers, in order.
    pub fn manufacturers(&self) -> impl Iterator<Item = (usize, &Site)> {
        self.sites.iter().enumerate().filter(|(_, s)| s.sales.is_some())
    }
}
