//! Words for the values of US sections and US Privacy strings.

use tcf_codec::gpp::us::fields;
use tcf_codec::{Field, SectionId, UspSignal};
use tcf_policy::us::{children, sensitive_data, sensitive_data_is_opt_out};

const OPTED_OUT: &str = "opted out";
const NOT_OPTED_OUT: &str = "not opted out";

/// What the values 0 to 3 of a field mean.
type Words = [&'static str; 4];

const OPT_OUT: Words = ["not applicable", OPTED_OUT, NOT_OPTED_OUT, "undefined value 3"];
const NOTICE: Words = ["not applicable", "given", "not given", "undefined value 3"];
const CONSENT: Words = ["not applicable", "no consent", "consent", "undefined value 3"];
const COVERED: Words = [
    "undefined whether it covers the transaction (0)",
    "covers the transaction",
    "does not cover the transaction",
    "undefined value 3",
];
const MODE: Words = ["not applicable", "on", "off", "undefined value 3"];
const SINGLE_MODE: Words =
    ["no mode", "opt-out option mode", "service provider mode", "undefined mode 3"];

/// The fields by the meaning of their values, except those of sensitive data.
const FIELDS: [(Words, &[Field]); 6] = [
    (
        OPT_OUT,
        &[fields::SALE_OPT_OUT, fields::SHARING_OPT_OUT, fields::TARGETED_ADVERTISING_OPT_OUT],
    ),
    (
        NOTICE,
        &[
            fields::SHARING_NOTICE,
            fields::PROCESSING_NOTICE,
            fields::SALE_OPT_OUT_NOTICE,
            fields::SHARING_OPT_OUT_NOTICE,
            fields::TARGETED_ADVERTISING_OPT_OUT_NOTICE,
            fields::SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE,
            fields::SENSITIVE_DATA_LIMIT_USE_NOTICE,
            fields::SENSITIVE_DATA_OPT_OUT_NOTICE,
        ],
    ),
    (
        CONSENT,
        &[
            fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENTS,
            fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENT,
            fields::PERSONAL_DATA_CONSENTS,
            fields::ADDITIONAL_DATA_PROCESSING_CONSENT,
        ],
    ),
    (COVERED, &[fields::MSPA_COVERED_TRANSACTION]),
    (MODE, &[fields::MSPA_OPT_OUT_OPTION_MODE, fields::MSPA_SERVICE_PROVIDER_MODE]),
    (SINGLE_MODE, &[fields::MSPA_MODE]),
];

/// Whether a field has values of two bits with a meaning.
pub fn has_meaning(field: Field) -> bool {
    field == fields::SENSITIVE_DATA_PROCESSING
        || FIELDS.iter().any(|(_, fields)| fields.contains(&field))
}

/// What a value of a field means.
pub fn meaning(section: SectionId, field: Field, value: u8) -> &'static str {
    let words = if field == fields::SENSITIVE_DATA_PROCESSING {
        Some(if sensitive_data_is_opt_out(section) { OPT_OUT } else { CONSENT })
    } else {
        FIELDS.iter().find(|(_, fields)| fields.contains(&field)).map(|(words, _)| *words)
    };
    words.and_then(|words| words.get(usize::from(value)).copied()).unwrap_or("undefined")
}

/// What an element of a list of values is about, if it has a name. Elements are counted from 0.
pub fn category(section: SectionId, field: Field, index: usize) -> Option<&'static str> {
    let names = if field == fields::SENSITIVE_DATA_PROCESSING {
        sensitive_data(section)
    } else if field == fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENTS {
        children(section)
    } else {
        return None;
    };
    names.get(index).copied()
}

/// What Global Privacy Control says.
pub const fn gpc(gpc: Option<bool>) -> &'static str {
    match gpc {
        Some(true) => "on: the browser asks to opt out",
        Some(false) => "off",
        None => "not stated",
    }
}

/// The fields of a US Privacy string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UspField {
    /// Whether notice and the opportunity to opt out were given.
    Notice,
    /// Whether the user opted out of the sale of personal data.
    OptOutSale,
    /// Whether the publisher signed the LSPA, which then covers the transaction.
    LspaCovered,
}

/// What a signal of a US Privacy string means.
pub const fn usp_meaning(field: UspField, signal: UspSignal) -> &'static str {
    match (field, signal) {
        (_, UspSignal::NotApplicable) => "not applicable or unknown",
        (UspField::Notice, UspSignal::Yes) => "given",
        (UspField::Notice, UspSignal::No) => "not given",
        (UspField::OptOutSale, UspSignal::Yes) => OPTED_OUT,
        (UspField::OptOutSale, UspSignal::No) => NOT_OPTED_OUT,
        (UspField::LspaCovered, UspSignal::Yes) => "covers the transaction",
        (UspField::LspaCovered, UspSignal::No) => "does not cover the transaction",
    }
}
