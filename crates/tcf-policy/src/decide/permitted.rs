//! Decisions on all vendors of a list.

use tcf_codec::{PurposeId, Signals, VendorId, VendorSet};

use super::declared::VendorView;
use super::procedure::{decide, permits_any};
use super::query::Query;
use crate::gvl::{Gvl, Vendor};
use crate::vocabulary::Item;

/// Whether any data may be passed to the vendor: it has a legal basis for at least one purpose or
/// special purpose. Ignores [`Query::basis`].
///
/// # Errors
///
/// Decoding errors of the signals. A decoded value has none.
pub fn transmit<S: Signals>(
    signals: &S,
    gvl: &Gvl,
    vendor: VendorId,
    query: &Query<'_>,
) -> Result<bool, S::Error> {
    match gvl.vendor(vendor) {
        Some(vendor) => transmit_to(&VendorView::new(signals, vendor.id)?, gvl, vendor, query),
        None => Ok(false),
    }
}

fn transmit_to<S: Signals>(
    signals: &S,
    gvl: &Gvl,
    vendor: &Vendor,
    query: &Query<'_>,
) -> Result<bool, S::Error> {
    let purposes = vendor.declared_purposes().iter().map(Item::Purpose);
    let mut items = purposes.chain(vendor.special_purposes.iter().map(Item::SpecialPurpose));
    permits_any(signals, gvl, vendor.id, query, &mut items)
}

/// The vendors of the list that may process data for all of `purposes`. If `purposes` is empty, the
/// vendors to which any data may be passed. For each vendor, the result agrees with [`decide`] and
/// [`transmit`].
///
/// ```
/// use tcf_codec::{PurposeId, TcString};
/// use tcf_policy::decide::{Query, permitted};
/// use tcf_policy::gvl::Gvl;
/// let tc = TcString::decode("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA")?;
/// let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {
///     "1": {"id": 1, "name": "One", "purposes": [1, 2]}, "2": {"id": 2, "name": "Two", "purposes": [1]}}}"#).unwrap();
/// let query = Query::new("2026-06-01".parse().unwrap());
/// let Ok(vendors) = permitted(&tc, &gvl, &[PurposeId::new(2).unwrap()], &query);
/// assert_eq!(vendors.iter().map(|id| id.get()).collect::<Vec<_>>(), [1]);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// # Errors
///
/// Decoding errors of the signals. A decoded value has none.
pub fn permitted<S: Signals>(
    signals: &S,
    gvl: &Gvl,
    purposes: &[PurposeId],
    query: &Query<'_>,
) -> Result<VendorSet, S::Error> {
    let mut permitted = VendorSet::new();
    for vendor in gvl.vendors() {
        let is_permitted = match purposes {
            [] => transmit_to(&VendorView::new(signals, vendor.id)?, gvl, vendor, query)?,
            [purpose] => {
                decide(signals, Some(gvl), vendor.id, Item::Purpose(*purpose), query)?.is_permit()
            }
            purposes => {
                permits_all(&VendorView::new(signals, vendor.id)?, gvl, vendor.id, purposes, query)?
            }
        };
        if is_permitted {
            permitted.insert(vendor.id);
        }
    }
    Ok(permitted)
}

fn permits_all<S: Signals>(
    signals: &S,
    gvl: &Gvl,
    vendor: VendorId,
    purposes: &[PurposeId],
    query: &Query<'_>,
) -> Result<bool, S::Error> {
    for &purpose in purposes {
        if !decide(signals, Some(gvl), vendor, Item::Purpose(purpose), query)?.is_permit() {
            return Ok(false);
        }
    }
    Ok(true)
}
