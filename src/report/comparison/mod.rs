//! A comparison as people and programs read it.

mod changes;
mod charts;
mod content;
mod regret;
mod rows;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value, named};
use crate::experiment::{Alternative, CompareAnswer, OutcomeDifference, RankBy};

/// What marks it on disk.
pub(super) const COMPARE: Kind = Kind { name: "linestop compare", file: "comparison.json" };

impl Study for CompareAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(COMPARE, self.scenarios.first(), (self.run.seed, self.run.trials))
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        rows::tables(self)
    }

    fn charts(&self, _: &Value) -> Charts {
        named(charts::charts(self))
    }
}

fn currency(answer: &CompareAnswer) -> &str {
    answer.scenarios.first().map_or("", |base| &base.currency)
}

/// A choice by its title, the base marked.
fn name(title: &str, base: bool) -> String {
    if base { format!("{title} (base)") } else { title.to_owned() }
}

/// How an alternative differs from the base in what choices are ranked by.
fn ranked_by(alternative: &Alternative, by: RankBy) -> Option<&OutcomeDifference> {
    alternative.differences.iter().find(|row| row.site.is_none() && row.outcome == by.quantity().name())
}
