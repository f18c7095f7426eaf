//! What is legal in the network but looks like a mistake.

use std::collections::HashSet;

use super::super::network::{Lane, Ordering, Site};
use super::super::number::Number;
use super::super::products::{Product, ProductName};
use super::super::words::about as shown;
use super::context::Context;
use super::distributions::typical;
use super::need::{self, Outputs};
use super::products;

/// Warns of sites that cannot run, of stocks that cannot last, of what is unused.
pub(crate) fn check(ctx: &Context) {
    let (busiest, planned) = (need::busiest(ctx), need::planned(ctx));
    for (name, site) in &ctx.scenario.sites {
        site_as_a_whole(ctx, name, site, &busiest);
        for material in site.inputs.keys() {
            input(ctx, name, site, material, &planned);
        }
    }
    lanes(ctx);
    unused(ctx);
}

fn site_as_a_whole(ctx: &Context, name: &str, site: &Site, outputs: &Outputs) {
    let worked = need::working_share(ctx, site.calendar.as_deref(), "every_day");
    if worked == 0.0 {
        ctx.warn(&["sites", name, "calendar"], format!("\"{name}\" never runs: its calendar has no working day"));
        return;
    }
    for product in site.products() {
        one_product(ctx, product.name(name), product, outputs, worked);
    }
    products::shared_capacity(ctx, name, site, outputs);
}

fn one_product(ctx: &Context, of: ProductName, product: Product, outputs: &Outputs, worked: f64) {
    let (name, planned) = (of.key(), outputs.get(&of).copied().unwrap_or(0.0));
    let at = |field: &[&'static str]| [&of.path()[..], field].concat();
    if let Some(sales) = product.sales()
        && need::largest(ctx, &sales.per_working_day) <= 0.0
    {
        let text =
            format!("\"{name}\" plans nothing: its sales are 0 on every day, so it uses nothing and never halts");
        ctx.warn(&at(&["sales", "per_working_day"]), text);
    }
    if let Some(capacity) = product.capacity() {
        let most = need::largest(ctx, capacity) * worked;
        if most < planned * (1.0 - 1e-9) {
            let text = format!(
                "the capacity of \"{name}\" is below its planned need: {} against {} a working day",
                shown(most / worked),
                shown(planned / worked)
            );
            ctx.warn(&at(&["capacity_per_day"]), text);
        }
    }
    let carries = |lane: &super::super::Lane| ctx.scenario.carried(lane) == Some(product.makes());
    let sells = ctx.index.from(of.site).iter().any(|(_, lane)| carries(lane));
    if product.sales().is_none() && !sells {
        ctx.warn(&at(&[]), format!("\"{name}\" has no sales and no lane leads from it: it does nothing"));
    }
    if product.sales().is_some() && sells {
        let text =
            format!("lanes lead from \"{name}\", but its plan follows its sales alone: it makes nothing for them");
        ctx.warn(&at(&["sales"]), text);
    }
}

fn input(ctx: &Context, name: &str, site: &Site, material: &str, outputs: &Outputs) {
    let Some(i) = site.inputs.get(material) else { return };
    let base = ["sites", name, "inputs", material];
    let need = need::input(ctx, (name, site), outputs, material);
    let lanes = ctx.index.to(name, material);
    let opening = need::cover(ctx, &i.opening_stock, need);
    if lanes.is_empty() {
        let text = match opening {
            Some(days) if days < 1.0 && site.products().all(|product| product.all_or_nothing()) => {
                format!(
                    "\"{name}\" can never run: no lane delivers \"{material}\" and its stock is below one day's need"
                )
            }
            Some(days) => format!(
                "no lane delivers \"{material}\" to \"{name}\": its stock lasts about {} days",
                shown(days.round())
            ),
            None => format!("no lane delivers \"{material}\" to \"{name}\""),
        };
        ctx.warn(&base, text);
        return;
    }
    let plain: Vec<f64> = lanes.iter().filter_map(|(_, l)| l.share.as_ref().map_or(Some(1.0), Number::value)).collect();
    let sum: f64 = plain.iter().sum();
    if lanes.iter().all(|(_, l)| l.rank.is_none()) && plain.len() == lanes.len() && (sum - 1.0).abs() > 1e-6 {
        let names: Vec<&str> = lanes.iter().map(|l| l.0).collect();
        let text = format!(
            "the shares of the lanes of \"{material}\" to \"{name}\" sum to {}, not 1 ({})",
            shown(sum),
            names.join(", ")
        );
        ctx.warn(&["lanes", lanes[0].0, "share"], text);
    }
    let (field, every) = i.ordering.every();
    let kind = i.ordering.kind();
    let target = match &i.ordering {
        Ordering::BaseStock { order_up_to, .. } => need::order_cover(ctx, order_up_to, need),
        _ => None,
    };
    let at = [&base[..], &["ordering", kind, field]].concat();
    let every = f64::from(every);
    let lead = need::lead_time(ctx, name, material);
    let too_slow = target.zip(lead.as_ref()).is_some_and(|(days, (_, lead))| days < *lead);
    if let Some(days) = opening.filter(|d| *d < every) {
        let text = format!("orders are {} days apart, but the opening stock covers only {}", shown(every), shown(days));
        ctx.warn(&at, text);
    } else if let Some(days) = target.filter(|d| *d < every && !too_slow) {
        let text =
            format!("orders are {} days apart, but \"order_up_to\" covers only {} days", shown(every), shown(days));
        ctx.warn(&at, text);
    }
    if let (Some(days), Some((lane, lead))) = (target, lead)
        && too_slow
    {
        let text = format!(
            "\"order_up_to\" covers {} days, less than the lead time of lane \"{lane}\", about {} days: the stock will run out",
            shown(days),
            shown(lead.round())
        );
        ctx.warn(&[&base[..], &["ordering", "base_stock", "order_up_to"]].concat(), text);
    }
}

/// An input all of whose lanes end within the horizon.
fn ended(ctx: &Context) {
    let Some(last) = ctx.last_day() else { return };
    for ((site, material), lanes) in ctx.index.inputs() {
        let ends = |(_, lane): &(&str, &Lane)| lane.available_until.filter(|until| *until < last);
        let Some(until) = lanes.iter().map(ends).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max())
        else {
            continue;
        };
        if let Some((name, _)) = lanes.iter().find(|(_, lane)| lane.available_until == Some(until)) {
            let text = format!(
                "nothing of \"{material}\" can be ordered for \"{site}\" after {until}: no lane takes orders until the \
                 end, {last}"
            );
            ctx.warn(&["lanes", name, "available_until"], text);
        }
    }
}

fn lanes(ctx: &Context) {
    ended(ctx);
    for (name, lane) in &ctx.scenario.lanes {
        let at = |field: &'static str| ["lanes", name.as_str(), field];
        if lane.authority.is_none() {
            let licensing = [
                ("preparation_days", lane.preparation_days.is_some()),
                ("first_preparation_days", lane.first_preparation_days.is_some()),
                ("in_order", lane.in_order),
                ("ships_whole", lane.ships_whole),
                ("licence_names_transport", lane.licence_names_transport),
            ];
            for (field, _) in licensing.iter().filter(|(_, given)| *given) {
                ctx.warn(
                    &at(field),
                    format!("\"{field}\" has no effect without \"authority\": nothing on this lane is licensed"),
                );
            }
        }
        // Elements written down with a share of 0 say that the lane is meant to be free, and only counted.
        let said = ctx.scenario.carried(lane).and_then(|material| ctx.scenario.materials.get(material));
        let meant = said.is_some_and(|m| !m.elements.is_empty() && m.elements.values().all(|e| e.value() == Some(0.0)));
        if need::licensed(ctx, lane) == Some(false) && !meant {
            let authority = lane.authority.as_deref().unwrap_or_default();
            let text = format!(
                "nothing on this lane ever needs a licence: its material holds no element that \"{authority}\" lists"
            );
            ctx.warn(&at("authority"), text);
        }
        let countries = [&lane.from, &lane.to].map(|s| ctx.scenario.sites.get(s).map(|s| s.country.as_str()));
        if lane.authority.is_some() && countries[0].is_some() && countries[0] == countries[1] {
            let text =
                format!("both ends of this lane are in {}: nothing is exported", countries[0].unwrap_or_default());
            ctx.warn(&at("authority"), text);
        }
    }
}

fn unused(ctx: &Context) {
    let scenario = ctx.scenario;
    for name in scenario.materials.keys() {
        if !ctx.index.has_material(name) {
            ctx.warn(
                &["materials", name],
                format!("the material \"{name}\" is not used: no site makes it or takes it in"),
            );
        }
    }
    super::calendars::suspicious(ctx);
    for (name, parameter) in &scenario.parameters {
        if ctx.index.uses(name).is_empty() {
            let text = format!(
                "the parameter \"{name}\" is not used: no number refers to it with {{ \"parameter\": \"{name}\" }}"
            );
            ctx.warn(&["parameters", name], text);
        }
        let x = typical(&parameter.value, ctx);
        if parameter.low.is_some_and(|low| x < low) || parameter.high.is_some_and(|high| x > high) {
            let text =
                format!("the value of \"{name}\", about {}, lies outside its own \"low\" and \"high\"", shown(x));
            ctx.warn(&["parameters", name, "value"], text);
        }
    }
    let asked: HashSet<&String> = scenario.lanes.values().filter_map(|l| l.authority.as_ref()).collect();
    for (name, authority) in &scenario.authorities {
        let watches = authority.tracking.is_some() || authority.inspection.is_some();
        if !asked.contains(name) && !watches {
            ctx.warn(&["authorities", name], format!("the authority \"{name}\" licenses no lane"));
        }
    }
}
