//! What the API of a CMP states beside its string, compared with the string.
//!
//! A CMP states a choice several times: as a string, as the values of `TCData` on the web, and as
//! keys of the preferences of an app. Each must say the same.

mod compare;
mod json;
mod preferences;

use std::num::NonZeroU32;

use crate::names::names;

names! {
    /// A member of `TCData` that repeats a part of the string.
    ApiField {
        /// Purposes with consent.
        PurposeConsents = "purpose.consents",
        /// Purposes with legitimate interest.
        PurposeLegitimateInterests = "purpose.legitimateInterests",
        /// Special features that the user opted in to.
        SpecialFeatureOptins = "specialFeatureOptins",
        /// Vendors with consent.
        VendorConsents = "vendor.consents",
        /// Vendors with legitimate interest.
        VendorLegitimateInterests = "vendor.legitimateInterests",
        /// Vendors that were disclosed.
        DisclosedVendors = "vendor.disclosedVendors",
        /// The publisher's purposes with consent.
        PublisherConsents = "publisher.consents",
        /// The publisher's purposes with legitimate interest.
        PublisherLegitimateInterests = "publisher.legitimateInterests",
        /// The publisher's own purposes with consent.
        CustomConsents = "publisher.customPurpose.consents",
        /// The publisher's own purposes with legitimate interest.
        CustomLegitimateInterests = "publisher.customPurpose.legitimateInterests",
        /// The publisher's restrictions.
        Restrictions = "publisher.restrictions",
        /// The id of the CMP.
        CmpId = "cmpId",
        /// The version of the CMP. The preferences of apps have that of the SDK instead.
        CmpVersion = "cmpVersion",
        /// The version of the policies.
        PolicyVersion = "tcfPolicyVersion",
        /// The country of the publisher.
        PublisherCountry = "publisherCC",
        /// Whether purpose 1 was not disclosed.
        PurposeOneTreatment = "purposeOneTreatment",
        /// Whether the texts are not the standard ones.
        NonStandardTexts = "useNonStandardTexts",
        /// Whether the GDPR applies. It is not in the string.
        GdprApplies = "gdprApplies",
    }
}

impl ApiField {
    /// The key in the preferences of apps. Restrictions have a key for each purpose, which begins
    /// with it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::PurposeConsents => "IABTCF_PurposeConsents",
            Self::PurposeLegitimateInterests => "IABTCF_PurposeLegitimateInterests",
            Self::SpecialFeatureOptins => "IABTCF_SpecialFeaturesOptIns",
            Self::VendorConsents => "IABTCF_VendorConsents",
            Self::VendorLegitimateInterests => "IABTCF_VendorLegitimateInterests",
            Self::DisclosedVendors => "IABTCF_DisclosedVendors",
            Self::PublisherConsents => "IABTCF_PublisherConsent",
            Self::PublisherLegitimateInterests => "IABTCF_PublisherLegitimateInterests",
            Self::CustomConsents => "IABTCF_PublisherCustomPurposesConsents",
            Self::CustomLegitimateInterests => "IABTCF_PublisherCustomPurposesLegitimateInterests",
            Self::Restrictions => "IABTCF_PublisherRestrictions",
            Self::CmpId => "IABTCF_CmpSdkID",
            Self::CmpVersion => "IABTCF_CmpSdkVersion",
            Self::PolicyVersion => "IABTCF_PolicyVersion",
            Self::PublisherCountry => "IABTCF_PublisherCC",
            Self::PurposeOneTreatment => "IABTCF_PurposeOneTreatment",
            Self::NonStandardTexts => "IABTCF_UseNonStandardTexts",
            Self::GdprApplies => "IABTCF_gdprApplies",
        }
    }

    const fn bit(self) -> u32 {
        match self {
            Self::PurposeConsents => 1,
            Self::PurposeLegitimateInterests => 1 << 1,
            Self::SpecialFeatureOptins => 1 << 2,
            Self::VendorConsents => 1 << 3,
            Self::VendorLegitimateInterests => 1 << 4,
            Self::DisclosedVendors => 1 << 5,
            Self::PublisherConsents => 1 << 6,
            Self::PublisherLegitimateInterests => 1 << 7,
            Self::CustomConsents => 1 << 8,
            Self::CustomLegitimateInterests => 1 << 9,
            Self::Restrictions => 1 << 10,
            Self::CmpId => 1 << 11,
            Self::CmpVersion => 1 << 12,
            Self::PolicyVersion => 1 << 13,
            Self::PublisherCountry => 1 << 14,
            Self::PurposeOneTreatment => 1 << 15,
            Self::NonStandardTexts => 1 << 16,
            Self::GdprApplies => 1 << 17,
        }
    }
}

/// The keys of the preferences of apps that hold numbers.
const NUMBERS: [ApiField; 6] = [
    ApiField::CmpId,
    ApiField::CmpVersion,
    ApiField::PolicyVersion,
    ApiField::PurposeOneTreatment,
    ApiField::NonStandardTexts,
    ApiField::GdprApplies,
];

/// The values of an API, compared with their own string: four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ApiCheck(NonZeroU32);

/// The bit that is always set.
const COMPARED: NonZeroU32 = NonZeroU32::new(1 << 31).unwrap();
/// The bit of preferences.
const OF_APP: u32 = 1 << 30;
/// The number of bits to the left of the first key of another type.
const TYPE_SHIFT: usize = 20;

impl ApiCheck {
    /// The differences as bits.
    pub(super) const fn bits(self) -> NonZeroU32 {
        self.0
    }

    /// The differences of bits.
    pub(super) const fn from_bits(bits: NonZeroU32) -> Self {
        Self(bits)
    }

    /// Values without a difference.
    const fn new(is_of_app: bool) -> Self {
        if is_of_app { Self(COMPARED).or(OF_APP) } else { Self(COMPARED) }
    }

    const fn or(self, bits: u32) -> Self {
        // The highest bit stays set.
        match NonZeroU32::new(self.0.get() | bits) {
            Some(bits) => Self(bits),
            None => self,
        }
    }

    fn note(&mut self, field: ApiField) {
        *self = self.or(field.bit());
    }

    fn note_type(&mut self, field: ApiField) {
        if let Some(number) = NUMBERS.iter().position(|&known| known == field) {
            *self = self.or(1 << (TYPE_SHIFT + number));
        }
    }

    /// These differences and those of other values.
    fn merge(&mut self, other: Self) {
        *self = self.or(other.0.get());
    }

    /// Whether the values are keys of the preferences of an app, and not `TCData`.
    pub const fn is_of_app(self) -> bool {
        self.0.get() & OF_APP != 0
    }

    /// The names of the members or keys that differ from the string.
    pub fn differences(self) -> Vec<&'static str> {
        let differs = |field: &&ApiField| self.0.get() & field.bit() != 0;
        let name = |field: &ApiField| if self.is_of_app() { field.key() } else { field.name() };
        ApiField::ALL.iter().filter(differs).map(name).collect()
    }

    /// The keys of numbers that hold another type, on which readers of the specification fail.
    pub fn wrong_types(self) -> impl Iterator<Item = &'static str> {
        let is_wrong =
            move |&(number, _): &(usize, ApiField)| self.0.get() >> (TYPE_SHIFT + number) & 1 == 1;
        NUMBERS.into_iter().enumerate().filter(is_wrong).map(|(_, field)| field.key())
    }
}

names! {
    /// What `TCData` says about the user interface of the CMP: its `eventStatus`.
    CmpStatus {
        /// A choice from before was loaded.
        Loaded = "tcloaded",
        /// The user interface is shown.
        Shown = "cmpuishown",
        /// The user made a choice.
        Complete = "useractioncomplete",
    }
}

/// What a document or the preferences of an app state.
///
/// ```
/// use tcf_audit::event::{ApiStatement, CmpStatus};
/// let statement = ApiStatement::from_json(
///     r#"{"tcString": "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
///         "eventStatus": "tcloaded", "cmpId": 300, "tcfPolicyVersion": 4,
///         "purpose": {"consents": {"1": true}}}"#,
/// );
/// assert_eq!(statement.status, Some(CmpStatus::Loaded));
/// assert_eq!(statement.check.unwrap().differences(), ["tcfPolicyVersion"]);
/// assert_eq!(ApiStatement::from_json("[1, 2]"), ApiStatement::default());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ApiStatement {
    /// The values, compared with their string; `None` without values or without a valid string.
    pub check: Option<ApiCheck>,
    /// The last `eventStatus`.
    pub status: Option<CmpStatus>,
}

#[cfg(test)]
mod tests;
