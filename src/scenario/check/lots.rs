//! Smallest and largest orders and lots: some order must satisfy them all.

use super::super::network::Input;
use super::super::number::{Expression, Number, Range};
use super::super::words;
use super::context::Context;
use super::dates::tick;
use super::distributions::{reach, typical};

/// Checks that a multiple of the lot lies between the smallest and the largest order of every input, and between the
/// smallest order on each of its lanes and the largest. Uncertain numbers are held against each other as they
/// typically are, and a warning told.
pub(crate) fn check(ctx: &Context) {
    for (name, site) in &ctx.scenario.sites {
        for (material, input) in &site.inputs {
            let Some(counted) = ctx.scenario.materials.get(material) else { continue };
            let base = ["sites", name, "inputs", material];
            let told = of_input(ctx, &base, input, tick(counted));
            for (lane, l) in ctx.index.to(name, material).iter().filter(|_| !told) {
                if let (Some(least), Some(most)) = (&l.minimum_lot, &input.maximum_order) {
                    let limits = Limits::new(ctx, Some(least), most, input.lot.as_ref(), tick(counted));
                    if let Some(why) = limits.mistake(["minimum_lot", "maximum_order"]) {
                        limits.tell(ctx, &["lanes", lane, "minimum_lot"], &why);
                    }
                }
            }
        }
    }
}

/// Whether something is wrong with the limits of an input; it is told.
fn of_input(ctx: &Context, base: &[&str], input: &Input, tick: f64) -> bool {
    let Some(most) = &input.maximum_order else { return false };
    if most.value() == Some(0.0) {
        // That is told in words of its own.
        return true;
    }
    let limits = Limits::new(ctx, input.minimum_order.as_ref(), most, input.lot.as_ref(), tick);
    let Some(why) = limits.mistake(["minimum_order", "maximum_order"]) else { return false };
    let above = |low: Option<f64>| low.is_some_and(|low| low > limits.most);
    let field = if above(limits.least) {
        "minimum_order"
    } else if limits.lot.is_some() {
        "lot"
    } else {
        "maximum_order"
    };
    limits.tell(ctx, &[base, &[field]].concat(), &why);
    true
}

/// What limits an order, in the material's unit.
struct Limits {
    least: Option<f64>,
    most: f64,
    lot: Option<f64>,
    tick: f64,
    /// They are the same in every trial, on every day.
    certain: bool,
}

impl Limits {
    fn new<L: Range, M: Range, N: Range>(
        ctx: &Context,
        least: Option<&Number<L>>,
        most: &Number<M>,
        lot: Option<&Number<N>>,
        tick: f64,
    ) -> Self {
        let expressions = [least.map(|n| &n.expression), Some(&most.expression), lot.map(|n| &n.expression)];
        Self {
            least: least.map(|n| typical(n, ctx)),
            most: typical(most, ctx),
            lot: lot.map(|n| typical(n, ctx)),
            tick,
            certain: expressions.into_iter().flatten().all(|e| is_certain(ctx, e)),
        }
    }

    /// Why no order satisfies them, if none does; the names are those of the smallest and the largest order.
    fn mistake(&self, [least, most]: [&str; 2]) -> Option<String> {
        // As the engine counts: in whole ticks, to the nearest.
        let ticks = |x: f64| (x / self.tick).round();
        let lot = self.lot.map_or(1.0, |lot| ticks(lot).max(1.0));
        let largest = (ticks(self.most) / lot).floor() * lot;
        let smallest = ticks(self.least.unwrap_or(0.0)).max(1.0);
        if smallest <= largest {
            return None;
        }
        let high = words::number(self.most);
        let above = |name: &str, low: Option<f64>| {
            let low = low.filter(|low| *low > self.most)?;
            Some(format!("\"{name}\" is {}, above \"{most}\", {high}", words::number(low)))
        };
        let multiple = || {
            let lot = match self.lot {
                Some(lot) => format!("\"lot\", {}", words::number(lot)),
                None => format!("the material's tick, {}", words::number(self.tick)),
            };
            match self.least {
                Some(low) => format!(
                    "no multiple of {lot}, lies between \"{least}\", {}, and \"{most}\", {high}",
                    words::number(low)
                ),
                None => format!("no multiple of {lot}, is within \"{most}\", {high}"),
            }
        };
        Some(above(least, self.least).or_else(|| above("lot", self.lot)).unwrap_or_else(multiple))
    }

    fn tell(&self, ctx: &Context, path: &[&str], why: &str) {
        if self.certain {
            ctx.error(path, format!("{why}: no order could be placed"));
        } else {
            ctx.warn(path, format!("typically {why}: where that is so, the smallest order is placed"));
        }
    }
}

/// Whether a number is the same in every trial, and no event changes it.
pub(crate) fn is_certain(ctx: &Context, expression: &Expression) -> bool {
    let (low, high) = reach(expression, ctx);
    let set_by_event = |name: &String| {
        let events = ctx.scenario.authorities.values().flat_map(|authority| authority.events.values());
        events.into_iter().any(|event| event.set.contains_key(name))
    };
    low >= high && !matches!(expression, Expression::Parameter(name) if set_by_event(name))
}
