//! The observed series: an authority that exists, months that are months, twelve factors.

use super::super::observed::{Counted, Observed, SeriesUnit, parse_month};
use super::context::Context;

/// Checks what is said of the observed series.
pub(crate) fn check(ctx: &Context) {
    let Some(observed) = &ctx.scenario.observed else { return };
    let authorities = ctx.names(&["authorities"]);
    ctx.must_know(&["observed", "authority"], false, "authority", &observed.authority, &authorities);
    part(ctx, observed);
    for (month, value) in &observed.months {
        if parse_month(month).is_none() {
            ctx.error_at_key(&["observed", "months", month], format!("\"{month}\" is not a month, as in 2025-04"));
        }
        if *value < 0.0 {
            ctx.error(&["observed", "months", month], format!("{value} is below 0; exports cannot be"));
        }
    }
    if let Some(from) = observed.from.as_ref().filter(|from| parse_month(from).is_none()) {
        ctx.error(&["observed", "from"], format!("\"{from}\" is not a month, as in 2025-04"));
    }
    if observed.offset < 0.0 {
        ctx.error(&["observed", "offset"], format!("{} is below 0", observed.offset));
    }
    if let Some(drift) = observed.drift.as_ref().filter(|drift| drift.half_life_months <= 0.0) {
        let text = format!("{} is not above 0", drift.half_life_months);
        ctx.error(&["observed", "drift", "half_life_months"], text);
    }
    let factors = &observed.month_factors;
    if !factors.is_empty() && factors.len() != 12 {
        let text = format!("{} factors are given; twelve are needed, January first", factors.len());
        ctx.error_at_key(&["observed", "month_factors"], text);
    }
    for (i, factor) in factors.iter().enumerate().filter(|(_, f)| **f <= 0.0) {
        ctx.error(&["observed", "month_factors", &i.to_string()], format!("{factor} is not above 0"));
    }
}

/// What is counted of it, and in which unit.
fn part(ctx: &Context, observed: &Observed) {
    let materials = ctx.names(&["materials"]);
    for (i, material) in observed.materials.iter().enumerate() {
        ctx.must_know(&["observed", "materials", &i.to_string()], false, "material", material, &materials);
    }
    for (i, code) in observed.destinations.iter().enumerate().filter(|(_, code)| !ctx.index.has_country(code)) {
        let text = format!("no site is in {code}: nothing of the series goes there");
        ctx.error(&["observed", "destinations", &i.to_string()], text);
    }
    if observed.content && observed.elements.is_empty() {
        ctx.error(&["observed", "content"], "the content of which \"elements\"? They are missing");
    }
    let licences = observed.counts == Counted::Licences;
    if licences != (observed.unit == SeriesUnit::Licences) {
        let text = "\"counts\": \"licences\" and \"unit\": \"licences\" go together";
        ctx.error(&["observed", if licences { "counts" } else { "unit" }], text);
    }
    if licences && observed.is_part() {
        let text = "licences are counted of all that the authority decides: leave out \"destinations\", \"materials\" and \"elements\"";
        ctx.error(&["observed", "counts"], text);
    }
}
