//! What enforcement leaves of each channel.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::audit::State;
use crate::records::ChannelLoss;

/// What enforcement leaves of a channel, from decision records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ChannelRecord {
    /// The channel; absent for events without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
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
    /// Events that were stripped or dropped, by reason. An event may have several.
    pub reasons: BTreeMap<String, u64>,
    /// Events that were stripped, by field.
    pub fields: BTreeMap<String, u64>,
    /// Of the events that were passed, those that keep the fields that the channel needs.
    pub matched: u64,
    /// The events that were passed for a channel whose needs are known.
    pub matchable: u64,
}

/// The channels, by name.
pub(super) fn data_loss(state: &State) -> Vec<ChannelRecord> {
    let channels = state.data_loss().iter();
    channels.map(|(name, loss)| record(name, loss)).collect()
}

fn record(name: &str, loss: &ChannelLoss) -> ChannelRecord {
    let owned = |names: &BTreeMap<Arc<str>, u64>| {
        names.iter().map(|(name, &count)| ((**name).to_owned(), count)).collect()
    };
    ChannelRecord {
        channel: (!name.is_empty()).then(|| name.to_owned()),
        read: loss.read(),
        passed: loss.passed,
        stripped: loss.stripped,
        marked: loss.marked,
        dropped: loss.dropped,
        lost: loss.loss().value().map(|share| share * 100.0),
        reasons: owned(&loss.reasons),
        fields: owned(&loss.fields),
        matched: loss.matched.numerator(),
        matchable: loss.matched.denominator(),
    }
}
