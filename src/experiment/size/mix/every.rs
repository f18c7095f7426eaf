//! All mixes, where they are few: the best of them is proven on the trials that it was found on.

use super::{Harm, Mix, Mixer};

/// Mixes that are looked at, times sixty-four trials, at most.
const MOST: usize = 400_000_000;
/// Stocks of a part at most.
const LEVELS: usize = 4_096;

/// Trials that halt, sixty-four to a word.
type Halted = Vec<u64>;

/// The levels of a part that are worth a look, rising, and the trials that each leaves short.
struct Levels {
    at: usize,
    stocks: Vec<(i64, f64, Halted)>,
}

/// What is looked for.
#[derive(Clone, Copy)]
enum Wanted {
    /// The least money that loses at most so many trials.
    LeastMoney(f64),
    /// The fewest trials for at most so much money.
    FewestLost(f64),
}

struct Best {
    mix: Mix,
    money: f64,
    lost: u32,
}

impl Mixer {
    /// The cheapest of all mixes that lose at most so many trials and keep the limits of classes; of two that cost the
    /// same the one that loses fewer. Nothing where there are too many mixes to look at all, or days count.
    pub(crate) fn best_of_all(&self, floor: &[i64], most: f64) -> Option<Mix> {
        Some(self.search_all(floor, Wanted::LeastMoney(most))?.mix)
    }

    /// The mix of all that loses fewest trials for at most so much money; of two that lose as many the cheaper one.
    pub(crate) fn best_for(&self, money: f64) -> Option<Mix> {
        Some(self.search_all(&self.nothing(), Wanted::FewestLost(money))?.mix)
    }

    fn search_all(&self, floor: &[i64], wanted: Wanted) -> Option<Best> {
        if self.harm != Harm::Halts || self.parts.is_empty() {
            return None;
        }
        let levels = self.levels(floor, wanted)?;
        let words = self.trials().div_ceil(64);
        let mut best: Option<Best> = None;
        let mut mix = floor.to_vec();
        self.look(&levels, wanted, (0.0, &vec![0; words]), &mut mix, &mut best);
        best
    }

    /// The levels of all parts, the one with the most levels last; nothing where all mixes of them are too many.
    fn levels(&self, floor: &[i64], wanted: Wanted) -> Option<Vec<Levels>> {
        let (words, mut mixes) = (self.trials().div_ceil(64), 1_usize);
        let mut all = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            let needed = part.need.iter().map(|need| part.purchase.up((*need).max(floor[at])).max(floor[at]));
            let mut stocks: Vec<i64> = needed.chain([floor[at]]).collect();
            stocks.sort_unstable();
            stocks.dedup();
            if let Wanted::FewestLost(money) = wanted {
                stocks.retain(|ticks| *ticks as f64 * part.price <= money + 1e-6 || *ticks == floor[at]);
            }
            mixes = mixes.checked_mul(stocks.len())?;
            if stocks.len() > LEVELS || mixes.checked_mul(words.max(1))? > MOST {
                return None;
            }
            let short = |ticks: i64| {
                let mut halted = vec![0_u64; words];
                part.beyond(ticks).iter().for_each(|i| halted[*i as usize / 64] |= 1 << (i % 64));
                (ticks, ticks.max(0) as f64 * part.price, halted)
            };
            all.push(Levels { at, stocks: stocks.into_iter().map(short).collect() });
        }
        all.sort_by_key(|levels| levels.stocks.len());
        Some(all)
    }

    /// Looks at all mixes of the levels that are left, after what others cost and leave short.
    fn look(
        &self,
        levels: &[Levels],
        wanted: Wanted,
        (money, halted): (f64, &Halted),
        mix: &mut Mix,
        best: &mut Option<Best>,
    ) {
        let Some((first, rest)) = levels.split_first() else {
            let lost: u32 = halted.iter().map(|word| word.count_ones()).sum();
            let better = match (wanted, best.as_ref()) {
                (_, None) => true,
                (Wanted::LeastMoney(_), Some(best)) => {
                    money < best.money - 1e-9 || (money <= best.money + 1e-9 && lost < best.lost)
                }
                (Wanted::FewestLost(_), Some(best)) => {
                    lost < best.lost || (lost == best.lost && money < best.money - 1e-9)
                }
            };
            if better && self.meets_classes(mix) {
                *best = Some(Best { mix: mix.clone(), money, lost });
            }
            return;
        };
        let mut both = halted.clone();
        for (ticks, paid, short) in &first.stocks {
            let money = money + paid;
            let beyond = match (wanted, best.as_ref()) {
                (Wanted::LeastMoney(_), Some(best)) => money > best.money + 1e-9,
                (Wanted::LeastMoney(_), None) => false,
                (Wanted::FewestLost(most), _) => money > most + 1e-6,
            };
            // Further levels cost more.
            if beyond {
                break;
            }
            both.iter_mut().zip(halted.iter().zip(short)).for_each(|(both, (a, b))| *both = a | b);
            if let Wanted::LeastMoney(most) = wanted {
                let lost: u32 = both.iter().map(|word| word.count_ones()).sum();
                if f64::from(lost) > most {
                    continue;
                }
            }
            mix[first.at] = *ticks;
            self.look(rest, wanted, (money, &both), mix, best);
        }
    }
}
