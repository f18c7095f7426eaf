//! A plotters backend that draws anti-aliased dots.
//!
//! Plotters' own bitmap backend does not smooth edges; this one hands shapes and the outlines of
//! glyphs to tiny-skia.

use super::sheet::{LINE_HEIGHT, drop_to_baseline};
use super::text::Fonts;
use super::theme::{Face, INK};
use ab_glyph::{Font, OutlineCurve};
use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use std::convert::Infallible;
use std::io::Write as _;
use tiny_skia::{FillRule, IntSize, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform};

type Done = Result<(), DrawingErrorKind<Infallible>>;

/// Bytes that drawing and writing an image take at most besides its dots, with much to spare.
const BESIDES: usize = 64 << 20;

/// Dots in memory, addressed in the backend's finer units.
pub(super) struct Raster<'a> {
    dots: Pixmap,
    scale: f32,
    fonts: &'a Fonts,
}

impl<'a> Raster<'a> {
    /// A white image of `width` times `height` dots, with `scale` dots to the unit of the
    /// coordinates. None if it cannot be held in memory, with what drawing and writing take besides.
    pub(super) fn new(width: u32, height: u32, scale: f64, fonts: &'a Fonts) -> Option<Self> {
        let size = IntSize::from_wh(width, height)?;
        let length = usize::try_from(u64::from(width) * u64::from(height) * 4).ok()?;
        let mut dots: Vec<u8> = Vec::new();
        dots.try_reserve_exact(length.checked_add(BESIDES)?).ok()?;
        // What is kept free until here is given back for the rest.
        dots.shrink_to(length);
        dots.resize(length, 0);
        Some(Self { dots: Pixmap::from_vec(dots, size)?, scale: single(scale), fonts })
    }

    /// The image as the bytes of a PNG file; the encoder's message if it fails.
    pub(super) fn into_png(self) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.dots.width(), self.dots.height());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let written = encoder.write_header().and_then(|mut writer| {
            // Line by line, so that no second copy is held.
            let mut lines = writer.stream_writer()?;
            for line in self.dots.data().chunks_exact(self.dots.width() as usize * 4) {
                // Paper is opaque, so that nothing is lost without the transparency.
                let colours: Vec<u8> = line.as_chunks::<4>().0.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
                lines.write_all(&colours)?;
            }
            lines.finish()?;
            writer.finish()
        });
        written.map_err(|error| error.to_string())?;
        Ok(bytes)
    }

    fn fill(&mut self, path: Option<Path>, color: BackendColor) {
        if let Some(path) = path {
            self.dots.fill_path(
                &path,
                &solid(color),
                FillRule::Winding,
                Transform::from_scale(self.scale, self.scale),
                None,
            );
        }
    }

    fn stroke(&mut self, path: Option<Path>, color: BackendColor, width: u32) {
        if let Some(path) = path {
            let stroke = Stroke { width: single(f64::from(width)), line_join: LineJoin::Round, ..Stroke::default() };
            let scale = Transform::from_scale(self.scale, self.scale);
            self.dots.stroke_path(&path, &solid(color), &stroke, scale, None);
        }
    }
}

impl DrawingBackend for Raster<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.dots.width(), self.dots.height())
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Done {
        let (x, y) = pair(point);
        let dot = Rect::from_xywh(x, y, 1.0, 1.0).map(PathBuilder::from_rect);
        self.fill(dot, color);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        let ((left, top), (right, bottom)) = (pair(upper_left), pair(bottom_right));
        let path = Rect::from_ltrb(left, top, right, bottom).map(PathBuilder::from_rect);
        if fill {
            self.fill(path, style.color());
        } else {
            self.stroke(path, style.color(), style.stroke_width());
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Done {
        self.stroke(through(path, false), style.color(), style.stroke_width());
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        self.draw_path([from, to], style)
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Done {
        let (x, y) = pair(center);
        let path = PathBuilder::from_circle(x, y, single(f64::from(radius)));
        if fill {
            self.fill(path, style.color());
        } else {
            self.stroke(path, style.color(), style.stroke_width());
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Done {
        self.fill(through(vert, true), style.color());
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Done {
        let face =
            Face { size: style.size() / LINE_HEIGHT, bold: matches!(style.style(), FontStyle::Bold), colour: INK };
        let width = self.fonts.width(text, face);
        let anchor = style.anchor();
        let start = match anchor.h_pos {
            HPos::Left => 0.0,
            HPos::Center => width / 2.0,
            HPos::Right => width,
        };
        let drop = drop_to_baseline(anchor.v_pos) * face.size;
        let left = f64::from(pos.0) - start;
        let baseline = f64::from(pos.1) + drop;
        let path = outline(self.fonts, text, face, (left, baseline));
        self.fill(path, style.color());
        Ok(())
    }
}

/// The outlines of the glyphs of a line of text that starts at a point of its baseline.
fn outline(fonts: &Fonts, text: &str, face: Face, start: (f64, f64)) -> Option<Path> {
    let font = fonts.weight(face.bold);
    let em = f64::from(font.units_per_em().unwrap_or(2048.0));
    let scale = face.size / em;
    let mut path = PathBuilder::new();
    let mut x = start.0;
    for letter in text.chars() {
        let glyph = font.glyph_id(letter);
        let at = |point: ab_glyph::Point| {
            (single(x + f64::from(point.x) * scale), single(start.1 - f64::from(point.y) * scale))
        };
        let mut end = None;
        for curve in font.outline(glyph).map_or(Vec::new(), |outline| outline.curves) {
            let (OutlineCurve::Line(from, _) | OutlineCurve::Quad(from, ..) | OutlineCurve::Cubic(from, ..)) = curve;
            if end != Some(from) {
                if end.is_some() {
                    path.close();
                }
                let (x, y) = at(from);
                path.move_to(x, y);
            }
            match curve {
                OutlineCurve::Line(_, to) => {
                    let (x, y) = at(to);
                    path.line_to(x, y);
                    end = Some(to);
                }
                OutlineCurve::Quad(_, bend, to) => {
                    let ((x1, y1), (x, y)) = (at(bend), at(to));
                    path.quad_to(x1, y1, x, y);
                    end = Some(to);
                }
                OutlineCurve::Cubic(_, first, second, to) => {
                    let ((x1, y1), (x2, y2), (x, y)) = (at(first), at(second), at(to));
                    path.cubic_to(x1, y1, x2, y2, x, y);
                    end = Some(to);
                }
            }
        }
        if end.is_some() {
            path.close();
        }
        let advance = f64::from(font.h_advance_unscaled(glyph)) * scale;
        // Nothing would be seen of a letter that the typeface has no shape for.
        if glyph.0 == 0 && !letter.is_whitespace() {
            hollow(&mut path, (x, start.1), (advance, face.size * 0.7));
        }
        x += advance;
    }
    path.finish()
}

/// A hollow box on the baseline, in the place of a letter.
fn hollow(path: &mut PathBuilder, (x, base): (f64, f64), (wide, tall): (f64, f64)) {
    for (inset, clockwise) in [(0.08 * wide, true), (0.18 * wide, false)] {
        let (left, right) = (single(x + inset), single(x + wide - inset));
        let (top, bottom) = (single(base - tall + inset), single(base - inset));
        let mut others = [(right, top), (right, bottom), (left, bottom)];
        if !clockwise {
            others.reverse();
        }
        path.move_to(left, top);
        for (x, y) in others {
            path.line_to(x, y);
        }
        path.close();
    }
}

fn through(points: impl IntoIterator<Item = BackendCoord>, close: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for point in points {
        let (x, y) = pair(point);
        if path.is_empty() {
            path.move_to(x, y);
        } else {
            path.line_to(x, y);
        }
    }
    if close {
        path.close();
    }
    path.finish()
}

fn solid(color: BackendColor) -> Paint<'static> {
    let (red, green, blue) = color.rgb;
    let mut paint = Paint::default();
    let alpha = if color.alpha > 0.0 { 255 } else { 0 };
    paint.set_color_rgba8(red, green, blue, alpha);
    paint
}

fn pair(point: BackendCoord) -> (f32, f32) {
    (single(f64::from(point.0)), single(f64::from(point.1)))
}

#[allow(clippy::cast_possible_truncation, reason = "coordinates of a page need no more than single precision")]
fn single(value: f64) -> f32 {
    value as f32
}
