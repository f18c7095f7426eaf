//! The chart of lead times.

use super::super::words::whole;
use super::content::headline;
use super::rows::vendors_and_all;
use crate::chart::{Caption, Chart, LeadTimeCurves, LeadTimePanel};
use crate::experiment::{LeadTime, LeadTimesAnswer};

/// The chart with the name of its file, without ending.
pub(crate) fn charts(answer: &LeadTimesAnswer) -> Vec<(&'static str, Chart)> {
    let caption = Caption {
        title: headline(answer),
        subtitle: "Share of orders received by days since the order, by vendor".to_owned(),
        footnote: format!(
            "{} · open orders have waited until {} · linestop {}",
            answer.file, answer.until, answer.linestop
        ),
    };
    // All orders, of which the title speaks, first: a page may have room for the first panels alone.
    let mut panels: Vec<LeadTimePanel> = vendors_and_all(answer).map(panel).collect();
    panels.rotate_right(usize::from(answer.vendors.len() > 1));
    vec![("lead-times", Chart::LeadTimes(LeadTimeCurves { caption, panels }))]
}

fn panel(vendor: &LeadTime) -> LeadTimePanel {
    let as_all = if vendor.of_all { ", as all orders" } else { "" };
    LeadTimePanel {
        name: vendor.vendor.clone(),
        detail: format!(
            "{} received, {} open; half in {} days, 90\u{a0}% in {}{as_all}",
            vendor.received,
            vendor.open,
            whole(vendor.median_days),
            whole(vendor.p90_days)
        ),
        observed: vendor.curve.iter().map(|[days, share, _]| (*days, *share)).collect(),
        fitted: vendor.fitted.iter().map(|[days, share]| (*days, *share)).collect(),
        waiting: vendor.waiting_days.clone(),
    }
}
