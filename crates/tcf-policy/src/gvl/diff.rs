//! Comparison of vendor lists.

use serde::Serialize;
use tcf_codec::{Id, IdSet, PurposeId, VendorId};

use super::{Gvl, ListKey, Vendor};
use crate::vocabulary::LegalBasis;

/// The changes from one list to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GvlDiff {
    /// The old list.
    pub from: ListKey,
    /// The new list.
    pub to: ListKey,
    /// tcfPolicyVersion before and after, if it changed.
    #[serde(rename = "tcfPolicyVersion", skip_serializing_if = "Option::is_none")]
    pub policy_version: Option<(Option<u16>, Option<u16>)>,
    /// Added vendors, including ones whose deletion was reverted.
    pub added: Vec<VendorRef>,
    /// Vendors that were deleted or removed from the list.
    pub deleted: Vec<VendorRef>,
    /// Vendors with changed declarations.
    pub changed: Vec<VendorChange>,
}

impl GvlDiff {
    /// Whether nothing changed that affects decisions.
    pub fn is_empty(&self) -> bool {
        self.policy_version.is_none()
            && self.added.is_empty()
            && self.deleted.is_empty()
            && self.changed.is_empty()
    }
}

/// A vendor by id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VendorRef {
    /// The id.
    pub id: VendorId,
    /// The name.
    pub name: String,
}

/// The changed declarations of a vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VendorChange {
    /// The vendor, with its new name.
    #[serde(flatten)]
    pub vendor: VendorRef,
    /// The old name, if it changed.
    #[serde(rename = "nameBefore", skip_serializing_if = "Option::is_none")]
    pub name_before: Option<String>,
    /// Purposes whose legal basis or flexibility changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<BasisChange>,
    /// Added and removed special purposes, features and special features.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<IdsChange>,
}

/// How the declaration of a purpose changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BasisChange {
    /// The purpose.
    pub id: PurposeId,
    /// The old legal basis; `None` if the purpose was not declared.
    pub from: Option<LegalBasis>,
    /// The new legal basis; `None` if the purpose is not declared.
    pub to: Option<LegalBasis>,
    /// Whether a publisher could switch the old basis.
    #[serde(rename = "flexibleBefore")]
    pub flexible_before: bool,
    /// Whether a publisher can switch the new basis.
    pub flexible: bool,
}

/// Added and removed ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IdsChange {
    /// The key in the list: `specialPurposes`, `features` or `specialFeatures`.
    pub field: &'static str,
    /// Added ids.
    pub added: Vec<u8>,
    /// Removed ids.
    pub removed: Vec<u8>,
}

/// Compares two lists by what affects decisions: vendors, their purposes, legal bases and
/// flexibility, special purposes, features and special features. A vendor with a deletedDate counts
/// as deleted.
pub fn diff(old: &Gvl, new: &Gvl) -> GvlDiff {
    let mut found = GvlDiff {
        from: old.key(),
        to: new.key(),
        policy_version: (old.policy_version() != new.policy_version())
            .then(|| (old.policy_version(), new.policy_version())),
        added: Vec::new(),
        deleted: Vec::new(),
        changed: Vec::new(),
    };
    for id in (1..=old.max_vendor_id().max(new.max_vendor_id())).filter_map(VendorId::new) {
        let is_active = |vendor: &&Vendor| vendor.deleted.is_none();
        match (old.vendor(id).filter(is_active), new.vendor(id).filter(is_active)) {
            (None, Some(vendor)) => found.added.push(vendor_ref(vendor)),
            (Some(vendor), None) => found.deleted.push(vendor_ref(vendor)),
            (Some(before), Some(after)) => found.changed.extend(vendor_change(before, after)),
            (None, None) => {}
        }
    }
    found
}

fn vendor_ref(vendor: &Vendor) -> VendorRef {
    VendorRef { id: vendor.id, name: vendor.name.clone() }
}

fn vendor_change(before: &Vendor, after: &Vendor) -> Option<VendorChange> {
    let purposes: Vec<_> =
        PurposeId::all().filter_map(|id| basis_change(before, after, id)).collect();
    let others: Vec<_> = [
        ids_change("specialPurposes", before.special_purposes, after.special_purposes),
        ids_change("features", before.features, after.features),
        ids_change("specialFeatures", before.special_features, after.special_features),
    ]
    .into_iter()
    .flatten()
    .collect();
    let name_before = (before.name != after.name).then(|| before.name.clone());
    if purposes.is_empty() && others.is_empty() && name_before.is_none() {
        return None;
    }
    Some(VendorChange { vendor: vendor_ref(after), name_before, purposes, others })
}

fn basis_change(before: &Vendor, after: &Vendor, id: PurposeId) -> Option<BasisChange> {
    let (from, to) = (before.declaration(id), after.declaration(id));
    (from != to).then_some(BasisChange {
        id,
        from: from.basis,
        to: to.basis,
        flexible_before: from.flexible,
        flexible: to.flexible,
    })
}

fn ids_change<const N: usize>(
    field: &'static str,
    before: IdSet<N>,
    after: IdSet<N>,
) -> Option<IdsChange> {
    (before != after).then(|| IdsChange {
        field,
        added: after.difference(before).iter().map(Id::get).collect(),
        removed: before.difference(after).iter().map(Id::get).collect(),
    })
}
