//! Encodes values. One function writes the segments; a [`Plan`] makes the choices that the value
//! leaves open.

use alloc::string::String;
use core::convert::Infallible;
use core::fmt;

use super::core::TcString;
use super::layout::{Layout, LayoutError, LayoutErrorKind, SegmentLayout, Tail};
use super::options::{EncodeOptions, TailAlignment, VendorEncoding};
use super::segment::Segment;
use super::{restrictions, section};
use crate::bits::{self, Writer};
use crate::value::{Restriction, TooManyRanges, VendorSet};

/// The choices that a value leaves open.
pub(super) trait Plan {
    /// Why the value cannot be encoded.
    type Error;

    /// The segments, in order.
    fn segments(&self, tc: &TcString) -> impl Iterator<Item = Segment>;
    /// Writes vendor section `index` of a segment.
    fn section(
        &mut self,
        w: &mut Writer,
        at: Segment,
        index: usize,
        set: &VendorSet,
    ) -> Result<(), Self::Error>;
    /// Writes the entries of a publisher restriction.
    fn restriction(
        &mut self,
        w: &mut Writer,
        index: usize,
        record: Restriction<'_>,
    ) -> Result<(), Self::Error>;
    /// Writes the tail of a segment, which ends at a whole character.
    fn tail(&mut self, w: &mut Writer, at: Segment) -> Result<(), Self::Error>;
}

const LISTED: &str = "a plan lists segments of the value";

#[expect(clippy::expect_used, reason = "a plan lists segments of the value")]
pub(super) fn encode<P: Plan>(tc: &TcString, plan: &mut P) -> Result<String, P::Error> {
    let mut segments = [None; Segment::ALL.len()];
    segments.iter_mut().zip(plan.segments(tc)).for_each(|(slot, segment)| *slot = Some(segment));
    let bits = capacity_bits(tc);
    let mut text = String::with_capacity(bits / 6);
    let mut writer = Writer::with_capacity(bits);
    let w = &mut writer;
    for segment in segments.into_iter().flatten() {
        match segment {
            Segment::Core => {
                w.put(2, 6);
                tc.write_fixed(w);
                plan.section(w, segment, 0, &tc.vendor_consents)?;
                plan.section(w, segment, 1, &tc.vendor_legitimate_interests)?;
                restrictions::write(w, &tc.publisher_restrictions, |w, index, record| {
                    plan.restriction(w, index, record)
                })?;
            }
            Segment::DisclosedVendors | Segment::AllowedVendors => {
                put_segment_type(w, segment);
                plan.section(w, segment, 0, vendors_of(tc, segment).expect(LISTED))?;
            }
            Segment::PublisherTc => {
                put_segment_type(w, segment);
                tc.publisher_tc.as_ref().expect(LISTED).write(w);
            }
        }
        plan.tail(w, segment)?;
        if !text.is_empty() {
            text.push('.');
        }
        close_segment(w, &mut text);
    }
    Ok(text)
}

/// An upper bound for the bits of the shortest encoding. Longer encodings grow the buffers.
fn capacity_bits(tc: &TcString) -> usize {
    const FIXED: usize = 512;
    let sets = [&tc.vendor_consents, &tc.vendor_legitimate_interests];
    let sets = sets.into_iter().chain(&tc.disclosed_vendors).chain(&tc.allowed_vendors);
    // A header, a tail and a dot for each.
    let vendors: usize = sets.map(|set| set.words().len() * 64 + 64).sum();
    FIXED + vendors + tc.publisher_restrictions.max_bits()
}

/// Appends a segment that ends at a whole character.
pub(crate) fn close_segment(writer: &mut Writer, text: &mut String) {
    let characters = writer.len() / 6;
    writer.take(|bytes| bits::encode(bytes, characters, text));
}

fn put_segment_type(writer: &mut Writer, segment: Segment) {
    writer.put(u64::from(segment.segment_type()), 3);
}

/// The vendors of a segment that consists of one vendor section.
fn vendors_of(tc: &TcString, segment: Segment) -> Option<&VendorSet> {
    match segment {
        Segment::DisclosedVendors => tc.disclosed_vendors.as_ref(),
        Segment::AllowedVendors => tc.allowed_vendors.as_ref(),
        Segment::Core | Segment::PublisherTc => None,
    }
}

fn has_segment(tc: &TcString, segment: Segment) -> bool {
    match segment {
        Segment::Core => true,
        Segment::DisclosedVendors | Segment::AllowedVendors => vendors_of(tc, segment).is_some(),
        Segment::PublisherTc => tc.publisher_tc.is_some(),
    }
}

/// The segments of a value in conventional order.
fn conventional(tc: &TcString) -> impl Iterator<Item = Segment> {
    Segment::ALL.into_iter().filter(|&segment| has_segment(tc, segment))
}

/// Produces the shortest text.
pub(super) struct Canonical;

impl Plan for Canonical {
    type Error = Infallible;

    fn segments(&self, tc: &TcString) -> impl Iterator<Item = Segment> {
        conventional(tc)
    }

    fn section(
        &mut self,
        w: &mut Writer,
        _: Segment,
        _: usize,
        set: &VendorSet,
    ) -> Result<(), Infallible> {
        section::write_shortest(w, set);
        Ok(())
    }

    fn restriction(
        &mut self,
        w: &mut Writer,
        _: usize,
        record: Restriction<'_>,
    ) -> Result<(), Infallible> {
        restrictions::write_shortest(w, record);
        Ok(())
    }

    fn tail(&mut self, w: &mut Writer, _: Segment) -> Result<(), Infallible> {
        w.put_zeros(TailAlignment::Byte.zeros(w.len()));
        Ok(())
    }
}

/// Applies encode options to every segment.
pub(super) struct Forced(pub(super) EncodeOptions);

impl Plan for Forced {
    type Error = TooManyRanges;

    fn segments(&self, tc: &TcString) -> impl Iterator<Item = Segment> {
        conventional(tc)
    }

    fn section(
        &mut self,
        w: &mut Writer,
        _: Segment,
        _: usize,
        set: &VendorSet,
    ) -> Result<(), TooManyRanges> {
        match self.0.vendor_encoding {
            VendorEncoding::Auto => section::write_shortest(w, set),
            VendorEncoding::BitField => section::write_bit_field(w, set, set.max()),
            VendorEncoding::Range => section::write_ranges(w, set)?,
        }
        Ok(())
    }

    fn restriction(
        &mut self,
        w: &mut Writer,
        _: usize,
        record: Restriction<'_>,
    ) -> Result<(), TooManyRanges> {
        restrictions::write_shortest(w, record);
        Ok(())
    }

    fn tail(&mut self, w: &mut Writer, _: Segment) -> Result<(), TooManyRanges> {
        w.put_zeros(self.0.tail.zeros(w.len()));
        Ok(())
    }
}

/// Reproduces a layout.
pub(super) struct FromLayout<'a>(&'a Layout);

impl<'a> FromLayout<'a> {
    /// Checks the segments of the layout and their counts against the value. Vendors are compared
    /// as they are written.
    pub(super) fn new(tc: &TcString, layout: &'a Layout) -> Result<Self, LayoutError> {
        let error = |segment, kind| Err(LayoutError { segment, kind });
        if layout.segments.first().is_none_or(|first| first.segment != Segment::Core) {
            return error(Segment::Core, LayoutErrorKind::CoreNotFirst);
        }
        for segment in Segment::ALL {
            let mut found = layout.segments.iter().filter(|layout| layout.segment == segment);
            let Some(layout) = found.next() else {
                if has_segment(tc, segment) {
                    return error(segment, LayoutErrorKind::MissingSegment);
                }
                continue;
            };
            let (sections, restrictions) = match segment {
                Segment::Core => (2, tc.publisher_restrictions.len()),
                Segment::DisclosedVendors | Segment::AllowedVendors => (1, 0),
                Segment::PublisherTc => (0, 0),
            };
            if !has_segment(tc, segment) {
                return error(segment, LayoutErrorKind::ExtraSegment);
            }
            if found.next().is_some() {
                return error(segment, LayoutErrorKind::DuplicateSegment);
            }
            check_counts(layout, sections, restrictions)?;
        }
        Ok(Self(layout))
    }

    fn segment(&self, segment: Segment) -> Result<&'a SegmentLayout, LayoutError> {
        let found = self.0.segments.iter().find(|layout| layout.segment == segment);
        found.ok_or(LayoutError { segment, kind: LayoutErrorKind::MissingSegment })
    }
}

/// Checks that a segment of the layout has the given numbers of sections and restrictions.
pub(super) fn check_counts(
    layout: &SegmentLayout,
    sections: usize,
    restrictions: usize,
) -> Result<(), LayoutError> {
    let kind = if layout.sections.len() != sections {
        LayoutErrorKind::SectionCount { found: layout.sections.len(), expected: sections }
    } else if layout.restrictions.len() != restrictions {
        LayoutErrorKind::RestrictionCount {
            found: layout.restrictions.len(),
            expected: restrictions,
        }
    } else {
        return Ok(());
    };
    Err(LayoutError { segment: layout.segment, kind })
}

/// Writes a tail, which must end at a whole character.
pub(super) fn write_tail(w: &mut Writer, tail: &Tail) -> Result<(), LayoutErrorKind> {
    w.put_words(tail.words(), tail.len());
    if w.len().is_multiple_of(6) {
        Ok(())
    } else {
        Err(LayoutErrorKind::UnalignedTail { bits: w.len() })
    }
}

impl Plan for FromLayout<'_> {
    type Error = LayoutError;

    fn segments(&self, _: &TcString) -> impl Iterator<Item = Segment> {
        self.0.segments.iter().map(|layout| layout.segment)
    }

    fn section(
        &mut self,
        w: &mut Writer,
        at: Segment,
        index: usize,
        set: &VendorSet,
    ) -> Result<(), LayoutError> {
        let segment = self.segment(at)?;
        let missing =
            LayoutErrorKind::SectionCount { found: segment.sections.len(), expected: index + 1 };
        segment
            .sections
            .get(index)
            .ok_or(missing)
            .and_then(|layout| section::write_with_layout(w, set, layout, index))
            .map_err(|kind| LayoutError { segment: at, kind })
    }

    fn restriction(
        &mut self,
        w: &mut Writer,
        index: usize,
        record: Restriction<'_>,
    ) -> Result<(), LayoutError> {
        let at = Segment::Core;
        restrictions::write_with_layout(w, index, record, &self.segment(at)?.restrictions)
            .map_err(|kind| LayoutError { segment: at, kind })
    }

    fn tail(&mut self, w: &mut Writer, at: Segment) -> Result<(), LayoutError> {
        write_tail(w, &self.segment(at)?.tail).map_err(|kind| LayoutError { segment: at, kind })
    }
}

impl TcString {
    /// Encodes the value as the shortest text: every vendor section is the smaller of bit field and
    /// ranges (the bit field on a tie), segments are in conventional order, and zeros fill the last
    /// byte.
    ///
    /// Encodes exactly this value: no signal is repaired, dropped or added.
    pub fn encode(&self) -> String {
        match encode(self, &mut Canonical) {
            Ok(text) => text,
            Err(never) => match never {},
        }
    }

    /// Encodes the value with the given layout. The layout of a text reproduces that text byte for
    /// byte.
    ///
    /// # Errors
    ///
    /// Returns an error if the layout contradicts the value.
    pub fn encode_with(&self, layout: &Layout) -> Result<String, LayoutError> {
        encode(self, &mut FromLayout::new(self, layout)?)
    }

    /// Encodes the value with the given vendor encoding and tail alignment, for test payloads.
    ///
    /// # Errors
    ///
    /// Returns an error if `options` require ranges and a set has more than 4,095 of them.
    pub fn encode_as(&self, options: EncodeOptions) -> Result<String, TooManyRanges> {
        encode(self, &mut Forced(options))
    }
}

/// The shortest text, as returned by [`TcString::encode`].
impl fmt::Display for TcString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.encode())
    }
}
