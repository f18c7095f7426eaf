//! Grey supply: goods that leave without a licence, and past the border. Some shipments are lost; a crackdown cuts the
//! lanes, strikes off what has not left, and may put the buyer on a watch list.

use super::book::Orders;
use super::facts::Facts;
use super::orders::{Kind, Stage};
use super::policy::Policy;
use super::record::Record;
use super::shipments::Shipments;
use super::shipping::Shipping;
use super::sourcing::cancel;
use super::state::Lanes;
use crate::model::Model;
use crate::random::{Purpose, uniform};

/// A lane of grey supply, by trial.
struct OfLane<const W: usize> {
    lane: usize,
    /// Whether it is cut.
    cut: Lanes<W, bool>,
    /// Whether anything has left on it.
    used: Lanes<W, bool>,
    /// How often it has been cut.
    times: Lanes<W, u32>,
}

/// What a crackdown strikes off, order and trial, and whom it catches: lane, trial, how often it has been cut before.
#[derive(Default)]
struct Raid {
    struck: Vec<(u32, usize)>,
    caught: Vec<(usize, usize, u32)>,
}

/// Grey supply, by trial.
pub(super) struct Grey<const W: usize> {
    lanes: Vec<OfLane<W>>,
    shipments: Shipments,
    /// What is lost, by the day on which it would have been received: lane, trial, ticks.
    lost: Vec<Vec<(usize, usize, i64)>>,
    /// Ticks that would have been received within the horizon, by lane.
    never_received: Vec<Lanes<W>>,
}

impl<const W: usize> Grey<W> {
    /// Room for the grey supply of a model; nothing where it has none.
    #[must_use]
    pub(super) fn new(model: &Model) -> Option<Box<Self>> {
        let lanes = (0..model.lanes.len()).filter(|lane| model.lanes[*lane].grey.is_some());
        let lanes: Vec<_> = lanes.map(OfLane::new).collect();
        (!lanes.is_empty()).then(|| {
            Box::new(Self {
                lanes,
                shipments: Shipments::default(),
                lost: vec![Vec::new(); model.days as usize],
                never_received: vec![[0; W]; model.lanes.len()],
            })
        })
    }

    /// Nothing is cut and nothing is lost.
    pub(super) fn open(&mut self) {
        self.lanes.iter_mut().for_each(|of| *of = OfLane::new(of.lane));
        self.shipments.clear();
        self.lost.iter_mut().for_each(Vec::clear);
        self.never_received.fill([0; W]);
    }

    /// Notes which lanes are cut today; orders on those that were not before and that have not left, and those who have
    /// used them.
    fn cut(&mut self, facts: &Facts<W>, policy: &Policy<W>, orders: &Orders<W>) -> Raid {
        let mut raid = Raid::default();
        for OfLane { lane, cut, used, times } in &mut self.lanes {
            let before = *cut;
            *cut = std::array::from_fn(|w| policy.is_cut(facts, *lane, w));
            let cut_now = |w: &usize| cut[*w] && !before[*w];
            if !(0..W).any(|w| cut_now(&w)) {
                continue;
            }
            for g in orders.of(facts.model.lanes[*lane].input) {
                let group = orders.pool.group(g);
                let waits = |w: &usize| cut_now(w) && group.stage[*w].is_at_home();
                if group.lane as usize == *lane && group.kind == Kind::Single {
                    for w in (0..W).filter(waits) {
                        raid.struck.push((g, w));
                        used[w] = true;
                    }
                }
            }
            for w in (0..W).filter(cut_now) {
                if used[w] {
                    raid.caught.push((*lane, w, times[w]));
                }
                times[w] += 1;
            }
        }
        raid
    }
}

impl<const W: usize> OfLane<W> {
    fn new(lane: usize) -> Self {
        Self { lane, cut: [false; W], used: [false; W], times: [0; W] }
    }
}

impl<const W: usize> Shipping<W> {
    /// In the morning: orders on lanes that are cut from today on are struck off, and who has used them may be put on
    /// the watch list of the authority.
    #[inline(never)]
    pub(super) fn crack_down(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let raid = self.grey.as_mut().map_or(Raid::default(), |grey| grey.cut(facts, policy, orders));
        for (g, w) in raid.struck {
            cancel((g, w), facts, policy, orders, self, record);
        }
        for (lane, w, before) in raid.caught {
            let Some(grey) = facts.model.lanes[lane].grey else { continue };
            let list = grey.cut_by.and_then(|a| facts.model.authorities[a].watch);
            if let (Some(listed), Some(list)) = (grey.listed, list) {
                let [word, _] = facts.streams.lanes[lane].pair(facts.trial(w), before, Purpose::Listed, 0, 0);
                if uniform(word) < facts.values.of(listed)[w] {
                    orders.volume.watched.watch(lane, w, facts.day, list.days);
                }
            }
        }
    }

    /// Whether a shipment that leaves on a lane of grey supply is lost: nobody knows before it should have come.
    #[inline(never)]
    pub(super) fn is_lost(&mut self, id: u32, facts: &Facts<W>, orders: &Orders<W>) -> bool {
        let (group, w) = orders.pool.member(id);
        let lane = group.lane as usize;
        let (Some(grey), Some(model)) = (&mut self.grey, &facts.model.lanes[lane].grey) else { return false };
        if let Some(of) = grey.lanes.iter_mut().find(|of| of.lane == lane) {
            of.used[w] = true;
        }
        let number = grey.shipments.number(group, w);
        let stream = &facts.streams.lanes[lane];
        let [_, word] = stream.pair(facts.trial(w), group.slot[w], Purpose::GreySupply, 0, number);
        uniform(word) < facts.values.of(model.lost)[w]
    }

    /// A shipment will not be received on the day on which it would have been.
    pub(super) fn lose(&mut self, id: u32, orders: &mut Orders<W>) {
        let (group, w) = orders.pool.member_mut(id);
        let (lane, quantity, day) = (group.lane as usize, group.quantity[w], group.open_until[w]);
        group.stage[w] = Stage::Lost;
        if let Some(grey) = &mut self.grey
            && let Some(lost) = grey.lost.get_mut(day as usize)
        {
            lost.push((lane, w, quantity));
            grey.never_received[lane][w] += quantity;
        }
    }

    /// What should have come today and is lost is on order no more.
    #[inline(never)]
    pub(super) fn write_off(&mut self, facts: &Facts<W>, orders: &mut Orders<W>) {
        let Some(grey) = &mut self.grey else { return };
        for (lane, w, quantity) in grey.lost[facts.day as usize].drain(..) {
            let mut lost = [0; W];
            lost[w] = quantity;
            orders.receive(facts.model.lanes[lane].input, &lost);
        }
    }

    /// Ticks of a lane that are paid and never come: they are lost on the way.
    #[must_use]
    pub(super) fn lost_on_the_way(&self, lane: usize, w: usize) -> i64 {
        self.grey.as_ref().map_or(0, |grey| grey.never_received[lane][w])
    }
}
