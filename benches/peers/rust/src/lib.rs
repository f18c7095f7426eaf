//! Shared definition of the reference workload (../../WORKLOAD.md) and the result format.
pub mod rng;
pub mod tables;
pub const NEED: [u32; 4] = [100, 60, 20, 30];
pub const COVER: [u32; 4] = [60, 75, 75, 120];
pub const MEDIAN: [f64; 4] = [12.0, 14.0, 9.0, 21.0];
pub const SIGMA: f64 = 0.6;
pub const REJECT: f64 = 0.10;
pub const GK: f64 = 4.0;
pub const GTH: f64 = 3.0;
pub const AMULT: [f64; 3] = [1.0, 1.8, 5.0];
pub const SMULT: [f64; 3] = [1.0, 1.1, 1.5];
pub const TRANS: [[f64; 3]; 3] = [
    [1.0 - 1.0 / 120.0, 1.0 / 120.0, 0.0],
    [1.0 / 90.0, 1.0 - 1.0 / 90.0 - 1.0 / 120.0, 1.0 / 120.0],
    [0.0, 1.0 / 45.0, 1.0 - 1.0 / 45.0],
];
pub const REVIEW: usize = 7;
pub const NOISE_CV: f64 = 0.10;
pub const B: usize = 121;
const BANDS_DAYS: [usize; 12] = [30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360];

pub fn need_of(i: usize) -> u32 {
    NEED[i % 4] * if (i / 4) % 2 == 1 { 3 } else { 2 } / 2
}
pub fn cover_of(i: usize) -> u32 {
    COVER[i % 4]
}
pub fn capacity(m: usize) -> [u32; 3] {
    [0.375, 0.25, 0.125].map(|c| ((m as f64 * c + 0.5).floor() as u32).max(1))
}

#[derive(Clone, Debug)]
pub struct Cfg {
    pub trials: usize,
    pub threads: usize,
    pub m: usize,
    pub days: usize,
    pub seed: u64,
    pub noise: bool,
    pub out: Option<String>,
    pub variant: String,
    pub bands: bool,
    pub review: usize,
}
pub fn parse() -> Cfg {
    let mut c = Cfg {
        trials: 1000,
        threads: 1,
        m: 8,
        days: 365,
        seed: 1,
        noise: false,
        out: None,
        variant: String::new(),
        bands: true,
        review: REVIEW,
    };
    let mut it = std::env::args().skip(1);
    while let Some(a) = it.next() {
        let mut v = || it.next().expect("value");
        match a.as_str() {
            "--trials" => c.trials = v().parse().unwrap(),
            "--threads" => c.threads = v().parse().unwrap(),
            "--manufacturers" => c.m = v().parse().unwrap(),
            "--days" => c.days = v().parse().unwrap(),
            "--seed" => c.seed = v().parse().unwrap(),
            "--noise" => c.noise = true,
            "--review" => c.review = v().parse().unwrap(),
            "--no-bands" => c.bands = false,
            "--out" => c.out = Some(v()),
            "--variant" => c.variant = v(),
            x => panic!("unknown option {x}"),
        }
    }
    c
}

/// Sums over trials; everything is an integer, so merging is exact and does not depend on the order.
#[derive(Clone)]
pub struct Acc {
    pub any: Vec<u64>,
    pub hd: Vec<u64>,
    pub fs: Vec<u64>,
    pub hist: Vec<u32>,
}
impl Acc {
    pub fn new(m: usize, t: usize) -> Self {
        Acc { any: vec![0; m], hd: vec![0; m], fs: vec![0; m], hist: vec![0; m * t * B] }
    }
    pub fn merge(mut self, o: &Acc) -> Self {
        for (a, b) in self.any.iter_mut().zip(&o.any) {
            *a += b
        }
        for (a, b) in self.hd.iter_mut().zip(&o.hd) {
            *a += b
        }
        for (a, b) in self.fs.iter_mut().zip(&o.fs) {
            *a += b
        }
        for (a, b) in self.hist.iter_mut().zip(&o.hist) {
            *a += b
        }
        self
    }
}
pub fn cpu() -> f64 {
    unsafe {
        let mut r: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut r);
        (r.ru_utime.tv_sec + r.ru_stime.tv_sec) as f64 + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) as f64 * 1e-6
    }
}
pub fn rss_mb() -> f64 {
    // peak resident set of this process image (getrusage would carry over the parent's)
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|s| {
            s.lines()
                .find_map(|l| l.strip_prefix("VmHWM:").map(str::to_owned))
                .map(|v| v.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap_or(0.0) / 1024.0)
        })
        .unwrap_or(0.0)
}
fn quant(h: &[u32], n: usize, q: f64) -> usize {
    let target = q * n as f64;
    let mut c = 0u64;
    for (b, &x) in h.iter().enumerate() {
        c += x as u64;
        if c as f64 >= target - 1e-9 {
            return b;
        }
    }
    h.len() - 1
}
/// `hist` is laid out [day][manufacturer][bin].
pub fn report(name: &str, c: &Cfg, secs: f64, cpu_secs: f64, acc: &Acc) {
    println!(
        "{{\"impl\": \"{name}\", \"trials\": {}, \"threads\": {}, \"manufacturers\": {}, \"days\": {}, \"noise\": {}, \"secs\": {secs}, \"trials_per_s\": {}, \"cells_per_s\": {}, \"cpu_secs\": {cpu_secs}, \"maxrss_mb\": {}}}",
        c.trials,
        c.threads,
        c.m,
        c.days,
        c.noise,
        c.trials as f64 / secs,
        c.trials as f64 / secs * (c.m * c.days) as f64,
        rss_mb()
    );
    if let Some(f) = &c.out {
        let n = c.trials as f64;
        let v = |x: Vec<f64>| format!("{x:?}");
        let mut bands = vec![];
        let mut means = vec![];
        let mut sds = vec![];
        for &d in BANDS_DAYS.iter().filter(|&&d| d < c.days) {
            let rows: Vec<[usize; 3]> = (0..c.m)
                .map(|i| {
                    let h = &acc.hist[(d * c.m + i) * B..][..B];
                    [0.05, 0.5, 0.95].map(|q| quant(h, c.trials, q))
                })
                .collect();
            let ms: Vec<f64> = (0..c.m)
                .map(|i| {
                    acc.hist[(d * c.m + i) * B..][..B]
                        .iter()
                        .enumerate()
                        .map(|(b, &x)| b as f64 * x as f64)
                        .sum::<f64>()
                        / n
                })
                .collect();
            bands.push(format!("\"{d}\": {rows:?}"));
            let ss: Vec<f64> = (0..c.m)
                .map(|i| {
                    let h = &acc.hist[(d * c.m + i) * B..][..B];
                    (h.iter().enumerate().map(|(b, &x)| (b as f64 - ms[i]).powi(2) * x as f64).sum::<f64>() / n).sqrt()
                })
                .collect();
            means.push(format!("\"{d}\": {ms:?}"));
            sds.push(format!("\"{d}\": {ss:?}"));
        }
        std::fs::write(f, format!("{{\"impl\": \"{name}\", \"trials\": {}, \"manufacturers\": {}, \"days\": {}, \"noise\": {}, \"p_halt\": {}, \"mean_halt_days\": {}, \"mean_first_halt\": {}, \"bands\": {{{}}}, \"mean_stock\": {{{}}}, \"sd_stock\": {{{}}}}}",
            c.trials, c.m, c.days, c.noise,
            v(acc.any.iter().map(|&x| x as f64 / n).collect()), v(acc.hd.iter().map(|&x| x as f64 / n).collect()),
            v(acc.fs.iter().zip(&acc.any).map(|(&a, &b)| a as f64 / (b.max(1)) as f64).collect()), bands.join(", "), means.join(", "), sds.join(", "))).unwrap();
    }
}
pub fn timed<R>(f: impl FnOnce() -> R) -> (R, f64, f64) {
    let c = cpu();
    let t = std::time::Instant::now();
    let r = f();
    (r, t.elapsed().as_secs_f64(), cpu() - c)
}
