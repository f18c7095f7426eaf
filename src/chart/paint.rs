//! Paints a picture on a plotters backend, and turns it into the bytes of a file.
//!
//! Plotters' coordinates are whole numbers, so a picture is painted at ten units to the logical
//! pixel. An SVG states its size in logical pixels and keeps those units in its `viewBox`; the
//! raster backend scales them down to its dots.

use super::data::ChartError;
use super::picture::{Align, Mark, Picture, printable};
use super::raster::Raster;
use super::text::FAMILY;
use super::theme::{Colour, Face, PAPER};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, FontFamily, FontStyle,
};
use plotters_svg::SVGBackend;
use std::convert::Infallible;
use std::fmt::Display;
use std::ops::Range;

/// Backend units to the logical pixel.
pub const UNITS: f64 = 10.0;
/// Plotters gives fonts by the height of a line, this many times the size of the em.
pub const LINE_HEIGHT: f64 = 1.24;
/// Plotters hangs text that is anchored at its top this far above the baseline, in em.
pub const TOP_TO_BASELINE: f64 = 0.76;

/// The picture as the text of an SVG file.
///
/// # Errors
/// [`ChartError::Drawing`] if the backend fails.
pub fn svg(picture: &Picture, label: &str) -> Result<Vec<u8>, ChartError> {
    let size = (units(picture.width), units(picture.height));
    let mut body = String::new();
    paint(picture, &mut SVGBackend::with_string(&mut body, (size.0.unsigned_abs(), size.1.unsigned_abs())))?;
    let (_, marks) = body.split_once('>').unwrap_or_default();
    let head = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {} {}\" stroke-linejoin=\"round\" role=\"img\" aria-label=\"{}\">",
        (picture.width * picture.scale).round(),
        (picture.height * picture.scale).round(),
        size.0,
        size.1,
        escape(label)
    );
    Ok(format!("{head}{marks}").into_bytes())
}

/// The picture as the bytes of a PNG file, two dots to the logical pixel.
///
/// # Errors
/// [`ChartError::TooLarge`] if the image cannot be held, [`ChartError::Drawing`] if the backend
/// or the encoder fails.
pub fn png(picture: &Picture) -> Result<Vec<u8>, ChartError> {
    let dots = |length: f64| units(length * picture.scale * 2.0 / UNITS).unsigned_abs();
    let mut raster = Raster::new(dots(picture.width), dots(picture.height), 2.0 * picture.scale / UNITS, &picture.fonts)
        .ok_or(ChartError::TooLarge)?;
    paint(picture, &mut raster)?;
    raster.into_png().map_err(ChartError::Drawing)
}

/// Some marks of the picture as pieces of an SVG, without its head and its end.
///
/// # Errors
/// [`ChartError::Drawing`] if the backend fails.
pub fn marks_svg(picture: &Picture, some: Range<usize>) -> Result<String, ChartError> {
    let size = (units(picture.width).unsigned_abs(), units(picture.height).unsigned_abs());
    let mut body = String::new();
    let mut backend = SVGBackend::with_string(&mut body, size);
    paint_marks(picture.marks.get(some).unwrap_or_default(), &mut backend)?;
    drop(backend);
    let marks = body.split_once('>').map_or("", |(_, marks)| marks);
    Ok(marks.trim_end().strip_suffix("</svg>").unwrap_or(marks).to_owned())
}

/// Paints the marks in their order on white paper.
fn paint<B: DrawingBackend>(picture: &Picture, backend: &mut B) -> Result<(), ChartError> {
    let page = (units(picture.width), units(picture.height));
    backend.draw_rect((0, 0), page, &fill(PAPER), true).map_err(failed)?;
    paint_marks(&picture.marks, backend)
}

fn paint_marks<B: DrawingBackend>(marks: &[Mark], backend: &mut B) -> Result<(), ChartError> {
    for mark in marks {
        match mark {
            Mark::Area { points, colour } => {
                backend.fill_polygon(points.iter().map(place), &fill(*colour)).map_err(failed)?;
            }
            Mark::Line { points, colour, width, dash } => {
                let pen = Pen { colour: *colour, width: units(*width).unsigned_abs() };
                let pieces = match dash {
                    Some((dash, gap)) => cut(points, *dash, *gap),
                    None => vec![points.clone()],
                };
                for piece in pieces {
                    backend.draw_path(piece.iter().map(place), &pen).map_err(failed)?;
                }
            }
            Mark::Disc { centre, radius, colour } => backend
                .draw_circle(place(centre), units(*radius).unsigned_abs(), &fill(*colour), true)
                .map_err(failed)?,
            Mark::Text { x, y, text, face, align } => {
                let lettering = Lettering { face: *face, align: *align };
                let top = y - TOP_TO_BASELINE * face.size;
                backend.draw_text(text, &lettering, place(&(*x, top))).map_err(failed)?;
            }
        }
    }
    backend.present().map_err(failed)
}

fn failed(error: impl Display) -> ChartError {
    ChartError::Drawing(error.to_string())
}

#[allow(clippy::cast_possible_truncation, reason = "pages are small; the cast saturates")]
fn units(length: f64) -> i32 {
    (length * UNITS).round() as i32
}

fn place(point: &(f64, f64)) -> (i32, i32) {
    (units(point.0), units(point.1))
}

fn opaque(Colour(red, green, blue): Colour) -> BackendColor {
    BackendColor { alpha: 1.0, rgb: (red, green, blue) }
}

/// How a shape is drawn.
struct Pen {
    colour: Colour,
    width: u32,
}

fn fill(colour: Colour) -> Pen {
    Pen { colour, width: 0 }
}

impl BackendStyle for Pen {
    fn color(&self) -> BackendColor {
        opaque(self.colour)
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

/// How a line of text is set: hung from its top.
struct Lettering {
    face: Face,
    align: Align,
}

impl BackendTextStyle for Lettering {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        opaque(self.face.colour)
    }

    fn size(&self) -> f64 {
        self.face.size * UNITS * LINE_HEIGHT
    }

    fn style(&self) -> FontStyle {
        if self.face.bold { FontStyle::Bold } else { FontStyle::Normal }
    }

    fn anchor(&self) -> Pos {
        let across = match self.align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        Pos::new(across, VPos::Top)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FAMILY)
    }

    /// Neither backend asks for it: SVG leaves layout to the reader, the raster measures itself.
    fn layout_box(&self, _: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        Ok(((0, 0), (0, 0)))
    }

    /// Neither backend asks for it: both draw text themselves.
    fn draw<E, F: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _: &str,
        _: BackendCoord,
        _: F,
    ) -> Result<Result<(), E>, Infallible> {
        Ok(Ok(()))
    }
}

/// Cuts a line into dashes.
fn cut(points: &[(f64, f64)], dash: f64, gap: f64) -> Vec<Vec<(f64, f64)>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
    let mut drawing = true;
    let mut left = dash;
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if length <= left {
                left -= length;
                if drawing {
                    piece.push(to);
                }
                break;
            }
            let part = left / length;
            from = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
            if drawing {
                piece.push(from);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![from];
            }
            drawing = !drawing;
            left = if drawing { dash } else { gap }.max(0.1);
        }
    }
    if drawing && piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

/// Text between tags or quotes, without control characters.
pub fn escape(text: &str) -> String {
    let text: String = text.chars().map(printable).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_leave_gaps() {
        let pieces = cut(&[(0.0, 0.0), (10.0, 0.0)], 3.0, 2.0);
        assert_eq!(pieces, [vec![(0.0, 0.0), (3.0, 0.0)], vec![(5.0, 0.0), (8.0, 0.0)]]);
    }
}
