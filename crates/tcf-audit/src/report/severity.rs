//! Severities as their names.

use serde::{Deserialize as _, Deserializer, Serializer};
use tcf_policy::rules::Severity;

/// Serializes a severity.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(super) fn serialize<S: Serializer>(
    severity: &Severity,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(severity.name())
}

/// Deserializes a severity.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Severity, D::Error> {
    let name = String::deserialize(deserializer)?;
    let all = [Severity::Error, Severity::Warning, Severity::Info];
    let found = all.into_iter().find(|severity| severity.name() == name);
    found.ok_or_else(|| serde::de::Error::custom(format_args!("{name:?} is not a severity")))
}
