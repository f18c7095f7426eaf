//! Measuring, shortening and breaking text in the two fonts of the charts.

use super::data::ChartError;
use super::theme::Face;
use ab_glyph::{Font, FontRef};

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Roboto-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/Roboto-Bold.ttf");

/// Font family as SVG files name it: where Roboto is missing, Arial is close in width.
pub(super) const FAMILY: &str = "Roboto, Arial, sans-serif";

/// The weights of the charts' font as CSS counts them, each with the bytes of its TrueType file.
#[must_use]
pub(crate) fn fonts() -> [(u16, &'static [u8]); 2] {
    [(400, REGULAR), (700, BOLD)]
}

/// The two weights of the charts' font.
#[derive(Debug, Clone)]
pub(super) struct Fonts {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

impl Fonts {
    /// Reads the embedded fonts.
    ///
    /// # Errors
    /// [`ChartError::Font`] if an embedded font file is damaged.
    pub(super) fn load() -> Result<Self, ChartError> {
        let read = |bytes| FontRef::try_from_slice(bytes).map_err(|_| ChartError::Font);
        Ok(Self { regular: read(REGULAR)?, bold: read(BOLD)? })
    }

    /// The font of a weight.
    pub(super) fn weight(&self, bold: bool) -> &FontRef<'static> {
        if bold { &self.bold } else { &self.regular }
    }

    /// Width of a line of text, in the unit of the face's size.
    pub(super) fn width(&self, text: &str, face: Face) -> f64 {
        let font = self.weight(face.bold);
        let em = f64::from(font.units_per_em().unwrap_or(2048.0));
        let advance: f64 = text.chars().map(|letter| f64::from(font.h_advance_unscaled(font.glyph_id(letter)))).sum();
        advance / em * face.size
    }

    /// The text, or as much of it as fits the width with an ellipsis.
    pub(super) fn shorten(&self, text: &str, face: Face, width: f64) -> String {
        if self.width(text, face) <= width {
            return text.to_owned();
        }
        let mut letters: Vec<char> = text.chars().collect();
        while letters.pop().is_some() {
            let head: String = letters.iter().collect();
            let candidate = format!("{}…", head.trim_end_matches([' ', ',', '-', '–', '(']));
            if self.width(&candidate, face) <= width {
                return candidate;
            }
        }
        String::new()
    }

    /// The text in the face or, if it is too wide, in a somewhat smaller one; shortened if that is still too wide.
    pub(super) fn fit(&self, text: &str, face: Face, width: f64) -> (Face, String) {
        const LEAST: f64 = 10.0;
        let wide = self.width(text, face).max(f64::MIN_POSITIVE);
        let face = face.in_size((face.size * width / wide).clamp(LEAST.min(face.size), face.size));
        // What fits by this size must not be cut for the last digit of a product.
        (face, self.shorten(text, face, width + 0.01))
    }

    /// The text broken at spaces into lines no wider than `width`; a word that is wider alone is
    /// shortened. Empty text gives no lines.
    pub(super) fn wrap(&self, text: &str, face: Face, width: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
            if let Some(line) = lines.last_mut() {
                let longer = format!("{line} {word}");
                if self.width(&longer, face) <= width {
                    *line = longer;
                    continue;
                }
            }
            lines.push(self.shorten(word, face, width));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::super::theme::LABEL;
    use super::*;

    #[test]
    fn the_fonts_have_every_sign_the_charts_use() {
        let fonts = Fonts::load().expect("embedded fonts");
        for letter in "AZaz09éäößłšç−–—·×≤≥%‰±€£¥₹…’“”≈\u{a0}".chars() {
            for bold in [false, true] {
                assert_ne!(fonts.weight(bold).glyph_id(letter).0, 0, "{letter:?}");
            }
        }
    }

    #[test]
    fn wrapping_keeps_words_and_width() {
        let fonts = Fonts::load().expect("embedded fonts");
        let text = "Which production lines stop when export licences stall";
        let lines = fonts.wrap(text, LABEL, 120.0);
        assert!(lines.len() > 1);
        assert_eq!(lines.join(" "), text);
        assert!(lines.iter().all(|line| fonts.width(line, LABEL) <= 120.0));
        assert!(fonts.wrap("", LABEL, 120.0).is_empty());
    }

    #[test]
    fn shortening_fits() {
        let fonts = Fonts::load().expect("embedded fonts");
        let short = fonts.shorten("Vereinigte Magnetwerke Hanau", LABEL, 80.0);
        assert!(short.ends_with('…') && fonts.width(&short, LABEL) <= 80.0);
        assert_eq!(fonts.shorten("Hanau", LABEL, 80.0), "Hanau");
        assert_eq!(fonts.shorten("Hanau", LABEL, 1.0), "");
    }
}
