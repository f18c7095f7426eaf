//! Many scenarios, many trials, one pool of threads.
//!
//! Work is cut into chunks of trials. A thread that takes a chunk borrows a block and a tally; what it adds is
//! integers, so that neither the number of threads nor their order can change a bit of the result.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::gauge::{Crossing, judged};
use super::measure::Measure;
use super::sectors::sectors;
use super::tally::{MOST_FAULTS, Tally, cover_widths};
use crate::engine::{BandSink, Block, Entry, NO_DAY, Recording, SiteOutcome, Streams, WIDTH, band_days, run_block};
use crate::model::{Model, Observed, whole_ticks};
use crate::scenario::Counted;

/// How a simulation is run.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// First trial.
    pub first_trial: u64,
    /// Number of trials.
    pub trials: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Keep the outcome of every trial and line.
    pub outcomes: bool,
    /// Days from one band to the next.
    pub band_every: u32,
    /// Check conservation in every trial.
    pub audit: bool,
}

impl Plan {
    /// The first trials of a model for who looks at neither bands nor single outcomes: one band, at the end.
    pub(crate) fn of(model: &Model, trials: u64, seed: u64) -> Self {
        Self { first_trial: 0, trials, seed, outcomes: false, band_every: model.days, audit: false }
    }
}

/// The result of a simulation of one scenario.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Simulated {
    /// Sums over trials.
    pub tally: Tally,
    /// Outcomes by trial and, within a trial, by line in the order of [`Model::lines`]; empty when not kept.
    pub outcomes: Vec<SiteOutcome>,
}

/// Stock of an input in one trial, in ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct StockRow {
    /// In stock on the first day.
    pub opening: i64,
    /// The lowest stock at the end of a day.
    pub lowest: i64,
}

/// Progress and the wish to stop, shared with whoever watches.
#[derive(Debug, Default)]
pub struct Watch {
    /// Trials done, all scenarios together.
    pub done: AtomicU64,
    /// Set to stop as soon as possible.
    pub stop: AtomicBool,
}

/// The simulation was stopped before its end.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("stopped before the end; nothing was written")]
pub struct Stopped;

/// Trials in a chunk.
const CHUNK: u64 = 256;

/// Simulates every model with the same plan, all in the current thread pool.
///
/// # Errors
/// When [`Watch::stop`] was set.
pub fn simulate(models: &[&Model], plan: &Plan, watch: &Watch) -> Result<Vec<Simulated>, Stopped> {
    simulate_in_blocks::<WIDTH>(models, plan, watch)
}

/// The same with blocks of `W` trials; any `W` gives the same bits.
///
/// # Errors
/// When [`Watch::stop`] was set.
pub fn simulate_in_blocks<const W: usize>(
    models: &[&Model],
    plan: &Plan,
    watch: &Watch,
) -> Result<Vec<Simulated>, Stopped> {
    let own: Vec<(&Model, Streams)> = models.iter().map(|model| (*model, Streams::new(model, plan.seed))).collect();
    Ok(simulate_and_watch::<W>(&own, Kept::default(), plan, watch)?.0)
}

/// Simulates one model and keeps the stocks of some of its inputs, by trial and, within a trial, in their order.
///
/// # Errors
/// When [`Watch::stop`] was set.
pub(crate) fn simulate_stocks(
    model: &Model,
    inputs: &[usize],
    plan: &Plan,
    watch: &Watch,
) -> Result<(Simulated, Vec<StockRow>), Stopped> {
    let kept = Kept { inputs, ..Kept::default() };
    let own = Streams::new(model, plan.seed);
    let (mut simulated, stocks, _) = simulate_and_watch::<WIDTH>(&[(model, own)], kept, plan, watch)?;
    Ok((simulated.remove(0), stocks))
}

/// Simulates every model and counts the trials that lie beyond thresholds, exactly and whether or not outcomes are
/// kept. A threshold that is none of a model is crossed in no trial of it.
///
/// # Errors
/// When [`Watch::stop`] was set.
pub(crate) fn simulate_beyond(
    models: &[&Model],
    thresholds: &[Measure],
    plan: &Plan,
    watch: &Watch,
) -> Result<Vec<Simulated>, Stopped> {
    let own: Vec<(&Model, Streams)> = models.iter().map(|model| (*model, Streams::new(model, plan.seed))).collect();
    let kept = Kept { thresholds, ..Kept::default() };
    Ok(simulate_and_watch::<WIDTH>(&own, kept, plan, watch)?.0)
}

/// Simulates models, each on its own random numbers, all under the same plan; its seed is not looked at.
///
/// # Errors
/// When [`Watch::stop`] was set.
pub(super) fn simulate_with(
    models: &[(&Model, Streams)],
    plan: &Plan,
    watch: &Watch,
) -> Result<Vec<Simulated>, Stopped> {
    Ok(simulate_and_watch::<WIDTH>(models, Kept::default(), plan, watch)?.0)
}

/// Simulates one model and keeps a monthly series of an authority: milligrams by trial and, within a trial, by month
/// of the horizon.
///
/// # Errors
/// When [`Watch::stop`] was set.
pub(super) fn simulate_series(
    model: &Model,
    observed: &Observed,
    plan: &Plan,
    watch: &Watch,
) -> Result<(Simulated, Vec<i64>), Stopped> {
    let kept = Kept { series: Some(observed), ..Kept::default() };
    let own = Streams::new(model, plan.seed);
    let (mut simulated, _, series) = simulate_and_watch::<WIDTH>(&[(model, own)], kept, plan, watch)?;
    Ok((simulated.remove(0), series))
}

/// What is kept of every trial beside its outcomes. Stocks and a series are possible with one model only.
#[derive(Clone, Copy, Default)]
struct Kept<'a> {
    /// Inputs of which the stocks are kept.
    inputs: &'a [usize],
    /// The series of which the months are kept.
    series: Option<&'a Observed>,
    /// Thresholds beyond which trials are counted, of the network for each line too.
    thresholds: &'a [Measure],
}

/// Where a chunk of trials puts what is kept of them.
struct Rows<'a> {
    outcomes: &'a mut [SiteOutcome],
    stocks: &'a mut [StockRow],
    series: &'a mut [i64],
}

/// The first rows of what is left; the rest is left.
#[allow(clippy::mut_mut, reason = "what is left is itself a borrowed slice")]
fn take<'a, T>(left: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let (rows, rest) = std::mem::take(left).split_at_mut(count);
    *left = rest;
    rows
}

/// What simulating models yields: by model, stocks, and the monthly series.
type Played = (Vec<Simulated>, Vec<StockRow>, Vec<i64>);

fn simulate_and_watch<const W: usize>(
    models: &[(&Model, Streams)],
    kept: Kept,
    plan: &Plan,
    watch: &Watch,
) -> Result<Played, Stopped> {
    let months = if kept.series.is_some() { models[0].0.months() } else { 0 };
    let mut stocks = vec![StockRow::default(); kept.inputs.len() * plan.trials as usize];
    let mut stocks_left = stocks.as_mut_slice();
    let mut series = vec![0; months * plan.trials as usize];
    let mut series_left = series.as_mut_slice();
    let mut outcomes: Vec<Vec<SiteOutcome>> = models
        .iter()
        .map(|(m, _)| {
            if plan.outcomes {
                vec![SiteOutcome::default(); m.lines().len() * plan.trials as usize]
            } else {
                Vec::new()
            }
        })
        .collect();
    let runners: Vec<Runner<W>> =
        models.iter().map(|(model, streams)| Runner::new(model, streams, kept, plan)).collect();
    let mut chunks = Vec::new();
    for (runner, rows) in runners.iter().zip(&mut outcomes) {
        let row = runner.lines.len();
        let mut rest = rows.as_mut_slice();
        let mut first = 0;
        while first < plan.trials {
            let count = CHUNK.min(plan.trials - first);
            let length = if plan.outcomes { count as usize * row } else { 0 };
            let rows = Rows {
                outcomes: take(&mut rest, length),
                stocks: take(&mut stocks_left, count as usize * kept.inputs.len()),
                series: take(&mut series_left, count as usize * months),
            };
            chunks.push((runner, first, count, rows));
            first += count;
        }
    }
    chunks.into_par_iter().try_for_each(|(runner, first, count, rows)| {
        if watch.stop.load(Ordering::Relaxed) {
            return Err(Stopped);
        }
        runner.chunk(plan, first, count, rows, &watch.stop)?;
        watch.done.fetch_add(count, Ordering::Relaxed);
        Ok(())
    })?;
    let tallies: Vec<Tally> = runners.into_iter().map(|r| r.total(plan)).collect();
    let simulated = tallies.into_iter().zip(outcomes).map(|(tally, outcomes)| Simulated { tally, outcomes });
    Ok((simulated.collect(), stocks, series))
}

/// Hands out all trials in chunks and returns what becomes of them, in order. `work` gets the first trial of a chunk
/// and their number.
///
/// # Errors
/// When [`Watch::stop`] was set.
pub(super) fn in_chunks<T: Send>(
    trials: u64,
    chunk: u64,
    watch: &Watch,
    work: impl Fn(u64, u64) -> T + Sync,
) -> Result<Vec<T>, Stopped> {
    let one = |at: u64| {
        if watch.stop.load(Ordering::Relaxed) {
            return Err(Stopped);
        }
        Ok(work(at * chunk, chunk.min(trials - at * chunk)))
    };
    (0..trials.div_ceil(chunk)).into_par_iter().map(one).collect()
}

/// One scenario's blocks and tallies, lent to threads.
struct Runner<'m, const W: usize> {
    model: &'m Model,
    streams: &'m Streams,
    kept: Kept<'m>,
    lines: Vec<usize>,
    /// Sector by line; none for a supplier.
    sectors: Vec<Option<usize>>,
    /// Lines that can be the first to halt.
    judged: Vec<usize>,
    /// Thresholds, as far as they are some of this model.
    crossings: Vec<Option<Crossing>>,
    band_days: Vec<u32>,
    widths: Vec<f64>,
    recording: Recording,
    /// Blocks, until the last chunk is done, and tallies.
    lent: Mutex<Vec<(Option<Box<Block<'m, W>>>, Tally)>>,
    /// Chunks that are not done.
    left: AtomicU64,
}

impl<'m, const W: usize> Runner<'m, W> {
    fn new(model: &'m Model, streams: &'m Streams, kept: Kept<'m>, plan: &Plan) -> Self {
        let lines = model.lines();
        Self {
            model,
            streams,
            kept,
            sectors: sectors(model).1,
            judged: judged(model),
            crossings: Measure::with_lines(kept.thresholds, model)
                .iter()
                .map(|measure| Crossing::of(measure, model))
                .collect(),
            lines,
            band_days: band_days(model.days, plan.band_every),
            widths: cover_widths(model),
            recording: Recording { band_every: plan.band_every, audit: plan.audit },
            lent: Mutex::new(Vec::new()),
            left: AtomicU64::new(plan.trials.div_ceil(CHUNK)),
        }
    }

    /// Plays a chunk. The wish to stop is heeded after every block, since a block of a large network takes its time.
    #[allow(clippy::needless_pass_by_value, reason = "the rows are this chunk's own")]
    fn chunk(&self, plan: &Plan, first: u64, count: u64, rows: Rows, stop: &AtomicBool) -> Result<(), Stopped> {
        let lent = self.lent.lock().ok().and_then(|mut pool| pool.pop());
        let (block, mut tally) = lent.unwrap_or_else(|| (None, self.empty(plan)));
        let mut trial = vec![SiteOutcome::default(); self.lines.len()];
        let mut block = block.unwrap_or_else(|| Box::new(Block::new(self.model, self.streams, self.recording)));
        let mut done = 0;
        while done < count {
            if stop.load(Ordering::Relaxed) {
                return Err(Stopped);
            }
            let live = (count - done).min(W as u64) as usize;
            let mut sink = BandSink { days: &self.band_days, widths: &self.widths, bands: &mut tally.bands };
            run_block(&mut block, plan.first_trial + first + done, live, &mut sink);
            for w in 0..live {
                let start = (done as usize + w) * self.lines.len();
                let outcomes = &mut *rows.outcomes;
                self.collect(&block, w, &mut tally, &mut trial);
                if !outcomes.is_empty() {
                    outcomes[start..start + self.lines.len()].copy_from_slice(&trial);
                }
                let start = (done as usize + w) * self.kept.inputs.len();
                for (row, input) in rows.stocks[start..].iter_mut().zip(self.kept.inputs) {
                    *row = StockRow { opening: block.opening(*input, w), lowest: block.lowest(*input, w) };
                }
                if let Some(observed) = self.kept.series {
                    let months = block.flows(observed.authority).len();
                    let start = (done as usize + w) * months;
                    series_of(&block, observed, w, &mut rows.series[start..start + months]);
                }
            }
            for (a, sums) in tally.desks.iter_mut().enumerate() {
                sums.add_regimes(block.regimes(a), live);
            }
            for (lane, sum) in tally.received.iter_mut().enumerate() {
                *sum += block.received(lane)[..live].iter().map(|ticks| i128::from(*ticks)).sum::<i128>();
            }
            let room = MOST_FAULTS.saturating_sub(tally.faults.len());
            tally.faults.extend(block.take_faults().into_iter().take(room));
            done += live as u64;
        }
        block.move_waits_to(&mut tally.waits);
        block.move_offices_to(&mut tally.offices);
        if let Ok(mut pool) = self.lent.lock() {
            pool.push((Some(block), tally));
        }
        // Blocks are large: those of a finished scenario make room for the next one's.
        if self.left.fetch_sub(1, Ordering::AcqRel) == 1
            && let Ok(mut pool) = self.lent.lock()
        {
            pool.iter_mut().for_each(|(block, _)| *block = None);
        }
        Ok(())
    }

    /// Takes one trial's outcomes off a block, a row by line.
    fn collect(&self, block: &Block<'_, W>, w: usize, tally: &mut Tally, trial: &mut [SiteOutcome]) {
        tally.trials += 1;
        let (mut loss, mut first) = (0, NO_DAY);
        let mut first_of_sector = vec![NO_DAY; tally.sectors.len()];
        for (line, site) in self.lines.iter().enumerate() {
            let row = block.outcome(*site, w);
            tally.sites[line].add(&row);
            tally.traced.add(block, *site, w, &row);
            loss += row.loss();
            if let Some(sector) = self.sectors[line] {
                first = first.min(row.first_halt);
                first_of_sector[sector] = first_of_sector[sector].min(row.first_halt);
            }
            trial[line] = row;
        }
        tally.first.add(trial, &self.judged);
        for (count, crossing) in tally.beyond.iter_mut().zip(&self.crossings) {
            *count += u64::from(crossing.as_ref().is_some_and(|crossing| crossing.holds(trial)));
        }
        tally.loss.add(loss);
        tally.costs.add(trial);
        tally.any_halt += u64::from(first != NO_DAY);
        // No day of the horizon is NO_DAY.
        let count = |by_day: &mut Vec<u64>, first: u16| {
            by_day.get_mut(usize::from(first)).into_iter().for_each(|trials| *trials += 1);
        };
        count(&mut tally.first_halt, first);
        tally.sectors.iter_mut().zip(first_of_sector).for_each(|(by_day, first)| count(by_day, first));
        for (a, sums) in tally.desks.iter_mut().enumerate() {
            sums.add_flows(block.flows(a), w);
            for quota in 0..sums.quotas.len() {
                sums.add_quota(quota, block.quota_by_month(a, quota), w);
            }
        }
        if let Some(register) = &mut tally.register {
            register.add(block, w);
        }
        if let Some(watched) = &mut tally.watched {
            watched.add(block, w);
        }
        for (a, sums) in tally.flows.iter_mut().enumerate() {
            for (sum, flow) in sums.iter_mut().zip(block.flows(a)) {
                sum.add(&flow[w]);
            }
        }
    }

    fn empty(&self, plan: &Plan) -> Tally {
        Tally { beyond: vec![0; self.crossings.len()], ..Tally::new(self.model, plan.band_every) }
    }

    fn total(self, plan: &Plan) -> Tally {
        let mut total = self.empty(plan);
        for (_, tally) in self.lent.into_inner().unwrap_or_default() {
            total.merge(&tally);
        }
        total.faults.sort();
        total
    }
}

/// The months of an observed series in one trial: milligrams, or licences.
fn series_of<const W: usize>(block: &Block<'_, W>, observed: &Observed, w: usize, row: &mut [i64]) {
    let Some(lanes) = &observed.lanes else {
        for (value, flow) in row.iter_mut().zip(block.flows(observed.authority)) {
            *value = match observed.counts {
                Counted::Shipped => flow[w].shipped + flow[w].shipped_free,
                Counted::ShippedUnderLicence => flow[w].shipped,
                Counted::Licensed => flow[w].licensed,
                Counted::Licences => flow[w].granted.into(),
            };
        }
        return;
    };
    let entry = match observed.counts {
        Counted::ShippedUnderLicence => Entry::ShippedUnderLicence,
        Counted::Licensed => Entry::Licensed,
        Counted::Shipped | Counted::Licences => Entry::Shipped,
    };
    for (month, value) in row.iter_mut().enumerate() {
        let booked = |lane: usize| block.booked(lane)[month][w][entry as usize];
        *value = lanes.iter().map(|(lane, milligrams)| whole_ticks(booked(*lane) as f64 * milligrams)).sum();
    }
}
