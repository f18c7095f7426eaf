//! `linestop completions`: what a shell needs to complete commands and options.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Failure, terminal};

/// Print what a shell needs to complete linestop's commands and options.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop completions bash > ~/.local/share/bash-completion/completions/linestop
  linestop completions zsh > ~/.zfunc/_linestop     with ~/.zfunc in fpath
  linestop completions fish > ~/.config/fish/completions/linestop.fish
  linestop completions powershell >> $PROFILE")]
pub(super) struct Arguments {
    /// The shell.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script.
pub(super) fn completions(arguments: &Arguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "linestop", &mut script);
    terminal::print(&String::from_utf8_lossy(&script))
}
