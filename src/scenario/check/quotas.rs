//! Quotas into which orders never fit.

use super::super::network::{Input, Lane, OrderLevel, Ordering};
use super::super::words::about as shown;
use super::context::Context;
use super::need;

/// Warns of quotas that are smaller than the orders of a lane: a file that is larger than the whole quota waits for
/// ever.
pub(crate) fn check(ctx: &Context) {
    let planned = need::planned(ctx);
    for (name, authority) in &ctx.scenario.authorities {
        for (material, quota) in &authority.quotas {
            let factors = authority.regimes.values().map(|r| need::value(ctx, r.quota_factor.as_ref(), 1.0));
            let most = need::largest(ctx, quota) * factors.fold(0.0, f64::max);
            let lanes = ctx.scenario.lanes.iter().filter(|(_, lane)| lane.authority.as_ref() == Some(name));
            let mut carried = false;
            for (key, lane) in lanes.filter(|(_, lane)| ctx.scenario.carried(lane) == Some(material.as_str())) {
                carried = true;
                let Some((site, input)) =
                    ctx.scenario.sites.get(&lane.to).and_then(|s| Some((s, s.inputs.get(material)?)))
                else {
                    continue;
                };
                let need = need::input(ctx, (&lane.to, site), &planned, material);
                let order = order(ctx, (input, lane), need);
                if order > most * (1.0 + 1e-9) {
                    let text = format!(
                        "orders on the lane \"{key}\" are for about {} at a time, more than the {} of a whole month: \
                         none of them is ever licensed",
                        shown(order),
                        shown(most)
                    );
                    ctx.warn(&["authorities", name, "quotas", material], text);
                }
            }
            if !carried {
                let text = format!("no lane of \"{name}\" carries \"{material}\": this quota has no effect");
                ctx.warn(&["authorities", name, "quotas", material], text);
            }
        }
    }
}

/// What is ordered at once on a lane, as far as it can be told.
fn order(ctx: &Context, (input, lane): (&Input, &Lane), need: f64) -> f64 {
    let of = |level: &OrderLevel| match level {
        OrderLevel::DaysOfCover(days) => need::largest(ctx, days) * need,
        OrderLevel::Quantity(quantity) => need::largest(ctx, quantity),
    };
    let each = need * f64::from(input.ordering.every().1);
    let usual = match &input.ordering {
        Ordering::BaseStock { .. } | Ordering::MinMax { .. } => each,
        Ordering::ReorderPoint { order_quantity, .. } => of(order_quantity),
        Ordering::CallOff { quantity, .. } => quantity.as_ref().map_or(each, of),
    };
    let on_lane = usual * need::value(ctx, lane.share.as_ref(), 1.0);
    let least =
        need::value(ctx, input.minimum_order.as_ref(), 0.0).max(need::value(ctx, lane.minimum_lot.as_ref(), 0.0));
    on_lane.max(least).min(need::value(ctx, input.maximum_order.as_ref(), f64::INFINITY))
}
