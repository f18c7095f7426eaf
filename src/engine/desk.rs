//! Step 2: the licence desks. Files come due, are filed, wait, are reviewed and decided.
//!
//! A pending file stands in exactly one list: the day on which it comes due, a queue, the ready heap, or those that
//! wait for room under a rule against stockpiling. The order of decisions is priority, then day of filing, then the
//! hash of the buyer's name, then that of the lane's, then age.
//!
//! # The ways of a file
//!
//! The course of policy does not depend on what sites do and is laid out for all days, and a file's random numbers are
//! those of its name. So what will become of a file may be known, and settled, before its day has come. A file that is
//! settled need not be looked at again. In the order in which the desk looks for them:
//!
//! | way | what is settled when | condition |
//! |---|---|---|
//! | ahead ([`super::ahead`]) | review, decision and arrival when it is filed; its random numbers are drawn then | [`super::regimes::appoints`], and the lane is settled, prepares all applications in one time, has no general licence, and one table each for reviews and transits |
//! | appointed | start and end of its review when it is filed | [`super::regimes::appoints`]: so many starts a working day, whole, one priority, no order placed anew, and foreseen |
//! | foreseen | decision and arrival of a grant when its review begins | [`super::regimes::foresees`], the lane is settled, and the grant is whole; else it comes due on the day of its decision |
//! | at once | its review begins when it is filed | decisions are what is limited |
//! | usual | it waits in a queue for its review and comes due for its decision; a grant leaves that day | the lane is usual: its grants are whole, and nothing can hold up a released order |
//! | any ([`super::decision`]) | nothing | |

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::appointments::Appointments;
use super::background::Others;
use super::book::Orders;
use super::facts::Facts;
use super::ledger::Entry;
use super::offices::Offices;
use super::orders::{Kind, Stage};
use super::poisson::Poisson;
use super::policy::{Course, Policy};
use super::queue::Queue;
use super::quotas::NoRoom;
use super::record::Record;
use super::ruled::{Taken, priority};
use super::shipping::Shipping;
use super::state::{Lanes, trials};
use super::volume::Excess;
use crate::model::{Model, take_whole};
use crate::scenario::DeskLimit;

/// Classes of priority at a desk.
pub(super) const CLASSES: usize = 4;

/// The licence desks of all authorities.
pub(super) struct Desks<const W: usize> {
    desks: Vec<Desk<W>>,
}

/// The licence desk of an authority, by trial.
pub(super) struct Desk<const W: usize> {
    /// The authority.
    pub(super) index: usize,
    /// Files of others.
    pub(super) others: Others<W>,
    /// Files that come due on a day.
    due: Vec<Vec<u32>>,
    /// Groups whose files are all filed on a day.
    pub(super) filing: Vec<Vec<u32>>,
    /// Scratch for the files of a day.
    filings: Filings,
    /// Decisions are known when reviews start.
    pub(super) foresees: bool,
    /// Orders may be cancelled while their files wait.
    pub(super) cancels: bool,
    /// Starts of reviews, where they are known when a file is filed.
    pub(super) appointments: Option<Appointments<W>>,
    /// Files that wait for their review to start, by priority.
    pub(super) queue: [Queue<W>; CLASSES],
    /// Files ready for a decision, by trial.
    pub(super) ready: Vec<BinaryHeap<Reverse<(u64, u32, u32)>>>,
    /// Orders that wait for room under a rule against stockpiling.
    pub(super) excess: Excess,
    /// Ready files that are passed over today; scratch.
    pub(super) passed_over: Vec<Reverse<(u64, u32, u32)>>,
    /// Files under review by officers, where rules give speeds or files may be withdrawn.
    pub(super) taken: Taken<W>,
    /// Files that do not fit into their quotas.
    pub(super) no_room: NoRoom,
    /// Claims of files that were ready on an earlier day, as they were on that day, where the desk has no limit of
    /// decisions.
    pub(super) claims: HashMap<u32, (u64, u32)>,
    /// Offices that files pass before they come here.
    pub(super) offices: Offices<W>,
    /// Officers that are busy.
    pub(super) busy: Lanes<W>,
    /// Fraction of a file carried by the capacity; with officers, days that the last of them has in hand.
    pub(super) capacity_carry: Lanes<W>,
    /// Fraction of a file carried by even background arrivals.
    pub(super) arrivals_carry: Lanes<W>,
    /// Tables of the counts of others' arrivals.
    pub(super) counts: [Poisson; W],
    /// Day of filing of each lane's first application; `u32::MAX` is none yet.
    pub(super) first_filed: Vec<Lanes<W, u32>>,
}

/// Files that are to be filed today: key, number of the group, group, trial or `W` for the whole group.
pub(super) type Filings = Vec<(u64, u32, u32, u32)>;

impl<const W: usize> Desks<W> {
    /// The desks of a model.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        Self { desks: (0..model.authorities.len()).map(|a| Desk::new(model, a)).collect() }
    }

    /// No files yet.
    #[inline(always)]
    pub(super) fn open(&mut self) {
        self.desks.iter_mut().for_each(Desk::open);
    }

    /// The desk of an authority.
    #[inline(always)]
    pub(super) fn of(&mut self, authority: usize) -> &mut Desk<W> {
        &mut self.desks[authority]
    }

    /// The desk of every authority on a day.
    #[inline(always)]
    pub(super) fn run(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        if orders.quotas.is_used() {
            orders.quotas.look(facts);
        }
        if orders.volume.is_used() {
            for desk in &mut self.desks {
                desk.grant_what_waits(facts, policy, orders, shipping, record);
            }
        }
        for desk in &mut self.desks {
            desk.run(facts, policy, orders, shipping, record);
        }
    }
}

impl<const W: usize> Desk<W> {
    fn new(model: &Model, a: usize) -> Self {
        let authority = &model.authorities[a];
        let days = model.days as usize;
        Self {
            index: a,
            others: Others::new(authority, days),
            due: vec![Vec::new(); days],
            filing: vec![Vec::new(); days],
            filings: Filings::new(),
            foresees: super::regimes::foresees(model, a),
            appointments: super::regimes::appoints(model, a).then_some(Appointments::NONE),
            cancels: model.lanes.iter().any(|l| l.authority == Some(a) && l.reroute_after.is_some()),
            queue: std::array::from_fn(|_| Queue::new()),
            ready: (0..W).map(|_| BinaryHeap::new()).collect(),
            excess: Excess::new(model, W),
            passed_over: Vec::new(),
            taken: Taken::default(),
            no_room: NoRoom::default(),
            claims: HashMap::new(),
            offices: Offices::new(authority, days),
            busy: [0; W],
            capacity_carry: [0; W],
            arrivals_carry: [0; W],
            counts: std::array::from_fn(|_| Poisson::default()),
            first_filed: vec![[u32::MAX; W]; model.lanes.len()],
        }
    }

    fn open(&mut self) {
        self.others.clear();
        self.due.iter_mut().chain(&mut self.filing).for_each(Vec::clear);
        self.queue.iter_mut().for_each(Queue::clear);
        self.ready.iter_mut().for_each(BinaryHeap::clear);
        self.excess.clear();
        self.taken.clear();
        self.no_room.clear();
        self.claims.clear();
        self.offices.clear();
        if let Some(appointments) = &mut self.appointments {
            *appointments = Appointments::NONE;
        }
        self.busy = [0; W];
        self.capacity_carry = [crate::model::HAIR; W];
        self.arrivals_carry = [crate::model::HAIR; W];
        self.first_filed.fill([u32::MAX; W]);
    }

    /// A file comes due on a day; beyond the horizon it stays where it is.
    #[inline(always)]
    pub(super) fn come_due(&mut self, id: u32, day: usize) {
        if let Some(files) = self.due.get_mut(day) {
            files.push(id);
        }
    }

    /// The desk on a day.
    #[inline(always)]
    fn run(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let authority = &facts.model.authorities[self.index];
        let course = policy.of(self.index);
        let works = authority.working[facts.day as usize];
        if authority.has_background
            && (authority.capacity.limited || authority.limit != DeskLimit::DecisionsPerWorkingDay)
        {
            self.background(works, facts, course);
        }
        if authority.has_background && authority.limit == DeskLimit::Officers {
            self.others_decided(facts.day, works, course);
        }
        self.files_due(facts, policy, orders, shipping, record);
        if self.offices.are_used() {
            self.pass_offices(facts, policy, orders, shipping, record);
        }
        if works {
            match authority.limit {
                DeskLimit::DecisionsPerWorkingDay if authority.capacity.limited => {
                    self.decide_ready(facts, policy, orders, shipping, record);
                }
                DeskLimit::DecisionsPerWorkingDay => {}
                DeskLimit::StartsPerWorkingDay | DeskLimit::Officers => {
                    // Where capacity is whole, nothing is carried over a day on which no file waits.
                    if !authority.capacity.whole || !self.queue.iter().all(Queue::is_empty) {
                        self.start_reviews(facts, policy, orders, shipping, record);
                    }
                }
            }
        }
    }

    /// Files that come due today: finished reviews are decided, filings join the queue in the order of names.
    #[inline(always)]
    fn files_due(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let day = facts.day as usize;
        if self.due[day].is_empty() && self.filing[day].is_empty() {
            return;
        }
        let mut due = std::mem::take(&mut self.due[day]);
        let mut groups = std::mem::take(&mut self.filing[day]);
        if orders.volume.is_used() || orders.quotas.is_used() {
            // Who is decided first leaves the others less room; what was ready before keeps its place.
            due.sort_by_cached_key(|id| {
                self.claims.get(id).copied().unwrap_or_else(|| claim_of(*id, facts, policy, orders))
            });
        }
        for &id in &due {
            self.file_due(id, facts, policy, orders, shipping, record);
        }
        self.file_all(&groups, facts, policy, orders, shipping, record);
        // Their room is kept for the next block.
        due.clear();
        groups.clear();
        self.due[day] = due;
        self.filing[day] = groups;
    }

    /// A file comes due today: its review is done, or it is to be filed.
    #[inline(always)]
    fn file_due(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let (group, w) = orders.pool.member_mut(id);
        match group.stage[w] {
            Stage::Review => self.review_done(id, facts, policy, orders, shipping, record),
            Stage::Cancelled => {
                group.drop_cancelled(w);
                self.no_room.take(id);
                self.claims.remove(&id);
                // Its officer has kept it until now.
                self.busy[w] -= i64::from(self.taken.end(id));
            }
            // Filed before, in a freeze in which its review cannot begin.
            Stage::Queue => {
                group.starts[w] = facts.day as u16;
                self.begin_reviews((id / W as u32, 1 << w), facts, policy, orders, shipping, record);
            }
            _ => self.filings.push((filing_key(group, facts), group.serial, id / W as u32, w as u32)),
        }
    }

    /// Files those that are to be filed today and groups whose applications all are, in the order of their keys.
    #[inline(always)]
    fn file_all(
        &mut self,
        groups: &[u32],
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let mut filings = std::mem::take(&mut self.filings);
        filings.extend(groups.iter().map(|&g| {
            let group = orders.pool.group(g);
            (filing_key(group, facts), group.serial, g, W as u32)
        }));
        let order = |&(key, serial, ..): &(u64, u32, u32, u32)| (key, serial);
        if !filings.is_sorted_by_key(order) {
            filings.sort_by_key(order);
        }
        for &(_, _, g, w) in &filings {
            let group = orders.pool.group(g);
            let ahead = group.kind == Kind::Single && facts.routes[group.lane as usize].ahead;
            match (w as usize == W, ahead) {
                (true, true) => self.file_group_ahead(g, facts, policy, orders, shipping, record),
                (true, false) => self.file_group(g, facts, policy, orders, shipping, record),
                (false, _) => self.file((g, w as usize), ahead, facts, policy, orders, shipping, record),
            }
        }
        filings.clear();
        self.filings = filings;
    }

    /// All applications of a group reach the desk.
    #[inline(always)]
    fn file_group(
        &mut self,
        g: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let group = orders.pool.group_mut(g);
        let flow = record.flows_on(self.index, facts.day);
        let mut there = [false; W];
        for w in 0..W {
            there[w] = group.stage[w] == Stage::Preparation;
            group.filed[w] = if there[w] { facts.day as i16 } else { group.filed[w] };
        }
        for w in 0..W {
            group.stage[w] = if there[w] { Stage::Queue } else { group.stage[w] };
            flow[w].filed += u32::from(there[w]);
        }
        let mut filed = 0;
        for w in 0..W {
            filed |= u32::from(there[w]) << w;
        }
        record.book_all(Entry::Applied, orders.pool.group(g), filed, facts.day);
        self.wait_for_review((g, filed), facts, policy, orders, shipping, record);
    }

    /// A file reaches the desk.
    #[inline(always)]
    fn file(
        &mut self,
        (g, w): (u32, usize),
        ahead: bool,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let group = orders.pool.group_mut(g);
        group.stage[w] = Stage::Queue;
        group.filed[w] = facts.day as i16;
        if group.attempt[w] == 0 && group.kind == Kind::Single {
            record.book(Entry::Applied, (group.lane as usize, w), facts.day, group.quantity[w]);
        }
        record.flows_on(self.index, facts.day)[w].filed += 1;
        if ahead {
            self.file_again_ahead((g, w), facts, policy, orders, shipping, record);
        } else {
            self.wait_for_review((g, 1 << w), facts, policy, orders, shipping, record);
        }
    }

    /// Files of a group that were filed before the first day.
    pub(super) fn stand_in_queue(
        &mut self,
        (g, files): (u32, u32),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        if facts.routes[orders.pool.group(g).lane as usize].ahead {
            for w in trials(files) {
                self.file_again_ahead((g, w), facts, policy, orders, shipping, record);
            }
        } else {
            self.wait_for_review((g, files), facts, policy, orders, shipping, record);
        }
    }

    /// Filed applications come to the first office, or to the desk where there is none.
    #[inline(always)]
    fn wait_for_review(
        &mut self,
        (g, filed): (u32, u32),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        if self.offices.are_used() {
            self.offices.take_in(g, filed, facts.day, orders);
        } else {
            self.join_desk((g, filed), facts, policy, orders, shipping, record);
        }
    }

    /// Applications join the queue; or their reviews begin, now where decisions are what is scarce, or on a
    /// day that is known by now.
    #[inline(always)]
    pub(super) fn join_desk(
        &mut self,
        (g, filed): (u32, u32),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let authority = &facts.model.authorities[self.index];
        let group = orders.pool.group_mut(g);
        if let Some(appointments) = &mut self.appointments {
            for w in trials(filed) {
                group.starts[w] = appointments.make(w, facts.day, authority, policy.of(self.index));
            }
        } else if authority.limit == DeskLimit::DecisionsPerWorkingDay {
            for w in trials(filed) {
                group.starts[w] = facts.day as u16;
            }
        } else {
            let lane = group.lane as usize;
            if facts.routes[lane].ruled {
                for w in trials(filed) {
                    self.queue[usize::from(priority(lane, w, facts, policy)) % CLASSES].push(g, 1 << w);
                }
            } else {
                self.queue[usize::from(facts.routes[lane].priority) % CLASSES].push(g, filed);
            }
            return;
        }
        self.begin_reviews((g, filed), facts, policy, orders, shipping, record);
    }

    /// Whole files that the desk of a trial can handle today, so many of its officers having put their files aside; 0
    /// in a freeze.
    #[inline(always)]
    pub(super) fn capacity(&mut self, w: usize, aside: i64, facts: &Facts<W>, course: &Course<W>) -> i64 {
        let authority = &facts.model.authorities[self.index];
        let busy = self.busy[w] - aside;
        let capacity = course.numbers[usize::from(course.on(facts.day, w))].capacity[w];
        if capacity == 0 || capacity == i64::MAX {
            capacity
        } else {
            match (authority.limit, authority.capacity.whole) {
                (DeskLimit::Officers, true) => (capacity - busy).max(0),
                (DeskLimit::Officers, false) => {
                    super::at_desk::free_officers(&mut self.capacity_carry[w], capacity, busy)
                }
                (_, true) => capacity,
                (_, false) => take_whole(&mut self.capacity_carry[w], capacity),
            }
        }
    }
}

/// Ties among files of one day: hash of the buyer's name, then of the lane's, then age. What was placed on one
/// lane on one day goes in the order in which it was placed.
#[inline(always)]
fn filing_key<const W: usize>(group: &super::orders::Group<W>, facts: &Facts<W>) -> u64 {
    u64::from(facts.routes[group.lane as usize].tie_rank) << 16 | u64::from(in_order(group.placed))
}

/// The claim of a file that is filed by now, and its number.
#[inline(always)]
pub(super) fn claim_of<const W: usize>(
    id: u32,
    facts: &Facts<W>,
    policy: &Policy<W>,
    orders: &Orders<W>,
) -> (u64, u32) {
    let (group, w) = orders.pool.member(id);
    let priority = priority(group.lane as usize, w, facts, policy);
    (claim(priority, group.filed[w], filing_key(group, facts)), group.serial)
}

/// The claim of a file to be decided, the lowest first: priority, day of filing, key among that day's filings.
#[inline(always)]
pub(super) fn claim(priority: u8, filed: i16, key: u64) -> u64 {
    u64::from(priority) << 60 | u64::from(in_order(filed)) << 44 | (key & ((1 << 44) - 1))
}

/// A day, negative before the first, as a number of the same order.
#[inline(always)]
pub(super) fn in_order(day: i16) -> u16 {
    day as u16 ^ 0x8000
}
