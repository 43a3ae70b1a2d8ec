//! The inputs that rules need besides the string and the date.

use std::fmt;

use crate::rule_code::Group;

/// An input that a rule needs besides the string and the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Need {
    /// Some vendor list, even if it is not the one that the string names.
    AnyVendorList,
    /// The vendor list that the string names, or one that is used in its place.
    VendorList,
    /// A vendor list that is newer than the one that the string names.
    NewerVendorList,
    /// The purposes in the vendor list.
    Purposes,
    /// The special features in the vendor list.
    SpecialFeatures,
    /// The CMP list.
    CmpList,
    /// Local expectations.
    Expectations,
    /// Google's list of ad technology providers.
    ProviderList,
    /// Other signals that came with the string.
    Companions,
}

impl Need {
    /// Every need.
    pub const ALL: [Self; 9] = [
        Self::AnyVendorList,
        Self::VendorList,
        Self::NewerVendorList,
        Self::Purposes,
        Self::SpecialFeatures,
        Self::CmpList,
        Self::Expectations,
        Self::ProviderList,
        Self::Companions,
    ];

    /// What is needed, such as `vendor list`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AnyVendorList => "any vendor list",
            Self::VendorList => "vendor list",
            Self::NewerVendorList => "newer vendor list",
            Self::Purposes => "purposes in the vendor list",
            Self::SpecialFeatures => "special features in the vendor list",
            Self::CmpList => "CMP list",
            Self::Expectations => "local expectations",
            Self::ProviderList => "provider list",
            Self::Companions => "other signals",
        }
    }

    /// The group that stands for all rules that need it, in lists of what did not run.
    pub const fn group(self) -> Option<Group> {
        match self {
            Self::AnyVendorList | Self::VendorList => Some(Group::Gvl),
            _ => None,
        }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A set of needs.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs(u16);

impl Needs {
    /// No need.
    pub const NONE: Self = Self(0);

    /// The set of these needs.
    pub const fn of(mut needs: &[Need]) -> Self {
        let mut set = Self::NONE;
        while let [need, rest @ ..] = needs {
            set.0 |= Self::bit(*need);
            needs = rest;
        }
        set
    }

    const fn bit(need: Need) -> u16 {
        match need {
            Need::AnyVendorList => 1,
            Need::VendorList => 1 << 1,
            Need::NewerVendorList => 1 << 2,
            Need::Purposes => 1 << 3,
            Need::SpecialFeatures => 1 << 4,
            Need::CmpList => 1 << 5,
            Need::Expectations => 1 << 6,
            Need::ProviderList => 1 << 7,
            Need::Companions => 1 << 8,
        }
    }

    /// Whether the set contains a need.
    pub const fn contains(self, need: Need) -> bool {
        self.0 & Self::bit(need) != 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the sets share a need.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn insert_if(&mut self, is_in: bool, need: Need) {
        if is_in {
            self.0 |= Self::bit(need);
        }
    }

    /// The needs.
    pub fn iter(self) -> impl Iterator<Item = Need> {
        Need::ALL.into_iter().filter(move |&need| self.contains(need))
    }
}

impl fmt::Debug for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
