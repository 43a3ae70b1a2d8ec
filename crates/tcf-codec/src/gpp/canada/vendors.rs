//! Reads and writes the sets of vendors of a Canadian section, in each of its encodings.

use core::convert::Infallible;

use super::super::ranges::{Limits, fibonacci_range_bits, write_fibonacci_ranges};
use super::value::{CanadaWire, VendorForm};
use crate::bits::{Source, Writer};
use crate::cursor::{Cursor, Fault};
use crate::error::ErrorKind;
use crate::tcf::cursor::TcfObserver;
use crate::tcf::fields::{
    IS_RANGE_ENCODING, MAX_VENDOR_ID, NUM_PUB_RESTRICTIONS, PUB_RESTRICTIONS, PURPOSE_ID,
    RESTRICTION_TYPE,
};
use crate::tcf::{put_count, restrictions, section};
use crate::value::{
    PublisherRestrictions, Restriction, RestrictionType, U6, U12, VendorRanges, VendorSet, Wire,
};

/// Reads a set of vendors.
pub(super) fn read<O: TcfObserver>(
    cursor: &mut Cursor<'_, O>,
    wire: CanadaWire,
    set: &mut VendorSet,
) -> Result<(), Fault> {
    let (max, is_range) = match wire {
        CanadaWire::Legacy => return section::read(cursor, set),
        CanadaWire::Current => cursor.take_section_head()?,
        CanadaWire::Specification => {
            let is_range = cursor.take(IS_RANGE_ENCODING)?;
            (if is_range { u16::MAX } else { cursor.take(MAX_VENDOR_ID)? }, is_range)
        }
    };
    *set = VendorSet::new();
    if is_range {
        let limits = Limits { max_id: max, ..Limits::NONE };
        cursor.take_fibonacci_ranges(limits, |entry| set.insert(entry.range))
    } else {
        cursor.take_bit_field(max, set.refill().words())
    }
}

/// Reads the publisher restrictions. `None` if the core ends before them.
pub(super) fn read_restrictions<O: TcfObserver>(
    cursor: &mut Cursor<'_, O>,
    wire: CanadaWire,
) -> Result<Option<PublisherRestrictions>, Fault> {
    let mut records = PublisherRestrictions::default();
    if wire == CanadaWire::Legacy {
        let rest = cursor.remaining();
        if rest < U12::WIDTH && (rest == 0 || cursor.source.peek(rest) == Some(0)) {
            return Ok(None);
        }
        restrictions::read(cursor, &mut records)?;
        return Ok(Some(records));
    }
    let count: U12 = cursor.take(NUM_PUB_RESTRICTIONS)?;
    cursor.part = Some(PUB_RESTRICTIONS);
    let mut vendors = VendorSet::new();
    for index in 0..count.get() {
        cursor.part_index = Some(index);
        let start = cursor.position();
        let purpose: U6 = cursor.take(PURPOSE_ID)?;
        let restriction_type: RestrictionType = cursor.take(RESTRICTION_TYPE)?;
        read(cursor, wire, &mut vendors)?;
        let (runs, _) = vendors.count_runs();
        if runs > VendorRanges::MAX_LEN {
            let found = u16::try_from(runs).unwrap_or(u16::MAX);
            let path = cursor.path(PURPOSE_ID, None);
            return Err(Fault::new(ErrorKind::TooManyRanges { found }, path, start));
        }
        records.open_ranges().extend(vendors.runs());
        records.close_record(purpose, restriction_type);
    }
    (cursor.part, cursor.part_index) = (None, None);
    Ok(Some(records))
}

/// Whether all restrictions have a purpose and a type that are defined.
pub(super) fn are_defined(restrictions: &PublisherRestrictions) -> bool {
    restrictions.iter().all(|record| {
        matches!(record.purpose.get(), 1..=24)
            && record.restriction_type != RestrictionType::Undefined
    })
}

/// Writes a set of vendors.
pub(super) fn write(writer: &mut Writer, wire: CanadaWire, form: VendorForm, set: &VendorSet) {
    let (runs, singles) = set.count_runs();
    let is_shorter = || {
        let bits = match wire {
            CanadaWire::Legacy => section::range_bits((runs, singles)),
            CanadaWire::Current | CanadaWire::Specification => fibonacci_range_bits(set.runs()),
        };
        bits < length_bits(wire) + usize::from(set.max())
    };
    let is_range = runs <= VendorRanges::MAX_LEN
        && match form {
            VendorForm::Shortest | VendorForm::Padded | VendorForm::Marked => is_shorter(),
            VendorForm::Ranges => true,
            VendorForm::BitField => false,
        };
    write_head(writer, wire, is_range, set.max());
    if !is_range {
        writer.put_words(set.words(), usize::from(set.max()));
    } else if wire == CanadaWire::Legacy {
        section::write_entries_of(writer, set, runs);
    } else {
        write_fibonacci_ranges(writer, runs, set.runs());
    }
}

/// Number of bits of the length that only a bit field has.
fn length_bits(wire: CanadaWire) -> usize {
    if wire == CanadaWire::Specification { u16::WIDTH } else { 0 }
}

fn write_head(writer: &mut Writer, wire: CanadaWire, is_range: bool, max: u16) {
    match wire {
        CanadaWire::Specification => {
            writer.put_bit(is_range);
            if !is_range {
                writer.put(u64::from(max), u16::WIDTH);
            }
        }
        CanadaWire::Current | CanadaWire::Legacy => {
            writer.put(u64::from(max), u16::WIDTH);
            writer.put_bit(is_range);
        }
    }
}

/// Writes the publisher restrictions.
pub(super) fn write_restrictions(
    writer: &mut Writer,
    wire: CanadaWire,
    form: VendorForm,
    records: &PublisherRestrictions,
) {
    if wire == CanadaWire::Legacy {
        let written: Result<(), Infallible> =
            restrictions::write(writer, records, |writer, _, record| {
                restrictions::write_shortest(writer, record);
                Ok(())
            });
        return match written {
            Ok(()) => {}
            Err(never) => match never {},
        };
    }
    put_count(writer, records.len());
    for Restriction { purpose, restriction_type, vendors } in records.iter() {
        purpose.write(writer);
        restriction_type.write(writer);
        write(writer, wire, form, &vendors.iter().copied().collect::<VendorSet>());
    }
}
