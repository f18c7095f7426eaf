//! One trial as tables: one row for everything that happens, and what stood behind it day by day.

use super::super::data::Data;
use super::super::desks::MONTH;
use super::super::fields::Fields;
use super::super::shown::{Table, number, words};
use super::super::words::{amount_of, counted, date, few, parameter, thousands};
use super::events::{self, Happening, date_of, day_of, happenings};
use super::steps;
use crate::experiment::{
    DrawnParameter, ExplainAnswer, HaltStory, HaltedLine, InputStory, LineStory, MissingRoot, Pick, Portrait,
    RegisterEntry,
};

/// `story.csv`: one row for everything that happens.
pub(super) fn events(story: &ExplainAnswer) -> Data<'_> {
    type Told<'a> = (jiff::civil::Date, Happening<'a>, Row<'a>, (&'a str, &'a str));
    let mut columns = Fields::<Told>::new();
    columns.date("date", "the day", |(date, ..)| Some(date));
    columns.text("event", "what happens, as one word", |(_, what, ..)| what.kind());
    columns.named(["site", "site_title"], "key of the site", |(.., row, (title, _))| (row.site, title));
    columns.text("lane", "key of the lane", |(.., row, _)| row.lane);
    columns.text("supplier", "name of the supplier at its other end", |(.., row, _)| {
        row.order.and_then(|number| story.orders.get(number)).map_or("", |order| &order.supplier)
    });
    columns.text("authority", "key of the authority", |(.., row, _)| row.authority);
    columns.whole("order", "", "number of the order, from 0", |(.., row, _)| row.order);
    let about = "key of the material";
    columns.named(["material", "material_title"], about, |(.., row, (_, title))| (row.material, title));
    columns.number("quantity", "as unit", "what it is about", |(.., row, _)| row.quantity);
    columns.text("unit", "unit of the quantity", |(.., row, _)| row.unit);
    columns.whole("days_since_step_before", "days", "since the order's step before", |(.., row, _)| row.days);
    let about = "stock of the material at the end of that day, in days of need";
    columns.number("cover_days", "days", about, |(.., row, _)| row.cover);
    columns.words("words", "what happens, in a sentence", |(_, what, ..)| steps::words(story, &what));
    let rows = happenings(story).into_iter().map(|(date, what)| {
        let row = row(story, date, &what);
        (date, what, row, titles(story, &row))
    });
    columns.table(("story", "Story"), "Everything that happens in this trial, day by day", rows)
}

/// Names of a site and of a material that it uses.
fn titles<'a>(story: &'a ExplainAnswer, row: &Row<'a>) -> (&'a str, &'a str) {
    let (site, material) = (row.site, row.material);
    let lines = || lines_of(story, site);
    let title = |line: &'a LineStory| if line.site == site { line.title.as_str() } else { line.buyer_title() };
    let input = lines().flat_map(|line| &line.inputs).find(|input| input.material == material);
    (lines().next().map_or("", title), input.map_or("", |input| &input.title))
}

/// The line of a site; all lines where it has several.
fn lines_of<'a>(story: &'a ExplainAnswer, site: &str) -> impl Iterator<Item = &'a LineStory> {
    story.lines.iter().filter(move |line| line.site == site || line.buyer() == site)
}

#[derive(Clone, Copy, Default)]
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
    registered().table(("register", "Register"), "The register of exports of this trial, by month", &story.register)
}

/// The same for people.
pub(super) fn register_shown(story: &ExplainAnswer) -> Table {
    registered().shown("Register of exports", |_| "", &story.register).on_terminal("register.csv", usize::MAX)
}

/// Takes one of the quantities.
type Quantity = fn(&RegisterEntry) -> f64;

fn registered<'a>() -> Fields<'a, &'a RegisterEntry> {
    let mut columns = Fields::<&RegisterEntry>::new();
    columns.show_as("Exporter, client", |entry| words(format!("{} to {}", entry.exporter_title, entry.client_title)));
    columns.month("month", MONTH, |entry| entry.month);
    columns.show("Month");
    let about = "key of the exporting site";
    columns.named(["exporter", "exporter_title"], about, |entry| (&entry.exporter, &entry.exporter_title));
    let about = "key of the site to which it exports";
    columns.named(["client", "client_title"], about, |entry| (&entry.client, &entry.client_title));
    let about = "key of the material";
    columns.named(["material", "material_title"], about, |entry| (&entry.material, &entry.material_title));
    columns.show("Material").yields(1);
    columns.text("unit", "unit of the quantities", |entry| &entry.unit);
    let quantities: [(&str, &'static str, &str, Quantity); 4] = [
        ("applied", "applied for: filed for the first time", "Applied#", |entry| entry.applied),
        ("licensed", "licensed by licences of their own", "Licensed#", |entry| entry.licensed),
        ("shipped", "shipped", "Shipped#", |entry| entry.shipped),
        ("held", "held at the border", "Held#", |entry| entry.held),
    ];
    for (name, about, heading, of) in quantities {
        columns.number(name, "as unit", about, move |entry| Some(of(entry)));
        columns.show_as(heading, move |entry| match of(entry) {
            none if none <= 0.0 => number("–", 0.0),
            some => number(steps::quantity(some, &entry.unit), some),
        });
    }
    columns
}

/// The trials that were picked, one a row; none where a trial was asked for by its number.
pub(super) fn portraits(story: &ExplainAnswer) -> Option<Table> {
    let picked = story.picked.as_ref()?;
    let mut columns = Fields::<&Portrait>::new();
    columns.show_as("Which trial, by loss", |portrait| {
        let name = match portrait.pick {
            Pick::Median => "median: half lose no more",
            Pick::P95 => "bad: one in twenty loses more",
            Pick::Worst => "worst",
        };
        let told = if portrait.pick == picked.told { " (told here)" } else { "" };
        words(format!("{name}{told}"))
    });
    columns.show_as("Trial#", |portrait| words(thousands(portrait.trial)));
    let loss = format!("Loss, {}#", story.scenario.currency);
    columns.show_as(&loss, |portrait| number(amount_of(portrait.loss), portrait.loss));
    let halted = |portrait: &Portrait| match portrait.halted.as_slice() {
        [] => words("no line halts"),
        lines => {
            let line = |line: &HaltedLine| {
                let days = counted(u64::from(line.halt_days), "day");
                format!("{} {days} from {}", line.title, date(line.first_halt))
            };
            words(few(lines.iter().map(line), 2, ", "))
        }
    };
    columns.show_as("What halts (halt days)", halted).yields(1);
    let of = match &picked.site {
        Some(site) => format!("the loss of {}", title_of(story, site)),
        None => "the loss of all lines".to_owned(),
    };
    let title = format!("Of {} trials, ranked by {of}:", thousands(picked.trials));
    Some(columns.shown(&title, |_| "", &picked.portraits).on_terminal("story.json", usize::MAX))
}

/// Name of a line, or of the site of several.
fn title_of<'a>(story: &'a ExplainAnswer, site: &'a str) -> &'a str {
    let line = story.lines.iter().find(|line| line.site == site).map(|line| line.title.as_str());
    line.or_else(|| lines_of(story, site).next().map(LineStory::buyer_title)).unwrap_or(site)
}

/// What became of each line.
pub(super) fn summary(story: &ExplainAnswer) -> Data<'_> {
    let mut columns = Fields::<&LineStory>::new();
    columns.text("Line", "name of the site", |line| &line.title);
    columns.text("Role", "manufacturer if it sells, else supplier", |line| {
        if line.manufacturer { "manufacturer" } else { "supplier" }
    });
    columns.text("Sector", "its sector or stage", |line| &line.sector);
    columns.whole("Halts", "", "number of halts", |line| Some(line.halts.len()));
    columns.date("First halt", "first day of the first halt", |line| line.halts.first().map(|halt| halt.from));
    columns.whole("Halt days", "working days", "all halts together", |line| Some(line.halt_days));
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
    columns.whole("Halt days", "working days", "from the first day to the last", |(_, halt)| Some(halt.halt_days));
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
    parameters().table(("drawn", "Parameters"), DRAWN, &story.parameters)
}

/// The same for people.
pub(super) fn drawn_shown(story: &ExplainAnswer) -> Table {
    parameters().shown(DRAWN, |_| "", &story.parameters)
}

const DRAWN: &str = "What is not known beforehand, as it turned out here";

fn parameters<'a>() -> Fields<'a, &'a DrawnParameter> {
    let mut columns = Fields::<&DrawnParameter>::new();
    columns.text("Parameter", "what is not known beforehand", |drawn| &drawn.title);
    columns.show("Parameter");
    columns.text("Unit", "its unit", |drawn| &drawn.unit);
    columns.number("Value", "as unit", "as it turned out in this trial", |drawn| Some(drawn.value));
    columns.show_as("Value#", |drawn| number(parameter(drawn.value, false), drawn.value));
    columns.show_as("Unit", |drawn| words(&drawn.unit));
    columns
}
