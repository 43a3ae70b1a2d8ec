//! The value of the Canadian section.

use alloc::string::String;
use alloc::vec::Vec;

use crate::field::{Part, fields};
use crate::record::record;
use crate::value::{
    Deciseconds, IdSet, InvalidId, LanguageCode, PublisherRestrictions, RestrictionType, U6, U12,
    VendorSet,
};

record! {
    /// The value of the Canadian section of a GPP string (section 5, TCF Canada).
    ///
    /// The default has no signals and all times 1970-01-01, with policy version 2 and language
    /// `EN`.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    pub struct TcfCanada(193 bits) {
        /// When the string was first created, 36 bits of deciseconds.
        created: Deciseconds = CREATED "Created" "created",
        /// When the string was last changed, 36 bits of deciseconds.
        last_updated: Deciseconds = LAST_UPDATED "LastUpdated" "lastUpdated",
        /// The CMP that last updated the string, 12 bits.
        cmp_id: U12 = CMP_ID "CmpId" "cmpId",
        /// Version of that CMP, 12 bits.
        cmp_version: U12 = CMP_VERSION "CmpVersion" "cmpVersion",
        /// The CMP's screen number, 6 bits.
        consent_screen: U6 = CONSENT_SCREEN "ConsentScreen" "consentScreen",
        /// Language of the CMP's screen, two letters of 6 bits.
        consent_language: LanguageCode = CONSENT_LANGUAGE "ConsentLanguage" "consentLanguage",
        /// Version of the Canadian vendor list, 12 bits.
        vendor_list_version: U12 = VENDOR_LIST_VERSION "VendorListVersion" "vendorListVersion",
        /// Version of the policies, 6 bits.
        tcf_policy_version: U6 = TCF_POLICY_VERSION "TcfPolicyVersion" "tcfPolicyVersion",
        /// Whether the publisher uses non-standard stacks, 1 bit.
        use_non_standard_stacks: bool =
            USE_NON_STANDARD_STACKS "UseNonStandardStacks" "useNonStandardStacks",
        /// Special features with express consent, 12 bits.
        special_feature_express_consent: IdSet<12> = SPECIAL_FEATURE_EXPRESS_CONSENT
            "SpecialFeatureExpressConsent" "specialFeatureExpressConsent",
        /// Purposes with express consent, 24 bits.
        purposes_express_consent: IdSet<24> =
            PURPOSES_EXPRESS_CONSENT "PurposesExpressConsent" "purposesExpressConsent",
        /// Purposes with implied consent, 24 bits.
        purposes_implied_consent: IdSet<24> =
            PURPOSES_IMPLIED_CONSENT "PurposesImpliedConsent" "purposesImpliedConsent",
    } then {
        /// Version of the section: 1, or 2 as some encoders wrote.
        version: U6,
        /// How sets of vendors are encoded.
        wire: CanadaWire,
        /// Vendors with express consent.
        vendor_express_consent: VendorSet,
        /// Vendors with implied consent.
        vendor_implied_consent: VendorSet,
        /// Restrictions that the publisher imposes on vendors. Their types are not allowed, require
        /// express consent, and require implied consent. `None` if the core ends before them, as
        /// some encoders wrote.
        publisher_restrictions: Option<PublisherRestrictions>,
        /// Vendors disclosed to the user; `None` without the sub-section.
        disclosed_vendors: Option<VendorSet>,
        /// Signals for the publisher itself; `None` without the sub-section.
        publisher_purposes: Option<CanadaPublisher>,
        /// Sub-sections that the specification does not define, as text.
        undefined_subsections: Vec<String>,
    }
}

impl Default for TcfCanada {
    fn default() -> Self {
        Self {
            created: Deciseconds::default(),
            last_updated: Deciseconds::default(),
            cmp_id: U12::default(),
            cmp_version: U12::default(),
            consent_screen: U6::default(),
            consent_language: LanguageCode::EN,
            vendor_list_version: U12::default(),
            tcf_policy_version: U6::truncate(2),
            use_non_standard_stacks: false,
            special_feature_express_consent: IdSet::EMPTY,
            purposes_express_consent: IdSet::EMPTY,
            purposes_implied_consent: IdSet::EMPTY,
            version: U6::truncate(1),
            wire: CanadaWire::Current,
            vendor_express_consent: VendorSet::new(),
            vendor_implied_consent: VendorSet::new(),
            publisher_restrictions: Some(PublisherRestrictions::default()),
            disclosed_vendors: None,
            publisher_purposes: None,
            undefined_subsections: Vec::new(),
        }
    }
}

/// The encoding of the sets of vendors of a Canadian section. The text of the specification and
/// the encoders disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CanadaWire {
    /// The text of the specification: IsRangeEncoding, then Fibonacci ranges or a bit field with
    /// its length. No encoder writes it.
    Specification,
    /// MaxVendorId and IsRangeEncoding, then Fibonacci ranges or a bit field. Written since June
    /// 2026.
    #[default]
    Current,
    /// As in a TCF string: MaxVendorId and IsRangeEncoding, then ranges of 16-bit ids or a bit
    /// field.
    Legacy,
}

impl CanadaWire {
    /// All encodings, in the order in which a decoder tries them.
    pub const ALL: [Self; 3] = [Self::Current, Self::Legacy, Self::Specification];

    /// The name in JSON: `a`, `b` or `c`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Specification => "a",
            Self::Current => "b",
            Self::Legacy => "c",
        }
    }
}

/// The name of a restriction type in JSON. The types of the Canadian section have other meanings
/// than those of a TC string.
pub const fn restriction_type_name(restriction_type: RestrictionType) -> &'static str {
    match restriction_type {
        RestrictionType::NotAllowed => "notAllowed",
        RestrictionType::RequireConsent => "requireExpressConsent",
        RestrictionType::RequireLegitimateInterest => "requireImpliedConsent",
        RestrictionType::Undefined => "undefined",
    }
}

record! {
    /// The publisher purposes sub-section of a Canadian section.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct CanadaPublisher(48 bits) {
        /// Purposes the publisher has express consent for, 24 bits.
        purposes_express_consent: IdSet<24> = PURPOSES_EXPRESS_CONSENT
            "PubPurposesExpressConsent" "purposesExpressConsent",
        /// Purposes the publisher has implied consent for, 24 bits.
        purposes_implied_consent: IdSet<24> = PURPOSES_IMPLIED_CONSENT
            "PubPurposesImpliedConsent" "purposesImpliedConsent",
    } then {
        /// The custom purposes of the publisher.
        custom_purposes: CanadaCustomPurposes,
    }
}

impl CanadaPublisher {
    fields! {
        /// Number of custom purposes, 6 bits.
        NUM_CUSTOM_PURPOSES: U6 = "NumCustomPurposes" "numCustomPurposes";
        /// Custom purposes with express consent.
        CUSTOM_PURPOSES_EXPRESS_CONSENT: IdSet<63> =
            "CustomPurposesExpressConsent" "customPurposesExpressConsent" .of_any_width();
        /// Custom purposes with implied consent.
        CUSTOM_PURPOSES_IMPLIED_CONSENT: IdSet<63> =
            "CustomPurposesImpliedConsent" "customPurposesImpliedConsent" .of_any_width();
    }
}

/// Up to 63 custom purposes of the publisher, numbered from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CanadaCustomPurposes {
    count: U6,
    express_consent: IdSet<63>,
    implied_consent: IdSet<63>,
}

impl CanadaCustomPurposes {
    /// Creates `count` custom purposes.
    ///
    /// # Errors
    ///
    /// Returns an error if a set contains an id above `count`.
    pub fn new(
        count: U6,
        express_consent: IdSet<63>,
        implied_consent: IdSet<63>,
    ) -> Result<Self, InvalidId> {
        let (found, max) =
            (express_consent.max().max(implied_consent.max()), u32::from(count.get()));
        if found > max {
            return Err(InvalidId { found, max });
        }
        Ok(Self { count, express_consent, implied_consent })
    }

    /// The number of custom purposes.
    pub const fn count(&self) -> U6 {
        self.count
    }

    /// The custom purposes with express consent.
    pub const fn express_consent(&self) -> IdSet<63> {
        self.express_consent
    }

    /// The custom purposes with implied consent.
    pub const fn implied_consent(&self) -> IdSet<63> {
        self.implied_consent
    }
}

/// The vendors with express consent.
pub const VENDOR_EXPRESS_CONSENT: Part = Part::new(&"VendorExpressConsent");

/// The vendors with implied consent.
pub const VENDOR_IMPLIED_CONSENT: Part = Part::new(&"VendorImpliedConsent");

/// How to encode sets of vendors, so that the text is read in the same encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VendorForm {
    /// The shorter one.
    Shortest,
    /// Ranges.
    Ranges,
    /// Bit fields, except in the restrictions of a legacy encoding.
    BitField,
    /// The shorter one, with so much padding that the text fits no encoding. Such a text is read in
    /// the legacy encoding.
    Padded,
    /// The same, with padding that is not zero, so that the text fits no European TCF string.
    Marked,
}

impl VendorForm {
    /// All forms, in order of preference.
    pub(super) const ALL: [Self; 5] =
        [Self::Shortest, Self::Ranges, Self::BitField, Self::Padded, Self::Marked];

    /// The padding after the last character of the core.
    pub(super) const fn padding(self) -> &'static str {
        match self {
            Self::Shortest | Self::Ranges | Self::BitField => "",
            Self::Padded => "AAAA",
            Self::Marked => "AAAAAAAB",
        }
    }
}

/// The names of the sub-sections in traces and errors.
pub(super) const CORE: &str = "core";
pub(super) const DISCLOSED_VENDORS: &str = "disclosedVendors";
pub(super) const PUBLISHER_PURPOSES: &str = "publisherPurposes";
pub(super) const UNDEFINED: &str = "undefined";

/// The types of the sub-sections after the core.
pub(super) const DISCLOSED_TYPE: u8 = 1;
pub(super) const PUBLISHER_TYPE: u8 = 3;
