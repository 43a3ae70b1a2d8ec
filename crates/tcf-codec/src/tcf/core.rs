//! The version 2 TC string and its core segment.

use super::publisher::PublisherTc;
use crate::record::record;
use crate::value::{
    CountryCode, Deciseconds, IdSet, LanguageCode, PublisherRestrictions, U6, U12, VendorSet,
};

record! {
    /// The value of a version 2 TC string, across all its segments.
    ///
    /// ```
    /// use tcf_codec::{PurposeId, TcString, VendorId};
    /// let tc = TcString::decode("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA")?;
    /// assert_eq!(tc.cmp_id.get(), 300);
    /// assert!(tc.purposes_consent.contains(PurposeId::try_from(1)?));
    /// assert!(tc.vendor_legitimate_interests.contains(VendorId::try_from(2)?));
    /// assert_eq!(tc.encode(), "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// The default has no signals and all times 1970-01-01. It is service-specific, with policy
    /// version 5, language `EN`, country `AA` and only the core segment.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    pub struct TcString(207 bits) {
        /// When the string was first created, 36 bits of deciseconds.
        ///
        /// Since December 2021 the same day as `last_updated`.
        created: Deciseconds = CREATED "Created" "created",
        /// When the string was last changed, 36 bits of deciseconds.
        ///
        /// Since December 2021 midnight UTC.
        last_updated: Deciseconds = LAST_UPDATED "LastUpdated" "lastUpdated",
        /// The CMP that last updated the string, 12 bits.
        cmp_id: U12 = CMP_ID "CmpId" "cmpId",
        /// Version of that CMP, 12 bits.
        cmp_version: U12 = CMP_VERSION "CmpVersion" "cmpVersion",
        /// The CMP's screen number, 6 bits.
        consent_screen: U6 = CONSENT_SCREEN "ConsentScreen" "consentScreen",
        /// Language of the CMP's screen, two letters of 6 bits.
        ///
        /// ISO 639-1.
        consent_language: LanguageCode = CONSENT_LANGUAGE "ConsentLanguage" "consentLanguage",
        /// Version of the vendor list, 12 bits.
        ///
        /// The list follows specification 2 below policy version 4, and specification 3 from then
        /// on.
        vendor_list_version: U12 = VENDOR_LIST_VERSION "VendorListVersion" "vendorListVersion",
        /// Version of the policies, 6 bits.
        tcf_policy_version: U6 = TCF_POLICY_VERSION "TcfPolicyVersion" "tcfPolicyVersion",
        /// Whether the string applies to a single service, 1 bit.
        ///
        /// Global strings have been invalid since September 2021.
        is_service_specific: bool = IS_SERVICE_SPECIFIC "IsServiceSpecific" "isServiceSpecific",
        /// Whether the publisher uses non-standard texts, 1 bit.
        use_non_standard_texts: bool =
            USE_NON_STANDARD_TEXTS "UseNonStandardTexts" "useNonStandardTexts",
        /// Special features that the user opted in to, 12 bits.
        special_feature_opt_ins: IdSet<12> =
            SPECIAL_FEATURE_OPT_INS "SpecialFeatureOptIns" "specialFeatureOptIns",
        /// Purposes with consent, 24 bits.
        purposes_consent: IdSet<24> = PURPOSES_CONSENT "PurposesConsent" "purposesConsent",
        /// Purposes with legitimate interest disclosed and not objected to, 24 bits.
        purposes_li_transparency: IdSet<24> =
            PURPOSES_LI_TRANSPARENCY "PurposesLITransparency" "purposesLITransparency",
        /// Whether purpose 1 was not disclosed, 1 bit.
        purpose_one_treatment: bool =
            PURPOSE_ONE_TREATMENT "PurposeOneTreatment" "purposeOneTreatment",
        /// Country of the publisher, two letters of 6 bits.
        ///
        /// ISO 3166-1 alpha-2; `AA` if unknown.
        publisher_cc: CountryCode = PUBLISHER_CC "PublisherCC" "publisherCC",
    } then {
        /// Vendors with consent.
        vendor_consents: VendorSet,
        /// Vendors with legitimate interest disclosed and not objected to.
        vendor_legitimate_interests: VendorSet,
        /// Restrictions that the publisher imposes on vendors.
        publisher_restrictions: PublisherRestrictions,
        /// Vendors disclosed to the user; `None` without the segment.
        disclosed_vendors: Option<VendorSet>,
        /// Vendors of a segment that is obsolete since September 2021; `None` without the segment.
        allowed_vendors: Option<VendorSet>,
        /// Signals for the publisher itself; `None` without the segment.
        publisher_tc: Option<PublisherTc>,
    }
}

impl Default for TcString {
    fn default() -> Self {
        Self {
            created: Deciseconds::default(),
            last_updated: Deciseconds::default(),
            cmp_id: U12::default(),
            cmp_version: U12::default(),
            consent_screen: U6::default(),
            consent_language: LanguageCode::EN,
            vendor_list_version: U12::default(),
            tcf_policy_version: U6::truncate(5),
            is_service_specific: true,
            use_non_standard_texts: false,
            special_feature_opt_ins: IdSet::EMPTY,
            purposes_consent: IdSet::EMPTY,
            purposes_li_transparency: IdSet::EMPTY,
            purpose_one_treatment: false,
            publisher_cc: CountryCode::AA,
            vendor_consents: VendorSet::new(),
            vendor_legitimate_interests: VendorSet::new(),
            publisher_restrictions: PublisherRestrictions::default(),
            disclosed_vendors: None,
            allowed_vendors: None,
            publisher_tc: None,
        }
    }
}
