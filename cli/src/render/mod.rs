//! Results as text for people, as JSON records, and in the formats of other tools.

pub(crate) mod decide;
pub(crate) mod decode;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod failure;
pub(crate) mod generate;
pub(crate) mod gvl;
pub(crate) mod ids;
pub(crate) mod inspect;
pub(crate) mod json;
pub(crate) mod man;
pub(crate) mod report;
#[cfg(test)]
mod tests;

use tcf_codec::Deciseconds;

pub(crate) use failure::note_repairs;

/// A format of records.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// JSON, indented.
    Json,
    /// JSON, each record on a line.
    Ndjson,
}

/// A date where the time is midnight, which it mostly is.
pub(crate) fn date(time: Deciseconds) -> String {
    let text = time.to_string();
    text.strip_suffix("T00:00:00Z").map(str::to_owned).unwrap_or(text)
}
