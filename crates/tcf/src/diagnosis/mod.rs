//! The likely cause of a decoding error.
//!
//! A cause is reported only after it was checked: without it, the text decodes to plausible values.

mod edits;
mod encodings;
mod other_kinds;
mod places;
mod plausible;
mod text;

use std::ops::Range;

use tcf_carrier::TextKind;
use tcf_codec::{DecodeOptions, Error, ErrorKind, Strictness, Trace, TracedSegment, trace};

use edits::Edits;
pub(crate) use other_kinds::diagnose_other;

/// The likely cause of a decoding error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The text is something else.
    Kind(TextKind),
    /// The text is JSON as `tcf encode` takes it.
    Payload,
    /// Something does not belong to the text, such as white space.
    Superfluous(&'static str),
    /// Only the framing is invalid: a lenient decoder accepts the text.
    Framing,
    /// The text is a percent-encoded string.
    PercentEncoded {
        /// How often it was encoded.
        times: u8,
    },
    /// The text is a string that was encoded in base64 again.
    Base64,
    /// The text uses the standard base64 alphabet, and has this error too.
    StandardAlphabet(Error),
    /// The text contains a string, at these offsets.
    Embedded(Range<usize>),
    /// The text is two strings joined by the dot at this offset. Each decodes on its own.
    Joined(usize),
    /// The text is this segment without a core.
    SegmentAlone(&'static str),
    /// The text starts with `D` instead of `C`.
    FirstLetterD,
    /// A character was added.
    CharacterAdded {
        /// The offset of the character, or of one near it.
        offset: usize,
        /// Whether a mistake of the encoder is unlikely to be the cause instead.
        certain: bool,
    },
    /// A character is missing.
    CharacterLost {
        /// The offset where it is missing, or one near it.
        offset: usize,
        /// Whether a mistake of the encoder is unlikely to be the cause instead.
        certain: bool,
    },
    /// A MaxVendorId is wrong.
    MaxVendorId {
        /// MaxVendorId.
        found: u16,
        /// Whether it is far above the ids of any vendor list. Otherwise its segment is too short,
        /// though it is not the last one.
        certain: bool,
    },
    /// The end of the text is missing.
    Truncated {
        /// Whether every field before the end is plausible, so that nothing else is likely.
        certain: bool,
        /// The length of the text, if databases often truncate to it.
        limit: Option<usize>,
    },
}

/// Lengths to which databases and logs truncate columns.
const COLUMN_LIMITS: [usize; 11] = [255, 256, 500, 512, 1000, 1024, 2000, 2048, 4000, 4096, 8190];

/// Finds the likely cause of the error that `text` was rejected with. Offsets are byte offsets in
/// `text`.
///
/// ```
/// use tcf::{Cause, diagnose};
/// use tcf_codec::{DecodeOptions, TcString};
///
/// let text = "CQg2bYAQg2bYAEsABAENCMFgAOAAA";
/// let error = TcString::decode(text).unwrap_err();
/// let cause = diagnose(text, &error, DecodeOptions::new());
/// assert_eq!(cause, Some(Cause::Truncated { certain: true, limit: None }));
/// ```
pub fn diagnose(text: &str, error: &Error, options: DecodeOptions) -> Option<Cause> {
    if text.len() > options.max_len {
        return None;
    }
    let kind = TextKind::detect(text);
    // JSON and URLs may contain a string.
    if let Some(kind) = kind.filter(|kind| !matches!(kind, TextKind::Json | TextKind::Url)) {
        return Some(Cause::Kind(kind));
    }
    if options.strictness == Strictness::Strict && decodes_leniently(text, error, options) {
        return Some(Cause::Framing);
    }
    let of_kind = |kind| match kind {
        TextKind::Json if text::is_payload(text) => Cause::Payload,
        kind => Cause::Kind(kind),
    };
    let found = encodings::find(text, error).or_else(|| kind.map(of_kind));
    found.or_else(|| {
        let trace = trace(text, options).trace;
        Failed { text, error, trace: &trace }.cause()
    })
}

/// Whether a lenient decoder accepts a text that a strict one rejected.
fn decodes_leniently(text: &str, error: &Error, options: DecodeOptions) -> bool {
    // No repair changes a field of valid characters, except that of an unknown segment type.
    let is_framing =
        error.field().is_none() || matches!(error.kind(), ErrorKind::UnknownSegmentType { .. });
    (is_framing || !text.chars().all(encodings::is_in_alphabet))
        && tcf_codec::decode(text, options.lenient()).is_ok()
}

/// A text that cannot be decoded, and its fields up to the error.
struct Failed<'a> {
    text: &'a str,
    error: &'a Error,
    trace: &'a Trace,
}

impl<'a> Failed<'a> {
    fn cause(&self) -> Option<Cause> {
        let (is_damaged, ends_early) = (self.is_damaged(), self.ends_early());
        // If the text ends early, the end may be missing instead.
        let lost = |offset| Cause::CharacterLost { offset, certain: is_damaged && !ends_early };
        let mut edits = Edits::new(self);
        if let Some(offset) = edits.added() {
            return Some(Cause::CharacterAdded { offset, certain: is_damaged });
        }
        if let Some(offset) = edits.lost() {
            return Some(lost(offset));
        }
        self.error.field()?;
        if ends_early {
            return Some(self.truncated(true));
        }
        if let Some(offset) = edits.lost_letter() {
            return Some(lost(offset));
        }
        let segment = self.segment()?;
        if let Some(found) = plausible::implausible_max_vendor_id(segment) {
            return Some(Cause::MaxVendorId { found, certain: true });
        }
        if !self.is_truncated() {
            return None;
        }
        if self.is_in_last_segment() {
            return Some(self.truncated(false));
        }
        let found = plausible::max_vendor_ids(segment).last()?;
        Some(Cause::MaxVendorId { found, certain: false })
    }

    fn truncated(&self, certain: bool) -> Cause {
        let limit = Some(self.text.len()).filter(|length| COLUMN_LIMITS.contains(length));
        Cause::Truncated { certain, limit }
    }

    /// The segment with the error.
    fn segment(&self) -> Option<&'a TracedSegment> {
        self.trace.segments().last()
    }

    /// Whether bits are missing.
    fn is_truncated(&self) -> bool {
        matches!(self.error.kind(), ErrorKind::Truncated { .. })
    }

    /// Whether the end of the text is the end of the segment with the error.
    fn is_in_last_segment(&self) -> bool {
        self.segment().is_some_and(|segment| segment.characters().end == self.text.len())
    }

    /// Whether the text is that of a real string, but for the end.
    fn ends_early(&self) -> bool {
        self.is_truncated()
            && self.is_in_last_segment()
            && plausible::is_plausible_so_far(self.trace)
    }

    /// Whether the text was damaged after it was encoded. Encoders have written invalid ranges and
    /// letters, but no incomplete fields.
    fn is_damaged(&self) -> bool {
        !matches!(
            self.error.kind(),
            ErrorKind::RangeInverted { .. }
                | ErrorKind::VendorIdZero
                | ErrorKind::VendorIdAboveMax { .. }
                | ErrorKind::InvalidLetter { .. }
        )
    }
}

impl Cause {
    /// The same cause with other offsets.
    pub(crate) fn map_offsets(self, map: impl Fn(usize) -> usize) -> Self {
        match self {
            Self::Embedded(Range { start, end }) => Self::Embedded(map(start)..map(end)),
            Self::Joined(dot) => Self::Joined(map(dot)),
            Self::CharacterAdded { offset, certain } => {
                Self::CharacterAdded { offset: map(offset), certain }
            }
            Self::CharacterLost { offset, certain } => {
                Self::CharacterLost { offset: map(offset), certain }
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

    fn cause(text: &str) -> Option<Cause> {
        let options = DecodeOptions::new();
        diagnose(text, &tcf_codec::decode(text, options).unwrap_err(), options)
    }

    #[test]
    fn names_checked_causes() {
        assert_eq!(cause("${GDPR_CONSENT_755}"), Some(Cause::Kind(TextKind::Macro)));
        assert_eq!(cause("undefined"), Some(Cause::Kind(TextKind::Placeholder)));
        assert_eq!(cause("1YNN"), Some(Cause::Kind(TextKind::UsPrivacy)));
        assert_eq!(cause("{}"), Some(Cause::Kind(TextKind::Json)));
        assert_eq!(cause(r#"{"regs": {"gdpr": 1}}"#), Some(Cause::Kind(TextKind::Json)));
        assert_eq!(cause(r#"{"cmpId": 7}"#), Some(Cause::Payload));
        assert_eq!(cause(&format!("{TC}.")), Some(Cause::Framing));
        let text = format!("\"IABTCF_TCString\": \"{TC}\",");
        assert_eq!(cause(&text), Some(Cause::Embedded(20..20 + TC.len())));
        let dot = Some(Cause::Joined(TC.len()));
        assert_eq!(cause(&format!("{TC}.{TC}")), dot);
        assert_eq!(cause(&format!("{TC}.CQg2")), None);
        let v1 = "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA";
        assert_eq!(cause(&format!("{v1}.{TC}")), Some(Cause::Joined(v1.len())));
        assert_eq!(cause(&format!("{TC}.{v1}")), dot);
        assert_eq!(cause("IACugA"), Some(Cause::SegmentAlone("disclosedVendors")));
        assert_eq!(cause(&TC.replacen('C', "D", 1)), Some(Cause::FirstLetterD));
        let twice = TC.replace('.', "%252E");
        assert_eq!(cause(&twice), Some(Cause::PercentEncoded { times: 2 }));
        assert!(matches!(
            cause("BOJ/P2HOJ/P2HABABMAAAAAZ+A=="),
            Some(Cause::StandardAlphabet(error)) if error.code() == "S011"
        ));
        assert_eq!(cause("C!"), None);
    }

    #[test]
    fn a_segment_that_is_not_the_last_one_cannot_be_truncated() {
        let text = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAOmoooog9i2aiiiCAAA.IAOv____gA";
        assert_eq!(cause(text), Some(Cause::MaxVendorId { found: 1969, certain: false }));
        let last = text.split('.').next().unwrap();
        assert!(matches!(cause(last), Some(Cause::Truncated { .. })));
    }
}
