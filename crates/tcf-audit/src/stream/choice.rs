//! Choices of a log as bytes.

use tcf_carrier::Timestamp;
use tcf_codec::{PurposeId, VendorId};

use crate::event::{ChoiceRecord, Interner, Objected};
use crate::in_force::Choice;

/// What a choice consists of, besides its time.
const STRING: u8 = 1;
const OBJECTED: u8 = 2;

/// Appends a choice to bytes, without the key of its visit: the time, what it consists of, the
/// purposes and vendors that the user objected to, each after their number, and the string.
pub(super) fn encode(record: &ChoiceRecord<'_>, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&record.at.unix_millis().to_le_bytes());
    let string = record.tc_string.as_deref();
    let has = |part: bool, flag: u8| if part { flag } else { 0 };
    bytes.push(has(string.is_some(), STRING) | has(record.objected.is_some(), OBJECTED));
    if let Some(Objected { purposes, vendors }) = &record.objected {
        bytes.extend_from_slice(&purposes.len().to_le_bytes());
        bytes.extend(purposes.iter().map(PurposeId::get));
        // A record is a line of bounded length.
        let count = u32::try_from(vendors.len()).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&count.to_le_bytes());
        bytes.extend(vendors.iter().flat_map(|vendor| vendor.get().to_le_bytes()));
    }
    bytes.extend_from_slice(string.unwrap_or_default().as_bytes());
}

/// Reads what [`encode`] wrote.
pub(super) fn decode(bytes: &[u8], texts: &mut Interner) -> Option<Choice> {
    let (at, rest) = bytes.split_first_chunk()?;
    let at = Timestamp::from_unix_millis(u64::from_le_bytes(*at))?;
    let (&parts, mut rest) = rest.split_first()?;
    let mut objected = None;
    if parts & OBJECTED != 0 {
        let mut found = Objected::default();
        for &purpose in take(&mut rest, 1)? {
            found.purposes.insert(PurposeId::new(purpose)?);
        }
        for id in take(&mut rest, 2)?.chunks_exact(2) {
            let id = u16::from_le_bytes(id.try_into().ok()?);
            found.vendors.push(VendorId::new(id)?);
        }
        objected = Some(found);
    }
    let string = str::from_utf8(rest).ok()?;
    let string = (parts & STRING != 0).then(|| texts.intern(string));
    Some(Choice { at, string, objected })
}

/// Takes items of a size, which follow their number.
fn take<'b>(rest: &mut &'b [u8], size: usize) -> Option<&'b [u8]> {
    let (count, after) = rest.split_first_chunk()?;
    let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
    let (items, after) = after.split_at_checked(count.checked_mul(size)?)?;
    *rest = after;
    Some(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read_back() {
        for line in [
            r#"{"visit": "v", "at": "2024-04-02T10:15:30Z", "tcString": "C"}"#,
            r#"{"visit": "v", "at": 1712052930, "objected": {"purposes": [7, 10], "vendors": [278]}}"#,
            r#"{"visit": "v", "at": 1712052930, "tcString": "C", "objected": {"purposes": [7]}}"#,
            r#"{"visit": "v", "at": 1712052930, "tcString": "", "objected": {"vendors": [65535]}}"#,
        ] {
            let record = ChoiceRecord::from_json(line).unwrap();
            let mut bytes = Vec::new();
            encode(&record, &mut bytes);
            assert!(!bytes.windows(3).any(|bytes| bytes == b"\"v\""));
            let mut texts = Interner::new();
            let expected = Choice::new(&record, &mut texts).unwrap();
            assert_eq!(decode(&bytes, &mut texts).unwrap(), expected, "{line}");
            for length in 0..9 {
                assert!(decode(&bytes[..length], &mut texts).is_none(), "{line}");
            }
        }
    }
}
