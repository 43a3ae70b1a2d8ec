//! The words of the report for names of the record.

use tcf_audit::report::in_words;
use tcf_policy::vocabulary::PURPOSES;

use crate::format::label;

/// The policy version whose names of purposes are used if no string says which one applies.
const POLICY_VERSION: u16 = 5;

/// What the string in force says about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    NotPermitted,
    BeforeChoice,
    LegitimateInterest,
    Permitted,
    Undecided,
}

impl Verdict {
    /// Every verdict, in the order of legends.
    pub(crate) const ALL: [Self; 5] = [
        Self::Permitted,
        Self::LegitimateInterest,
        Self::NotPermitted,
        Self::BeforeChoice,
        Self::Undecided,
    ];

    pub(crate) fn of(name: &str) -> Self {
        match name {
            "permitted" => Self::Permitted,
            "legitimateInterest" => Self::LegitimateInterest,
            "notPermitted" => Self::NotPermitted,
            "beforeChoice" => Self::BeforeChoice,
            _ => Self::Undecided,
        }
    }

    /// The words in tables and legends.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Permitted => "permitted",
            Self::LegitimateInterest => "permitted on legitimate interest alone",
            Self::NotPermitted => "not permitted",
            Self::BeforeChoice => "before a choice of the user was known",
            Self::Undecided => "unknown: no vendor list",
        }
    }

    /// The class, which sets the color.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Permitted => "permitted",
            Self::LegitimateInterest => "interest",
            Self::NotPermitted => "denied",
            Self::BeforeChoice => "before",
            Self::Undecided => "undecided",
        }
    }
}

/// Which string a call carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    InForce,
    Other,
    None,
}

impl Signal {
    /// Every signal, in the order of legends.
    pub(crate) const ALL: [Self; 3] = [Self::InForce, Self::Other, Self::None];

    pub(crate) fn of(name: &str) -> Self {
        match name {
            "inForce" => Self::InForce,
            "other" => Self::Other,
            _ => Self::None,
        }
    }

    /// The words in tables and legends.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::InForce => "the string in force",
            Self::Other => "another string",
            Self::None => "no usable string",
        }
    }
}

/// The name of a purpose; empty if it has no standard name.
pub(crate) fn purpose(id: u8) -> &'static str {
    PURPOSES.name(id, POLICY_VERSION).unwrap_or_default()
}

/// The name of a metric.
pub(crate) fn metric(name: &str, of: &str) -> String {
    let known = match (name, of) {
        ("coverage", "calls") => "Coverage: calls with a usable string",
        ("coverage", "vendors") => "Coverage: vendors with a usable string in every call",
        ("coverage", "reach") => "Reach: vendors that received the string in force",
        ("correctness", "calls") => "Correctness: usable strings that are the one in force",
        ("unauthorised", "calls") => "Unauthorized calls",
        ("unauthorised", "page views") => "Unauthorized calls for each page view",
        ("mismatch", "pairs") => "Policy mismatch: pairs of vendor and purpose",
        ("mismatch", "calls") => "Policy mismatch: calls",
        ("liAbsent", "visits") => "Visits without legitimate interest",
        ("objection", "choices") => "Choices that object to legitimate interest",
        ("objection", "offers") => "Offers of legitimate interest that users object to",
        ("objection", "visits") => "Visits with an objection to legitimate interest",
        ("propagation", "median") => "Time to propagate: median",
        ("propagation", "p95") => "Time to propagate: 95th percentile",
        ("propagation", "max") => "Time to propagate: longest",
        ("propagation", "next page") => "Changes that arrived by the next page",
        ("persistence", "visits") => "Preferences that last until a later visit",
        ("persistence", of) => return format!("Preferences that last: {}", label(of, 40)),
        ("dataLoss", "events") => "Data loss: events that are dropped or stripped",
        ("dataLoss", "dropped events") => "Data loss: dropped events",
        ("dataLoss", "stripped events") => "Data loss: stripped events",
        ("eventMatch", "events") => "Kept events with the fields that their channel needs",
        ("enforcement", "median") => "Time until a choice takes effect: median",
        ("enforcement", "p95") => "Time until a choice takes effect: 95th percentile",
        ("enforcement", "max") => "Time until a choice takes effect: longest",
        ("incidents", "errors") => "Errors that no earlier report has",
        ("onboarding", "median") => "Time to onboard a vendor: median",
        ("onboarding", "vendor") => "Time to onboard a vendor",
        ("performance", "calls") => "Calls to other parties",
        ("performance", "bytes") => "Bytes from and to other parties",
        ("performance", "hosts") => "Hosts of other parties",
        ("propagation", within) => {
            return format!("Changes that arrived {}", label(within, 40));
        }
        ("enforcement", within) => {
            return format!("Choices that took effect {}", label(within, 40));
        }
        _ => return format!("{}: {}", label(&in_words(name), 40), label(&in_words(of), 40)),
    };
    known.to_owned()
}

/// How a host is mapped to its vendor.
pub(crate) fn mapped_by(name: &str) -> &'static str {
    match name {
        "config" => "your map",
        "disclosure" => "the vendor's disclosure",
        "inferred" => "a URL in the vendor list",
        _ => "unknown",
    }
}

/// How it is known that a string is in force.
pub(crate) fn source(name: &str) -> &'static str {
    match name {
        "choice" => "from the log of choices",
        "mark" => "from a mark",
        "inferred" => "inferred from the traffic",
        _ => "unknown",
    }
}

/// A legal basis.
pub(crate) fn basis(name: &str) -> &'static str {
    match name {
        "consent" => "consent",
        "legitimateInterest" => "legitimate interest",
        "specialPurpose" => "special purpose",
        _ => "another basis",
    }
}
