//! Expected sizes in bits, from the formulas of the specification, counted vendor by vendor.

use tcf_codec::{
    RangeEntry, SectionEncoding, Segment, SegmentLayout, TcString, VendorId, VendorSet,
};

/// The runs of a set, found by checking every id.
pub fn runs(set: &VendorSet) -> Vec<(u16, u16)> {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for id in (1..=set.max()).filter(|&id| contains(set, id)) {
        match runs.last_mut() {
            Some(last) if last.1 + 1 == id => last.1 = id,
            _ => runs.push((id, id)),
        }
    }
    runs
}

fn contains(set: &VendorSet, id: u16) -> bool {
    VendorId::new(id).is_some_and(|id| set.contains(id))
}

/// The ids from 1 to `max` that are not in a set.
pub fn complement(set: &VendorSet, max: u16) -> VendorSet {
    VendorSet::from_ids((1..=max).filter(|&id| !contains(set, id))).unwrap()
}

/// Number of bits of NumEntries and one entry per run.
pub fn range_bits(runs: &[(u16, u16)]) -> usize {
    12 + runs.iter().map(|(start, end)| if start == end { 17 } else { 33 }).sum::<usize>()
}

/// The smallest body of a vendor section: its number of bits, and whether it has ranges.
pub fn smallest(set: &VendorSet) -> (usize, bool) {
    let runs = runs(set);
    let bit_field = usize::from(set.max());
    if runs.len() < 4096 && range_bits(&runs) < bit_field {
        (range_bits(&runs), true)
    } else {
        (bit_field, false)
    }
}

/// Number of characters of a segment padded to a whole byte.
pub fn characters(bits: usize) -> usize {
    (bits.div_ceil(8) * 8).div_ceil(6)
}

/// Number of bits of each segment of the shortest text.
pub fn shortest(tc: &TcString) -> Vec<usize> {
    let section = |set| 17 + smallest(set).0;
    let records = tc.publisher_restrictions.iter().map(|record| {
        let vendors: Vec<_> =
            record.vendors.iter().map(|range| (range.start(), range.end())).collect();
        8 + range_bits(&vendors)
    });
    let core = 213 + section(&tc.vendor_consents) + section(&tc.vendor_legitimate_interests) + 12;
    let mut bits = vec![core + records.sum::<usize>()];
    bits.extend(
        [&tc.disclosed_vendors, &tc.allowed_vendors]
            .into_iter()
            .flatten()
            .map(|set| 3 + section(set)),
    );
    bits.extend(tc.publisher_tc.map(|own| 57 + 2 * usize::from(own.custom_purposes.count().get())));
    bits
}

/// Number of bits of a segment with a layout, without its tail. `fixed` is the number of bits that
/// the layout does not cover.
pub fn laid_out(layout: &SegmentLayout, fixed: usize) -> usize {
    let entries = |entries: &[RangeEntry]| {
        12 + entries.iter().map(|e| if e.is_range { 33 } else { 17 }).sum::<usize>()
    };
    let sections = layout.sections.iter().map(|section| match &section.encoding {
        SectionEncoding::BitField => 17 + usize::from(section.max_vendor_id),
        SectionEncoding::Ranges { entries: list, .. } => 17 + entries(list),
    });
    let records = layout.restrictions.iter().map(|record| 8 + entries(&record.entries));
    fixed + sections.sum::<usize>() + records.sum::<usize>()
}

/// Number of bits of a version 2 segment except vendor sections, records and tail.
pub fn fixed_bits(tc: &TcString, segment: Segment) -> usize {
    match segment {
        Segment::Core => 213 + 12,
        Segment::DisclosedVendors | Segment::AllowedVendors => 3,
        Segment::PublisherTc => {
            57 + 2 * tc.publisher_tc.map_or(0, |own| usize::from(own.custom_purposes.count().get()))
        }
    }
}
