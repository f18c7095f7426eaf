//! The orders that are under way on the morning of day 0, and the licences in force. What is left of the step in which
//! an order stands is drawn given the time that it has spent there; all later steps are those of any order.

use super::book::Orders;
use super::desk::{Desk, Desks};
use super::facts::Facts;
use super::orders::{Kind, Stage};
use super::outlook::settle_review;
use super::policy::Policy;
use super::record::Record;
use super::ruled::extra_work;
use super::shipping::Shipping;
use super::state::{Lanes, trials};
use crate::model::{Draw, Model, OpenOrder, Stands, whole_ticks};
use crate::random::{Purpose, few_days, uniform, uniforms, whole_days};
use crate::scenario::{DeskLimit, ReviewMode};

/// Puts all open orders where they stand.
#[inline(never)]
pub(super) fn open<const W: usize>(
    facts: &Facts<W>,
    policy: &Policy<W>,
    orders: &mut Orders<W>,
    desks: &mut Desks<W>,
    shipping: &mut Shipping<W>,
    record: &mut Record<W>,
) {
    licences_in_force(facts, orders, desks);
    let mut filed = Vec::new();
    for order in &facts.model.opening {
        let lane = &facts.model.lanes[order.lane];
        let g = orders.under_way(order, facts);
        let members = orders.members(g);
        let applied = !matches!(order.stands, Stands::AtSupplier { .. } | Stands::Due { .. });
        orders.pool.group_mut(g).applying = if applied { members } else { 0 };
        if lane.licence_names_transport {
            orders.pool.name_transport(g, facts);
        }
        match &order.stands {
            Stands::Preparing(since) => {
                orders.learn_attempt(g, 0, facts, policy);
                orders.stand(g, members, Stage::Preparation);
                if let Some(a) = lane.authority {
                    desks.of(a).go_on_preparing((g, members), *since, facts, orders);
                }
            }
            Stands::Filed { attempt, worked, .. } => {
                orders.learn_attempt(g, *attempt, facts, policy);
                orders.stand(g, members, Stage::Queue);
                filed.push((g, members, worked));
            }
            Stands::Returned { on, attempt } => {
                orders.learn_attempt(g, *attempt, facts, policy);
                orders.stand(g, members, Stage::Returned);
                if let Some(a) = lane.authority {
                    desks.of(a).go_on_correcting((g, members), (*on, *attempt), facts, orders);
                }
            }
            Stands::Granted { on, until } => {
                let group = orders.pool.group_mut(g);
                (group.licensed, group.expires) = ([true; W], [*until; W]);
                orders.granted_before((g, members), *on);
                if orders.quotas.is_used() && facts.model.is_in_first_month(*on) {
                    orders.count_on_quota((g, members), facts);
                }
                shipping.go_on_dispatching((g, members), *on, facts, policy, orders);
            }
            Stands::AtSupplier { since, general } => {
                orders.pool.group_mut(g).licensed = [*general; W];
                if *general {
                    orders.count_on_general((g, members), facts.model);
                }
                shipping.go_on_dispatching((g, members), *since, facts, policy, orders);
            }
            Stands::Shipped { on, regime } => {
                let mut scale = *facts.values.of(lane.transit.scale);
                if let Some(a) = lane.authority {
                    let by_regime = &policy.of(a).numbers[usize::from(*regime)].transit_scale;
                    for w in 0..W {
                        scale[w] *= by_regime[w];
                    }
                    orders.granted_before((g, members), *on);
                }
                let words = orders.words_of(g, Purpose::Shipment, 0, facts)[0];
                shipping.go_on((g, members), &left_of(&lane.transit, *on, &scale, &words, 1), facts, orders);
            }
            Stands::Due { on, delay } => {
                let words = orders.words_of(g, Purpose::Shipment, 0, facts)[0];
                let least = u32::from(*on < 0);
                let mut left = left_of(delay, *on, facts.values.of(delay.scale), &words, least);
                for left in &mut left {
                    *left = left.saturating_add(u32::from(on.max(&0).unsigned_abs()));
                }
                shipping.go_on((g, members), &left, facts, orders);
            }
        }
    }
    // Who filed first comes first.
    filed.sort_by_key(|(g, ..)| {
        let group = orders.pool.group(*g);
        (group.filed[0], facts.routes[group.lane as usize].tie_rank, group.placed, group.serial)
    });
    for (g, members, worked) in filed {
        if let Some(a) = facts.model.lanes[orders.pool.group(g).lane as usize].authority {
            let desk = desks.of(a);
            let authority = &facts.model.authorities[a];
            if authority.limit == DeskLimit::DecisionsPerWorkingDay && authority.offices.is_empty() {
                desk.go_on_reviewing(g, worked, facts, policy, orders);
            }
            desk.stand_in_queue((g, members), facts, policy, orders, shipping, record);
        }
    }
}

/// General licences that are in force, and whose applications have been filed before.
fn licences_in_force<const W: usize>(facts: &Facts<W>, orders: &mut Orders<W>, desks: &mut Desks<W>) {
    for (index, lane) in facts.model.lanes.iter().enumerate() {
        let (Some(general), Some(a)) = (&lane.general, lane.authority) else { continue };
        if let Some((left, until)) = general.in_force {
            orders.general.hold(index, facts.values.of(left).map(whole_ticks), until);
            desks.of(a).first_filed[index] = [0; W];
        }
    }
    orders.general.pairs.begin(facts);
    for pair in facts.model.pairs.iter().filter(|pair| pair.in_force.is_some()) {
        for (lane, _) in &pair.lanes {
            desks.of(pair.authority).first_filed[*lane] = [0; W];
        }
    }
    for order in &facts.model.opening {
        let filed = !matches!(order.stands, Stands::Preparing(_) | Stands::AtSupplier { .. } | Stands::Due { .. });
        if let Some(a) = facts.model.lanes[order.lane].authority.filter(|_| filed) {
            desks.of(a).first_filed[order.lane] = [0; W];
        }
    }
}

impl<const W: usize> Orders<W> {
    /// Notes an open order; it stands nowhere yet.
    fn under_way(&mut self, order: &OpenOrder, facts: &Facts<W>) -> u32 {
        let g = self.pool.add_placed(Kind::Single, order.lane, order.placed, 0);
        let group = self.pool.group_mut(g);
        group.slot = [order.slot; W];
        if let Stands::Filed { on, .. } = order.stands {
            group.filed = [on; W];
        }
        for w in 0..W {
            group.quantity[w] = facts.ticks(order.quantity, w).max(0);
            group.open_until[w] = if group.quantity[w] > 0 { u32::MAX } else { 0 };
        }
        self.place(facts.model.lanes[order.lane].input, g, 0);
        g
    }

    /// Trials in which a group has a member, as bits.
    fn members(&self, g: u32) -> u32 {
        let quantity = &self.pool.group(g).quantity;
        (0..W).fold(0, |bits, w| bits | u32::from(quantity[w] > 0) << w)
    }

    fn stand(&mut self, g: u32, members: u32, stage: Stage) {
        let group = self.pool.group_mut(g);
        for w in trials(members) {
            group.stage[w] = stage;
        }
    }

    /// The random words of an open order.
    fn words_of(&self, g: u32, purpose: Purpose, attempt: u8, facts: &Facts<W>) -> [Lanes<W, u64>; 2] {
        let group = self.pool.group(g);
        facts.streams.lanes[group.lane as usize].pairs::<W>(facts.first_trial, group.slot[0], purpose, attempt, 0)
    }

    /// Draws review and decision of an attempt, and the transit that follows a grant.
    fn learn_attempt(&mut self, g: u32, attempt: u8, facts: &Facts<W>, policy: &Policy<W>) {
        let transit = self.words_of(g, Purpose::Shipment, 0, facts)[0];
        self.pool.learn_transits(g, &transit, facts, policy);
        let [review, decision] = self.words_of(g, Purpose::Review, attempt, facts);
        let group = self.pool.group_mut(g);
        (group.attempt, group.decision) = ([attempt; W], uniforms(&decision));
        self.pool.learn_reviews(g, &review, facts, policy);
    }

    /// An order had its licence by a day: it counts under rules against stockpiling.
    fn granted_before(&mut self, (g, members): (u32, u32), on: i16) {
        let group = self.pool.group(g);
        for w in trials(members) {
            self.volume.granted_before(group.lane as usize, w, on, group.quantity[w]);
        }
    }

    /// An order was licensed in the month of the first day: it counts on its quota.
    fn count_on_quota(&mut self, (g, members): (u32, u32), facts: &Facts<W>) {
        let group = self.pool.group(g);
        for w in trials(members) {
            self.quotas.take(group.lane as usize, w, group.quantity[w], 0, facts.model);
        }
    }

    /// An order at its supplier will ship under its lane's general licence.
    fn count_on_general(&mut self, (g, members): (u32, u32), model: &Model) {
        let group = self.pool.group(g);
        for w in trials(members) {
            self.general.count(group.lane as usize, w, group.quantity[w], model);
        }
    }
}

impl<const W: usize> Desk<W> {
    /// The rest of a preparation. The first one of a lane takes longer, where none of its orders has been filed.
    fn go_on_preparing(&mut self, (g, members): (u32, u32), since: i16, facts: &Facts<W>, orders: &Orders<W>) {
        let index = orders.pool.group(g).lane as usize;
        let lane = &facts.model.lanes[index];
        let words = orders.words_of(g, Purpose::Preparation, 0, facts)[0];
        let rest = |draw: &Draw| left_of(draw, since, facts.values.of(draw.scale), &words, 1);
        let mut filed = rest(&lane.preparation);
        if let Some(draw) = &lane.first_preparation {
            let longer = rest(draw);
            let first = &mut self.first_filed[index];
            for w in trials(members) {
                if first[w] == u32::MAX {
                    filed[w] = longer[w];
                    first[w] = filed[w];
                }
                filed[w] = filed[w].max(first[w]);
            }
        }
        self.file_later(g, members, &filed);
    }

    /// The rest of a correction.
    fn go_on_correcting(
        &mut self,
        (g, members): (u32, u32),
        (on, attempt): (i16, u8),
        facts: &Facts<W>,
        orders: &Orders<W>,
    ) {
        let correction = &facts.model.authorities[self.index].correction;
        let words = orders.words_of(g, Purpose::Preparation, attempt, facts)[0];
        let left = left_of(correction, on, facts.values.of(correction.scale), &words, 1);
        self.file_later(g, members, &left);
    }

    fn file_later(&mut self, g: u32, members: u32, days: &Lanes<W, u32>) {
        for w in trials(members) {
            self.come_due(g * W as u32 + w as u32, days[w] as usize);
        }
    }

    /// What is left of a review, given the work that has been done: working days by regime since the filing.
    fn go_on_reviewing(
        &mut self,
        g: u32,
        worked: &[(u8, u32)],
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
    ) {
        let authority = &facts.model.authorities[self.index];
        let words = orders.words_of(g, Purpose::Review, orders.pool.group(g).attempt[0], facts)[0];
        let (group, outlook) = orders.pool.group_and_outlook_mut(g);
        let scale = facts.values.of(authority.work.scale);
        let lane = group.lane as usize;
        let route = &facts.routes[lane];
        let factor = facts.values.of(route.work_factor);
        let course = policy.of(self.index);
        for w in 0..W {
            let speed = |regime: u8| course.speed_in(usize::from(route.pace), usize::from(regime))[w].max(0.0);
            // What is on top of a review that begins today is on top of theirs.
            let extra = extra_work(lane, (usize::from(course.on(0, w)), w), facts, policy);
            let (u, scale) = (uniform(words[w]), scale[w] * factor[w]);
            match authority.review {
                ReviewMode::AtRegimeSpeed => {
                    let done: f64 = worked.iter().map(|(regime, days)| speed(*regime) * f64::from(*days)).sum();
                    let left = authority.work.beyond((done - extra).max(0.0), scale, u) + extra - done;
                    group.work[w] = if scale > 0.0 { (left.max(LEAST_WORK) - extra) / scale } else { 0.0 };
                }
                ReviewMode::FixedAtStart => {
                    // It began on the first working day on which it could.
                    let mut begun = worked.iter().skip_while(|(regime, _)| speed(*regime) <= 0.0).peekable();
                    if let Some((regime, _)) = begun.peek() {
                        let scale = scale / speed(*regime);
                        let spent: u32 = begun.map(|(_, days)| days).sum();
                        let extra = extra / speed(*regime);
                        let before = (f64::from(spent) - extra).max(0.0);
                        let days = few_days(authority.work.beyond(before, scale, u) + extra);
                        settle_review(outlook, w, (u32::from(days).max(spent + 1) - spent) as u16);
                    }
                }
            }
        }
    }
}

impl<const W: usize> Shipping<W> {
    /// The rest of what an order at its supplier waits for besides stock; on a lane without dispatch it leaves today.
    fn go_on_dispatching(
        &mut self,
        (g, members): (u32, u32),
        since: i16,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
    ) {
        let transit = orders.words_of(g, Purpose::Shipment, 0, facts)[0];
        orders.pool.learn_transits(g, &transit, facts, policy);
        let lane = &facts.model.lanes[orders.pool.group(g).lane as usize];
        let waits = !lane.in_order && lane.dispatch.fixed != Some(0.0);
        let mut left = [0; W];
        if waits {
            let words = orders.words_of(g, Purpose::Dispatch, 0, facts)[0];
            left = left_of(&lane.dispatch, since, facts.values.of(lane.dispatch.scale), &words, 0);
        }
        orders.stand(g, members, if waits { Stage::Dispatch } else { Stage::Supplier });
        for w in trials(members) {
            self.come_up(g * W as u32 + w as u32, left[w]);
        }
    }

    /// Goods under way arrive in so many days.
    fn go_on(&mut self, (g, members): (u32, u32), left: &Lanes<W, u32>, facts: &Facts<W>, orders: &mut Orders<W>) {
        orders.stand(g, members, Stage::Transit);
        let group = orders.pool.group_mut(g);
        let lane = group.lane as usize;
        for w in trials(members) {
            group.open_until[w] = left[w];
            self.arrive((lane, facts.model.lanes[lane].input), w, group.quantity[w], (left[w], left[w]));
        }
    }
}

/// Work that is left at least of a review that is not done, in working days.
const LEAST_WORK: f64 = 1e-6;

/// Days from day 0 to the end of a step that began on a day and is not over, at least so many.
fn left_of<const W: usize>(
    draw: &Draw,
    since: i16,
    scale: &Lanes<W, f64>,
    words: &Lanes<W, u64>,
    least: u32,
) -> Lanes<W, u32> {
    let spent = u32::from(since.min(0).unsigned_abs());
    let u = uniforms(words);
    let mut left = [0; W];
    for w in 0..W {
        let total = if spent == 0 {
            draw.fixed.unwrap_or_else(|| draw.sampler.at(u[w])) * scale[w]
        } else {
            draw.beyond(f64::from(spent), scale[w], u[w])
        };
        left[w] = whole_days(total, spent + least) - spent;
    }
    left
}
