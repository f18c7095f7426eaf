//! Lines in one trial: stock by day, halts with what was missing and where it stood.

use indexmap::IndexMap;
use jiff::civil::Date;

use super::super::costs::kinds;
use super::answer::{HaltStory, InputStory, LineOf, LineStory, MissingPlace, OrderStory, StepKind};
use crate::engine::{Block, MILLI, PLACE_NAMES, PLACES, Root, SiteOutcome};
use crate::experiment::MissingRoot;
use crate::model::{Input, Model};

/// A line, as far as the day goes.
pub(super) struct Watched<'m> {
    model: &'m Model,
    site: usize,
    halts: Vec<Halt>,
    /// Thousandths of halt days by place, all halts so far.
    missing: [u32; PLACES],
    halts_so_far: u32,
    inputs: Vec<Course>,
}

struct Halt {
    from: u32,
    until: u32,
    days: u32,
    runs_again: Option<u32>,
    input: Option<usize>,
    missing: [u32; PLACES],
    /// Thousandths of its days by root.
    parts: Vec<(Root, i64)>,
}

#[derive(Default)]
struct Course {
    opening: i64,
    stock: Vec<i64>,
    on_order: Vec<i64>,
}

impl<'m> Watched<'m> {
    pub(super) fn new(model: &'m Model, site: usize) -> Self {
        let inputs = model.used(site).map(|_| Course::default()).collect();
        Self { model, site, halts: Vec::new(), missing: [0; PLACES], halts_so_far: 0, inputs }
    }

    /// Looks at the line at the end of a day.
    pub(super) fn look(&mut self, block: &Block<'_, 1>, day: u32) {
        for (course, index) in self.inputs.iter_mut().zip(self.model.used(self.site)) {
            course.opening = block.opening(index, 0);
            course.stock.push(block.stock(index, 0));
            course.on_order.push(block.on_order(index, 0));
        }
        let halts = block.halts(self.site, 0);
        if halts.last != day {
            let runs = block.last_planned(self.site, 0) == day;
            if let Some(halt) = self.halts.last_mut().filter(|halt| runs && halt.runs_again.is_none()) {
                halt.runs_again = Some(day);
            }
            return;
        }
        if halts.count > self.halts_so_far {
            self.halts_so_far = halts.count;
            let input = block.lacking(self.site, 0).first().map(|part| part.root.own_input(self.model));
            let missing = [0; PLACES];
            self.halts.push(Halt {
                from: day,
                until: day,
                days: 0,
                runs_again: None,
                input,
                missing,
                parts: Vec::new(),
            });
        }
        if let Some(halt) = self.halts.last_mut() {
            halt.until = day;
            halt.days += 1;
            for (place, missing) in halt.missing.iter_mut().enumerate() {
                *missing += halts.missing[place] - self.missing[place];
            }
        }
        if let Some(halt) = self.halts.last_mut() {
            for part in block.lacking(self.site, 0) {
                halt.add(part.root, part.amount);
            }
        }
        self.missing = halts.missing;
    }

    /// The story, when the trial is over.
    pub(super) fn told(self, outcome: &SiteOutcome) -> LineStory {
        let model = self.model;
        let site = &model.sites[self.site];
        let product = &model.materials[site.makes];
        let money = |cents: i64| cents as f64 / 100.0;
        let inputs = model.used(self.site).zip(self.inputs);
        let inputs = inputs.map(|(index, course)| input_story(model, &model.inputs[index], course));
        LineStory {
            site: site.name.clone(),
            title: site.title.clone(),
            line_of: site.works.map(|_| {
                let (site, title) = model.whole(self.site);
                LineOf { site: site.to_owned(), title: title.to_owned() }
            }),
            sector: site.sector.clone(),
            country: site.country.clone(),
            manufacturer: site.sales.is_some(),
            halt_days: u32::from(outcome.halt_days),
            halts: self.halts.iter().map(|halt| halt.told(model)).collect(),
            output_unit: product.unit.label(),
            lost_output: outcome.lost as f64 * product.tick,
            made_good_output: outcome.made_good as f64 * product.tick,
            loss: money(outcome.loss()),
            costs: kinds(model).into_iter().map(|kind| (kind.name(), money(outcome.of(kind)))).collect(),
            inputs: inputs.collect(),
        }
    }
}

impl Halt {
    /// Adds thousandths of a day of which a part was missing.
    fn add(&mut self, root: Root, thousandths: i64) {
        match self.parts.iter_mut().find(|(known, _)| *known == root) {
            Some((_, sum)) => *sum += thousandths,
            None => self.parts.push((root, thousandths)),
        }
    }

    /// The parts that were missing, the most first.
    fn parts(&self, model: &Model) -> Vec<MissingPlace> {
        let mut parts = self.parts.clone();
        parts.sort_by_key(|(_, thousandths)| std::cmp::Reverse(*thousandths));
        let told = |(root, thousandths): (Root, i64)| MissingPlace {
            material: model.materials[model.inputs[root.own_input(model)].material].name.clone(),
            lane: root.own().map(|lane| model.lanes[lane].name.clone()),
            supplier: root.own().map(|lane| model.whole(model.lanes[lane].from).1.to_owned()),
            place: root.place().name(),
            root: MissingRoot::of(model, &root),
            halt_days: thousandths as f64 / f64::from(MILLI),
        };
        parts.into_iter().map(told).collect()
    }

    fn told(&self, model: &Model) -> HaltStory {
        let missing: IndexMap<&'static str, f64> = PLACE_NAMES
            .into_iter()
            .zip(self.missing)
            .filter(|(_, part)| *part > 0)
            .map(|(place, part)| (place, f64::from(part) / f64::from(MILLI)))
            .collect();
        HaltStory {
            from: model.date(self.from),
            until: model.date(self.until),
            halt_days: self.days,
            runs_again: self.runs_again.map(|day| model.date(day)),
            material: self.input.map(|input| model.materials[model.inputs[input].material].name.clone()),
            missing,
            missing_from: self.parts(model),
            oldest_open_order: None,
            ended_by_orders: Vec::new(),
        }
    }
}

fn input_story(model: &Model, input: &Input, course: Course) -> InputStory {
    let material = &model.materials[input.material];
    let quantity = |ticks: i64| ticks as f64 * material.tick;
    let cover = |ticks: &i64| *ticks as f64 / input.nominal_need;
    InputStory {
        material: material.name.clone(),
        title: material.title.clone(),
        unit: material.unit.label(),
        need_per_day: input.nominal_need * material.tick,
        opening_stock: quantity(course.opening),
        cover_days: if input.nominal_need > 0.0 { course.stock.iter().map(cover).collect() } else { Vec::new() },
        stock: course.stock.into_iter().map(quantity).collect(),
        on_order: course.on_order.into_iter().map(quantity).collect(),
    }
}

/// Names the orders behind each halt: the oldest that was open when it began, and those whose receipt ended it.
pub(super) fn name_orders(line: &mut LineStory, orders: &[OrderStory], restart_days: u32) {
    let buyer = line.buyer().to_owned();
    for halt in &mut line.halts {
        let of_input = |order: &&OrderStory| {
            order.site == buyer && Some(&order.material) == halt.material.as_ref() && !order.general_licence
        };
        let own: Vec<&OrderStory> = orders.iter().filter(of_input).collect();
        halt.oldest_open_order = own.iter().find(|order| order.is_open_on(halt.from)).map(|order| order.number);
        let Some(end) = halt.runs_again else { continue };
        let receipts = |order: &OrderStory| -> Vec<Date> {
            let during = |date: &Date| halt.from < *date && *date <= end;
            let received = order.steps.iter().filter(|step| step.kind == StepKind::Received);
            received.map(|step| step.date).filter(during).collect()
        };
        let Some(latest) = own.iter().flat_map(|order| receipts(order)).max() else { continue };
        // A restart takes its days after the receipt; where a holiday came between, the last receipt counts.
        let soon = halt.until.saturating_sub(jiff::Span::new().days(i64::from(2 * restart_days)));
        let ended = |order: &&&OrderStory| receipts(order).iter().any(|date| soon < *date || *date == latest);
        halt.ended_by_orders = own.iter().filter(ended).map(|order| order.number).collect();
    }
}
