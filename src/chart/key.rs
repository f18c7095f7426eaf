//! The key of a chart: signs with their words, in rows from left to right.

use super::closed;
use super::page::{KEY, KEY_ROW, flow};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{Colour, INK, MARGIN};

/// What stands beside the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// A bar or a band.
    Area(Colour),
    /// A line across, such as an interval.
    Line(Colour),
    /// A line up, such as a mark on a bar.
    Upright(Colour),
    /// A cross.
    Cross(Colour),
    /// Days on which a desk, or a plant, is closed.
    Closed {
        /// Whether it is a desk.
        desk: bool,
    },
}

/// Width and height of a sign.
const SIGN: (f64, f64) = (14.0, 12.0);
/// Space between a sign and its words.
const GAP: f64 = 6.0;

/// Height of a key on a page of a width.
pub(super) fn key_height(fonts: &Fonts, entries: &[(Sign, impl AsRef<str>)], width: f64) -> f64 {
    flow(&widths(fonts, entries), width - 2.0 * MARGIN).1 * KEY_ROW
}

/// Draws a key at the top of a frame, and returns its height.
pub(super) fn key(picture: &mut Picture, frame: Frame, entries: &[(Sign, impl AsRef<str>)]) -> f64 {
    let (places, rows) = flow(&widths(&picture.fonts, entries), frame.width());
    for ((x, row), (sign, words)) in places.into_iter().zip(entries) {
        let (left, top) = (frame.left + x, frame.top + row * KEY_ROW + 2.0);
        sign.draw(picture, Frame { left, top, right: left + SIGN.0, bottom: top + SIGN.1 });
        let words = picture.fonts.shorten(words.as_ref(), KEY, frame.right - left - SIGN.0 - GAP);
        picture.text(left + SIGN.0 + GAP, top + 10.0, Align::Left, KEY.in_colour(INK), &words);
    }
    rows * KEY_ROW
}

fn widths(fonts: &Fonts, entries: &[(Sign, impl AsRef<str>)]) -> Vec<f64> {
    entries.iter().map(|(_, words)| SIGN.0 + GAP + fonts.width(words.as_ref(), KEY)).collect()
}

impl Sign {
    fn draw(self, picture: &mut Picture, frame: Frame) {
        let (x, y) = (f64::midpoint(frame.left, frame.right), f64::midpoint(frame.top, frame.bottom));
        match self {
            Self::Area(colour) => picture.rect(frame, colour),
            Self::Line(colour) => picture.line(vec![(frame.left, y), (frame.right, y)], colour, 1.5),
            Self::Closed { desk } => closed::sign(picture, frame, desk),
            Self::Upright(colour) => picture.line(vec![(x, frame.top - 1.0), (x, frame.bottom + 1.0)], colour, 2.4),
            Self::Cross(colour) => {
                for to in [4.0, -4.0] {
                    picture.line(vec![(x - 4.0, y - to), (x + 4.0, y + to)], colour, 1.6);
                }
            }
        }
    }
}
