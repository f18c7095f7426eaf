//! (7a) One trial at a time, tabulated whole-day delays, cursor desk, calendar of arrivals, SIMD across manufacturers.
//! --variant RNG[-BANDS]: RNG in xo, sm, sq, ph; BANDS in direct (default), diag, none.
use peers::{rng::*, tables::*, *};
use std::sync::atomic::{AtomicUsize, Ordering};

const L: usize = 8;
type V = [i32; L];

#[derive(Clone, Copy, PartialEq)]
enum Bands {
    None,
    Direct,
}

struct Model {
    m: usize,
    t: usize,
    chunks: usize,
    need: Vec<V>,
    inv: Vec<[f32; L]>,
    s: Vec<V>,
    rev: Vec<Vec<V>>,
    review: usize,
    cap: [u32; 3],
    tab: Tables,
    base: Vec<V>,
    noise: bool,
}
#[derive(Clone, Copy)]
struct Re {
    next: u32,
    i: u32,
    q: i32,
    n: u32,
    att: u32,
}
struct Ws {
    arr: Vec<V>,
    reg: Vec<u8>,
    head: Vec<u32>,
    re: Vec<Re>,
    stock: Vec<V>,
    pos: Vec<V>,
    hd: Vec<V>,
    first: Vec<V>,
    alive: Vec<V>,
    q: Vec<V>,
    hist16: Vec<u16>,
    since: u32,
}

impl Model {
    fn new(c: &Cfg) -> Self {
        let chunks = c.m.div_ceil(L);
        let f = |g: &dyn Fn(usize) -> i32, pad: i32| -> Vec<V> {
            (0..chunks).map(|k| std::array::from_fn(|l| if k * L + l < c.m { g(k * L + l) } else { pad })).collect()
        };
        Model {
            m: c.m,
            t: c.days,
            chunks,
            need: f(&|i| need_of(i) as i32, 0),
            inv: (0..chunks)
                .map(|k| std::array::from_fn(|l| if k * L + l < c.m { 1.0 / need_of(k * L + l) as f32 } else { 0.0 }))
                .collect(),
            s: f(&|i| (need_of(i) * cover_of(i)) as i32, 0),
            rev: (0..chunks)
                .map(|k| {
                    (0..c.review)
                        .map(|d| {
                            std::array::from_fn(|l| if k * L + l < c.m && (k * L + l) % c.review == d { -1 } else { 0 })
                        })
                        .collect()
                })
                .collect(),
            cap: capacity(c.m),
            tab: Tables::new(c.days + 1),
            base: (0..chunks).map(|k| std::array::from_fn(|l| ((k * L + l).min(c.m - 1) * B) as i32)).collect(),
            noise: c.noise,
            review: c.review,
        }
    }
    fn ws(&self, bands: Bands) -> Ws {
        let z = || vec![[0; L]; self.chunks];
        let hl = self.m * self.t * B;
        Ws {
            arr: vec![[0; L]; self.chunks * self.t],
            reg: vec![0; self.t + 1],
            head: vec![0; self.t],
            re: Vec::with_capacity(1024),
            stock: z(),
            pos: z(),
            hd: z(),
            first: z(),
            alive: z(),
            q: z(),
            hist16: if bands == Bands::Direct { vec![0; hl] } else { vec![] },
            since: 0,
        }
    }
    fn flush(&self, ws: &mut Ws, acc: &mut Acc) {
        for (a, h) in acc.hist.iter_mut().zip(&mut ws.hist16) {
            *a += *h as u32;
            *h = 0
        }
        ws.since = 0;
    }
    #[inline(always)]
    fn trial<R: Src, const BANDS: u8>(&self, rng: &mut R, trial: u64, ws: &mut Ws, acc: &mut Acc) {
        let (m, t_end, ch) = (self.m, self.t, self.chunks);
        rng.trial(trial, m << 32 | t_end.div_ceil(self.review));
        let (mut t, mut r, mut k) = (0, 0usize, 0);
        while t < t_end {
            let [u, v] = rng.reg(k);
            k += 1;
            let e = (t + self.tab.sojourn[r].day(u) as usize).min(t_end);
            ws.reg[t..e].fill(r as u8);
            t = e;
            r = match r {
                0 => 1,
                2 => 1,
                _ => {
                    if v < self.tab.to_lower {
                        0
                    } else {
                        2
                    }
                }
            };
        }
        for c in 0..ch {
            ws.stock[c] = self.s[c];
            ws.pos[c] = self.s[c];
            ws.hd[c] = [0; L];
            ws.first[c] = [0; L];
            ws.alive[c] = [-1; L]
        }
        ws.re.clear();
        ws.re.push(Re { next: 0, i: 0, q: 0, n: 0, att: 0 });
        ws.head.fill(0);
        let (mut cd, mut cu) = (0usize, 0u32);
        let mut kn = 0u32;
        for t in 0..t_end {
            let d7 = t % self.review;
            for c in 0..ch {
                let (arr, mut stock, mut pos) = (ws.arr[t * ch + c], ws.stock[c], ws.pos[c]);
                let (mut hd, mut first, mut alive, mut q) = (ws.hd[c], ws.first[c], ws.alive[c], [0i32; L]);
                let mut need = self.need[c];
                if self.noise {
                    for l in 0..L {
                        // popcount normal: 64 fair bits + triangular dither, 2 words per need
                        let a = rng.word64(1, kn);
                        kn += 1;
                        let b = rng.word64(1, kn);
                        kn += 1;
                        let z = ((a.count_ones() as i32 - 32) as f32
                            + ((b as u32) as f32 - (b >> 32) as u32 as f32) * (1.0 / 4294967296.0))
                            * 0.2474;
                        need[l] = ((need[l] as f32 * (1.0 + 0.1 * z)).round() as i32).max(0);
                    }
                }
                let (s, nd, rev) = (self.s[c], need, self.rev[c][d7]);
                for l in 0..L {
                    let x = stock[l] + arr[l];
                    let ok = -((x >= nd[l]) as i32);
                    let use_ = ok & nd[l];
                    stock[l] = x - use_;
                    let p = pos[l] - use_;
                    hd[l] += 1 + ok;
                    alive[l] &= ok;
                    first[l] -= alive[l];
                    q[l] = (s[l] - p) & rev[l];
                    pos[l] = (p & !rev[l]) | (s[l] & rev[l]);
                }
                ws.arr[t * ch + c] = [0; L];
                ws.stock[c] = stock;
                ws.pos[c] = pos;
                ws.hd[c] = hd;
                ws.first[c] = first;
                ws.alive[c] = alive;
                ws.q[c] = q;
                if BANDS == 1 {
                    let mut idx = [0i32; L];
                    for l in 0..L {
                        idx[l] = ((stock[l] as f32 + 0.5) * self.inv[c][l]) as i32 + self.base[c][l]
                    }
                    let h = &mut ws.hist16[t * m * B..];
                    let n = (m - c * L).min(L);
                    if n == L {
                        for l in 0..L {
                            unsafe { *h.get_unchecked_mut(idx[l] as usize) += 1 }
                        }
                    } else {
                        for l in 0..n {
                            h[idx[l] as usize] += 1
                        }
                    }
                }
            }
            let mut p = ws.head[t];
            let mut i0 = d7;
            loop {
                let (i, q, n, att);
                if p != 0 {
                    let x = ws.re[p as usize];
                    p = x.next;
                    i = x.i as usize;
                    q = x.q;
                    n = x.n;
                    att = x.att
                } else if i0 < m {
                    i = i0;
                    i0 += self.review;
                    q = ws.q[i / L][i % L];
                    if q <= 0 {
                        continue;
                    }
                    n = (t / self.review) as u32;
                    att = 0
                } else {
                    break;
                }
                if cd < t {
                    cd = t;
                    cu = 0
                }
                if cd >= t_end {
                    continue;
                }
                if cu >= self.cap[ws.reg[cd] as usize] {
                    cd += 1;
                    cu = 0;
                    if cd >= t_end {
                        continue;
                    }
                }
                cu += 1;
                let w = rng.app(i as u32, n, att);
                let d = cd + self.tab.approval[i & 3][ws.reg[cd] as usize].day(w[0]) as usize;
                if d >= t_end {
                    continue;
                }
                if w[1] < self.tab.reject {
                    let id = ws.re.len() as u32;
                    ws.re.push(Re { next: ws.head[d], i: i as u32, q, n, att: att + 1 });
                    ws.head[d] = id;
                } else {
                    let e = d + self.tab.ship[ws.reg[d] as usize].day(w[2]) as usize;
                    if e < t_end {
                        ws.arr[e * ch + i / L][i % L] += q
                    }
                }
            }
        }
        for i in 0..m {
            let (h, f) = (ws.hd[i / L][i % L], ws.first[i / L][i % L]);
            acc.hd[i] += h as u64;
            if h > 0 {
                acc.any[i] += 1;
                acc.fs[i] += f as u64
            }
        }
        if BANDS == 1 {
            ws.since += 1;
            if ws.since == 65535 {
                self.flush(ws, acc)
            }
        }
    }
}

fn go<R: Src, const BANDS: u8>(c: &Cfg, model: &Model, bands: Bands) -> Acc {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut ws = model.ws(bands);
        let mut acc = Acc::new(c.m, c.days);
        let mut rng = R::new(c.seed);
        loop {
            let k = next.fetch_add(64, Ordering::Relaxed);
            if k >= c.trials {
                break;
            }
            for j in k..(k + 64).min(c.trials) {
                model.trial::<R, BANDS>(&mut rng, j as u64, &mut ws, &mut acc)
            }
        }
        if bands == Bands::Direct {
            model.flush(&mut ws, &mut acc)
        }
        acc
    };
    std::thread::scope(|s| {
        let hs: Vec<_> = (1..c.threads).map(|_| s.spawn(work)).collect();
        let a = work();
        hs.into_iter().fold(a, |a, h| a.merge(&h.join().unwrap()))
    })
}
fn main() {
    let mut c = parse();
    if c.variant.is_empty() {
        c.variant = "xo".into()
    }
    let model = Model::new(&c);
    let (r, b) = c.variant.split_once('-').unwrap_or((&c.variant, "direct"));
    let name = format!("fast-{r}-{b}");
    macro_rules! d {
        ($t:ty) => {
            match b {
                "none" => go::<$t, 0>(&c, &model, Bands::None),
                "direct" => go::<$t, 1>(&c, &model, Bands::Direct),
                _ => panic!(),
            }
        };
    }
    let (acc, secs, cpu) = timed(|| match r {
        "xo" => d!(Xo),
        "sm" => d!(Sm),
        "sq" => d!(Sq),
        "ph" => d!(Ph),
        _ => panic!(),
    });
    report(&name, &c, secs, cpu, &acc);
}
