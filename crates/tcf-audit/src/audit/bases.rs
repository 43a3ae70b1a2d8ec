//! J010: legal bases that vendors declare, and that have changed since the list of the string.

use std::collections::HashMap;
use std::sync::Arc;

use tcf_codec::{PurposeId, VendorId};
use tcf_policy::gvl::{Gvls, ListKey, Vendor};

use super::permits::list_of;
use super::{Auditor, Case, Found};
use crate::check::CheckCode;

/// The purposes whose basis has changed, with the change in words.
type Changes = Arc<[(PurposeId, Arc<str>)]>;

/// The changes since a list, by vendor: only of lists that are available, and of their vendors, so
/// that neither strings nor hosts make them many.
#[derive(Debug, Default)]
pub(super) struct BasisChanges {
    since: HashMap<(ListKey, VendorId), Changes>,
}

impl BasisChanges {
    /// The changes of a vendor from a list to the newest one.
    fn of(&mut self, gvls: &Gvls, key: ListKey, vendor: VendorId) -> Option<Changes> {
        if let Some(changes) = self.since.get(&(key, vendor)) {
            return Some(Arc::clone(changes));
        }
        let before = gvls.get(key)?.vendor(vendor)?;
        let newest = gvls.latest().filter(|newest| newest.key() > key)?;
        let changes = changes(before, newest.vendor(vendor)?);
        self.since.insert((key, vendor), Arc::clone(&changes));
        Some(changes)
    }
}

impl<'a> Auditor<'a> {
    /// J010. The finding is about the vendor, not about the host.
    pub(super) fn check_bases(&mut self, case: &Case<'_, '_, 'a>) {
        let (Some(vendor), Some(in_force)) = (case.judged.vendor(), case.judged.in_force.string())
        else {
            return;
        };
        let decoded = self.strings.decode(in_force.string, &self.texts);
        let Some(key) = decoded.value().and_then(list_of) else { return };
        let changes = self.basis_changes.of(self.settings.gvls, key, vendor);
        for (purpose, name) in changes.iter().flat_map(|changes| changes.iter()) {
            let found = Found {
                purpose: Some(*purpose),
                name: Some(Arc::clone(name)),
                is_about_vendor: true,
                ..Found::default()
            };
            self.report(case, CheckCode::J010, found);
        }
    }
}

/// The purposes that a vendor declares on another basis than before.
fn changes(before: &Vendor, now: &Vendor) -> Changes {
    let basis = |vendor: &Vendor, purpose| {
        if vendor.purposes.contains(purpose) {
            Some("consent")
        } else {
            vendor.leg_int_purposes.contains(purpose).then_some("legitimate interest")
        }
    };
    let change = |purpose| {
        let (from, to) = (basis(before, purpose), basis(now, purpose));
        (from != to).then(|| (purpose, basis_change(from, to).into()))
    };
    PurposeId::all().filter_map(change).collect()
}

/// A change of a basis in words: `now legitimate interest, before not declared`.
pub(crate) fn basis_change(from: Option<&str>, to: Option<&str>) -> String {
    const NONE: &str = "not declared";
    format!("now {}, before {}", to.unwrap_or(NONE), from.unwrap_or(NONE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tcf_policy::gvl::Gvl;

    #[test]
    fn only_what_lists_have_is_remembered() {
        let list = |version: u16| {
            let json = format!(
                r#"{{"gvlSpecificationVersion": 3, "vendorListVersion": {version},
                "vendors": {{"10": {{"id": 10, "purposes": [1, {version}]}}}}}}"#
            );
            Gvl::from_json(json.as_bytes()).unwrap()
        };
        let gvls: Gvls = [list(2), list(3)].into_iter().collect();
        let mut changes = BasisChanges::default();
        for version in 0..100 {
            for vendor in 1..100 {
                let key = ListKey { specification: 3, version };
                let found = changes.of(&gvls, key, VendorId::new(vendor).unwrap());
                let is_known = version == 2 && vendor == 10;
                assert_eq!(found.map(|found| found.len()), is_known.then_some(2));
            }
        }
        assert_eq!(changes.since.len(), 1);
    }
}
