//! A chart inside a page: what a reader may ask of it, and the SVG that answers.
//!
//! In a page a chart is more than a picture: places in it say their values when pointed at, and groups of marks can be
//! set apart by the line they are about or the band they show. Files of charts hold nothing of that.

use super::data::{Caption, ChartError};
use super::paint;
use super::picture::{Frame, Picture};
use super::sheet::UNITS;
use std::fmt::Write;

/// Marks that belong together: they begin at a mark and end where the next group begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// Name of the line that they are about; empty for what is about all.
    pub line: String,
    /// Name of the band that they show; empty for what shows none.
    pub band: &'static str,
}

/// A place that says something when pointed at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hint {
    /// The place, in logical pixels.
    pub frame: Frame,
    /// The words; the first line is the heading.
    pub words: String,
    /// Name of the line that it is about; empty if of all.
    pub line: String,
}

impl Picture {
    /// What is drawn from here on is about a line.
    pub(super) fn about(&mut self, line: &str) {
        self.band(line, "");
    }

    /// What is drawn from here on shows a band of a line.
    pub(super) fn band(&mut self, line: &str, band: &'static str) {
        let from = self.marks().len();
        self.groups.push((from, Group { line: line.to_owned(), band }));
    }

    /// What is drawn from here on is about all lines.
    pub(super) fn about_all(&mut self) {
        self.about("");
    }

    /// A place says something about a line (or all, if empty) when pointed at.
    pub(super) fn hint(&mut self, frame: Frame, line: &str, words: String) {
        self.hints.push(Hint { frame, words, line: line.to_owned() });
    }

    /// Places between neighbouring points along a plot: around each, up to the middle between neighbours.
    pub(super) fn hints_along(&mut self, plot: Frame, points: Vec<(f64, String)>, line: &str) {
        let mut points = points;
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut left = plot.left;
        for (at, (x, words)) in points.iter().enumerate() {
            let right = points.get(at + 1).map_or(plot.right, |next| f64::midpoint(*x, next.0));
            self.hint(Frame { left, right: right.max(left), ..plot }, line, words.clone());
            left = right.max(left);
        }
    }
}

/// A chart as it stands in a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Inline {
    /// The SVG.
    pub svg: String,
    /// Names of the bands that it shows.
    pub bands: Vec<&'static str>,
}

/// The picture as SVG for a page, with a name and a description for those who do not see it. `id` tells it from others.
///
/// # Errors
/// [`ChartError::Drawing`] if the backend fails.
pub(super) fn inline(picture: &Picture, caption: &Caption, id: &str) -> Result<Inline, ChartError> {
    let (width, height) = (picture.width, picture.height);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{width}\" height=\"{height}\" \
         stroke-linejoin=\"round\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">{}\
         </title><desc id=\"{id}-desc\">{}. {}</desc>",
        width * UNITS,
        height * UNITS,
        paint::escape(&caption.title),
        paint::escape(&caption.subtitle),
        paint::escape(&caption.footnote),
    );
    let ends = picture.groups.iter().map(|(at, _)| *at).skip(1).chain([picture.marks().len()]);
    let first = picture.groups.first().map_or(picture.marks().len(), |(at, _)| *at);
    // A page that is too narrow for the caption has it above the chart.
    let caption = picture.caption.min(first);
    let _ = write!(text, "<g class=\"caption\">{}</g>", paint::marks_svg(picture, 0..caption)?);
    text.push_str(&paint::marks_svg(picture, caption..first)?);
    for ((from, group), to) in picture.groups.iter().zip(ends) {
        if *from == to {
            continue;
        }
        text.push_str("<g");
        for (name, value) in [("line", group.line.as_str()), ("band", group.band)] {
            if !value.is_empty() {
                let _ = write!(text, " data-{name}=\"{}\"", paint::escape(value));
            }
        }
        text.push('>');
        text.push_str(&paint::marks_svg(picture, *from..to)?);
        text.push_str("</g>\n");
    }
    for Hint { frame, words, line } in &picture.hints {
        let [left, top, wide, high] =
            [frame.left, frame.top, frame.width(), frame.height()].map(|length| (length * UNITS).round());
        let line = if line.is_empty() { String::new() } else { format!(" data-line=\"{}\"", paint::escape(line)) };
        let words: Vec<String> = words.lines().map(paint::escape).collect();
        let words = words.join("&#10;");
        let _ = writeln!(
            text,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" class=\"hint\"{line} data-hint=\"{words}\"/>",
        );
    }
    text.push_str("</svg>");
    let mut bands = Vec::new();
    for (_, Group { band, .. }) in &picture.groups {
        if !band.is_empty() && !bands.contains(band) {
            bands.push(*band);
        }
    }
    Ok(Inline { svg: text, bands })
}
