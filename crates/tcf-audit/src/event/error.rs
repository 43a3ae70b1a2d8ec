//! Why a line is not an event, a choice or a decision record.

use std::fmt;

use tcf_carrier::{JsonError, Location, RowFault, SerdeMessage};

/// Why a line is not an event, a choice or a decision record. Messages have no values of the line,
/// because a value may identify a person.
///
/// ```
/// use tcf_audit::event::EventRecord;
/// let error = EventRecord::from_json(r#"{"vendor": "a@example.com"}"#).unwrap_err();
/// let message = "expected a vendor id from 1 to 65535, found a string at column 26";
/// assert_eq!(error.to_string(), message);
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The line is not JSON, or a member has an unexpected type or value.
    #[error("{message}")]
    Json {
        /// What is wrong, without values of the line.
        message: Box<str>,
        /// The byte of the line, from 1, at which reading stopped.
        column: usize,
    },
    /// A field of a table, or at a JSON pointer, has an unexpected value.
    #[error("invalid {field}: expected {expected}")]
    Field {
        /// The field.
        field: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// The line is not JSON.
    #[error("{}", InLine(.0))]
    Syntax(#[from] JsonError),
    /// The cells of a row cannot be told apart.
    #[error(transparent)]
    Row(#[from] RowFault),
    /// The line is JSON, but not an object.
    #[error("expected a JSON object")]
    NotAnObject,
    /// A call without a host and a vendor.
    #[error("host and vendor are missing: a call needs one of them")]
    NoParty,
    /// A choice without a string.
    #[error("tcString and gpp are missing: a choice needs one of them")]
    NoString,
    /// A choice with neither a string nor an objection.
    #[error("tcString and objected are missing: a choice needs one of them")]
    NoChoice,
}

/// Keeps the message and the position, without the value that was found.
impl From<serde_json::Error> for RecordError {
    fn from(error: serde_json::Error) -> Self {
        let message = error.to_string();
        let column = error.column();
        let message = match message.rsplit_once(" at line ") {
            Some((message, place)) => {
                let message = SerdeMessage::parse(message).without_value();
                // The number of the line is known to those who read lines.
                match error.line() {
                    1 => format!("{message} at column {column}"),
                    _ => format!("{message} at line {place}"),
                }
            }
            None => SerdeMessage::parse(&message).without_value().to_string(),
        };
        Self::Json { message: message.into(), column }
    }
}

impl RecordError {
    /// The byte of the line, from 1, at which reading stopped; `None` if a member is missing.
    pub const fn column(&self) -> Option<usize> {
        match self {
            Self::Json { column, .. } => Some(*column),
            _ => None,
        }
    }
}

/// An error in a text that is usually one line of many, so that its first line has no number.
struct InLine<'e>(&'e JsonError);

impl fmt::Display for InLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(error) = self;
        match error.location() {
            Location { line: 1, column, .. } => write!(f, "{} at column {column}", error.kind()),
            _ => error.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::event::{ChoiceRecord, EventRecord};
    use crate::records::DecisionRecord;

    #[test]
    fn messages_have_no_values_of_the_line() {
        const SECRETS: [&str; 6] = [
            r#""x-4711""#,
            r#""x-4711, expected y: z""#,
            r#""`x-4711`""#,
            "4711.25",
            "-4711",
            "471147114711",
        ];
        for secret in SECRETS {
            for line in [
                r#"{"vendor": @}"#,
                r#"{"vendor": 1, "at": @}"#,
                r#"{"vendor": 1, "gdpr": @}"#,
                r#"{"vendor": 1, "country": @}"#,
                r#"{"vendor": 1, "purposes": @}"#,
                r#"{"vendor": 1, "purposes": [@]}"#,
                r#"{"kind": @}"#,
                r#"{"visit": "v", "at": @}"#,
                r#"{"visit": "v", "at": 1712052904, "objected": @}"#,
                r#"{"visit": "v", "at": 1712052904, "objected": {"vendors": [@]}}"#,
                r#"{"action": @}"#,
                r#"{"action": "drop", "at": @}"#,
                r#"{"action": "drop", "asOf": @}"#,
                r#"{"action": "drop", "purposes": [@]}"#,
                r#"{"action": "drop", "reasons": @}"#,
                r#"{"action": "drop", "gvl": {"version": @}}"#,
                r#"{"action": "drop", "string": @}"#,
            ] {
                let line = line.replace('@', secret);
                let errors = [
                    EventRecord::from_json(&line).err(),
                    ChoiceRecord::from_json(&line).err(),
                    DecisionRecord::from_json(&line).err(),
                ];
                assert!(errors.iter().any(Option::is_some), "{line}");
                for error in errors.into_iter().flatten() {
                    let shown = format!("{error} {error:?}");
                    assert!(!shown.contains("4711"), "{line}: {shown}");
                }
            }
        }
    }
}
