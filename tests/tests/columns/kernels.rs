//! All kernels, for tests that apply to each.

use arrow_array::{Array, ArrayRef};
use arrow_schema::ArrowError;
use tcf_arrow::{
    ActivityArg, AsOf, Bit, GppSidArg, ItemArg, Judge, Options, VendorArg, VendorsOf, ac_decode,
    ac_is_granted, bit, decide_activity, decode, gpp_decode, is_activity_permitted, is_readable,
    restrictions, usp_decode, vendor_ranges, vendors,
};
use tcf_codec::{Deciseconds, VendorId};
use tcf_policy::gvl::{CmpList, Gvl, Gvls};
use tcf_policy::vocabulary::Item;
use tcf_tests::conformance::fixtures;

/// A kernel with fixed arguments.
pub(crate) type Kernel = Box<dyn Fn(&dyn Array, Options) -> Result<ArrayRef, ArrowError>>;

/// Every kernel, by name.
pub(crate) fn all() -> Vec<(String, Kernel)> {
    let mut kernels: Vec<(String, Kernel)> = vec![
        ("is_readable".to_owned(), Box::new(is_readable)),
        ("decode".to_owned(), Box::new(decode)),
        ("restrictions".to_owned(), Box::new(restrictions)),
        ("gpp_decode".to_owned(), Box::new(gpp_decode)),
        ("usp_decode".to_owned(), Box::new(usp_decode)),
        ("ac_decode".to_owned(), Box::new(ac_decode)),
        ("ac_is_granted".to_owned(), Box::new(|array, options| ac_is_granted(array, 9, options))),
    ];
    for name in ["sale", "sensitive:3"] {
        let (activity, gpp_sid) = (ActivityArg::One(name.parse().unwrap()), GppSidArg::NotStated);
        let decide =
            move |array: &dyn Array, options| decide_activity(array, activity, gpp_sid, options);
        kernels.push((format!("decide_activity {name}"), Box::new(decide)));
        let ask = move |array: &dyn Array, options| {
            is_activity_permitted(array, activity, gpp_sid, options)
        };
        kernels.push((format!("is_activity_permitted {name}"), Box::new(ask)));
    }
    for set in VendorsOf::ALL {
        let name = |kernel: &str| format!("{kernel} {}", set.name());
        let list = move |array: &dyn Array, options| vendors(array, set, options);
        kernels.push((name("vendors"), Box::new(list)));
        let ranges = move |array: &dyn Array, options| vendor_ranges(array, set, options);
        kernels.push((name("vendor_ranges"), Box::new(ranges)));
    }
    for asked in bits() {
        let ask = move |array: &dyn Array, options| bit(array, asked, options);
        kernels.push((format!("{asked:?}"), Box::new(ask)));
    }
    let (judge, as_of) = (judge(), AsOf::One(as_of()));
    let (vendor, item) = (VendorArg::One(vendor(2)), ItemArg::One(purpose(7)));
    let asked = judge.clone();
    kernels.push((
        "is_permitted".to_owned(),
        Box::new(move |array, options| asked.is_permitted(array, vendor, item, as_of, options)),
    ));
    let asked = judge.clone();
    kernels.push((
        "decide".to_owned(),
        Box::new(move |array, options| asked.decide(array, vendor, item, as_of, options)),
    ));
    let asked = judge.clone();
    kernels.push((
        "validate".to_owned(),
        Box::new(move |array, options| asked.validate(array, as_of, options)),
    ));
    kernels.push((
        "codes".to_owned(),
        Box::new(move |array, options| judge.codes(array, as_of, options)),
    ));
    kernels
}

/// The lists of the fixtures.
pub(crate) fn judge() -> Judge {
    let read = |path: &str| std::fs::read(fixtures().join(path)).unwrap();
    let list = |path: &str| Gvl::from_json(&read(&format!("gvl/{path}.json"))).unwrap();
    let lists: Gvls = [
        "v2/archives/vendor-list-v60",
        "v3/archives/vendor-list-v139",
        "v3/archives/vendor-list-v140",
        "v3/archives/vendor-list-v141",
    ]
    .into_iter()
    .map(list)
    .collect();
    let cmps = CmpList::from_json(&read("cmp-list.json")).unwrap();
    Judge { cmps: Some(cmps.into()), ..Judge::new(lists) }
}

pub(crate) fn as_of() -> Deciseconds {
    "2026-06-01".parse().unwrap()
}

pub(crate) fn vendor(id: u16) -> VendorId {
    VendorId::new(id).unwrap()
}

pub(crate) fn purpose(id: u8) -> Item {
    Item::Purpose(tcf_codec::PurposeId::new(id).unwrap())
}

/// A bit of each kind.
pub(crate) fn bits() -> [Bit; 6] {
    [
        Bit::PurposeConsent("2".parse().unwrap()),
        Bit::PurposeLegitimateInterest("7".parse().unwrap()),
        Bit::SpecialFeatureOptIn("1".parse().unwrap()),
        Bit::VendorConsent("5".parse().unwrap()),
        Bit::VendorLegitimateInterest("2".parse().unwrap()),
        Bit::VendorDisclosed("3".parse().unwrap()),
    ]
}
