//! Law 2: each contradiction between layout and value is reported with its kind.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

use tcf_codec::{
    Layout, LayoutError, LayoutErrorKind as Kind, RangeEntry, SectionEncoding, Segment,
    SegmentLayout, Tail, VendorRange, decode, v1,
};
use tcf_tests::property::ANY_LENGTH;

/// Disclosed vendors 1, 2, 3 and 5 as a bit field, and a restriction on vendors 1 to 8.
const TEXT: &str = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA.YAAAAAAAAAA";
const CORE: Segment = Segment::Core;
const DISCLOSED: Segment = Segment::DisclosedVendors;
const ALLOWED: Segment = Segment::AllowedVendors;

fn set_entries(layout: &mut Layout, entries: &[(u16, u16)], default_consent: bool) {
    let entries = entries
        .iter()
        .map(|&(start, end)| RangeEntry::shortest(VendorRange::new(start, end).unwrap()))
        .collect();
    layout.segments[1].sections[0].encoding = SectionEncoding::Ranges { default_consent, entries };
}

fn add_allowed(layout: &mut Layout) {
    layout.segments.push(SegmentLayout { segment: ALLOWED, ..layout.segments[1].clone() });
}

/// The segment, the expected kind, and the change to the layout.
type Case = (Segment, Kind, fn(&mut Layout));

const CASES: &[Case] = &[
    (CORE, Kind::CoreNotFirst, |layout| layout.segments.swap(0, 1)),
    (CORE, Kind::CoreNotFirst, |layout| layout.segments.clear()),
    (CORE, Kind::DuplicateSegment, |layout| layout.segments.push(layout.segments[0].clone())),
    (DISCLOSED, Kind::DuplicateSegment, |layout| layout.segments.push(layout.segments[1].clone())),
    (DISCLOSED, Kind::MissingSegment, |layout| drop(layout.segments.remove(1))),
    (ALLOWED, Kind::ExtraSegment, add_allowed),
    (CORE, Kind::SectionCount { found: 1, expected: 2 }, |layout| {
        drop(layout.segments[0].sections.pop());
    }),
    (CORE, Kind::RestrictionCount { found: 0, expected: 1 }, |layout| {
        layout.segments[0].restrictions.clear();
    }),
    (CORE, Kind::RestrictionDiffers { restriction: 0 }, |layout| {
        layout.segments[0].restrictions[0].entries.clear();
    }),
    (CORE, Kind::NotSingleVendor, |layout| {
        layout.segments[0].restrictions[0].entries[0].is_range = false;
    }),
    (CORE, Kind::AboveMaxVendorId { section: 0 }, |layout| {
        layout.segments[0].sections[0].max_vendor_id = 0;
    }),
    (DISCLOSED, Kind::AboveMaxVendorId { section: 0 }, |layout| {
        layout.segments[1].sections[0].max_vendor_id = 4;
    }),
    (DISCLOSED, Kind::AboveMaxVendorId { section: 0 }, |layout| {
        set_entries(layout, &[(1, 3), (5, 6)], false);
    }),
    (DISCLOSED, Kind::VendorsDiffer { section: 0 }, |layout| {
        set_entries(layout, &[(1, 4), (5, 5)], false);
    }),
    (DISCLOSED, Kind::VendorsDiffer { section: 0 }, |layout| set_entries(layout, &[(1, 3)], false)),
    (DISCLOSED, Kind::TooManyEntries, |layout| set_entries(layout, &[(5, 5); 4096], false)),
    (DISCLOSED, Kind::DefaultConsent, |layout| set_entries(layout, &[(4, 4)], true)),
    (DISCLOSED, Kind::UnalignedTail { bits: 26 }, |layout| {
        layout.segments[1].tail = Tail::zeros(1);
    }),
];

#[test]
fn law_2_a_layout_error_names_the_contradiction() {
    let decoded = decode(TEXT, ANY_LENGTH.with_layout()).unwrap();
    let layout = decoded.layout.unwrap();
    for (index, (segment, kind, change)) in CASES.iter().enumerate() {
        let mut changed = layout.clone();
        change(&mut changed);
        let expected = LayoutError { segment: *segment, kind: *kind };
        assert_eq!(decoded.value.encode_with(&changed), Err(expected), "case {index}");
    }
}

#[test]
fn law_2_max_vendor_id_is_part_of_a_version_1_value() {
    let v1 = v1::ConsentString::default();
    let mut layout = decode(&v1.encode(), ANY_LENGTH.with_layout()).unwrap().layout.unwrap();
    layout.segments[0].sections[0].max_vendor_id = 1;
    assert_eq!(v1.encode_with(&layout).map_err(|error| error.kind), Err(Kind::MaxVendorIdDiffers));
}
