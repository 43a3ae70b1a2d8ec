//! The fields of US sections.

use crate::field::fields;
use crate::value::{U6, Uint};

fields! {
    /// Version of the MSPA, 6 bits.
    MSPA_VERSION: U6 = "MspaVersion" "mspaVersion";
    /// Notice of the sharing of personal data, 2 bits.
    SHARING_NOTICE: Uint<2> = "SharingNotice" "sharingNotice";
    /// Notice of the processing of personal data, 2 bits.
    PROCESSING_NOTICE: Uint<2> = "ProcessingNotice" "processingNotice";
    /// Notice of the opportunity to opt out of the sale of personal data, 2 bits.
    SALE_OPT_OUT_NOTICE: Uint<2> = "SaleOptOutNotice" "saleOptOutNotice";
    /// Notice of the opportunity to opt out of the sharing of personal data, 2 bits.
    SHARING_OPT_OUT_NOTICE: Uint<2> = "SharingOptOutNotice" "sharingOptOutNotice";
    /// Notice of the opportunity to opt out of targeted advertising, 2 bits.
    TARGETED_ADVERTISING_OPT_OUT_NOTICE: Uint<2> =
        "TargetedAdvertisingOptOutNotice" "targetedAdvertisingOptOutNotice";
    /// Notice of the opportunity to opt out of the processing of sensitive data, 2 bits.
    SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE: Uint<2> =
        "SensitiveDataProcessingOptOutNotice" "sensitiveDataProcessingOptOutNotice";
    /// Notice of the opportunity to limit the use of sensitive data, 2 bits.
    SENSITIVE_DATA_LIMIT_USE_NOTICE: Uint<2> =
        "SensitiveDataLimitUseNotice" "sensitiveDataLimitUseNotice";
    /// Notice of the opportunity to opt out of the use of sensitive data, 2 bits.
    SENSITIVE_DATA_OPT_OUT_NOTICE: Uint<2> =
        "SensitiveDataOptOutNotice" "sensitiveDataOptOutNotice";
    /// Whether the user opted out of the sale of personal data, 2 bits.
    SALE_OPT_OUT: Uint<2> = "SaleOptOut" "saleOptOut";
    /// Whether the user opted out of the sharing of personal data, 2 bits.
    SHARING_OPT_OUT: Uint<2> = "SharingOptOut" "sharingOptOut";
    /// Whether the user opted out of targeted advertising, 2 bits.
    TARGETED_ADVERTISING_OPT_OUT: Uint<2> =
        "TargetedAdvertisingOptOut" "targetedAdvertisingOptOut";
    /// Choices about the categories of sensitive data, 2 bits each.
    SENSITIVE_DATA_PROCESSING: Uint<2> = "SensitiveDataProcessing" "sensitiveDataProcessing";
    /// Consents to the processing of the data of children, 2 bits each.
    KNOWN_CHILD_SENSITIVE_DATA_CONSENTS: Uint<2> =
        "KnownChildSensitiveDataConsents" "knownChildSensitiveDataConsents";
    /// Consent to the processing of the data of children, in Tennessee, 2 bits.
    KNOWN_CHILD_SENSITIVE_DATA_CONSENT: Uint<2> =
        "KnownChildSensitiveDataConsent" "knownChildSensitiveDataConsent";
    /// Consent to the collection and use of personal data for other purposes, 2 bits.
    PERSONAL_DATA_CONSENTS: Uint<2> = "PersonalDataConsents" "personalDataConsents";
    /// Consent to the processing of personal data for other purposes, 2 bits.
    ADDITIONAL_DATA_PROCESSING_CONSENT: Uint<2> =
        "AdditionalDataProcessingConsent" "additionalDataProcessingConsent";
    /// Whether the publisher signed the MSPA and declares that it covers the transaction, 2 bits.
    MSPA_COVERED_TRANSACTION: Uint<2> = "MspaCoveredTransaction" "mspaCoveredTransaction";
    /// Whether the publisher enabled the opt-out option mode of the MSPA, 2 bits.
    MSPA_OPT_OUT_OPTION_MODE: Uint<2> = "MspaOptOutOptionMode" "mspaOptOutOptionMode";
    /// Whether the publisher enabled the service provider mode of the MSPA, 2 bits.
    MSPA_SERVICE_PROVIDER_MODE: Uint<2> =
        "MspaServiceProviderMode" "mspaServiceProviderMode";
    /// The mode of the MSPA: 1 for opt-out option, 2 for service provider, 2 bits.
    MSPA_MODE: Uint<2> = "MspaMode" "mspaMode";
    /// Type of an optional sub-section, 2 bits.
    SUBSECTION_TYPE: Uint<2> = "SubsectionType" "subsectionType";
    /// Global Privacy Control, 1 bit.
    GPC: bool = "Gpc" "gpc";
    /// Id of the section in a section header, 6 bits.
    SECTION_ID: U6 = "SectionID" "sectionId";
}
