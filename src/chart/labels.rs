//! Keeps labels apart along one direction.

use super::number::count;

/// Moves positions as little as possible (least squares) so that neighbours are at least `gap`
/// apart and all lie from `low` to `high`. The order of the positions is kept; equal positions
/// keep the order in which they are given. If there is no room the gap shrinks to fit.
pub fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
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
}
