//! Rates of parts of the calls: by host, page, country, label and channel.

use std::collections::HashMap;
use std::sync::Arc;

use super::Group;
use super::judge::JudgedEvent;
use super::sample::{Merge, Sampled, hash_of};
use crate::bytes::wire;
use crate::event::{Event, EventKind, Interner, Party, Symbol};
use crate::names::names;
use crate::stats::Proportion;

names! {
    /// By what calls are grouped.
    GroupKey {
        /// The host.
        Host = "host",
        /// The page.
        Page = "page",
        /// The country of the user.
        Country = "country",
        /// The label of the line.
        Label = "label",
        /// The channel.
        Channel = "channel",
    }
}

impl GroupKey {
    /// The group of a value.
    pub(super) fn group(self, value: &str) -> Group {
        let value = Some(value.into());
        match self {
            Self::Host => Group { host: value, ..Group::ALL },
            Self::Page => Group { page: value, ..Group::ALL },
            Self::Country => Group { country: value, ..Group::ALL },
            Self::Label => Group { label: value, ..Group::ALL },
            Self::Channel => Group { channel: value, ..Group::ALL },
        }
    }
}

/// The greatest number of groups of a kind.
const MAX_GROUPS: usize = 10_000;

/// What was measured for a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct GroupMeasures {
    /// Calls to other parties, judged or not.
    pub(super) calls: u64,
    /// The bytes of these calls.
    pub(super) bytes: u64,
    /// Of the judged calls after the first choice, those that carry a usable string.
    pub(super) coverage: Proportion,
    /// Of the calls with a usable string, those whose string is the one in force.
    pub(super) correctness: Proportion,
    /// Judged calls that the string in force does not permit.
    pub(super) unauthorised: Proportion,
}

wire!(GroupMeasures { bytes, coverage, correctness, unauthorised } counts { calls });

impl Merge for GroupMeasures {
    fn merge(&mut self, other: Self) {
        self.calls += other.calls;
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.coverage.merge(other.coverage);
        self.correctness.merge(other.correctness);
        self.unauthorised.merge(other.unauthorised);
    }

    fn occurrences(&self) -> u64 {
        self.calls
    }
}

/// The groups of an audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Groups {
    kinds: [Sampled<Arc<str>, GroupMeasures, MAX_GROUPS>; GroupKey::ALL.len()],
}

wire!(Groups { kinds });

impl Groups {
    pub(super) fn merge(&mut self, other: Self) {
        for (known, other) in self.kinds.iter_mut().zip(other.kinds) {
            known.merge(other);
        }
    }

    /// The groups of each kind.
    pub(super) fn iter(
        &self,
    ) -> impl Iterator<Item = (GroupKey, &Sampled<Arc<str>, GroupMeasures, MAX_GROUPS>)> {
        GroupKey::ALL.iter().copied().zip(&self.kinds)
    }

    fn of(&mut self, key: GroupKey) -> Option<&mut Sampled<Arc<str>, GroupMeasures, MAX_GROUPS>> {
        GroupKey::ALL
            .iter()
            .zip(&mut self.kinds)
            .find(|(known, _)| **known == key)
            .map(|(_, it)| it)
    }
}

/// The groups of the events since the last flush, by symbol: an event costs a few additions.
#[derive(Clone, Debug, Default)]
pub(super) struct PendingGroups {
    by_symbol: HashMap<(GroupKey, Symbol), GroupMeasures>,
}

/// What a call is in its groups.
#[derive(Clone, Copy)]
pub(super) struct GroupedCall {
    /// Whether it carries a usable string; `None` before the first choice.
    pub(super) usable: Option<bool>,
    pub(super) correct: bool,
    pub(super) unauthorised: bool,
}

impl PendingGroups {
    /// Adds a call, which is judged if there is something to say about it.
    pub(super) fn add(
        &mut self,
        event: &Event,
        judged: &JudgedEvent<'_>,
        call: GroupedCall,
        texts: &mut Interner,
    ) {
        if event.kind != EventKind::Call || event.party != Party::Third {
            return;
        }
        let country = event.country.map(|country| texts.intern(country.as_str()));
        let keys = [
            (GroupKey::Host, event.host),
            (GroupKey::Page, event.page),
            (GroupKey::Country, country),
            (GroupKey::Label, event.label),
            (GroupKey::Channel, event.channel),
        ];
        for (key, symbol) in keys {
            let Some(symbol) = symbol else { continue };
            let measures = self.by_symbol.entry((key, symbol)).or_default();
            measures.calls += 1;
            measures.bytes += u64::from(event.transfer_size);
            if !judged.is_judged() {
                continue;
            }
            measures.unauthorised.count(call.unauthorised);
            if let Some(is_usable) = call.usable {
                measures.coverage.count(is_usable);
                if is_usable {
                    measures.correctness.count(call.correct);
                }
            }
        }
    }

    /// Moves what was added to the groups.
    pub(super) fn flush(&mut self, groups: &mut Groups, texts: &Interner) {
        for ((key, symbol), measures) in self.by_symbol.drain() {
            let text = texts.shared(symbol);
            if let Some(groups) = groups.of(key) {
                groups.add(hash_of(&[text.as_bytes()]), Arc::clone(text), measures);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.by_symbol.len()
    }
}
