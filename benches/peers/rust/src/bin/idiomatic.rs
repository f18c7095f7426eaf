//! (6) Straightforward idiomatic Rust: rand + rand_distr + rayon, one trial at a time, buffers reused.
//! --variant dayloop (default): day loop with one Vec of events per day; --variant heap: BinaryHeap of events.
use peers::*;
use rand::rngs::SmallRng;
use rand::{Rng, RngExt, SeedableRng};
use rand_distr::{Distribution, Gamma, LogNormal, Normal};
use rayon::prelude::*;
use std::collections::{BinaryHeap, VecDeque};

struct Model {
    m: usize,
    t: usize,
    need: Vec<i64>,
    s: Vec<i64>,
    approval: Vec<LogNormal<f64>>,
    ship: Gamma<f64>,
    noise: Option<Normal<f64>>,
    cap: [u32; 3],
    bands: bool,
    cheap: bool,
}
#[derive(Clone, Copy)]
struct Order {
    i: usize,
    q: i64,
}
#[derive(Default)]
struct State {
    stock: Vec<i64>,
    on_order: Vec<i64>,
    first: Vec<Option<usize>>,
    halt_days: Vec<u64>,
    queue: VecDeque<Order>,
    arrive: Vec<Vec<Order>>,
    decide: Vec<Vec<Order>>,
    heap: BinaryHeap<std::cmp::Reverse<(usize, u8, u32, usize, i64)>>,
}
impl Model {
    fn new(c: &Cfg) -> Self {
        Model {
            m: c.m,
            t: c.days,
            need: (0..c.m).map(|i| need_of(i) as i64).collect(),
            s: (0..c.m).map(|i| (need_of(i) * cover_of(i)) as i64).collect(),
            approval: (0..c.m).map(|i| LogNormal::new(MEDIAN[i % 4].ln(), SIGMA).unwrap()).collect(),
            ship: Gamma::new(GK, GTH).unwrap(),
            noise: c.noise.then(|| Normal::new(1.0, NOISE_CV).unwrap()),
            cap: capacity(c.m),
            bands: c.bands,
            cheap: c.variant == "nosample",
        }
    }
    // --variant nosample: no distributions, one add per draw (to see what sampling costs; the results mean nothing)
    fn ship_days(&self, rng: &mut impl Rng) -> f64 {
        if self.cheap { 11.5 } else { self.ship.sample(rng) }
    }
    fn approval_days(&self, i: usize, rng: &mut impl Rng) -> f64 {
        if self.cheap { 14.3 } else { self.approval[i].sample(rng) }
    }
    fn reject(&self, rng: &mut impl Rng) -> bool {
        !self.cheap && rng.random_bool(REJECT)
    }
    fn step_regime(&self, r: usize, rng: &mut impl Rng) -> usize {
        let u: f64 = rng.random();
        if u < TRANS[r][0] {
            0
        } else if u < TRANS[r][0] + TRANS[r][1] {
            1
        } else {
            2
        }
    }
    fn reset(&self, st: &mut State) {
        st.stock.clear();
        st.stock.extend(&self.s);
        st.on_order.clear();
        st.on_order.resize(self.m, 0);
        st.first.clear();
        st.first.resize(self.m, None);
        st.halt_days.clear();
        st.halt_days.resize(self.m, 0);
        st.queue.clear();
        st.heap.clear();
        st.arrive.resize_with(self.t, Vec::new);
        st.decide.resize_with(self.t, Vec::new);
        st.arrive.iter_mut().for_each(Vec::clear);
        st.decide.iter_mut().for_each(Vec::clear);
    }
    fn produce(&self, i: usize, t: usize, st: &mut State, rng: &mut impl Rng) {
        let need = match &self.noise {
            Some(z) => ((self.need[i] as f64 * z.sample(rng)).round() as i64).max(0),
            None => self.need[i],
        };
        if st.stock[i] >= need {
            st.stock[i] -= need
        } else {
            st.halt_days[i] += 1;
            st.first[i].get_or_insert(t);
        }
    }
    fn finish(&self, st: &State, acc: &mut Acc) {
        for i in 0..self.m {
            acc.hd[i] += st.halt_days[i];
            if let Some(f) = st.first[i] {
                acc.any[i] += 1;
                acc.fs[i] += f as u64
            }
        }
    }
    fn day_loop(&self, rng: &mut impl Rng, st: &mut State, acc: &mut Acc) {
        self.reset(st);
        let mut regime = 0;
        for t in 0..self.t {
            if t > 0 {
                regime = self.step_regime(regime, rng)
            }
            for o in &st.arrive[t] {
                st.stock[o.i] += o.q;
                st.on_order[o.i] -= o.q
            }
            let mut decided = std::mem::take(&mut st.decide[t]);
            for o in decided.drain(..) {
                if self.reject(rng) {
                    st.queue.push_back(o)
                } else {
                    let e = t + ((self.ship_days(rng) * SMULT[regime]).ceil() as usize).max(1);
                    if e < self.t {
                        st.arrive[e].push(o)
                    }
                }
            }
            st.decide[t] = decided;
            for i in 0..self.m {
                self.produce(i, t, st, rng);
                if t % REVIEW == i % REVIEW {
                    let q = self.s[i] - st.stock[i] - st.on_order[i];
                    if q > 0 {
                        st.on_order[i] += q;
                        st.queue.push_back(Order { i, q })
                    }
                }
            }
            for _ in 0..self.cap[regime] {
                let Some(o) = st.queue.pop_front() else { break };
                let d = t + ((self.approval_days(o.i, rng) * AMULT[regime]).ceil() as usize).max(1);
                if d < self.t {
                    st.decide[d].push(o)
                }
            }
            if self.bands {
                for i in 0..self.m {
                    acc.hist[(t * self.m + i) * B + (st.stock[i] / self.need[i]) as usize] += 1
                }
            }
        }
        self.finish(st, acc);
    }
    /// Events: (day, phase, sequence, manufacturer, quantity); phases 0 regime, 1 arrival, 2 decision, 3
    /// produce+review, 4 desk.
    fn heap(&self, rng: &mut impl Rng, st: &mut State, acc: &mut Acc) {
        use std::cmp::Reverse as R;
        self.reset(st);
        let (mut regime, mut seq) = (0, 0u32);
        st.heap.push(R((1, 0, 0, 0, 0)));
        for i in 0..self.m {
            st.heap.push(R((0, 3, i as u32, i, 0)))
        }
        st.heap.push(R((0, 4, 0, 0, 0)));
        while let Some(R((t, phase, s, i, q))) = st.heap.pop() {
            if t >= self.t {
                break;
            }
            match phase {
                0 => {
                    regime = self.step_regime(regime, rng);
                    st.heap.push(R((t + 1, 0, 0, 0, 0)))
                }
                1 => {
                    st.stock[i] += q;
                    st.on_order[i] -= q
                }
                2 => {
                    if self.reject(rng) {
                        st.queue.push_back(Order { i, q })
                    } else {
                        let e = t + ((self.ship_days(rng) * SMULT[regime]).ceil() as usize).max(1);
                        seq += 1;
                        st.heap.push(R((e, 1, seq, i, q)))
                    }
                }
                3 => {
                    self.produce(i, t, st, rng);
                    if t % REVIEW == i % REVIEW {
                        let q = self.s[i] - st.stock[i] - st.on_order[i];
                        if q > 0 {
                            st.on_order[i] += q;
                            st.queue.push_back(Order { i, q })
                        }
                    }
                    if self.bands {
                        acc.hist[(t * self.m + i) * B + (st.stock[i] / self.need[i]) as usize] += 1
                    }
                    st.heap.push(R((t + 1, 3, s, i, 0)))
                }
                _ => {
                    for _ in 0..self.cap[regime] {
                        let Some(o) = st.queue.pop_front() else { break };
                        let d = t + ((self.approval_days(o.i, rng) * AMULT[regime]).ceil() as usize).max(1);
                        seq += 1;
                        st.heap.push(R((d, 2, seq, o.i, o.q)))
                    }
                    st.heap.push(R((t + 1, 4, 0, 0, 0)))
                }
            }
        }
        self.finish(st, acc);
    }
}
fn main() {
    let c = parse();
    rayon::ThreadPoolBuilder::new().num_threads(c.threads).build_global().unwrap();
    let model = Model::new(&c);
    let heap = c.variant == "heap";
    let chunk = c.trials.div_ceil(c.threads * 8).max(1);
    let (acc, secs, cpu) = timed(|| {
        (0..c.trials.div_ceil(chunk))
            .into_par_iter()
            .fold(
                || (State::default(), Acc::new(c.m, c.days)),
                |(mut st, mut acc), k| {
                    for j in k * chunk..((k + 1) * chunk).min(c.trials) {
                        let mut rng = SmallRng::seed_from_u64(c.seed.wrapping_mul(1_000_003) + j as u64);
                        if heap {
                            model.heap(&mut rng, &mut st, &mut acc)
                        } else {
                            model.day_loop(&mut rng, &mut st, &mut acc)
                        }
                    }
                    (st, acc)
                },
            )
            .map(|x| x.1)
            .reduce_with(|a, b| a.merge(&b))
            .unwrap()
    });
    report(if heap { "rust-heap" } else { "rust-dayloop" }, &c, secs, cpu, &acc);
}
