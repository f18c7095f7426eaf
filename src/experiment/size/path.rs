//! Stocks of a line in rising order: from position 0 (least) to the last one (most), what each input holds.

use super::purchase::Purchase;
use crate::experiment::StockRow;
use crate::model::{Extra, Model};

/// Steps from today's stock to the least that any trial needed.
const STEPS_UP: i64 = 16;
/// Beyond what any trial needed, each position holds so much more.
const BEYOND: f64 = 0.1;
/// Positions of a path of levels.
const LEVELS: usize = 400;

/// Stocks of a line in rising order.
#[derive(Clone, Debug)]
pub(super) struct Path {
    /// Inputs in the order of the model.
    pub inputs: Vec<usize>,
    shape: Shape,
}

#[derive(Clone, Debug)]
enum Shape {
    /// What each input holds at each position, in rising order, by input. The first `sampled` positions are those that
    /// trials ask for; those beyond hold more than any of them needed.
    Enough { stocks: Vec<Vec<i64>>, sampled: usize },
    /// The order levels alone, up to so many ticks more. By input; 0 where there is no level.
    Levels(Vec<i64>),
}

/// What one simulation, in which lines never run out, says of a line.
#[derive(Clone, Debug)]
pub(super) struct Need {
    /// Stocks in rising order.
    pub path: Path,
    /// The first position that is enough, by trial, in rising order.
    pub enough: Vec<u32>,
    /// Trials in which today's stock is not enough.
    pub short_today: u64,
    /// Ticks more than today's stock that are needed, by input and trial.
    pub by_trial: Vec<Vec<i64>>,
    /// The same in rising order, by input.
    pub more: Vec<Vec<i64>>,
}

/// How far a path goes beyond what trials needed, and in which amounts each input is bought.
pub(super) struct Reach<'a> {
    /// How each input is bought.
    pub purchases: &'a [Purchase],
    /// Today's stock by input, ticks.
    pub opening: &'a [f64],
    /// The most beyond today's stock that is looked at, by input.
    pub most: &'a [i64],
    /// Ticks of a day's planned need, by input.
    pub day: &'a [f64],
}

/// Ticks beyond today's stock that are needed, by input and trial, from stocks in a world in which inputs have so much
/// more that they never run out: `rows` by trial and, within, by watched input; `plenty` by watched input.
///
/// With `x` more than today a line runs out exactly when `x < plenty − lowest`.
pub(super) fn beyond_today(columns: &[usize], rows: &[StockRow], plenty: &[i64]) -> Vec<Vec<i64>> {
    let needed = |c: &usize| rows.iter().skip(*c).step_by(plenty.len()).map(|row| plenty[*c] - row.lowest).collect();
    columns.iter().map(needed).collect()
}

/// The least that one input alone may be moved by: today's stock in no trial falls below nothing.
pub(super) fn to_nothing(column: usize, rows: &[StockRow], plenty: &[i64]) -> i64 {
    let opening = rows.iter().skip(column).step_by(plenty.len()).map(|row| row.opening - plenty[column]);
    -opening.min().unwrap_or(0)
}

fn sorted(numbers: &[i64]) -> Vec<i64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted
}

impl Need {
    /// Of a line with one input, which may hold less than today, down to `floor`: every stock that is enough in some
    /// trial and, where today's is in none, steps up to the least of them: each shortens halts.
    pub(super) fn alone(input: usize, more: Vec<i64>, floor: i64, reach: &Reach) -> Self {
        let enough: Vec<i64> = sorted(&more).into_iter().map(|ticks| ticks.max(floor)).collect();
        let least = enough.first().copied().unwrap_or(0);
        let mut stocks: Vec<i64> = (0..STEPS_UP).map(|step| least * step / STEPS_UP).filter(|_| least > 0).collect();
        stocks.dedup();
        stocks.extend(enough);
        Self::along(&[input], vec![more], vec![stocks], reach)
    }

    /// Of a line with several inputs, none of which is asked to give up stock to make room for another: along mixes in
    /// rising order, by position and input.
    pub(super) fn mixed(inputs: &[usize], more: Vec<Vec<i64>>, mixes: &[Vec<i64>], reach: &Reach) -> Self {
        let column = |at: usize| mixes.iter().map(|mix| mix[at]).collect();
        Self::along(inputs, more, (0..inputs.len()).map(column).collect(), reach)
    }

    fn along(inputs: &[usize], more: Vec<Vec<i64>>, mut stocks: Vec<Vec<i64>>, reach: &Reach) -> Self {
        for (stocks, purchase) in stocks.iter_mut().zip(reach.purchases) {
            for ticks in stocks {
                *ticks = purchase.up(*ticks);
            }
        }
        let sampled = stocks.first().map_or(0, Vec::len);
        go_beyond(&mut stocks, reach);
        let trials = more.first().map_or(0, Vec::len);
        let mut enough: Vec<u32> = (0..trials)
            .map(|trial| {
                let first = |(stocks, more): (&Vec<i64>, &Vec<i64>)| stocks.partition_point(|x| *x < more[trial]) + 1;
                stocks.iter().zip(&more).map(first).max().unwrap_or(1) as u32
            })
            .collect();
        enough.sort_unstable();
        let path = Path { inputs: inputs.to_vec(), shape: Shape::Enough { stocks, sampled } };
        let mut need =
            Self { path, enough, short_today: 0, more: more.iter().map(|m| sorted(m)).collect(), by_trial: more };
        need.short_today = need.short_with(&vec![0; inputs.len()]);
        need
    }

    /// Trials in which so many ticks more than today's stock are not enough.
    pub(super) fn short_with(&self, ticks: &[i64]) -> u64 {
        let trials = self.by_trial.first().map_or(0, Vec::len);
        let short = |trial: &usize| self.by_trial.iter().zip(ticks).any(|(more, ticks)| more[*trial] > *ticks);
        (0..trials).filter(short).count() as u64
    }

    /// Trials in which the stock of a position is not enough.
    pub(super) fn short_at(&self, position: usize) -> u64 {
        (self.enough.len() - self.enough.partition_point(|p| *p as usize <= position)) as u64
    }
}

impl Path {
    /// The order levels of the inputs of a line raised by up to so many days of planned need; nothing if it has no
    /// level.
    pub(super) fn levels(model: &Model, inputs: Vec<usize>, most_days: f64) -> Option<Self> {
        let most = |input: &usize| {
            let need = model.inputs[*input].nominal_need;
            if model.has_level(*input) { (need * most_days).ceil() as i64 } else { 0 }
        };
        let most: Vec<i64> = inputs.iter().map(most).collect();
        most.iter().any(|m| *m > 0).then_some(Self { inputs, shape: Shape::Levels(most) })
    }

    /// The last position.
    pub(super) fn last(&self) -> usize {
        match &self.shape {
            Shape::Enough { stocks, .. } => stocks.first().map_or(0, Vec::len),
            Shape::Levels(_) => LEVELS,
        }
    }

    /// The last position that some trial asks for.
    pub(super) fn sampled(&self) -> usize {
        match &self.shape {
            Shape::Enough { sampled, .. } => *sampled,
            Shape::Levels(_) => LEVELS,
        }
    }

    /// A step along it that is worth a look.
    pub(super) fn step(&self) -> usize {
        (self.sampled() / super::search::FINE).max(1)
    }

    /// The position after one, in steps of so many; beyond what trials ask for, one at a time.
    pub(super) fn after(&self, position: usize, step: usize) -> usize {
        let sampled = self.sampled();
        if position < sampled { (position + step).min(sampled) } else { position + 1 }
    }

    /// So many ticks more of each input.
    pub(super) fn extra_of(&self, ticks: &[i64]) -> Vec<(usize, Extra)> {
        self.inputs.iter().zip(ticks).map(|(input, ticks)| (*input, self.of_ticks(*ticks))).collect()
    }

    /// What each input has beyond today's stock at a position.
    pub(super) fn extra(&self, position: usize) -> Vec<(usize, Extra)> {
        self.extra_of(&self.ticks(position))
    }

    fn of_ticks(&self, ticks: i64) -> Extra {
        match self.shape {
            Shape::Enough { .. } => Extra::both(ticks),
            Shape::Levels(_) => Extra::level(ticks),
        }
    }

    /// Ticks beyond today, by input.
    pub(super) fn ticks(&self, position: usize) -> Vec<i64> {
        match &self.shape {
            Shape::Enough { stocks, .. } => {
                stocks.iter().map(|s| s.get(position.max(1) - 1).or(s.last()).copied().unwrap_or(0)).collect()
            }
            Shape::Levels(most) => {
                most.iter().map(|m| (*m as f64 * position as f64 / LEVELS as f64).round() as i64).collect()
            }
        }
    }

    /// The last position of which `fits` holds; positions before it fit too. Position 0 is taken for granted.
    pub(super) fn last_where(&self, fits: impl Fn(&[i64]) -> bool) -> usize {
        let (mut low, mut high) = (0, self.last() + 1);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if fits(&self.ticks(middle)) { low = middle } else { high = middle }
        }
        low
    }

    /// Positions worth a look: even ones and, towards the end, so many ever closer ones, no more than even ones.
    pub(super) fn grid(&self, even: usize, tail: usize) -> Vec<usize> {
        let last = self.sampled();
        let mut grid: Vec<usize> = (0..=even).map(|k| last * k / even).collect();
        if let Shape::Enough { .. } = self.shape {
            let tail = (1..=even.min(tail)).map(|k| last as f64 * 0.5_f64.powi(k as i32) / even as f64);
            grid.extend(tail.map(|left| last - left as usize));
            grid[0] = 1.min(last);
        }
        grid.sort_unstable();
        grid.dedup();
        grid
    }
}

/// Adds positions beyond what any trial needed, up to the most that is looked at: each holds a tenth more.
fn go_beyond(stocks: &mut [Vec<i64>], reach: &Reach) {
    let last = |stocks: &[Vec<i64>]| stocks.iter().map(|s| s.last().copied().unwrap_or(0)).collect::<Vec<i64>>();
    if last(stocks).iter().zip(reach.most).any(|(ticks, most)| ticks > most) {
        return;
    }
    loop {
        let here = last(stocks);
        let next = |at: usize| {
            let held = (reach.opening[at] + here[at] as f64).max(0.0);
            let more = here[at] + (held * BEYOND).max(reach.day[at]).ceil() as i64;
            let most = reach.purchases[at].down(reach.most[at]);
            reach.purchases[at].up(more).min(most).max(here[at])
        };
        let next: Vec<i64> = (0..here.len()).map(next).collect();
        if next == here {
            return;
        }
        stocks.iter_mut().zip(next).for_each(|(stocks, ticks)| stocks.push(ticks));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach<'a>(purchases: &'a [Purchase], opening: &'a [f64], most: &'a [i64], day: &'a [f64]) -> Reach<'a> {
        Reach { purchases, opening, most, day }
    }

    /// Two inputs with 1,000 more each; the lowest stocks say what was needed beyond today's 10.
    #[test]
    fn a_line_needs_what_its_inputs_need_together() {
        let row = |more: i64| StockRow { opening: 1010, lowest: 1000 - more };
        let rows = [row(5), row(-2), row(-3), row(7), row(0), row(0), row(9), row(8)];
        let more = beyond_today(&[0, 1], &rows, &[1000, 1000]);
        // Needed beyond today by trial: (5, −2), (−3, 7), (0, 0), (9, 8).
        assert_eq!(more, [vec![5, -3, 0, 9], vec![-2, 7, 0, 8]]);
        let mixes = [vec![0, 0], vec![5, 0], vec![5, 7], vec![9, 8]];
        let plain = [Purchase::plain(1.0), Purchase::plain(1.0)];
        let two = reach(&plain, &[10.0, 10.0], &[9, 8], &[1.0, 1.0]);
        let need = Need::mixed(&[4, 5], more, &mixes, &two);
        assert_eq!(need.more, [vec![-3, 0, 5, 9], vec![-2, 0, 7, 8]]);
        assert_eq!([1, 3, 4].map(|p| need.path.ticks(p)), [vec![0, 0], vec![5, 7], vec![9, 8]]);
        assert_eq!(need.enough, [1, 2, 3, 4]);
        assert_eq!([0, 1, 2, 3, 4].map(|p| need.short_at(p)), [4, 3, 2, 1, 0]);
        assert_eq!((need.short_today, need.short_with(&[9, 0])), (3, 2));
        assert_eq!(need.path.last_where(|ticks| ticks[0] <= 5), 3);
        // One input alone may fall below today's stock, to nothing.
        let one = reach(&plain[..1], &[10.0], &[9], &[1.0]);
        let alone = |rows: &[StockRow], plenty: &[i64]| {
            let more = beyond_today(&[0], rows, plenty).remove(0);
            Need::alone(4, more, to_nothing(0, rows, plenty), &one)
        };
        assert_eq!(alone(&rows, &[1000, 1000]).path.ticks(1), [-3]);
        assert_eq!(alone(&[row(-30)], &[1000]).path.ticks(1), [-10]);
    }

    /// 10 today and 10 more were enough in all trials, and steps of 1 lead to the 3 of the first; up to 40 in all are
    /// looked at. Beyond 10 it is a tenth more, at least a day's need of 1, and no trial asks for any of it.
    #[test]
    fn a_path_goes_on_beyond_what_trials_needed() {
        let one = [Purchase::plain(1.0)];
        let need = Need::alone(0, vec![3, 10], -10, &reach(&one, &[10.0], &[30], &[1.0]));
        assert_eq!((need.path.sampled(), need.path.last()), (5, 12));
        assert_eq!([1, 3, 4, 5].map(|p| need.path.ticks(p)[0]), [0, 2, 3, 10]);
        assert_eq!([6, 7, 12, 13].map(|p| need.path.ticks(p)[0]), [12, 15, 30, 30]);
        assert_eq!(
            ([3, 4, 5, 6].map(|p| need.short_at(p)), need.path.after(1, 9), need.path.after(5, 9)),
            ([2, 1, 0, 0], 5, 6)
        );
        // Where a trial asks for more than is looked at, there is nothing beyond.
        let denied = Need::alone(0, vec![3, 99], -10, &reach(&one, &[10.0], &[30], &[1.0]));
        assert_eq!(denied.path.last(), 5);
    }
}
