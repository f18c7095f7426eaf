//! `linestop schema`: the JSON Schema of scenario files and of rule packs.

use clap::Args;

use super::{Failure, terminal};
use crate::scenario::schema::{pack_schema, scenario_schema};

/// Print the JSON Schema of scenario files, or of rule packs: editors complete and explain with it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop schema > linestop.schema.json     then, in a scenario: \"$schema\": \"linestop.schema.json\"
  linestop schema --rules > rules.schema.json  that of rule packs")]
pub(super) struct Arguments {
    /// Print that of rule packs.
    #[arg(long)]
    rules: bool,
    /// The schema is JSON in any case.
    #[arg(long, hide = true)]
    json: bool,
}

/// Prints the schema.
pub(super) fn schema(arguments: &Arguments) -> Result<(), Failure> {
    terminal::print_json(&if arguments.rules { pack_schema() } else { scenario_schema() })
}
