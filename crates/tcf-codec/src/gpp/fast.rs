//! Decodes regular GPP strings without cursors and buffers.
//!
//! Anything irregular is left to the careful reader, and so is every fault. What is decoded here is
//! the same value as there.

use alloc::vec::Vec;

use super::header::{GPP_TYPE, GPP_VERSION, count};
use super::section::{self, Section};
use super::us;
use crate::bits::{Leading, MAX_TEXT_LEN, ShortFibonacci};
use crate::usp::UspString;
use crate::value::SectionId;

/// A header of a few characters with ids up to 63, before at least one section.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShortHeader {
    /// A bit for each id. The least significant one is not used.
    ids: u64,
    /// The offset of the first section.
    start: usize,
}

impl ShortHeader {
    /// Reads the header of a text of at most `max_len` bytes.
    pub(super) fn read(text: &str, max_len: usize) -> Option<Self> {
        let text = text.as_bytes();
        let header = Leading::of(text);
        // 24 bits before the entries.
        let is_regular = text.get(header.len) == Some(&b'~')
            && header.len >= 4
            && header.window(0) >> 52 == (u64::from(GPP_TYPE) << 6 | u64::from(GPP_VERSION))
            && text.len() <= max_len.min(MAX_TEXT_LEN);
        if !is_regular {
            return None;
        }
        let mut entries = header.window(24);
        let (mut ids, mut last, mut total_length) = (0, 0, 0);
        let mut take = |entries: &mut u64| {
            let code = ShortFibonacci::at_start_of(*entries)?;
            *entries <<= code.width;
            last += u32::from(code.number);
            let id = 1_u64.checked_shl(last)?;
            Some((id, u32::from(code.number)))
        };
        // The bits after the header are zero, and no code consists of zeros.
        for _ in 0..header.window(12) >> 52 {
            let is_range = entries >> 63 != 0;
            entries <<= 1;
            let (start, _) = take(&mut entries)?;
            ids |= start;
            if is_range {
                let (end, length) = take(&mut entries)?;
                // All ids after the first one.
                ids |= end | (end - start);
                total_length += length;
            }
        }
        let is_expanded = total_length == 0 || total_length <= count(separators(text).count());
        is_expanded.then_some(Self { ids, start: header.len + 1 })
    }

    /// The offset of a section, and the text that starts there. `None` without the section.
    pub(super) fn text_from<'a>(&self, text: &'a str, id: SectionId) -> Option<(usize, &'a str)> {
        let id = 1_u64.checked_shl(u32::from(id.get()))?;
        if self.ids & id == 0 {
            return None;
        }
        let before = (self.ids & (id - 1)).count_ones();
        let mut start = self.start;
        for _ in 0..before {
            start = end_of_section(text.as_bytes(), start)? + 1;
        }
        Some((start, text.get(start..)?))
    }

    fn ids(mut self) -> impl Iterator<Item = SectionId> {
        core::iter::from_fn(move || {
            let id = u16::try_from(self.ids.trailing_zeros()).ok();
            // Clears the lowest id. There are 64 zeros if none is left.
            self.ids &= self.ids.wrapping_sub(1);
            id.filter(|&id| id < 64).and_then(SectionId::new)
        })
    }
}

/// The positions of the separators.
fn separators(text: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'~', text)
}

/// The end of the section that starts at an offset.
fn end_of_section(text: &[u8], start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    Some(start + memchr::memchr(b'~', rest).unwrap_or(rest.len()))
}

/// Decodes the sections of a string of at most `max_len` bytes with a [`ShortHeader`]. `None` also
/// if a section has a fault.
pub(super) fn sections(text: &str, max_len: usize) -> Option<Vec<Section>> {
    let header = ShortHeader::read(text, max_len)?;
    #[expect(clippy::expect_used, reason = "at most 63")]
    let count = usize::try_from(header.ids.count_ones()).expect("a number of bits");
    let mut sections = Vec::with_capacity(count);
    let mut scratch = Vec::new();
    let mut start = header.start;
    for id in header.ids() {
        let rest = text.as_bytes().get(start..)?;
        let end = if let Some((us, length)) = us::fast::read(rest, id) {
            sections.push(Section::Us(us));
            start + length
        } else if id == SectionId::USP_V1 {
            let usp = text.get(start..start + UspString::LEN)?;
            sections.push(Section::UspV1(UspString::decode(usp).ok()?));
            start + UspString::LEN
        } else {
            let end = end_of_section(text.as_bytes(), start)?;
            if end == start {
                return None;
            }
            sections.push(section::read(text, id, start..end, &mut scratch, &mut ()).ok()?);
            end
        };
        if !matches!(text.as_bytes().get(end), None | Some(b'~')) {
            return None;
        }
        start = end + 1;
    }
    (start == text.len() + 1).then_some(sections)
}
