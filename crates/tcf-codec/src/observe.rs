//! Reading fields one after the other, watched by an observer.
//!
//! The plain reading, the layout and the trace come from this one path: the observer of the plain reading does nothing
//! and compiles to nothing.

use core::ops::Range;

use crate::bits::{AtHand, Kind, Reader, Source, Wire, low_u16, saturating_u32};
use crate::error::{Error, ErrorKind};
use crate::field::{Field, FieldPath, Part, Segment};
use crate::value::Entry;
use crate::value::{IdSet, VendorRange};

/// The head of a vendor section, as it is told to observers.
#[derive(Clone, Copy)]
pub(crate) enum SectionForm {
    BitField,
    Ranges { default_consent: bool },
}

/// Is told what a reader takes, in wire order.
pub(crate) trait Observer {
    /// A segment begins; `characters` is its place in the text.
    fn segment(&mut self, _segment: Segment, _characters: Range<usize>, _bytes: &[u8]) {}
    /// A field was taken.
    fn field(&mut self, _path: FieldPath, _bit: usize, _width: usize, _kind: Kind) {}
    /// The head of a vendor section was taken; it began at `bit`.
    fn section(&mut self, _bit: usize, _max_vendor_id: u16, _form: SectionForm) {}
    /// A publisher restriction begins.
    fn restriction(&mut self, _bit: usize) {}
    /// A range entry was taken, in one step with its fields. `path` leads to it.
    fn entry(&mut self, _path: FieldPath, _bit: usize, _entry: Entry) {}
    /// The segment is read; these bits are left over.
    fn tail(&mut self, _bits: Range<usize>, _bytes: &[u8]) {}
}

/// The observer of the plain reading.
impl Observer for () {}

/// A field that could not be taken.
pub(crate) struct Fault {
    pub(crate) kind: ErrorKind,
    path: FieldPath,
    pub(crate) bit: usize,
}

impl Fault {
    /// The fault as an error of a segment whose first character is `start`.
    #[cold]
    pub(crate) fn in_segment(&self, segment: Segment, start: usize) -> Error {
        Error::at_offset(self.kind, start + self.bit / 6)
            .in_segment(segment)
            .in_field(self.path, saturating_u32(self.bit))
    }

    /// The same place, another reason.
    pub(crate) fn because(self, kind: ErrorKind) -> Self {
        Self { kind, ..self }
    }
}

/// Takes the fields of one segment.
pub(crate) struct Cursor<'a, O, S = Reader<'a>> {
    pub(crate) source: S,
    pub(crate) observer: &'a mut O,
    /// Where the next fields lie; their own name is left to [`Self::take`].
    pub(crate) part: Part,
    pub(crate) restriction: Option<u16>,
}

impl<'a, O: Observer, S: Source> Cursor<'a, O, S> {
    pub(crate) fn new(source: S, observer: &'a mut O) -> Self {
        Self { source, observer, part: Part::Plain, restriction: None }
    }

    #[inline]
    pub(crate) fn position(&self) -> usize {
        self.source.position()
    }

    const fn path(&self, field: Field, entry: Option<u16>) -> FieldPath {
        FieldPath { field, part: self.part, restriction: self.restriction, entry }
    }

    /// Takes a field of fixed width.
    #[inline]
    pub(crate) fn take<T: Wire>(&mut self, field: Field) -> Result<T, Fault> {
        self.take_in(field, None)
    }

    #[inline]
    fn take_in<T: Wire>(&mut self, field: Field, entry: Option<u16>) -> Result<T, Fault> {
        let path = self.path(field, entry);
        self.need(path, T::WIDTH)?;
        let bits = self.peek(path, T::WIDTH)?;
        match T::from_bits(bits) {
            Ok(value) => {
                self.observer.field(path, self.position(), T::WIDTH, T::KIND);
                self.source.advance(T::WIDTH);
                Ok(value)
            }
            Err(kind) => Err(Fault { kind, path, bit: self.position() }),
        }
    }

    /// Takes MaxVendorId and IsRangeEncoding, at once where they are there.
    #[inline]
    pub(crate) fn take_section_head(&mut self) -> Result<(u16, bool), Fault> {
        const WIDTH: usize = u16::WIDTH + bool::WIDTH;
        if self.source.remaining() >= WIDTH
            && let Some(bits) = self.source.peek(WIDTH)
        {
            let path = self.path(Field::MaxVendorId, None);
            self.observer.field(path, self.position(), u16::WIDTH, u16::KIND);
            let path = self.path(Field::IsRangeEncoding, None);
            self.observer.field(path, self.position() + u16::WIDTH, bool::WIDTH, bool::KIND);
            self.source.advance(WIDTH);
            return Ok((low_u16(bits >> 1), bits & 1 != 0));
        }
        Ok((self.take(Field::MaxVendorId)?, self.take(Field::IsRangeEncoding)?))
    }

    /// Passes over a bit field of vendors from 1 to `max`.
    #[inline]
    pub(crate) fn pass_bit_field(&mut self, max: u16) -> Result<(), Fault> {
        self.need(self.path(Field::BitField, None), usize::from(max))?;
        self.source.advance(usize::from(max));
        Ok(())
    }

    /// Passes over a bit field of vendors from 1 to `max`, looking at `width` bits, at most 57, from that of `vendor` on.
    #[inline]
    pub(crate) fn look_into_bit_field(&mut self, max: u16, vendor: u16, width: usize) -> Result<u64, Fault> {
        let path = self.path(Field::BitField, None);
        let start = self.position();
        self.need(path, usize::from(max))?;
        let before = usize::from(vendor) - 1;
        self.source.advance(before);
        let bits = self.peek(path, width).map_err(|fault| Fault { bit: start, ..fault })?;
        self.source.advance(usize::from(max) - before);
        Ok(bits)
    }

    /// The next bits. If they cannot be read, the segment ends before them.
    #[inline]
    fn peek(&mut self, path: FieldPath, width: usize) -> Result<u64, Fault> {
        self.source.peek(width).ok_or_else(|| self.truncated(path, width))
    }

    #[inline]
    fn need(&self, path: FieldPath, width: usize) -> Result<(), Fault> {
        if width <= self.source.remaining() { Ok(()) } else { Err(self.truncated(path, width)) }
    }

    #[cold]
    fn truncated(&self, path: FieldPath, width: usize) -> Fault {
        let (needed, available) = (saturating_u32(width), saturating_u32(self.source.remaining()));
        Fault { kind: ErrorKind::Truncated { needed, available }, path, bit: self.position() }
    }
}

impl<O: Observer> Cursor<'_, O> {
    /// Takes a bit for each of `count` ids.
    pub(crate) fn take_ids(&mut self, field: Field, count: usize) -> Result<IdSet<63>, Fault> {
        let path = self.path(field, None);
        self.need(path, count)?;
        // Two windows, because one is good for 57 bits only.
        let high = self.source.window() >> 32;
        let mut ahead = self.source;
        let width = count.min(32);
        ahead.advance(width);
        let low = ahead.window() >> 32;
        let set = IdSet::from_top_bits(high << 32 | low, count);
        self.observer.field(path, self.position(), count, Kind::Ids);
        self.source.advance(count);
        Ok(set)
    }

    /// Takes a bit for each vendor from 1 to `max` as words, vendor 1 on top.
    #[inline]
    pub(crate) fn take_bit_field(&mut self, max: u16, words: &mut alloc::vec::Vec<u64>) -> Result<(), Fault> {
        let path = self.path(Field::BitField, None);
        let width = usize::from(max);
        self.need(path, width)?;
        self.observer.field(path, self.position(), width, Kind::Ids);
        self.source.take_words(width, words);
        Ok(())
    }

    /// Ends the segment: what is left is its tail.
    pub(crate) fn finish(self, bytes: &[u8]) {
        let start = self.position();
        self.observer.tail(start..start + self.source.remaining(), bytes);
    }
}

impl<O: Observer, S: AtHand> Cursor<'_, O, S> {
    /// Takes `count` range entries of ids up to `max`.
    #[inline]
    pub(crate) fn take_entries(
        &mut self,
        count: u16,
        max: u16,
        mut each: impl FnMut(VendorRange),
    ) -> Result<(), Fault> {
        let path = self.path(Field::IsARange, None);
        let mut index = 0;
        while index < count {
            let (before, position) = (index, self.source.position());
            // A reader of its own, which stays in registers.
            let mut reader = self.source.at_hand();
            let start = reader.position();
            let mut pass = |index: u16, entry: RawEntry, range: VendorRange, reader: &mut Reader<'_>| {
                let path = FieldPath { entry: Some(index), ..path };
                let is_range = entry.width > RawEntry::SINGLE;
                self.observer.entry(path, position + reader.position() - start, Entry { range, is_range });
                reader.advance(entry.width);
                each(range);
            };
            // Two at a step: where the second begins is known before the first is looked at.
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
                let Some(range) = entry.range(max).filter(|_| entry.width <= reader.remaining()) else {
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

    /// Reads an entry again, field by field, to find what is wrong with it.
    #[cold]
    fn entry_fault(&mut self, index: u16, max: u16) -> Fault {
        let Err(fault) = self.entry_by_fields(index, max) else {
            debug_assert!(false, "an entry was refused, yet its fields are good");
            return Fault {
                kind: ErrorKind::VendorIdZero,
                path: self.path(Field::IsARange, Some(index)),
                bit: self.position(),
            };
        };
        fault
    }

    fn entry_by_fields(&mut self, index: u16, max: u16) -> Result<(), Fault> {
        let is_range = self.take_in::<bool>(Field::IsARange, Some(index))?;
        let start = self.vendor_id(Field::StartOrOnlyVendorId, index, 1, max)?;
        if is_range {
            self.vendor_id(Field::EndVendorId, index, start, max)?;
        }
        Ok(())
    }

    /// Takes a vendor id that must not be below `start`, nor above `max`.
    fn vendor_id(&mut self, field: Field, index: u16, start: u16, max: u16) -> Result<u16, Fault> {
        let path = self.path(field, Some(index));
        let bit = self.position();
        self.need(path, u16::WIDTH)?;
        let id = low_u16(self.peek(path, u16::WIDTH)?);
        let kind = if id == 0 {
            ErrorKind::VendorIdZero
        } else if id < start {
            ErrorKind::RangeInverted { start, end: id }
        } else if id > max {
            ErrorKind::VendorIdAboveMax { id, max }
        } else {
            return self.take_in(field, Some(index));
        };
        Err(Fault { kind, path, bit })
    }
}

/// The bits of an entry, not looked at yet. There is no branch on the way here: what kind of entry comes next cannot be
/// foretold.
#[derive(Clone, Copy)]
struct RawEntry {
    start: u16,
    end: u16,
    /// Of the whole entry: IsARange, and one id or two.
    width: usize,
}

impl RawEntry {
    /// Width of an entry with one id.
    const SINGLE: usize = bool::WIDTH + u16::WIDTH;

    /// The entry whose first bit is the highest of the window.
    #[inline]
    fn on_top(window: u64) -> Self {
        let is_range = low_u16(window >> 63);
        let (start, second) = (low_u16(window >> 47), low_u16(window >> 31));
        // All ones for a range.
        let mask = is_range.wrapping_neg();
        let end = second & mask | start & !mask;
        Self { start, end, width: Self::SINGLE + u16::WIDTH * usize::from(is_range) }
    }

    /// The entry on top of a wide window, and the one behind it.
    #[inline]
    fn two_on_top((high, low): (u64, u64)) -> (Self, Self) {
        let first = Self::on_top(high);
        let behind = high << first.width | low >> (64 - first.width);
        (first, Self::on_top(behind))
    }

    /// The ids, if they are in order, and none is 0 or above `max`.
    #[inline]
    fn range(self, max: u16) -> Option<VendorRange> {
        VendorRange::up_to(self.start, self.end, max)
    }
}
