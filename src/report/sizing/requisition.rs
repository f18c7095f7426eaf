//! What is to be ordered, as a purchasing department takes it.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::super::data::Data;
use super::super::fields::Fields;
use super::super::words::{counted, date, money, thousands};
use super::words::quantity;
use crate::experiment::size::{Requisition, SizeAnswer};

/// `requisition.csv`.
pub(super) fn requisition(answer: &SizeAnswer) -> Data<'_> {
    let currency = answer.scenario.currency.as_str();
    let mut columns = Fields::<&Requisition>::new();
    columns.text("part", "part number: key of the material", |row| &row.material);
    columns.text("title", "name of the material", |row| &row.material_title);
    columns.text("plant", "key of the site that needs it", |row| &row.site);
    columns.text("plant_title", "its name", |row| &row.site_title);
    columns.text("supplier", "key of the supplier; empty where no lane delivers the part", |row| {
        row.supplier.as_deref().unwrap_or_default()
    });
    columns.text("supplier_title", "its name", |row| row.supplier_title.as_deref().unwrap_or_default());
    columns.number("quantity", "as unit", "what is ordered: whole lots", |row| Some(row.quantity));
    columns.text("unit", "unit of the quantity", |row| row.unit);
    columns.whole("lots", "", "how many lots it is", |row| row.lots);
    columns.number("lot", "as unit", "the lot; empty where any amount can be ordered", |row| row.lot);
    let about = "price of a unit on the lane on the day of the order, before duty; empty where there is none";
    columns.number("price_per_unit", currency, about, |row| row.price);
    columns.number("duty_share", "share", "duty, share of the price", |row| Some(row.duty_share));
    columns.number("amount", currency, "what is paid, duty and freight included", |row| row.amount);
    let about = "last day on which an order is in time in nine of ten cases; before the first day, it has passed";
    columns.date("order_by", about, |row| row.order_by);
    let about = "day on which one in twenty of the trials that use the stock has begun to";
    columns.date("needed_by", about, |row| row.needed_by);
    let about = "new order level (order-up-to, reorder point); empty for a fixed call-off";
    columns.number("new_order_level", "as unit", about, |row| row.order_level);
    // What stands behind it.
    columns.number("hold", "as unit", "what the plant then holds of the part", |row| Some(row.hold));
    let about = "what of all that is ordered of the part only fills up a lot or the smallest order";
    columns.number("rounded_up", "as unit", about, |row| Some(row.rounded_up));
    columns.number("freight_per_unit", currency, "freight of a unit", |row| Some(row.freight));
    columns.text("currency", "of price, freight and amount", move |_| currency);
    columns.text("lane", "key of the lane on which it comes", |row| row.lane.as_deref().unwrap_or_default());
    columns
        .text("supplier_country", "country of the supplier", |row| row.supplier_country.as_deref().unwrap_or_default());
    columns.number("share", "share", "of what is ordered of the part, by whole lots", |row| Some(row.share));
    columns.whole("lead_days_median", "days", "from an order to its receipt on the lane", |row| {
        row.lead_days_median.map(i64::from)
    });
    columns.whole("lead_days_p90", "days", "the same in nine of ten cases", |row| row.lead_days_p90.map(i64::from));
    let about = "share of the orders on the lane that are in time if placed on the first day";
    columns.number("in_time_if_ordered_now", "share", about, |row| row.in_time_if_ordered_now);
    columns.table(("requisition", "Requisition"), "What is to be ordered, from whom, by when", &answer.requisition)
}

/// What is paid for all orders; nothing where none has a price.
fn total(answer: &SizeAnswer) -> Option<f64> {
    let priced: Vec<f64> = answer.requisition.iter().filter_map(|row| row.amount).collect();
    (!priced.is_empty()).then(|| priced.iter().sum())
}

/// How many orders there are, what they cost, by when the first is due, and what has been rounded; nothing without
/// orders.
pub(in crate::report) fn told(answer: &SizeAnswer) -> Vec<String> {
    let rows = &answer.requisition;
    if rows.is_empty() {
        return Vec::new();
    }
    let worth = total(answer)
        .map_or(String::new(), |all| format!(" for {}, with duty and freight", money(all, &answer.scenario.currency)));
    let mut first = format!("Requisition: {}{worth}", counted(rows.len() as u64, "order"));
    let dates = || rows.iter().filter_map(|row| Some((row.order_by?, row)));
    let start = answer.scenario.start;
    let late: Vec<&Requisition> = dates().filter(|(day, _)| *day < start).map(|(_, row)| row).collect();
    if let Some((day, row)) = dates().filter(|(day, _)| *day >= start).min_by_key(|(day, _)| *day) {
        let _ = write!(first, "; the first is due by {} ({})", date(day), named(row));
    }
    first.push('.');
    let mut said = vec![first];
    if !late.is_empty() {
        said.push(passed(&late));
    }
    said.extend(rounded(answer));
    said
}

fn named(row: &Requisition) -> String {
    format!("{} at {}", row.material_title, row.site_title)
}

/// Orders that are late already, and how likely they are in time if placed at once.
fn passed(late: &[&Requisition]) -> String {
    let chances = late.iter().filter_map(|row| row.in_time_if_ordered_now);
    let (low, high) = chances.fold((1.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
    let per_cent = |share: f64| format!("{:.0}", share * 100.0);
    let range = if per_cent(low) == per_cent(high) {
        format!("{}\u{a0}%", per_cent(low))
    } else {
        format!("{} to {}\u{a0}%", per_cent(low), per_cent(high))
    };
    let few: Vec<String> = late.iter().take(3).map(|row| named(row)).collect();
    let more = late.len().saturating_sub(few.len());
    let others = if more > 0 { format!(" and {}", counted(more as u64, "other")) } else { String::new() };
    format!(
        "Late already: {}{others}. Ordered on the first day, {range} of such orders come before the stock is needed; what is \
         there on the first day has to come from elsewhere, such as a dealer or another plant.",
        few.join("; ")
    )
}

/// A part of which some of what is ordered only fills up a lot or the smallest order.
struct Filled<'a> {
    row: &'a Requisition,
    /// What is needed of all that is ordered.
    needed: f64,
    /// What the rest costs.
    spare: Option<f64>,
}

impl Filled<'_> {
    fn of(answer: &SizeAnswer) -> Vec<Filled<'_>> {
        let same = |a: &Requisition, b: &Requisition| (&a.site, &a.material) == (&b.site, &b.material);
        let rows = || answer.requisition.iter();
        let is_first = |(at, row): &(usize, &Requisition)| rows().take(*at).all(|before| !same(before, row));
        let filled = rows().enumerate().filter(|(_, row)| row.rounded_up > 0.0).filter(is_first).map(|(_, row)| {
            let ordered: f64 = rows().filter(|other| same(other, row)).map(|other| other.quantity).sum();
            let paid: Option<f64> = rows().filter(|other| same(other, row)).map(|other| other.amount).sum();
            let spare = paid.map(|paid| paid * row.rounded_up / ordered);
            Filled { row, needed: ordered - row.rounded_up, spare }
        });
        filled.collect()
    }

    /// At least half of the one lot that is ordered is not needed.
    fn lot_is_too_large(&self) -> bool {
        self.row.lot.is_some_and(|lot| self.needed <= 0.5 * lot)
    }
}

/// Lots that are much more than is needed, the dearest first, and what only fills up others; nothing where nothing
/// does.
fn rounded(answer: &SizeAnswer) -> Vec<String> {
    let (mut large, small): (Vec<Filled>, Vec<Filled>) =
        Filled::of(answer).into_iter().partition(Filled::lot_is_too_large);
    large.sort_by(|a, b| b.spare.unwrap_or(f64::INFINITY).total_cmp(&a.spare.unwrap_or(f64::INFINITY)));
    let currency = &answer.scenario.currency;
    let of_lot = |of: &Filled| {
        let (row, lot) = (of.row, of.row.lot.unwrap_or_default());
        let spare = of.spare.map_or(String::new(), |spare| format!(", the rest for {}", money(spare, currency)));
        format!("{}, {} of a lot of {}{spare}", named(row), quantity(of.needed, row.unit), quantity(lot, row.unit))
    };
    let of_rest = |of: &Filled| {
        let lot = of.row.lot.map_or(String::new(), |lot| format!(", lots of {}", quantity(lot, of.row.unit)));
        format!("{} of {}{lot}", quantity(of.row.rounded_up, of.row.unit), named(of.row))
    };
    let mut said = Vec::new();
    said.extend(few(large.iter().map(of_lot).collect()).map(|parts| {
        format!(
            "Lots of which no trial needs more than half: {parts}. A smaller lot (lot, order_quantity) would save that."
        )
    }));
    said.extend(
        few(small.iter().map(of_rest).collect()).map(|parts| {
            format!("Rounded up to whole lots and smallest orders, beyond what any trial needs: {parts}.")
        }),
    );
    said
}

/// The first three, and how many more there are; nothing of none.
fn few(mut all: Vec<String>) -> Option<String> {
    let more = all.len().saturating_sub(3);
    all.truncate(3);
    let others =
        if more > 0 { format!("; {} in requisition.csv", counted(more as u64, "other")) } else { String::new() };
    (!all.is_empty()).then(|| format!("{}{others}", all.join("; ")))
}

/// Money to the hundredth: "1,234.50".
pub(in crate::report) fn exact(amount: f64) -> String {
    let text = format!("{amount:.2}");
    match text.split_once('.') {
        Some((whole, rest)) => whole.parse().map_or(text.clone(), |whole| format!("{}.{rest}", thousands(whole))),
        None => text,
    }
}

/// A date of a requisition, and whether it has passed.
pub(in crate::report) fn due(day: Option<Date>, start: Date) -> String {
    match day {
        None => "–".to_owned(),
        Some(day) if day < start => format!("{}, passed", date(day)),
        Some(day) => date(day),
    }
}
