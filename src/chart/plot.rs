//! Where marks are drawn: plotters' drawing areas, by units of the page or by the values of a plot.

use super::axis::Scale;
use super::number::count;
use super::picture::{Align, Frame};
use super::sheet::{LINE_HEIGHT, Sheet, UNITS, units};
use super::text::FAMILY;
use super::theme::{Colour, Face};
use plotters::coord::CoordTranslate;
use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::DrawingArea;
use plotters::element::{
    Circle, Cross, DashedPathElement, Drawable, EmptyElement, ErrorBar, PathElement, PointCollection, Polygon,
    Rectangle, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, ShapeStyle, TextStyle};
use plotters_backend::BackendColor;

impl Color for Colour {
    fn to_backend_color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (self.0, self.1, self.2) }
    }
}

/// A stroke of a width in logical pixels.
pub(super) fn stroke(colour: Colour, width: f64) -> ShapeStyle {
    colour.stroke_width(units(width).unsigned_abs())
}

/// Text in a face, hung from its top.
pub(super) fn lettering(face: Face, align: Align) -> TextStyle<'static> {
    let across = match align {
        Align::Left => HPos::Left,
        Align::Centre => HPos::Center,
        Align::Right => HPos::Right,
    };
    let weight = if face.bold { FontStyle::Bold } else { FontStyle::Normal };
    let font = FontDesc::new(FontFamily::Name(FAMILY), face.size * UNITS * LINE_HEIGHT, weight);
    TextStyle { font, color: face.colour.to_backend_color(), pos: Pos::new(across, VPos::Top) }
}

/// A drawing area of the page with the elements that charts are made of.
pub(super) struct Canvas<C: CoordTranslate>(pub DrawingArea<Sheet, C>);

impl<C: CoordTranslate> Canvas<C>
where
    C::From: Clone + 'static,
{
    fn draw<E>(&self, element: &E)
    where
        for<'a> &'a E: PointCollection<'a, C::From>,
        E: Drawable<Sheet>,
    {
        self.0.draw(element).expect("a sheet takes all that is drawn on it");
    }

    /// Fills the area between the points.
    pub(super) fn area(&self, points: Vec<C::From>, colour: Colour) {
        if points.len() > 2 {
            self.draw(&Polygon::new(points, colour.filled()));
        }
    }

    /// Fills a rectangle between opposite corners.
    pub(super) fn rect(&self, corners: [C::From; 2], colour: Colour) {
        self.draw(&Rectangle::new(corners, colour.filled()));
    }

    /// Draws a line through the points, dashed if `dash` gives lengths of dash and gap.
    pub(super) fn line(&self, points: Vec<C::From>, style: ShapeStyle, dash: Option<(f64, f64)>) {
        match dash {
            _ if points.len() < 2 => {}
            None => self.draw(&PathElement::new(points, style)),
            Some((dash, gap)) => {
                self.draw(&DashedPathElement::new(points, units(dash), units(gap), style));
            }
        }
    }

    /// Fills a disc of a radius in logical pixels.
    pub(super) fn disc(&self, centre: C::From, radius: f64, colour: Colour) {
        self.draw(&Circle::new(centre, units(radius), colour.filled()));
    }

    /// Writes text from its top.
    pub(super) fn text(&self, text: String, at: C::From, style: TextStyle) {
        self.draw(&Text::new(text, at, style));
    }
}

/// A part of the page whose coordinates take values across and up; values beyond its ends stay at them.
pub(super) struct Plot {
    /// Values from left to right.
    pub across: Scale,
    /// Values from the bottom to the top.
    pub up: Scale,
    canvas: Canvas<Cartesian2d<Scale, Scale>>,
}

impl Plot {
    /// A plot on a page.
    pub(super) fn new<C: CoordTranslate>(page: &DrawingArea<Sheet, C>, across: Scale, up: Scale) -> Self {
        let ends = |scale: &Scale| units(scale.pixels.0)..units(scale.pixels.1);
        let values = Cartesian2d::new(across, up, (ends(&across), ends(&up)));
        Self { across, up, canvas: Canvas(page.strip_coord_spec().apply_coord_spec(values)) }
    }

    /// The logical pixels of two values.
    pub(super) fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (x, y) = self.canvas.0.map_coordinate(&(x, y));
        (f64::from(x) / UNITS, f64::from(y) / UNITS)
    }

    /// Draws a line through values.
    pub(super) fn line(&self, values: Vec<(f64, f64)>, colour: Colour, width: f64) {
        self.dashed(values, colour, width, None);
    }

    /// Draws a line through values, dashed if `dash` gives lengths of dash and gap.
    pub(super) fn dashed(&self, values: Vec<(f64, f64)>, colour: Colour, width: f64, dash: Option<(f64, f64)>) {
        self.canvas.line(values, stroke(colour, width), dash);
    }

    /// Fills the area between two lines with the same direction.
    pub(super) fn band(&self, high: Vec<(f64, f64)>, low: Vec<(f64, f64)>, colour: Colour) {
        let mut outline = high;
        outline.extend(low.into_iter().rev());
        self.canvas.area(outline, colour);
    }

    /// Fills the rectangle between two corners.
    pub(super) fn rect(&self, corners: [(f64, f64); 2], colour: Colour) {
        self.canvas.rect(corners, colour);
    }

    /// Fills a disc of a radius in logical pixels.
    pub(super) fn disc(&self, centre: (f64, f64), radius: f64, colour: Colour) {
        self.canvas.disc(centre, radius, colour);
    }

    /// Draws a cross that reaches so many logical pixels each way.
    pub(super) fn cross(&self, centre: (f64, f64), reach: f64, (colour, width): (Colour, f64)) {
        self.canvas.draw(&Cross::new(centre, units(reach), stroke(colour, width)));
    }

    /// The part of the page between two corners.
    pub(super) fn frame(&self, corners: [(f64, f64); 2]) -> Frame {
        let [(x0, y0), (x1, y1)] = corners.map(|corner| self.at(corner));
        Frame { left: x0.min(x1), top: y0.min(y1), right: x0.max(x1), bottom: y0.max(y1) }
    }

    /// The part of the page that a row takes, where the values up are rows.
    pub(super) fn row(&self, at: usize) -> Frame {
        let (left, right) = self.across.values;
        self.frame([(left, count(at)), (right, count(at + 1))])
    }

    /// The point at the bottom of the plot below a value across.
    pub(super) fn foot(&self, x: f64) -> (f64, f64) {
        (self.at((x, self.up.values.0)).0, self.up.pixels.0.max(self.up.pixels.1))
    }

    /// Draws a line up the whole plot at a value.
    pub(super) fn upright(&self, x: f64, colour: Colour, width: f64) {
        let (low, high) = self.up.values;
        self.line(vec![(x, low), (x, high)], colour, width);
    }

    /// Draws a line across the whole plot at a value.
    pub(super) fn level(&self, y: f64, colour: Colour, width: f64) {
        let (low, high) = self.across.values;
        self.line(vec![(low, y), (high, y)], colour, width);
    }

    /// How much of the values across so many logical pixels are.
    pub(super) fn wide(&self, pixels: f64) -> f64 {
        let ((low, high), (from, to)) = (self.across.values, self.across.pixels);
        pixels / (to - from).abs().max(f64::MIN_POSITIVE) * (high - low)
    }

    /// How much of the values up so many logical pixels are.
    pub(super) fn tall(&self, pixels: f64) -> f64 {
        let ((low, high), (from, to)) = (self.up.values, self.up.pixels);
        pixels / (to - from).abs().max(f64::MIN_POSITIVE) * (high - low)
    }

    /// Draws a bar between two values across, around a value up, so many logical pixels thick.
    pub(super) fn bar(&self, (from, to): (f64, f64), (middle, thick): (f64, f64), colour: Colour) {
        let half = self.tall(thick / 2.0);
        self.rect([(from, middle - half), (to, middle + half)], colour);
    }

    /// Draws an interval across, with ends that reach so many logical pixels up and down.
    pub(super) fn whisker(&self, (low, high): (f64, f64), middle: f64, reach: f64, style: (Colour, f64)) {
        let style = stroke(style.0, style.1);
        self.canvas.line(vec![(low, middle), (high, middle)], style, None);
        for end in [low, high] {
            let cap = PathElement::new(vec![(0, -units(reach)), (0, units(reach))], style);
            self.canvas.draw(&(EmptyElement::at((end, middle)) + cap));
        }
    }

    /// Draws an estimate with its interval across: a disc of a radius in logical pixels, and ends as tall.
    pub(super) fn estimate(&self, [low, value, high]: [f64; 3], middle: f64, radius: f64, style: (Colour, f64)) {
        let (style, size) = (stroke(style.0, style.1).filled(), units(2.0 * radius).unsigned_abs());
        self.canvas.draw(&ErrorBar::new_horizontal(middle, low, value, high, style, size));
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::{Mark, Picture};
    use super::super::theme::MAIN;
    use super::*;

    fn lines(picture: &Picture) -> Vec<Vec<(f64, f64)>> {
        let points = |mark: &Mark| if let Mark::Line { points, .. } = mark { points.clone() } else { Vec::new() };
        picture.marks().iter().map(points).collect()
    }

    #[test]
    fn values_stand_where_the_scales_say_and_stay_in_the_plot() {
        let picture = Picture::new(100.0, 50.0, 1.0).expect("a page");
        let across = Scale { values: (0.0, 10.0), pixels: (10.0, 90.0) };
        let up = Scale { values: (0.0, 1.0), pixels: (40.0, 10.0) };
        let plot = picture.plot(across, up);
        plot.line(vec![(0.0, 0.0), (5.0, 0.5), (99.0, f64::INFINITY)], MAIN, 2.0);
        assert_eq!(lines(&picture), [vec![(10.0, 40.0), (50.0, 25.0), (90.0, 10.0)]]);
        assert_eq!(plot.at((2.5, 1.0)), (30.0, 10.0));
    }

    #[test]
    fn rows_are_equally_high_and_bars_stand_around_their_middle() {
        let picture = Picture::new(100.0, 50.0, 1.0).expect("a page");
        let plot = picture.plot(Scale { values: (0.0, 10.0), pixels: (10.0, 90.0) }, Scale::rows(2, (5.0, 45.0)));
        assert_eq!(plot.row(0), Frame { left: 10.0, top: 5.0, right: 90.0, bottom: 25.0 });
        assert_eq!(plot.row(1), Frame { left: 10.0, top: 25.0, right: 90.0, bottom: 45.0 });
        plot.bar((0.0, 5.0), (1.5, 8.0), MAIN);
        let Some(Mark::Area { points, .. }) = picture.marks().first().cloned() else { panic!("a bar") };
        assert_eq!(points, [(10.0, 31.0), (50.0, 31.0), (50.0, 39.0), (10.0, 39.0)]);
    }

    #[test]
    fn an_interval_has_ends_and_an_estimate_a_disc() {
        let picture = Picture::new(100.0, 50.0, 1.0).expect("a page");
        let plot = picture.plot(Scale { values: (0.0, 10.0), pixels: (10.0, 90.0) }, Scale::rows(1, (0.0, 40.0)));
        plot.whisker((0.0, 5.0), 0.5, 3.0, (MAIN, 1.0));
        let ends = [vec![(10.0, 17.0), (10.0, 23.0)], vec![(50.0, 17.0), (50.0, 23.0)]];
        assert_eq!(lines(&picture), [vec![vec![(10.0, 20.0), (50.0, 20.0)]], ends.to_vec()].concat());
        plot.estimate([0.0, 2.5, 5.0], 0.5, 4.0, (MAIN, 1.0));
        let disc = Mark::Disc { centre: (30.0, 20.0), radius: 4.0, colour: MAIN };
        assert_eq!(picture.marks().last(), Some(&disc));
    }

    #[test]
    fn dashes_leave_gaps() {
        let mut picture = Picture::new(100.0, 50.0, 1.0).expect("a page");
        picture.dashed(vec![(0.0, 0.0), (10.0, 0.0)], MAIN, 1.0, Some((3.0, 2.0)));
        assert_eq!(lines(&picture), [vec![(0.0, 0.0), (3.0, 0.0)], vec![(5.0, 0.0), (8.0, 0.0)]]);
    }

    #[test]
    fn what_is_drawn_beyond_the_page_is_seen() {
        let mut picture = Picture::new(100.0, 50.0, 1.0).expect("a page");
        picture.line(vec![(0.0, 0.0), (100.5, 50.0)], MAIN, 1.0);
        assert!(picture.is_legible());
        picture.line(vec![(0.0, 0.0), (102.0, 50.0)], MAIN, 1.0);
        assert!(!picture.is_legible());
    }
}
