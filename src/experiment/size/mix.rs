//! The mix over the parts of one line, by money.
//!
//! One simulation in which the line never runs out says by trial and part how many days of need would have sufficed
//! beyond today's stock. For any mix the line halts in the trials in which some part needs more than it has: exact on
//! these trials, for every mix at once. Where losses count, a trial is as bad as its part that is shortest, in days:
//! while the line stands still for one part it uses none of the others.
//!
//! From plenty, the part is lowered, again and again, that saves most money for what is newly lost
//! ([`Mixer::descend`]): this marginal order is the chain of mixes along which stocks are sought and raised. At the
//! mix that is wanted, money is then moved between parts until no move pays ([`Mixer::exchange`]).

/// What counts as lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Harm {
    /// Trials in which the line halts.
    Halts,
    /// Days for which its shortest part is missing, summed over trials.
    Days,
}

/// What the parts of a line needed.
#[derive(Clone, Debug)]
pub(super) struct Mixer {
    /// Days of need beyond today's stock, by part and trial.
    need: Vec<Vec<f64>>,
    /// Trials by falling need, by part.
    order: Vec<Vec<u32>>,
    /// Money for a day of a part.
    price: Vec<f64>,
    harm: Harm,
}

/// Stocks beyond today's, in days by part.
pub(super) type Mix = Vec<f64>;

/// A part lowered.
#[derive(Clone, Copy, Debug)]
struct Step {
    to: f64,
    lost: f64,
    /// Money saved for what is newly lost.
    worth: f64,
}

/// Block sizes of a step that are looked at, from the smallest on.
const BLOCKS: u32 = 6;
/// Steps become coarser as more trials are lost: a step skips at most one in so many of those lost.
const FINENESS: usize = 128;
/// Where days count, a part is lowered by this part of its greatest need.
const GRAINS: f64 = 128.0;
/// Moves of money that are tried between two parts at one size.
const PAIRS: usize = 4;
/// A large step of a chain is cut into so many at most.
const CUTS: f64 = 8.0;
/// Work of exchange steps at most, in looks at a trial and part.
const WORK: usize = 200_000_000;

impl Mixer {
    /// From needs by part and trial, and the money for a day of each part.
    pub fn new(need: Vec<Vec<f64>>, price: Vec<f64>, harm: Harm) -> Self {
        let falling = |need: &Vec<f64>| {
            let mut order: Vec<u32> = (0..need.len() as u32).collect();
            order.sort_by(|a, b| need[*b as usize].total_cmp(&need[*a as usize]).then(a.cmp(b)));
            order
        };
        Self { order: need.iter().map(falling).collect(), need, price, harm }
    }

    fn trials(&self) -> usize {
        self.need.first().map_or(0, Vec::len)
    }

    /// The mix that is enough in every trial.
    pub fn plenty(&self) -> Mix {
        let most = |(need, order): (&Vec<f64>, &Vec<u32>)| order.first().map_or(0.0, |i| need[*i as usize].max(0.0));
        self.need.iter().zip(&self.order).map(most).collect()
    }

    /// The cheapest mix of which every part is enough in the same number of trials, and that loses at most `lost`.
    pub fn equal_share(&self, lost: f64) -> Mix {
        let share = |skip: usize| -> Mix {
            let of =
                |(need, order): (&Vec<f64>, &Vec<u32>)| order.get(skip).map_or(0.0, |i| need[*i as usize].max(0.0));
            self.need.iter().zip(&self.order).map(of).collect()
        };
        let (mut low, mut high) = (0, self.trials() + 1);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if self.lost(&share(middle)) <= lost { low = middle } else { high = middle }
        }
        share(low)
    }

    /// What a mix costs.
    pub fn money(&self, mix: &[f64]) -> f64 {
        self.price.iter().zip(mix).map(|(price, days)| price * days).sum()
    }

    /// What a mix loses.
    pub fn lost(&self, mix: &[f64]) -> f64 {
        self.shortest(mix).iter().map(|days| self.counted(*days)).sum()
    }

    /// Days for which the shortest part is missing, by trial.
    fn shortest(&self, mix: &[f64]) -> Vec<f64> {
        let mut short = vec![0.0_f64; self.trials()];
        for (need, days) in self.need.iter().zip(mix) {
            short.iter_mut().zip(need).for_each(|(short, need)| *short = short.max(need - days));
        }
        short
    }

    fn counted(&self, days: f64) -> f64 {
        match self.harm {
            Harm::Halts => f64::from(u8::from(days > 0.0)),
            Harm::Days => days,
        }
    }

    /// The step down of a part that saves most money for what is newly lost, losing at most `room`.
    fn step(&self, part: usize, from: f64, floor: f64, short: &[f64], (room, block): (f64, usize)) -> Option<Step> {
        if from <= floor {
            return None;
        }
        let (need, order) = (&self.need[part], &self.order[part]);
        let newly = |i: &u32, to: f64| {
            let short = short[*i as usize];
            self.counted(short.max(need[*i as usize] - to)) - self.counted(short)
        };
        if self.harm == Harm::Days {
            // The further down, the more a day costs: the smallest step is the best.
            let most = order.first().map_or(0.0, |i| need[*i as usize].max(0.0));
            let to = (from - most / GRAINS).max(floor);
            let touched = order.partition_point(|i| need[*i as usize] > to);
            let lost: f64 = order[..touched].iter().map(|i| newly(i, to)).sum();
            let worth = if lost > 0.0 { (from - to) * self.price[part] / lost } else { f64::INFINITY };
            return (lost <= room).then_some(Step { to, lost, worth });
        }
        let at = |rank: usize| order.get(rank).map_or(floor, |i| need[*i as usize].max(floor));
        // The first trial that the part would lose next.
        let next = order.partition_point(|i| need[*i as usize] > from);
        let (mut best, mut to, mut rank): (Option<Step>, f64, usize) = (None, from, next);
        for size in 0..BLOCKS {
            // The next level below, at least a block of trials further.
            rank = rank.max(next + (block << size) - usize::from(size == 0));
            while at(rank) >= to && at(rank) > floor {
                rank += 1;
            }
            if at(rank) >= to {
                break;
            }
            to = at(rank);
            let lost: f64 = order[..rank.min(order.len())].iter().map(|i| newly(i, to)).sum();
            if lost > room {
                break;
            }
            let saved = (from - to) * self.price[part];
            let worth = if lost > 0.0 { saved / lost } else { f64::INFINITY };
            if best.is_none_or(|best| worth > best.worth || (worth >= best.worth && lost <= 0.0)) {
                best = Some(Step { to, lost, worth });
            }
        }
        best
    }

    /// Lowers parts, the one first that saves most money for what is newly lost, down to `floor`, to a loss of `most`,
    /// or until `enough` of the money that is left. `seen` is told of every mix on the way, its money and its loss.
    pub fn descend(&self, mix: &mut [f64], floor: &[f64], most: f64, mut seen: impl FnMut(&[f64], f64, f64) -> bool) {
        let parts = mix.len();
        let mut short = self.shortest(mix);
        let (mut money, mut lost) = (self.money(mix), self.lost(mix));
        let mut steps: Vec<Option<Step>> = vec![None; parts];
        // What others lose makes a step cheaper: all are looked at again after some steps.
        let again = (parts / 8).max(1);
        let mut since = again;
        let halted = |short: &[f64]| short.iter().filter(|days| **days > 0.0).count();
        let mut block = 1;
        let mut last = None;
        while !seen(mix, money, lost) {
            if since >= again {
                block = (halted(&short) / FINENESS).max(1);
            }
            let look = |part: usize, mix: &[f64]| self.step(part, mix[part], floor[part], &short, (most - lost, block));
            if since >= again {
                steps = (0..parts).map(|part| look(part, mix)).collect();
                since = 0;
            } else if let Some(part) = last {
                steps[part] = look(part, mix);
            }
            since += 1;
            let fits = |part: &usize| steps[*part].is_some_and(|step| lost + step.lost <= most);
            let worth = |part: &usize| steps[*part].map_or(0.0, |step: Step| step.worth);
            let best = (0..parts).filter(fits).max_by(|a, b| worth(a).total_cmp(&worth(b)).then(b.cmp(a)));
            let Some((part, step)) = best.and_then(|part| Some((part, steps[part]?))) else {
                if since <= 1 {
                    return;
                }
                since = again;
                continue;
            };
            let need = &self.need[part];
            for i in &self.order[part] {
                let missing = need[*i as usize] - step.to;
                if missing <= 0.0 {
                    break;
                }
                let short = &mut short[*i as usize];
                let more = short.max(missing);
                lost += self.counted(more) - self.counted(*short);
                *short = more;
            }
            money -= (mix[part] - step.to) * self.price[part];
            mix[part] = step.to;
            last = Some(part);
        }
    }

    /// Moves money between parts, ever smaller sums, until no move loses less.
    pub fn exchange(&self, mix: &mut Mix, floor: &[f64]) {
        let spare = |mix: &[f64], part: usize| (mix[part] - floor[part]).max(0.0) * self.price[part];
        let money: f64 = (0..mix.len()).map(|part| spare(mix, part)).sum();
        let plenty = self.plenty();
        let mut rounds = WORK / (self.trials() * mix.len()).max(1);
        let mut lost = self.lost(mix);
        let mut sum = money / 4.0;
        while sum > money / 2_000.0 && rounds > 0 {
            rounds -= 1;
            let (gains, losses) = self.moves(mix, floor, sum);
            let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
            for (to, gain) in gains.iter().enumerate() {
                let pay = |from: usize| gain * (spare(mix, from) / sum).min(1.0) - losses[from];
                let from = (0..mix.len()).filter(|from| *from != to && spare(mix, *from) > 0.0);
                let best = from.max_by(|a, b| pay(*a).total_cmp(&pay(*b)).then(b.cmp(a)));
                pairs.extend(best.map(|from| (pay(from), from, to)).filter(|pair| pair.0 > 0.0));
            }
            pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            let better = pairs.iter().take(PAIRS).find_map(|(_, from, to)| {
                let moved = sum.min(spare(mix, *from));
                let mut other = mix.clone();
                other[*from] -= moved / self.price[*from];
                other[*to] = (mix[*to] + moved / self.price[*to]).min(plenty[*to].max(mix[*to]));
                let less = self.lost(&other);
                (less < lost - 1e-9 * (1.0 + lost)).then_some((other, less))
            });
            match better {
                Some(better) => (*mix, lost) = better,
                None => sum /= 2.0,
            }
        }
    }

    /// What a sum more would gain at each part, and what that sum less would lose.
    fn moves(&self, mix: &[f64], floor: &[f64], sum: f64) -> (Vec<f64>, Vec<f64>) {
        let trials = self.trials();
        // The shortest part, how short it is, and the next.
        let mut first: Vec<(f64, usize, f64)> = vec![(0.0, usize::MAX, 0.0); trials];
        for (part, (need, days)) in self.need.iter().zip(mix).enumerate() {
            for (first, need) in first.iter_mut().zip(need) {
                let short = need - days;
                if short > first.0 {
                    *first = (short, part, first.0);
                } else if short > first.2 {
                    first.2 = short;
                }
            }
        }
        let (mut gains, mut losses) = (vec![0.0; mix.len()], vec![0.0; mix.len()]);
        for (short, part, next) in &first {
            if *short > 0.0 {
                let left = next.max(short - sum / self.price[*part]);
                gains[*part] += self.counted(*short) - self.counted(left);
            }
        }
        for (part, need) in self.need.iter().enumerate() {
            let days = mix[part] - (sum / self.price[part]).min((mix[part] - floor[part]).max(0.0));
            let newly = |i: &u32| {
                let short = first[*i as usize].0;
                self.counted(short.max(need[*i as usize] - days)) - self.counted(short)
            };
            let touched = self.order[part].partition_point(|i| need[*i as usize] > days);
            losses[part] = self.order[part][..touched].iter().map(newly).sum();
        }
        (gains, losses)
    }

    /// The cheapest mix that was found to lose at most `most`: from plenty along the marginal order and from the
    /// equal share, each by exchange steps until none pays.
    pub fn cheapest(&self, floor: &[f64], most: f64) -> Mix {
        let polished = |mut mix: Mix| {
            self.descend(&mut mix, floor, most, |_, _, _| false);
            loop {
                let before = mix.clone();
                self.exchange(&mut mix, floor);
                self.descend(&mut mix, floor, most, |_, _, _| false);
                if self.money(&mix) >= self.money(&before) * 0.9995 {
                    return if self.money(&mix) < self.money(&before) { mix } else { before };
                }
            }
        };
        let raised = |mix: Mix| mix.iter().zip(floor).map(|(days, floor)| days.max(*floor)).collect::<Mix>();
        let from = [polished(raised(self.plenty())), polished(raised(self.equal_share(most)))];
        let [a, b] = from;
        if self.money(&b) < self.money(&a) { b } else { a }
    }

    /// The chain of mixes from plenty down to nothing more than today, through `through`, in rising order.
    pub fn chain(&self, through: Option<&Mix>) -> Vec<Mix> {
        let nothing = vec![0.0; self.need.len()];
        let plenty = self.plenty();
        let mut chain: Vec<Mix> = Vec::new();
        match through {
            Some(through) => {
                self.down(&mut chain, plenty, through);
                self.down(&mut chain, through.clone(), &nothing);
            }
            None => self.down(&mut chain, plenty, &nothing),
        }
        chain.reverse();
        chain.dedup();
        chain
    }

    /// Adds the mixes on the way down to a chain: as fine as needed, large steps cut into smaller ones.
    fn down(&self, chain: &mut Vec<Mix>, mut mix: Mix, floor: &[f64]) {
        let all = self.money(&mix).max(f64::MIN_POSITIVE);
        let mut last: Option<(Mix, f64, f64)> = None;
        let mut end = None;
        self.descend(&mut mix, floor, f64::INFINITY, |mix, money, lost| {
            let far = |(_, paid, then): &(Mix, f64, f64)| {
                ((paid - money) / all * 400.0).max((lost - then) / (then * 0.02 + 1e-9))
            };
            let steps = last.as_ref().map_or(1.0, far);
            if steps >= 1.0 {
                if let Some((from, ..)) = &last {
                    let cuts = steps.min(CUTS).floor();
                    let mut at = 1.0;
                    while at < cuts {
                        let between = |(a, b): (&f64, &f64)| a + (b - a) * at / cuts;
                        chain.push(from.iter().zip(mix).map(between).collect());
                        at += 1.0;
                    }
                }
                chain.push(mix.to_vec());
                last = Some((mix.to_vec(), money, lost));
                end = None;
            } else {
                end = Some(mix.to_vec());
            }
            false
        });
        chain.extend(end);
    }
}

#[cfg(test)]
#[path = "mix_tests.rs"]
mod tests;
