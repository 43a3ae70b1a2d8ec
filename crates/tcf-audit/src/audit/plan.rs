//! Checks against the purpose map and the local policy.

use std::sync::Arc;

use tcf_codec::{CountryCode, IdSet, PurposeId, Signals as _};
use tcf_policy::vocabulary::LegalBasis;

use super::behaviour::stated_purposes;
use super::judge::deciseconds_of;
use super::permits::Permits;
use super::{Auditor, Case, Found};
use crate::check::{CheckCode, Detail};
use crate::purpose_map::{PlannedData, RowContext};

impl<'a> Auditor<'a> {
    pub(super) fn check_plan(&mut self, case: &Case<'_, '_, 'a>) {
        if !case.judged.is_judged() {
            return;
        }
        self.check_local_policy(case);
        self.check_purpose_map(case);
    }

    /// B013.
    fn check_local_policy(&mut self, case: &Case<'_, '_, 'a>) {
        let country = self.publisher_country(case);
        let label = case.event.label.map(|label| self.texts.text(label));
        let policy = self.policies.of(country, label, &self.settings.context);
        let Some(policy) = policy else { return };
        let vendors = &case.judged.vendors;
        if !vendors.is_empty() && vendors.iter().all(|&vendor| policy.vendors.contains(vendor)) {
            self.report(case, CheckCode::B013, Found::default());
            return;
        }
        let is_forbidden = |purpose: &PurposeId| {
            let forbids =
                |permits: &Permits| policy.forbids_purpose(*purpose, permits.effective(*purpose));
            case.judged.all_permits(forbids)
        };
        let forbidden: Vec<_> = stated_purposes(case).iter().filter(is_forbidden).collect();
        for purpose in forbidden {
            let found = Found { purpose: Some(purpose), ..Found::default() };
            self.report(case, CheckCode::B013, found);
        }
    }

    /// The country of the publisher, by the string in force.
    fn publisher_country(&mut self, case: &Case<'_, '_, 'a>) -> CountryCode {
        let in_force = case.judged.in_force.string().filter(|_| !self.policies.is_empty());
        let decoded = in_force.map(|found| self.strings.decode(found.string, &self.texts));
        let Some(value) = decoded.as_ref().and_then(|decoded| decoded.value()) else {
            return CountryCode::AA;
        };
        let Ok(country) = value.publisher_cc();
        country
    }

    /// M003, M004 and M009. Calls to shared hosts are left out.
    fn check_purpose_map(&mut self, case: &Case<'_, '_, 'a>) {
        let (Some(map), Some(vendor)) = (self.settings.purpose_map, case.judged.vendor()) else {
            return;
        };
        let channel = case.event.channel.map(|channel| Arc::clone(self.texts.shared(channel)));
        let row_context = RowContext {
            country: case.event.country,
            channel: channel.as_deref(),
            at: case.event.at().and_then(deciseconds_of),
            values: &self.settings.context,
        };
        let rows: Vec<_> = map.rows_of(&vendor.into(), &row_context).collect();
        let stated = stated_purposes(case);
        let mut mismatched = IdSet::EMPTY;
        if rows.is_empty() {
            self.report(case, CheckCode::M003, Found::default());
            mismatched = stated;
        } else {
            let basis_of = |purpose: PurposeId| rows.iter().find_map(|row| row.basis_of(purpose));
            for purpose in PurposeId::all() {
                let is_stated = stated.contains(purpose);
                let (is_off, detail) = match basis_of(purpose) {
                    None => (is_stated, "not in the map"),
                    Some(basis) => {
                        let is_off = (is_stated || stated.is_empty())
                            && case.judged.all_permits(|permits| is_other(permits, purpose, basis));
                        (is_off, "on another legal basis in the map")
                    }
                };
                if is_off {
                    mismatched.insert(purpose);
                    let detail = Some(Detail::Code(detail.into()));
                    let found = Found { purpose: Some(purpose), detail, ..Found::default() };
                    self.report(case, CheckCode::M004, found);
                }
            }
        }
        let data = rows.iter().filter_map(|row| row.data.as_ref()).map(PlannedData::facts);
        let planned = data.reduce(|mut all, facts| {
            all.insert(facts);
            all
        });
        if let Some(planned) = planned {
            for name in case.event.facts.without(planned).names() {
                let found = Found { name: Some(name.into()), ..Found::default() };
                self.report(case, CheckCode::M009, found);
            }
        }
        let denied = super::behaviour::denied_purposes(case);
        for purpose in stated.union(mismatched).iter() {
            let is_mismatch = mismatched.contains(purpose) || denied.contains(purpose);
            let pair = self.state.measures.pairs.entry((vendor, purpose)).or_default();
            *pair |= is_mismatch;
        }
    }
}

/// Whether the basis by the vendor list and the restrictions of the string is known, and another.
fn is_other(permits: &Permits, purpose: PurposeId, basis: LegalBasis) -> bool {
    permits.transmit.is_some() && permits.effective(purpose) != Some(basis)
}
