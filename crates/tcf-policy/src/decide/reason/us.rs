//! Reasons for the verdict of a US section or a US Privacy string.

/// Passes rows to the next macro, behind those before. See [`super::table`].
macro_rules! us {
    ({ $($before:tt)* } $next:ident $($later:ident)*) => {
        $next! { { $($before)*
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
    UsUnpublished {
        code: "R-US-UNPUBLISHED",
        text: "the section applies, but its encoding is not published",
        short: "not published",
        why: "The applicable GPP sections (gpp_sid) have an id above all published ones. It may be \
            the section of another state, and what the user chose there is unknown.",
        help: "Use a version of this software that decodes the section.",
        source: "GPP Section Information; our interpretation",
        gvl: "",
        options: "--activity sale --gpp-sid 28",
        string: "DBABLA~CVQqAAAAAABY",
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
        why: "The choice is 2 (did not opt out, or consent), while a notice that the activity \
            needs is 0 (not applicable). The values contradict each other, so the choice cannot be \
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
            the category; for children, that it does not know the user to be a child. That is not \
            an objection, but not a permission either: the user was not asked.",
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
        why: "The sub-section with the consents to the processing of sensitive data is absent, or \
            a signal of a US Privacy string is a hyphen.",
        help: "",
        source: "GPP Sections, sub-sections; US Privacy String v1; our interpretation",
        gvl: "",
        options: "--activity sale",
        string: "1-N-",
    }
        } $($later)* }
    };
}
pub(super) use us;
