//! Kinds of strings.

use tcf_codec::Deciseconds;
use tcf_policy::dates;

use crate::dates::before;

/// The kind of a generated string. Strings of every kind are valid on the date of the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The user accepts everything: consents, legitimate interests and special features.
    AcceptAll,
    /// The user refuses every consent and objects to every legitimate interest.
    RejectAll,
    /// The user gives every consent and objects to every legitimate interest.
    Objected,
    /// Random choices of the user, and sometimes publisher restrictions.
    Mixed,
    /// Only vendors that rely on consent, so no legitimate interest.
    ConsentOnly,
    /// Publisher restrictions that forbid purposes or change the legal basis.
    Restrictive,
    /// Only vendors that declare nothing but special purposes.
    SpecialPurposesOnly,
    /// TCF 2.2: created before disclosed vendors became mandatory, and without them.
    Tcf22,
    /// TCF 2.3: with disclosed vendors and the publisher TC segment.
    Tcf23,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::AcceptAll,
        Self::RejectAll,
        Self::Objected,
        Self::Mixed,
        Self::ConsentOnly,
        Self::Restrictive,
        Self::SpecialPurposesOnly,
        Self::Tcf22,
        Self::Tcf23,
    ];

    /// The name on the command line and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AcceptAll => "accept-all",
            Self::RejectAll => "reject-all",
            Self::Objected => "objected",
            Self::Mixed => "mixed",
            Self::ConsentOnly => "consent-only",
            Self::Restrictive => "restrictive",
            Self::SpecialPurposesOnly => "special-purposes-only",
            Self::Tcf22 => "tcf-2.2",
            Self::Tcf23 => "tcf-2.3",
        }
    }

    /// A one-line description.
    pub const fn description(self) -> &'static str {
        match self {
            Self::AcceptAll => "All consents and legitimate interests",
            Self::RejectAll => "No consents and no legitimate interests",
            Self::Objected => "All consents, but objections to every legitimate interest",
            Self::Mixed => "Random choices, sometimes with publisher restrictions",
            Self::ConsentOnly => "Only vendors that rely on consent",
            Self::Restrictive => {
                "Publisher restrictions that forbid purposes or change the legal basis"
            }
            Self::SpecialPurposesOnly => "Only vendors that declare nothing but special purposes",
            Self::Tcf22 => "TCF 2.2: created before March 2026, without disclosed vendors",
            Self::Tcf23 => "TCF 2.3: with disclosed vendors and the publisher TC segment",
        }
    }

    /// The latest creation day for strings of the kind that are valid on a date.
    #[must_use]
    pub fn latest(self, as_of: Deciseconds) -> Deciseconds {
        match self {
            Self::Tcf22 => as_of.start_of_day().min(before(dates::DISCLOSED_VENDORS_EVE, 1)),
            _ => as_of.start_of_day(),
        }
    }

    pub(crate) const fn plan(self) -> Plan {
        const PLAN: Plan = Plan {
            consent: Share::Some,
            legitimate_interest: Share::Some,
            vendors: Vendors::All,
            few: false,
            restricted: Share::None,
            publisher_tc: Share::Some,
        };
        match self {
            Self::AcceptAll => {
                Plan { consent: Share::All, legitimate_interest: Share::All, ..PLAN }
            }
            Self::RejectAll => {
                let none = Share::None;
                Plan { consent: none, legitimate_interest: none, publisher_tc: none, ..PLAN }
            }
            Self::Objected => {
                Plan { consent: Share::All, legitimate_interest: Share::None, ..PLAN }
            }
            Self::Mixed => Plan { restricted: Share::Some, ..PLAN },
            Self::ConsentOnly => {
                Plan { legitimate_interest: Share::None, vendors: Vendors::ConsentOnly, ..PLAN }
            }
            Self::Restrictive => Plan { restricted: Share::All, ..PLAN },
            Self::SpecialPurposesOnly => {
                Plan { vendors: Vendors::SpecialPurposesOnly, publisher_tc: Share::None, ..PLAN }
            }
            Self::Tcf22 => Plan { publisher_tc: Share::None, ..PLAN },
            Self::Tcf23 => Plan { publisher_tc: Share::All, ..PLAN },
        }
    }
}

/// The share of a set to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    None,
    /// A random subset.
    Some,
    All,
}

/// Which vendors a string covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendors {
    All,
    ConsentOnly,
    SpecialPurposesOnly,
}

/// The parameters of a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Consents to give.
    pub(crate) consent: Share,
    /// Legitimate interests without objection.
    pub(crate) legitimate_interest: Share,
    pub(crate) vendors: Vendors,
    /// Whether to choose only a few vendors.
    pub(crate) few: bool,
    /// Publisher restrictions.
    pub(crate) restricted: Share,
    pub(crate) publisher_tc: Share,
}

impl Plan {
    /// A short, simple string, as the base of a violation.
    pub(crate) const SHORT: Self = Self {
        few: true,
        restricted: Share::None,
        publisher_tc: Share::None,
        ..Kind::Mixed.plan()
    };
}
