//! What is to be ordered, as a purchasing department takes it.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::super::data::Data;
use super::super::fields::Fields;
use super::super::shown::{Table, Told, by_date, none, number, words};
use super::super::words::{counted, date, few, money, percent_points, thousands};
use super::words::quantity;
use crate::experiment::size::{Requisition, SizeAnswer};

/// So many orders are named in a sentence.
const FEW: usize = 3;

/// `requisition.csv`.
pub(super) fn requisition(answer: &SizeAnswer) -> Data<'_> {
    let about = "What is to be ordered, from whom, by when";
    columns(answer).table(("requisition", "Requisition"), about, &answer.requisition)
}

/// What matters most of it, as people are shown it.
pub(super) fn shown(answer: &SizeAnswer) -> Table {
    columns(answer).shown("Purchase requisition", |row| &row.site_title, &answer.requisition).noting(
        "Needed by: one in twenty of the trials that use the stock has begun to. Order by: nine in ten of the orders on the \
         lane are in time then. Quantities are whole lots.",
    )
}

fn columns(answer: &SizeAnswer) -> Fields<'_, &Requisition> {
    let currency = answer.scenario.currency.as_str();
    let mut columns = Fields::<&Requisition>::new();
    columns.named(["part", "title"], "part number: key of the material", |row| (&row.material, &row.material_title));
    columns.show_as("Part (number)", |row| words(format!("{} ({})", row.material_title, row.material)));
    columns.named(["plant", "plant_title"], "key of the site that needs it", |row| (&row.site, &row.site_title));
    columns.show("Plant");
    let about = "key of the supplier; empty where no lane delivers the part";
    columns.named(["supplier", "supplier_title"], about, |row| {
        (row.supplier.as_deref().unwrap_or_default(), row.supplier_title.as_deref().unwrap_or_default())
    });
    columns.show_as("Supplier", |row| words(row.supplier_title.as_deref().unwrap_or("nobody delivers it")));
    columns.number("quantity", "as unit", "what is ordered: whole lots", |row| Some(row.quantity));
    columns.show_as("Quantity#", |row| number(quantity(row.quantity, row.unit), row.quantity));
    columns.text("unit", "unit of the quantity", |row| row.unit);
    columns.whole("lots", "", "how many lots it is", |row| row.lots);
    columns.show_as("Lots#", |row| match (row.lots, row.lot) {
        (Some(lots), Some(lot)) => number(format!("{lots} × {}", quantity(lot, row.unit)), row.quantity / lot),
        _ => number("–", 0.0),
    });
    columns.number("lot", "as unit", "the lot; empty where any amount can be ordered", |row| row.lot);
    let about = "price of a unit on the lane on the day of the order, before duty; empty where there is none";
    columns.number("price_per_unit", currency, about, |row| row.price);
    columns.show_as(&format!("Price of a unit, {currency}#"), |row| paid(row.price));
    columns.number("duty_share", "share", "duty, share of the price", |row| Some(row.duty_share));
    columns.show("Duty");
    columns.number("amount", currency, "what is paid, duty and freight included", |row| row.amount);
    columns.show_as(&format!("Amount with duty and freight, {currency}#"), |row| paid(row.amount));
    let start = answer.scenario.start;
    let about = "last day on which an order is in time in nine of ten cases; before the first day, it has passed";
    columns.date("order_by", about, |row| row.order_by);
    columns.show_as("Order by#", move |row| due(row.order_by, start));
    let about = "day on which one in twenty of the trials that use the stock has begun to";
    columns.date("needed_by", about, |row| row.needed_by);
    columns.show_as("Needed by#", move |row| due(row.needed_by, start));
    let about = "new order level (order-up-to, reorder point); empty for a fixed call-off";
    columns.number("new_order_level", "as unit", about, |row| row.order_level);
    columns.show_as("New order level#", |row| match row.order_level {
        Some(level) => number(quantity(level, row.unit), level),
        None => number("–", f64::MIN),
    });
    behind(&mut columns, currency);
    columns
}

/// What stands behind an order.
fn behind<'a>(columns: &mut Fields<'a, &'a Requisition>, currency: &'a str) {
    columns.number("hold", "as unit", "what the plant then holds of the part", |row| Some(row.hold));
    let about = "what of all that is ordered of the part only fills up a lot or the smallest order";
    columns.number("rounded_up", "as unit", about, |row| Some(row.rounded_up));
    columns.number("freight_per_unit", currency, "freight of a unit", |row| Some(row.freight));
    columns.text("currency", "of price, freight and amount", move |_| currency);
    columns.text("lane", "key of the lane on which it comes", |row| row.lane.as_deref().unwrap_or_default());
    columns
        .text("supplier_country", "country of the supplier", |row| row.supplier_country.as_deref().unwrap_or_default());
    columns.number("share", "share", "of what is ordered of the part, by whole lots", |row| Some(row.share));
    columns.whole("lead_days_median", "days", "from an order to its receipt on the lane", |row| row.lead_days_median);
    columns.whole("lead_days_p90", "days", "the same in nine of ten cases", |row| row.lead_days_p90);
    let about = "share of the orders on the lane that are in time if placed on the first day";
    columns.number("in_time_if_ordered_now", "share", about, |row| row.in_time_if_ordered_now);
}

/// Money to the hundredth: "1,234.50".
fn paid(amount: Option<f64>) -> Told {
    let said = amount.map_or_else(
        || "no price".to_owned(),
        |amount| {
            let text = format!("{amount:.2}");
            let parts = text.split_once('.').and_then(|(whole, rest)| Some((whole.parse().ok()?, rest)));
            parts.map_or(text.clone(), |(whole, rest)| format!("{}.{rest}", thousands(whole)))
        },
    );
    number(said, amount.unwrap_or(0.0))
}

/// A date, and whether it has passed.
fn due(day: Option<Date>, start: Date) -> Told {
    let Some(day) = day else { return none() };
    let passed = if day < start { ", passed" } else { "" };
    number(format!("{}{passed}", date(day)), by_date(day))
}

/// What is paid for all orders; nothing where none has a price.
fn total(answer: &SizeAnswer) -> Option<f64> {
    let priced: Vec<f64> = answer.requisition.iter().filter_map(|row| row.amount).collect();
    (!priced.is_empty()).then(|| priced.iter().sum())
}

/// How many orders there are, what they cost, by when the first is due, and what has been rounded; nothing without
/// orders.
pub(super) fn told(answer: &SizeAnswer) -> Vec<String> {
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
    let [low, high] = [low, high].map(percent_points);
    let range = if low == high { low } else { format!("{low} to {high}") };
    format!(
        "Late already: {}. Ordered on the first day, {range}\u{a0}% of such orders come before the stock is needed; what is \
         there on the first day has to come from elsewhere, such as a dealer or another plant.",
        few(late.iter().map(|row| named(row)), FEW, "; ")
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
    let large: Vec<String> = large.iter().map(of_lot).collect();
    if !large.is_empty() {
        said.push(format!(
            "Lots of which no trial needs more than half: {}. A smaller lot (lot, order_quantity) would save that.",
            first(&large)
        ));
    }
    let small: Vec<String> = small.iter().map(of_rest).collect();
    if !small.is_empty() {
        let parts = first(&small);
        said.push(format!("Rounded up to whole lots and smallest orders, beyond what any trial needs: {parts}."));
    }
    said
}

/// The first of some, and how many more there are in the file.
fn first(all: &[String]) -> String {
    let rest = if all.len() > FEW { " in requisition.csv" } else { "" };
    few(all, FEW, "; ") + rest
}
