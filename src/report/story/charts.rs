//! Charts of a story: one for each line that it is about.

use super::super::captions::Played;
use super::super::charts::closed;
use super::super::study::{Charts, numbered};
use super::super::words::{counted, money, thousands};
use super::most::{drawn, openings, telling};
use super::told;
use crate::chart::{Chart, PolicyEvent, Stage, Trial, TrialHalt, TrialOrder, TrialRegime, TrialSeries, TrialSpan};
use crate::experiment::{
    ClosureAnswer, DatedEvent, ExplainAnswer, InputStory, LineStory, OrderEnd, OrderStory, Pick, Picked, StepKind,
};

/// Lines that have a chart, at most.
const MOST: usize = 20;

/// The charts of a story, one a line.
pub(super) fn charts(story: &ExplainAnswer, site: Option<&str>, all: bool) -> Charts {
    let lines = told(story, site, all).into_iter().take(MOST);
    numbered("trial", lines.map(|line| Chart::Trial(trial(story, line)))).collect()
}

fn trial(story: &ExplainAnswer, line: &LineStory) -> Trial {
    let facts = &story.scenario;
    let all: Vec<&OrderStory> = story.orders.iter().filter(|o| line.uses(o) && !o.general_licence).collect();
    let told = openings(line, &telling(line, &all));
    let count = all.len();
    let orders = drawn(all, &told);
    let of_many = match (line.inputs.len() - told.len(), count - orders.len()) {
        (0, 0) => String::new(),
        (0, _) => format!(" · {} of {} orders", orders.len(), thousands(count as u64)),
        (_, _) => {
            let inputs = line.inputs.len() as u64;
            format!(
                " · {} of {} inputs, with {} of {} orders",
                told.len(),
                thousands(inputs),
                orders.len(),
                thousands(count as u64)
            )
        }
    };
    let concerns = |authority: &str| {
        story.policy.len() == 1 || orders.iter().any(|order| order.authority.as_deref() == Some(authority))
    };
    let courses = || story.policy.iter().filter(|course| concerns(&course.authority));
    let regimes = courses().map(|course| {
        let stays = course.stays.iter().map(|stay| TrialRegime {
            from: stay.from,
            until: stay.until,
            name: stay.title.clone(),
            frozen: stay.frozen,
        });
        (course.title.clone(), stays.collect())
    });
    let title = if line.halts.is_empty() {
        format!("{} never halts in {}", line.title, which(story, line))
    } else {
        let loss = if line.loss > 0.0 {
            format!(", at a loss of {}", money(line.loss, &facts.currency))
        } else {
            String::new()
        };
        format!(
            "{} is halted for {} in {}{loss}",
            line.title,
            counted(u64::from(line.halt_days), "working day"),
            which(story, line)
        )
    };
    let shown = |input: &&InputStory| !input.cover_days.is_empty() && told.contains(&input.material.as_str());
    let planned = line.inputs.iter().filter(shown);
    let over = |closure: &ClosureAnswer| closure.authority.as_deref().is_some_and(concerns);
    Trial {
        caption: Played {
            trials: format!("trial {}", thousands(story.trial)),
            seed: story.seed,
            linestop: &story.linestop,
            scenario: facts,
        }
        .caption(
            title,
            &format!("stock in days of planned need, and every order from its placing to its receipt{of_many}"),
            "",
        ),
        start: facts.start,
        end: facts.end,
        series: planned.map(|i| TrialSeries { name: i.title.clone(), cover_days: i.cover_days.clone() }).collect(),
        regimes: regimes.collect(),
        halts: line.halts.iter().map(|halt| TrialHalt { from: halt.from, until: halt.until }).collect(),
        closures: [
            closed(&story.closures, |closure| closure.site.as_ref() == Some(&line.site), Some("Plant")),
            closed(&story.closures, over, None),
        ]
        .concat(),
        events: courses().flat_map(|course| &course.events).filter(|event| event.happened).map(event).collect(),
        orders: orders.into_iter().map(order).collect(),
    }
}

/// Which trial it is, where it was picked by the loss of all lines or of this one: "the worst of 1,000 trials".
fn which(story: &ExplainAnswer, line: &LineStory) -> String {
    let by = |picked: &&Picked| picked.site.as_ref().is_none_or(|site| *site == line.site);
    let Some(picked) = story.picked.as_ref().filter(by) else { return "this trial".to_owned() };
    let trials = counted(picked.trials, "trial");
    match picked.told {
        Pick::Median => format!("the middle one of {trials}"),
        Pick::P95 => format!("a bad one of {trials} (one in twenty loses more)"),
        Pick::Worst => format!("the worst of {trials}"),
    }
}

fn event(event: &DatedEvent) -> PolicyEvent {
    PolicyEvent { date: event.date, label: event.title.clone() }
}

/// An order as spans of the places where it stood.
fn order(order: &OrderStory) -> TrialOrder {
    let mut spans = Vec::new();
    for (at, step) in order.steps.iter().enumerate() {
        let stage = match step.kind {
            StepKind::Ordered if order.authority.is_some() => Stage::InPreparation,
            StepKind::Filed if order.steps[at + 1..].first().is_some_and(|next| next.kind == StepKind::ReviewBegun) => {
                Stage::InQueue
            }
            StepKind::Filed if order.end == OrderEnd::InTheQueue && at + 1 == order.steps.len() => Stage::InQueue,
            StepKind::Filed | StepKind::ReviewBegun => Stage::UnderReview,
            StepKind::Returned => Stage::Returned,
            StepKind::Ordered => Stage::ReadyAtSupplier,
            StepKind::Granted => Stage::LicensedAtSupplier,
            StepKind::Unregistered | StepKind::HeldAtBorder => Stage::Held,
            StepKind::Shipped | StepKind::Held => Stage::InTransit,
            _ => continue,
        };
        let until = order.steps.get(at + 1).map(|next| next.date);
        if until == Some(step.date) {
            continue;
        }
        spans.push(TrialSpan { stage, from: step.date, until });
    }
    let failed = (order.end == OrderEnd::Failed).then(|| order.steps.last().map(|step| step.date)).flatten();
    TrialOrder { spans, failed }
}
