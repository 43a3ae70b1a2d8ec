//! Bit-level input and output: base64url, a bit reader with 64-bit windows, a bit writer, and
//! Fibonacci codes. This module is independent of fields and formats.

mod base64url;
mod fibonacci;
mod reader;
mod writer;

use alloc::vec::Vec;

pub(crate) use base64url::{
    CHUNK, CHUNK_BYTES, Leading, decode, decode_chunk, encode, first_invalid, sextet, sextets,
};
pub(crate) use fibonacci::{FibonacciCode, ShortFibonacci, fibonacci_sum, fibonacci_width};
#[cfg(test)]
pub(crate) use reader::word_at;
pub(crate) use reader::{BufferedSource, Reader, SLACK, Source, Truncated};
pub(crate) use writer::Writer;

/// The low 16 bits of a word.
#[inline]
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "truncation is intended"
)]
pub(crate) const fn low_u16(word: u64) -> u16 {
    word as u16
}

/// Clears the words. If nothing is allocated yet, allocates `count` words at once, which is faster
/// than growing.
#[inline]
pub(crate) fn clear_with_capacity(words: &mut Vec<u64>, count: usize) {
    if words.capacity() == 0 {
        *words = Vec::with_capacity(count);
    }
    words.clear();
}

/// Returns a bit, or `false` past the end.
pub(crate) fn bit_at(bytes: &[u8], at: usize) -> bool {
    bytes.get(at / 8).is_some_and(|byte| byte << (at % 8) & 0x80 != 0)
}

/// The low 8 bits of a word.
#[inline]
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "truncation is intended"
)]
pub(crate) const fn low_u8(word: u64) -> u8 {
    word as u8
}

/// The maximum length of a text, 512 MiB. Its bit offsets fit in a `u32`, and in a `usize` on every
/// supported target.
pub(crate) const MAX_TEXT_LEN: usize = 512 << 20;

const _: () = assert!(MAX_TEXT_LEN <= 0xffff_ffff / 6 - 0xffff);

/// Converts a bit offset or a bit count to the type used in the public API.
#[expect(clippy::expect_used, reason = "texts are at most `MAX_TEXT_LEN` bytes long")]
pub(crate) fn bit_offset(bits: usize) -> u32 {
    u32::try_from(bits).expect("the offset of a bit fits in 32 bits")
}
