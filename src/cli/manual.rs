//! `linestop manual`: manual pages.

use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_mangen::Man;

use super::{Cli, Failure, terminal};
use crate::report::write_beside;

/// Write manual pages, one for linestop and one for each command.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop manual ~/.local/share/man/man1     then: man linestop-run")]
pub(super) struct Arguments {
    /// Folder for the pages; it is made if it is not there.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes the pages.
pub(super) fn manual(arguments: &Arguments) -> Result<(), Failure> {
    let folder = &arguments.folder;
    let mut linestop = Cli::command();
    linestop.build();
    let pages = std::iter::once(&linestop).chain(linestop.get_subcommands());
    let mut count = 0;
    for command in pages {
        let name = command.get_display_name().unwrap_or("linestop");
        let refused = |error| Failure::Fault(format!("the manual page of {name} cannot be made: {error}"));
        let mut page = Vec::new();
        Man::new(command.clone()).render(&mut page).map_err(refused)?;
        write_beside(&folder.join(format!("{name}.1")), &page)?;
        count += 1;
    }
    terminal::print(&format!("{count} manual pages written to {}\n", folder.display()))
}
