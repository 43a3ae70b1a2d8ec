//! Decodes regular GPP strings without cursors and buffers.
//!
//! Anything irregular is left to the careful reader, and so is every fault. What is decoded here is
//! the same value as there.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::section::Section;
use super::section_ids::{LowIds, SomeLowIds};
use super::section_list::SectionList;
use super::separators::{count_separators, end_of_section, has_sections, last_separator};
use super::us;
use crate::bits::{MAX_TEXT_LEN, ShortFibonacci, sextet};
use crate::tcf::TcString;
use crate::tcf::segments::{Scratch, decode_v2};
use crate::usp::UspString;
use crate::value::SectionId;

/// A header of a few characters with ids up to 63, before at least one section.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShortHeader {
    ids: SomeLowIds,
    /// The offset of the first section.
    start: usize,
}

/// Type 3, version 1 and the upper half of a number of entries below 64.
const START: &[u8] = b"DBA";

/// The maximum number of characters after the start.
const MAX_ENTRIES_LEN: usize = 10;

impl ShortHeader {
    /// Reads the header of a text of at most `max_len` bytes.
    #[inline]
    pub(super) fn read(text: &str, max_len: usize) -> Option<Self> {
        let rest = text.as_bytes().strip_prefix(START)?;
        if text.len() > max_len.min(MAX_TEXT_LEN) {
            return None;
        }
        let (mut bits, mut unused, mut len) = (0, u64::BITS, 0);
        for &character in rest.get(..=MAX_ENTRIES_LEN).unwrap_or(rest) {
            let Some(sextet) = sextet(character) else { break };
            unused = unused.checked_sub(6)?;
            bits |= u64::from(sextet) << unused;
            len += 1;
        }
        if len == 0 || rest.get(len) != Some(&b'~') {
            return None;
        }
        let ids = read_entries(bits >> 58, bits << 6, text)?.non_empty()?;
        Some(Self { ids, start: START.len() + len + 1 })
    }

    /// The ids.
    pub(super) fn ids(&self) -> LowIds {
        self.ids.into()
    }

    /// The offset of the end of the header.
    pub(super) const fn end(&self) -> usize {
        self.start - 1
    }

    /// Whether there are as many sections as ids, and none is empty.
    pub(super) fn fits(&self, text: &str) -> bool {
        has_sections(text.as_bytes(), self.ids().len())
    }

    /// The offset of a section, and the text that starts there. `None` without the section.
    pub(super) fn text_from<'a>(&self, text: &'a str, id: SectionId) -> Option<(usize, &'a str)> {
        let (before, after) = self.ids().around(id)?;
        let start = if after < before {
            let mut end = text.len();
            for _ in 0..after {
                end = last_separator(text.as_bytes(), end)?;
            }
            last_separator(text.as_bytes(), end)? + 1
        } else {
            let mut start = self.start;
            for _ in 0..before {
                start = end_of_section(text.as_bytes(), start)? + 1;
            }
            start
        };
        Some((start, text.get(start..)?))
    }
}

/// Reads `count` entries at the start of a word that ends with zeros, which no code consists of.
#[inline]
fn read_entries(count: u64, mut entries: u64, text: &str) -> Option<LowIds> {
    let mut next = || {
        let is_range = entries >> 63 != 0;
        entries <<= 1;
        let mut distance = || {
            let code = ShortFibonacci::at_start_of(entries)?;
            entries <<= code.width;
            Some(u32::from(code.number))
        };
        Some((distance()?, if is_range { distance()? } else { 0 }))
    };
    let (mut ids, mut last, mut total_length) = (LowIds::default(), 0, 0);
    for _ in 0..count {
        let (distance, length) = next()?;
        let start = last + distance;
        last = start + length;
        ids.insert_range(start, last)?;
        total_length += length;
    }
    // The careful reader has a limit on ranges. There is at least one section.
    let has_few_ids = total_length <= 1 || ids.len() <= count_separators(text.as_bytes());
    has_few_ids.then_some(ids)
}

/// Decodes the sections of a string of at most `max_len` bytes with a [`ShortHeader`]. `None` also
/// if a section has a fault.
#[inline]
pub(super) fn sections(text: &str, max_len: usize) -> Option<SectionList> {
    let header = ShortHeader::read(text, max_len)?;
    if let Some(id) = header.ids().only() {
        let rest = text.as_bytes().get(header.start..)?;
        if let Some((section, len)) = us::fast::read(rest, id) {
            return (len == rest.len()).then_some(SectionList::One(Some(Section::Us(section))));
        }
    }
    any_sections(text, header)
}

/// Decodes sections of any kind.
#[inline(never)]
fn any_sections(text: &str, header: ShortHeader) -> Option<SectionList> {
    let mut sections = Vec::with_capacity(header.ids().len());
    // The separator before the next section.
    let mut end = header.end();
    for id in header.ids().iter() {
        if text.as_bytes().get(end) != Some(&b'~') {
            return None;
        }
        end = push_section(&mut sections, text, end + 1, id)?;
    }
    (end == text.len()).then(|| sections.into())
}

/// Decodes the section at an offset. Returns the offset of its end.
#[inline]
fn push_section(
    sections: &mut Vec<Section>,
    text: &str,
    start: usize,
    id: SectionId,
) -> Option<usize> {
    if id == SectionId::TCF_EU_V2 {
        let end = end_of_section(text.as_bytes(), start)?;
        let mut tc = Box::<TcString>::default();
        let text = text.get(start..end)?;
        decode_v2(text, MAX_TEXT_LEN, &mut tc, &mut Scratch::default(), &mut ()).ok()?;
        sections.push(Section::TcfEuV2(tc));
        return Some(end);
    }
    if id == SectionId::USP_V1 {
        let usp = UspString::of(*text.as_bytes().get(start..)?.first_chunk()?)?;
        sections.push(Section::UspV1(usp));
        return Some(start + UspString::LEN);
    }
    if let Some((us, len)) = us::fast::read(text.as_bytes().get(start..)?, id) {
        sections.push(Section::Us(us));
        return Some(start + len);
    }
    let end = end_of_section(text.as_bytes(), start)?;
    sections.push(Section::decode(id, text.get(start..end)?).ok()?);
    Some(end)
}
