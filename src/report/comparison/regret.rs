//! Regret in words.

use super::super::words::{lower_first, money, share, thousands};
use super::currency;
use crate::experiment::{Choice, CompareAnswer, Decision, Estimate, Regret, World};

/// What the table says, and on what it rests.
pub(super) fn about(answer: &CompareAnswer, regret: &Regret) -> String {
    let held = held(regret);
    let listed = if regret.worlds.iter().any(|world| !world.counts) {
        " Worlds marked * are listed and decide nothing; --world NAME[=ODDS] says which count."
    } else {
        ""
    };
    format!(
        "Regret: expected cost above that of the best choice, {}, if policy turns out so. “Always …” holds a regime from \
         the first day to the last, on {} of the same trials.{listed}",
        currency(answer),
        if held == answer.run.trials { "all".to_owned() } else { format!("the first {}", thousands(held)) }
    )
}

/// Trials of the worlds in which a regime is held.
pub(super) fn held(regret: &Regret) -> u64 {
    regret.worlds.iter().find(|world| world.authority.is_some()).map_or(0, |world| world.trials)
}

/// Odds of a world, or the mark of one that does not count.
pub(super) fn mark(world: &World) -> String {
    match world.odds {
        Some(odds) => format!(" ({})", share(odds)),
        None if world.counts => String::new(),
        None => " *".to_owned(),
    }
}

/// What decides, as the heading of its column; nothing where it is a world's own column.
pub(super) fn deciding_column(regret: &Regret) -> Option<&'static str> {
    match regret.decided_by {
        Decision::OneWorld => None,
        Decision::MeanRegret => Some("Mean regret"),
        Decision::WorstRegret => Some("Worst regret"),
    }
}

/// What decides between choices, of one of them.
pub(super) fn criterion(choice: &Choice) -> Estimate {
    choice.mean.unwrap_or(choice.worst)
}

fn title<'a>(regret: &'a Regret, world: &str) -> &'a str {
    regret.worlds.iter().find(|other| other.name == world).map_or("", |world| &world.title)
}

fn title_of_choice<'a>(regret: &'a Regret, scenario: &'a str) -> &'a str {
    regret.choices.iter().find(|choice| choice.scenario == scenario).map_or(scenario, |choice| &choice.title)
}

/// Which of two choices comes first: the least bad one, then the one with less of what decides.
pub(super) fn order(a: &Choice, b: &Choice) -> std::cmp::Ordering {
    b.least_bad.cmp(&a.least_bad).then(criterion(a).value.total_cmp(&criterion(b).value))
}

/// Which choice the worlds that count decide for, which of them decides, and what holds in the others.
pub(super) fn least_bad(regret: &Regret, currency: &str) -> String {
    let mut ranked: Vec<&Choice> = regret.choices.iter().collect();
    ranked.sort_by(|a, b| order(a, b));
    let Some((best, rest)) = ranked.split_first() else { return String::new() };
    let equal: Vec<&str> = ranked.iter().filter(|c| c.worst.value <= 0.0).map(|c| c.title.as_str()).collect();
    let worlds: Vec<&World> = regret.worlds.iter().filter(|world| world.counts).collect();
    let counting = match worlds[..] {
        [only] => lower_first(&only.title),
        _ => "all worlds that count".to_owned(),
    };
    let mut said = match (equal.len(), regret.decided_by) {
        (0, Decision::MeanRegret) => format!(
            "Least regret at these odds: {}, {} above the best choice of each world on average.",
            best.title,
            money(criterion(best).value, currency)
        ),
        (0, _) => format!(
            "Least worst regret: {}. It costs at most {} more than the best choice ({}).",
            best.title,
            money(best.worst.value, currency),
            lower_first(title(regret, &best.worst_world))
        ),
        (1, _) if worlds.len() == 1 => format!("With {counting}, {} costs least.", best.title),
        (1, _) => format!("{} is the best choice in {counting}.", best.title),
        _ => format!("Equally good, and best in {counting}: {}.", equal.join("; ")),
    };
    if let Some(next) = rest.first().filter(|next| next.worst.value > 0.0) {
        let amount = money(criterion(next).value, currency);
        let second = match regret.decided_by {
            Decision::OneWorld => format!(" The next, {}, costs {amount} more.", next.title),
            Decision::MeanRegret => format!(" The next, {}: {amount}.", next.title),
            Decision::WorstRegret => {
                let world = lower_first(title(regret, &next.worst_world));
                format!(" The next, {}: at most {amount} ({world}).", next.title)
            }
        };
        said += &second;
    }
    said + &what_decides(regret) + &if_listed(regret, best, currency)
}

/// Worlds without which it would be another choice.
fn what_decides(regret: &Regret) -> String {
    if regret.worlds.iter().filter(|world| world.counts).count() < 2 {
        return String::new();
    }
    let without = |found: &crate::experiment::Deciding| {
        format!("without “{}” it would be {}", title(regret, &found.world), title_of_choice(regret, &found.without_it))
    };
    let parts: Vec<String> = regret.deciding.iter().map(without).collect();
    if parts.is_empty() {
        " No single world decides: it stays so without any one of them.".to_owned()
    } else {
        format!(" What decides: {}.", parts.join("; "))
    }
}

/// In which of the worlds that only are listed another choice would cost less, and how much.
fn if_listed(regret: &Regret, best: &Choice, currency: &str) -> String {
    let worlds =
        regret.worlds.iter().zip(&best.worlds).filter(|(world, found)| !world.counts && found.regret.value > 0.0);
    let parts: Vec<String> = worlds
        .map(|(world, found)| {
            let other = title_of_choice(regret, &world.best);
            format!("{}: {other}, by {}", lower_first(&world.title), money(found.regret.value, currency))
        })
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(" Not counted, where another would cost less: {}.", parts.join("; "))
    }
}
