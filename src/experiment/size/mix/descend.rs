//! From a mix downwards: the part first that saves most money for what is newly lost.

use super::{Harm, Mix, Mixer};

/// Block sizes of a step that are looked at, from the smallest on.
const BLOCKS: u32 = 6;
/// Steps become coarser as more trials are lost: a step skips at most one in so many of those lost.
const FINENESS: usize = 128;
/// Where days count, a part is lowered by this part of its greatest need.
const GRAINS: f64 = 128.0;

/// A part lowered.
#[derive(Clone, Copy, Debug)]
struct Step {
    to: i64,
    lost: f64,
    /// Money saved for what is newly lost.
    worth: f64,
}

/// What is lost on the way.
struct Losses {
    /// Days for which the shortest part is missing, by trial.
    short: Vec<f64>,
    /// What that comes to.
    lost: f64,
    /// The most that it may come to.
    most: f64,
    /// By class: whether one of its parts runs out in each trial, and in how many more it may.
    classes: Vec<(Vec<bool>, u64)>,
}

impl Losses {
    fn room(&self) -> f64 {
        self.most - self.lost
    }
}

impl Mixer {
    fn losses(&self, mix: &[i64], most: f64) -> Losses {
        let of_class = |class: &super::Class| {
            let out = self.run_out(class, mix);
            let left = class.most.saturating_sub(out.iter().filter(|out| **out).count() as u64);
            (out, left)
        };
        let classes = self.classes.iter().map(of_class).collect();
        Losses { short: self.shortest(mix), lost: self.lost(mix), most, classes }
    }

    /// Whether the classes of a part stand that it is lowered so far.
    fn classes_allow(&self, at: usize, to: i64, losses: &Losses) -> bool {
        let beyond = self.parts[at].beyond(to);
        self.classes.iter().zip(&losses.classes).all(|(class, (out, left))| {
            !class.parts.contains(&at) || beyond.iter().filter(|i| !out[**i as usize]).count() as u64 <= *left
        })
    }

    /// What is newly lost with so much of a part.
    pub(super) fn newly_lost(&self, at: usize, to: i64, short: &[f64]) -> f64 {
        let part = &self.parts[at];
        let of = |i: &u32| {
            let short = short[*i as usize];
            self.counted(short.max(part.days(part.need[*i as usize] - to))) - self.counted(short)
        };
        part.beyond(to).iter().map(of).sum()
    }

    /// The step down of a part that saves most money for what is newly lost, within the room that there is.
    fn step(&self, at: usize, from: i64, floor: i64, losses: &Losses, block: usize) -> Option<Step> {
        if from <= floor {
            return None;
        }
        let part = &self.parts[at];
        let step_to = |to: i64| {
            let lost = self.newly_lost(at, to, &losses.short);
            let saved = (from - to) as f64 * part.price;
            let fits = lost <= losses.room() && self.classes_allow(at, to, losses);
            fits.then_some(Step { to, lost, worth: if lost > 0.0 { saved / lost } else { f64::INFINITY } })
        };
        if self.harm != Harm::Halts {
            // The further down, the more a day costs: the smallest step is the best.
            let grain = self.grain(at, GRAINS);
            let days = if self.harm == Harm::WholeDays { grain.round().max(1.0) } else { grain };
            let less = from - part.ticks(days);
            let to = if less <= floor { floor } else { part.purchase.up(less).max(floor) };
            // A lot is given up whole.
            let to = if to >= from { part.purchase.down(from - 1).max(floor) } else { to };
            return step_to(to);
        }
        let at_rank = |rank: usize| part.level(rank, floor);
        // The first trial that the part would lose next.
        let next = part.beyond(from).len();
        let (mut best, mut to, mut rank): (Option<Step>, i64, usize) = (None, from, next);
        for size in 0..BLOCKS {
            // The next level below, at least a block of trials further.
            rank = rank.max(next + (block << size) - usize::from(size == 0));
            while at_rank(rank) >= to && at_rank(rank) > floor {
                rank += 1;
            }
            if at_rank(rank) >= to {
                break;
            }
            to = at_rank(rank);
            let Some(step) = step_to(to) else { break };
            if best.is_none_or(|best| step.worth > best.worth || (step.worth >= best.worth && step.lost <= 0.0)) {
                best = Some(step);
            }
        }
        best
    }

    /// Lowers parts, the one first that saves most money for what is newly lost, down to `floor`, to a loss of `most`,
    /// within the limits of classes, or until `enough` of the money that is left. `seen` is shown every mix on the way,
    /// its money and its loss.
    pub(crate) fn descend(
        &self,
        mix: &mut [i64],
        floor: &[i64],
        most: f64,
        mut seen: impl FnMut(&[i64], f64, f64) -> bool,
    ) {
        let parts = mix.len();
        let mut losses = self.losses(mix, most);
        let mut money = self.money(mix);
        let mut steps: Vec<Option<Step>> = vec![None; parts];
        // What others lose makes a step cheaper: all are looked at again after some steps.
        let again = (parts / 8).max(1);
        let mut since = again;
        let mut block = 1;
        let mut lowered = None;
        while !seen(mix, money, losses.lost) {
            if since >= again {
                block = (losses.short.iter().filter(|days| **days > 0.0).count() / FINENESS).max(1);
            }
            let look = |at: usize, mix: &[i64]| self.step(at, mix[at], floor[at], &losses, block);
            if since >= again {
                steps = (0..parts).map(|at| look(at, mix)).collect();
                since = 0;
            } else if let Some(at) = lowered {
                steps[at] = look(at, mix);
            }
            since += 1;
            let fits = |at: &usize| {
                let fit = |step: Step| step.lost <= losses.room() && self.classes_allow(*at, step.to, &losses);
                steps[*at].is_some_and(fit)
            };
            let worth = |at: usize| steps[at].map_or(0.0, |step: Step| step.worth);
            let best = (0..parts).filter(fits).max_by(|a, b| worth(*a).total_cmp(&worth(*b)).then(b.cmp(a)));
            let Some((at, step)) = best.and_then(|at| Some((at, steps[at]?))) else {
                if since <= 1 {
                    return;
                }
                since = again;
                continue;
            };
            self.lower(at, step.to, &mut losses);
            money -= (mix[at] - step.to) as f64 * self.parts[at].price;
            mix[at] = step.to;
            lowered = Some(at);
        }
    }

    /// Takes note of what is lost with so much of a part.
    fn lower(&self, at: usize, to: i64, losses: &mut Losses) {
        let part = &self.parts[at];
        for i in part.beyond(to) {
            let short = &mut losses.short[*i as usize];
            let more = short.max(part.days(part.need[*i as usize] - to));
            losses.lost += self.counted(more) - self.counted(*short);
            *short = more;
        }
        for (class, (out, left)) in self.classes.iter().zip(&mut losses.classes) {
            if class.parts.contains(&at) {
                for i in part.beyond(to) {
                    *left -= u64::from(!out[*i as usize]).min(*left);
                    out[*i as usize] = true;
                }
            }
        }
    }

    /// The cheapest mix that was found to lose at most `most` within the limits of classes: of all mixes, where they
    /// are few; else from plenty along the marginal order and from the equal share, each by exchanges until none pays.
    pub(crate) fn cheapest(&self, floor: &[i64], most: f64) -> Mix {
        self.best_of_all(floor, most).unwrap_or_else(|| self.found(floor, most))
    }

    /// The same without looking at all of them.
    pub(super) fn found(&self, floor: &[i64], most: f64) -> Mix {
        let polished = |mut mix: Mix| {
            self.descend(&mut mix, floor, most, |_, _, _| false);
            loop {
                let before = mix.clone();
                self.exchange(&mut mix, floor, self.money(&before));
                self.descend(&mut mix, floor, most, |_, _, _| false);
                if self.money(&mix) >= self.money(&before) * 0.9995 {
                    return if self.money(&mix) < self.money(&before) { mix } else { before };
                }
            }
        };
        let raised = |mix: Mix| mix.iter().zip(floor).map(|(ticks, floor)| *ticks.max(floor)).collect::<Mix>();
        let from = [polished(raised(self.plenty())), polished(raised(self.equal_share(most)))];
        let [a, b] = from;
        if self.money(&b) < self.money(&a) { b } else { a }
    }
}
