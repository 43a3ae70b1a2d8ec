//! Bits in and out: 64-bit windows over bytes, and the numbers they give.

mod reader;
mod wire;
mod writer;

use alloc::vec::Vec;

#[cfg(test)]
pub(crate) use reader::word_at;
pub(crate) use reader::{AtHand, Reader, SLACK, Source};
pub(crate) use wire::{Kind, Wire};
pub(crate) use writer::Writer;

/// The low 16 bits of a word; what is above them is dropped on purpose.
#[inline]
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "dropping bits is the purpose")]
pub(crate) const fn low_u16(word: u64) -> u16 {
    word as u16
}

/// Empties memory for so many words. Where there is none yet it is asked for at once: growing takes longer.
#[inline]
pub(crate) fn make_room(words: &mut Vec<u64>, count: usize) {
    if words.capacity() == 0 {
        *words = Vec::with_capacity(count);
    }
    words.clear();
}

/// The low 8 bits of a word; what is above them is dropped on purpose.
#[inline]
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "dropping bits is the purpose")]
pub(crate) const fn low_u8(word: u64) -> u8 {
    word as u8
}

/// A position or width for the outside. Texts over 512 MiB of bits are beyond every cap that can be set.
pub(crate) fn saturating_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
