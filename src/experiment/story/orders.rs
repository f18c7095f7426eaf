//! Orders as they are seen at the end of every day: what has changed since the day before is what happened.

use std::collections::HashMap;

use super::answer::{OrderEnd, OrderStep, OrderStory, StepKind};
use crate::engine::{Block, Group, Kind, Stage};
use crate::model::{Model, OpenOrder, Stands};
use crate::scenario::DeskLimit;

/// A member of the pool: group, lane, day of placing, slot. A group's place is used anew when it is done.
type Name = (u32, u32, i16, u32);

/// All orders of one trial, as far as the day goes.
pub(super) struct Orders<'m> {
    model: &'m Model,
    stories: Vec<Told>,
    /// Orders that are watched, by their place in the pool.
    open: HashMap<Name, Seen>,
}

/// An order's story on days instead of dates.
struct Told {
    /// Of an order that was open on the first day.
    name: Option<String>,
    lane: usize,
    general: bool,
    licensed: bool,
    ticks: i64,
    /// Of these, what has been split off to go ahead.
    ahead: i64,
    steps: Vec<(i32, StepKind, i64)>,
    /// Days on which the application came to offices, and which; the desk is the last.
    offices: Vec<(i32, usize)>,
    stage: Stage,
}

/// An order as it was last seen.
struct Seen {
    story: usize,
    stage: Stage,
    quantity: i64,
    decision: f64,
    expires: u16,
    /// Day on which it arrives, if it is on its way.
    arrival: u32,
    day: u32,
    /// A part of another order, shipped ahead.
    part: bool,
}

impl<'m> Orders<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        Self { model, stories: Vec::new(), open: HashMap::new() }
    }

    /// Looks at all orders at the end of a day.
    pub(super) fn look(&mut self, block: &Block<'_, 1>, day: u32) {
        let orders = (0..self.model.inputs.len()).flat_map(|input| block.orders_of(input));
        for (g, group) in orders.chain(block.general_applications(0)) {
            self.look_at(group, (g, block.office_of(group.lane as usize, g)), day);
        }
        let gone: Vec<Name> = self.open.iter().filter(|(_, seen)| seen.day < day).map(|(name, _)| *name).collect();
        for name in gone {
            if let Some(seen) = self.open.remove(&name) {
                self.ended(&seen, block, day);
            }
        }
    }

    fn look_at(&mut self, group: &Group<1>, (g, office): (u32, Option<usize>), day: u32) {
        if group.open_until[0] == 0 && group.kind == Kind::Single && !travels(group.stage[0]) {
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
            } else if now == Stage::AtBorder {
                story.steps.push((day as i32, StepKind::HeldAtBorder, group.quantity[0]));
            } else if travels(now) {
                story.ship(group, day);
            }
        }
        if before == Stage::Transit && now == Stage::Transit && group.open_until[0] != seen.arrival {
            story.held((seen.arrival, group.open_until[0]), day, group.quantity[0]);
        }
        if let Some(office) = office.filter(|_| matches!(now, Stage::Queue | Stage::Review)) {
            story.comes_to(office, (group, day));
        }
        if !seen.part {
            story.stage = now;
        }
        seen.arrival = group.open_until[0];
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
        // What is placed today is nobody's part: two orders that are placed anew on one lane may be called alike.
        let part = whole.filter(|_| i64::from(group.placed) < i64::from(day)).map(|seen| seen.story);
        if let Some(story) = part {
            self.stories[story].split(group.quantity[0], day);
        }
        let open = self.model.opening.iter().find(|o| o.slot == name.3 && o.lane == group.lane as usize);
        let story = part.unwrap_or_else(|| {
            let licensed = open.map_or(group.stage[0] == Stage::Preparation, |open| at_a_desk(&open.stands));
            let ticks = group.quantity[0];
            let stage = open.map_or(Stage::Preparation, |open| self.open_stage(open));
            let mut steps = vec![(i32::from(group.placed), StepKind::Ordered, ticks)];
            steps.extend(open.and_then(|open| past_step(&open.stands)).map(|(day, kind)| (day, kind, ticks)));
            if stage == Stage::Transit {
                steps.push((group.open_until[0] as i32, StepKind::Received, ticks));
            }
            let name = open.map(|open| open.name.clone());
            let lane = group.lane as usize;
            let offices = Vec::new();
            self.stories.push(Told { name, lane, general, licensed, ticks, ahead: 0, steps, offices, stage });
            self.stories.len() - 1
        });
        let seen = Seen {
            story,
            stage: self.stories[story].stage,
            quantity: group.quantity[0],
            decision: 0.0,
            expires: u16::MAX,
            arrival: group.open_until[0],
            day,
            part: part.is_some(),
        };
        self.open.insert(name, seen);
    }

    /// The stage of an open order in the morning of the first day.
    fn open_stage(&self, open: &OpenOrder) -> Stage {
        let authority = self.model.lanes[open.lane].authority.map(|a| &self.model.authorities[a]);
        let in_queue = authority.is_some_and(|a| a.limit != DeskLimit::DecisionsPerWorkingDay);
        match open.stands {
            Stands::Preparing(_) => Stage::Preparation,
            Stands::Filed { .. } if in_queue => Stage::Queue,
            Stands::Filed { .. } => Stage::Review,
            Stands::Returned { .. } => Stage::Returned,
            Stands::Granted { .. } | Stands::AtSupplier { .. } => Stage::Supplier,
            Stands::Shipped { .. } | Stands::Due { .. } => Stage::Transit,
        }
    }

    /// An order that is no longer there: received, or at an end before it was shipped.
    fn ended(&mut self, seen: &Seen, block: &Block<'_, 1>, day: u32) {
        let story = &mut self.stories[seen.story];
        // One that was cancelled is told already; the list in which it stood has dropped it now.
        if seen.part || travels(seen.stage) || seen.stage == Stage::Cancelled {
            return;
        }
        let kind = match seen.stage {
            Stage::Queue | Stage::Review => decided(story.lane, seen, block),
            Stage::HeldBack | Stage::Dispatch | Stage::Registration | Stage::Supplier
                if u32::from(seen.expires) < day =>
            {
                StepKind::Expired
            }
            _ => StepKind::Cancelled,
        };
        let mut quantity = seen.quantity;
        if kind == StepKind::Granted {
            quantity = block.general_left(story.lane, 0);
            story.ticks = quantity;
        }
        story.steps.push((day as i32, kind, quantity));
        story.stage = Stage::Closed;
    }

    /// All orders by day and lane, in dates and units.
    pub(super) fn told(mut self) -> Vec<OrderStory> {
        let model = self.model;
        self.stories.sort_by_key(|story| (story.steps.first().map(|s| s.0), story.lane));
        self.stories.into_iter().enumerate().map(|(number, story)| told(model, number, story)).collect()
    }
}

/// Whether what stands there is on its way, to be received or not.
fn travels(stage: Stage) -> bool {
    matches!(stage, Stage::Transit | Stage::Lost)
}

/// Whether an open order has an application of its own.
fn at_a_desk(stands: &Stands) -> bool {
    matches!(stands, Stands::Preparing(_) | Stands::Filed { .. } | Stands::Returned { .. } | Stands::Granted { .. })
}

/// The last step of an open order before the first day.
fn past_step(stands: &Stands) -> Option<(i32, StepKind)> {
    match stands {
        Stands::Preparing(_) | Stands::AtSupplier { .. } | Stands::Due { .. } => None,
        Stands::Filed { on, .. } => Some((i32::from(*on), StepKind::Filed)),
        Stands::Returned { on, .. } => Some((i32::from(*on), StepKind::Returned)),
        Stands::Granted { on, .. } => Some((i32::from(*on), StepKind::Granted)),
        Stands::Shipped { on, .. } => Some((i32::from(*on), StepKind::Shipped)),
    }
}

/// What a decision said of a file that is gone.
fn decided(index: usize, seen: &Seen, block: &Block<'_, 1>) -> StepKind {
    let lane = &block.model().lanes[index];
    if lane.authority.is_none() {
        return StepKind::Cancelled;
    }
    let (denied, refused) = block.refusals(index, 0);
    match seen.decision {
        u if u < denied => StepKind::Denied,
        u if u < refused => StepKind::GivenUp,
        _ if (lane.general.is_some() || lane.pair.is_some()) && seen.quantity == 0 => StepKind::Granted,
        _ => StepKind::GrantedNothing,
    }
}

/// What must have happened on a day to an order that stood there before and stands here now.
fn steps(story: &mut Told, group: &Group<1>, (before, now): (Stage, Stage), day: u32) {
    let quantity = group.quantity[0];
    let filed = i32::from(group.filed[0]);
    let today = day as i32;
    let with_applicant = |stage: Stage| matches!(stage, Stage::Preparation | Stage::Returned);
    // Approved, it waits at the desk for room under the rule against stockpiling.
    let reviewed = |stage: Stage| matches!(stage, Stage::Review | Stage::OverVolume);
    let at_desk = |stage: Stage| stage == Stage::Queue || reviewed(stage);
    let at_supplier = matches!(now, Stage::HeldBack | Stage::Dispatch | Stage::Registration | Stage::Supplier);
    let free = at_supplier || now == Stage::AtBorder || travels(now);
    if story.licensed {
        if with_applicant(before) && (at_desk(now) || free) {
            story.steps.push((filed, StepKind::Filed, quantity));
        }
        if before == Stage::Queue && (reviewed(now) || free) {
            story.steps.push((today, StepKind::ReviewBegun, quantity));
        }
        if (with_applicant(before) || at_desk(before)) && free {
            story.steps.push((today, StepKind::Granted, quantity + story.ahead));
        }
        if now == Stage::OverVolume {
            story.steps.push((today, StepKind::OverVolume, quantity));
        }
        if now == Stage::Returned {
            story.steps.push((today, StepKind::Returned, quantity));
        }
    }
    for (stage, kind) in [(Stage::Registration, StepKind::Unregistered), (Stage::AtBorder, StepKind::HeldAtBorder)] {
        if now == stage {
            story.steps.push((today, kind, quantity));
        }
    }
    if travels(now) {
        story.ship(group, day);
    }
    if now == Stage::Cancelled {
        story.steps.push((today, StepKind::Cancelled, quantity));
        story.stage = Stage::Closed;
    }
}

impl Told {
    /// An application is at an office at the end of a day. One that is filed anew begins with the first.
    fn comes_to(&mut self, office: usize, (group, day): (&Group<1>, u32)) {
        let filed = i32::from(group.filed[0]);
        let known = self.offices.last().filter(|(since, _)| *since >= filed).map(|(_, office)| *office);
        if known == Some(office) {
            return;
        }
        let first = known.is_none() && office == 0;
        // Several may be passed in one morning.
        for passed in known.map_or(0, |known| known + 1)..=office {
            let since = if first { filed } else { day as i32 };
            self.offices.push((since, passed));
            if passed > 0 {
                self.steps.push((since, StepKind::PassedOn, group.quantity[0]));
            }
        }
    }

    fn ship(&mut self, group: &Group<1>, day: u32) {
        // What needs neither licence nor stock leaves the day after it is ordered, and is settled then.
        let day = if self.licensed { day as i32 } else { (day as i32).max(i32::from(group.placed) + 1) };
        self.steps.push((day, StepKind::Shipped, group.quantity[0]));
        let comes = if group.stage[0] == Stage::Lost { StepKind::Lost } else { StepKind::Received };
        self.steps.push((group.open_until[0] as i32, comes, group.quantity[0]));
    }

    /// What was to arrive on a day is held, to arrive on another.
    fn held(&mut self, (before, now): (u32, u32), day: u32, quantity: i64) {
        let due = |step: &&mut (i32, StepKind, i64)| step.1 == StepKind::Received && step.0 == before as i32;
        if let Some(received) = self.steps.iter_mut().rev().find(due) {
            received.0 = now as i32;
        }
        self.steps.push((day as i32, StepKind::Held, quantity));
    }

    /// A part is split off to go ahead. On the day of a grant, the rest alone was seen when that was noted.
    fn split(&mut self, quantity: i64, day: u32) {
        if day == 0 && self.name.is_some() {
            // An open order of which a part left before it was first seen: it was whole before.
            self.ticks += quantity;
            let on_paper = |step: &&mut (i32, StepKind, i64)| !matches!(step.1, StepKind::Shipped | StepKind::Received);
            self.steps.iter_mut().filter(on_paper).for_each(|step| step.2 += quantity);
            return;
        }
        self.ahead += quantity;
        if let Some(granted) = self.steps.iter_mut().find(|step| step.1 == StepKind::Granted && step.0 == day as i32) {
            granted.2 += quantity;
        }
    }

    fn end(&self, days: u32) -> OrderEnd {
        let received = |(day, kind, _): &(i32, StepKind, i64)| *kind == StepKind::Received && *day >= days as i32;
        match self.stage {
            Stage::Preparation => OrderEnd::InPreparation,
            Stage::Queue => OrderEnd::InTheQueue,
            Stage::Review => OrderEnd::UnderReview,
            Stage::OverVolume => OrderEnd::OverVolume,
            Stage::Returned => OrderEnd::Returned,
            Stage::HeldBack | Stage::Dispatch | Stage::Supplier => OrderEnd::AtTheSupplier,
            Stage::Registration | Stage::AtBorder => OrderEnd::AtTheBorder,
            Stage::Transit if self.steps.iter().any(received) => OrderEnd::InTransit,
            Stage::Transit => OrderEnd::Received,
            _ if self.general && self.steps.iter().any(|step| step.1 == StepKind::Granted) => OrderEnd::Granted,
            Stage::Lost if self.steps.iter().any(|(day, kind, _)| *kind == StepKind::Lost && *day >= days as i32) => {
                OrderEnd::InTransit
            }
            Stage::Lost | Stage::Cancelled | Stage::Closed => OrderEnd::Failed,
        }
    }
}

fn told(model: &Model, number: usize, mut story: Told) -> OrderStory {
    let lane = &model.lanes[story.lane];
    let material = &model.materials[model.inputs[lane.input].material];
    let end = story.end(model.days);
    story.steps.sort_by_key(|step| step.0);
    let mut before = story.steps.first().map_or(0, |step| step.0);
    let authority = lane.authority.map(|a| &model.authorities[a]);
    let title = |office: usize| authority?.office_title(office);
    let mut offices = story.offices.iter().peekable();
    let at_the_end = story.offices.last().filter(|_| matches!(story.stage, Stage::Queue | Stage::Review));
    let office = at_the_end.and_then(|(_, office)| title(*office));
    let steps = story.steps.iter().map(|&(day, kind, ticks)| {
        let days = (day - std::mem::replace(&mut before, day)) as u32;
        let comes = |(_, office): &&(i32, usize)| match kind {
            StepKind::Filed => *office == 0,
            StepKind::PassedOn => *office > 0,
            _ => false,
        };
        let office = offices.next_if(comes).and_then(|(_, office)| title(*office));
        OrderStep { date: model.past_date(day), kind, days, quantity: ticks as f64 * material.tick, office }
    });
    OrderStory {
        number,
        name: story.name,
        lane: lane.name.clone(),
        site: model.whole(lane.to).0.to_owned(),
        supplier: model.whole(lane.from).1.to_owned(),
        material: material.name.clone(),
        unit: material.unit.label(),
        quantity: story.ticks as f64 * material.tick,
        authority: lane.authority.filter(|_| story.licensed).map(|a| model.authorities[a].name.clone()),
        general_licence: story.general,
        steps: steps.collect(),
        end,
        office,
    }
}
