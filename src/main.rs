//! The `linestop` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    linestop::cli::main()
}
