//! The table of regret on a terminal.

use std::fmt::Write as _;

use comfy_table::{Cell, Color};

use super::super::columns::{Column, GAP, Layout, beside_names, grid, paragraph};
use super::super::words::{amount_of, amount_with_interval, money, share, thousands};
use super::table::{currency, name};
use crate::experiment::{Choice, CompareAnswer, Decision, Estimate, Regret, World};

pub(super) fn regret(text: &mut String, answer: &CompareAnswer, regret: &Regret, layout: Layout) {
    let money_word = currency(answer);
    let is_base = |choice: &Choice| answer.scenarios.first().is_some_and(|base| base.name == choice.scenario);
    let each = || regret.choices.iter();
    let mut columns = vec![Column::new("Choice", false, each().map(|c| Cell::new(name(&c.title, is_base(c)))))];
    let decision = deciding_column(regret).map(|title| {
        Column::new(&format!("{title}\n(95 %)"), true, each().map(|c| marked(amount_with_interval(&criterion(c)), c)))
    });
    let mut shown: Vec<(usize, &World)> = regret.worlds.iter().enumerate().collect();
    let of_worlds = |shown: &[(usize, &World)]| -> Vec<Column> {
        let column = |(at, world): &(usize, &World)| {
            let cell = |choice: &Choice| {
                let amount = choice.worlds.get(*at).map_or(0.0, |world| world.regret.value);
                let words = if amount > 0.0 { amount_of(amount) } else { "best".to_owned() };
                if decision.is_none() && world.counts { marked(words, choice) } else { Cell::new(words) }
            };
            Column::new(&heading(world), true, each().map(cell))
        };
        shown.iter().map(column).collect()
    };
    let all = shown.len();
    // Where they have no room, worlds that only are listed go first, then all but the worst.
    loop {
        let fits: Vec<Column> = columns.iter().cloned().chain(of_worlds(&shown)).chain(decision.clone()).collect();
        if beside_names(&fits, GAP) + 16 <= layout.width {
            columns = fits;
            break;
        }
        let Some(last) = shown.iter().rposition(|(_, world)| !world.counts) else {
            let worst = |choice: &Choice| Cell::new(title(regret, &choice.worst_world));
            columns.push(Column::new("Worst world", false, each().map(worst)));
            columns.extend(decision);
            break;
        };
        shown.remove(last);
    }
    text.push('\n');
    paragraph(text, &about(answer, regret), layout);
    let _ = write!(text, "{}\n\n", grid(&columns, GAP, layout));
    if shown.len() < all {
        paragraph(text, "Worlds that have no room here are in regret.csv.", layout);
    }
    paragraph(text, &least_bad(regret, money_word), layout);
}

/// What the table says, and on what it rests.
pub(in crate::report) fn about(answer: &CompareAnswer, regret: &Regret) -> String {
    let held = regret.worlds.iter().find(|world| world.authority.is_some()).map_or(0, |world| world.trials);
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

/// Name of a world above its column, with its odds; one that only is listed is marked.
fn heading(world: &World) -> String {
    let title = world.title.replacen("Always ", "Always\n", 1).replacen("Policy as ", "Policy as\n", 1);
    title + &mark(world)
}

/// Odds of a world, or the mark of one that does not count.
pub(in crate::report) fn mark(world: &World) -> String {
    match world.odds {
        Some(odds) => format!(" ({})", share(odds)),
        None if world.counts => String::new(),
        None => " *".to_owned(),
    }
}

/// What decides, as the heading of its column; nothing where it is a world's own column.
pub(in crate::report) fn deciding_column(regret: &Regret) -> Option<&'static str> {
    match regret.decided_by {
        Decision::OneWorld => None,
        Decision::MeanRegret => Some("Mean regret"),
        Decision::WorstRegret => Some("Worst regret"),
    }
}

/// What decides between choices, of one of them.
pub(in crate::report) fn criterion(choice: &Choice) -> Estimate {
    choice.mean.unwrap_or(choice.worst)
}

fn title<'a>(regret: &'a Regret, world: &str) -> &'a str {
    regret.worlds.iter().find(|other| other.name == world).map_or("", |world| &world.title)
}

fn title_of_choice<'a>(regret: &'a Regret, scenario: &'a str) -> &'a str {
    regret.choices.iter().find(|choice| choice.scenario == scenario).map_or(scenario, |choice| &choice.title)
}

/// "Always eased" within a sentence: "always eased".
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

fn marked(text: String, choice: &Choice) -> Cell {
    if choice.least_bad { Cell::new(text).fg(Color::Green) } else { Cell::new(text) }
}

/// Which choice the worlds that count decide for, which of them decides, and what holds in the others.
pub(in crate::report) fn least_bad(regret: &Regret, currency: &str) -> String {
    let mut order: Vec<&Choice> = regret.choices.iter().collect();
    order.sort_by(|a, b| b.least_bad.cmp(&a.least_bad).then(criterion(a).value.total_cmp(&criterion(b).value)));
    let Some((best, rest)) = order.split_first() else { return String::new() };
    let equal: Vec<&str> = order.iter().filter(|c| c.worst.value <= 0.0).map(|c| c.title.as_str()).collect();
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
