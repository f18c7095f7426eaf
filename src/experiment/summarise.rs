//! From sums over trials to an answer.

use jiff::civil::Date;

use super::answer::{
    AuthorityAnswer, BandAnswer, Between, CONFIDENCE, Chance, Days, Estimate, EventAnswer, FiveBands, LeastCover,
    LineAnswer, LowestCover, MissingPart, MonthAnswer, Output, PrecisionReached, Recovery, RunAnswer, RunFacts,
    ScenarioFacts, ThresholdAnswer, UnmetSales, WhenHalted,
};
use super::closures::closures;
use super::costs;
use super::desks;
use super::first::FirstToHalt;
use super::gauge::judged;
use super::losses::{loss_of, sorted};
use super::measure::Measure;
use super::network::network;
use super::quotas;
use super::raw_materials::raw_materials;
use super::run::{NamedModel, RunOptions};
use super::sectors::{SectorAnswer, sectors};
use super::sweep::Measured;
use super::{DateQuantiles, FlowTally, Simulated, SiteTally, Tally, cover_widths};
use crate::engine::{Bands, MILLI, PLACE_NAMES, SiteOutcome, band_days};
use crate::model::Model;
use crate::statistics::{Moments, Ratio, proportion, quantile};

/// The answer of a simulation.
pub(super) fn summarise(
    named: &NamedModel,
    options: &RunOptions,
    precision: Option<PrecisionReached>,
    simulated: Simulated,
) -> RunAnswer {
    let model = named.model;
    let Simulated { tally, outcomes } = simulated;
    let lines = model.lines();
    let totals = sorted(&outcomes, lines.len(), |trial| trial.iter().map(SiteOutcome::loss).sum());
    let answers: Vec<LineAnswer> = lines
        .iter()
        .zip(&tally.sites)
        .enumerate()
        .map(|(i, (site, sums))| {
            let losses = sorted(&outcomes, lines.len(), |trial| trial[i].loss());
            line(model, *site, (sums, &tally), &losses)
        })
        .collect();
    let costs = costs::table(model, &tally.sites, &tally.costs, &outcomes);
    RunAnswer {
        scenario: ScenarioFacts::of(named),
        run: RunFacts {
            linestop: env!("CARGO_PKG_VERSION").to_owned(),
            seed: options.seed,
            trials: tally.trials,
            outcomes_kept: options.outcomes,
            bands_every_days: options.band_every,
            audited: options.audit,
            precision,
        },
        any_manufacturer_halts: chance(tally.any_halt, tally.trials),
        trials_any_halted_by_day: upto(&tally.first_halt),
        first_to_halt: FirstToHalt::of(model, &judged(model), &tally.first, tally.trials),
        thresholds: beyond(model, &options.thresholds, &tally),
        total_loss: loss_of(&tally.loss, &totals),
        costs,
        sectors: by_sector(model, &tally),
        network: network(model, &tally),
        raw_materials: raw_materials(model, &answers),
        lines: answers,
        bands: bands(model, &tally, options.band_every),
        authorities: authorities(model, &tally),
        register: tally.register.as_ref().map_or(Vec::new(), |register| register.clients(model)),
        flows: tally.register.as_ref().map_or(Vec::new(), |register| register.flows(model)),
        events: events(model),
        idle_levers: model.idle_levers.clone(),
        closures: closures(model),
        faults: tally.faults,
        outcomes,
    }
}

fn beyond(model: &Model, thresholds: &[Measure], tally: &Tally) -> Vec<ThresholdAnswer> {
    let answer = |(measure, trials): (&Measure, &u64)| ThresholdAnswer {
        measured: Measured::of(measure, model),
        chance: chance(*trials, tally.trials),
    };
    let all = Measure::with_lines(thresholds, model);
    all.iter().zip(&tally.beyond).filter(|(measure, _)| measure.check(model).is_ok()).map(answer).collect()
}

impl ScenarioFacts {
    pub(super) fn of(named: &NamedModel) -> Self {
        let model = named.model;
        Self {
            name: named.name.to_owned(),
            title: model.title.clone(),
            sha256: named.sha256.to_owned(),
            currency: model.currency.clone(),
            start: model.start,
            end: model.date(model.days - 1),
            horizon_days: model.days,
        }
    }
}

/// The share of trials, with its interval.
pub(super) fn chance(trials: u64, of: u64) -> Chance {
    let interval = proportion::wilson(trials, of, CONFIDENCE);
    let share = if of == 0 { 0.0 } else { trials as f64 / of as f64 };
    Chance { trials, share, low: interval.low, high: interval.high }
}

/// A mean in units of which each tick is `scale`.
pub(super) fn mean(moments: &Moments, scale: f64) -> Estimate {
    let interval = moments.interval(CONFIDENCE);
    let end = |x: f64| x.is_finite().then_some(x * scale);
    Estimate { value: moments.mean() * scale, low: end(interval.low), high: end(interval.high) }
}

/// The same of what is never negative: neither is an end of its interval.
pub(super) fn amount(moments: &Moments, scale: f64) -> Estimate {
    let Estimate { value, low, high } = mean(moments, scale);
    Estimate { value, low: low.map(|x| x.max(0.0)), high }
}

fn ratio(ratio: &Ratio) -> Option<Estimate> {
    let interval = ratio.interval(CONFIDENCE);
    let end = |x: f64| x.is_finite().then_some(x);
    let low = end(interval.low).map(|x| x.max(0.0));
    (ratio.below != 0).then(|| Estimate { value: ratio.value(), low, high: end(interval.high) })
}

/// A quantile of whole numbers, `counts[x]` times x, with its order-statistic interval; 0 of nothing.
fn of_counts(counts: &[u64], p: f64) -> Estimate<u32> {
    let total: u64 = counts.iter().sum();
    let at_rank = |rank: u64| {
        let mut upto = 0;
        let index = counts.iter().position(|count| {
            upto += count;
            upto >= rank
        });
        index.unwrap_or(0) as u32
    };
    let ranks = quantile::order_statistic_interval(total, p, CONFIDENCE);
    Estimate { value: at_rank(quantile::rank(total, p)), low: ranks.low.map(at_rank), high: ranks.high.map(at_rank) }
}

fn moments_of_counts(counts: &[u64]) -> Moments {
    let mut moments = Moments::new();
    (0..).zip(counts).for_each(|(x, times)| moments.add_times(x, *times));
    moments
}

fn days(counts: &[u64]) -> Days {
    Days { mean: amount(&moments_of_counts(counts), 1.0), median: of_counts(counts, 0.5), p95: of_counts(counts, 0.95) }
}

fn line(model: &Model, site: usize, (sums, tally): (&SiteTally, &Tally), losses: &[i64]) -> LineAnswer {
    let place = &model.sites[site];
    let trials = sums.halts.count;
    let halted = sums.halted();
    LineAnswer {
        site: place.name.clone(),
        title: place.title.clone(),
        sector: place.sector.clone(),
        country: place.country.clone(),
        manufacturer: place.sales.is_some(),
        halt: chance(halted, trials),
        halt_days: days(&sums.halt_days),
        halts: amount(&sums.halts, 1.0),
        when_halted: (halted > 0).then(|| when_halted(model, sums)),
        output: output(model, site, sums),
        unmet_sales: place.sells_from_stock().then(|| unmet_sales(model, site, sums)),
        loss: loss_of(&sums.loss, losses),
        lowest_cover: model.inputs[place.inputs.clone()].iter().any(|i| i.nominal_need > 0.0).then(|| LowestCover {
            p05_days: of_counts(&sums.lowest_cover, 0.05),
            median_days: of_counts(&sums.lowest_cover, 0.5),
        }),
        costs: costs::kinds(model)
            .into_iter()
            .map(|kind| (kind.name(), amount(&sums.costs[kind as usize], 0.01)))
            .collect(),
        missing_material: missing(sums),
        missing_from: tally.traced.missing(model, site, trials),
        inputs: place.inputs.len(),
        trials_halted_by_day: upto(&sums.first_halt),
    }
}

/// Sums of counts up to each.
fn upto(counts: &[u64]) -> Vec<u64> {
    counts
        .iter()
        .scan(0, |sum, n| {
            *sum += n;
            Some(*sum)
        })
        .collect()
}

fn by_sector(model: &Model, tally: &Tally) -> Vec<SectorAnswer> {
    let (names, of_lines) = sectors(model);
    let sites = |sector: usize| {
        let lines = model.lines().into_iter().zip(&of_lines);
        lines.filter(|(_, of)| **of == Some(sector)).map(|(site, _)| model.sites[site].name.clone()).collect()
    };
    let answer = |(at, (name, first_halt)): (usize, (&str, &Vec<u64>))| SectorAnswer {
        sector: name.to_owned(),
        sites: sites(at),
        halt: chance(first_halt.iter().sum(), tally.trials),
        trials_halted_by_day: upto(first_halt),
    };
    names.into_iter().zip(&tally.sectors).enumerate().map(answer).collect()
}

fn when_halted(model: &Model, sums: &SiteTally) -> WhenHalted {
    let date = |p: f64| {
        let day = of_counts(&sums.first_halt, p);
        let date = |day: u32| model.date(day);
        Estimate { value: date(day.value), low: day.low.map(date), high: day.high.map(date) }
    };
    let without_zero = |counts: &[u64]| {
        let mut counts = counts.to_vec();
        counts[0] = 0;
        counts
    };
    WhenHalted {
        first_halt: DateQuantiles { p05: date(0.05), median: date(0.5), p95: date(0.95) },
        halt_days: days(&without_zero(&sums.halt_days)),
        longest_halt_days: days(&without_zero(&sums.longest_halt)),
        recovery: recovery(&sums.recovery, &sums.censored),
    }
}

/// Trials by days to recovery, and by days so far of those that had not recovered.
fn recovery(recovered: &[u64], censored: &[u64]) -> Recovery {
    let so_far: Vec<u64> = recovered.iter().zip(censored).map(|(a, b)| a + b).collect();
    let halted: u64 = so_far.iter().sum();
    let standing: u64 = censored.iter().sum();
    let without_end = [recovered, &[standing]].concat();
    let days = |counts: &[u64], p: f64| quantile::index_in_counts(counts, p).unwrap_or(0);
    let between = |p: f64| {
        let most = days(&without_end, p);
        Between { at_least: days(&so_far, p) as u32, at_most: (most < recovered.len()).then_some(most as u32) }
    };
    Recovery {
        median_days: between(0.5),
        p95_days: between(0.95),
        not_recovered_share: standing as f64 / halted as f64,
    }
}

/// What is counted above the line of a ratio.
fn above(of: &Ratio) -> Moments {
    Moments { count: of.count, sum: of.above, sum_of_squares: of.above_squared }
}

/// What a ratio leaves of the whole.
fn the_rest(of: &Ratio) -> Option<Estimate> {
    ratio(of).map(|part| Estimate {
        value: 1.0 - part.value,
        low: part.high.map(|x| (1.0 - x).max(0.0)),
        high: part.low.map(|x| 1.0 - x),
    })
}

fn unmet_sales(model: &Model, site: usize, sums: &SiteTally) -> UnmetSales {
    let [days, waiting] = &sums.unmet_days;
    UnmetSales {
        days: amount(days, 1.0),
        waiting_days: amount(waiting, 1.0),
        quantity: amount(&above(&sums.unmet), model.materials[model.sites[site].makes].tick),
        met_on_the_day: the_rest(&sums.unmet),
    }
}

fn output(model: &Model, site: usize, sums: &SiteTally) -> Output {
    let product = &model.materials[model.sites[site].makes];
    let fill_rate = the_rest(&sums.lost);
    Output {
        unit: product.unit.label(),
        tick: product.tick,
        planned: sums.lost.below as f64 / sums.lost.count as f64 * product.tick,
        lost: amount(&above(&sums.lost), product.tick),
        made_good: amount(&sums.made_good, product.tick),
        fill_rate,
    }
}

fn missing(sums: &SiteTally) -> Vec<MissingPart> {
    let whole: i128 = sums.missing.iter().map(|m| m.sum).sum();
    PLACE_NAMES
        .into_iter()
        .zip(&sums.missing)
        .map(|(place, part)| MissingPart {
            place,
            halt_days: amount(part, 1.0 / f64::from(MILLI)),
            share: if whole == 0 { 0.0 } else { part.sum as f64 / whole as f64 },
        })
        .collect()
}

fn bands(model: &Model, tally: &Tally, every: u32) -> Vec<BandAnswer> {
    let days = band_days(model.days, every);
    let dates: Vec<Date> = days.iter().map(|day| model.date(*day)).collect();
    let widths = cover_widths(model);
    let mut all: Vec<_> = model.manufacturers().zip(&tally.bands).zip(widths).collect();
    all.sort_by_key(|(((_, site), _), _)| site.position);
    all.into_iter()
        .map(|(((index, site), bands), width)| {
            let Bands { cover, output, least } = bands;
            let product = &model.materials[site.makes];
            let plan = model.planned_by_day(index);
            let first = |band: usize| band.checked_sub(1).map_or(0, |before| days[before] as usize + 1);
            let planned =
                |(band, last): (usize, &u32)| plan[first(band)..=*last as usize].iter().sum::<f64>() * product.tick;
            BandAnswer {
                site: site.name.clone(),
                dates: dates.clone(),
                cover_bin_days: width,
                cover_days: five(cover, |bin| bin as f64 * width),
                least_cover: least_cover(model, index, least),
                output_share: five(output, |bin| bin as f64 / 20.0),
                output_unit: product.unit.label(),
                planned_output: days.iter().enumerate().map(planned).collect(),
            }
        })
        .collect()
}

fn least_cover(model: &Model, site: usize, counts: &[u64]) -> Vec<LeastCover> {
    let all: u64 = counts.iter().sum();
    let least = |(input, count): (usize, &u64)| {
        let material = &model.materials[model.inputs[input].material];
        let (material, title) = (material.name.clone(), material.title.clone());
        LeastCover { material, title, share: *count as f64 / all as f64 }
    };
    let mut inputs: Vec<LeastCover> =
        model.used(site).zip(counts).filter(|(_, count)| **count > 0).map(least).collect();
    inputs.sort_by(|a, b| b.share.total_cmp(&a.share));
    inputs
}

fn five<const N: usize>(histograms: &[[u32; N]], lower_edge: impl Fn(usize) -> f64) -> FiveBands {
    let series = |p: f64| {
        let bins = histograms.iter().map(|counts| {
            let counts = counts.map(u64::from);
            quantile::index_in_counts(&counts, p).unwrap_or(0)
        });
        bins.map(&lower_edge).collect()
    };
    FiveBands { p05: series(0.05), p25: series(0.25), p50: series(0.5), p75: series(0.75), p95: series(0.95) }
}

fn authorities(model: &Model, tally: &Tally) -> Vec<AuthorityAnswer> {
    let first = model.start.first_of_month();
    model
        .authorities
        .iter()
        .zip(&tally.flows)
        .zip(&tally.desks)
        .enumerate()
        .map(|(index, ((authority, flows), sums))| AuthorityAnswer {
            authority: authority.name.clone(),
            title: authority.title.clone(),
            months: (0_i32..)
                .zip(flows)
                .map(|(m, flow)| month(first.saturating_add(jiff::Span::new().months(m)), flow))
                .collect(),
            bands: sums.bands(first),
            waits: desks::waits(model, index, &tally.waits),
            regimes: sums.regimes(model, index),
            offices: desks::offices(model, index, &tally.offices),
            quotas: quotas::answers(model, authority, &sums.quotas),
            watched: tally.watched.as_ref().map_or(Vec::new(), |watched| watched.answers(model, index)),
        })
        .collect()
}

fn month(month: Date, flow: &FlowTally) -> MonthAnswer {
    const TONNES: f64 = 1e-9;
    MonthAnswer {
        month,
        applications: amount(&flow.filed, 1.0),
        granted: amount(&flow.granted, 1.0),
        returned: amount(&flow.returned, 1.0),
        denied: amount(&flow.denied, 1.0),
        mean_wait_days: ratio(&flow.wait),
        licensed_tonnes: amount(&flow.licensed, TONNES),
        shipped_under_licence_tonnes: amount(&flow.shipped, TONNES),
        shipped_free_tonnes: amount(&flow.shipped_free, TONNES),
    }
}

fn events(model: &Model) -> Vec<EventAnswer> {
    let mut events = Vec::new();
    for authority in &model.authorities {
        let mut chances: Vec<f64> = Vec::new();
        for event in &authority.events {
            let condition = event.condition.iter().map(|(other, happened)| {
                let chance = chances.get(*other).copied().unwrap_or(0.0);
                if *happened { chance } else { 1.0 - chance }
            });
            let chance = model.numbers.median(event.chance) * condition.product::<f64>();
            chances.push(chance);
            if event.day < model.days {
                let until = (event.days > 1).then(|| model.date(event.day + event.days - 1));
                events.push(EventAnswer { date: model.date(event.day), until, title: event.title.clone(), chance });
            }
        }
    }
    events.sort_by_key(|event| event.date);
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One halt in 40 trials: the mean is 0.025, and a normal interval would begin below nothing.
    #[test]
    fn what_is_never_negative_has_no_negative_end() {
        let halts: Moments = (0..40).map(|trial| i64::from(trial == 7)).collect();
        assert!(mean(&halts, 1.0).low.unwrap() < 0.0);
        let found = amount(&halts, 1.0);
        assert_eq!(found.low, Some(0.0));
        assert!((found.value - 0.025).abs() < 1e-12 && found.high.unwrap() > 0.05);
    }

    #[test]
    fn who_still_stands_has_recovered_after_longer_than_so_far() {
        // Five trials recover after 2 days and one after 6; four stood still for 3 days when the horizon ended.
        let (recovered, censored) = ([0, 0, 5, 0, 0, 0, 1], [0, 0, 0, 4, 0, 0, 0]);
        let known = recovery(&recovered, &censored);
        assert_eq!(known.median_days, Between { at_least: 2, at_most: Some(2) });
        assert_eq!(known.p95_days, Between { at_least: 6, at_most: None });
        assert!((known.not_recovered_share - 0.4).abs() < 1e-12);
        let all_stand = recovery(&[0; 4], &[0, 0, 1, 2]);
        assert_eq!(all_stand.median_days, Between { at_least: 3, at_most: None });
        let all_are_back = recovery(&[0, 3, 0, 1], &[0; 4]);
        assert_eq!(all_are_back.p95_days, Between { at_least: 3, at_most: Some(3) });
        assert!(all_are_back.not_recovered_share < 1e-12);
    }
}
