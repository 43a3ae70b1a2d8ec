//! Decisions on everything that a vendor declares.

use tcf_codec::{
    CountryCode, Deciseconds, DisclosedSegment, DisclosedSignal, PurposeId, Signals,
    SpecialFeatureId, VendorId, VendorRestrictions, VendorSignals,
};

use super::decision::Decision;
use super::procedure::decide;
use super::query::Query;
use crate::gvl::{Gvl, Vendor};
use crate::vocabulary::Item;

/// Everything that a vendor declares: purposes, special purposes, features, special features; each
/// kind ascending by id.
pub fn items(vendor: &Vendor) -> impl Iterator<Item = Item> + use<> {
    let purposes = vendor.declared_purposes().iter().map(Item::Purpose);
    let special_purposes = vendor.special_purposes.iter().map(Item::SpecialPurpose);
    let features = vendor.features.iter().map(Item::Feature);
    let special_features = vendor.special_features.iter().map(Item::SpecialFeature);
    purposes.chain(special_purposes).chain(features).chain(special_features)
}

/// Decides on everything that the vendor declares in the list, in the order of [`items`]. If there
/// is no list or the list lacks the vendor, decides on all purposes of the policy version.
///
/// Reads the signals of the vendor once, regardless of the number of items: a
/// [`View`](tcf_codec::View) scans its vendor sections and restrictions once. Does not allocate.
///
/// ```
/// use tcf_codec::{VendorId, View};
/// use tcf_policy::decide::{Query, decide_declared};
/// use tcf_policy::gvl::Gvl;
/// let view = View::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA")?;
/// let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {
///     "1": {"id": 1, "name": "One", "purposes": [1, 3], "legIntPurposes": [2], "flexiblePurposes": [2]}}}"#).unwrap();
/// let (vendor, query) = (VendorId::new(1).unwrap(), Query::new("2026-06-01".parse().unwrap()));
/// let decisions = decide_declared(&view, Some(&gvl), vendor, &query)?;
/// let decisions = decisions.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(decisions.iter().filter(|decision| decision.is_permit()).count(), 2);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// # Errors
///
/// Decoding errors of the signals. A decoded value has none.
pub fn decide_declared<'a, S: Signals>(
    signals: &'a S,
    gvl: Option<&'a Gvl>,
    vendor: VendorId,
    query: &Query<'a>,
) -> Result<impl Iterator<Item = Result<Decision, S::Error>> + use<'a, S>, S::Error> {
    let view = VendorView::new(signals, vendor)?;
    let policy_version = view.tcf_policy_version;
    let declared = gvl.and_then(|gvl| gvl.vendor(vendor)).map(items);
    let defined = move |item: &Item| item.name(policy_version).is_some();
    let unknown = declared.is_none().then(|| PurposeId::all().map(Item::Purpose).filter(defined));
    let items = declared.into_iter().flatten().chain(unknown.into_iter().flatten());
    let query = *query;
    Ok(items.map(move |item| decide(&view, gvl, vendor, item, &query)))
}

/// Signals with the values that every decision on one vendor needs, read in advance.
pub(super) struct VendorView<'a, S> {
    signals: &'a S,
    created: Deciseconds,
    last_updated: Deciseconds,
    vendor_list_version: u16,
    tcf_policy_version: u16,
    is_service_specific: bool,
    publisher_cc: CountryCode,
    id: VendorId,
    vendor: VendorSignals,
    restrictions: VendorRestrictions,
    disclosed: DisclosedSignal,
}

impl<'a, S: Signals> VendorView<'a, S> {
    pub(super) fn new(signals: &'a S, id: VendorId) -> Result<Self, S::Error> {
        Ok(Self {
            signals,
            created: signals.created()?,
            last_updated: signals.last_updated()?,
            vendor_list_version: signals.vendor_list_version()?,
            tcf_policy_version: signals.tcf_policy_version()?,
            is_service_specific: signals.is_service_specific()?,
            publisher_cc: signals.publisher_cc()?,
            id,
            vendor: signals.vendor(id)?,
            restrictions: signals.vendor_restrictions(id)?,
            disclosed: signals.disclosed(id)?,
        })
    }
}

/// Implements methods that return the stored value.
macro_rules! stored {
    ($( $method:ident -> $value:ty; )*) => {
        $( fn $method(&self) -> Result<$value, S::Error> {
            Ok(self.$method)
        } )*
    };
}

/// Implements methods that call the signals.
macro_rules! forwarded {
    ($( $method:ident($($id:ident: $kind:ty)?) -> $value:ty; )*) => {
        $( fn $method(&self $(, $id: $kind)?) -> Result<$value, S::Error> {
            self.signals.$method($($id)?)
        } )*
    };
}

impl<S: Signals> Signals for VendorView<'_, S> {
    type Error = S::Error;

    stored! {
        created -> Deciseconds;
        last_updated -> Deciseconds;
        vendor_list_version -> u16;
        tcf_policy_version -> u16;
        is_service_specific -> bool;
        publisher_cc -> CountryCode;
    }

    forwarded! {
        cmp_id() -> u16;
        special_feature_opt_in(special_feature: SpecialFeatureId) -> bool;
        purpose_consent(purpose: PurposeId) -> bool;
        purpose_legitimate_interest(purpose: PurposeId) -> bool;
        purpose_one_treatment() -> bool;
    }

    fn version(&self) -> u8 {
        self.signals.version()
    }

    fn vendor_consent(&self, vendor: VendorId) -> Result<bool, S::Error> {
        Ok(self.vendor(vendor)?.consent)
    }

    fn vendor_legitimate_interest(&self, vendor: VendorId) -> Result<bool, S::Error> {
        Ok(self.vendor(vendor)?.legitimate_interest)
    }

    fn vendor(&self, vendor: VendorId) -> Result<VendorSignals, S::Error> {
        if vendor == self.id { Ok(self.vendor) } else { self.signals.vendor(vendor) }
    }

    fn vendor_restrictions(&self, vendor: VendorId) -> Result<VendorRestrictions, S::Error> {
        if vendor == self.id {
            Ok(self.restrictions)
        } else {
            self.signals.vendor_restrictions(vendor)
        }
    }

    fn disclosed(&self, vendor: VendorId) -> Result<DisclosedSignal, S::Error> {
        if vendor == self.id { Ok(self.disclosed) } else { self.signals.disclosed(vendor) }
    }

    fn disclosed_segment(&self) -> Result<DisclosedSegment, S::Error> {
        Ok(self.disclosed.segment())
    }
}
