//! What the metrics are computed from.

use std::collections::BTreeMap;

use tcf_codec::{AnyTcString, PurposeId, TcString, VendorId};

use super::judge::{JudgedEvent, JudgedVisit};
use super::{Auditor, Case, Found};
use crate::check::{CheckCode, Detail};
use crate::event::{StorageAction, Symbol};
use crate::in_force::{InForce, Statement};
use crate::purpose_map::PurposeMap;
use crate::stats::{Clusters, Proportion, Survival};

/// Purposes that a vendor may base on legitimate interest.
pub(super) const LI_PURPOSES: [PurposeId; 6] = {
    #[expect(clippy::unwrap_used, reason = "evaluated at compile time")]
    const fn purpose(id: u8) -> PurposeId {
        PurposeId::new(id).unwrap()
    }
    [purpose(2), purpose(7), purpose(8), purpose(9), purpose(10), purpose(11)]
};

/// A rate over calls, also by visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) calls: Proportion,
    pub(super) visits: Clusters,
}

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
    /// Events that belong to no visit.
    pub(super) singles: u64,
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
}

impl Measures {
    /// Adds the pairs of a purpose map.
    pub(super) fn plan(&mut self, map: &PurposeMap) {
        for row in map.rows() {
            for &purpose in row.purposes.keys() {
                self.pairs.entry((row.vendor, purpose)).or_default();
            }
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
        self.singles += other.singles;
        for (vendor, measures) in &other.vendors {
            self.vendors.entry(*vendor).or_default().merge(measures);
        }
        self.propagation.merge(&other.propagation);
        self.not_observed += other.not_observed;
        for (purpose, rate) in other.objections {
            self.objections.entry(purpose).or_default().merge(rate);
        }
        for (purpose, rate) in other.li_absent {
            self.li_absent.entry(purpose).or_default().merge(rate);
        }
    }
}

/// Whether a call carries a string that its receiver can use.
fn has_usable_string(judged: &JudgedEvent<'_>) -> bool {
    judged.own_meaning.is_some() && judged.flag != Some(false)
}

/// A change of the string in force that takes permissions away.
struct Withdrawal {
    /// The first event after it, and the first after the next choice.
    events: std::ops::Range<usize>,
    at: u64,
    before: Symbol,
    after: Symbol,
}

impl<'a> Auditor<'a> {
    pub(super) fn measure(&mut self, visit: &JudgedVisit<'_, 'a>, is_joined: bool) {
        let (mut coverage, mut correctness) = (Proportion::default(), Proportion::default());
        let (mut unauthorised, mut mismatch) = (Proportion::default(), Proportion::default());
        for (index, (event, judged)) in visit.events.iter().zip(&visit.judged).enumerate() {
            if !judged.is_judged() {
                continue;
            }
            let is_unauthorised = self.unauthorised.contains(&index);
            unauthorised.count(is_unauthorised);
            mismatch.count(self.mismatched.contains(&index));
            let is_after_choice = judged.in_force != InForce::NoChoiceYet;
            let is_usable = has_usable_string(judged);
            let is_correct = judged.own_meaning == judged.meaning_in_force;
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
            measures.li_only += u64::from(permits.is_some_and(|permits| {
                permits.on_consent.is_empty() && !permits.on_legitimate_interest.is_empty()
            }));
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
        measures.singles += u64::from(!is_joined);
        self.measure_choices(visit);
        for withdrawal in self.withdrawals(visit) {
            self.measure_propagation(visit, &withdrawal);
        }
        self.unauthorised.clear();
        self.mismatched.clear();
    }

    pub(super) fn tc(&mut self, string: Symbol) -> Option<TcString> {
        match self.strings.decode(string, &self.texts).value() {
            Some(AnyTcString::V2(tc)) => Some(tc.clone()),
            _ => None,
        }
    }

    /// Objections, and the absence of legitimate interest.
    fn measure_choices(&mut self, visit: &JudgedVisit<'_, 'a>) {
        let statements = visit.timeline.statements();
        let mut before: Option<TcString> = None;
        for statement in statements {
            let after = statement.string.and_then(|string| self.tc(string));
            if let (true, Some(before), Some(after)) = (statement.is_choice, &before, &after) {
                for purpose in LI_PURPOSES {
                    if before.purposes_li_transparency.contains(purpose) {
                        let objects = !after.purposes_li_transparency.contains(purpose);
                        self.state.measures.objections.entry(purpose).or_default().count(objects);
                    }
                }
            }
            before = after;
        }
        let last = visit.judged.iter().rev().find_map(|judged| judged.in_force.string());
        let last = before.or_else(|| last.and_then(|found| self.tc(found.string)));
        if let Some(last) = last {
            for purpose in LI_PURPOSES {
                let is_absent = !last.purposes_li_transparency.contains(purpose);
                self.state.measures.li_absent.entry(purpose).or_default().count(is_absent);
            }
        }
    }

    /// The choices of a visit that take permissions away.
    fn withdrawals(&mut self, visit: &JudgedVisit<'_, 'a>) -> Vec<Withdrawal> {
        let statements = visit.timeline.statements();
        let mut withdrawals = Vec::new();
        for (number, pair) in statements.windows(2).enumerate() {
            let [before, after] = pair else { continue };
            let Statement { at: Some(at), is_choice: true, .. } = after else { continue };
            let (Some(from), Some(to)) = (before.string, after.string) else { continue };
            let (Some(old), Some(new)) = (self.tc(from), self.tc(to)) else { continue };
            if takes_away(&old, &new) {
                let next = statements.get(number + 2);
                let end = next.map_or(visit.events.len(), |statement| statement.from);
                withdrawals.push(Withdrawal {
                    events: after.from..end,
                    at: at.unix_millis(),
                    before: from,
                    after: to,
                });
            }
        }
        withdrawals
    }

    /// The time from a choice to the first call with the new string. A vendor without any basis
    /// left may also fall silent: then it is the time to its last call. A vendor that carries the
    /// string from before until the end is censored there.
    fn measure_propagation(&mut self, visit: &JudgedVisit<'_, 'a>, change: &Withdrawal) {
        let old = self.strings.meaning(change.before, &self.texts);
        let new = self.strings.meaning(change.after, &self.texts);
        let mut by_vendor: BTreeMap<VendorId, Vec<(usize, u64)>> = BTreeMap::new();
        for (index, (event, judged)) in visit.events.iter().zip(&visit.judged).enumerate() {
            let Some(vendor) = judged.vendor().filter(|_| judged.is_judged()) else { continue };
            let calls = by_vendor.entry(vendor).or_default();
            if change.events.contains(&index)
                && let Some(at) = event.at()
            {
                calls.push((index, at.unix_millis().saturating_sub(change.at)));
            }
        }
        for (vendor, calls) in by_vendor {
            let own = |&(index, _): &(usize, u64)| {
                visit.judged.get(index).and_then(|judged| judged.own_meaning)
            };
            let arrived = calls.iter().find(|call| own(call) == new).map(|&(_, after)| after);
            let stale = calls.iter().rev().find(|call| own(call) == old).copied();
            let has_no_basis = calls
                .iter()
                .any(|&(index, _)| visit.judged.get(index).is_some_and(JudgedEvent::has_no_basis));
            let continues = |&(last, _): &(usize, u64)| last + 1 < change.events.end;
            let fell_silent = stale.filter(|last| has_no_basis && continues(last));
            let measures = self.state.measures.vendors.entry(vendor).or_default();
            measures.last_stale = measures.last_stale.max(stale.map(|(_, after)| after));
            let all = &mut self.state.measures.propagation;
            let (time, is_censored) = match (arrived, fell_silent, stale) {
                (Some(after), _, _) | (None, Some((_, after)), _) => (after, false),
                (None, None, Some((_, after))) => (after, true),
                (None, None, None) => {
                    measures.not_observed += 1;
                    self.state.measures.not_observed += 1;
                    continue;
                }
            };
            for survival in [all, &mut measures.propagation] {
                if is_censored {
                    survival.add_censored(time);
                } else {
                    survival.add(time);
                }
            }
            self.check_limit(visit, &calls, time);
        }
    }

    /// J002.
    fn check_limit(&mut self, visit: &JudgedVisit<'_, 'a>, calls: &[(usize, u64)], time: u64) {
        let Some(limit) = self.settings.propagation_limit.filter(|&limit| time > limit) else {
            return;
        };
        // The finding is about the first call that came too late.
        let Some(&(index, _)) = calls.iter().find(|&&(_, after)| after > limit) else { return };
        if let (Some(event), Some(judged)) = (visit.events.get(index), visit.judged.get(index)) {
            let case = Case { index, event, judged, visit };
            let detail = Detail::Above { found: time, limit };
            self.report(&case, CheckCode::J002, Found::default().detail(detail));
        }
    }
}

/// Whether a string lacks a permission that another one has.
pub(super) fn takes_away(before: &TcString, after: &TcString) -> bool {
    let lost = |before: tcf_codec::IdSet<24>, after| !before.difference(after).is_empty();
    let lost_vendors = |before: &tcf_codec::VendorSet, after: &tcf_codec::VendorSet| {
        before.iter().any(|vendor| !after.contains(vendor))
    };
    lost(before.purposes_consent, after.purposes_consent)
        || lost(before.purposes_li_transparency, after.purposes_li_transparency)
        || lost_vendors(&before.vendor_consents, &after.vendor_consents)
        || lost_vendors(&before.vendor_legitimate_interests, &after.vendor_legitimate_interests)
}
