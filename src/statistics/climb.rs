//! The top of a likelihood, and how steeply it falls there.

/// The top near a start: the simplex method of Nelder and Mead (*The Computer Journal* 7, 1965), begun anew so
/// often.
pub(super) fn climb<const N: usize>(height: &impl Fn(&[f64; N]) -> f64, start: [f64; N], rounds: usize) -> [f64; N] {
    let mut best = start;
    for _ in 0..rounds {
        let mut simplex: Vec<([f64; N], f64)> = (0..=N)
            .map(|i| {
                let mut point = best;
                if i > 0 {
                    point[i - 1] += 0.3;
                }
                (point, height(&point))
            })
            .collect();
        for _ in 0..400 {
            simplex.sort_by(|a, b| b.1.total_cmp(&a.1));
            #[allow(clippy::cast_precision_loss, reason = "a number of parameters")]
            let centre: [f64; N] =
                std::array::from_fn(|k| simplex[..N].iter().map(|(p, _)| p[k]).sum::<f64>() / N as f64);
            let toward = |by: f64| {
                let point: [f64; N] = std::array::from_fn(|k| centre[k] + by * (simplex[N].0[k] - centre[k]));
                (point, height(&point))
            };
            let mirrored = toward(-1.0);
            if mirrored.1 > simplex[0].1 {
                let farther = toward(-2.0);
                simplex[N] = if farther.1 > mirrored.1 { farther } else { mirrored };
            } else if mirrored.1 > simplex[N - 1].1 {
                simplex[N] = mirrored;
            } else {
                let nearer = toward(0.5);
                if nearer.1 > simplex[N].1 {
                    simplex[N] = nearer;
                } else {
                    let top = simplex[0].0;
                    for vertex in &mut simplex[1..] {
                        vertex.0 = std::array::from_fn(|k| f64::midpoint(vertex.0[k], top[k]));
                        vertex.1 = height(&vertex.0);
                    }
                }
            }
        }
        simplex.sort_by(|a, b| b.1.total_cmp(&a.1));
        best = simplex[0].0;
    }
    best
}

/// The curvature at the top, as what is to be inverted for covariances.
pub(super) fn curvature<const N: usize>(height: &impl Fn(&[f64; N]) -> f64, top: &[f64; N]) -> [[f64; N]; N] {
    const H: f64 = 1e-3;
    let at = |i: usize, a: f64, j: usize, b: f64| {
        let mut point = *top;
        point[i] += a * H;
        point[j] += b * H;
        height(&point)
    };
    let curve = |i: usize, j: usize| {
        -(at(i, 1.0, j, 1.0) - at(i, 1.0, j, -1.0) - at(i, -1.0, j, 1.0) + at(i, -1.0, j, -1.0)) / (4.0 * H * H)
    };
    std::array::from_fn(|i| std::array::from_fn(|j| curve(i, j)))
}
