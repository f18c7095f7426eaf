//! What may be written where: the same for every command that writes files.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
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

/// Refuses a folder where `--out` needs a file, and proposes one in it.
pub(super) fn needs_file(out: &Path, proposed: &str) -> Result<(), Failure> {
    if !out.is_dir() {
        return Ok(());
    }
    let shown = out.display();
    Err(Failure::Mistake(format!("{shown} is a folder; --out needs a file, such as {shown}/{proposed}")))
}
