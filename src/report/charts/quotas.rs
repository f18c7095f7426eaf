//! Quotas of licences: what is licensed by month against what is allowed.

use super::desks::{by_month, desk_closed, months_of, whole_months};
use crate::chart::{RateFans, RatePanel};
use crate::experiment::{AuthorityAnswer, QuotaAnswer, RunAnswer};
use std::cmp::Reverse;

/// What is licensed under each quota by month, the quota most used first.
pub(super) fn quotas(answer: &RunAnswer) -> RateFans {
    let with = || answer.authorities.iter().filter(|authority| !authority.quotas.is_empty());
    let several = with().count() > 1;
    let mut all: Vec<(&AuthorityAnswer, &QuotaAnswer)> =
        with().flat_map(|authority| authority.quotas.iter().map(move |quota| (authority, quota))).collect();
    let most = |authority: &AuthorityAnswer| authority.quotas.iter().map(|quota| used(answer, quota)).max();
    all.sort_by_key(|(of, quota)| Reverse((most(of), &of.authority, used(answer, quota))));
    let panel = |(authority, quota): &(&AuthorityAnswer, &QuotaAnswer)| RatePanel {
        group: if several { authority.title.clone() } else { String::new() },
        name: quota.title.clone(),
        detail: format!("{} licensed a month", quota.unit),
        plan: quota.quota[..whole_months(answer, quota.quota.len())].to_vec(),
        closures: desk_closed(answer, authority),
        ..months_of(answer, &quota.bands, 1.0)
    };
    let months = with().next().map_or(&[][..], |authority| &authority.quotas[0].months);
    let finding = match all.first().map(|(_, quota)| (used(answer, quota), quota)) {
        Some((months, quota)) if months > 0 => format!(
            "The median trial uses nine tenths or more of the quota of {} in {months} of {} months",
            quota.title,
            whole_months(answer, quota.months.len())
        ),
        _ => "In the median trial no month uses nine tenths of a quota".to_owned(),
    };
    by_month(answer, months, [&finding, "licensed a month under quotas", "quota"], all.iter().map(panel).collect())
}

/// In how many months the median trial uses nearly all of a quota.
fn used(answer: &RunAnswer, quota: &QuotaAnswer) -> usize {
    let months = quota.bands.p50.iter().zip(&quota.quota).take(whole_months(answer, quota.months.len()));
    months.filter(|(licensed, quota)| **licensed >= 0.9 * **quota).count()
}
