//! Input that could not be decoded.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{Serialize, Serializer};
use tcf_carrier::TextKind;
use tcf_codec::{DecodeOptions, Error, ErrorKind, FieldPath, Strictness};

use crate::input::{Head, Input};

/// The record of a string that could not be decoded.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "error"))]
pub struct Failure<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// The error.
    pub error: ErrorBody,
}

impl<'a> Failure<'a> {
    /// The record of an input that caused a panic; see [`catch`](crate::catch).
    pub fn internal(head: Head<'a>, message: impl Into<Cow<'static, str>>) -> Self {
        let error = InternalFailure { code: crate::INTERNAL, message: message.into() };
        Self { head, error: ErrorBody::Internal(error) }
    }
}

impl fmt::Display for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error.code(), self.error.message())
    }
}

impl std::error::Error for Failure<'_> {}

/// The error of an input.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum ErrorBody {
    /// The string cannot be decoded.
    Decode(DecodeFailure),
    /// An internal error.
    Internal(InternalFailure),
}

impl ErrorBody {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Decode(failure) => failure.code,
            Self::Internal(failure) => failure.code,
        }
    }

    /// The message.
    pub fn message(&self) -> &str {
        match self {
            Self::Decode(failure) => &failure.message,
            Self::Internal(failure) => &failure.message,
        }
    }
}

/// Why and where decoding stopped.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecodeFailure {
    /// The stable code.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::error_code"))]
    pub code: &'static str,
    /// The message.
    pub message: Cow<'static, str>,
    /// The segment in which decoding stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::segment"))]
    pub segment: Option<&'static str>,
    /// The first field that could not be decoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub field: Option<FieldPath>,
    /// The first bit of that field, in its segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bit: Option<u32>,
    /// The character of `input` at the fault, from 0.
    pub character: usize,
    /// The likely cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub hint: Option<Hint>,
}

/// An internal error: a bug in this library.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InternalFailure {
    /// `internal`.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::internal_code"))]
    pub code: &'static str,
    /// The message.
    pub message: Cow<'static, str>,
}

/// A likely cause of a decoding error, which was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// The input is something else.
    Kind(TextKind),
    /// A lenient decoder accepts the input.
    Lenient,
    /// Part of the string is missing.
    Truncated,
    /// A file with this name exists.
    File(String),
}

impl Hint {
    /// The hint for a text and its error; `None` if no cause was found.
    pub fn find(text: &str, error: &Error, options: DecodeOptions) -> Option<Self> {
        if matches!(error.kind(), ErrorKind::UnexpandedMacro) {
            return Some(Self::Kind(TextKind::Macro));
        }
        if let Some(kind) = TextKind::detect(text) {
            return Some(Self::Kind(kind));
        }
        let is_strict = options.strictness == Strictness::Strict;
        if is_strict && tcf_codec::decode(text, options.lenient()).is_ok() {
            return Some(Self::Lenient);
        }
        matches!(error.kind(), ErrorKind::Truncated { .. }).then_some(Self::Truncated)
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File(name) => {
                return write!(f, "a file with this name exists: use --input {name}");
            }
            Self::Lenient => "--lenient accepts it and reports each repair",
            Self::Truncated => {
                "the end is missing: the string may have been truncated when copied, logged or \
                 stored"
            }
            Self::Kind(kind) => match kind {
                TextKind::Macro => {
                    "the ad server did not expand the macro: there is no consent string"
                }
                TextKind::Gpp => {
                    "this is a GPP string; its section 2, if present, is a TC string between \
                     two '~'"
                }
                TextKind::UsPrivacy => "this is a US Privacy string, not a TCF string",
                TextKind::AdditionalConsent => {
                    "this is an Additional Consent string, which accompanies a TC string"
                }
                TextKind::Json => "this is JSON: use tcf encode",
                TextKind::Url => "this is a URL without gdpr_consent in its query",
                _ => "this is not a TC string",
            },
        })
    }
}

impl Serialize for Hint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Input<'_> {
    /// The record of a decoding error.
    pub fn failure(&self, error: &Error) -> Failure<'_> {
        let message = match error.kind() {
            ErrorKind::TooLong { length, limit } => {
                // The decoder did not see the dropped bytes.
                let length =
                    u64::try_from(length).unwrap_or(u64::MAX).saturating_add(self.dropped());
                format!("text of {length} bytes exceeds the limit of {limit}")
            }
            kind => kind.to_string(),
        };
        let error = DecodeFailure {
            code: error.code(),
            message: message.into(),
            segment: error.segment(),
            field: error.field(),
            bit: error.bit(),
            character: self.character(error.offset()),
            hint: Hint::find(&self.text, error, self.options),
        };
        Failure { head: self.head(), error: ErrorBody::Decode(error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(text: &str) -> Option<Hint> {
        let options = DecodeOptions::new();
        Hint::find(text, &tcf_codec::decode(text, options).unwrap_err(), options)
    }

    #[test]
    fn hints_name_checked_causes() {
        assert_eq!(hint("${GDPR_CONSENT_755}"), Some(Hint::Kind(TextKind::Macro)));
        assert_eq!(hint("1YNN"), Some(Hint::Kind(TextKind::UsPrivacy)));
        assert_eq!(hint("{}"), Some(Hint::Kind(TextKind::Json)));
        assert_eq!(
            hint("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA."),
            Some(Hint::Lenient)
        );
        assert_eq!(hint("CQg2bYAQg2"), Some(Hint::Truncated));
        assert_eq!(hint("C!"), None);
    }
}
