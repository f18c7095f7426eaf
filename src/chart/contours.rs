//! Contour lines through values on a grid, by marching squares.

/// Values on a grid: `values[row][column]` at `(columns[column], rows[row])`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    /// Positions of the columns, ascending or descending.
    pub columns: &'a [f64],
    /// Positions of the rows.
    pub rows: &'a [f64],
    /// The values; those that are not finite cut lines.
    pub values: &'a [Vec<f64>],
}

/// A piece of a line.
pub(super) type Piece = ((f64, f64), (f64, f64));

impl Field<'_> {
    /// The pieces of the line along which the values are `level`.
    pub(super) fn contour(&self, level: f64) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for row in 1..self.rows.len() {
            for column in 1..self.columns.len() {
                self.cell(row, column, level, &mut pieces);
            }
        }
        pieces
    }

    /// The pieces in the cell below and left of a corner.
    fn cell(&self, row: usize, column: usize, level: f64, pieces: &mut Vec<Piece>) {
        // Around the cell.
        let corners = [(row - 1, column - 1), (row - 1, column), (row, column), (row, column - 1)];
        let corner = |(r, c): (usize, usize)| {
            let value = self.values.get(r).and_then(|values| values.get(c)).copied().unwrap_or(f64::NAN);
            ((self.columns[c], self.rows[r]), value)
        };
        let corners = corners.map(corner);
        if corners.iter().any(|(_, value)| !value.is_finite()) {
            return;
        }
        let mut crossings = Vec::with_capacity(4);
        for side in 0..4 {
            let ((a, from), (b, to)) = (corners[side], corners[(side + 1) % 4]);
            if (from > level) != (to > level) {
                let share = (level - from) / (to - from);
                crossings.push((a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1)));
            }
        }
        match crossings[..] {
            [a, b] => pieces.push((a, b)),
            [a, b, c, d] => {
                // A saddle: the middle says which corners belong together.
                let middle = corners.iter().map(|(_, value)| value).sum::<f64>() / 4.0;
                if (middle > level) == (corners[0].1 > level) {
                    pieces.extend([(a, b), (c, d)]);
                } else {
                    pieces.extend([(d, a), (b, c)]);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of x + 2 y the contour at 2 is the line from (2, 0) to (0, 1).
    #[test]
    fn contours_of_a_plane_are_straight() {
        let (columns, rows) = ([0.0, 1.0, 2.0, 3.0], [0.0, 0.5, 1.0]);
        let values: Vec<Vec<f64>> = rows.iter().map(|y| columns.iter().map(|x| x + 2.0 * y).collect()).collect();
        let field = Field { columns: &columns, rows: &rows, values: &values };
        let pieces = field.contour(1.999);
        assert!(!pieces.is_empty());
        let mut length = 0.0;
        for ((x0, y0), (x1, y1)) in pieces {
            for (x, y) in [(x0, y0), (x1, y1)] {
                assert!((x + 2.0 * y - 1.999).abs() < 1e-9);
            }
            length += (x1 - x0).hypot(y1 - y0);
        }
        assert!((length - 1.999 * 1.25_f64.sqrt()).abs() < 1e-9, "{length}");
        assert!(field.contour(9.0).is_empty());
    }

    #[test]
    fn a_saddle_is_cut_twice_and_a_hole_not_at_all() {
        let ends = [0.0, 1.0];
        let saddle = [vec![1.0, 0.0], vec![0.0, 1.0]];
        let field = Field { columns: &ends, rows: &ends, values: &saddle };
        assert_eq!(field.contour(0.4).len(), 2);
        assert_eq!(field.contour(0.6).len(), 2);
        let hole = [vec![1.0, 0.0], vec![f64::NAN, 1.0]];
        assert!(Field { values: &hole, ..field }.contour(0.5).is_empty());
    }
}
