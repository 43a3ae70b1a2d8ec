//! Decisions on activities.

use std::borrow::Cow;

use tcf_codec::{Field, SectionId};

use super::activity::Activity;
use crate::decide::decision::Verdict;
use crate::decide::reason::{Reason, Reasons};
use crate::us;

/// The decision of a US section on an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsDecision {
    /// The section; section 6 for a US Privacy string.
    pub section: SectionId,
    /// The activity.
    pub activity: Activity,
    /// The choice of the user. `None` if the section does not state it, or does not apply.
    pub choice: Option<Choice>,
    /// The most restrictive of the notices that matter. `None` if there is none, or the section
    /// does not apply.
    pub notice: Option<Notice>,
    /// Global Privacy Control. `None` if the section does not state it, or does not apply.
    pub gpc: Option<bool>,
    /// The verdict: any but [`Verdict::Conditional`].
    pub verdict: Verdict,
    /// The reasons.
    pub reasons: Reasons,
    /// Notes, which do not affect the verdict.
    pub notes: Reasons,
    /// The first value that matters and that the section does not define.
    pub undefined: Option<UndefinedValue>,
}

/// A value of a field that the section does not define.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndefinedValue {
    /// The field.
    pub field: Field,
    /// The value.
    pub value: u8,
}

/// What a user chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// 0.
    NotApplicable,
    /// The user opted out.
    OptedOut,
    /// The user did not opt out.
    NotOptedOut,
    /// The user did not consent.
    NoConsent,
    /// The user consented.
    Consent,
    /// An undefined value.
    Undefined,
}

impl Choice {
    /// Every choice.
    pub const ALL: [Self; 6] = [
        Self::NotApplicable,
        Self::OptedOut,
        Self::NotOptedOut,
        Self::NoConsent,
        Self::Consent,
        Self::Undefined,
    ];

    /// The choice of a value of 2 bits.
    pub(super) const fn of(value: u8, is_opt_out: bool) -> Self {
        match (value, is_opt_out) {
            (0, _) => Self::NotApplicable,
            (1, true) => Self::OptedOut,
            (2, true) => Self::NotOptedOut,
            (1, false) => Self::NoConsent,
            (2, false) => Self::Consent,
            _ => Self::Undefined,
        }
    }

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotApplicable => "notApplicable",
            Self::OptedOut => "optedOut",
            Self::NotOptedOut => "notOptedOut",
            Self::NoConsent => "noConsent",
            Self::Consent => "consent",
            Self::Undefined => "undefined",
        }
    }
}

/// Whether a notice was given to the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Notice {
    /// It was given.
    Given,
    /// It does not apply.
    NotApplicable,
    /// An undefined value.
    Undefined,
    /// It was not given.
    NotGiven,
}

impl Notice {
    /// Every state, from the least to the most restrictive.
    pub const ALL: [Self; 4] = [Self::Given, Self::NotApplicable, Self::Undefined, Self::NotGiven];

    /// The state of a value of 2 bits.
    pub(super) const fn of(value: u8) -> Self {
        match value {
            0 => Self::NotApplicable,
            1 => Self::Given,
            2 => Self::NotGiven,
            _ => Self::Undefined,
        }
    }

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::NotApplicable => "notApplicable",
            Self::Undefined => "undefined",
            Self::NotGiven => "notGiven",
        }
    }
}

impl UsDecision {
    /// A decision without facts.
    pub(super) fn new(
        section: SectionId,
        activity: Activity,
        verdict: Verdict,
        reason: Reason,
    ) -> Self {
        let mut reasons = Reasons::NONE;
        reasons.push(reason);
        Self {
            section,
            activity,
            choice: None,
            notice: None,
            gpc: None,
            verdict,
            reasons,
            notes: Reasons::NONE,
            undefined: None,
        }
    }

    /// The decision of a section that does not apply to the request: out of scope.
    pub fn out_of_scope(section: SectionId, activity: Activity) -> Self {
        Self::new(section, activity, Verdict::OutOfScope, Reason::UsOutOfScope)
    }

    /// The decision of a section that applies, but was not published when this version was made:
    /// unknown.
    pub fn unpublished(section: SectionId, activity: Activity) -> Self {
        Self::new(section, activity, Verdict::Unknown, Reason::UsUnpublished)
    }

    /// Whether the verdict is [`Verdict::Permit`].
    pub const fn is_permit(&self) -> bool {
        matches!(self.verdict, Verdict::Permit)
    }

    /// Whether the section has the activity.
    pub fn is_covered(&self) -> bool {
        !self.reasons.contains(Reason::UsNotCovered)
    }

    /// The category of sensitive data or the group of children that the activity concerns. `None`
    /// for other activities, and if the section has no such category.
    pub fn category(&self) -> Option<&'static str> {
        let (names, number) = match self.activity {
            Activity::SensitiveData(number) => (us::sensitive_data(self.section), number),
            Activity::KnownChild(number) => (us::children(self.section), number),
            Activity::Sale | Activity::Sharing | Activity::TargetedAdvertising => return None,
        };
        let is_us = self.section != SectionId::USP_V1 && self.is_covered();
        names.get(usize::from(number.get()) - 1).copied().filter(|_| is_us)
    }

    /// The text of a reason, with the facts of this decision.
    pub fn describe(&self, reason: Reason) -> Cow<'static, str> {
        match (reason, self.undefined) {
            (Reason::UsUndefinedValue, Some(UndefinedValue { field, value })) => {
                format!("{} ({field} is {value})", reason.text()).into()
            }
            _ => reason.text().into(),
        }
    }
}

/// The verdict of several sections on an activity: deny if any denies, permit only if all sections
/// that have the activity and apply permit.
///
/// ```
/// use tcf_codec::SectionId;
/// use tcf_codec::gpp::GppString;
/// use tcf_policy::decide::Verdict;
/// use tcf_policy::decide::us::{Activity, combined, decide_us};
///
/// // The national section permits, California denies.
/// let gpp = GppString::decode("DBABrw~CVQqAAAAAABY~BUYAAABY")?;
/// let sections = [SectionId::US_NAT, SectionId::US_CA].map(|id| gpp.us(id).unwrap());
/// let decisions = sections.map(|section| decide_us(section, Activity::Sale));
/// assert_eq!(decisions.map(|decision| decision.verdict), [Verdict::Permit, Verdict::Deny]);
/// assert_eq!(combined(&decisions), Verdict::Deny);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn combined(decisions: &[UsDecision]) -> Verdict {
    let any = |verdict| {
        let covered = decisions.iter().filter(|decision| decision.is_covered());
        covered.into_iter().any(|decision| decision.verdict == verdict)
    };
    let found = [Verdict::Deny, Verdict::Unknown, Verdict::Permit].into_iter().find(|&v| any(v));
    match found {
        Some(verdict) => verdict,
        None if decisions.iter().any(|decision| !decision.is_covered()) => Verdict::Unknown,
        None => Verdict::OutOfScope,
    }
}
