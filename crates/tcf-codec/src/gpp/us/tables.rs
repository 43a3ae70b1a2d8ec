//! The formats of all US sections. The fields are in wire order, and the number of bits of each
//! core is the one of the specification.

use super::fields::{
    ADDITIONAL_DATA_PROCESSING_CONSENT, KNOWN_CHILD_SENSITIVE_DATA_CONSENT,
    KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, MSPA_COVERED_TRANSACTION, MSPA_MODE,
    MSPA_OPT_OUT_OPTION_MODE, MSPA_SERVICE_PROVIDER_MODE, PERSONAL_DATA_CONSENTS,
    PROCESSING_NOTICE, SALE_OPT_OUT, SALE_OPT_OUT_NOTICE, SENSITIVE_DATA_LIMIT_USE_NOTICE,
    SENSITIVE_DATA_OPT_OUT_NOTICE, SENSITIVE_DATA_PROCESSING,
    SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE, SHARING_NOTICE, SHARING_OPT_OUT,
    SHARING_OPT_OUT_NOTICE, TARGETED_ADVERTISING_OPT_OUT, TARGETED_ADVERTISING_OPT_OUT_NOTICE,
};
use super::format::Subsection::{Gpc, SensitiveData};
use super::format::{UsField, UsFormat, list, one};
use crate::value::SectionId;

impl UsFormat {
    /// The formats of a section. The first is that of new values; only the US national section has
    /// more. Empty if the section is not a US section.
    pub const fn of(section: SectionId) -> &'static [Self] {
        match section {
            SectionId::US_NAT => &US_NAT,
            SectionId::US_CA => &US_CA,
            SectionId::US_VA => &US_VA,
            SectionId::US_CO => &US_CO,
            SectionId::US_UT => &US_UT,
            SectionId::US_CT => &US_CT,
            SectionId::US_FL => &US_FL,
            SectionId::US_MT => &US_MT,
            SectionId::US_OR => &US_OR,
            SectionId::US_TX => &US_TX,
            SectionId::US_DE => &US_DE,
            SectionId::US_IA => &US_IA,
            SectionId::US_NE => &US_NE,
            SectionId::US_NH => &US_NH,
            SectionId::US_NJ => &US_NJ,
            SectionId::US_TN => &US_TN,
            SectionId::US_MN => &US_MN,
            SectionId::US_MD => &US_MD,
            SectionId::US_IN => &US_IN,
            SectionId::US_KY => &US_KY,
            SectionId::US_RI => &US_RI,
            _ => &[],
        }
    }
}

/// The US national section: versions 1 and 2, and either version with the fields of the other.
static US_NAT: [UsFormat; 4] = [
    UsFormat::new(SectionId::US_NAT, 2, 70, US_NAT_V2, Some(Gpc)),
    UsFormat::new(SectionId::US_NAT, 1, 60, US_NAT_V1, Some(Gpc)),
    UsFormat::new(SectionId::US_NAT, 1, 70, US_NAT_V2, Some(Gpc)),
    UsFormat::new(SectionId::US_NAT, 2, 60, US_NAT_V1, Some(Gpc)),
];

const US_NAT_V1: &[UsField] = &[
    one(SHARING_NOTICE),
    one(SALE_OPT_OUT_NOTICE),
    one(SHARING_OPT_OUT_NOTICE),
    one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
    one(SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE),
    one(SENSITIVE_DATA_LIMIT_USE_NOTICE),
    one(SALE_OPT_OUT),
    one(SHARING_OPT_OUT),
    one(TARGETED_ADVERTISING_OPT_OUT),
    list(SENSITIVE_DATA_PROCESSING, 12),
    list(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, 2),
    one(PERSONAL_DATA_CONSENTS),
    one(MSPA_COVERED_TRANSACTION),
    one(MSPA_OPT_OUT_OPTION_MODE),
    one(MSPA_SERVICE_PROVIDER_MODE),
];

const US_NAT_V2: &[UsField] = &[
    one(SHARING_NOTICE),
    one(SALE_OPT_OUT_NOTICE),
    one(SHARING_OPT_OUT_NOTICE),
    one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
    one(SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE),
    one(SENSITIVE_DATA_LIMIT_USE_NOTICE),
    one(SALE_OPT_OUT),
    one(SHARING_OPT_OUT),
    one(TARGETED_ADVERTISING_OPT_OUT),
    list(SENSITIVE_DATA_PROCESSING, 16),
    list(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, 3),
    one(PERSONAL_DATA_CONSENTS),
    one(MSPA_COVERED_TRANSACTION),
    one(MSPA_OPT_OUT_OPTION_MODE),
    one(MSPA_SERVICE_PROVIDER_MODE),
];

static US_CA: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_CA,
    1,
    46,
    &[
        one(SALE_OPT_OUT_NOTICE),
        one(SHARING_OPT_OUT_NOTICE),
        one(SENSITIVE_DATA_LIMIT_USE_NOTICE),
        one(SALE_OPT_OUT),
        one(SHARING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 9),
        list(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, 2),
        one(PERSONAL_DATA_CONSENTS),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_VA: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_VA,
    1,
    40,
    &[
        one(SHARING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 8),
        one(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    None,
)];

static US_CO: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_CO,
    1,
    38,
    &[
        one(SHARING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 7),
        one(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_UT: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_UT,
    1,
    42,
    &[
        one(SHARING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 8),
        one(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    None,
)];

static US_CT: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_CT,
    1,
    44,
    &[
        one(SHARING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 8),
        list(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, 3),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_FL: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_FL,
    1,
    46,
    &[
        one(PROCESSING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 8),
        list(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, 3),
        one(ADDITIONAL_DATA_PROCESSING_CONSENT),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    None,
)];

static US_MT: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_MT,
    1,
    46,
    &[
        one(SHARING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 8),
        list(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, 3),
        one(ADDITIONAL_DATA_PROCESSING_CONSENT),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_OR: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_OR,
    1,
    52,
    &[
        one(PROCESSING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 11),
        list(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, 3),
        one(ADDITIONAL_DATA_PROCESSING_CONSENT),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_TX: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_TX,
    1,
    42,
    &[
        one(PROCESSING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 8),
        one(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS),
        one(ADDITIONAL_DATA_PROCESSING_CONSENT),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_DE: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_DE,
    1,
    52,
    &[
        one(PROCESSING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 9),
        list(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, 5),
        one(ADDITIONAL_DATA_PROCESSING_CONSENT),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_IA: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_IA,
    1,
    42,
    &[
        one(PROCESSING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SENSITIVE_DATA_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 8),
        one(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_NE: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_NE,
    1,
    42,
    &[
        one(PROCESSING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 8),
        one(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS),
        one(ADDITIONAL_DATA_PROCESSING_CONSENT),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_NH: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_NH,
    1,
    46,
    &[
        one(PROCESSING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 8),
        list(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, 3),
        one(ADDITIONAL_DATA_PROCESSING_CONSENT),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_NJ: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_NJ,
    1,
    54,
    &[
        one(PROCESSING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 10),
        list(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, 5),
        one(ADDITIONAL_DATA_PROCESSING_CONSENT),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_TN: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_TN,
    1,
    42,
    &[
        one(PROCESSING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 8),
        one(KNOWN_CHILD_SENSITIVE_DATA_CONSENT),
        one(ADDITIONAL_DATA_PROCESSING_CONSENT),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_MN: [UsFormat; 1] = [UsFormat::new(
    SectionId::US_MN,
    1,
    42,
    &[
        one(PROCESSING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        list(SENSITIVE_DATA_PROCESSING, 8),
        one(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS),
        one(ADDITIONAL_DATA_PROCESSING_CONSENT),
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_OPT_OUT_OPTION_MODE),
        one(MSPA_SERVICE_PROVIDER_MODE),
    ],
    Some(Gpc),
)];

static US_MD: [UsFormat; 1] = [UsFormat::with_section_header(
    SectionId::US_MD,
    22,
    &[
        one(MSPA_COVERED_TRANSACTION),
        one(MSPA_MODE),
        one(PROCESSING_NOTICE),
        one(SALE_OPT_OUT_NOTICE),
        one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
        one(SALE_OPT_OUT),
        one(TARGETED_ADVERTISING_OPT_OUT),
        one(ADDITIONAL_DATA_PROCESSING_CONSENT),
    ],
    Some(Gpc),
)];

static US_IN: [UsFormat; 1] =
    [UsFormat::with_section_header(SectionId::US_IN, 24, SENSITIVE_DATA_CORE, Some(SensitiveData))];

static US_KY: [UsFormat; 1] =
    [UsFormat::with_section_header(SectionId::US_KY, 24, SENSITIVE_DATA_CORE, Some(SensitiveData))];

static US_RI: [UsFormat; 1] =
    [UsFormat::with_section_header(SectionId::US_RI, 24, SENSITIVE_DATA_CORE, Some(SensitiveData))];

/// The core of the sections with a sub-section of sensitive data.
const SENSITIVE_DATA_CORE: &[UsField] = &[
    one(MSPA_COVERED_TRANSACTION),
    one(MSPA_MODE),
    one(PROCESSING_NOTICE),
    one(SALE_OPT_OUT_NOTICE),
    one(TARGETED_ADVERTISING_OPT_OUT_NOTICE),
    one(SALE_OPT_OUT),
    one(TARGETED_ADVERTISING_OPT_OUT),
    one(KNOWN_CHILD_SENSITIVE_DATA_CONSENTS),
    one(ADDITIONAL_DATA_PROCESSING_CONSENT),
];
