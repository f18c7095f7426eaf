//! The story of one trial as people and programs read it.

mod charts;
mod content;
pub(super) mod events;
mod most;
mod rows;
pub(super) mod steps;
mod text;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Layout, Study, Value};
use crate::experiment::{ExplainAnswer, LineStory};

/// What marks it on disk.
pub(super) const EXPLAIN: Kind = Kind { name: "linestop explain", file: "story.json" };

impl Study for ExplainAnswer {
    fn facts(&self) -> Facts<'_> {
        let trials = self.picked.as_ref().map_or(1, |picked| picked.trials);
        Facts::of(EXPLAIN, &self.scenario, (self.seed, trials))
    }

    fn text(&self, asked: &Value, layout: Layout) -> String {
        text::render(self, asked["site"].as_str(), asked["all"] == true, layout)
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn more(&self) -> Vec<Data<'_>> {
        vec![rows::halts(self), rows::stocks(self), rows::drawn(self)]
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        let mut tables = vec![rows::events(self)];
        if !self.register.is_empty() {
            tables.push(rows::register(self));
        }
        tables
    }

    fn charts(&self, asked: &Value) -> Charts {
        charts::charts(self, asked["site"].as_str(), asked["all"] == true)
    }
}

/// The lines that a story is about: the one asked for, all of them, or the one that loses most; if none loses, the
/// first that sells.
pub(super) fn told<'a>(story: &'a ExplainAnswer, site: Option<&str>, all: bool) -> Vec<&'a LineStory> {
    if let Some(site) = site {
        return story.lines.iter().filter(|line| line.site == site || line.buyer() == site).collect();
    }
    if all {
        return story.lines.iter().collect();
    }
    let weight = |line: &LineStory| (line.loss, f64::from(line.halt_days), f64::from(u8::from(line.manufacturer)));
    let heavier =
        |a: &&LineStory, b: &&LineStory| weight(a).partial_cmp(&weight(b)).is_some_and(std::cmp::Ordering::is_gt);
    let mut lines = story.lines.iter();
    let first = lines.next();
    lines
        .fold(first, |best, line| best.map(|best| if heavier(&line, &best) { line } else { best }))
        .into_iter()
        .collect()
}
