//! From rows to a scenario, remembering the cell of everything that is written.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::book::{Book, Row, Spot, key};
use super::cells;
use super::grid::Found;
use crate::reading::{fold, same};

type Fields = Map<String, Value>;

/// A scenario, and where its parts come from.
pub struct Built {
    pub scenario: Value,
    pub places: Places,
}

/// Cells by the dotted path of what came from them.
#[derive(Default)]
pub struct Places(HashMap<String, Spot>);

impl Places {
    fn note(&mut self, path: impl Into<String>, spot: Spot) {
        self.0.entry(path.into()).or_insert(spot);
    }

    /// The cell of a field, or of what it is part of.
    pub fn find(&self, field: &str) -> Option<Spot> {
        // A name of nothing but digits is written as the place in a list is.
        let field = field.replace('[', ".").replace(']', "");
        let mut path = field.as_str();
        loop {
            if let Some(spot) = self.0.get(path) {
                return Some(*spot);
            }
            path = &path[..path.rfind('.')?];
        }
    }
}

/// Puts a row's cells into an object, field by field.
struct Part<'a> {
    book: &'a mut Book,
    places: &'a mut Places,
    row: &'a Row,
    path: String,
    fields: Fields,
}

impl<'a> Part<'a> {
    fn new(book: &'a mut Book, places: &'a mut Places, row: &'a Row, path: String) -> Self {
        places.note(path.clone(), (row.sheet, row.at, 0));
        Self { book, places, row, path, fields: Fields::new() }
    }

    /// A cell that is written as it is.
    fn plain(&mut self, field: &str, column: &str) {
        self.places.note(format!("{}.{field}", self.path), self.row.spot(column));
        if let Some(value) = self.book.value(self.row, column) {
            self.fields.insert(field.to_owned(), value);
        }
    }

    /// A number, with the source of its row.
    fn number(&mut self, field: &str, column: &str) {
        self.places.note(format!("{}.{field}", self.path), self.row.spot(column));
        if let Some(value) = self.book.value(self.row, column) {
            let value = self.sourced(value);
            self.fields.insert(field.to_owned(), value);
        }
    }

    /// A number below a field of its own, such as `{"days_of_cover": …}`.
    fn level(&mut self, field: &str, column: &str, counted: &str) {
        self.places.note(format!("{}.{field}", self.path), self.row.spot(column));
        if let Some(value) = self.book.value(self.row, column) {
            let value = self.sourced(value);
            self.fields.insert(field.to_owned(), json!({ counted: value }));
        }
    }

    /// Half within the one column, nine in ten within the other.
    fn skewed(&mut self, field: &str, half: &str, long: &str) {
        self.places.note(format!("{}.{field}", self.path), self.row.spot(half));
        let (median, p90) = (self.book.value(self.row, half), self.book.value(self.row, long));
        match median {
            Some(median) => match cells::skewed(&median, p90.as_ref()) {
                Ok(law) => {
                    let law = self.sourced(law);
                    self.fields.insert(field.to_owned(), law);
                }
                Err(wrong) => self.book.wrong(self.row, long, wrong),
            },
            None if p90.is_some() && *self.row.found(half) == Found::Nothing => {
                self.book.wrong(self.row, half, format!("“{half}” is empty, though “{long}” is not"));
            }
            None => {}
        }
    }

    /// A number with the source or the reason of its row.
    fn sourced(&mut self, value: Value) -> Value {
        let said = [("source", "Source"), ("assumption", "Reason")];
        let said = said.map(|(field, column)| (field, self.book.words(self.row, column)));
        if said.iter().all(|(_, words)| words.is_none()) {
            return value;
        }
        let mut fields = match value {
            Value::Object(fields) => fields,
            plain => Fields::from_iter([("value".to_owned(), plain)]),
        };
        for (field, words) in said {
            if let Some(words) = words {
                fields.insert(field.to_owned(), words.into());
            }
        }
        Value::Object(fields)
    }

    /// Names with shares of a cell.
    fn parts(&mut self, column: &str) -> Vec<(String, f64)> {
        if *self.row.found(column) == Found::Nothing {
            return Vec::new();
        }
        match cells::parts(self.row.found(column), self.book.locale()) {
            Ok(parts) => parts,
            Err(wrong) => {
                self.book.wrong(self.row, column, wrong);
                Vec::new()
            }
        }
    }
}

/// The scenario that the sheets describe; what is wrong with them is noted in the book.
pub fn scenario(book: &mut Book, file: &str) -> Built {
    let mut places = Places::default();
    let mut scenario = frame(book, &mut places, file);
    let materials = each(book, &mut places, ("Materials", "Material", "materials"), material);
    let phases = book.rows_by_name("Policy");
    let fill = |part: &mut Part| authority(part, &phases);
    let authorities = each(book, &mut places, ("Licences", "Authority", "authorities"), fill);
    let stocks = book.rows_by_name("Stocks");
    let sites = each(book, &mut places, ("Sites", "Site", "sites"), |part| site(part, &stocks));
    let lanes = lanes(book, &mut places);
    scenario.insert("materials".to_owned(), materials.into());
    if !authorities.is_empty() {
        scenario.insert("authorities".to_owned(), authorities.into());
    }
    scenario.insert("sites".to_owned(), sites.into());
    scenario.insert("lanes".to_owned(), lanes.into());
    unused(book);
    Built { scenario: scenario.into(), places }
}

fn frame(book: &mut Book, places: &mut Places, file: &str) -> Fields {
    let rows = book.rows("Scenario").to_vec();
    let Some(row) = rows.first() else { return Fields::new() };
    if let Some(second) = rows.get(1) {
        book.wrong(
            second,
            "Title",
            "the sheet Scenario has one row; a second scenario has sheets of its own".to_owned(),
        );
    }
    let mut part = Part::new(book, places, row, String::new());
    let columns = [
        ("title", "Title"),
        ("assumption", "Reason"),
        ("currency", "Currency"),
        ("start", "First day"),
        ("horizon_days", "Days"),
    ];
    for (field, column) in columns {
        part.plain(field, column);
        part.places.note(field, row.spot(column));
    }
    let mut fields = Fields::new();
    for (field, value) in part.fields {
        let title = field == "title";
        fields.insert(field, value);
        if title {
            fields.insert("description".to_owned(), format!("Imported from {file}").into());
        }
    }
    fields
}

/// A part of the scenario: an entry for each row, named by its first column.
fn each(
    book: &mut Book,
    places: &mut Places,
    (sheet, named, part): (&str, &str, &str),
    fill: impl Fn(&mut Part),
) -> Fields {
    let mut all = Fields::new();
    for row in book.rows(sheet).to_vec() {
        // Without a name, the rest of the row is looked at all the same.
        let name = book.words(&row, named);
        let key = name.as_deref().and_then(|name| book.key_of(sheet, name)).unwrap_or_default();
        let mut filled = Part::new(book, places, &row, format!("{part}.{key}"));
        if let Some(name) = name.filter(|name| *name != key) {
            filled.fields.insert("title".to_owned(), name.into());
        }
        fill(&mut filled);
        all.insert(key, filled.fields.into());
    }
    all
}

fn material(part: &mut Part) {
    part.plain("unit", "Unit");
    part.number("price_per_unit", "Price");
    let column = "Controlled elements";
    let mut elements = Fields::new();
    for (symbol, share) in part.parts(column) {
        match cells::element(&symbol) {
            Ok(symbol) => {
                let share = part.sourced(json!(share));
                elements.insert(symbol.to_owned(), share);
            }
            Err(wrong) => part.book.wrong(part.row, column, wrong),
        }
    }
    part.places.note(format!("{}.elements", part.path), part.row.spot(column));
    if !elements.is_empty() {
        part.fields.insert("elements".to_owned(), elements.into());
    }
}

/// Rows by the name that they begin with.
type ByName = HashMap<String, Vec<Row>>;

fn site(part: &mut Part, stocks: &ByName) {
    for (field, column) in [
        ("country", "Country"),
        ("sector", "Sector"),
        ("end_use", "End use"),
        ("makes", "Makes"),
        ("calendar", "Works"),
    ] {
        part.plain(field, column);
    }
    part.number("capacity_per_day", "Capacity");
    let whole = std::mem::take(&mut part.fields);
    for (field, column) in
        [("per_working_day", "Sales"), ("margin_per_unit", "Margin"), ("penalty_per_unit", "Penalty")]
    {
        part.number(field, column);
        part.places.note(format!("{}.sales.{field}", part.path), part.row.spot(column));
    }
    let sales = std::mem::replace(&mut part.fields, whole);
    if !sales.is_empty() {
        if *part.row.found("Sales") == Found::Nothing {
            part.book.wrong(part.row, "Sales", "“Sales” is empty, though a margin or a penalty is given".to_owned());
        }
        part.fields.insert("sales".to_owned(), sales.into());
    }
    let whole = std::mem::take(&mut part.fields);
    part.plain("restart_days", "Restart");
    part.number("halt_cost_per_day", "Halt cost");
    let line = std::mem::replace(&mut part.fields, whole);
    if !line.is_empty() {
        part.fields.insert("line".to_owned(), line.into());
    }
    let own = fold(&part.row.found("Site").shown());
    let mut inputs = Fields::new();
    for row in stocks.get(&own).into_iter().flatten() {
        let material = part.book.value(row, "Material").and_then(|key| key.as_str().map(str::to_owned));
        let Some(name) = material else {
            // The rest of the row is looked at all the same.
            input(&mut Part::new(part.book, part.places, row, format!("{}.inputs.", part.path)));
            continue;
        };
        let path = format!("{}.inputs.{name}", part.path);
        let fields = input(&mut Part::new(part.book, part.places, row, path));
        if inputs.insert(name, fields.into()).is_some() {
            part.book.wrong(row, "Material", "there are two rows for this site and material".to_owned());
        }
    }
    if !inputs.is_empty() {
        part.fields.insert("inputs".to_owned(), inputs.into());
    }
}

fn input(part: &mut Part) -> Fields {
    part.number("per_unit", "Need");
    let counted = part.book.words(part.row, "Counted in").unwrap_or_else(|| "days_of_cover".to_owned());
    part.level("opening_stock", "Stock", &counted);
    let mut ordering = Part::new(part.book, part.places, part.row, format!("{}.ordering.base_stock", part.path));
    ordering.level("order_up_to", "Order up to", "days_of_cover");
    ordering.plain("review_every_days", "Review");
    let ordering = ordering.fields;
    part.fields.insert("ordering".to_owned(), json!({ "base_stock": ordering }));
    part.number("minimum_order", "Minimum order");
    std::mem::take(&mut part.fields)
}

fn lanes(book: &mut Book, places: &mut Places) -> Fields {
    let mut lanes = Fields::new();
    for row in book.rows("Suppliers").to_vec() {
        let ends = ["From", "To"].map(|end| row.found(end).shown());
        let mut name = ends.clone().map(|end| key(&end)).join("_to_");
        while lanes.contains_key(&name) {
            name.push_str("_again");
        }
        let mut part = Part::new(book, places, &row, format!("lanes.{name}"));
        for (field, column) in [("from", "From"), ("to", "To"), ("authority", "Licensed by")] {
            part.plain(field, column);
        }
        for (field, column) in [("share", "Share"), ("transit_days", "Transit")] {
            part.number(field, column);
        }
        part.plain("available_from", "Available from");
        for (field, column) in [("price_per_unit", "Price"), ("duty_share", "Duty"), ("minimum_lot", "Minimum order")] {
            part.number(field, column);
        }
        let fields = part.fields;
        lanes.insert(name, fields.into());
    }
    lanes
}

fn authority(part: &mut Part, phases: &ByName) {
    part.plain("country", "Country");
    part.plain("controls", "Controlled elements");
    let path = format!("{}.desk", part.path);
    let mut desk = Part::new(part.book, part.places, part.row, path);
    desk.skewed("review_work_days", "Review", "Review, long");
    for (field, column) in [
        ("preparation_days", "Preparation"),
        ("first_preparation_days", "First preparation"),
        ("correction_days", "Correction"),
        ("background_per_working_day", "Others"),
    ] {
        desk.number(field, column);
    }
    desk.plain("licence_valid_days", "Valid");
    let desk = desk.fields;
    part.fields.insert("desk".to_owned(), desk.into());
    let own = part.row.found("Authority").shown();
    let phases = phases.get(&fold(&own)).map_or(&[][..], Vec::as_slice);
    if phases.is_empty() {
        part.book.wrong(
            part.row,
            "Authority",
            match part.book.missing("Policy") {
                Some(missing) => format!("{missing}; “{own}” needs at least one phase there"),
                None => format!("“{own}” has no phase in the sheet Policy; it needs at least one"),
            },
        );
        return;
    }
    let names: Vec<(String, String)> =
        phases.iter().map(|row| row.found("Phase").shown()).map(|name| (key(&name), name)).collect();
    let firsts: Vec<usize> = (0..phases.len()).filter(|at| same(&phases[*at].found("First").shown(), "yes")).collect();
    if let Some(second) = firsts.get(1) {
        part.book.wrong(
            &phases[*second],
            "First",
            format!("two phases of “{own}” say “yes”: only one can be the first"),
        );
    }
    let first = firsts.first().copied().unwrap_or(0);
    part.fields.insert("initial_regime".to_owned(), names[first].0.clone().into());
    let mut regimes = Fields::new();
    for (row, (key, name)) in phases.iter().zip(&names) {
        let path = format!("{}.regimes.{key}", part.path);
        let mut phase = Part::new(part.book, part.places, row, path);
        phase.book.value(row, "Phase");
        phase.book.value(row, "First");
        if name != key {
            phase.fields.insert("title".to_owned(), name.as_str().into());
        }
        regime(&mut phase, &names);
        let fields = phase.fields;
        if regimes.insert(key.clone(), fields.into()).is_some() && !name.is_empty() {
            part.book.wrong(row, "Phase", format!("there are two phases “{name}” of this authority"));
        }
    }
    part.fields.insert("regimes".to_owned(), regimes.into());
}

fn regime(phase: &mut Part, names: &[(String, String)]) {
    for (field, column) in [
        ("review_speed", "Speed"),
        ("desk_capacity", "Decisions"),
        ("returned_share", "Returned"),
        ("denied_share", "Denied"),
    ] {
        phase.number(field, column);
    }
    phase.skewed("lasts_days", "Lasts", "Lasts, long");
    let mut then = Fields::new();
    for (next, share) in phase.parts("Then") {
        if let Some((key, _)) = names.iter().find(|(_, name)| same(name, &next)) {
            then.insert(key.clone(), json!(share));
            continue;
        }
        let known: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
        let meant = match crate::scenario::words::nearest(&next, known.iter().copied()) {
            Some(meant) => format!("; did you mean “{meant}”?"),
            None => format!(", allowed: {}", known.join(", ")),
        };
        phase.book.wrong(phase.row, "Then", format!("no phase of this authority is called “{next}”{meant}"));
    }
    phase.places.note(format!("{}.then", phase.path), phase.row.spot("Then"));
    if !then.is_empty() {
        phase.fields.insert("then".to_owned(), then.into());
    }
}

/// Rows that belong to nothing, because the name they begin with is not known, are looked at as well.
fn unused(book: &mut Book) {
    for (sheet, column, of) in [("Stocks", "Site", "Sites"), ("Policy", "Authority", "Licences")] {
        for row in book.rows(sheet).to_vec() {
            if book.key_of(of, &row.found(column).shown()).is_none() {
                for column in super::layout::SHEETS[row.sheet].columns {
                    book.value(&row, column.name);
                }
            }
        }
    }
}
