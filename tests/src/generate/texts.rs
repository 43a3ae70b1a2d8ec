//! Strategies for valid and invalid texts.

use bitvec::order::Msb0;
use bitvec::vec::BitVec;
use proptest::collection::vec;
use proptest::prelude::*;
use tcf_codec::AnyTcString;

use super::{SeededRng, consent_strings, layout_of_v1, layout_of_v2};
use crate::reference_reader::ALPHABET;

/// The header of a valid core, up to the vendor sections. The last character has 3 more bits.
const HEADER: &str = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYg";

/// Valid texts with any layout.
pub fn good_texts() -> BoxedStrategy<String> {
    (consent_strings(), any::<u64>())
        .prop_map(|(value, seed)| {
            let mut rng = SeededRng::new(seed);
            let layout = match &value {
                AnyTcString::V1(v1) => layout_of_v1(v1, &mut rng),
                AnyTcString::V2(tc) => layout_of_v2(tc, &mut rng),
            };
            value.encode_with(&layout).expect("the layout matches the value")
        })
        .boxed()
}

/// Valid texts with one to three changes.
pub fn mutated_texts() -> BoxedStrategy<String> {
    (good_texts(), any::<u64>())
        .prop_map(|(text, seed)| {
            let mut rng = SeededRng::new(seed);
            let mut text: Vec<char> = text.chars().collect();
            for _ in 0..=rng.below(3) {
                mutate(&mut text, &mut rng);
            }
            text.into_iter().collect()
        })
        .boxed()
}

fn mutate(text: &mut Vec<char>, rng: &mut SeededRng) {
    let alphabet: Vec<char> = ALPHABET.chars().collect();
    let strange: Vec<char> = ".==+/% \n~\0\u{e9}\u{1f36a}".chars().collect();
    // Prefer changes near the start of the vendor sections.
    let near = rng.one_in(2);
    let at = rng.below(if near { text.len().min(80) } else { text.len() } + 1);
    let segments: Vec<Vec<char>> =
        text.split(|&character| character == '.').map(<[char]>::to_vec).collect();
    match rng.below(9) {
        0..3 if at < text.len() => {
            if let Some(value) = alphabet.iter().position(|&character| character == text[at]) {
                text[at] = alphabet[value ^ (1 << rng.below(6))];
            }
        }
        3 if at < text.len() => text[at] = rng.pick(&alphabet),
        4 => text.truncate(at),
        5 => text.insert(at, rng.pick(&strange)),
        6 if at < text.len() => drop(text.remove(at)),
        7 => {
            text.push('.');
            text.extend(&segments[rng.below(segments.len())]);
        }
        8 => {
            let mut segments = segments;
            let cut = rng.below(segments.len());
            let length = rng.below(segments[cut].len() + 1);
            segments[cut].truncate(length);
            *text = segments.join(&'.');
        }
        _ => {}
    }
}

/// Texts of the alphabet and dots, sometimes with a valid prefix.
pub fn alphabet_texts() -> BoxedStrategy<String> {
    let heads = prop_oneof![
        Just("B"),
        Just("C"),
        Just(HEADER),
        Just("BOEFEAyOEFEAyAHABDENAI4AAAB"),
        Just("")
    ];
    let rest = vec(0..66_usize, 0..120).prop_map(|sextets| {
        sextets.into_iter().map(|at| ALPHABET.chars().nth(at).unwrap_or('.')).collect::<String>()
    });
    (heads, rest).prop_map(|(head, rest)| format!("{head}{rest}")).boxed()
}

/// Arbitrary texts.
pub fn arbitrary_texts() -> BoxedStrategy<String> {
    prop_oneof![
        vec(any::<char>(), 0..60).prop_map(|text| text.into_iter().collect()),
        "[BC=. %$\\{+/a\u{e9}24]{0,8}",
        "(\\$\\{|%24%7[Bb]|%2E|[ \t\n])[A-Za-z0-9_.=]{0,20}",
    ]
    .boxed()
}

/// A bit buffer.
#[derive(Default)]
struct Bits(BitVec<u8, Msb0>);

impl Bits {
    fn put(&mut self, value: u64, width: usize) {
        self.0.extend((0..width).rev().map(|bit| value >> bit & 1 == 1));
    }

    fn put_id(&mut self, id: u16) {
        self.put(u64::from(id), 16);
    }

    /// The text, padded with random bits.
    fn text(mut self, rng: &mut SeededRng) -> String {
        while !self.0.len().is_multiple_of(6) {
            self.put(u64::from(rng.one_in(4)), 1);
        }
        let sextets = self
            .0
            .chunks(6)
            .map(|bits| bits.iter().by_vals().fold(0, |n, bit| n * 2 + usize::from(bit)));
        sextets.map(|sextet| char::from(ALPHABET.as_bytes()[sextet])).collect()
    }
}

/// Texts built field by field, with any field possibly invalid.
pub fn wild_texts() -> BoxedStrategy<String> {
    any::<u64>().prop_map(|seed| wild(&mut SeededRng::new(seed))).boxed()
}

fn wild(rng: &mut SeededRng) -> String {
    let version = if rng.one_in(4) { 1 } else { 2 };
    let mut core = Bits::default();
    core.put(version, 6);
    core.put(rng.bits() >> 10, 54);
    core.put(rng.bits() >> 16, 48);
    wild_letters(&mut core, rng);
    if version == 1 {
        core.put(rng.bits() >> 28, 36);
        wild_section(&mut core, true, rng);
        return cut(core.text(rng), rng);
    }
    core.put(rng.bits() >> 20, 44);
    core.put(rng.bits() >> 27, 37);
    wild_letters(&mut core, rng);
    wild_section(&mut core, false, rng);
    wild_section(&mut core, false, rng);
    let records = rng.pick(&[0, 0, 1, 2, 3]);
    core.put(records, 12);
    for _ in 0..records {
        core.put(rng.bits() >> 56, 8);
        wild_entries(&mut core, 65535, rng);
    }
    let mut text = cut(core.text(rng), rng);
    for _ in 0..rng.below(4) {
        let mut segment = Bits::default();
        let kind = rng.pick(&[1, 1, 1, 2, 2, 3, 3, 0, 4, 7]);
        segment.put(kind, 3);
        if kind == 3 {
            segment.put(rng.bits() >> 16, 48);
            let own = rng.pick(&[0, 0, 2, 31, 63]);
            segment.put(own, 6);
            for _ in 0..2 * own {
                segment.put(rng.bits() >> 63, 1);
            }
        } else {
            wild_section(&mut segment, false, rng);
        }
        text.push('.');
        text.push_str(&cut(segment.text(rng), rng));
    }
    text
}

/// Truncates a segment in some cases.
fn cut(mut text: String, rng: &mut SeededRng) -> String {
    if rng.one_in(12) {
        text.truncate(rng.below(text.len() + 1));
    }
    text
}

fn wild_letters(bits: &mut Bits, rng: &mut SeededRng) {
    for _ in 0..2 {
        let last = if rng.one_in(40) { 64 } else { 26 };
        bits.put(rng.bits() % last, 6);
    }
}

fn wild_section(bits: &mut Bits, version_1: bool, rng: &mut SeededRng) {
    let max = rng.pick(&[0, 1, 2, 9, 9, 40, 64, 300, 300, 65535]);
    let is_range = max == 65535 || !rng.one_in(4);
    bits.put_id(max);
    bits.put(u64::from(is_range), 1);
    if is_range {
        if version_1 {
            bits.put(rng.bits() >> 63, 1);
        }
        wild_entries(bits, max, rng);
    } else {
        for _ in 0..max {
            bits.put(rng.bits() >> 63, 1);
        }
    }
}

/// Entries around `max`, one in ten invalid.
fn wild_entries(bits: &mut Bits, max: u16, rng: &mut SeededRng) {
    let mut count = rng.pick(&[0, 1, 1, 2, 3, 5, 20]);
    if max == 0 && !rng.one_in(4) {
        count = 0;
    }
    bits.put(count, 12);
    for _ in 0..count {
        let is_range = rng.one_in(2);
        let (mut start, mut end) = (rng.id(1, max.max(1)), rng.id(1, max.max(1)));
        if start > end {
            (start, end) = (end, start);
        }
        if rng.one_in(10) {
            let ids = [0, 1, max.saturating_sub(1), max, max.saturating_add(1), 65535];
            (start, end) = (rng.pick(&ids), rng.pick(&ids));
        }
        bits.put(u64::from(is_range), 1);
        bits.put_id(start);
        if is_range {
            bits.put_id(end);
        }
    }
}

/// Short texts, almost all of them invalid.
pub fn faulty_texts() -> BoxedStrategy<String> {
    prop_oneof![3 => wild_texts(), 2 => alphabet_texts(), 1 => arbitrary_texts()].boxed()
}

/// Texts of every kind.
pub fn any_texts() -> BoxedStrategy<String> {
    prop_oneof![2 => good_texts(), 6 => mutated_texts(), 6 => faulty_texts()].boxed()
}
