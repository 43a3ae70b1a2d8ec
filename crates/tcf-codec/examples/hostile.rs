//! Prints the decoding times of adversarial strings next to an ordinary one: `cargo run --release
//! --package tcf-codec --example hostile`.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "an example with fixed input")]

use std::time::Instant;

use tcf_codec::{
    Layout, PublisherRestrictions, RangeEntry, RestrictionLayout, RestrictionType, SectionEncoding,
    SectionLayout, Segment, SegmentLayout, Tail, TcString, U6, VendorRange, VendorRanges,
};

/// Builds a core whose vendor sections and restrictions repeat a range over all vendors.
fn hostile(entries: usize, restrictions: usize) -> String {
    let all = RangeEntry { range: VendorRange::ALL, is_range: true };
    let mut tc = TcString::default();
    if entries > 0 {
        tc.vendor_consents.insert(all.range);
        tc.vendor_legitimate_interests.insert(all.range);
    }
    let mut records = PublisherRestrictions::default();
    for _ in 0..restrictions {
        let vendors = VendorRanges::new([all.range]).expect("one range fits");
        records
            .push(U6::default(), RestrictionType::NotAllowed, &vendors)
            .expect("at most 4,095 restrictions");
    }
    tc.publisher_restrictions = records;
    let section = SectionLayout {
        bit: 0,
        max_vendor_id: if entries > 0 { u16::MAX } else { 0 },
        encoding: SectionEncoding::Ranges { default_consent: false, entries: vec![all; entries] },
    };
    let bits = 213 + 2 * (29 + 33 * entries) + 12 + restrictions * (20 + 33);
    let core = SegmentLayout {
        segment: Segment::Core,
        sections: vec![section.clone(), section],
        restrictions: vec![RestrictionLayout { bit: 0, entries: vec![all] }; restrictions],
        tail: Tail::zeros(bits.next_multiple_of(6) - bits),
    };
    tc.encode_with(&Layout { segments: vec![core] }).expect("the layout matches the value")
}

fn main() {
    let ordinary = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA".to_owned();
    for (name, text) in [
        ("an ordinary string", ordinary),
        ("4,095 ranges of 1..65535, twice", hostile(4095, 0)),
        ("1,000 restrictions over 1..65535", hostile(0, 1000)),
        ("4,095 restrictions over 1..65535", hostile(0, 4095)),
    ] {
        let mut times: Vec<_> = (0..201)
            .map(|_| {
                let start = Instant::now();
                let tc = TcString::decode(&text).expect("a valid string");
                let time = start.elapsed();
                drop(tc);
                time
            })
            .collect();
        times.sort_unstable();
        println!(
            "{name:<34} {:>6} characters {:>12?} (median of {})",
            text.len(),
            times[times.len() / 2],
            times.len()
        );
    }
}
