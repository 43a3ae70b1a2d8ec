//! Input that could not be decoded.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{Serialize, Serializer};
use tcf_carrier::{SignalKind, TextKind};
use tcf_codec::{Error, ErrorKind, FieldPath, SectionId};

use crate::diagnosis::{Cause, diagnose, diagnose_other};
use crate::input::{Doubt, Head, Input};

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
    /// The string has no such section, or there are several strings, which differ.
    Section(SectionFailure),
    /// An internal error.
    Internal(InternalFailure),
}

impl ErrorBody {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Decode(failure) => failure.code,
            Self::Section(failure) => failure.code,
            Self::Internal(failure) => failure.code,
        }
    }

    /// The message.
    pub fn message(&self) -> &str {
        match self {
            Self::Decode(failure) => &failure.message,
            Self::Section(failure) => &failure.message,
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
    /// The code of the fault in a TC string or Canadian section of a GPP string, if `code` is
    /// X008.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::cause"))]
    pub cause: Option<&'static str>,
    /// The section of a GPP string in which decoding stopped.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "crate::text_of_some")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::section"))]
    pub section: Option<SectionId>,
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

/// The code of [`SectionFailure`].
pub const MISSING_SECTION: &str = "missingSection";

/// The code of [`SectionFailure`] if an input has several strings, which differ.
pub const STRINGS_DIFFER: &str = "stringsDiffer";

/// The code of [`SectionFailure`] if not all signals of an input were read.
pub const SIGNALS_LEFT_OUT: &str = "signalsLeftOut";

/// A requested section that is missing, or that several strings have, which differ, or that a
/// string may have that was not read.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SectionFailure {
    /// `missingSection`, `stringsDiffer` or `signalsLeftOut`.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::section_error_code"))]
    pub code: &'static str,
    /// The message.
    pub message: String,
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

/// A likely cause of a decoding error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// A cause that was checked. Its offsets count characters of the input.
    Cause(Cause),
    /// A file with this name exists, and `--input` reads it.
    File(String),
    /// A file with this name exists, and the command has no `--input`: stdin reads it.
    FileOnStdin(String),
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cause(cause) => cause.fmt(f),
            Self::File(name) => write!(f, "a file with this name exists: use --input {name}"),
            Self::FileOnStdin(name) => {
                write!(f, "a file with this name exists: use `-` and `< {name}`")
            }
        }
    }
}

impl Serialize for Hint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Input<'_> {
    /// The record of an error of decoding the string as a TC string.
    pub fn failure(&self, error: &Error) -> Failure<'_> {
        // Macros and placeholders have no fields.
        let stand_in = TextKind::of_rejected(&self.text, error);
        let location = stand_in.is_none().then_some(error);
        let is_unknown = matches!(error.kind(), ErrorKind::UnknownVersion { .. });
        let message = match stand_in {
            Some(TextKind::Placeholder) => {
                format!("placeholder {:?} instead of a consent string", self.text.trim_ascii())
            }
            Some(_) => ErrorKind::UnexpandedMacro.to_string(),
            None if is_unknown && self.kind() != SignalKind::Tc => {
                format!("{} instead of a TC string", self.kind())
            }
            None => self.message(error),
        };
        let code = stand_in.and_then(TextKind::error_code).unwrap_or(error.code());
        let hint = || diagnose(&self.text, error, self.options);
        let error = DecodeFailure {
            code,
            message: message.into(),
            cause: None,
            section: None,
            segment: location.and_then(Error::segment),
            field: location.and_then(Error::field),
            bit: location.and_then(Error::bit),
            character: self.character(location.map_or(0, Error::offset)),
            hint: self.hint(hint),
        };
        Failure { head: self.head(), error: ErrorBody::Decode(error) }
    }

    /// The record of an error of decoding the string as one of another kind.
    pub(crate) fn other_failure(&self, error: &Error) -> Box<Failure<'_>> {
        let error = DecodeFailure {
            code: error.code(),
            message: self.message(error).into(),
            cause: error.cause(),
            section: error.section(),
            segment: error.segment(),
            field: error.field(),
            bit: error.bit(),
            character: self.character(error.offset()),
            hint: self.hint(|| diagnose_other(&self.text, self.kind(), self.options)),
        };
        Box::new(Failure { head: self.head(), error: ErrorBody::Decode(error) })
    }

    /// The record of a requested section that the string lacks.
    pub(crate) fn missing_section(&self, message: String) -> Box<Failure<'_>> {
        let error = SectionFailure { code: MISSING_SECTION, message };
        Box::new(Failure { head: self.head(), error: ErrorBody::Section(error) })
    }

    /// The record of a string on which no decision may be based alone.
    pub(crate) fn doubtful(&self, doubt: Doubt) -> Box<Failure<'_>> {
        let (code, message) = match doubt {
            Doubt::StringsDiffer => {
                (STRINGS_DIFFER, format!("the input has several {}s, which differ", self.kind()))
            }
            Doubt::SignalsLeftOut => {
                (SIGNALS_LEFT_OUT, "the input has too many signals to read all of them".to_owned())
            }
        };
        Box::new(Failure {
            head: self.head(),
            error: ErrorBody::Section(SectionFailure { code, message }),
        })
    }

    pub(crate) fn message(&self, error: &Error) -> String {
        match error.kind() {
            ErrorKind::TooLong { length, limit } => {
                // The decoder did not see the dropped bytes.
                let length =
                    u64::try_from(length).unwrap_or(u64::MAX).saturating_add(self.dropped());
                format!("text of {length} bytes exceeds the limit of {limit}")
            }
            ErrorKind::InvalidCharacter { found }
                if self.kind() == SignalKind::AdditionalConsent =>
            {
                format!("invalid character {found:?}, expected a digit, '.' or '~'")
            }
            kind => kind.to_string(),
        }
    }

    /// The likely cause of an error, with offsets that count characters of the input.
    fn hint(&self, cause: impl FnOnce() -> Option<Cause>) -> Option<Hint> {
        if !self.has_hints {
            return None;
        }
        Some(Hint::Cause(cause()?.map_offsets(|at| self.character(at))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_a_section_has_its_section_and_cause() {
        let input = Input::new("DBABMA~CQg2bYAQg2");
        let failure = serde_json::to_value(input.decode_signal().unwrap_err()).unwrap();
        let error = &failure["error"];
        assert_eq!((&error["code"], &error["cause"]), (&"X008".into(), &"S011".into()));
        assert_eq!((&error["section"], &error["character"]), (&"tcfeuv2".into(), &14.into()));
    }

    #[test]
    fn decoders_of_tc_strings_name_other_kinds() {
        for (text, message) in [
            ("DBABLA~BVQqAAAAAg", "S005: GPP string instead of a TC string"),
            ("1YNN", "S005: US Privacy string instead of a TC string"),
            ("2~1.2~dv.3", "S005: Additional Consent string instead of a TC string"),
        ] {
            assert_eq!(Input::new(text).decode().unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn macros_of_every_syntax_have_one_code() {
        for input in [
            "${GDPR_CONSENT_755}",
            "{{gdpr_consent}}",
            "[GDPRCONSENT]",
            "CONSENT_STRING",
            "https://ads.example/?gdpr_consent=%%GDPR_CONSENT_755%%",
            "https://ads.example/?gdpr_consent=%5BGDPR_CONSENT%5D&gdpr=1",
        ] {
            let input = Input::new(input);
            let failure = input.decode().unwrap_err();
            assert_eq!(failure.error.code(), "S014", "{failure}");
            let ErrorBody::Decode(error) = &failure.error else { panic!("{failure}") };
            assert_eq!((&error.field, error.character), (&None, input.character(0)));
        }
    }

    #[test]
    fn placeholders_have_one_code() {
        for input in [
            "undefined",
            "null",
            "None",
            "NaN",
            "0",
            "true",
            "tcunavailable",
            "[object Object]",
            "%5Bobject%20Object%5D",
            "gdpr_consent=[object Object]",
            " undefined",
            "https://ads.example/?gdpr_consent=undefined",
            "https://ads.example/?gdpr=1&gdpr_consent=-1",
        ] {
            let failure = Input::new(input);
            let failure = failure.decode().unwrap_err();
            assert_eq!(failure.error.code(), "S015", "{failure}");
            let ErrorBody::Decode(error) = &failure.error else { panic!("{failure}") };
            assert_eq!((&error.field, &error.segment), (&None, &None));
        }
        let failure = Input::new("NULL ").decode().unwrap_err().to_string();
        assert_eq!(failure, "S015: placeholder \"NULL\" instead of a consent string");
    }

    #[test]
    fn the_limit_applies_to_macros_too() {
        let options = tcf_codec::DecodeOptions::new().with_max_len(10);
        let input = Input::new("[GDPR_CONSENT]").with_options(options);
        assert_eq!(input.decode().unwrap_err().error.code(), "S013");
    }

    #[test]
    fn hints_can_be_omitted() {
        let hint = |input: Input<'_>| match input.decode().unwrap_err().error {
            ErrorBody::Decode(error) => error.hint,
            ErrorBody::Section(_) | ErrorBody::Internal(_) => None,
        };
        assert!(hint(Input::new("CQg2bYAQg2")).is_some());
        assert_eq!(hint(Input::new("CQg2bYAQg2").without_hints()), None);
    }
}
