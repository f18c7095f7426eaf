//! Strategic raw materials in what a scenario moves: where they come from by the planned flows, which lines use them,
//! what has been done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answer::LineAnswer;
use super::network::planned_shares;
use crate::model::{Effect, Model};

/// Strategic raw materials of the European Union: the symbol or the name by which goods hold them, and what the list
/// calls them (Regulation (EU) 2024/1252, annex I, section 1).
const STRATEGIC: [(&str, &str); 30] = [
    ("Al", "aluminium"),
    ("bauxite", "bauxite"),
    ("Bi", "bismuth"),
    ("B", "boron, metallurgy grade"),
    ("Co", "cobalt"),
    ("Cu", "copper"),
    ("Ga", "gallium"),
    ("Ge", "germanium"),
    ("Li", "lithium, battery grade"),
    ("Mg", "magnesium metal"),
    ("Mn", "manganese, battery grade"),
    ("graphite", "graphite, battery grade"),
    ("graphite anodes", "graphite, battery grade"),
    ("Ni", "nickel, battery grade"),
    ("Pt", "platinum group metal"),
    ("Pd", "platinum group metal"),
    ("Rh", "platinum group metal"),
    ("Ru", "platinum group metal"),
    ("Ir", "platinum group metal"),
    ("Os", "platinum group metal"),
    ("Nd", MAGNETS),
    ("Pr", MAGNETS),
    ("Tb", MAGNETS),
    ("Dy", MAGNETS),
    ("Gd", MAGNETS),
    ("Sm", MAGNETS),
    ("Ce", MAGNETS),
    ("Si", "silicon metal"),
    ("Ti", "titanium metal"),
    ("W", "tungsten"),
];
const MAGNETS: &str = "rare earth for permanent magnets";

/// What a run says of strategic raw materials.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct RawMaterialsAnswer {
    /// Those that goods of the scenario hold, by symbol.
    pub materials: Vec<RawMaterialAnswer>,
    /// Lines that use them, in the order of the file.
    pub lines: Vec<UsingLine>,
    /// Parts of these lines, and of their suppliers, that hold them.
    pub parts: Vec<StrategicPart>,
    /// Titles of the levers that are pulled.
    pub levers: Vec<String>,
    /// Titles of parts of these lines of which the scenario does not say what they hold, and neither of what goes into
    /// them.
    pub unmapped: Vec<String>,
}

/// A strategic raw material.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RawMaterialAnswer {
    /// Symbol, or the name in the scenario.
    pub substance: String,
    /// What the list of the Union calls it.
    pub listed_as: String,
    /// Stages from the source to the line.
    pub stages: Vec<RawStage>,
}

/// What holds a raw material on its way, and the countries that it comes from.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RawStage {
    /// Key of the goods.
    pub material: String,
    /// Their name for people.
    pub title: String,
    /// Sectors, or stages, of those who supply them.
    pub sectors: Vec<String>,
    /// Planned flow of the raw material to the lines within the horizon, tonnes; nothing where pieces have no mass.
    pub planned_tonnes: Option<f64>,
    /// Countries of the suppliers, with their shares of the planned flow; the largest first.
    pub countries: Vec<(String, f64)>,
}

/// A line that uses strategic raw materials.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct UsingLine {
    /// Key of the line.
    pub site: String,
    /// Its name for people.
    pub title: String,
    /// Symbols of what it uses, itself or by its suppliers.
    pub substances: Vec<String>,
    /// Mean halt days that are traced to goods that hold them.
    pub halt_days: f64,
    /// Expected loss of these days, in the scenario's currency.
    pub stake: f64,
}

/// A part that holds strategic raw materials, where it is bought.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct StrategicPart {
    /// Key of the site that buys it.
    pub site: String,
    /// Its name for people.
    pub site_title: String,
    /// Key of the goods.
    pub material: String,
    /// Their name for people.
    pub title: String,
    /// Symbols of what they hold.
    pub substances: Vec<String>,
    /// Suppliers in use: name, country, planned share.
    pub suppliers: Vec<(String, String, f64)>,
    /// Stock on hand on the first day, in days of planned need; nothing without a planned need.
    pub opening_days: Option<f64>,
    /// Lanes under a general licence that is in force or will be applied for.
    pub general_licences: usize,
    /// Lanes that need, or may come to need, an export licence.
    pub licensed_lanes: usize,
}

/// What is known of strategic raw materials; nothing where no goods hold any, or no line uses them.
pub(super) fn raw_materials(model: &Model, lines: &[LineAnswer]) -> Option<RawMaterialsAnswer> {
    let flows = Flows::of(model);
    let strategic = |material: usize| -> Vec<&'static str> {
        let contents = &model.materials[material].contents;
        let held = |name: &str| contents.iter().any(|(other, share)| other == name && *share > 0.0);
        STRATEGIC.iter().map(|(name, _)| *name).filter(|name| held(name)).collect()
    };
    let mut uses: BTreeMap<usize, Vec<&'static str>> = BTreeMap::new();
    for (site, _) in model.manufacturers().filter(|(_, site)| !site.aggregate) {
        let mut found = Vec::new();
        gather(model, site, &flows, &mut |material| found.extend(strategic(material)));
        let listed: Vec<&str> = STRATEGIC.iter().map(|(name, _)| *name).filter(|name| found.contains(name)).collect();
        if !listed.is_empty() {
            uses.insert(site, listed);
        }
    }
    if uses.is_empty() {
        return None;
    }
    let in_use = |name: &str| uses.values().any(|names| names.contains(&name));
    let materials = STRATEGIC.iter().filter(|(name, _)| in_use(name));
    let materials = materials.map(|(name, listed_as)| RawMaterialAnswer {
        substance: (*name).to_owned(),
        listed_as: (*listed_as).to_owned(),
        stages: stages(model, &flows, name),
    });
    let mut parts: Vec<StrategicPart> = Vec::new();
    for (index, input) in model.inputs.iter().enumerate() {
        let substances = strategic(input.material);
        if !substances.is_empty() && flows.to_lines(index) > 0.0 {
            parts.push(part(model, &flows, index, &substances));
        }
    }
    parts.sort_by(|a, b| (&a.title, &a.site).cmp(&(&b.title, &b.site)));
    let key = |name: &str| model.materials.iter().position(|material| material.name == name);
    let holds = |name: &str| key(name).is_some_and(|material| !strategic(material).is_empty());
    let using = |line: &LineAnswer| {
        let site = model.sites.iter().position(|site| site.name == line.site)?;
        let substances = uses.get(&site)?;
        let traced = line.missing_from.iter().filter(|part| holds(&part.material) || holds(&part.root.material));
        let (halt_days, stake) = traced.fold((0.0, 0.0), |sum, part| (sum.0 + part.halt_days, sum.1 + part.stake));
        let substances = substances.iter().map(|name| (*name).to_owned()).collect();
        Some(UsingLine { site: line.site.clone(), title: line.title.clone(), substances, halt_days, stake })
    };
    Some(RawMaterialsAnswer {
        materials: materials.collect(),
        lines: lines.iter().filter_map(using).collect(),
        parts,
        levers: model.levers.iter().map(|lever| lever.title.clone()).collect(),
        unmapped: unmapped(model, &flows, &uses),
    })
}

/// Planned flows to lines that are firms' own: sums of many buyers do not count.
struct Flows {
    /// Share of each lane in the orders of its input.
    shares: Vec<f64>,
    /// Ticks a day by input, of what ends in a line.
    inputs: Vec<f64>,
}

impl Flows {
    fn of(model: &Model) -> Self {
        let shares = planned_shares(model);
        let mut known = vec![None; model.sites.len()];
        let mut inputs = Vec::with_capacity(model.inputs.len());
        for input in &model.inputs {
            let ends: f64 = input.users.iter().map(|user| own(model, &shares, user.site, &mut known)).sum();
            inputs.push(input.nominal_need * ends / input.users.len().max(1) as f64);
        }
        Self { shares, inputs }
    }

    /// Ticks a day of an input that end in a line.
    fn to_lines(&self, input: usize) -> f64 {
        self.inputs[input]
    }
}

/// Share of what a site makes that ends in lines of firms.
fn own(model: &Model, shares: &[f64], site: usize, known: &mut [Option<f64>]) -> f64 {
    if let Some(share) = known[site] {
        return share;
    }
    let facts = &model.sites[site];
    let share = if facts.sales.is_some() {
        f64::from(u8::from(!facts.aggregate))
    } else {
        // A circle of supply does not compile.
        known[site] = Some(0.0);
        let (mut all, mut kept) = (0.0, 0.0);
        for lane in facts.customers.clone() {
            let input = &model.inputs[model.lanes[lane].input];
            let flow = input.nominal_need * shares[lane];
            let users = input.users.len().max(1) as f64;
            let ends: f64 = input.users.iter().map(|user| own(model, shares, user.site, known)).sum();
            all += flow;
            kept += flow * ends / users;
        }
        if all > 0.0 { kept / all } else { 0.0 }
    };
    known[site] = Some(share);
    share
}

/// Materials that go into a site, itself or by its suppliers, on lanes in use.
fn gather(model: &Model, site: usize, flows: &Flows, each: &mut dyn FnMut(usize)) {
    let mut open = vec![site];
    let mut seen = vec![false; model.sites.len()];
    while let Some(site) = open.pop() {
        for input in model.sites[site].inputs.clone().filter(|input| model.per_output(*input, site).is_some()) {
            each(model.inputs[input].material);
            for lane in model.inputs[input].lanes.iter().filter(|lane| flows.shares[**lane] > 0.0) {
                let from = model.lanes[*lane].from;
                if !std::mem::replace(&mut seen[from], true) {
                    open.push(from);
                }
            }
        }
    }
}

/// Sites between a site and the lines that it ends in, at most.
fn depth(model: &Model, site: usize, known: &mut [Option<usize>]) -> usize {
    if let Some(depth) = known[site] {
        return depth;
    }
    known[site] = Some(0);
    let lanes = model.sites[site].customers.clone().into_iter();
    let users = lanes.flat_map(|lane| model.inputs[model.lanes[lane].input].users.iter().map(|user| user.site));
    let depth = users.map(|user| depth(model, user, known) + 1).max().unwrap_or(0);
    known[site] = Some(depth);
    depth
}

/// What holds a raw material on its way to the lines, from the source on.
fn stages(model: &Model, flows: &Flows, substance: &str) -> Vec<RawStage> {
    let mut known = vec![None; model.sites.len()];
    let mut found: Vec<(usize, usize, RawStage)> = Vec::new();
    for (l, lane) in model.lanes.iter().enumerate() {
        let material = model.inputs[lane.input].material;
        let facts = &model.materials[material];
        let content = facts.contents.iter().find(|(name, share)| name == substance && *share > 0.0);
        let (Some((_, content)), flow) = (content, flows.to_lines(lane.input) * flows.shares[l]) else { continue };
        if flow <= 0.0 {
            continue;
        }
        let from = &model.sites[lane.from];
        let at = found.iter().position(|(known, _, _)| *known == material).unwrap_or_else(|| {
            let stage = RawStage {
                material: facts.name.clone(),
                title: facts.title.clone(),
                sectors: Vec::new(),
                planned_tonnes: facts.kg.map(|_| 0.0),
                countries: Vec::new(),
            };
            found.push((material, 0, stage));
            found.len() - 1
        });
        let (_, far, stage) = &mut found[at];
        *far = (*far).max(depth(model, lane.from, &mut known));
        if !stage.sectors.contains(&from.sector) {
            stage.sectors.push(from.sector.clone());
        }
        if let (Some(tonnes), Some(kg)) = (&mut stage.planned_tonnes, facts.kg) {
            *tonnes += flow * f64::from(model.days) * facts.tick * kg * content / 1000.0;
        }
        match stage.countries.iter_mut().find(|(country, _)| *country == from.country) {
            Some((_, sum)) => *sum += flow,
            None => stage.countries.push((from.country.clone(), flow)),
        }
    }
    for (_, _, stage) in &mut found {
        let all: f64 = stage.countries.iter().map(|(_, flow)| flow).sum();
        stage.countries.iter_mut().for_each(|(_, flow)| *flow /= all);
        stage.countries.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        stage.sectors.sort();
    }
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.2.material.cmp(&b.2.material)));
    found.into_iter().map(|(_, _, stage)| stage).collect()
}

fn part(model: &Model, flows: &Flows, index: usize, substances: &[&str]) -> StrategicPart {
    let input = &model.inputs[index];
    let (site, site_title) = model.whole(input.site);
    let material = &model.materials[input.material];
    let in_use = || input.lanes.iter().copied().filter(|lane| flows.shares[*lane] > 0.0);
    let applies = |lane: usize| {
        let lever = model.levers.iter().flat_map(|lever| &lever.effects);
        model.lanes[lane].general.is_some()
            || model.lanes[lane].pair.is_some()
            || lever.into_iter().any(|effect| matches!(effect, Effect::GeneralLicence(other) if *other == lane))
    };
    let supplier = |lane: usize| {
        let from = model.lanes[lane].from;
        (model.whole(from).1.to_owned(), model.sites[from].country.clone(), flows.shares[lane])
    };
    let mut suppliers: Vec<(String, String, f64)> = in_use().map(supplier).collect();
    suppliers.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    let opening = model.numbers.median(input.opening);
    StrategicPart {
        site: site.to_owned(),
        site_title: site_title.to_owned(),
        material: material.name.clone(),
        title: material.title.clone(),
        substances: substances.iter().map(|name| (*name).to_owned()).collect(),
        suppliers,
        opening_days: (input.nominal_need > 0.0).then(|| opening / input.nominal_need),
        general_licences: in_use().filter(|lane| applies(*lane)).count(),
        licensed_lanes: in_use().filter(|l| model.lanes[*l].authority.is_some() && model.lanes[*l].listed != 0).count(),
    }
}

/// Parts of lines of which nobody says what they hold, and neither of what goes into them.
fn unmapped(model: &Model, flows: &Flows, uses: &BTreeMap<usize, Vec<&'static str>>) -> Vec<String> {
    let mut found = Vec::new();
    for site in uses.keys() {
        for input in model.sites[*site].inputs.clone() {
            let mut says = !model.materials[model.inputs[input].material].contents.is_empty();
            for lane in &model.inputs[input].lanes {
                gather(model, model.lanes[*lane].from, flows, &mut |material| {
                    says |= !model.materials[material].contents.is_empty();
                });
            }
            let title = &model.materials[model.inputs[input].material].title;
            if !says && !found.contains(title) {
                found.push(title.clone());
            }
        }
    }
    found
}
