//! Global Vendor Lists of specifications 2 and 3, device storage disclosures of vendors, and the
//! CMP list.
//!
//! The parser accepts the anomalies of published lists: id lists may be missing or null, ages may
//! be negative or null, times may have fractions, unknown keys are ignored, and whole parts may be
//! missing. [`check`] reports them. Input that is not a vendor list is an error.
//!
//! ```
//! use tcf_codec::{IdSet, VendorId};
//! use tcf_policy::gvl::{Gvl, ListKey};
//! let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {
//!     "755": {"id": 755, "name": "Northbound", "purposes": [1], "legIntPurposes": [7], "flexiblePurposes": [7]}}}"#)?;
//! assert_eq!(gvl.key(), ListKey { specification: 3, version: 140 });
//! let vendor = gvl.vendor(VendorId::new(755).unwrap()).unwrap();
//! assert_eq!(vendor.leg_int_purposes, IdSet::from_ids([7]).unwrap());
//! assert!(gvl.vendor(VendorId::new(756).unwrap()).is_none());
//! # Ok::<(), tcf_policy::gvl::GvlError>(())
//! ```

mod check;
mod cmp;
mod diff;
mod disclosure;
mod error;
mod find;
mod json;
mod lists;
mod name;
mod read;
mod sets;
mod time;
mod vendor;

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use serde::Serialize;
use tcf_codec::{Deciseconds, Signals, VendorId, VendorRange};

pub use check::{Violation, check};
pub use cmp::{Cmp, CmpList};
pub use diff::{BasisChange, GvlDiff, IdsChange, VendorChange, VendorRef, diff};
pub use disclosure::{DeviceDisclosure, DisclosedStorage, DisclosureError};
pub use error::{GvlError, JsonError};
pub use find::{Found, find};
pub use lists::Gvls;

pub(crate) use sets::Sets;
pub use vendor::{Declaration, Retention, Url, Vendor};

use crate::vocabulary::{self, Item, LATEST_POLICY_VERSION, TCF_2_2};

/// The identity of a vendor list. Versions restarted at 1 with specification 3, so both numbers are
/// needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ListKey {
    /// gvlSpecificationVersion: 2 or 3.
    pub specification: u8,
    /// vendorListVersion, 1 to 4095.
    pub version: u16,
}

impl ListKey {
    /// The specification of current vendor lists.
    pub const LATEST_SPECIFICATION: u8 = 3;

    /// The specification of the vendor lists of a policy version: 2 below policy version 4, 3 from
    /// version 4 on.
    pub const fn specification_of(policy_version: u16) -> u8 {
        if policy_version < TCF_2_2 { 2 } else { Self::LATEST_SPECIFICATION }
    }

    /// The first and the latest policy version of the vendor lists of a specification.
    const fn policy_versions_of(specification: u8) -> (u16, u16) {
        if specification < Self::LATEST_SPECIFICATION {
            (2, 2)
        } else {
            (TCF_2_2, LATEST_POLICY_VERSION)
        }
    }

    /// The nearest of some lists: the nearest version of the same specification, the newer one on a
    /// tie. A list of another specification has other purposes and is not near.
    pub fn nearest_of(self, keys: impl Iterator<Item = Self>) -> Option<Self> {
        let same = keys.filter(|found| found.specification == self.specification);
        same.min_by_key(|found| {
            (found.version.abs_diff(self.version), found.version < self.version)
        })
    }

    /// The list that a string names. `None` for version 1 strings, which use lists of
    /// specification 1.
    ///
    /// # Errors
    ///
    /// Decoding errors of the signals. A decoded value has none.
    pub fn named_by<S: Signals>(signals: &S) -> Result<Option<Self>, S::Error> {
        if signals.version() < 2 {
            return Ok(None);
        }
        let specification = Self::specification_of(signals.tcf_policy_version()?);
        Ok(Some(Self { specification, version: signals.vendor_list_version()? }))
    }
}

/// `list 140 (specification 3)`
impl fmt::Display for ListKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "list {} (specification {})", self.version, self.specification)
    }
}

/// The definition of a purpose, special purpose, feature, special feature or data category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The id.
    pub id: u8,
    /// The name.
    pub name: String,
}

/// A Global Vendor List.
#[derive(Clone, Debug)]
pub struct Gvl {
    key: ListKey,
    policy_version: Option<u16>,
    last_updated: Option<Deciseconds>,
    purposes: Option<Vec<Definition>>,
    special_purposes: Option<Vec<Definition>>,
    features: Option<Vec<Definition>>,
    special_features: Option<Vec<Definition>>,
    data_categories: Option<Vec<Definition>>,
    /// The number of stacks. Their content is not kept.
    stacks: Option<usize>,
    /// Sorted by id.
    vendors: Vec<Vendor>,
    /// For each id, the position of its vendor in `vendors`, counted from 1; 0 if there is none.
    positions: Vec<u16>,
    /// The vendors by declaration.
    sets: Sets,
    /// Anomalies found while parsing.
    anomalies: Vec<Violation>,
    /// The result of `check`, computed on first use.
    violations: OnceLock<Vec<Violation>>,
    /// The vendors by name in lower case, computed on first use.
    names: OnceLock<HashMap<String, Vec<VendorId>>>,
}

impl Gvl {
    /// Specification and version.
    pub const fn key(&self) -> ListKey {
        self.key
    }

    /// tcfPolicyVersion, if the list has it.
    pub const fn policy_version(&self) -> Option<u16> {
        self.policy_version
    }

    pub(crate) const fn sets(&self) -> &Sets {
        &self.sets
    }

    /// lastUpdated, if the list has it.
    pub const fn last_updated(&self) -> Option<Deciseconds> {
        self.last_updated
    }

    /// The vendor with an id, including deleted ones. Takes constant time and does not allocate.
    #[inline]
    pub fn vendor(&self, id: VendorId) -> Option<&Vendor> {
        let position = *self.positions.get(usize::from(id.get()))?;
        self.vendors.get(usize::from(position).checked_sub(1)?)
    }

    /// All vendors, ascending by id, including deleted ones.
    pub fn vendors(&self) -> &[Vendor] {
        &self.vendors
    }

    /// The vendors with ids in a range, ascending.
    pub fn vendors_between(&self, range: VendorRange) -> impl Iterator<Item = &Vendor> {
        let first = self.vendors.partition_point(|vendor| vendor.id.get() < range.start());
        self.vendors.iter().skip(first).take_while(move |vendor| vendor.id.get() <= range.end())
    }

    /// The result of [`check`]. The first call computes it, later calls return the stored result.
    pub fn violations(&self) -> &[Violation] {
        self.violations.get_or_init(|| check(self))
    }

    /// The highest vendor id; 0 if the list has no vendors.
    pub fn max_vendor_id(&self) -> u16 {
        self.vendors.last().map_or(0, |vendor| vendor.id.get())
    }

    /// The number of stacks, if the list has that part.
    pub const fn stacks(&self) -> Option<usize> {
        self.stacks
    }

    /// The definitions of a kind; `None` if the list lacks that part.
    pub fn definitions(&self, kind: DefinitionKind) -> Option<&[Definition]> {
        let part = match kind {
            DefinitionKind::Purposes => &self.purposes,
            DefinitionKind::SpecialPurposes => &self.special_purposes,
            DefinitionKind::Features => &self.features,
            DefinitionKind::SpecialFeatures => &self.special_features,
            DefinitionKind::DataCategories => &self.data_categories,
        };
        part.as_deref()
    }

    /// Whether the list defines the item. If the list lacks the part, the standard definitions of
    /// its policy version apply.
    pub fn defines(&self, item: Item) -> bool {
        let kind = DefinitionKind::of(item);
        match self.definitions(kind) {
            Some(definitions) => definitions.iter().any(|definition| definition.id == item.id()),
            None => kind.standard_name(item.id(), self.policy_version_or_default()).is_some(),
        }
    }

    /// Whether the list lacks the part that defines the item.
    pub fn lacks_part_of(&self, item: Item) -> bool {
        self.definitions(DefinitionKind::of(item)).is_none()
    }

    /// The name of an item: from the list, or the standard name if the list lacks the part.
    pub fn item_name(&self, item: Item) -> Option<&str> {
        self.name_of(DefinitionKind::of(item), item.id())
    }

    /// The name of an id: from the list, or the standard name if the list lacks the part.
    pub fn name_of(&self, kind: DefinitionKind, id: u8) -> Option<&str> {
        match self.definitions(kind) {
            Some(definitions) => definitions
                .iter()
                .find(|definition| definition.id == id)
                .map(|definition| definition.name.as_str()),
            None => kind.standard_name(id, self.policy_version_or_default()),
        }
    }

    /// tcfPolicyVersion, or the latest policy version of lists of this specification.
    pub fn policy_version_or_default(&self) -> u16 {
        let (_, latest) = ListKey::policy_versions_of(self.key.specification);
        self.policy_version.unwrap_or(latest)
    }
}

/// A part of a list that defines ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefinitionKind {
    /// purposes
    Purposes,
    /// specialPurposes
    SpecialPurposes,
    /// features
    Features,
    /// specialFeatures
    SpecialFeatures,
    /// dataCategories, since specification 3
    DataCategories,
}

impl DefinitionKind {
    /// Every part.
    pub const ALL: [Self; 5] = [
        Self::Purposes,
        Self::SpecialPurposes,
        Self::Features,
        Self::SpecialFeatures,
        Self::DataCategories,
    ];

    /// The key in the list.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Purposes => "purposes",
            Self::SpecialPurposes => "specialPurposes",
            Self::Features => "features",
            Self::SpecialFeatures => "specialFeatures",
            Self::DataCategories => "dataCategories",
        }
    }

    const fn of(item: Item) -> Self {
        match item {
            Item::Purpose(_) => Self::Purposes,
            Item::SpecialPurpose(_) => Self::SpecialPurposes,
            Item::Feature(_) => Self::Features,
            Item::SpecialFeature(_) => Self::SpecialFeatures,
        }
    }

    fn standard_name(self, id: u8, policy_version: u16) -> Option<&'static str> {
        match self {
            Self::Purposes => vocabulary::PURPOSES.name(id, policy_version),
            Self::SpecialPurposes => vocabulary::SPECIAL_PURPOSES.name(id, policy_version),
            Self::Features => vocabulary::FEATURES.name(id, policy_version),
            Self::SpecialFeatures => vocabulary::SPECIAL_FEATURES.name(id, policy_version),
            Self::DataCategories => None,
        }
    }
}
