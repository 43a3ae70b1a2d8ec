//! Reads and writes publisher restrictions, the last part of the core.

use super::cursor::TcfObserver;
use super::layout::{LayoutErrorKind, RestrictionLayout};
use super::{fields, section};
use crate::bits::Writer;
use crate::cursor::{Cursor, Fault};
use crate::value::Wire;
use crate::value::{
    PublisherRestrictions, RangeEntry, Restriction, RestrictionType, U6, U12, VendorRanges,
    same_vendors,
};

/// Reads NumPubRestrictions and the records into `restrictions`, which must be empty.
pub(crate) fn read<O: TcfObserver>(
    cursor: &mut Cursor<'_, O>,
    restrictions: &mut PublisherRestrictions,
) -> Result<(), Fault> {
    let count: U12 = cursor.take(fields::NUM_PUB_RESTRICTIONS)?;
    cursor.part = Some(fields::PUB_RESTRICTIONS);
    for index in 0..count.get() {
        cursor.part_index = Some(index);
        cursor.observer.restriction(cursor.position());
        let purpose: U6 = cursor.take(fields::PURPOSE_ID)?;
        let restriction_type: RestrictionType = cursor.take(fields::RESTRICTION_TYPE)?;
        let entries: U12 = cursor.take(fields::NUM_ENTRIES)?;
        let ranges = restrictions.open_ranges();
        let mut last_end = None::<u16>;
        let mut in_order = true;
        cursor.take_entries(entries.get(), u16::MAX, |range| {
            in_order &= last_end.is_none_or(|end| end < u16::MAX && end + 1 < range.start());
            last_end = Some(range.end());
            ranges.push(range);
        })?;
        if !in_order {
            restrictions.merge_open_ranges();
        }
        restrictions.close_record(purpose, restriction_type);
    }
    cursor.part = None;
    cursor.part_index = None;
    Ok(())
}

/// Writes all records. `each` writes the entries of a record.
pub(crate) fn write<E>(
    writer: &mut Writer,
    restrictions: &PublisherRestrictions,
    mut each: impl FnMut(&mut Writer, usize, Restriction<'_>) -> Result<(), E>,
) -> Result<(), E> {
    section::put_count(writer, restrictions.len());
    for (index, restriction) in restrictions.iter().enumerate() {
        writer.put(restriction.purpose.to_bits(), U6::WIDTH);
        writer.put(restriction.restriction_type.to_bits(), RestrictionType::WIDTH);
        each(writer, index, restriction)?;
    }
    Ok(())
}

/// Writes the entries of a record in the shortest form.
pub(crate) fn write_shortest(writer: &mut Writer, restriction: Restriction<'_>) {
    section::put_count(writer, restriction.vendors.len());
    for &range in restriction.vendors {
        section::put_entry(writer, RangeEntry::shortest(range));
    }
}

/// Writes the entries of record `index` as in the layout, which must list the same vendors.
pub(super) fn write_with_layout(
    writer: &mut Writer,
    index: usize,
    restriction: Restriction<'_>,
    layout: &[RestrictionLayout],
) -> Result<(), LayoutErrorKind> {
    let differs = LayoutErrorKind::RestrictionDiffers { restriction: index };
    let entries = &layout.get(index).ok_or(differs)?.entries;
    if entries.len() > VendorRanges::MAX_LEN {
        return Err(LayoutErrorKind::TooManyEntries);
    }
    let listed = entries.iter().map(|entry| entry.range);
    if !same_vendors(listed, restriction.vendors.iter().copied()) {
        return Err(differs);
    }
    section::write_entries(writer, entries)
}
