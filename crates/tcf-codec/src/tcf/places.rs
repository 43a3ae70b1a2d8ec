//! Where fixed fields lie.

use core::ops::Range;

use super::core::TcString;
use super::publisher::PublisherTc;
use super::v1;
use crate::bits::saturating_u32;
use crate::field::{Field, Segment};

/// The bits of a field that lies at the same place in every string, in its segment: the fields before the vendor sections
/// of a core, the SegmentType, the fixed fields of the publisher TC segment. `None` for all others.
///
/// ```
/// use tcf_codec::{Field, Segment, fixed_bits};
/// assert_eq!(fixed_bits(2, Segment::Core, Field::CmpId), Some(78..90));
/// assert_eq!(fixed_bits(2, Segment::Core, Field::PublisherCc), Some(201..213));
/// ```
pub fn fixed_bits(version: u8, segment: Segment, field: Field) -> Option<Range<u32>> {
    let (first, rest): (_, &[(Field, usize)]) = match (segment, version) {
        (Segment::Core, 1) => ((Field::Version, 6), v1::ConsentString::FIXED),
        (Segment::Core, _) => ((Field::Version, 6), TcString::FIXED),
        (Segment::PublisherTc, _) => ((Field::SegmentType, 3), PublisherTc::FIXED),
        (Segment::DisclosedVendors | Segment::AllowedVendors, _) => ((Field::SegmentType, 3), &[]),
    };
    let mut start = 0;
    for &(name, width) in core::iter::once(&first).chain(rest) {
        if name == field {
            return Some(saturating_u32(start)..saturating_u32(start + width));
        }
        start += width;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcf::{ReadOptions, trace};

    #[test]
    fn fixed_fields_lie_where_they_are_read() {
        for text in [
            "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA.cAAAAAAAAUg",
            "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA",
        ] {
            let traced = trace(text, ReadOptions::new());
            let version = traced.value.unwrap().version();
            let mut found = 0;
            for segment in traced.trace.segments() {
                for field in segment.fields() {
                    if let Some(bits) = fixed_bits(version, segment.segment(), field.path().field) {
                        assert_eq!(bits, field.bits(), "{}", field.path());
                        found += 1;
                    }
                }
            }
            assert_eq!(found, if version == 2 { 16 + 1 + 3 } else { 9 });
        }
    }
}
