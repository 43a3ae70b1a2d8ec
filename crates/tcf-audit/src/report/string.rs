//! Strings in reports.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tcf_carrier::{Place, Timestamp};
use tcf_codec::AnyTcString;
use tcf_codec::json::{IdFormat, Payload};

use super::time;
use crate::audit::State;
use crate::check::string_id;

/// A string that was seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct StringRecord {
    /// 16 hexadecimal digits that identify the string.
    pub id: String,
    /// The string.
    pub string: String,
    /// When it was first seen.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub first_seen: Option<Timestamp>,
    /// The places in which it was seen, such as `query`. Empty for a string that only a log of
    /// choices has.
    pub carriers: Vec<String>,
    /// The payload, as `tcf decode` prints it, with ids as ranges; absent if the string cannot be
    /// decoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<Value>,
    /// The code of the error, if the string cannot be decoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The strings of the events, of samples and of the timeline, by the time at which they were first
/// seen.
pub(super) fn strings(state: &State) -> Vec<StringRecord> {
    let mut found: BTreeMap<&str, (Option<Timestamp>, BTreeSet<Place>)> = BTreeMap::new();
    let (seen, _) = state.strings();
    for (string, seen) in seen {
        found.insert(string, (seen.first_seen(), seen.places.clone()));
    }
    let samples = state.findings().iter().flat_map(|(_, finding)| &finding.samples);
    let in_force = samples.filter_map(|sample| sample.in_force.as_ref());
    for (string, _) in in_force {
        found.entry(string).or_default();
    }
    let (visits, _) = state.visits();
    for statement in visits.flat_map(|visit| &visit.statements) {
        if let Some(string) = &statement.string {
            found.entry(string).or_default();
        }
    }
    let mut strings: Vec<_> =
        found.into_iter().map(|(string, (at, places))| record(string, at, &places)).collect();
    let order = |at: Option<Timestamp>| at.map_or(u64::MAX, Timestamp::unix_millis);
    strings.sort_by(|one, two| {
        (order(one.first_seen), &one.id).cmp(&(order(two.first_seen), &two.id))
    });
    strings
}

fn record(string: &str, first_seen: Option<Timestamp>, places: &BTreeSet<Place>) -> StringRecord {
    let decoded = AnyTcString::decode(string);
    let payload = decoded.as_ref().ok().map(|value| {
        // Serializing a value to JSON cannot fail: all keys are text.
        serde_json::to_value(Payload { value, layout: None, ids: IdFormat::Ranges })
            .unwrap_or_default()
    });
    StringRecord {
        id: string_id(string),
        string: string.to_owned(),
        first_seen,
        carriers: places.iter().map(|place| place.name().to_owned()).collect(),
        payload,
        error: decoded.err().map(|error| error.code().to_owned()),
    }
}
