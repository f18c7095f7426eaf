//! What a buyer orders so that lines hold the stock of the answer: part by part and source by source, with dates.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lead::Course;
use super::{Line, Study};
use crate::experiment::known::{self, Word};

/// The stock is needed by the day on which so many of the trials that use it have begun to.
const EARLY: f64 = 0.05;
/// An order is in time if so many of the orders on its lane would be.
const MOSTLY: f64 = 0.9;

/// An order on one lane. Its quantities are whole lots.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Requisition {
    /// Key of the material: the part number.
    pub material: String,
    /// Name of the material for people.
    pub material_title: String,
    /// Key of the site that needs it.
    pub site: String,
    /// Name of the site for people.
    pub site_title: String,
    /// Key of the lane; nothing where no lane delivers the part.
    pub lane: Option<String>,
    /// Key of the supplier.
    pub supplier: Option<String>,
    /// Name of the supplier for people.
    pub supplier_title: Option<String>,
    /// Its country code.
    pub supplier_country: Option<String>,
    /// Its share of what is ordered of the part.
    pub share: f64,
    /// What is ordered, in the unit of the material.
    pub quantity: f64,
    /// Unit of the quantity.
    #[serde(deserialize_with = "known::word")]
    pub unit: Word,
    /// The lot of which it is a multiple; nothing where any amount can be ordered.
    pub lot: Option<f64>,
    /// How many lots it is.
    pub lots: Option<i64>,
    /// What of all that is ordered of the part only fills up a lot or the smallest order: no trial on which the stock
    /// was found needs it.
    pub rounded_up: f64,
    /// Price of a unit on the lane on the day of the order, before duty; nothing where the material has none.
    pub price: Option<f64>,
    /// Duty, share of the price.
    pub duty_share: f64,
    /// Freight of a unit.
    pub freight: f64,
    /// What is paid, duty and freight included.
    pub amount: Option<f64>,
    /// Last day on which an order on the lane is in time in nine of ten cases; it may lie before the first day. Nothing
    /// where none of the trials orders on the lane, or needs the stock.
    pub order_by: Option<Date>,
    /// Day on which one in twenty of the trials that use the stock has begun to.
    pub needed_by: Option<Date>,
    /// Days from an order to its receipt on the lane, in the median.
    pub lead_days_median: Option<u32>,
    /// The same in nine of ten cases.
    pub lead_days_p90: Option<u32>,
    /// Share of the orders on the lane that are in time if placed on the first day; nothing where there is no date.
    pub in_time_if_ordered_now: Option<f64>,
    /// What the line then holds of the part.
    pub hold: f64,
    /// Order level that goes with it; nothing for a fixed call-off.
    pub order_level: Option<f64>,
}

/// A value that a share of some sorted ones does not exceed; nothing of none.
fn quantile(sorted: &[u32], share: f64) -> Option<u32> {
    let rank = (share * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank - 1).copied()
}

impl Study<'_> {
    /// The orders that a line needs, part by part.
    pub(super) fn requisitions(&self, line: &Line, courses: &[Course]) -> Vec<Requisition> {
        if !line.feasible {
            return Vec::new();
        }
        let parts = line.ticks().into_iter().enumerate().filter(|(_, ticks)| *ticks > 0);
        parts.flat_map(|(at, ticks)| self.orders_of(line, at, ticks, courses.get(at))).collect()
    }

    fn orders_of(&self, line: &Line, at: usize, ticks: i64, course: Option<&Course>) -> Vec<Requisition> {
        let model = self.model();
        let index = line.path.inputs[at];
        let material = &model.materials[model.inputs[index].material];
        let purchase = &line.purchases[at];
        let (site, site_title) = model.whole(line.site);
        // Without the last binary digits, which nobody orders by.
        let units = |ticks: f64| (ticks * material.tick * 1e6).round() / 1e6;
        let lot = (purchase.lot > 1).then(|| units(purchase.lot as f64));
        let first_use = course.map(Course::first_use).unwrap_or_default();
        let needed = quantile(&first_use, EARLY);
        let all = Requisition {
            material: material.name.clone(),
            material_title: material.title.clone(),
            site: site.to_owned(),
            site_title: site_title.to_owned(),
            lane: None,
            supplier: None,
            supplier_title: None,
            supplier_country: None,
            share: 1.0,
            quantity: units(ticks as f64),
            unit: material.unit.label(),
            lot,
            lots: lot.map(|_| ticks / purchase.lot),
            rounded_up: units(line.rounded_up(at, ticks) as f64),
            price: material.priced.then(|| model.numbers.median(model.inputs[index].holding_price)),
            duty_share: 0.0,
            freight: 0.0,
            amount: purchase.price.map(|price| to_the_cent(price * ticks as f64)),
            order_by: None,
            needed_by: needed.map(|day| model.date(day)),
            lead_days_median: None,
            lead_days_p90: None,
            in_time_if_ordered_now: None,
            hold: units((model.median_stock(index) + ticks as f64).max(0.0)),
            order_level: model.median_level(index).map(|level| units((level + ticks as f64).max(0.0))),
        };
        if purchase.sources.is_empty() {
            return vec![all];
        }
        let each = purchase.sources.iter().zip(purchase.split(ticks)).filter(|(_, part)| *part > 0);
        each.map(|(source, part)| {
            let way = &model.lanes[source.lane];
            let (supplier, landed) = (&model.sites[way.from], model.landed(way, way.available));
            let leads = course.map(|course| course.leads_on(source.lane)).unwrap_or_default();
            let (median, late) = (quantile(&leads, 0.5), quantile(&leads, MOSTLY));
            let in_time = |day: u32| leads.partition_point(|lead| *lead <= day) as f64 / leads.len() as f64;
            Requisition {
                lane: Some(way.name.clone()),
                supplier: Some(supplier.name.clone()),
                supplier_title: Some(supplier.title.clone()),
                supplier_country: Some(supplier.country.clone()),
                share: part as f64 / ticks as f64,
                quantity: units(part as f64),
                lots: lot.map(|_| part / purchase.lot),
                price: material.priced.then_some(landed.price),
                duty_share: landed.duty_share,
                freight: landed.freight,
                amount: material.priced.then_some(to_the_cent(source.price * part as f64)),
                order_by: needed.zip(late).and_then(|(day, lead)| {
                    // Not after the last day on which the lane takes orders.
                    let last = i64::from(day) - i64::from(lead);
                    Some(model.past_date(i32::try_from(last.min(i64::from(way.until))).ok()?))
                }),
                lead_days_median: median,
                lead_days_p90: late,
                in_time_if_ordered_now: needed.filter(|_| !leads.is_empty()).map(in_time),
                ..all.clone()
            }
        })
        .collect()
    }
}

impl Line {
    /// What of so many ticks of a part only fills up a lot or the smallest order.
    fn rounded_up(&self, at: usize, ticks: i64) -> i64 {
        let purchase = &self.purchases[at];
        let filled = (purchase.lot - 1).max(purchase.up(1) - 1);
        let Some(need) = self.need.as_ref().filter(|_| filled > 0) else { return 0 };
        let more = &need.more[at];
        let needed = more[..more.partition_point(|need| *need <= ticks)].last().copied().unwrap_or(0).max(0);
        (ticks - needed).clamp(0, filled)
    }
}

/// Money, rounded to the cent.
fn to_the_cent(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn a_date_is_that_of_a_trial() {
        let days: Vec<u32> = (1..=20).collect();
        assert_eq!((quantile(&days, 0.05), quantile(&days, 0.5), quantile(&days, 0.9)), (Some(1), Some(10), Some(18)));
        assert_eq!((quantile(&days[..3], 0.05), quantile(&[], 0.5)), (Some(1), None));
    }
}
