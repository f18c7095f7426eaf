//! Everything that happens in a story, by date: what the file holds row by row and the text tells.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::experiment::{
    Cause, ExplainAnswer, HaltStory, InputStory, LeverStory, LineStory, OrderStory, OutageSpan, PolicyCourse,
    ServiceStory, Stay, StepKind, WatchedSpan,
};

/// Something that happens on a day.
#[derive(Clone, Copy)]
pub(in crate::report) enum Happening<'a> {
    /// A regime comes into force; the stay before it, if there was one.
    Regime(&'a PolicyCourse, &'a Stay, Option<&'a Stay>),
    /// A dated event happens, or does not, and brings no regime.
    Event(&'a PolicyCourse, &'a crate::experiment::DatedEvent),
    /// A client is put on a watch list.
    Listed(&'a PolicyCourse, &'a WatchedSpan),
    /// A lever starts.
    LeverStarts(&'a LeverStory),
    /// A lever that started before takes effect.
    LeverTakesEffect(&'a LeverStory),
    /// A site that had to be qualified comes into service.
    InService(&'a ServiceStory),
    /// An outage of a site or a lane begins.
    Outage(&'a ServiceStory, &'a OutageSpan),
    /// The stock with which a site opens, with the first of its lines that uses it.
    Opening(&'a LineStory, &'a InputStory),
    /// An order takes a step: its place among the order's steps.
    Step(&'a OrderStory, usize),
    /// A halt begins.
    Halt(&'a LineStory, &'a HaltStory),
    /// A line runs again.
    RunsAgain(&'a LineStory, &'a HaltStory),
    /// The lowest stock of an input: its place among the days.
    Lowest(&'a LineStory, &'a InputStory, usize),
}

impl Happening<'_> {
    /// Its kind in files.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Regime(..) => "regime",
            Self::Event(_, event) if event.happened => "event",
            Self::Event(..) => "event_not_happened",
            Self::Listed(..) => "watch_list",
            Self::LeverStarts(_) => "lever_starts",
            Self::LeverTakesEffect(_) => "lever_takes_effect",
            Self::InService(_) => "in_service",
            Self::Outage(..) => "outage",
            Self::Opening(..) => "opening_stock",
            Self::Step(order, step) => order.steps.get(*step).map_or("", |step| step.kind.name()),
            Self::Halt(..) => "halt",
            Self::RunsAgain(..) => "runs_again",
            Self::Lowest(..) => "lowest_stock",
        }
    }

    /// In which order things of one day are told.
    fn rank(&self) -> u8 {
        match self {
            Self::Opening(..) => 0,
            Self::Event(..) => 1,
            Self::Regime(..) => 2,
            Self::Listed(..)
            | Self::LeverStarts(_)
            | Self::LeverTakesEffect(_)
            | Self::InService(_)
            | Self::Outage(..) => 3,
            Self::Step(order, step) => match order.steps.get(*step).map(|step| step.kind) {
                Some(StepKind::Ordered) => 7,
                Some(StepKind::Received) => 4,
                _ => 3,
            },
            Self::Halt(..) | Self::RunsAgain(..) => 5,
            Self::Lowest(..) => 6,
        }
    }
}

/// All that happens within the horizon, by date.
pub(in crate::report) fn happenings(story: &ExplainAnswer) -> Vec<(Date, Happening<'_>)> {
    let mut all = Vec::new();
    for course in &story.policy {
        let brings = |title: &str, date: Date| {
            course.stays.iter().any(|stay| stay.from == date && stay.cause == Cause::Event(title.to_owned()))
        };
        let alone = course.events.iter().filter(|event| !brings(&event.title, event.date));
        all.extend(alone.map(|event| (event.date, Happening::Event(course, event))));
        all.extend(course.watched.iter().map(|span| (span.from, Happening::Listed(course, span))));
        for (at, stay) in course.stays.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| course.stays.get(at));
            all.push((stay.from, Happening::Regime(course, stay, before)));
        }
    }
    for lever in &story.levers {
        all.extend(lever.started.map(|date| (date, Happening::LeverStarts(lever))));
        let later = lever.takes_effect.filter(|date| lever.started < Some(*date) && *date <= story.scenario.end);
        all.extend(later.map(|date| (date, Happening::LeverTakesEffect(lever))));
    }
    for service in &story.services {
        let begins = service.in_service.filter(|_| service.is_qualified);
        all.extend(begins.map(|date| (date, Happening::InService(service))));
        all.extend(service.outages.iter().map(|outage| (outage.from, Happening::Outage(service, outage))));
    }
    for (line, input) in stocks(story) {
        all.push((story.scenario.start, Happening::Opening(line, input)));
        if let Some(day) = lowest(input) {
            all.push((date_of(story, day), Happening::Lowest(line, input, day)));
        }
    }
    for line in &story.lines {
        for halt in &line.halts {
            all.push((halt.from, Happening::Halt(line, halt)));
            all.extend(halt.runs_again.map(|date| (date, Happening::RunsAgain(line, halt))));
        }
    }
    for order in &story.orders {
        let within = order.steps.iter().enumerate().filter(|(_, step)| step.date <= story.scenario.end);
        all.extend(within.map(|(at, step)| (step.date, Happening::Step(order, at))));
    }
    all.sort_by_key(|(date, what)| (*date, what.rank()));
    all
}

/// Stocks with a line that uses them: what several lines share is told once, with the first of them.
pub(super) fn stocks(story: &ExplainAnswer) -> impl Iterator<Item = (&LineStory, &InputStory)> {
    let mut told = HashSet::new();
    let all = story.lines.iter().flat_map(|line| line.inputs.iter().map(move |input| (line, input)));
    all.filter(move |(line, input)| told.insert((line.buyer(), input.material.as_str())))
}

/// Whether a stock that is told with a line is one of another, too.
pub(super) fn is_stock_of(line: &LineStory, (other, input): (&LineStory, &InputStory)) -> bool {
    other.buyer() == line.buyer() && line.inputs.iter().any(|own| own.material == input.material)
}

/// The first day on which an input's stock is at its lowest.
pub(super) fn lowest(input: &InputStory) -> Option<usize> {
    let days = input.stock.iter().enumerate();
    days.min_by(|a, b| a.1.total_cmp(b.1)).map(|(day, _)| day)
}

/// The date of a day of the horizon.
pub(super) fn date_of(story: &ExplainAnswer, day: usize) -> Date {
    story.scenario.start.saturating_add(jiff::Span::new().days(i64::try_from(day).unwrap_or(0)))
}

/// The day of a date, from 0.
pub(super) fn day_of(story: &ExplainAnswer, date: Date) -> usize {
    usize::try_from((date - story.scenario.start).get_days()).unwrap_or(0)
}
