//! Reads consecutive fields and reports each to an observer.
//!
//! The value, the layout and the trace share this code path. The observer of plain decoding does
//! nothing and compiles to nothing.

use core::ops::Range;

use crate::bits::{Reader, Source, Truncated, bit_offset};
use crate::error::{Error, ErrorKind};
use crate::field::{Field, FieldPath, Part};
use crate::value::{IdSet, InvalidBits, Wire};

/// Receives what the decoder reads, in wire order.
pub(crate) trait Observer {
    /// Called at the start of a segment. `text` is its byte range in the text.
    fn segment(&mut self, _name: &'static str, _text: Range<usize>, _bytes: &[u8]) {}
    /// Called after a field was read.
    fn field(&mut self, _path: FieldPath, _bit: usize, _width: usize) {}
    /// Called at the end of a segment with the bits after its last field.
    fn tail(&mut self, _bits: Range<usize>, _bytes: &[u8]) {}
}

/// The observer of plain decoding.
impl Observer for () {}

/// A field that cannot be decoded.
pub(crate) struct Fault {
    pub(crate) kind: ErrorKind,
    pub(crate) path: FieldPath,
    pub(crate) bit: usize,
}

impl Fault {
    #[cold]
    #[inline(never)]
    pub(crate) fn new(kind: ErrorKind, path: FieldPath, bit: usize) -> Self {
        Self { kind, path, bit }
    }

    /// A field that extends past the end of the segment.
    #[cold]
    #[inline(never)]
    pub(crate) fn truncated(
        path: FieldPath,
        Truncated { needed, available, at }: Truncated,
    ) -> Self {
        let (needed, available) = (bit_offset(needed), bit_offset(available));
        Self { kind: ErrorKind::Truncated { needed, available }, path, bit: at }
    }

    /// The fault as an error in a segment whose first character is at offset `start`.
    #[cold]
    pub(crate) fn in_segment(&self, segment: &'static str, start: usize) -> Error {
        Error::at_offset(self.kind, start + self.bit / 6)
            .in_segment(segment)
            .in_field(self.path, bit_offset(self.bit))
    }

    /// Replaces the kind.
    pub(crate) fn with_kind(self, kind: ErrorKind) -> Self {
        Self { kind, ..self }
    }
}

impl From<InvalidBits> for ErrorKind {
    fn from(invalid: InvalidBits) -> Self {
        match invalid {
            InvalidBits::Letter { value } => Self::InvalidLetter { value },
        }
    }
}

/// Reads the fields of a segment.
pub(crate) struct Cursor<'a, O, S = Reader<'a>> {
    pub(crate) source: S,
    pub(crate) observer: &'a mut O,
    /// The part of the next fields.
    pub(crate) part: Option<Part>,
    pub(crate) part_index: Option<u16>,
}

impl<'a, O: Observer, S: Source> Cursor<'a, O, S> {
    pub(crate) fn new(source: S, observer: &'a mut O) -> Self {
        Self { source, observer, part: None, part_index: None }
    }

    #[inline]
    pub(crate) fn position(&self) -> usize {
        self.source.position()
    }

    /// Number of bits left.
    #[inline]
    pub(crate) fn remaining(&self) -> usize {
        self.source.remaining()
    }

    pub(crate) const fn path(&self, field: Field, index: Option<u16>) -> FieldPath {
        FieldPath { field, part: self.part, part_index: self.part_index, index }
    }

    /// Reads a field of fixed width.
    #[inline]
    pub(crate) fn take<T: Wire>(&mut self, field: Field) -> Result<T, Fault> {
        self.take_in(field, None)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "measured: the error path prevents inlining")]
    pub(crate) fn take_in<T: Wire>(
        &mut self,
        field: Field,
        index: Option<u16>,
    ) -> Result<T, Fault> {
        self.need(field, index, T::WIDTH)?;
        self.take_present_in(field, index)
    }

    /// Like [`Self::take`], without a length check.
    #[inline]
    pub(crate) fn take_present<T: Wire>(&mut self, field: Field) -> Result<T, Fault> {
        self.take_present_in(field, None)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "measured: the error path prevents inlining")]
    fn take_present_in<T: Wire>(&mut self, field: Field, index: Option<u16>) -> Result<T, Fault> {
        let bits = self.peek(field, index, T::WIDTH)?;
        match T::from_bits(bits) {
            Ok(value) => {
                self.observer.field(self.path(field, index), self.position(), T::WIDTH);
                self.source.advance(T::WIDTH);
                Ok(value)
            }
            Err(invalid) => {
                Err(Fault::new(invalid.into(), self.path(field, index), self.position()))
            }
        }
    }

    /// Returns the next bits. If they are in invalid characters, the field counts as truncated.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "measured: the error path prevents inlining")]
    pub(crate) fn peek(
        &mut self,
        field: Field,
        index: Option<u16>,
        width: usize,
    ) -> Result<u64, Fault> {
        match self.source.peek(width) {
            Some(bits) => Ok(bits),
            None => Err(self.truncated(field, index, width)),
        }
    }

    /// Checks that the bits of a field are available.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "measured: the error path prevents inlining")]
    pub(crate) fn need(&self, field: Field, index: Option<u16>, width: usize) -> Result<(), Fault> {
        if width <= self.source.remaining() {
            Ok(())
        } else {
            Err(self.truncated(field, index, width))
        }
    }

    // Faults are built without a reference to the cursor, which would force it out of registers.
    #[inline]
    fn truncated(&self, field: Field, index: Option<u16>, width: usize) -> Fault {
        Fault::truncated(self.path(field, index), self.source.truncated(width))
    }
}

impl<O: Observer> Cursor<'_, O> {
    /// Reads one bit for each of `count` ids.
    pub(crate) fn take_ids(&mut self, field: Field, count: usize) -> Result<IdSet<63>, Fault> {
        self.need(field, None, count)?;
        // Two windows, because only 57 bits of one are valid.
        let high = self.source.window() >> 32;
        let mut ahead = self.source;
        let width = count.min(32);
        ahead.advance(width);
        let low = ahead.window() >> 32;
        let set = IdSet::from_top_bits(high << 32 | low, count);
        self.observer.field(self.path(field, None), self.position(), count);
        self.source.advance(count);
        Ok(set)
    }

    /// Ends the segment and reports the remaining bits as its tail.
    pub(crate) fn finish(self, bytes: &[u8]) {
        let start = self.position();
        self.observer.tail(start..start + self.source.remaining(), bytes);
    }
}
