//! A sum of money spread over lines where it does the most: next to where the next unit avoids the most.

use serde::{Deserialize, Serialize};

/// What money is to avoid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gain {
    /// Expected loss, all lines together.
    Loss,
    /// Chances of a halt, added up over lines.
    Risk,
}

/// A budget to be spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// Money for stock beyond today's.
    pub money: f64,
    /// What it is to avoid.
    pub gain: Gain,
}

/// How a budget is spread.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Spread {
    /// The budget.
    pub money: f64,
    /// What it is to avoid.
    pub gain: Gain,
    /// What the orders of the answer cost; what is left buys nothing that would avoid more.
    pub spent: f64,
    /// What the lines lose (or their chances, added up) with today's stock, on the trials of the curves.
    pub today: f64,
    /// The same with the stock bought.
    pub after: f64,
    /// What the next unit of money would avoid; 0 where nothing is left to be avoided.
    pub next: f64,
    /// The line to which it would go, by its key.
    pub next_site: Option<String>,
    /// Money for each line, in the order of the lines.
    pub lines: Vec<f64>,
    /// Lines by what their next unit of money would avoid, the one that avoids the most first.
    #[serde(skip)]
    pub(super) order: Vec<usize>,
    /// Money beyond which a line avoids nothing more.
    #[serde(skip)]
    pub(super) ends: Vec<f64>,
}

/// Money and what is lost in spite of it, in rising order of money; the first is today.
pub(super) type Curve = Vec<(f64, f64)>;

/// What is lost with some money, on the lower convex hull of a curve.
fn at(hull: &Curve, money: f64) -> f64 {
    let after = hull.partition_point(|point| point.0 < money);
    match (after.checked_sub(1).map(|i| hull[i]), hull.get(after)) {
        (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (money - x0) / (x1 - x0),
        (None, Some(point)) => point.1,
        (Some(point), None) => point.1,
        (None, None) => 0.0,
    }
}

/// The lower convex hull of a curve, up to its least loss: each piece avoids less for its money than the one before.
fn hull(curve: &Curve) -> Curve {
    let mut sorted = curve.clone();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let slope = |a: (f64, f64), b: (f64, f64)| (b.1 - a.1) / (b.0 - a.0);
    let mut hull: Curve = Vec::new();
    for point in sorted {
        if hull.last().is_some_and(|last| point.0 <= last.0 || point.1 >= last.1) {
            continue;
        }
        while let [.., before, last] = hull[..]
            && slope(before, last) >= slope(last, point)
        {
            hull.pop();
        }
        hull.push(point);
    }
    hull
}

/// Spreads money over curves: the steepest piece of any hull first, until the money is spent or nothing is left to be
/// avoided.
pub(super) fn spread(curves: &[Curve], names: &[String], budget: Budget) -> Spread {
    let hulls: Vec<Curve> = curves.iter().map(hull).collect();
    let mut pieces: Vec<(f64, usize, f64)> = Vec::new();
    for (line, hull) in hulls.iter().enumerate() {
        let piece = |pair: &[(f64, f64)]| ((pair[0].1 - pair[1].1) / (pair[1].0 - pair[0].0), pair[1].0 - pair[0].0);
        pieces.extend(hull.windows(2).map(|pair| (piece(pair).0, line, piece(pair).1)));
    }
    // Of equal ones the first line comes first; those of one line stay in order.
    pieces.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    // What is left after whole pieces goes by the next piece of each line, the best first.
    let mut order: Vec<usize> = Vec::new();
    let mut lines = vec![0.0; curves.len()];
    let mut left = budget.money;
    let mut next = None;
    for (gain, line, money) in pieces {
        let paid = money.min(left);
        lines[line] += paid;
        left -= paid;
        if paid < money {
            next = next.or(Some((gain, line)));
            if !order.contains(&line) {
                order.push(line);
            }
        }
    }
    order.extend((0..curves.len()).filter(|line| !order.contains(line)).collect::<Vec<_>>());
    let sum = |money: &dyn Fn(usize) -> f64| (0..hulls.len()).map(|l| at(&hulls[l], money(l))).sum::<f64>();
    Spread {
        money: budget.money,
        gain: budget.gain,
        spent: budget.money - left,
        today: sum(&|_| 0.0),
        after: sum(&|line| lines[line]),
        next: next.map_or(0.0, |(gain, _)| gain),
        next_site: next.map(|(_, line)| names[line].clone()),
        lines,
        order,
        ends: hulls.iter().map(|hull| hull.last().map_or(0.0, |point| point.0)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    }

    /// Line a: 10 for 40, then 10 for 10. Line b: 10 for 5 and then 10 for 35, which is 20 for 40 on its hull.
    #[test]
    fn money_goes_where_it_avoids_the_most() {
        let curves = [vec![(0.0, 50.0), (10.0, 10.0), (20.0, 0.0)], vec![(0.0, 40.0), (10.0, 35.0), (20.0, 0.0)]];
        let names = ["a".to_owned(), "b".to_owned()];
        let of = |money| spread(&curves, &names, Budget { money, gain: Gain::Loss });
        let some = of(15.0);
        assert_eq!(some.lines, [10.0, 5.0]);
        close(some.today, 90.0);
        close(some.after, 10.0 + 30.0);
        close(some.next, 2.0);
        assert_eq!(some.next_site.as_deref(), Some("b"));
        assert_eq!((some.order, some.ends), (vec![1, 0], vec![20.0, 20.0]));
        let more = of(35.0);
        assert_eq!(more.lines, [15.0, 20.0]);
        close(more.next, 1.0);
        let all = of(100.0);
        close(all.spent, 40.0);
        close(all.after, 0.0);
        assert_eq!((all.next, all.next_site), (0.0, None));
    }
}
