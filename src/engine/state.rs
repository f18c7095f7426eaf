//! The state of a block of `W` trials that step through the days together.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::appointments::Appointments;
use super::at_desk::Filings;
use super::halts::Halts;
use super::levers::LeverState;
use super::lines::{Line, plans};
use super::luck::Luck;
use super::missing::{Lacking, Traced};
use super::open::OpenOrders;
use super::orders::Pool;
use super::outcome::MonthFlow;
use super::queue::Queue;
use super::regimes::RegimeNumbers;
use super::route::{Chances, Route, routes};
use super::short::Claim;
use super::split::Part;
use super::supply::Late;
use super::values::Values;
use super::volume::Volume;
use super::waits::Waits;
use crate::model::{HAIR, Model};

/// One number for each trial of a block.
pub type Lanes<const W: usize, T = i64> = [T; W];

/// Stages of the missing material, in the order in which they are reported.
pub const PLACES: usize = 9;

/// Names of the places where missing material can stand.
pub const PLACE_NAMES: [&str; PLACES] = [
    "in preparation",
    "in the queue",
    "under review",
    "returned",
    "licensed, at the supplier",
    "ready, at the supplier",
    "in transit",
    "held for inspection",
    "denied or never ordered",
];

/// Days in the ring of arrivals.
pub const RING: u32 = 128;

/// Classes of priority at a desk.
pub const CLASSES: usize = 4;

/// Thousandths in which a halt day is split among places.
pub const MILLI: u32 = 1000;

/// How a run is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Days from one band to the next.
    pub band_every: u32,
    /// Check conservation in every trial.
    pub audit: bool,
}

/// State of a site, by trial.
#[derive(Debug)]
pub struct SiteState<const W: usize> {
    /// Planned ticks a working day, fixed point.
    pub rate: Lanes<W>,
    /// Fraction of a tick carried by the plan.
    pub plan_carry: Lanes<W>,
    /// Most whole ticks a working day.
    pub capacity: Lanes<W>,
    /// The fraction of a tick beside them, fixed point.
    pub capacity_fraction: Lanes<W>,
    /// Whether any trial has such a fraction.
    pub capacity_has_fraction: bool,
    /// Fraction of a tick carried by the capacity.
    pub capacity_carry: Lanes<W>,
    /// Output stock, ticks.
    pub output: Lanes<W>,
    /// Output stock aimed at, ticks.
    pub target: Lanes<W>,
    /// Trials in which a lever lets it serve the highest margin first, as bits.
    pub by_margin: u32,
    /// Ticks of released orders that wait.
    pub backlog: Lanes<W>,
    /// Released orders that wait, by trial.
    pub waiting: Vec<Vec<u32>>,
    /// What was missing on the latest day on which anything was, by trial.
    pub causes: Vec<Vec<Lacking>>,
    /// 0: running; 1: waiting for material; 2 + n: restarting, n days left.
    pub down: Lanes<W>,
    /// Lost ticks that can still be made good.
    pub owed: Lanes<W>,
    /// The same by day of loss, in a ring.
    pub owed_by_day: Vec<Lanes<W>>,
    /// Cover needed for a restart, per input in order, ticks.
    pub restart_stock: Vec<Lanes<W>>,
    /// Extra share of the plan in catching up.
    pub catch_up: Lanes<W, f64>,
    /// Fraction of a tick carried by that share.
    pub catch_up_carry: Lanes<W>,
    /// Day with a plan before this one, where trials differ.
    pub previous_day: Lanes<W, u32>,
    /// Outcomes so far.
    pub outcome: SiteOutcomes<W>,
}

/// Outcomes of a site so far, by trial.
#[derive(Debug)]
pub struct SiteOutcomes<const W: usize> {
    /// Halts.
    pub halts: Lanes<W, Halts>,
    /// Ticks planned up to the last band, where trials differ in their plans.
    pub planned: Lanes<W>,
    /// Ticks lost for good.
    pub lost: Lanes<W>,
    /// Ticks made good.
    pub made_good: Lanes<W>,
    /// Ticks planned and not made since the last band.
    pub short_in_band: Lanes<W>,
    /// Ticks planned since the last band, where trials differ in their plans.
    pub planned_in_band: Lanes<W>,
}

/// State of an input, by trial.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct InputState<const W: usize> {
    // What is asked for every day comes first.
    /// Stock on hand, ticks.
    pub stock: Lanes<W>,
    /// Lowest stock so far at the end of a day, ticks.
    pub lowest: Lanes<W>,
    /// Ticks on order.
    pub on_order: Lanes<W>,
    /// Ticks per tick of output, where it is whole and the same in every trial.
    pub whole: Option<i64>,
    /// Open orders by age.
    pub open: OpenOrders<W>,
    /// Day of the next review.
    pub next_review: u32,
    /// Ticks per tick of output, fixed point.
    pub per_output: Lanes<W>,
    /// Fraction of a tick carried by the use.
    pub carry: Lanes<W>,
    /// Order-up-to level, reorder point or call-off, ticks.
    pub level: Lanes<W>,
    /// Lot of a reorder point, ticks.
    pub lot: Lanes<W>,
    /// Sum of end-of-day stocks, tick days.
    pub stock_days: Lanes<W>,
    /// Ticks ordered so far by fixed call-off, unrounded.
    pub called: Lanes<W, f64>,
    /// What shares that sum to less than 1 leave unordered, beyond the whole ticks of it.
    pub unasked: Lanes<W>,
    /// Audit: receipts and use, ticks.
    pub received: Lanes<W>,
    /// Audit: use, ticks.
    pub used: Lanes<W>,
    /// Opening stock, ticks.
    pub opening: Lanes<W>,
}

/// State of a lane, by trial.
#[derive(Debug)]
pub struct LaneState<const W: usize> {
    /// Ticks received.
    pub received: Lanes<W>,
    /// What its share of the buyer's orders comes to beyond the whole ticks ordered, as [`super::split`] counts.
    pub order_lag: Lanes<W>,
    /// What its share of a short supply comes to beyond the whole ticks shipped, likewise.
    pub supply_lag: Lanes<W>,
    /// Day of filing of the first application; `u32::MAX` is none yet.
    pub first_filed: Lanes<W, u32>,
    /// Orders so far, for ordinal slots.
    pub ordinal: Lanes<W, u32>,
    /// Balance of the general licence, ticks.
    pub balance: Lanes<W>,
    /// Last day of the general licence; 0 is none.
    pub general_until: Lanes<W, u32>,
    /// Day on which the next application for a general licence is prepared.
    pub general_next: Lanes<W, u32>,
    /// General licences applied for, for their slots.
    pub general_count: Lanes<W, u32>,
}

/// State of a licence desk, by trial.
#[derive(Debug)]
pub struct DeskState<const W: usize> {
    /// Regime by day.
    pub regime: Vec<Lanes<W, u8>>,
    /// Review work that one file has received up to the morning of a day, micro-days since day 0.
    pub work_done: Vec<Lanes<W>>,
    /// The same, to find the day on which work is done.
    pub work_index: super::work::WorkIndex<W>,
    /// Files of others.
    pub others: super::background::Others<W>,
    /// Elements on the list.
    pub controls: Lanes<W, u16>,
    /// Files that come due on a day.
    pub due: Vec<Vec<u32>>,
    /// Groups whose files are all filed on a day.
    pub filing: Vec<Vec<u32>>,
    /// Numbers by regime.
    pub by_regime: Vec<RegimeNumbers<W>>,
    /// Decisions are known when reviews start.
    pub foresees: bool,
    /// Starts of reviews, where they are known when a file is filed.
    pub appointments: Option<Appointments<W>>,
    /// Files that wait for their review to start, by priority.
    pub queue: [Queue<W>; CLASSES],
    /// Files ready for a decision, by trial.
    pub ready: Vec<BinaryHeap<Reverse<(u64, u32, u32)>>>,
    /// Officers that are busy.
    pub busy: Lanes<W>,
    /// Fraction of a file carried by the capacity; with officers, days that the last of them has in hand.
    pub capacity_carry: Lanes<W>,
    /// Fraction of a file carried by even background arrivals.
    pub arrivals_carry: Lanes<W>,
    /// Index of a working day among working days.
    pub working_index: Vec<u32>,
    /// Working days in order.
    pub working_day: Vec<u32>,
}

/// A change on a day that the course of policy brings to one trial.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// The day.
    pub day: u32,
    /// The trial within the block.
    pub trial: u8,
    /// What changes.
    pub what: Changed,
}

/// What changes.
#[derive(Clone, Copy, Debug)]
pub enum Changed {
    /// A parameter is set.
    Parameter(usize, f64),
    /// An authority's list of elements.
    Controls(usize, u16),
}

/// A block of trials.
pub struct Block<'m, const W: usize> {
    /// The model.
    pub(super) model: &'m Model,
    /// The streams.
    pub(super) luck: &'m Luck,
    /// What is recorded.
    pub(super) recording: Recording,
    /// First trial.
    pub(super) first_trial: u64,
    /// Numbers by trial.
    pub(super) values: Values<W>,
    /// All orders.
    pub(super) pool: Pool<W>,
    /// Sites.
    pub(super) sites: Vec<SiteState<W>>,
    /// Sites as production sees them.
    pub(super) lines: Vec<Line>,
    /// Plans by day and site.
    pub(super) plans: Vec<i64>,
    /// Sites that can make good what they lost.
    pub(super) catching_up: Vec<usize>,
    /// Sites where holding stock may cost money.
    pub(super) holding: Vec<usize>,
    /// Orders may be waiting at suppliers.
    pub(super) any_waiting: bool,
    /// Orders of some lanes are placed anew after a time.
    pub(super) reroutes: bool,
    /// Lanes that release orders in the order of their filing.
    pub(super) in_order: Vec<usize>,
    /// Scratch for the parts of an order, by lane.
    pub(super) placing: Vec<(usize, Lanes<W>)>,
    /// Scratch for those who share something.
    pub(super) sharing: Vec<Part>,
    /// Scratch for the orders that wait at a supplier.
    pub(super) claims: Vec<Claim>,
    /// Inputs.
    pub(super) inputs: Vec<InputState<W>>,
    /// Lanes.
    pub(super) lanes: Vec<LaneState<W>>,
    /// Desks by authority.
    pub(super) desks: Vec<DeskState<W>>,
    /// A parameter has changed since desks last looked.
    pub(super) numbers_changed: bool,
    /// Whether any lane applies for general licences.
    pub(super) has_general: bool,
    /// Grants under rules against stockpiling.
    pub(super) volume: Volume,
    /// Levers that are pulled.
    pub(super) levers: Vec<LeverState<W>>,
    /// Changes in order of day.
    pub(super) changes: Vec<Change>,
    /// The next of them.
    pub(super) next_change: usize,
    /// Days on which plans and capacities take a step, and their sites.
    pub(super) steps: Vec<(u32, usize)>,
    /// The next of them.
    pub(super) next_step: usize,
    /// Ticks that arrive, by input and by day in a ring. What is received is taken out, so that nothing is left
    /// at the end of a run.
    pub(super) arriving: Vec<Lanes<W>>,
    /// Shipments that arrive beyond the ring.
    pub(super) late: Vec<Late>,
    /// Orders that reach their supplier on a day.
    pub(super) reaching: Vec<Vec<u32>>,
    /// Scratch for the files of a day.
    pub(super) filings: Filings,
    /// What files look up of lanes.
    pub(super) routes: Vec<Route>,
    /// Chances of decisions.
    pub(super) chances: Chances<W>,
    /// Scratch for the needs of a site's inputs.
    pub(super) need: Vec<Lanes<W>>,
    /// Month of each day, from 0.
    pub(super) month: Vec<u16>,
    /// Flows through the desks by authority, month and trial.
    pub(super) flows: Vec<Vec<Lanes<W, MonthFlow>>>,
    /// Days from filing to decision.
    pub(super) waits: Waits,
    /// Halt days by what was missing.
    pub(super) traced: Traced<W>,
    /// Problems found by the audit.
    pub(super) faults: Vec<String>,
}

impl<'m, const W: usize> Block<'m, W> {
    /// Room for a block of trials of a model.
    #[must_use]
    pub fn new(model: &'m Model, luck: &'m Luck, recording: Recording) -> Self {
        const { assert!(W <= 32, "trials of a block are bits of a number") };
        let days = model.days as usize;
        let month = model.month_of_day();
        let count = model.months();
        let (routes, chances) = routes(model);
        Block {
            model,
            luck,
            recording,
            first_trial: 0,
            values: Values::new(model),
            pool: Pool::new(model.authorities.iter().map(|a| a.regimes.len()).max().unwrap_or(0)),
            sites: model.sites.iter().map(SiteState::new).collect(),
            lines: vec![Line::NEW; model.sites.len()],
            plans: plans(model),
            catching_up: sites_where(model, |s| s.line.catch_up.is_some() && !s.unlimited),
            holding: sites_where(model, |s| model.numbers.certain(s.holding) != Some(0.0) && !s.unlimited),
            any_waiting: false,
            reroutes: model.lanes.iter().any(|l| l.reroute_after.is_some()),
            in_order: (0..model.lanes.len()).filter(|l| model.lanes[*l].in_order).collect(),
            placing: Vec::new(),
            sharing: Vec::new(),
            claims: Vec::new(),
            inputs: model.inputs.iter().map(|_| InputState::new()).collect(),
            lanes: model.lanes.iter().map(|_| LaneState::new()).collect(),
            desks: (0..model.authorities.len()).map(|a| DeskState::new(model, a)).collect(),
            numbers_changed: true,
            has_general: model.lanes.iter().any(|l| l.general.is_some()),
            volume: Volume::new(model, W),
            levers: Vec::new(),
            changes: Vec::new(),
            next_change: 0,
            steps: super::policy::steps(model),
            next_step: 0,
            arriving: vec![[0; W]; RING as usize * model.inputs.len()],
            late: Vec::new(),
            reaching: vec![Vec::new(); days],
            filings: Filings::new(),
            routes,
            chances,
            need: vec![[0; W]; model.sites.iter().map(|s| s.inputs.len()).max().unwrap_or(0)],
            flows: model.authorities.iter().map(|_| vec![[MonthFlow::default(); W]; count]).collect(),
            month,
            waits: Waits::new(model.lanes.len(), days),
            traced: Traced::new(model),
            faults: Vec::new(),
        }
    }

    /// Sets the state of the morning of day 0 for the trials from `first_trial` on.
    #[inline(always)]
    pub fn open(&mut self, first_trial: u64) {
        self.first_trial = first_trial;
        self.open_levers();
        self.volume.clear();
        self.values.draw(self.model, self.luck, first_trial);
        self.pool.clear();
        self.late.clear();
        self.reaching.iter_mut().for_each(Vec::clear);
        self.changes.clear();
        self.next_change = 0;
        self.next_step = 0;
        self.any_waiting = false;
        self.lines.fill(Line::NEW);
        self.numbers_changed = true;
        for site in 0..self.sites.len() {
            self.open_site(site);
        }
        for (lane, state) in self.model.lanes.iter().zip(&mut self.lanes) {
            *state = LaneState::new();
            if let Some(general) = &lane.general {
                state.general_next = [general.apply; W];
            }
        }
        for (authority, desk) in self.model.authorities.iter().zip(&mut self.desks) {
            desk.open(authority.controls);
        }
        for flow in self.flows.iter_mut().flatten() {
            *flow = [MonthFlow::default(); W];
        }
    }
}

impl<const W: usize> SiteState<W> {
    fn new(site: &crate::model::Site) -> Self {
        // A day more than lost output can be made good in, so that the last of those days counts.
        let ring = site.line.catch_up.map_or(0, |(_, days)| days as usize + 1);
        Self {
            rate: [0; W],
            plan_carry: [0; W],
            capacity: [i64::MAX; W],
            capacity_fraction: [0; W],
            capacity_has_fraction: false,
            capacity_carry: [HAIR; W],
            output: [0; W],
            target: [0; W],
            by_margin: 0,
            backlog: [0; W],
            waiting: vec![Vec::new(); W],
            causes: vec![Vec::new(); W],
            down: [0; W],
            owed: [0; W],
            owed_by_day: vec![[0; W]; ring],
            restart_stock: Vec::new(),
            catch_up: [0.0; W],
            catch_up_carry: [HAIR; W],
            previous_day: [u32::MAX; W],
            outcome: SiteOutcomes::new(),
        }
    }
}

impl<const W: usize> SiteOutcomes<W> {
    fn new() -> Self {
        Self {
            halts: [Halts::NONE; W],
            planned: [0; W],
            lost: [0; W],
            made_good: [0; W],
            short_in_band: [0; W],
            planned_in_band: [0; W],
        }
    }
    /// Nothing has happened.
    pub fn reset(&mut self) {
        *self = Self::new();
    }
}

impl<const W: usize> InputState<W> {
    fn new() -> Self {
        Self {
            stock: [0; W],
            on_order: [0; W],
            per_output: [0; W],
            whole: None,
            carry: [0; W],
            level: [0; W],
            lot: [1; W],
            next_review: 0,
            lowest: [0; W],
            stock_days: [0; W],
            open: OpenOrders::new(),
            called: [0.0; W],
            unasked: [0; W],
            received: [0; W],
            used: [0; W],
            opening: [0; W],
        }
    }
}

impl<const W: usize> LaneState<W> {
    fn new() -> Self {
        Self {
            received: [0; W],
            order_lag: [0; W],
            supply_lag: [0; W],
            first_filed: [u32::MAX; W],
            ordinal: [0; W],
            balance: [0; W],
            general_until: [0; W],
            general_next: [u32::MAX; W],
            general_count: [0; W],
        }
    }
}

impl<const W: usize> DeskState<W> {
    fn new(model: &Model, a: usize) -> Self {
        let authority = &model.authorities[a];
        let days = model.days as usize;
        let mut working_index = Vec::with_capacity(days);
        let mut working_day = Vec::new();
        for day in 0..days {
            working_index.push(working_day.len() as u32);
            if authority.working[day] {
                working_day.push(day as u32);
            }
        }
        Self {
            regime: vec![[0; W]; days],
            work_done: vec![[0; W]; days + 1],
            work_index: super::work::WorkIndex::new(),
            others: super::background::Others::new(authority, days),
            controls: [0; W],
            due: vec![Vec::new(); days],
            filing: vec![Vec::new(); days],
            by_regime: vec![RegimeNumbers::new(); authority.regimes.len()],
            foresees: super::regimes::foresees(model, a),
            appointments: super::regimes::appoints(model, a).then(|| Appointments::new(days, authority.regimes.len())),
            queue: std::array::from_fn(|_| Queue::new()),
            ready: (0..W).map(|_| BinaryHeap::new()).collect(),
            busy: [0; W],
            capacity_carry: [0; W],
            arrivals_carry: [0; W],
            working_index,
            working_day,
        }
    }
    fn open(&mut self, controls: u16) {
        self.controls = [controls; W];
        self.others.clear();
        self.due.iter_mut().chain(&mut self.filing).for_each(Vec::clear);
        self.queue.iter_mut().for_each(Queue::clear);
        self.ready.iter_mut().for_each(BinaryHeap::clear);
        self.busy = [0; W];
        self.capacity_carry = [HAIR; W];
        self.arrivals_carry = [HAIR; W];
    }

    /// A file comes due on a day; beyond the horizon it stays where it is.
    #[inline(always)]
    pub fn come_due(&mut self, id: u32, day: usize) {
        if let Some(files) = self.due.get_mut(day) {
            files.push(id);
        }
    }
}

/// Sites of a kind.
fn sites_where(model: &Model, is: impl Fn(&crate::model::Site) -> bool) -> Vec<usize> {
    (0..model.sites.len()).filter(|site| is(&model.sites[*site])).collect()
}

/// The trials of a set of bits, in order.
#[inline(always)]
pub fn trials(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let first = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (first < 32).then_some(first as usize)
    })
}

/// Adds numbers trial by trial.
#[inline(always)]
pub fn add<const W: usize>(sum: &mut Lanes<W>, more: &Lanes<W>) {
    for w in 0..W {
        sum[w] += more[w];
    }
}

/// The trials of which a number is not 0, as bits.
#[inline(always)]
pub fn nonzero<const W: usize>(numbers: &Lanes<W>) -> u32 {
    let mut bits = 0_i64;
    for w in 0..W {
        bits |= -i64::from(numbers[w] != 0) & (1 << w);
    }
    bits as u32
}

/// Whether any number is not 0.
#[inline(always)]
pub fn any<const W: usize>(numbers: &Lanes<W>) -> bool {
    let mut bits = 0;
    for w in 0..W {
        bits |= numbers[w];
    }
    bits != 0
}
