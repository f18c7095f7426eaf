//! A chart laid out: marks in logical pixels, independent of the file format.
//!
//! They are drawn on plotters' drawing areas, whose backend keeps them: first a page is looked at, whether it is
//! legible, and only then painted.

use super::axis::Scale;
use super::data::ChartError;
use super::inline::{Group, Hint};
use super::plot::{Canvas, Plot, lettering, stroke};
use super::sheet::{Sheet, TOP_TO_BASELINE, UNITS, units};
use super::text::Fonts;
use super::theme::{Colour, Face};
use crate::reading::is_printable;
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters_backend::BackendCoord;
use std::cell::{Ref, RefCell};
use std::rc::Rc;

/// How text sits at its x coordinate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// Starts at x.
    Left,
    /// Centred on x.
    Centre,
    /// Ends at x.
    Right,
}

/// One mark on the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// A filled area.
    Area {
        /// Corners in order.
        points: Vec<(f64, f64)>,
        /// Fill.
        colour: Colour,
    },
    /// An open line through points.
    Line {
        /// Points in order.
        points: Vec<(f64, f64)>,
        /// Stroke.
        colour: Colour,
        /// Width of the stroke.
        width: f64,
    },
    /// A filled disc.
    Disc {
        /// Centre.
        centre: (f64, f64),
        /// Radius.
        radius: f64,
        /// Fill.
        colour: Colour,
    },
    /// One line of text.
    Text {
        /// Where `align` says.
        x: f64,
        /// The baseline.
        y: f64,
        /// The words.
        text: String,
        /// Type.
        face: Face,
        /// Alignment at `x`.
        align: Align,
    },
}

/// A rectangle: its edges in logical pixels, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Frame {
    /// Width, never negative.
    pub(super) fn width(self) -> f64 {
        (self.right - self.left).max(0.0)
    }

    /// Height, never negative.
    pub(super) fn height(self) -> f64 {
        (self.bottom - self.top).max(0.0)
    }

    /// Whether it has no part in common with another.
    pub(super) fn is_apart_from(self, other: Self) -> bool {
        self.right <= other.left || other.right <= self.left || self.bottom <= other.top || other.bottom <= self.top
    }
}

/// A page with its marks, in the order they are painted.
pub(super) struct Picture {
    /// Page width in logical pixels.
    pub width: f64,
    /// Page height in logical pixels.
    pub height: f64,
    /// How many times as large the page is in the file, with all that is on it.
    pub scale: f64,
    /// The fonts, for measuring.
    pub fonts: Fonts,
    /// What is drawn on the page is kept here.
    sheet: Rc<RefCell<Sheet>>,
    page: Canvas<Shift>,
    /// Whether something was drawn beyond the page, which is cut there.
    beyond: bool,
    /// So many of the first marks are the words around the chart.
    pub caption: usize,
    /// Groups of marks, by the mark they begin with; for pages.
    pub groups: Vec<(usize, Group)>,
    /// What places say when pointed at; for pages.
    pub hints: Vec<Hint>,
}

/// Marks may reach so far beyond the page, in logical pixels.
const TOUCH: f64 = 1.0;

impl Picture {
    /// An empty page.
    ///
    /// # Errors
    /// [`ChartError::Font`] if an embedded font file is damaged.
    pub(super) fn new(width: f64, height: f64, scale: f64) -> Result<Self, ChartError> {
        let fonts = Fonts::load()?;
        let size = (units(width).unsigned_abs(), units(height).unsigned_abs());
        let sheet = Rc::new(RefCell::new(Sheet { size, marks: Vec::new() }));
        let page = Canvas(DrawingArea::from(&sheet));
        let (groups, hints) = (Vec::new(), Vec::new());
        Ok(Self { width, height, scale, fonts, sheet, page, beyond: false, caption: 0, groups, hints })
    }

    /// The marks.
    pub(super) fn marks(&self) -> Ref<'_, [Mark]> {
        Ref::map(self.sheet.borrow(), |sheet| sheet.marks.as_slice())
    }

    /// A part of the page in which values are drawn.
    pub(super) fn plot(&self, across: Scale, up: Scale) -> Plot {
        Plot::new(&self.page.0, across, up)
    }

    /// The parts of a frame in rows and columns of equal size, row by row.
    pub(super) fn split(&self, frame: Frame, rows: usize, columns: usize) -> Vec<Frame> {
        let (corner, size) = ((units(frame.left), units(frame.top)), (units(frame.width()), units(frame.height())));
        let parts = self.page.0.clone().shrink(corner, size).split_evenly((rows.max(1), columns.max(1)));
        let frame = |part: &DrawingArea<Sheet, Shift>| {
            let (across, down) = part.get_pixel_range();
            let [left, right, top, bottom] =
                [across.start, across.end, down.start, down.end].map(|unit| f64::from(unit) / UNITS);
            Frame { left, top, right, bottom }
        };
        parts.iter().map(frame).collect()
    }

    /// A point of the page in units.
    fn place(&mut self, (x, y): (f64, f64)) -> BackendCoord {
        let within = |at: f64, end: f64| (-TOUCH..=end + TOUCH).contains(&at);
        self.beyond |= !within(x, self.width) || !within(y, self.height);
        (units(x), units(y))
    }

    fn places(&mut self, points: Vec<(f64, f64)>) -> Vec<BackendCoord> {
        points.into_iter().map(|point| self.place(point)).collect()
    }

    /// Fills the area between the points.
    pub(super) fn area(&mut self, points: Vec<(f64, f64)>, colour: Colour) {
        let points = self.places(points);
        self.page.area(points, colour);
    }

    /// Fills a rectangle.
    pub(super) fn rect(&mut self, Frame { left, top, right, bottom }: Frame, colour: Colour) {
        let corners = [self.place((left, top)), self.place((right, bottom))];
        self.page.rect(corners, colour);
    }

    /// Draws a line through the points.
    pub(super) fn line(&mut self, points: Vec<(f64, f64)>, colour: Colour, width: f64) {
        self.dashed(points, colour, width, None);
    }

    /// Draws a line through the points, dashed if `dash` gives lengths of dash and gap.
    pub(super) fn dashed(&mut self, points: Vec<(f64, f64)>, colour: Colour, width: f64, dash: Option<(f64, f64)>) {
        let points = self.places(points);
        self.page.line(points, stroke(colour, width), dash);
    }

    /// Fills a disc.
    pub(super) fn disc(&mut self, centre: (f64, f64), radius: f64, colour: Colour) {
        let centre = self.place(centre);
        self.page.disc(centre, radius, colour);
    }

    /// Writes one line of text with its baseline at `y`, and returns its width.
    pub(super) fn text(&mut self, x: f64, y: f64, align: Align, face: Face, text: &str) -> f64 {
        let text: String = text.chars().map(printable).collect();
        let width = self.fonts.width(&text, face);
        if !text.is_empty() {
            let top = self.place((x, y - TOP_TO_BASELINE * face.size));
            self.page.text(text, top, lettering(face, align));
        }
        width
    }

    /// Writes one line of text as wide as there is room: smaller and then shortened where it would be wider.
    pub(super) fn text_within(&mut self, (x, y): (f64, f64), room: f64, (align, face): (Align, Face), text: &str) {
        let (face, text) = self.fonts.fit(text, face, room);
        self.text(x, y, align, face, &text);
    }

    /// Texts that end before their words do.
    pub(super) fn cut_short(&self) -> usize {
        self.marks().iter().filter(|mark| matches!(mark, Mark::Text { text, .. } if text.ends_with('…'))).count()
    }

    /// The smallest type, in logical pixels.
    pub(super) fn smallest_type(&self) -> f64 {
        let size = |mark: &Mark| if let Mark::Text { face, .. } = mark { Some(face.size) } else { None };
        self.marks().iter().filter_map(size).fold(f64::INFINITY, f64::min)
    }

    /// Whether no text touches another, and nothing leaves the page.
    pub(super) fn is_legible(&self) -> bool {
        self.illegible().is_none()
    }

    /// What touches another text or leaves the page, in words.
    pub(super) fn illegible(&self) -> Option<String> {
        if self.beyond {
            return Some("a mark leaves the page".to_owned());
        }
        let boxes = self.text_boxes();
        for (index, (text, frame)) in boxes.iter().enumerate() {
            if frame.left < 0.0 || frame.top < 0.0 || frame.right > self.width || frame.bottom > self.height {
                return Some(format!("{text:?} leaves the page: {frame:?}"));
            }
            for (other, rival) in &boxes[index + 1..] {
                if !frame.is_apart_from(*rival) {
                    return Some(format!("{text:?} overlaps {other:?}: {frame:?}, {rival:?}"));
                }
            }
        }
        None
    }

    /// The box of each text from capital height to descender: what must not overlap.
    pub(super) fn text_boxes(&self) -> Vec<(String, Frame)> {
        let boxed = |mark: &Mark| match mark {
            Mark::Text { x, y, text, face, align } => {
                let width = self.fonts.width(text, *face);
                let left = match align {
                    Align::Left => *x,
                    Align::Centre => x - width / 2.0,
                    Align::Right => x - width,
                };
                let frame =
                    Frame { left, top: y - 0.72 * face.size, right: left + width, bottom: y + 0.18 * face.size };
                Some((text.clone(), frame))
            }
            _ => None,
        };
        self.marks().iter().filter_map(boxed).collect()
    }
}

/// The letter, or a space for one that acts instead of being shown, some of which no file format could carry.
pub(super) fn printable(letter: char) -> char {
    if is_printable(letter) { letter } else { ' ' }
}

/// Asserts that no text of the picture touches another or leaves the page.
#[cfg(test)]
pub(super) fn assert_legible(picture: &Picture) {
    assert_eq!(picture.illegible(), None);
}
