//! Reads and writes vendor sections: a set of vendors as a bit field or as ranges.

use super::cursor::{EncodingKind, TcfObserver};
use super::fields;
use super::layout::{LayoutErrorKind, SectionEncoding, SectionLayout};
use crate::bits::{Writer, clear_with_capacity};
use crate::cursor::{Cursor, Fault};
use crate::value::{
    RangeEntry, TooManyRanges, U12, VendorRange, VendorRanges, VendorSet, Wire, fill, fill_narrow,
    same_vendors,
};
use alloc::vec::Vec;

/// Reads a vendor section into `set` and reuses its allocation.
pub(crate) fn read<O: TcfObserver>(
    cursor: &mut Cursor<'_, O>,
    set: &mut VendorSet,
) -> Result<(), Fault> {
    let start = cursor.position();
    let (max, is_range) = cursor.take_section_head()?;
    // Return faults at once: keeping the result until the set is complete would copy a large fault.
    let mut set = set.refill();
    if is_range {
        cursor.observer.section(start, max, EncodingKind::Ranges { default_consent: false });
        read_ranges(cursor, max, set.words())
    } else {
        cursor.observer.section(start, max, EncodingKind::BitField);
        cursor.take_bit_field(max, set.words())
    }
}

/// Reads NumEntries and the entries into words that cover the ids up to `max`.
pub(super) fn read_ranges<O: TcfObserver>(
    cursor: &mut Cursor<'_, O>,
    max: u16,
    words: &mut Vec<u64>,
) -> Result<(), Fault> {
    let count: U12 = cursor.take(fields::NUM_ENTRIES)?;
    // `fill_narrow` needs one more word, which stays zero.
    let length = usize::from(max).div_ceil(64) + 1;
    zero(words, length);
    let mut wide = WideRanges::default();
    cursor.take_entries(count.get(), max, |range| {
        if range.len() <= 64 {
            fill_narrow(words, range);
        } else if range.len() <= WideRanges::OVER {
            fill(words, range);
        } else {
            wide.add(words, range);
        }
    })?;
    wide.fill(words);
    Ok(())
}

/// Replaces the words by `length` zeros.
#[inline]
fn zero(words: &mut Vec<u64>, length: usize) {
    /// Enough for the vendors of a list. Zeroing a constant number of words is faster than zeroing
    /// fewer words of which the number is known only at run time.
    const USUAL: usize = 32;
    clear_with_capacity(words, length.max(USUAL));
    if length <= USUAL {
        words.extend_from_slice(&[0; USUAL]);
        words.truncate(length);
    } else {
        words.resize(length, 0);
    }
}

/// Collects ranges of very many vendors. A short text can contain thousands of ranges over all ids,
/// so filling them one by one would be slow. Instead, each range is recorded as two steps, and one
/// pass over the steps fills them all.
#[derive(Default)]
struct WideRanges {
    /// For each word, how many more ranges cover it than the previous word. `None` before the first
    /// wide range.
    steps: Option<[i16; Self::WORDS + 1]>,
}

impl WideRanges {
    /// A range of more than this many vendors is wide.
    const OVER: usize = 64 * 64;
    /// The number of words in a set of all vendors.
    const WORDS: usize = 1024;

    #[cold]
    #[inline(never)]
    #[expect(clippy::expect_used, reason = "the whole words of a wide range are within the ids")]
    #[expect(clippy::indexing_slicing, reason = "there is a step for every word of the set")]
    fn add(&mut self, words: &mut [u64], range: VendorRange) {
        let steps = self.steps.get_or_insert([0; Self::WORDS + 1]);
        // The whole words of the range are `first..end`. The partial words on either side are
        // filled at once.
        let (first, end) = (usize::from(range.start()).div_ceil(64), usize::from(range.end()) / 64);
        // A section has at most 4,095 entries, so this cannot overflow.
        steps[first] += 1;
        steps[end] -= 1;
        let whole = |word: usize| u16::try_from(word * 64).expect("the word has ids");
        // Either part may be empty.
        for part in [
            VendorRange::new(range.start(), whole(first)),
            VendorRange::new(whole(end) + 1, range.end()),
        ]
        .into_iter()
        .flatten()
        {
            fill(words, part);
        }
    }

    fn fill(&self, words: &mut [u64]) {
        let Some(steps) = &self.steps else { return };
        let mut depth = 0;
        for (word, step) in words.iter_mut().zip(steps) {
            depth += step;
            if depth > 0 {
                *word = u64::MAX;
            }
        }
    }
}

/// Number of bits of NumEntries and the entries for the given numbers of runs and, among them, runs
/// of a single vendor.
pub(crate) const fn range_bits((runs, singles): (usize, usize)) -> usize {
    12 + 33 * runs - 16 * singles
}

/// Writes the shortest section for a set: ranges if they are strictly smaller than the bit field
/// and number at most 4,095.
pub(super) fn write_shortest(writer: &mut Writer, set: &VendorSet) {
    let (runs, singles) = set.count_runs();
    if runs <= VendorRanges::MAX_LEN && range_bits((runs, singles)) < usize::from(set.max()) {
        write_runs(writer, set, runs);
    } else {
        write_bit_field(writer, set, set.max());
    }
}

/// Writes a set as ranges.
pub(super) fn write_ranges(writer: &mut Writer, set: &VendorSet) -> Result<(), TooManyRanges> {
    let (found, _) = set.count_runs();
    if found > VendorRanges::MAX_LEN {
        return Err(TooManyRanges { found });
    }
    write_runs(writer, set, found);
    Ok(())
}

fn write_runs(writer: &mut Writer, set: &VendorSet, runs: usize) {
    write_head(writer, set.max(), true);
    write_entries_of(writer, set, runs);
}

/// Writes NumEntries and the entries of a set of `runs` runs, at most 4,095.
pub(crate) fn write_entries_of(writer: &mut Writer, set: &VendorSet, runs: usize) {
    put_count(writer, runs);
    set.runs().map(RangeEntry::shortest).for_each(|entry| put_entry(writer, entry));
}

/// Writes a set as a bit field of `max` vendors. The set must not have ids above `max`.
pub(super) fn write_bit_field(writer: &mut Writer, set: &VendorSet, max: u16) {
    write_head(writer, max, false);
    writer.put_words(set.words(), usize::from(max));
}

/// Writes MaxVendorId and IsRangeEncoding (in version 1, EncodingType).
pub(super) fn write_head(writer: &mut Writer, max: u16, is_range: bool) {
    writer.put(u64::from(max), 16);
    writer.put_bit(is_range);
}

/// Writes NumEntries or NumPubRestrictions. The count must be at most 4,095.
#[expect(clippy::expect_used, reason = "lists are bounded by their types or by the caller")]
pub(crate) fn put_count(writer: &mut Writer, count: usize) {
    let count = u16::try_from(count).ok().and_then(|count| U12::new(count).ok());
    count.expect("at most 4,095 elements").write(writer);
}

pub(super) fn put_entry(writer: &mut Writer, entry: RangeEntry) {
    let (start, end) = (u64::from(entry.range.start()), u64::from(entry.range.end()));
    if entry.is_range {
        writer.put(1 << 32 | start << 16 | end, 33);
    } else {
        writer.put(start, 17);
    }
}

/// Writes NumEntries and the entries of a layout.
pub(super) fn write_entries(
    writer: &mut Writer,
    entries: &[RangeEntry],
) -> Result<(), LayoutErrorKind> {
    if entries.len() > VendorRanges::MAX_LEN {
        return Err(LayoutErrorKind::TooManyEntries);
    }
    put_count(writer, entries.len());
    for &entry in entries {
        if !entry.is_range && entry.range.len() > 1 {
            return Err(LayoutErrorKind::NotSingleVendor);
        }
        put_entry(writer, entry);
    }
    Ok(())
}

/// Writes a section as in the layout, which must list the same vendors as `set`. `section` is its
/// index, for errors.
pub(super) fn write_with_layout(
    writer: &mut Writer,
    set: &VendorSet,
    layout: &SectionLayout,
    section: usize,
) -> Result<(), LayoutErrorKind> {
    let max = layout.max_vendor_id;
    if set.max() > max {
        return Err(LayoutErrorKind::AboveMaxVendorId { section });
    }
    match &layout.encoding {
        SectionEncoding::BitField => write_bit_field(writer, set, max),
        SectionEncoding::Ranges { default_consent: true, .. } => {
            return Err(LayoutErrorKind::DefaultConsent);
        }
        SectionEncoding::Ranges { default_consent: false, entries } => {
            check_entries(set, max, entries, section)?;
            write_head(writer, max, true);
            write_entries(writer, entries)?;
        }
    }
    Ok(())
}

/// Checks that the entries list exactly the vendors of a set.
pub(super) fn check_entries(
    set: &VendorSet,
    max: u16,
    entries: &[RangeEntry],
    section: usize,
) -> Result<(), LayoutErrorKind> {
    if entries.iter().any(|entry| entry.range.end() > max) {
        return Err(LayoutErrorKind::AboveMaxVendorId { section });
    }
    // More entries are invalid; the limit also bounds the work below.
    if entries.len() > VendorRanges::MAX_LEN {
        return Err(LayoutErrorKind::TooManyEntries);
    }
    if same_vendors(entries.iter().map(|entry| entry.range), set.runs()) {
        Ok(())
    } else {
        Err(LayoutErrorKind::VendorsDiffer { section })
    }
}
