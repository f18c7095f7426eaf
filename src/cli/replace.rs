//! `--overwrite`: the same for every command that writes files.

use std::path::PathBuf;

use clap::Args;

use crate::report::Replace;

/// What may be replaced.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Overwrite {
    /// Replace also what linestop did not write, or what has been edited since. What the command reads is never
    /// replaced.
    #[arg(long)]
    overwrite: bool,
}

impl Overwrite {
    /// What a command may replace that reads these files.
    pub(super) fn replace(self, inputs: Vec<PathBuf>) -> Replace {
        Replace { overwrite: self.overwrite, inputs }
    }
}
