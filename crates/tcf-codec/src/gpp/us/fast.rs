//! Decodes regular US sections without a cursor.

use super::format::{COVERED_BIT_OF_VERSION_2, Subsection, UsFormat, VALUE_BITS, VERSION_BITS};
use super::read::{GPC_LEN, GPC_TYPE, choose_format, values_of_core};
use super::value::{Optional, UsSection};
use crate::bits::{Leading, bit_offset, low_u8, low_u16, sextet};
use crate::value::{SectionId, U6};

/// Reads a US section at the start of a text, up to a `~` or the end of the text. Also returns its
/// length.
///
/// `None` if it is not a US section, or has faults, a section header, or any sub-section after the
/// core but GPC. It is the same value that [`read`](super::read::read) returns.
#[inline]
pub(in crate::gpp) fn read(text: &[u8], section: SectionId) -> Option<(UsSection, usize)> {
    let formats = UsFormat::of(section);
    if formats.first()?.has_section_header() {
        return None;
    }
    let core = Leading::of(text);
    let version = low_u8(core.window(0) >> (64 - VERSION_BITS));
    let covered = || core.window(bit_offset(COVERED_BIT_OF_VERSION_2)) >> (64 - VALUE_BITS);
    let format = choose_format(formats, version, core.width(), covered)?;
    if core.width() < format.bits() {
        return None;
    }
    let values = values_of_core(format, core.window(bit_offset(VERSION_BITS)));
    let (mut optional, mut len) = (None, core.len);
    if text.get(len) == Some(&b'.') {
        if format.optional() != Some(Subsection::Gpc) {
            return None;
        }
        let (gpc, length) = read_gpc(text.get(len + 1..)?)?;
        optional = Some(Optional::Gpc(gpc));
        len += 1 + length;
    }
    if !matches!(text.get(len), None | Some(b'~')) {
        return None;
    }
    let version = U6::truncate(low_u16(u64::from(version)));
    Some((UsSection::from_wire(format, version, values, optional), len))
}

/// Reads a GPC sub-section of one character, or of two with padding. Also returns its length.
#[inline]
fn read_gpc(text: &[u8]) -> Option<(bool, usize)> {
    let (&first, rest) = text.split_first()?;
    let bits = sextet(first)?;
    let has_padding = rest.first().is_some_and(|&second| sextet(second).is_some());
    let gpc = bits >> 3 & 1 != 0;
    (bits >> 4 == GPC_TYPE).then_some((gpc, if has_padding { GPC_LEN } else { 1 }))
}
