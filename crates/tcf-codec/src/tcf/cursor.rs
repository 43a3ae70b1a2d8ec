//! Reads the fields of vendor sections and reports their encoding to the observer.

use alloc::vec::Vec;

use super::fields::{
    BIT_FIELD, END_VENDOR_ID, IS_A_RANGE, IS_RANGE_ENCODING, MAX_VENDOR_ID, START_OR_ONLY_VENDOR_ID,
};
use super::segment::Segment;
use crate::bits::{BufferedSource, Reader, Source, low_u16};
use crate::cursor::{Cursor, Fault, Observer};
use crate::error::ErrorKind;
use crate::field::{Field, FieldPath};
use crate::trace::Trace;
use crate::value::Wire;
use crate::value::{RangeEntry, VendorRange};

/// The encoding of a vendor section, as reported to observers.
#[derive(Clone, Copy)]
pub(crate) enum EncodingKind {
    BitField,
    Ranges { default_consent: bool },
}

/// An observer of the encoding of a TCF string.
pub(crate) trait TcfObserver: Observer {
    /// Called at the start of a segment.
    fn tcf_segment(&mut self, _segment: Segment) {}
    /// Called after the header of a vendor section that starts at `bit`.
    fn section(&mut self, _bit: usize, _max_vendor_id: u16, _kind: EncodingKind) {}
    /// Called at the start of a publisher restriction.
    fn restriction(&mut self, _bit: usize) {}
    /// Called after a range entry. `path` is the path of its first field. By default, reports the
    /// fields of the entry.
    fn entry(&mut self, path: FieldPath, bit: usize, entry: RangeEntry) {
        self.field(path, bit, bool::WIDTH);
        let start = bit + bool::WIDTH;
        self.field(FieldPath { field: START_OR_ONLY_VENDOR_ID, ..path }, start, u16::WIDTH);
        if entry.is_range {
            self.field(FieldPath { field: END_VENDOR_ID, ..path }, start + u16::WIDTH, u16::WIDTH);
        }
    }
}

impl TcfObserver for () {}

impl TcfObserver for Trace {}

impl<O: TcfObserver, S: Source> Cursor<'_, O, S> {
    /// Takes MaxVendorId and IsRangeEncoding, in one step if both are available.
    #[inline]
    pub(crate) fn take_section_head(&mut self) -> Result<(u16, bool), Fault> {
        const WIDTH: usize = u16::WIDTH + bool::WIDTH;
        if self.source.remaining() >= WIDTH
            && let Some(bits) = self.source.peek(WIDTH)
        {
            self.observer.field(self.path(MAX_VENDOR_ID, None), self.position(), u16::WIDTH);
            let path = self.path(IS_RANGE_ENCODING, None);
            self.observer.field(path, self.position() + u16::WIDTH, bool::WIDTH);
            self.source.advance(WIDTH);
            return Ok((low_u16(bits >> 1), bits & 1 != 0));
        }
        Ok((self.take(MAX_VENDOR_ID)?, self.take(IS_RANGE_ENCODING)?))
    }

    /// Skips a bit field of the vendors 1 to `max`.
    #[inline]
    pub(crate) fn skip_bit_field(&mut self, max: u16) -> Result<(), Fault> {
        self.need(BIT_FIELD, None, usize::from(max))?;
        self.source.advance(usize::from(max));
        Ok(())
    }

    /// Skips a bit field of the vendors 1 to `max` and returns `width` of its bits, at most 57,
    /// starting at the bit of `vendor`.
    #[inline]
    pub(crate) fn peek_bit_field(
        &mut self,
        max: u16,
        vendor: u16,
        width: usize,
    ) -> Result<u64, Fault> {
        let start = self.position();
        self.need(BIT_FIELD, None, usize::from(max))?;
        let before = usize::from(vendor) - 1;
        self.source.advance(before);
        let bits =
            self.peek(BIT_FIELD, None, width).map_err(|fault| Fault { bit: start, ..fault })?;
        self.source.advance(usize::from(max) - before);
        Ok(bits)
    }
}

impl<O: TcfObserver> Cursor<'_, O> {
    /// Takes a bit field of the vendors 1 to `max` as words. Vendor 1 is the most significant bit
    /// of the first word.
    #[inline]
    pub(crate) fn take_bit_field(&mut self, max: u16, words: &mut Vec<u64>) -> Result<(), Fault> {
        let width = usize::from(max);
        self.need(BIT_FIELD, None, width)?;
        self.observer.field(self.path(BIT_FIELD, None), self.position(), width);
        self.source.take_words(width, words);
        Ok(())
    }
}

impl<O: TcfObserver, S: BufferedSource> Cursor<'_, O, S> {
    /// Takes `count` range entries and passes their ranges to `each`. Ids must not exceed `max`.
    #[inline]
    pub(crate) fn take_entries(
        &mut self,
        count: u16,
        max: u16,
        mut each: impl FnMut(VendorRange),
    ) -> Result<(), Fault> {
        let path = self.path(IS_A_RANGE, None);
        let mut index = 0;
        while index < count {
            let (before, position) = (index, self.source.position());
            // A local copy of the reader stays in registers.
            let mut reader = self.source.buffered();
            let start = reader.position();
            let mut pass =
                |index: u16, entry: RawEntry, range: VendorRange, reader: &mut Reader<'_>| {
                    let path = FieldPath { index: Some(index), ..path };
                    let is_range = entry.width > RawEntry::SINGLE;
                    self.observer.entry(
                        path,
                        position + reader.position() - start,
                        RangeEntry { range, is_range },
                    );
                    reader.advance(entry.width);
                    each(range);
                };
            // Two entries per step: the second can be located before the first is validated.
            while index + 1 < count {
                let (first, second) = RawEntry::two_on_top(reader.wide_window());
                let (Some(one), Some(two)) = (first.range(max), second.range(max)) else { break };
                if first.width + second.width > reader.remaining() {
                    break;
                }
                pass(index, first, one, &mut reader);
                pass(index + 1, second, two, &mut reader);
                index += 2;
            }
            while index < count {
                let entry = RawEntry::on_top(reader.window());
                let Some(range) = entry.range(max).filter(|_| entry.width <= reader.remaining())
                else {
                    break;
                };
                pass(index, entry, range, &mut reader);
                index += 1;
            }
            let passed = reader.position() - start;
            self.source.advance(passed);
            if index == before {
                return Err(self.entry_fault(index, max));
            }
        }
        Ok(())
    }

    /// Reads an invalid entry again, field by field, to find the fault.
    #[cold]
    #[expect(clippy::expect_used, reason = "an entry is invalid because one of its fields is")]
    fn entry_fault(&mut self, index: u16, max: u16) -> Fault {
        self.entry_by_fields(index, max).expect_err("the entry has an invalid field")
    }

    fn entry_by_fields(&mut self, index: u16, max: u16) -> Result<(), Fault> {
        let is_range = self.take_in::<bool>(IS_A_RANGE, Some(index))?;
        let start = self.vendor_id(START_OR_ONLY_VENDOR_ID, index, 1, max)?;
        if is_range {
            self.vendor_id(END_VENDOR_ID, index, start, max)?;
        }
        Ok(())
    }

    /// Takes a vendor id from `start` to `max`.
    fn vendor_id(&mut self, field: Field, index: u16, start: u16, max: u16) -> Result<u16, Fault> {
        let bit = self.position();
        self.need(field, Some(index), u16::WIDTH)?;
        let id = low_u16(self.peek(field, Some(index), u16::WIDTH)?);
        let kind = if id == 0 {
            ErrorKind::VendorIdZero
        } else if id < start {
            ErrorKind::RangeInverted { start, end: id }
        } else if id > max {
            ErrorKind::VendorIdAboveMax { id, max }
        } else {
            return self.take_in(field, Some(index));
        };
        Err(Fault { kind, path: self.path(field, Some(index)), bit })
    }
}

/// The fields of an entry before validation. They are extracted without branches because the kind
/// of the next entry is unpredictable.
#[derive(Clone, Copy)]
struct RawEntry {
    start: u16,
    end: u16,
    /// Number of bits of the whole entry: IsARange and one or two ids.
    width: usize,
}

impl RawEntry {
    /// Width of an entry with one id.
    const SINGLE: usize = bool::WIDTH + u16::WIDTH;

    /// The entry that starts at the most significant bit of the window.
    #[inline]
    fn on_top(window: u64) -> Self {
        let is_range = low_u16(window >> 63);
        let (start, second) = (low_u16(window >> 47), low_u16(window >> 31));
        // All ones for a range.
        let mask = is_range.wrapping_neg();
        let end = second & mask | start & !mask;
        Self { start, end, width: Self::SINGLE + u16::WIDTH * usize::from(is_range) }
    }

    /// The first two entries in a wide window.
    #[inline]
    fn two_on_top((high, low): (u64, u64)) -> (Self, Self) {
        let first = Self::on_top(high);
        let behind = high << first.width | low >> (64 - first.width);
        (first, Self::on_top(behind))
    }

    /// The range of ids, or `None` if it is inverted, contains 0 or exceeds `max`.
    #[inline]
    fn range(self, max: u16) -> Option<VendorRange> {
        VendorRange::bounded(self.start, self.end, max)
    }
}
