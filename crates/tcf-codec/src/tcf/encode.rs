//! Writing: one way through the segments, and three plans for what the value leaves open.

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

/// What the value leaves open.
pub(super) trait Plan {
    /// Why it cannot be done.
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
    /// Writes the tail of a segment, up to a whole character.
    fn tail(&mut self, w: &mut Writer, at: Segment) -> Result<(), Self::Error>;
}

/// What holds for the segments of a plan.
const LISTED: &str = "a plan lists segments of the value";

#[expect(clippy::expect_used, reason = "plans are made for the value")]
pub(super) fn encode<P: Plan>(tc: &TcString, plan: &mut P) -> Result<String, P::Error> {
    let mut segments = [None; Segment::ALL.len()];
    segments.iter_mut().zip(plan.segments(tc)).for_each(|(slot, segment)| *slot = Some(segment));
    let bits = room(tc);
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

/// Enough bits for a value in its shortest form. With another one, memory grows as it is written.
fn room(tc: &TcString) -> usize {
    const FIXED: usize = 512;
    let sets = [&tc.vendor_consents, &tc.vendor_legitimate_interests];
    let sets = sets.into_iter().chain(&tc.disclosed_vendors).chain(&tc.allowed_vendors);
    // A head, a tail and a dot for each.
    let vendors: usize = sets.map(|set| set.words().len() * 64 + 64).sum();
    FIXED + vendors + tc.publisher_restrictions.room()
}

/// Appends a segment that ends with a whole character.
pub(super) fn close_segment(writer: &mut Writer, text: &mut String) {
    let characters = writer.len() / 6;
    writer.take(|bytes| bits::encode(bytes, characters, text));
}

fn put_segment_type(writer: &mut Writer, segment: Segment) {
    writer.put(u64::from(segment.segment_type()), 3);
}

/// The vendors of a segment that holds nothing else.
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

/// The segments of a value, in conventional order.
fn conventional(tc: &TcString) -> impl Iterator<Item = Segment> {
    Segment::ALL.into_iter().filter(|&segment| has_segment(tc, segment))
}

/// The shortest text.
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

/// All vendor sections in the same form.
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

/// As a layout says.
pub(super) struct LaidOut<'a>(&'a Layout);

impl<'a> LaidOut<'a> {
    /// Holds the outline of the layout against the value; its vendors are compared as they are
    /// written.
    pub(super) fn new(tc: &TcString, layout: &'a Layout) -> Result<Self, LayoutError> {
        let error = |segment, kind| Err(LayoutError { segment, kind });
        if layout.segments.first().is_none_or(|first| first.segment != Segment::Core) {
            return error(Segment::Core, LayoutErrorKind::CoreNotFirst);
        }
        for segment in Segment::ALL {
            let mut found = layout.segments.iter().filter(|layout| layout.segment == segment);
            let Some(layout) = found.next() else {
                if has_segment(tc, segment) {
                    return error(segment, LayoutErrorKind::SegmentMissing);
                }
                continue;
            };
            let (sections, restrictions) = match segment {
                Segment::Core => (2, tc.publisher_restrictions.len()),
                Segment::DisclosedVendors | Segment::AllowedVendors => (1, 0),
                Segment::PublisherTc => (0, 0),
            };
            if !has_segment(tc, segment) {
                return error(segment, LayoutErrorKind::SegmentUnknown);
            }
            if found.next().is_some() {
                return error(segment, LayoutErrorKind::SegmentTwice);
            }
            check_counts(layout, sections, restrictions)?;
        }
        Ok(Self(layout))
    }

    fn segment(&self, segment: Segment) -> Result<&'a SegmentLayout, LayoutError> {
        let found = self.0.segments.iter().find(|layout| layout.segment == segment);
        found.ok_or(LayoutError { segment, kind: LayoutErrorKind::SegmentMissing })
    }
}

/// Has a segment of the layout as many sections and restrictions as the value?
pub(super) fn check_counts(
    layout: &SegmentLayout,
    sections: usize,
    restrictions: usize,
) -> Result<(), LayoutError> {
    let kind = if layout.sections.len() != sections {
        LayoutErrorKind::SectionCount { found: layout.sections.len(), wanted: sections }
    } else if layout.restrictions.len() != restrictions {
        LayoutErrorKind::RestrictionCount { found: layout.restrictions.len(), wanted: restrictions }
    } else {
        return Ok(());
    };
    Err(LayoutError { segment: layout.segment, kind })
}

/// Writes a tail that ends with a whole character.
pub(super) fn write_tail(w: &mut Writer, tail: &Tail) -> Result<(), LayoutErrorKind> {
    w.put_words(tail.words(), tail.len());
    if w.len().is_multiple_of(6) { Ok(()) } else { Err(LayoutErrorKind::Tail { bits: w.len() }) }
}

impl Plan for LaidOut<'_> {
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
            LayoutErrorKind::SectionCount { found: segment.sections.len(), wanted: index + 1 };
        segment
            .sections
            .get(index)
            .ok_or(missing)
            .and_then(|layout| section::write_laid_out(w, set, layout, index))
            .map_err(|kind| LayoutError { segment: at, kind })
    }

    fn restriction(
        &mut self,
        w: &mut Writer,
        index: usize,
        record: Restriction<'_>,
    ) -> Result<(), LayoutError> {
        let at = Segment::Core;
        restrictions::write_laid_out(w, index, record, &self.segment(at)?.restrictions)
            .map_err(|kind| LayoutError { segment: at, kind })
    }

    fn tail(&mut self, w: &mut Writer, at: Segment) -> Result<(), LayoutError> {
        write_tail(w, &self.segment(at)?.tail).map_err(|kind| LayoutError { segment: at, kind })
    }
}

impl TcString {
    /// Writes the shortest text: for every vendor section the smaller of bit field and ranges (the
    /// bit field if they are equal), segments in conventional order, zeros up to a whole byte.
    ///
    /// It writes exactly this value: it repairs, drops and adds nothing.
    pub fn encode(&self) -> String {
        match encode(self, &mut Canonical) {
            Ok(text) => text,
            Err(never) => match never {},
        }
    }

    /// Writes the value as `layout` says; with the layout of a text it gives that text back, byte
    /// for byte.
    ///
    /// # Errors
    ///
    /// If the layout says anything else than the value.
    pub fn encode_with(&self, layout: &Layout) -> Result<String, LayoutError> {
        encode(self, &mut LaidOut::new(self, layout)?)
    }

    /// Writes the value with all vendor sections in one form, or with another tail: for test
    /// payloads.
    ///
    /// # Errors
    ///
    /// If ranges are asked for, and a set has more than 4,095.
    pub fn encode_as(&self, options: EncodeOptions) -> Result<String, TooManyRanges> {
        encode(self, &mut Forced(options))
    }
}

/// The shortest text, as [`TcString::encode`] writes it.
impl fmt::Display for TcString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.encode())
    }
}
