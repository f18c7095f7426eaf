//! The page of lead times.

use super::super::content::{Content, Figure, figure, sentence};
use super::super::words::{self, counted, share, whole};
use super::rows;
use crate::experiment::{LeadTime, LeadTimesAnswer};

/// A distance from Kaplan and Meier beyond which the distribution does not fit.
const FAR: f64 = 0.1;
/// Vendors that are named in a sentence.
const SHOWN: usize = 6;

/// The words and tables of lead times.
pub(crate) fn content(answer: &LeadTimesAnswer) -> Content {
    let mut answers = vec![sentence(&headline(answer))];
    answers.extend(spread(answer));
    Content {
        kind: "Lead times",
        title: format!("Lead times of {}", answer.file),
        scenario: format!("Lead times of {}", answer.file),
        basis: basis(answer),
        answers,
        figures: figures(answer),
        tables: vec![rows::shown(answer)],
        drivers: remarks(answer).into_iter().map(|remark| sentence(&remark)).collect(),
        reading: reading(),
        ..Content::default()
    }
}

/// What was counted.
fn basis(answer: &LeadTimesAnswer) -> String {
    format!(
        "{} received, {} open on {}: open orders count with the days that they have waited.",
        counted(answer.all.received as u64, "order"),
        answer.all.open,
        answer.until,
    )
}

/// The answer in a sentence, without its stop.
pub(super) fn headline(answer: &LeadTimesAnswer) -> String {
    let [median, p90] = [answer.all.median_days, answer.all.p90_days].map(whole);
    format!("Half of all orders are received within {median} days, nine in ten within {p90}")
}

/// What is to be known of the fits.
fn remarks(answer: &LeadTimesAnswer) -> Vec<String> {
    let names = |of: &dyn Fn(&&LeadTime) -> bool| -> Vec<&str> {
        answer.vendors.iter().filter(of).map(|vendor| vendor.vendor.as_str()).collect()
    };
    let too_few = names(&|vendor| vendor.of_all);
    let far = names(&|vendor| !vendor.of_all && vendor.largest_distance > FAR);
    let mut remarks = Vec::new();
    if !too_few.is_empty() {
        remarks.push(format!(
            "Too few orders received for a distribution of their own, so that of all orders is taken: {}",
            words::few(too_few, SHOWN, ", ")
        ));
    }
    if !far.is_empty() {
        let text =
            "The distribution lies more than 10 points from Kaplan and Meier's estimate, which takes none for granted";
        remarks.push(format!("{text}: {}. Look at the chart before using it.", words::few(far, SHOWN, ", ")));
    }
    remarks
}

/// The vendors that need least and most, of those with orders enough for a distribution of their own.
fn spread(answer: &LeadTimesAnswer) -> Option<String> {
    let own = || answer.vendors.iter().filter(|vendor| !vendor.of_all);
    let by_p90 = |a: &&LeadTime, b: &&LeadTime| a.p90_days.total_cmp(&b.p90_days);
    let (quick, slow) = (own().min_by(by_p90)?, own().max_by(by_p90)?);
    (quick.vendor != slow.vendor).then(|| {
        format!(
            "Nine in ten orders from {} are received within {} days, those from {} within {}.",
            quick.vendor,
            whole(quick.p90_days),
            slow.vendor,
            whole(slow.p90_days)
        )
    })
}

/// The slowest vendors.
fn figures(answer: &LeadTimesAnswer) -> Vec<Figure> {
    let mut slow: Vec<&LeadTime> = answer.vendors.iter().filter(|vendor| !vendor.of_all).collect();
    slow.sort_by(|a, b| b.p90_days.total_cmp(&a.p90_days));
    let shown = slow.into_iter().take(2).chain([&answer.all]);
    shown
        .map(|vendor| {
            let half = format!("half within {}", whole(vendor.median_days));
            figure(format!("{} days", whole(vendor.p90_days)), half, format!("nine in ten, {}", vendor.vendor))
        })
        .collect()
}

fn reading() -> Vec<String> {
    vec![
        "An open order says that it has taken so long already: leaving it out would make vendors look quicker than \
         they are, those most that are late now."
            .to_owned(),
        format!(
            "Largest distance: between the distribution and Kaplan and Meier's estimate, which takes none for granted. \
             Beyond {} the distribution should be looked at in the chart before it is used.",
            share(FAR)
        ),
        "What was ordered is taken to come in one receipt; a lead time is counted in calendar days and holds whatever \
         was in it, a licence too."
            .to_owned(),
    ]
}
