//! Charts of an answer. Each title states the finding in words, each footnote what it rests on.

mod costs;
mod desks;
mod network;
mod output;
mod quotas;
mod register;
mod sectors;

use std::cmp::Ordering;

use super::captions::Played;
use super::measures::summed;
use super::missing;
use super::run::{FEW_LINES, MOST_LINES};
use super::words::{count, counted, date, days, money, share, whole};
use crate::chart::{
    Caption, Chart, Closure, CoverFan, CoverPanel, HaltedBy, HaltedLine, LossDistribution, LossMarker, MissingMaterial,
    MissingRow, PolicyEvent,
};
use crate::experiment::{
    BandAnswer, CONFIDENCE, ClosureAnswer, Estimate, LineAnswer, Loss, MissingFrom, MonthAnswer, PLACE_NAMES, Quantity,
    RunAnswer, RunFacts, Side, Tail, ThresholdAnswer,
};
use crate::statistics::proportion::wilson;
use jiff::civil::Date;

/// Events less likely than this are not marked.
const LIKELY: f64 = 0.5;
/// Of so many plants closures are marked in one plot.
const FEW_PLANTS: usize = 2;

/// The charts of an answer with the names of their files, without ending.
pub(crate) fn charts(answer: &RunAnswer) -> Vec<(&'static str, Chart)> {
    let mut charts = Vec::new();
    if answer.manufacturers().next().is_some() {
        charts.push(("cover", Chart::CoverFan(cover(answer))));
        charts.push(("output", Chart::Rates(output::output(answer))));
        charts.push(("halted-by-date", Chart::HaltedBy(halted(answer))));
        if sectors::tell_more(answer) {
            charts.push(("halted-by-sector", Chart::Sectors(sectors::halted(answer))));
        }
    }
    charts.push(("loss", Chart::LossDistribution(loss(answer))));
    if costs::tell_more(answer) {
        charts.push(("costs", Chart::Costs(costs::costs(answer))));
    }
    if answer.manufacturers().next().is_some() {
        charts.push(("missing-material", Chart::MissingMaterial(missing_material(answer))));
    }
    if !answer.authorities.is_empty() {
        charts.push(("regimes", Chart::Regimes(desks::regimes(answer))));
        charts.push(("licences", Chart::Rates(desks::licences(answer))));
        charts.push(("waiting-times", Chart::Waits(desks::waits(answer))));
        if answer.authorities.iter().any(|authority| !authority.quotas.is_empty()) {
            charts.push(("quotas", Chart::Rates(quotas::quotas(answer))));
        }
    }
    if let Some(clients) = register::clients(answer) {
        charts.push(("register", Chart::Clients(clients)));
    }
    if let Some(flows) = register::flows(answer) {
        charts.push(("flows", Chart::Rates(flows)));
    }
    if !answer.network.lanes.is_empty() {
        charts.push(("network", Chart::Network(network::network(answer))));
    }
    charts
}

fn caption(answer: &RunAnswer, title: String, subtitle: &str, note: &str) -> Caption {
    let RunFacts { trials, seed, linestop, .. } = &answer.run;
    let trials = counted(*trials, "trial");
    Played { trials, seed: *seed, linestop, scenario: &answer.scenario }.caption(title, subtitle, note)
}

/// The caption of a chart over time: it counts the events that are not marked.
fn timed(answer: &RunAnswer, title: String, subtitle: &str, note: &str) -> Caption {
    let unlikely = answer.events.iter().filter(|event| event.chance > 0.0 && event.chance < LIKELY).count();
    let unmarked = match unlikely {
        0 => String::new(),
        1 => " · not marked: an event less than 50 % likely".to_owned(),
        n => format!(" · not marked: {n} events less than 50 % likely"),
    };
    caption(answer, title, subtitle, &format!("{note}{unmarked}"))
}

fn events(answer: &RunAnswer) -> Vec<PolicyEvent> {
    let mut events: Vec<PolicyEvent> = answer
        .events
        .iter()
        .filter(|event| event.chance >= LIKELY)
        .map(|event| {
            let until = event.until.map(|until| format!("some day until {}", date(until)));
            let likely = (event.chance < 1.0).then(|| format!("{} likely", share(event.chance)));
            let said: Vec<String> = until.into_iter().chain(likely).collect();
            let label =
                if said.is_empty() { event.title.clone() } else { format!("{} ({})", event.title, said.join(", ")) };
            PolicyEvent { date: event.date, label }
        })
        .collect();
    events.dedup();
    events
}

/// Closures of those that are asked for, by the name that the key has for them; nothing is the name of each.
pub(super) fn closed(
    closures: &[ClosureAnswer],
    of: impl Fn(&ClosureAnswer) -> bool,
    who: Option<&str>,
) -> Vec<Closure> {
    let closure = |closure: &ClosureAnswer| Closure {
        who: who.unwrap_or(&closure.title).to_owned(),
        desk: closure.authority.is_some(),
        name: closure.name.clone().unwrap_or_default(),
        from: closure.from,
        until: closure.until,
    };
    closures.iter().filter(|closure| of(closure)).map(closure).collect()
}

/// Closures of all desks.
fn desks_closed(answer: &RunAnswer) -> Vec<Closure> {
    closed(&answer.closures, |closure| closure.authority.is_some(), None)
}

/// Closures of a site, as those of the plant that a panel shows, or by its name.
fn plant_closed(answer: &RunAnswer, site: &str, who: Option<&str>) -> Vec<Closure> {
    closed(&answer.closures, |closure| closure.site.as_deref() == Some(site), who)
}

/// A name without what stands in brackets at its end.
fn brief(name: &str) -> &str {
    let end = name.rfind(" (").filter(|at| *at > 0 && name.ends_with(')'));
    &name[..end.unwrap_or(name.len())]
}

/// A mean number of things, to three digits: "12.4", "842".
fn amount(mean: f64) -> String {
    if mean >= 99.95 { whole(mean) } else { count(mean) }
}

/// Manufacturers with the most of something first, at most [`MOST_LINES`]; where there are many, without those
/// that never halt.
fn most(answer: &RunAnswer, of: impl Fn(&LineAnswer) -> f64) -> (Vec<&LineAnswer>, usize) {
    let mut lines: Vec<&LineAnswer> = answer.manufacturers().collect();
    let all = lines.len();
    lines.sort_by(|a, b| of(b).total_cmp(&of(a)));
    if all > FEW_LINES {
        lines.retain(|line| line.halt.trials > 0);
        lines.truncate(MOST_LINES);
    }
    (lines, all)
}

fn of_many(shown: usize, all: usize) -> String {
    if shown < all { format!(" · {shown} of {all} manufacturers, those most at risk") } else { String::new() }
}

fn cover(answer: &RunAnswer) -> CoverFan {
    let named = subject_of_cover(answer);
    let (shown, grouped) = panels_of_cover(answer, named);
    let left_out = answer.bands.len() - shown.len();
    let halting = answer.manufacturers().filter(|line| line.halt.trials > 0).count();
    let of_many = match left_out {
        0 => String::new(),
        _ if halting > shown.len() => of_many(shown.len(), answer.bands.len()),
        n => format!(" · the other {n} of {} manufacturers never halt", answer.bands.len()),
    };
    let panel = |(bands, line): &(&BandAnswer, &LineAnswer)| {
        let five = bands.cover_days.clone();
        CoverPanel {
            group: if grouped { line.sector.clone() } else { String::new() },
            name: line.title.clone(),
            part: bands.least_cover.first().map_or_else(String::new, |part| part.title.clone()),
            detail: format!("{}{}, {}", of_parts(bands), line.sector, line.country),
            // The one of the title is shown in any case.
            weight: line.halt.share + f64::from(u8::from(named == bands.site)),
            p05: five.p05,
            p25: five.p25,
            p50: five.p50,
            p75: five.p75,
            p95: five.p95,
            closures: [plant_closed(answer, &bands.site, Some("Plant")), desks_closed(answer)].concat(),
        }
    };
    let several = shown.iter().any(|(bands, _)| bands.least_cover.len() > 1);
    CoverFan {
        caption: timed(
            answer,
            cover_finding(answer),
            &format!("stock in days of planned need{of_many}"),
            if several {
                "bands are day by day, each day of the part that lasts least; a panel is named after the one that mostly does"
            } else {
                "bands are day by day"
            },
        ),
        dates: answer.bands.first().map(|bands| bands.dates.clone()).unwrap_or_default(),
        panels: shown.iter().map(panel).collect(),
        events: events(answer),
    }
}

/// How often the part of a panel is the one that runs out first, where there are others.
fn of_parts(bands: &BandAnswer) -> String {
    match bands.least_cover.as_slice() {
        [most, _, ..] => format!("first of its parts to run out in {} · ", share(most.share)),
        _ => String::new(),
    }
}

/// The manufacturers whose cover is shown, and whether by sector. Where there are many, those that never halt are left
/// out, unless none does, and the others, those most at risk as far as there is room, stand by sector, the one most at
/// risk first. The one that the title names, by its key, is shown in any case, before all others.
fn panels_of_cover<'a>(answer: &'a RunAnswer, named: &str) -> (Vec<(&'a BandAnswer, &'a LineAnswer)>, bool) {
    let mut shown: Vec<(&BandAnswer, &LineAnswer)> =
        answer.bands.iter().filter_map(|bands| Some((bands, answer.line(&bands.site)?))).collect();
    if shown.len() <= FEW_LINES {
        return (shown, false);
    }
    let named = answer.line(named);
    let is_named = |line: &LineAnswer| named.is_some_and(|named| named.site == line.site);
    if shown.iter().any(|(_, line)| line.halt.trials > 0) {
        shown.retain(|(_, line)| line.halt.trials > 0 || is_named(line));
    }
    let rank = |line: &LineAnswer| line.halt.share + f64::from(u8::from(is_named(line)));
    shown.sort_by(|(_, a), (_, b)| rank(b).total_cmp(&rank(a)));
    shown.truncate(MOST_LINES);
    let of_sector = |sector: &str| {
        let first = named.is_some_and(|named| named.sector == sector);
        let sector = answer.sectors.iter().find(|other| other.sector == sector);
        sector.map_or(0.0, |sector| sector.halt.share) + f64::from(u8::from(first))
    };
    shown.sort_by(|(_, a), (_, b)| {
        let sectors = of_sector(&b.sector).total_cmp(&of_sector(&a.sector)).then(a.sector.cmp(&b.sector));
        sectors.then(rank(b).total_cmp(&rank(a)))
    });
    (shown, true)
}

/// Whose stock is the first to run out and when, in the median trial or else in one of twenty.
fn first_to_run_out(answer: &RunAnswer) -> Option<(&'static str, Date, &BandAnswer)> {
    let first_empty = |series: fn(&BandAnswer) -> &Vec<f64>| {
        let empty = answer.bands.iter().filter_map(|bands| {
            let at = series(bands).iter().position(|days| *days <= 0.0)?;
            Some((*bands.dates.get(at)?, bands))
        });
        least(answer, empty, Date::cmp)
    };
    let median = first_empty(|bands| &bands.cover_days.p50).map(|(when, bands)| ("half of all trials", when, bands));
    median.or_else(|| {
        first_empty(|bands| &bands.cover_days.p05).map(|(when, bands)| ("one trial of twenty", when, bands))
    })
}

/// The lowest stock that one trial in twenty has, and whose it is.
fn lowest_cover(answer: &RunAnswer) -> Option<(f64, &BandAnswer)> {
    let all = answer.bands.iter().flat_map(|bands| bands.cover_days.p05.iter().map(move |days| (*days, bands)));
    least(answer, all, f64::total_cmp)
}

/// The least of some values, and whose it is; of equal ones that of the line most at risk.
fn least<'a, T>(
    answer: &RunAnswer,
    all: impl Iterator<Item = (T, &'a BandAnswer)>,
    order: fn(&T, &T) -> Ordering,
) -> Option<(T, &'a BandAnswer)> {
    let chance = |bands: &BandAnswer| answer.line(&bands.site).map_or(0.0, |line| line.halt.share);
    all.min_by(|a, b| order(&a.0, &b.0).then_with(|| chance(b.1).total_cmp(&chance(a.1))))
}

/// The key of the line that the title names.
fn subject_of_cover(answer: &RunAnswer) -> &str {
    let first = first_to_run_out(answer).map(|(.., bands)| bands);
    first.or_else(|| lowest_cover(answer).map(|(_, bands)| bands)).map_or("", |bands| &bands.site)
}

/// Whose stock is the first to run out, and when.
fn cover_finding(answer: &RunAnswer) -> String {
    let name = |bands: &BandAnswer| {
        let line = answer.line(&bands.site).map_or(bands.site.as_str(), |line| &line.title);
        let part = match bands.least_cover.as_slice() {
            [part] => format!(" of {}", part.title),
            [part, ..] => format!(" of a part, mostly {},", part.title),
            [] => String::new(),
        };
        (part, line.to_owned())
    };
    if let Some((trials, when, bands)) = first_to_run_out(answer) {
        let least = match bands.cover_bin_days {
            width if width <= 1.0 => "a day".to_owned(),
            width => format!("{width} days"),
        };
        let (part, line) = name(bands);
        return format!("In {trials}, {line} has less than {least}{part} left on {}", date(when));
    }
    match lowest_cover(answer) {
        Some((days, bands)) => {
            let days = if days < 1000.0 { days.to_string() } else { whole(days) };
            let (part, line) = name(bands);
            format!("Stock{part} is lowest at {line}: {days} days or less in one trial of twenty")
        }
        None => "Stock over time".to_owned(),
    }
}

fn halted(answer: &RunAnswer) -> HaltedBy {
    let (lines, all) = most(answer, |line| line.halt.share);
    let end = date(answer.scenario.end);
    let title = match lines.first() {
        Some(line) if line.halt.trials > 0 => {
            let most = if all > 1 { " is most at risk" } else { "" };
            format!("{}{most}: {} chance of a halt by {end}", line.title, share(line.halt.share))
        }
        _ => format!("No manufacturer halts by {end} in any of {}", counted(answer.run.trials, "trial")),
    };
    let trials = answer.run.trials;
    let shown = lines.len();
    HaltedBy {
        caption: timed(
            answer,
            title,
            &format!("chance of having halted at least once{}", of_many(shown, all)),
            "shaded or barred: 95 % intervals",
        ),
        dates: (0..answer.scenario.horizon_days).map(|day| answer.date(day)).collect(),
        closures: halted_closed(answer, &lines),
        lines: lines.into_iter().map(|line| halted_line(line, trials)).collect(),
        events: events(answer),
    }
}

/// Closures of desks, and of the plants if there are only a few: of more, spans would lie one over the other.
fn halted_closed(answer: &RunAnswer, lines: &[&LineAnswer]) -> Vec<Closure> {
    let plants = lines.iter().filter(|_| lines.len() <= FEW_PLANTS);
    plants.flat_map(|line| plant_closed(answer, &line.site, None)).chain(desks_closed(answer)).collect()
}

fn halted_line(line: &LineAnswer, trials: u64) -> HaltedLine {
    let series = halted_series(&line.trials_halted_by_day, trials);
    HaltedLine { name: line.title.clone(), sector: line.sector.clone(), ..series }
}

/// Shares of trials that have halted by each day, with their intervals.
fn halted_series(trials_by_day: &[u64], trials: u64) -> HaltedLine {
    let mut series = HaltedLine::default();
    let mut last = None;
    for halted in trials_by_day {
        let (share, interval) = match last {
            Some((before, share, interval)) if before == *halted => (share, interval),
            _ => (ratio(*halted, trials), wilson(*halted, trials, CONFIDENCE)),
        };
        last = Some((*halted, share, interval));
        series.share.push(share);
        series.low.push(interval.low);
        series.high.push(interval.high);
    }
    series
}

/// How many applications are denied: a denied order is soon placed anew, so that the missing material seldom stands at
/// "denied".
fn denied(answer: &RunAnswer) -> String {
    if answer.authorities.is_empty() {
        return String::new();
    }
    let sum = |what: fn(&MonthAnswer) -> Estimate| answer.authorities.iter().map(|a| a.a_trial(what)).sum();
    let (denied, filed): (f64, f64) = (sum(|month| month.denied), sum(|month| month.applications));
    if filed <= 0.0 {
        return String::new();
    }
    format!(" · {} of {} applications in a trial are denied", count(denied), count(filed))
}

#[allow(clippy::cast_precision_loss, reason = "counts of trials are far below 2⁵³")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

fn loss(answer: &RunAnswer) -> LossDistribution {
    let currency = &answer.scenario.currency;
    let total = &answer.total_loss;
    let (mut markers, title) = match &total.tail {
        Tail::Exact(q) => {
            let title = format!(
                "Halts cost {} on average; one trial in twenty loses more than {}",
                money(total.mean.value, currency),
                money(q.p95.value, currency)
            );
            let marks = [("Mean", total.mean), ("P95 (value at risk)", q.p95), ("Mean of the worst 5 %", q.cvar95)];
            (marks.map(|(label, amount)| marker(label, &amount)).to_vec(), title)
        }
        Tail::Bracketed(_) => {
            (vec![marker("Mean", &total.mean)], format!("Halts cost {} on average", money(total.mean.value, currency)))
        }
    };
    let nothing = nothing_lost(total);
    let thresholds: Vec<&ThresholdAnswer> = answer.thresholds.iter().filter(|t| is_total_loss(t)).collect();
    let title = match thresholds.first() {
        _ if total.mean.value <= 0.0 => "Halts cost nothing in any trial".to_owned(),
        Some(asked) => format!(
            "Halts cost {} on average; {} of trials lose {}",
            money(total.mean.value, currency),
            share(asked.chance.share),
            beyond(asked, currency)
        ),
        None => title,
    };
    markers.extend(thresholds.into_iter().filter_map(threshold));
    LossDistribution {
        caption: caption(
            answer,
            title,
            "lost margin, cost of halts and penalties of all lines together",
            "shaded: 95 % intervals",
        ),
        currency: currency.clone(),
        exceedance: total.exceedance.clone(),
        share_zero: nothing,
        markers,
    }
}

/// Share of trials without loss; without kept outcomes, of those below the first edge of the histogram.
fn nothing_lost(loss: &Loss) -> f64 {
    let below = |point: &(f64, f64)| 1.0 - point.1;
    loss.none_share.unwrap_or_else(|| loss.exceedance.iter().find(|point| point.0 > 0.0).map_or(1.0, below))
}

fn marker(label: &str, amount: &Estimate) -> LossMarker {
    LossMarker {
        label: label.to_owned(),
        value: amount.value,
        low: amount.low.unwrap_or(amount.value),
        high: amount.high,
        chance: None,
    }
}

/// Whether a threshold is one of what the chart shows.
fn is_total_loss(threshold: &ThresholdAnswer) -> bool {
    let measured = &threshold.measured;
    measured.site.is_none() && measured.threshold.as_ref().is_some_and(|beyond| beyond.of == Quantity::Loss.name())
}

/// What is lost beyond a threshold: "more than EUR 100 m".
fn beyond(threshold: &ThresholdAnswer, currency: &str) -> String {
    let Some(beyond) = &threshold.measured.threshold else { return String::new() };
    let side = match beyond.side {
        Side::Above => "more than",
        Side::AtLeast => "at least",
        Side::Below => "less than",
        Side::AtMost => "at most",
    };
    format!("{side} {}", money(beyond.value, currency))
}

fn threshold(threshold: &ThresholdAnswer) -> Option<LossMarker> {
    let beyond = threshold.measured.threshold.as_ref()?;
    let chance = &threshold.chance;
    Some(LossMarker {
        label: beyond.side.sign().to_owned(),
        value: beyond.value,
        low: beyond.value,
        high: Some(beyond.value),
        chance: Some([chance.low, chance.share, chance.high]),
    })
}

/// The part that was missing most, where any line has several or was kept by one that a supplier lacked: "; most of all
/// magnet from Ningbo".
fn part_most(answer: &RunAnswer) -> String {
    let further_up = |line: &LineAnswer| line.missing_from.iter().any(MissingFrom::is_further_up);
    if answer.manufacturers().all(|line| line.inputs < 2 && !further_up(line)) {
        return String::new();
    }
    let parts = answer.manufacturers().flat_map(|line| &line.missing_from);
    let sums = summed(parts.map(|part| (missing::part_and_supplier(part), part.halt_days)));
    sums.first().map_or_else(String::new, |(name, _)| format!("; most of all {name}"))
}

/// What a line was missing at a place, in lines of their own: "magnet from Ningbo: 2.1 days".
fn parts_at(line: &LineAnswer, place: &str) -> String {
    let there = line.missing_from.iter().filter(|part| part.place == place && part.halt_days > 0.0);
    let line = |part: &MissingFrom| format!("\n{}: {} days", missing::part_and_supplier(part), days(part.halt_days));
    there.map(line).collect::<Vec<_>>().concat()
}

fn missing_material(answer: &RunAnswer) -> MissingMaterial {
    let (lines, all) = most(answer, |line| line.halt_days.mean.value);
    let mut days = [0.0; PLACE_NAMES.len()];
    for line in answer.manufacturers() {
        for (sum, part) in days.iter_mut().zip(&line.missing_material) {
            *sum += part.halt_days.value;
        }
    }
    let total: f64 = days.iter().sum();
    let largest = days.into_iter().zip(PLACE_NAMES).max_by(|a, b| a.0.total_cmp(&b.0));
    let title = match largest {
        Some((most, place)) if total > 0.0 => {
            format!(
                "The missing material was mostly {place}: {} of all halt days{}",
                share(most / total),
                part_most(answer)
            )
        }
        _ => "No line halted".to_owned(),
    };
    let shown = lines.len();
    let further_up = lines.iter().flat_map(|line| &line.missing_from).any(MissingFrom::is_further_up);
    let row = |line: &LineAnswer| {
        let mut days = [0.0; PLACE_NAMES.len()];
        for (day, part) in days.iter_mut().zip(&line.missing_material) {
            *day = part.halt_days.value;
        }
        let mean = line.halt_days.mean;
        MissingRow {
            name: line.title.clone(),
            days,
            detail: line
                .missing_from
                .first()
                .filter(|part| part.share > 0.0)
                .map_or_else(String::new, |part| format!("mostly {}", missing::part_and_supplier(part))),
            parts: PLACE_NAMES.map(|place| parts_at(line, place)),
            total_low: mean.low.unwrap_or(mean.value),
            total_high: mean.high.unwrap_or(mean.value),
        }
    };
    MissingMaterial {
        caption: caption(
            answer,
            title,
            &format!(
                "mean halt days a trial by where the missing material stood{}{}",
                if further_up { ", followed up to its root" } else { "" },
                of_many(shown, all)
            ),
            &format!("± 95 % intervals{}", denied(answer)),
        ),
        rows: lines.into_iter().map(row).collect(),
    }
}
