//! The observed series: an authority that exists, months that are months, twelve factors.

use super::super::observed::parse_month;
use super::context::Context;

/// Checks what is said of the observed series.
pub(crate) fn check(ctx: &Context) {
    let Some(observed) = &ctx.scenario.observed else { return };
    let authorities = ctx.names(&["authorities"]);
    ctx.must_know(&["observed", "authority"], false, "authority", &observed.authority, &authorities);
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
    let factors = &observed.month_factors;
    if !factors.is_empty() && factors.len() != 12 {
        let text = format!("{} factors are given; twelve are needed, January first", factors.len());
        ctx.error_at_key(&["observed", "month_factors"], text);
    }
    for (i, factor) in factors.iter().enumerate().filter(|(_, f)| **f <= 0.0) {
        ctx.error(&["observed", "month_factors", &i.to_string()], format!("{factor} is not above 0"));
    }
}
