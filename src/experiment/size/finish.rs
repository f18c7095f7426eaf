//! The answer put together: tried on fresh trials, with all that is good to know of it.

use std::sync::atomic::Ordering;

use super::answer::{Method, SizeAnswer, SizeFacts, SizedLine, Skipped, What};
use super::budget::Spread;
use super::confirm::Look;
use super::lead;
use super::{Goal, Line, Own, SizeError, Study, Target};
use crate::experiment::pass::PLENTY;
use crate::experiment::{Estimate, ScenarioFacts, Stopped};
use crate::model::Extra;

impl Study<'_> {
    /// Tries the answer on fresh trials and puts it together.
    pub(super) fn finish(
        &self,
        lines: &mut [Line],
        budget: Option<Spread>,
        skipped: Vec<Skipped>,
    ) -> Result<SizeAnswer, SizeError> {
        let options = self.options;
        let mut notes = Vec::new();
        self.remark(lines, &mut notes);
        let bounded = match &options.goal {
            Goal::Target(target @ Target::Bound { .. }) => Some(target),
            _ => None,
        };
        let look = self.confirm(lines, bounded)?;
        self.settle_classes(lines)?;
        let untold = |line: &Line| {
            let tried = line.own.is_some() || line.tried.iter().any(|(at, _)| *at == line.chosen);
            line.method == Method::Search && !tried
        };
        if lines.iter().any(untold) {
            self.try_at(lines, &lines.iter().map(|line| line.chosen).collect::<Vec<_>>())?;
        }
        self.try_costs(lines)?;
        let build_ups = self.build_ups(lines)?;
        let target = match &options.goal {
            Goal::Target(target) => target.words(),
            Goal::Budget(budget) => format!("the most for {} {}", self.model().currency, budget.money),
        };
        let bound = match &options.goal {
            Goal::Target(Target::Bound { value, .. }) => Some(*value),
            _ => None,
        };
        let courses = self.courses(lines)?;
        let orders = |(line, courses): (&Line, &Vec<lead::Course>)| self.requisitions(line, courses);
        let requisition = lines.iter().zip(&courses).flat_map(orders).collect();
        let today = self.today_on_fresh(lines, &look)?;
        let each = lines.iter().zip(courses).zip(build_ups).enumerate();
        let mut answer: Vec<SizedLine> = each
            .map(|(at, ((line, courses), build_up))| SizedLine { build_up, ..self.line(line, at, &look, &courses) })
            .collect();
        answer.iter_mut().zip(today).for_each(|(line, today)| line.today = today);
        notes.extend(lines.iter().zip(&answer).filter_map(|(line, answer)| self.scarce(line, answer)));
        let without_price = self.without_price(&lines.iter().map(|line| line.site).collect::<Vec<_>>());
        Ok(SizeAnswer {
            scenario: ScenarioFacts::of(&self.named),
            run: SizeFacts {
                linestop: env!("CARGO_PKG_VERSION").to_owned(),
                seed: options.seed,
                trials: options.trials,
                fresh_trials: look.simulated.tally.trials,
                looks: look.number,
                simulated: self.simulated.load(Ordering::Relaxed),
                most_days: self.most_days(),
            },
            target,
            outcome: self.quantity.name(),
            outcome_title: self.quantity.title(),
            bound,
            what: options.what,
            lines: answer,
            requisition,
            budget,
            skipped,
            without_price,
            notes,
        })
    }

    /// Stocks that classes have raised beside the path of their line, on the trials on which stocks were found.
    fn settle_classes(&self, lines: &mut [Line]) -> Result<(), Stopped> {
        let beside: Vec<Option<Vec<i64>>> = lines.iter().map(Line::beside).collect();
        if beside.iter().all(Option::is_none) {
            return Ok(());
        }
        let outcomes = self.try_own(lines, &beside)?;
        for ((line, beside), outcome) in lines.iter_mut().zip(beside).zip(outcomes) {
            line.own = beside.map(|ticks| Own { ticks, outcome }).or(line.own.take());
        }
        Ok(())
    }

    /// What today's stocks come to on the trials on which the answer is tried, where the two are held against each
    /// other: with a budget. Nothing elsewhere.
    fn today_on_fresh(&self, lines: &[Line], look: &Look) -> Result<Vec<Estimate>, Stopped> {
        if !matches!(self.options.goal, Goal::Budget(_)) {
            return Ok(Vec::new());
        }
        let plan = self.plan(self.options.trials, look.simulated.tally.trials);
        Ok(self.outcomes(lines, &self.simulate(&[], &plan)?))
    }

    /// What is good to know of the costs and of today's stock.
    fn remark(&self, lines: &[Line], notes: &mut Vec<String>) {
        let model = self.model();
        let free = |line: &Line| model.numbers.certain(model.sites[line.site].holding) == Some(0.0);
        if lines.iter().all(free) {
            let least = matches!(self.options.goal, Goal::Target(Target::LeastCost));
            let then = if least { "; least cost then means the most stock" } else { "" };
            notes.push(format!("holding stock costs nothing in this scenario (holding_cost_share_per_year){then}."));
        }
        if matches!(self.options.goal, Goal::Budget(_)) {
            notes.push(
                "Today's stock and the stock with the orders are judged on the same fresh trials; the curves, and the sums \
                 of them, are of the trials on which the stocks were found."
                    .to_owned(),
            );
        }
        notes.extend(super::scope::as_a_whole(model, &self.options.lines.find(model).unwrap_or_default()));
        let uncertain = |line: &&Line| {
            let opening = |i: &usize| model.numbers.certain(model.inputs[*i].opening).is_none();
            line.path.inputs.iter().any(opening)
        };
        let uncertain: Vec<&str> = lines.iter().filter(uncertain).map(|line| self.name_of(line.site).1).collect();
        if !uncertain.is_empty() && self.options.what == What::Opening {
            let at = if uncertain.len() > 3 { format!("{} lines", uncertain.len()) } else { uncertain.join("; ") };
            notes.push(format!(
                "today's stock is uncertain at {at}: its median is shown, and what is ordered comes on top of whatever \
                 it is."
            ));
        }
    }

    /// What some trials in which lines never stop say, day by day, of the inputs of each line.
    fn courses(&self, lines: &[Line]) -> Result<Vec<Vec<lead::Course>>, Stopped> {
        let plenty = |i: &usize| {
            let input = &self.model().inputs[*i];
            (*i, (input.nominal_need * f64::from(self.model().days) * PLENTY).ceil() as i64)
        };
        let inputs: Vec<(usize, i64)> = lines.iter().flat_map(|line| &line.path.inputs).map(plenty).collect();
        let extra: Vec<_> = inputs.iter().map(|(input, ticks)| (*input, Extra::both(*ticks))).collect();
        let more = self.model().with_extra(&extra);
        let mut courses = lead::follow(&more, &inputs, self.options.seed, self.options.trials, self.watch)?.into_iter();
        Ok(lines.iter().map(|line| courses.by_ref().take(line.path.inputs.len()).collect()).collect())
    }
}
