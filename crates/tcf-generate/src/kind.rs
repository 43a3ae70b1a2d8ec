//! Kinds of strings.

use tcf_carrier::SignalKind;
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
    /// A GPP string with a TC string (section 2), like [`Self::Mixed`].
    GppTcf,
    /// A GPP string with a US national section of version 1 or 2, with random choices.
    GppUsNat,
    /// A GPP string with a section of a US state, with random choices. The states take turns.
    GppUsState,
    /// A GPP string with a US section in which the user opted out of everything.
    GppOptedOut,
    /// A GPP string with a US section in which the user opted out of nothing.
    GppNotOptedOut,
    /// A GPP string with a US section in which there is nothing to opt out of.
    GppNotApplicable,
    /// A GPP string with a Canadian section.
    GppCanada,
    /// A GPP string with several sections, in one of the combinations that are in use.
    GppMulti,
    /// A GPP string with any sections.
    GppMixed,
    /// A US Privacy string.
    UsPrivacy,
    /// An Additional Consent string.
    AdditionalConsent,
}

impl Kind {
    /// The kinds of TC strings.
    pub const TC: [Self; 9] = [
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

    /// The kinds of GPP strings.
    pub const GPP: [Self; 9] = [
        Self::GppTcf,
        Self::GppUsNat,
        Self::GppUsState,
        Self::GppOptedOut,
        Self::GppNotOptedOut,
        Self::GppNotApplicable,
        Self::GppCanada,
        Self::GppMulti,
        Self::GppMixed,
    ];

    /// All kinds: those of TC strings, of GPP strings, and the others.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        let others = [Self::UsPrivacy, Self::AdditionalConsent];
        Self::TC.into_iter().chain(Self::GPP).chain(others)
    }

    /// The kind of consent string.
    pub const fn signal(self) -> SignalKind {
        match self {
            Self::AcceptAll
            | Self::RejectAll
            | Self::Objected
            | Self::Mixed
            | Self::ConsentOnly
            | Self::Restrictive
            | Self::SpecialPurposesOnly
            | Self::Tcf22
            | Self::Tcf23 => SignalKind::Tc,
            Self::GppTcf
            | Self::GppUsNat
            | Self::GppUsState
            | Self::GppOptedOut
            | Self::GppNotOptedOut
            | Self::GppNotApplicable
            | Self::GppCanada
            | Self::GppMulti
            | Self::GppMixed => SignalKind::Gpp,
            Self::UsPrivacy => SignalKind::UsPrivacy,
            Self::AdditionalConsent => SignalKind::AdditionalConsent,
        }
    }

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
            Self::GppTcf => "gpp-tcf",
            Self::GppUsNat => "gpp-usnat",
            Self::GppUsState => "gpp-us-state",
            Self::GppOptedOut => "gpp-opted-out",
            Self::GppNotOptedOut => "gpp-not-opted-out",
            Self::GppNotApplicable => "gpp-not-applicable",
            Self::GppCanada => "gpp-canada",
            Self::GppMulti => "gpp-multi",
            Self::GppMixed => "gpp-mixed",
            Self::UsPrivacy => "usp",
            Self::AdditionalConsent => "ac",
        }
    }

    /// A one-line description.
    pub const fn description(self) -> &'static str {
        match self {
            Self::AcceptAll => "All consents and legitimate interests",
            Self::RejectAll => "No consents and no legitimate interests",
            Self::Objected => "All consents, no legitimate interests",
            Self::Mixed => "Random, sometimes publisher restrictions",
            Self::ConsentOnly => "Only vendors that rely on consent",
            Self::Restrictive => "Publisher restrictions that have an effect",
            Self::SpecialPurposesOnly => "Vendors with special purposes only",
            Self::Tcf22 => "Before March 2026, no disclosed vendors",
            Self::Tcf23 => "With disclosed vendors and publisher TC",
            Self::GppTcf => "GPP: a TC string (section 2)",
            Self::GppUsNat => "GPP: US national section, random choices",
            Self::GppUsState => "GPP: a US state, random choices; all in turn",
            Self::GppOptedOut => "GPP: US section, opted out of everything",
            Self::GppNotOptedOut => "GPP: US section, opted out of nothing",
            Self::GppNotApplicable => "GPP: US section, nothing to opt out of",
            Self::GppCanada => "GPP: Canadian section",
            Self::GppMulti => "GPP: common combinations of sections",
            Self::GppMixed => "GPP: any sections",
            Self::UsPrivacy => "US Privacy string",
            Self::AdditionalConsent => "Additional Consent string",
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
            Self::ConsentOnly => {
                Plan { legitimate_interest: Share::None, vendors: Vendors::ConsentOnly, ..PLAN }
            }
            Self::Restrictive => Plan { restricted: Share::All, ..PLAN },
            Self::SpecialPurposesOnly => {
                Plan { vendors: Vendors::SpecialPurposesOnly, publisher_tc: Share::None, ..PLAN }
            }
            Self::Tcf22 => Plan { publisher_tc: Share::None, ..PLAN },
            Self::Tcf23 => Plan { publisher_tc: Share::All, ..PLAN },
            // Section 2 of a GPP string is like a mixed TC string.
            _ => Plan { restricted: Share::Some, ..PLAN },
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
