//! The table of regret on a terminal.

use std::fmt::Write as _;

use comfy_table::{Cell, Color};

use super::super::columns::{Column, GAP, Layout, beside_names, grid, paragraph};
use super::super::words::{amount_of, amount_with_interval, money, thousands};
use super::table::{currency, name};
use crate::experiment::{Choice, Comparison, Regret};

pub(super) fn regret(text: &mut String, answer: &Comparison, regret: &Regret, layout: Layout) {
    let money_word = currency(answer);
    let is_base = |choice: &Choice| answer.scenarios.first().is_some_and(|base| base.name == choice.scenario);
    let each = || regret.choices.iter();
    let names = Column::new("Choice", false, each().map(|c| Cell::new(name(&c.title, is_base(c)))));
    let worst = Column::new("Worst regret\n(95 %)", true, each().map(|c| marked(amount_with_interval(&c.worst), c)));
    let mut columns = vec![names];
    for (at, world) in regret.worlds.iter().enumerate() {
        let cell = |choice: &Choice| {
            let amount = choice.worlds.get(at).map_or(0.0, |world| world.regret.value);
            Cell::new(if amount > 0.0 { amount_of(amount) } else { "best".to_owned() })
        };
        let title = world.title.replacen("Always ", "Always\n", 1).replacen("Policy as ", "Policy as\n", 1);
        columns.push(Column::new(&title, true, each().map(cell)));
    }
    columns.push(worst);
    if beside_names(&columns, GAP) + 16 > layout.width {
        // Too many worlds for the page: the worst of each.
        let world = |choice: &Choice| {
            let world = regret.worlds.iter().find(|world| world.name == choice.worst_world);
            Cell::new(world.map_or("", |world| &world.title))
        };
        columns.drain(1..columns.len() - 1);
        columns.insert(1, Column::new("Worst world", false, each().map(world)));
    }
    let held = regret.worlds.iter().find(|world| world.authority.is_some()).map_or(0, |world| world.trials);
    text.push('\n');
    let words = format!(
        "Regret: expected cost above that of the best choice, {money_word}, if policy turns out so. “Always …” holds a \
         regime from the first day to the last, on {} of the same futures.",
        if held == answer.run.trials { "all".to_owned() } else { format!("the first {}", thousands(held)) }
    );
    paragraph(text, &words, layout);
    let _ = write!(text, "{}\n\n", grid(&columns, GAP, layout));
    paragraph(text, &least_bad(regret, money_word), layout);
}

/// "Always eased" within a sentence: "always eased".
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

fn marked(text: String, choice: &Choice) -> Cell {
    if choice.least_bad { Cell::new(text).fg(Color::Green) } else { Cell::new(text) }
}

pub(in crate::report) fn least_bad(regret: &Regret, currency: &str) -> String {
    let mut order: Vec<&Choice> = regret.choices.iter().collect();
    order.sort_by(|a, b| b.least_bad.cmp(&a.least_bad).then(a.worst.value.total_cmp(&b.worst.value)));
    let world = |choice: &Choice| {
        let world = regret.worlds.iter().find(|world| world.name == choice.worst_world);
        world.map_or(String::new(), |world| lower_first(&world.title))
    };
    let never: Vec<&str> = order.iter().filter(|c| c.worst.value <= 0.0).map(|c| c.title.as_str()).collect();
    match never[..] {
        [] => {}
        [only] => return format!("{only} is the best choice in every world."),
        _ => return format!("Equally good, and best in every world: {}.", never.join("; ")),
    }
    let Some((best, rest)) = order.split_first() else { return String::new() };
    let first = format!(
        "Least bad whatever comes: {}. It costs at most {} more than the best choice ({}).",
        best.title,
        money(best.worst.value, currency),
        world(best)
    );
    let next = rest.first().map_or(String::new(), |next| {
        format!(" The next, {}: at most {} ({}).", next.title, money(next.worst.value, currency), world(next))
    });
    first + &next
}
