//! Small multiples: where the panels of a chart stand, in groups under headings.

use super::number::count;
use super::picture::{Align, Frame, Picture};
use super::theme::{AXIS, HAIR, LABEL, MUTED, SMALL};

/// Height of the headings above a row of panels.
pub(super) const HEADING: f64 = 26.0;

/// Where a panel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Row, from the top.
    pub row: usize,
    /// Column, from the left.
    pub column: usize,
    /// A heading begins above it, over so many panels.
    pub heading: Option<usize>,
}

/// Places panels in rows; those of one group stand together, in a row with others where there is room. Without
/// groups, which is when no panel names one, there are no headings.
pub(super) fn places(groups: &[&str], columns: usize) -> Vec<Place> {
    let columns = columns.max(1);
    if groups.iter().all(|group| group.is_empty()) {
        return (0..groups.len()).map(|at| Place { row: at / columns, column: at % columns, heading: None }).collect();
    }
    let mut places: Vec<Place> = Vec::with_capacity(groups.len());
    let (mut row, mut column) = (0, 0);
    for group in groups.chunk_by(|a, b| a == b) {
        if column > 0 && group.len() > columns - column {
            (row, column) = (row + 1, 0);
        }
        for at in 0..group.len() {
            if column == columns {
                (row, column) = (row + 1, 0);
            }
            let begins = at == 0 || column == 0;
            let heading = begins.then(|| (group.len() - at).min(columns - column));
            places.push(Place { row, column, heading });
            column += 1;
        }
    }
    places
}

/// Height of all headings of a row.
pub(super) fn heading_height(places: &[Place]) -> f64 {
    if places.iter().any(|place| place.heading.is_some()) { HEADING } else { 0.0 }
}

/// How many rows there are.
pub(super) fn rows(places: &[Place]) -> usize {
    places.iter().map(|place| place.row + 1).max().unwrap_or(0)
}

/// Writes the heading that begins above a panel, over a line as wide as its panels.
pub(super) fn heading(picture: &mut Picture, group: &str, place: Place, (left, top): (f64, f64), column_width: f64) {
    let Some(span) = place.heading else { return };
    let right = left + column_width * count(span) - 24.0;
    let face = LABEL.in_bold().in_colour(MUTED);
    let words = picture.fonts.shorten(group, face, right - left);
    picture.text(left, top + 13.0, Align::Left, face, &words);
    picture.line(vec![(left, top + 18.5), (right, top + 18.5)], AXIS, HAIR);
}

/// Writes the name of a panel with the part that it is about, and a small line below it: a part for which there is no
/// room beside the name goes down.
pub(super) fn name(
    picture: &mut Picture,
    (left, top): (f64, f64),
    room: f64,
    (name, part, detail): (&str, &str, &str),
) {
    let face = LABEL.in_bold();
    let both = titled(name, part);
    let (name, part) = if picture.fonts.width(&both, face) <= room { (both.as_str(), "") } else { (name, part) };
    let detail = beside([part, detail]);
    for (down, face, words) in [(12.0, face, name), (27.0, SMALL, &detail)] {
        picture.text_within((left, top + down), room, (Align::Left, face), words);
    }
}

/// Words beside each other, without those that are empty.
pub(super) fn beside(words: [&str; 2]) -> String {
    words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Two names as one: "Car plant: magnet"; of one that is empty the other.
pub(super) fn titled(name: &str, part: &str) -> String {
    if name.is_empty() || part.is_empty() { format!("{name}{part}") } else { format!("{name}: {part}") }
}

/// The frames of panels in a grid of panels.
pub(super) fn cells(picture: &Picture, grid: Frame, places: &[Place], columns: usize) -> Vec<Frame> {
    let parts = picture.split(grid, rows(places), columns);
    places.iter().map(|place| parts[place.row * columns + place.column]).collect()
}

/// Columns for so many panels on a page of this width.
pub(super) fn columns(panels: usize, width: f64) -> usize {
    let most = match panels {
        0 | 1 => 1,
        2..=4 => 2,
        5..=12 => 3,
        _ if width >= 1300.0 => 4,
        _ => 3,
    };
    (1..=most).rev().find(|n| width / count(*n) >= 240.0).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(groups: &str, columns: usize) -> Vec<(usize, usize, Option<usize>)> {
        let groups: Vec<&str> = groups.split("").filter(|group| !group.is_empty()).collect();
        places(&groups, columns).into_iter().map(|place| (place.row, place.column, place.heading)).collect()
    }

    #[test]
    fn groups_stand_together_and_share_rows() {
        assert_eq!(drawn("aaaa", 3), [(0, 0, Some(3)), (0, 1, None), (0, 2, None), (1, 0, Some(1))]);
        assert!(places(&[""; 4], 3).iter().all(|place| place.heading.is_none()));
        assert_eq!(
            drawn("aaaabbc", 3),
            [
                (0, 0, Some(3)),
                (0, 1, None),
                (0, 2, None),
                (1, 0, Some(1)),
                (1, 1, Some(2)),
                (1, 2, None),
                (2, 0, Some(1))
            ]
        );
        assert_eq!(drawn("abb", 2), [(0, 0, Some(1)), (1, 0, Some(2)), (1, 1, None)]);
        assert!(places(&[], 3).is_empty());
    }
}
