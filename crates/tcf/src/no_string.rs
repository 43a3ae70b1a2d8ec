//! Records of rows and lines without a string.

use std::borrow::Cow;

use serde::Serialize;

use crate::input::Origin;

/// The record of a row or line that has no string: the cell is null, the member is absent, or the
/// line is blank.
///
/// ```
/// use tcf::{NullRecord, Origin};
///
/// let record = NullRecord::new(Origin { row: Some(7), ..Origin::default() });
/// assert_eq!(serde_json::to_string(&record).unwrap(), r#"{"row":7,"value":null}"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NullRecord<'a> {
    /// The origin.
    #[serde(flatten)]
    pub origin: Origin<'a>,
    /// Always null.
    pub value: (),
}

impl<'a> NullRecord<'a> {
    /// The record of an origin.
    pub const fn new(origin: Origin<'a>) -> Self {
        Self { origin, value: () }
    }
}

/// The code of a line that is not JSON.
pub const INVALID_JSON: &str = "invalidJson";

/// The code of a row of a table whose cells cannot be told apart.
pub const INVALID_ROW: &str = "invalidRow";

/// The code of a member of JSON that is not a string.
pub const NOT_A_STRING: &str = "notAString";

/// The code of a line or row that is not an event.
pub const NOT_AN_EVENT: &str = "notAnEvent";

/// The record of a line or row that cannot be read. It does not contain the line, of which only one
/// member or cell is a consent string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineFailure<'a> {
    /// The origin.
    #[serde(flatten)]
    pub origin: Origin<'a>,
    /// The error.
    pub error: LineError,
}

impl<'a> LineFailure<'a> {
    /// The record of an origin, with the code [`INVALID_JSON`].
    pub fn new(origin: Origin<'a>, message: impl Into<Cow<'static, str>>) -> Self {
        Self { origin, error: LineError { code: INVALID_JSON, message: message.into() } }
    }

    /// Sets the code: [`INVALID_JSON`], [`INVALID_ROW`], [`NOT_A_STRING`] or [`NOT_AN_EVENT`].
    #[must_use]
    pub const fn with_code(mut self, code: &'static str) -> Self {
        self.error.code = code;
        self
    }
}

/// Why a line cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineError {
    /// `invalidJson`, `invalidRow`, `notAString` or `notAnEvent`.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::line_error_code"))]
    pub code: &'static str,
    /// The message.
    pub message: Cow<'static, str>,
}
