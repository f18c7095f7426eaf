//! Links of a network as bands.

use super::number::count;
use super::picture::{Frame, Picture};
use super::theme::Colour;

/// A link as it is drawn: a band that leaves and arrives level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ribbon {
    /// Upper end of its start.
    pub from: (f64, f64),
    /// Upper end of its end.
    pub to: (f64, f64),
    /// How wide it is.
    pub width: f64,
}

impl Ribbon {
    /// The place of a mark of some width whose middle is so far before the end.
    pub(super) fn mark(&self, before_end: f64, wide: f64) -> Frame {
        let length = (self.to.0 - self.from.0).max(1.0);
        let (x, y) = self.at((1.0 - before_end / length).max(0.1));
        Frame { left: x - wide / 2.0, top: y - 8.2, right: x + wide / 2.0, bottom: y + 8.2 }
    }

    /// The middle of the band after a part of its way.
    pub(super) fn at(&self, part: f64) -> (f64, f64) {
        let ease = part * part * (3.0 - 2.0 * part);
        let x = self.from.0 + (self.to.0 - self.from.0) * part;
        (x, self.from.1 + (self.to.1 - self.from.1) * ease + self.width / 2.0)
    }

    /// Draws it.
    pub(super) fn draw(&self, picture: &mut Picture, colour: Colour) {
        const STEPS: usize = 28;
        let middle: Vec<(f64, f64)> = (0..=STEPS).map(|step| self.at(count(step) / count(STEPS))).collect();
        let half = (self.width / 2.0 - 0.25).max(0.5);
        let mut outline: Vec<(f64, f64)> = middle.iter().map(|(x, y)| (*x, y - half)).collect();
        outline.extend(middle.iter().rev().map(|(x, y)| (*x, y + half)));
        picture.area(outline, colour);
    }
}
