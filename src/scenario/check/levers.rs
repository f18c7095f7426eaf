//! Levers: what they name must exist and be able to do what is asked of it.

use indexmap::IndexSet;

use super::super::lever::{Action, Start};
use super::super::network::Ordering;
use super::super::words;
use super::context::Context;
use super::pairs;

/// Checks every lever.
pub(crate) fn check(ctx: &Context) {
    let sites = ctx.names(&["sites"]);
    let lanes = ctx.names(&["lanes"]);
    for (name, lever) in &ctx.scenario.levers {
        let base = ["levers", name.as_str()];
        let within = |rest: &[&'static str]| [&base[..], rest].concat();
        match &lever.start {
            Some(Start::CoverBelow { site, material, .. }) => {
                input(ctx, &within(&["start", "cover_below"]), site, material, "material");
            }
            Some(Start::RegimeEntered { authority, regime }) => {
                let path = within(&["start", "regime_entered"]);
                let authorities = ctx.names(&["authorities"]);
                let known = [&path[..], &["authority"]].concat();
                if ctx.must_know(&known, false, "authority", authority, &authorities) {
                    let regimes = ctx.names(&["authorities", authority, "regimes"]);
                    ctx.must_know(&[&path[..], &["regime"]].concat(), false, "regime", regime, &regimes);
                }
            }
            Some(Start::On(date)) => {
                let last = ctx.last_day().unwrap_or(*date);
                if *date < ctx.scenario.start || *date > last {
                    let text = format!("{date} is outside the horizon: it runs from {} to {last}", ctx.scenario.start);
                    ctx.error(&within(&["start", "on"]), text);
                }
            }
            None => {}
        }
        if let Some(site) = &lever.cost.paid_by {
            ctx.must_know(&within(&["cost", "paid_by"]), false, "site", site, &sites);
        }
        action(ctx, &within(&["action"]), &lever.action, &sites, &lanes);
    }
}

fn action(ctx: &Context, base: &[&str], action: &Action, sites: &IndexSet<&str>, lanes: &IndexSet<&str>) {
    let at = |kind: &'static str| [base, &[kind]].concat();
    match action {
        Action::SafetyStock { site, material, .. } => level(ctx, &at("safety_stock"), site, material),
        Action::OrderEarlier { site, material, .. } => level(ctx, &at("order_earlier"), site, material),
        Action::Thrifting { site, material, .. } => {
            input(ctx, &at("thrifting"), site, material, "material");
        }
        Action::Recycling { site, material, .. } => {
            input(ctx, &at("recycling"), site, material, "material");
        }
        Action::StockpileRelease { site, material, .. } => {
            input(ctx, &at("stockpile_release"), site, material, "material");
        }
        Action::Substitution { site, material, by, .. } => {
            let path = at("substitution");
            let both = input(ctx, &path, site, material, "material") && input(ctx, &path, site, by, "by");
            if both && material == by {
                ctx.error(&[&path[..], &["by"]].concat(), format!("\"{by}\" cannot take the place of itself"));
            }
        }
        Action::SecondSource { lane, .. } => {
            let path = [&at("second_source")[..], &["lane"]].concat();
            if ctx.must_know(&path, false, "lane", lane, lanes)
                && let Some(written) = ctx.scenario.lanes.get(lane)
            {
                if written.rank.is_some() {
                    let text = format!(
                        "\"{lane}\" has a rank: an order goes to it when those before it are shut; a second source \
                         needs shares"
                    );
                    ctx.error(&path, text);
                } else if written.share.as_ref().and_then(super::super::Number::value) != Some(0.0)
                    && (written.share.is_some() || !ctx.is_written(&["lanes", lane, "share"]))
                {
                    let text = format!("\"{lane}\" must have \"share\": 0 as long as the lever is not pulled");
                    ctx.error(&path, text);
                }
            }
        }
        Action::GeneralLicence { lane, .. } => {
            let path = [&at("general_licence")[..], &["lane"]].concat();
            if ctx.must_know(&path, false, "lane", lane, lanes)
                && let Some(written) = ctx.scenario.lanes.get(lane)
            {
                if written.authority.is_none() && !ctx.is_written(&["lanes", lane, "authority"]) {
                    ctx.error(&path, format!("nobody licenses \"{lane}\": it has no \"authority\""));
                } else if ctx.scenario.authorities.iter().any(|(name, authority)| {
                    authority.general_licences.values().any(|licence| pairs::is_of(written, name, licence))
                }) {
                    ctx.error(&path, format!("\"{lane}\" has the general licence of its pair already"));
                } else if written.general_licence.is_some() {
                    ctx.error(&path, format!("\"{lane}\" has a general licence already"));
                }
            }
        }
        Action::ExpeditedFreight { lanes: named, .. } => {
            let path = [&at("expedited_freight")[..], &["lanes"]].concat();
            if named.is_empty() {
                ctx.error_at_key(&path, "at least one lane is needed");
            }
            for (i, lane) in named.iter().enumerate() {
                let i = i.to_string();
                ctx.must_know(&[&path[..], &[&i]].concat(), false, "lane", lane, lanes);
            }
        }
        Action::HighestMarginFirst { site } => {
            let path = [&at("highest_margin_first")[..], &["site"]].concat();
            if ctx.must_know(&path, false, "site", site, sites) && ctx.index.from(site).is_empty() {
                ctx.error(&path, format!("\"{site}\" supplies nobody: no lane starts there"));
            }
        }
    }
}

/// An input of a site must exist.
fn input(ctx: &Context, base: &[&str], site: &str, material: &str, field: &str) -> bool {
    let sites = ctx.names(&["sites"]);
    if !ctx.must_know(&[base, &["site"]].concat(), false, "site", site, &sites) {
        return false;
    }
    let inputs = ctx.names(&["sites", site, "inputs"]);
    ctx.must_know(&[base, &[field]].concat(), false, &format!("input of \"{site}\""), material, &inputs)
}

/// An input whose ordering has a level to raise.
fn level(ctx: &Context, base: &[&str], site: &str, material: &str) {
    if !input(ctx, base, site, material, "material") {
        return;
    }
    let ordering = ctx.scenario.sites.get(site).and_then(|s| s.inputs.get(material)).map(|i| &i.ordering);
    if matches!(ordering, Some(Ordering::CallOff { .. })) {
        let text = format!(
            "\"{material}\" of \"{site}\" is called off in fixed quantities, whatever the stock; a level can be raised \
             with {} only",
            words::list(["base_stock", "reorder_point", "min_max"].into_iter(), "or")
        );
        ctx.error(&[base, &["material"]].concat(), text);
    }
}
