//! A plotters backend that keeps what is drawn as marks, to be looked at and then painted.
//!
//! Plotters' coordinates are whole numbers, so a page has ten units to the logical pixel.

use super::picture::{Align, Mark};
use super::theme::{Colour, Face};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use std::convert::Infallible;

type Done = Result<(), DrawingErrorKind<Infallible>>;

/// Backend units to the logical pixel.
pub(super) const UNITS: f64 = 10.0;
/// Plotters gives fonts by the height of a line, this many times the size of the em.
pub(super) const LINE_HEIGHT: f64 = 1.24;
/// Plotters hangs text that is anchored at its top this far above the baseline, in em.
pub(super) const TOP_TO_BASELINE: f64 = 0.76;

/// Logical pixels in units.
#[allow(clippy::cast_possible_truncation, reason = "pages are small; the cast saturates")]
pub(super) fn units(length: f64) -> i32 {
    (length * UNITS).round() as i32
}

/// Units in logical pixels.
fn pixels((x, y): BackendCoord) -> (f64, f64) {
    (f64::from(x) / UNITS, f64::from(y) / UNITS)
}

/// A page with its marks, in the order in which they are drawn.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Width and height in units.
    pub size: (u32, u32),
    /// What was drawn.
    pub marks: Vec<Mark>,
}

impl Sheet {
    fn outline(&mut self, mut points: Vec<BackendCoord>, style: &impl BackendStyle) {
        points.extend(points.first().copied());
        let points = points.into_iter().map(pixels).collect();
        self.marks.push(Mark::Line { points, colour: colour(style.color()), width: width(style) });
    }
}

impl DrawingBackend for Sheet {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Done {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
        if fill {
            return self.fill_polygon(corners, style);
        }
        self.outline(corners.to_vec(), style);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Done {
        let points = path.into_iter().map(pixels).collect();
        self.marks.push(Mark::Line { points, colour: colour(style.color()), width: width(style) });
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Done {
        if fill {
            let (centre, radius) = (pixels(center), f64::from(radius) / UNITS);
            self.marks.push(Mark::Disc { centre, radius, colour: colour(style.color()) });
            return Ok(());
        }
        let around = (0..64).map(|at| {
            let (sine, cosine) = libm::sincos(f64::from(at) * std::f64::consts::TAU / 64.0);
            let reach = f64::from(radius) / UNITS;
            (center.0 + units(reach * cosine), center.1 + units(reach * sine))
        });
        self.outline(around.collect(), style);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Done {
        let points = vert.into_iter().map(pixels).collect();
        self.marks.push(Mark::Area { points, colour: colour(style.color()) });
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Done {
        // The size is a product, of which the last digits are not to be told from the size of the face.
        let size = (style.size() / LINE_HEIGHT / UNITS * 1e6).round() / 1e6;
        let face = Face { size, bold: matches!(style.style(), FontStyle::Bold), colour: colour(style.color()) };
        let anchor = style.anchor();
        let align = match anchor.h_pos {
            HPos::Left => Align::Left,
            HPos::Center => Align::Centre,
            HPos::Right => Align::Right,
        };
        let (x, y) = pixels(pos);
        let y = y + drop_to_baseline(anchor.v_pos) * size;
        self.marks.push(Mark::Text { x, y, text: text.to_owned(), face, align });
        Ok(())
    }
}

/// How far the baseline is below the point at which text is anchored, in em.
pub(super) fn drop_to_baseline(anchor: VPos) -> f64 {
    match anchor {
        VPos::Top => TOP_TO_BASELINE,
        VPos::Center => 0.26,
        VPos::Bottom => -0.26,
    }
}

fn colour(color: BackendColor) -> Colour {
    let (red, green, blue) = color.rgb;
    Colour(red, green, blue)
}

fn width(style: &impl BackendStyle) -> f64 {
    f64::from(style.stroke_width()) / UNITS
}
