//! Offices that an application passes, one after the other, before it comes to the desk: each with its calendar, its
//! limit, its work and its queue. A file that leaves an office in the morning is at the next one the same morning.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::at_desk::free_officers;
use super::book::Orders;
use super::desk::{Desk, claim_of};
use super::draw::sample;
use super::facts::Facts;
use super::office_others::{OfficeOthers, is_other};
use super::orders::{Kind, Stage};
use super::policy::Policy;
use super::record::Record;
use super::ruled::Taken;
use super::shipping::Shipping;
use super::state::{Lanes, trials};
use crate::model::{Authority, HAIR, Model, NEVER, Office as OfficeModel, fixed_point, take_whole};
use crate::random::{Purpose, few_days, uniform};
use crate::scenario::{DeskLimit, ReviewMode};

/// The offices of an authority before its desk.
#[derive(Debug, Default)]
pub(super) struct Offices<const W: usize> {
    offices: Vec<Office<W>>,
}

/// One office.
#[derive(Debug)]
struct Office<const W: usize> {
    /// Files whose review is done on a day.
    due: Vec<Vec<u32>>,
    /// Files that have come and wait for nothing but the morning's work.
    coming: Vec<u32>,
    /// Files in the order of their claims, by trial: those that wait for their review, or, where decisions are limited,
    /// to leave.
    standing: Vec<BinaryHeap<Reverse<(u64, u32, u32)>>>,
    /// Officers that are busy, and with which files where rules give speeds.
    busy: Lanes<W>,
    taken: Taken<W>,
    /// Fraction of a file carried by the capacity.
    carry: Lanes<W>,
    others: OfficeOthers<W>,
}

impl<const W: usize> Offices<W> {
    /// Those of an authority.
    #[must_use]
    pub(super) fn new(authority: &Authority, days: usize) -> Self {
        let office = |model: &OfficeModel| Office {
            others: OfficeOthers::new(model),
            due: vec![Vec::new(); days],
            coming: Vec::new(),
            standing: (0..W).map(|_| BinaryHeap::new()).collect(),
            busy: [0; W],
            taken: Taken::default(),
            carry: [HAIR; W],
        };
        Self { offices: authority.offices.iter().map(office).collect() }
    }

    /// Whether there is any.
    #[inline(always)]
    #[must_use]
    pub(super) fn are_used(&self) -> bool {
        !self.offices.is_empty()
    }

    /// No file is anywhere.
    pub(super) fn clear(&mut self) {
        for office in &mut self.offices {
            office.due.iter_mut().for_each(Vec::clear);
            office.coming.clear();
            office.standing.iter_mut().for_each(BinaryHeap::clear);
            office.taken.clear();
            (office.busy, office.carry) = ([0; W], [HAIR; W]);
            office.others.clear();
        }
    }

    /// Members of a group are filed: they come to the first office.
    pub(super) fn take_in(&mut self, g: u32, filed: u32, day: u32, orders: &mut Orders<W>) {
        let Some(first) = self.offices.first_mut() else { return };
        for id in trials(filed).map(|w| g * W as u32 + w as u32) {
            first.coming.push(id);
            orders.pool.offices.insert(id, (day, 0));
        }
    }
}

/// A file leaves where it is; returns the days that it was there.
fn leave<const W: usize>(id: u32, day: u32, orders: &mut Orders<W>) -> Option<u32> {
    orders.pool.offices.remove(&id).map(|(came, _)| day - came)
}

impl<const W: usize> Office<W> {
    /// Begins the review of a file; false where it cannot.
    fn begin(&mut self, id: u32, number: usize, facts: &Facts<W>, policy: &Policy<W>, orders: &mut Orders<W>) -> bool {
        let (group, w) = orders.pool.member_mut(id);
        let lane = group.lane as usize;
        let Some(a) = facts.model.lanes[lane].authority else { return false };
        let office = &facts.model.authorities[a].offices[number];
        let (route, course) = (&facts.routes[lane], policy.of(a));
        let [word, _] = words(id, number, facts, group);
        let work = sample(&office.work, word, facts.values.of(office.work.scale)[w]);
        let work = work * facts.values.of(route.work_factor)[w];
        let pace = usize::from(route.pace);
        let done = match office.review {
            ReviewMode::AtRegimeSpeed => {
                course.day_done_at((number, pace, w), facts.day, work, &facts.model.authorities[a])
            }
            ReviewMode::FixedAtStart => {
                let speed = course.speed_at(pace, facts.day, w);
                if speed <= 0.0 {
                    return false;
                }
                office.working_days.after(facts.day as usize, few_days(work / speed).into()).unwrap_or(NEVER)
            }
        };
        group.stage[w] = Stage::Review;
        group.starts[w] = facts.day as u16;
        if let Some(due) = self.due.get_mut(done as usize) {
            due.push(id);
        }
        true
    }

    /// A file of others stands among those that wait.
    fn stand(&mut self, id: u32, office: &OfficeModel) {
        let (claim, serial) = self.others.claim(id, office);
        self.standing[self.others.trial(id)].push(Reverse((claim, serial, id)));
    }

    /// Begins the review of a file of others; false where it cannot.
    fn begin_other(&mut self, id: u32, at: (usize, usize), facts: &Facts<W>, policy: &Policy<W>) -> bool {
        let Some(done) = self.others.done(id, at, facts, policy.of(at.0)) else { return false };
        if let Some(due) = self.due.get_mut(done as usize) {
            due.push(id);
        }
        true
    }

    /// The review of a file of others is done: it leaves, or stands until it may.
    fn other_due(
        &mut self,
        (id, limited): (u32, bool),
        (index, number, works): (usize, usize, bool),
        facts: &Facts<W>,
        policy: &Policy<W>,
    ) {
        let office = &facts.model.authorities[index].offices[number];
        let w = self.others.trial(id);
        if limited {
            self.stand(id, office);
        } else if works && policy.of(index).speed(facts.day, w) > 0.0 {
            self.busy[w] -= i64::from(office.limit == DeskLimit::Officers);
        } else if let Some(tomorrow) = self.due.get_mut(facts.day as usize + 1) {
            tomorrow.push(id);
        }
    }

    /// Whole files that may be taken up, or leave, today.
    fn capacity(&mut self, w: usize, aside: i64, office: &OfficeModel, facts: &Facts<W>) -> i64 {
        let Some(capacity) = office.capacity else { return i64::MAX };
        let capacity = fixed_point(facts.values.of(capacity)[w]);
        if office.limit == DeskLimit::Officers {
            free_officers(&mut self.carry[w], capacity, self.busy[w] - aside)
        } else {
            take_whole(&mut self.carry[w], capacity)
        }
    }

    /// An office on a day; what leaves it does so in the order of claims.
    fn pass(
        &mut self,
        (index, number): (usize, usize),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
    ) -> Vec<u32> {
        let authority = &facts.model.authorities[index];
        let office = &authority.offices[number];
        let works = office.working[facts.day as usize];
        let limited = office.limit == DeskLimit::DecisionsPerWorkingDay && office.capacity.is_some();
        let goes = |lane: u32, w: usize| {
            works && policy.of(index).speed_at(usize::from(facts.routes[lane as usize].pace), facts.day, w) > 0.0
        };
        let mut leaving = Vec::new();
        let come = self.others.come((index, number, works), office, facts);
        self.coming.extend(come);
        for id in std::mem::take(&mut self.due[facts.day as usize]) {
            if is_other(id) {
                self.other_due((id, limited), (index, number, works), facts, policy);
                continue;
            }
            let (group, w) = orders.pool.member_mut(id);
            let gone = group.stage[w] == Stage::Cancelled;
            if !gone && !limited && !goes(group.lane, w) {
                if let Some(tomorrow) = self.due.get_mut(facts.day as usize + 1) {
                    tomorrow.push(id);
                }
                continue;
            }
            if office.limit == DeskLimit::Officers {
                self.busy[w] -= 1;
                self.taken.end(id);
            }
            if gone {
                group.drop_cancelled(w);
            } else if limited {
                let (claim, serial) = claim_of(id, facts, policy, orders);
                self.standing[w].push(Reverse((claim, serial, id)));
            } else {
                leaving.push(id);
            }
        }
        for id in std::mem::take(&mut self.coming) {
            if is_other(id) {
                if office.limit != DeskLimit::DecisionsPerWorkingDay {
                    self.stand(id, office);
                } else if !self.begin_other(id, (index, number), facts, policy) {
                    self.coming.push(id);
                }
                continue;
            }
            let (group, w) = orders.pool.member_mut(id);
            if group.stage[w] == Stage::Cancelled {
                group.drop_cancelled(w);
            } else if office.limit != DeskLimit::DecisionsPerWorkingDay {
                let (claim, serial) = claim_of(id, facts, policy, orders);
                self.standing[w].push(Reverse((claim, serial, id)));
            } else if !self.begin(id, number, facts, policy, orders) {
                self.coming.push(id);
            }
        }
        if works && (limited || office.limit != DeskLimit::DecisionsPerWorkingDay) {
            self.take_up((index, number), &goes, facts, policy, orders, &mut leaving);
        }
        leaving.sort_by_cached_key(|id| claim_of(*id, facts, policy, orders));
        leaving
    }

    /// Files are taken up, or leave where decisions are limited, as many as there is room for.
    fn take_up(
        &mut self,
        (index, number): (usize, usize),
        goes: &impl Fn(u32, usize) -> bool,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        leaving: &mut Vec<u32>,
    ) {
        let authority = &facts.model.authorities[index];
        let office = &authority.offices[number];
        let aside = if authority.has_paces() { self.taken.standing(facts, policy, orders, index) } else { [0; W] };
        for w in 0..W {
            if (0..authority.paces.len()).all(|pace| policy.of(index).speed_at(pace, facts.day, w) <= 0.0) {
                continue;
            }
            let mut left = self.capacity(w, aside[w], office, facts);
            let mut passed_over = Vec::new();
            while left > 0
                && let Some(file) = self.standing[w].pop()
            {
                let Reverse((.., id)) = file;
                if is_other(id) {
                    if policy.of(index).speed(facts.day, w) <= 0.0 {
                        passed_over.push(file);
                        continue;
                    }
                    left -= 1;
                    let officers = office.limit == DeskLimit::Officers;
                    if officers && self.begin_other(id, (index, number), facts, policy) {
                        self.busy[w] += 1;
                    }
                    continue;
                }
                let group = orders.pool.member_mut(id).0;
                if group.stage[w] == Stage::Cancelled {
                    group.drop_cancelled(w);
                    continue;
                }
                if !goes(group.lane, w) {
                    passed_over.push(file);
                    continue;
                }
                left -= 1;
                if office.limit == DeskLimit::DecisionsPerWorkingDay {
                    leaving.push(id);
                } else if self.begin(id, number, facts, policy, orders) && office.limit == DeskLimit::Officers {
                    self.busy[w] += 1;
                    if authority.has_paces() {
                        self.taken.begin(id / W as u32, 1 << w);
                    }
                }
            }
            self.standing[w].extend(passed_over);
        }
    }
}

/// The random words of a file at an office: its work, and whether it is returned.
fn words<const W: usize>(id: u32, number: usize, facts: &Facts<W>, group: &super::orders::Group<W>) -> [u64; 2] {
    let w = id as usize % W;
    let purpose = if group.kind == Kind::General { Purpose::GeneralOffice } else { Purpose::Office };
    let stream = &facts.streams.lanes[group.lane as usize];
    stream.pair(facts.trial(w), group.slot[w], purpose, group.attempt[w], number as u16)
}

impl<const W: usize> Desk<W> {
    /// The offices on a day, in order; what leaves the last one joins the desk this morning.
    #[inline(never)]
    pub(super) fn pass_offices(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let authority = &facts.model.authorities[self.index];
        for number in 0..authority.offices.len() {
            let returned = authority.offices[number].returned;
            let leaving = self.offices.offices[number].pass((self.index, number), facts, policy, orders);
            for id in leaving {
                let days = leave(id, facts.day, orders).unwrap_or(0);
                let (group, w) = orders.pool.member_mut(id);
                record.offices.decided(facts.model.first_office(self.index) + number, w, days);
                let [_, word] = words(id, number, facts, group);
                if uniform(word) < facts.values.of(returned)[w] {
                    let (lane, waited) = (group.lane as usize, group.waited(w, facts.day));
                    record.decided((self.index, lane, w), facts.day, waited).returned += 1;
                    self.send_back(id, facts, policy, orders, shipping, record);
                    continue;
                }
                group.stage[w] = Stage::Queue;
                orders.pool.offices.insert(id, (facts.day, number + 1));
                if let Some(next) = self.offices.offices.get_mut(number + 1) {
                    next.coming.push(id);
                } else {
                    self.join_desk((id / W as u32, 1 << w), facts, policy, orders, shipping, record);
                }
            }
        }
    }

    /// A file is decided at the desk: counts the days that it was there.
    pub(super) fn leaves_desk(&self, id: u32, facts: &Facts<W>, orders: &mut Orders<W>, record: &mut Record<W>) {
        if !self.offices.are_used() {
            return;
        }
        if let Some(days) = leave(id, facts.day, orders) {
            let number = facts.model.authorities[self.index].offices.len();
            record.offices.decided(facts.model.first_office(self.index) + number, id as usize % W, days);
        }
    }
}

/// Offices of all authorities that have any, their desks too: what is counted of each.
#[must_use]
pub(super) fn counted(model: &Model) -> usize {
    model.first_office(model.authorities.len())
}
