//! The registry of reasons.

use super::{Example, Explanation};

/// Defines [`Reason`] from a table with one row per reason.
macro_rules! reasons {
    ($( $name:ident {
        code: $code:literal,
        text: $text:literal,
        short: $short:literal,
        why: $why:literal,
        help: $help:literal,
        source: $source:literal,
        gvl: $gvl:literal,
        options: $options:literal,
        string: $string:literal,
    } )*) => {
        /// A reason or a note, with a stable code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason {
            $( #[doc = $text] $name, )*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Self] = &[$( Self::$name, )*];

            /// The position in [`Self::ALL`].
            #[expect(clippy::as_conversions, reason = "the variants are numbered from 0")]
            pub const fn index(self) -> usize {
                self as usize
            }

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$name => $code, )* }
            }

            /// What the reason states.
            pub const fn text(self) -> &'static str {
                match self { $( Self::$name => $text, )* }
            }

            /// The reason in a few words, for tables. Empty if it is not worth a place there.
            pub const fn short(self) -> &'static str {
                match self { $( Self::$name => $short, )* }
            }

            /// The explanation.
            pub const fn explanation(self) -> Explanation {
                match self {
                    $( Self::$name => Explanation {
                        text: $text,
                        why: $why,
                        help: $help,
                        source: $source,
                        example: Example { gvl: $gvl, options: $options, string: $string },
                    }, )*
                }
            }
        }
    };
}

reasons! {
    OutOfScope {
        code: "R-OUT-OF-SCOPE",
        text: "GDPR does not apply, according to the gdpr flag or the applicable GPP sections passed \
            with the string",
        short: "GDPR does not apply",
        why: "The caller passed gdpr=0, or applicable GPP sections (gpp_sid) without section 2. The \
            publisher states that GDPR does not apply to the request, so the string is not \
            evaluated.",
        help: "Check how the publisher sets the flag if the user may be in the EEA or the UK. A \
            vendor may compare the flag with its own data.",
        source: "TCF v2 string format, URL parameters gdpr and gdpr_consent; GPP CMP API, \
            applicableSections",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1 --gdpr 0",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    StringInvalid {
        code: "R-STRING-INVALID",
        text: "the string is invalid under the TCF policies",
        short: "invalid string",
        why: "The string violates a rule that makes it unusable as a whole, for example P012 (no \
            disclosed vendors segment) or P024 (deleted CMP). The text of the reason names the \
            rule.",
        help: "Collect consent again with a CMP that follows the current policies. --ignore-policy \
            decides as if the string were valid.",
        source: "TCF v2 string format, core string and DisclosedVendors; TCF policies, obligations \
            of CMPs",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA",
    }
    Expired {
        code: "R-EXPIRED",
        text: "the string is older than the maximum age, and the options deny it in that case",
        short: "expired",
        why: "LastUpdated is further in the past than --max-age (13 months by default), and the \
            caller chose to deny such strings (--deny-expired).",
        help: "Ask the user again.",
        source: "TCF v2 implementation guidelines, Reminding users; the option --deny-expired",
        gvl: "",
        options: "--vendor 2 --purpose 1 --max-age 60d --deny-expired",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    GvlMissing {
        code: "R-GVL-MISSING",
        text: "the vendor list that the string names is not available, so the vendor's \
            declarations are unknown",
        short: "vendor list missing",
        why: "The legal basis depends on the vendor's declarations in the vendor list that the \
            string names. They may differ in other versions of the list, so no other version is \
            used unless the caller asks for it (--any-gvl) or gives a single list as a file. If \
            the string alone excludes a permit, the verdict is deny instead.",
        help: "Get the list with tcf gvl fetch, or accept a list of a different version with \
            --any-gvl.",
        source: "TCF v2 implementation guidelines, Which GVL to use",
        gvl: "",
        options: "--vendor 2 --purpose 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    VendorUnknown {
        code: "R-VENDOR-UNKNOWN",
        text: "the vendor is not in the vendor list",
        short: "not in the vendor list",
        why: "Only vendors in the vendor list that the string names can have a legal basis under \
            the TCF.",
        help: "Check the vendor id. If the vendor registered after this list was published, it \
            needs a string that names a newer list.",
        source: "TCF v2 string format, Vendors using the GVL",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 17 --purpose 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    VendorDeleted {
        code: "R-VENDOR-DELETED",
        text: "the vendor was deleted from the vendor list",
        short: "vendor deleted",
        why: "A deleted vendor keeps its id in the list, with a deletedDate. From that date on it \
            must not process data on the basis of the string.",
        help: "Stop sending data to the vendor.",
        source: "TCF v2 string format, Global Vendor List, deletedDate",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 7 --purpose 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    PurposeUnknown {
        code: "R-PURPOSE-UNKNOWN",
        text: "the vendor list or the policy version of the string does not define the purpose or \
            feature",
        short: "not defined",
        why: "Only ids that the vendor list and the policy version define have a meaning. Without \
            a list, the policy version decides below version 4, which no later list can extend.",
        help: "Check the id. Purpose 11 exists since TCF 2.2, special purpose 3 since policy \
            version 5.",
        source: "TCF v2 string format, Global Vendor List, purposes",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 12",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NotDisclosed {
        code: "R-NOT-DISCLOSED",
        text: "the vendor was not disclosed to the user",
        short: "not disclosed",
        why: "The disclosed vendors segment lists the vendors that the CMP showed to the user. A \
            vendor that was not shown has neither consent nor legitimate interest, whatever its \
            bits are.",
        help: "Add the vendor to the CMP's vendor configuration and collect consent again.",
        source: "TCF v2 string format, DisclosedVendors",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 9 --purpose 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    GvlInvalid {
        code: "R-GVL-INVALID",
        text: "the vendor list marks the purpose as flexible, but the vendor does not declare it",
        short: "invalid vendor list",
        why: "flexiblePurposes may contain only purposes that the vendor declares in purposes or \
            legIntPurposes. An undeclared purpose has no legal basis.",
        help: "Check the list with tcf gvl check, and download it again if it was changed locally.",
        source: "TCF v2 string format, Global Vendor List, flexiblePurposes",
        gvl: "fixtures/gvl/broken/flexible-undeclared.json",
        options: "--vendor 3 --purpose 9",
        string: "CQg2bYAQg2bYAEsABBENCWFgAMCAAEIAAAYgABuAAYgAAA.IABu",
    }
    NotDeclared {
        code: "R-NOT-DECLARED",
        text: "the vendor does not declare the purpose or feature",
        short: "not declared",
        why: "A vendor may process data only for what it declares in the vendor list. Publisher \
            restrictions cannot add a purpose.",
        help: "Do not use the vendor for this purpose.",
        source: "TCF v2 string format, Vendors using the GVL",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 8",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    DefaultBasis {
        code: "R-DEFAULT-BASIS",
        text: "the declared legal basis applies, because no publisher restriction changes it",
        short: "",
        why: "Without a publisher restriction, a vendor uses the legal basis that it declares in \
            the vendor list, even if the purpose is flexible.",
        help: "",
        source: "TCF v2 string format, What are publisher restrictions",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    RestrictionNoop {
        code: "R-RESTRICTION-NOOP",
        text: "a publisher restriction requires the legal basis that the vendor declares",
        short: "",
        why: "The restriction confirms the declared basis and changes nothing.",
        help: "",
        source: "TCF v2 string format, What are publisher restrictions",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 2",
        string: "CQg2bYAQg2bYAEsABBENCMFgAOIAAENAAAYgACugAKqAEEgAwABAAUcABAAE.IACugA",
    }
    RestrictionSwitch {
        code: "R-RESTRICTION-SWITCH",
        text: "a publisher restriction switches the vendor to the other legal basis",
        short: "switched by the publisher",
        why: "The vendor declares the purpose as flexible, so the publisher may require the other \
            legal basis. Only the bits of that basis count.",
        help: "",
        source: "TCF v2 string format, What are publisher restrictions",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 1 --purpose 2",
        string: "CQg2bYAQg2bYAEsABBENCMFgAOIAAENAAAYgACugAKqAEEgAwABAAUcABAAE.IACugA",
    }
    RestrictionNotFlexible {
        code: "R-RESTRICTION-NOT-FLEXIBLE",
        text: "a publisher restriction requires the other legal basis, and the vendor does not \
            declare the purpose as flexible",
        short: "publisher requires the other basis",
        why: "The publisher does not accept the declared legal basis, and the vendor cannot use \
            the other one. The vendor must not process data for the purpose.",
        help: "The vendor can declare the purpose as flexible, or the publisher can remove the \
            restriction for this vendor.",
        source: "TCF v2 string format, What are publisher restrictions",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 3 --purpose 2",
        string: "CQg2bYAQg2bYAEsABBENCMFgAOIAAENAAAYgACugAKqAEEgAwABAAUcABAAE.IACugA",
    }
    PubForbids {
        code: "R-PUB-FORBIDS",
        text: "the publisher does not allow the purpose for the vendor",
        short: "publisher forbids it",
        why: "A publisher restriction of type 0 (not allowed) covers the vendor. It applies \
            whatever the user chose.",
        help: "Do not process data for this purpose. Only the publisher can change the \
            restriction.",
        source: "TCF v2 string format, What are publisher restrictions",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 7",
        string: "CQg2bYAQg2bYAEsABBENCMFgAOIAAENAAAYgACugAKqAEEgAwABAAUcABAAE.IACugA",
    }
    LiNotAllowed {
        code: "R-LI-NOT-ALLOWED",
        text: "the purpose must not be based on legitimate interest",
        short: "LI not allowed",
        why: "Purpose 1 always requires consent. Purposes 3 to 6 require consent since policy \
            version 4 (TCF 2.2).",
        help: "A vendor must declare the purpose on consent. A publisher must ask for consent.",
        source: "TCF policies, Appendix A; TCF v2 string format, PurposesLITransparency",
        gvl: "fixtures/gvl/broken/li-on-purpose-1.json",
        options: "--vendor 3 --purpose 1",
        string: "CQg2bYAQg2bYAEsABBENCWFgAMCAAEIAAAYgABuAAYgAAA.IABu",
    }
    P1NotDisclosed {
        code: "R-P1-NOT-DISCLOSED",
        text: "purpose 1 was not disclosed to the user (PurposeOneTreatment), so the law of the \
            publisher's country decides",
        short: "depends on national law",
        why: "PurposeOneTreatment is 1: the CMP did not ask for purpose 1, because the law of the \
            publisher's country does not require it. The string holds no consent for it. Whether \
            the vendor may store or access information on the device depends on the law of that \
            country.",
        help: "Set --purpose-one to deny, to allow, or to the countries in which it is allowed.",
        source: "TCF v2 string format, core string, PurposeOneTreatment and PublisherCC",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1",
        string: "CQg2bYAQg2bYAEsABBENCMFgAGAAAAAAAIYgABEAAAAA.IACugA",
    }
    P1Denied {
        code: "R-P1-DENIED",
        text: "purpose 1 was not disclosed to the user, and the options deny it in that case",
        short: "denied by --purpose-one",
        why: "PurposeOneTreatment is 1, the string holds no consent for purpose 1, and the caller \
            chose to deny it (--purpose-one deny).",
        help: "Choose another mode of --purpose-one if the law of the publisher's country permits \
            access without consent.",
        source: "TCF v2 string format, core string, PurposeOneTreatment",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1 --purpose-one deny",
        string: "CQg2bYAQg2bYAEsABBENCMFgAGAAAAAAAIYgABEAAAAA.IACugA",
    }
    P1Allowed {
        code: "R-P1-ALLOWED",
        text: "purpose 1 was not disclosed to the user, and the options allow it without consent \
            in that case",
        short: "allowed by --purpose-one",
        why: "PurposeOneTreatment is 1, the string holds no consent for purpose 1, and the caller \
            chose to allow it for the publisher's country (--purpose-one). The permit has no legal \
            basis under the TCF.",
        help: "Make sure that the law of the publisher's country permits access without consent.",
        source: "TCF v2 string format, core string, PurposeOneTreatment and PublisherCC",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1 --purpose-one DE",
        string: "CQg2bYAQg2bYAEsABBENCMFgAGAAAAAAAIYgABEAAAAA.IACugA",
    }
    NoPurposeConsent {
        code: "R-NO-PURPOSE-CONSENT",
        text: "no consent for the purpose",
        short: "no purpose consent",
        why: "The purpose is based on consent, and its bit in PurposesConsent is 0: the user \
            refused, withdrew or was never asked.",
        help: "Do not process data for this purpose.",
        source: "TCF v2 implementation guidelines, How to determine legal bases",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 4",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NoVendorConsent {
        code: "R-NO-VENDOR-CONSENT",
        text: "no consent for the vendor",
        short: "no vendor consent",
        why: "The purpose is based on consent, and the vendor's consent bit is 0: the user \
            refused, withdrew or was never asked.",
        help: "Do not process data on consent.",
        source: "TCF v2 implementation guidelines, How to determine legal bases",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA",
    }
    PurposeLiAbsent {
        code: "R-PURPOSE-LI-ABSENT",
        text: "legitimate interest for the purpose was not established, or the user objected",
        short: "no purpose LI",
        why: "The purpose is based on legitimate interest, and its bit in PurposesLITransparency \
            is 0: the user objected, or was not informed. The string does not show which.",
        help: "Do not process data for this purpose.",
        source: "TCF v2 implementation guidelines, How to determine legal bases",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 1 --purpose 9",
        string: "CQg2bYAQg2bYAEsABBENCMFgAOIAAENAAAYgACugAKqAEEgAwABAAUcABAAE.IACugA",
    }
    VendorLiAbsent {
        code: "R-VENDOR-LI-ABSENT",
        text: "legitimate interest of the vendor was not established, or the user objected",
        short: "no vendor LI",
        why: "The purpose is based on legitimate interest, and the vendor's legitimate interest \
            bit is 0: the user objected, or was not informed. The string does not show which.",
        help: "Do not process data on legitimate interest.",
        source: "TCF v2 implementation guidelines, How to determine legal bases",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 3 --purpose 7",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    PubSegmentMissing {
        code: "R-PUB-SEGMENT-MISSING",
        text: "the string has no publisher TC segment",
        short: "no publisher TC segment",
        why: "Only the publisher TC segment has signals for the publisher's own purposes. The \
            purpose bits of the core string are those of vendors.",
        help: "Configure the publisher's own purposes in the CMP, so that it asks for them and \
            writes the segment.",
        source: "TCF v2 string format, Publisher Purposes Transparency and Consent",
        gvl: "",
        options: "--publisher --purpose 8",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    CustomPurposeUnknown {
        code: "R-CUSTOM-PURPOSE-UNKNOWN",
        text: "the publisher TC segment does not define the custom purpose",
        short: "not defined",
        why: "Custom purposes are numbered from 1 to NumCustomPurposes. The id is above that number.",
        help: "Check the id, and the custom purposes in the configuration of the CMP.",
        source: "TCF v2 string format, Publisher Purposes Transparency and Consent, \
            NumCustomPurposes",
        gvl: "",
        options: "--publisher --custom-purpose 3",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA.cAAAAAAAAUg",
    }
    PubNoConsent {
        code: "R-PUB-NO-CONSENT",
        text: "no consent for the publisher's purpose",
        short: "no consent",
        why: "The consent bit of the purpose in the publisher TC segment is 0: the user refused, \
            withdrew or was never asked.",
        help: "Do not process data for this purpose on consent.",
        source: "TCF v2 string format, Publisher Purposes Transparency and Consent, \
            PubPurposesConsent and CustomPurposesConsent",
        gvl: "",
        options: "--publisher --purpose 8",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA.cAAAAAAAAUg",
    }
    PubLiAbsent {
        code: "R-PUB-LI-ABSENT",
        text: "legitimate interest of the publisher was not established, or the user objected",
        short: "no LI",
        why: "The legitimate interest bit of the purpose in the publisher TC segment is 0: the \
            user objected, or was not informed. The string does not show which.",
        help: "Do not process data for this purpose on legitimate interest.",
        source: "TCF v2 string format, Publisher Purposes Transparency and Consent, \
            PubPurposesLITransparency and CustomPurposesLITransparency",
        gvl: "",
        options: "--publisher --purpose 8",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA.cAAAAAAAAUg",
    }
    SpAmbiguous {
        code: "R-SP-AMBIGUOUS",
        text: "the string has neither a disclosed vendors segment nor a bit for the vendor, so \
            it is unknown whether the vendor was disclosed",
        short: "disclosure unknown",
        why: "Special purposes require that the user was informed about the vendor. Before TCF \
            2.3, both bits of a vendor are 0 if the user objected and also if the vendor was never \
            shown.",
        help: "Use a string with a disclosed vendors segment (TCF 2.3).",
        source: "TCF v2 string format, DisclosedVendors",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v139.json",
        options: "--vendor 6 --special-purpose 1",
        string: "CQgO4IAQgO4IAEsABBENCLFgAMAAAAAAAAYgACggAAAA",
    }
    FeatureNoPurpose {
        code: "R-FEATURE-NO-PURPOSE",
        text: "none of the purposes that the feature serves is permitted",
        short: "no purpose permitted",
        why: "Features support purposes. A feature needs a permitted purpose or special purpose of \
            the vendor, a special feature needs a permitted purpose.",
        help: "See the decisions on the vendor's purposes.",
        source: "TCF v2 string format, What purposes and features are supported; our \
            interpretation",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 1 --special-feature 1",
        string: "CQg2bYAQg2bYAEsABBENCMFoAAAAAAAAAAYgAAAAAAAA.IACugA",
    }
    SfNoOptin {
        code: "R-SF-NO-OPTIN",
        text: "the user did not opt in to the special feature",
        short: "no opt-in",
        why: "The bit of the special feature in SpecialFeatureOptIns is 0.",
        help: "Do not use the special feature.",
        source: "TCF v2 string format, core string, SpecialFeatureOptIns",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 1 --special-feature 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    OtherBasis {
        code: "R-OTHER-BASIS",
        text: "permitted, but not on the requested legal basis",
        short: "not on the requested basis",
        why: "The caller asked for a permit on one legal basis only (--basis), and the vendor has \
            the other one.",
        help: "Omit the option to accept either basis.",
        source: "not part of the TCF: the option --basis",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1 --basis li",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    LocallyForbidden {
        code: "R-LOCALLY-FORBIDDEN",
        text: "the local policy forbids it",
        short: "forbidden by [[expect]]",
        why: "The string permits it, but an [[expect]] table in tcf.toml forbids the vendor, or \
            the purpose on this legal basis.",
        help: "Change the settings if the rule is too strict.",
        source: "not part of the TCF: the local settings in tcf.toml",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1 --config fixtures/partners/vendors.toml",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    PrebidEitherBasis {
        code: "R-PREBID-EITHER-BASIS",
        text: "allowed by the prebid profiles: without a restriction, a flexible vendor may use \
            either legal basis",
        short: "flexible (prebid)",
        why: "With --profile prebid or prebid-java, a flexible purpose without a publisher \
            restriction is permitted if all bits of the other basis are set. The specification \
            denies it.",
        help: "Decide with the default profile to follow the specification.",
        source: "not part of the TCF: the behavior of prebid-server",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 1 --purpose 2 --profile prebid",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    PrebidPurposeOne {
        code: "R-PREBID-PURPOSE-ONE",
        text: "allowed by the prebid profile: purpose 1 was not disclosed to the user",
        short: "not disclosed (prebid)",
        why: "With --profile prebid, purpose 1 is permitted if PurposeOneTreatment is 1. By \
            default, prebid-server takes that as access allowed.",
        help: "Decide with the default profile to follow the specification.",
        source: "not part of the TCF: the behavior of prebid-server",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1 --profile prebid",
        string: "CQg2bYAQg2bYAEsABBENCMFgAGAAAAAAAIYgABEAAAAA.IACugA",
    }
    Ok {
        code: "R-OK",
        text: "all signals for the legal basis are set",
        short: "",
        why: "The vendor may process data for the purpose on the legal basis of the decision: it \
            declares the purpose, was disclosed, and neither the user nor the publisher excludes \
            it. A publisher (--publisher) needs only its own bit.",
        help: "",
        source: "TCF v2 implementation guidelines, How to determine legal bases",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    HintFlexible {
        code: "R-HINT-FLEXIBLE",
        text: "all signals for the other legal basis are set, but without a publisher restriction \
            they do not count",
        short: "other basis is set",
        why: "The purpose is flexible, but flexibility alone does not change the legal basis. The \
            other basis applies only if the publisher sets a restriction that requires it.",
        help: "Set the publisher restriction if the vendor should use the other basis.",
        source: "TCF v2 string format, What are publisher restrictions",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 1 --purpose 2",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NoteExpired {
        code: "R-NOTE-EXPIRED",
        text: "the string is older than the maximum age",
        short: "expired",
        why: "Users must be reminded of their choice at least every 13 months (P005). The choice \
            is still the last one that the user made, so the verdict is not affected.",
        help: "Ask the user again. --deny-expired denies such strings, --max-age sets the age.",
        source: "TCF v2 implementation guidelines, Reminding users",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1 --max-age 60d",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NoteApproximate {
        code: "R-NOTE-APPROXIMATE",
        text: "decided with a different vendor list than the one that the string names",
        short: "",
        why: "The vendor may declare other purposes or another legal basis in the list that the \
            string names.",
        help: "Get the exact list with tcf gvl fetch if the answer matters.",
        source: "TCF v2 implementation guidelines, Which GVL to use",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v139.json",
        options: "--any-gvl --vendor 2 --purpose 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NoteGvlNotNeeded {
        code: "R-NOTE-GVL-NOT-NEEDED",
        text: "the vendor list is not available, but every list leads to this verdict",
        short: "",
        why: "The string alone excludes a permit, for example because the vendor was not disclosed \
            or has neither consent nor legitimate interest. What the vendor declares makes no \
            difference.",
        help: "",
        source: "TCF v2 string format, DisclosedVendors; TCF v2 implementation guidelines, How to \
            determine legal bases",
        gvl: "",
        options: "--vendor 9 --purpose 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NoteDeletedLater {
        code: "R-NOTE-DELETED-LATER",
        text: "the vendor was deleted after the string was last updated",
        short: "",
        why: "The list that the string names still has the vendor. A newer list deletes it, and \
            the evaluation date is after that.",
        help: "",
        source: "TCF v2 string format, Global Vendor List, deletedDate; our interpretation",
        gvl: "fixtures/gvl/v3/archives",
        options: "--vendor 3 --purpose 7",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NotePartMissing {
        code: "R-NOTE-PART-MISSING",
        text: "the vendor list does not define purposes or features of this kind, so the \
            definitions of its policy version apply",
        short: "",
        why: "The file lacks a part that every published list has, such as purposes.",
        help: "Check the list with tcf gvl check, and download it again if it was changed locally.",
        source: "TCF v2 string format, Global Vendor List; our interpretation",
        gvl: "fixtures/gvl/broken/parts-missing.json",
        options: "--vendor 1 --purpose 1",
        string: "CQg2bYAQg2bYAEsABBENCWFgAMCAAEIAAAYgABuAAYgAAA.IABu",
    }
    NoteBothBases {
        code: "R-NOTE-BOTH-BASES",
        text: "the vendor list declares the purpose on consent and on legitimate interest: consent \
            is taken as the default",
        short: "",
        why: "A vendor declares a purpose on one legal basis. This list has it in purposes and in \
            legIntPurposes; consent is the stricter one.",
        help: "Check the list with tcf gvl check, and download it again if it was changed locally.",
        source: "TCF v2 string format, Global Vendor List, vendors; our interpretation",
        gvl: "fixtures/gvl/broken/overlap.json",
        options: "--vendor 3 --purpose 7",
        string: "CQkgb8AQkgb8AEsAAAENCWFgAAIAAAIAAAYgABiAAYgAAA.IABi",
    }
    NoteRestrictionConflict {
        code: "R-NOTE-RESTRICTION-CONFLICT",
        text: "several publisher restrictions cover the vendor and purpose: not allowed takes \
            precedence over require consent, and that over require legitimate interest",
        short: "",
        why: "The specification gives precedence to type 0. It does not say which of types 1 and 2 \
            applies; the lower type is taken, as most implementations do.",
        help: "The publisher should keep one restriction per vendor and purpose (F012).",
        source: "TCF v2 string format, What are publisher restrictions; our interpretation for \
            types 1 and 2",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 2",
        string: "CQg2bYAQg2bYAEsABBENCMFgAMAAAAAAAAYgABEAAAAQQACAAIJABgACAAo.IACugA",
    }
    NoteRestrictionUndefined {
        code: "R-NOTE-RESTRICTION-UNDEFINED",
        text: "a publisher restriction of the undefined type 3 covers the vendor and is ignored",
        short: "",
        why: "The specification does not use restriction type 3 (F008).",
        help: "The publisher should remove the restriction or set its type.",
        source: "TCF v2 string format, core string, RestrictionType",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 2",
        string: "CQg2bYAQg2bYAEsABBENCMFgAMAAAAAAAAYgABEAAAAIWACAAIA.IACugA",
    }
    NotePre23 {
        code: "R-NOTE-PRE-2-3",
        text: "the string is older than TCF 2.3, so its disclosed vendors segment was optional",
        short: "",
        why: "The segment does not list the vendor, but before March 2026 a CMP was not required \
            to write it. By default the vendor is denied.",
        help: "--disclosed dated ignores the segment in such strings.",
        source: "TCF v2 string format, DisclosedVendors; the date is from secondary sources",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v139.json",
        options: "--vendor 9 --purpose 1",
        string: "CQgO4IAQgO4IAEsABBENCLFgAMAAAAAAAAYgABEAAAAA.IACugA",
    }
    NoteBitsUndisclosed {
        code: "R-NOTE-BITS-UNDISCLOSED",
        text: "the string has bits set for the vendor although it was not disclosed (P017, P018)",
        short: "",
        why: "The CMP recorded a choice on a vendor that it did not show to the user. The bits do \
            not count.",
        help: "Report it to the CMP.",
        source: "TCF v2 string format, DisclosedVendors",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 9 --purpose 1",
        string: "CQg2bYAQg2bYAEsABBENCMFgAMAAAAAAAAYgAEkCAAAAAA.IACugA",
    }
    UsOutOfScope {
        code: "R-US-OUT-OF-SCOPE",
        text: "the section does not apply to the request, according to the applicable GPP sections",
        short: "does not apply",
        why: "The caller passed applicable GPP sections (gpp_sid) without this one. The sender of \
            the request states that the law of this section does not apply, so the section is not \
            evaluated.",
        help: "Check how the publisher determines the sections if the user may be in that state.",
        source: "GPP CMP API, applicableSections",
        gvl: "",
        options: "--activity sale --gpp-sid 8",
        string: "DBABrw~CVVqAAAAAABY~BQgAAABY",
    }
    UsCcpaNotApplicable {
        code: "R-US-CCPA-NOT-APPLICABLE",
        text: "the US Privacy string states that the CCPA does not apply",
        short: "CCPA does not apply",
        why: "The string is 1---.",
        help: "Check how the publisher sets the string if the user may be in California.",
        source: "US Privacy String v1, Not applicable",
        gvl: "",
        options: "--activity sale",
        string: "1---",
    }
    UsNotCovered {
        code: "R-US-NOT-COVERED",
        text: "the section has no field for the activity",
        short: "not in this section",
        why: "Sections differ in what they regulate. For example, only the US national section and \
            that of California have sharing, all but that of California have targeted advertising, \
            and the categories of sensitive data have different numbers. The section does not \
            affect the verdict of the other sections.",
        help: "Select an activity that the section has. In California, targeted advertising is \
            sharing.",
        source: "GPP Sections",
        gvl: "",
        options: "--activity sharing",
        string: "DBABRg~BVoAABY",
    }
    UsOptedOut {
        code: "R-US-OPTED-OUT",
        text: "the user opted out",
        short: "opted out",
        why: "The opt-out of the activity is 1 (opted out). An opt-out denies, whatever else the \
            section states.",
        help: "",
        source: "GPP Sections, SaleOptOut and other opt-outs; US Privacy String v1",
        gvl: "",
        options: "--activity sale",
        string: "DBABBg~BQQAAABY",
    }
    UsNoConsent {
        code: "R-US-NO-CONSENT",
        text: "the user did not consent",
        short: "no consent",
        why: "The consent to the processing of the category of sensitive data, or of data of known \
            children, is 1 (no consent).",
        help: "",
        source: "GPP Sections, SensitiveDataProcessing and KnownChildSensitiveDataConsents",
        gvl: "",
        options: "--activity sensitive:3",
        string: "DBABRg~BVoEABY",
    }
    UsGpc {
        code: "R-US-GPC",
        text: "Global Privacy Control is on, which opts out of sale, sharing and targeted \
            advertising",
        short: "GPC",
        why: "The browser sent Global Privacy Control. It is a valid opt-out under the laws of \
            several states, so it denies even if the opt-out of the section is 2 (did not opt \
            out). A sub-section that looks like Global Privacy Control counts in sections that do \
            not define it, too.",
        help: "A CMP should set the opt-outs if Global Privacy Control is on (X047).",
        source: "GPP Sections, Gpc; the activity control of Prebid; our interpretation",
        gvl: "",
        options: "--activity sale",
        string: "DBABBg~BQgAAABY.Y",
    }
    UsChildNoConsent {
        code: "R-US-CHILD-NO-CONSENT",
        text: "the user is a known child, and there is no consent for that",
        short: "known child, no consent",
        why: "A consent to the processing of data of known children is 1 (no consent), for a group \
            of children that the activity concerns. Some sections have separate consents for sale, \
            sharing and targeted advertising; others have only consents by age, which every \
            activity needs.",
        help: "",
        source: "GPP Sections, KnownChildSensitiveDataConsents; the activity control of Prebid",
        gvl: "",
        options: "--activity sale",
        string: "DBABBg~BQgAABBY",
    }
    UsServiceProvider {
        code: "R-US-SERVICE-PROVIDER",
        text: "the MSPA mode is that of a service provider, in which nothing is sold, shared or \
            used for targeted advertising",
        short: "service provider mode",
        why: "MspaServiceProviderMode is 1, or MspaMode is 2: recipients may act only as service \
            providers of the publisher.",
        help: "Process data only on behalf of the publisher.",
        source: "the activity control of Prebid",
        gvl: "",
        options: "--activity sale",
        string: "DBABBg~BQgAAABk",
    }
    UsNoticeNotGiven {
        code: "R-US-NOTICE-NOT-GIVEN",
        text: "the user was not given the notice",
        short: "notice not given",
        why: "A notice that the activity needs is 2 (not given), or N in a US Privacy string. A \
            user who was not told could not choose, so a choice cannot be relied on.",
        help: "Report it to the CMP (X016).",
        source: "GPP Sections, notices; the activity control of Prebid",
        gvl: "",
        options: "--activity sale",
        string: "DBABBg~BgAAAABY",
    }
    UsNoticeMissing {
        code: "R-US-NOTICE-MISSING",
        text: "the section states a choice of the user, but that the notice does not apply",
        short: "choice without notice",
        why: "The choice is 2 (did not opt out, or consent), while a notice that the activity needs \
            is 0 (not applicable). The values contradict each other, so the choice cannot be \
            relied on.",
        help: "Report it to the CMP (X016).",
        source: "GPP Sections, notices; the activity control of Prebid; our interpretation",
        gvl: "",
        options: "--activity sale",
        string: "DBABBg~BAgAAABY",
    }
    UsUndefinedValue {
        code: "R-US-UNDEFINED-VALUE",
        text: "a value that matters is undefined",
        short: "undefined value",
        why: "The section does not define 3 as a value, nor 0 of MspaCoveredTransaction. What the \
            sender meant is unknown, and may be an objection. The text of the reason names the \
            field.",
        help: "Report it to the CMP (X009, X010).",
        source: "GPP Sections; the activity control of Prebid; our interpretation",
        gvl: "",
        options: "--activity sale",
        string: "DBABBg~BQwAAABY",
    }
    UsNotOptedOut {
        code: "R-US-NOT-OPTED-OUT",
        text: "the user was given the notice and did not opt out",
        short: "",
        why: "The opt-out of the activity is 2 (did not opt out), the notices were given, and \
            nothing else denies.",
        help: "",
        source: "GPP Sections, SaleOptOut and other opt-outs; US Privacy String v1",
        gvl: "",
        options: "--activity sale",
        string: "DBABBg~BQgAAABY",
    }
    UsConsent {
        code: "R-US-CONSENT",
        text: "the user consented",
        short: "",
        why: "The consent is 2 (consent), and nothing else denies.",
        help: "",
        source: "GPP Sections, SensitiveDataProcessing and KnownChildSensitiveDataConsents",
        gvl: "",
        options: "--activity sensitive:3",
        string: "DBABRg~BVoIABY",
    }
    UsNoChoice {
        code: "R-US-NO-CHOICE",
        text: "the user was given the notice, but the section has no choice of the user",
        short: "no choice",
        why: "The opt-out is 0, which the section reserves for a notice that does not apply or was \
            not given. But the notice was given. So it is unknown whether the user opted out.",
        help: "Report it to the CMP (X040).",
        source: "GPP Sections, SaleOptOut and other opt-outs; our interpretation",
        gvl: "",
        options: "--activity sale",
        string: "DBABBg~BQAAAABY",
    }
    UsNotApplicable {
        code: "R-US-NOT-APPLICABLE",
        text: "the section states that the activity does not take place",
        short: "not applicable",
        why: "The choice is 0 (not applicable). For sale, sharing and targeted advertising, the \
            business states that it does not do it; for sensitive data, that it does not process \
            the category; for children, that it does not know the user to be a child. That is no \
            objection, but no permission either: the user was not asked.",
        help: "Do not do what the publisher states that it does not do.",
        source: "GPP Sections, value 0 of all fields; our interpretation",
        gvl: "",
        options: "--activity sale",
        string: "DBABBg~BAAAAABY",
    }
    UsNotStated {
        code: "R-US-NOT-STATED",
        text: "the section does not state what the decision depends on",
        short: "not stated",
        why: "The sub-section with the consents to the processing of sensitive data is absent, or a \
            signal of a US Privacy string is a hyphen.",
        help: "",
        source: "GPP Sections, sub-sections; US Privacy String v1; our interpretation",
        gvl: "",
        options: "--activity sale",
        string: "1-N-",
    }
    NoteGdprConflict {
        code: "R-NOTE-GDPR-CONFLICT",
        text: "the gdpr flag contradicts the applicable GPP sections, so GDPR is taken to apply",
        short: "",
        why: "The caller passed gdpr=0 and applicable GPP sections (gpp_sid) with section 2, or \
            gdpr=1 and sections without it. Either may be wrong, so the string is evaluated.",
        help: "Report the contradiction to the sender of the request.",
        source: "GPP CMP API, applicableSections; our interpretation",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1 --gdpr 0 --gpp-sid 2",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NoteOldPolicy {
        code: "R-NOTE-OLD-POLICY",
        text: "legitimate interest for purposes 3 to 6 is allowed only below policy version 4",
        short: "",
        why: "The string has a policy version below 4 (before TCF 2.2), under which vendors could \
            declare these purposes on legitimate interest.",
        help: "",
        source: "TCF policies, Appendix A",
        gvl: "fixtures/gvl/v2/archives/vendor-list-v60.json",
        options: "--vendor 3 --purpose 3",
        string: "CO8BDwAO8BDwAEsABBENA8CgAMAAADwAAAYgAAAAKf-AAA",
    }
    NotePurposeOne {
        code: "R-NOTE-PURPOSE-ONE",
        text: "consent for purpose 1 contradicts PurposeOneTreatment (P015)",
        short: "",
        why: "PurposeOneTreatment states that purpose 1 was not disclosed to the user, but the \
            string holds consent for it. The consent bits decide.",
        help: "Report it to the CMP.",
        source: "TCF v2 string format, core string, PurposeOneTreatment",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1",
        string: "CQg2bYAQg2bYAEsABBENCMFgAOAAAAAAAIYgABEAAAAA.IACugA",
    }
    NoteEvidentlyShown {
        code: "R-NOTE-EVIDENTLY-SHOWN",
        text: "the vendor has consent, so it was shown to the user",
        short: "",
        why: "The string has no disclosed vendors segment. A consent bit is evidence that the \
            vendor was disclosed, which special purposes require.",
        help: "",
        source: "TCF v2 string format, DisclosedVendors; our interpretation",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v139.json",
        options: "--vendor 5 --special-purpose 2",
        string: "CQgO4IAQgO4IAEsABBENCLFgAMAAAAAAAAYgACggAAAA",
    }
    NoteUsPrebid {
        code: "R-NOTE-US-PREBID",
        text: "Prebid denies this by default",
        short: "",
        why: "The US national section permits the activity, but the activity control of Prebid \
            denies it: for a known child under 13, whatever the consent is; if there is a consent \
            to incompatible purposes; and for some categories of sensitive data.",
        help: "",
        source: "the activity control of Prebid",
        gvl: "",
        options: "--activity sale",
        string: "DBABL~CVVqAAAAACBY",
    }
    NotePrebidFirstRestriction {
        code: "R-NOTE-PREBID-FIRST-RESTRICTION",
        text: "publisher restrictions contradict each other: the first record applies",
        short: "",
        why: "With --profile prebid-java, the first of several records applies, as in prebid-server \
            in Java, and none if its type is undefined. The default profile takes consent, and \
            ignores undefined types.",
        help: "The publisher should keep one restriction per vendor and purpose (F012).",
        source: "not part of the TCF: the behavior of prebid-server",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 2 --profile prebid-java",
        string: "CQg2bYAQg2bYAEsAAAENCMFgAMAAAAAAAAYgABEAAAAQUACAAIJABAAE.IACugA",
    }
    NotePrebidDiffers {
        code: "R-NOTE-PREBID-DIFFERS",
        text: "the decision under the specification is different",
        short: "",
        why: "The decision follows prebid-server (--profile prebid or prebid-java), and the \
            specification gives another verdict or legal basis.",
        help: "Decide with the default profile to follow the specification.",
        source: "not part of the TCF: the behavior of prebid-server",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 1 --purpose 2 --profile prebid",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
}
