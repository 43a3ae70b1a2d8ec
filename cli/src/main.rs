//! `tcf`: decode, encode, check and enforce IAB TCF consent strings.

use std::process::ExitCode;

use tcf_cli::{Cli, run};

fn main() -> ExitCode {
    let cli = match Cli::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(usage) => return usage.report(),
    };
    let ui = cli.ui();
    let status = run(&cli, &ui).unwrap_or_else(|error| ui.report_error(&error));
    status.code(cli.exit_zero())
}
