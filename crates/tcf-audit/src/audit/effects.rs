//! When choices took effect on events, as decision records show it.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use tcf_codec::VendorId;
use tcf_policy::decide::Reason;

use super::sample::{Merge, Sampled, hash_of};
use crate::bytes::wire;
use crate::check::{Detail, Sample};
use crate::enforce::EnforceReason;
use crate::purpose_map::Recipient;
use crate::records::DecisionRecord;

/// The greatest number of choices. Of more, those are kept whose keys have the smallest hashes.
const MAX_CHOICES: usize = 100_000;

/// By logged choice and recipient, when an event was dropped or stripped first. A record does not
/// have the key of a visit: the time of the choice, its number among those at that time, and the
/// string stand for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Effects {
    choices: Sampled<u64, Effect, MAX_CHOICES>,
}

/// What a choice changed for a recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Effect {
    vendor: Option<VendorId>,
    /// The records that were decided by it.
    records: u64,
    /// The first event of which something was lost because of it.
    first: Option<FirstLoss>,
}

/// The order is that of time, file and line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FirstLoss {
    /// The time in milliseconds since 1970.
    at: u64,
    file: Arc<str>,
    line: u64,
    /// How long after the choice it is, in milliseconds.
    after: u64,
}

wire!(Effects { choices });
wire!(Effect { vendor, first } counts { records });
wire!(FirstLoss { at, file, line, after });

/// The reasons that the bits of a string or an objection give. All others deny whatever the user
/// chose.
const OF_CHOICES: [&str; 8] = [
    Reason::NoPurposeConsent.code(),
    Reason::NoVendorConsent.code(),
    Reason::PurposeLiAbsent.code(),
    Reason::VendorLiAbsent.code(),
    Reason::PubNoConsent.code(),
    Reason::PubLiAbsent.code(),
    Reason::SfNoOptin.code(),
    EnforceReason::Objected.code(),
];

/// Whether something of an event was lost because of a choice that its own string does not have.
fn is_of_choice(record: &DecisionRecord<'_>, has_own: bool) -> bool {
    let reasons = &record.reasons;
    let are_of_choices = || reasons.iter().all(|reason| OF_CHOICES.contains(&&**reason));
    record.is_loss() && !has_own && !reasons.is_empty() && are_of_choices()
}

impl Merge for Effect {
    fn merge(&mut self, other: Self) {
        self.records += other.records;
        self.first = self.first.take().into_iter().chain(other.first).min();
    }

    fn occurrences(&self) -> u64 {
        self.records
    }
}

impl Effects {
    /// Adds a record, unless no logged choice decided it or its time is unknown.
    pub(super) fn add(&mut self, record: &DecisionRecord<'_>, file: &str, line: u64) {
        let Some(string) = &record.string else { return };
        let (Some(chosen), Some(at)) = (string.chosen, record.at) else { return };
        let vendor = record.vendor.as_ref().and_then(Recipient::vendor);
        let name = record.vendor.as_ref().and_then(Recipient::name);
        let text = string.sha256.as_deref().or(string.text.as_deref()).unwrap_or_default();
        let key = hash_of(&[
            &chosen.unix_millis().to_le_bytes(),
            &string.choice.map_or(1, NonZeroU32::get).to_le_bytes(),
            &vendor.map_or(0, VendorId::get).to_le_bytes(),
            name.unwrap_or_default().as_bytes(),
            text.as_bytes(),
        ]);
        if !self.choices.wants(key) {
            self.choices.drop_occurrences(1);
            return;
        }
        let first = is_of_choice(record, string.events_own).then(|| FirstLoss {
            at: at.unix_millis(),
            file: file.into(),
            line,
            after: at.unix_millis().saturating_sub(chosen.unix_millis()),
        });
        self.choices.add(key, key, Effect { vendor, records: 1, first });
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.choices.merge(other.choices);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.choices.iter().next().is_none()
    }

    fn losses(&self) -> impl Iterator<Item = (Option<VendorId>, &FirstLoss)> {
        let effects = self.choices.iter().map(|(_, effect)| effect);
        effects.filter_map(|effect| Some((effect.vendor, effect.first.as_ref()?)))
    }

    /// The times from choices to the first event of which something was lost, in milliseconds.
    pub(super) fn times(&self) -> impl Iterator<Item = u64> {
        self.losses().map(|(_, first)| first.after)
    }

    /// The number of choices that took nothing from an event.
    pub(super) fn without_loss(&self) -> u64 {
        let choices = self.choices.iter().filter(|(_, effect)| effect.first.is_none());
        u64::try_from(choices.count()).unwrap_or(u64::MAX)
    }

    /// The first losses that came later than a limit in milliseconds, by vendor.
    pub(super) fn late(&self, limit: u64) -> BTreeMap<Option<VendorId>, Vec<Sample>> {
        let mut late: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (vendor, first) in self.losses().filter(|(_, first)| first.after > limit) {
            let detail = Detail::Above { found: first.after, limit };
            late.entry(vendor).or_default().push(Sample {
                at: first.at,
                detail: Some(detail),
                ..Sample::of_line(&first.file, first.line)
            });
        }
        late
    }
}
