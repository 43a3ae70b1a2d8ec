//! What the metrics are computed from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tcf_codec::{PurposeId, VendorId};

use super::Auditor;
use super::effects::Effects;
use super::groups::{GroupedCall, Groups};
use super::judge::JudgedVisit;
use super::permits::Permits;
use super::persistence::Persistence;
use crate::bytes::wire;
use crate::event::{Event, EventKind, Party, StorageAction, Symbol};
use crate::in_force::InForce;
use crate::purpose_map::PurposeMap;
use crate::records::{ChannelLoss, LossBySettings, bounded};
use crate::stats::{Clusters, Proportion, Survival};
use crate::strings::DecodedTc;

/// A rate over calls, also by visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) calls: Proportion,
    pub(super) visits: Clusters,
}

wire!(Rate { calls, visits });

impl Rate {
    fn add_visit(&mut self, visit: Proportion) {
        self.calls.merge(visit);
        self.visits.add(visit);
    }

    fn merge(&mut self, other: &Self) {
        self.calls.merge(other.calls);
        self.visits.merge(&other.visits);
    }
}

/// What was measured for a vendor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VendorMeasures {
    /// Judged calls.
    pub calls: u64,
    /// Of the judged calls after the first choice, those that carry a usable string.
    pub with_signal: Proportion,
    /// Of the calls with a usable string, those whose string is the one in force.
    pub correct: Proportion,
    /// Judged calls with one of B001 to B004, B012 and B013 as an error.
    pub unauthorised: u64,
    /// Judged calls that are permitted.
    pub permitted: u64,
    /// Judged calls that are permitted on legitimate interest alone.
    pub li_only: u64,
    /// Judged calls that stored something.
    pub storage: u64,
    /// The first judged call, in milliseconds since 1970.
    pub first_call: Option<u64>,
    /// The longest time in milliseconds after a change at which a call carried the string from
    /// before.
    pub last_stale: Option<u64>,
    /// The times that changes took to arrive.
    pub propagation: Survival,
    /// Changes after which the vendor was not called any more.
    pub not_observed: u64,
}

wire!(
    VendorMeasures { with_signal, correct, first_call, last_stale, propagation }
    counts { calls, unauthorised, permitted, li_only, storage, not_observed }
);

impl VendorMeasures {
    fn merge(&mut self, other: &Self) {
        self.calls += other.calls;
        self.with_signal.merge(other.with_signal);
        self.correct.merge(other.correct);
        self.unauthorised += other.unauthorised;
        self.permitted += other.permitted;
        self.li_only += other.li_only;
        self.storage += other.storage;
        self.first_call = self.first_call.into_iter().chain(other.first_call).min();
        self.last_stale = self.last_stale.max(other.last_stale);
        self.propagation.merge(&other.propagation);
        self.not_observed += other.not_observed;
    }
}

/// What was measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Measures {
    /// Of the judged calls after the first choice, those that carry a usable string.
    pub(super) coverage: Rate,
    /// Of the calls with a usable string, those whose string is the one in force.
    pub(super) correctness: Rate,
    /// Judged calls with one of B001 to B004, B012 and B013 as an error.
    pub(super) unauthorised: Rate,
    /// Judged calls with B004, M003 or M004.
    pub(super) mismatch: Rate,
    /// The pairs of the purpose map and those that were seen; whether one was seen that differs
    /// from the map.
    pub(super) pairs: BTreeMap<(VendorId, PurposeId), bool>,
    /// The vendors of the purpose map.
    pub(super) planned: BTreeSet<VendorId>,
    /// Visits with a key, whose events belong together.
    pub(super) visits: u64,
    /// By vendor; calls to shared hosts are left out.
    pub(super) vendors: BTreeMap<VendorId, VendorMeasures>,
    /// The times that changes took to arrive at a vendor in a visit.
    pub(super) propagation: Survival,
    pub(super) not_observed: u64,
    /// By purpose: choices after which legitimate interest is absent, of those before which it was
    /// established.
    pub(super) objections: BTreeMap<PurposeId, Proportion>,
    /// By purpose: visits whose last string has no legitimate interest.
    pub(super) li_absent: BTreeMap<PurposeId, Proportion>,
    /// By purpose: visits whose last string has no legitimate interest, of those in which it was
    /// established before a choice.
    pub(super) objecting_visits: BTreeMap<PurposeId, Proportion>,
    /// By purpose that the CMP offers: visits whose last string has no legitimate interest, of
    /// those in which the user chose.
    pub(super) declined_offers: BTreeMap<PurposeId, Proportion>,
    /// Objecting visits by vendor, of the vendors that are called or planned.
    pub(super) objecting_visits_by_vendor: BTreeMap<VendorId, Proportion>,
    /// Changes that arrived at a vendor on the page of the choice or on the next one, of those for
    /// which that is known.
    pub(super) next_page: Proportion,
    /// Whether choices last.
    pub(super) persistence: Persistence,
    /// The pages of the visits, each counted once in a visit.
    pub(super) page_views: u64,
    /// Unauthorized calls of visits from known pages.
    pub(super) unauthorised_on_pages: u64,
    /// Calls to other parties.
    pub(super) third_calls: u64,
    /// The bytes of these calls.
    pub(super) third_bytes: u64,
    /// Rates by host, page, country, label and channel.
    pub(super) groups: Groups,
    /// What enforcement leaves, by channel.
    pub(super) channels: BTreeMap<Arc<str>, ChannelLoss>,
    /// What enforcement leaves, by settings.
    pub(super) settings: LossBySettings,
    /// When logged choices took effect on events.
    pub(super) effects: Effects,
}

wire!(
    Measures {
        coverage, correctness, unauthorised, mismatch, pairs, planned, vendors, propagation,
        objections, li_absent, objecting_visits, declined_offers, objecting_visits_by_vendor,
        next_page, persistence, third_bytes, groups, channels, settings, effects,
    }
    counts { visits, not_observed, page_views, unauthorised_on_pages, third_calls }
);

impl Measures {
    /// Adds the pairs of a purpose map.
    pub(super) fn plan(&mut self, map: &PurposeMap) {
        self.planned.extend(map.vendors());
        for (vendor, purpose, _) in map.planned() {
            self.pairs.entry((vendor, purpose)).or_default();
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.coverage.merge(&other.coverage);
        self.correctness.merge(&other.correctness);
        self.unauthorised.merge(&other.unauthorised);
        self.mismatch.merge(&other.mismatch);
        for (pair, is_mismatch) in other.pairs {
            *self.pairs.entry(pair).or_default() |= is_mismatch;
        }
        self.planned.extend(other.planned);
        self.visits += other.visits;
        for (vendor, measures) in &other.vendors {
            self.vendors.entry(*vendor).or_default().merge(measures);
        }
        self.propagation.merge(&other.propagation);
        self.not_observed += other.not_observed;
        for (purpose, rate) in other.objections {
            self.objections.entry(purpose).or_default().merge(rate);
        }
        for (known, others) in [
            (&mut self.li_absent, other.li_absent),
            (&mut self.objecting_visits, other.objecting_visits),
            (&mut self.declined_offers, other.declined_offers),
        ] {
            for (purpose, rate) in others {
                known.entry(purpose).or_default().merge(rate);
            }
        }
        for (vendor, rate) in other.objecting_visits_by_vendor {
            self.objecting_visits_by_vendor.entry(vendor).or_default().merge(rate);
        }
        self.next_page.merge(other.next_page);
        self.persistence.merge(other.persistence);
        self.page_views += other.page_views;
        self.unauthorised_on_pages += other.unauthorised_on_pages;
        self.third_calls += other.third_calls;
        self.third_bytes = self.third_bytes.saturating_add(other.third_bytes);
        self.groups.merge(other.groups);
        for (channel, loss) in &other.channels {
            bounded(&mut self.channels, channel).merge(loss);
        }
        self.settings.merge(other.settings);
        self.effects.merge(other.effects);
    }
}

impl Measures {
    fn add_call(&mut self, event: &Event) {
        if event.kind == EventKind::Call && event.party == Party::Third {
            self.third_calls += 1;
            self.third_bytes += u64::from(event.transfer_size);
        }
    }
}

impl<'a> Auditor<'a> {
    pub(super) fn measure(&mut self, visit: &JudgedVisit<'_, 'a>, is_joined: bool) {
        let (mut coverage, mut correctness) = (Proportion::default(), Proportion::default());
        let (mut unauthorised, mut mismatch) = (Proportion::default(), Proportion::default());
        let mut unauthorised_on_pages = 0;
        for (index, (event, judged)) in visit.events.iter().zip(&visit.judged).enumerate() {
            let is_unauthorised = self.unauthorised.contains(&index);
            let is_after_choice = judged.in_force != InForce::NoChoiceYet;
            let is_usable = judged.has_usable_string();
            let is_correct = judged.own_meaning == judged.meaning_in_force;
            let call = GroupedCall {
                usable: is_after_choice.then_some(is_usable),
                correct: is_correct,
                unauthorised: is_unauthorised,
            };
            self.groups.add(event, judged, call, &mut self.texts);
            self.state.measures.add_call(event);
            if !judged.is_judged() {
                continue;
            }
            unauthorised.count(is_unauthorised);
            mismatch.count(self.mismatched.contains(&index));
            unauthorised_on_pages += u64::from(is_unauthorised && event.page.is_some());
            if is_after_choice {
                coverage.count(is_usable);
                if is_usable {
                    correctness.count(is_correct);
                }
            }
            let Some(vendor) = judged.vendor() else { continue };
            let measures = self.state.measures.vendors.entry(vendor).or_default();
            measures.calls += 1;
            if is_after_choice {
                measures.with_signal.count(is_usable);
                if is_usable {
                    measures.correct.count(is_correct);
                }
            }
            measures.unauthorised += u64::from(is_unauthorised);
            let permits = judged.permits.first();
            let is_permitted = permits.is_some_and(|permits| permits.transmit == Some(true));
            measures.permitted += u64::from(is_permitted);
            let is_li_only = permits.is_some_and(Permits::are_on_legitimate_interest_alone);
            measures.li_only += u64::from(is_li_only);
            let stores = event.storage.iter().any(|stored| stored.action == StorageAction::Set);
            measures.storage += u64::from(stores);
            let at = event.at().map(tcf_carrier::Timestamp::unix_millis);
            measures.first_call = measures.first_call.into_iter().chain(at).min();
        }
        let measures = &mut self.state.measures;
        measures.coverage.add_visit(coverage);
        measures.correctness.add_visit(correctness);
        measures.unauthorised.add_visit(unauthorised);
        measures.mismatch.add_visit(mismatch);
        if is_joined {
            measures.visits += 1;
            let pages: BTreeSet<_> = visit.events.iter().filter_map(|event| event.page).collect();
            measures.page_views += u64::try_from(pages.len()).unwrap_or(u64::MAX);
            measures.unauthorised_on_pages += unauthorised_on_pages;
            self.measure_persistence(visit);
        }
        self.measure_choices(visit);
        self.measure_changes(visit);
        self.unauthorised.clear();
        self.mismatched.clear();
    }

    pub(super) fn decoded(&mut self, string: Symbol) -> Arc<DecodedTc> {
        self.strings.decode(string, &self.texts)
    }
}
