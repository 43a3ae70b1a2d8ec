//! J010: legal bases that vendors declare, and that have changed since the list of the string.

use std::collections::HashMap;
use std::sync::Arc;

use tcf_codec::{PurposeId, VendorId};
use tcf_policy::gvl::{ListKey, Vendor};

use super::permits::list_of;
use super::{Auditor, Case, Found};
use crate::check::CheckCode;

/// The purposes whose basis has changed, with the change in words.
type Changes = Arc<[(PurposeId, Arc<str>)]>;

/// The changes since a list, by vendor. They are bounded by the lists and their vendors.
#[derive(Debug, Default)]
pub(super) struct BasisChanges {
    since: HashMap<(ListKey, VendorId), Changes>,
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
        let gvls = self.settings.gvls;
        let changes = self.basis_changes.since.entry((key, vendor)).or_insert_with(|| {
            let of = |key: ListKey| gvls.get(key)?.vendor(vendor);
            let newest = gvls.newest(key.specification).map(|gvl| gvl.key());
            match (of(key), newest.filter(|newest| *newest > key).and_then(of)) {
                (Some(before), Some(now)) => changes(before, now),
                _ => Arc::default(),
            }
        });
        for (purpose, name) in Arc::clone(changes).iter() {
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
