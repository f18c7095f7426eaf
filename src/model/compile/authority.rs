//! Authorities: their desk, their regimes, and the dated events that override these.

use std::collections::HashMap;

use super::{CompileError, Compiler, at};
use crate::model::WorkingDays;
use crate::model::numbers::Steps;
use crate::model::policy::{Authority, Capacity, Event, ORIGIN, Office, Quota, Regime, Ruled, VolumeRule, Watch};
use crate::model::{Lane, Model};
use crate::random::{Distribution, name_hash};
use crate::scenario::{self, Number};

impl Compiler<'_> {
    pub(super) fn authorities(&mut self) -> Result<Vec<Authority>, CompileError> {
        self.authority_names.clone().into_iter().map(|name| self.compile_authority(name)).collect()
    }

    fn compile_authority(&mut self, name: &str) -> Result<Authority, CompileError> {
        let scenario = self.scenario;
        let a = &scenario.authorities[name];
        let place = at(&["authorities", name]);
        let regimes: HashMap<&str, u8> =
            a.regimes.keys().enumerate().map(|(i, n)| (n.as_str(), u8::try_from(i).unwrap_or(u8::MAX))).collect();
        let desk = &a.desk;
        let field = |f: &str| format!("{place}.desk.{f}");
        let past = a.past_events(scenario.start);
        let changing = super::rules::changing(a);
        let mut members = super::rules::at_first(&changing, &scenario.groups);
        let list = a.list();
        let mut controls = bits(&list, &a.controls);
        let mut crackdown = false;
        let mut events: Vec<(usize, Event)> = Vec::new();
        for (i, (event, e)) in a.events.iter().enumerate() {
            let mut compiled = self.compile_event(a, event, e, &regimes, &at(&[&place, "events", event]))?;
            compiled.join = super::rules::bits(&changing, &e.add_to_groups);
            compiled.part = super::rules::bits(&changing, &e.take_from_groups);
            events.push((i, compiled));
        }
        for (name, (_, happened)) in &past {
            let index = a.events.get_index_of(*name).unwrap_or(usize::MAX);
            if let Some((_, event)) = events.iter_mut().find(|(i, _)| *i == index).filter(|_| *happened) {
                // The list is what it has become, and the regime is history.
                controls = (controls | event.add) & !event.remove;
                members = (members | event.join) & !event.part;
                (event.add, event.remove, event.enter) = (0, 0, None);
                crackdown = event.crackdown.take().unwrap_or(crackdown);
                (event.join, event.part) = (0, 0);
            }
        }
        let happened = |i: &usize| past.get(a.events.get_index(*i).map_or("", |(name, _)| name)).map(|(_, was)| *was);
        for (_, event) in &mut events {
            // What is over is known.
            let fails = event.condition.iter().any(|(other, wanted)| happened(other).is_some_and(|was| was != *wanted));
            event.condition.retain(|(other, _)| happened(other).is_none());
            if fails {
                event.chance = self.numbers.constant(0.0);
            }
        }
        events.retain(|(i, event)| happened(i).is_none_or(|was| was && !event.set.is_empty()));
        events.sort_by_key(|(i, e)| (a.events[*i].first(), e.day, *i));
        let position: HashMap<usize, usize> = events.iter().enumerate().map(|(now, (was, _))| (*was, now)).collect();
        let events: Vec<Event> = events
            .into_iter()
            .map(|(_, mut e)| {
                e.condition.iter_mut().for_each(|c| c.0 = position[&c.0]);
                e
            })
            .collect();
        let events = self.with_rule_of_origin(a, events, &mut controls);
        let mut compiled = Vec::new();
        for (regime, r) in &a.regimes {
            compiled.push(self.compile_regime(regime, r, &regimes, &at(&[&place, "regimes", regime]))?);
        }
        let working = self.working(a.calendar.as_deref(), "monday_to_friday", &at(&[&place, "calendar"]))?;
        let work = self.draw(&desk.review_work_days, &field("review_work_days"))?;
        let capacities = || a.regimes.values().filter_map(|r| r.desk_capacity.as_ref());
        Ok(Authority {
            name: name.to_owned(),
            title: a.title.clone().unwrap_or_else(|| super::in_words(name)),
            country: a.country.clone(),
            controls,
            working_days: WorkingDays::new(&working),
            working,
            closures: self.closures(a.calendar.as_deref(), "monday_to_friday"),
            initial: Self::known(&regimes, "regime", &a.initial_regime, &at(&[&place, "initial_regime"]))?,
            open_files: 0,
            history: self.history(a, &regimes, &place)?,
            quotas: Vec::new(),
            members,
            paces: vec![compiled.iter().map(|regime| Ruled::usual(regime.speed)).collect()],
            regimes: compiled,
            events,
            offices: self.offices(a, (name, &place))?,
            limit: desk.limit,
            others_work: equally_likely(&work.distribution),
            work,
            review: desk.review,
            correction: self.draw_or(desk.correction_days.as_ref(), 0.0, &field("correction_days"))?,
            max_attempts: u8::try_from(desk.max_attempts).unwrap_or(u8::MAX),
            backlog: self.num_or(desk.opening_backlog.as_ref(), 0.0, &field("opening_backlog"))?,
            background: match &desk.background_per_working_day {
                Some(schedule) => self.steps(schedule, 1.0, &field("background_per_working_day"))?,
                None => Steps(Vec::new()),
            },
            arrivals: desk.background_arrivals,
            capacity: Capacity {
                whole: capacities().all(|n| n.value().is_some_and(|x| x.fract() == 0.0)),
                limited: capacities().next().is_some(),
            },
            has_background: desk.opening_backlog.is_some() || desk.background_per_working_day.is_some(),
            background_priority: u8::try_from(desk.background_priority).unwrap_or(u8::MAX),
            background_rank: self.background_rank(name),
            licence_valid: desk.licence_valid_days,
            crackdown,
            watch: a.watch_list.as_ref().map(|list| self.watch(list, &at(&[&place, "watch_list"]))).transpose()?,
            tracking: self.tracking(a, &place)?,
            inspection: self.inspection(a, &place)?,
            freeze: None,
        })
    }

    /// The rule of origin comes into force: a dated event of its own, or what is on the list from the first day.
    fn with_rule_of_origin(&mut self, a: &scenario::Authority, mut events: Vec<Event>, list: &mut u64) -> Vec<Event> {
        let Some(rule) = &a.origin else { return events };
        if rule.from <= self.scenario.start {
            *list |= ORIGIN;
            return events;
        }
        let day = self.day(rule.from);
        let place = events.partition_point(|event| event.day < day);
        let later = |of: &mut (usize, bool)| of.0 += usize::from(of.0 >= place);
        events.iter_mut().flat_map(|event| &mut event.condition).for_each(later);
        let title = format!("Goods made elsewhere that hold substances of {} need a licence", a.country);
        let event = Event {
            name: "origin".to_owned(),
            title,
            day,
            position: 0,
            days: 1,
            known_from: rule.known_from.unwrap_or(rule.from),
            chance: self.numbers.constant(1.0),
            enter: None,
            restart: false,
            set: Vec::new(),
            add: ORIGIN,
            remove: 0,
            hold: None,
            join: 0,
            part: 0,
            crackdown: None,
            condition: Vec::new(),
        };
        events.insert(place, event);
        events
    }

    /// Entries of an authority's list that a material falls under, as bits.
    pub(super) fn listed(&self, authority: &str, material: &str) -> u64 {
        let material = &self.scenario.materials[material];
        let list = self.scenario.authorities[authority].list();
        (0..63).zip(list).filter(|(_, entry)| entry.covers(material)).fold(0, |bits, (bit, _)| bits | 1 << bit)
    }

    fn compile_event(
        &mut self,
        authority: &scenario::Authority,
        name: &str,
        e: &scenario::Event,
        regimes: &HashMap<&str, u8>,
        place: &str,
    ) -> Result<Event, CompileError> {
        let list = authority.list();
        let mut condition = Vec::new();
        for (other, happened) in [(&e.only_if, true), (&e.unless, false)] {
            if let Some(other) = other {
                let index = authority.events.get_index_of(other.as_str()).ok_or_else(|| CompileError::Unknown {
                    at: place.into(),
                    what: "event",
                    name: other.clone(),
                })?;
                condition.push((index, happened));
            }
        }
        let mut set = Vec::new();
        for (parameter, value) in &e.set {
            set.push((Self::known(&self.parameter, "parameter", parameter, &at(&[place, "set"]))?, *value));
        }
        Ok(Event {
            name: name.to_owned(),
            title: e.title.clone().unwrap_or_else(|| super::in_words(name)),
            day: self.day(e.first()),
            position: match authority.events.get_index_of(name) {
                Some(written) if e.first() >= self.scenario.start => written + 1,
                _ => 0,
            },
            days: u32::try_from((e.last() - e.first()).get_days()).unwrap_or(0) + 1,
            known_from: e.known_from.unwrap_or(e.first()),
            chance: self.num_or(e.chance.as_ref().filter(|_| e.happened.is_none()), 1.0, &at(&[place, "chance"]))?,
            enter: e.enter.as_ref().map(|r| Self::known(regimes, "regime", r, &at(&[place, "enter"]))).transpose()?,
            restart: e.restart,
            set,
            add: bits(&list, &e.add_controls),
            remove: bits(&list, &e.remove_controls),
            hold: match &e.hold {
                Some(hold) if e.first() >= self.scenario.start => {
                    Some((self.draw(&hold.days, &at(&[place, "hold", "days"]))?, Vec::new()))
                }
                _ => None,
            },
            crackdown: e.crackdown,
            join: 0,
            part: 0,
            condition,
        })
    }

    fn compile_regime(
        &mut self,
        name: &str,
        r: &scenario::Regime,
        regimes: &HashMap<&str, u8>,
        place: &str,
    ) -> Result<Regime, CompileError> {
        let field = |f: &str| format!("{place}.{f}");
        // In the order of their names, so that the order of the file does not say which number brings which regime.
        let mut followers: Vec<_> = r.then.iter().collect();
        followers.sort_by_key(|(next, _)| *next);
        let mut then = Vec::new();
        for (next, chance) in followers {
            let index = Self::known(regimes, "regime", next, &field("then"))?;
            then.push((index, self.num(chance, 1.0, &format!("{place}.then.{next}"))?));
        }
        let whole = r.granted_fraction.is_none();
        let fraction = self.draw_or(r.granted_fraction.as_ref(), 1.0, &field("granted_fraction"))?;
        Ok(Regime {
            name: name.to_owned(),
            title: r.title.clone().unwrap_or_else(|| super::in_words(name)),
            speed: self.num_or(r.review_speed.as_ref(), 1.0, &field("review_speed"))?,
            capacity: r.desk_capacity.as_ref().map(|c| self.num(c, 1.0, &field("desk_capacity"))).transpose()?,
            granted_fraction: (!whole).then_some(fraction),
            volume_rule: match &r.volume_rule {
                None => None,
                Some(rule) => Some(VolumeRule {
                    multiple: self.num(&rule.multiple_of_need, 1.0, &field("volume_rule.multiple_of_need"))?,
                    window: rule.window_days,
                    watch: rule
                        .watch_list
                        .as_ref()
                        .map(|w| self.watch(w, &field("volume_rule.watch_list")))
                        .transpose()?,
                }),
            },
            quota_factor: self.num_or(r.quota_factor.as_ref(), 1.0, &field("quota_factor"))?,
            transit_scale: self.num_or(r.transit_scale.as_ref(), 1.0, &field("transit_scale"))?,
            crackdown: r.crackdown,
            lasts: r.lasts_days.as_ref().map(|d| self.draw(d, &field("lasts_days"))).transpose()?,
            then,
        })
    }

    /// The rank of files of others at an authority among the names of buyers, for ties.
    fn background_rank(&self, authority: &str) -> u32 {
        let before = |lane: &&&str| name_hash(&self.scenario.lanes[**lane].to) < name_hash(authority);
        u32::try_from(2 * self.lane_names.iter().filter(before).count()).unwrap_or(u32::MAX)
    }

    fn offices(&mut self, a: &scenario::Authority, (name, place): (&str, &str)) -> Result<Vec<Office>, CompileError> {
        let mut offices = Vec::new();
        for (i, office) in a.offices.iter().enumerate() {
            let field = |f: &str| format!("{place}.offices[{i}].{f}");
            let calendar = office.calendar.as_deref().or(a.calendar.as_deref());
            let working = self.working(calendar, "monday_to_friday", &field("calendar"))?;
            let capacity = office.capacity.as_ref();
            offices.push(Office {
                name: office.name.clone(),
                title: office.title.clone().unwrap_or_else(|| super::in_words(&office.name)),
                working_days: WorkingDays::new(&working),
                working,
                limit: office.limit,
                capacity: capacity.map(|c| self.num(c, 1.0, &field("capacity"))).transpose()?,
                work: self.draw(&office.review_work_days, &field("review_work_days"))?,
                review: office.review,
                returned: self.num_or(office.returned_share.as_ref(), 0.0, &field("returned_share"))?,
                has_background: office.opening_backlog.is_some() || office.background_per_working_day.is_some(),
                backlog: self.num_or(office.opening_backlog.as_ref(), 0.0, &field("opening_backlog"))?,
                background: match &office.background_per_working_day {
                    Some(schedule) => self.steps(schedule, 1.0, &field("background_per_working_day"))?,
                    None => Steps(Vec::new()),
                },
                arrivals: office.background_arrivals,
                background_priority: u8::try_from(office.background_priority).unwrap_or(u8::MAX),
                background_rank: self.background_rank(name),
            });
        }
        Ok(offices)
    }

    fn watch(&mut self, list: &scenario::WatchList, place: &str) -> Result<Watch, CompileError> {
        let mut share = |given: &Option<Number<_>>, field: &str| {
            given.as_ref().map(|share| self.num(share, 1.0, &at(&[place, field]))).transpose()
        };
        let returned = share(&list.returned_share, "returned_share")?;
        let denied = share(&list.denied_share, "denied_share")?;
        Ok(Watch { days: list.days, returned, denied })
    }

    /// Quotas by material, and the lanes that fall under them.
    pub(super) fn quotas(&mut self, model: &mut Model) -> Result<(), CompileError> {
        for (a, name) in self.authority_names.clone().into_iter().enumerate() {
            for (material, schedule) in &self.scenario.authorities[name].quotas {
                let place = at(&["authorities", name, "quotas", material]);
                let index = Self::known(&self.material, "material", material, &place)?;
                let a_month = self.steps(schedule, 1.0 / model.materials[index].tick, &place)?;
                let quotas = &mut model.authorities[a].quotas;
                let number = quotas.len();
                quotas.push(Quota { material: index, a_month });
                let carries = |lane: &&mut Lane| model.inputs[lane.input].material == index;
                for lane in model.lanes.iter_mut().filter(|lane| lane.authority == Some(a)).filter(carries) {
                    lane.quota = Some(number);
                }
            }
        }
        Ok(())
    }
}

/// Entries of a list, as bits by their place among all that are ever on it.
fn bits(list: &[&scenario::Control], entries: &[scenario::Control]) -> u64 {
    (0..63).zip(list).filter(|(_, entry)| entries.contains(entry)).fold(0, |bits, (bit, _)| bits | 1 << bit)
}

/// A distribution as 4,096 equally likely values.
fn equally_likely(distribution: &Distribution) -> Vec<f64> {
    let cells = 4096;
    (0..cells).map(|i| distribution.quantile((f64::from(i) + 0.5) / f64::from(cells))).collect()
}
