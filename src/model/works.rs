//! Sites with several lines: what they share, and who goes first when there is not enough.
//!
//! Each line is an entry of [`Model::sites`] with an output, a plan and halts of its own. All of them have the same
//! range of [`Model::inputs`], whose stocks, orders and lanes are those of the works.

use super::{Model, Num, Site, Steps};
use crate::scenario::ShortInputs;

/// A site with several lines.
#[derive(Clone, Debug)]
pub struct Works {
    /// Key in the scenario.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Its lines, in the order of their names' hashes.
    pub lines: Vec<WorksLine>,
    /// How its lines share what is short.
    pub short: ShortInputs,
    /// Hours a working day that its lines share; or output, where they share a capacity.
    pub hours: Option<Steps>,
    /// Lines in the order in which they are served, by the input that is scarcest; last, where hours are.
    pub orders: Vec<Vec<usize>>,
}

/// One line of a works.
#[derive(Clone, Debug)]
pub struct WorksLine {
    /// Its entry of [`Model::sites`].
    pub site: usize,
    /// Rank in the scenario.
    pub rank: u32,
    /// Hours that a tick of its output takes.
    pub hours: Num,
    /// What is bought and held for all is booked to it from this share of each input on, and up to the next line's.
    pub from: Vec<f64>,
}

/// A site that uses an input.
#[derive(Clone, Debug)]
pub struct User {
    /// Its entry of [`Model::sites`].
    pub site: usize,
    /// Ticks of the input that go into one tick of its output, yield included.
    pub per_output: Num,
}

impl Model {
    /// Key and name for people of what a site belongs to: the site itself, or the works of which it is a line.
    #[must_use]
    pub fn whole(&self, site: usize) -> (&str, &str) {
        let site = &self.sites[site];
        match site.works {
            Some((works, _)) => (&self.works[works].name, &self.works[works].title),
            None => (&site.name, &site.title),
        }
    }

    /// Name for people of a line, or of a works with all its lines.
    #[must_use]
    pub fn title_of(&self, name: &str) -> Option<&str> {
        let site = self.sites.iter().find(|site| site.name == name).map(|site| site.title.as_str());
        site.or_else(|| self.works.iter().find(|works| works.name == name).map(|works| works.title.as_str()))
    }

    /// All lines of the works that a site belongs to; the site alone where it is none.
    #[must_use]
    pub fn together_with(&self, site: usize) -> Vec<usize> {
        match self.sites[site].works {
            Some((works, _)) => self.works[works].lines.iter().map(|line| line.site).collect(),
            None => vec![site],
        }
    }

    /// Those among some lines that bear a name: a line, or all lines of a works.
    #[must_use]
    pub fn named(&self, name: &str, lines: &[usize]) -> Vec<usize> {
        let of_works = |line: usize| self.sites[line].works.is_some() && self.whole(line).0 == name;
        lines.iter().copied().filter(|line| self.sites[*line].name == name || of_works(*line)).collect()
    }

    /// Whether a site uses an input of its own; a line of a works may leave some to the others.
    #[must_use]
    pub fn uses(&self, site: usize, input: usize) -> bool {
        let of = |num: Num| self.numbers.bindings[num.0 as usize].factor != 0.0;
        self.sites[site].works.is_none() || self.per_output(input, site).is_some_and(of)
    }

    /// The inputs that a site uses.
    pub fn used(&self, site: usize) -> impl Iterator<Item = usize> {
        self.sites[site].inputs.clone().filter(move |input| self.uses(site, *input))
    }

    /// Ticks of an input that go into one tick of a site's output.
    #[must_use]
    pub fn per_output(&self, input: usize, site: usize) -> Option<Num> {
        self.inputs[input].users.iter().find(|user| user.site == site).map(|user| user.per_output)
    }

    /// The part of an amount, booked for an input of a site, that is charged to one of its lines: by planned need. The
    /// parts sum to the amount.
    #[must_use]
    pub fn charged(&self, site: usize, input: usize, amount: i64) -> i64 {
        let Some((works, line)) = self.sites[site].works else { return amount };
        let at = input - self.sites[site].inputs.start;
        self.part(works, line, amount, |line| line.from.get(at).copied())
    }

    /// The same of an amount that is for the whole works: in equal parts.
    #[must_use]
    pub fn charged_equally(&self, site: usize, amount: i64) -> i64 {
        let Some((works, line)) = self.sites[site].works else { return amount };
        self.part(works, line, amount, |_| None)
    }

    #[allow(clippy::cast_precision_loss, reason = "money is counted up to 2⁵³ hundredths, lines are few")]
    fn part(&self, works: usize, line: usize, amount: i64, from: impl Fn(&WorksLine) -> Option<f64>) -> i64 {
        let lines = &self.works[works].lines;
        let upto = |line: usize| match lines.get(line) {
            None => amount,
            Some(at) => {
                let share = from(at).unwrap_or(line as f64 / lines.len() as f64);
                super::whole_ticks(amount as f64 * share)
            }
        };
        upto(line + 1) - upto(line)
    }
}

/// Works out who goes first by what is scarcest, what each line is charged, and where what is counted of a lane or an
/// input for one line alone is kept.
pub(super) fn settle(model: &mut Model) {
    let (mut lane_cells, mut input_cells) = (model.lanes.len(), model.inputs.len());
    for works in 0..model.works.len() {
        let of = &model.works[works];
        let inputs = model.sites[of.lines[0].site].inputs.clone();
        let needs =
            |input: usize| -> Vec<f64> { of.lines.iter().map(|line| model.median_need(input, line.site)).collect() };
        let hours: Vec<f64> = of.lines.iter().map(|line| model.numbers.median(line.hours)).collect();
        let per_output = |input: usize| -> Vec<f64> {
            let of_line =
                |line: &WorksLine| model.per_output(input, line.site).map_or(0.0, |n| model.numbers.median(n));
            of.lines.iter().map(of_line).collect()
        };
        let mut orders: Vec<Vec<usize>> = inputs.clone().map(|input| order(model, of, &per_output(input))).collect();
        orders.push(order(model, of, &hours));
        let shares: Vec<Vec<f64>> = inputs.map(|input| cumulative(&needs(input))).collect();
        model.works[works].orders = orders;
        for (at, line) in model.works[works].lines.iter_mut().enumerate() {
            line.from = shares.iter().map(|share| share[at]).collect();
            let site = &mut model.sites[line.site];
            let lanes = || model.inputs[site.inputs.clone()].iter().flat_map(|input| input.lanes.iter().copied());
            if at > 0 {
                // Lanes of one buyer stand side by side, as its inputs do.
                if let (Some(first), Some(last)) = (lanes().min(), lanes().max()) {
                    site.lane_cells = lane_cells - first;
                    lane_cells += last + 1 - first;
                }
                site.input_cells = input_cells - site.inputs.start;
                input_cells += site.inputs.len();
            }
        }
    }
    model.cells = (lane_cells, input_cells);
}

/// Shares of a whole before each part; equal ones where there is no whole.
#[allow(clippy::cast_precision_loss, reason = "lines are few")]
fn cumulative(parts: &[f64]) -> Vec<f64> {
    let whole: f64 = parts.iter().sum();
    let mut sum = 0.0;
    let step = |part: &f64| {
        let from = sum;
        sum += if whole > 0.0 { part / whole } else { 1.0 / parts.len() as f64 };
        from
    };
    parts.iter().map(step).collect()
}

/// Lines in the order in which they are served where this is scarcest, given how much of it goes into a tick of each
/// line's output.
fn order(model: &Model, works: &Works, per_output: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..works.lines.len()).collect();
    let rank = |at: &usize| works.lines[*at].rank;
    let earns = |at: &usize| {
        let margin = model.margin(works.lines[*at].site);
        // Who needs nothing of it stands in nobody's way.
        if per_output[*at] > 0.0 { margin / per_output[*at] } else { f64::INFINITY }
    };
    match works.short {
        ShortInputs::ByMargin => order.sort_by(|a, b| earns(b).total_cmp(&earns(a)).then(rank(a).cmp(&rank(b)))),
        ShortInputs::ByRank => order.sort_by_key(rank),
        ShortInputs::ProRata => {}
    }
    order
}

impl Model {
    /// Planned need of one user of an input, in ticks a calendar day.
    fn median_need(&self, input: usize, site: usize) -> f64 {
        self.per_output(input, site).map_or(0.0, |n| self.numbers.planned(n)) * self.sites[site].nominal_output
    }

    /// Margin that one tick of a site's output earns: its own sales, or the best customer's.
    pub(super) fn margin(&self, site: usize) -> f64 {
        let site: &Site = &self.sites[site];
        match &site.sales {
            Some(sales) => self.numbers.median(sales.margin) * self.materials[site.makes].tick,
            None => site.customers.iter().map(|l| self.lanes[*l].margin_per_tick).fold(0.0, f64::max),
        }
    }
}
