//! Paints a picture on a plotters backend, and turns it into the bytes of a file.
//!
//! An SVG states its size in logical pixels and keeps the page's units in its `viewBox`; the raster
//! backend scales them down to its dots.

use super::data::ChartError;
use super::picture::{Mark, Picture, printable};
use super::plot::{lettering, stroke};
use super::raster::Raster;
use super::sheet::{TOP_TO_BASELINE, UNITS, units};
use super::theme::PAPER;
use plotters::style::Color;
use plotters_backend::DrawingBackend;
use plotters_svg::SVGBackend;
use std::fmt::Display;
use std::ops::Range;

/// The picture as the text of an SVG file.
///
/// # Errors
/// [`ChartError::Drawing`] if the backend fails.
pub(super) fn svg(picture: &Picture, label: &str) -> Result<Vec<u8>, ChartError> {
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
/// [`ChartError::Drawing`] if the image cannot be held, or if the backend or the encoder fails.
pub(super) fn png(picture: &Picture) -> Result<Vec<u8>, ChartError> {
    let dots = |length: f64| units(length * picture.scale * 2.0 / UNITS).unsigned_abs();
    let mut raster =
        Raster::new(dots(picture.width), dots(picture.height), 2.0 * picture.scale / UNITS, &picture.fonts)
            .ok_or_else(|| ChartError::Drawing("there is no memory for its dots".to_owned()))?;
    paint(picture, &mut raster)?;
    raster.into_png().map_err(ChartError::Drawing)
}

/// Some marks of the picture as pieces of an SVG, without its head and its end.
///
/// # Errors
/// [`ChartError::Drawing`] if the backend fails.
pub(super) fn marks_svg(picture: &Picture, some: Range<usize>) -> Result<String, ChartError> {
    let size = (units(picture.width).unsigned_abs(), units(picture.height).unsigned_abs());
    let mut body = String::new();
    let mut backend = SVGBackend::with_string(&mut body, size);
    paint_marks(picture.marks().get(some).unwrap_or_default(), &mut backend)?;
    drop(backend);
    let marks = body.split_once('>').map_or("", |(_, marks)| marks);
    Ok(marks.trim_end().strip_suffix("</svg>").unwrap_or(marks).to_owned())
}

/// Paints the marks in their order on white paper.
fn paint<B: DrawingBackend>(picture: &Picture, backend: &mut B) -> Result<(), ChartError> {
    let page = (units(picture.width), units(picture.height));
    backend.draw_rect((0, 0), page, &PAPER.filled(), true).map_err(failed)?;
    paint_marks(&picture.marks(), backend)
}

fn paint_marks<B: DrawingBackend>(marks: &[Mark], backend: &mut B) -> Result<(), ChartError> {
    for mark in marks {
        match mark {
            Mark::Area { points, colour } => {
                backend.fill_polygon(points.iter().map(place), &colour.filled()).map_err(failed)?;
            }
            Mark::Line { points, colour, width } => {
                backend.draw_path(points.iter().map(place), &stroke(*colour, *width)).map_err(failed)?;
            }
            Mark::Disc { centre, radius, colour } => backend
                .draw_circle(place(centre), units(*radius).unsigned_abs(), &colour.filled(), true)
                .map_err(failed)?,
            Mark::Text { x, y, text, face, align } => {
                let top = y - TOP_TO_BASELINE * face.size;
                backend.draw_text(text, &lettering(*face, *align), place(&(*x, top))).map_err(failed)?;
            }
        }
    }
    backend.present().map_err(failed)
}

fn failed(error: impl Display) -> ChartError {
    ChartError::Drawing(error.to_string())
}

fn place(point: &(f64, f64)) -> (i32, i32) {
    (units(point.0), units(point.1))
}

/// Text between tags or quotes, without control characters.
pub(super) fn escape(text: &str) -> String {
    let text: String = text.chars().map(printable).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
