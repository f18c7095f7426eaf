//! Planned closures in charts over time: pale spans behind what is drawn, with a bar at the edge of the plot that no
//! band hides: at the top for a desk, at the bottom for a plant.

use super::axis::{Days, along};
use super::data::Closure;
use super::key::Sign;
use super::picture::{Frame, Picture};
use super::theme::{AXIS, CLOSED};

/// Height of the bar.
const BAR: f64 = 3.0;
/// Names of closures that the key says of one plant or desk; the rest is "others".
const MOST_NAMES: usize = 3;

/// Draws the spans, before anything else stands on the plot.
pub(super) fn ground(picture: &Picture, days: &Days, plot: Frame, closures: &[Closure]) {
    let all = along(picture, days, plot);
    for closure in closures {
        let (from, until) = days.span(closure.from, closure.until);
        all.rect([(from, 0.0), (until, 1.0)], CLOSED);
    }
}

/// Draws the bars, over what stands on the plot.
pub(super) fn bars(picture: &Picture, days: &Days, plot: Frame, closures: &[Closure]) {
    for closure in closures {
        let edge = along(picture, days, edge(plot, closure.desk));
        let (from, until) = days.span(closure.from, closure.until);
        edge.rect([(from, 0.0), (until, 1.0)], AXIS);
    }
}

/// A span as the key shows it.
pub(super) fn sign(picture: &mut Picture, frame: Frame, desk: bool) {
    picture.rect(frame, CLOSED);
    picture.rect(edge(frame, desk), AXIS);
}

fn edge(plot: Frame, desk: bool) -> Frame {
    if desk { Frame { bottom: plot.top + BAR, ..plot } } else { Frame { top: plot.bottom - BAR, ..plot } }
}

/// What the key says: who is closed, and for what.
pub(super) fn entries<'a>(closures: impl IntoIterator<Item = &'a Closure>) -> Vec<(Sign, String)> {
    let mut of: Vec<(bool, &str, Vec<&str>)> = Vec::new();
    for closure in closures {
        let known = of.iter().position(|(desk, who, _)| (*desk, *who) == (closure.desk, closure.who.as_str()));
        let at = known.unwrap_or_else(|| {
            of.push((closure.desk, &closure.who, Vec::new()));
            of.len() - 1
        });
        let names = &mut of[at].2;
        if !closure.name.is_empty() && !names.contains(&closure.name.as_str()) {
            names.push(&closure.name);
        }
    }
    let words = |(desk, who, mut names): (bool, &str, Vec<&str>)| {
        if names.len() > MOST_NAMES {
            names.truncate(MOST_NAMES);
            names.push("others");
        }
        let names = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
        (Sign::Closed { desk }, format!("{who} closed{names}"))
    };
    of.into_iter().map(words).collect()
}
