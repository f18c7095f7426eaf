//! What a command is given that asks about one scenario.

use std::path::PathBuf;

use clap::Args;

use super::as_of::AsOf;
use super::conduct::Given;
use super::levers::Pulled;
use super::simulation::Simulation;

/// A scenario, what is changed in it, and how it is simulated.
#[derive(Debug, Args)]
pub(super) struct OneScenario {
    /// The scenario file.
    #[arg(value_name = "SCENARIO")]
    file: PathBuf,
    #[command(flatten)]
    pulled: Pulled,
    #[command(flatten)]
    as_of: AsOf,
    #[command(flatten)]
    pub simulation: Simulation,
}

impl OneScenario {
    /// What the experiment is given.
    pub(super) fn given(&self) -> Given<'_> {
        Given::new(&self.simulation, vec![self.file.clone()], Some(&self.as_of)).pulling(&self.pulled)
    }
}
