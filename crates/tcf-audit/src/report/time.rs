//! Times as RFC 3339 text in UTC.

use serde::{Deserialize as _, Deserializer, Serializer};
use tcf_carrier::Timestamp;

/// Serializes a time; null if it is unknown.
#[expect(clippy::ref_option, reason = "serde passes a reference")]
pub(super) fn serialize<S: Serializer>(
    at: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serializer.collect_str(at),
        None => serializer.serialize_none(),
    }
}

/// Deserializes a time. Text that is not a time is an error.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let at = Timestamp::parse(&text);
    at.map(Some).ok_or_else(|| serde::de::Error::custom(format_args!("{text:?} is not a time")))
}
