//! What stocks cost: halts, premium prices and holding, against the stock that is held.

use super::super::measure::Quantity;
use super::super::{Estimate, Simulated, Stopped};
use super::{Line, Study, TAIL, learn};

/// Even steps of the grid of stocks whose costs are simulated only for the curve.
const EVEN: usize = 4;
/// Trials for it, at most: it shows a shape, and decides nothing.
const TRIALS: u64 = 1_000;

/// Takes note of the costs of stocks at positions, or of today's.
pub(super) fn learn_costs(lines: &mut [Line], positions: Option<&[usize]>, costs: Option<Vec<Estimate>>) {
    for (at, (line, cost)) in lines.iter_mut().zip(costs.into_iter().flatten()).enumerate() {
        match positions {
            Some(positions) => learn(&mut line.costs, positions[at], cost),
            None => line.cost_today = Some(cost),
        }
    }
}

impl Study<'_> {
    /// Costs of each line in a simulation; nothing where nothing costs anything.
    pub(super) fn costs(&self, lines: &[Line], simulated: &Simulated) -> Option<Vec<Estimate>> {
        self.costs_anything(lines).then(|| self.measured(Quantity::Cost, lines, simulated))
    }

    /// Costs of stocks from the least to the most, where they are not known yet.
    pub(super) fn try_costs(&self, lines: &mut [Line]) -> Result<(), Stopped> {
        if !self.costs_anything(lines) || lines.iter().all(|line| line.costs.len() > EVEN) {
            return Ok(());
        }
        let plan = self.plan(0, self.options.trials.min(TRIALS));
        let today = self.simulate(&[], &plan)?;
        let costs = self.costs(lines, &today);
        learn_costs(lines, None, costs);
        let grids: Vec<Vec<usize>> = lines
            .iter_mut()
            .map(|line| {
                line.costs.clear();
                let mut grid = line.grid(EVEN, TAIL);
                grid.push(line.chosen);
                grid.sort_unstable();
                grid.dedup();
                grid
            })
            .collect();
        for step in 0..grids.iter().map(Vec::len).max().unwrap_or(0) {
            let at: Vec<usize> = grids.iter().map(|grid| grid[step.min(grid.len() - 1)]).collect();
            let extra: Vec<_> = lines.iter().zip(&at).flat_map(|(line, at)| line.path.extra(*at)).collect();
            let simulated = self.simulate(&extra, &plan)?;
            let costs = self.costs(lines, &simulated);
            learn_costs(lines, Some(&at), costs);
        }
        Ok(())
    }

    /// Whether halts or stock cost anything at these lines.
    fn costs_anything(&self, lines: &[Line]) -> bool {
        let numbers = &self.model().numbers;
        lines.iter().flat_map(|line| self.lines_of(line.site)).any(|site| {
            let site = &self.model().sites[site];
            let sales = site.sales.iter().flat_map(|sales| [sales.margin, sales.penalty, sales.late_penalty]);
            let mut costs = sales.chain([site.line.halt_cost, site.holding]);
            costs.any(|cost| numbers.certain(cost) != Some(0.0))
        })
    }
}
