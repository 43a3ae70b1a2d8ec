//! What an audit adds up. It can be merged.

use std::collections::BTreeMap;
use std::sync::Arc;

use tcf_codec::VendorId;

use super::Auditor;
use super::StateError;
use super::judge::{JudgedVisit, Standing};
use super::measure::Measures;
use super::overview::Overview;
use super::permits::gvl_of;
use super::settings::Settings;
use crate::bytes::{self, wire};
use crate::check::{CheckCode, Findings, Need, Needs, Requirement};
use crate::event::{Event, Symbol};
use crate::purpose_map::PurposeMap;
use crate::records::{ChannelLoss, beyond};

/// How many events were read, and how many were judged. The other numbers of events and `judged`
/// add up to `read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventCounts {
    /// Events that were read.
    pub read: u64,
    /// Calls that were judged.
    pub judged: u64,
    /// Events that are not calls to a vendor.
    pub other: u64,
    /// Calls to which the GDPR does not apply.
    pub out_of_scope: u64,
    /// Calls for which it is unknown whether the GDPR applies, or which string is in force.
    pub unknown: u64,
    /// Calls to hosts that are not mapped.
    pub unmapped: u64,
    /// Lines and entries that are not events.
    pub failed: u64,
    /// Decision records that were read. They are not among the events.
    pub decisions: u64,
}

impl EventCounts {
    /// Adds the counts of another part.
    pub const fn merge(&mut self, other: Self) {
        self.read += other.read;
        self.judged += other.judged;
        self.other += other.other;
        self.out_of_scope += other.out_of_scope;
        self.unknown += other.unknown;
        self.unmapped += other.unmapped;
        self.failed += other.failed;
        self.decisions += other.decisions;
    }

    /// Whether decision records were read, and no events.
    pub const fn are_decisions_only(&self) -> bool {
        self.read == 0 && self.decisions > 0
    }
}

wire!(
    EventCounts {}
    counts { read, judged, other, out_of_scope, unknown, unmapped, failed, decisions }
);

/// A check that did not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRun {
    /// The check.
    pub code: CheckCode,
    /// What it lacked.
    pub missing: Vec<Need>,
}

/// What an audit found. States of parts of an audit can be merged in any order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    pub(super) findings: Findings,
    pub(super) counts: EventCounts,
    pub(super) measures: Measures,
    pub(super) overview: Overview,
    available: Needs,
    unmapped: BTreeMap<Arc<str>, u64>,
    unmapped_overflow: u64,
}

wire!(
    State { findings, counts, measures, overview, available }
    counts { unmapped_overflow }
    maps { unmapped }
);

/// The greatest number of unmapped hosts that are listed.
const MAX_HOSTS: usize = 100_000;

impl State {
    /// What the bytes of a state begin with.
    const MAGIC: bytes::Magic = *b"tcfA";

    /// Adds what another part of the audit found.
    pub fn merge(&mut self, other: Self) {
        self.findings.merge(other.findings);
        self.counts.merge(other.counts);
        self.measures.merge(other.measures);
        self.overview.merge(other.overview);
        self.available.union_with(other.available);
        self.unmapped_overflow += other.unmapped_overflow;
        for (host, calls) in other.unmapped {
            self.add_unmapped(host, calls);
        }
    }

    /// The state as bytes, for another process. They depend on nothing but the state.
    ///
    /// ```
    /// use tcf_audit::audit::State;
    /// let bytes = State::default().to_bytes();
    /// assert_eq!(State::from_bytes(&bytes)?, State::default());
    /// assert!(State::from_bytes(b"{}").is_err());
    /// # Ok::<(), tcf_audit::audit::StateError>(())
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        bytes::to_bytes(Self::MAGIC, self)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) of the same version of the format wrote. Bytes from
    /// elsewhere are an error, or a state with other counts: they cause no panic, here or later,
    /// and take memory in proportion to their length. A state of more than 7 * 10^13 events is
    /// refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StateError> {
        bytes::from_bytes(Self::MAGIC, bytes)
    }

    /// The findings.
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// How many events were read and judged.
    pub const fn counts(&self) -> EventCounts {
        self.counts
    }

    /// The measures behind the metrics.
    pub(super) const fn measures(&self) -> &Measures {
        &self.measures
    }

    /// The unmapped hosts with their calls, most calls first.
    pub fn unmapped_hosts(&self) -> Vec<(&str, u64)> {
        let mut hosts: Vec<_> =
            self.unmapped.iter().map(|(host, &calls)| (&**host, calls)).collect();
        hosts.sort_by_key(|&(_, calls)| std::cmp::Reverse(calls));
        hosts
    }

    /// The vendors of a purpose map without a judged call (M007), ascending.
    pub fn unseen_vendors(&self, map: &PurposeMap) -> Vec<VendorId> {
        map.vendors().filter(|vendor| !self.measures.vendors.contains_key(vendor)).collect()
    }

    /// The number of findings, of calls to unmapped hosts, and of events in decision records (by
    /// channel, reason, field and settings) that are missing or were put together because there
    /// were too many different ones. If it is not 0, the order of merging may have affected which.
    pub fn overflow(&self) -> u64 {
        let channels = &self.measures.channels;
        let records = beyond(channels).map_or(0, ChannelLoss::read)
            + channels.values().map(ChannelLoss::overflow).sum::<u64>()
            + self.measures.settings.overflow();
        self.findings.overflow() + self.unmapped_overflow + records
    }

    /// The checks that did not run, because none of the inputs had what they need.
    pub fn not_run(&self) -> Vec<NotRun> {
        let not_run = CheckCode::ALL.iter().map(|&code| {
            let missing = self.needs_of(code).missing_in(self.available);
            NotRun { code, missing: missing.collect() }
        });
        not_run.filter(|not_run| !not_run.missing.is_empty()).collect()
    }

    /// The requirements that are not met, in their order: a check that needs the evidence did not
    /// run. Ask before the audit is [concluded](Self::conclude).
    pub fn unmet(&self, required: &[Requirement]) -> Vec<Requirement> {
        let missing: Vec<Need> =
            self.not_run().into_iter().flat_map(|not_run| not_run.missing).collect();
        // Decision records are evidence of choices alone.
        let has_events = !missing.contains(&Need::Events);
        let is_unmet = |required: &Requirement| {
            let need = required.need();
            let is_of_events = !matches!(need, Need::PurposeMap | Need::Choices);
            missing.contains(&need) || (is_of_events && !has_events)
        };
        required.iter().copied().filter(is_unmet).collect()
    }

    /// What a check needs, given what was read. Decision records name their recipient and have no
    /// hosts. Beside them, J002 and the checks of the rows of the purpose map need no events.
    fn needs_of(&self, code: CheckCode) -> Needs {
        const EVENTS: Needs = Needs::of(&[Need::Events]);
        let needs = code.check().needs;
        let are_decisions_only = self.counts.are_decisions_only();
        match code {
            CheckCode::J002 if !self.measures.effects.is_empty() => Needs::of(&[Need::Limit]),
            CheckCode::J002 if are_decisions_only => Needs::of(&[Need::Choices, Need::Limit]),
            CheckCode::M004 if are_decisions_only => Needs::of(&[Need::PurposeMap]),
            _ if !are_decisions_only || PurposeMap::CHECKS.contains(&code) => needs,
            _ => EVENTS,
        }
    }

    fn add_unmapped(&mut self, host: Arc<str>, calls: u64) {
        if let Some(known) = self.unmapped.get_mut(&host) {
            *known += calls;
        } else if self.unmapped.len() < MAX_HOSTS {
            self.unmapped.insert(host, calls);
        } else {
            self.unmapped_overflow += calls;
        }
    }

    /// Adds the events of a visit.
    pub(super) fn count(&mut self, visit: &JudgedVisit<'_, '_>) {
        let (mut is_by_server, mut is_by_client) = (false, false);
        for (event, judged) in visit.events.iter().zip(&visit.judged) {
            let counts = &mut self.counts;
            counts.read += 1;
            *match judged.standing {
                Standing::Judged => &mut counts.judged,
                Standing::Other => &mut counts.other,
                Standing::Unmapped => &mut counts.unmapped,
                Standing::OutOfScope => &mut counts.out_of_scope,
                Standing::Unknown => &mut counts.unknown,
            } += 1;
            self.note_evidence(event);
            is_by_server |= event.is_server;
            is_by_client |= !event.is_server;
            if !judged.vendors.is_empty() {
                self.available.insert(Need::HostMap);
            }
            if judged.permits.iter().any(|permits| permits.transmit.is_some()) {
                self.available.insert(Need::VendorList);
            }
        }
        if is_by_server && is_by_client {
            self.available.insert(Need::Server);
        }
        if visit.has_choices {
            self.available.insert(Need::Choices);
        }
    }

    /// Whether checks with a need can run.
    pub(super) const fn has(&self, need: Need) -> bool {
        self.available.contains(need)
    }

    /// Adds what the settings have for checks.
    pub(super) fn note_settings(&mut self, settings: &Settings<'_>) {
        if settings.disclosures.is_some_and(|disclosures| !disclosures.is_empty()) {
            self.available.insert(Need::Disclosures);
        }
        if settings.purpose_map.is_some() {
            self.available.insert(Need::PurposeMap);
        }
        if settings.propagation_limit.is_some() {
            self.available.insert(Need::Limit);
        }
    }

    /// Says that checks with a need can run.
    pub(super) fn note_available(&mut self, need: Need) {
        self.available.insert(need);
    }

    fn note_evidence(&mut self, event: &Event) {
        if event.at().is_some() {
            self.available.insert(Need::Times);
        }
        if !event.storage.is_empty() {
            self.available.insert(Need::Cookies);
        }
        if event.api.is_some() {
            self.available.insert(Need::Api);
        }
        if event.facts != crate::event::Facts::default() {
            self.available.insert(Need::Bodies);
        }
    }
}

impl Auditor<'_> {
    /// Says that a vendor list is available if one is that a string of the visit names, even if no
    /// call was judged by it.
    pub(super) fn note_list(&mut self, visit: &JudgedVisit<'_, '_>) {
        if self.settings.gvls.is_empty() || self.state.has(Need::VendorList) {
            return;
        }
        for judged in &visit.judged {
            let in_force = judged.in_force.string().map(|found| found.string);
            for string in judged.own.into_iter().chain(in_force) {
                let decoded = self.strings.decode(string, &self.texts);
                let value = decoded.value();
                if value.is_some_and(|value| gvl_of(value, &self.settings).is_some()) {
                    self.state.note_available(Need::VendorList);
                    return;
                }
            }
        }
    }

    /// Says that the inputs have cookies, bodies or choices, even if no event shows it. Without
    /// them, checks that need them are listed as not run.
    pub fn has(&mut self, need: Need) {
        self.state.note_available(need);
    }

    /// Counts a call to an unmapped host.
    pub(super) fn count_unmapped(&mut self, host: Option<Symbol>) {
        if let Some(host) = host {
            let host = Arc::clone(self.texts.shared(host));
            self.state.add_unmapped(host, 1);
        }
    }
}
