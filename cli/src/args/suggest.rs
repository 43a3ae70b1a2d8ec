//! Suggestions for invalid arguments that clap has none for.

use clap::Error;
use clap::error::{ContextKind, ContextValue};

/// Adds a suggestion: `--format json` for `--json`, and `gvl` for `GVL`.
pub(super) fn with_suggestion(mut error: Error) -> Error {
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
