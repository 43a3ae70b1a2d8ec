//! A string without the bits of legitimate interest that the user objected to since.

use std::convert::Infallible;

use tcf_codec::{
    CountryCode, Deciseconds, DisclosedSegment, DisclosedSignal, PurposeId, Signals,
    SpecialFeatureId, VendorId, VendorRestrictions,
};

use crate::event::Objected;

/// Whether an objection covers legitimate interest of a vendor in a purpose.
pub(super) fn covers(objected: &Objected, vendor: Option<VendorId>, purpose: PurposeId) -> bool {
    objected.purposes.contains(purpose) || vendor.is_some_and(|id| objected.vendors.contains(&id))
}

/// Signals without the bits of legitimate interest that the user objected to. Consent stays.
pub(super) struct WithoutObjected<'a, S> {
    pub(super) signals: &'a S,
    pub(super) objected: Option<&'a Objected>,
}

/// Implements methods that call the signals.
macro_rules! forwarded {
    ($( $method:ident($($id:ident: $kind:ty)?) -> $value:ty; )*) => {
        $( fn $method(&self $(, $id: $kind)?) -> Result<$value, Infallible> {
            self.signals.$method($($id)?)
        } )*
    };
}

impl<S: Signals<Error = Infallible>> Signals for WithoutObjected<'_, S> {
    type Error = Infallible;

    forwarded! {
        created() -> Deciseconds;
        last_updated() -> Deciseconds;
        cmp_id() -> u16;
        vendor_list_version() -> u16;
        tcf_policy_version() -> u16;
        is_service_specific() -> bool;
        special_feature_opt_in(special_feature: SpecialFeatureId) -> bool;
        purpose_consent(purpose: PurposeId) -> bool;
        purpose_one_treatment() -> bool;
        publisher_cc() -> CountryCode;
        vendor_consent(vendor: VendorId) -> bool;
        vendor_restrictions(vendor: VendorId) -> VendorRestrictions;
        disclosed(vendor: VendorId) -> DisclosedSignal;
        disclosed_segment() -> DisclosedSegment;
    }

    fn version(&self) -> u8 {
        self.signals.version()
    }

    fn purpose_legitimate_interest(&self, purpose: PurposeId) -> Result<bool, Infallible> {
        let is_objected = self.objected.is_some_and(|objected| objected.purposes.contains(purpose));
        Ok(!is_objected && self.signals.purpose_legitimate_interest(purpose)?)
    }

    fn vendor_legitimate_interest(&self, vendor: VendorId) -> Result<bool, Infallible> {
        let is_objected = self.objected.is_some_and(|objected| objected.vendors.contains(&vendor));
        Ok(!is_objected && self.signals.vendor_legitimate_interest(vendor)?)
    }
}
