//! One regime throughout: the policy of an authority replaced by a single regime, to ask what a choice is worth
//! if that is what comes.

use super::{Event, Model};

impl Model {
    /// The same model with one authority in one regime from the first day to the last: no stay ends, no event of
    /// this authority happens, and its list stays as it is on the first day; a rule of origin comes into force all the
    /// same. Other authorities go on as written.
    ///
    /// # Panics
    /// If there is no such authority or regime.
    #[must_use]
    pub fn held(&self, authority: usize, regime: u8) -> Self {
        let mut held = self.clone();
        let policy = &mut held.authorities[authority];
        assert!(usize::from(regime) < policy.regimes.len(), "there is no regime {regime}");
        policy.initial = regime;
        policy.events.retain(Event::is_origin);
        for regime in &mut policy.regimes {
            regime.lasts = None;
            regime.then.clear();
        }
        held
    }

    /// Whether this is what [`Model::held`] would make of it: the authority's policy is one regime already.
    #[must_use]
    pub fn is_held(&self, authority: usize) -> bool {
        let policy = &self.authorities[authority];
        policy.events.iter().all(|event| event.day >= self.days || event.is_origin())
            && policy.regimes[usize::from(policy.initial)].lasts.is_none()
    }
}
