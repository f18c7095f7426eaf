//! Orders under way today: the list replaces that of the scenario. Without a list the orders of the old first day go on
//! from where they stood.

use std::path::Path;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::facts::{OrderFact, OrderFate, Passed, PassedKind, RollList};
use super::lanes::{self, LANE, MATERIAL, SITE, SUPPLIER};
use super::listing::{Amount, Column, Listing, Row, alike, may, must};
use super::{RollOptions, Rolling, Unlisted, tree};
use crate::scenario::check::distributions::reach;
use crate::scenario::{Lane, OpenOrder, Pipeline, Stands, words};

const COLUMNS: &[Column] = &[
    must("order", &["number", "order_number", "purchase_order"]),
    LANE,
    SUPPLIER,
    SITE,
    MATERIAL,
    must("quantity", &["open_quantity"]),
    may("unit", &[]),
    must("placed", &["ordered", "order_date"]),
    must("stands", &["status"]),
    may("on", &["since", "date"]),
    may("attempt", &[]),
    may("valid_until", &[]),
    may("delay_days", &[]),
];

/// Where an order can stand, and the field of its day; whether that day is needed.
const STANDS: [(&str, &str, bool); 7] = [
    ("preparing", "since", false),
    ("filed", "on", true),
    ("returned", "on", true),
    ("granted", "on", true),
    ("at_supplier", "since", false),
    ("shipped", "on", true),
    ("due", "on", true),
];

/// Reads the list.
pub(super) fn read(path: &Path, options: &RollOptions) -> Result<Listing, Vec<String>> {
    Listing::read(RollList::Orders, path, COLUMNS, options.locale)
}

/// An order of the list.
struct Listed {
    fact: OrderFact,
    written: Value,
}

/// Puts the orders of a list into a scenario, in place of its own.
pub(super) fn put(rolling: &mut Rolling, list: &mut Listing) -> Vec<OrderFact> {
    let scenario = rolling.scenario;
    let mut orders: Vec<Listed> = Vec::new();
    for row in list.rows() {
        let Some(order) = listed(rolling, list, &row) else { continue };
        let same = |other: &&Listed| other.fact.lane == order.fact.lane && other.fact.order == order.fact.order;
        if let Some(first) = orders.iter().find(same).and_then(|other| other.fact.line) {
            let text = format!(
                "order \"{}\" on lane \"{}\" stands in line {first} already",
                order.fact.order, order.fact.lane
            );
            list.wrong(&row, "order", "twice", text);
            continue;
        }
        list.taken += 1;
        orders.push(order);
    }
    let mut facts = Vec::new();
    for (lane, written) in &scenario.lanes {
        let mut here = Map::new();
        for order in orders.iter().filter(|order| order.fact.lane == *lane) {
            here.insert(order.fact.order.clone(), order.written.clone());
            facts.push(order.fact.clone());
        }
        let gone = written.open_orders.iter().filter(|(name, _)| !here.contains_key(*name));
        facts.extend(gone.map(|(name, open)| fact(lane, name, open, OrderFate::NotListed)));
        if here.is_empty() {
            tree::take(&mut rolling.tree, &["lanes", lane, "open_orders"]);
        } else {
            tree::put(&mut rolling.tree, &["lanes", lane, "open_orders"], Value::Object(here));
        }
    }
    steady(rolling, &facts);
    facts
}

/// An input whose pipeline was worked out is listed where the list has an order of it, or where what is not listed does
/// not exist.
fn steady(rolling: &mut Rolling, facts: &[OrderFact]) {
    let scenario = rolling.scenario;
    for (site, of) in &scenario.sites {
        for (material, _) in of.inputs.iter().filter(|(_, input)| input.pipeline == Pipeline::Steady) {
            let of_it = |fact: &&OrderFact| {
                let lane = &scenario.lanes[fact.lane.as_str()];
                fact.fate == OrderFate::Listed && lane.to == *site && scenario.carried(lane) == Some(material)
            };
            let path = ["sites", site, "inputs", material, "pipeline"];
            if facts.iter().any(|fact| of_it(&fact)) || rolling.options.unlisted == Unlisted::Nothing {
                tree::take(&mut rolling.tree, &path);
            } else {
                let thing = rolling.input_title(site, material);
                rolling.passed.push(Passed {
                    kind: PassedKind::Steady,
                    field: words::dotted(&path.map(str::to_owned)),
                    thing,
                    date: None,
                    what: String::new(),
                });
            }
        }
    }
}

fn fact(lane: &str, name: &str, open: &OpenOrder, fate: OrderFate) -> OrderFact {
    OrderFact {
        lane: lane.to_owned(),
        order: name.to_owned(),
        placed: open.placed,
        stands: open.stands.key().to_owned(),
        day: open.stands.day(),
        before: Some(open.stands.key().to_owned()),
        fate,
        line: None,
    }
}

/// An order as its row says it.
fn listed(rolling: &Rolling, list: &mut Listing, row: &Row) -> Option<Listed> {
    let lane = lanes::of_row(rolling.scenario, list, row);
    let order = list.text(row, "order").to_owned();
    if order.is_empty() {
        list.wrong(row, "order", "empty", "nothing is written; the number of the order is needed".to_owned());
    }
    let placed = list.date(row, "placed");
    let stands = stands(list, row);
    let lane = lane?;
    let quantity = match list.amount(row, "quantity", lane.material)? {
        Amount::Quantity(x) => x,
        Amount::Cover(_) => {
            list.wrong(row, "quantity", "cover", "an order is a quantity, not days of cover".to_owned());
            return None;
        }
    };
    let (placed, (key, day, mut fields)) = (placed?, stands?);
    if order.is_empty() {
        return None;
    }
    let known = ["lanes", lane.key, "open_orders", &order, "stands", "due", "delay_days"];
    if let Some(delay) =
        tree::get(rolling.merged, &known).filter(|_| key == "due" && !fields.contains_key("delay_days"))
    {
        // How late it may be was said of it before.
        fields.insert("delay_days".to_owned(), delay.clone());
    }
    let before = lane.lane.open_orders.get(&order).map(|open| open.stands.key().to_owned());
    let mut where_it_stands = json!({});
    where_it_stands[key] = Value::Object(fields);
    let written = json!({
        "quantity": tree::number(quantity), "placed": tree::date(placed), "stands": where_it_stands,
        "note": format!("{}, line {}", list.name(), row.line)
    });
    let fact = OrderFact {
        lane: lane.key.to_owned(),
        order,
        placed,
        stands: key.to_owned(),
        day,
        before,
        fate: OrderFate::Listed,
        line: Some(row.line as u64),
    };
    Some(Listed { fact, written })
}

/// Where the order of a row stands: the key, its day, and all that a scenario says of it.
fn stands(list: &mut Listing, row: &Row) -> Option<(&'static str, Option<Date>, Map<String, Value>)> {
    let text = list.text(row, "stands");
    let Some((key, field, needed)) = STANDS.into_iter().find(|(key, ..)| alike(key, text)) else {
        let keys = || STANDS.into_iter().map(|(key, ..)| key);
        let meant = words::nearest(text, keys()).map_or(String::new(), |near| format!("; did you mean \"{near}\"?"));
        let allowed = words::list(keys(), "or");
        list.wrong(row, "stands", "stands", format!("an order cannot stand at \"{text}\"{meant} It is {allowed}"));
        return None;
    };
    let day = if needed { list.date(row, "on").map(Some) } else { list.date_if_any(row, "on").ok() };
    let attempt = list.whole(row, "attempt");
    let until = list.date_if_any(row, "valid_until");
    let delay = match list.text(row, "delay_days") {
        "" => Some(None),
        _ => list.number(row, "delay_days").map(Some),
    };
    let (day, attempt, until, delay) = (day?, attempt.ok()?, until.ok()?, delay?);
    let mut fields = Map::new();
    let mut say = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    say(field, day.map(tree::date));
    match key {
        "filed" | "returned" => say("attempt", attempt.map(Value::from)),
        "granted" => say("valid_until", until.map(tree::date)),
        "due" => say("delay_days", delay.map(tree::number)),
        _ => {}
    }
    Some((key, day, fields))
}

/// Takes the orders of the old first day to the new one: what is in stock by now, or has no licence any more, goes.
pub(super) fn carry(rolling: &mut Rolling) -> Vec<OrderFact> {
    let (scenario, to) = (rolling.scenario, rolling.to);
    let mut facts = Vec::new();
    for (name, lane) in &scenario.lanes {
        for (order, open) in &lane.open_orders {
            let fate = fate(rolling, lane, open, to);
            facts.push(fact(name, order, open, fate));
            if fate != OrderFate::Carried {
                tree::take(&mut rolling.tree, &["lanes", name, "open_orders", order]);
            }
        }
    }
    facts
}

fn fate(rolling: &Rolling, lane: &Lane, open: &OpenOrder, to: Date) -> OrderFate {
    match &open.stands {
        Stands::Due { on, .. } if *on < to => OrderFate::Received,
        Stands::Shipped { on } => {
            let (_, longest) = reach(&lane.transit_days.0.expression, rolling.scenario);
            let spent = f64::from((to - *on).get_days());
            if spent > longest.ceil().max(1.0) { OrderFate::Received } else { OrderFate::Carried }
        }
        Stands::Granted { on, valid_until } => {
            let desk = lane.authority.as_ref().and_then(|name| rolling.scenario.authorities.get(name));
            let usual = desk.map_or(0, |authority| authority.desk.licence_valid_days);
            let until = valid_until.unwrap_or_else(|| on.saturating_add(i64::from(usual).days()));
            if until < to { OrderFate::Expired } else { OrderFate::Carried }
        }
        _ => OrderFate::Carried,
    }
}
