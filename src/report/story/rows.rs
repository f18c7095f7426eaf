//! One trial as tables: one row for everything that happens, and what stood behind it day by day.

use super::super::data::{Body, Cell, Data, Field, Kind};
use super::super::fields::Fields;
use super::events::{self, Happening, date_of, day_of, happenings};
use super::steps;
use crate::experiment::{DrawnParameter, ExplainAnswer, HaltStory, InputStory, LineStory, MissingRoot, RegisterEntry};

/// `story.csv`: one row for everything that happens.
pub(super) fn events(story: &ExplainAnswer) -> Data<'_> {
    let text = |name, about| Field::new(name, Kind::Text, "", about);
    let columns = vec![
        Field::new("date", Kind::Date, "", "the day"),
        text("event", "what happens, as one word"),
        text("site", "key of the site"),
        text("site_title", "its name for people"),
        text("lane", "key of the lane"),
        text("supplier", "name of the supplier at its other end"),
        text("authority", "key of the authority"),
        Field::new("order", Kind::Whole, "", "number of the order, from 0"),
        text("material", "key of the material"),
        text("material_title", "its name for people"),
        Field::new("quantity", Kind::Number, "as unit", "what it is about"),
        text("unit", "unit of the quantity"),
        Field::new("days_since_step_before", Kind::Whole, "days", "since the order's step before"),
        Field::new("cover_days", Kind::Number, "days", "stock of the material at the end of that day, in days of need"),
        text("words", "what happens, in a sentence"),
    ];
    let rows = happenings(story).into_iter().map(|(date, what)| {
        let words = steps::words(story, &what);
        let row = row(story, date, &what);
        let (site_title, material_title) = titles(story, row.site, row.material);
        vec![
            Cell::Date(date),
            Cell::text(what.kind()),
            Cell::text(row.site),
            Cell::text(site_title),
            Cell::text(row.lane),
            Cell::text(row.order.and_then(|number| story.orders.get(number)).map_or("", |order| &order.supplier)),
            Cell::text(row.authority),
            row.order.map_or(Cell::Empty, |number| Cell::count(number as u64)),
            Cell::text(row.material),
            Cell::text(material_title),
            Cell::number(row.quantity),
            Cell::text(row.unit),
            Cell::days(row.days),
            Cell::number(row.cover),
            Cell::text(words),
        ]
    });
    let about = "Everything that happens in this trial, day by day";
    Data { name: "story", title: "Story", about, columns, rows: Body::Held(rows.collect()) }
}

/// Names of a site and of a material that it uses.
fn titles<'a>(story: &'a ExplainAnswer, site: &str, material: &str) -> (&'a str, &'a str) {
    let lines = || lines_of(story, site);
    let title = |line: &'a LineStory| if line.site == site { line.title.as_str() } else { line.buyer_title() };
    let input = lines().flat_map(|line| &line.inputs).find(|input| input.material == material);
    (lines().next().map_or("", title), input.map_or("", |input| &input.title))
}

/// The line of a site; all lines where it has several.
fn lines_of<'a>(story: &'a ExplainAnswer, site: &str) -> impl Iterator<Item = &'a LineStory> {
    story.lines.iter().filter(move |line| line.site == site || line.buyer() == site)
}

#[derive(Default)]
struct Row<'a> {
    site: &'a str,
    lane: &'a str,
    authority: &'a str,
    order: Option<usize>,
    material: &'a str,
    quantity: Option<f64>,
    unit: &'a str,
    days: Option<u32>,
    cover: Option<f64>,
}

fn row<'a>(story: &'a ExplainAnswer, date: jiff::civil::Date, what: &Happening<'a>) -> Row<'a> {
    let mut row = Row::default();
    match *what {
        Happening::Regime(course, ..) | Happening::Event(course, _) => row.authority = &course.authority,
        Happening::Listed(course, span) => {
            row.authority = &course.authority;
            row.site = &span.client;
            row.days = Some(span.days);
        }
        Happening::LeverStarts(lever) | Happening::LeverTakesEffect(lever) => row.site = &lever.site,
        Happening::InService(service) => row.site = &service.name,
        Happening::Outage(service, outage) => {
            *(if service.is_lane { &mut row.lane } else { &mut row.site }) = &service.name;
            row.days = Some(outage.days);
        }
        Happening::Opening(line, input) => {
            row.site = line.buyer();
            row.material = &input.material;
            row.quantity = Some(input.opening_stock);
            row.unit = input.unit;
            let planned = !input.cover_days.is_empty();
            row.cover = planned.then(|| input.opening_stock / input.need_per_day);
        }
        Happening::Lowest(line, input, day) => {
            row.site = line.buyer();
            row.material = &input.material;
            row.quantity = input.stock.get(day).copied();
            row.unit = input.unit;
            row.cover = input.cover_days.get(day).copied();
            debug_assert_eq!(date_of(story, day), date);
        }
        Happening::Step(order, at) => {
            let step = &order.steps[at];
            row.site = &order.site;
            row.lane = &order.lane;
            row.authority = order.authority.as_deref().unwrap_or_default();
            row.order = Some(order.number);
            row.material = &order.material;
            row.quantity = Some(step.quantity);
            row.unit = order.unit;
            row.days = (at > 0).then_some(step.days);
            row.cover = cover(story, &order.site, &order.material, day_of(story, date));
        }
        Happening::Halt(line, halt) | Happening::RunsAgain(line, halt) => {
            row.site = &line.site;
            row.material = halt.material.as_deref().unwrap_or_default();
            row.cover = cover(story, &line.site, row.material, day_of(story, date));
        }
    }
    row
}

/// Cover of a site's input at the end of a day.
fn cover(story: &ExplainAnswer, site: &str, material: &str, day: usize) -> Option<f64> {
    let mut inputs = lines_of(story, site).flat_map(|line| &line.inputs);
    inputs.find(|input| input.material == material)?.cover_days.get(day).copied()
}

/// `register.csv`: the register of exports of this trial.
pub(super) fn register(story: &ExplainAnswer) -> Data<'_> {
    let mut columns = Fields::<&RegisterEntry>::new();
    let month = Field::new("month", Kind::Month, "", "the month, as its first day");
    columns.add(month, |entry| Cell::Date(entry.month));
    columns.text("exporter", "key of the exporting site", |entry| &entry.exporter);
    columns.text("exporter_title", "its name for people", |entry| &entry.exporter_title);
    columns.text("client", "key of the site to which it exports", |entry| &entry.client);
    columns.text("client_title", "its name for people", |entry| &entry.client_title);
    columns.text("material", "key of the material", |entry| &entry.material);
    columns.text("material_title", "its name for people", |entry| &entry.material_title);
    columns.text("unit", "unit of the quantities", |entry| &entry.unit);
    columns.number("applied", "as unit", "applied for: filed for the first time", |entry| Some(entry.applied));
    columns.number("licensed", "as unit", "licensed by licences of their own", |entry| Some(entry.licensed));
    columns.number("shipped", "as unit", "shipped", |entry| Some(entry.shipped));
    columns.number("held", "as unit", "held at the border", |entry| Some(entry.held));
    columns.table(("register", "Register"), "The register of exports of this trial, by month", &story.register)
}

/// What became of each line.
pub(super) fn summary(story: &ExplainAnswer) -> Data<'_> {
    let mut columns = Fields::<&LineStory>::new();
    columns.text("Line", "name of the site", |line| &line.title);
    columns.text("Role", "manufacturer if it sells, else supplier", |line| {
        if line.manufacturer { "manufacturer" } else { "supplier" }
    });
    columns.text("Sector", "its sector or stage", |line| &line.sector);
    columns.whole("Halts", "", "number of halts", |line| i64::try_from(line.halts.len()).ok());
    columns.date("First halt", "first day of the first halt", |line| line.halts.first().map(|halt| halt.from));
    columns.whole("Halt days", "working days", "all halts together", |line| Some(i64::from(line.halt_days)));
    columns.number("Loss", &story.scenario.currency, "lost margin, halt days, penalties", |line| Some(line.loss));
    columns.text("Output unit", "unit of what it makes", |line| line.output_unit);
    columns.number("Lost output", "as output unit", "never made", |line| Some(line.lost_output));
    columns.number("Made good later", "as output unit", "lost first, then made", |line| Some(line.made_good_output));
    columns.table(("summary", "Summary"), "What became of each line in this one trial", &story.lines)
}

/// Every halt.
pub(super) fn halts(story: &ExplainAnswer) -> Data<'_> {
    let mut columns = Fields::<(&LineStory, &HaltStory)>::new();
    columns.text("Line", "name of the site", |(line, _)| &line.title);
    columns.date("From", "first day", |(_, halt)| Some(halt.from));
    columns.date("Until", "last day within the horizon", |(_, halt)| Some(halt.until));
    columns.date("Runs again", "first day on which it runs; empty if it is halted to the end", |(_, halt)| {
        halt.runs_again
    });
    columns.whole("Halt days", "working days", "from the first day to the last", |(_, halt)| {
        Some(i64::from(halt.halt_days))
    });
    columns.text("Material", "key of the material that was missing on the first day", |(_, halt)| {
        halt.material.as_deref().unwrap_or_default()
    });
    columns.text(
        "Supplier",
        "from whom most of what was missing was to come; empty if it was on no order",
        |(_, halt)| halt.missing_from.first().and_then(|part| part.supplier.as_deref()).unwrap_or_default(),
    );
    columns
        .text("Place", "where most of it stood", |(_, halt)| halt.missing_from.first().map_or("", |part| part.place));
    columns.text(
        "Root",
        "name of the input that was missing in the end, of the line or of a supplier",
        move |(_, halt)| root_of(halt).map_or("", |root| &root.title),
    );
    columns.text(
        "Root lane",
        "key of the lane on which that was to come; empty if it was on no order",
        move |(_, halt)| root_of(halt).and_then(|root| root.lane.as_deref()).unwrap_or_default(),
    );
    columns.text("Authority", "key of the authority that licenses that lane", move |(_, halt)| {
        root_of(halt).and_then(|root| root.authority.as_deref()).unwrap_or_default()
    });
    let rows = story.lines.iter().flat_map(|line| line.halts.iter().map(move |halt| (line, halt)));
    columns.table(("halts", "Halts"), "Every halt of this trial", rows)
}

/// To what most of what was missing over a halt is traced.
fn root_of(halt: &HaltStory) -> Option<&MissingRoot> {
    halt.missing_from.first().map(|part| &part.root)
}

/// Stock of every input at the end of every day.
pub(super) fn stocks(story: &ExplainAnswer) -> Data<'_> {
    let mut columns = Fields::<(&LineStory, &InputStory, usize)>::new();
    columns.text("Site", "its name", |(line, ..)| line.buyer_title());
    columns.text("Material", "name of the material", |(_, input, _)| &input.title);
    columns.date("Day", "the day", |(.., day)| Some(date_of(story, day)));
    columns.text("Unit", "unit of the material", |(_, input, _)| input.unit);
    columns.number("Stock", "as unit", "at the end of the day", |(_, input, day)| input.stock.get(day).copied());
    columns.number("Cover", "days", "the same in days of planned need", |(_, input, day)| {
        input.cover_days.get(day).copied()
    });
    columns.number("On order", "as unit", "at the end of the day", |(_, input, day)| input.on_order.get(day).copied());
    let rows =
        events::stocks(story).flat_map(|(line, input)| (0..input.stock.len()).map(move |day| (line, input, day)));
    columns.table(("stocks", "Stock by day"), "Stock of every material at every site, day by day", rows)
}

/// What is not known beforehand, as it turned out.
pub(super) fn drawn(story: &ExplainAnswer) -> Data<'_> {
    let mut columns = Fields::<&DrawnParameter>::new();
    columns.text("Parameter", "what is not known beforehand", |drawn| &drawn.title);
    columns.text("Unit", "its unit", |drawn| &drawn.unit);
    columns.number("Value", "as unit", "as it turned out in this trial", |drawn| Some(drawn.value));
    columns.table(("drawn", "Parameters"), "What is not known beforehand, as it turned out here", &story.parameters)
}
