//! The first position that meets a target, where more stock never makes it worse.

/// Positions are told apart to this share of all of them.
pub(super) const FINE: usize = 400;

/// A search for the first position that meets a target.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    /// The largest position that is known to fail; nothing below it meets the target.
    fails: Option<usize>,
    /// The smallest position above it that is known to meet it.
    meets: Option<usize>,
    limit: usize,
    near: usize,
}

impl Search {
    /// Among positions up to `limit` of `all`.
    pub(super) fn new(limit: usize, all: usize) -> Self {
        Self { fails: None, meets: None, limit, near: (all / FINE).max(1) }
    }

    /// Takes note of a position. Where noise of other lines makes answers disagree, the larger position that fails
    /// counts.
    pub(super) fn learn(&mut self, position: usize, meets: bool) {
        if meets {
            if self.fails.is_none_or(|fails| position > fails) {
                self.meets = Some(self.meets.map_or(position, |other| other.min(position)));
            }
        } else {
            self.fails = Some(self.fails.map_or(position, |other| other.max(position)));
            self.meets = self.meets.filter(|other| *other > position);
        }
    }

    /// The next position to try; nothing once the answer is known.
    pub(super) fn next(&self) -> Option<usize> {
        match (self.fails, self.meets) {
            (_, None) if self.fails.is_some_and(|fails| fails >= self.limit) => None,
            (_, None) => Some(self.limit),
            (None, Some(meets)) => (meets > 0).then_some(0),
            (Some(fails), Some(meets)) => (meets - fails > self.near).then(|| fails.midpoint(meets)),
        }
    }

    /// Whether any position meets the target.
    pub(super) fn found(&self) -> bool {
        self.meets.is_some()
    }

    /// The smallest position that is known to meet it, or the last one.
    pub(super) fn best(&self) -> usize {
        self.meets.unwrap_or(self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(limit: usize, all: usize, meets: impl Fn(usize) -> bool) -> (Search, u32) {
        let mut search = Search::new(limit, all);
        let mut tries = 0;
        while let Some(next) = search.next() {
            search.learn(next, meets(next));
            tries += 1;
        }
        (search, tries)
    }

    #[test]
    fn the_first_position_that_meets_is_found() {
        for first in [0, 1, 137, 399, 400] {
            let (search, tries) = found(400, 400, |at| at >= first);
            assert!(search.found() && search.best() == first && tries <= 11, "{first}: {search:?} {tries}");
        }
        let (none, tries) = found(300, 400, |at| at >= 301);
        assert!(!none.found() && none.best() == 300 && tries == 1);
        let (near, _) = found(10_000, 10_000, |at| at >= 5_001);
        assert!((5_001..5_026).contains(&near.best()));
    }
}
