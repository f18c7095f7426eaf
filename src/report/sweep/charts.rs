//! Charts of a sweep: a curve over one parameter, shades over two, points over more.

use super::super::captions::Played;
use super::super::measures::{axis as of_outcome, file_name, shown, three};
use super::super::words::{date, path_end, thousands};
use super::words::{at_axis, within};
use super::{ends, estimate, found};
use crate::chart::{self, AxisName, Caption, Chart, Curve, CurvePoint, HeatMap, Scatter, ScatterPoint};
use crate::experiment::{AxisFacts, Design, Measured, Setting, StudyFacts, SweepAnswer, SweepPoint};

/// The charts of a sweep, one an outcome, with the names of their files, without ending.
pub(crate) fn charts(answer: &SweepAnswer) -> Vec<(String, Chart)> {
    (0..answer.outcomes.len())
        .map(|at| {
            let measured = &answer.outcomes[at];
            let name = file_name(measured);
            let chart = match (&answer.design, answer.axes.len()) {
                (Design::Grid(_), 1) => Chart::Curve(curve(answer, measured, at)),
                (Design::Grid(counts), 2) => Chart::HeatMap(heat(answer, counts, measured, at)),
                _ => Chart::Scatter(scatter(answer, measured, at)),
            };
            (name, chart)
        })
        .collect()
}

fn caption(answer: &SweepAnswer, title: String, subtitle: &str, note: &str) -> Caption {
    let StudyFacts { trials, seed, linestop } = &answer.run;
    let trials = format!("the same {} trials at each of {} points", thousands(*trials), answer.points.len());
    Played { trials, seed: *seed, linestop, scenario: &answer.scenario }.caption(title, subtitle, note)
}

/// The title of an axis; a path by the names in it: "mofcom, truce: date" of `authorities.mofcom.events.truce.date`.
fn name(axis: &AxisFacts) -> String {
    let parts: Vec<&str> = axis.title.split('.').collect();
    if parts.len() < 3 || axis.title.contains(' ') {
        return path_end(&axis.title, 48);
    }
    let whose: Vec<&str> = parts[1..parts.len() - 1].iter().step_by(2).copied().collect();
    format!("{}: {}", whose.join(", "), parts[parts.len() - 1]).replace('_', " ")
}

/// A value of a parameter with its unit, a date as people write it.
fn at(axis: &AxisFacts, value: &Setting) -> String {
    value.date().map_or_else(|| at_axis(axis, value), date)
}

fn of_axis(axis: &AxisFacts) -> AxisName {
    let unit = match axis {
        axis if axis.dates() => chart::Unit::Date,
        axis if axis.percent => chart::Unit::Share,
        axis => chart::Unit::Number(axis.unit.clone()),
    };
    AxisName { title: name(axis), unit, log: axis.log }
}

/// What an outcome does over one parameter: from end to end, or where it is lowest or highest if that is inside.
fn course(answer: &SweepAnswer, measured: &Measured, of: usize) -> String {
    let title = &measured.title;
    let told = |point: &SweepPoint| estimate(point, of);
    let (Some(from), Some(to), Some([(least, low), (most, high)])) =
        (answer.points.first().and_then(told), answer.points.last().and_then(told), ends(answer, of))
    else {
        return title.clone();
    };
    let [start, end, lowest, highest] = [from, to, low, high].map(|estimate| shown(measured, estimate));
    // Inside: beyond both ends by more than the trials or a wobble could bring.
    let inside = |point: &SweepPoint, beyond: f64, shown: &str| {
        let far = found(point, of).and_then(|found| found.from_first.low.zip(found.from_first.high));
        let sure = far.is_none_or(|(low, high)| low > 0.0 || high < 0.0);
        sure && beyond > 0.1 * (high.value - low.value) && shown != start && shown != end
    };
    let dips = inside(least, from.value.min(to.value) - low.value, &lowest);
    let peaks = inside(most, high.value - from.value.max(to.value), &highest);
    let told = [(dips, "lowest", lowest, least), (peaks, "highest", highest, most)].into_iter().filter(|told| told.0);
    let told = told.map(|(_, is, value, point)| format!("{is}, {value}, at {}", at(&answer.axes[0], &point.values[0])));
    match told.collect::<Vec<_>>().join(", and ") {
        told if !told.is_empty() => format!("{title} is {told}; {start} and {end} at the ends"),
        _ if start == end => format!("{title}: {end} at both ends"),
        _ => format!("{title} {} from {start} to {end}", if to.value < from.value { "falls" } else { "rises" }),
    }
}

fn curve(answer: &SweepAnswer, measured: &Measured, of: usize) -> Curve {
    let axis = &answer.axes[0];
    let title = course(answer, measured, of);
    let range = answer.points.first().zip(answer.points.last()).map_or(String::new(), |(first, last)| {
        format!(", {} to {}", at(axis, &first.values[0]), at(axis, &last.values[0]))
    });
    let point = |point: &SweepPoint| {
        let [value, low, high] = three(&estimate(point, of)?);
        Some(CurvePoint { at: point.values[0].number(), value, low, high })
    };
    Curve {
        caption: caption(answer, title, &format!("over {}{range}", name(axis)), "band: 95 % intervals, point by point"),
        across: of_axis(axis),
        up: of_outcome(measured),
        points: answer.points.iter().filter_map(point).collect(),
    }
}

/// The lowest and the highest estimate, in words.
fn spread(answer: &SweepAnswer, measured: &Measured, at: usize) -> String {
    ends(answer, at).map_or_else(
        || measured.title.clone(),
        |ends| {
            let [least, most] = ends.map(|(_, found)| shown(measured, found));
            format!("{} between {least} and {most}", measured.title)
        },
    )
}

fn heat(answer: &SweepAnswer, counts: &[usize], measured: &Measured, at: usize) -> HeatMap {
    let width = counts.get(1).copied().unwrap_or(1).max(1);
    let rows: Vec<&[SweepPoint]> = answer.points.chunks(width).collect();
    let within = within(answer, measured, at);
    HeatMap {
        caption: caption(
            answer,
            spread(answer, measured, at),
            &format!("over {} and {}", name(&answer.axes[1]), name(&answer.axes[0])),
            &within.map_or(String::new(), |most| format!("each value within ± {most} at 95 %")),
        ),
        across: of_axis(&answer.axes[1]),
        up: of_axis(&answer.axes[0]),
        outcome: of_outcome(measured),
        columns: answer.points.iter().take(width).map(|point| point.values[1].number()).collect(),
        rows: rows.iter().map(|row| row[0].values[0].number()).collect(),
        values: rows
            .iter()
            .map(|row| row.iter().map(|point| estimate(point, at).map_or(f64::INFINITY, |e| e.value)).collect())
            .collect(),
    }
}

fn scatter(answer: &SweepAnswer, measured: &Measured, at: usize) -> Scatter {
    let point = |point: &SweepPoint| {
        let [value, low, high] = three(&estimate(point, at)?);
        Some(ScatterPoint { at: point.values.iter().map(Setting::number).collect(), value, low, high })
    };
    let design = match answer.design {
        Design::Grid(_) => "full grid",
        Design::Latin(_) => "Latin hypercube",
        Design::Sobol(_) => "Sobol points",
    };
    Scatter {
        caption: caption(
            answer,
            spread(answer, measured, at),
            &format!("all parameters vary together, {design}"),
            "bars: 95 % intervals",
        ),
        axes: answer.axes.iter().map(of_axis).collect(),
        up: of_outcome(measured),
        points: answer.points.iter().filter_map(point).collect(),
    }
}
