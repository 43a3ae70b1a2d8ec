//! How help is laid out: what a command does, examples, arguments under headings, the exit status
//! last.

use clap::{Arg, ArgAction, Command};

use crate::term::{WIDTH, wrap_words};

/// What is read.
pub(super) const INPUT: &str = "Input";
/// What is asked.
pub(super) const QUESTION: &str = "Question";
/// What is made.
pub(super) const STRINGS: &str = "Strings";
/// Vendor lists and CMP lists.
pub(super) const LISTS: &str = "Lists";
/// By what is judged.
pub(super) const JUDGING: &str = "Judging";
/// What is printed.
pub(super) const OUTPUT: &str = "Output";
/// What every command has.
pub(super) const EVERYWHERE: &str = "In every command";

/// Behind the usage stands what `before_help` is called by clap: the examples.
const TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}

{before-help}{all-args}{after-help}";

/// The section on the exit status, with which every help ends: what is meant by yes, by no, and by
/// work that could not be done beside faulty usage.
pub(super) fn exit_status(yes: &str, no: Option<&str>, trouble: &str) -> String {
    let line = |status, text: &str| format!("\n  {status}  {}", wrap_words(text, 5, WIDTH - 5));
    [
        "Exit status:".to_owned(),
        line(0, yes),
        no.map_or_else(String::new, |no| line(1, &format!("{no}; 0 with --exit-zero"))),
        line(2, &format!("the work could not be done: faulty usage{trouble}")),
    ]
    .concat()
}

/// The exit status of commands that have nothing to answer yes or no to, and read strings.
pub(super) fn exit_status_of_reading() -> String {
    exit_status(
        "done",
        Some("done, but some input could not be read"),
        ", no input, a missing file",
    )
}

/// Lays out the help of a command and of those below it.
pub(super) fn laid_out(command: Command) -> Command {
    let version = Arg::new("version").long("version").short('V').action(ArgAction::Version);
    let help = Arg::new("help").long("help").short('h').action(ArgAction::Help).global(true);
    templates(command)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            help.help("Print help: -h in short, --help in full")
                .help_heading(EVERYWHERE)
                .display_order(905),
        )
        .arg(version.help("Print the version").help_heading(EVERYWHERE).display_order(906))
}

fn templates(command: Command) -> Command {
    command.help_template(TEMPLATE).mut_subcommands(templates)
}
