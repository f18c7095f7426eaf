//! Stock levels and order sizes: days of cover become ticks once the nominal flows are known.

use super::{CompileError, Compiler, at};
use crate::model::flow::Flows;
use crate::model::numbers::Num;
use crate::model::{Extra, Input, Model, OrderRule, Ordering, Steps, whole_ticks};
use crate::scenario::{self, Number, OrderLevel, Range, Schedule, Step, StockLevel};

/// Largest daily need in ticks that the engine's arithmetic holds with room to spare.
const MOST_TICKS_A_DAY: f64 = 5.0e8;

/// Planned need in ticks a calendar day, and what it is of the parameters that the plan follows.
#[derive(Clone, Copy)]
pub(super) struct Planned {
    /// As it was planned: what a day of cover is.
    pub need: f64,
    /// Index into the needs of the numbers, where orders follow parameters.
    pub following: Option<u32>,
}

impl Planned {
    /// Of an input whose levels are known.
    pub(super) fn of(input: &Input) -> Self {
        Self { need: input.nominal_need, following: input.following }
    }
    /// The same for stocks that have been counted: they follow nothing.
    pub(super) fn counted(self) -> Self {
        Self { following: None, ..self }
    }
}

impl Compiler<'_> {
    /// Stock levels, once the nominal flows are known.
    pub(super) fn levels(&mut self, model: &mut Model, flows: &Flows) -> Result<(), CompileError> {
        let scenario = self.scenario;
        for site in 0..model.sites.len() {
            let name = model.sites[site].name.clone();
            let of = self.products[site];
            let s = &scenario.sites[of.site];
            let place = at(&of.path());
            let made = Planned { need: model.sites[site].nominal_output, following: flows.following_outputs[site] };
            let tick = model.materials[model.sites[site].makes].tick;
            let (opening, target) = s.product(of.line).map_or((None, None), |product| product.output_stocks());
            model.sites[site].output_target = self.level_or(target, made, tick, &place, "output_stock_target")?;
            model.sites[site].opening_output = match opening {
                // A stock that was counted follows nothing.
                None if made.following.is_some() => {
                    self.level_or(target, made.counted(), tick, &place, "output_stock_target")?
                }
                None => model.sites[site].output_target,
                Some(level) => self.level(level, made.counted(), tick, &at(&[&place, "opening_output_stock"]))?,
            };
            let place = at(&["sites", of.site]);
            for input in model.sites[site].inputs.clone() {
                if model.inputs[input].site != site {
                    // The first line of the works has set it.
                    continue;
                }
                let material = &model.materials[model.inputs[input].material];
                let place = at(&[&place, "inputs", &material.name]);
                let written = &s.inputs[material.name.as_str()];
                let planned = Planned { need: model.inputs[input].nominal_need, following: flows.following[input] };
                let need = planned.need.max(flows.needs[input]);
                if need > MOST_TICKS_A_DAY {
                    return Err(CompileError::At {
                        at: format!("materials.{}.tick", material.name),
                        message: format!(
                            "a tick of {} {} is too small: {name} needs {need:.3e} of them a day, allowed {MOST_TICKS_A_DAY:.0e}",
                            material.tick,
                            material.unit.label()
                        ),
                    });
                }
                let tick = material.tick;
                model.inputs[input].opening =
                    self.level(&written.opening_stock, planned.counted(), tick, &at(&[&place, "opening_stock"]))?;
                if let Some(extra) = &written.extra_stock {
                    let extra = extra.value().ok_or_else(|| CompileError::At {
                        at: at(&[&place, "extra_stock"]),
                        message: "the extra stock must be a plain number".into(),
                    })?;
                    model.inputs[input].extra = Extra::both(whole_ticks(extra / tick));
                }
                model.inputs[input].following = planned.following;
                model.inputs[input].ordering = self.ordering(&written.ordering, planned, tick, &place)?;
            }
        }
        for lane in 0..model.lanes.len() {
            let name = model.lanes[lane].name.clone();
            let input = &model.inputs[model.lanes[lane].input];
            let (planned, tick) = (Planned::of(input), model.materials[input.material].tick);
            if let Some(written) = &scenario.lanes[name.as_str()].general_licence {
                let place = at(&["lanes", &name, "general_licence.quantity"]);
                let quantity = self.level(&written.quantity, planned, tick, &place)?;
                let left = match &written.in_force {
                    None => None,
                    Some(f) => {
                        let place = at(&["lanes", &name, "general_licence.in_force.left"]);
                        Some(self.level(&f.left, planned.counted(), tick, &place)?)
                    }
                };
                if let Some(general) = &mut model.lanes[lane].general {
                    general.quantity = quantity;
                    if let (Some((in_force, _)), Some(left)) = (&mut general.in_force, left) {
                        *in_force = left;
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn level(
        &mut self,
        level: &StockLevel,
        planned: Planned,
        tick: f64,
        place: &str,
    ) -> Result<Num, CompileError> {
        match level {
            StockLevel::DaysOfCover(n) => self.days(n, planned, &at(&[place, "days_of_cover"])),
            StockLevel::Quantity(n) => self.num(n, 1.0 / tick, &at(&[place, "quantity"])),
        }
    }

    /// Days of planned need in ticks.
    pub(super) fn days<R: Range>(
        &mut self,
        days: &Number<R>,
        planned: Planned,
        place: &str,
    ) -> Result<Num, CompileError> {
        match planned.following {
            None => self.num(days, planned.need, place),
            Some(need) => {
                let days = self.num(days, 1.0, place)?;
                Ok(self.numbers.times_need(days, need))
            }
        }
    }

    fn level_or(
        &mut self,
        level: Option<&StockLevel>,
        planned: Planned,
        tick: f64,
        place: &str,
        field: &str,
    ) -> Result<Num, CompileError> {
        match level {
            None => Ok(self.numbers.constant(0.0)),
            Some(level) => self.level(level, planned, tick, &at(&[place, field])),
        }
    }

    fn ordering(
        &mut self,
        ordering: &scenario::Ordering,
        planned: Planned,
        tick: f64,
        place: &str,
    ) -> Result<Ordering, CompileError> {
        use scenario::Ordering::{BaseStock, CallOff, MinMax, ReorderPoint};
        let place = |field: &str| at(&[place, "ordering", field]);
        let mut steps = |level, field: &str| self.level_steps(level, planned, tick, &place(field));
        let (kind, [first, second]): (fn(Num, Num) -> OrderRule, _) = match ordering {
            BaseStock { order_up_to, .. } => {
                (|level, _| OrderRule::BaseStock(level), [Some(steps(order_up_to, "base_stock.order_up_to")?), None])
            }
            ReorderPoint { reorder_at, order_quantity, .. } => (
                |point, lot| OrderRule::ReorderPoint { point, lot },
                [
                    Some(steps(reorder_at, "reorder_point.reorder_at")?),
                    Some(steps(order_quantity, "reorder_point.order_quantity")?),
                ],
            ),
            MinMax { reorder_at, order_up_to, .. } => (
                |point, up_to| OrderRule::MinMax { point, up_to },
                [Some(steps(reorder_at, "min_max.reorder_at")?), Some(steps(order_up_to, "min_max.order_up_to")?)],
            ),
            CallOff { quantity: Some(level), .. } => {
                (|level, _| OrderRule::CallOff(level), [Some(steps(level, "call_off.quantity")?), None])
            }
            CallOff { quantity: None, every_days, .. } => {
                let level = self.planned_need_of(f64::from(*every_days), planned);
                (|level, _| OrderRule::CallOff(level), [Some(Steps(vec![(0, level)])), None])
            }
        };
        let mut days: Vec<u32> = first.iter().chain(&second).flat_map(|steps| &steps.0).map(|(day, _)| *day).collect();
        days.retain(|day| *day > 0);
        days.sort_unstable();
        days.dedup();
        let mut on = |steps: &Option<Steps>, day| {
            let num = steps.as_ref().and_then(|steps| steps.on(day));
            num.unwrap_or_else(|| self.numbers.constant(0.0))
        };
        let mut rule = |day| kind(on(&first, day), on(&second, day));
        let later = days.into_iter().map(|day| (day, rule(day))).collect();
        Ok(Ordering { every: ordering.every().1, first: ordering.first().1, rule: rule(0), later })
    }

    /// A level of ordering by day.
    fn level_steps(
        &mut self,
        level: &OrderLevel,
        planned: Planned,
        tick: f64,
        place: &str,
    ) -> Result<Steps, CompileError> {
        match level {
            OrderLevel::Quantity(quantity) => self.steps(quantity, 1.0 / tick, &at(&[place, "quantity"])),
            OrderLevel::DaysOfCover(Schedule::Constant(days)) => {
                Ok(Steps(vec![(0, self.days(days, planned, &at(&[place, "days_of_cover"]))?)]))
            }
            OrderLevel::DaysOfCover(Schedule::Steps(written)) => {
                let step = |(i, step): (usize, &Step<_>)| {
                    let place = format!("{place}.days_of_cover[{i}].value");
                    Ok((self.day(step.from), self.days(&step.value, planned, &place)?))
                };
                Ok(Steps(written.iter().enumerate().map(step).collect::<Result<_, _>>()?))
            }
        }
    }

    /// The planned need of some days in ticks.
    fn planned_need_of(&mut self, days: f64, planned: Planned) -> Num {
        match planned.following {
            None => self.numbers.constant(planned.need * days),
            Some(need) => {
                let days = self.numbers.constant(days);
                self.numbers.times_need(days, need)
            }
        }
    }
}
