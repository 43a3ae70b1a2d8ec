//! Kinds of strings.

use tcf_codec::Deciseconds;
use tcf_policy::dates;

use crate::dates::before;

/// What a string is like. All are valid on the day that they are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The user accepts everything: consent, legitimate interest, special features.
    AcceptAll,
    /// The user accepts nothing and objects to everything.
    RejectAll,
    /// The user consents, and objects to every legitimate interest.
    Objected,
    /// Some choices of the user and now and then of the publisher.
    Mixed,
    /// Vendors on consent alone: no legitimate interest is established.
    ConsentOnly,
    /// The publisher forbids purposes to vendors, or switches their basis.
    Restrictive,
    /// Vendors that declare special purposes and nothing else.
    SpecialPurposesOnly,
    /// TCF 2.2: made before disclosed vendors became mandatory, and without them.
    Tcf22,
    /// TCF 2.3: with disclosed vendors and the publisher's own purposes.
    Tcf23,
}

impl Kind {
    /// Every kind.
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

    /// The name on the command line and in records.
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

    /// The same in a line for people.
    pub const fn about(self) -> &'static str {
        match self {
            Self::AcceptAll => "Everything accepted",
            Self::RejectAll => "Nothing accepted, and every objection made",
            Self::Objected => "Consent given, every legitimate interest objected to",
            Self::Mixed => "Some choices, now and then a publisher restriction",
            Self::ConsentOnly => "Vendors on consent alone",
            Self::Restrictive => "A publisher who forbids purposes and switches bases",
            Self::SpecialPurposesOnly => "Vendors of special purposes alone",
            Self::Tcf22 => "Made before March 2026, without disclosed vendors",
            Self::Tcf23 => "With disclosed vendors and the publisher's own purposes",
        }
    }

    /// The latest day on which strings of the kind are made that are to be valid on a date.
    #[must_use]
    pub fn latest(self, at: Deciseconds) -> Deciseconds {
        match self {
            Self::Tcf22 => at.start_of_day().min(before(dates::DISCLOSED_VENDORS_EVE, 1)),
            _ => at.start_of_day(),
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
                Plan { legitimate_interest: Share::None, vendors: Vendors::ConsentAlone, ..PLAN }
            }
            Self::Restrictive => Plan { restricted: Share::All, ..PLAN },
            Self::SpecialPurposesOnly => {
                Plan { vendors: Vendors::SpecialPurposesAlone, publisher_tc: Share::None, ..PLAN }
            }
            Self::Tcf22 => Plan { publisher_tc: Share::None, ..PLAN },
            Self::Tcf23 => Plan { publisher_tc: Share::All, ..PLAN },
        }
    }
}

/// How much of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    None,
    /// A random part.
    Some,
    All,
}

/// Which vendors a string is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendors {
    All,
    ConsentAlone,
    SpecialPurposesAlone,
}

/// What strings of a kind are made by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Consent that is given.
    pub(crate) consent: Share,
    /// Legitimate interest that is not objected to.
    pub(crate) legitimate_interest: Share,
    pub(crate) vendors: Vendors,
    /// A short string.
    pub(crate) few: bool,
    /// Publisher restrictions.
    pub(crate) restricted: Share,
    pub(crate) publisher_tc: Share,
}

impl Plan {
    /// A short string without anything special, which is then broken.
    pub(crate) const SHORT: Self = Self {
        few: true,
        restricted: Share::None,
        publisher_tc: Share::None,
        ..Kind::Mixed.plan()
    };
}
