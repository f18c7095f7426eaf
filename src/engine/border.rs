//! The border of a country: exporters register their clients before the first shipment and report every shipment, and
//! some shipments are inspected. What is held here has left its supplier; its transit begins when it is let go.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::book::Orders;
use super::draw::sample;
use super::facts::Facts;
use super::orders::{Kind, Stage};
use super::policy::Policy;
use super::record::Record;
use super::shipments::Shipments;
use super::shipping::Shipping;
use super::state::Lanes;
use crate::model::{Model, NEVER};
use crate::random::{Purpose, uniform, whole_days};

/// The border, by trial.
pub(super) struct Border<const W: usize> {
    /// First day on which a client is registered; `NEVER` before its registration has begun.
    registered: Vec<Lanes<W, u32>>,
    /// Consignments that are held, by the day on whose morning something becomes of them.
    due: Vec<Vec<(u32, Due)>>,
    /// Laboratories by authority.
    laboratories: Vec<Lanes<W, Laboratories>>,
    shipments: Shipments,
    /// Scratch for what goes on today.
    letting_go: Vec<u32>,
}

/// What becomes of a consignment that is held.
#[derive(Clone, Copy, Debug)]
enum Due {
    /// Its report is in order by now; the number of the shipment of its order.
    Reported(u16),
    /// Its inspection is done.
    Inspected,
    /// The lane may be open by now.
    Open,
}

/// Laboratories of an authority in a trial.
#[derive(Clone, Debug, Default)]
struct Laboratories {
    /// Those that are busy.
    busy: u32,
    /// Consignments that wait, in order of their arrival; those of one day by what has a name.
    queue: BinaryHeap<Reverse<Waiting>>,
}

/// Day of arrival at the border, lane, day of the order, slot, number of its shipment; and its place among all orders.
type Waiting = (u32, u32, i16, u32, u16, u32);

impl<const W: usize> Border<W> {
    /// Room for what is held; nothing where no lane crosses a border that holds anything.
    #[must_use]
    pub(super) fn new(model: &Model) -> Option<Box<Self>> {
        model.lanes.iter().any(|lane| lane.border.is_some()).then(|| {
            Box::new(Self {
                registered: vec![[NEVER; W]; model.clients.len()],
                due: vec![Vec::new(); model.days as usize],
                laboratories: model
                    .authorities
                    .iter()
                    .map(|_| std::array::from_fn(|_| Laboratories::default()))
                    .collect(),
                shipments: Shipments::default(),
                letting_go: Vec::new(),
            })
        })
    }

    /// Nothing is held, and nobody is registered.
    pub(super) fn open(&mut self) {
        self.registered.fill([NEVER; W]);
        self.due.iter_mut().for_each(Vec::clear);
        for laboratories in self.laboratories.iter_mut().flatten() {
            laboratories.busy = 0;
            laboratories.queue.clear();
        }
        self.shipments.clear();
    }

    /// Something becomes of a consignment on a day.
    fn come_due(&mut self, id: u32, day: u32, what: Due) {
        if let Some(due) = self.due.get_mut(day as usize) {
            due.push((id, what));
        }
    }

    /// The registration of a client begins on a day, if it has not begun.
    fn register(&mut self, (tracks, client): (usize, usize), w: usize, day: u32, facts: &Facts<W>) {
        let registered = &mut self.registered[client][w];
        if let Some(tracking) = facts.model.authorities[tracks].tracking.as_ref().filter(|_| *registered == NEVER) {
            let [word, _] = facts.streams.clients[client].pair(facts.trial(w), 0, Purpose::Registration, 0, 0);
            let days = sample(&tracking.registration, word, facts.values.of(tracking.registration.scale)[w]);
            *registered = day.saturating_add(whole_days(days, 0)).min(NEVER - 1);
        }
    }

    /// Tracking begins on a day: clients with orders that have not left are to be registered; where it has begun before
    /// the first day, all with orders under way are.
    fn begin_tracking(&mut self, tracks: usize, facts: &Facts<W>, policy: &Policy<W>, orders: &Orders<W>) {
        let has_begun = facts.model.authorities[tracks].tracking.as_ref().is_some_and(|tracking| tracking.has_begun);
        for input in 0..facts.model.inputs.len() {
            for g in orders.of(input) {
                let group = orders.pool.group(g);
                for w in 0..W {
                    let Some(tracked) = tracked(group.lane as usize, w, facts, policy) else { continue };
                    let pending = group.open_until[w] == NEVER && group.stage[w].is_at_home();
                    if tracked.0 == tracks && pending && !has_begun {
                        self.register(tracked, w, facts.day, facts);
                    } else if tracked.0 == tracks && has_begun && group.open_until[w] > 0 {
                        self.registered[tracked.1][w] = 0;
                    }
                }
            }
        }
    }

    /// A consignment has left its supplier; whether it is held.
    fn present(&mut self, id: u32, facts: &Facts<W>, policy: &Policy<W>, orders: &mut Orders<W>) -> bool {
        let (group, w) = orders.pool.member(id);
        let lane = group.lane as usize;
        let number = self.shipments.number(group, w);
        let mut held = 0;
        if let Some((tracks, _)) = tracked(lane, w, facts, policy)
            && let Some(tracking) = &facts.model.authorities[tracks].tracking
        {
            let words = facts.streams.lanes[lane].pair(facts.trial(w), group.slot[w], Purpose::Report, 0, number);
            if uniform(words[0]) < facts.values.of(tracking.faulty)[w] {
                held = whole_days(sample(&tracking.held, words[1], facts.values.of(tracking.held.scale)[w]), 0);
            }
        }
        if held > 0 {
            self.come_due(id, facts.day.saturating_add(held), Due::Reported(number));
        } else if !self.inspect((id, number), facts, policy, orders) {
            return false;
        }
        orders.pool.member_mut(id).0.stage[w] = Stage::AtBorder;
        true
    }

    /// A consignment would leave the country today; whether it is inspected.
    fn inspect(&mut self, (id, number): (u32, u16), facts: &Facts<W>, policy: &Policy<W>, orders: &Orders<W>) -> bool {
        let (group, w) = orders.pool.member(id);
        let lane = group.lane as usize;
        let border = facts.model.lanes[lane].border.as_ref();
        let Some((inspects, shares)) = border.and_then(|border| border.inspected.as_ref()) else { return false };
        let Some(inspection) = &facts.model.authorities[*inspects].inspection else { return false };
        let share = shares[usize::from(policy.of(*inspects).on(facts.day, w))];
        let words = facts.streams.lanes[lane].pair(facts.trial(w), group.slot[w], Purpose::InspectionTime, 0, number);
        if facts.day < inspection.from || uniform(words[0]) >= facts.values.of(share)[w] {
            return false;
        }
        if inspection.laboratories.is_some() {
            let waiting = (facts.day, group.lane, group.placed, group.slot[w], number, id);
            self.laboratories[*inspects][w].queue.push(Reverse(waiting));
        } else {
            self.begin_inspection(*inspects, (id, number), facts, orders);
        }
        true
    }

    /// An inspection begins today or, on a day off, on the next working day.
    fn begin_inspection(&mut self, inspects: usize, (id, number): (u32, u16), facts: &Facts<W>, orders: &Orders<W>) {
        let (group, w) = orders.pool.member(id);
        let authority = &facts.model.authorities[inspects];
        let Some(inspection) = &authority.inspection else { return };
        let stream = &facts.streams.lanes[group.lane as usize];
        let [_, word] = stream.pair(facts.trial(w), group.slot[w], Purpose::InspectionTime, 0, number);
        let days = whole_days(sample(&inspection.days, word, facts.values.of(inspection.days.scale)[w]), 1);
        if let Some(done) = authority.working_days.after(facts.day as usize, days) {
            self.come_due(id, done, Due::Inspected);
        }
    }

    /// Laboratories that are free take the next consignments that wait, first come, first served.
    fn take_up(&mut self, facts: &Facts<W>, orders: &Orders<W>) {
        for (inspects, authority) in facts.model.authorities.iter().enumerate() {
            let laboratories = authority.inspection.as_ref().and_then(|inspection| inspection.laboratories);
            let Some(most) = laboratories.filter(|_| authority.working[facts.day as usize]) else { continue };
            for w in 0..W {
                while self.laboratories[inspects][w].busy < most
                    && let Some(Reverse((.., number, id))) = self.laboratories[inspects][w].queue.pop()
                {
                    self.laboratories[inspects][w].busy += 1;
                    self.begin_inspection(inspects, (id, number), facts, orders);
                }
            }
        }
    }

    /// In the morning: what becomes of consignments that are held; those that go on are noted.
    fn look_again(&mut self, facts: &Facts<W>, policy: &Policy<W>, orders: &Orders<W>) {
        let mut due = std::mem::take(&mut self.due[facts.day as usize]);
        for (id, what) in due.drain(..) {
            let (group, w) = orders.pool.member(id);
            let lane = group.lane as usize;
            match what {
                Due::Reported(number) if self.inspect((id, number), facts, policy, orders) => continue,
                Due::Inspected => {
                    let inspected = facts.model.lanes[lane].border.as_ref().and_then(|b| b.inspected.as_ref());
                    if let Some((inspects, _)) = inspected {
                        let busy = &mut self.laboratories[*inspects][w].busy;
                        *busy = busy.saturating_sub(1);
                    }
                }
                Due::Reported(_) | Due::Open => {}
            }
            if policy.is_shut(facts, lane, w) {
                self.come_due(id, facts.day + 1, Due::Open);
            } else {
                self.letting_go.push(id);
            }
        }
        self.due[facts.day as usize] = due;
    }
}

/// Who tracks what leaves on a lane today, and the exporter with its client.
fn tracked<const W: usize>(lane: usize, w: usize, facts: &Facts<W>, policy: &Policy<W>) -> Option<(usize, usize)> {
    let model = &facts.model.lanes[lane];
    let border = model.border.as_ref()?;
    let (tracks, client) = border.tracked?;
    let tracking = facts.model.authorities[tracks].tracking.as_ref()?;
    let listed = border.listed.is_none_or(|entries| policy.of(tracks).controls[w] & entries != 0);
    (facts.day >= tracking.from && listed).then_some((tracks, client))
}

impl<const W: usize> Shipping<W> {
    /// In the morning: tracking begins where its day has come, and what the border lets go is on its way.
    #[inline(never)]
    pub(super) fn open_border(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let Some(mut border) = self.border.take() else { return };
        for (tracks, authority) in facts.model.authorities.iter().enumerate() {
            if authority.tracking.as_ref().is_some_and(|tracking| tracking.from == facts.day) {
                border.begin_tracking(tracks, facts, policy, orders);
            }
        }
        border.look_again(facts, policy, orders);
        for id in border.letting_go.drain(..) {
            self.depart(id, facts, policy, orders, record);
        }
        self.border = Some(border);
    }

    /// In the evening: laboratories take up what has come.
    #[inline(never)]
    pub(super) fn inspect(&mut self, facts: &Facts<W>, orders: &Orders<W>) {
        if let Some(border) = &mut self.border {
            border.take_up(facts, orders);
        }
    }

    /// Orders are placed today: the registration of their clients begins, if they have none.
    #[inline(never)]
    pub(super) fn register(&mut self, g: u32, facts: &Facts<W>, policy: &Policy<W>, orders: &Orders<W>) {
        let Some(border) = &mut self.border else { return };
        let group = orders.pool.group(g);
        for w in (0..W).filter(|w| group.kind == Kind::Single && group.quantity[*w] > 0) {
            if let Some(tracked) = tracked(group.lane as usize, w, facts, policy) {
                border.register(tracked, w, facts.day, facts);
            }
        }
    }

    /// Whether an order that could leave waits for the registration of its client.
    #[inline(never)]
    pub(super) fn awaits_registration(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
    ) -> bool {
        let (group, w) = orders.pool.member_mut(id);
        let Some(border) = &mut self.border else { return false };
        let Some(tracked) = tracked(group.lane as usize, w, facts, policy) else { return false };
        border.register(tracked, w, facts.day, facts);
        let day = border.registered[tracked.1][w];
        if day > facts.day {
            group.stage[w] = Stage::Registration;
            self.come_up(id, day);
        }
        day > facts.day
    }

    /// Whether an order that leaves its supplier is held at the border.
    #[inline(never)]
    pub(super) fn is_held(&mut self, id: u32, facts: &Facts<W>, policy: &Policy<W>, orders: &mut Orders<W>) -> bool {
        self.border.as_mut().is_some_and(|border| border.present(id, facts, policy, orders))
    }
}
