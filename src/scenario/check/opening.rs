//! The first day: orders under way, licences in force, the regimes before it.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::super::network::{Lane, StockLevel};
use super::super::number::{Expression, Number};
use super::super::opening::{OpenOrder, Pipeline, Stands};
use super::super::pair::PairLicence;
use super::super::policy::{Authority, DeskLimit, ReviewMode};
use super::super::problem::Problem;
use super::super::{calendar, words};
use super::context::{Context, owned};
use super::distributions::reach;
use super::{dates, need, pairs};

/// Days before the first one that can be told apart from others.
const LONGEST: i32 = 3_660;

/// Checks all that is said of the time before the first day.
pub(crate) fn check(ctx: &Context) {
    for (name, authority) in &ctx.scenario.authorities {
        past(ctx, name, authority);
    }
    for (name, lane) in &ctx.scenario.lanes {
        for (order, open) in &lane.open_orders {
            Open { ctx, base: ["lanes", name, "open_orders", order], lane, order: open }.check();
        }
        in_force(ctx, name, lane);
    }
    listed_and_steady(ctx);
}

/// An open order and where it is written.
struct Open<'c, 'a> {
    ctx: &'c Context<'a>,
    base: [&'c str; 4],
    lane: &'c Lane,
    order: &'c OpenOrder,
}

impl Open<'_, '_> {
    fn check(&self) {
        self.quantity();
        self.dates();
        self.desk();
        self.licence();
        self.too_old();
    }

    fn at(&self, rest: &[&'static str]) -> Vec<&str> {
        [&self.base[..], rest].concat()
    }

    /// A field of where it stands.
    fn stand(&self, field: &'static str) -> Vec<&str> {
        self.at(&["stands", self.order.stands.key(), field])
    }

    fn authority(&self) -> Option<&Authority> {
        self.ctx.scenario.authorities.get(self.lane.authority.as_ref()?)
    }

    fn quantity(&self) {
        let scenario = self.ctx.scenario;
        let material = scenario.carried(self.lane).and_then(|material| scenario.materials.get(material));
        let Some(material) = material else { return };
        let path = self.at(&["quantity"]);
        dates::ticks(self.ctx, &path, &self.order.quantity, Some(material));
        if let Some(quantity) = self.order.quantity.value() {
            let tick = dates::tick(material);
            let ticks = quantity / tick;
            if (ticks - ticks.round()).abs() > 1e-6 * ticks.max(1.0) {
                let allowed = format!("whole multiples of {} {}", words::number(tick), material.unit.label());
                let text = format!("{quantity} is no whole number of ticks of the material");
                let problem = Problem::error(words::dotted(&owned(&path)), text)
                    .found(quantity.to_string())
                    .allowed(format!("{allowed}, such as {}", words::number(ticks.round().max(1.0) * tick)));
                self.ctx.tell_at(problem, &owned(&path), false);
            }
        }
    }

    fn dates(&self) {
        let (ctx, start, placed) = (self.ctx, self.ctx.scenario.start, self.order.placed);
        let history = |path: &[&str], what: &str, day: Date| {
            if day > start {
                let text = format!("{what} on {day}, after the start ({start}): what comes later is not listed");
                ctx.error(path, text);
            } else if (start - day).get_days() > LONGEST {
                ctx.error(path, format!("{what} on {day}, more than {LONGEST} days before the start ({start})"));
            }
        };
        history(&self.at(&["placed"]), "this order was placed", placed);
        let Some(day) = self.order.stands.day() else { return };
        let (field, what) = match self.order.stands {
            Stands::Preparing { .. } => ("since", "its preparation began"),
            Stands::Filed { .. } => ("on", "it was filed"),
            Stands::Returned { .. } => ("on", "it was returned"),
            Stands::Granted { .. } => ("on", "it was granted"),
            Stands::AtSupplier { .. } => ("since", "it reached the supplier"),
            Stands::Shipped { .. } => ("on", "it was shipped"),
            Stands::Due { .. } => ("on", "it is due"),
        };
        let path = self.stand(field);
        if day < placed {
            ctx.error(&path, format!("{what} on {day}, before it was placed ({placed})"));
        }
        if let Stands::Due { delay_days, .. } = &self.order.stands {
            if day < start && day >= placed && delay_days.is_none() {
                let text = format!("{what} on {day}, before the start ({start}): it comes on the second day");
                ctx.warn(&path, text);
            }
        } else {
            history(&path, what, day);
        }
    }

    /// What stands at a desk needs one, and goods that need a licence do not wait at a supplier without.
    fn desk(&self) {
        let (ctx, stands) = (self.ctx, &self.order.stands);
        let key = stands.key();
        let path = self.at(&["stands", key]);
        let licensed = matches!(
            stands,
            Stands::Preparing { .. } | Stands::Filed { .. } | Stands::Returned { .. } | Stands::Granted { .. }
        );
        let Some(authority) = self.authority() else {
            if licensed && self.lane.authority.is_none() {
                let text = format!("\"{key}\" needs a desk: this lane has no \"authority\"");
                let problem = Problem::error(words::dotted(&owned(&path)), text)
                    .allowed("at_supplier, shipped or due, or an \"authority\" on the lane");
                ctx.tell_at(problem, &owned(&path), true);
            }
            return;
        };
        if licensed && need::licensed(ctx, self.lane) == Some(false) {
            let text = "its goods are never on the authority's list: orders of this lane need no licence";
            ctx.warn(&path, text);
        }
        let most = authority.desk.max_attempts;
        if let Some(attempt) = stands.attempt() {
            let path = self.stand("attempt");
            if attempt > most {
                let text = format!("attempt {attempt}, where an order is abandoned after {most} (\"max_attempts\")");
                ctx.error(&path, text);
            } else if attempt == most && matches!(stands, Stands::Returned { .. }) {
                let text = format!("an order that is returned at attempt {most} is abandoned (\"max_attempts\")");
                ctx.error(&path, text);
            }
        }
        let name = self.lane.authority.as_deref().unwrap_or_default();
        let of_pair = |licence: &PairLicence| licence.in_force.is_some() && pairs::is_of(self.lane, name, licence);
        let held = self.lane.general_licence.as_ref().is_some_and(|licence| licence.in_force.is_some())
            || authority.general_licences.values().any(of_pair);
        if matches!(stands, Stands::AtSupplier { .. }) && !held && listed_at_start(ctx, authority, self.lane) {
            let text = "its goods need a licence on the first day, and no general licence is in force";
            let problem = Problem::error(words::dotted(&owned(&path)), text)
                .allowed("preparing, filed, returned or granted, or \"in_force\" of a general licence");
            ctx.tell_at(problem, &owned(&path), true);
        }
    }

    /// A licence that has ended ships nothing.
    fn licence(&self) {
        let Stands::Granted { on, valid_until } = &self.order.stands else { return };
        let (ctx, start) = (self.ctx, self.ctx.scenario.start);
        let usual = self.authority().map_or(0, |a| a.desk.licence_valid_days);
        let until = valid_until.unwrap_or_else(|| on.saturating_add(i64::from(usual).days()));
        let path = self.stand(if valid_until.is_some() { "valid_until" } else { "on" });
        if until < start && *on <= start {
            let text = format!("this licence ended on {until}, before the start ({start}): nothing ships under it");
            ctx.error(&path, text);
        } else if until < *on {
            ctx.error(&path, format!("this licence ended on {until}, before it was granted ({on})"));
        }
    }

    /// A step that has lasted longer than its distribution allows ends on the first day that is possible.
    fn too_old(&self) {
        let (ctx, start) = (self.ctx, self.ctx.scenario.start);
        let stands = &self.order.stands;
        let Some(since) = stands.day().or(Some(self.order.placed)).filter(|day| *day <= start) else { return };
        let spent = f64::from((start - since).get_days());
        let desk = self.authority().map(|a| &a.desk);
        let first = |lane: &Option<_>, desk: Option<&Option<_>>| lane.clone().or(desk.cloned().flatten());
        let (distribution, what) = match stands {
            Stands::Shipped { .. } => (Some(self.lane.transit_days.clone()), "\"transit_days\""),
            Stands::Returned { .. } => (desk.and_then(|d| d.correction_days.clone()), "\"correction_days\""),
            Stands::Preparing { .. } => {
                let usual = first(&self.lane.preparation_days, desk.map(|d| &d.preparation_days));
                let longer = first(&self.lane.first_preparation_days, desk.map(|d| &d.first_preparation_days));
                (longer.or(usual), "\"preparation_days\"")
            }
            Stands::Due { delay_days, .. } => (delay_days.clone(), "\"delay_days\""),
            Stands::Filed { on, .. } => return self.reviewed_too_long(*on),
            Stands::Granted { .. } | Stands::AtSupplier { .. } => return,
        };
        let Some(distribution) = distribution else { return };
        let (_, most) = reach(&distribution.0.expression, ctx);
        if spent >= most && spent > 0.0 {
            let text = format!(
                "it stands there for {} days, longer than {what} allows ({}): it ends on the first day that is possible",
                words::number(spent),
                words::number(most)
            );
            ctx.warn(&self.at(&["stands", stands.key()]), text);
        }
    }

    /// The same of a review, where what was worked since the filing is known.
    fn reviewed_too_long(&self, on: Date) {
        let ctx = self.ctx;
        let Some(authority) = self.authority() else { return };
        let desk = &authority.desk;
        if desk.limit != DeskLimit::DecisionsPerWorkingDay || desk.review != ReviewMode::AtRegimeSpeed {
            return;
        }
        let name = authority.calendar.as_deref().unwrap_or("monday_to_friday");
        let known = history(authority, ctx.scenario.start);
        let days = u32::try_from((ctx.scenario.start - on).get_days()).unwrap_or(0);
        let Some(working) = calendar::working_days(&ctx.scenario.calendars, name, on, days) else { return };
        let speed = |day: Date| {
            let before = known.iter().rev().find(|(from, _)| *from <= day).or(known.first());
            let regime = before.map_or(authority.initial_regime.as_str(), |(_, regime)| regime);
            need::value(ctx, authority.regimes.get(regime).and_then(|r| r.review_speed.as_ref()), 1.0)
        };
        let each = (0..days).zip(working).filter(|(_, works)| *works);
        let done: f64 = each.map(|(day, _)| speed(on.saturating_add(i64::from(day).days()))).sum();
        let factor = need::value(ctx, self.lane.review_work_factor.as_ref(), 1.0);
        let (_, most) = reach(&desk.review_work_days.0.expression, ctx);
        if done >= most * factor && done > 0.0 {
            let text = format!(
                "{} working days of work are done since it was filed, more than \"review_work_days\" allows ({}): it is \
                 decided on the first day that is possible",
                words::about(done),
                words::about(most * factor)
            );
            ctx.warn(&self.stand("on"), text);
        }
    }
}

/// Whether goods of a lane need a licence on the first day.
fn listed_at_start(ctx: &Context, authority: &Authority, lane: &Lane) -> bool {
    let scenario = ctx.scenario;
    let material = scenario.carried(lane).and_then(|material| scenario.materials.get(material));
    let mut listed = authority.controls.clone();
    for (event, happened) in authority.past_events(scenario.start).values() {
        if *happened {
            listed.extend(event.add_controls.iter().cloned());
            listed.retain(|entry| !event.remove_controls.contains(entry));
        }
    }
    material.is_some_and(|material| listed.iter().any(|entry| entry.covers(material)))
}

/// A general licence in force: it has not ended, and holds what is to ship under it.
fn in_force(ctx: &Context, name: &str, lane: &Lane) {
    let Some(licence) = &lane.general_licence else { return };
    let base = ["lanes", name, "general_licence"];
    let Some(held) = &licence.in_force else {
        if licence.apply_on.is_none() && !ctx.is_written(&[&base[..], &["apply_on"]].concat()) {
            let text = "the field \"apply_on\" is missing: when is this licence applied for? One that is in force already \
                        says \"in_force\"";
            ctx.error_at_key(&base, text);
        }
        return;
    };
    let start = ctx.scenario.start;
    let at = |field: &'static str| [&base[..], &["in_force", field]].concat();
    if held.until < start {
        ctx.error(&at("until"), format!("this licence ended on {}, before the start ({start})", held.until));
    }
    if !held.renewed && licence.apply_on.is_some() {
        ctx.error(&at("renewed"), "\"apply_on\" says when the next licence is applied for: it is renewed");
    }
    if !ctx.is_sound(&base) {
        return;
    }
    let (StockLevel::Quantity(left), StockLevel::Quantity(whole)) = (&held.left, &licence.quantity) else { return };
    if let (Some(left), Some(whole)) = (left.value(), whole.value())
        && left > whole
    {
        let text =
            format!("{} are left of a licence for {}: more than it was for", words::number(left), words::number(whole));
        ctx.warn(&at("left"), text);
    }
    let waits = |open: &&OpenOrder| matches!(open.stands, Stands::AtSupplier { .. });
    let asked: f64 = lane.open_orders.values().filter(waits).filter_map(|open| open.quantity.value()).sum();
    if let Some(left) = left.value().filter(|left| asked > *left) {
        let text = format!(
            "open orders of {} at the supplier are to ship under this licence, of which {} are left",
            words::number(asked),
            words::number(left)
        );
        ctx.error(&at("left"), text);
    }
}

/// An input whose pipeline is worked out has no orders of its own.
fn listed_and_steady(ctx: &Context) {
    for ((site, material), lanes) in ctx.index.inputs() {
        let input = ctx.scenario.sites.get(site).and_then(|site| site.inputs.get(material));
        if input.is_none_or(|input| input.pipeline != Pipeline::Steady) {
            continue;
        }
        if let Some((lane, _)) = lanes.iter().find(|(_, lane)| !lane.open_orders.is_empty()) {
            let text = format!("\"steady\" works out what is under way, but \"{lane}\" lists open orders: one of both");
            ctx.error(&["sites", site, "inputs", material, "pipeline"], text);
        }
    }
}

/// The regimes before the first day, as they are listed and as events have brought them.
fn history(authority: &Authority, start: Date) -> Vec<(Date, &str)> {
    let mut known: Vec<(Date, &str)> =
        authority.regime_history.iter().map(|from| (from.from, from.regime.as_str())).collect();
    let past = authority.past_events(start);
    let happened = past.values().filter(|(_, happened)| *happened);
    known.extend(happened.filter_map(|(event, _)| event.enter.as_deref().map(|regime| (event.first(), regime))));
    known.sort_by_key(|(from, _)| *from);
    known
}

/// Events and regimes before the first day.
fn past(ctx: &Context, name: &str, authority: &Authority) {
    let start = ctx.scenario.start;
    for (i, from) in authority.regime_history.iter().enumerate() {
        let index = i.to_string();
        let at = |field: &'static str| ["authorities", name, "regime_history", &index, field].map(str::to_owned);
        if from.from > start {
            let text = format!("{} is after the start ({start}): what comes later is an event", from.from);
            ctx.tell_at(Problem::error(words::dotted(&at("from")), text), &at("from"), false);
        }
        let before = i.checked_sub(1).and_then(|before| authority.regime_history.get(before));
        if let Some(before) = before.filter(|before| before.from >= from.from) {
            let text = format!("regimes must be in order of date: {} comes after {}", from.from, before.from);
            ctx.tell_at(Problem::error(words::dotted(&at("from")), text), &at("from"), false);
        }
        if (start - from.from).get_days() > LONGEST {
            let text = format!("{} is more than {LONGEST} days before the start ({start})", from.from);
            ctx.tell_at(Problem::error(words::dotted(&at("from")), text), &at("from"), false);
        }
    }
    for (key, event) in &authority.events {
        let at = |field: &'static str| ["authorities", name, "events", key, field];
        if event.first() >= start {
            if event.happened.is_some() {
                let text = format!("{} is not before the start ({start}): give it a \"chance\"", event.first());
                ctx.error(&at("happened"), text);
            }
            continue;
        }
        let certain = |chance: &Number<_>| matches!(chance.expression, Expression::Value(x) if x >= 1.0);
        if event.happened.is_none() && event.chance.as_ref().is_some_and(|chance| !certain(chance)) {
            let text = format!(
                "{} is before the start ({start}): whether it happened is known; say \"happened\": true or false",
                event.first()
            );
            ctx.error(&at("chance"), text);
        }
    }
    let known = history(authority, start);
    if let Some((from, last)) = known.last().filter(|(_, last)| *last != authority.initial_regime)
        && authority.regimes.contains_key(*last)
        && authority.regimes.contains_key(&authority.initial_regime)
    {
        let text = format!(
            "the first day is in \"{}\", but the last regime before it is \"{last}\" (from {from} on)",
            authority.initial_regime
        );
        ctx.error(&["authorities", name, "initial_regime"], text);
    }
}
