//! Lanes whose licences name the means of transport: an order under a licence of its own travels as was usual on the
//! day on which it was placed. To travel otherwise it would have to be applied for anew, which an order is not.

use std::collections::HashMap;

use super::facts::Facts;
use super::orders::Pool;
use super::state::Lanes;

/// By group: the members with a licence of their own, as bits, and the scales of their transits.
pub(super) type NamedTransport<const W: usize> = HashMap<u32, (u32, Lanes<W, f64>)>;

impl<const W: usize> Pool<W> {
    /// The applications of a group name the means of transport of today.
    #[inline(never)]
    pub(super) fn name_transport(&mut self, g: u32, facts: &Facts<W>) {
        let group = self.group(g);
        let scale = *facts.values.of(facts.model.lanes[group.lane as usize].transit.scale);
        let applying = group.applying;
        self.named_transport.insert(g, (applying, scale));
    }

    /// A part that is cut off a group travels as its licence says.
    pub(super) fn keep_transport(&mut self, from: u32, part: u32) {
        if let Some(named) = self.named_transport.get(&from).copied() {
            self.named_transport.insert(part, named);
        }
    }

    /// Whether the licence of an order names the means of transport.
    #[must_use]
    pub(super) fn names_transport(&self, id: u32) -> bool {
        self.named_transport.get(&(id / W as u32)).is_some_and(|(members, _)| members >> (id % W as u32) & 1 != 0)
    }

    /// The scales of the transits of a group, given those of today.
    #[must_use]
    pub(super) fn scales(&self, g: u32, mut today: Lanes<W, f64>) -> Lanes<W, f64> {
        if let Some((members, scales)) = self.named_transport.get(&g) {
            for w in 0..W {
                if members >> w & 1 != 0 {
                    today[w] = scales[w];
                }
            }
        }
        today
    }
}
