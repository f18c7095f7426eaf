//! Sites with their inputs and lines: stocks, plans, capacities, output.

use super::capacity::MASK;
use super::facts::Facts;
use super::lines::{Line, plans};
use super::matching::Found;
use super::missing::Cause;
use super::output_quota::OutputQuotas;
use super::sales::SalesState;
use super::sharing::Sharing;
use super::state::{Lanes, add, any};
use crate::model::{Daily, FRACTION_BITS, HAIR, Model, Site, Steps, fixed_point, whole_ticks};

/// All sites, their inputs and lines.
pub(super) struct Plant<const W: usize> {
    /// Inputs of all sites.
    pub inputs: Vec<InputState<W>>,
    /// Sites.
    pub(super) sites: Vec<SiteState<W>>,
    /// Sites as production sees them.
    pub(super) lines: Vec<Line>,
    /// Plans by day and site.
    pub(super) plans: Vec<i64>,
    /// Sites that can make good what they lost.
    pub(super) catching_up: Vec<usize>,
    /// Sites where holding stock may cost money.
    pub(super) holding: Vec<usize>,
    /// Sites where holding what they have made may.
    holding_output: Vec<usize>,
    /// Sites that pay for what is late.
    late: Vec<usize>,
    /// Sales of sites that sell from finished goods.
    pub(super) sales: Vec<SalesState<W>>,
    /// Quotas on what sites make.
    pub(super) quotas: OutputQuotas<W>,
    /// Days on which plans and capacities take a step, and their sites.
    steps: Vec<(u32, usize)>,
    /// The next of them.
    next_step: usize,
    /// What lines need of inputs that they share.
    pub(super) sharing: Sharing<W>,
    /// Lines that miss what waits for the output of suppliers, today: site, trial, and whether it is a halt day.
    pub(super) untraced: Vec<(usize, usize, bool)>,
    /// Scratch for where that stands which a line is missing.
    pub(super) found: Found,
    /// Scratch for the needs of a site's inputs.
    pub(super) need: Vec<Lanes<W>>,
}

/// State of a site, by trial.
#[derive(Debug)]
pub(super) struct SiteState<const W: usize> {
    /// Planned ticks a working day, fixed point.
    pub rate: Lanes<W>,
    /// Fraction of a tick carried by the plan.
    pub plan_carry: Lanes<W>,
    /// Most whole ticks a working day.
    pub capacity: Lanes<W>,
    /// The fraction of a tick beside them, fixed point.
    pub capacity_fraction: Lanes<W>,
    /// Whether any trial has such a fraction.
    pub capacity_has_fraction: bool,
    /// Fraction of a tick carried by the capacity.
    pub capacity_carry: Lanes<W>,
    /// Output stock, ticks.
    pub output: Lanes<W>,
    /// Output stock aimed at, ticks.
    pub target: Lanes<W>,
    /// Sum of end-of-day output stocks, tick days, where holding them costs money.
    pub output_days: Lanes<W>,
    /// Sum of ticks that are late at the end of a day, tick days, where that costs money.
    pub late_days: Lanes<W>,
    /// What was missing on the latest day on which anything was, by trial.
    pub causes: Vec<Cause>,
    /// The latest day on which less was made than planned.
    pub fell_short: Lanes<W, u32>,
    /// 0: running; 1: waiting for material; 2 + n: restarting, n days left.
    pub down: Lanes<W>,
    /// Lost ticks that can still be made good.
    pub owed: Lanes<W>,
    /// The same by day of loss, in a ring.
    pub owed_by_day: Vec<Lanes<W>>,
    /// Cover needed for a restart, per input in order, ticks.
    pub restart_stock: Vec<Lanes<W>>,
    /// Extra share of the plan in catching up.
    pub catch_up: Lanes<W, f64>,
    /// Fraction of a tick carried by that share.
    pub catch_up_carry: Lanes<W>,
    /// Day with a plan before this one, where trials differ.
    pub previous_day: Lanes<W, u32>,
}

/// Stock of an input, by trial.
#[derive(Debug)]
#[repr(C, align(64))]
pub(super) struct InputState<const W: usize> {
    // What is asked for every day comes first.
    /// Stock on hand, ticks.
    pub stock: Lanes<W>,
    /// Lowest stock at the end of a day before the latest receipt, ticks: between receipts stocks only fall.
    lowest: Lanes<W>,
    /// Ticks per tick of output, where it is whole and the same in every trial.
    pub whole: Option<i64>,
    /// Ticks per tick of output, fixed point.
    pub per_output: Lanes<W>,
    /// Fraction of a tick carried by the use.
    pub carry: Lanes<W>,
    /// Sum of end-of-day stocks, tick days.
    pub stock_days: Lanes<W>,
    /// Audit: receipts, ticks.
    pub received: Lanes<W>,
    /// Audit: use, ticks.
    pub used: Lanes<W>,
    /// Opening stock, ticks.
    pub opening: Lanes<W>,
    /// Ticks of the trial at hand that are set aside for other lines that share the stock.
    pub aside: i64,
    /// Ticks of the open orders of the trial at hand that stand for what other lines miss today.
    pub matched: i64,
}

impl<const W: usize> Plant<W> {
    /// Room for the sites of a model.
    #[must_use]
    pub(super) fn new(model: &Model, audit: bool) -> Self {
        let inputs: Vec<InputState<W>> = model.inputs.iter().map(|input| InputState::new(model, input)).collect();
        let whole = |input: usize| inputs[input].whole.filter(|_| !audit);
        Self {
            sites: model.sites.iter().map(SiteState::new).collect(),
            lines: model.sites.iter().map(|site| Line::new(site, whole)).collect(),
            plans: plans(model),
            catching_up: sites_where(model, |s| s.line.catch_up.is_some() && !s.unlimited),
            holding: sites_where(model, |s| {
                // What lines share is held once.
                let holds = s.works.is_none_or(|(_, line)| line == 0);
                holds && model.numbers.certain(s.holding) != Some(0.0) && !s.unlimited
            }),
            holding_output: (0..model.sites.len()).filter(|site| model.holds_output_for_money(*site)).collect(),
            late: sites_where(model, |s| {
                s.sales.as_ref().is_some_and(|sales| model.numbers.certain(sales.late_penalty) != Some(0.0))
            }),
            sales: model.sites.iter().map(|_| SalesState::new()).collect(),
            quotas: OutputQuotas::new(model),
            steps: steps(model),
            next_step: 0,
            sharing: Sharing::new(model),
            untraced: Vec::new(),
            found: Vec::new(),
            need: vec![[0; W]; model.sites.iter().map(|s| s.inputs.len()).max().unwrap_or(0)],
            inputs,
        }
    }

    /// Stocks, and lines that run, in the morning of day 0.
    pub(super) fn open(&mut self, facts: &Facts<W>) {
        self.next_step = 0;
        self.lines.iter_mut().for_each(Line::open);
        self.sales.iter_mut().for_each(SalesState::open);
        self.sharing.open();
        self.quotas.open(facts);
        let values = &facts.values;
        let ticks = |num| values.of(num).map(whole_ticks);
        for (site, (model, state)) in facts.model.sites.iter().zip(&mut self.sites).enumerate() {
            state.plan_carry = [HAIR; W];
            state.capacity_carry = [HAIR; W];
            state.catch_up_carry = [HAIR; W];
            state.output = ticks(model.opening_output);
            (state.output_days, state.late_days) = ([0; W], [0; W]);
            state.causes.iter_mut().for_each(Cause::clear);
            state.fell_short = [u32::MAX; W];
            state.down = [0; W];
            state.owed = [0; W];
            state.owed_by_day.iter_mut().for_each(|o| *o = [0; W]);
            state.previous_day = [u32::MAX; W];
            if let Some((share, _)) = model.line.catch_up {
                state.catch_up = *values.of(share);
            }
            state.restart_stock.clear();
            if model.line.has_restart_cover {
                let cover = values.of(model.line.restart_cover);
                for input in model.inputs.clone() {
                    let used = facts.model.uses(site, input);
                    let need = if used { facts.model.inputs[input].nominal_need } else { 0.0 };
                    state.restart_stock.push(cover.map(|c| whole_ticks(c * need)));
                }
            }
        }
        for (model, input) in facts.model.inputs.iter().zip(&mut self.inputs) {
            input.stock = ticks(model.opening).map(|stock| (stock + model.extra.opening).max(0));
            input.opening = input.stock;
            input.lowest = input.stock;
            input.carry = [HAIR; W];
            input.stock_days = [0; W];
            input.received = [0; W];
            input.used = [0; W];
        }
    }

    /// The end of a day: output in stock that costs money to be held, and what is late.
    #[inline(always)]
    pub(super) fn close_day(&mut self) {
        for &site in &self.holding_output {
            let state = &mut self.sites[site];
            add(&mut state.output_days, &state.output);
        }
        for &site in &self.late {
            let state = &mut self.sites[site];
            add(&mut state.late_days, &state.owed);
            add(&mut state.late_days, &self.sales[site].owed);
        }
    }

    /// Output stock of a site, ticks.
    #[inline(always)]
    #[must_use]
    pub(super) fn output(&self, site: usize, w: usize) -> i64 {
        self.sites[site].output[w]
    }

    /// The same, by trial.
    #[inline(always)]
    #[must_use]
    pub(super) fn outputs(&self, site: usize) -> &Lanes<W> {
        &self.sites[site].output
    }

    /// Some output leaves a site.
    #[inline(always)]
    pub(super) fn take_output(&mut self, site: usize, w: usize, ticks: i64) {
        self.sites[site].output[w] -= ticks;
    }

    /// Numbers have changed: turns them into ticks.
    pub(super) fn follow(&mut self, facts: &Facts<W>) {
        for site in 0..self.sites.len() {
            self.follow_site(facts, site);
        }
        for (model, input) in facts.model.inputs.iter().zip(&mut self.inputs) {
            // Where several lines use it, each looks at what it needs itself.
            input.per_output = facts.values.of(model.users[0].per_output).map(fixed_point);
        }
        self.sharing.follow(facts);
    }

    /// Plans and capacities that take a step today.
    #[inline(always)]
    pub(super) fn take_steps(&mut self, facts: &Facts<W>) {
        while let Some(&(_, site)) = self.steps.get(self.next_step).filter(|(from, _)| *from == facts.day) {
            self.follow_site(facts, site);
            self.next_step += 1;
        }
        self.quotas.turn(facts);
        for (index, service) in facts.model.services.iter().enumerate() {
            if facts.services.changes(index, facts.day) {
                service.sites.iter().for_each(|site| self.follow_site(facts, *site));
            }
        }
    }

    /// Turns the numbers of a site that are in force today into ticks: its plan and its capacity.
    #[inline(never)]
    fn follow_site(&mut self, facts: &Facts<W>, site: usize) {
        let (model, state) = (&facts.model.sites[site], &mut self.sites[site]);
        let values = &facts.values;
        let on = |steps: &Steps| steps.on(facts.day).map(|n| *values.of(n));
        if let Some(sales) = &model.sales {
            state.rate = on(&sales.plan).map_or([0; W], |v| v.map(fixed_point));
        }
        state.target = values.of(model.output_target).map(whole_ticks);
        if let Some(steps) = &model.capacity {
            let daily = on(steps).map_or([Daily::new(0.0); W], |v| v.map(Daily::new));
            state.capacity = daily.map(|d| d.whole);
            state.capacity_fraction = daily.map(|d| d.fraction);
            state.capacity_has_fraction = any(&state.capacity_fraction);
        }
        if let Some(service) = model.service {
            state.serve(facts, model.capacity.as_ref(), service);
        }
    }
}

impl<const W: usize> SiteState<W> {
    /// Cuts the capacity to the share that is in service.
    fn serve(&mut self, facts: &Facts<W>, capacity: Option<&Steps>, service: usize) {
        let most = capacity.map(|steps| steps.on(facts.day).map_or([0.0; W], |num| *facts.values.of(num)));
        for w in 0..W {
            let share = facts.services.share(service, facts.day, w);
            let daily = match &most {
                Some(most) => Daily::new(most[w] * share),
                None if share > 0.0 => Daily::UNLIMITED,
                None => Daily::new(0.0),
            };
            (self.capacity[w], self.capacity_fraction[w]) = (daily.whole, daily.fraction);
        }
        self.capacity_has_fraction = any(&self.capacity_fraction);
    }

    fn new(site: &Site) -> Self {
        // A day more than lost output can be made good in, so that the last of those days counts.
        let ring = site.line.catch_up.map_or(0, |(_, days)| days as usize + 1);
        Self {
            rate: [0; W],
            plan_carry: [0; W],
            capacity: [i64::MAX; W],
            capacity_fraction: [0; W],
            capacity_has_fraction: false,
            capacity_carry: [HAIR; W],
            output: [0; W],
            target: [0; W],
            output_days: [0; W],
            late_days: [0; W],
            causes: vec![Cause::default(); W],
            fell_short: [u32::MAX; W],
            down: [0; W],
            owed: [0; W],
            owed_by_day: vec![[0; W]; ring],
            restart_stock: Vec::new(),
            catch_up: [0.0; W],
            catch_up_carry: [HAIR; W],
            previous_day: [u32::MAX; W],
        }
    }
}

impl<const W: usize> InputState<W> {
    fn new(model: &Model, input: &crate::model::Input) -> Self {
        let whole = model.numbers.certain(input.users[0].per_output).map(fixed_point).filter(|fixed| fixed & MASK == 0);
        Self {
            stock: [0; W],
            lowest: [0; W],
            whole: whole.map(|fixed| fixed >> FRACTION_BITS),
            per_output: [0; W],
            carry: [0; W],
            stock_days: [0; W],
            received: [0; W],
            used: [0; W],
            opening: [0; W],
            aside: 0,
            matched: 0,
        }
    }

    /// Its lowest stock so far at the end of a day.
    #[must_use]
    pub(super) fn lowest(&self, w: usize) -> i64 {
        self.lowest[w].min(self.stock[w])
    }

    /// What a trial gets in the morning joins the stock.
    pub(super) fn receive_one(&mut self, w: usize, arriving: i64) {
        self.lowest[w] = self.lowest(w);
        self.stock[w] += arriving;
        self.received[w] += arriving;
    }

    /// What arrives joins the stock.
    #[inline(always)]
    pub(super) fn receive(&mut self, arriving: &Lanes<W>, audit: bool) {
        for w in 0..W {
            self.lowest[w] = lower(self.lowest[w], self.stock[w]);
        }
        add(&mut self.stock, arriving);
        if audit {
            add(&mut self.received, arriving);
        }
    }
}

/// The lower of two stocks, without a branch.
#[inline(always)]
fn lower(a: i64, b: i64) -> i64 {
    let less = b - a;
    a + (less & -i64::from(less < 0))
}

/// Days after the first on which the plan or the capacity of a site takes a step, in order.
fn steps(model: &Model) -> Vec<(u32, usize)> {
    let of_site = |(site, model): (usize, &Site)| {
        let plan = model.sales.as_ref().map(|s| &s.plan);
        let steps = plan.into_iter().chain(&model.capacity).flat_map(|s| &s.0);
        steps.map(|(from, _)| (*from, site)).filter(|(from, _)| *from > 0).collect::<Vec<_>>()
    };
    let mut steps: Vec<_> = model.sites.iter().enumerate().flat_map(of_site).collect();
    steps.sort_unstable();
    steps
}

/// Sites of a kind.
fn sites_where(model: &Model, is: impl Fn(&Site) -> bool) -> Vec<usize> {
    (0..model.sites.len()).filter(|site| is(&model.sites[*site])).collect()
}
