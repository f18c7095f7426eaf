//! Random words per trial. `app` gives the words of one application (approval, rejection, shipping, spare),
//! `reg` the words of the k-th regime sojourn.
pub trait Src: Clone {
    fn new(seed: u64) -> Self;
    fn trial(&mut self, trial: u64, orders: usize);
    fn app(&mut self, i: u32, n: u32, attempt: u32) -> [u32; 4];
    fn reg(&mut self, k: u32) -> [u32; 2];
    fn word64(&mut self, stream: u32, k: u32) -> u64;
}
#[inline(always)]
pub fn splitmix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d049bb133111eb);
    z ^ (z >> 31)
}
/// Sequential xoshiro256++, seeded per trial.
#[derive(Clone)]
pub struct Xo {
    seed: u64,
    s: [u64; 4],
}
impl Xo {
    #[inline(always)]
    pub fn next(&mut self) -> u64 {
        let s = &mut self.s;
        let r = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        r
    }
}
impl Src for Xo {
    fn new(seed: u64) -> Self {
        Xo { seed, s: [0; 4] }
    }
    #[inline(always)]
    fn trial(&mut self, trial: u64, _: usize) {
        let mut z = splitmix(self.seed) ^ splitmix(trial.wrapping_add(0x9e3779b97f4a7c15));
        for s in &mut self.s {
            z = z.wrapping_add(0x9e3779b97f4a7c15);
            *s = splitmix(z)
        }
    }
    #[inline(always)]
    fn app(&mut self, _: u32, _: u32, _: u32) -> [u32; 4] {
        let (a, b) = (self.next(), self.next());
        [a as u32, (a >> 32) as u32, b as u32, (b >> 32) as u32]
    }
    #[inline(always)]
    fn reg(&mut self, _: u32) -> [u32; 2] {
        let a = self.next();
        [a as u32, (a >> 32) as u32]
    }
    #[inline(always)]
    fn word64(&mut self, _: u32, _: u32) -> u64 {
        self.next()
    }
}
/// Counter-based: two rounds of SplitMix64 finalisers over (seed, trial) and (manufacturer, order, attempt).
#[derive(Clone)]
pub struct Sm {
    seed: u64,
    key: u64,
}
impl Src for Sm {
    fn new(seed: u64) -> Self {
        Sm { seed: splitmix(seed ^ 0x9e3779b97f4a7c15), key: 0 }
    }
    #[inline(always)]
    fn trial(&mut self, trial: u64, _: usize) {
        self.key = splitmix(self.seed.wrapping_add(trial.wrapping_mul(0x9e3779b97f4a7c15)))
    }
    #[inline(always)]
    fn app(&mut self, i: u32, n: u32, att: u32) -> [u32; 4] {
        let c = (i as u64) << 40 | (n as u64) << 8 | (att as u64) << 1;
        let (a, b) = (
            splitmix(self.key.wrapping_add(c.wrapping_mul(0x9e3779b97f4a7c15))),
            splitmix(self.key.wrapping_add((c | 1).wrapping_mul(0x9e3779b97f4a7c15))),
        );
        [a as u32, (a >> 32) as u32, b as u32, (b >> 32) as u32]
    }
    #[inline(always)]
    fn reg(&mut self, k: u32) -> [u32; 2] {
        let a = self.word64(0, k);
        [a as u32, (a >> 32) as u32]
    }
    #[inline(always)]
    fn word64(&mut self, s: u32, k: u32) -> u64 {
        splitmix(
            self.key
                .wrapping_add((0xffff_0000_0000_0000 | (s as u64) << 32 | k as u64).wrapping_mul(0x9e3779b97f4a7c15)),
        )
    }
}
/// squares64 (Widynski 2020), counter-based.
#[derive(Clone)]
pub struct Sq {
    seed: u64,
    base: u64,
}
#[inline(always)]
pub fn squares64(ctr: u64, key: u64) -> u64 {
    let mut x = ctr.wrapping_mul(key);
    let y = x;
    let z = y.wrapping_add(key);
    x = x.wrapping_mul(x).wrapping_add(y).rotate_right(32);
    x = x.wrapping_mul(x).wrapping_add(z).rotate_right(32);
    x = x.wrapping_mul(x).wrapping_add(y).rotate_right(32);
    x = x.wrapping_mul(x).wrapping_add(z);
    let t = x;
    x = x.rotate_right(32);
    t ^ (x.wrapping_mul(x).wrapping_add(y) >> 32)
}
impl Src for Sq {
    fn new(seed: u64) -> Self {
        Sq { seed: splitmix(seed ^ 0x548c9decbce65297) | 1, base: 0 }
    }
    #[inline(always)]
    fn trial(&mut self, trial: u64, _: usize) {
        self.base = trial << 32
    }
    #[inline(always)]
    fn app(&mut self, i: u32, n: u32, att: u32) -> [u32; 4] {
        let c = self.base | (i as u64) << 20 | (n as u64) << 6 | (att as u64) << 1;
        let (a, b) = (squares64(c, self.seed), squares64(c | 1, self.seed));
        [a as u32, (a >> 32) as u32, b as u32, (b >> 32) as u32]
    }
    #[inline(always)]
    fn reg(&mut self, k: u32) -> [u32; 2] {
        let a = self.word64(0, k);
        [a as u32, (a >> 32) as u32]
    }
    #[inline(always)]
    fn word64(&mut self, _: u32, k: u32) -> u64 {
        squares64(self.base | 0xc000_0000 | k as u64, self.seed)
    }
}
/// Philox4x32-10; the first attempts of a whole trial are generated ahead, 16 blocks at a time.
#[derive(Clone)]
pub struct Ph {
    key: [u32; 2],
    trial: u64,
    words: Vec<[u32; 64]>,
    m: usize,
}
const PM0: u32 = 0xD2511F53;
const PM1: u32 = 0xCD9E8D57;
const PW0: u32 = 0x9E3779B9;
const PW1: u32 = 0xBB67AE85;
#[inline(always)]
pub fn philox(mut c: [u32; 4], mut k: [u32; 2]) -> [u32; 4] {
    for _ in 0..10 {
        let (p0, p1) = (c[0] as u64 * PM0 as u64, c[2] as u64 * PM1 as u64);
        c = [(p1 >> 32) as u32 ^ c[1] ^ k[0], p1 as u32, (p0 >> 32) as u32 ^ c[3] ^ k[1], p0 as u32];
        k = [k[0].wrapping_add(PW0), k[1].wrapping_add(PW1)];
    }
    c
}
/// 16 blocks; out[w*16 + lane]. Kept in u64 lanes so that the compiler emits vpmuludq without shuffles.
#[inline(always)]
pub fn philox16(c0: [u64; 16], c1: u32, c2: u32, c3: u32, mut k: [u32; 2], out: &mut [u32; 64]) {
    let mut x = [c0, [c1 as u64; 16], [c2 as u64; 16], [c3 as u64; 16]];
    for _ in 0..10 {
        for l in 0..16 {
            let p0 = (x[0][l] & 0xffff_ffff) * PM0 as u64;
            let p1 = (x[2][l] & 0xffff_ffff) * PM1 as u64;
            let n0 = (p1 >> 32) ^ x[1][l] ^ k[0] as u64;
            let n2 = (p0 >> 32) ^ x[3][l] ^ k[1] as u64;
            x[0][l] = n0;
            x[1][l] = p1;
            x[2][l] = n2;
            x[3][l] = p0;
        }
        k = [k[0].wrapping_add(PW0), k[1].wrapping_add(PW1)];
    }
    for w in 0..4 {
        for l in 0..16 {
            out[w * 16 + l] = x[w][l] as u32
        }
    }
}
impl Src for Ph {
    fn new(seed: u64) -> Self {
        Ph { key: [seed as u32, (seed >> 32) as u32], trial: 0, words: vec![], m: 1 }
    }
    #[inline(always)]
    fn trial(&mut self, trial: u64, orders: usize) {
        // orders = m << 32 | orders per manufacturer; counter word 0 = order * m + i
        let (m, n) = (orders >> 32, orders & 0xffff_ffff);
        self.m = m;
        self.trial = trial;
        let blocks = (m * n).div_ceil(16);
        self.words.resize(blocks, [0; 64]);
        for (b, out) in self.words.iter_mut().enumerate() {
            philox16(
                std::array::from_fn(|l| (b * 16 + l) as u64),
                0,
                trial as u32,
                (trial >> 32) as u32,
                self.key,
                out,
            );
        }
    }
    #[inline(always)]
    fn app(&mut self, i: u32, n: u32, att: u32) -> [u32; 4] {
        let k = n as usize * self.m + i as usize;
        if att == 0 {
            let w = &self.words[k / 16];
            let l = k % 16;
            [w[l], w[16 + l], w[32 + l], w[48 + l]]
        } else {
            philox([k as u32, att, self.trial as u32, (self.trial >> 32) as u32], self.key)
        }
    }
    #[inline(always)]
    fn reg(&mut self, k: u32) -> [u32; 2] {
        let a = self.word64(0, k);
        [a as u32, (a >> 32) as u32]
    }
    #[inline(always)]
    fn word64(&mut self, s: u32, k: u32) -> u64 {
        let a = philox([k, 0x8000_0000 | s, self.trial as u32, (self.trial >> 32) as u32], self.key);
        a[0] as u64 | (a[1] as u64) << 32
    }
}
