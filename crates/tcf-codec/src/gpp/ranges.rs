//! Reads and writes ranges of ids whose numbers are Fibonacci codes.
//!
//! NumEntries (12 bits), then for each entry IsARange (1 bit), the distance from the previous id to
//! the first id and, for a range, the distance from there to the last id. So ids always ascend.

use core::num::NonZeroU16;

use super::fields::{LENGTH, OFFSET};
use crate::bits::{FibonacciCode, Source, Writer, fibonacci_width};
use crate::cursor::{Cursor, Fault, Observer};
use crate::error::ErrorKind;
use crate::field::Field;
use crate::tcf::fields::{IS_A_RANGE, NUM_ENTRIES};
use crate::tcf::put_count;
use crate::value::{RangeEntry, U12, VendorRange, Wire};

/// What the ids of a range must not exceed. Nothing is expanded before it is checked.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// The highest id.
    pub(super) max_id: u16,
    /// The sum of the lengths of all ranges, which is less than the number of ids. It is the number
    /// of sections of a GPP string.
    pub(super) total_length: u32,
}

impl Limits {
    /// Ids of 16 bits.
    pub(super) const NONE: Self = Self { max_id: u16::MAX, total_length: u32::MAX };
}

impl<O: Observer> Cursor<'_, O> {
    /// Reads NumEntries and the entries and passes them to `each`, in ascending order.
    pub(super) fn take_fibonacci_ranges(
        &mut self,
        limits: Limits,
        mut each: impl FnMut(RangeEntry),
    ) -> Result<(), Fault> {
        let count: U12 = self.take(NUM_ENTRIES)?;
        let (mut last, mut total_length) = (0, 0_u32);
        for index in 0..count.get() {
            let is_range = self.take_in(IS_A_RANGE, Some(index))?;
            let code = self.peek_fibonacci(OFFSET, index)?;
            let start = self.take_id(OFFSET, index, last, code, limits.max_id)?;
            let mut end = start;
            if is_range {
                let code = self.peek_fibonacci(LENGTH, index)?;
                total_length = total_length.saturating_add(code.number);
                if total_length > limits.total_length {
                    let kind = ErrorKind::TooManyIds { sections: limits.total_length };
                    let path = self.path(LENGTH, Some(index));
                    return Err(Fault::new(kind, path, self.position()));
                }
                end = self.take_id(LENGTH, index, start, code, limits.max_id)?;
            }
            last = end;
            #[expect(clippy::expect_used, reason = "distances are positive")]
            let range = VendorRange::new(start, end).expect("ids ascend");
            each(RangeEntry { range, is_range });
        }
        Ok(())
    }

    fn peek_fibonacci(&self, field: Field, index: u16) -> Result<FibonacciCode, Fault> {
        let path = self.path(field, Some(index));
        self.source.peek_fibonacci().map_err(|truncated| Fault::truncated(path, truncated))
    }

    /// Takes a code and returns the id at that distance from another one.
    fn take_id(
        &mut self,
        field: Field,
        index: u16,
        from: u16,
        code: FibonacciCode,
        max_id: u16,
    ) -> Result<u16, Fault> {
        let path = self.path(field, Some(index));
        let id = u16::try_from(code.number).ok().and_then(|distance| from.checked_add(distance));
        let kind = match id {
            Some(id) if id <= max_id => {
                self.observer.field(path, self.position(), code.width);
                self.source.advance(code.width);
                return Ok(id);
            }
            Some(id) => ErrorKind::VendorIdAboveMax { id, max: max_id },
            None => ErrorKind::IdTooLarge { found: u32::from(from).saturating_add(code.number) },
        };
        Err(Fault::new(kind, path, self.position()))
    }
}

/// Number of bits of NumEntries and the entries of ascending ranges.
pub(super) fn fibonacci_range_bits(ranges: impl Iterator<Item = VendorRange>) -> usize {
    let mut last = 0;
    ranges.fold(U12::WIDTH, |bits, range| {
        let start = distance(last, range.start());
        last = range.end();
        let length = range.end() - range.start();
        bits + bool::WIDTH
            + fibonacci_width(start)
            + NonZeroU16::new(length).map_or(0, fibonacci_width)
    })
}

/// Writes NumEntries and an entry for each of `count` ranges, at most 4,095. The ranges must
/// ascend.
pub(super) fn write_fibonacci_ranges(
    writer: &mut Writer,
    count: usize,
    ranges: impl Iterator<Item = VendorRange>,
) {
    put_count(writer, count);
    let mut last = 0;
    for range in ranges {
        let is_range = range.len() > 1;
        writer.put_bit(is_range);
        writer.put_fibonacci(distance(last, range.start()));
        if is_range {
            writer.put_fibonacci(distance(range.start(), range.end()));
        }
        last = range.end();
    }
}

#[expect(clippy::expect_used, reason = "the ranges ascend")]
fn distance(from: u16, to: u16) -> NonZeroU16 {
    to.checked_sub(from).and_then(NonZeroU16::new).expect("ids ascend")
}
