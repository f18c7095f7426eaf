//! Grey supply: goods that leave without a licence, and past the border. Some shipments are lost; a crackdown cuts the
//! lanes and strikes off what has not left.

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

/// Grey supply, by trial.
pub(super) struct Grey<const W: usize> {
    /// Lanes of grey supply, and whether they are cut.
    lanes: Vec<(usize, Lanes<W, bool>)>,
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
        let lanes: Vec<_> = lanes.map(|lane| (lane, [false; W])).collect();
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
        self.lanes.iter_mut().for_each(|(_, cut)| *cut = [false; W]);
        self.shipments.clear();
        self.lost.iter_mut().for_each(Vec::clear);
        self.never_received.fill([0; W]);
    }

    /// Notes which lanes are cut today; orders on those that were not before and that have not left.
    fn cut(&mut self, facts: &Facts<W>, policy: &Policy<W>, orders: &Orders<W>) -> Vec<(u32, usize)> {
        let mut struck = Vec::new();
        for (lane, cut) in &mut self.lanes {
            let before = *cut;
            *cut = std::array::from_fn(|w| policy.is_cut(facts, *lane, w));
            if (0..W).all(|w| before[w] || !cut[w]) {
                continue;
            }
            for g in orders.of(facts.model.lanes[*lane].input) {
                let group = orders.pool.group(g);
                let waits = |w: &usize| cut[*w] && !before[*w] && group.stage[*w].is_at_home();
                if group.lane as usize == *lane && group.kind == Kind::Single {
                    struck.extend((0..W).filter(waits).map(|w| (g, w)));
                }
            }
        }
        struck
    }
}

impl<const W: usize> Shipping<W> {
    /// In the morning: orders on lanes that are cut from today on are struck off.
    #[inline(never)]
    pub(super) fn crack_down(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let struck = self.grey.as_mut().map_or(Vec::new(), |grey| grey.cut(facts, policy, orders));
        for (g, w) in struck {
            cancel((g, w), facts, policy, orders, self, record);
        }
    }

    /// Whether a shipment that leaves on a lane of grey supply is lost: nobody knows before it should have come.
    #[inline(never)]
    pub(super) fn is_lost(&mut self, id: u32, facts: &Facts<W>, orders: &Orders<W>) -> bool {
        let (group, w) = orders.pool.member(id);
        let lane = group.lane as usize;
        let (Some(grey), Some(model)) = (&mut self.grey, &facts.model.lanes[lane].grey) else { return false };
        let number = grey.shipments.number(group, w);
        let stream = &facts.luck.lanes[lane];
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
