//! The inputs that rules need besides the string and the date.

use std::cmp::Ordering;
use std::fmt;
use std::sync::LazyLock;

use serde::{Serialize, Serializer};

use super::registry;
use crate::rule_code::{Group, RuleCode};

/// The rules that need an input.
static WITH_NEEDS: LazyLock<Vec<(RuleCode, Needs)>> = LazyLock::new(|| {
    let rules = registry::all().map(|rule| (rule.code, rule.needs));
    rules.filter(|(_, needs)| !needs.is_empty()).collect()
});

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
}

impl Need {
    /// Every need.
    pub const ALL: [Self; 7] = [
        Self::AnyVendorList,
        Self::VendorList,
        Self::NewerVendorList,
        Self::Purposes,
        Self::SpecialFeatures,
        Self::CmpList,
        Self::Expectations,
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
        }
    }

    /// The rules that need it.
    pub fn rules(self) -> impl Iterator<Item = RuleCode> {
        let needing = WITH_NEEDS.iter().filter(move |(_, needs)| needs.contains(self));
        needing.map(|&(code, _)| code)
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
pub struct Needs(u8);

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

    const fn bit(need: Need) -> u8 {
        match need {
            Need::AnyVendorList => 1,
            Need::VendorList => 1 << 1,
            Need::NewerVendorList => 1 << 2,
            Need::Purposes => 1 << 3,
            Need::SpecialFeatures => 1 << 4,
            Need::CmpList => 1 << 5,
            Need::Expectations => 1 << 6,
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

/// The rules that did not run because an input is missing.
///
/// ```
/// use tcf_codec::{DecodeOptions, decode};
/// use tcf_policy::rules::{Subject, check};
/// let text = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
/// let decoded = decode(text, DecodeOptions::new().with_layout())?;
/// let subject = Subject::new(text, &decoded, "2026-06-01".parse().unwrap()).unwrap();
/// // Without a vendor list and a CMP list.
/// let not_run: Vec<_> = check(&subject).not_run.iter().map(|skipped| skipped.as_str()).collect();
/// assert_eq!(not_run, ["G", "P024", "P025", "P026"]);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NotRun {
    missing: Needs,
}

impl NotRun {
    pub(super) const fn new(missing: Needs) -> Self {
        Self { missing }
    }

    /// The inputs that are missing.
    pub const fn missing(self) -> Needs {
        self.missing
    }

    /// Whether every rule ran.
    pub const fn is_empty(self) -> bool {
        self.missing.is_empty()
    }

    /// The rules that did not run. Group G stands for every rule that needs a vendor list, P009
    /// included.
    pub fn iter(self) -> impl Iterator<Item = Skipped> {
        self.missing.iter().flat_map(move |need| self.because_of(need))
    }

    /// The rules that did not run because of one missing input.
    pub fn because_of(self, need: Need) -> impl Iterator<Item = Skipped> {
        let (group, rules) = match need.group() {
            _ if !self.missing.contains(need) => (None, None),
            None => (None, Some(need.rules())),
            // Without any vendor list, the one that the string names is missing too.
            Some(_) if need == Need::AnyVendorList => (None, None),
            Some(group) => (Some(group), None),
        };
        let is_in_group = move |code: &RuleCode| {
            let mut groups = self.missing.iter().filter(|need| need.group().is_some());
            groups.any(|need| code.rule().needs.contains(need))
        };
        let rules = rules.into_iter().flatten().filter(move |code| !is_in_group(code));
        group.map(Skipped::Group).into_iter().chain(rules.map(Skipped::Rule))
    }
}

/// A JSON array of groups and codes.
impl Serialize for NotRun {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// A rule or a group of rules that did not run, in alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Skipped {
    /// Every rule that needs what the group needs.
    Group(Group),
    /// One rule.
    Rule(RuleCode),
}

impl Skipped {
    /// The letter of the group or the code of the rule.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Group(group) => group.letter(),
            Self::Rule(code) => code.as_str(),
        }
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Ord for Skipped {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for Skipped {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for Skipped {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
