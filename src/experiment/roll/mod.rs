//! What a new first day changed: stocks in days of need, orders under way, regimes in force, on either day.

mod answer;

pub use answer::{RollAnswer, RolledLicence, RolledOrder, RolledRegime, RolledStock, StockOn};

use super::ScenarioFacts;
use super::run::NamedModel;
use crate::model::Model;
use crate::scenario::roll::{LicenceFact, OrderFact, OrderFate, RegimeFact, Rolled, StockFact};

/// What became of a scenario that was taken to a new first day. `notes` are further ones than those of its files.
#[must_use]
pub(crate) fn rolled(old: NamedModel, new: NamedModel, rolled: Rolled, notes: Vec<String>) -> RollAnswer {
    let models = (old.model, new.model);
    RollAnswer {
        linestop: env!("CARGO_PKG_VERSION").to_owned(),
        old: ScenarioFacts::of(&old),
        new: ScenarioFacts::of(&new),
        files: rolled.files,
        stocks: rolled.stocks.iter().filter_map(|fact| stock(models, fact)).collect(),
        orders: rolled.orders.iter().filter_map(|fact| order(models, fact)).collect(),
        licences: rolled.licences.iter().filter_map(|fact| licence(new.model, fact)).collect(),
        regimes: rolled.regimes.iter().filter_map(|fact| regime(models, fact)).collect(),
        passed: rolled.passed,
        unmatched: rolled.unmatched,
        notes: rolled.notes.into_iter().chain(notes).collect(),
        scenario: rolled.scenario,
    }
}

fn stock((old, new): (&Model, &Model), fact: &StockFact) -> Option<RolledStock> {
    let on = |model: &Model| if fact.input { of_input(model, fact) } else { of_output(model, fact) };
    let (site, material, now) = on(new)?;
    let material = &new.materials[material];
    Some(RolledStock {
        site: fact.site.clone(),
        site_title: if fact.input { new.whole(site).1 } else { &new.sites[site].title }.to_owned(),
        line: fact.line.clone(),
        material: fact.material.clone(),
        material_title: material.title.clone(),
        input: fact.input,
        unit: material.unit.label().to_owned(),
        then: on(old)?.2,
        now,
        origin: fact.origin.clone(),
    })
}

/// The site of an input, its material, and its stock on the first day.
fn of_input(model: &Model, fact: &StockFact) -> Option<(usize, usize, StockOn)> {
    let at = model.inputs.iter().position(|input| {
        model.materials[input.material].name == fact.material && model.whole(input.site).0 == fact.site
    })?;
    let input = &model.inputs[at];
    let coming = model.opening.iter().filter(|order| model.lanes[order.lane].input == at);
    // The sum of nothing is a negative zero.
    let coming = coming.map(|order| model.numbers.median(order.quantity)).sum::<f64>() + 0.0;
    Some((
        input.site,
        input.material,
        on(model, input.material, [model.numbers.median(input.opening), coming, input.nominal_need]),
    ))
}

/// The site that makes a material, the material, and its stock on the first day.
fn of_output(model: &Model, fact: &StockFact) -> Option<(usize, usize, StockOn)> {
    let at =
        model.sites.iter().enumerate().position(|(at, site)| {
            model.materials[site.makes].name == fact.material && model.whole(at).0 == fact.site
        })?;
    let site = &model.sites[at];
    let stock = model.numbers.median(site.opening_output);
    Some((at, site.makes, on(model, site.makes, [stock, 0.0, site.nominal_output])))
}

/// Ticks in stock, under way and needed a day, in the unit of the material.
fn on(model: &Model, material: usize, ticks: [f64; 3]) -> StockOn {
    let [stock, on_order, need_per_day] = ticks.map(|ticks| ticks * model.materials[material].tick);
    let cover_days = (need_per_day > 0.0).then(|| stock / need_per_day);
    StockOn { stock, on_order, need_per_day, cover_days }
}

fn order((old, new): (&Model, &Model), fact: &OrderFact) -> Option<RolledOrder> {
    let is_there = matches!(fact.fate, OrderFate::Listed | OrderFate::Carried);
    let model = if is_there { new } else { old };
    let lane = model.lanes.iter().position(|lane| lane.name == fact.lane)?;
    let open = model.opening.iter().find(|order| order.lane == lane && order.name == fact.order)?;
    let lane = &model.lanes[lane];
    let material = &model.materials[model.inputs[lane.input].material];
    Some(RolledOrder {
        order: fact.order.clone(),
        lane: fact.lane.clone(),
        supplier: model.whole(lane.from).1.to_owned(),
        buyer: model.whole(lane.to).1.to_owned(),
        material: material.title.clone(),
        quantity: model.numbers.median(open.quantity) * material.tick,
        unit: material.unit.label().to_owned(),
        placed: fact.placed,
        stands: fact.stands.clone(),
        day: fact.day,
        before: fact.before.clone(),
        fate: fact.fate,
        line: fact.line,
    })
}

fn licence(model: &Model, fact: &LicenceFact) -> Option<RolledLicence> {
    let lane = model.lanes.iter().find(|lane| lane.name == fact.lane)?;
    Some(RolledLicence {
        lane: fact.lane.clone(),
        supplier: model.whole(lane.from).1.to_owned(),
        buyer: model.whole(lane.to).1.to_owned(),
        fate: fact.fate,
        left: fact.left.clone(),
        until: fact.until,
        line: fact.line,
    })
}

fn regime((old, new): (&Model, &Model), fact: &RegimeFact) -> Option<RolledRegime> {
    let authority = new.authorities.iter().find(|authority| authority.name == fact.authority)?;
    let before = old.authorities.iter().find(|authority| authority.name == fact.authority)?;
    let of = |regime: &&crate::model::Regime| regime.name == fact.regime;
    let spent = f64::from((new.start - fact.since).get_days());
    let lasts = before.regimes.iter().find(of).and_then(|regime| regime.lasts.as_ref()).filter(|_| !fact.stated);
    let lasts = lasts.map(|lasts| {
        let scale = old.numbers.median(lasts.scale);
        if scale > 0.0 { lasts.distribution.survival(spent / scale) } else { 0.0 }
    });
    Some(RolledRegime {
        authority: fact.authority.clone(),
        authority_title: authority.title.clone(),
        regime: fact.regime.clone(),
        regime_title: authority.regimes.iter().find(of)?.title.clone(),
        since: fact.since,
        stated: fact.stated,
        lasts,
    })
}
