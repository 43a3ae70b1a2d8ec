//! Permissions that a change of the string grants, revokes or moves to another legal basis.

use serde::ser::{Serialize, SerializeMap, Serializer};
use tcf_codec::{AnyTcString, Deciseconds, IdSet, VendorId};

use crate::decide::{Decision, Query, Verdict, decide};
use crate::gvl::{Gvl, Vendor};
use crate::vocabulary::{Item, LegalBasis};

/// A vendor and an item whose verdict or legal basis changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PermissionChange {
    /// The vendor.
    pub vendor: VendorId,
    /// A purpose or a special purpose.
    pub item: Item,
    /// The outcome before.
    pub from: Outcome,
    /// The outcome after.
    pub to: Outcome,
}

/// A verdict and, if it is a permit, its legal basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// The legal basis of a permit.
    pub basis: Option<LegalBasis>,
}

impl From<Decision> for Outcome {
    fn from(decision: Decision) -> Self {
        Self { verdict: decision.verdict, basis: decision.basis() }
    }
}

impl Outcome {
    /// Whether the verdict is [`Verdict::Permit`].
    pub const fn is_permit(self) -> bool {
        matches!(self.verdict, Verdict::Permit)
    }
}

/// Decides under both strings and returns the differences: for every vendor in either list, and for
/// every purpose and special purpose that the vendor declares in either list. The result is sorted
/// by vendor; purposes precede special purposes. `gvl_a` and `gvl_b` are the lists that the strings
/// name.
///
/// ```
/// use tcf_codec::AnyTcString;
/// use tcf_policy::decide::Verdict;
/// use tcf_policy::diff::permissions;
/// use tcf_policy::gvl::Gvl;
/// let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {
///     "5": {"id": 5, "name": "Five", "purposes": [1, 3]}}}"#).unwrap();
/// let before = AnyTcString::decode("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA")?;
/// let after = AnyTcString::decode("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo")?;
/// let changes = permissions(&before, &gvl, &after, &gvl, "2026-06-01".parse().unwrap());
/// // The user withdrew consent for vendor 5.
/// assert_eq!(changes.len(), 2);
/// assert!(changes.iter().all(|change| change.from.is_permit()));
/// assert!(changes.iter().all(|change| change.to.verdict == Verdict::Deny));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn permissions(
    a: &AnyTcString,
    gvl_a: &Gvl,
    b: &AnyTcString,
    gvl_b: &Gvl,
    as_of: Deciseconds,
) -> Vec<PermissionChange> {
    let query = Query::new(as_of);
    let mut changes = Vec::new();
    for vendor in (1..=gvl_a.max_vendor_id().max(gvl_b.max_vendor_id())).filter_map(VendorId::new) {
        for item in declared(gvl_a.vendor(vendor), gvl_b.vendor(vendor)) {
            let (from, to) =
                (outcome(a, gvl_a, vendor, item, &query), outcome(b, gvl_b, vendor, item, &query));
            if from != to {
                changes.push(PermissionChange { vendor, item, from, to });
            }
        }
    }
    changes
}

/// The purposes and special purposes that a vendor declares in either list.
fn declared(a: Option<&Vendor>, b: Option<&Vendor>) -> impl Iterator<Item = Item> {
    let either = |ids: fn(&Vendor) -> IdSet<24>| {
        // A vendor that a list lacks declares nothing in it.
        let ids = |vendor: Option<&Vendor>| vendor.map(ids).unwrap_or_default();
        ids(a).union(ids(b)).iter()
    };
    let purposes = either(Vendor::declared_purposes).map(Item::Purpose);
    purposes.chain(either(|vendor| vendor.special_purposes).map(Item::SpecialPurpose))
}

fn outcome(
    value: &AnyTcString,
    gvl: &Gvl,
    vendor: VendorId,
    item: Item,
    query: &Query<'_>,
) -> Outcome {
    let Ok(decision) = decide(value, Some(gvl), vendor, item, query);
    decision.into()
}

impl Serialize for PermissionChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("vendor", &self.vendor)?;
        map.serialize_entry("kind", self.item.kind())?;
        map.serialize_entry("id", &self.item.id())?;
        map.serialize_entry("from", &self.from)?;
        map.serialize_entry("to", &self.to)?;
        map.end()
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("verdict", self.verdict.name())?;
        map.serialize_entry("basis", &self.basis)?;
        map.end()
    }
}
