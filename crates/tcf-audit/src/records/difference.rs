//! Differences between records.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::names::names;

names! {
    /// How recorded decisions differ from recomputed ones.
    DifferenceKind {
        /// A record has another value.
        Changed = "changed",
        /// An event has no record.
        Missing = "missing",
        /// A record has no event.
        Extra = "extra",
        /// A record stands in another place.
        Reordered = "reordered",
        /// A line is not a record.
        Unreadable = "unreadable",
        /// The last line is truncated.
        Cut = "cut",
    }
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// What differs.
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("enum" = DifferenceKind::ALL)))]
    pub kind: DifferenceKind,
    /// The line of the records, from 1; absent if no line shows the difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The id of the event; absent if it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The key whose value differs, with dots: `string.sha256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The value in the records, as JSON; absent if the key is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<String>,
    /// The value that was recomputed, as JSON; absent if the key is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recomputed: Option<String>,
}

/// `changed, line 12, event events.ndjson:12: action is "pass", expected "drop"`
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(id) = &self.id {
            write!(f, ", event {}", id.escape_debug())?;
        }
        if let Some(key) = &self.key {
            write!(f, ": {key} is {}", self.recorded.as_deref().unwrap_or("missing"))?;
            write!(f, ", expected {}", self.recomputed.as_deref().unwrap_or("missing"))?;
        }
        Ok(())
    }
}

/// Something else than the events that decisions depend on: settings, a vendor list, a version of
/// the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OtherInput {
    /// The key of records: `config`, `gvl` or `tool`.
    pub key: String,
    /// The value in the first record that differs, as JSON.
    pub recorded: String,
    /// The value that was recomputed for it, as JSON.
    pub recomputed: String,
    /// The number of records that differ.
    pub count: u64,
}

/// The keys of records that stand for what decisions depend on, in the order in which they are
/// named.
pub(super) const INPUTS: [&str; 3] = ["tool", "config", "gvl"];

/// The keys of records in their order.
const KEYS: &[&str] = &[
    "id",
    "at",
    "asOf",
    "vendor",
    "vendors",
    "purposes",
    "channel",
    "context",
    "action",
    "mode",
    "verdict",
    "basis",
    "reasons",
    "string",
    "stripped",
    "kept",
    "gvl",
    "config",
    "assessment",
    "tool",
];

/// The path and the values of the first key that differs, in the order of records, without inputs.
pub(super) fn first_difference(
    recorded: &Value,
    recomputed: &Value,
) -> Option<(String, Option<String>, Option<String>)> {
    let own = KEYS.iter().copied().filter(|key| !INPUTS.contains(key));
    for key in own {
        if let Some(found) = difference_at(key, recorded.get(key), recomputed.get(key)) {
            return Some(found);
        }
    }
    // Keys that no record has.
    let keys = [recorded, recomputed].into_iter().filter_map(Value::as_object);
    let mut unknown =
        keys.flat_map(|members| members.keys()).filter(|key| !KEYS.contains(&&***key));
    unknown.find_map(|key| difference_at(key, recorded.get(key), recomputed.get(key)))
}

fn difference_at(
    path: &str,
    recorded: Option<&Value>,
    recomputed: Option<&Value>,
) -> Option<(String, Option<String>, Option<String>)> {
    if recorded == recomputed {
        return None;
    }
    if let (Some(Value::Object(one)), Some(Value::Object(other))) = (recorded, recomputed) {
        let keys = one.keys().chain(other.keys().filter(|key| !one.contains_key(*key)));
        let mut inner = keys.filter_map(|key| {
            difference_at(&format!("{path}.{key}"), one.get(key), other.get(key))
        });
        if let Some(found) = inner.next() {
            return Some(found);
        }
    }
    let text = |value: Option<&Value>| value.map(Value::to_string);
    Some((path.to_owned(), text(recorded), text(recomputed)))
}

#[cfg(test)]
mod tests {
    use super::super::record::tests::LINE;
    use super::*;

    #[test]
    fn every_key_of_a_record_is_known() {
        let Value::Object(members) = serde_json::from_str(LINE).unwrap() else { panic!() };
        for key in members.keys() {
            assert!(KEYS.contains(&&**key), "{key}");
        }
        assert!(INPUTS.iter().all(|key| KEYS.contains(key)));
    }

    #[test]
    fn the_first_key_that_differs_is_named() {
        let value = |line: &str| serde_json::from_str::<Value>(line).unwrap();
        let original = value(LINE);
        for (from, to, path) in [
            ("\"vendor\":278", "\"vendor\":279", Some("vendor")),
            ("\"drop\"", "\"pass\"", Some("action")),
            ("\"ab\"", "\"ac\"", Some("string.sha256")),
            ("\"DE\"", "\"FR\"", Some("context.country")),
            ("\"basis\":null,", "", Some("basis")),
            ("\"id\"", "\"extra\":1,\"id\"", Some("extra")),
            // Named as other inputs.
            ("\"cd\"", "\"ce\"", None),
            ("\"ef\"", "\"eg\"", None),
        ] {
            let found = first_difference(&value(&LINE.replacen(from, to, 1)), &original);
            assert_eq!(found.as_ref().map(|(path, ..)| &**path), path, "{from}");
        }
        // The order of keys of a record, not that of the alphabet.
        let two = LINE.replacen("278", "279", 1).replacen("\"drop\"", "\"pass\"", 1);
        assert_eq!(first_difference(&value(&two), &original).unwrap().0, "vendor");
    }
}
