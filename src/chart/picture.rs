//! A chart laid out: marks in logical pixels, independent of the file format.

use super::data::ChartError;
use super::inline::{Group, Hint};
use super::text::Fonts;
use super::theme::{Colour, Face};

/// How text sits at its x coordinate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Starts at x.
    Left,
    /// Centred on x.
    Centre,
    /// Ends at x.
    Right,
}

/// One mark on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
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
        /// Lengths of dash and gap; none for a solid line.
        dash: Option<(f64, f64)>,
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
pub struct Frame {
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
    pub fn width(self) -> f64 {
        (self.right - self.left).max(0.0)
    }

    /// Height, never negative.
    pub fn height(self) -> f64 {
        (self.bottom - self.top).max(0.0)
    }
}

/// A page with its marks, in the order they are painted.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Page width in logical pixels.
    pub width: f64,
    /// Page height in logical pixels.
    pub height: f64,
    /// How many times as large the page is in the file, with all that is on it.
    pub scale: f64,
    /// The fonts, for measuring.
    pub fonts: Fonts,
    /// The marks.
    pub marks: Vec<Mark>,
    /// Groups of marks, by the mark they begin with; for pages.
    pub groups: Vec<(usize, Group)>,
    /// What places say when pointed at; for pages.
    pub hints: Vec<Hint>,
}

impl Picture {
    /// An empty page.
    ///
    /// # Errors
    /// [`ChartError::Font`] if an embedded font file is damaged.
    pub fn new(width: f64, height: f64, scale: f64) -> Result<Self, ChartError> {
        let fonts = Fonts::load()?;
        Ok(Self { width, height, scale, fonts, marks: Vec::new(), groups: Vec::new(), hints: Vec::new() })
    }

    /// Fills the area between the points.
    pub fn area(&mut self, points: Vec<(f64, f64)>, colour: Colour) {
        if points.len() > 2 {
            self.marks.push(Mark::Area { points, colour });
        }
    }

    /// Fills a rectangle.
    pub fn rect(&mut self, frame: Frame, colour: Colour) {
        let Frame { left, top, right, bottom } = frame;
        let corners = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
        self.area(corners, colour);
    }

    /// Draws a line through the points.
    pub fn line(&mut self, points: Vec<(f64, f64)>, colour: Colour, width: f64) {
        self.dashed(points, colour, width, None);
    }

    /// Draws a line through the points, dashed if `dash` gives lengths of dash and gap.
    pub fn dashed(&mut self, points: Vec<(f64, f64)>, colour: Colour, width: f64, dash: Option<(f64, f64)>) {
        if points.len() > 1 {
            self.marks.push(Mark::Line { points, colour, width, dash });
        }
    }

    /// Fills a disc.
    pub fn disc(&mut self, centre: (f64, f64), radius: f64, colour: Colour) {
        self.marks.push(Mark::Disc { centre, radius, colour });
    }

    /// Writes one line of text with its baseline at `y`, and returns its width.
    pub fn text(&mut self, x: f64, y: f64, align: Align, face: Face, text: &str) -> f64 {
        let text: String = text.chars().map(printable).collect();
        let width = self.fonts.width(&text, face);
        if !text.is_empty() {
            self.marks.push(Mark::Text { x, y, text, face, align });
        }
        width
    }

    /// Texts that end before their words do.
    pub fn cut_short(&self) -> usize {
        self.marks.iter().filter(|mark| matches!(mark, Mark::Text { text, .. } if text.ends_with('…'))).count()
    }

    /// Whether no text touches another, and nothing leaves the page.
    pub fn is_legible(&self) -> bool {
        self.illegible().is_none()
    }

    /// What touches another text or leaves the page, in words.
    pub fn illegible(&self) -> Option<String> {
        const TOUCH: f64 = 1.0;
        let on_page = |x: f64, y: f64| {
            (-TOUCH..=self.width + TOUCH).contains(&x) && (-TOUCH..=self.height + TOUCH).contains(&y)
        };
        let leaves = self.marks.iter().any(|mark| match mark {
            Mark::Area { points, .. } | Mark::Line { points, .. } => points.iter().any(|(x, y)| !on_page(*x, *y)),
            Mark::Disc { centre, .. } => !on_page(centre.0, centre.1),
            Mark::Text { .. } => false,
        });
        if leaves {
            return Some("a mark leaves the page".to_owned());
        }
        let boxes = self.text_boxes();
        for (index, (text, frame)) in boxes.iter().enumerate() {
            if frame.left < 0.0 || frame.top < 0.0 || frame.right > self.width || frame.bottom > self.height {
                return Some(format!("{text:?} leaves the page: {frame:?}"));
            }
            for (other, rival) in &boxes[index + 1..] {
                let apart = frame.right <= rival.left
                    || rival.right <= frame.left
                    || frame.bottom <= rival.top
                    || rival.bottom <= frame.top;
                if !apart {
                    return Some(format!("{text:?} overlaps {other:?}: {frame:?}, {rival:?}"));
                }
            }
        }
        None
    }

    /// The box of each text from capital height to descender: what must not overlap.
    pub fn text_boxes(&self) -> Vec<(String, Frame)> {
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
        self.marks.iter().filter_map(boxed).collect()
    }
}

/// The letter, or a space for a control character, which no file format could carry.
pub fn printable(letter: char) -> char {
    if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') { ' ' } else { letter }
}

/// Asserts that no text of the picture touches another or leaves the page.
#[cfg(test)]
pub fn assert_legible(picture: &Picture) {
    assert_eq!(picture.illegible(), None);
}
