//! Orders as they are seen at the end of every day: what has changed since the day before is what happened.

use std::collections::HashMap;

use super::answer::{OrderEnd, OrderStep, OrderStory, StepKind};
use crate::engine::{Block, Group, Kind, Stage};
use crate::model::{Lane, Model};

/// A member of the pool: group, lane, day of placing, slot. A group's place is used anew when it is done.
type Name = (u32, u32, u16, u32);

/// All orders of one future, as far as the day goes.
pub(super) struct Orders<'m> {
    model: &'m Model,
    stories: Vec<Told>,
    /// Orders that are watched, by their place in the pool.
    open: HashMap<Name, Seen>,
}

/// An order's story on days instead of dates.
struct Told {
    lane: usize,
    general: bool,
    licensed: bool,
    ticks: i64,
    /// Of these, what has been split off to go ahead.
    ahead: i64,
    steps: Vec<(u32, StepKind, i64)>,
    stage: Stage,
}

/// An order as it was last seen.
struct Seen {
    story: usize,
    stage: Stage,
    quantity: i64,
    decision: f64,
    expires: u16,
    day: u32,
    /// A part of another order, shipped ahead.
    part: bool,
}

impl<'m> Orders<'m> {
    pub fn new(model: &'m Model) -> Self {
        Self { model, stories: Vec::new(), open: HashMap::new() }
    }

    /// Looks at all orders at the end of a day.
    pub fn look(&mut self, block: &Block<'_, 1>, day: u32) {
        let orders = (0..self.model.inputs.len()).flat_map(|input| block.orders_of(input));
        for (g, group) in orders.chain(block.general_applications(0)) {
            self.look_at(group, g, day);
        }
        let gone: Vec<Name> = self.open.iter().filter(|(_, seen)| seen.day < day).map(|(name, _)| *name).collect();
        for name in gone {
            if let Some(seen) = self.open.remove(&name) {
                self.ended(&seen, block, day);
            }
        }
    }

    fn look_at(&mut self, group: &Group<1>, g: u32, day: u32) {
        if group.open_until[0] == 0 && group.kind == Kind::Single {
            // Closed, and still in its list: it is as good as gone.
            return;
        }
        let name = (g, group.lane, group.placed, group.slot[0]);
        if !self.open.contains_key(&name) {
            self.begin(group, name, day);
        }
        let Some(seen) = self.open.get_mut(&name) else { return };
        let story = &mut self.stories[seen.story];
        let before = seen.stage;
        let now = group.stage_on(0, day);
        seen.day = day;
        if before != now {
            if !seen.part {
                steps(story, group, (before, now), day);
            } else if now == Stage::Transit {
                story.ship(group, day);
            }
        }
        if !seen.part {
            story.stage = now;
        }
        seen.stage = now;
        seen.quantity = group.quantity[0];
        seen.decision = group.decision[0];
        seen.expires = group.expires[0];
    }

    /// An order that was not there the day before.
    fn begin(&mut self, group: &Group<1>, name: Name, day: u32) {
        let of_lane = |seen: &&Seen| self.stories[seen.story].lane == group.lane as usize && !seen.part;
        let same = |other: &Name| (other.1, other.2, other.3) == (name.1, name.2, name.3);
        let whole = self.open.iter().filter(|(other, _)| same(other)).map(|(_, seen)| seen).find(of_lane);
        let general = group.kind == Kind::General;
        let part = whole.map(|seen| seen.story);
        if let Some(story) = part {
            self.stories[story].split(group.quantity[0], day);
        }
        let story = part.unwrap_or_else(|| {
            let licensed = group.stage[0] == Stage::Preparation;
            let ticks = group.quantity[0];
            let stage = Stage::Preparation;
            let steps = vec![(u32::from(group.placed), StepKind::Ordered, ticks)];
            self.stories.push(Told { lane: group.lane as usize, general, licensed, ticks, ahead: 0, steps, stage });
            self.stories.len() - 1
        });
        let seen = Seen {
            story,
            stage: Stage::Preparation,
            quantity: group.quantity[0],
            decision: 0.0,
            expires: u16::MAX,
            day,
            part: part.is_some(),
        };
        self.open.insert(name, seen);
    }

    /// An order that is no longer there: received, or at an end before it was shipped.
    fn ended(&mut self, seen: &Seen, block: &Block<'_, 1>, day: u32) {
        let story = &mut self.stories[seen.story];
        if seen.part || seen.stage == Stage::Transit {
            return;
        }
        let kind = match seen.stage {
            Stage::Queue | Stage::Review => decided(&self.model.lanes[story.lane], seen, block, day),
            Stage::HeldBack | Stage::Dispatch | Stage::Supplier if u32::from(seen.expires) < day => StepKind::Expired,
            _ => StepKind::Cancelled,
        };
        let mut quantity = seen.quantity;
        if kind == StepKind::Granted {
            quantity = block.general_left(story.lane, 0);
            story.ticks = quantity;
        }
        story.steps.push((day, kind, quantity));
        story.stage = Stage::Closed;
    }

    /// All orders by day and lane, in dates and units.
    pub fn told(mut self) -> Vec<OrderStory> {
        let model = self.model;
        self.stories.sort_by_key(|story| (story.steps.first().map(|s| s.0), story.lane));
        self.stories.into_iter().enumerate().map(|(number, story)| told(model, number, story)).collect()
    }
}

/// What a decision said of a file that is gone.
fn decided(lane: &Lane, seen: &Seen, block: &Block<'_, 1>, day: u32) -> StepKind {
    let Some(a) = lane.authority else { return StepKind::Cancelled };
    let shares = lane.decisions[usize::from(block.regimes(a)[day as usize][0])];
    let denied = block.value(shares.denied, 0);
    let refused = denied + block.value(shares.returned, 0);
    match seen.decision {
        u if u < denied => StepKind::Denied,
        u if u < refused => StepKind::GivenUp,
        _ if lane.general.is_some() && seen.quantity == 0 => StepKind::Granted,
        _ => StepKind::GrantedNothing,
    }
}

/// What must have happened on a day to an order that stood there before and stands here now.
fn steps(story: &mut Told, group: &Group<1>, (before, now): (Stage, Stage), day: u32) {
    let quantity = group.quantity[0];
    let filed = u32::from(group.filed[0]);
    let with_applicant = |stage: Stage| matches!(stage, Stage::Preparation | Stage::Returned);
    // Approved, it waits at the desk for room under the rule against stockpiling.
    let reviewed = |stage: Stage| matches!(stage, Stage::Review | Stage::OverVolume);
    let at_desk = |stage: Stage| stage == Stage::Queue || reviewed(stage);
    let free = matches!(now, Stage::HeldBack | Stage::Dispatch | Stage::Supplier | Stage::Transit);
    if story.licensed {
        if with_applicant(before) && (at_desk(now) || free) {
            story.steps.push((filed, StepKind::Filed, quantity));
        }
        if before == Stage::Queue && (reviewed(now) || free) {
            story.steps.push((day, StepKind::ReviewBegun, quantity));
        }
        if (with_applicant(before) || at_desk(before)) && free {
            story.steps.push((day, StepKind::Granted, quantity + story.ahead));
        }
        if now == Stage::OverVolume {
            story.steps.push((day, StepKind::OverVolume, quantity));
        }
        if now == Stage::Returned {
            story.steps.push((day, StepKind::Returned, quantity));
        }
    }
    if now == Stage::Transit {
        story.ship(group, day);
    }
    if now == Stage::Cancelled {
        story.steps.push((day, StepKind::Cancelled, quantity));
        story.stage = Stage::Closed;
    }
}

impl Told {
    fn ship(&mut self, group: &Group<1>, day: u32) {
        // What needs neither licence nor stock leaves the day after it is ordered, and is settled then.
        let day = if self.licensed { day } else { day.max(u32::from(group.placed) + 1) };
        self.steps.push((day, StepKind::Shipped, group.quantity[0]));
        self.steps.push((group.open_until[0], StepKind::Received, group.quantity[0]));
    }

    /// A part is split off to go ahead. On the day of a grant, the rest alone was seen when that was noted.
    fn split(&mut self, quantity: i64, day: u32) {
        self.ahead += quantity;
        if let Some(granted) = self.steps.iter_mut().find(|step| step.1 == StepKind::Granted && step.0 == day) {
            granted.2 += quantity;
        }
    }

    fn end(&self, days: u32) -> OrderEnd {
        let received = |(day, kind, _): &(u32, StepKind, i64)| *kind == StepKind::Received && *day >= days;
        match self.stage {
            Stage::Preparation => OrderEnd::InPreparation,
            Stage::Queue => OrderEnd::InTheQueue,
            Stage::Review => OrderEnd::UnderReview,
            Stage::OverVolume => OrderEnd::OverVolume,
            Stage::Returned => OrderEnd::Returned,
            Stage::HeldBack | Stage::Dispatch | Stage::Supplier => OrderEnd::AtTheSupplier,
            Stage::Transit if self.steps.iter().any(received) => OrderEnd::InTransit,
            Stage::Transit => OrderEnd::Received,
            _ if self.general && self.steps.iter().any(|step| step.1 == StepKind::Granted) => OrderEnd::Granted,
            Stage::Cancelled | Stage::Closed => OrderEnd::Failed,
        }
    }
}

fn told(model: &Model, number: usize, mut story: Told) -> OrderStory {
    let lane = &model.lanes[story.lane];
    let material = &model.materials[model.inputs[lane.input].material];
    let end = story.end(model.days);
    story.steps.sort_by_key(|step| step.0);
    let mut before = story.steps.first().map_or(0, |step| step.0);
    let steps = story.steps.iter().map(|&(day, kind, ticks)| {
        let days = day - std::mem::replace(&mut before, day);
        OrderStep { date: model.date(day), kind, days, quantity: ticks as f64 * material.tick }
    });
    OrderStory {
        number,
        lane: lane.name.clone(),
        site: model.sites[lane.to].name.clone(),
        supplier: model.sites[lane.from].title.clone(),
        material: material.name.clone(),
        unit: material.unit.label(),
        quantity: story.ticks as f64 * material.tick,
        authority: lane.authority.filter(|_| story.licensed).map(|a| model.authorities[a].name.clone()),
        general_licence: story.general,
        steps: steps.collect(),
        end,
    }
}
