//! Keeps labels apart, along one direction or beside lines.

use super::number::count;

/// Moves positions as little as possible (least squares) so that neighbours are at least `gap`
/// apart and all lie from `low` to `high`. The order of the positions is kept; equal positions
/// keep the order in which they are given. If there is no room the gap shrinks to fit.
pub(super) fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let gaps = count(wanted.len() - 1);
    let room = (high - low).max(0.0);
    let gap = if gap * gaps > room { room / gaps } else { gap };

    // With the gaps taken out, this is isotonic regression: pool neighbours that are out of order.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (rank, &index) in order.iter().enumerate() {
        let mut pool = (wanted[index] - gap * count(rank), 1);
        while let Some(&(mean, size)) = pools.last() {
            if mean <= pool.0 {
                break;
            }
            pools.pop();
            let both = size + pool.1;
            pool = ((mean * count(size) + pool.0 * count(pool.1)) / count(both), both);
        }
        pools.push(pool);
    }
    let mut placed = vec![0.0; wanted.len()];
    let levels = pools.into_iter().flat_map(|(mean, size)| std::iter::repeat_n(mean, size));
    for ((rank, &index), level) in order.iter().enumerate().zip(levels) {
        placed[index] = level.clamp(low, low.max(high - gap * gaps)) + gap * count(rank);
    }
    placed
}

/// Space between words and a line.
const BESIDE: f64 = 6.0;
/// Of more lines than this, no places are looked for.
const FEW: usize = 6;

/// Places words of so much width in rows of their own above vertical lines at `xs`, such that no line crosses words:
/// each line ends at its own. What is returned for each is its row, counted from the top, and its left end, from `low`
/// to `high`; nothing if there is no such way. Words begin right of their line where they can, else they are moved left
/// over its end, or stand left of it; of several ways the one is taken in which lines on the left stand higher.
pub(super) fn beside_lines(xs: &[f64], widths: &[f64], (low, high): (f64, f64)) -> Option<Vec<(usize, f64)>> {
    let mut placed: Vec<(usize, f64)> = Vec::with_capacity(xs.len());
    let found = xs.len() <= FEW && place_next(xs, widths, (low, high), &mut placed);
    let row = |at: usize| placed.iter().enumerate().find_map(|(row, (of, left))| (*of == at).then_some((row, *left)));
    if found { (0..xs.len()).map(row).collect() } else { None }
}

/// Fills the rows from the next one on; whether that went.
fn place_next(xs: &[f64], widths: &[f64], (low, high): (f64, f64), placed: &mut Vec<(usize, f64)>) -> bool {
    if placed.len() == xs.len() {
        return true;
    }
    let mut order: Vec<usize> = (0..xs.len()).filter(|at| placed.iter().all(|(other, _)| other != at)).collect();
    order.sort_by(|a, b| xs[*a].total_cmp(&xs[*b]));
    for at in order {
        let (x, width) = (xs[at], widths[at]);
        let right = Some(x + BESIDE).filter(|left| left + width <= high);
        let over = Some(high - width).filter(|left| right.is_none() && low <= *left && *left <= x);
        let left = Some(x - BESIDE - width).filter(|left| low <= *left);
        for left in [right, over, left].into_iter().flatten() {
            // The lines of the rows above pass this one.
            let crossed = |other: usize| left - BESIDE / 2.0 < xs[other] && xs[other] < left + width + BESIDE / 2.0;
            if placed.iter().any(|(other, _)| crossed(*other)) {
                continue;
            }
            placed.push((at, left));
            if place_next(xs, widths, (low, high), placed) {
                return true;
            }
            placed.pop();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_that_are_apart_stay() {
        assert_eq!(spread(&[50.0, 10.0], 12.0, 0.0, 100.0), [50.0, 10.0]);
    }

    #[test]
    fn crowded_positions_are_pushed_apart_evenly() {
        assert_eq!(spread(&[50.0, 50.0, 50.0], 10.0, 0.0, 100.0), [40.0, 50.0, 60.0]);
        assert_eq!(spread(&[99.0, 100.0], 10.0, 0.0, 100.0), [90.0, 100.0]);
    }

    #[test]
    fn without_room_the_gap_shrinks() {
        assert_eq!(spread(&[1.0, 2.0, 3.0], 10.0, 0.0, 8.0), [0.0, 4.0, 8.0]);
        assert_eq!(spread(&[5.0], 10.0, 0.0, 0.0), [0.0]);
        assert!(spread(&[], 10.0, 0.0, 1.0).is_empty());
    }

    #[test]
    fn words_stand_where_no_line_crosses_them() {
        // With room, all stand right of their lines.
        let right = beside_lines(&[10.0, 50.0, 90.0], &[30.0; 3], (0.0, 200.0)).expect("there is room");
        assert_eq!(right, [(0, 16.0), (1, 56.0), (2, 96.0)]);
        // The last has none at the right; left of its line it is crossed by none if it stands in the lowest row.
        let [first, second, third] = [100.0, 300.0, 390.0];
        let places =
            beside_lines(&[first, second, third], &[150.0, 150.0, 250.0], (0.0, 450.0)).expect("there is a way");
        for (at, (row, left)) in places.iter().enumerate() {
            let width = [150.0, 150.0, 250.0][at];
            for (other, (higher, _)) in places.iter().enumerate().filter(|(_, (higher, _))| higher < row) {
                let x = [first, second, third][other];
                assert!(x < *left || left + width < x, "line {other} of row {higher} crosses {at} in row {row}");
            }
        }
        assert_eq!(beside_lines(&[50.0], &[500.0], (0.0, 100.0)), None);
    }
}
