//! How long changes take to arrive.

use std::collections::BTreeMap;

use tcf_codec::{TcString, VendorId};

use super::judge::{JudgedEvent, JudgedVisit};
use super::{Auditor, Case, Found};
use crate::check::{CheckCode, Detail};
use crate::event::{Event, Symbol};
use crate::in_force::Statement;

/// A change of the string in force that takes permissions away.
struct Withdrawal {
    /// The first event after it, and the first after the next choice.
    events: std::ops::Range<usize>,
    at: u64,
    before: Symbol,
    after: Symbol,
}

impl<'a> Auditor<'a> {
    /// The choices of a visit that take permissions away.
    fn withdrawals(&mut self, visit: &JudgedVisit<'_, 'a>) -> Vec<Withdrawal> {
        let statements = visit.timeline.statements();
        let mut withdrawals = Vec::new();
        for (number, pair) in statements.windows(2).enumerate() {
            let [before, after] = pair else { continue };
            let Statement { at: Some(at), is_choice: true, .. } = after else { continue };
            let (Some(from), Some(to)) = (before.string, after.string) else { continue };
            let (old, new) = (self.decoded(from), self.decoded(to));
            let (Some(old), Some(new)) = (old.v2(), new.v2()) else { continue };
            if takes_away(old, new) {
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

    /// The times that the changes of a visit took to arrive at its vendors. A vendor that is not
    /// called between a change and the next choice is not observed.
    pub(super) fn measure_changes(&mut self, visit: &JudgedVisit<'_, 'a>) {
        let changes = self.withdrawals(visit);
        if changes.is_empty() {
            return;
        }
        let judged = visit.judged.iter().filter(|judged| judged.is_judged());
        // How many of the changes each vendor was called after.
        let mut observed: BTreeMap<VendorId, u64> =
            judged.filter_map(JudgedEvent::vendor).map(|vendor| (vendor, 0)).collect();
        let pages = Pages::new(visit.events);
        for change in &changes {
            for vendor in self.measure_propagation(visit, change, &pages) {
                *observed.entry(vendor).or_default() += 1;
            }
        }
        let all = u64::try_from(changes.len()).unwrap_or(u64::MAX);
        for (vendor, observed) in observed {
            let missed = all - observed;
            self.state.measures.not_observed += missed;
            self.state.measures.vendors.entry(vendor).or_default().not_observed += missed;
        }
    }

    /// The time from a choice to the first call with the new string. A vendor without any basis
    /// left may also fall silent: then it is the time to its last call. A vendor that carries the
    /// string from before until the end is censored there. Returns the vendors that were observed.
    fn measure_propagation(
        &mut self,
        visit: &JudgedVisit<'_, 'a>,
        change: &Withdrawal,
        pages: &Pages,
    ) -> Vec<VendorId> {
        let old = self.strings.meaning(change.before, &self.texts);
        let new = self.strings.meaning(change.after, &self.texts);
        let mut by_vendor: BTreeMap<VendorId, Vec<(usize, u64)>> = BTreeMap::new();
        for (index, (event, judged)) in
            change.events.clone().zip(visit.between(change.events.clone()))
        {
            let Some(vendor) = judged.vendor().filter(|_| judged.is_judged()) else { continue };
            if let Some(at) = event.at() {
                let call = (index, at.unix_millis().saturating_sub(change.at));
                by_vendor.entry(vendor).or_default().push(call);
            }
        }
        let numbers = pages.since(visit.events, &change.events);
        let mut observed = Vec::new();
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
            let place = |call: &(usize, u64)| {
                numbers.get(call.0.checked_sub(change.events.start)?).copied()
            };
            let arrival = calls.iter().find(|call| own(call) == new).or(fell_silent.as_ref());
            if let Some(is_soon) =
                is_on_next_page(arrival.and_then(place), stale.as_ref().and_then(place))
            {
                self.state.measures.next_page.count(is_soon);
            }
            let measures = self.state.measures.vendors.entry(vendor).or_default();
            measures.last_stale = measures.last_stale.max(stale.map(|(_, after)| after));
            let all = &mut self.state.measures.propagation;
            let (time, is_censored) = match (arrived, fell_silent, stale) {
                (Some(after), _, _) | (None, Some((_, after)), _) => (after, false),
                (None, None, Some((_, after))) => (after, true),
                (None, None, None) => continue,
            };
            observed.push(vendor);
            for survival in [all, &mut measures.propagation] {
                if is_censored {
                    survival.add_censored(time);
                } else {
                    survival.add(time);
                }
            }
            self.check_limit(visit, &calls, time);
        }
        observed
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

/// The pages of a visit.
struct Pages {
    /// For each event, the last page before it; empty if no event has a page.
    before: Vec<Option<Symbol>>,
}

impl Pages {
    fn new(events: &[Event]) -> Self {
        if events.iter().all(|event| event.page.is_none()) {
            return Self { before: Vec::new() };
        }
        let mut last = None;
        let before = events.iter().map(|event| {
            let before = last;
            last = event.page.or(last);
            before
        });
        Self { before: before.collect() }
    }

    /// For each event of a range, the number of pages that followed the one before the range; empty
    /// if pages are not known.
    fn since(&self, events: &[Event], range: &std::ops::Range<usize>) -> Vec<u64> {
        let Some(&before) = self.before.get(range.start) else { return Vec::new() };
        let (mut page, mut number) = (before, 0);
        let of_event = |event: &Event| {
            if event.page.is_some() && event.page != page {
                number += u64::from(page.is_some());
                page = event.page;
            }
            number
        };
        events.get(range.clone()).unwrap_or_default().iter().map(of_event).collect()
    }
}

/// Whether a change arrived on the page of the choice or on the next one, from the pages of its
/// arrival and of the last call with the string from before. `None` if that is unknown: the visit
/// ended too early.
fn is_on_next_page(arrival: Option<u64>, stale: Option<u64>) -> Option<bool> {
    match (arrival, stale) {
        (Some(page), _) => Some(page <= 1),
        (None, Some(page)) => (page > 1).then_some(false),
        (None, None) => None,
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
