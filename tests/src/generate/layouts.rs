//! Random layouts of a value.

use tcf_codec::{
    AnyTcString, Layout, RangeEntry, RestrictionLayout, SectionEncoding, SectionLayout, Segment,
    SegmentLayout, Tail, TcString, VendorRange, VendorSet, v1,
};

use super::SeededRng;
use crate::sizes::{complement, fixed_bits, laid_out, runs};

const MAX_ENTRIES: usize = 4095;

/// A random layout of a value of either version.
pub fn layout_of(value: &AnyTcString, rng: &mut SeededRng) -> Layout {
    match value {
        AnyTcString::V1(v1) => layout_of_v1(v1, rng),
        AnyTcString::V2(tc) => layout_of_v2(tc, rng),
    }
}

/// A random layout of a version 2 value.
pub fn layout_of_v2(tc: &TcString, rng: &mut SeededRng) -> Layout {
    let mut core = SegmentLayout {
        segment: Segment::Core,
        sections: vec![
            section(&tc.vendor_consents, rng),
            section(&tc.vendor_legitimate_interests, rng),
        ],
        restrictions: Vec::new(),
        tail: Tail::default(),
    };
    core.restrictions.extend(tc.publisher_restrictions.iter().map(|record| {
        let vendors: Vec<_> =
            record.vendors.iter().map(|range| (range.start(), range.end())).collect();
        RestrictionLayout { bit: 0, entries: entries(&vendors, rng) }
    }));
    let mut others = Vec::new();
    for (segment, set) in [
        (Segment::DisclosedVendors, &tc.disclosed_vendors),
        (Segment::AllowedVendors, &tc.allowed_vendors),
    ] {
        let sections = set.iter().map(|set| section(set, rng)).collect::<Vec<_>>();
        if !sections.is_empty() {
            others.push(SegmentLayout {
                segment,
                sections,
                restrictions: Vec::new(),
                tail: Tail::default(),
            });
        }
    }
    if tc.publisher_tc.is_some() {
        let segment = Segment::PublisherTc;
        others.push(SegmentLayout {
            segment,
            sections: vec![],
            restrictions: vec![],
            tail: Tail::default(),
        });
    }
    rng.shuffle(&mut others);
    let mut layout = Layout { segments: vec![core] };
    layout.segments.extend(others);
    for segment in &mut layout.segments {
        segment.tail = tail(laid_out(segment, fixed_bits(tc, segment.segment)), rng);
    }
    layout
}

/// A random layout of a version 1 value.
pub fn layout_of_v1(value: &v1::ConsentString, rng: &mut SeededRng) -> Layout {
    let max = value.vendors.max_vendor_id();
    let default_consent = rng.one_in(2);
    let listed = if default_consent {
        complement(value.vendors.consents(), max)
    } else {
        value.vendors.consents().clone()
    };
    let listed = runs(&listed);
    let encoding = if listed.len() > MAX_ENTRIES || rng.one_in(3) {
        SectionEncoding::BitField
    } else {
        SectionEncoding::Ranges { default_consent, entries: entries(&listed, rng) }
    };
    // Version 2 does not have the DefaultConsent bit.
    let fixed = 156 + usize::from(encoding != SectionEncoding::BitField);
    let mut core = SegmentLayout {
        segment: Segment::Core,
        sections: vec![SectionLayout { bit: 0, max_vendor_id: max, encoding }],
        restrictions: Vec::new(),
        tail: Tail::default(),
    };
    core.tail = tail(laid_out(&core, fixed), rng);
    Layout { segments: vec![core] }
}

fn section(set: &VendorSet, rng: &mut SeededRng) -> SectionLayout {
    let more = match rng.below(8) {
        0 => rng.id(1, 100),
        1 if rng.one_in(20) => u16::MAX,
        _ => 0,
    };
    let listed = runs(set);
    let encoding = if listed.len() > MAX_ENTRIES || rng.one_in(3) {
        SectionEncoding::BitField
    } else {
        SectionEncoding::Ranges { default_consent: false, entries: entries(&listed, rng) }
    };
    SectionLayout { bit: 0, max_vendor_id: set.max().saturating_add(more), encoding }
}

/// Entries that list the given runs, whole or in pieces, with redundant entries, in any order.
fn entries(runs: &[(u16, u16)], rng: &mut SeededRng) -> Vec<RangeEntry> {
    let mut spare = (MAX_ENTRIES - runs.len()).min(12);
    let mut found = Vec::new();
    let plain = rng.one_in(4);
    for &(start, end) in runs {
        let mut from = start;
        while !plain && from < end && spare > 0 && rng.one_in(2) {
            let cut = rng.id(from, end - 1);
            found.push((from, cut));
            from = cut + 1;
            spare -= 1;
        }
        found.push((from, end));
        while !plain && spare > 0 && rng.one_in(4) {
            let again = rng.id(start, end);
            found.push((again, rng.id(again, end)));
            spare -= 1;
        }
    }
    if !plain && rng.one_in(2) {
        rng.shuffle(&mut found);
    }
    let odd = rng.one_in(3);
    found
        .into_iter()
        .map(|(start, end)| RangeEntry {
            range: VendorRange::new(start, end).unwrap(),
            is_range: start < end || (odd && rng.one_in(2)),
        })
        .collect()
}

/// A random tail after `bits` bits, up to a whole character.
fn tail(bits: usize, rng: &mut SeededRng) -> Tail {
    let fill = (6 - bits % 6) % 6;
    let more = match rng.below(8) {
        0 => rng.below(40),
        1..4 => rng.below(4),
        _ => 0,
    };
    let mut tail = Tail::zeros(fill + 6 * more);
    if rng.one_in(2) {
        for _ in 0..rng.below(4) {
            let at = rng.below(tail.len() + 1);
            assert_eq!(tail.set(at), at < tail.len());
        }
    }
    tail
}

/// Changes a layout so that it may contradict its value.
pub fn contradict(layout: &mut Layout, rng: &mut SeededRng) {
    let at = rng.below(layout.segments.len());
    let last = layout.segments.len() - 1;
    match rng.below(8) {
        0 => drop(layout.segments.remove(at)),
        1 => layout.segments.swap(at, last),
        2 => layout.segments.push(layout.segments[at].clone()),
        3 => {
            let bits = layout.segments[at].tail.len();
            layout.segments[at].tail = Tail::zeros(bits + rng.below(12));
        }
        _ => {
            let segment = &mut layout.segments[at];
            let before = laid_out(segment, 0) + segment.tail.len();
            change(segment, rng);
            // Keep the alignment, or only the tail would be reported.
            let (after, whole) = (laid_out(segment, 0), 6 * before.max(laid_out(segment, 0)));
            segment.tail = Tail::zeros((before + whole - after) % 6);
        }
    }
}

fn change(segment: &mut SegmentLayout, rng: &mut SeededRng) {
    match rng.below(4) {
        0 => {
            if let Some(record) = segment.restrictions.last_mut() {
                change_entries(&mut record.entries, rng);
            } else {
                segment.restrictions.push(RestrictionLayout { bit: 0, entries: vec![] });
            }
        }
        1 if rng.one_in(4) => drop(segment.sections.pop()),
        _ => {
            let Some(section) = segment.sections.last_mut() else { return };
            match &mut section.encoding {
                SectionEncoding::Ranges { entries, .. } if !rng.one_in(4) => {
                    change_entries(entries, rng);
                }
                SectionEncoding::Ranges { default_consent, .. } if rng.one_in(2) => {
                    *default_consent ^= true;
                }
                _ => section.max_vendor_id = section.max_vendor_id.saturating_sub(rng.id(0, 2)),
            }
        }
    }
}

fn change_entries(entries: &mut Vec<RangeEntry>, rng: &mut SeededRng) {
    if entries.is_empty() || rng.one_in(4) {
        let start = rng.id(1, 2000);
        let range = VendorRange::new(start, start + rng.id(0, 3)).unwrap();
        entries.push(RangeEntry { range, is_range: rng.one_in(2) });
        return;
    }
    let at = rng.below(entries.len());
    let range = entries[at].range;
    match rng.below(4) {
        0 => drop(entries.remove(at)),
        1 => entries[at].is_range ^= true,
        2 => {
            entries[at].range =
                VendorRange::new(range.start(), range.end().saturating_add(1)).unwrap();
        }
        _ => {
            entries[at].range =
                VendorRange::new(range.start().saturating_sub(1).max(1), range.end()).unwrap();
        }
    }
}
