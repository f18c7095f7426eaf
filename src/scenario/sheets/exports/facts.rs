//! What the rows of all tables say of materials, stocks, vendors, orders and sales, each in the unit of its material.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::super::book::key;
use super::super::cells;
use super::super::grid::Found;
use super::fields::{Field, Kind};
use super::mapping::Mapping;
use super::names::Names;
use super::rows::{Row, Rows};
use super::units::Measure;
use crate::reading::{country_named, fold};
use crate::scenario::Unit;

/// A number and the row that says it.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// The number.
    pub value: f64,
    /// Where it is written, in words.
    pub source: String,
}

/// A material, a part or a product.
#[derive(Clone, Debug, Default)]
pub(super) struct Material {
    /// Its key in the scenario.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// The unit in which it is counted.
    pub unit: Option<Unit>,
    /// Price of a unit.
    pub price: Option<Said>,
    /// Controlled elements and their share of the mass.
    pub elements: Vec<(String, f64)>,
}

/// A material at a plant.
#[derive(Clone, Debug)]
pub(super) struct Stock {
    /// The first row that says it.
    pub row: Row,
    /// Stock of all rows.
    pub quantity: f64,
    /// Settings of ordering.
    pub settings: HashMap<Field, Said>,
    /// The vendor it is usually bought from.
    pub vendor: Option<String>,
}

/// A component of a product.
#[derive(Clone, Debug)]
pub(super) struct Need {
    /// The component.
    pub component: String,
    /// How much of it goes into a unit.
    pub quantity: f64,
    /// The row.
    pub row: Row,
}

/// A vendor.
#[derive(Clone, Debug)]
pub(super) struct Vendor {
    /// Its number as it is written.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its country.
    pub country: String,
    /// Days from an order to its receipt.
    pub lead_time: Option<Said>,
}

/// That a vendor delivers a material.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The vendor.
    pub vendor: String,
    /// The material.
    pub material: String,
    /// The plant; nothing for all.
    pub plant: String,
    /// Days from an order to its receipt.
    pub lead_time: Option<Said>,
    /// Its share of the orders.
    pub quota: Option<f64>,
    /// Smallest order.
    pub minimum: Option<Said>,
}

/// What is open of an order.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// Its number and position.
    pub name: String,
    /// The row.
    pub row: Row,
    /// Vendor, material and plant.
    pub ends: [String; 3],
    /// What is still to come.
    pub quantity: f64,
    /// When it was placed, when it is promised, and when it was shipped.
    pub placed: Date,
    /// When it is promised.
    pub due: Date,
    /// When it left.
    pub shipped: Option<Date>,
}

/// What is planned to be sold of a product at a plant.
#[derive(Clone, Debug, Default)]
pub(super) struct Sale {
    /// Units on a working day from a date on; without a date from the first day.
    pub steps: Vec<(Option<Date>, Said)>,
    /// What is lost with a unit.
    pub margin: Option<Said>,
    /// A row that says it.
    pub row: Option<Row>,
}

/// All of it. Names are as they are compared.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// By number.
    pub materials: IndexMap<String, Material>,
    /// By plant and material.
    pub stock: IndexMap<[String; 2], Stock>,
    /// By plant, or nothing for all plants, and product.
    pub bom: HashMap<[String; 2], Vec<Need>>,
    /// By number.
    pub vendors: IndexMap<String, Vendor>,
    /// Who delivers what.
    pub sources: Vec<Source>,
    /// Open orders.
    pub orders: Vec<Order>,
    /// By plant and product.
    pub sales: IndexMap<[String; 2], Sale>,
    /// What things are called.
    pub names: Names,
    weights: HashMap<String, f64>,
    keys: HashSet<String>,
}

const SETTINGS: [Field; 7] = [
    Field::ReorderPoint,
    Field::MaximumStock,
    Field::FixedLot,
    Field::LotMultiple,
    Field::MinimumOrder,
    Field::SafetyStock,
    Field::LeadTimeDays,
];

impl Facts {
    /// Gathers what the rows say.
    pub(super) fn of(rows: &mut Rows, mapping: &Mapping, start: Option<Date>) -> Self {
        let weigh = |(number, said): (&String, &super::mapping::Material)| Some((fold(number), said.piece_weighs_kg?));
        let weights = mapping.materials.iter().filter_map(weigh).collect();
        let mut facts = Self { weights, names: Names::of(mapping), ..Self::default() };
        // Units first: what is counted in several is counted as the stock list does.
        for (kind, name, quantity) in [
            (Kind::Stock, Field::Material, Field::Quantity),
            (Kind::Plan, Field::Product, Field::PerWorkingDay),
            (Kind::Orders, Field::Material, Field::Open),
            (Kind::Bom, Field::Component, Field::Quantity),
        ] {
            for row in rows.kind(kind) {
                facts.name(&row, name, rows.unit_of(&row, quantity));
            }
        }
        for row in rows.kind(Kind::Bom) {
            facts.name_product(&row);
        }
        for row in rows.kind(Kind::Stock) {
            facts.stock_row(rows, &row, mapping);
        }
        for row in rows.kind(Kind::Bom) {
            facts.bom_row(rows, &row);
        }
        for row in rows.kind(Kind::Vendors) {
            facts.vendor_row(rows, &row);
        }
        for row in rows.kind(Kind::Plan) {
            facts.plan_row(rows, &row);
        }
        for row in rows.kind(Kind::Orders) {
            if let Some(order) = facts.order_row(rows, &row, start) {
                facts.orders.push(order);
            }
        }
        facts
    }

    fn name(&mut self, row: &Row, field: Field, unit: Option<Measure>) {
        let Some(number) = row.words(field) else { return };
        let description = row.words(Field::Description).filter(|_| field != Field::Product || unit.is_some());
        let material = self.material(&number);
        if let Some(text) = description
            && material.title.is_empty()
        {
            material.title = text;
        }
        material.unit = material.unit.or(unit.map(|measure| measure.unit));
    }

    fn name_product(&mut self, row: &Row) {
        if let Some(number) = row.words(Field::Product) {
            self.material(&number);
        }
    }

    /// The material of a number, made where there is none yet.
    pub(super) fn material(&mut self, number: &str) -> &mut Material {
        let (keys, names) = (&mut self.keys, &self.names);
        self.materials.entry(fold(number)).or_insert_with(|| {
            let mut own = names.material(number).map_or_else(|| key(number), Clone::clone);
            while !keys.insert(own.clone()) {
                own.push('_');
            }
            Material { key: own, ..Material::default() }
        })
    }

    /// The unit of a material.
    pub(super) fn unit(&self, material: &str) -> Unit {
        self.materials.get(material).and_then(|material| material.unit).unwrap_or(Unit::Piece)
    }

    /// A quantity of a row in the unit of its material.
    fn converted(&self, rows: &mut Rows, row: &Row, field: Field, material: &str) -> Option<f64> {
        let (x, measure) = rows.quantity(row, field)?;
        let Some(measure) = measure else { return Some(x) };
        if let Some(times) = self.in_unit(measure, material) {
            return Some(x * times);
        }
        let unit = self.unit(material);
        let number = row.words(Field::Material).or_else(|| row.words(Field::Component)).unwrap_or_default();
        let text = format!(
            "“{number}” is counted in {} here and in {} elsewhere; say in the mapping what a piece weighs: \"materials\": {{\"{number}\": {{\"piece_weighs_kg\": 0.1}}}}",
            measure.unit.label(),
            unit.label()
        );
        rows.complain(row, Field::Unit, "pieces and weight", text);
        None
    }

    /// How much of the unit of a material one is in which a row counts.
    fn times(&self, rows: &Rows, row: &Row, material: &str) -> f64 {
        let measure = rows.unit_of(row, Field::Quantity);
        measure.and_then(|measure| self.in_unit(measure, material)).unwrap_or(1.0)
    }

    /// How much of the unit of a material a measure is; nothing where pieces meet weight.
    fn in_unit(&self, measure: Measure, material: &str) -> Option<f64> {
        let unit = self.unit(material);
        let weight = |unit: Unit| match unit {
            Unit::Kg => Some(1.0),
            Unit::T => Some(1000.0),
            Unit::Piece => self.weights.get(material).copied(),
        };
        if unit == measure.unit {
            return Some(measure.times);
        }
        Some(measure.times * weight(measure.unit)? / weight(unit)?)
    }

    fn stock_row(&mut self, rows: &mut Rows, row: &Row, mapping: &Mapping) {
        let (material, plant) = (rows.needed(row, Field::Material), rows.needed(row, Field::Plant));
        let found = rows.quantity(row, Field::Quantity);
        let (Some(material), Some(plant)) = (material, plant) else { return };
        let number = fold(&material);
        let quantity = if found.is_some() { self.converted(rows, row, Field::Quantity, &number) } else { Some(0.0) };
        self.price(rows, row, &number, mapping);
        self.elements(rows, row, &number);
        let source = rows.place(row);
        let mut settings = HashMap::new();
        let times = self.times(rows, row, &number);
        for field in SETTINGS {
            // Levels and lots are in the unit in which the row counts.
            let times = if field == Field::LeadTimeDays { 1.0 } else { times };
            if let Some(value) = rows.number(row, field).filter(|value| *value > 0.0) {
                settings.insert(field, Said { value: value * times, source: source.clone() });
            }
        }
        let entry = self.stock.entry([fold(&plant), number]).or_insert_with(|| Stock {
            row: row.clone(),
            quantity: 0.0,
            settings: HashMap::new(),
            vendor: None,
        });
        entry.quantity += quantity.unwrap_or(0.0);
        for (field, said) in settings {
            entry.settings.entry(field).or_insert(said);
        }
        entry.vendor = entry.vendor.take().or_else(|| row.words(Field::Vendor));
    }

    fn price(&mut self, rows: &mut Rows, row: &Row, material: &str, mapping: &Mapping) {
        let Some(price) = rows.number(row, Field::Price).filter(|price| *price > 0.0) else { return };
        let per = rows.number(row, Field::PriceUnit).filter(|per| *per > 0.0).unwrap_or(1.0);
        let currency = row.words(Field::Currency);
        if currency.as_ref().is_some_and(|code| fold(code) != fold(&mapping.currency)) {
            let text =
                format!("a price in {}, not in {}: it was left out", currency.unwrap_or_default(), mapping.currency);
            let note = format!("{}: {text}", rows.place(row));
            rows.notes.push(note);
            return;
        }
        // A price is of the unit in which the row counts.
        let times = self.times(rows, row, material);
        let source = rows.place(row);
        let material = self.materials.get_mut(material);
        if let Some(material) = material.filter(|material| material.price.is_none()) {
            material.price = Some(Said { value: price / per / times, source });
        }
    }

    fn elements(&mut self, rows: &mut Rows, row: &Row, material: &str) {
        let Some(text) = row.words(Field::Elements) else { return };
        let read = cells::parts(&Found::words(&text), rows.locale_of(row))
            .and_then(|parts| parts.into_iter().map(|(name, share)| Ok((cells::element(&name)?, share))).collect());
        match read {
            Ok(elements) => {
                let material = self.materials.get_mut(material);
                if let Some(material) = material.filter(|material| material.elements.is_empty()) {
                    material.elements = elements;
                }
            }
            Err(wrong) => rows.complain(row, Field::Elements, "elements", wrong.text),
        }
    }

    fn bom_row(&mut self, rows: &mut Rows, row: &Row) {
        let product = rows.needed(row, Field::Product);
        let component = rows.needed(row, Field::Component);
        let (Some(product), Some(component)) = (product, component) else { return };
        if rows.signed(row, Field::Quantity).is_some_and(|x| x < 0.0) {
            rows.leave_out(row, "a by-product: its quantity is negative");
            return;
        }
        let quantity = self.converted(rows, row, Field::Quantity, &fold(&component));
        let base = rows.number(row, Field::BaseQuantity).filter(|base| *base > 0.0).unwrap_or(1.0);
        let scrap = rows.share(row, Field::Scrap).unwrap_or(0.0);
        let Some(quantity) = quantity else {
            rows.needed(row, Field::Quantity);
            return;
        };
        let plant = row.words(Field::Plant).map_or(String::new(), |plant| fold(&plant));
        let need = Need { component: fold(&component), quantity: quantity / base * (1.0 + scrap), row: row.clone() };
        self.bom.entry([plant, fold(&product)]).or_default().push(need);
    }

    fn vendor_row(&mut self, rows: &mut Rows, row: &Row) {
        let Some(number) = rows.needed(row, Field::Vendor) else { return };
        let country = rows.needed(row, Field::Country);
        let lead_time = rows.number(row, Field::LeadTimeDays).filter(|days| *days > 0.0);
        let lead_time = lead_time.map(|value| Said { value, source: rows.place(row) });
        let own = fold(&number);
        // A vendor whose country is missing is known all the same: what is missing has been told.
        let country = country.unwrap_or_default();
        let country = country_named(&country).map_or(country, str::to_owned);
        let is_code = country.len() == 2 && country.bytes().all(|letter| letter.is_ascii_uppercase());
        if !country.is_empty() && !is_code {
            let text = format!("found \"{country}\", allowed: a country as two capital letters, such as DE");
            rows.complain(row, Field::Country, "country", text);
        }
        match self.vendors.get(&own) {
            Some(known) if fold(&known.country) != fold(&country) => {
                let text = format!("“{number}” is in {country} here and in {} before", known.country);
                rows.complain(row, Field::Country, "two countries", text);
            }
            _ => {}
        }
        let name = row.words(Field::VendorName).unwrap_or_default();
        let vendor = Vendor { number, name, country, lead_time: None };
        self.vendors.entry(own.clone()).or_insert(vendor);
        let Some(material) = row.words(Field::Material) else {
            if let Some(vendor) = self.vendors.get_mut(&own) {
                vendor.lead_time = vendor.lead_time.take().or(lead_time);
            }
            return;
        };
        let minimum = rows.number(row, Field::MinimumOrder).filter(|least| *least > 0.0);
        let source = Source {
            vendor: own,
            material: fold(&material),
            plant: row.words(Field::Plant).map_or(String::new(), |plant| fold(&plant)),
            lead_time,
            quota: rows.share(row, Field::Quota),
            minimum: minimum.map(|value| Said { value, source: rows.place(row) }),
        };
        self.sources.push(source);
    }

    fn plan_row(&mut self, rows: &mut Rows, row: &Row) {
        let (product, plant) = (rows.needed(row, Field::Product), rows.needed(row, Field::Plant));
        let from = rows.date(row, Field::From);
        let daily = rows.number(row, Field::PerWorkingDay);
        let monthly = rows.number(row, Field::PerMonth);
        let margin = rows.number(row, Field::Margin);
        let (Some(product), Some(plant)) = (product, plant) else { return };
        self.material(&product);
        let days = from.map_or(21.75, working_days);
        let Some(value) = daily.or_else(|| monthly.map(|quantity| quantity / days)) else {
            rows.leave_out(row, "no quantity is planned");
            return;
        };
        let source = rows.place(row);
        let sale = self.sales.entry([fold(&plant), fold(&product)]).or_default();
        sale.row = sale.row.take().or_else(|| Some(row.clone()));
        sale.margin = sale.margin.take().or(margin.map(|value| Said { value, source: source.clone() }));
        sale.steps.push((from, Said { value, source }));
    }

    fn order_row(&mut self, rows: &mut Rows, row: &Row, start: Option<Date>) -> Option<Order> {
        const NO: [&str; 7] = ["no", "nein", "n", "0", "false", "open", "offen"];
        if row.words(Field::Closed).is_some_and(|word| !NO.contains(&fold(&word).as_str())) {
            rows.leave_out(row, "closed");
            return None;
        }
        let number = rows.needed(row, Field::Order);
        let ends = [Field::Vendor, Field::Material, Field::Plant].map(|field| rows.needed(row, field));
        let (placed, due) = (rows.date(row, Field::Placed), rows.date(row, Field::Due));
        let shipped = rows.date(row, Field::Shipped);
        let material = ends[1].as_ref().map(|name| fold(name)).unwrap_or_default();
        let mut part = |field| self.converted(rows, row, field, &material);
        let open = match part(Field::Open) {
            Some(open) => Some(open),
            None if row.words(Field::Open).is_some() => return None,
            None => part(Field::Ordered).map(|ordered| ordered - part(Field::Delivered).unwrap_or(0.0)),
        };
        for (field, empty) in [(Field::Placed, placed.is_none()), (Field::Due, due.is_none())] {
            if empty && row.words(field).is_none() {
                rows.needed(row, field);
            }
        }
        let [Some(vendor), Some(material), Some(plant)] = ends else { return None };
        let (number, placed, due) = (number?, placed?, due?);
        let Some(open) = open else {
            if row.words(Field::Ordered).is_none() {
                rows.needed(row, Field::Open);
            }
            return None;
        };
        if due < placed {
            rows.complain(row, Field::Due, "before", format!("{due} is before the order was placed, {placed}"));
            return None;
        }
        let late = start.is_some_and(|start| placed >= start);
        if open <= 0.0 || late {
            rows.leave_out(row, if late { "placed on or after the first day" } else { "nothing is open" });
            return None;
        }
        let name = row.words(Field::Item).map_or_else(|| number.clone(), |item| format!("{number}/{item}"));
        let ends = [&vendor, &material, &plant].map(|name| fold(name));
        Some(Order { name, row: row.clone(), ends, quantity: open, placed, due, shipped })
    }
}

/// Days from Monday to Friday of a month.
fn working_days(month: Date) -> f64 {
    let first = month.first_of_month();
    let days = (0..first.days_in_month()).map(|day| first.saturating_add(i64::from(day).days()));
    let works = days.filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)).count();
    f64::from(u32::try_from(works).unwrap_or(22))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn working_days_of_a_month_are_counted() {
        // February 2026 begins on a Sunday; March has 22 days from Monday to Friday.
        assert!((working_days(date(2026, 2, 1)) - 20.0).abs() < f64::EPSILON);
        assert!((working_days(date(2026, 3, 17)) - 22.0).abs() < f64::EPSILON);
    }
}
