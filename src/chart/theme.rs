//! One look for all charts: colours, type, spacing.
//!
//! The palette follows Okabe and Ito (2008), "Color universal design", darkened where a thin line
//! on white needs it; neighbours differ in lightness so that a grey print can be read too.

/// An opaque colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// The colour on white at a tenth to ten tenths of its strength: opaque, so that overlapping
    /// bands keep their colour.
    pub(super) fn tint(self, tenths: u8) -> Self {
        let part = u16::from(tenths.min(10));
        let mix = |channel: u8| {
            let mixed = (u16::from(channel) * part + 255 * (10 - part)) / 10;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Self(mix(self.0), mix(self.1), mix(self.2))
    }

    /// The colour on white at a share of its strength from 0 to 1.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
    pub(super) fn on_paper(self, share: f64) -> Self {
        let share = share.clamp(0.0, 1.0);
        let mix = |channel: u8| (255.0 + (f64::from(channel) - 255.0) * share).round() as u8;
        Self(mix(self.0), mix(self.1), mix(self.2))
    }

    /// Whether white text reads better on this colour than dark text does.
    pub(super) fn is_dark(self) -> bool {
        let weighted = 299 * u32::from(self.0) + 587 * u32::from(self.1) + 114 * u32::from(self.2);
        weighted < 140_000
    }
}

/// Paper.
pub(super) const PAPER: Colour = Colour(255, 255, 255);
/// Main text.
pub(super) const INK: Colour = Colour(31, 35, 40);
/// Secondary text.
pub(super) const MUTED: Colour = Colour(87, 96, 106);
/// Axis lines, leaders, event lines.
pub(super) const AXIS: Colour = Colour(140, 149, 159);
/// Ground of days without work.
pub(super) const CLOSED: Colour = Colour(238, 240, 243);
/// Grid lines.
pub(super) const GRID: Colour = Colour(228, 231, 235);
/// A stopped line.
pub(super) const STOP: Colour = Colour(164, 38, 28);
/// Ground behind the words about a stopped line.
pub(super) const STOP_PALE: Colour = Colour(251, 233, 230);
/// The one colour of a chart that needs only one.
pub(super) const MAIN: Colour = Colour(0, 90, 150);
/// Inner band of a fan.
pub(super) const BAND_INNER: Colour = Colour(135, 182, 217);
/// Outer band of a fan.
pub(super) const BAND_OUTER: Colour = Colour(211, 228, 242);

/// Colours of lines that must be told apart.
pub(super) const LINES: [Colour; 8] = [
    Colour(0, 100, 170),
    Colour(213, 94, 0),
    Colour(0, 140, 100),
    Colour(168, 81, 138),
    Colour(222, 150, 0),
    Colour(70, 70, 75),
    Colour(70, 165, 220),
    Colour(122, 60, 20),
];

/// The colour of line `index`; colours repeat after the eighth.
pub(super) fn line_colour(index: usize) -> Colour {
    LINES[index % LINES.len()]
}

/// Colours of the stages of missing material: grey before the desk, orange at the desk, green once licensed, blue
/// without a licence and at a capacity, red at a shut lane, purple for never; within a family from light to dark, and
/// stages that often stand side by side far apart in lightness.
pub(super) const STAGE_COLOURS: [Colour; 11] = [
    Colour(84, 92, 101),
    Colour(250, 218, 148),
    Colour(240, 155, 66),
    Colour(122, 46, 0),
    Colour(182, 226, 206),
    Colour(110, 165, 205),
    Colour(34, 74, 128),
    Colour(228, 160, 160),
    Colour(40, 148, 114),
    Colour(9, 74, 60),
    Colour(190, 140, 200),
];

/// Fills by severity, from the mildest to the worst: pale blue over sand and orange to dark red, darker throughout.
const SEVERITY: [Colour; 5] =
    [Colour(222, 236, 246), Colour(250, 226, 178), Colour(243, 164, 92), Colour(206, 84, 48), Colour(110, 22, 26)];

/// The fill of a severity from 0 to 1.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
pub(super) fn severity_colour(severity: f64) -> Colour {
    let at = severity.clamp(0.0, 1.0) * 4.0;
    let from = (at as usize).min(3);
    let part = at - at.floor().min(3.0);
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * part).round() as u8;
    let (Colour(r0, g0, b0), Colour(r1, g1, b1)) = (SEVERITY[from], SEVERITY[from + 1]);
    Colour(mix(r0, r1), mix(g0, g1), mix(b0, b1))
}

/// A size, weight and colour of type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Face {
    /// Size of the em in logical pixels.
    pub size: f64,
    /// Bold rather than regular.
    pub bold: bool,
    /// Colour of the text.
    pub colour: Colour,
}

impl Face {
    const fn new(size: f64, bold: bool, colour: Colour) -> Self {
        Self { size, bold, colour }
    }

    /// The same face in another colour.
    pub(super) const fn in_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// The same face in another size, in logical pixels.
    pub(super) const fn in_size(self, size: f64) -> Self {
        Self { size, ..self }
    }

    /// The same face in bold.
    pub(super) const fn in_bold(self) -> Self {
        Self { bold: true, ..self }
    }
}

/// Title of a chart.
pub(super) const TITLE: Face = Face::new(19.0, true, INK);
/// Subtitle of a chart.
pub(super) const SUBTITLE: Face = Face::new(13.0, false, MUTED);
/// Small print at the foot.
pub(super) const FOOTNOTE: Face = Face::new(10.0, false, MUTED);
/// Labels in the chart.
pub(super) const LABEL: Face = Face::new(12.0, false, INK);
/// Smaller labels: events, details, legend.
pub(super) const SMALL: Face = Face::new(11.0, false, MUTED);
/// Numbers and dates of axes.
pub(super) const TICK: Face = Face::new(11.0, false, MUTED);

/// Margin around the page, in logical pixels.
pub(super) const MARGIN: f64 = 22.0;
/// Width of main lines, in logical pixels.
pub(super) const LINE: f64 = 2.0;
/// Width of grid lines, axes and leaders, in logical pixels.
pub(super) const HAIR: f64 = 0.8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tint_runs_from_white_to_the_colour() {
        assert_eq!(MAIN.tint(0), PAPER);
        assert_eq!(MAIN.tint(10), MAIN);
        assert_eq!(MAIN.tint(99), MAIN);
        assert_eq!([MAIN.on_paper(0.0), MAIN.on_paper(1.0)], [PAPER, MAIN]);
    }

    #[test]
    fn colours_can_be_told_in_grey() {
        let grey = |Colour(r, g, b): Colour| 0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b);
        for pair in STAGE_COLOURS.windows(2) {
            assert!((grey(pair[0]) - grey(pair[1])).abs() > 35.0, "{pair:?}");
        }
        let severities = [0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0].map(severity_colour);
        for pair in severities.windows(2) {
            assert!(grey(pair[0]) - grey(pair[1]) > 2.0, "{pair:?}");
        }
        assert_eq!([severities[0], severities[8]], [SEVERITY[0], SEVERITY[4]]);
    }
}
