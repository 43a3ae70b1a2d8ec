//! Generated strings.

use tcf_carrier::SignalKind;
use tcf_codec::gpp::Container;
use tcf_codec::gpp::us::UsFormat;
use tcf_codec::{AcString, AnyTcString, Deciseconds, GppString, SectionId, UspString};
use tcf_policy::gvl::ListKey;
use tcf_policy::rules::{Rule, Severity};

use crate::kind::Kind;

/// A generated string.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The string.
    pub text: String,
    /// Its value, or `None` if it does not decode.
    pub value: Option<SignalValue>,
    /// The kind of the string; for a violation, the kind that it was derived from.
    pub kind: Kind,
    /// The evaluation date.
    pub as_of: Deciseconds,
    /// The vendor list to check it against; `None` to check it without vendor lists.
    pub gvl: Option<ListKey>,
    /// Whether to check it against the CMP list.
    pub with_cmps: bool,
    /// The rule that it violates.
    pub violates: Option<&'static Rule>,
    /// The expectation that it does not meet (rules of group H), in the syntax of an `[[expect]]`
    /// table of `tcf.toml`.
    pub expect: Option<String>,
    /// The expected findings: that of the violated rule, and every other one above info.
    pub expected: Vec<Expected>,
}

/// The value of a generated string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignalValue {
    /// That of a TC string.
    Tc(AnyTcString),
    /// That of a GPP string.
    Gpp(GppString),
    /// That of a US Privacy string.
    UsPrivacy(UspString),
    /// That of an Additional Consent string.
    AdditionalConsent(AcString),
}

/// An expected finding.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    /// The rule.
    pub rule: &'static Rule,
    /// The severity in this string.
    pub severity: Severity,
}

impl Generated {
    /// The ids of the sections that apply, for the parameter `gpp_sid` beside a GPP string: its
    /// first section, and after the US national section the first one of a state. Empty if the
    /// string has no sections, does not decode so far, or is of another kind.
    ///
    /// ```
    /// use tcf_codec::SectionId;
    /// use tcf_generate::{Generator, Kind};
    /// let generator = Generator::new(7, "2026-06-01".parse()?);
    /// let made = generator.string(Kind::GppUsNat, 0)?;
    /// assert_eq!(made.gpp_sid(), [SectionId::US_NAT]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn gpp_sid(&self) -> Vec<SectionId> {
        if self.kind.signal() != SignalKind::Gpp {
            return Vec::new();
        }
        let Ok(container) = Container::new(&self.text) else { return Vec::new() };
        let mut ids = container.ids();
        match (ids.next(), ids.next()) {
            (Some(SectionId::US_NAT), Some(state)) if !UsFormat::of(state).is_empty() => {
                vec![SectionId::US_NAT, state]
            }
            (first, _) => first.into_iter().collect(),
        }
    }
}

impl SignalValue {
    /// The value of a TC string; `None` for other kinds.
    pub const fn tc(&self) -> Option<&AnyTcString> {
        match self {
            Self::Tc(tc) => Some(tc),
            _ => None,
        }
    }

    /// Encodes the value canonically.
    pub fn encode(&self) -> String {
        match self {
            Self::Tc(AnyTcString::V1(tc)) => tc.encode(),
            Self::Tc(AnyTcString::V2(tc)) => tc.encode(),
            Self::Gpp(gpp) => gpp.encode(),
            Self::UsPrivacy(usp) => usp.encode(),
            Self::AdditionalConsent(ac) => ac.encode(),
        }
    }
}
