//! Numbers that whole ticks cannot hold: too many of them to be counted, or parts too small to be told apart.

use super::ticks::{FRACTION_BITS, fixed_point};
use super::{CompileError, Model, Num, OrderRule, Steps};
use crate::random::Distribution;

/// Most ticks of any quantity: up to here a decimal number counts whole ticks exactly (2^53).
const MOST_TICKS: f64 = 9_007_199_254_740_992.0;

/// Most ticks that a day's plan needs of an input, and that orders waiting at a site need of its inputs: as many as
/// fixed point holds, with room for sums.
const MOST_NEED: f64 = 1.0e11;

/// Largest error that fixed point may make in what a unit needs.
const LARGEST_ERROR: f64 = 0.01;

/// Checks every quantity of a model in ticks, at the upper end of the parameters that it follows.
///
/// # Errors
/// A quantity that cannot be counted in ticks of its material.
pub(super) fn check(model: &Model) -> Result<(), CompileError> {
    let scale = Scale { model, upper: upper_ends(model) };
    for (index, site) in model.sites.iter().enumerate() {
        let place = |field: &str| format!("sites.{}.{field}", site.name);
        if let Some(sales) = &site.sales {
            scale.steps(&sales.plan, site.makes, &place("sales.per_working_day"), MOST_NEED)?;
        }
        if let Some(capacity) = &site.capacity {
            scale.steps(capacity, site.makes, &place("capacity_per_day"), MOST_TICKS)?;
        }
        scale.quantity(site.output_target, site.makes, &place("output_stock_target"))?;
        scale.quantity(site.opening_output, site.makes, &place("opening_output_stock"))?;
        for input in site.inputs.clone() {
            if model.inputs[input].site == index {
                scale.input(input, &format!("sites.{}.inputs.{}", model.whole(index).0, scale.material(input).name))?;
            }
        }
        scale.needs(index)?;
    }
    for lane in &model.lanes {
        let material = model.inputs[lane.input].material;
        let place = |field: &str| format!("lanes.{}.{field}", lane.name);
        if let Some(least) = lane.minimum_lot {
            scale.quantity(least, material, &place("minimum_lot"))?;
        }
        if let Some(general) = &lane.general {
            scale.quantity(general.quantity, material, &place("general_licence.quantity"))?;
        }
    }
    for pair in &model.pairs {
        if let Some((lane, _)) = pair.lanes.first() {
            let (authority, name) = &pair.name;
            let place = format!("authorities.{authority}.general_licences.{name}.quantity");
            scale.quantity(pair.quantity, model.inputs[model.lanes[*lane].input].material, &place)?;
        }
    }
    Ok(())
}

/// The upper end of each parameter: beyond it lies one trial in a thousand million; events may set it higher.
fn upper_ends(model: &Model) -> Vec<f64> {
    let most = |distribution: &Distribution| distribution.quantile(1.0 - 1e-9);
    let mut upper: Vec<f64> = model.numbers.parameters.iter().map(|parameter| most(&parameter.distribution)).collect();
    for (parameter, value) in model.authorities.iter().flat_map(|a| &a.events).flat_map(|event| &event.set) {
        upper[*parameter] = upper[*parameter].max(*value);
    }
    upper
}

/// A model and how large its parameters can be.
struct Scale<'m> {
    model: &'m Model,
    upper: Vec<f64>,
}

impl Scale<'_> {
    fn most(&self, num: Num) -> f64 {
        self.model.numbers.value(num, &self.upper)
    }

    fn material(&self, input: usize) -> &super::Material {
        &self.model.materials[self.model.inputs[input].material]
    }

    fn too_large(&self, at: &str, material: usize, (found, most): (f64, f64)) -> CompileError {
        let material = &self.model.materials[material];
        CompileError::At {
            at: at.to_owned(),
            message: format!(
                "this comes to {found:.1e} ticks of {} {}, more than can be counted ({most:.0e}): choose a larger \
                 \"tick\" for \"{}\", or a smaller quantity",
                material.tick,
                material.unit.label(),
                material.name
            ),
        }
    }

    fn at_most(&self, ticks: f64, most: f64, material: usize, at: &str) -> Result<(), CompileError> {
        if ticks <= most { Ok(()) } else { Err(self.too_large(at, material, (ticks, most))) }
    }

    fn quantity(&self, num: Num, material: usize, at: &str) -> Result<(), CompileError> {
        self.at_most(self.most(num), MOST_TICKS, material, at)
    }

    fn steps(&self, steps: &Steps, material: usize, at: &str, most: f64) -> Result<(), CompileError> {
        steps.0.iter().try_for_each(|(_, num)| self.at_most(self.most(*num), most, material, at))
    }

    fn input(&self, index: usize, place: &str) -> Result<(), CompileError> {
        let input = &self.model.inputs[index];
        let quantity = |num: Num, field: &str| self.quantity(num, input.material, &format!("{place}.{field}"));
        quantity(input.opening, "opening_stock")?;
        let limits = [(input.minimum, "minimum_order"), (input.maximum, "maximum_order"), (input.lot, "lot")];
        limits.iter().filter_map(|(num, field)| Some((num.as_ref()?, field))).try_for_each(|(n, f)| quantity(*n, f))?;
        for rule in input.ordering.rules() {
            match rule {
                OrderRule::BaseStock(level) => quantity(level, "ordering.base_stock.order_up_to")?,
                OrderRule::CallOff(level) => quantity(level, "ordering.call_off.quantity")?,
                OrderRule::ReorderPoint { point, lot } => {
                    quantity(point, "ordering.reorder_point.reorder_at")?;
                    quantity(lot, "ordering.reorder_point.order_quantity")?;
                }
                OrderRule::MinMax { point, up_to } => {
                    quantity(point, "ordering.min_max.reorder_at")?;
                    quantity(up_to, "ordering.min_max.order_up_to")?;
                }
            }
        }
        input.users.iter().try_for_each(|user| self.per_unit(index, user.per_output, &format!("{place}.per_unit")))
    }

    /// What goes into a tick of output must be told from nothing in fixed point.
    #[allow(clippy::cast_precision_loss, reason = "a small number")]
    fn per_unit(&self, index: usize, per_output: Num, at: &str) -> Result<(), CompileError> {
        let needed = self.model.numbers.median(per_output);
        if needed <= 0.0 || needed >= 1.0 {
            return Ok(());
        }
        let counted = fixed_point(needed) as f64 / f64::from(1_u32 << FRACTION_BITS);
        if (counted - needed).abs() <= LARGEST_ERROR * needed {
            return Ok(());
        }
        let material = self.material(index);
        Err(CompileError::At {
            at: at.to_owned(),
            message: format!(
                "this is {needed:.1e} ticks of {} {} of \"{}\" to a tick of output, too little to be counted (at \
                 least 3e-6): choose a smaller \"tick\" for it, or a larger one for what is made",
                material.tick,
                material.unit.label(),
                material.name
            ),
        })
    }

    /// What a site can owe needs of its inputs: a plan of a day, or orders of all its customers up to their levels.
    fn needs(&self, index: usize) -> Result<(), CompileError> {
        let model = self.model;
        let site = &model.sites[index];
        let planned = site.sales.iter().flat_map(|sales| &sales.plan.0).map(|(_, num)| self.most(*num));
        let level = |lane: &usize| {
            let rules = model.inputs[model.lanes[*lane].input].ordering.rules();
            rules.map(|rule| rule.most(|num| self.most(num))).fold(0.0, f64::max)
        };
        let owed: f64 = site.customers.iter().map(level).sum::<f64>() + self.most(site.output_target);
        let output = planned.fold(owed, f64::max);
        for input in site.inputs.clone() {
            let per_output = model.per_output(input, index).map_or(0.0, |n| self.most(n));
            let at = format!("sites.{}.inputs.{}.per_unit", site.name, self.material(input).name);
            self.at_most(output * per_output, MOST_NEED, model.inputs[input].material, &at)?;
        }
        Ok(())
    }
}
