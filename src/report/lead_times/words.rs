//! What is said of lead times, alike in every form.

use super::super::words::{counted, whole};
use crate::experiment::{LeadTime, LeadTimesAnswer};

/// A distance from Kaplan and Meier beyond which the distribution does not fit.
pub(in crate::report) const FAR: f64 = 0.1;

/// What was counted.
pub(in crate::report) fn basis(answer: &LeadTimesAnswer) -> String {
    format!(
        "{} received, {} open on {}: open orders count with the days that they have waited.",
        counted(answer.all.received as u64, "order"),
        answer.all.open,
        answer.until,
    )
}

/// The answer in a sentence, without its stop.
pub(in crate::report) fn headline(answer: &LeadTimesAnswer) -> String {
    let [median, p90] = [answer.all.median_days, answer.all.p90_days].map(whole);
    format!("Half of all orders are received within {median} days, nine in ten within {p90}")
}

/// What is to be known of the fits.
pub(in crate::report) fn remarks(answer: &LeadTimesAnswer) -> Vec<String> {
    let names = |of: &dyn Fn(&&LeadTime) -> bool| -> Vec<&str> {
        answer.vendors.iter().filter(of).map(|vendor| vendor.vendor.as_str()).collect()
    };
    let few = names(&|vendor| vendor.of_all);
    let far = names(&|vendor| !vendor.of_all && vendor.largest_distance > FAR);
    let mut remarks = Vec::new();
    if !few.is_empty() {
        remarks.push(format!(
            "Too few orders received for a distribution of their own, so that of all orders is taken: {}",
            listed(&few)
        ));
    }
    if !far.is_empty() {
        let text =
            "The distribution lies more than 10 points from Kaplan and Meier's estimate, which takes none for granted";
        remarks.push(format!("{text}: {}. Look at the chart before using it.", listed(&far)));
    }
    remarks
}

fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    let shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}
