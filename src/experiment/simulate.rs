//! Many scenarios, many trials, one pool of threads.
//!
//! Work is cut into chunks of trials. A thread that takes a chunk borrows a block and a tally; what it adds is
//! integers, so that neither the number of threads nor their order can change a bit of the result.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::sectors::sectors;
use super::tally::{MOST_FAULTS, Tally, cover_widths};
use crate::engine::{BandSink, Block, Luck, NO_DAY, Recording, SiteOutcome, WIDTH, band_days, run_block};
use crate::model::Model;

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

/// The result of a simulation of one scenario.
#[derive(Clone, Debug)]
pub struct Simulated {
    /// Sums over trials.
    pub tally: Tally,
    /// Outcomes by trial and, within a trial, by line in the order of [`Model::lines`]; empty when not kept.
    pub outcomes: Vec<SiteOutcome>,
}

/// Stock of an input in one trial, in ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StockRow {
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
    Ok(simulate_and_watch::<W>(models, &[], plan, watch)?.0)
}

/// Simulates one model and keeps the stocks of some of its inputs, by trial and, within a trial, in their order.
///
/// # Errors
/// When [`Watch::stop`] was set.
pub fn simulate_stocks(
    model: &Model,
    inputs: &[usize],
    plan: &Plan,
    watch: &Watch,
) -> Result<(Simulated, Vec<StockRow>), Stopped> {
    let (mut simulated, stocks) = simulate_and_watch::<WIDTH>(&[model], inputs, plan, watch)?;
    Ok((simulated.remove(0), stocks))
}

/// Simulates models; of the inputs that are watched, which is possible with one model only, all stocks are kept.
fn simulate_and_watch<const W: usize>(
    models: &[&Model],
    watched: &[usize],
    plan: &Plan,
    watch: &Watch,
) -> Result<(Vec<Simulated>, Vec<StockRow>), Stopped> {
    let mut stocks = vec![StockRow::default(); watched.len() * plan.trials as usize];
    let mut stocks_left = stocks.as_mut_slice();
    let mut outcomes: Vec<Vec<SiteOutcome>> = models
        .iter()
        .map(|m| {
            if plan.outcomes {
                vec![SiteOutcome::default(); m.lines().len() * plan.trials as usize]
            } else {
                Vec::new()
            }
        })
        .collect();
    let lucks: Vec<Luck> = models.iter().map(|m| Luck::new(m, plan.seed)).collect();
    let runners: Vec<Runner<W>> =
        models.iter().zip(&lucks).map(|(model, luck)| Runner::new(model, luck, watched, plan)).collect();
    let mut chunks = Vec::new();
    for (runner, rows) in runners.iter().zip(&mut outcomes) {
        let row = runner.lines.len();
        let mut rest = rows.as_mut_slice();
        let mut first = 0;
        while first < plan.trials {
            let count = CHUNK.min(plan.trials - first);
            let length = if plan.outcomes { count as usize * row } else { 0 };
            let (rows, after) = rest.split_at_mut(length);
            let (stocks, stocks_after) = stocks_left.split_at_mut(count as usize * watched.len());
            stocks_left = stocks_after;
            chunks.push((runner, first, count, (rows, stocks)));
            rest = after;
            first += count;
        }
    }
    chunks.into_par_iter().try_for_each(|(runner, first, count, rows)| {
        if watch.stop.load(Ordering::Relaxed) {
            return Err(Stopped);
        }
        runner.chunk(plan, first, count, rows);
        watch.done.fetch_add(count, Ordering::Relaxed);
        Ok(())
    })?;
    let tallies: Vec<Tally> = runners.into_iter().map(|r| r.total(plan)).collect();
    let simulated = tallies.into_iter().zip(outcomes).map(|(tally, outcomes)| Simulated { tally, outcomes });
    Ok((simulated.collect(), stocks))
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
    luck: &'m Luck,
    watched: &'m [usize],
    lines: Vec<usize>,
    /// Sector by line; none for a supplier.
    sectors: Vec<Option<usize>>,
    band_days: Vec<u32>,
    widths: Vec<f64>,
    recording: Recording,
    /// Blocks, until the last chunk is done, and tallies.
    lent: Mutex<Vec<(Option<Box<Block<'m, W>>>, Tally)>>,
    /// Chunks that are not done.
    left: AtomicU64,
}

impl<'m, const W: usize> Runner<'m, W> {
    fn new(model: &'m Model, luck: &'m Luck, watched: &'m [usize], plan: &Plan) -> Self {
        let lines = model.lines();
        Self {
            model,
            luck,
            watched,
            sectors: sectors(model).1,
            lines,
            band_days: band_days(model.days, plan.band_every),
            widths: cover_widths(model),
            recording: Recording { band_every: plan.band_every, audit: plan.audit },
            lent: Mutex::new(Vec::new()),
            left: AtomicU64::new(plan.trials.div_ceil(CHUNK)),
        }
    }

    fn chunk(&self, plan: &Plan, first: u64, count: u64, (rows, stocks): (&mut [SiteOutcome], &mut [StockRow])) {
        let lent = self.lent.lock().ok().and_then(|mut pool| pool.pop());
        let (block, mut tally) = lent.unwrap_or_else(|| (None, Tally::new(self.model, plan.band_every)));
        let mut block = block.unwrap_or_else(|| Box::new(Block::new(self.model, self.luck, self.recording)));
        let mut done = 0;
        while done < count {
            let live = (count - done).min(W as u64) as usize;
            let mut sink = BandSink { days: &self.band_days, widths: &self.widths, bands: &mut tally.bands };
            run_block(&mut block, plan.first_trial + first + done, live, &mut sink);
            for w in 0..live {
                let start = (done as usize + w) * self.lines.len();
                let kept = if rows.is_empty() { None } else { rows.get_mut(start..start + self.lines.len()) };
                self.collect(&block, w, &mut tally, kept);
                let start = (done as usize + w) * self.watched.len();
                for (row, input) in stocks[start..].iter_mut().zip(self.watched) {
                    let input = &block.inputs[*input];
                    *row = StockRow { opening: input.opening[w], lowest: input.lowest[w] };
                }
            }
            for (sums, desk) in tally.desks.iter_mut().zip(&block.desks) {
                sums.add_regimes(&desk.regime, live);
            }
            for (sum, lane) in tally.received.iter_mut().zip(&block.lanes) {
                *sum += lane.received[..live].iter().map(|ticks| i128::from(*ticks)).sum::<i128>();
            }
            let room = MOST_FAULTS.saturating_sub(tally.faults.len());
            tally.faults.extend(block.faults.drain(..).take(room));
            done += live as u64;
        }
        block.waits.move_to(&mut tally.waits);
        if let Ok(mut pool) = self.lent.lock() {
            pool.push((Some(block), tally));
        }
        // Blocks are large: those of a finished scenario make room for the next one's.
        if self.left.fetch_sub(1, Ordering::AcqRel) == 1
            && let Ok(mut pool) = self.lent.lock()
        {
            pool.iter_mut().for_each(|(block, _)| *block = None);
        }
    }

    /// Takes one trial's outcomes off a block.
    fn collect(&self, block: &Block<'_, W>, w: usize, tally: &mut Tally, mut kept: Option<&mut [SiteOutcome]>) {
        tally.trials += 1;
        let (mut loss, mut first) = (0, NO_DAY);
        let mut first_of_sector = vec![NO_DAY; tally.sectors.len()];
        for (line, site) in self.lines.iter().enumerate() {
            let row = block.outcome(*site, w);
            tally.sites[line].add(&row);
            loss += row.loss();
            if let Some(sector) = self.sectors[line] {
                first = first.min(row.first_halt);
                first_of_sector[sector] = first_of_sector[sector].min(row.first_halt);
            }
            if let Some(rows) = &mut kept {
                rows[line] = row;
            }
        }
        tally.loss.add(loss);
        tally.any_halt += u64::from(first != NO_DAY);
        // No day of the horizon is NO_DAY.
        let count = |by_day: &mut Vec<u64>, first: u16| {
            by_day.get_mut(usize::from(first)).into_iter().for_each(|trials| *trials += 1);
        };
        count(&mut tally.first_halt, first);
        tally.sectors.iter_mut().zip(first_of_sector).for_each(|(by_day, first)| count(by_day, first));
        for (sums, flows) in tally.desks.iter_mut().zip(&block.flows) {
            sums.add_flows(flows, w);
        }
        for (sums, flows) in tally.flows.iter_mut().zip(&block.flows) {
            for (sum, flow) in sums.iter_mut().zip(flows) {
                sum.add(flow, w);
            }
        }
    }

    fn total(self, plan: &Plan) -> Tally {
        let mut total = Tally::new(self.model, plan.band_every);
        for (_, tally) in self.lent.into_inner().unwrap_or_default() {
            total.merge(&tally);
        }
        total.faults.sort();
        total
    }
}
