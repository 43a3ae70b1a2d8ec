//! Errors of decoding, as one text.

use std::fmt::Write as _;

use tcf_codec::{DecodeOptions, Error};

/// Separates the parts of an error; no message contains it.
const SEPARATOR: char = '\u{1f}';

/// Why a text was not decoded, or a value not accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// The stable code; `value` for values that do not fit.
    pub code: &'static str,
    /// The message.
    pub message: String,
    /// The segment.
    pub segment: Option<&'static str>,
    /// The field.
    pub field: Option<String>,
    /// The first bit of the field, in the segment.
    pub bit: Option<u32>,
    /// The character of the text, from 0.
    pub character: Option<usize>,
    /// The likely cause.
    pub hint: Option<String>,
}

impl Fault {
    /// The fault of a text.
    pub fn of(error: &Error, text: &str, options: DecodeOptions) -> Self {
        let before = text.char_indices().take_while(|(at, _)| *at < error.offset());
        Self {
            code: error.code(),
            message: error.kind().to_string(),
            segment: error.segment(),
            field: error.field().map(|field| field.to_string()),
            bit: error.bit(),
            character: Some(before.count()),
            hint: hint(error, text, options),
        }
    }

    /// Its parts with separators: code, message, segment, field, bit, character, hint.
    pub fn into_text(self) -> String {
        let Self { code, message, segment, field, bit, character, hint } = self;
        let mut text = format!("{code}{SEPARATOR}{message}");
        let number = |number: Option<String>| number.unwrap_or_default();
        for part in [
            segment.unwrap_or_default(),
            &field.unwrap_or_default(),
            &number(bit.map(|bit| bit.to_string())),
            &number(character.map(|character| character.to_string())),
            &hint.unwrap_or_default(),
        ] {
            let _ = write!(text, "{SEPARATOR}{part}");
        }
        text
    }
}

/// The error text of a value that does not fit its field.
pub(crate) fn invalid(field: &str, message: impl std::fmt::Display) -> String {
    Fault {
        code: "value",
        message: message.to_string(),
        field: Some(field.to_owned()),
        ..Fault::default()
    }
    .into_text()
}

#[cfg(feature = "records")]
fn hint(error: &Error, text: &str, options: DecodeOptions) -> Option<String> {
    Some(tcf::diagnose(text, error, options)?.to_string())
}

#[cfg(not(feature = "records"))]
fn hint(_: &Error, _: &str, _: DecodeOptions) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_not_bytes() {
        let text = "CQg2bé";
        let error = tcf_codec::AnyTcString::decode(text).unwrap_err();
        let fault = Fault::of(&error, text, DecodeOptions::new());
        assert_eq!((fault.code, fault.character), ("S002", Some(5)));
        let text = fault.into_text();
        assert_eq!(text.split(SEPARATOR).count(), 7);
        assert!(text.starts_with("S002\u{1f}"), "{text}");
    }
}
