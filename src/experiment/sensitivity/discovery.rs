//! Under which conditions trials are bad: scenario discovery by PRIM, judged on trials that it has not seen.

use super::answer::{Bad, Condition, Conditions, CourseBin, Discovery, Fact, Found};
use crate::experiment::measure::{Measure, Quantity};
use crate::experiment::summarise::chance;
use crate::experiment::threshold::Side;
use crate::statistics::prim::{Points, Region, find, simplify};
use crate::statistics::quantile;

/// Conditions at most.
const MOST: usize = 4;
/// A condition goes if that costs less than this share of how clearly inside and outside differ.
const NEGLIGIBLE: f64 = 0.03;
/// Bad and good trials needed where conditions are looked for.
const NEEDED: u64 = 20;
/// A condition stays if its quasi-p-value, times the number of conditions, is at most this.
const SIGNIFICANT: f64 = 0.05;
/// Worst trials that are called bad unless the user says otherwise: one in this many.
const WORST_ONE_IN: f64 = 10.0;
/// Bins of the course of a fact.
const BINS: usize = 20;

impl Bad {
    /// What the user's threshold means, or without one: a halt, or the worst tenth of trials. An outcome that is the
    /// chance of a threshold says itself what is bad.
    pub(super) fn of(measure: &Measure, values: &[f64], threshold: Option<f64>) -> Self {
        let less_is_bad = measure.more_is_better();
        match (&measure.threshold, threshold) {
            (Some(own), _) => return Self::beyond(own.side, own.value, less_is_bad),
            (None, Some(threshold)) if less_is_bad => return Self::Below(threshold),
            (None, Some(threshold)) => return Self::Above(threshold),
            (None, None) if measure.quantity == Quantity::PHalt => return Self::Halts,
            (None, None) => {}
        }
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let p = if less_is_bad { 1.0 / WORST_ONE_IN } else { 1.0 - 1.0 / WORST_ONE_IN };
        let edge = quantile::of_sorted(&sorted, p).unwrap_or(0.0);
        let beyond = |x: &f64| if less_is_bad { *x < edge } else { *x > edge };
        match (less_is_bad, values.iter().any(beyond)) {
            (false, true) => Self::Above(edge),
            (false, false) => Self::AtLeast(edge),
            (true, true) => Self::Below(edge),
            (true, false) => Self::AtMost(edge),
        }
    }

    /// Where it is good to lie beyond the threshold, it is bad to lie on its other side.
    fn beyond(side: Side, x: f64, is_good: bool) -> Self {
        match (side, is_good) {
            (Side::Above, false) | (Side::AtMost, true) => Self::Above(x),
            (Side::AtLeast, false) | (Side::Below, true) => Self::AtLeast(x),
            (Side::Below, false) | (Side::AtLeast, true) => Self::Below(x),
            (Side::AtMost, false) | (Side::Above, true) => Self::AtMost(x),
        }
    }

    /// Which values of a measure are bad. Those of a chance say whether a trial lies beyond its threshold.
    pub(super) fn hits(self, measure: &Measure, values: &[f64]) -> Vec<bool> {
        let good = measure.more_is_better();
        match measure.threshold {
            Some(_) => values.iter().map(|value| (*value > 0.0) != good).collect(),
            None => values.iter().map(|value| self.holds(*value)).collect(),
        }
    }

    fn holds(self, value: f64) -> bool {
        match self {
            Self::Halts => value > 0.0,
            Self::Above(x) => value > x,
            Self::AtLeast(x) => value >= x,
            Self::Below(x) => value < x,
            Self::AtMost(x) => value <= x,
        }
    }
}

/// Looks for conditions in the first half of the trials, and judges them on the second.
pub(super) fn discover(facts: &[Fact], hits: &[bool], bad: Bad) -> Discovery {
    let half = hits.len() / 2;
    let part = |from: usize, to: usize| Points {
        values: facts.iter().map(|fact| &fact.values[from..to]).collect(),
        hits: &hits[from..to],
    };
    let (seen, fresh) = (part(0, half), part(half, hits.len()));
    let bad_seen = seen.hits.iter().filter(|hit| **hit).count() as u64;
    let found = if bad_seen.min(half as u64 - bad_seen) < NEEDED {
        Found::TooFew { needed: NEEDED }
    } else {
        let region = rounded(simplify(&seen, find(&seen), MOST, NEGLIGIBLE), facts);
        described(&significant(region, &fresh), facts, &fresh, hits)
    };
    let fresh_hits = fresh.hits.iter().filter(|hit| **hit).count() as u64;
    Discovery {
        bad,
        share: chance(fresh_hits, fresh.hits.len() as u64),
        learned_from: half as u64,
        judged_on: fresh.hits.len() as u64,
        facts: facts.iter().map(|fact| fact.key.clone()).collect(),
        found,
    }
}

/// Bounds as people would say them: what is said is what is judged.
fn rounded(mut region: Region, facts: &[Fact]) -> Region {
    for (range, fact) in region.ranges.iter_mut().zip(facts) {
        let low = fact.values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = fact.values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // A step of about a hundredth of the range.
        let fine = libm::pow(10.0, libm::floor(libm::log10((high - low) / 50.0)));
        let step = if fact.whole { 1.0 } else { fine };
        let round = |x: f64| if x.is_finite() { (x / step).round() * step } else { x };
        // 0.55 rather than 0.55000000000000004.
        let short = |x: f64| format!("{:.11e}", round(x)).parse().unwrap_or(x);
        *range = (short(range.0), short(range.1));
    }
    region
}

/// Without the conditions that could as well have picked trials at random.
fn significant(mut region: Region, fresh: &Points) -> Region {
    loop {
        let restricted = region.restricted();
        let level = SIGNIFICANT / restricted.len().max(1) as f64;
        let p = restricted.into_iter().map(|dimension| (region.quasi_p(fresh, dimension), dimension));
        match p.max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((p, dimension)) if p > level => region = region.without(dimension),
            _ => return region,
        }
    }
}

fn described(region: &Region, facts: &[Fact], fresh: &Points, hits: &[bool]) -> Found {
    let count = region.judge(fresh);
    let outside = count.all_points - count.points;
    let restricted = region.restricted();
    if restricted.is_empty() || outside == 0 || count.points == 0 {
        return Found::Nothing;
    }
    let mut conditions: Vec<(f64, Condition)> = restricted
        .into_iter()
        .map(|dimension| {
            let (fact, (low, high)) = (&facts[dimension], region.ranges[dimension]);
            let without = region.without(dimension).judge(fresh).correlation();
            let condition = Condition {
                fact: fact.key.clone(),
                title: fact.title.clone(),
                unit: fact.unit.clone(),
                percent: fact.percent,
                from: low.is_finite().then_some(low),
                to: high.is_finite().then_some(high),
                quasi_p: region.quasi_p(fresh, dimension),
                course: course(&fact.values, hits),
            };
            (without, condition)
        })
        .collect();
    conditions.sort_by(|a, b| a.0.total_cmp(&b.0));
    Found::Conditions(Conditions {
        conditions: conditions.into_iter().map(|(_, condition)| condition).collect(),
        inside: chance(count.hits, count.points),
        elsewhere: chance(count.all_hits - count.hits, outside),
        coverage: chance(count.hits, count.all_hits),
        support: chance(count.points, count.all_points),
    })
}

/// How often trials are bad in bins of about as many trials each; equal values stay together.
fn course(values: &[f64], hits: &[bool]) -> Vec<CourseBin> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let least = values.len().div_ceil(BINS);
    let mut bins = Vec::new();
    let mut rest = order.as_slice();
    while let Some(first) = rest.first() {
        let edge = values[rest[least.min(rest.len()) - 1]];
        let mut end = rest.partition_point(|trial| values[*trial] <= edge);
        if rest.len() - end < least / 2 {
            end = rest.len();
        }
        let (bin, after) = rest.split_at(end);
        let bad = bin.iter().filter(|trial| hits[**trial]).count() as u64;
        bins.push(CourseBin {
            from: values[*first],
            to: values[bin[end - 1]],
            median: values[bin[(end - 1) / 2]],
            bad: chance(bad, end as u64),
        });
        rest = after;
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Domain, Purpose, Stream, uniform};

    fn halts(values: &[f64]) -> Vec<bool> {
        Bad::Halts.hits(&Measure::network(Quantity::PHalt), values)
    }

    fn fact(name: &str, trials: u64, seed: u64, whole: bool) -> Fact {
        let stream = Stream::new(seed, Domain::Procedure, name);
        let u = |trial| uniform(stream.pair(trial, 0, Purpose::Resampling, 0, 0)[0]);
        let value = |trial| if whole { (100.0 * u(trial)).floor() } else { u(trial) };
        Fact {
            key: name.to_owned(),
            title: name.to_owned(),
            unit: String::new(),
            percent: false,
            whole,
            values: (0..trials).map(value).collect(),
        }
    }

    /// Where a > 70 and b < 0.4 three of four trials are bad, elsewhere one of ten.
    #[test]
    fn planted_conditions_are_found_and_judged_on_other_trials() {
        let facts: Vec<Fact> =
            ["a", "b", "c", "d", "e"].iter().map(|name| fact(name, 6_000, 3, *name == "a")).collect();
        let noise = fact("noise", 6_000, 3, false).values;
        let planted = |trial: usize| facts[0].values[trial] > 70.0 && facts[1].values[trial] < 0.4;
        let bad = |trial: usize| f64::from(u8::from(noise[trial] < if planted(trial) { 0.75 } else { 0.1 }));
        let values: Vec<f64> = (0..6_000).map(bad).collect();
        let answer = discover(&facts, &halts(&values), Bad::Halts);
        let Found::Conditions(found) = &answer.found else { panic!("{answer:?}") };
        let names: Vec<&str> = found.conditions.iter().map(|condition| condition.fact.as_str()).collect();
        assert!(names.len() == 2 && names.contains(&"a") && names.contains(&"b"), "{names:?}");
        for condition in &found.conditions {
            let bound = condition.from.or(condition.to).unwrap();
            let wanted = if condition.fact == "a" { 68.0..=74.0 } else { 0.37..=0.43 };
            assert!(wanted.contains(&bound), "{condition:?}");
            assert!((bound * 100.0 - (bound * 100.0).round()).abs() < 1e-9, "{bound} is not said shortly");
        }
        assert!(found.inside.low <= 0.75 && 0.65 < found.inside.share && found.elsewhere.share < 0.13, "{found:?}");
        assert_eq!((answer.learned_from, answer.judged_on), (3_000, 3_000));
        assert_eq!(found.coverage.trials, found.inside.trials);
    }

    /// 40 samples without any connection: each finds something with a chance of 5 %, or less, by the level of
    /// significance; more than 6 with a chance below 1 %.
    #[test]
    fn on_noise_nothing_is_found() {
        let found = (0..40).filter(|seed| {
            let facts: Vec<Fact> = (0..8).map(|i| fact(&format!("fact {i}"), 1_000, *seed, i % 2 == 0)).collect();
            let values: Vec<f64> =
                fact("noise", 1_000, *seed, false).values.iter().map(|x| f64::from(u8::from(*x < 0.3))).collect();
            discover(&facts, &halts(&values), Bad::Halts).found != Found::Nothing
        });
        let found = found.count();
        assert!(found <= 6, "{found} of 40");
    }

    #[test]
    fn what_is_bad_follows_the_outcome() {
        let losses: Vec<f64> = (0..100_u8).map(|i| f64::from(i.saturating_sub(50))).collect();
        let of = |quantity, threshold| Bad::of(&Measure::network(quantity), &losses, threshold);
        assert_eq!(of(Quantity::Loss, None), Bad::Above(39.0));
        assert_eq!(of(Quantity::Loss, Some(7.0)), Bad::Above(7.0));
        assert_eq!(Bad::of(&Measure::network(Quantity::Loss), &[3.0; 9], None), Bad::AtLeast(3.0));
        assert_eq!(of(Quantity::LowestCover, None), Bad::AtMost(0.0));
        assert_eq!(of(Quantity::FillRate, Some(0.9)), Bad::Below(0.9));
        assert_eq!(of(Quantity::PHalt, None), Bad::Halts);
        let bad = Bad::Above(48.5);
        let few = discover(&[fact("a", 100, 1, false)], &bad.hits(&Measure::network(Quantity::Loss), &losses), bad);
        assert_eq!(few.found, Found::TooFew { needed: NEEDED });
    }

    #[test]
    fn a_chance_of_a_threshold_says_itself_what_is_bad() {
        for (text, bad, hits) in [
            ("P(loss > 10)", Bad::Above(10.0), [false, true]),
            ("P(loss <= 10)", Bad::Above(10.0), [true, false]),
            ("P(loss < 10)", Bad::AtLeast(10.0), [true, false]),
            ("P(fill_rate < 95%)", Bad::Below(0.95), [false, true]),
            ("P(fill_rate > 95%)", Bad::AtMost(0.95), [true, false]),
        ] {
            let measure = Measure::parse(text).unwrap();
            let found = Bad::of(&measure, &[0.0, 1.0], None);
            assert_eq!((found, found.hits(&measure, &[0.0, 1.0])), (bad, hits.to_vec()), "{text}");
        }
    }

    #[test]
    fn the_course_keeps_equal_values_together() {
        let values = [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0];
        let hits = [true, false, false, false, true, true, true, true];
        let bins = course(&values, &hits);
        assert_eq!((bins[0].from, bins[0].to, bins[0].bad.trials), (0.0, 0.0, 1));
        assert_eq!(bins.last().map(|bin| bin.to), Some(4.0));
    }
}
