//! US Privacy strings, version 1.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::error::{Error, ErrorKind, Format};
use crate::framing::is_macro;
use crate::text_field::{TextField, TextValue};
use crate::usp_signal::UspSignal;

/// A US Privacy string: the choice of a user under the CCPA. Deprecated since 31 January 2024, but
/// still in use, on its own and as section 6 of a GPP string.
///
/// ```
/// use tcf_codec::{UspSignal, UspString};
/// let usp = UspString::decode("1YYN")?;
/// assert_eq!(usp.opt_out_sale, UspSignal::Yes);
/// assert_eq!(usp.to_string(), "1YYN");
/// assert!(UspString::decode("1---")?.is_not_applicable());
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// Decoding accepts lower-case letters. It also accepts `-` for the opt-out while another signal is
/// known, although the specification bars it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct UspString {
    /// Whether the user was given notice and the opportunity to opt out.
    pub notice: UspSignal,
    /// Whether the user opted out of the sale of personal information.
    pub opt_out_sale: UspSignal,
    /// Whether the publisher signed the IAB Limited Service Provider Agreement and declares that
    /// it covers the transaction.
    pub lspa_covered: UspSignal,
}

impl UspString {
    /// The length of the text.
    pub(crate) const LEN: usize = 4;

    /// Decodes a US Privacy string.
    ///
    /// # Errors
    ///
    /// Returns the first fault.
    pub fn decode(text: &str) -> Result<Self, Error> {
        let regular = <[u8; Self::LEN]>::try_from(text.as_bytes()).ok().and_then(Self::of);
        regular.ok_or_else(|| fault_of(text).in_format(Format::Usp))
    }

    /// Decodes a US Privacy string. Also returns its fields, up to the first fault.
    ///
    /// ```
    /// use tcf_codec::UspString;
    /// let (fields, result) = UspString::trace("1YXN");
    /// assert_eq!(fields.iter().map(|field| field.name).collect::<Vec<_>>(), ["Version", "Notice"]);
    /// assert_eq!(result.unwrap_err().offset(), 2);
    /// ```
    pub fn trace(text: &str) -> (Vec<TextField>, Result<Self, Error>) {
        let result = Self::decode(text);
        let end = result.as_ref().map_or_else(Error::offset, |_| UspString::LEN);
        let fields = FIELDS.into_iter().zip(text.bytes()).take(end).enumerate();
        let fields = fields.map_while(|(at, (name, byte))| {
            let value = match (at, byte) {
                (0, b'1') => TextValue::Number(1),
                (0, _) => return None,
                _ => TextValue::Signal(UspSignal::of(byte)?),
            };
            Some(TextField { name, index: None, characters: at..at + 1, value: Some(value) })
        });
        (fields.collect(), result)
    }

    /// Encodes the value, in upper case.
    pub fn encode(&self) -> String {
        self.to_string()
    }

    /// The value of a text without faults.
    #[inline]
    pub(crate) fn of(
        [version, notice, opt_out_sale, lspa_covered]: [u8; Self::LEN],
    ) -> Option<Self> {
        if version != b'1' {
            return None;
        }
        Some(Self {
            notice: UspSignal::of(notice)?,
            opt_out_sale: UspSignal::of(opt_out_sale)?,
            lspa_covered: UspSignal::of(lspa_covered)?,
        })
    }

    /// Whether the string states that the CCPA does not apply: `1---`.
    pub const fn is_not_applicable(&self) -> bool {
        matches!(
            (self.notice, self.opt_out_sale, self.lspa_covered),
            (UspSignal::NotApplicable, UspSignal::NotApplicable, UspSignal::NotApplicable)
        )
    }
}

/// The first fault of a text that is not a US Privacy string.
#[cold]
fn fault_of(text: &str) -> Error {
    let Ok([version, signals @ ..]) = <[u8; UspString::LEN]>::try_from(text.as_bytes()) else {
        return length_fault(text);
    };
    // A character of several bytes may end at the next one.
    let found = |at: usize| {
        let rest = text.get(at..).and_then(|rest| rest.chars().next());
        rest.unwrap_or(char::REPLACEMENT_CHARACTER)
    };
    if version != b'1' {
        return Error::at_offset(ErrorKind::UspVersion { found: found(0) }, 0);
    }
    let known = signals.iter().take_while(|&&signal| UspSignal::of(signal).is_some()).count();
    Error::at_offset(ErrorKind::UspCharacter { found: found(known + 1) }, known + 1)
}

/// The fault of a text that is not four bytes long.
fn length_fault(text: &str) -> Error {
    if is_macro(text) {
        Error::at_offset(ErrorKind::UnexpandedMacro, 0)
    } else if is_other_text(text) {
        Error::at_offset(ErrorKind::UspOtherText, 0)
    } else {
        let length = text.len();
        Error::at_offset(ErrorKind::UspLength { length }, length.min(UspString::LEN))
    }
}

/// The names of its characters.
const FIELDS: [&str; UspString::LEN] = ["Version", "Notice", "OptOutSale", "LspaCovered"];

/// Whether a text that is not four bytes long is JSON or a consent string of another format.
fn is_other_text(text: &str) -> bool {
    match text.as_bytes() {
        [b'{' | b'[' | b'"', ..] | [b'1' | b'2', b'~', ..] | [b'D', b'B', ..] => true,
        // A TCF string, which has more than 20 characters.
        [b'B' | b'C', ..] => text.len() > 20,
        _ => false,
    }
}

/// The text, in upper case.
impl fmt::Display for UspString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1{}{}{}", self.notice, self.opt_out_sale, self.lspa_covered)
    }
}

impl FromStr for UspString {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::decode(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_its_text() {
        for text in ["1---", "1YNN", "1NNN", "1YN-", "1-Y-", "1Y-N", "1YYY"] {
            assert_eq!(UspString::decode(text).unwrap().encode(), text);
        }
        assert_eq!(UspString::decode("1yn-").unwrap().encode(), "1YN-");
    }

    #[test]
    fn the_trace_ends_at_the_fault() {
        for (text, fields) in [
            ("1yN-", 4),
            ("1YN", 3),
            ("1YNNX", 4),
            ("1XNN", 1),
            ("2YNN", 0),
            ("COLDER", 0),
            ("1~1.2", 0),
            ("1N\u{e9}", 2),
        ] {
            let (trace, result) = UspString::trace(text);
            assert_eq!(trace.len(), fields, "{text}");
            assert_eq!(result, UspString::decode(text));
            for (at, field) in trace.iter().enumerate() {
                assert_eq!((field.name, &field.characters), (FIELDS[at], &(at..at + 1)));
            }
        }
    }

    #[test]
    fn faults_have_a_code_and_an_offset() {
        for (text, code, offset) in [
            ("", "U001", 0),
            ("1YN", "U001", 3),
            ("1YNNX", "U001", 4),
            ("{}", "U010", 0),
            ("1~1.2", "U010", 0),
            ("DBABLA~BVQqAAAAAg", "U010", 0),
            ("CQg2bYAQg2bYAEsABAENCMFgAOAAAA", "U010", 0),
            ("COLD", "U002", 0),
            ("COLDER", "U001", 4),
            ("2YNN", "U002", 0),
            ("1XNN", "U003", 1),
            ("1YN\u{0}", "U003", 3),
            ("\u{e9}NN", "U002", 0),
            ("1N\u{e9}", "U003", 2),
            ("${US_PRIVACY}", "U009", 0),
        ] {
            let error = UspString::decode(text).unwrap_err();
            assert_eq!((error.code(), error.offset()), (code, offset), "{text}");
        }
    }
}
