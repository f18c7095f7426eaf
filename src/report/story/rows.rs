//! `story.csv`: one row for everything that happens.

use std::io::Write;

use csv::Writer;

use super::events::{Happening, date_of, day_of, happenings};
use super::steps;
use crate::experiment::{LineStory, Story};

const HEADER: [&str; 12] = [
    "date",
    "event",
    "site",
    "lane",
    "authority",
    "order",
    "material",
    "quantity",
    "unit",
    "days_since_step_before",
    "cover_days",
    "words",
];

pub(super) fn write(out: &mut dyn Write, story: &Story) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    csv.write_record(HEADER)?;
    for (date, what) in happenings(story) {
        let mut row = Row { words: steps::words(story, &what), ..Row::default() };
        match what {
            Happening::Regime(course, ..) | Happening::Event(course, _) => row.authority = &course.authority,
            Happening::LeverStarts(lever) | Happening::LeverTakesEffect(lever) => row.site = &lever.site,
            Happening::Opening(line, input) => {
                row.site = &line.site;
                row.material = &input.material;
                row.quantity = Some(input.opening_stock);
                row.unit = input.unit;
                let planned = !input.cover_days.is_empty();
                row.cover = planned.then(|| input.opening_stock / input.need_per_day);
            }
            Happening::Lowest(line, input, day) => {
                row.site = &line.site;
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
                row.order = order.number.to_string();
                row.material = &order.material;
                row.quantity = Some(step.quantity);
                row.unit = order.unit;
                row.days = if at > 0 { step.days.to_string() } else { String::new() };
                row.cover = cover(story, &order.site, &order.material, day_of(story, date));
            }
            Happening::Halt(line, halt) | Happening::RunsAgain(line, halt) => {
                row.site = &line.site;
                row.material = halt.material.as_deref().unwrap_or_default();
                row.cover = cover(story, &line.site, row.material, day_of(story, date));
            }
        }
        let number = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
        let (date, quantity, cover) = (date.to_string(), number(row.quantity), number(row.cover));
        csv.write_record([
            date.as_str(),
            what.kind(),
            row.site,
            row.lane,
            row.authority,
            &row.order,
            row.material,
            &quantity,
            row.unit,
            &row.days,
            &cover,
            &row.words,
        ])?;
    }
    csv.flush()
}

#[derive(Default)]
struct Row<'a> {
    site: &'a str,
    lane: &'a str,
    authority: &'a str,
    order: String,
    material: &'a str,
    quantity: Option<f64>,
    unit: &'a str,
    days: String,
    cover: Option<f64>,
    words: String,
}

/// Cover of a site's input at the end of a day.
fn cover(story: &Story, site: &str, material: &str, day: usize) -> Option<f64> {
    let line: &LineStory = story.lines.iter().find(|line| line.site == site)?;
    line.inputs.iter().find(|input| input.material == material)?.cover_days.get(day).copied()
}
