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
    /// About where it should be.
    hint: Option<usize>,
    /// Positions that were tried from the hint on.
    from_hint: u32,
}

impl Search {
    /// Among positions up to `limit` of `all`.
    pub(super) fn new(limit: usize, all: usize, hint: Option<usize>) -> Self {
        Self { fails: None, meets: None, limit, near: (all / FINE).max(1), hint, from_hint: 0 }
    }

    /// Takes note of a position. Where noise of other lines makes answers disagree, the larger position that fails
    /// counts.
    pub(super) fn learn(&mut self, position: usize, meets: bool) {
        self.from_hint += u32::from(self.from_hint > 0 || self.hint == Some(position));
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
        let (fails, meets) = (self.fails, self.meets);
        let known = match (fails, meets) {
            (Some(fails), None) => fails >= self.limit,
            (None, meets) => meets == Some(0),
            (Some(fails), Some(meets)) => meets - fails <= self.near,
        };
        if known {
            return None;
        }
        let inside = |at: &usize| fails.is_none_or(|fails| *at > fails) && meets.is_none_or(|meets| *at < meets);
        let Some(hint) = self.hint else { return Some(self.between()) };
        if self.from_hint == 0 && inside(&hint) {
            return Some(hint);
        }
        // From the hint in steps that double, as long as that is less than half of what is left.
        let step = self.near << self.from_hint.saturating_sub(1).min(16);
        Some(match (fails, meets) {
            (_, Some(meets)) if meets <= hint => meets.saturating_sub(step).max(self.between()),
            (Some(fails), _) if fails >= hint => (fails + step).min(self.between()),
            _ => self.between(),
        })
    }

    /// Half of what is left: the last position, where none is known to meet the target; the first, where none fails.
    fn between(&self) -> usize {
        match (self.fails, self.meets) {
            (_, None) => self.limit,
            (None, Some(_)) => 0,
            (Some(fails), Some(meets)) => fails.midpoint(meets),
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
        found_from(None, limit, all, meets)
    }

    fn found_from(hint: Option<usize>, limit: usize, all: usize, meets: impl Fn(usize) -> bool) -> (Search, u32) {
        let mut search = Search::new(limit, all, hint);
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
    /// A hint that is right, or next to it, takes two to four tries; one that is wrong costs some more.
    #[test]
    fn a_hint_spares_tries_and_changes_nothing_else() {
        for first in [1_usize, 137, 399, 400] {
            for (hint, most) in
                [(first, 2), (first.saturating_sub(1), 2), ((first + 1).min(400), 4), (0, 20), (400, 20)]
            {
                let (search, tries) = found_from(Some(hint), 400, 400, |at| at >= first);
                assert!(
                    search.found() && search.best() == first && tries <= most,
                    "{first} {hint}: {search:?} {tries}"
                );
            }
        }
        // Within a bracket that is known, too.
        let mut search = Search::new(10_000, 10_000, Some(5_010));
        search.learn(3_333, false);
        search.learn(6_667, true);
        let mut tries = Vec::new();
        while let Some(next) = search.next() {
            search.learn(next, next >= 5_001);
            tries.push(next);
        }
        assert_eq!(tries, [5_010, 4_985]);
        assert_eq!(search.best(), 5_010);
        let (none, tries) = found_from(Some(200), 300, 400, |at| at >= 301);
        assert!(!none.found() && tries <= 9, "{tries}");
    }
}
