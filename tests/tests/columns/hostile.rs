//! Law 7 for columns: no string makes a kernel panic, and memory is bounded.

use arrow_array::{Array, StringArray};
use proptest::prelude::*;
use tcf_arrow::{Options, VendorsOf, restrictions, vendor_ranges, vendors};
use tcf_codec::{PublisherRestrictions, RestrictionType, TcString, U6, VendorRange, VendorRanges};
use tcf_tests::generate::any_texts;
use tcf_tests::property::cases;

use crate::kernels;
use crate::rows::rows;

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn law_7_no_string_fails_a_kernel(texts in prop::collection::vec(any_texts(), 1..20)) {
        let array: StringArray = texts.iter().map(Some).collect();
        for (name, kernel) in kernels::all() {
            let results = kernel(&array, Options::new());
            let results = results.map_err(|error| TestCaseError::fail(format!("{name}: {error}")))?;
            prop_assert_eq!(results.len(), texts.len());
            let found = format!("{:?}", rows(&results));
            prop_assert!(!found.contains("internal error"), "{}: {}", name, found);
        }
    }
}

/// A string with consent for all vendors, in a few characters.
fn all_vendors() -> String {
    let vendor_consents = [VendorRange::ALL].into_iter().collect();
    TcString { vendor_consents, ..TcString::default() }.encode()
}

#[test]
fn law_7_short_strings_with_all_vendors_give_no_lists_of_ids() {
    let text = all_vendors();
    assert!(text.len() < 60);
    let array: StringArray = std::iter::repeat_n(Some(&text), 8192).collect();
    for deduplicate in [true, false] {
        let options = Options { deduplicate, ..Options::new() };
        let lists = vendors(&array, VendorsOf::Consent, options).unwrap();
        assert_eq!(lists.null_count(), 8192);
        assert!(lists.get_array_memory_size() < 1 << 20);
        let ranges = vendor_ranges(&array, VendorsOf::Consent, options).unwrap();
        assert_eq!(ranges.null_count(), 0);
        assert!(ranges.get_array_memory_size() < 1 << 20);
    }
}

#[test]
fn law_7_restrictions_over_all_vendors_take_a_small_multiple_of_the_text() {
    let mut publisher_restrictions = PublisherRestrictions::default();
    let ranges = VendorRanges::new([VendorRange::ALL]).unwrap();
    for record in 0..4095 {
        let purpose = U6::new(record % 24).unwrap();
        publisher_restrictions.push(purpose, RestrictionType::NotAllowed, &ranges).unwrap();
    }
    let text = TcString { publisher_restrictions, ..TcString::default() }.encode();
    let array: StringArray = std::iter::repeat_n(Some(&text), 100).collect();
    let results = restrictions(&array, Options::new()).unwrap();
    assert_eq!(results.null_count(), 0);
    assert!(results.get_array_memory_size() < 10 * array.get_array_memory_size());
}
