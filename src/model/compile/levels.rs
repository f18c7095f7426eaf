//! Stock levels and order sizes: days of cover become ticks once the nominal flows are known.

use super::{CompileError, Compiler, at};
use crate::model::numbers::Num;
use crate::model::{Model, OrderRule, Ordering};
use crate::scenario::{self, StockLevel};

/// Largest daily need in ticks that the engine's arithmetic holds with room to spare.
const MOST_TICKS_A_DAY: f64 = 5.0e8;

impl Compiler<'_> {
    /// Stock levels, once the nominal flows are known.
    pub(super) fn levels(&mut self, model: &mut Model) -> Result<(), CompileError> {
        let scenario = self.scenario;
        for site in 0..model.sites.len() {
            let name = model.sites[site].name.clone();
            let s = &scenario.sites[name.as_str()];
            let place = at(&["sites", &name]);
            let made = model.sites[site].nominal_output;
            let tick = model.materials[model.sites[site].makes].tick;
            let target = self.level_or(s.output_stock_target.as_ref(), made, tick, &place, "output_stock_target")?;
            model.sites[site].output_target = target;
            model.sites[site].opening_output = match &s.opening_output_stock {
                None => target,
                Some(level) => self.level(level, made, tick, &at(&[&place, "opening_output_stock"]))?,
            };
            for input in model.sites[site].inputs.clone() {
                let material = &model.materials[model.inputs[input].material];
                let place = at(&[&place, "inputs", &material.name]);
                let written = &s.inputs[material.name.as_str()];
                let need = model.inputs[input].nominal_need;
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
                    self.level(&written.opening_stock, need, tick, &at(&[&place, "opening_stock"]))?;
                model.inputs[input].ordering = self.ordering(&written.ordering, need, tick, &place)?;
            }
        }
        for lane in 0..model.lanes.len() {
            let name = model.lanes[lane].name.clone();
            let input = &model.inputs[model.lanes[lane].input];
            let (need, tick) = (input.nominal_need, model.materials[input.material].tick);
            if let Some(written) = &scenario.lanes[name.as_str()].general_licence {
                let place = at(&["lanes", &name, "general_licence.quantity"]);
                let quantity = self.level(&written.quantity, need, tick, &place)?;
                if let Some(general) = &mut model.lanes[lane].general {
                    general.quantity = quantity;
                }
            }
        }
        Ok(())
    }

    pub(super) fn level(&mut self, level: &StockLevel, need: f64, tick: f64, place: &str) -> Result<Num, CompileError> {
        match level {
            StockLevel::DaysOfCover(n) => self.num(n, need, &at(&[place, "days_of_cover"])),
            StockLevel::Quantity(n) => self.num(n, 1.0 / tick, &at(&[place, "quantity"])),
        }
    }

    fn level_or(
        &mut self,
        level: Option<&StockLevel>,
        need: f64,
        tick: f64,
        place: &str,
        field: &str,
    ) -> Result<Num, CompileError> {
        match level {
            None => Ok(self.numbers.constant(0.0)),
            Some(level) => self.level(level, need, tick, &at(&[place, field])),
        }
    }

    fn ordering(
        &mut self,
        ordering: &scenario::Ordering,
        need: f64,
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
                    need,
                    tick,
                    &at(&[&place, "base_stock.order_up_to"]),
                )?),
            },
            scenario::Ordering::ReorderPoint { reorder_at, order_quantity, review_every_days, first_review_day } => {
                Ordering {
                    every: *review_every_days,
                    first: *first_review_day,
                    rule: OrderRule::ReorderPoint {
                        point: self.level(reorder_at, need, tick, &at(&[&place, "reorder_point.reorder_at"]))?,
                        lot: self.level(order_quantity, need, tick, &at(&[&place, "reorder_point.order_quantity"]))?,
                    },
                }
            }
            scenario::Ordering::CallOff { quantity, every_days, first_day } => Ordering {
                every: *every_days,
                first: *first_day,
                rule: OrderRule::CallOff(match quantity {
                    Some(level) => self.level(level, need, tick, &at(&[&place, "call_off.quantity"]))?,
                    None => self.numbers.constant(need * f64::from(*every_days)),
                }),
            },
        })
    }
}
