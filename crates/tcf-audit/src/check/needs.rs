//! What checks need besides the events.

use std::fmt;

use crate::bytes::{Reader, StateError, Wire, Writer};
use crate::names::names;

names! {
    /// What a check needs besides the events.
    Need {
        /// Events: calls, stored data and statements of the signal.
        Events = "events",
        /// Cookies that were sent and set.
        Cookies = "cookies",
        /// Bodies of requests.
        Bodies = "bodies",
        /// Times of events.
        Times = "times",
        /// A vendor list.
        VendorList = "vendor list",
        /// A host map, or events that name their vendor.
        HostMap = "host map",
        /// Marks or a log of the user's choices.
        Choices = "choices",
        /// A purpose map.
        PurposeMap = "purpose map",
        /// A local policy.
        LocalPolicy = "local policy",
        /// A limit in the settings.
        Limit = "limit",
        /// What the API of a CMP states: `TCData`, or the preferences of an app.
        Api = "API values",
        /// The log of a server with visits that a client recorded, too.
        Server = "server log",
        /// Device storage disclosures of vendors.
        Disclosures = "disclosures",
        /// An older report.
        OlderReport = "older report",
    }
}

impl Need {
    /// Why a check did not run.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Events => "only decision records were read, and no events",
            Self::Cookies => {
                "no input has cookies: recordings are exported without them by default"
            }
            Self::Bodies => "no input has bodies of requests",
            Self::Times => "no input has times",
            Self::VendorList => "no vendor list that the strings name is available",
            Self::HostMap => "no host is mapped to a vendor, and no event names one",
            Self::Choices => "neither marks nor a log of choices say when the user acted",
            Self::PurposeMap => "the settings have no purpose map",
            Self::LocalPolicy => "the settings forbid nothing",
            Self::Limit => "the settings have no limit",
            Self::Api => "no input has TCData or preferences of an app with a string",
            Self::Server => "no visit has both a server's log and a client's recording",
            Self::Disclosures => "no device storage disclosures are available",
            Self::OlderReport => "no older report was given to compare with",
        }
    }
}

names! {
    /// What the inputs and settings of an audit can be required to have.
    Requirement {
        /// Hosts that are mapped to vendors, or events that name theirs.
        Hosts = "hosts",
        /// A purpose map.
        Map = "map",
        /// Cookies that were sent or set.
        Cookies = "cookies",
        /// Times of events.
        Times = "times",
        /// Marks, or a log of choices.
        Choices = "choices",
        /// The vendor list that the strings name.
        Gvl = "gvl",
    }
}

impl Requirement {
    /// The requirement with a [name](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.name() == name)
    }

    /// What checks need, of which an audit is required to have some.
    pub const fn need(self) -> Need {
        match self {
            Self::Hosts => Need::HostMap,
            Self::Map => Need::PurposeMap,
            Self::Cookies => Need::Cookies,
            Self::Times => Need::Times,
            Self::Choices => Need::Choices,
            Self::Gvl => Need::VendorList,
        }
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
            set.insert(*need);
            needs = rest;
        }
        set
    }

    const fn bit(need: Need) -> u16 {
        match need {
            Need::Cookies => 1,
            Need::Bodies => 1 << 1,
            Need::Times => 1 << 2,
            Need::VendorList => 1 << 3,
            Need::HostMap => 1 << 4,
            Need::Choices => 1 << 5,
            Need::Limit => 1 << 6,
            Need::PurposeMap => 1 << 7,
            Need::LocalPolicy => 1 << 8,
            Need::Api => 1 << 9,
            Need::Server => 1 << 10,
            Need::Disclosures => 1 << 11,
            Need::OlderReport => 1 << 12,
            Need::Events => 1 << 13,
        }
    }

    /// Adds a need.
    pub const fn insert(&mut self, need: Need) {
        self.0 |= Self::bit(need);
    }

    /// Whether the set has a need.
    pub const fn contains(self, need: Need) -> bool {
        self.0 & Self::bit(need) != 0
    }

    /// Adds the needs of another set.
    pub const fn union_with(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// The needs of this set that another one lacks.
    pub fn missing_in(self, available: Self) -> impl Iterator<Item = Need> {
        self.iter().filter(move |&need| !available.contains(need))
    }

    /// The needs.
    pub fn iter(self) -> impl Iterator<Item = Need> {
        Need::ALL.iter().copied().filter(move |&need| self.contains(need))
    }
}

impl Wire for Needs {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.number(self.0.into());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let set = Self(u16::read(from)?);
        let has_unknown = set.0 & !Self::of(Need::ALL).0 != 0;
        if has_unknown { Err(from.damaged("a need is unknown")) } else { Ok(set) }
    }
}

impl fmt::Debug for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_added() {
        let mut set = Needs::of(&[Need::Cookies, Need::Times]);
        assert_eq!(format!("{set:?}"), "{Cookies, Times}");
        let available = Needs::of(&[Need::Times, Need::Limit]);
        assert_eq!(set.missing_in(available).collect::<Vec<_>>(), [Need::Cookies]);
        set.union_with(available);
        assert_eq!(set.iter().count(), 3);
        let all = Needs::of(Need::ALL);
        assert_eq!(all.iter().collect::<Vec<_>>(), Need::ALL);
    }
}
