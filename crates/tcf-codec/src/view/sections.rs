//! Lookups of one vendor in vendor sections and restrictions.

use super::source::Text;
use crate::cursor::{Cursor, Fault};
use crate::signals::{DisclosedSegment, DisclosedSignal, VendorRestrictions, VendorSignals};
use crate::tcf::fields;
use crate::value::{RestrictionType, U6, U12, Uint, VendorId};

type Section<'c, 'a> = Cursor<'c, (), Text<'a>>;

/// Reads the header of a version 2 section: MaxVendorId and, for ranges, the number of entries.
#[inline]
fn head(cursor: &mut Section<'_, '_>) -> Result<(u16, Option<u16>), Fault> {
    let (max, is_range) = cursor.take_section_head()?;
    let entries =
        if is_range { Some(cursor.take::<U12>(fields::NUM_ENTRIES)?.get()) } else { None };
    Ok((max, entries))
}

/// Whether one of the entries contains the vendor.
#[inline]
fn entries_contain(
    cursor: &mut Section<'_, '_>,
    entries: u16,
    max: u16,
    vendor: VendorId,
) -> Result<bool, Fault> {
    let mut found = false;
    cursor.take_entries(entries, max, |range| found |= range.contains(vendor))?;
    Ok(found)
}

#[inline]
fn bit_field_contains(
    cursor: &mut Section<'_, '_>,
    max: u16,
    vendor: VendorId,
) -> Result<bool, Fault> {
    if vendor.get() <= max {
        Ok(cursor.peek_bit_field(max, vendor.get(), 1)? != 0)
    } else {
        cursor.skip_bit_field(max)?;
        Ok(false)
    }
}

/// Whether a version 2 section contains the vendor.
#[inline]
fn contains(cursor: &mut Section<'_, '_>, vendor: VendorId) -> Result<bool, Fault> {
    match head(cursor)? {
        (max, None) => bit_field_contains(cursor, max, vendor),
        (max, Some(entries)) => entries_contain(cursor, entries, max, vendor),
    }
}

/// Skips a version 2 section.
fn skip(cursor: &mut Section<'_, '_>) -> Result<(), Fault> {
    match head(cursor)? {
        (max, None) => cursor.skip_bit_field(max),
        (max, Some(entries)) => cursor.take_entries(entries, max, |_| ()),
    }
}

/// Whether the vendor has consent in a version 1 string.
pub(super) fn v1_consent(cursor: &mut Section<'_, '_>, vendor: VendorId) -> Result<bool, Fault> {
    let max = cursor.take(fields::MAX_VENDOR_ID)?;
    if cursor.take::<Uint<1>>(fields::ENCODING_TYPE)?.get() == 0 {
        return bit_field_contains(cursor, max, vendor);
    }
    let default_consent: bool = cursor.take(fields::DEFAULT_CONSENT)?;
    let entries: U12 = cursor.take(fields::NUM_ENTRIES)?;
    let listed = entries_contain(cursor, entries.get(), max, vendor)?;
    Ok(vendor.get() <= max && listed != default_consent)
}

/// Whether the vendor is in the vendor consent section, which starts at the cursor.
#[inline]
pub(super) fn consent(cursor: &mut Section<'_, '_>, vendor: VendorId) -> Result<bool, Fault> {
    cursor.part = Some(fields::VENDOR_CONSENT);
    contains(cursor, vendor)
}

/// Whether the vendor is in the vendor legitimate interest section. The cursor is at the vendor
/// consent section, which comes before it.
pub(super) fn legitimate_interest(
    cursor: &mut Section<'_, '_>,
    vendor: VendorId,
) -> Result<bool, Fault> {
    cursor.part = Some(fields::VENDOR_CONSENT);
    skip(cursor)?;
    cursor.part = Some(fields::VENDOR_LEGITIMATE_INTEREST);
    contains(cursor, vendor)
}

/// Whether the vendor is in each of the two vendor sections, the first of which starts at the
/// cursor.
#[inline]
pub(super) fn vendor(
    cursor: &mut Section<'_, '_>,
    vendor: VendorId,
) -> Result<VendorSignals, Fault> {
    let consent = consent(cursor, vendor)?;
    cursor.part = Some(fields::VENDOR_LEGITIMATE_INTEREST);
    Ok(VendorSignals { consent, legitimate_interest: contains(cursor, vendor)? })
}

/// The restrictions on a vendor. They follow the two vendor sections.
pub(super) fn vendor_restrictions(
    cursor: &mut Section<'_, '_>,
    vendor: VendorId,
) -> Result<VendorRestrictions, Fault> {
    for part in [fields::VENDOR_CONSENT, fields::VENDOR_LEGITIMATE_INTEREST] {
        cursor.part = Some(part);
        skip(cursor)?;
    }
    cursor.part = None;
    let count: U12 = cursor.take(fields::NUM_PUB_RESTRICTIONS)?;
    cursor.part = Some(fields::PUB_RESTRICTIONS);
    let mut found = VendorRestrictions::NONE;
    for index in 0..count.get() {
        cursor.part_index = Some(index);
        let purpose: U6 = cursor.take(fields::PURPOSE_ID)?;
        let restriction_type: RestrictionType = cursor.take(fields::RESTRICTION_TYPE)?;
        let entries: U12 = cursor.take(fields::NUM_ENTRIES)?;
        if entries_contain(cursor, entries.get(), u16::MAX, vendor)? {
            found.insert(purpose, restriction_type);
        }
    }
    Ok(found)
}

/// The state of a vendor in the disclosed vendors segment.
pub(super) fn disclosed(
    cursor: &mut Section<'_, '_>,
    vendor: VendorId,
) -> Result<DisclosedSignal, Fault> {
    cursor.take::<Uint<3>>(fields::SEGMENT_TYPE)?;
    let (max, entries) = head(cursor)?;
    let start = cursor.position();
    let (listed, is_empty) = match entries {
        Some(entries) => (entries_contain(cursor, entries, max, vendor)?, entries == 0),
        None if bit_field_contains(cursor, max, vendor)? => (true, false),
        None => (false, is_empty_bit_field(cursor, start, max)?),
    };
    Ok(match (listed, is_empty) {
        (true, _) => DisclosedSignal::Listed,
        (false, true) => DisclosedSignal::EmptySegment,
        (false, false) => DisclosedSignal::NotListed,
    })
}

/// Whether the disclosed vendors segment lists any vendor.
pub(super) fn disclosed_segment(cursor: &mut Section<'_, '_>) -> Result<DisclosedSegment, Fault> {
    cursor.take::<Uint<3>>(fields::SEGMENT_TYPE)?;
    let (max, entries) = head(cursor)?;
    let start = cursor.position();
    let is_empty = match entries {
        Some(entries) => entries == 0,
        None => is_empty_bit_field(cursor, start, max)?,
    };
    Ok(if is_empty { DisclosedSegment::Empty } else { DisclosedSegment::NotEmpty })
}

/// Whether the bit field at `start` has no vendors. Stops at the first vendor.
fn is_empty_bit_field(cursor: &mut Section<'_, '_>, start: usize, max: u16) -> Result<bool, Fault> {
    const STEP: u16 = 48;
    for first in (1..=max).step_by(usize::from(STEP)) {
        let width = usize::from(STEP.min(max - first + 1));
        cursor.source.seek(start);
        if cursor.peek_bit_field(max, first, width)? != 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
