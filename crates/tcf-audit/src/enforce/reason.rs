//! Reasons of rulings.

use std::fmt;

use tcf_policy::decide::{Reason, Reasons, Verdict};

/// Defines [`EnforceReason`] from a table with one row per reason.
macro_rules! reasons {
    ($( $Name:ident = $code:literal {
        text: $text:literal,
        why: $why:literal,
        help: $help:literal,
    } )*) => {
        /// A reason that only enforcement has: what was missing before a string could be decided,
        /// and what the purpose map and the user's choices say. The reasons of decisions on strings
        /// are [`Reason`]s.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum EnforceReason {
            $( #[doc = $text] $Name, )*
        }

        impl EnforceReason {
            /// Every reason.
            pub const ALL: &[Self] = &[$( Self::$Name, )*];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$Name => $code, )* }
            }

            /// What the reason states, as one line without a full stop.
            pub const fn text(self) -> &'static str {
                match self { $( Self::$Name => $text, )* }
            }

            /// Why it occurs.
            pub const fn why(self) -> &'static str {
                match self { $( Self::$Name => $why, )* }
            }

            /// What to do about it; empty if there is nothing to do.
            pub const fn help(self) -> &'static str {
                match self { $( Self::$Name => $help, )* }
            }

            /// The position in [`Self::ALL`].
            #[expect(clippy::as_conversions, reason = "the variants are numbered from 0")]
            const fn index(self) -> usize {
                self as usize
            }
        }
    };
}

reasons! {
    FlagDisputed = "R-FLAG-DISPUTED" {
        text: "the event states that the GDPR does not apply, and its context contradicts that",
        why: "The gdpr flag is 0, or the applicable GPP sections do not include section 2, but the \
            country of the user or the region in the context is one in which the GDPR applies, or \
            the other of the two statements says that it applies. An event is out of scope only if \
            nothing contradicts it.",
        help: "Find out who sets the flag. If the country is wrong, correct it, or set \
            gdpr-countries.",
    }
    StringMissing = "R-STRING-MISSING" {
        text: "the event carries no TC string, and no choice of the user has one",
        why: "Neither the TC string nor section 2 of a GPP string is there, or the field is empty, \
            and the user's choices have no string at or before the time of the event.",
        help: "Pass the string on from the page or the app. Check --field if the events have it \
            under another name.",
    }
    StringDisputed = "R-STRING-DISPUTED" {
        text: "the TC string and section 2 of the GPP string differ",
        why: "The event carries a TC string and a GPP string whose section 2 is another TC string. \
            It is unknown which of the two states what the user chose.",
        help: "Find out who sets the two strings. They must be of the same moment.",
    }
    Macro = "R-MACRO" {
        text: "a macro or a placeholder stands where the TC string belongs",
        why: "The sender did not expand the macro, such as ${GDPR_CONSENT_755}, or wrote a value \
            such as undefined.",
        help: "Check the tag or the ad server that should insert the string.",
    }
    VendorUnmapped = "R-VENDOR-UNMAPPED" {
        text: "it is unknown which vendor receives the event",
        why: "The event names no vendor, and its host is not in the host map, or belongs to no \
            vendor of the vendor list.",
        help: "Add the host to the host map, or name the vendor with --vendor.",
    }
    VendorAmbiguous = "R-VENDOR-AMBIGUOUS" {
        text: "several vendors claim the host that receives the event",
        why: "The vendor list or the disclosures of vendors give the host to more than one vendor, \
            and the host map does not say which one it is.",
        help: "Add the host to the host map.",
    }
    TimeUnknown = "R-TIME-UNKNOWN" {
        text: "the event has no time, and the settings give no evaluation date",
        why: "Whether a string is valid, and which of the user's choices is in force, depends on \
            the time of the event.",
        help: "Check --field if the events have a time under another name, or set --as-of.",
    }
    VisitMissing = "R-VISIT-MISSING" {
        text: "the event has no key to find the user's choices with",
        why: "Choices are given, and the event would pass by its own string. Without the key, a \
            newer objection or withdrawal cannot be ruled out.",
        help: "Set --visit-key to the field that events and choices have in common.",
    }
    Objected = "R-OBJECTED" {
        text: "the user objected",
        why: "The user's newest choice at the time of the event objects to the purpose or to the \
            vendor, and there is no consent that would permit it.",
        help: "",
    }
    ObjectionUnknown = "R-OBJECTION-UNKNOWN" {
        text: "it is unknown whether the user objected",
        why: "The purpose map bases the purpose on legitimate interest. The recipient is on no \
            vendor list, the string has no publisher TC segment, and no choices are given, so an \
            objection would not be known.",
        help: "Give the choices of users with --choices.",
    }
    MapMissing = "R-MAP-MISSING" {
        text: "the purpose map has no row for the recipient that holds for the event",
        why: "The recipient is on no vendor list, so only the purpose map can say on which basis \
            it processes data. No row has its name, or the country, the channel, the context or \
            the start date of its rows do not fit the event.",
        help: "Add a [[map]] row for the recipient.",
    }
    MapPurpose = "R-MAP-PURPOSE" {
        text: "the purpose map does not plan the purpose for the recipient",
        why: "Rows of the purpose map hold for the event, but none of them names the purpose.",
        help: "Add the purpose to the [[map]] row, with its basis.",
    }
    MapBasis = "R-MAP-BASIS" {
        text: "the purpose map gives the basis, and the user did not object",
        why: "The recipient is on no vendor list. The purpose map bases the purpose on legitimate \
            interest, or plans a special purpose, and the user's choices have no objection.",
        help: "",
    }
}

impl EnforceReason {
    /// Finds a reason by its code, ignoring case.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code().eq_ignore_ascii_case(code))
    }
}

/// The code.
impl fmt::Display for EnforceReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// A reason of a ruling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RulingReason {
    /// Of a decision on a string.
    Decision(Reason),
    /// Of enforcement.
    Enforcement(EnforceReason),
}

impl RulingReason {
    /// Every reason: those of decisions, then those of enforcement.
    pub fn all() -> impl Iterator<Item = Self> {
        let decisions = Reason::ALL.iter().copied().map(Self::Decision);
        decisions.chain(EnforceReason::ALL.iter().copied().map(Self::Enforcement))
    }

    /// Finds a reason by its code, ignoring case.
    pub fn from_code(code: &str) -> Option<Self> {
        let decision = Reason::from_code(code).map(Self::Decision);
        decision.or_else(|| EnforceReason::from_code(code).map(Self::Enforcement))
    }

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decision(reason) => reason.code(),
            Self::Enforcement(reason) => reason.code(),
        }
    }

    /// What the reason states, as one line without a full stop.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Decision(reason) => reason.text(),
            Self::Enforcement(reason) => reason.text(),
        }
    }

    const fn index(self) -> usize {
        match self {
            Self::Decision(reason) => reason.index(),
            Self::Enforcement(reason) => Reason::ALL.len() + reason.index(),
        }
    }
}

impl From<Reason> for RulingReason {
    fn from(reason: Reason) -> Self {
        Self::Decision(reason)
    }
}

impl From<EnforceReason> for RulingReason {
    fn from(reason: EnforceReason) -> Self {
        Self::Enforcement(reason)
    }
}

/// The code.
impl fmt::Display for RulingReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// A set of reasons, 16 bytes. The order is that of [`RulingReason::all`], which follows the
/// procedure.
///
/// ```
/// use tcf_audit::enforce::{EnforceReason, ReasonSet};
/// use tcf_policy::decide::Reason;
/// let reasons: ReasonSet =
///     [EnforceReason::VisitMissing.into(), Reason::Ok.into()].into_iter().collect();
/// let codes: Vec<_> = reasons.iter().map(|reason| reason.code()).collect();
/// assert_eq!(codes, ["R-OK", "R-VISIT-MISSING"]);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ReasonSet(u128);

const _: () = assert!(Reason::ALL.len() + EnforceReason::ALL.len() <= 128, "a bit for each reason");

impl ReasonSet {
    /// The empty set.
    pub const EMPTY: Self = Self(0);

    /// Adds a reason.
    pub fn insert(&mut self, reason: impl Into<RulingReason>) {
        self.0 |= 1 << reason.into().index();
    }

    /// Whether the set contains the reason.
    pub fn contains(self, reason: impl Into<RulingReason>) -> bool {
        self.0 >> reason.into().index() & 1 != 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The reasons of either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The reasons.
    pub fn iter(self) -> impl Iterator<Item = RulingReason> {
        let bits = std::iter::successors(Some(self.0), |bits| Some(bits & bits.wrapping_sub(1)));
        let indexes = bits.take_while(|&bits| bits != 0).map(u128::trailing_zeros);
        indexes.filter_map(|index| {
            let index = usize::try_from(index).ok()?;
            let decision = Reason::ALL.get(index).copied().map(RulingReason::Decision);
            decision.or_else(|| {
                let index = index.checked_sub(Reason::ALL.len())?;
                EnforceReason::ALL.get(index).copied().map(RulingReason::Enforcement)
            })
        })
    }

    /// The reasons of a decision that led to its verdict. Which basis applies by the vendor list
    /// and the restrictions is a step on the way, and not among them; nor are the signals of a
    /// string that permits what something else forbids.
    pub(super) fn of_verdict(verdict: Verdict, reasons: &Reasons) -> Self {
        const STEPS: [Reason; 3] =
            [Reason::DefaultBasis, Reason::RestrictionNoop, Reason::RestrictionSwitch];
        let is_step = |reason: Reason| {
            STEPS.contains(&reason) || reason == Reason::Ok && verdict != Verdict::Permit
        };
        let reasons = reasons.as_slice().iter().copied();
        reasons.filter(|&reason| !is_step(reason)).map(RulingReason::from).collect()
    }

    pub(super) fn of_notes(notes: &Reasons) -> Self {
        notes.as_slice().iter().copied().map(RulingReason::from).collect()
    }
}

impl FromIterator<RulingReason> for ReasonSet {
    fn from_iter<I: IntoIterator<Item = RulingReason>>(reasons: I) -> Self {
        let mut set = Self::EMPTY;
        reasons.into_iter().for_each(|reason| set.insert(reason));
        set
    }
}

/// The codes.
impl fmt::Debug for ReasonSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(RulingReason::code)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_bit_and_a_code_of_its_own() {
        let mut all = ReasonSet::EMPTY;
        for reason in RulingReason::all() {
            assert!(!all.contains(reason), "{reason}");
            all.insert(reason);
            let only: ReasonSet = [reason].into_iter().collect();
            assert_eq!(only.iter().collect::<Vec<_>>(), [reason]);
        }
        assert!(all.iter().eq(RulingReason::all()));
        let mut codes: Vec<_> = RulingReason::all().map(RulingReason::code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Reason::ALL.len() + EnforceReason::ALL.len());
    }

    #[test]
    fn every_reason_of_enforcement_is_explained() {
        for &reason in EnforceReason::ALL {
            assert_eq!(EnforceReason::from_code(&reason.code().to_lowercase()), Some(reason));
            assert!(!reason.text().ends_with('.') && reason.why().ends_with('.'), "{reason}");
            assert!(reason.help().is_empty() || reason.help().ends_with('.'), "{reason}");
        }
    }
}
