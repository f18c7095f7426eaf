//! `linestop manual`: manual pages.

use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_mangen::Man;

use super::replace::Overwrite;
use super::{Cli, Failure, terminal};
use crate::report::{sealed, write_files};

/// Write manual pages, one for linestop and one for each command.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop manual ~/.local/share/man/man1     then: man linestop-run")]
pub(super) struct Arguments {
    /// Folder for the pages; it is made if it is not there.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    overwrite: Overwrite,
    /// Print what was written as JSON.
    #[arg(long)]
    json: bool,
}

/// Writes the pages.
pub(super) fn manual(arguments: &Arguments) -> Result<(), Failure> {
    let folder = &arguments.folder;
    let mut linestop = Cli::command();
    linestop.build();
    let pages = std::iter::once(&linestop).chain(linestop.get_subcommands());
    let mut files = Vec::new();
    for command in pages {
        let name = command.get_display_name().unwrap_or("linestop");
        let refused = |error| Failure::Fault(format!("the manual page of {name} cannot be made: {error}"));
        let mut page = Vec::new();
        Man::new(command.clone()).render(&mut page).map_err(refused)?;
        let page = laid_out(&String::from_utf8_lossy(&page));
        files.push((folder.join(format!("{name}.1")), sealed(page.into_bytes())));
    }
    write_files(&files, &arguments.overwrite.replace(Vec::new()))?;
    let written: Vec<PathBuf> = files.into_iter().map(|(path, _)| path).collect();
    let words = format!("{} manual pages written to {}\n", written.len(), folder.display());
    terminal::written(arguments.json, &written, &words)
}

/// What follows the options: examples as they are typed, line by line, then notes. Without the one letter that plain
/// terminals lack.
fn laid_out(page: &str) -> String {
    let Some((options, rest)) = page.split_once(".SH EXTRA\nExamples:\n") else { return page.replace('…', "...") };
    let examples: Vec<&str> = rest.lines().take_while(|line| line.starts_with(' ')).collect();
    let notes: Vec<&str> = rest.lines().skip(examples.len()).skip_while(|line| line.is_empty()).collect();
    let heading = match notes.first() {
        Some(first) if !first.starts_with('.') => ".SH NOTES\n",
        _ => "",
    };
    let examples: Vec<&str> = examples.iter().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect();
    format!("{options}.SH EXAMPLES\n.nf\n{}\n.fi\n{heading}{}\n", examples.join("\n"), notes.join("\n"))
        .replace('…', "...")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_stand_line_by_line() {
        let page = ".SH OPTIONS\nx…\n.SH EXTRA\nExamples:\n  a \\-\\-b\n    more\n\nNotes.\n";
        let wanted = ".SH OPTIONS\nx...\n.SH EXAMPLES\n.nf\na \\-\\-b\n  more\n.fi\n.SH NOTES\nNotes.\n";
        assert_eq!(laid_out(page), wanted);
        let alone = ".SH EXTRA\nExamples:\n  a\n.SH VERSION\nv\n";
        assert_eq!(laid_out(alone), ".SH EXAMPLES\n.nf\na\n.fi\n.SH VERSION\nv\n");
    }
}
