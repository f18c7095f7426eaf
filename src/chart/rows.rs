//! Bars in rows: names on their left, figures on their right, one scale from 0 on.

use super::axis::{Scale, grid_up};
use super::number::round_ticks;
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::theme::{GRID, HAIR, INK, LABEL, MUTED, SMALL};

/// Room for the axis below the rows.
pub(super) const AXIS: f64 = 40.0;
/// A row of this height has room for two lines.
pub(super) const TWO_LINES: f64 = 28.0;

/// Draws the scale of so many rows up to `most`, with what it counts below it.
pub(super) fn scale(
    picture: &mut Picture,
    (rows, plot): (usize, Frame),
    most: f64,
    label: impl Fn(f64) -> String,
    counts: &str,
) -> Plot {
    let ticks = round_ticks(0.0, most, if plot.width() < 300.0 { 3 } else { 6 });
    let end = ticks.last().copied().unwrap_or(most).max(most);
    let across = Scale { values: (0.0, end), pixels: (plot.left, plot.right) };
    let space = picture.plot(across, Scale::rows(rows, (plot.top, plot.bottom)));
    grid_up(picture, &space, &ticks.into_iter().map(|tick| (tick, label(tick))).collect::<Vec<_>>());
    picture.text(plot.left, plot.bottom + 32.0, Align::Left, SMALL, counts);
    space
}

/// The place of a row across the frame, with a line above it but for the first.
pub(super) fn row(picture: &mut Picture, frame: Frame, space: &Plot, at: usize) -> Frame {
    let place = Frame { left: frame.left, right: frame.right, ..space.row(at) };
    if at > 0 {
        picture.line(vec![(frame.left, place.top), (frame.right, place.top)], GRID, HAIR);
    }
    place
}

/// Name and detail of a row at its left, one below the other where there is room.
pub(super) fn name(picture: &mut Picture, (name, detail): (&str, &str), place: Frame, width: f64) {
    let middle = f64::midpoint(place.top, place.bottom);
    if place.height() >= TWO_LINES {
        picture.text_within((place.left, middle - 3.0), width, (Align::Left, LABEL.in_bold()), name);
        picture.text_within((place.left, middle + 12.0), width, (Align::Left, SMALL.in_colour(MUTED)), detail);
    } else {
        picture.text_within(
            (place.left, middle + 4.0),
            width,
            (Align::Left, SMALL.in_colour(INK)),
            &format!("{name}, {detail}"),
        );
    }
}
