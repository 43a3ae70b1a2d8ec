//! Results as text, as JSON records, and in the formats of other tools.

pub(crate) mod audit;
mod cmp;
pub(crate) mod decide;
pub(crate) mod decode;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod extract;
pub(crate) mod failure;
pub(crate) mod filter;
pub(crate) mod generate;
pub(crate) mod gvl;
pub(crate) mod ids;
pub(crate) mod inspect;
pub(crate) mod json;
pub(crate) mod man;
pub(crate) mod report;
pub(crate) mod size;
#[cfg(test)]
mod tests;

use tcf_codec::Deciseconds;

pub(crate) use failure::{note_inputs, note_repairs};

/// An output format.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Human-readable text.
    Text,
    /// JSON, indented.
    Json,
    /// JSON, one record per line.
    Ndjson,
}

/// The name of an id that the policy version of the string does not define.
pub(crate) const NOT_DEFINED: &str = "(not defined by this policy version)";

/// A time as text; only the date if it is midnight.
pub(crate) fn date(time: Deciseconds) -> String {
    let text = time.to_string();
    text.strip_suffix("T00:00:00Z").map(str::to_owned).unwrap_or(text)
}
