//! Vendor sections and restrictions, looked through for one vendor.

use super::sources::Characters;
use crate::bits::Source as _;
use crate::field::{Field, Part};
use crate::observe::{Cursor, Fault};
use crate::signals::{Disclosed, VendorRestrictions};
use crate::value::{RestrictionType, U6, U12, Uint, VendorRange};

type Section<'c, 'a> = Cursor<'c, (), Characters<'a>>;

/// Takes the head of a version 2 section: MaxVendorId and, of ranges, the number of entries.
fn head(cursor: &mut Section<'_, '_>) -> Result<(u16, Option<u16>), Fault> {
    let max = cursor.take(Field::MaxVendorId)?;
    let is_range: bool = cursor.take(Field::IsRangeEncoding)?;
    let entries = if is_range { Some(cursor.take::<U12>(Field::NumEntries)?.get()) } else { None };
    Ok((max, entries))
}

/// Takes entries, decoding many characters at once.
fn walk(
    cursor: &mut Section<'_, '_>,
    entries: u16,
    max: u16,
    each: impl FnMut(VendorRange),
) -> Result<(), Fault> {
    let mut ahead = Cursor::new(cursor.source.in_chunks(), &mut *cursor.observer);
    ahead.part = cursor.part;
    ahead.take_entries(entries, max, each)?;
    let passed = ahead.position() - cursor.source.position();
    cursor.source.advance(passed);
    Ok(())
}

/// Is the vendor among these entries?
fn entries_contain(cursor: &mut Section<'_, '_>, entries: u16, max: u16, vendor: u16) -> Result<bool, Fault> {
    let mut found = false;
    walk(cursor, entries, max, |range| found |= range.contains(vendor))?;
    Ok(found)
}

/// Passes over a section.
pub(super) fn pass(cursor: &mut Section<'_, '_>) -> Result<(), Fault> {
    match head(cursor)? {
        (max, None) => cursor.pass_bit_field(max),
        (max, Some(entries)) => walk(cursor, entries, max, |_| ()),
    }
}

/// Is the vendor in a version 2 section?
pub(super) fn contains(cursor: &mut Section<'_, '_>, vendor: u16) -> Result<bool, Fault> {
    match head(cursor)? {
        (max, None) => bit_field_contains(cursor, max, vendor),
        (max, Some(entries)) => entries_contain(cursor, entries, max, vendor),
    }
}

fn bit_field_contains(cursor: &mut Section<'_, '_>, max: u16, vendor: u16) -> Result<bool, Fault> {
    if (1..=max).contains(&vendor) {
        Ok(cursor.look_into_bit_field(max, vendor, 1)? != 0)
    } else {
        cursor.pass_bit_field(max)?;
        Ok(false)
    }
}

/// Has the vendor consent in a version 1 string?
pub(super) fn v1_contains(cursor: &mut Section<'_, '_>, vendor: u16) -> Result<bool, Fault> {
    let max = cursor.take(Field::MaxVendorId)?;
    if cursor.take::<Uint<1>>(Field::EncodingType)?.get() == 0 {
        return bit_field_contains(cursor, max, vendor);
    }
    let default_consent: bool = cursor.take(Field::DefaultConsent)?;
    let entries: U12 = cursor.take(Field::NumEntries)?;
    let listed = entries_contain(cursor, entries.get(), max, vendor)?;
    Ok((1..=max).contains(&vendor) && listed != default_consent)
}

/// What a section of disclosed vendors says.
pub(super) fn disclosed(cursor: &mut Section<'_, '_>, vendor: u16) -> Result<Disclosed, Fault> {
    let (max, entries) = head(cursor)?;
    let bits = cursor.source;
    let (listed, is_empty) = match entries {
        Some(entries) => (entries_contain(cursor, entries, max, vendor)?, entries == 0),
        None if bit_field_contains(cursor, max, vendor)? => (true, false),
        None => {
            cursor.source = bits;
            (false, is_blank(cursor, max)?)
        }
    };
    Ok(match (listed, is_empty) {
        (true, _) => Disclosed::Listed,
        (false, true) => Disclosed::EmptySegment,
        (false, false) => Disclosed::NotListed,
    })
}

/// Is there no vendor in a bit field? It is known at the first one.
fn is_blank(cursor: &mut Section<'_, '_>, max: u16) -> Result<bool, Fault> {
    const STEP: u16 = 48;
    let bits = cursor.source;
    for first in (1..=max).step_by(usize::from(STEP)) {
        let width = usize::from(STEP.min(max - first + 1));
        cursor.source = bits;
        if cursor.look_into_bit_field(max, first, width)? != 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What the restrictions after the vendor sections demand of a vendor.
pub(super) fn restrictions_of(
    cursor: &mut Section<'_, '_>,
    vendor: u16,
) -> Result<VendorRestrictions, Fault> {
    let mut found = VendorRestrictions::NONE;
    let count: U12 = cursor.take(Field::NumPubRestrictions)?;
    let mut ahead = Cursor::new(cursor.source.in_chunks(), &mut *cursor.observer);
    ahead.part = Part::PubRestrictions;
    for index in 0..count.get() {
        ahead.restriction = Some(index);
        let purpose: U6 = ahead.take(Field::PurposeId)?;
        let restriction_type: RestrictionType = ahead.take(Field::RestrictionType)?;
        let entries: U12 = ahead.take(Field::NumEntries)?;
        let mut demanded = false;
        ahead.take_entries(entries.get(), u16::MAX, |range| demanded |= range.contains(vendor))?;
        if demanded {
            found.insert(purpose.low(), restriction_type);
        }
    }
    Ok(found)
}
