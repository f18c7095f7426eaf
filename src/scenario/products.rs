//! What a site makes: one product, or one on each of its lines.

use super::Scenario;
use super::network::{Input, Lane, Line, LineMode, ProductLine, Site, StockLevel};
use super::number::{Number, Quantity, Share};
use super::sales::Sales;
use super::schedule::Schedule;

/// One product of a site, and the line that makes it.
#[derive(Clone, Copy, Debug)]
pub struct Product<'a> {
    site: &'a Site,
    /// Name of the line and what is written of it, where the site has several.
    of: Option<(&'a str, &'a ProductLine)>,
}

/// A product of a site by names: the site's, and its line's where the site has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProductName<'a> {
    /// Key of the site.
    pub site: &'a str,
    /// Key of the line.
    pub line: Option<&'a str>,
}

impl ProductName<'_> {
    /// The key of the line in answers: the site's, or the site's and its own with a dot between.
    #[must_use]
    pub fn key(&self) -> String {
        self.line.map_or_else(|| self.site.to_owned(), |line| format!("{}.{line}", self.site))
    }

    /// Where its fields are written.
    #[must_use]
    pub fn path(&self) -> Vec<&str> {
        match self.line {
            None => vec!["sites", self.site],
            Some(line) => vec!["sites", self.site, "lines", line],
        }
    }
}

impl Site {
    /// What it makes, in the order of the file.
    pub fn products(&self) -> impl Iterator<Item = Product<'_>> {
        let alone = self.lines.is_empty().then_some(Product { site: self, of: None });
        alone.into_iter().chain(self.lines.iter().map(|(name, line)| Product { site: self, of: Some((name, line)) }))
    }

    /// What it makes of one of its lines; of itself where it has none.
    #[must_use]
    pub fn product(&self, line: Option<&str>) -> Option<Product<'_>> {
        match line {
            None => self.lines.is_empty().then_some(Product { site: self, of: None }),
            Some(name) => {
                let of = self.lines.get_key_value(name)?;
                Some(Product { site: self, of: Some((of.0, of.1)) })
            }
        }
    }

    /// Whether anything that it makes is sold.
    #[must_use]
    pub fn sells(&self) -> bool {
        self.products().any(|product| product.sales().is_some())
    }
}

impl<'a> Product<'a> {
    /// Its name, given the site's.
    #[must_use]
    pub fn name(&self, site: &'a str) -> ProductName<'a> {
        ProductName { site, line: self.of.map(|(name, _)| name) }
    }

    /// What is written of its line, where the site has several.
    #[must_use]
    pub fn line(&self) -> Option<&'a ProductLine> {
        self.of.map(|(_, line)| line)
    }

    /// The material; nothing where none is written.
    #[must_use]
    pub fn makes(&self) -> &'a str {
        self.of.map_or(self.site.makes.as_deref().unwrap_or_default(), |(_, line)| &line.makes)
    }

    /// Its sales plan.
    #[must_use]
    pub fn sales(&self) -> Option<&'a Sales> {
        self.of.map_or(self.site.sales.as_ref(), |(_, line)| line.sales.as_ref())
    }

    /// Most of it that can be made on a working day, whatever else the site makes.
    #[must_use]
    pub fn capacity(&self) -> Option<&'a Schedule<Quantity>> {
        self.of.map_or(self.site.capacity_per_day.as_ref(), |(_, line)| line.capacity_per_day.as_ref())
    }

    /// How its line runs.
    #[must_use]
    pub fn running(&self) -> &'a Line {
        self.of.map_or(&self.site.line, |(_, line)| &line.line)
    }

    /// Output stock at the start, and the target.
    #[must_use]
    pub fn output_stocks(&self) -> (Option<&'a StockLevel>, Option<&'a StockLevel>) {
        match self.of {
            None => (self.site.opening_output_stock.as_ref(), self.site.output_stock_target.as_ref()),
            Some((_, line)) => (line.opening_output_stock.as_ref(), line.output_stock_target.as_ref()),
        }
    }

    /// How much of an input goes into a unit, and the yield; nothing where it uses none.
    #[must_use]
    pub fn per_unit(&self, material: &str) -> Option<(&'a Number<Quantity>, Option<&'a Number<Share>>)> {
        match self.of {
            None => {
                let Input { per_unit, yield_share, .. } = self.site.inputs.get(material)?;
                Some((per_unit.as_ref()?, yield_share.as_ref()))
            }
            Some((_, line)) => line.inputs.get(material).map(|input| (&input.per_unit, input.yield_share.as_ref())),
        }
    }

    /// Whether its line makes the whole plan of a day or nothing.
    #[must_use]
    pub fn all_or_nothing(&self) -> bool {
        match &self.running().mode {
            Some(LineMode::AllOrNothing) => true,
            Some(LineMode::Proportional { .. }) => false,
            None => self.sales().is_some(),
        }
    }
}

impl Scenario {
    /// All products of all sites.
    pub fn products(&self) -> impl Iterator<Item = (ProductName<'_>, Product<'_>)> {
        self.sites.iter().flat_map(|(name, site)| site.products().map(move |product| (product.name(name), product)))
    }

    /// What a lane carries: what it says, or the only thing that the supplier makes and the buyer uses. Nothing where
    /// that is not clear.
    #[must_use]
    pub fn carried<'a>(&'a self, lane: &'a Lane) -> Option<&'a str> {
        if let Some(material) = &lane.material {
            return Some(material);
        }
        let mut made: Vec<&str> = self.sites.get(&lane.from)?.products().map(|product| product.makes()).collect();
        if let [only] = made.as_slice() {
            return Some(only);
        }
        made.sort_unstable();
        made.dedup();
        let inputs = &self.sites.get(&lane.to)?.inputs;
        made.retain(|material| inputs.contains_key(*material));
        if let [only] = made.as_slice() { Some(only) } else { None }
    }
}
