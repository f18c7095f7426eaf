//! One simulation in which some lines never run out: what every stock of theirs would have been worth.
//!
//! [`NotExact`](crate::model::NotExact) lists what keeps it from being exact.

use super::design::Axis;
use super::measure::Quantity;
use super::sweep::SweepOptions;
use super::{Plan, StockRow, Stopped, Watch, simulate_stocks};
use crate::model::{Extra, Model, Num, whole_ticks};

/// Stock with which a line never runs out, as a multiple of the need of the whole horizon.
pub(super) const PLENTY: f64 = 4.0;

/// Inputs that never run out, and the lines that are not to halt then.
pub(super) struct Stocked {
    pub inputs: Vec<usize>,
    pub lines: Vec<usize>,
}

impl Stocked {
    /// All inputs of a site, and all lines that share them.
    fn whole(model: &Model, site: usize) -> Self {
        Self { inputs: model.sites[site].inputs.clone().collect(), lines: model.together_with(site) }
    }
}

/// What one simulation says of inputs.
pub(super) struct Pass {
    /// By trial and, within, by input: stocks with so much more that the lines never run out.
    pub rows: Vec<StockRow>,
    /// How much more, by input.
    pub plenty: Vec<i64>,
    /// Trials that were simulated.
    pub simulated: u64,
}

impl Pass {
    /// Simulates inputs with so much stock that none of their lines ever halts; nothing if one does whatever its stock.
    pub(super) fn play(
        model: &Model,
        stocked: &[Stocked],
        plan: &Plan,
        watch: &Watch,
    ) -> Result<Option<Self>, Stopped> {
        let inputs: Vec<usize> = stocked.iter().flat_map(|of| of.inputs.iter().copied()).collect();
        let mut simulated = 0;
        // More, should plans vary even more.
        for times in [PLENTY, 16.0 * PLENTY, 256.0 * PLENTY] {
            let much = |i: &usize| (model.inputs[*i].nominal_need * f64::from(model.days) * times).ceil() as i64 + 1;
            let plenty: Vec<i64> = inputs.iter().map(much).collect();
            let extra = |(input, ticks): (&usize, &i64)| (*input, Extra::both(*ticks));
            let extra: Vec<_> = inputs.iter().zip(&plenty).map(extra).collect();
            let world = model.with_extra(&extra).without_holding_cost();
            simulated += plan.trials;
            let (all, rows) = simulate_stocks(&world, &inputs, &Plan { outcomes: false, ..*plan }, watch)?;
            let lines = model.lines();
            let halted = |of: &Stocked| {
                (0..lines.len()).any(|at| of.lines.contains(&lines[at]) && all.tally.sites[at].halted() > 0)
            };
            if !stocked.iter().any(halted) {
                return Ok(Some(Self { rows, plenty, simulated }));
            }
        }
        Ok(None)
    }

    /// Whether a line runs out in each trial, with so much more of its inputs than in the model. `columns` are its
    /// inputs' places among all.
    fn runs_out(&self, columns: &[usize], more: &[i64]) -> Vec<bool> {
        let short = |row: &[StockRow]| columns.iter().any(|c| more[*c] < self.plenty[*c] - row[*c].lowest);
        self.rows.chunks_exact(self.plenty.len()).map(short).collect()
    }
}

/// A sweep over stocks alone, of which one simulation tells.
pub(super) struct StockSweep {
    model: Model,
    sites: Vec<usize>,
    /// Lines that are asked about.
    lines: Vec<usize>,
    /// By point and input of the sites: ticks more than at the first point.
    more: Vec<Vec<i64>>,
}

impl StockSweep {
    /// Sees whether points differ in nothing but stocks (order levels moved along), and one simulation says exactly
    /// what is asked about them. If not, says why, where stocks are what is swept.
    pub(super) fn find<E>(
        base: &Model,
        options: &SweepOptions,
        points: &[Vec<f64>],
        model_at: impl Fn(&[f64]) -> Result<Model, E>,
    ) -> Result<Result<Self, Option<String>>, E> {
        let moved: Option<Vec<Vec<usize>>> = options.axes.iter().map(|axis| stocks_of(base, axis)).collect();
        let (Some(moved), Some(first)) = (moved, points.first()) else { return Ok(Err(None)) };
        let mut sites: Vec<usize> = moved.into_iter().flatten().map(|input| base.inputs[input].site).collect();
        sites.sort_unstable();
        sites.dedup();
        let why = |text: &str| Ok(Err(Some(text.to_owned())));
        let mut lines = Vec::new();
        for measure in &options.measures {
            // One pass tells of all lines together that share a stock.
            let line = sites.iter().find(|s| Some(base.whole(**s).0) == measure.site.as_deref());
            match line {
                Some(line) if measure.quantity == Quantity::PHalt => lines.push(*line),
                _ => {
                    return why(
                        "one simulation tells the chance of a halt of a line whose stock is swept, and no more",
                    );
                }
            }
        }
        let model = model_at(first)?;
        if let Some(reason) = lines.iter().flat_map(|line| model.one_pass(*line, &sites)).next() {
            return why(&reason.words());
        }
        let inputs: Vec<usize> = sites.iter().flat_map(|site| model.sites[*site].inputs.clone()).collect();
        let before = stocks(&model, &inputs);
        let mut more = Vec::new();
        for point in points {
            let after = stocks(&model_at(point)?, &inputs);
            let each = before.iter().zip(&after).map(|((opening, level), (then, level_then))| {
                let same =
                    level.zip(*level_then).is_none_or(|(level, then_level)| then_level - level == then - opening);
                same.then_some(then - opening)
            });
            match each.collect::<Option<Vec<i64>>>() {
                Some(ticks) => more.push(ticks),
                None => return why("orders react to a stock whose order level does not move along"),
            }
        }
        Ok(Ok(Self { model, sites, lines, more }))
    }

    /// Whether each line that is asked about halts: by point, line and trial. Nothing if a line halts whatever its
    /// stock.
    pub(super) fn play(&self, plan: &Plan, watch: &Watch) -> Result<Option<Vec<Vec<Vec<bool>>>>, Stopped> {
        // The lowest stock is relative to the world of plenty: the first point may have the least or the most.
        let stocked: Vec<Stocked> = self.sites.iter().map(|site| Stocked::whole(&self.model, *site)).collect();
        let Some(pass) = Pass::play(&self.model, &stocked, plan, watch)? else { return Ok(None) };
        let inputs: Vec<usize> = self.sites.iter().flat_map(|site| self.model.sites[*site].inputs.clone()).collect();
        let columns = |line: &usize| -> Vec<usize> {
            (0..inputs.len()).filter(|c| self.model.sites[*line].inputs.contains(&inputs[*c])).collect()
        };
        let columns: Vec<Vec<usize>> = self.lines.iter().map(columns).collect();
        let at = |more: &Vec<i64>| columns.iter().map(|columns| pass.runs_out(columns, more)).collect();
        Ok(Some(self.more.iter().map(at).collect()))
    }
}

/// Opening stock and order level (nothing for a fixed call-off) of inputs, in ticks, parameters at their medians.
fn stocks(model: &Model, inputs: &[usize]) -> Vec<(i64, Option<i64>)> {
    let of = |input: &usize| {
        let input = &model.inputs[*input];
        let ticks = |num| whole_ticks(model.numbers.median(num));
        let level = input.ordering.rule.level();
        (ticks(input.opening) + input.extra.opening, level.map(|level| ticks(level) + input.extra.level))
    };
    inputs.iter().map(of).collect()
}

/// The inputs whose stocks an axis moves; nothing if it moves anything else.
fn stocks_of(model: &Model, axis: &Axis) -> Option<Vec<usize>> {
    if let Some(site) = axis.stock_of() {
        let site = model.named(site, &model.lines()).first().map(|line| &model.sites[*line])?;
        return Some(site.inputs.clone().collect());
    }
    let of_path = |input: &usize| {
        let input = &model.inputs[*input];
        let (site, material) = (model.whole(input.site).0, &model.materials[input.material].name);
        let path = format!("sites.{site}.inputs.{material}.opening_stock.");
        axis.name.strip_prefix(&path).is_some_and(|end| matches!(end, "days_of_cover" | "quantity"))
    };
    if let Some(input) = (0..model.inputs.len()).find(of_path) {
        return Some(vec![input]);
    }
    let parameter = model.numbers.parameters.iter().find(|p| p.name == axis.name)?;
    let events = || model.authorities.iter().flat_map(|authority| &authority.events);
    let set_by_event = |parameter: &usize| model.numbers.parameters[*parameter].name == axis.name;
    if events().flat_map(|event| &event.set).any(|(parameter, _)| set_by_event(parameter)) {
        return None;
    }
    let mut moved = Vec::new();
    let mut bound = parameter.bound.clone();
    for (index, input) in model.inputs.iter().enumerate() {
        let levels: Vec<Num> = input.ordering.rules().flat_map(|rule| rule.levels()).collect();
        let before = bound.len();
        bound.retain(|num| *num != input.opening && !levels.contains(num));
        if bound.len() < before {
            if levels.len() > 1 {
                // Levels apart need not move together.
                return None;
            }
            moved.push(index);
        }
    }
    (bound.is_empty() && !moved.is_empty()).then_some(moved)
}

/// More stock of all inputs of a line, by so many days of planned need, order levels moved along.
#[must_use]
pub fn more_stock(model: &Model, site: usize, days: f64) -> Vec<(usize, Extra)> {
    let ticks = |input: usize| (input, Extra::both((model.inputs[input].nominal_need * days).round() as i64));
    model.sites[site].inputs.clone().map(ticks).collect()
}
