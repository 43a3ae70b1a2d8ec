//! Vendor sets and their sizes.

use proptest::collection::vec;
use proptest::prelude::*;
use tcf_codec::{SectionEncoding, SectionLayout, TcString, VendorRange, VendorSet, decode};
use tcf_tests::generate::{SeededRng, tie, vendor_sets};
use tcf_tests::property::ANY_LENGTH;
use tcf_tests::sizes;

/// The result of comparing sections.
#[derive(Clone, Debug, Default)]
pub struct Sizes {
    /// All sections.
    pub sections: usize,
    /// Both have the same number of bits.
    pub equal: usize,
    /// Ours is shorter.
    pub shorter: usize,
    /// Ours is longer, which must not happen.
    pub longer: usize,
    /// The reference does not encode the set.
    pub failed: usize,
    /// Total number of bits by which ours are shorter.
    pub bits: usize,
    /// Total number of characters by which ours are shorter.
    pub characters: usize,
    /// The same if the reference also padded segments to a whole byte.
    pub same_tail: usize,
}

/// Vendor sets: empty, one, few, many, runs, and those with similar sizes of both encodings, up to
/// vendor 65535.
pub fn sets(count: usize) -> Vec<VendorSet> {
    let sparse = vec(1..=65535_u16, 1..60).prop_map(of_ids);
    let dense = (20..1500_u16, 40..100_u64, any::<u64>()).prop_map(|(last, percent, seed)| {
        let mut rng = SeededRng::new(seed);
        of_ids((1..=last).filter(|_| rng.bits() % 100 < percent))
    });
    let runs = vec((1..1500_u16, 1..60_u16), 1..40).prop_map(|runs| {
        let range = |(start, more): (u16, u16)| VendorRange::new(start, start + more).unwrap();
        runs.into_iter().map(range).collect()
    });
    // Sets for which an error of 60 bits would change the choice.
    let around = (0..12_usize, 0..12_usize, -40..41_isize, any::<u64>()).prop_filter_map(
        "vendors below 1",
        |(singles, longer, off, seed)| {
            let room = 12 + 17 * singles + 33 * longer;
            let fits = singles + longer > 0
                && room.checked_add_signed(off).is_some_and(|max| max >= room - 12);
            fits.then(|| tie(12, singles, longer, off, &mut SeededRng::new(seed)).0)
        },
    );
    let set = prop_oneof![
        4 => vendor_sets(),
        3 => sparse,
        4 => dense,
        4 => runs,
        5 => around,
        1 => Just(VendorSet::new()),
    ];
    crate::inputs::generated(count, &set)
}

fn of_ids(ids: impl IntoIterator<Item = u16>) -> VendorSet {
    VendorSet::from_ids(ids).unwrap()
}

/// Values with one set each for consent, legitimate interest and disclosed vendors. Each set is
/// used in each position.
pub fn values(sets: &[VendorSet]) -> Vec<TcString> {
    let place = |at: usize| sets[at % sets.len()].clone();
    (0..sets.len())
        .map(|at| TcString {
            cmp_id: 300_u16.try_into().unwrap(),
            vendor_list_version: 140_u16.try_into().unwrap(),
            is_service_specific: true,
            vendor_consents: place(at),
            vendor_legitimate_interests: place(at + 1),
            disclosed_vendors: Some(place(at + 2)),
            ..TcString::default()
        })
        .collect()
}

/// The bits of the vendor sections of a text, and the characters of core and disclosed vendors when
/// padded to a whole byte.
pub struct Written {
    sections: Vec<usize>,
    characters: usize,
    same_tail: usize,
}

impl Written {
    /// Measures a text, which must decode to the value.
    pub fn new(text: &str, value: &TcString) -> Self {
        let decoded = decode(text, ANY_LENGTH.with_layout()).expect("the text is valid");
        let tcf_codec::AnyTcString::V2(said) = &decoded.value else { panic!("version 1") };
        let sets = |tc: &TcString| {
            let TcString {
                vendor_consents, vendor_legitimate_interests, disclosed_vendors, ..
            } = tc.clone();
            (vendor_consents, vendor_legitimate_interests, disclosed_vendors)
        };
        assert_eq!(sets(said), sets(value), "{text}");
        let layout = decoded.layout.expect("the options request it");
        let segments = layout.segments.iter().zip(text.split('.')).take(2);
        let mut written = Self { sections: Vec::new(), characters: 0, same_tail: 0 };
        for (segment, text) in segments {
            written.sections.extend(segment.sections.iter().map(bits));
            written.characters += text.len();
            let fields = sizes::laid_out(segment, sizes::fixed_bits(said, segment.segment));
            written.same_tail += sizes::characters(fields);
        }
        written
    }
}

/// The bits of a section, computed from its layout.
fn bits(section: &SectionLayout) -> usize {
    let body = match &section.encoding {
        SectionEncoding::BitField => usize::from(section.max_vendor_id),
        SectionEncoding::Ranges { entries, .. } => {
            12 + entries.iter().map(|entry| if entry.is_range { 33 } else { 17 }).sum::<usize>()
        }
    };
    17 + body
}

impl Sizes {
    /// Compares both encodings of a value; `None` if the reference failed.
    pub fn compare(&mut self, value: &TcString, theirs: Option<&str>) {
        let ours = Written::new(&value.encode(), value);
        let sets = [
            &value.vendor_consents,
            &value.vendor_legitimate_interests,
            value.disclosed_vendors.as_ref().unwrap(),
        ];
        let smallest: Vec<usize> = sets.iter().map(|set| 17 + sizes::smallest(set).0).collect();
        assert_eq!(ours.sections, smallest, "ours are minimal: {value:?}");
        self.sections += sets.len();
        let Some(theirs) = theirs else {
            self.failed += sets.len();
            return;
        };
        let theirs = Written::new(theirs, value);
        for (ours, theirs) in ours.sections.iter().zip(&theirs.sections) {
            match theirs.checked_sub(*ours) {
                None => self.longer += 1,
                Some(0) => self.equal += 1,
                Some(more) => {
                    self.shorter += 1;
                    self.bits += more;
                }
            }
        }
        assert!(ours.characters <= theirs.characters, "{value:?}");
        self.characters += theirs.characters - ours.characters;
        self.same_tail += theirs.same_tail - ours.characters;
    }
}
