//! Decisions over all that a vendor declares, and over all vendors.

use tcf_codec::{Deciseconds, PurposeId, Signals, VendorSet};

use super::decide::decide;
use super::query::Query;
use crate::gvl::{Gvl, Vendor};
use crate::vocabulary::{Item, PURPOSE_ONE};

/// Everything a vendor declares: purposes, special purposes, features, special features, each ascending.
pub fn items(vendor: &Vendor) -> impl Iterator<Item = Item> + use<> {
    let purposes = vendor.declared_purposes().iter().map(Item::Purpose);
    let special_purposes = vendor.special_purposes.iter().map(Item::SpecialPurpose);
    let features = vendor.features.iter().map(Item::Feature);
    let special_features = vendor.special_features.iter().map(Item::SpecialFeature);
    purposes.chain(special_purposes).chain(features).chain(special_features)
}

/// May data be passed to the vendor of the query at all? Yes, if it has a legal basis for some purpose or special purpose.
pub fn transmit<S: Signals>(signals: &S, gvl: &Gvl, query: &Query<'_>) -> Result<bool, S::Error> {
    let Some(vendor) = gvl.vendor(query.vendor) else { return Ok(false) };
    let mut items =
        items(vendor).take_while(|item| matches!(item, Item::Purpose(_) | Item::SpecialPurpose(_)));
    permits_any(signals, gvl, query, &mut items)
}

/// Is one of the items permitted? The basis that was asked for plays no part.
pub(super) fn permits_any<S: Signals>(
    signals: &S,
    gvl: &Gvl,
    query: &Query<'_>,
    items: &mut dyn Iterator<Item = Item>,
) -> Result<bool, S::Error> {
    let query = Query { basis: None, ..*query };
    for item in items {
        if decide(signals, Some(gvl), &query.about(item))?.is_permit() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The vendors of the list that may process for every one of `purposes`; without any, those to whom data may be passed at
/// all.
///
/// # Errors
///
/// A fault of the string that was met on the way.
pub fn permitted<S: Signals>(
    signals: &S,
    gvl: &Gvl,
    purposes: &[PurposeId],
    as_of: Deciseconds,
) -> Result<VendorSet, S::Error> {
    let mut permitted = VendorSet::new();
    for vendor in gvl.vendors() {
        let query = Query::new(vendor.id, Item::Purpose(PURPOSE_ONE), as_of);
        let mut all = !purposes.is_empty() || transmit(signals, gvl, &query)?;
        for &purpose in purposes {
            all = all && decide(signals, Some(gvl), &query.about(Item::Purpose(purpose)))?.is_permit();
        }
        if all {
            permitted.insert(vendor.id);
        }
    }
    Ok(permitted)
}
