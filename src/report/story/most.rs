//! Of a large story, what is told: the orders and inputs that explain the halts.

use crate::experiment::{InputStory, LineStory, OrderEnd, OrderStory, StepKind};

/// Orders of one line that are told one by one, unless all are asked for.
const MOST_ORDERS: usize = 8;
/// Inputs of one line that are told one by one.
const MOST_OPENINGS: usize = 6;
/// Orders of one line that are drawn.
const MOST_DRAWN: usize = 60;

/// Orders that explain the halts: those open when one began, those that ended it, and those that came to nothing; the
/// oldest first. Where nothing stands, the slowest.
pub(super) fn telling<'a>(line: &LineStory, orders: &[&'a OrderStory]) -> Vec<&'a OrderStory> {
    let numbers: Vec<usize> = line
        .halts
        .iter()
        .flat_map(|halt| halt.oldest_open_order.into_iter().chain(halt.ended_by_orders.iter().copied()))
        .collect();
    let length = |order: &OrderStory| order.steps.iter().skip(1).map(|step| step.days).sum::<u32>();
    let worth = |order: &&OrderStory| {
        let behind = numbers.contains(&order.number);
        let open = line.halts.iter().any(|halt| order.is_open_on(halt.from)) && order.authority.is_some();
        let held = [StepKind::OverVolume, StepKind::HeldAtBorder].iter().any(|kind| order.last(*kind).is_some());
        (behind, order.general_licence, held, open, order.end == OrderEnd::Failed, length(order))
    };
    let tells = |order: &OrderStory| order.authority.is_some() || order.last(StepKind::HeldAtBorder).is_some();
    let mut found: Vec<&OrderStory> =
        orders.iter().copied().filter(|o| tells(o) || numbers.contains(&o.number)).collect();
    found.sort_by_key(|order| std::cmp::Reverse(worth(order)));
    found.truncate(if line.halts.is_empty() { 3 } else { MOST_ORDERS });
    found
}

/// Materials of which the opening stock is told: all of a few; of many those that a halt lacks or that are ordered in
/// the story, and the scarcest.
pub(super) fn openings<'a>(line: &'a LineStory, telling: &[&'a OrderStory]) -> Vec<&'a str> {
    let cover = |input: &&InputStory| input.cover_days.first().copied().unwrap_or(f64::INFINITY);
    let mut inputs: Vec<&InputStory> = line.inputs.iter().collect();
    inputs.sort_by(|a, b| cover(a).total_cmp(&cover(b)));
    if inputs.len() > MOST_OPENINGS {
        let lacking = |input: &&InputStory| {
            line.halts.iter().any(|halt| halt.material.as_deref() == Some(&input.material))
                || telling.iter().any(|order| order.material == input.material)
        };
        let (told, others): (Vec<&InputStory>, Vec<&InputStory>) = inputs.into_iter().partition(lacking);
        inputs = told.into_iter().chain(others).take(MOST_OPENINGS).collect();
    }
    inputs.into_iter().map(|input| input.material.as_str()).collect()
}

/// Orders that are drawn: all of a few; of many those of the inputs told, the slowest first to stay, by their number.
pub(super) fn drawn<'a>(orders: Vec<&'a OrderStory>, inputs: &[&str]) -> Vec<&'a OrderStory> {
    if orders.len() <= MOST_DRAWN {
        return orders;
    }
    let length = |order: &&OrderStory| order.steps.iter().skip(1).map(|step| step.days).sum::<u32>();
    let mut kept: Vec<&OrderStory> =
        orders.into_iter().filter(|order| inputs.contains(&order.material.as_str())).collect();
    kept.sort_by_key(|order| std::cmp::Reverse(length(order)));
    kept.truncate(MOST_DRAWN);
    kept.sort_by_key(|order| order.number);
    kept
}
