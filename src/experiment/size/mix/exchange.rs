//! Stock of one part given up for what its money buys elsewhere.

use super::{Harm, Mix, Mixer};

/// Sizes of a raise or of what is given up that are looked at, each twice the one before.
const SIZES: u32 = 7;
/// Where parts of a day count, the smallest size is this part of the greatest need.
const GRAINS: f64 = 256.0;
/// Work of exchanges at most, in looks at a trial and part.
const WORK: usize = 100_000_000;

/// A part raised.
#[derive(Clone, Copy, Debug)]
struct Raise {
    at: usize,
    to: i64,
    gained: f64,
    money: f64,
}

/// The two shortest parts of a trial.
#[derive(Clone, Copy, Debug)]
struct Shortest {
    /// The shortest part, and for how many days it is missing.
    part: usize,
    days: f64,
    /// The same of the next.
    next: f64,
}

impl Mixer {
    /// Buys with what is left of a sum what avoids the most for its money, again and again, until nothing that can be
    /// paid avoids anything; first of all parts but one that is `barred`. Returns how often it looked.
    pub(crate) fn fill(&self, mix: &mut [i64], money: f64, mut barred: Option<usize>) -> usize {
        let mut looks = 0;
        loop {
            looks += 1;
            let room = money - self.money(mix) + 1e-6;
            let shortest = self.two_shortest(mix);
            let parts = (0..mix.len()).filter(|at| barred != Some(*at));
            let raises = parts.filter_map(|at| self.raise(at, mix[at], &shortest, room));
            let worth = |raise: &Raise| raise.gained / raise.money;
            let best = raises.max_by(|a, b| worth(a).total_cmp(&worth(b)).then(b.at.cmp(&a.at)));
            match best {
                Some(best) => mix[best.at] = best.to,
                None if barred.take().is_none() => return looks,
                None => {}
            }
        }
    }

    /// Gives up stock of one part for what its money buys elsewhere, as long as that loses less, for no more than so
    /// much money; no part falls below its floor.
    pub(crate) fn exchange(&self, mix: &mut Mix, floor: &[i64], money: f64) {
        let mut work = WORK / (self.trials() * mix.len()).max(1);
        let mut lost = self.lost(mix);
        loop {
            let before = mix.clone();
            for at in 0..mix.len() {
                for less in self.given_up(at, mix[at], floor[at]) {
                    if work == 0 {
                        return;
                    }
                    let mut other = mix.clone();
                    other[at] = less;
                    work = work.saturating_sub(2 + self.fill(&mut other, money, Some(at)));
                    let (then, paid) = (self.lost(&other), self.money(&other));
                    let cheaper = paid < self.money(mix) * (1.0 - 1e-9) && then <= lost;
                    if (then < lost - 1e-9 * (1.0 + lost) || cheaper) && self.meets_classes(&other) {
                        (*mix, lost) = (other, then);
                        break;
                    }
                }
            }
            if *mix == before {
                return;
            }
        }
    }

    /// Stocks of a part below one that it has, each further down, to its floor.
    fn given_up(&self, at: usize, from: i64, floor: i64) -> Vec<i64> {
        let part = &self.parts[at];
        let lower = |size: u32| {
            if self.harm == Harm::Halts {
                return part.level(part.beyond(from).len() + (1_usize << size) - 1, floor);
            }
            part.purchase.down(from - self.size_of(at, size)).max(floor)
        };
        let mut stocks: Vec<i64> = (0..SIZES).map(lower).chain([floor]).filter(|less| *less < from).collect();
        stocks.dedup();
        stocks
    }

    /// Ticks of the sizes that are looked at where days count.
    fn size_of(&self, at: usize, size: u32) -> i64 {
        let grain = if self.harm == Harm::WholeDays { 1.0 } else { self.grain(at, GRAINS) };
        self.parts[at].ticks(grain * f64::from(1_u32 << size))
    }

    /// The raise of a part that avoids the most for its money, among those that can be paid.
    fn raise(&self, at: usize, from: i64, shortest: &[Shortest], room: f64) -> Option<Raise> {
        let part = &self.parts[at];
        // Trials that need more, those that need least first.
        let beyond = part.beyond(from);
        let mut best: Option<Raise> = None;
        let mut look = |to: i64, gained: f64| {
            let money = (to - from) as f64 * part.price;
            let better = |best: Raise| gained * best.money > best.gained * money;
            if money <= room && gained > 0.0 && best.is_none_or(better) {
                best = Some(Raise { at, to, gained, money });
            }
        };
        if self.harm == Harm::Halts {
            let mut gained = 0.0;
            let mut trials = beyond.iter().rev().peekable();
            while let Some(i) = trials.next() {
                let trial = shortest[*i as usize];
                gained += f64::from(u8::from(trial.part == at && trial.next <= 0.0));
                let need = part.need[*i as usize];
                // Trials of the same need are won together.
                if trials.peek().is_none_or(|next| part.need[**next as usize] > need) {
                    look(part.purchase.up(need), gained);
                }
            }
            return best;
        }
        let mut before = from;
        for size in 0..SIZES {
            let to = part.purchase.up(from + self.size_of(at, size)).min(part.level(0, from));
            if to <= before {
                continue;
            }
            before = to;
            look(to, self.gained(at, from, to, shortest));
        }
        best
    }

    /// What is no longer lost with a part raised.
    fn gained(&self, at: usize, from: i64, to: i64, shortest: &[Shortest]) -> f64 {
        let part = &self.parts[at];
        let of = |i: &u32| {
            let trial = shortest[*i as usize];
            if trial.part != at {
                return 0.0;
            }
            let left = trial.next.max(part.days(part.need[*i as usize] - to)).max(0.0);
            self.counted(trial.days) - self.counted(left)
        };
        part.beyond(from).iter().map(of).sum()
    }

    fn two_shortest(&self, mix: &[i64]) -> Vec<Shortest> {
        let mut all = vec![Shortest { part: usize::MAX, days: 0.0, next: 0.0 }; self.trials()];
        for (at, (part, ticks)) in self.parts.iter().zip(mix).enumerate() {
            for i in part.beyond(*ticks) {
                let (trial, days) = (&mut all[*i as usize], part.days(part.need[*i as usize] - ticks));
                if days > trial.days {
                    *trial = Shortest { part: at, days, next: trial.days };
                } else if days > trial.next {
                    trial.next = days;
                }
            }
        }
        all
    }

    /// The mix that was found to lose least for a sum: of all mixes, where they are few; else from one along the chain,
    /// by exchanges.
    pub(crate) fn most_for(&self, money: f64, from: &[i64]) -> Mix {
        let nothing = self.nothing();
        if let Some(best) = self.best_for(money) {
            return best;
        }
        let mut mix = from.to_vec();
        self.fill(&mut mix, money, None);
        self.exchange(&mut mix, &nothing, money);
        // From above, parts that are missing together are kept in step.
        let mut other = self.plenty();
        self.descend(&mut other, &nothing, f64::INFINITY, |_, paid, _| paid <= money + 1e-6);
        self.fill(&mut other, money, None);
        self.exchange(&mut other, &nothing, money);
        if self.lost(&other) < self.lost(&mix) { other } else { mix }
    }

    /// Mixes near one, for no more than a sum: some of a part given up for others, or raised at the expense of others.
    /// Those that lose least come first.
    pub(crate) fn near(&self, mix: &[i64], money: f64, count: usize) -> Vec<Mix> {
        let floor = self.nothing();
        let mut found: Vec<(f64, Mix)> = Vec::new();
        let mut keep = |other: Mix| {
            if other != mix && self.money(&other) <= money + 1e-6 && found.iter().all(|(_, known)| *known != other) {
                found.push((self.lost(&other), other));
            }
        };
        for at in 0..mix.len() {
            for less in self.given_up(at, mix[at], 0) {
                let mut other = mix.to_vec();
                other[at] = less;
                self.fill(&mut other, money, Some(at));
                keep(other);
            }
            for size in 0..SIZES {
                let to = self.parts[at].purchase.up(mix[at] + self.size_of(at, size)).min(self.parts[at].level(0, 0));
                if to <= mix[at] {
                    continue;
                }
                let (mut other, mut least) = (mix.to_vec(), floor.clone());
                (other[at], least[at]) = (to, to);
                self.descend(&mut other, &least, f64::INFINITY, |_, paid, _| paid <= money + 1e-6);
                self.fill(&mut other, money, None);
                keep(other);
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        found.truncate(count);
        found.into_iter().map(|(_, mix)| mix).collect()
    }

    /// The mix of least cost that was found, from one that is near: so much for a tick of each part held, and so much
    /// for what is lost. Parts are raised and lowered one by one until nothing pays.
    pub(crate) fn least_cost(&self, from: &[i64], floor: &[i64], holding: &[f64], harm: f64) -> Mix {
        let mut mix = from.to_vec();
        let mut work = WORK / (self.trials() * mix.len() * SIZES as usize).max(1);
        loop {
            let shortest = self.two_shortest(&mix);
            let short: Vec<f64> = shortest.iter().map(|trial| trial.days).collect();
            // What each change saves.
            let mut changes: Vec<(f64, usize, i64)> = Vec::new();
            for at in 0..mix.len() {
                let most = self.parts[at].level(0, mix[at]);
                let raised =
                    (0..SIZES).map(|size| self.parts[at].purchase.up(mix[at] + self.size_of(at, size)).min(most));
                for to in raised.filter(|to| *to > mix[at]) {
                    let gained = self.gained(at, mix[at], to, &shortest);
                    changes.push((harm * gained - holding[at] * (to - mix[at]) as f64, at, to));
                }
                for to in self.given_up(at, mix[at], floor[at]) {
                    let lost = self.newly_lost(at, to, &short);
                    changes.push((holding[at] * (mix[at] - to) as f64 - harm * lost, at, to));
                }
            }
            changes.retain(|(saved, ..)| *saved > 1e-6);
            changes.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            let with = |(_, at, to): &(f64, usize, i64)| {
                let mut other = mix.clone();
                other[*at] = *to;
                other
            };
            let Some(better) = changes.iter().map(with).find(|other| self.meets_classes(other)) else { return mix };
            mix = better;
            work = work.saturating_sub(1);
            if work == 0 {
                return mix;
            }
        }
    }
}
