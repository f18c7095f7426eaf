//! The course of policy in one trial: stays in regimes and what brought them.

use super::answer::{Cause, DatedEvent, DrawnParameter, LeverStory, OutageSpan, PolicyCourse, ServiceStory, Stay};
use crate::engine::{Block, Dated};
use crate::model::{Authority, Model};
use crate::random::{Purpose, uniform};

/// Parameters as the trial drew them, before any event.
fn drawn(block: &Block<'_, 1>) -> Vec<f64> {
    let model = block.model();
    (0..model.numbers.parameters.len()).map(|p| block.streams().value(model, p, block.first_trial())).collect()
}

/// Uncertain parameters that the scenario names, as they turned out.
pub(super) fn parameters(block: &Block<'_, 1>) -> Vec<DrawnParameter> {
    let all = block.model().numbers.parameters.iter().zip(drawn(block));
    // A distribution written in place of a number is named by its path.
    let named =
        all.filter(|(parameter, _)| !parameter.name.contains('.') && parameter.distribution.is_fixed().is_none());
    let told = named.map(|(parameter, value)| DrawnParameter {
        name: parameter.name.clone(),
        title: parameter.title.clone(),
        unit: parameter.unit.clone(),
        value,
    });
    told.collect()
}

/// On which day the events of an authority came, and whether they happened, by their index.
fn happened(block: &Block<'_, 1>, a: usize, authority: &Authority) -> Vec<(u32, bool)> {
    let mut parameters = drawn(block);
    let mut happened = vec![(block.model().days, false); authority.events.len()];
    let dated = Dated::new(authority, &block.streams().events[a], block.first_trial());
    for (day, index) in dated.all().filter(|(day, _)| *day < block.model().days) {
        let event = &authority.events[index];
        let chance = block.model().numbers.value(event.chance, &parameters);
        let [word, _] = block.streams().events[a][index].pair(block.first_trial(), 0, Purpose::EventHappens, 0, 0);
        let happens = event.condition.iter().all(|(other, wanted)| happened[*other].1 == *wanted)
            && (chance >= 1.0 || uniform(word) < chance);
        happened[index] = (day, happens);
        if happens {
            event.set.iter().for_each(|(parameter, value)| parameters[*parameter] = *value);
        }
    }
    happened
}

/// The course of every authority, when the trial is over.
pub(super) fn courses(block: &Block<'_, 1>) -> Vec<PolicyCourse> {
    let model = block.model();
    let course = |(a, authority): (usize, &Authority)| {
        let happened = happened(block, a, authority);
        let events = authority.events.iter().zip(&happened).filter(|(_, (day, _))| *day < model.days);
        PolicyCourse {
            authority: authority.name.clone(),
            title: authority.title.clone(),
            stays: stays(block, a, authority, &happened),
            watched: crate::experiment::watched::spans(block, a),
            events: events
                .map(|(event, (day, happened))| DatedEvent {
                    date: model.date(*day),
                    event: event.name.clone(),
                    title: event.title.clone(),
                    happened: *happened,
                })
                .collect(),
        }
    };
    model.authorities.iter().enumerate().map(course).collect()
}

/// Levers that are pulled, when the trial is over.
pub(super) fn levers(block: &Block<'_, 1>) -> Vec<LeverStory> {
    let model = block.model();
    let told = model.levers.iter().enumerate().map(|(index, lever)| {
        let course = block.lever_course(index, 0);
        let date = |day: u32| model.date(day);
        LeverStory {
            lever: lever.name.clone(),
            title: lever.title.clone(),
            site: model.whole(lever.payer).0.to_owned(),
            started: course.map(|(started, _)| date(started)),
            takes_effect: course.map(|(_, effect)| date(effect)),
            cost: block.lever_cost(index, 0).iter().sum::<i64>() as f64 / 100.0,
        }
    });
    let mut told: Vec<LeverStory> = told.collect();
    // Those that started first, and those that did not last.
    told.sort_by(|a, b| (a.started.is_none(), a.started, &a.title).cmp(&(b.started.is_none(), b.started, &b.title)));
    told
}

/// When sites and lanes are in service, when the trial is over.
pub(super) fn services(block: &Block<'_, 1>) -> Vec<ServiceStory> {
    let model = block.model();
    let told = model.services.iter().enumerate().map(|(index, service)| {
        let span = |(from, after): (u32, u32)| OutageSpan {
            from: model.date(from),
            until: model.date(after - 1),
            days: after - from,
        };
        ServiceStory {
            name: service.name.clone(),
            title: service.title.clone(),
            is_lane: service.lane.is_some(),
            is_qualified: service.ramp.as_ref().is_some_and(|ramp| ramp.qualification.is_some() || ramp.spent == 0),
            in_service: block.first_day_of_service(index, 0).map(|day| model.date(day)),
            outages: block.outages(index, 0).into_iter().map(span).collect(),
        }
    });
    let mut told: Vec<ServiceStory> = told.collect();
    told.sort_by(|a, b| (a.is_lane, &a.name).cmp(&(b.is_lane, &b.name)));
    told
}

fn stays(block: &Block<'_, 1>, a: usize, authority: &Authority, happened: &[(u32, bool)]) -> Vec<Stay> {
    let model: &Model = block.model();
    let mut stays: Vec<Stay> = Vec::new();
    let mut before = None;
    for (day, regime) in (0..model.days).zip(block.regimes(a)) {
        let regime = regime[0];
        if before == Some(regime)
            && let Some(stay) = stays.last_mut()
        {
            stay.until = model.date(day);
            stay.days += 1;
            continue;
        }
        let brought = authority
            .events
            .iter()
            .zip(happened)
            .rev()
            .find(|(event, (came, happened))| *happened && *came == day && event.enter == Some(regime));
        let cause = match brought {
            Some((event, _)) => Cause::Event(event.title.clone()),
            None if day == 0 => Cause::FirstDay,
            None => Cause::Chain,
        };
        let facts = &authority.regimes[usize::from(regime)];
        stays.push(Stay {
            from: model.date(day),
            until: model.date(day),
            days: 1,
            regime: facts.name.clone(),
            title: facts.title.clone(),
            frozen: block.value(facts.speed, 0) <= 0.0,
            cause,
        });
        before = Some(regime);
    }
    stays
}
