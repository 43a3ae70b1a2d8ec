//! Bits in and out: 64-bit windows over bytes, and the numbers they give.

mod reader;
mod wire;
mod writer;

pub(crate) use reader::{Reader, SLACK, Source, Windows, word_at};
pub(crate) use wire::{Kind, Wire};
pub(crate) use writer::Writer;

/// The low 16 bits of a word; what is above them is dropped on purpose.
pub(crate) const fn low_u16(word: u64) -> u16 {
    let [.., high, low] = word.to_be_bytes();
    u16::from_be_bytes([high, low])
}

/// The low 8 bits of a word; what is above them is dropped on purpose.
pub(crate) const fn low_u8(word: u64) -> u8 {
    let [.., low] = word.to_be_bytes();
    low
}

/// A position or width for the outside. Texts over 512 MiB of bits are beyond every cap that can be set.
pub(crate) fn saturating_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
