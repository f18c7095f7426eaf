//! Quotas of licences: what is licensed by month against what is allowed.

use super::desks::{by_month, desk_closed, months_of, whole_months};
use crate::chart::{RateFans, RatePanel};
use crate::experiment::{AuthorityAnswer, QuotaAnswer, RunAnswer};

/// What is licensed under each quota by month.
pub(super) fn quotas(answer: &RunAnswer) -> RateFans {
    let with = || answer.authorities.iter().filter(|authority| !authority.quotas.is_empty());
    let several = with().count() > 1;
    let all = with().flat_map(|authority| authority.quotas.iter().map(move |quota| (authority, quota)));
    let panel = |(authority, quota): (&AuthorityAnswer, &QuotaAnswer)| RatePanel {
        group: if several { authority.title.clone() } else { String::new() },
        name: quota.title.clone(),
        detail: format!("{} licensed a month", quota.unit),
        plan: quota.quota[..whole_months(answer, quota.quota.len())].to_vec(),
        closures: desk_closed(answer, authority),
        ..months_of(answer, &quota.bands, 1.0)
    };
    let months = with().next().map_or(&[][..], |authority| &authority.quotas[0].months);
    let panels = all.map(panel).collect();
    by_month(answer, months, [&finding(answer), "licensed a month under quotas", "quota"], panels)
}

/// In how many months the median trial uses nearly all of a quota: of the quota of which that is most often so.
fn finding(answer: &RunAnswer) -> String {
    let used = |quota: &QuotaAnswer| {
        let months = quota.bands.p50.iter().zip(&quota.quota).take(whole_months(answer, quota.months.len()));
        months.filter(|(licensed, quota)| **licensed >= 0.9 * **quota).count()
    };
    let of = |authority: &AuthorityAnswer| {
        let most = authority.quotas.iter().max_by_key(|quota| used(quota))?;
        Some((used(most), most.title.clone(), whole_months(answer, most.months.len())))
    };
    match answer.authorities.iter().filter_map(of).max_by_key(|(months, ..)| *months) {
        Some((months, title, all)) if months > 0 => {
            format!("The median trial uses nine tenths or more of the quota of {title} in {months} of {all} months")
        }
        _ => "In the median trial no month uses nine tenths of a quota".to_owned(),
    }
}
