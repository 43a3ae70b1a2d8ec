//! The header of a GPP string: the ids of its sections.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::fields::{SECTIONS, TYPE};
use super::ranges::{Limits, write_fibonacci_ranges};
use crate::bits::{MAX_TEXT_LEN, Reader, Source, Writer};
use crate::cursor::{Cursor, Fault, Observer};
use crate::error::{Error, ErrorKind, Format};
use crate::field::Field;
use crate::framing::{is_macro, read_segment};
use crate::tcf::fields::VERSION;
use crate::tcf::{Tail, TailAlignment, close_segment};
use crate::value::{RangeEntry, SectionId, U6, VendorRange, Wire, merge_ranges};

/// The name of the header in traces and errors.
const HEADER: &str = "header";

/// The version of the header.
pub(super) const GPP_VERSION: u16 = 1;
/// The type of the header.
pub(super) const GPP_TYPE: u16 = 3;

/// The header of a GPP string.
///
/// ```
/// use tcf_codec::gpp::Header;
/// let header = Header::decode("DBACNY")?;
/// assert_eq!(header.ids().map(|id| id.get()).collect::<Vec<_>>(), [2, 6]);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    entries: Vec<RangeEntry>,
    tail: Tail,
    extra: Option<[Vec<RangeEntry>; 2]>,
}

impl Header {
    /// Decodes the header of a GPP string, which may be cut off after the header.
    ///
    /// # Errors
    ///
    /// Returns the first fault of the header.
    pub fn decode(text: &str) -> Result<Self, Error> {
        let (mut entries, mut extra) = (Vec::new(), None);
        let mut tail = KeptTail::default();
        let (each, rest) =
            (|entry| entries.push(entry), |rest: Reader<'_>| extra = unadopted_lists(rest));
        read_entries(text, text.len(), &mut tail, each, rest)?;
        Ok(Self { entries, tail: tail.0, extra })
    }

    /// The entries as written: single ids, and ranges of consecutive ids.
    pub fn entries(&self) -> &[RangeEntry] {
        &self.entries
    }

    /// The ids of the sections, in ascending order.
    pub fn ids(&self) -> impl Iterator<Item = SectionId> + Clone + '_ {
        self.entries
            .iter()
            .flat_map(|entry| entry.range.start()..=entry.range.end())
            .filter_map(SectionId::new)
    }

    /// Number of ids.
    pub fn len(&self) -> usize {
        self.entries.iter().map(|entry| entry.range.len()).sum()
    }

    /// Returns `true` if the header lists no section.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The bits after the last entry.
    pub const fn tail(&self) -> &Tail {
        &self.tail
    }

    /// Two more lists of ids, if the tail consists of exactly these: the supported and the
    /// applicable sections of a proposal for version 1.1 that was not adopted.
    pub fn unadopted_lists(&self) -> Option<[&[RangeEntry]; 2]> {
        self.extra.as_ref().map(|[supported, applicable]| [&**supported, &**applicable])
    }
}

/// Reads the header of a GPP string of at most `max_len` bytes and passes its ranges of ids to
/// `each`. Returns the number of sections after the header, and the end of the header.
pub(super) fn visit<O: Observer>(
    text: &str,
    max_len: usize,
    observer: &mut O,
    mut each: impl FnMut(VendorRange),
) -> Result<(u32, usize), Error> {
    read_entries(text, max_len, observer, |entry| each(entry.range), |_| {})
}

/// Reads a header, passes its entries to `each` and the bits after them to `rest`. Returns the
/// number of sections after the header, and its end.
fn read_entries<O: Observer>(
    text: &str,
    max_len: usize,
    observer: &mut O,
    each: impl FnMut(RangeEntry),
    rest: impl FnMut(Reader<'_>),
) -> Result<(u32, usize), Error> {
    read_unformatted(text, max_len, observer, each, rest)
        .map_err(|error| error.in_format(Format::Gpp).without_segment())
}

fn read_unformatted<O: Observer>(
    text: &str,
    max_len: usize,
    observer: &mut O,
    mut each: impl FnMut(RangeEntry),
    mut rest: impl FnMut(Reader<'_>),
) -> Result<(u32, usize), Error> {
    let limit = max_len.min(MAX_TEXT_LEN);
    if text.len() > limit {
        return Err(Error::at_offset(ErrorKind::TooLong { length: text.len(), limit }, 0));
    }
    if is_macro(text) {
        return Err(Error::at_offset(ErrorKind::UnexpandedMacro, 0));
    }
    let sections = count(memchr::memchr_iter(b'~', text.as_bytes()).count());
    let (head, end) =
        text.split_once('~').map_or((text, text.len()), |(head, _)| (head, head.len()));
    // A header alone is not the header of a string without sections.
    let total_length = if end < text.len() { sections } else { u32::MAX };
    read_segment(&url_safe(head), HEADER, 0..end, &mut Vec::new(), observer, |cursor| {
        expect_number(cursor, TYPE, GPP_TYPE, |found| ErrorKind::GppType { found })?;
        expect_number(cursor, VERSION, GPP_VERSION, |found| ErrorKind::GppVersion { found })?;
        cursor.part = Some(SECTIONS);
        let limits = Limits { total_length, ..Limits::NONE };
        cursor.take_fibonacci_ranges(limits, &mut each)?;
        rest(cursor.source);
        Ok(())
    })?;
    Ok((sections, end))
}

/// The text with `-` and `_` instead of `+` and `/` of the standard base64 alphabet, which the
/// specification lists by mistake. All characters keep their offset.
pub(super) fn url_safe(text: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'+', b'/', text.as_bytes()).is_some() {
        Cow::Owned(text.replace('+', "-").replace('/', "_"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A number of sections or ids.
#[expect(clippy::expect_used, reason = "a text is at most `MAX_TEXT_LEN` bytes long")]
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).expect("the text is short enough")
}

/// Takes a number that must have the given value.
pub(super) fn expect_number<O: Observer>(
    cursor: &mut Cursor<'_, O>,
    field: Field,
    expected: u16,
    kind: impl FnOnce(u8) -> ErrorKind,
) -> Result<(), Fault> {
    let bit = cursor.position();
    let found: U6 = cursor.take(field)?;
    if found.get() == expected {
        Ok(())
    } else {
        Err(Fault::new(kind(found.low()), cursor.path(field, None), bit))
    }
}

/// Keeps the tail of the last segment.
#[derive(Default)]
struct KeptTail(Tail);

impl Observer for KeptTail {
    fn tail(&mut self, bits: Range<usize>, bytes: &[u8]) {
        self.0 = Tail::of_bits(bits, bytes);
    }
}

/// The lists that make up the tail of a header, if it is not zero.
fn unadopted_lists(tail: Reader<'_>) -> Option<[Vec<RangeEntry>; 2]> {
    if is_zero(tail) {
        return None;
    }
    let mut observer = ();
    let mut cursor = Cursor::new(tail, &mut observer);
    let mut list = || {
        let mut entries = Vec::new();
        let read = cursor.take_fibonacci_ranges(Limits::NONE, |entry| entries.push(entry));
        read.is_ok().then_some(entries)
    };
    let lists = [list()?, list()?];
    is_zero(cursor.source).then_some(lists)
}

/// Whether all bits left are zero.
pub(super) fn is_zero(mut reader: Reader<'_>) -> bool {
    loop {
        let width = reader.remaining().min(57);
        if width == 0 {
            return true;
        }
        if reader.peek(width) != Some(0) {
            return false;
        }
        reader.advance(width);
    }
}

/// Writes the shortest header of the sections, which must be in ascending order and at most 4,095.
pub(super) fn write(ids: impl Iterator<Item = SectionId>, text: &mut String) {
    let ranges = merge_ranges(ids.filter_map(|id| VendorRange::new(id.get(), id.get()).ok()));
    let mut writer = Writer::default();
    writer.put(u64::from(GPP_TYPE), U6::WIDTH);
    writer.put(u64::from(GPP_VERSION), U6::WIDTH);
    write_fibonacci_ranges(&mut writer, ranges.len(), ranges.into_iter());
    end_segment(&mut writer, text);
}

/// Fills the last character with zeros and appends the segment to the text.
pub(super) fn end_segment(writer: &mut Writer, text: &mut String) {
    writer.put_zeros(TailAlignment::Sextet.zeros(writer.len()));
    close_segment(writer, text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;

    fn canonical(ids: &[u16]) -> String {
        let mut text = String::new();
        write(ids.iter().map(|&id| SectionId::new(id).unwrap()), &mut text);
        text
    }

    /// Headers of the specification, and those with a padding to whole bytes.
    #[test]
    fn reads_and_writes_the_headers_of_every_list() {
        for (ids, text, padded) in [
            (vec![], "DBAA", "DBAA"),
            (vec![1], "DBABY", "DBABYA"),
            (vec![2], "DBABM", "DBABMA"),
            (vec![5], "DBABD", "DBABDA"),
            (vec![6], "DBABT", "DBABTA"),
            (vec![7], "DBABL", "DBABLA"),
            (vec![8], "DBABBg", "DBABBg"),
            (vec![12], "DBABVg", "DBABVg"),
            (vec![16], "DBABEw", "DBABEw"),
            (vec![21], "DBABAY", "DBABAYA"),
            (vec![27], "DBABSY", "DBABSYA"),
            (vec![2, 6], "DBACNY", "DBACNYA"),
            (vec![5, 6], "DBABjw", "DBABjw"),
            (vec![2, 7], "DBACMM", "DBACMMA"),
            (vec![7, 8], "DBABrw", "DBABrw"),
            (vec![2, 6, 7], "DBACPe", "DBACPeA"),
            ((7..=27).collect(), "DBABrVg", "DBABrVg"),
        ] {
            assert_eq!(canonical(&ids), text);
            for text in [text, padded] {
                let header = Header::decode(text).unwrap();
                assert_eq!(header.ids().map(SectionId::get).collect::<Vec<_>>(), ids, "{text}");
                assert_eq!(header.len(), ids.len());
                assert!(header.tail().is_zero() && header.unadopted_lists().is_none());
            }
        }
    }

    #[test]
    fn every_id_is_written_and_read() {
        for id in (1..=300).chain([28657, 46368, 65534, 65535]) {
            for ids in [vec![id], vec![1, id], vec![id, 65535]] {
                let mut ids = ids;
                ids.dedup();
                let header = Header::decode(&canonical(&ids)).unwrap();
                assert_eq!(header.ids().map(SectionId::get).collect::<Vec<_>>(), ids);
            }
        }
    }

    #[test]
    fn single_ids_may_be_consecutive() {
        let header = Header::decode("DBACLY").unwrap();
        assert_eq!(header.ids().map(SectionId::get).collect::<Vec<_>>(), [7, 8]);
        assert_eq!(header.entries().len(), 2);
    }

    #[test]
    fn the_lists_of_a_proposal_are_recognized() {
        let header = Header::decode("DBABMAM1sAEw").unwrap();
        assert_eq!(header.ids().collect::<Vec<_>>(), [SectionId::TCF_EU_V2]);
        let lists = header.unadopted_lists().unwrap();
        let lists = lists.map(|list| {
            list.iter().map(|entry| entry.range.to_string()).collect::<Vec<_>>().join(" ")
        });
        assert_eq!(lists, ["2 6 7", "2"]);
        assert!(Header::decode("DBACNYAzrYAJg").unwrap().unadopted_lists().is_none());
    }

    #[test]
    fn faults_have_a_code_and_a_position() {
        for (text, code, bit, offset) in [
            ("", "X003", Some(0), 0),
            ("  ", "X021", Some(0), 0),
            ("~~~~", "X003", Some(0), 0),
            ("D", "X003", Some(6), 1),
            ("DBA", "X003", Some(12), 2),
            ("DBAB", "X003", Some(24), 4),
            ("DBAC~~", "X003", Some(24), 4),
            ("CPXxRfA", "X001", Some(0), 0),
            ("BVQqAAAAAg", "X001", Some(0), 0),
            ("DCABL~BVQqAAAAAg", "X002", Some(6), 1),
            ("DP1BnkAP1BnkAEsACCENAaEg", "X002", Some(6), 1),
            ("DBABL%7EBVQqAAAAAg", "X021", None, 5),
            (" DBABL~BVQqAAAAAg", "X021", Some(0), 0),
            ("${GPP_STRING_123}", "X024", None, 0),
            // A group of more than 2^27 ids, and one that ends at 65535.
            ("DBAB5QFCkpJg~x", "X020", Some(27), 4),
            ("DBAB6AlBY~x", "X020", Some(27), 4),
            // An id above 65535.
            ("DBABAAAAAABg~x", "X007", Some(25), 4),
        ] {
            let error = Header::decode(text).unwrap_err();
            let found = (error.code(), error.bit(), error.offset());
            assert_eq!(found, (code, bit, offset), "{text}: {error}");
        }
    }
}
