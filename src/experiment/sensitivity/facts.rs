//! What is to be known of a trial besides its outcome: its parameters, and how its policy went.

use super::{Fact, ParameterFacts};
use crate::engine::{Block, Recording, Streams, WIDTH};
use crate::experiment::simulate::in_chunks;
use crate::experiment::{Stopped, Watch};
use crate::model::Model;

/// Trials in a chunk.
const CHUNK: u64 = 1024;

/// Facts about the trials from 0 on, those that are the same in all of them left out.
pub(super) fn facts(
    model: &Model,
    parameters: &[(usize, ParameterFacts)],
    streams: &Streams,
    trials: u64,
    watch: &Watch,
) -> Result<Vec<Fact>, Stopped> {
    let drawn = parameters.iter().map(|(p, facts)| Fact {
        key: facts.name.clone(),
        title: facts.title.clone(),
        unit: facts.unit.clone(),
        percent: facts.percent,
        whole: false,
        values: (0..trials).map(|trial| streams.value(model, *p, trial)).collect(),
    });
    let mut facts: Vec<Fact> = drawn.collect();
    let mut courses: Vec<Fact> = names(model);
    let parts = in_chunks(trials, CHUNK, watch, |first, count| courses_of(model, streams, first, count))?;
    for part in parts {
        courses.iter_mut().zip(part).for_each(|(fact, part)| fact.values.extend(part));
    }
    facts.extend(courses);
    facts.retain(|fact| fact.values.iter().any(|x| x.to_bits() != fact.values[0].to_bits()));
    Ok(facts)
}

/// What is told of the course of policy: of each authority the longest freeze, and the days in each regime.
fn names(model: &Model) -> Vec<Fact> {
    let days = |key: String, title: String| Fact {
        key,
        title,
        unit: "days".to_owned(),
        percent: false,
        whole: true,
        values: Vec::new(),
    };
    let several = model.authorities.len() > 1;
    let mut facts = Vec::new();
    for authority in &model.authorities {
        let at = if several { format!(", {}", authority.title) } else { String::new() };
        facts.push(days(format!("{}.longest_freeze", authority.name), format!("Longest freeze{at}")));
        facts.extend(authority.regimes.iter().map(|regime| {
            let key = format!("{}.days_in.{}", authority.name, regime.name);
            days(key, format!("Days in the regime “{}”{at}", regime.title))
        }));
    }
    facts
}

/// The same by fact and trial. A course of policy is laid out before the first day, so that no day is played.
fn courses_of(model: &Model, streams: &Streams, first: u64, count: u64) -> Vec<Vec<f64>> {
    let recording = Recording { band_every: model.days, audit: false };
    let mut block: Block<WIDTH> = Block::new(model, streams, recording);
    let mut facts: Vec<Vec<f64>> = names(model).iter().map(|_| Vec::new()).collect();
    let mut done = 0;
    while done < count {
        block.begin(first + done);
        let live = (count - done).min(WIDTH as u64) as usize;
        for w in 0..live {
            let mut at = 0;
            for (a, authority) in model.authorities.iter().enumerate() {
                let frozen: Vec<bool> =
                    authority.regimes.iter().map(|regime| block.value(regime.speed, w) <= 0.0).collect();
                let mut days = vec![0_u32; authority.regimes.len()];
                let (mut longest, mut run) = (0_u32, 0);
                for regime in block.regimes(a).iter().map(|today| usize::from(today[w])) {
                    days[regime] += 1;
                    run = if frozen[regime] { run + 1 } else { 0 };
                    longest = longest.max(run);
                }
                for value in std::iter::once(longest).chain(days) {
                    facts[at].push(f64::from(value));
                    at += 1;
                }
            }
        }
        done += live as u64;
    }
    facts
}
