//! Sales: how they are spread, what they are served from, and what does not go together.

use super::super::distribution::Empirical;
use super::super::network::Lane;
use super::super::products::{Product, ProductName};
use super::super::sales::{DrawnEach, Sales, SalesDistribution, Unmet};
use super::super::words;
use super::context::Context;
use super::dates::tick;
use super::need;

/// Most units that are counted one by one.
const MOST_COUNTED: f64 = 1e6;

/// Checks the sales of all sites.
pub(crate) fn check(ctx: &Context) {
    for (of, product) in ctx.scenario.products() {
        let Some(sales) = product.sales() else { continue };
        let base = [&of.path()[..], &["sales"]].concat();
        if let Some(factors) = sales.month_factors {
            for (month, factor) in factors.iter().enumerate().filter(|(_, factor)| **factor < 0.0) {
                let text = format!("a factor cannot be {}: it must be 0 or above", words::number(*factor));
                ctx.error(&[&base[..], &["month_factors", &month.to_string()]].concat(), text);
            }
        }
        if let Some(distribution) = &sales.distribution {
            spread(ctx, &base, product, sales, distribution);
        }
        if serves_from_stock(product, sales) {
            together(ctx, of, product);
        }
    }
}

/// Whether sales are served from finished goods, or wait.
fn serves_from_stock(product: Product, sales: &Sales) -> bool {
    let (opening, target) = product.output_stocks();
    let stocked = opening.is_some() || target.is_some();
    stocked || sales.distribution.is_some() || sales.unmet != Unmet::Lost
}

/// What does not go with drawn sales, finished goods, or sales that wait.
fn together(ctx: &Context, of: ProductName, product: Product) {
    let name = of.key();
    if product.running().catch_up.is_some() {
        let text = "\"catch_up\" makes good what was lost; sales that are drawn, wait (\"unmet\") or have finished \
                    goods (\"output_stock_target\") are served by what the line makes above them: leave it out";
        ctx.error(&[&of.path()[..], &["line", "catch_up"]].concat(), text);
    }
    let carries = |lane: &Lane| ctx.scenario.carried(lane) == Some(product.makes());
    for (lane, _) in ctx.index.from(of.site).iter().filter(|(_, lane)| carries(lane)) {
        let text = format!(
            "\"{name}\" sells from its finished goods, or its sales are drawn or wait, so that it cannot supply others as \
             well: split it into two sites"
        );
        ctx.error(&["lanes", lane, "from"], text);
    }
}

fn spread(ctx: &Context, base: &[&str], product: Product, sales: &Sales, distribution: &SalesDistribution) {
    let at = |rest: &[&'static str]| [base, &["distribution"], rest].concat();
    let counted = match distribution {
        SalesDistribution::Poisson {} => Some("poisson"),
        SalesDistribution::CompoundPoisson { sizes, weights } => {
            if !weights.is_empty() && weights.len() != sizes.len() {
                let text = format!("there are {} weights for {} sizes", weights.len(), sizes.len());
                ctx.error(&at(&["compound_poisson", "weights"]), text);
            }
            weighted(ctx, &at(&["compound_poisson", "weights"]), weights);
            Some("compound_poisson")
        }
        SalesDistribution::NegativeBinomial { .. } => Some("negative_binomial"),
        SalesDistribution::Empirical(history) => {
            empirical(ctx, &at(&["empirical"]), history);
            None
        }
        SalesDistribution::Normal { .. } | SalesDistribution::Gamma { .. } => None,
    };
    let Some(distribution) = counted else { return };
    let factor = sales.month_factors.map_or(1.0, |factors| factors.into_iter().fold(0.0, f64::max));
    let most = need::largest(ctx, &sales.per_working_day) * factor;
    if most > MOST_COUNTED {
        let text = format!(
            "{} units a day are too many to be counted one by one, at most {} are: use \"normal\" or \"gamma\"",
            words::number(most),
            words::number(MOST_COUNTED)
        );
        ctx.error(&at(&[distribution]), text);
    }
    if let Some(material) = ctx.scenario.materials.get(product.makes()).filter(|material| tick(material) > 1.0) {
        let text = format!(
            "single units are counted, and a tick of \"{}\" is {} of them: choose a tick of at most 1",
            product.makes(),
            words::number(tick(material))
        );
        ctx.error(&at(&[distribution]), text);
    }
}

fn empirical(ctx: &Context, path: &[&str], history: &Empirical) {
    let values = &history.values;
    if values.is_empty() {
        ctx.error(path, "a history needs at least one value");
        return;
    }
    if let Some(value) = values.iter().find(|value| **value < 0.0 || !value.is_finite()) {
        let text = format!("sales cannot be {}: they are 0 or above", words::number(*value));
        ctx.error(&[path, &["values"]].concat(), text);
    } else if values.iter().all(|value| *value == 0.0) {
        ctx.error(&[path, &["values"]].concat(), "nothing was ever sold: a mean above 0 is needed");
    }
    if !history.weights.is_empty() && history.weights.len() != values.len() {
        let text = format!("there are {} weights for {} values", history.weights.len(), values.len());
        ctx.error(&[path, &["weights"]].concat(), text);
    }
    weighted(ctx, &[path, &["weights"]].concat(), &history.weights);
}

fn weighted(ctx: &Context, path: &[&str], weights: &[f64]) {
    if weights.iter().any(|weight| *weight < 0.0 || !weight.is_finite()) {
        ctx.error(path, "a weight cannot be below 0");
    } else if !weights.is_empty() && weights.iter().all(|weight| *weight == 0.0) {
        ctx.error(path, "at least one weight must be above 0");
    }
}

/// Warns of fields without effect.
pub(crate) fn suspicious(ctx: &Context) {
    for (of, product) in ctx.scenario.products() {
        let Some(sales) = product.sales().filter(|sales| sales.distribution.is_none()) else { continue };
        for (field, given) in
            [("autocorrelation", sales.autocorrelation != 0.0), ("drawn_each", sales.drawn_each == DrawnEach::Week)]
        {
            if given {
                let text = format!("\"{field}\" has no effect without \"distribution\": sales are as planned");
                ctx.warn(&[&of.path()[..], &["sales", field]].concat(), text);
            }
        }
    }
}
