//! The layout of help: description, examples, options by heading, and the exit status last.

use clap::{Arg, ArgAction, Command};

use crate::term::{WIDTH, wrap_words};

pub(super) const ARGUMENTS: &str = "Arguments";
pub(super) const INPUT: &str = "Input";
pub(super) const SIGNALS: &str = "Signals";
pub(super) const SELECTION: &str = "Selection";
pub(super) const STRINGS: &str = "Strings";
pub(super) const EVENTS: &str = "Event logs";
pub(super) const LISTS: &str = "Vendor lists";
pub(super) const EVALUATION: &str = "Evaluation";
pub(super) const FINDINGS: &str = "Findings";
pub(super) const OUTPUT: &str = "Output";
pub(super) const RECORDS: &str = "Decision records";
pub(super) const GLOBAL: &str = "Global options";

/// `before_help` contains the examples, which follow the usage.
const TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}

{before-help}{all-args}{after-help}";

/// The section on the exit status: when it is 0, when 1 (`None` if never), and when 2, in addition
/// to usage errors.
pub(super) fn exit_status(success: &str, failure: Option<&str>, errors: &str) -> String {
    let line = |status, text: &str| format!("\n  {status}  {}", wrap_words(text, 5, WIDTH - 5));
    [
        "Exit status:".to_owned(),
        line(0, success),
        failure.map_or_else(String::new, |text| line(1, &format!("{text} (0 with --exit-zero)"))),
        line(2, &format!("Error: invalid usage{errors}")),
    ]
    .concat()
}

/// The exit status of commands that only decode.
pub(super) fn exit_status_of_decoding() -> String {
    exit_status(
        "Every string was decoded",
        Some("Some input could not be decoded"),
        ", no input, missing file",
    )
}

/// Applies the layout to a command and its subcommands.
pub(super) fn with_layout(command: Command) -> Command {
    let version = Arg::new("version").long("version").short('V').action(ArgAction::Version);
    let help = Arg::new("help").long("help").short('h').action(ArgAction::Help).global(true);
    with_template(command)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            help.help("Print help: -h for a summary, --help for details")
                .help_heading(GLOBAL)
                .display_order(905),
        )
        .arg(version.help("Print the version").help_heading(GLOBAL).display_order(906))
}

fn with_template(command: Command) -> Command {
    command.help_template(TEMPLATE).mut_subcommands(with_template)
}
