//! Quotas of licences: what is licensed by month against what is allowed.

use super::desks::{desk_closed, whole_months};
use super::{caption, events};
use crate::chart::{RateFans, RatePanel};
use crate::experiment::{AuthorityAnswer, QuotaAnswer, RunAnswer};

/// What is licensed under each quota by month.
pub(super) fn quotas(answer: &RunAnswer) -> RateFans {
    let several = answer.authorities.iter().filter(|authority| !authority.quotas.is_empty()).count() > 1;
    let mut ends = Vec::new();
    let mut panels = Vec::new();
    for authority in &answer.authorities {
        for quota in &authority.quotas {
            let all = quota.months.iter().map(|month| month.last_of_month().min(answer.scenario.end));
            ends = all.take(whole_months(answer, &quota.months)).collect();
            panels.push(RatePanel {
                closures: desk_closed(answer, authority),
                ..panel(ends.len(), if several { &authority.title } else { "" }, quota)
            });
        }
    }
    RateFans {
        caption: caption(
            answer,
            finding(answer),
            "licensed a month under quotas",
            "quantiles month by month; the first month may be cut short, and the last one is left out if it is by half",
        ),
        start: Some(answer.scenario.start),
        ends,
        dashed: "quota".to_owned(),
        panels,
        events: events(answer),
    }
}

fn panel(months: usize, group: &str, quota: &QuotaAnswer) -> RatePanel {
    let five = &quota.bands;
    let [p05, p25, p50, p75, p95, plan] =
        [&five.p05, &five.p25, &five.p50, &five.p75, &five.p95, &quota.quota].map(|series| series[..months].to_vec());
    let detail = format!("{} licensed a month", quota.unit);
    let (group, name) = (group.to_owned(), quota.title.clone());
    RatePanel { group, name, detail, p05, p25, p50, p75, p95, plan, closures: Vec::new() }
}

/// In how many months the median trial uses nearly all of a quota: of the quota of which that is most often so.
fn finding(answer: &RunAnswer) -> String {
    let used = |quota: &QuotaAnswer| {
        let months = quota.bands.p50.iter().zip(&quota.quota).take(whole_months(answer, &quota.months));
        months.filter(|(licensed, quota)| **licensed >= 0.9 * **quota).count()
    };
    let of = |authority: &AuthorityAnswer| {
        let most = authority.quotas.iter().max_by_key(|quota| used(quota))?;
        Some((used(most), most.title.clone(), whole_months(answer, &most.months)))
    };
    match answer.authorities.iter().filter_map(of).max_by_key(|(months, ..)| *months) {
        Some((months, title, all)) if months > 0 => {
            format!("The median trial uses nine tenths or more of the quota of {title} in {months} of {all} months")
        }
        _ => "In the median trial no month uses nine tenths of a quota".to_owned(),
    }
}
