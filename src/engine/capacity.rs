//! What a site can make on a day, where trials differ: whole ticks, and the fraction of one that is carried.
//!
//! The fraction is the piece that a site has begun. It goes on while the site has something to make; whole ticks that a
//! day had room for and nobody asked for are gone.

use super::plant::SiteState;
use super::state::Lanes;
use crate::model::{Daily, FRACTION_BITS};

/// The fraction of a tick.
pub(super) const MASK: i64 = (1 << FRACTION_BITS) - 1;

impl<const W: usize> SiteState<W> {
    /// What a manufacturer plans to make today: its rate, within its capacity.
    #[inline(always)]
    pub(super) fn plan_sales(&mut self) -> Lanes<W> {
        let mut plan = [0; W];
        if self.capacity_has_fraction {
            for w in 0..W {
                plan[w] = self.daily(w).planned(&mut self.plan_carry[w], self.rate[w]);
            }
            return plan;
        }
        for w in 0..W {
            let total = self.rate[w] + self.plan_carry[w];
            self.plan_carry[w] = total & MASK;
            plan[w] = (total >> FRACTION_BITS).min(self.capacity[w]);
        }
        plan
    }

    /// What any other site plans to make today: what it owes, within its capacity.
    #[inline(always)]
    pub(super) fn plan_owed(&mut self, backlog: &Lanes<W>) -> Lanes<W> {
        let mut plan = [0; W];
        for w in 0..W {
            plan[w] = (backlog[w] + self.target[w] - self.output[w]).max(0);
        }
        if self.capacity_has_fraction {
            for w in 0..W {
                if plan[w] > 0 {
                    plan[w] = plan[w].min(self.daily(w).today(&mut self.capacity_carry[w]));
                }
            }
            return plan;
        }
        for w in 0..W {
            plan[w] = plan[w].min(self.capacity[w]);
        }
        plan
    }

    /// What can be made today on top of a plan, to catch up: the share of the plan that is allowed, within capacity.
    pub(super) fn most_on_top(&mut self, w: usize, plan: i64) -> i64 {
        let allowed = Daily::new(plan as f64 * self.catch_up[w]).today(&mut self.catch_up_carry[w]);
        let whole = self.capacity_fraction[w] == 0;
        let room = if whole { self.capacity[w] - plan } else { self.room_on_top(w, plan) };
        allowed.min(room).max(0)
    }

    /// Room that a capacity with a fraction leaves beside a plan; what the plan's own rounding takes ahead is owed to
    /// the next days.
    fn room_on_top(&mut self, w: usize, plan: i64) -> i64 {
        let carry = self.capacity_carry[w] + self.capacity_fraction[w];
        let room = self.capacity[w].saturating_sub(plan).saturating_add(carry >> FRACTION_BITS);
        self.capacity_carry[w] = (carry & MASK) + (room.min(0) << FRACTION_BITS);
        room
    }

    fn daily(&self, w: usize) -> Daily {
        Daily { whole: self.capacity[w], fraction: self.capacity_fraction[w] }
    }
}
