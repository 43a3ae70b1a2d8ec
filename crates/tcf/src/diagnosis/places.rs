//! The places where a character may have been added or lost.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tcf_codec::{ErrorKind, FieldValue, TracedField, TracedSegment, fields};

use super::{Failed, plausible};

/// At most this many places are tried in a segment, the nearest to the error first: an error shows
/// soon after its cause.
pub(super) const MAX_PLACES: usize = 64;

/// The places where a character may have been added or lost, the nearest to the error first.
#[derive(Default)]
pub(super) struct Places {
    places: Vec<Place>,
    /// The end of the segment with the error.
    end: usize,
}

/// A place where a character may have been added or lost.
pub(super) struct Place {
    /// The offset of the character.
    pub(super) at: usize,
    /// Where the segment ends at the earliest, given the fields before the character.
    min_end: usize,
    entry: Option<Entry>,
}

/// A range entry that an edit changes, or an entry before it.
#[derive(Clone, Copy)]
struct Entry {
    /// The offset of the character with its first bit.
    start: usize,
    /// The index of that bit in the character.
    bit: u32,
    /// The number of entries in the list from this one on.
    count: u32,
    /// The highest valid id.
    max: u32,
}

impl Places {
    /// What follows depends on the number of characters in a bit field, but not on the characters:
    /// the middle of a bit field stands for all of it.
    pub(super) fn new(failed: &Failed<'_>) -> Option<Self> {
        let error = failed.error.offset();
        let anywhere = |places: &[usize]| {
            let places = places.iter().map(|&at| Place { at, min_end: 0, entry: None });
            Some(Self { places: places.collect(), end: failed.text.len() })
        };
        match failed.error.kind() {
            _ if !failed.text.is_ascii() => return None,
            ErrorKind::CoreNotFirst { .. }
            | ErrorKind::UnknownSegmentType { .. }
            | ErrorKind::UnknownVersion { .. } => return anywhere(&[error, error + 1]),
            ErrorKind::InvalidCharacter { .. } => return anywhere(&[error]),
            _ => {}
        }
        failed.error.field()?;
        let segment = failed.segment()?;
        let known = Known::after_each_field(segment);
        let before = segment.fields().iter().rev().flat_map(|field| {
            let Range { start, end } = segment.characters_of(field.bits());
            let middle = start.midpoint(end);
            let is_bit_field = field.path().field == fields::BIT_FIELD;
            if is_bit_field { middle..middle + 1 } else { start..end }.rev()
        });
        let mut places = Vec::<Place>::with_capacity(MAX_PLACES);
        // The field at fault has up to 36 bits.
        for at in (error..error + 6).chain(before) {
            if places.len() == MAX_PLACES {
                break;
            }
            // Neighboring fields share characters.
            if places.last().is_none_or(|last| last.at != at) {
                places.push(Known::place(&known, segment, at));
            }
        }
        Some(Self { places, end: segment.characters().end })
    }

    /// The places where the text may decode with one character less.
    pub(super) fn with_one_less(&self) -> impl Iterator<Item = &Place> {
        // Without the dot, the segment ends later.
        self.places.iter().filter(|place| place.min_end < self.end || place.at >= self.end)
    }

    /// The places, of the nearest ones, where the text may decode with one character more.
    pub(super) fn with_one_more(&self, nearest: usize) -> impl Iterator<Item = &Place> {
        self.places.iter().take(nearest).filter(|place| place.min_end <= self.end + 1)
    }
}

/// What is known after a field of a segment.
struct Known {
    /// The end of the field, in bits.
    end: u32,
    /// Where the segment ends at the earliest, in bits.
    min_end: u32,
    /// If the field is part of a range entry: the first bit of the entry, the number of entries
    /// from it on, and the highest valid id.
    entry: Option<(u32, u32, u32)>,
}

impl Known {
    fn after_each_field(segment: &TracedSegment) -> Vec<Self> {
        let number = |field: &TracedField| match segment.value(field) {
            FieldValue::Number(number) => u32::try_from(number).unwrap_or(0),
            _ => 0,
        };
        let is_unset = |field| segment.value(field) == FieldValue::Flag(false);
        let (mut max, mut entries, mut entry) = (0, 0_u32, None);
        let known = segment.fields().iter().map(|field| {
            let (path, bits) = (field.path(), field.bits());
            // The number of bits that must follow.
            let follow = if let Some(index) = path.index {
                let count = entries.saturating_sub(u32::from(index));
                if path.field == fields::IS_A_RANGE {
                    entry = Some((bits.start, count, max));
                }
                count.saturating_sub(1) * MIN_ENTRY
            } else {
                entry = None;
                match path.field {
                    found if found == fields::MAX_VENDOR_ID => {
                        max = number(field);
                        0
                    }
                    found if found == fields::IS_RANGE_ENCODING && is_unset(field) => max,
                    found if found == fields::NUM_ENTRIES => {
                        if path.part_index.is_some() {
                            // A publisher restriction has no MaxVendorId.
                            max = plausible::MAX_VENDOR_ID.into();
                        }
                        entries = number(field);
                        entries * MIN_ENTRY
                    }
                    _ => 0,
                }
            };
            Self { end: bits.end, min_end: bits.end + follow, entry }
        });
        known.collect()
    }

    /// The place at an offset, given what is known after each field.
    fn place(known: &[Self], segment: &TracedSegment, at: usize) -> Place {
        // An edit changes the fields that end after it.
        let unchanged =
            known.partition_point(|known| segment.characters_of(0..known.end).end <= at);
        let last = unchanged.checked_sub(1).and_then(|last| known.get(last));
        let changed = known.get(unchanged).or(known.last());
        let entry = changed.and_then(|changed| changed.entry).map(|(bit, count, max)| Entry {
            start: segment.characters_of(bit..bit).start,
            bit: bit % 6,
            count,
            max,
        });
        let min_end = last.map_or(0, |last| segment.characters_of(0..last.min_end).end);
        Place { at, min_end, entry }
    }
}

/// The number of bits of the shortest range entry.
const MIN_ENTRY: u32 = 17;

impl Place {
    /// Whether the range entries at the place may be valid in an edited text.
    pub(super) fn may_decode(&self, text: &str) -> bool {
        self.entry.is_none_or(|entry| entry.may_decode(text) != Some(false))
    }
}

impl Entry {
    /// Whether this entry and the next one are valid. `None` if they are too near to the end of the
    /// segment to tell.
    fn may_decode(self, text: &str) -> Option<bool> {
        // Two entries have up to 66 bits, so that 12 characters (9 bytes) contain them.
        let characters = text.get(self.start..self.start + 12)?;
        let mut bytes = [0; 9];
        URL_SAFE_NO_PAD.decode_slice_unchecked(characters, &mut bytes).ok()?;
        let bits = bytes.iter().fold(0_u128, |bits, &byte| bits << 8 | u128::from(byte));
        let mut bits = bits << (128 - 72 + self.bit);
        let mut take = |width: u32| {
            let value = bits >> (128 - width);
            bits <<= width;
            value
        };
        let max = u128::from(self.max);
        for _ in 0..self.count.min(2) {
            let is_range = take(1) == 1;
            let start = take(16);
            let end = if is_range { take(16) } else { start };
            if start == 0 || end < start || end > max {
                return Some(false);
            }
        }
        Some(true)
    }
}

#[cfg(test)]
mod tests {
    use tcf_codec::{DecodeOptions, decode, trace};
    use tcf_generate::{Generator, Kind};

    use super::*;

    /// The places of a text, or `None` if it decodes.
    fn places(text: &str) -> Option<Places> {
        let options = DecodeOptions::new();
        let error = decode(text, options).err()?;
        Places::new(&Failed { text, error: &error, trace: &trace(text, options).trace })
    }

    #[test]
    fn an_edit_that_restores_a_string_passes_the_cheap_checks() {
        let generator = Generator::new(7, "2026-06-01".parse().unwrap());
        let texts = Kind::TC.into_iter().filter_map(|kind| generator.string(kind, 0).ok());
        let (mut added, mut lost) = (0, 0);
        for text in texts.map(|generated| generated.text) {
            for at in 0..text.len() {
                let (before, after) = text.split_at(at);
                if let Some(places) = places(&format!("{before}k{after}"))
                    && let Some(place) = places.places.iter().find(|place| place.at == at)
                {
                    let is_tried = places.with_one_less().any(|place| place.at == at);
                    assert!(is_tried && place.may_decode(&text), "{text}, added at {at}");
                    added += 1;
                }
                let after = after.split_at(1).1;
                if let Some(places) = places(&format!("{before}{after}"))
                    && let Some(place) = places.places.iter().find(|place| place.at == at)
                {
                    let is_tried = places.with_one_more(MAX_PLACES).any(|place| place.at == at);
                    assert!(is_tried && place.may_decode(&text), "{text}, lost at {at}");
                    lost += 1;
                }
            }
        }
        assert!(added > 200 && lost > 200, "{added} {lost}");
    }
}
