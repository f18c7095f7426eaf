//! Goods under way that an event holds: they arrive so many days later.

use super::book::Orders;
use super::facts::Facts;
use super::orders::Stage;
use super::policy::Held;
use super::shipping::Shipping;

impl<const W: usize> Shipping<W> {
    /// What is under way this morning on lanes that an event holds, what would arrive today too, arrives later.
    #[inline(never)]
    pub(super) fn hold(&mut self, held: &[Held], facts: &Facts<W>, orders: &mut Orders<W>) {
        for Held { trial, authority, event, days } in held {
            let Some((_, lanes)) = &facts.model.authorities[*authority].events[*event].hold else { continue };
            for lane in lanes {
                let input = facts.model.lanes[*lane].input;
                let groups: Vec<u32> =
                    orders.of(input).filter(|g| orders.pool.group(*g).lane as usize == *lane).collect();
                for g in groups {
                    let group = orders.pool.group_mut(g);
                    let (arrival, quantity) = (group.open_until[*trial], group.quantity[*trial]);
                    if group.stage[*trial] != Stage::Transit || arrival < facts.day || quantity <= 0 {
                        continue;
                    }
                    let later = arrival.saturating_add(*days);
                    group.open_until[*trial] = later;
                    let placed = i32::from(group.placed);
                    self.put_off((*lane, *trial), (placed, quantity), (arrival, later), facts);
                }
            }
        }
    }

    /// A shipment arrives on another day.
    fn put_off(
        &mut self,
        (lane, w): (usize, usize),
        (placed, quantity): (i32, i64),
        (arrival, later): (u32, u32),
        facts: &Facts<W>,
    ) {
        if arrival >= facts.model.days {
            return;
        }
        let input = facts.model.lanes[lane].input;
        self.call_back((lane, input), w, quantity, arrival);
        self.arrive((lane, input), w, quantity, (later - facts.day, later));
        if later >= facts.model.days {
            self.is_not_paid((lane, w), placed, quantity, facts.model);
        }
    }
}
