//! Suggestions for invalid arguments that clap has none for.

use clap::Error;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Adds a suggestion: `--format json` for `--json`, and `gvl` for `GVL`.
pub(super) fn with_suggestion(mut error: Error) -> Error {
    match error.kind() {
        ErrorKind::MissingRequiredArgument if lacks_selection(&error) => {
            let message = "decide needs --vendor WHO, --publisher or --activity ACTIVITY\n";
            return Error::raw(error.kind(), message);
        }
        ErrorKind::ArgumentConflict => {
            if let Some(reason) = reason_of_conflict(&error) {
                let tip = ContextValue::StyledStrs(vec![StyledStr::from(reason)]);
                error.insert(ContextKind::Suggested, tip);
            }
            return error;
        }
        _ => {}
    }
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    if let Some(format) = text(ContextKind::InvalidArg).as_deref().and_then(format_option) {
        // "to pass '--json' as a value"
        error.remove(ContextKind::Suggested);
        error.insert(ContextKind::SuggestedArg, ContextValue::String(format.to_owned()));
    } else if let Some(name) = text(ContextKind::InvalidSubcommand) {
        let lower = name.to_ascii_lowercase();
        if lower != name && super::command().find_subcommand(&lower).is_some() {
            error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![lower]));
        }
    }
    error
}

/// The arguments that an error names.
fn arguments(error: &Error) -> Vec<&str> {
    let texts =
        [ContextKind::InvalidArg, ContextKind::PriorArg].map(|kind| match error.get(kind) {
            Some(ContextValue::String(text)) => vec![text.as_str()],
            Some(ContextValue::Strings(texts)) => texts.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        });
    texts.concat()
}

/// Whether `tcf decide` has neither vendors nor what replaces them. Of all commands, only `decide`
/// requires `--vendor`.
fn lacks_selection(error: &Error) -> bool {
    arguments(error).iter().any(|argument| argument.starts_with("--vendor "))
}

/// Why arguments exclude each other, where that is not obvious.
fn reason_of_conflict(error: &Error) -> Option<&'static str> {
    let arguments = arguments(error);
    let names = |name: &str| arguments.iter().any(|argument| argument.starts_with(name));
    match () {
        () if names("--activity") => {
            Some("--activity reads US sections, which depend neither on vendors nor on the GDPR")
        }
        () if names("--publisher") && (names("--gvl") || names("--any-gvl")) => {
            Some("--publisher decides without a vendor list")
        }
        () => None,
    }
}

/// The option for a format that was given as an option of its own.
fn format_option(arg: &str) -> Option<&'static str> {
    Some(match arg {
        "--json" => "--format json",
        "--ndjson" | "--jsonl" => "--format ndjson",
        "--csv" => "--format csv",
        "--sarif" => "--format sarif",
        _ => return None,
    })
}
