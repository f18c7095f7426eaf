//! Who supplies whom, and where the risk is.

use super::caption;
use crate::chart::{Network, NetworkLink, NetworkRisk, NetworkSite};
use crate::experiment::{LineAnswer, LinkAnswer, NodeAnswer, RunAnswer};
use crate::report::words::{amount_of, money, share, thousands};

/// Links that are numbered at most.
const MOST_RISKS: usize = 5;
/// Lanes that are drawn at most: those with most at stake.
const MOST_LANES: usize = 40;
/// Links with less than this share of what is at stake on the first are not numbered.
const LEAST_STAKE: f64 = 0.01;

/// The network with the links that bear most risk.
pub(super) fn network(answer: &RunAnswer) -> Network {
    let found = &answer.network;
    let drawn = most_at_stake(&found.lanes);
    let is_end = |node: &&NodeAnswer| drawn.iter().any(|lane| lane.from == node.site || lane.to == node.site);
    let all = drawn.len() == found.lanes.len();
    let sites: Vec<&NodeAnswer> = found.sites.iter().filter(|node| all || is_end(node)).collect();
    let of_many = match found.lanes.len() {
        _ if all => String::new(),
        n => format!(
            " · {} of {} lanes, those with most at stake; all are in network.csv",
            drawn.len(),
            thousands(n as u64)
        ),
    };
    let place = |site: &str| sites.iter().position(|node| node.site == site);
    let desk = |key: &str| answer.authorities.iter().position(|authority| authority.authority == key);
    let joined = |lane: &LinkAnswer| {
        Some(NetworkLink {
            from: place(&lane.from)?,
            to: place(&lane.to)?,
            desk: lane.authority.as_deref().and_then(desk),
            share: lane.received_share_of_need.unwrap_or(lane.planned_share),
            weight: lane.stake_through,
            stake: if lane.stake > 0.0 { amount_of(lane.stake) } else { String::new() },
        })
    };
    let (lanes, mut links): (Vec<&LinkAnswer>, Vec<NetworkLink>) =
        drawn.iter().filter_map(|lane| Some((*lane, joined(lane)?))).unzip();
    let mut ranked: Vec<usize> = (0..lanes.len()).filter(|at| lanes[*at].stake > 0.0).collect();
    ranked.sort_by(|a, b| lanes[*b].stake.total_cmp(&lanes[*a].stake));
    let most = ranked.first().map_or(0.0, |at| lanes[*at].stake);
    ranked.retain(|at| lanes[*at].stake >= most * LEAST_STAKE);
    ranked.truncate(MOST_RISKS);
    let risks = ranked.iter().map(|at| NetworkRisk { link: *at, words: words(answer, lanes[*at]) }).collect();
    // The link of the title is drawn on every page.
    if let Some(first) = ranked.first() {
        links[*first].weight = f64::MAX;
    }
    let title = match ranked.first().map(|at| lanes[*at]) {
        Some(lane) => format!(
            "{} {} and {}: {} of expected loss is traced to this link",
            if found.lanes.len() > 1 { "Most is at stake between" } else { "Between" },
            name(answer, &lane.from),
            name(answer, &lane.to),
            money(lane.stake, &answer.scenario.currency)
        ),
        None => "Who supplies whom: no link costs a line anything".to_owned(),
    };
    Network {
        caption: caption(
            answer,
            title,
            &format!("what was delivered on each lane as a share of the buyer’s need, mean over trials{of_many}"),
            &format!(
                "numbered: most expected loss, in {}, of halt days whose missing material stood on the link or was never \
                 ordered on it",
                answer.scenario.currency
            ),
        ),
        sites: sites.iter().map(|node| site(answer, node)).collect(),
        desks: answer.authorities.iter().map(|authority| authority.title.clone()).collect(),
        currency: answer.scenario.currency.clone(),
        links,
        risks,
    }
}

/// All lanes where they are few enough to be told apart, else those on which most depends, their own stake and what
/// stands further up, in the order of the file.
fn most_at_stake(lanes: &[LinkAnswer]) -> Vec<&LinkAnswer> {
    if lanes.len() <= MOST_LANES {
        return lanes.iter().collect();
    }
    let mut ranked: Vec<usize> = (0..lanes.len()).collect();
    ranked.sort_by(|a, b| lanes[*b].stake_through.total_cmp(&lanes[*a].stake_through));
    ranked.truncate(MOST_LANES);
    ranked.sort_unstable();
    ranked.into_iter().map(|at| &lanes[at]).collect()
}

fn site(answer: &RunAnswer, node: &NodeAnswer) -> NetworkSite {
    let detail = [&node.sector, &node.country].into_iter().filter(|word| !word.is_empty()).cloned();
    NetworkSite {
        name: name(answer, &node.site),
        detail: detail.collect::<Vec<_>>().join(", "),
        halt: line(answer, &node.site).map(|line| line.halt.share),
        lines: node.lines.len(),
    }
}

/// The line of a site; of several the one that halts most often.
fn line<'a>(answer: &'a RunAnswer, site: &str) -> Option<&'a LineAnswer> {
    let node = answer.network.sites.iter().find(|node| node.site == site);
    let of_site = |line: &&LineAnswer| line.site == site || node.is_some_and(|node| node.lines.contains(&line.site));
    answer.lines.iter().filter(of_site).max_by(|a, b| a.halt.share.total_cmp(&b.halt.share))
}

/// Name of a site; a key that stands for one is made readable.
fn name(answer: &RunAnswer, site: &str) -> String {
    let node = answer.network.sites.iter().find(|node| node.site == site);
    let title = node.map_or(site, |node| node.title.as_str());
    if title == site { title.replace('_', " ") } else { title.to_owned() }
}

/// Why a link is among the riskiest.
fn words(answer: &RunAnswer, lane: &LinkAnswer) -> String {
    let words = format!("{} to {}: ", name(answer, &lane.from), name(answer, &lane.to));
    let part = match lane.planned_share {
        all if all >= 0.995 => format!("all of its {}", lane.material),
        part => format!("{} of its {} as planned", share(part), lane.material),
    };
    let delivered = lane
        .received_share_of_need
        .map_or(String::new(), |received| format!(", {} of its need delivered", share(received)));
    let waits = match (lane.median_wait_days, lane.p90_wait_days) {
        (Some(median), Some(p90)) => format!("; licences wait {median} days (median), one in ten over {p90}"),
        _ => String::new(),
    };
    let several = answer.network.sites.iter().any(|node| node.site == lane.to && node.lines.len() > 1);
    let whose = if several { "its line most at risk" } else { "it" };
    let halts = line(answer, &lane.to)
        .map_or(String::new(), |line| format!("; {whose} halts in {} of trials", share(line.halt.share)));
    let currency = &answer.scenario.currency;
    let more = lane.stake_through - lane.stake;
    let further_up = match more {
        more if more >= LEAST_STAKE * lane.stake => format!("; {} more stood further up", money(more, currency)),
        _ => String::new(),
    };
    format!("{words}{part}{delivered}{waits}{halts}. At stake: {}{further_up}", money(lane.stake, currency))
}
