//! Bit offsets of fields with a fixed position.

use core::ops::Range;

use super::core::TcString;
use super::fields;
use super::publisher::PublisherTc;
use super::segment::Segment;
use super::v1;
use crate::bits::bit_offset;
use crate::field::Field;
use crate::record::Record;
use crate::value::U6;
use crate::value::Wire;

/// The bits of a field within its segment, or `None` if its position varies between strings. Fixed
/// are the fields before the vendor sections of a core, the SegmentType and the first fields of the
/// publisher TC segment.
///
/// ```
/// use tcf_codec::{Segment, TcString, fixed_bits};
/// assert_eq!(fixed_bits(2, Segment::Core, TcString::CMP_ID), Some(78..90));
/// assert_eq!(fixed_bits(2, Segment::Core, TcString::PUBLISHER_CC), Some(201..213));
/// ```
pub fn fixed_bits(version: u8, segment: Segment, field: Field) -> Option<Range<u32>> {
    let (head, head_width, rest): (_, _, &[(Field, usize)]) = match (segment, version) {
        (Segment::Core, 1) => (fields::VERSION, U6::WIDTH, v1::ConsentString::FIXED),
        (Segment::Core, _) => (fields::VERSION, U6::WIDTH, TcString::FIXED),
        (Segment::PublisherTc, _) => (fields::SEGMENT_TYPE, 3, PublisherTc::FIXED),
        (Segment::DisclosedVendors | Segment::AllowedVendors, _) => (fields::SEGMENT_TYPE, 3, &[]),
    };
    let (start, width) =
        if field == head { (0, head_width) } else { offset_among(rest, head_width, field)? };
    Some(bit_offset(start)..bit_offset(start + width))
}

/// The offset and width of a field in a list of fields that starts at `start`.
const fn offset_among(
    list: &[(Field, usize)],
    mut start: usize,
    field: Field,
) -> Option<(usize, usize)> {
    let mut rest = list;
    while let [(name, width), others @ ..] = rest {
        if name.is(field) {
            return Some((start, *width));
        }
        start += *width;
        rest = others;
    }
    None
}

/// The offset of a field of a core. Fails to compile if there is no such field.
#[expect(clippy::panic, reason = "only evaluated at compile time")]
const fn first_bit(list: &[(Field, usize)], field: Field) -> usize {
    match offset_among(list, U6::WIDTH, field) {
        Some((start, _)) => start,
        None => panic!("the core has no such field"),
    }
}

/// The offset of the end of the fixed fields of a core.
const fn end(list: &[(Field, usize)]) -> usize {
    let mut end = U6::WIDTH;
    let mut rest = list;
    while let [(_, width), others @ ..] = rest {
        end += *width;
        rest = others;
    }
    end
}

/// Offset of the vendor consent section of a version 2 core.
pub(crate) const V2_VENDORS: usize = end(TcString::FIXED);

/// Offset of the vendor section of a version 1 string.
pub(crate) const V1_VENDORS: usize = end(v1::ConsentString::FIXED);

/// Offset of a field of a version 2 core.
pub(crate) const fn first_bit_of_v2(field: Field) -> usize {
    first_bit(TcString::FIXED, field)
}

/// Offset of a field of a version 1 string.
pub(crate) const fn first_bit_of_v1(field: Field) -> usize {
    first_bit(v1::ConsentString::FIXED, field)
}

/// Offset of a field with the same offset in both versions.
pub(crate) const fn first_bit_of_both(field: Field) -> usize {
    let bit = first_bit_of_v2(field);
    assert!(bit == first_bit_of_v1(field), "the offset of the field depends on the version");
    bit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcf::{DecodeOptions, trace};

    #[test]
    fn fixed_bits_agrees_with_the_trace() {
        for text in [
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA.cAAAAAAAAUg",
            "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA",
        ] {
            let traced = trace(text, DecodeOptions::new());
            let version = traced.value.unwrap().version();
            let mut found = 0;
            for segment in traced.trace.segments() {
                let name = Segment::from_name(segment.segment()).unwrap();
                for field in segment.fields() {
                    if let Some(bits) = fixed_bits(version, name, field.path().field) {
                        assert_eq!(bits, field.bits(), "{}", field.path());
                        found += 1;
                    }
                }
            }
            assert_eq!(found, if version == 2 { 16 + 1 + 3 } else { 9 });
        }
    }
}
