//! The version 2 TC string and its core segment.

use super::publisher::PublisherTc;
use crate::value::{Deciseconds, IdSet, Letters, PublisherRestrictions, U6, U12, VendorSet};

record! {
    /// A TC string of version 2, whole: what all its segments say.
    ///
    /// ```
    /// use tcf_codec::TcString;
    /// let tc = TcString::parse("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA")?;
    /// assert_eq!(tc.cmp_id.get(), 300);
    /// assert!(tc.purposes_consent.contains(1));
    /// assert!(tc.vendor_legitimate_interests.contains(2));
    /// assert_eq!(tc.encode(), "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA");
    /// # Ok::<(), tcf_codec::Error>(())
    /// ```
    ///
    /// The default is an empty string of 1970 as a CMP of today would write it: service specific, policy version 5,
    /// language `EN`, country `AA`, nothing allowed, no segment but the core.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    pub struct TcString(207 bits) {
        /// When it was first created; since December 2021 the same day as `last_updated`.
        created: Deciseconds = Created,
        /// When it was last changed; since December 2021 midnight in UTC.
        last_updated: Deciseconds = LastUpdated,
        /// The consent management platform that wrote it last.
        cmp_id: U12 = CmpId,
        /// That platform's own version.
        cmp_version: U12 = CmpVersion,
        /// That platform's screen number.
        consent_screen: U6 = ConsentScreen,
        /// The language of that screen, ISO 639-1.
        consent_language: Letters = ConsentLanguage,
        /// Version of the vendor list; below policy version 4 among the lists of specification 2, else 3.
        vendor_list_version: U12 = VendorListVersion,
        /// Version of the policies.
        tcf_policy_version: U6 = TcfPolicyVersion,
        /// Not shared between services. Strings that are shared have been invalid since September 2021.
        is_service_specific: bool = IsServiceSpecific,
        /// The publisher uses texts of its own.
        use_non_standard_texts: bool = UseNonStandardTexts,
        /// Special features opted in to.
        special_feature_opt_ins: IdSet<12> = SpecialFeatureOptIns,
        /// Purposes consented to.
        purposes_consent: IdSet<24> = PurposesConsent,
        /// Purposes for which legitimate interest was established, and not objected to.
        purposes_li_transparency: IdSet<24> = PurposesLiTransparency,
        /// Purpose 1 was not disclosed to the user.
        purpose_one_treatment: bool = PurposeOneTreatment,
        /// Country of the publisher, ISO 3166-1 alpha-2; `AA` for none.
        publisher_cc: Letters = PublisherCc,
    } then {
        /// Vendors with consent.
        vendor_consents: VendorSet,
        /// Vendors with legitimate interest established, and not objected to.
        vendor_legitimate_interests: VendorSet,
        /// What the publisher demands of vendors.
        publisher_restrictions: PublisherRestrictions,
        /// Vendors shown to the user; `None` without the segment.
        disclosed_vendors: Option<VendorSet>,
        /// A segment out of use since September 2021; `None` without it.
        allowed_vendors: Option<VendorSet>,
        /// The publisher's own purposes; `None` without the segment.
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
            consent_language: Letters::EN,
            vendor_list_version: U12::default(),
            tcf_policy_version: U6::truncate(5),
            is_service_specific: true,
            use_non_standard_texts: false,
            special_feature_opt_ins: IdSet::EMPTY,
            purposes_consent: IdSet::EMPTY,
            purposes_li_transparency: IdSet::EMPTY,
            purpose_one_treatment: false,
            publisher_cc: Letters::AA,
            vendor_consents: VendorSet::new(),
            vendor_legitimate_interests: VendorSet::new(),
            publisher_restrictions: PublisherRestrictions::default(),
            disclosed_vendors: None,
            allowed_vendors: None,
            publisher_tc: None,
        }
    }
}
