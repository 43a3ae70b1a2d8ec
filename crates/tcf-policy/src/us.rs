//! The meaning of values in US sections of GPP strings: categories of sensitive data and groups of
//! children.
//!
//! ```
//! use tcf_codec::SectionId;
//! use tcf_policy::us;
//!
//! assert_eq!(us::sensitive_data(SectionId::US_CA)[2], "precise geolocation");
//! assert_eq!(us::sensitive_data(SectionId::US_VA)[2], "health");
//! assert!(us::sensitive_data_is_opt_out(SectionId::US_CA));
//! ```

use tcf_codec::SectionId;

/// Whether the values of sensitive data in a section are opt-outs. In all other sections they are
/// consents.
pub const fn sensitive_data_is_opt_out(id: SectionId) -> bool {
    matches!(id, SectionId::US_CA | SectionId::US_UT | SectionId::US_IA)
}

const RACE: &str = "racial or ethnic origin";
const RELIGION: &str = "religious beliefs";
const HEALTH: &str = "health";
const SEX_LIFE: &str = "sex life or sexual orientation";
const ORIENTATION: &str = "sexual orientation";
const CITIZENSHIP: &str = "citizenship or immigration status";
const GENETIC: &str = "genetic data";
const BIOMETRIC: &str = "biometric data";
const GEOLOCATION: &str = "precise geolocation";
const TRANSGENDER: &str = "transgender or non-binary status";
const CRIME: &str = "status as a victim of crime";
const NATIONAL: &str = "national origin";

/// The categories of sensitive data in a US section, in the order of its field. Version 1 of the US
/// national section has the first twelve. Meaningless for other sections.
pub const fn sensitive_data(id: SectionId) -> &'static [&'static str] {
    match id {
        SectionId::US_NAT => &[
            RACE,
            RELIGION,
            HEALTH,
            SEX_LIFE,
            CITIZENSHIP,
            GENETIC,
            BIOMETRIC,
            GEOLOCATION,
            "government ids",
            "account credentials",
            "union membership",
            "contents of messages",
            "consumer health data",
            CRIME,
            NATIONAL,
            TRANSGENDER,
        ],
        SectionId::US_CA => &[
            "government ids",
            "account credentials",
            GEOLOCATION,
            "origin, beliefs or union membership",
            "contents of messages",
            GENETIC,
            BIOMETRIC,
            HEALTH,
            SEX_LIFE,
        ],
        SectionId::US_UT => {
            &[RACE, RELIGION, ORIENTATION, CITIZENSHIP, HEALTH, GENETIC, BIOMETRIC, GEOLOCATION]
        }
        SectionId::US_OR => &[
            RACE,
            RELIGION,
            HEALTH,
            ORIENTATION,
            TRANSGENDER,
            CITIZENSHIP,
            NATIONAL,
            CRIME,
            GENETIC,
            BIOMETRIC,
            GEOLOCATION,
        ],
        SectionId::US_DE | SectionId::US_NJ => &[
            RACE,
            RELIGION,
            HEALTH,
            SEX_LIFE,
            CITIZENSHIP,
            GENETIC,
            BIOMETRIC,
            GEOLOCATION,
            TRANSGENDER,
            "financial data",
        ],
        SectionId::US_CO
        | SectionId::US_CT
        | SectionId::US_MT
        | SectionId::US_NH
        | SectionId::US_RI => {
            &[RACE, RELIGION, HEALTH, SEX_LIFE, CITIZENSHIP, GENETIC, BIOMETRIC, GEOLOCATION]
        }
        // All other states with such data.
        _ => &[RACE, RELIGION, HEALTH, ORIENTATION, CITIZENSHIP, GENETIC, BIOMETRIC, GEOLOCATION],
    }
}

/// The groups of children in a US section, with the processing that the consent is for if it is not
/// any, in the order of its field. Meaningless for other sections.
pub const fn children(id: SectionId) -> &'static [&'static str] {
    match id {
        SectionId::US_NAT => &["aged 13 to 16", "under 13", "aged 16 to 17"],
        SectionId::US_CA => &["sale, under 16", "sharing, under 16"],
        SectionId::US_FL => &["under 13", "aged 13 to 16", "aged 16 to 18"],
        SectionId::US_DE => &[
            "known child",
            "sale, aged 13 to 16",
            "targeted advertising, aged 13 to 16",
            "sale, aged 16 to 18",
            "targeted advertising, aged 16 to 18",
        ],
        SectionId::US_NJ => &[
            "known child",
            "sale, aged 13 to 16",
            "targeted advertising, aged 13 to 16",
            "sale, aged 16 to 17",
            "targeted advertising, aged 16 to 17",
        ],
        _ => &["known child", "sale, aged 13 to 16", "targeted advertising, aged 13 to 16"],
    }
}
