//! Law 7: no input causes a panic or a hang, and extreme input is decoded correctly.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;
use tcf_codec::{
    AnyTcString, FieldValue, Layout, PublisherRestrictions, RangeEntry, RestrictionLayout,
    RestrictionType, SectionEncoding, SectionLayout, Segment, SegmentLayout, Tail, TcString, U6,
    VendorRange, VendorRanges, VendorSet, decode, trace,
};
use tcf_tests::breaking::break_framing;
use tcf_tests::generate::{SeededRng, any_texts, arbitrary_texts, good_texts, mutated_texts};
use tcf_tests::laws::law_7;
use tcf_tests::property::{ANY_LENGTH, cases};
use tcf_tests::{reference_reader, sizes};

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn law_7_arbitrary_text_never_panics(text in arbitrary_texts()) {
        law_7(&text);
    }
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn law_7_text_with_faults_never_panics(text in any_texts(), seed: u64) {
        law_7(&text);
        let mut rng = SeededRng::new(seed);
        let mut broken = break_framing(&text, &mut rng).text;
        let places: Vec<usize> = broken.char_indices().map(|(place, _)| place).collect();
        broken.truncate(rng.pick(&[&places[..], &[0]].concat()));
        law_7(&broken);
    }
}

proptest! {
    #![proptest_config(cases(6))]

    #[test]
    fn law_7_no_prefix_of_a_text_panics(
        text in prop_oneof![good_texts(), mutated_texts()],
    ) {
        let ends = text.char_indices().map(|(place, _)| place);
        ends.take(300).for_each(|end| law_7(&text[..end]));
    }
}

fn range(start: u16, end: u16) -> VendorRange {
    VendorRange::new(start, end).unwrap()
}

fn ranges(entries: Vec<RangeEntry>, max_vendor_id: u16) -> SectionLayout {
    SectionLayout {
        bit: 0,
        max_vendor_id,
        encoding: SectionEncoding::Ranges { default_consent: false, entries },
    }
}

fn core(sections: Vec<SectionLayout>, restrictions: Vec<Vec<RangeEntry>>, bits: usize) -> Layout {
    let restrictions =
        restrictions.into_iter().map(|entries| RestrictionLayout { bit: 0, entries }).collect();
    let tail = Tail::zeros(bits.next_multiple_of(6) - bits);
    Layout {
        segments: vec![SegmentLayout { segment: Segment::Core, sections, restrictions, tail }],
    }
}

/// Every decoder and the reference reader return the value.
fn assert_decodes_to(text: &str, tc: &TcString) {
    let decoded = decode(text, ANY_LENGTH.lenient().with_layout().with_trace()).unwrap();
    let expected = AnyTcString::V2(tc.clone());
    assert!(decoded.value == expected);
    assert!(decode(text, ANY_LENGTH).unwrap().value == expected);
    assert_eq!(decoded.value.encode_with(&decoded.layout.unwrap()).as_deref(), Ok(text));
    assert!(
        reference_reader::read(text, usize::MAX).as_ref() == Ok(&expected),
        "the reference reader disagrees"
    );
    assert_eq!(TcString::decode(&tc.encode()).as_ref(), Ok(tc));
}

#[test]
fn law_7_thousands_of_ranges_over_all_vendors_are_one_set() {
    let all: VendorSet = [VendorRange::ALL].into_iter().collect();
    let tc = TcString {
        vendor_consents: all.clone(),
        vendor_legitimate_interests: all,
        ..TcString::default()
    };
    let section = || ranges(vec![RangeEntry::shortest(VendorRange::ALL); 4095], 65535);
    let bits = 213 + 2 * (17 + 12 + 4095 * 33) + 12;
    let text = tc.encode_with(&core(vec![section(), section()], vec![], bits)).unwrap();
    assert_eq!(text.len(), bits.div_ceil(6));
    assert_decodes_to(&text, &tc);
}

/// Thousands of ranges, each one id shorter or shifted by one, to cover every word boundary.
#[test]
fn law_7_thousands_of_wide_ranges_keep_their_ends() {
    let shapes: [fn(u16) -> (u16, u16); 5] = [
        |n| (1 + n, 65535 - n),
        |n| (1 + n, 5000 + n),
        |n| (4096 + n, 8192 + 2 * n),
        |n| (60000 - 10 * n, 65535 - 7 * n),
        |n| (1 + 15 * n, 15 * n + if n % 2 == 0 { 4096 } else { 4097 }),
    ];
    for shape in shapes {
        for step in [1, 7, 64, 1000] {
            // A narrow range of high ids, so that the set does not end with the wide ones.
            let mut listed: Vec<_> =
                (0..4094).step_by(step).map(shape).map(|(start, end)| range(start, end)).collect();
            listed.push(range(65535, 65535));
            let vendors: VendorSet = listed.iter().copied().collect();
            let tc = TcString { vendor_consents: vendors, ..TcString::default() };
            let entries: Vec<_> = listed.iter().map(|&range| RangeEntry::shortest(range)).collect();
            let bits = 213
                + 17
                + 12
                + entries.iter().map(|e| if e.is_range { 33 } else { 17 }).sum::<usize>()
                + 17
                + 12;
            let empty =
                SectionLayout { bit: 0, max_vendor_id: 0, encoding: SectionEncoding::BitField };
            let text =
                tc.encode_with(&core(vec![ranges(entries, 65535), empty], vec![], bits)).unwrap();
            assert_decodes_to(&text, &tc);
        }
    }
}

/// A bit field of all ids, which the trace lists.
#[test]
fn law_7_the_widest_bit_field_is_decoded_and_traced() {
    let vendors = VendorSet::from_ids([1, 64, 65, 65535]).unwrap();
    let tc = TcString { vendor_consents: vendors.clone(), ..TcString::default() };
    let section =
        |max| SectionLayout { bit: 0, max_vendor_id: max, encoding: SectionEncoding::BitField };
    let text = tc
        .encode_with(&core(vec![section(65535), section(0)], vec![], 213 + 17 + 65535 + 17 + 12))
        .unwrap();
    assert_decodes_to(&text, &tc);
    let traced = trace(&text, ANY_LENGTH).trace;
    let segment = &traced.segments()[0];
    let shown = segment
        .fields()
        .iter()
        .find(|field| field.path().to_string() == "VendorConsent.BitField")
        .unwrap();
    assert_eq!(segment.value(shown), FieldValue::Ids(vendors));
}

fn restricted(records: impl IntoIterator<Item = VendorRanges>) -> TcString {
    let mut tc = TcString::default();
    let mut restrictions = PublisherRestrictions::default();
    for (index, vendors) in (0..).zip(records) {
        let kind = RestrictionType::ALL[usize::from(index / 64_u16 % 4)];
        restrictions.push(U6::new(index % 64).unwrap(), kind, &vendors).unwrap();
    }
    tc.publisher_restrictions = restrictions;
    tc
}

#[test]
fn law_7_thousands_of_restrictions_over_all_vendors_stay_ranges() {
    let all = VendorRanges::new([VendorRange::ALL]).unwrap();
    let tc = restricted(vec![all; 4095]);
    let text = tc.encode();
    assert_eq!(text.len(), sizes::characters(213 + 17 + 17 + 12 + 4095 * (20 + 33)));
    assert_decodes_to(&text, &tc);
    let read = TcString::decode(&text).unwrap();
    assert_eq!(read.publisher_restrictions.len(), 4095);
    assert!(read.publisher_restrictions.iter().all(|record| record.vendors == [VendorRange::ALL]));
}

#[test]
fn law_7_restrictions_of_thousands_of_entries_round_trip() {
    // With canonical entries.
    let odd = |first: u16| {
        VendorRanges::new((0..4095).map(|n| range(first + 2 * n, first + 2 * n))).unwrap()
    };
    let tc = restricted([odd(1), odd(2), odd(57000)]);
    assert_decodes_to(&tc.encode(), &tc);
    // With thousands of unsorted entries for a few ranges.
    let few = VendorRanges::new([range(7, 7), range(1000, 65535)]).unwrap();
    let tc = restricted([few.clone(), few]);
    let mut entries = vec![RangeEntry { range: range(7, 7), is_range: true }];
    entries.extend((0..4094).map(|n| RangeEntry::shortest(range(1000 + n, 65535 - n % 3))));
    let mut rng = SeededRng::new(7);
    let mut shuffled = entries.clone();
    rng.shuffle(&mut shuffled);
    entries.reverse();
    let empty = || SectionLayout { bit: 0, max_vendor_id: 0, encoding: SectionEncoding::BitField };
    let bits = 213 + 17 + 17 + 12 + 2 * (20 + 4095 * 33);
    let layout = core(vec![empty(), empty()], vec![entries, shuffled], bits);
    assert_decodes_to(&tc.encode_with(&layout).unwrap(), &tc);
}
