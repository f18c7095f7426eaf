//! How long the stock of the answer takes to be built from orders, and what it is worth until then.
//!
//! Three worlds step through the same trials side by side: today's stock; the order level raised on the first day, so
//! that the stock is built from orders, under the licences and rules of the time; and the stock that is there on the
//! first day. It is complete once the second holds what the third does, to a day's need. A fourth world, without the
//! rules against stockpiling, says what those cost in time.

use super::super::Stopped;
use super::super::simulate::in_chunks;
use super::super::summarise::{amount, chance};
use super::answer::{BuildUp, Worth};
use super::{Line, Study};
use crate::engine::{Block, Recording, Streams, WIDTH};
use crate::model::{Extra, Model, NEVER};
use crate::statistics::Moments;

/// Trials that are looked at, at most.
const TRIALS: u64 = 1_024;
/// Trials in a chunk of work.
const CHUNK: u64 = 128;
/// Worlds whose risk is told: today's, built, there.
const WORLDS: usize = 3;
const BUILT: usize = 1;
const THERE: usize = 2;
/// The world without rules against stockpiling.
const FREE: usize = 3;

/// One line in one trial.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// Day at whose end the stock is complete, with the rules and without them.
    complete: [u32; 2],
    /// Whether the line halts until then and afterwards, by world.
    halts: [[bool; 2]; WORLDS],
    /// Loss by world, in hundredths of the currency.
    loss: [i64; WORLDS],
}

const NOTHING: Row = Row { complete: [NEVER; 2], halts: [[false; 2]; WORLDS], loss: [0; WORLDS] };

impl Study<'_> {
    /// How the stock of each line is built; nothing where none is to be built.
    pub(super) fn build_ups(&self, lines: &[Line]) -> Result<Vec<Option<BuildUp>>, Stopped> {
        let model = self.model();
        let built: Vec<(usize, Extra)> =
            lines.iter().flat_map(Line::extra).map(|(input, extra)| (input, Extra::level(extra.level))).collect();
        let more = |line: &Line| {
            // Less than a day's need is there as soon as anything is.
            let level = |(input, extra): &(usize, Extra)| {
                extra.level as f64 > model.inputs[*input].nominal_need && model.has_level(*input)
            };
            line.feasible && line.extra().iter().any(level)
        };
        let building: Vec<bool> = lines.iter().map(more).collect();
        if !building.contains(&true) {
            return Ok(vec![None; lines.len()]);
        }
        let there: Vec<_> = built.iter().map(|(input, extra)| (*input, Extra::both(extra.level))).collect();
        let mut worlds = vec![model.clone(), model.with_extra(&built), model.with_extra(&there)];
        if model.has_volume_rules() {
            worlds.push(model.with_extra(&built).without_volume_rules());
        }
        let trials = self.options.fresh_trials().clamp(1, TRIALS);
        let recording = Recording { band_every: model.days, audit: false };
        self.count(trials * worlds.len() as u64);
        let own: Vec<Own> =
            lines.iter().map(|line| Own { lines: self.lines_of(line.site), inputs: &line.path.inputs }).collect();
        let (seed, first) = (self.options.seed, self.options.trials);
        let streams: Vec<Streams> = worlds.iter().map(|world| Streams::new(world, seed)).collect();
        let chunks = in_chunks(trials, CHUNK, self.watch, |from, count| {
            let blocks = worlds.iter().zip(&streams).map(|(world, streams)| Block::new(world, streams, recording));
            let mut blocks: Vec<Block<WIDTH>> = blocks.collect();
            let each = (from..from + count).step_by(WIDTH);
            let mut rows: Vec<Row> = each.flat_map(|from| follow(model, &mut blocks, &own, first + from)).collect();
            rows.truncate(count as usize * own.len());
            rows
        })?;
        let rows = chunks.concat();
        let of_line = |(at, line): (usize, &Line)| {
            let own: Vec<Row> = rows.iter().skip(at).step_by(lines.len()).copied().collect();
            building[at].then(|| self.build_up(line, &own, worlds.len() > FREE))
        };
        Ok(lines.iter().enumerate().map(of_line).collect())
    }

    fn build_up(&self, line: &Line, rows: &[Row], has_rules: bool) -> BuildUp {
        let model = self.model();
        let trials = rows.len();
        let quantile = |which: usize, of_ten: usize| {
            let mut days: Vec<u32> = rows.iter().map(|row| row.complete[which]).collect();
            days.sort_unstable();
            let day = days[(trials * of_ten).div_ceil(10).max(1) - 1];
            (day != NEVER).then(|| model.date(day))
        };
        let count = |is: &dyn Fn(&Row) -> bool| chance(rows.iter().filter(|row| is(row)).count() as u64, trials as u64);
        let worth = |world: usize| {
            let losses: Moments = rows.iter().map(|row| row.loss[world]).collect();
            Worth {
                until: count(&|row| row.halts[world][0]),
                after: count(&|row| row.halts[world][1]),
                whole: count(&|row| row.halts[world].contains(&true)),
                loss: amount(&losses, 0.01),
            }
        };
        let rules = if has_rules { model.volume_rules_on(&line.path.inputs) } else { Vec::new() };
        let free = |of_ten: usize| if rules.is_empty() { None } else { quantile(1, of_ten) };
        BuildUp {
            trials: trials as u64,
            complete_median: quantile(0, 5),
            complete_p90: quantile(0, 9),
            incomplete: count(&|row| row.complete[0] == NEVER),
            without_rule_median: free(5),
            without_rule_p90: free(9),
            rules,
            today: worth(0),
            built: worth(BUILT),
            there: worth(THERE),
        }
    }
}

/// Lines that are sized together, and their inputs.
struct Own<'a> {
    lines: Vec<usize>,
    inputs: &'a [usize],
}

/// Steps all worlds through a block of trials; by trial and, within, by line.
fn follow(model: &Model, blocks: &mut [Block<'_, WIDTH>], lines: &[Own], first: u64) -> Vec<Row> {
    let mut rows = vec![NOTHING; WIDTH * lines.len()];
    for block in &mut *blocks {
        block.begin(first);
    }
    for day in 0..model.days {
        for block in &mut *blocks {
            block.step(day);
        }
        for (at, row) in rows.iter_mut().enumerate() {
            let (line, w) = (&lines[at % lines.len()], at / lines.len());
            let after = usize::from(row.complete[0] != NEVER);
            for (halts, block) in row.halts.iter_mut().zip(&*blocks) {
                halts[after] |= line.lines.iter().any(|site| block.halts(*site, w).last == day);
            }
            let full = |world: usize, input: usize| {
                let stock = |world: usize| blocks[world].stock(input, w);
                let day_of_need = model.inputs[input].nominal_need.ceil() as i64;
                stock(world) >= (stock(THERE) - day_of_need).max(day_of_need)
            };
            for (complete, world) in row.complete.iter_mut().zip([BUILT, FREE]) {
                if *complete == NEVER && world < blocks.len() && line.inputs.iter().all(|input| full(world, *input)) {
                    *complete = day;
                }
            }
        }
    }
    for (at, row) in rows.iter_mut().enumerate() {
        for (loss, block) in row.loss.iter_mut().zip(&*blocks) {
            let together = &lines[at % lines.len()].lines;
            *loss = together.iter().map(|site| block.outcome(*site, at / lines.len()).loss()).sum();
        }
    }
    rows
}
