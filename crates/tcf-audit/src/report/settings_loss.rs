//! What enforcement leaves under different settings.

use serde::{Deserialize, Serialize};
use tcf_carrier::Timestamp;

use super::time;
use crate::audit::{Sampling, State};
use crate::records::{DecidedBy, SettingsLoss};
use crate::stats::{Difference, Interval, Proportion};

/// What enforcement leaves of the events that were decided under the same settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct SettingsRecord {
    /// The SHA-256 of the settings; absent if the records do not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<String>,
    /// Name and version of the program; empty if the records do not have it.
    pub tool: String,
    /// The first event of known time.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub first: Option<Timestamp>,
    /// The last event of known time.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub last: Option<Timestamp>,
    /// Events that were read: passed, stripped, marked and dropped ones.
    pub read: u64,
    /// Events that were passed whole.
    pub passed: u64,
    /// Events that were passed without some fields.
    pub stripped: u64,
    /// Events that were passed with a note.
    pub marked: u64,
    /// Events that were not passed.
    pub dropped: u64,
    /// The share of events that were stripped or dropped, in percent.
    pub lost: Option<f64>,
    /// How much more that is than under the settings before these, in percentage points; null for
    /// the first ones, and for events without a time.
    pub difference: Option<f64>,
    /// The 95 % interval of the difference (Newcombe's method 10); null unless the events are a
    /// sample.
    pub interval: Option<[f64; 2]>,
    /// The vendor lists that were used.
    pub lists: Vec<ListUse>,
}

/// How many events a vendor list was used for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ListUse {
    /// The version of its specification.
    pub specification: u8,
    /// Its version.
    pub version: u16,
    /// The events.
    pub events: u64,
}

/// The settings, by the time of their first event.
pub(super) fn settings(state: &State, sampling: Sampling) -> Vec<SettingsRecord> {
    let mut all: Vec<_> = state.loss_by_settings().iter().collect();
    // Those without a time come last, and are compared with none.
    all.sort_by_key(|(_, loss)| (loss.span.is_none(), loss.span.map(|(first, _)| first)));
    let before = std::iter::once(None).chain(all.iter().map(|(_, loss)| Some(loss.loss())));
    let records = all.iter().zip(before).map(|((by, loss), before)| {
        let before = before.filter(|_| loss.span.is_some());
        record(by, loss, before, sampling)
    });
    records.collect()
}

fn record(
    by: &DecidedBy,
    loss: &SettingsLoss,
    before: Option<Proportion>,
    sampling: Sampling,
) -> SettingsRecord {
    let ends = |rate: Proportion| -> Option<Interval> {
        rate.interval().filter(|_| sampling == Sampling::Sample)
    };
    let now = loss.loss();
    let change = before.and_then(|before| Difference::new(now, ends(now), before, ends(before)));
    let list = |(key, &events): (&tcf_policy::gvl::ListKey, &u64)| ListUse {
        specification: key.specification,
        version: key.version,
        events,
    };
    SettingsRecord {
        config: by.config.as_deref().map(str::to_owned),
        tool: (*by.tool).to_owned(),
        first: loss.span.map(|(first, _)| first),
        last: loss.span.map(|(_, last)| last),
        read: loss.read(),
        passed: loss.passed,
        stripped: loss.stripped,
        marked: loss.marked,
        dropped: loss.dropped,
        lost: now.value().map(|share| share * 100.0),
        difference: change.map(|change| change.value * 100.0),
        interval: change
            .and_then(|change| change.interval)
            .map(|ends| [ends.low * 100.0, ends.high * 100.0]),
        lists: loss.lists.iter().map(list).collect(),
    }
}
