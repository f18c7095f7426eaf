//! (7d) Portable version of `lanes`: W trials in lockstep as plain arrays, no intrinsics; the compiler vectorises what
//! it can for the target it is built for, the table look-ups stay scalar but branch-free. Same random words and results
//! as `lanes --variant philox10`. --variant W[-none], W in 8, 16, 32.
use peers::{rng::*, tables::*, *};
use std::sync::atomic::{AtomicUsize, Ordering};
const CL: u32 = 11;
const LOWMASK: u32 = (1 << (32 - CL)) - 1;

struct Packed {
    cells: Vec<u32>,
    exact: Vec<Vec<u32>>,
}
impl Packed {
    fn push(&mut self, t: &Table) {
        let day = |u: u32| 1 + t.last.partition_point(|&l| l < u);
        for c in 0..1u32 << CL {
            let lo = c << (32 - CL);
            let hi = lo | LOWMASK;
            let (a, b) = (day(lo), day(hi));
            self.cells.push(if b > a + 1 || a >= 1 << CL {
                0
            } else {
                let thr = if a == b { LOWMASK } else { t.last[a - 1] & LOWMASK };
                (a as u32) << (32 - CL) | thr
            });
        }
        self.exact.push(t.last.clone());
    }
    #[cold]
    #[inline(never)]
    fn slow(&self, table: usize, u: u32) -> u32 {
        1 + self.exact[table].partition_point(|&l| l < u) as u32
    }
    #[inline(always)]
    fn day(&self, table: usize, u: u32) -> u32 {
        let c = unsafe { *self.cells.get_unchecked((table << CL) + (u >> (32 - CL)) as usize) };
        if c == 0 {
            return self.slow(table, u);
        }
        (c >> (32 - CL)) + ((u & LOWMASK) > (c & LOWMASK)) as u32
    }
}
struct Model {
    m: usize,
    t: usize,
    need: Vec<i32>,
    inv: Vec<f32>,
    s: Vec<i32>,
    cap: [u32; 4],
    tab: Tables,
    pk: Packed,
    key: [u32; 2],
    ztab: Vec<f32>,
    ablate: u32,
    v3: bool,
}
#[derive(Clone, Copy)]
struct Re {
    next: u32,
    lane: u16,
    i: u16,
    q: i32,
    n: u32,
    att: u32,
}
#[repr(align(64))]
#[derive(Clone, Copy)]
struct A<const W: usize>([i32; W]);
#[repr(align(64))]
#[derive(Clone, Copy)]
struct U<const W: usize>([u32; W]);
struct Ws<const W: usize> {
    arr: Vec<A<W>>,
    reg: Vec<[u8; W]>,
    head: Vec<u32>,
    re: Vec<Re>,
    stock: Vec<A<W>>,
    pos: Vec<A<W>>,
    hd: Vec<A<W>>,
    first: Vec<A<W>>,
    alive: Vec<A<W>>,
    hist16: Vec<u16>,
    since: u32,
}

#[inline(always)]
fn philox_w<const W: usize>(c0: u32, c1: u32, trial: u64, mut k: [u32; 2]) -> [U<W>; 4] {
    let (mut x0, mut x1, mut x2, mut x3) = ([c0 as u64; W], [c1 as u64; W], [0u64; W], [trial >> 32; W]);
    for l in 0..W {
        x2[l] = (trial as u32 as u64 + l as u64) & 0xffff_ffff
    }
    for _ in 0..10 {
        for l in 0..W {
            let p0 = (x0[l] & 0xffff_ffff) * 0xD2511F53;
            let p1 = (x2[l] & 0xffff_ffff) * 0xCD9E8D57;
            x0[l] = (p1 >> 32) ^ x1[l] ^ k[0] as u64;
            x2[l] = (p0 >> 32) ^ x3[l] ^ k[1] as u64;
            x1[l] = p1;
            x3[l] = p0;
        }
        k = [k[0].wrapping_add(0x9E3779B9), k[1].wrapping_add(0xBB67AE85)];
    }
    let f = |x: &[u64; W]| {
        let mut o = U([0; W]);
        for l in 0..W {
            o.0[l] = x[l] as u32
        }
        o
    };
    [f(&x0), f(&x1), f(&x2), f(&x3)]
}
impl Model {
    fn new(c: &Cfg) -> Self {
        let mut tab = Tables::new(c.days + 1);
        if std::env::var("ABLATE").is_ok_and(|x| x == "1") {
            tab.reject = 0
        } // 1: no rejections, 2: no orders (cost split only)
        let mut pk = Packed { cells: vec![], exact: vec![] };
        for a in &tab.approval {
            for t in a {
                pk.push(t)
            }
        }
        for t in &tab.ship {
            pk.push(t)
        }
        pk.push(&tab.ship[0]); // row 3: beyond the horizon, result unused
        let cap = capacity(c.m);
        Model {
            m: c.m,
            t: c.days,
            need: (0..c.m).map(|i| need_of(i) as i32).collect(),
            inv: (0..c.m).map(|i| 1.0 / need_of(i) as f32).collect(),
            s: (0..c.m).map(|i| (need_of(i) * cover_of(i)) as i32).collect(),
            cap: [cap[0], cap[1], cap[2], u32::MAX],
            tab,
            pk,
            key: [c.seed as u32, (c.seed >> 32) as u32],
            ztab: (0..4096)
                .map(|k| {
                    // 1 + 0.1 z at the midpoints of 4,096 equal-probability cells
                    let p = (k as f64 + 0.5) / 4096.0;
                    let (mut a, mut b) = (-9.0f64, 9.0);
                    for _ in 0..60 {
                        let x = 0.5 * (a + b);
                        if norm_cdf(x) < p { a = x } else { b = x }
                    }
                    (1.0 + NOISE_CV * a) as f32
                })
                .collect(),
            ablate: std::env::var("ABLATE").map_or(0, |x| x.parse().unwrap()),
            v3: is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi2")
                && std::env::var("NO_AVX2").is_err(),
        }
    }
    fn ws<const W: usize>(&self, direct: bool) -> Ws<W> {
        let z = || vec![A([0; W]); self.m];
        Ws {
            arr: vec![A([0; W]); self.m * (self.t + 1)],
            reg: vec![[3; W]; self.t + 2],
            head: vec![0; self.t + 1],
            re: Vec::with_capacity(8192),
            stock: z(),
            pos: z(),
            hd: z(),
            first: z(),
            alive: z(),
            hist16: if direct { vec![0; self.m * self.t * B] } else { vec![] },
            since: 0,
        }
    }
    fn flush<const W: usize>(&self, ws: &mut Ws<W>, acc: &mut Acc) {
        for (a, h) in acc.hist.iter_mut().zip(&mut ws.hist16) {
            *a += *h as u32;
            *h = 0
        }
        ws.since = 0;
    }
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn group_v3<const W: usize, const BANDS: bool, const NOISE: bool>(
        &self,
        trial0: u64,
        live: usize,
        ws: &mut Ws<W>,
        acc: &mut Acc,
    ) {
        self.group::<W, BANDS, NOISE>(trial0, live, ws, acc)
    }
    #[inline(always)]
    fn group<const W: usize, const BANDS: bool, const NOISE: bool>(
        &self,
        trial0: u64,
        live: usize,
        ws: &mut Ws<W>,
        acc: &mut Acc,
    ) {
        let (m, t_end) = (self.m, self.t);
        let te = t_end as u32;
        {
            let mut cur = [0u8; W];
            let mut next = [0u32; W];
            let mut kk = [1u32; W];
            let rw = |l: usize, k: u32| {
                philox([k, 0x8000_0000, (trial0 + l as u64) as u32, ((trial0 + l as u64) >> 32) as u32], self.key)
            };
            for l in 0..W {
                next[l] = self.tab.sojourn[0].day(rw(l, 0)[0])
            }
            for t in 0..t_end {
                let mut any = false;
                for l in 0..W {
                    any |= next[l] == t as u32
                }
                if any {
                    for l in 0..W {
                        if next[l] == t as u32 {
                            let w = rw(l, kk[l]);
                            kk[l] += 1;
                            cur[l] = match cur[l] {
                                0 | 2 => 1,
                                _ => {
                                    if w[1] < self.tab.to_lower {
                                        0
                                    } else {
                                        2
                                    }
                                }
                            };
                            next[l] = t as u32 + self.tab.sojourn[cur[l] as usize].day(w[0]);
                        }
                    }
                }
                ws.reg[t] = cur;
            }
        }
        for i in 0..m {
            ws.stock[i] = A([self.s[i]; W]);
            ws.pos[i] = A([self.s[i]; W]);
            ws.hd[i] = A([0; W]);
            ws.first[i] = A([0; W]);
            ws.alive[i] = A([-1; W])
        }
        ws.re.clear();
        ws.re.push(Re { next: 0, lane: 0, i: 0, q: 0, n: 0, att: 0 });
        ws.head.fill(0);
        let (mut cd, mut cu) = (U([0u32; W]), U([0u32; W]));
        let mut nz = [U([0u32; W]); 4];
        for t in 0..t_end {
            for i in 0..m {
                if NOISE && i % 8 == 0 {
                    nz = philox_w::<W>((t * m + i) as u32, 0xc000_0000, trial0, self.key)
                }
                let (arr, stock, pos) = (&mut ws.arr[t * m + i].0, &mut ws.stock[i].0, &mut ws.pos[i].0);
                let mut need = [self.need[i]; W];
                if NOISE {
                    let (w, sh) = (&nz[i / 2 % 4].0, 16 * (i as u32 & 1));
                    let mut z = [0f32; W];
                    for l in 0..W {
                        z[l] = unsafe { *self.ztab.get_unchecked((w[l] >> sh & 0xfff) as usize) }
                    }
                    let nf = self.need[i] as f32;
                    for l in 0..W {
                        need[l] = unsafe { (nf * z[l] + 0.5).to_int_unchecked::<i32>() }
                    }
                }
                let mut bad = 0;
                let mut oks = [0i32; W];
                for l in 0..W {
                    let x = stock[l] + arr[l];
                    arr[l] = 0;
                    let ok = -((x >= need[l]) as i32);
                    oks[l] = ok;
                    stock[l] = x - (need[l] & ok);
                    pos[l] -= need[l] & ok;
                    bad |= !ok;
                }
                if bad != 0 {
                    let (h, f, al) = (&mut ws.hd[i].0, &mut ws.first[i].0, &mut ws.alive[i].0);
                    for l in 0..W {
                        h[l] += 1 + oks[l];
                        let newly = al[l] & !oks[l];
                        f[l] = (f[l] & !newly) | (t as i32 & newly);
                        al[l] &= oks[l]
                    }
                }
                if BANDS {
                    let inv = self.inv[i];
                    let mut b = [0i32; W];
                    for l in 0..W {
                        b[l] = unsafe { ((stock[l] as f32 + 0.5) * inv).to_int_unchecked::<i32>() }
                    }
                    let h = &mut ws.hist16[(t * m + i) * B..][..B];
                    if live == W {
                        for l in 0..W {
                            unsafe { *h.get_unchecked_mut(b[l] as usize) += 1 }
                        }
                    } else {
                        for l in 0..live {
                            h[b[l] as usize] += 1
                        }
                    }
                }
            }
            let mut p = ws.head[t];
            while p != 0 {
                let x = ws.re[p as usize];
                p = x.next;
                let l = x.lane as usize;
                let (mut d0, mut u0) = (cd.0[l], cu.0[l]);
                if d0 < t as u32 {
                    d0 = t as u32;
                    u0 = 0
                }
                if d0 < te && u0 >= self.cap[ws.reg[d0 as usize][l] as usize & 3] {
                    d0 += 1;
                    u0 = 0
                }
                if d0 >= te {
                    cd.0[l] = d0;
                    cu.0[l] = 0;
                    continue;
                }
                cd.0[l] = d0;
                cu.0[l] = u0 + 1;
                let tr = trial0 + l as u64;
                let w = philox([x.n * m as u32 + x.i as u32, x.att, tr as u32, (tr >> 32) as u32], self.key);
                let d = d0 + self.pk.day((x.i as usize & 3) * 3 + ws.reg[d0 as usize][l] as usize, w[0]);
                if d >= te {
                    continue;
                }
                if w[1] < self.tab.reject {
                    let id = ws.re.len() as u32;
                    ws.re.push(Re { next: ws.head[d as usize], att: x.att + 1, ..x });
                    ws.head[d as usize] = id;
                } else {
                    let e = (d + self.pk.day(12 + ws.reg[d as usize][l] as usize, w[2])).min(te);
                    ws.arr[e as usize * m + x.i as usize].0[l] += x.q
                }
            }
            let mut i = if self.ablate == 2 { m } else { t % 7 };
            while i < m {
                let s = self.s[i];
                let n = (t / 7) as u32;
                let w = philox_w::<W>(n * m as u32 + i as u32, 0, trial0, self.key);
                let mut q = [0i32; W];
                let mut r = [0u32; W];
                for l in 0..W {
                    q[l] = s - ws.pos[i].0[l];
                    ws.pos[i].0[l] = s
                }
                for l in 0..W {
                    let late = cd.0[l] < t as u32;
                    cd.0[l] = cd.0[l].max(t as u32);
                    cu.0[l] = if late { 0 } else { cu.0[l] }
                }
                unsafe {
                    // cd <= te; row te holds 3 (cap: never full), so nothing runs past the end
                    for l in 0..W {
                        r[l] = ws.reg.get_unchecked(cd.0[l] as usize)[l] as u32
                    }
                    let mut caps = [0u32; W];
                    for l in 0..W {
                        caps[l] = self.cap[r[l] as usize & 3]
                    }
                    for l in 0..W {
                        let full = (cu.0[l] >= caps[l]) & (q[l] > 0);
                        cd.0[l] += full as u32;
                        cu.0[l] = if full { 0 } else { cu.0[l] };
                    }
                    for l in 0..W {
                        r[l] = ws.reg.get_unchecked(cd.0[l] as usize)[l] as u32
                    }
                    for l in 0..W {
                        cu.0[l] += ((q[l] > 0) & (cd.0[l] < te)) as u32
                    }
                    let mut d = [0u32; W];
                    let mut e = [0u32; W];
                    let base = (i as u32 & 3) * 3;
                    let cells = self.pk.cells.as_slice();
                    let mut zero = false;
                    let mut c = [0u32; W];
                    for l in 0..W {
                        c[l] = *cells.get_unchecked((((base + r[l]) << CL) + (w[0].0[l] >> (32 - CL))) as usize)
                    }
                    for l in 0..W {
                        zero |= c[l] == 0;
                        d[l] = (c[l] >> (32 - CL)) + ((w[0].0[l] & LOWMASK) > (c[l] & LOWMASK)) as u32
                    }
                    if zero {
                        for l in 0..W {
                            if c[l] == 0 {
                                d[l] = self.pk.slow((base + r[l]) as usize, w[0].0[l])
                            }
                        }
                    }
                    let mut rej = [0u32; W];
                    for l in 0..W {
                        d[l] = (cd.0[l] + d[l]).min(te);
                        if q[l] <= 0 {
                            d[l] = te
                        }
                        rej[l] = ((d[l] < te) & (w[1].0[l] < self.tab.reject)) as u32;
                    }
                    for l in 0..W {
                        r[l] = ws.reg.get_unchecked(d[l] as usize)[l] as u32
                    }
                    zero = false;
                    for l in 0..W {
                        c[l] = *cells.get_unchecked((((12 + r[l]) << CL) + (w[2].0[l] >> (32 - CL))) as usize)
                    }
                    for l in 0..W {
                        zero |= c[l] == 0;
                        e[l] = (c[l] >> (32 - CL)) + ((w[2].0[l] & LOWMASK) > (c[l] & LOWMASK)) as u32
                    }
                    if zero {
                        for l in 0..W {
                            if c[l] == 0 {
                                e[l] = self.pk.slow((12 + r[l]) as usize, w[2].0[l])
                            }
                        }
                    }
                    let mut anyrej = 0u64;
                    for l in 0..W {
                        e[l] = if rej[l] != 0 { te } else { (d[l] + e[l]).min(te) };
                        anyrej |= (rej[l] as u64) << l;
                    }
                    for l in 0..W {
                        ws.arr.get_unchecked_mut(e[l] as usize * m + i).0[l] += q[l]
                    }
                    while anyrej != 0 {
                        let l = anyrej.trailing_zeros() as usize;
                        anyrej &= anyrej - 1;
                        let id = ws.re.len() as u32;
                        ws.re.push(Re {
                            next: ws.head[d[l] as usize],
                            lane: l as u16,
                            i: i as u16,
                            q: q[l],
                            n,
                            att: 1,
                        });
                        ws.head[d[l] as usize] = id;
                    }
                }
                i += 7;
            }
        }
        for i in 0..m {
            ws.arr[t_end * m + i] = A([0; W]);
            for l in 0..live {
                acc.hd[i] += ws.hd[i].0[l] as u64;
                if ws.alive[i].0[l] == 0 {
                    acc.any[i] += 1;
                    acc.fs[i] += ws.first[i].0[l] as u64
                }
            }
        }
        if BANDS {
            ws.since += W as u32;
            if ws.since > 65535 - W as u32 {
                self.flush(ws, acc)
            }
        }
    }
}
fn go<const W: usize, const BANDS: bool, const NOISE: bool>(c: &Cfg, model: &Model) -> Acc {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut ws = model.ws::<W>(BANDS);
        let mut acc = Acc::new(c.m, c.days);
        loop {
            let k = next.fetch_add(W, Ordering::Relaxed);
            if k >= c.trials {
                break;
            }
            let live = (c.trials - k).min(W);
            if model.v3 {
                unsafe { model.group_v3::<W, BANDS, NOISE>(k as u64, live, &mut ws, &mut acc) }
            } else {
                model.group::<W, BANDS, NOISE>(k as u64, live, &mut ws, &mut acc)
            }
        }
        if BANDS {
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
        c.variant = "16".into()
    }
    let model = Model::new(&c);
    let (r, b) = c.variant.split_once('-').unwrap_or((&c.variant, "direct"));
    let name = format!("lanesp-{r}-{b}");
    macro_rules! d {
        ($w:literal) => {
            match (b == "none", c.noise) {
                (true, false) => go::<$w, false, false>(&c, &model),
                (false, false) => go::<$w, true, false>(&c, &model),
                (true, true) => go::<$w, false, true>(&c, &model),
                _ => go::<$w, true, true>(&c, &model),
            }
        };
    }
    let (acc, secs, cpu) = timed(|| match r {
        "8" => d!(8),
        "16" => d!(16),
        "32" => d!(32),
        _ => panic!(),
    });
    report(&name, &c, secs, cpu, &acc);
}
