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
