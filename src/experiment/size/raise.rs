//! A class of parts that runs out too often: its own parts are raised, all others stay where they are.

use super::purchase::Purchase;

/// Trials that are looked at for each raise: those that cost least to win.
const NEAREST: usize = 64;
/// Beyond what any trial needed, a part is raised by so much of what is held.
const BEYOND: f64 = 0.1;

/// A part of a class.
#[derive(Clone, Debug)]
pub(super) struct ClassPart<'a> {
    /// Its place among the inputs of the line.
    pub at: usize,
    /// Ticks beyond today's stock that are needed, by trial.
    pub more: &'a [i64],
    /// How it is bought.
    pub purchase: &'a Purchase,
    /// Money for a tick.
    pub price: f64,
    /// Today's stock, ticks.
    pub opening: f64,
    /// Ticks of a day's need.
    pub day: f64,
    /// The most beyond today's stock that is looked at.
    pub most: i64,
}

/// Trials in which one of the parts needs more than it has.
pub(super) fn out(parts: &[ClassPart], ticks: &[i64]) -> Vec<usize> {
    let trials = parts.first().map_or(0, |part| part.more.len());
    let is_out = |trial: &usize| parts.iter().any(|part| part.more[*trial] > ticks[part.at]);
    (0..trials).filter(is_out).collect()
}

/// Raises parts until they run out in `may` trials at most: again and again to what some trial needs, to that first
/// that wins most trials for its money. What turned out not to be needed is given back. Returns whether any was raised.
pub(super) fn raise(parts: &[ClassPart], ticks: &mut [i64], may: usize) -> bool {
    let before = ticks.to_vec();
    loop {
        let lost = out(parts, ticks);
        if lost.len() <= may {
            break;
        }
        let mut candidates: Vec<(f64, Vec<i64>)> =
            lost.iter().filter_map(|trial| enough_for(parts, ticks, *trial)).collect();
        candidates.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        candidates.dedup();
        candidates.truncate(NEAREST);
        let won = |levels: &[i64]| {
            let is_won = |trial: &&usize| parts.iter().zip(levels).all(|(part, level)| part.more[**trial] <= *level);
            // More than are asked for are worth nothing.
            lost.iter().filter(is_won).count().min(lost.len() - may) as f64
        };
        let worth = |(money, levels): &(f64, Vec<i64>)| won(levels) / money.max(f64::MIN_POSITIVE);
        let best = candidates.iter().enumerate().max_by(|a, b| worth(a.1).total_cmp(&worth(b.1)).then(b.0.cmp(&a.0)));
        let Some((_, (_, levels))) = best else { break };
        parts.iter().zip(levels).for_each(|(part, level)| ticks[part.at] = *level);
    }
    give_back(parts, &before, ticks, may);
    ticks != before
}

/// The stocks of the parts, none lower than now, that are enough in a trial, and what they cost more; nothing where
/// that is more than is looked at.
fn enough_for(parts: &[ClassPart], ticks: &[i64], trial: usize) -> Option<(f64, Vec<i64>)> {
    let level = |part: &ClassPart| part.purchase.up(part.more[trial]).max(ticks[part.at]);
    let levels: Vec<i64> = parts.iter().map(level).collect();
    let each = || parts.iter().zip(&levels);
    let fits = each().all(|(part, level)| *level <= part.most.max(ticks[part.at]));
    let money = each().map(|(part, level)| (level - ticks[part.at]) as f64 * part.price).sum();
    fits.then_some((money, levels))
}

/// Lowers each part, the dearest first, to the least of what trials need, and not below what it was, that will do.
fn give_back(parts: &[ClassPart], before: &[i64], ticks: &mut [i64], may: usize) {
    if out(parts, ticks).len() > may {
        return;
    }
    let mut dearest: Vec<&ClassPart> = parts.iter().collect();
    let raised = |part: &ClassPart| (ticks[part.at] - before[part.at]) as f64 * part.price;
    dearest.sort_by(|a, b| raised(b).total_cmp(&raised(a)).then(a.at.cmp(&b.at)));
    for part in dearest {
        let mut levels: Vec<i64> = part.more.iter().map(|more| part.purchase.up(*more)).collect();
        levels.push(before[part.at]);
        levels.retain(|level| (before[part.at]..ticks[part.at]).contains(level));
        levels.sort_unstable();
        levels.dedup();
        let too_low = levels.partition_point(|level| {
            let mut other = ticks.to_vec();
            other[part.at] = *level;
            out(parts, &other).len() > may
        });
        if let Some(level) = levels.get(too_low) {
            ticks[part.at] = *level;
        }
    }
}

/// Raises parts of which no trial needs more, yet that run out too often on others, by a tenth of what is held. Returns
/// whether there was room.
pub(super) fn beyond(parts: &[ClassPart], ticks: &mut [i64]) -> bool {
    let before = ticks.to_vec();
    for part in parts {
        let held = (part.opening + ticks[part.at] as f64).max(0.0);
        let more = ticks[part.at] + (held * BEYOND).max(part.day).ceil() as i64;
        ticks[part.at] = part.purchase.up(more).min(part.purchase.down(part.most)).max(ticks[part.at]);
    }
    ticks != before
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part<'a>(at: usize, more: &'a [i64], purchase: &'a Purchase) -> ClassPart<'a> {
        let price = purchase.price.unwrap_or(0.0);
        ClassPart { at, more, purchase, price, opening: 0.0, day: 1.0, most: 1_000 }
    }

    /// The cheapest stock that loses at most `may` trials, of all that any trial asks for.
    fn cheapest(parts: &[ClassPart], before: &[i64], may: usize) -> f64 {
        let mut best = f64::INFINITY;
        let levels = |part: &ClassPart| -> Vec<i64> {
            let of = part.more.iter().map(|more| part.purchase.up(*more).max(before[part.at]));
            of.chain([before[part.at]]).collect()
        };
        for first in levels(&parts[0]) {
            for second in levels(&parts[1]) {
                let mut ticks = before.to_vec();
                (ticks[parts[0].at], ticks[parts[1].at]) = (first, second);
                if out(parts, &ticks).len() <= may {
                    best = best.min(paid(parts, before, &ticks));
                }
            }
        }
        best
    }

    fn paid(parts: &[ClassPart], before: &[i64], ticks: &[i64]) -> f64 {
        parts.iter().map(|part| (ticks[part.at] - before[part.at]) as f64 * part.price).sum()
    }

    /// Of ten trials with stocks of (20, 9, 20), four run out: two for the first part alone (they need 30 and 90), one
    /// for the third alone (50), one for both (30 and 50). At 2 a tick of the first and 1 of the third, two may run
    /// out: 30 of the first win one for 20, 50 of the third one for 30, both three for 50; to win two, 50 is the least.
    /// The second part is of no class, and stays.
    #[test]
    fn a_class_is_raised_to_the_least_that_will_do_and_others_stay() {
        let first = [30, 90, 5, 30, 1, 2, 3, 4, 5, 6];
        let third = [5, 5, 50, 50, 1, 2, 3, 4, 5, 6];
        let (dear, cheap) = (Purchase::plain(2.0), Purchase::plain(1.0));
        let parts = [part(0, &first, &dear), part(2, &third, &cheap)];
        let before = [20, 9, 20];
        assert_eq!(out(&parts, &before), [0, 1, 2, 3]);
        for (may, wanted) in [(4, [20, 9, 20]), (3, [30, 9, 20]), (2, [30, 9, 50]), (1, [30, 9, 50]), (0, [90, 9, 50])]
        {
            let mut ticks = before.to_vec();
            assert_eq!(raise(&parts, &mut ticks, may), may < 4, "{may}");
            assert_eq!(ticks, wanted, "{may}");
            assert!((paid(&parts, &before, &ticks) - cheapest(&parts, &before, may)).abs() < 1e-9, "{may}");
        }
        // In lots of 40 it is 40 and 80 of the first.
        let lots = Purchase::in_lots(2.0, 40, 0);
        let parts = [part(0, &first, &lots), part(2, &third, &cheap)];
        let mut ticks = before.to_vec();
        assert!(raise(&parts, &mut ticks, 0));
        assert_eq!(ticks, [120, 9, 50]);
        // What is more than is looked at is not raised to.
        let near = ClassPart { most: 40, ..part(0, &first, &dear) };
        let mut ticks = before.to_vec();
        assert!(
            raise(std::slice::from_ref(&near), &mut ticks, 0)
                && !raise(std::slice::from_ref(&near), &mut ticks.clone(), 0)
        );
        assert_eq!((ticks.clone(), out(std::slice::from_ref(&near), &ticks)), (vec![30, 9, 20], vec![1]));
        assert!(beyond(std::slice::from_ref(&near), &mut ticks) && ticks == [33, 9, 20]);
        ticks[0] = 40;
        assert!(!beyond(&[near], &mut ticks));
    }
}
