//! The page of a chart: title and subtitle above, small print below.

use super::data::Caption;
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{FOOTNOTE, Face, LABEL, MARGIN, SMALL, SUBTITLE, TITLE};

const TITLE_LINE: f64 = 24.0;
const SUBTITLE_LINE: f64 = 18.0;
const FOOTNOTE_LINE: f64 = 14.0;

/// Height that title, subtitle, small print and margins take from a page of this width.
pub(super) fn caption_height(fonts: &Fonts, caption: &Caption, width: f64) -> f64 {
    let line_count = |text: &str, face: Face, line: f64| {
        let lines = fonts.wrap(text, face, width - 2.0 * MARGIN);
        lines.iter().map(|_| line).sum::<f64>()
    };
    let (title, title_line) = title(fonts, caption, width);
    let footnote = line_count(&caption.footnote, FOOTNOTE, FOOTNOTE_LINE);
    let gap = if footnote > 0.0 { 10.0 } else { 0.0 };
    line_count(&caption.title, title, title_line)
        + line_count(&caption.subtitle, SUBTITLE, SUBTITLE_LINE)
        + footnote
        + gap
        + 2.0 * MARGIN
        + 2.0
}

/// The type of a title and the height of its lines: smaller where it would take more than two of them.
fn title(fonts: &Fonts, caption: &Caption, width: f64) -> (Face, f64) {
    let sizes = [TITLE.size, 17.0, 15.0, 14.0];
    let two = |size: &f64| fonts.wrap(&caption.title, TITLE.in_size(*size), width - 2.0 * MARGIN).len() <= 2;
    let size = sizes.into_iter().find(two).unwrap_or(sizes[sizes.len() - 1]);
    (TITLE.in_size(size), TITLE_LINE * size / TITLE.size)
}

/// Writes the caption, and returns the frame that is left for the chart.
pub(super) fn caption(picture: &mut Picture, caption: &Caption) -> Frame {
    let width = picture.width - 2.0 * MARGIN;
    let mut top = MARGIN - 4.0;
    let (title, title_line) = title(&picture.fonts, caption, picture.width);
    for (text, face, line) in [(&caption.title, title, title_line), (&caption.subtitle, SUBTITLE, SUBTITLE_LINE)] {
        for words in picture.fonts.wrap(text, face, width) {
            picture.text(MARGIN, top + line * 0.78, Align::Left, face, &words);
            top += line;
        }
    }
    let footnote = picture.fonts.wrap(&caption.footnote, FOOTNOTE, width);
    let mut bottom = picture.height - MARGIN + 6.0;
    for words in footnote.iter().rev() {
        picture.text(MARGIN, bottom - 3.0, Align::Left, FOOTNOTE, words);
        bottom -= FOOTNOTE_LINE;
    }
    if !footnote.is_empty() {
        bottom -= 10.0;
    }
    let words = picture.marks().len();
    picture.caption = words;
    Frame { left: MARGIN, top: top + 6.0, right: picture.width - MARGIN, bottom }
}

/// Says in the middle of a frame that there is nothing to draw.
pub(super) fn say_instead(picture: &mut Picture, frame: Frame, words: &str) {
    let middle = f64::midpoint(frame.left, frame.right);
    let height = f64::midpoint(frame.top, frame.bottom);
    let face = LABEL.in_bold().in_size(15.0);
    picture.text_within((middle, height), frame.width(), (Align::Centre, face), words);
}

/// Places the entries of a key in rows from left to right: the left edge and row of each, and
/// the number of rows. Widths include the key's own mark.
pub(super) fn flow(widths: &[f64], width: f64) -> (Vec<(f64, f64)>, f64) {
    const GAP: f64 = 18.0;
    let (mut x, mut row) = (0.0, 0.0);
    let mut places = Vec::with_capacity(widths.len());
    for entry in widths {
        if x > 0.0 && x + entry > width {
            x = 0.0;
            row += 1.0;
        }
        places.push((x, row));
        x += entry + GAP;
    }
    let rows = if widths.is_empty() { 0.0 } else { row + 1.0 };
    (places, rows)
}

/// Height of a row of a key.
pub(super) const KEY_ROW: f64 = 18.0;
/// Type of a key.
pub(super) const KEY: Face = SMALL;
