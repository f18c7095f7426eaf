//! Stock levels and order sizes: days of cover become ticks once the nominal flows are known.

use super::{CompileError, Compiler, at};
use crate::model::flow::Flows;
use crate::model::numbers::Num;
use crate::model::{Input, Model, OrderRule, Ordering};
use crate::scenario::{self, Number, Range, StockLevel};

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
            let s = &scenario.sites[name.as_str()];
            let place = at(&["sites", &name]);
            let made = Planned { need: model.sites[site].nominal_output, following: flows.following_outputs[site] };
            let tick = model.materials[model.sites[site].makes].tick;
            let target = s.output_stock_target.as_ref();
            model.sites[site].output_target = self.level_or(target, made, tick, &place, "output_stock_target")?;
            model.sites[site].opening_output = match &s.opening_output_stock {
                // A stock that was counted follows nothing.
                None if made.following.is_some() => {
                    self.level_or(target, made.counted(), tick, &place, "output_stock_target")?
                }
                None => model.sites[site].output_target,
                Some(level) => self.level(level, made.counted(), tick, &at(&[&place, "opening_output_stock"]))?,
            };
            for input in model.sites[site].inputs.clone() {
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
                if let Some(general) = &mut model.lanes[lane].general {
                    general.quantity = quantity;
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
        let place = at(&[place, "ordering"]);
        Ok(match ordering {
            scenario::Ordering::BaseStock { order_up_to, review_every_days, first_review_day } => Ordering {
                every: *review_every_days,
                first: *first_review_day,
                rule: OrderRule::BaseStock(self.level(
                    order_up_to,
                    planned,
                    tick,
                    &at(&[&place, "base_stock.order_up_to"]),
                )?),
            },
            scenario::Ordering::ReorderPoint { reorder_at, order_quantity, review_every_days, first_review_day } => {
                Ordering {
                    every: *review_every_days,
                    first: *first_review_day,
                    rule: OrderRule::ReorderPoint {
                        point: self.level(reorder_at, planned, tick, &at(&[&place, "reorder_point.reorder_at"]))?,
                        lot: self.level(
                            order_quantity,
                            planned,
                            tick,
                            &at(&[&place, "reorder_point.order_quantity"]),
                        )?,
                    },
                }
            }
            scenario::Ordering::CallOff { quantity, every_days, first_day } => Ordering {
                every: *every_days,
                first: *first_day,
                rule: OrderRule::CallOff(match quantity {
                    Some(level) => self.level(level, planned, tick, &at(&[&place, "call_off.quantity"]))?,
                    None => match planned.following {
                        None => self.numbers.constant(planned.need * f64::from(*every_days)),
                        Some(need) => {
                            let days = self.numbers.constant(f64::from(*every_days));
                            self.numbers.times_need(days, need)
                        }
                    },
                }),
            },
        })
    }
}
