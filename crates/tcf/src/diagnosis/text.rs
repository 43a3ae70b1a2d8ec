//! Causes in words.

use std::fmt;
use std::ops::Range;

use tcf_carrier::TextKind;

use super::Cause;

/// What happened, and what to do about it.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Kind(kind) => describe(*kind),
            Self::Payload => "this is JSON as tcf decode prints it: use tcf encode",
            Self::Superfluous(what) => return write!(f, "without {what} the string decodes"),
            Self::Framing => "--lenient accepts it and reports each repair",
            Self::PercentEncoded { times: 1 } => "the string is percent-encoded",
            Self::PercentEncoded { times } => {
                return write!(f, "the string was percent-encoded {times} times");
            }
            Self::Base64 => "the string was encoded in base64 again",
            Self::StandardAlphabet(error) => {
                return write!(
                    f,
                    "the text uses '+', '/' or '=' of the standard base64 alphabet; in the URL-safe \
                     alphabet the error is: {}",
                    error.kind()
                );
            }
            Self::Embedded(Range { start, end }) => {
                return write!(f, "characters {start} to {} are a consent string", end - 1);
            }
            Self::Joined(dot) => {
                return write!(f, "two consent strings are joined by the dot at character {dot}");
            }
            Self::SegmentAlone(segment) => {
                return write!(f, "this is a {segment} segment; the core before it is missing");
            }
            Self::FirstLetterD => {
                "with 'C' as the first letter this is a version 2 string; Google UMP wrote such \
                 strings in November 2023"
            }
            Self::CharacterAdded { offset, certain } => {
                let possibly = possibly(*certain);
                return write!(
                    f,
                    "{possibly}a character was added at or near character {offset}: without it the \
                     string decodes"
                );
            }
            Self::CharacterLost { offset, certain } => {
                let possibly = possibly(*certain);
                return write!(
                    f,
                    "{possibly}a character is missing at or near character {offset}"
                );
            }
            Self::MaxVendorId { found, certain: true } => {
                return write!(
                    f,
                    "MaxVendorId {found} is implausible: no vendor list has ids that high"
                );
            }
            Self::MaxVendorId { found, certain: false } => {
                return write!(
                    f,
                    "possibly MaxVendorId {found} is wrong: the segment is too short for it, and \
                     is not the last one"
                );
            }
            Self::Truncated { limit: Some(limit), .. } => {
                return write!(f, "the string was truncated to {limit} characters");
            }
            Self::Truncated { certain: true, .. } => {
                "the end is missing: the string was truncated when copied, logged or stored"
            }
            Self::Truncated { certain: false, .. } => "possibly the end is missing",
        })
    }
}

const fn possibly(certain: bool) -> &'static str {
    if certain { "" } else { "possibly " }
}

/// Whether a text is JSON of the kind that `tcf decode` prints and `tcf encode` takes.
pub(super) fn is_payload(text: &str) -> bool {
    /// Of each kind of string, members that no other JSON has.
    const MEMBERS: [&str; 5] = ["vendorListVersion", "cmpId", "sections", "granted", "optOutSale"];
    match serde_json::from_str(text) {
        Ok(serde_json::Value::Object(members)) => {
            MEMBERS.iter().any(|member| members.contains_key(*member))
        }
        _ => false,
    }
}

const fn describe(kind: TextKind) -> &'static str {
    match kind {
        TextKind::Macro => "the sender did not expand the macro: there is no consent string",
        TextKind::Placeholder => "the sender had no consent string",
        TextKind::Gpp => {
            "tcf decode, encode, inspect, validate, decide and diff accept GPP strings; tcf decode \
             --section tcfeuv2 prints the TC string in section 2, if present"
        }
        TextKind::UsPrivacy | TextKind::AdditionalConsent => {
            "tcf decode, encode, inspect, validate and diff accept it"
        }
        TextKind::Json => "this is JSON without a consent string",
        TextKind::Url => "this is a URL without gdpr_consent in its query",
        _ => "this is not a TC string",
    }
}
