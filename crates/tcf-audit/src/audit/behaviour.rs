//! Checks B: calls and storage that the string in force does not permit.

use tcf_codec::{DisclosedSignal, IdSet, PurposeId, VendorId};
use tcf_policy::gvl::Vendor;
use tcf_policy::rules::Severity;

use super::permits::{Permits, gvl_of};
use super::{Auditor, Case, Found};
use crate::check::{CheckCode, Detail};
use crate::event::Facts;
use crate::hosts::MappedPurposes;
use crate::in_force::InForce;

impl<'a> Auditor<'a> {
    pub(super) fn check_behaviour(&mut self, case: &Case<'_, '_, 'a>) {
        if case.judged.is_judged_storage {
            self.check_storage(case);
        }
        if !case.judged.is_judged() {
            return;
        }
        self.check_basis(case);
        self.check_bases(case);
        self.check_storage(case);
        self.check_payload(case);
        self.check_cause(case);
        let is_silent = !case.event.signals.iter().any(crate::event::Signal::is_sent);
        if is_silent && !case.judged.is_library() {
            self.report(case, CheckCode::B014, Found::default());
        }
    }

    /// B001 to B005.
    fn check_basis(&mut self, case: &Case<'_, '_, 'a>) {
        let judged = case.judged;
        if judged.in_force == InForce::NoChoiceYet {
            if !judged.is_library() {
                let found = match until_choice(case) {
                    Some(milliseconds) => {
                        Found::default().detail(Detail::Milliseconds(milliseconds))
                    }
                    None => Found::default(),
                };
                self.report(case, CheckCode::B001, found);
            }
            return;
        }
        let found = Found { value: judged.own, ..Found::default() };
        if judged.all_permits(is_undisclosed) {
            self.report(case, CheckCode::B003, Found { value: judged.own, ..Found::default() });
        }
        if judged.has_no_basis() {
            let is_signal_only = judged.row.is_some_and(|row| row.is_signal_only);
            let severity = if is_signal_only { Severity::Warning } else { Severity::Error };
            self.report(case, CheckCode::B002, found.severity(severity));
            return;
        }
        for purpose in denied_purposes(case).iter() {
            let found = Found { purpose: Some(purpose), value: judged.own, ..Found::default() };
            self.report(case, CheckCode::B004, found);
        }
        if judged.all_permits(Permits::are_on_legitimate_interest_alone) {
            self.report(case, CheckCode::B005, Found::default());
        }
    }

    /// The declaration of a vendor, in the list of the string in force, or else in the newest list.
    pub(super) fn declared(
        &mut self,
        case: &Case<'_, '_, 'a>,
        vendor: VendorId,
    ) -> Option<&'a Vendor> {
        let in_force = case.judged.in_force.string();
        let decoded = in_force.map(|found| self.strings.decode(found.string, &self.texts));
        let exact = decoded.as_ref().and_then(|decoded| decoded.value());
        let exact = exact.and_then(|value| gvl_of(value, &self.settings));
        exact.or_else(|| self.settings.gvls.latest().map(AsRef::as_ref))?.vendor(vendor)
    }

    /// B007 and B008.
    fn check_payload(&mut self, case: &Case<'_, '_, 'a>) {
        let (judged, facts) = (case.judged, case.event.facts);
        let device = judged.all_permits(|permits| permits.denied.contains(PurposeId::MIN));
        let user = judged.all_permits(|permits| {
            let is_denied = |purpose: PurposeId| permits.denied.contains(purpose);
            PurposeId::all().filter(|purpose| (2..=10).contains(&purpose.get())).all(is_denied)
        });
        let mut fields = Vec::new();
        for (fact, name) in Facts::NAMES {
            let is_denied = match fact {
                Facts::USER_ID | Facts::BUYER_UID | Facts::EIDS => user,
                Facts::DEVICE_ID | Facts::FULL_IP => device,
                _ => false,
            };
            if is_denied && facts.contains(fact) {
                fields.push(name);
            }
        }
        if !fields.is_empty() {
            self.report(case, CheckCode::B007, Found::default().detail(Detail::of_fields(fields)));
        }
        if judged.all_permits(|permits| permits.denies_precise_geo) {
            for (fact, severity) in
                [(Facts::PRECISE_GEO, Severity::Error), (Facts::DERIVED_GEO, Severity::Info)]
            {
                if facts.contains(fact) {
                    self.report(case, CheckCode::B008, Found::default().severity(severity));
                }
            }
        }
    }

    /// B012 and B015.
    fn check_cause(&mut self, case: &Case<'_, '_, 'a>) {
        let judged = case.judged;
        let Some(causing) = case.event.cause else { return };
        let mapping = self.settings.hosts.find(self.texts.text(causing)).mapping();
        let causers = mapping.map_or(&[][..], |mapping| &mapping.row.vendors);
        if causers.is_empty() || *causers == *judged.vendors {
            return;
        }
        let had_string = case.visit.index.had_string(causing, case.index);
        if judged.has_no_basis() && judged.own.is_none() && had_string {
            self.report(case, CheckCode::B012, Found::default());
        }
        let has_statements = !case.visit.timeline.statements().is_empty();
        if let Some(meaning) = judged.own_meaning.filter(|_| has_statements)
            && !case.visit.index.is_stated(meaning)
        {
            self.report(case, CheckCode::B015, Found { value: judged.own, ..Found::default() });
        }
    }
}

/// The time from a call to the first choice after it.
fn until_choice(case: &Case<'_, '_, '_>) -> Option<u64> {
    let choice = case.visit.timeline.statements().first()?.at?;
    choice.unix_millis().checked_sub(case.event.at()?.unix_millis())
}

/// Whether the user was not told about a vendor.
fn is_undisclosed(permits: &Permits) -> bool {
    match permits.disclosed {
        DisclosedSignal::Listed => false,
        DisclosedSignal::NotListed | DisclosedSignal::EmptySegment => true,
        DisclosedSignal::NoSegment => permits.requires_disclosed,
    }
}

/// The purposes that a call states, or else the host map.
pub(super) fn stated_purposes(case: &Case<'_, '_, '_>) -> IdSet<24> {
    let of_map = match case.judged.row.map(|row| row.purposes) {
        Some(MappedPurposes::Purposes(purposes)) => Some(purposes),
        _ => None,
    };
    case.event.purposes().or(of_map).unwrap_or(IdSet::EMPTY)
}

/// The purposes of a call that every vendor is denied.
pub(super) fn denied_purposes(case: &Case<'_, '_, '_>) -> IdSet<24> {
    if case.judged.permits.is_empty() {
        return IdSet::EMPTY;
    }
    let all = stated_purposes(case);
    case.judged.permits.iter().fold(all, |denied, permits| denied.intersection(permits.denied))
}
