//! The rules that did not run.

use std::cmp::Ordering;
use std::fmt;
use std::sync::LazyLock;

use serde::{Serialize, Serializer};

use super::needs::{Need, Needs};
use super::registry;
use crate::rule_code::{Group, RuleCode};

/// The rules that need an input.
static WITH_NEEDS: LazyLock<Vec<(RuleCode, Needs)>> = LazyLock::new(|| {
    let rules = registry::all().map(|rule| (rule.code, rule.needs));
    rules.filter(|(_, needs)| !needs.is_empty()).collect()
});

impl Need {
    /// The rules that need it.
    pub fn rules(self) -> impl Iterator<Item = RuleCode> {
        let needing = WITH_NEEDS.iter().filter(move |(_, needs)| needs.contains(self));
        needing.map(|&(code, _)| code)
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
    /// Whether the rules are those about signals that came together.
    of_companions: bool,
}

impl NotRun {
    pub(super) const fn new(missing: Needs) -> Self {
        Self { missing, of_companions: false }
    }

    /// The rules about signals that came together.
    pub(super) const fn of_companions(missing: Needs) -> Self {
        Self { missing, of_companions: true }
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
        let of_companions = WITH_NEEDS.iter().filter(move |(_, needs)| {
            self.of_companions && needs.contains(Need::Companions) && needs.intersects(self.missing)
        });
        let needs = self.missing.iter().filter(move |_| !self.of_companions);
        needs
            .flat_map(move |need| self.because_of(need))
            .chain(of_companions.map(|&(code, _)| Skipped::Rule(code)))
    }

    /// The rules that did not run because of one missing input.
    pub fn because_of(self, need: Need) -> impl Iterator<Item = Skipped> {
        let (group, rules) = match need.group() {
            _ if !self.missing.contains(need) => (None, None),
            _ if self.of_companions => (None, Some(need.rules())),
            None => (None, Some(need.rules())),
            // Without any vendor list, the one that the string names is missing too.
            Some(_) if need == Need::AnyVendorList => (None, None),
            Some(group) => (Some(group), None),
        };
        let is_in_group = move |code: &RuleCode| {
            let mut groups = self.missing.iter().filter(|need| need.group().is_some());
            groups.any(|need| code.rule().needs.contains(need))
        };
        let rules = rules.into_iter().flatten();
        let rules = rules.filter(move |code| {
            let of_companions = code.rule().needs.contains(Need::Companions);
            of_companions == self.of_companions && (of_companions || !is_in_group(code))
        });
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
