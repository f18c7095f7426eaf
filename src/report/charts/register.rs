//! Who gets what share of licences and tonnes, and what goes on each lane.

use super::super::words::{month, share};
use super::desks::{by_month, months_of, whole_months};
use super::{amount, brief, caption, closed, plant_closed};
use crate::chart::{ClientShares, ClientSharesRow, Closure, RateFans, RatePanel};
use crate::experiment::{ClientAnswer, ClosureAnswer, LaneFlowAnswer, RunAnswer};

/// Clients and lanes that are shown.
const MOST_ROWS: usize = 16;

/// What is told of a client, and how it is called.
const MEASURES: [(&str, &str); 3] = [("applied", "applied for"), ("licensed", "licensed"), ("shipped", "shipped")];

/// Sums of a client over exporters and materials.
struct Sum<'a> {
    client: &'a ClientAnswer,
    sums: [f64; MEASURES.len()],
}

/// Shares of the clients of the register: in tonnes or, where all is counted in one other unit, in that.
pub(super) fn clients(answer: &RunAnswer) -> Option<ClientShares> {
    let weighed = answer.register.iter().any(|client| client.tonnes_per_unit.is_some());
    let unit = if weighed { "t" } else { answer.register.first()?.unit.as_str() };
    let mut sums: Vec<Sum> = Vec::new();
    for client in &answer.register {
        let in_unit = if weighed { client.tonnes_per_unit } else { (client.unit == unit).then_some(1.0) };
        let Some(in_unit) = in_unit else { continue };
        let more = MEASURES.map(|(measure, _)| client.a_trial(measure) * in_unit);
        match sums.iter_mut().find(|sum| sum.client.client == client.client) {
            Some(sum) => sum.sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more),
            None => sums.push(Sum { client, sums: more }),
        }
    }
    let totals: [f64; MEASURES.len()] = std::array::from_fn(|at| sums.iter().map(|sum| sum.sums[at]).sum());
    let of = |sum: &Sum, at: usize| if totals[at] > 0.0 { sum.sums[at] / totals[at] } else { 0.0 };
    // What nobody applies for, or gets a licence for, is no share of anything.
    let told: Vec<usize> = (0..MEASURES.len()).filter(|at| totals[*at] > 0.0 || *at + 1 == MEASURES.len()).collect();
    // Licences against applications, if there are any: some of what is shipped needs none.
    let by = if totals[1] > 0.0 { 1 } else { 2 };
    sums.sort_by(|a, b| b.sums[by].total_cmp(&a.sums[by]).then_with(|| b.sums[2].total_cmp(&a.sums[2])));
    let all = sums.len();
    let title = match sums.first() {
        Some(first) if totals[by] > 0.0 => {
            let applied = || format!("{} of what is applied for, ", share(of(first, 0)));
            let asked = if by == 1 { applied() } else { String::new() };
            let (name, what) = (brief(&first.client.client_title), MEASURES[by].1);
            format!("{name}: {asked}{} of what is {what}", share(of(first, by)))
        }
        _ => "Nothing is shipped to any client".to_owned(),
    };
    let row = |sum: &Sum| ClientSharesRow {
        name: brief(&sum.client.client_title).to_owned(),
        detail: sum.client.destination.clone(),
        shares: told.iter().map(|at| of(sum, *at)).collect(),
        amount: format!("{} {unit} shipped", amount(sum.sums[2])),
    };
    let of_many = match MEASURES[by].1 {
        what if all > MOST_ROWS => format!(" · {MOST_ROWS} of {all} clients, those with most {what}"),
        what => format!(" · most {what} first"),
    };
    Some(ClientShares {
        caption: caption(
            answer,
            title,
            &format!(
                "shares of the clients in {}, mean of the trials{of_many}",
                if unit == "t" { "tonnes" } else { unit }
            ),
            "exports over a border, with or without a licence; grey supply left out; licences of their own",
        ),
        measures: told.iter().map(|at| MEASURES[*at].1.to_owned()).collect(),
        rows: sums.iter().take(MOST_ROWS).map(row).collect(),
    })
}

/// Closures of the supplier of a lane, and of the desk over it.
fn flow_closed(answer: &RunAnswer, flow: &LaneFlowAnswer) -> Vec<Closure> {
    let lane = answer.network.lanes.iter().find(|lane| lane.lane == flow.lane);
    let desk = lane.and_then(|lane| lane.authority.as_ref());
    let over = |closure: &ClosureAnswer| desk.is_some() && closure.authority.as_ref() == desk;
    [plant_closed(answer, &flow.from, Some("Supplier")), closed(&answer.closures, over, None)].concat()
}

/// What is shipped on each lane by month, those with most first.
pub(super) fn flows(answer: &RunAnswer) -> Option<RateFans> {
    let total = |flow: &LaneFlowAnswer| flow.shipped.mean.iter().sum::<f64>() * flow.tonnes_per_unit.unwrap_or(0.0);
    let mut flows: Vec<&LaneFlowAnswer> =
        answer.flows.iter().filter(|flow| flow.shipped.mean.iter().any(|x| *x > 0.0)).collect();
    flows.sort_by(|a, b| total(b).total_cmp(&total(a)));
    let all = flows.len();
    flows.truncate(MOST_ROWS / 2);
    let first = flows.first()?;
    let panel = |flow: &&LaneFlowAnswer| {
        let (scale, unit) = in_tonnes(flow);
        let sum = flow.shipped.mean.iter().sum::<f64>() * scale;
        RatePanel {
            name: format!("{} to {}", brief(&flow.from_title), brief(&flow.to_title)),
            detail: format!("{}, {unit} a month; {} {unit} in a trial", brief(&flow.material_title), amount(sum)),
            closures: flow_closed(answer, flow),
            ..months_of(answer, &flow.shipped.bands, scale)
        }
    };
    let of_many =
        if all > flows.len() { format!(" · {} of {all} lanes, those with most", flows.len()) } else { String::new() };
    let words = [&flow_finding(answer, first), &*format!("shipped by month{of_many}"), ""];
    Some(by_month(answer, &first.shipped.months, words, flows.iter().map(panel).collect()))
}

/// Tonnes of a unit, where it has a mass, else itself; and what it is then counted in.
fn in_tonnes(flow: &LaneFlowAnswer) -> (f64, &str) {
    flow.tonnes_per_unit.map_or((1.0, &flow.unit), |tonnes| (tonnes, "t"))
}

/// What comes on a lane in the month that differs most from trial to trial: in the median one, and in a bad one.
fn flow_finding(answer: &RunAnswer, flow: &LaneFlowAnswer) -> String {
    let (scale, unit) = in_tonnes(flow);
    let said = |x: f64| if x > 0.0 { format!("{}\u{a0}{unit}", amount(x * scale)) } else { "nothing".to_owned() };
    let (bands, months) = (&flow.shipped.bands, &flow.shipped.months);
    let gap = |at: usize| bands.p50[at] - bands.p05[at];
    let shown = whole_months(answer, months.len());
    let worst = (0..shown).rev().max_by(|a, b| gap(*a).total_cmp(&gap(*b))).unwrap_or(0);
    format!(
        "{} to {}: in {} {} in the median trial, {} in one of twenty",
        brief(&flow.from_title),
        brief(&flow.to_title),
        month(months[worst]),
        said(bands.p50[worst]),
        if bands.p05[worst] > 0.0 { format!("{} or less", said(bands.p05[worst])) } else { "nothing".to_owned() }
    )
}
