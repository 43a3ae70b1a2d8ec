//! Reasons for the verdict on a TC string.

/// Passes rows to the next macro, behind those before. See [`super::table`].
macro_rules! gdpr {
    ({ $($before:tt)* } $next:ident $($later:ident)*) => {
        $next! { { $($before)*
    OutOfScope {
        code: "R-OUT-OF-SCOPE",
        text: "the GDPR does not apply, according to the gdpr flag or the applicable GPP sections \
            passed with the string",
        short: "GDPR does not apply",
        why: "The caller passed gdpr=0, or applicable GPP sections (gpp_sid) without section 2. \
            The publisher states that the GDPR does not apply to the request, so the string is not \
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
        help: "Collect consent again.",
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
        why: "Custom purposes are numbered from 1 to NumCustomPurposes. The id is above that \
            number.",
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
            default, prebid-server takes that as access allowed, and looks neither at \
            restrictions nor at the declaration, the bits or the list of the vendor.",
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
        } $($later)* }
    };
}
pub(super) use gdpr;
