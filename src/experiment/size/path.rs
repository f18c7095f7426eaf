//! Stocks of a line in rising order: from position 0 (least) to the last one (most), what each input holds.

use crate::experiment::StockRow;
use crate::model::{Extra, Model};

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
    /// At position `u`, each input holds what is enough in `u` of the futures. By input, in rising order.
    Enough(Vec<Vec<i64>>),
    /// The order levels alone, up to so many ticks more. By input; 0 where there is no level.
    Levels(Vec<i64>),
}

/// What one simulation, in which lines never run out, says of a line.
#[derive(Clone, Debug)]
pub(super) struct Need {
    /// Stocks in rising order.
    pub path: Path,
    /// The first position that is enough, by future, in rising order.
    pub enough: Vec<u32>,
    /// Futures in which today's stock is not enough.
    pub short_today: u64,
    /// Ticks more than today's stock that are needed, by input, in rising order.
    pub more: Vec<Vec<i64>>,
}

impl Need {
    /// Of a line, from stocks in a world in which its inputs have so much more that they never run out: `rows` by
    /// future and, within, by watched input; `plenty` by watched input.
    ///
    /// With `x` more than today a line runs out exactly when `x < plenty − lowest`.
    pub fn new(inputs: &[usize], columns: &[usize], rows: &[StockRow], plenty: &[i64]) -> Self {
        let width = plenty.len();
        let column = |c: usize| rows.iter().skip(c).step_by(width);
        // By future, then sorted.
        let by_future: Vec<Vec<i64>> =
            columns.iter().map(|c| column(*c).map(|row| plenty[*c] - row.lowest).collect()).collect();
        let more: Vec<Vec<i64>> = by_future
            .iter()
            .map(|more| {
                let mut sorted = more.clone();
                sorted.sort_unstable();
                sorted
            })
            .collect();
        let short = |future: usize| by_future.iter().any(|more| more[future] > 0);
        let futures = by_future.first().map_or(0, Vec::len);
        // Of several inputs, none is asked to give up stock to make room for another.
        let alone = columns.len() == 1;
        let floor = |c: usize| {
            let least = column(c).map(|row| row.opening - plenty[c]).min().unwrap_or(0);
            if alone { -least } else { 0 }
        };
        let path: Vec<Vec<i64>> =
            more.iter().zip(columns).map(|(more, c)| more.iter().map(|m| (*m).max(floor(*c))).collect()).collect();
        let mut enough: Vec<u32> = (0..futures)
            .map(|future| {
                let first = |(path, more): (&Vec<i64>, &Vec<i64>)| path.partition_point(|x| *x < more[future]) + 1;
                path.iter().zip(&by_future).map(first).max().unwrap_or(1) as u32
            })
            .collect();
        enough.sort_unstable();
        Self {
            path: Path { inputs: inputs.to_vec(), shape: Shape::Enough(path) },
            enough,
            short_today: (0..futures).filter(|f| short(*f)).count() as u64,
            more,
        }
    }

    /// Futures in which the stock of a position is not enough.
    pub fn short_at(&self, position: usize) -> u64 {
        (self.enough.len() - self.enough.partition_point(|p| *p as usize <= position)) as u64
    }
}

impl Path {
    /// The order levels of a line raised by up to so many days of planned need; nothing if it has no level.
    pub fn levels(model: &Model, line: usize, most_days: f64) -> Option<Self> {
        let inputs: Vec<usize> = model.sites[line].inputs.clone().collect();
        let most = |input: &usize| {
            let need = model.inputs[*input].nominal_need;
            if model.has_level(*input) { (need * most_days).ceil() as i64 } else { 0 }
        };
        let most: Vec<i64> = inputs.iter().map(most).collect();
        most.iter().any(|m| *m > 0).then_some(Self { inputs, shape: Shape::Levels(most) })
    }

    /// The last position.
    pub fn last(&self) -> usize {
        match &self.shape {
            Shape::Enough(sorted) => sorted.first().map_or(0, Vec::len),
            Shape::Levels(_) => LEVELS,
        }
    }

    /// What each input has beyond today's stock at a position.
    pub fn extra(&self, position: usize) -> Vec<(usize, Extra)> {
        self.inputs.iter().zip(self.ticks(position)).map(|(input, ticks)| (*input, self.of_ticks(ticks))).collect()
    }

    fn of_ticks(&self, ticks: i64) -> Extra {
        match self.shape {
            Shape::Enough(_) => Extra::both(ticks),
            Shape::Levels(_) => Extra::level(ticks),
        }
    }

    /// Ticks beyond today, by input.
    pub fn ticks(&self, position: usize) -> Vec<i64> {
        match &self.shape {
            Shape::Enough(sorted) => {
                sorted.iter().map(|s| s.get(position.max(1) - 1).or(s.last()).copied().unwrap_or(0)).collect()
            }
            Shape::Levels(most) => {
                most.iter().map(|m| (*m as f64 * position as f64 / LEVELS as f64).round() as i64).collect()
            }
        }
    }

    /// The last position of which `fits` holds; positions before it fit too. Position 0 is taken for granted.
    pub fn last_where(&self, fits: impl Fn(&[i64]) -> bool) -> usize {
        let (mut low, mut high) = (0, self.last() + 1);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if fits(&self.ticks(middle)) { low = middle } else { high = middle }
        }
        low
    }

    /// Positions worth a look: even ones and, towards the end, ever closer ones.
    pub fn grid(&self, even: usize) -> Vec<usize> {
        let last = self.last();
        let mut grid: Vec<usize> = (0..=even).map(|k| last * k / even).collect();
        if let Shape::Enough(_) = self.shape {
            let tail = (1..=5).map(|k| last as f64 * 0.5_f64.powi(k) / even as f64);
            grid.extend(tail.map(|left| last - left as usize));
            grid[0] = 1.min(last);
        }
        grid.sort_unstable();
        grid.dedup();
        grid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two inputs with 1,000 more each; the lowest stocks say what was needed beyond today's 10.
    #[test]
    fn a_line_needs_what_its_inputs_need_together() {
        let row = |more: i64| StockRow { opening: 1010, lowest: 1000 - more };
        let rows = [row(5), row(-2), row(-3), row(7), row(0), row(0), row(9), row(8)];
        let need = Need::new(&[4, 5], &[0, 1], &rows, &[1000, 1000]);
        // Needed beyond today by future: (5, −2), (−3, 7), (0, 0), (9, 8); stocks in rising order are 0 0 5 9 and
        // 0 0 7 8.
        assert_eq!(need.more, [vec![-3, 0, 5, 9], vec![-2, 0, 7, 8]]);
        assert_eq!([1, 3, 4].map(|p| need.path.ticks(p)), [vec![0, 0], vec![5, 7], vec![9, 8]]);
        assert_eq!(need.enough, [1, 3, 3, 4]);
        assert_eq!([0, 1, 2, 3, 4].map(|p| need.short_at(p)), [4, 3, 3, 1, 0]);
        assert_eq!(need.short_today, 3);
        assert_eq!(need.path.last_where(|ticks| ticks[0] <= 5), 3);
        // One input alone may fall below today's stock, to nothing.
        let alone = Need::new(&[4], &[0], &rows, &[1000, 1000]);
        assert_eq!(alone.path.ticks(1), [-3]);
        assert_eq!(Need::new(&[4], &[0], &[row(-30)], &[1000]).path.ticks(1), [-10]);
    }
}
