//! Compares values with a string.

use tcf_codec::{AnyTcString, IdSet, Restriction, RestrictionType, TcString, VendorId, VendorSet};

use super::{ApiCheck, ApiField};

/// Ids that values state: of purposes, special features or vendors.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct StatedIds {
    /// The ids that are stated to be set.
    pub(super) set: VendorSet,
    /// Whether all others are not set. Otherwise they are unknown.
    pub(super) is_complete: bool,
}

impl StatedIds {
    fn differs(&self, expected: &VendorSet) -> bool {
        !self.set.difference(expected).is_empty()
            || self.is_complete && !expected.difference(&self.set).is_empty()
    }
}

/// The restrictions of a purpose that values state.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StatedRestrictions {
    pub(super) purpose: u16,
    /// The vendors with type 1.
    pub(super) consent: VendorSet,
    /// The vendors with type 2.
    pub(super) legitimate_interest: VendorSet,
}

/// Values that repeat parts of a string.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stated {
    pub(super) ids: Vec<(ApiField, StatedIds)>,
    /// Restrictions of types 1 and 2. Type 0 is not compared: some writers fill unused places with
    /// it. Nor are missing ones: a range of a string may have vendors that do not exist.
    pub(super) restrictions: Vec<StatedRestrictions>,
    pub(super) numbers: Vec<(ApiField, u64)>,
    pub(super) country: Option<String>,
}

impl Stated {
    /// Compares the values with their string. `None` if it is invalid or of version 1.
    pub(super) fn compare(&self, string: &str, is_of_app: bool) -> Option<ApiCheck> {
        let Ok(AnyTcString::V2(tc)) = AnyTcString::decode(string) else { return None };
        let mut check = ApiCheck::new(is_of_app);
        for (field, stated) in &self.ids {
            if ids_of(&tc, *field).is_some_and(|expected| stated.differs(&expected)) {
                check.note(*field);
            }
        }
        if self.restrictions.iter().any(|stated| differs_in_restrictions(&tc, stated)) {
            check.note(ApiField::Restrictions);
        }
        for &(field, stated) in &self.numbers {
            if number_of(&tc, field).is_some_and(|expected| expected != stated) {
                check.note(field);
            }
        }
        if self.country.as_deref().is_some_and(|country| country != tc.publisher_cc.as_str()) {
            check.note(ApiField::PublisherCountry);
        }
        Some(check)
    }
}

/// The ids of a string; `None` if it says nothing about them.
fn ids_of(tc: &TcString, field: ApiField) -> Option<VendorSet> {
    fn small<const N: usize>(set: IdSet<N>) -> VendorSet {
        set.iter().filter_map(|id| VendorId::new(id.get().into())).collect()
    }
    let publisher = tc.publisher_tc.unwrap_or_default();
    let custom = publisher.custom_purposes;
    Some(match field {
        ApiField::PurposeConsents => small(tc.purposes_consent),
        ApiField::PurposeLegitimateInterests => small(tc.purposes_li_transparency),
        ApiField::SpecialFeatureOptins => small(tc.special_feature_opt_ins),
        ApiField::VendorConsents => tc.vendor_consents.clone(),
        ApiField::VendorLegitimateInterests => tc.vendor_legitimate_interests.clone(),
        ApiField::DisclosedVendors => tc.disclosed_vendors.clone()?,
        ApiField::PublisherConsents => small(publisher.purposes_consent),
        ApiField::PublisherLegitimateInterests => small(publisher.purposes_li_transparency),
        ApiField::CustomConsents => small(custom.consent()),
        ApiField::CustomLegitimateInterests => small(custom.li_transparency()),
        _ => return None,
    })
}

fn number_of(tc: &TcString, field: ApiField) -> Option<u64> {
    Some(match field {
        ApiField::CmpId => tc.cmp_id.get().into(),
        ApiField::CmpVersion => tc.cmp_version.get().into(),
        ApiField::PolicyVersion => tc.tcf_policy_version.get().into(),
        ApiField::PurposeOneTreatment => tc.purpose_one_treatment.into(),
        ApiField::NonStandardTexts => tc.use_non_standard_texts.into(),
        _ => return None,
    })
}

fn differs_in_restrictions(tc: &TcString, stated: &StatedRestrictions) -> bool {
    let is_missing = |vendors: &VendorSet, restriction_type: RestrictionType| {
        let mut rest = vendors.clone();
        let is_same = |record: &Restriction<'_>| {
            record.purpose.get() == stated.purpose && record.restriction_type == restriction_type
        };
        for record in tc.publisher_restrictions.iter().filter(is_same) {
            rest.difference_with(&rest.restricted_to(record.vendors));
        }
        !rest.is_empty()
    };
    is_missing(&stated.consent, RestrictionType::RequireConsent)
        || is_missing(&stated.legitimate_interest, RestrictionType::RequireLegitimateInterest)
}
