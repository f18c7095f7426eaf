//! From the effects of failures in single trials to an answer.

use super::super::answer::{Between, CONFIDENCE, Chance, Estimate, ScenarioFacts};
use super::super::compare::LineFacts;
use super::super::run::NamedModel;
use super::super::summarise::{chance, mean};
use super::answer::{
    BoundedSpread, Exposure, FailureAnswer, FreezeSeries, SampledFreeze, ShortestFreeze, Spread, StressAnswer,
    StressFacts, TypicalExposure, TypicalFreeze, Undisturbed,
};
use super::course::{Effect, SETTLED};
use super::{Asked, Effects, Tests, judged, licensing};
use crate::statistics::{Moments, quantile};

/// Units of the currency in a hundredth of it.
const CENT: f64 = 0.01;

pub(super) fn answer(
    named: NamedModel,
    options: &Asked,
    (in_typical, typical): (&Tests, &Effects),
    (tests, sampled): (&Tests, &Effects),
) -> StressAnswer {
    let model = named.model;
    let sites: Vec<&str> = judged(model).into_iter().map(|site| model.sites[site].name.as_str()).collect();
    let undisturbed = sites.iter().enumerate().map(|(line, site)| {
        let halted = sampled.undisturbed[line].iter().filter(|first| first.is_some()).count();
        Undisturbed {
            site: (*site).to_owned(),
            typical_first_halt: typical.undisturbed[line][0].map(|day| model.date(day)),
            halt: chance(halted as u64, options.trials),
        }
    });
    let failure =
        |(at, failure): (usize, &super::Failure)| FailureAnswer {
            kind: failure.kind,
            key: failure.key.clone(),
            title: failure.title.clone(),
            also: failure.also.clone(),
            typical_loss: typical.losses[at][0] as f64 * CENT,
            loss: money(&sampled.losses[at]),
            loss_range: spread(sampled.losses[at].iter().map(|cents| *cents as f64 * CENT).collect())
                .unwrap_or(Spread { p05: 0.0, median: 0.0, p95: 0.0 }),
            lines: sites
                .iter()
                .enumerate()
                .map(|(line, site)| exposure(site, &typical.lines[at][line][0], &sampled.lines[at][line]))
                .collect(),
        };
    let mut failures: Vec<FailureAnswer> = tests.failures.iter().enumerate().map(failure).collect();
    failures.sort_by(|a, b| b.loss.value.total_cmp(&a.loss.value).then(b.typical_loss.total_cmp(&a.typical_loss)));
    StressAnswer {
        scenario: ScenarioFacts::of(&named),
        run: StressFacts {
            linestop: env!("CARGO_PKG_VERSION").to_owned(),
            seed: options.seed,
            trials: options.trials,
            failed: model.date(options.from),
            restored: model.date(options.from.saturating_add(options.days)),
            days: options.days,
            freeze_days: options.freeze_days,
            settled_days: SETTLED,
        },
        lines: LineFacts::all(named).into_iter().filter(|line| sites.contains(&line.site.as_str())).collect(),
        undisturbed: undisturbed.collect(),
        failures,
        freezes: licensing(model).map(|a| series(named, a, &sites, (in_typical, typical), (tests, sampled))).collect(),
    }
}

fn exposure(site: &str, typical: &Effect, sampled: &[Effect]) -> Exposure {
    let stopped: Vec<&Effect> = sampled.iter().filter(|effect| effect.survives().is_some()).collect();
    let days = |of: fn(&Effect) -> u16| spread(stopped.iter().map(|effect| f64::from(of(effect))).collect());
    let standing = stopped.iter().filter(|effect| effect.stands).count();
    let halt_days: Moments = sampled.iter().map(|effect| i64::from(effect.halt_days)).collect();
    Exposure {
        site: site.to_owned(),
        typical: TypicalExposure {
            survives_days: typical.survives().map(u32::from),
            recovers_days: typical.survives().map(|_| u32::from(typical.recovers)),
            recovered: !typical.stands,
            halt_days: i32::from(typical.halt_days),
            loss: typical.loss as f64 * CENT,
        },
        stopped: stopped_chance(sampled),
        survives_days: days(|effect| effect.survives().unwrap_or(0)),
        recovers_days: recovers(&stopped),
        not_recovered_share: if stopped.is_empty() { 0.0 } else { standing as f64 / stopped.len() as f64 },
        halt_days: mean(&halt_days, 1.0),
        loss: money(&sampled.iter().map(|effect| effect.loss).collect::<Vec<_>>()),
    }
}

fn stopped_chance(effects: &[Effect]) -> Chance {
    let stopped = effects.iter().filter(|effect| effect.survives().is_some()).count();
    chance(stopped as u64, effects.len() as u64)
}

fn money(cents: &[i64]) -> Estimate {
    let moments: Moments = cents.iter().copied().collect();
    mean(&moments, CENT)
}

fn spread(mut values: Vec<f64>) -> Option<Spread> {
    values.sort_by(f64::total_cmp);
    let at = |p: f64| quantile::of_sorted(&values, p);
    Some(Spread { p05: at(0.05)?, median: at(0.5)?, p95: at(CONFIDENCE)? })
}

/// Days to recover; those of lines that stand to the end are bounded from below only.
fn recovers(stopped: &[&Effect]) -> Option<BoundedSpread> {
    let sorted = |of: &dyn Fn(&Effect) -> u32| {
        let mut days: Vec<u32> = stopped.iter().map(|effect| of(effect)).collect();
        days.sort_unstable();
        days
    };
    let so_far = sorted(&|effect| u32::from(effect.recovers));
    let without_end = sorted(&|effect| if effect.stands { u32::MAX } else { u32::from(effect.recovers) });
    let at = |p: f64| {
        let most = quantile::of_sorted(&without_end, p)?;
        Some(Between { at_least: quantile::of_sorted(&so_far, p)?, at_most: (most < u32::MAX).then_some(most) })
    };
    Some(BoundedSpread { p05: at(0.05)?, median: at(0.5)?, p95: at(CONFIDENCE)? })
}

/// Where the shortest length lies of which something holds, from the lengths tried in rising order.
fn shortest(tried: impl Iterator<Item = (u32, bool)>) -> Between<u32> {
    let mut at_least = 1;
    for (days, holds) in tried {
        if holds {
            return Between { at_least, at_most: Some(days) };
        }
        at_least = days + 1;
    }
    Between { at_least, at_most: None }
}

fn series(
    named: NamedModel,
    authority: usize,
    sites: &[&str],
    (in_typical, typical): (&Tests, &Effects),
    (tests, sampled): (&Tests, &Effects),
) -> FreezeSeries {
    let policy = &named.model.authorities[authority];
    let own = |tests: &Tests| -> Vec<(usize, u32)> {
        let first = tests.failures.len();
        let all = tests.freezes.iter().enumerate().filter(|(_, (a, _))| *a == authority);
        all.map(|(at, (_, days))| (first + at, *days)).collect()
    };
    let (in_typical, in_sampled) = (own(in_typical), own(tests));
    let stops = |(_, effects): &(u32, &Vec<Vec<Effect>>), line: usize| effects[line][0].survives().is_some();
    let typical_by_length: Vec<(u32, &Vec<Vec<Effect>>)> =
        in_typical.iter().map(|(at, days)| (*days, &typical.lines[*at])).collect();
    let sampled: Vec<SampledFreeze> = in_sampled
        .iter()
        .map(|(at, days)| SampledFreeze {
            days: *days,
            stopped: sampled.lines[*at].iter().map(|effects| stopped_chance(effects)).collect(),
            loss: money(&sampled.losses[*at]),
        })
        .collect();
    let rows = sites.iter().enumerate().map(|(line, site)| ShortestFreeze {
        site: (*site).to_owned(),
        typical_days: shortest(typical_by_length.iter().map(|length| (length.0, stops(length, line)))),
        half_of_trials_days: shortest(sampled.iter().map(|freeze| (freeze.days, freeze.stopped[line].share >= 0.5))),
    });
    FreezeSeries {
        authority: policy.name.clone(),
        title: policy.title.clone(),
        shortest: rows.collect(),
        typical: typical_by_length
            .iter()
            .map(|(days, effects)| TypicalFreeze {
                days: *days,
                halt_days: effects.iter().map(|effects| i32::from(effects[0].halt_days)).collect(),
                loss: effects.iter().map(|effects| effects[0].loss as f64 * CENT).collect(),
            })
            .collect(),
        sampled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_lies_between_the_lengths_tried() {
        let tried = |lengths: &[u32], from: u32| shortest(lengths.iter().map(|days| (*days, *days >= from)));
        let between = |at_least, at_most| Between { at_least, at_most };
        assert_eq!(tried(&[1, 17, 33], 20), between(18, Some(33)));
        assert_eq!(tried(&[60, 75, 90], 20), between(1, Some(60)));
        assert_eq!(tried(&[60, 75, 90], 100), between(91, None));
        assert_eq!(tried(&[1, 2, 3], 1), between(1, Some(1)));
        assert_eq!(tried(&[5, 6, 7], 7), between(7, Some(7)));
    }

    /// Two lines are back after 3 and 9 days, three stand to the end after 1, 5 and 5 days: of all five the third is
    /// 5 so far, and without an end if those that stand never recover.
    #[test]
    fn who_stands_to_the_end_recovers_later_than_so_far() {
        let effects = [(3, false), (9, false), (1, true), (5, true), (5, true)].map(|(recovers, stands)| Effect {
            survives: 0,
            recovers,
            stands,
            loss: 0,
            halt_days: 0,
        });
        let found = recovers(&effects.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!(found.p05, Between { at_least: 1, at_most: Some(3) });
        assert_eq!(found.median, Between { at_least: 5, at_most: None });
        assert_eq!(recovers(&[]), None);
        let found = recovers(&[&effects[0]]).unwrap();
        assert_eq!(found.median, Between { at_least: 3, at_most: Some(3) });
    }
}
