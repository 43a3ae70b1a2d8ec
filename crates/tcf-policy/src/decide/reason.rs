//! Why a decision is as it is: stable codes, and a text for each.

use std::fmt;

macro_rules! reasons {
    ($( $name:ident $code:literal $text:literal, )*) => {
        /// A reason or a note, with a code that never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason {
            $( #[doc = $text] $name, )*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Self] = &[$( Self::$name, )*];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$name => $code, )* }
            }

            /// What it means.
            pub const fn text(self) -> &'static str {
                match self { $( Self::$name => $text, )* }
            }
        }
    };
}

reasons! {
    OutOfScope "R-OUT-OF-SCOPE" "GDPR does not apply, by the gdpr flag that came with the string",
    StringInvalid "R-STRING-INVALID" "the string is invalid under the policies",
    GvlMissing "R-GVL-MISSING" "the vendor list that the string names is not at hand, so nobody can tell what the vendor declares",
    VendorUnknown "R-VENDOR-UNKNOWN" "the vendor is not in the vendor list",
    VendorDeleted "R-VENDOR-DELETED" "the vendor was deleted from the vendor list, and must not be established",
    PurposeUnknown "R-PURPOSE-UNKNOWN" "the vendor list does not define it",
    NotDisclosed "R-NOT-DISCLOSED" "the vendor was not disclosed to the user",
    GvlInvalid "R-GVL-INVALID" "the vendor list calls the purpose flexible, but the vendor does not declare it",
    NotDeclared "R-NOT-DECLARED" "the vendor does not declare it",
    DefaultBasis "R-DEFAULT-BASIS" "the declared basis applies: no publisher restriction changes it",
    RestrictionNoop "R-RESTRICTION-NOOP" "the publisher restriction requires the basis that is declared anyway",
    RestrictionSwitch "R-RESTRICTION-SWITCH" "the publisher restriction switches the vendor, which is flexible, to the other basis",
    RestrictionNotFlexible "R-RESTRICTION-NOT-FLEXIBLE" "the publisher restriction requires the other basis, and the vendor is not flexible: it must not process",
    PubForbids "R-PUB-FORBIDS" "the publisher does not allow the purpose for the vendor",
    LiNotAllowed "R-LI-NOT-ALLOWED" "the purpose may not be based on legitimate interest",
    P1NotDisclosed "R-P1-NOT-DISCLOSED" "purpose 1 was not disclosed to the user (PurposeOneTreatment): there is no consent, and whether storage and access are lawful depends on the law of the publisher's country",
    P1Denied "R-P1-DENIED" "purpose 1 was not disclosed to the user, and the options say to deny then",
    P1Allowed "R-P1-ALLOWED" "purpose 1 was not disclosed to the user, there is no consent in the string, and the options say to allow then",
    NoPurposeConsent "R-NO-PURPOSE-CONSENT" "no consent for the purpose",
    NoVendorConsent "R-NO-VENDOR-CONSENT" "no consent for the vendor",
    PurposeLiAbsent "R-PURPOSE-LI-ABSENT" "legitimate interest for the purpose not established or objected to",
    VendorLiAbsent "R-VENDOR-LI-ABSENT" "legitimate interest of the vendor not established or objected to",
    SpAmbiguous "R-SP-AMBIGUOUS" "a string without disclosed vendors and without a bit for the vendor: an objection to its purposes and not being shown to the user look the same",
    FeatureNoPurpose "R-FEATURE-NO-PURPOSE" "no purpose is permitted that it could serve",
    SfNoOptin "R-SF-NO-OPTIN" "the user did not opt in to the special feature",
    OtherBasis "R-OTHER-BASIS" "permitted, but not on the basis that was asked for",
    LocallyForbidden "R-HOUSE-FORBIDS" "the house's own settings forbid it",
    PrebidEitherBasis "R-PREBID-EITHER-BASIS" "as prebid-server decides: without a restriction a flexible vendor may use either basis",
    PrebidPurposeOne "R-PREBID-PURPOSE-ONE" "as prebid-server decides: purpose 1 that was not disclosed is allowed",
    Ok "R-OK" "every signal for the basis is there",
    HintFlexible "R-HINT-FLEXIBLE" "the signals for the other basis are there: they count only if the publisher sets a restriction that requires that basis",
    NoteApproximate "R-NOTE-APPROXIMATE" "decided with another vendor list than the one the string names",
    NoteDeletedLater "R-NOTE-DELETED-LATER" "the vendor was deleted after the string was last updated",
    NotePartMissing "R-NOTE-PART-MISSING" "the vendor list lacks this part: what its policy version defines was taken",
    NoteRestrictionConflict "R-NOTE-RESTRICTION-CONFLICT" "several publisher restrictions cover the vendor for this purpose: not allowed goes before consent required, and that before legitimate interest required",
    NoteRestrictionUndefined "R-NOTE-RESTRICTION-UNDEFINED" "a publisher restriction of the undefined type 3 covers the vendor, and is ignored",
    NotePre23 "R-NOTE-PRE-2-3" "the string is older than TCF 2.3, when the segment of disclosed vendors was optional",
    NoteBitsUndisclosed "R-NOTE-BITS-UNDISCLOSED" "bits are set for the vendor although it was not disclosed (P017, P018)",
    NoteOldPolicy "R-NOTE-OLD-POLICY" "legitimate interest for purposes 3 to 6 was allowed below policy version 4 only",
    NotePurposeOne "R-NOTE-PURPOSE-ONE" "consent for purpose 1 contradicts PurposeOneTreatment, which says that it was not disclosed (P015)",
    NoteEvidentlyShown "R-NOTE-EVIDENTLY-SHOWN" "the vendor has consent, so it was evidently shown to the user",
    NotePrebidDiffers "R-NOTE-PREBID-DIFFERS" "the specification decides otherwise here",
}

impl Reason {
    /// The reason of a code, in either case.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code().eq_ignore_ascii_case(code))
    }

    /// Is it a note or a hint, which never decides?
    pub const fn is_note(self) -> bool {
        let code = self.code().as_bytes();
        matches!(
            code,
            [b'R', b'-', b'N', b'O', b'T', b'E', ..] | [b'R', b'-', b'H', b'I', b'N', b'T', ..]
        )
    }
}

/// The code.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// A short list of reasons, in the order of the procedure; it allocates nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Reasons {
    list: [Reason; Self::MAX],
    length: usize,
}

impl Reasons {
    /// At least as many as any path through the procedure gives.
    const MAX: usize = 8;

    pub(crate) const NONE: Self = Self { list: [Reason::Ok; Self::MAX], length: 0 };

    #[expect(clippy::expect_used, reason = "each step of the procedure adds at most two")]
    pub(crate) fn push(&mut self, reason: Reason) {
        *self.list.get_mut(self.length).expect("a decision has at most eight reasons") = reason;
        self.length += 1;
    }

    /// The reasons.
    #[expect(clippy::expect_used, reason = "the length counts elements of the list")]
    pub fn as_slice(&self) -> &[Reason] {
        self.list.get(..self.length).expect("the length is at most that of the list")
    }

    /// Is the reason among them?
    pub fn contains(&self, reason: Reason) -> bool {
        self.as_slice().contains(&reason)
    }
}

impl fmt::Debug for Reasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.as_slice().iter().map(|reason| reason.code())).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_found() {
        for &reason in Reason::ALL {
            assert_eq!(Reason::from_code(reason.code()), Some(reason));
            assert!(reason.code().starts_with("R-"));
        }
    }
}
