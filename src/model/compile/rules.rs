//! Rules of regimes: which of them fit a lane, always or while somebody belongs to a group.

use indexmap::{IndexMap, IndexSet};

use super::{CompileError, Compiler, at};
use crate::model::policy::DecisionShares;
use crate::model::{LaneRules, Listed, Model, Num, Ruled};
use crate::scenario::{Authority, Group, Number, Range, Rule};

/// Members of groups that the events of an authority change: group and name, each a bit.
pub(super) type Changing<'a> = IndexSet<(&'a str, &'a str)>;

/// What rules make of a lane.
#[derive(Default)]
pub(super) struct Rules {
    /// By regime.
    pub of_regimes: Vec<LaneRules>,
    /// Whether nothing ships, by regime.
    pub shut: Vec<bool>,
    /// Whether any gives a priority or extra work.
    pub ruled: bool,
}

/// The members of groups that events of an authority change.
pub(super) fn changing(authority: &Authority) -> Changing<'_> {
    let lists = authority.events.values().flat_map(|event| event.add_to_groups.iter().chain(&event.take_from_groups));
    lists.flat_map(|(group, names)| names.iter().map(|name| (group.as_str(), name.as_str()))).collect()
}

/// Some members as bits.
pub(super) fn bits(changing: &Changing, lists: &IndexMap<String, Vec<String>>) -> u64 {
    let pairs = lists.iter().flat_map(|(group, names)| names.iter().map(|name| (group.as_str(), name.as_str())));
    pairs.filter_map(|pair| changing.get_index_of(&pair)).fold(0, |bits, i| bits | 1 << i)
}

/// Those of them that belong before any event.
pub(super) fn at_first(changing: &Changing, groups: &IndexMap<String, Group>) -> u64 {
    let belongs = |(group, name): &(&str, &str)| {
        groups.get(*group).is_some_and(|g| g.sites.iter().chain(&g.countries).any(|member| member == name))
    };
    changing.iter().enumerate().filter(|(_, pair)| belongs(pair)).fold(0, |bits, (i, _)| bits | 1 << i)
}

/// Who is asked for: whether a site is one of these names or belongs to one of these groups. Nothing if it never does;
/// else the changing members of which one must belong, none if it always does.
fn asked(
    names: &[String],
    (site, country): (&str, &str),
    changing: &Changing,
    groups: &IndexMap<String, Group>,
) -> Option<u64> {
    if names.is_empty() || names.iter().any(|name| *name == site || *name == country) {
        return Some(0);
    }
    let mut some = 0;
    for (name, group) in names.iter().filter_map(|name| groups.get_key_value(name)) {
        for member in [site, country] {
            match changing.get_index_of(&(name.as_str(), member)) {
                Some(i) => some |= 1 << i,
                None if group.sites.iter().chain(&group.countries).any(|m| m == member) => return Some(0),
                None => {}
            }
        }
    }
    (some != 0).then_some(some)
}

/// Whether a site is one of some names, or belongs to one of these groups on the first day as an authority sees them;
/// `members` are those of its changing members that do.
pub(super) fn belongs(
    names: &[String],
    site: (&str, &str),
    authority: &Authority,
    members: u64,
    groups: &IndexMap<String, Group>,
) -> bool {
    asked(names, site, &changing(authority), groups).is_some_and(|some| some == 0 || some & members != 0)
}

/// The rules of a list that give something, up to the first that always fits; then what is usual.
fn ruled<T: Copy>(rules: &[(Listed, Option<T>)], usual: T) -> Ruled<T> {
    let mut found = Ruled::usual(usual);
    for (listed, given) in rules {
        match given {
            None => {}
            Some(given) if listed.is_certain() => {
                found.usual = *given;
                break;
            }
            Some(given) => found.first.push((*listed, *given)),
        }
    }
    found
}

impl Compiler<'_> {
    /// The rules of a regime that ever fit a lane, with what they ask of groups and their places.
    fn fitting<'s>(
        &self,
        rules: &'s [Rule],
        authority: &Authority,
        (from, to): (usize, usize),
        model: &Model,
    ) -> Vec<(Listed, usize, &'s Rule)> {
        let (exporter, buyer) = (&model.sites[from], &model.sites[to]);
        let carried = &self.scenario.materials[model.materials[exporter.makes].name.as_str()];
        let (groups, changing) = (&self.scenario.groups, changing(authority));
        // A line is of the site that it belongs to.
        let asks = |names: &[String], site: usize| {
            asked(names, (model.whole(site).0, &model.sites[site].country), &changing, groups)
        };
        let mut fitting = Vec::new();
        for (i, rule) in rules.iter().enumerate() {
            let fits = rule.end_use.is_none_or(|e| e == buyer.end_use)
                && (rule.elements.is_empty() || rule.elements.iter().any(|e| carried.holds(e)));
            if let (true, Some(buyers), Some(exporters), Some(destinations)) =
                (fits, asks(&rule.buyers, to), asks(&rule.exporters, from), asks(&rule.destinations, to))
            {
                fitting.push((Listed([buyers, exporters, destinations]), i, rule));
            }
        }
        fitting
    }

    /// Shares, priority, extra work and shut lanes by regime, as they hold for one lane.
    pub(super) fn rules(
        &mut self,
        authority: usize,
        lane: &str,
        (from, to): (usize, usize),
        model: &Model,
    ) -> Result<Rules, CompileError> {
        let name = self.authority_names[authority];
        let written = &self.scenario.authorities[name];
        let usual_priority = u8::try_from(self.scenario.lanes[lane].desk_priority.min(3)).unwrap_or(3);
        let buyer = &model.sites[to];
        let mut found = Rules::default();
        for (regime, r) in &written.regimes {
            let place = at(&["authorities", name, "regimes", regime]);
            let (mut shares, mut priority, mut extra) = (Vec::new(), Vec::new(), Vec::new());
            for (listed, i, rule) in self.fitting(&r.rules, written, (from, to), model) {
                let place = format!("{place}.rules[{i}]");
                if rule.gives_shares() {
                    let returned = self.rule_number(rule.returned_share.as_ref(), at(&[&place, "returned_share"]))?;
                    let denied = self.rule_number(rule.denied_share.as_ref(), at(&[&place, "denied_share"]))?;
                    shares.push((listed, Some(DecisionShares { returned, denied })));
                }
                priority.push((listed, rule.priority.map(|p| u8::try_from(p.min(3)).unwrap_or(3))));
                if rule.extra_work_days.is_some() {
                    let work = self.rule_number(rule.extra_work_days.as_ref(), at(&[&place, "extra_work_days"]))?;
                    extra.push((listed, Some(Some(work))));
                }
            }
            let usual = DecisionShares {
                returned: self.rule_number(r.returned_share.as_ref(), at(&[&place, "returned_share"]))?,
                denied: self.rule_number(r.denied_share.as_ref(), at(&[&place, "denied_share"]))?,
            };
            let rules = LaneRules {
                shares: ruled(&shares, usual),
                priority: ruled(&priority, usual_priority),
                extra_work: ruled(&extra, None),
            };
            found.ruled |= rules.priority != Ruled::usual(usual_priority) || rules.extra_work != Ruled::usual(None);
            found.of_regimes.push(rules);
            let shut_to = r.shut_to.iter().any(|c| c == "*" || *c == buyer.country);
            found.shut.push(shut_to || r.shut_lanes.iter().any(|l| l == lane));
        }
        Ok(found)
    }

    /// A number of a rule or a regime, 0 where there is none; compiled once, whoever it holds for.
    pub(super) fn rule_number<R: Range>(
        &mut self,
        number: Option<&Number<R>>,
        place: String,
    ) -> Result<Num, CompileError> {
        if let Some(known) = self.rule_numbers.get(&place) {
            return Ok(*known);
        }
        let num = self.num_or(number, 0.0, &place)?;
        self.rule_numbers.insert(place, num);
        Ok(num)
    }

    /// The pace of a lane's reviews among those of its authority; a new one if it has none like it.
    pub(super) fn pace(
        &mut self,
        authority: usize,
        (from, to): (usize, usize),
        model: &mut Model,
    ) -> Result<usize, CompileError> {
        let name = self.authority_names[authority];
        let written = &self.scenario.authorities[name];
        let mut pace: Vec<Ruled<Num>> = model.authorities[authority].paces[0].clone();
        for ((regime, r), speed) in written.regimes.iter().zip(&mut pace) {
            let mut speeds = Vec::new();
            for (listed, i, rule) in self.fitting(&r.rules, written, (from, to), model) {
                if rule.review_speed.is_some() {
                    let field = format!("authorities.{name}.regimes.{regime}.rules[{i}].review_speed");
                    speeds.push((listed, Some(self.rule_number(rule.review_speed.as_ref(), field)?)));
                }
            }
            *speed = ruled(&speeds, speed.usual);
        }
        let paces = &mut model.authorities[authority].paces;
        if let Some(known) = paces.iter().position(|known| *known == pace) {
            return Ok(known);
        }
        paces.push(pace);
        Ok(paces.len() - 1)
    }
}
