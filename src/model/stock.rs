//! More stock than a scenario gives, and when one simulation tells what every amount of it is worth.
//!
//! Opening stock and order level of an input, raised together by the same amount, leave every order as it is: an
//! order depends on level less stock less what is on order, and the amount cancels, also in lots, minimum orders,
//! ranks and volumes. So all that happens to the network stays the same until the line first runs out, and one
//! simulation in which the line never runs out says on which day it would with any stock. [`Model::one_pass`] lists
//! what stands against it.

use std::collections::BTreeSet;

use super::{Authority, Model, OrderRule, Start};

/// Ticks that an input has beyond what the scenario gives, in every trial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    /// In stock on the first day; negative is less. No stock is ever below nothing.
    pub opening: i64,
    /// In the order-up-to level or the reorder point.
    pub level: i64,
}

impl Extra {
    /// Opening stock and order level, both raised.
    #[must_use]
    pub fn both(ticks: i64) -> Self {
        Self { opening: ticks, level: ticks }
    }
    /// The order level alone.
    #[must_use]
    pub fn level(ticks: i64) -> Self {
        Self { opening: 0, level: ticks }
    }
}

/// Why one simulation does not tell exactly what every stock of a line is worth.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotExact {
    /// The line makes what its inputs allow: being short is not yet a halt.
    Proportional,
    /// The line sells from finished goods, or sales wait: what it plans depends on what it has made.
    SellsFromStock,
    /// A desk of limited capacity, by its title, also serves other lines that are sized.
    SharedDesk(String),
    /// A supplier of limited output, by its title, also serves other lines that are sized.
    SharedSupplier(String),
    /// A supplier of the line, by its title, is sized as well.
    SizedSupplier(String),
    /// A lever, by its title, is pulled when a stock is low.
    LeverByStock(String),
}

impl NotExact {
    /// In words for people.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Proportional => "the line makes what its inputs allow, so that being short is not yet a halt".into(),
            Self::SellsFromStock => "sales are drawn, wait or are served from finished goods".into(),
            Self::SharedDesk(desk) => {
                format!("other lines that are sized share the desk \"{desk}\", and file less while they are halted")
            }
            Self::SharedSupplier(supplier) => {
                format!(
                    "other lines that are sized share the supplier \"{supplier}\", and order less while they are halted"
                )
            }
            Self::SizedSupplier(supplier) => format!("its supplier \"{supplier}\" is sized as well"),
            Self::LeverByStock(lever) => format!("the lever \"{lever}\" starts when a stock is low"),
        }
    }
}

/// What stands between a line and its supplies.
#[derive(Default)]
struct Upstream {
    desks: BTreeSet<usize>,
    suppliers: BTreeSet<usize>,
}

impl Model {
    /// The same model with more stock of some inputs, on top of what it has.
    #[must_use]
    pub fn with_extra(&self, extra: &[(usize, Extra)]) -> Self {
        let mut more = self.clone();
        for (input, extra) in extra {
            let before = &mut more.inputs[*input].extra;
            *before = Extra { opening: before.opening + extra.opening, level: before.level + extra.level };
        }
        more
    }

    /// Whether holding what a site has made may cost money: it has a price, and joins a stock.
    #[must_use]
    pub fn holds_output_for_money(&self, site: usize) -> bool {
        let site = &self.sites[site];
        let free = |num| self.numbers.certain(num) == Some(0.0);
        site.makes_to_stock() && !site.unlimited && !free(site.holding) && !free(self.materials[site.makes].price)
    }

    /// The same model where holding stock costs nothing.
    #[must_use]
    pub fn without_holding_cost(mut self) -> Self {
        let nothing = self.numbers.constant(0.0);
        self.sites.iter_mut().for_each(|site| site.holding = nothing);
        self
    }

    /// Whether any authority has a rule against stockpiling.
    #[must_use]
    pub fn has_volume_rules(&self) -> bool {
        self.authorities.iter().any(Authority::has_volume_rule)
    }

    /// The same model without rules against stockpiling.
    #[must_use]
    pub fn without_volume_rules(mut self) -> Self {
        let regimes = self.authorities.iter_mut().flat_map(|authority| &mut authority.regimes);
        regimes.for_each(|regime| regime.volume_rule = None);
        self
    }

    /// Titles of the authorities whose rules against stockpiling bear on inputs.
    #[must_use]
    pub fn volume_rules_on(&self, inputs: &[usize]) -> Vec<String> {
        let lanes = inputs.iter().flat_map(|input| &self.inputs[*input].lanes);
        let authorities: BTreeSet<usize> = lanes.filter_map(|lane| self.lanes[*lane].authority).collect();
        let ruled = authorities.into_iter().map(|a| &self.authorities[a]).filter(|a| a.has_volume_rule());
        ruled.map(|authority| authority.title.clone()).collect()
    }

    /// Whether the stock of an input is ordered up to a level, or from a point on; a fixed call-off is not.
    #[must_use]
    pub fn has_level(&self, input: usize) -> bool {
        !matches!(self.inputs[input].ordering.rule, OrderRule::CallOff(_))
    }

    /// What keeps one simulation, in which none of the `sized` lines ever runs out, from telling exactly with which
    /// opening stock (order levels moved along) a line halts; nothing where it is exact. A line that is sized alone
    /// is exact unless it is proportional.
    #[must_use]
    pub fn one_pass(&self, line: usize, sized: &[usize]) -> Vec<NotExact> {
        let mut reasons = BTreeSet::new();
        if !self.together_with(line).iter().all(|line| self.sites[*line].line.all_or_nothing) {
            reasons.insert(NotExact::Proportional);
        }
        if self.together_with(line).iter().any(|line| self.sites[*line].sells_from_stock()) {
            reasons.insert(NotExact::SellsFromStock);
        }
        for lever in self.levers.iter().filter(|lever| matches!(lever.start, Start::StockBelow(..))) {
            reasons.insert(NotExact::LeverByStock(lever.title.clone()));
        }
        let own = self.upstream(line);
        for supplier in own.suppliers.iter().filter(|s| sized.contains(s)) {
            reasons.insert(NotExact::SizedSupplier(self.sites[*supplier].title.clone()));
        }
        for other in sized.iter().filter(|other| self.whole(**other) != self.whole(line)) {
            let other = self.upstream(*other);
            for desk in own.desks.intersection(&other.desks) {
                reasons.insert(NotExact::SharedDesk(self.authorities[*desk].title.clone()));
            }
            for supplier in own.suppliers.intersection(&other.suppliers) {
                reasons.insert(NotExact::SharedSupplier(self.sites[*supplier].title.clone()));
            }
        }
        reasons.into_iter().collect()
    }

    /// Desks and suppliers of limited capacity on all ways to a line.
    fn upstream(&self, line: usize) -> Upstream {
        let mut upstream = Upstream::default();
        let mut open = vec![line];
        let mut seen = BTreeSet::from([line]);
        while let Some(site) = open.pop() {
            for input in self.sites[site].inputs.clone() {
                for lane in self.inputs[input].lanes.iter().map(|lane| &self.lanes[*lane]) {
                    upstream.desks.extend(lane.authority.filter(|a| self.authorities[*a].rations()));
                    if !self.sites[lane.from].unlimited {
                        upstream.suppliers.insert(lane.from);
                    }
                    if seen.insert(lane.from) {
                        open.push(lane.from);
                    }
                }
            }
        }
        upstream
    }
}
