//! `linestop schema`: the JSON Schema of scenario files.

use clap::Args;

use super::{Failure, terminal};
use crate::scenario::schema::scenario_schema;

/// Print the JSON Schema of scenario files: editors complete and explain with it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop schema > linestop.schema.json     then, in a scenario: \"$schema\": \"linestop.schema.json\"")]
pub(super) struct Arguments {
    /// The schema is JSON in any case.
    #[arg(long, hide = true)]
    json: bool,
}

/// Prints the schema.
pub(super) fn schema() -> Result<(), Failure> {
    terminal::print_json(&scenario_schema())
}
