//! The errors of Google's report.

use super::{FoundBy, GoogleError, Origin, OurCode, PublishedSource};
use crate::decide::Reason;
use crate::rules::RuleCode;

const GOOGLE: PublishedSource = PublishedSource {
    name: "Google",
    title: "Troubleshooting IAB EU TCF v2.2 implementation",
    url: "https://support.google.com/admanager/answer/9999955",
    secondary: false,
};

const QUANTCAST: PublishedSource = PublishedSource {
    name: "Quantcast",
    title: "Google IAB TCF v2 Error Codes & Guidance",
    url: "https://help.quantcast.com/hc/en-us/articles/\
          13422263197595-Google-IAB-TCF-v2-Error-Codes-Guidance",
    secondary: true,
};

const COOKIEBOT: PublishedSource = PublishedSource {
    name: "Cookiebot",
    title: "Troubleshooting Common IAB TCF V2.0 Errors",
    url: "https://support.cookiebot.com/hc/en-us/articles/\
          360016213700-Troubleshooting-Common-IAB-TCF-V2-0-Errors",
    secondary: true,
};

const IUBENDA: PublishedSource = PublishedSource {
    name: "iubenda",
    title: "Google TCF v2 error codes",
    url: "https://www.iubenda.com/en/help/\
          26945-google-ads-tcfv2-alert-what-it-means-and-how-to-troubleshoot",
    secondary: true,
};

const APP_TRACKING: PublishedSource = PublishedSource {
    name: "app_tracking_transparency",
    title: "Changes in AdMob & AdSense program policies",
    url: "https://github.com/deniza/app_tracking_transparency/issues/33",
    secondary: true,
};

const IABTCF_ES: PublishedSource = PublishedSource {
    name: "iabtcf-es",
    title: "The library sets the wrong default value for isServiceSpecific",
    url: "https://github.com/InteractiveAdvertisingBureau/iabtcf-es/issues/489",
    secondary: true,
};

const fn rule(code: RuleCode, why: &'static str) -> FoundBy {
    FoundBy { code: OurCode::Rule(code), why }
}

const fn reason(reason: Reason, why: &'static str) -> FoundBy {
    FoundBy { code: OurCode::Reason(reason), why }
}

const GLOBAL_SCOPE: FoundBy = rule(RuleCode::P002, "the string has global scope");
const OUT_OF_BAND: FoundBy =
    rule(RuleCode::P014, "the string has an allowed vendors segment, for out-of-band legal bases");

/// What Google's page names for errors 1.1, 3.1, 4.1, 5.1, 5.2 and 6.1 together.
const RECONSENT: &[FoundBy] = &[
    reason(Reason::NoVendorConsent, "the CMP did not offer Google as a vendor"),
    GLOBAL_SCOPE,
    OUT_OF_BAND,
    rule(RuleCode::F013, "the CMP id is one that tests use"),
    rule(RuleCode::P024, "the CMP was deleted"),
    rule(RuleCode::P025, "the CMP id is not registered"),
    rule(RuleCode::F014, "the vendor list version is 0"),
    rule(RuleCode::G002, "the vendor list version does not exist yet"),
];

/// What to do if one of [`RECONSENT`] is the cause.
const ASK_AGAIN: &str = "Find out with tcf validate which of these causes the strings have, fix the \
    CMP, and collect consent again. Google names these causes for errors 1.1, 3.1, 4.1, 5.1, 5.2 \
    and 6.1 together.";

/// Numbers of which only the range is known, by the code of the entry that covers them.
pub(super) const IN_RANGES: &[(&str, &[&str])] = &[
    ("google-2", &["2.1b", "2.1c", "2.2a", "2.2b", "2.2c"]),
    ("google-7", &["7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "7.7", "7.8", "7.9"]),
];

pub(super) const ERRORS: &[GoogleError] = &[
    GoogleError {
        code: "google-1.1",
        numbers: "1.1",
        text: "Google (vendor 755) has neither consent nor legitimate interest",
        origin: Origin::Secondary,
        found_by: &[
            reason(Reason::NoVendorConsent, "no consent for vendor 755"),
            reason(Reason::VendorLiAbsent, "no legitimate interest for vendor 755"),
            reason(Reason::NotDisclosed, "the CMP did not show Google to the user"),
            reason(Reason::PubForbids, "a publisher restriction excludes Google"),
            rule(RuleCode::H005, "an expectation requires vendor 755"),
            rule(RuleCode::H010, "an expectation requires permissions for vendor 755"),
        ],
        help: "Check whether users reject Google, whether the CMP offers vendor 755, and whether a \
            publisher restriction excludes it. A share of these errors is normal: users may \
            reject. If the CMP did not offer Google, collect consent again.",
        sources: &[GOOGLE, QUANTCAST, COOKIEBOT],
    },
    GoogleError {
        code: "google-1.2",
        numbers: "1.2",
        text: "no consent for purpose 1 in the EEA or the UK",
        origin: Origin::Secondary,
        found_by: &[
            reason(Reason::NoPurposeConsent, "no consent for purpose 1"),
            reason(Reason::P1NotDisclosed, "purpose 1 was not disclosed, and PublisherCC decides"),
            rule(RuleCode::H003, "an expectation requires the bit of purpose 1"),
            rule(RuleCode::H010, "an expectation requires purpose 1 for vendor 755"),
        ],
        help: "Check whether users reject purpose 1. A publisher in a country that does not require \
            consent for it must set PublisherCC and PurposeOneTreatment.",
        sources: &[GOOGLE, QUANTCAST],
    },
    GoogleError {
        code: "google-1.3",
        numbers: "1.3",
        text: "text not available; Google's page gives one advice for errors 1.1, 1.2 and 1.3",
        origin: Origin::Unknown,
        found_by: &[
            reason(Reason::NoPurposeConsent, "no consent for a purpose that Google needs"),
            reason(Reason::PurposeLiAbsent, "no legitimate interest for such a purpose"),
            rule(RuleCode::H010, "an expectation requires the purposes for vendor 755"),
        ],
        help: "Check that the CMP requests the purposes that Google needs, and vendor 755 for both \
            consent and legitimate interest. The file fixtures/expectations/google.toml checks \
            this.",
        sources: &[GOOGLE],
    },
    GoogleError {
        code: "google-2.1a",
        numbers: "2.1a",
        text: "the tag or SDK received no TC string: the status of the CMP is stub, loading or \
            error",
        origin: Origin::Secondary,
        found_by: &[
            rule(RuleCode::S001, "the string is empty"),
            rule(RuleCode::S014, "the string is an unexpanded macro"),
            rule(RuleCode::S015, "the string is a placeholder such as undefined"),
        ],
        help: "Request ads only after the CMP reports tcloaded or useractioncomplete.",
        sources: &[COOKIEBOT],
    },
    GoogleError {
        code: "google-2",
        numbers: "2.1a to 2.2c",
        text: "misconfiguration; the texts of the errors other than 2.1a are not available",
        origin: Origin::Unknown,
        found_by: &[],
        help: "Look up the number on Google's page.",
        sources: &[IUBENDA, GOOGLE],
    },
    GoogleError {
        code: "google-3.1",
        numbers: "3.1",
        text: "issue with the TC string; the text of the error is not available",
        origin: Origin::Unknown,
        found_by: RECONSENT,
        help: ASK_AGAIN,
        sources: &[GOOGLE, IUBENDA],
    },
    GoogleError {
        code: "google-3.2",
        numbers: "3.2",
        text: "no longer reported: strings that were updated in the last 13 months are valid",
        origin: Origin::Google,
        found_by: &[],
        help: "Nothing: Google eliminated the error.",
        sources: &[GOOGLE],
    },
    GoogleError {
        code: "google-3.3",
        numbers: "3.3",
        text: "the TC string was last updated more than 13 months ago",
        origin: Origin::Secondary,
        found_by: &[
            rule(RuleCode::P005, "LastUpdated is more than 13 months ago"),
            rule(RuleCode::H008, "an expectation limits the age of strings"),
            reason(Reason::NoteExpired, "the string is older than the maximum age"),
            reason(Reason::Expired, "the same, if the options deny expired strings"),
        ],
        help: "Collect consent again. Google does not serve ads for such a string. The CMP must \
            delete it and must not only extend its date.",
        sources: &[APP_TRACKING, GOOGLE],
    },
    GoogleError {
        code: "google-4.1",
        numbers: "4.1",
        text: "consent must be obtained again; the text of the error is not available",
        origin: Origin::Unknown,
        found_by: RECONSENT,
        help: ASK_AGAIN,
        sources: &[GOOGLE, IUBENDA],
    },
    GoogleError {
        code: "google-5.1",
        numbers: "5.1",
        text: "global scope or out-of-band scope; the text of the error is not available",
        origin: Origin::Unknown,
        found_by: &[GLOBAL_SCOPE, OUT_OF_BAND],
        help: "Set IsServiceSpecific to 1 and omit the allowed vendors segment, then collect consent \
            again. The error was reported for CMPs that left IsServiceSpecific at 0.",
        sources: &[GOOGLE, IUBENDA, IABTCF_ES],
    },
    GoogleError {
        code: "google-5.2",
        numbers: "5.2",
        text: "global scope or out-of-band scope; the text of the error is not available",
        origin: Origin::Unknown,
        found_by: &[GLOBAL_SCOPE, OUT_OF_BAND],
        help: "Set IsServiceSpecific to 1 and omit the allowed vendors segment, then collect consent \
            again.",
        sources: &[GOOGLE, IUBENDA],
    },
    GoogleError {
        code: "google-6.1",
        numbers: "6.1",
        text: "ads continue to serve; the text of the error is not available",
        origin: Origin::Unknown,
        found_by: RECONSENT,
        help: ASK_AGAIN,
        sources: &[GOOGLE, IUBENDA],
    },
    GoogleError {
        code: "google-7",
        numbers: "7.1 to 7.9",
        text: "Google applies a mitigation; the texts of the errors are not available",
        origin: Origin::Unknown,
        found_by: &[],
        help: "Look up the number on Google's page.",
        sources: &[IUBENDA, GOOGLE],
    },
];
