//! Levers that are pulled: when they start, what they cost, which numbers they change.

use super::numbers::Num;

/// A lever that is pulled.
#[derive(Clone, Debug)]
pub struct Lever {
    /// Key in the scenario.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// When it starts.
    pub start: Start,
    /// Days from the start until it takes effect.
    pub lead: Num,
    /// The site that pays.
    pub payer: usize,
    /// Cost at the start.
    pub once: Num,
    /// Cost of a day from the start on.
    pub per_day: Num,
    /// What it does.
    pub effects: Vec<Effect>,
}

/// When a lever starts.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    /// On a day.
    On(u32),
    /// In the first morning on which the stock of an input is below so many ticks.
    StockBelow(usize, Num),
    /// On the first day on which an authority comes into a regime.
    RegimeEntered(usize, u8),
}

/// What a lever does when it takes effect.
#[derive(Clone, Copy, Debug)]
pub enum Effect {
    /// A number grows by another.
    Add(Num, Num),
    /// A number is multiplied by another.
    Multiply(Num, Num),
    /// A number shrinks by a share of itself.
    Shrink(Num, Num),
    /// The general licence of a lane is applied for.
    GeneralLicence(usize),
    /// What is received on a lane from then on costs more: extra price of a unit.
    ExtraPrice(usize, Num),
    /// Ticks reach an input every day, for so many days, at a price of a unit.
    Stream {
        /// The input.
        input: usize,
        /// Ticks a day.
        ticks: Num,
        /// Days.
        days: u32,
        /// Price of a unit.
        price: Num,
    },
    /// A supplier serves the highest margin first.
    HighestMarginFirst(usize),
}

impl Effect {
    /// The number that it changes, and that so differs among trials.
    #[must_use]
    pub fn changes(&self) -> Option<Num> {
        match self {
            Self::Add(num, _) | Self::Multiply(num, _) | Self::Shrink(num, _) => Some(*num),
            _ => None,
        }
    }
}
