//! Places the nodes of a network in columns from left to right, so that links seldom cross.

use super::number::count;

/// A node to be placed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Box {
    /// Its column, from the left.
    pub column: usize,
    /// Its height, with all that belongs to it.
    pub height: f64,
}

/// A link between nodes, from left to right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// How much it counts.
    pub weight: f64,
}

/// Sweeps over all columns.
const SWEEPS: usize = 24;

/// Height of the tallest column with gaps between its nodes.
pub(super) fn height(boxes: &[Box], gap: f64) -> f64 {
    let columns = boxes.iter().map(|node| node.column + 1).max().unwrap_or(0);
    let tall = |column: usize| {
        let nodes = boxes.iter().filter(|node| node.column == column);
        nodes.map(|node| node.height + gap).sum::<f64>() - gap
    };
    (0..columns).map(tall).fold(0.0, f64::max)
}

/// The top of each node, from 0 to `height`: first nodes are put in the order of the middle of their neighbours, column
/// by column there and back, then moved as near to it as others allow.
pub(super) fn tops(boxes: &[Box], edges: &[Edge], gap: f64, height: f64) -> Vec<f64> {
    let columns = boxes.iter().map(|node| node.column + 1).max().unwrap_or(0);
    let mut order: Vec<Vec<usize>> = vec![Vec::new(); columns];
    for (at, node) in boxes.iter().enumerate() {
        order[node.column].push(at);
    }
    let mut middles = vec![0.0; boxes.len()];
    for column in &order {
        let sum: f64 = column.iter().map(|at| boxes[*at].height + gap).sum::<f64>() - gap;
        let mut top = (height - sum) / 2.0;
        for &at in column {
            middles[at] = top + boxes[at].height / 2.0;
            top += boxes[at].height + gap;
        }
    }
    for sweep in 0..SWEEPS {
        let forth = sweep % 2 == 0;
        let sequence: Vec<usize> = if forth { (0..columns).collect() } else { (0..columns).rev().collect() };
        for column in sequence {
            let wanted: Vec<f64> = order[column].iter().map(|at| wish(*at, edges, &middles)).collect();
            let mut ranked: Vec<(f64, usize)> = wanted.into_iter().zip(order[column].iter().copied()).collect();
            ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            order[column] = ranked.iter().map(|(_, at)| *at).collect();
            stack(&ranked, boxes, gap, height, &mut middles);
        }
    }
    boxes.iter().zip(middles).map(|(node, middle)| middle - node.height / 2.0).collect()
}

/// The middle of a node's neighbours; its own where it has none.
fn wish(at: usize, edges: &[Edge], middles: &[f64]) -> f64 {
    let (mut sum, mut weights) = (0.0, 0.0);
    for edge in edges {
        let other = match at {
            _ if edge.from == at => edge.to,
            _ if edge.to == at => edge.from,
            _ => continue,
        };
        sum += edge.weight * middles[other];
        weights += edge.weight;
    }
    if weights > 0.0 { sum / weights } else { middles[at] }
}

/// Moves the nodes of a column, in their order, to where they wish to be, without overlap and within the height.
fn stack(ranked: &[(f64, usize)], boxes: &[Box], gap: f64, height: f64, middles: &mut [f64]) {
    let mut least = 0.0;
    for &(wanted, at) in ranked {
        let half = boxes[at].height / 2.0;
        middles[at] = wanted.max(least + half);
        least = middles[at] + half + gap;
    }
    let mut most = height;
    for &(_, at) in ranked.iter().rev() {
        let half = boxes[at].height / 2.0;
        middles[at] = middles[at].min(most - half);
        most = middles[at] - half - gap;
    }
}

/// The longest way to each node, in links; nodes of a circle count as if they were one step further each time round,
/// and no more than there are nodes.
pub(super) fn depths(nodes: usize, links: &[(usize, usize)]) -> Vec<usize> {
    let mut depths = vec![0; nodes];
    for _ in 0..nodes {
        let mut changed = false;
        for &(from, to) in links {
            if depths[to] < depths[from] + 1 && depths[from] + 1 < nodes {
                depths[to] = depths[from] + 1;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    depths
}

/// Numbers that are used, in order, become 0, 1, 2 …
pub(super) fn without_gaps(numbers: &[usize]) -> Vec<usize> {
    let mut used = numbers.to_vec();
    used.sort_unstable();
    used.dedup();
    numbers.iter().map(|n| used.binary_search(n).unwrap_or(0)).collect()
}

/// The middle of a row of so many columns from `left` to `right`.
pub(super) fn column_x(column: usize, columns: usize, left: f64, right: f64) -> f64 {
    if columns < 2 { left } else { left + (right - left) * count(column) / count(columns - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_way_decides_the_depth() {
        assert_eq!(depths(4, &[(0, 1), (1, 2), (0, 2), (2, 3)]), [0, 1, 2, 3]);
        let round = depths(3, &[(0, 1), (1, 0), (1, 2)]);
        assert!(round.into_iter().all(|depth| depth < 3));
        assert_eq!(without_gaps(&[4, 0, 4, 2]), [2, 0, 2, 1]);
    }

    #[test]
    fn nodes_stand_apart_and_links_do_not_cross_needlessly() {
        let node = |column| Box { column, height: 20.0 };
        let boxes = [node(0), node(0), node(0), node(1), node(1), node(1)];
        let edge = |from, to| Edge { from, to, weight: 1.0 };
        // The first goes to the last, and the last to the first.
        let edges = [edge(0, 5), edge(1, 4), edge(2, 3)];
        let most = height(&boxes, 10.0);
        assert!((most - 80.0).abs() < 1e-9);
        let tops = tops(&boxes, &edges, 10.0, most);
        for [from, to] in [[0, 5], [1, 4], [2, 3]] {
            assert!((tops[from] - tops[to]).abs() < 1.0, "{tops:?}");
        }
        for column in [&tops[..3], &tops[3..]] {
            let mut sorted = column.to_vec();
            sorted.sort_by(f64::total_cmp);
            assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= 29.9) && sorted[0] >= -0.1, "{tops:?}");
        }
    }
}
