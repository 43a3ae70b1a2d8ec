//! Texts that differ from others in few places.

use std::ops::Range;

/// Bytes that are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    pub(super) bytes: Range<usize>,
    /// What stands there instead; `None` for nothing.
    pub(super) text: Option<String>,
}

/// Appends a text with replaced bytes to `out`. Splices are in order and do not overlap.
pub(super) fn apply(text: &[u8], splices: &[Splice], out: &mut Vec<u8>) {
    let mut copied = 0;
    for Splice { bytes, text: new } in splices {
        out.extend_from_slice(text.get(copied..bytes.start).unwrap_or_default());
        out.extend_from_slice(new.as_deref().unwrap_or_default().as_bytes());
        copied = bytes.end;
    }
    out.extend_from_slice(text.get(copied..).unwrap_or_default());
}

/// Puts the splices from an index on in order, and unites those that overlap: what one of them
/// removes is removed.
pub(super) fn merge(splices: &mut Vec<Splice>, from: usize) {
    let mut found = splices.split_off(from.min(splices.len()));
    found.sort_by_key(|splice| splice.bytes.start);
    for splice in found {
        match splices.get_mut(from..).and_then(<[Splice]>::last_mut) {
            Some(last) if last.bytes == splice.bytes && last.text == splice.text => {}
            Some(last) if splice.bytes.start < last.bytes.end || last.bytes == splice.bytes => {
                last.bytes.end = last.bytes.end.max(splice.bytes.end);
                last.text = None;
            }
            _ => splices.push(splice),
        }
    }
}
