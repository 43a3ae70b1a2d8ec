//! Binary property lists.
//!
//! A file is a header, objects, a table of their offsets, and a trailer with the sizes of offsets
//! and references. Arrays and dictionaries refer to other objects by number, and may refer to the
//! same one many times, so the number of values is limited by the collector, not by the file.

use super::{Collector, PreferenceKind, PreferencesError, PreferencesFormat};

type Result<T> = std::result::Result<T, PreferencesError>;

/// The length of the trailer.
const TRAILER: usize = 32;

/// A property list.
struct Plist<'a> {
    bytes: &'a [u8],
    offset_size: usize,
    reference_size: usize,
    objects: usize,
    table: usize,
}

/// Reads a property list.
pub(super) fn plist(bytes: &[u8], found: &mut Collector) -> Result<()> {
    let end = bytes.len().checked_sub(TRAILER).ok_or_else(|| invalid("a trailer", bytes.len()))?;
    let byte = |at: usize| bytes.get(end + at).copied().map(usize::from);
    let number = |at: usize| big_endian(bytes.get(end + at..end + at + 8)?);
    let trailer = || {
        let plist = Plist {
            bytes,
            offset_size: byte(6)?,
            reference_size: byte(7)?,
            objects: number(8)?,
            table: number(24)?,
        };
        let is_valid = (1..=8).contains(&plist.offset_size)
            && (1..=8).contains(&plist.reference_size)
            && plist.table.checked_add(plist.objects.checked_mul(plist.offset_size)?)? <= end;
        is_valid.then_some((plist, number(16)?))
    };
    let (plist, top) = trailer().ok_or_else(|| invalid("a trailer", end))?;
    plist.object(top, found)
}

const fn invalid(expected: &'static str, offset: usize) -> PreferencesError {
    PreferencesError::Invalid { format: PreferencesFormat::BinaryPlist, expected, offset }
}

/// A number of up to 8 bytes; `None` if it does not fit.
fn big_endian(bytes: &[u8]) -> Option<usize> {
    let mut number = 0_u64;
    for byte in bytes {
        number = number.checked_mul(256)? + u64::from(*byte);
    }
    usize::try_from(number).ok()
}

impl Plist<'_> {
    /// Reads an object by its number. The depth is limited by the collector.
    fn object(&self, number: usize, found: &mut Collector) -> Result<()> {
        let start = self.offset_of(number)?;
        let marker = *self.bytes.get(start).ok_or_else(|| invalid("an object", start))?;
        let (kind, info) = (marker >> 4, usize::from(marker & 0x0f));
        match kind {
            0x0 => match info {
                0x8 => found.push(PreferenceKind::Boolean, "false", start),
                0x9 => found.push(PreferenceKind::Boolean, "true", start),
                _ => found.push(PreferenceKind::Null, "", start),
            },
            0x1 => {
                let bytes = self.slice(start + 1, 1 << info.min(5))?;
                let value = integer(bytes).ok_or_else(|| invalid("an integer", start))?;
                found.push(PreferenceKind::Integer, &value.to_string(), start)
            }
            0x2 | 0x3 => {
                let bytes = self.slice(start + 1, 1 << info.min(5))?;
                let value = real(bytes).ok_or_else(|| invalid("a real number", start))?;
                let kind = if kind == 0x2 { PreferenceKind::Real } else { PreferenceKind::Date };
                found.push(kind, &value.to_string(), start)
            }
            0x4 => found.push(PreferenceKind::Data, "", start),
            0x5..=0x7 => found.push(PreferenceKind::String, &self.text(start)?, start),
            // A UID of an archive: a number of any size without a sign.
            0x8 => {
                let bytes = self.slice(start + 1, info + 1)?;
                let value = bytes.iter().fold(0, |value, byte| value << 8 | u128::from(*byte));
                found.push(PreferenceKind::Integer, &value.to_string(), start)
            }
            0xa..=0xc => {
                let (count, at) = self.length(start)?;
                for index in 0..count {
                    found.enter_index(index)?;
                    self.object(self.reference(at, index)?, found)?;
                    found.leave();
                }
                Ok(())
            }
            0xd => {
                let (count, at) = self.length(start)?;
                for index in 0..count {
                    let key = self.offset_of(self.reference(at, index)?)?;
                    found.enter_key(&self.text(key)?)?;
                    let value = count.checked_add(index).ok_or_else(|| invalid("a value", at))?;
                    self.object(self.reference(at, value)?, found)?;
                    found.leave();
                }
                Ok(())
            }
            _ => Err(invalid("a known type", start)),
        }
    }

    /// The offset of an object.
    fn offset_of(&self, number: usize) -> Result<usize> {
        if number >= self.objects {
            return Err(invalid("the number of an object", self.table));
        }
        // Checked when the trailer was read: the table ends before it.
        let at = self.table + number * self.offset_size;
        big_endian(self.slice(at, self.offset_size)?)
            .filter(|offset| *offset < self.table)
            .ok_or_else(|| invalid("an offset before the table", at))
    }

    /// A reference of an array or dictionary whose references start at `at`.
    fn reference(&self, at: usize, index: usize) -> Result<usize> {
        let at = index.checked_mul(self.reference_size).and_then(|skip| at.checked_add(skip));
        let at = at.ok_or_else(|| invalid("a reference", self.table))?;
        let bytes = self.slice(at, self.reference_size)?;
        big_endian(bytes).ok_or_else(|| invalid("a reference", at))
    }

    /// The text at an offset.
    fn text(&self, start: usize) -> Result<String> {
        let marker = self.bytes.get(start).copied().unwrap_or_default();
        let (length, at) = self.length(start)?;
        match marker >> 4 {
            // ASCII, and UTF-8, which is not used by Apple.
            0x5 | 0x7 => Ok(String::from_utf8_lossy(self.slice(at, length)?).into_owned()),
            0x6 => {
                let length = length.checked_mul(2).ok_or_else(|| invalid("a length", start))?;
                let units = self.slice(at, length)?.chunks_exact(2).map(|unit| match unit {
                    [high, low] => u16::from_be_bytes([*high, *low]),
                    _ => 0,
                });
                let characters = char::decode_utf16(units);
                Ok(characters.map(|found| found.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
            }
            _ => Err(invalid("a string", start)),
        }
    }

    /// The length of an object, and the offset after it. Lengths from 15 on follow as an integer.
    fn length(&self, start: usize) -> Result<(usize, usize)> {
        let marker = self.slice(start, 1)?;
        let info = marker.first().map_or(0, |marker| usize::from(marker & 0x0f));
        if info < 15 {
            return Ok((info, start + 1));
        }
        let size = self.slice(start + 1, 1)?;
        match size {
            [size @ 0x10..=0x13] => {
                let size = 1 << usize::from(size & 0x0f);
                let length = big_endian(self.slice(start + 2, size)?);
                let length = length.ok_or_else(|| invalid("a length", start + 1))?;
                Ok((length, start + 2 + size))
            }
            _ => Err(invalid("a length", start + 1)),
        }
    }

    fn slice(&self, start: usize, length: usize) -> Result<&[u8]> {
        let end = start.checked_add(length);
        let bytes = end.and_then(|end| self.bytes.get(start..end));
        bytes.ok_or_else(|| invalid("more bytes", self.bytes.len()))
    }
}

/// An integer. Those of 8 and more bytes have a sign.
fn integer(bytes: &[u8]) -> Option<i128> {
    Some(match *bytes {
        [] => return None,
        [_] | [_, _] | [_, _, _, _] => {
            bytes.iter().fold(0, |value, byte| value * 256 + i128::from(*byte))
        }
        _ => match bytes.len() {
            8 => i128::from(i64::from_be_bytes(bytes.try_into().ok()?)),
            16 => i128::from_be_bytes(bytes.try_into().ok()?),
            _ => return None,
        },
    })
}

fn real(bytes: &[u8]) -> Option<f64> {
    match bytes.len() {
        4 => Some(f64::from(f32::from_be_bytes(bytes.try_into().ok()?))),
        8 => Some(f64::from_be_bytes(bytes.try_into().ok()?)),
        _ => None,
    }
}
