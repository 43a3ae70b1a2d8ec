//! Vendor lists and CMP lists.

use tcf_codec::{Deciseconds, PurposeId, VendorRange};
use tcf_policy::gvl::{CmpList, DefinitionKind, Found, Gvl, Gvls, ListKey, check, diff, find};

/// Parses the bytes as a vendor list and as a CMP list. Parsed lists support lookups, checks and
/// comparison without panics.
pub fn gvl(data: &[u8]) {
    match Gvl::from_json(data) {
        Ok(gvl) => check_list(&gvl),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    match CmpList::from_json(data) {
        Ok(list) => {
            assert!(list.iter().map(|cmp| cmp.id).is_sorted());
            for cmp in list.iter() {
                assert_eq!(list.get(cmp.id).map(|found| found.id), Some(cmp.id));
                let _ = cmp.is_deleted_at(Deciseconds::MAX);
            }
            let _ = (list.get(0), list.get(u16::MAX), list.last_updated());
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn check_list(gvl: &Gvl) {
    let violations = check(gvl);
    assert_eq!(gvl.violations(), violations);
    assert!(gvl.vendors().is_sorted_by(|a, b| a.id < b.id), "ids are ascending and unique");
    assert_eq!(gvl.max_vendor_id(), gvl.vendors().last().map_or(0, |vendor| vendor.id.get()));
    assert_eq!(gvl.vendors_between(VendorRange::ALL).count(), gvl.vendors().len());
    for vendor in gvl.vendors() {
        assert_eq!(gvl.vendor(vendor.id).map(|found| found.id), Some(vendor.id));
        for purpose in PurposeId::all() {
            let _ = vendor.declaration(purpose);
        }
        let _ = (vendor.declared_purposes(), vendor.is_special_purpose_only());
        let _ = vendor.is_deleted_at(Deciseconds::MAX);
    }
    if let Some(first) = gvl.vendors().first() {
        // A blank name finds no vendor.
        assert!(first.name.trim().is_empty() || !matches!(find(gvl, &first.name), Found::None));
    }
    for kind in DefinitionKind::ALL {
        let _ = gvl.definitions(kind);
    }
    assert!(diff(gvl, gvl).is_empty());

    let mut lists = Gvls::new();
    lists.insert(gvl.clone());
    let key = gvl.key();
    assert_eq!(lists.get(key).map(|found| found.key()), Some(key));
    assert_eq!(lists.newest(key.specification).map(|found| found.key()), Some(key));
    let near = ListKey { version: key.version ^ 1, ..key };
    assert_eq!(lists.nearest(near).map(|found| found.key()), Some(key));
}
