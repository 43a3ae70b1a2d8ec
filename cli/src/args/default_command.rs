//! `tcf STRING` is `tcf decode STRING`.

use std::ffi::OsString;

use clap::CommandFactory as _;
use tcf_carrier::TextKind;

use super::Cli;

/// Inserts `decode` if the arguments do not name a command: `tcf STRING` is `tcf decode STRING`.
///
/// A lower-case word is treated as a command, even if unknown: no consent string looks like one. So
/// is the name of a command in another case. What programs write for a missing string is a string:
/// `tcf undefined` explains it.
pub(super) fn with_default_command(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<_> = args.into_iter().collect();
    let command = Cli::command();
    // Global options and those of `decode` may come first.
    let options = || {
        command.get_arguments().chain(
            command.find_subcommand("decode").into_iter().flat_map(clap::Command::get_arguments),
        )
    };
    let takes_value = |flag: &str| {
        options().filter(|option| option.get_action().takes_values()).any(|option| {
            let long = option.get_long().is_some_and(|long| flag.strip_prefix("--") == Some(long));
            let short = option
                .get_short()
                .is_some_and(|short| flag.strip_prefix('-') == Some(short.to_string().as_str()));
            long || short
        })
    };
    let mut index = 1;
    while let Some(arg) = args.get(index) {
        let text = arg.to_string_lossy();
        if matches!(&*text, "-h" | "--help" | "-V" | "--version") {
            return args;
        }
        if takes_value(&text) {
            index += 2;
        } else if text.starts_with('-') && text.len() > 1 {
            index += 1;
        } else {
            break;
        }
    }
    let is_word = |text: &str| {
        text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    let is_word =
        |text: &str| is_word(text) && TextKind::detect(text) != Some(TextKind::Placeholder);
    let is_command = |text: &str| {
        command.get_subcommands().any(|known| known.get_name().eq_ignore_ascii_case(text))
    };
    match args.get(index).map(|first| first.to_string_lossy()) {
        Some(first) if is_word(&first) || is_command(&first) => {}
        None if args.len() < 2 => {}
        // Only options: `decode` reads stdin.
        _ => args.insert(1, "decode".into()),
    }
    args
}
