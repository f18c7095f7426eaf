//! (5) NexoSim 1.0: one single-threaded simulation per trial; models: Policy, Desk, M manufacturers. Trials are spread
//! over OS threads. Differs from the workload only in the order of applications that reach the desk on the same day.
use nexosim::Message;
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSinkReader, Output, SinkState, event_queue};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use peers::*;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Gamma, LogNormal, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus as Rng;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const DAY: u64 = 10;
fn at(phase: u64, days: u64) -> Duration {
    Duration::from_secs(days * DAY + phase + 1)
}

#[derive(Clone, Copy, Serialize, Deserialize, Message)]
struct Order {
    i: usize,
    q: i64,
}
#[derive(Clone, Serialize, Deserialize, Message)]
struct Result_ {
    i: usize,
    halts: u64,
    first: i64,
    trace: Vec<u16>,
}

#[derive(Serialize, Deserialize)]
struct Policy {
    out: Output<usize>,
    r: usize,
    rng: Rng,
}
#[Model]
impl Policy {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        cx.schedule_periodic_event(at(0, 1), Duration::from_secs(DAY), schedulable!(Self::step), ()).unwrap();
    }
    #[nexosim(schedulable)]
    async fn step(&mut self) {
        let u: f64 = self.rng.random();
        let n = if u < TRANS[self.r][0] {
            0
        } else if u < TRANS[self.r][0] + TRANS[self.r][1] {
            1
        } else {
            2
        };
        if n != self.r {
            self.r = n;
            self.out.send(n).await
        }
    }
}
#[derive(Serialize, Deserialize)]
struct Desk {
    ship: Vec<Output<(u64, i64)>>,
    r: usize,
    cap: [u32; 3],
    queue: VecDeque<Order>,
    rng: Rng,
}
#[Model]
impl Desk {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        cx.schedule_periodic_event(at(4, 0), Duration::from_secs(DAY), schedulable!(Self::work), ()).unwrap();
    }
    async fn regime(&mut self, r: usize) {
        self.r = r
    }
    async fn apply(&mut self, o: Order) {
        self.queue.push_back(o)
    }
    #[nexosim(schedulable)]
    async fn work(&mut self, _: (), cx: &Context<Self>) {
        for _ in 0..self.cap[self.r] {
            let Some(o) = self.queue.pop_front() else { break };
            let l =
                ((LogNormal::new(MEDIAN[o.i % 4].ln(), SIGMA).unwrap().sample(&mut self.rng) * AMULT[self.r]).ceil()
                    as u64)
                    .max(1);
            cx.schedule_event(Duration::from_secs(l * DAY - 2), schedulable!(Self::decide), o).unwrap(); // phase 4 -> phase 2
        }
    }
    #[nexosim(schedulable)]
    async fn decide(&mut self, o: Order) {
        if self.rng.random_bool(REJECT) {
            self.queue.push_back(o)
        } else {
            let g = ((Gamma::new(GK, GTH).unwrap().sample(&mut self.rng) * SMULT[self.r]).ceil() as u64).max(1);
            self.ship[o.i].send((g, o.q)).await
        }
    }
}
#[derive(Serialize, Deserialize)]
struct Manufacturer {
    apply: Output<Order>,
    done: Output<Result_>,
    i: usize,
    t_end: i64,
    need: i64,
    s: i64,
    stock: i64,
    on_order: i64,
    halts: u64,
    first: i64,
    trace: Vec<u16>,
    noise: bool,
    rng: Rng,
}
#[Model]
impl Manufacturer {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        cx.schedule_periodic_event(at(3, 0), Duration::from_secs(DAY), schedulable!(Self::produce), ()).unwrap();
    }
    async fn shipped(&mut self, x: (u64, i64), cx: &Context<Self>) {
        // phase 2 -> phase 1
        cx.schedule_event(Duration::from_secs(x.0 * DAY - 1), schedulable!(Self::arrive), x.1).unwrap();
    }
    #[nexosim(schedulable)]
    async fn arrive(&mut self, q: i64) {
        self.stock += q;
        self.on_order -= q
    }
    #[nexosim(schedulable)]
    async fn produce(&mut self, _: (), cx: &Context<Self>) {
        let t = (cx.time().as_secs() - 1) / DAY as i64;
        let mut need = self.need;
        if self.noise {
            let z: f64 = StandardNormal.sample(&mut self.rng);
            need = ((need as f64 * (1.0 + NOISE_CV * z)).round() as i64).max(0)
        }
        if self.stock >= need {
            self.stock -= need
        } else {
            self.halts += 1;
            if self.first < 0 {
                self.first = t
            }
        }
        if t % REVIEW as i64 == (self.i % REVIEW) as i64 {
            let q = self.s - self.stock - self.on_order;
            if q > 0 {
                self.on_order += q;
                self.apply.send(Order { i: self.i, q }).await
            }
        }
        self.trace.push((self.stock / self.need) as u16);
        if t == self.t_end - 1 {
            let r = Result_ { i: self.i, halts: self.halts, first: self.first, trace: std::mem::take(&mut self.trace) };
            self.done.send(r).await
        }
    }
}
fn trial(c: &Cfg, seed: u64, acc: &mut Acc) {
    let rng = |k: u64| Rng::seed_from_u64(seed.wrapping_mul(0x9e3779b97f4a7c15).wrapping_add(k));
    let (sink, mut reader) = event_queue(SinkState::Enabled);
    let mut policy = Policy { out: Output::default(), r: 0, rng: rng(0) };
    let mut desk = Desk { ship: vec![], r: 0, cap: capacity(c.m), queue: VecDeque::new(), rng: rng(1) };
    let (pm, dm) = (Mailbox::new(), Mailbox::new());
    policy.out.connect(Desk::regime, &dm);
    let mut sim = SimInit::with_num_threads(1);
    let mut ms = vec![];
    for i in 0..c.m {
        let mm = Mailbox::new();
        let s = (need_of(i) * cover_of(i)) as i64;
        let mut x = Manufacturer {
            apply: Output::default(),
            done: Output::default(),
            i,
            t_end: c.days as i64,
            need: need_of(i) as i64,
            s,
            stock: s,
            on_order: 0,
            halts: 0,
            first: -1,
            trace: Vec::with_capacity(c.days),
            noise: c.noise,
            rng: rng(2 + i as u64),
        };
        x.apply.connect(Desk::apply, &dm);
        x.done.connect_sink(sink.clone());
        let mut o = Output::default();
        o.connect(Manufacturer::shipped, &mm);
        desk.ship.push(o);
        ms.push((x, mm));
    }
    sim = sim.add_model(policy, pm, "policy").add_model(desk, dm, "desk");
    for (i, (x, mm)) in ms.into_iter().enumerate() {
        sim = sim.add_model(x, mm, &format!("m{i}"))
    }
    let mut simu = sim.init(MonotonicTime::EPOCH).unwrap();
    simu.step_until(Duration::from_secs(c.days as u64 * DAY)).unwrap();
    while let Some(r) = reader.try_read() {
        acc.hd[r.i] += r.halts;
        if r.first >= 0 {
            acc.any[r.i] += 1;
            acc.fs[r.i] += r.first as u64
        }
        for (t, &b) in r.trace.iter().enumerate() {
            acc.hist[(t * c.m + r.i) * B + b as usize] += 1
        }
    }
}
fn main() {
    let c = parse();
    let next = AtomicUsize::new(0);
    let (acc, secs, cpu) = timed(|| {
        let work = || {
            let mut acc = Acc::new(c.m, c.days);
            loop {
                let k = next.fetch_add(1, Ordering::Relaxed);
                if k >= c.trials {
                    break;
                }
                trial(&c, c.seed.wrapping_mul(1_000_003) + k as u64, &mut acc)
            }
            acc
        };
        std::thread::scope(|s| {
            let hs: Vec<_> = (1..c.threads).map(|_| s.spawn(work)).collect();
            let a = work();
            hs.into_iter().fold(a, |a, h| a.merge(&h.join().unwrap()))
        })
    });
    report("nexosim", &c, secs, cpu, &acc);
}
