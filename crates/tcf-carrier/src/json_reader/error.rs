//! Errors of reading JSON.

use std::{fmt, io};

use super::JsonKind;
use super::input::Location;

/// Why a text is not JSON, or not the JSON that was expected, and where.
#[derive(Debug, thiserror::Error)]
#[error("{fault}")]
pub struct JsonError {
    /// Errors are rare, and every function of the reader returns them.
    fault: Box<Fault>,
}

#[derive(Debug)]
struct Fault {
    kind: JsonErrorKind,
    location: Location,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Location { line, column, byte } = self.location;
        write!(f, "{} at line {line}, column {column} (byte {byte})", self.kind)
    }
}

impl JsonError {
    pub(super) fn new(kind: JsonErrorKind, location: Location) -> Self {
        Self { fault: Box::new(Fault { kind, location }) }
    }

    /// Whether the text is not JSON. Otherwise it cannot be read.
    pub(crate) const fn is_syntax(&self) -> bool {
        !matches!(self.fault.kind, JsonErrorKind::Utf16 | JsonErrorKind::Read(_))
    }

    /// What is wrong.
    pub const fn kind(&self) -> &JsonErrorKind {
        &self.fault.kind
    }

    /// Where reading stopped.
    pub const fn location(&self) -> Location {
        self.fault.location
    }
}

/// What is wrong with a JSON text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// The input ends within a value.
    #[error("input ends early, expected {expected}")]
    Truncated {
        /// What should follow.
        expected: Expected,
    },
    /// A byte is not allowed where it is.
    #[error("expected {expected}, found {}", Byte(*found))]
    Unexpected {
        /// What should be there.
        expected: Expected,
        /// The byte that was found.
        found: u8,
    },
    /// The value has another kind than the caller can use.
    #[error("expected {expected}, found {found}")]
    WrongKind {
        /// The kind that was expected.
        expected: JsonKind,
        /// The kind of the value.
        found: JsonKind,
    },
    /// Arrays and objects are nested too deeply.
    #[error("nested more than {max} levels deep")]
    TooDeep {
        /// The limit.
        max: usize,
    },
    /// The text is encoded as UTF-16.
    #[error("UTF-16 is not supported, convert the input to UTF-8")]
    Utf16,
    /// The input could not be read.
    #[error("cannot read: {0}")]
    Read(io::Error),
}

/// What a JSON text should contain at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Expected {
    /// Any value.
    Value,
    /// A key in quotes.
    Key,
    /// A key or the end of an object.
    KeyOrEnd,
    /// A value or the end of an array.
    ValueOrEnd,
    /// The colon after a key.
    Colon,
    /// A comma, or the end of an object.
    CommaOrBrace,
    /// A comma, or the end of an array.
    CommaOrBracket,
    /// The quote at the end of a string.
    Quote,
    /// The character after a backslash.
    Escape,
    /// A hexadecimal digit of an escape.
    HexDigit,
    /// A digit of a number.
    Digit,
    /// `true`, `false` or `null`.
    Literal,
    /// The end of the input.
    End,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value => "a value",
            Self::Key => "a key in quotes",
            Self::KeyOrEnd => "a key in quotes or '}'",
            Self::ValueOrEnd => "a value or ']'",
            Self::Colon => "':'",
            Self::CommaOrBrace => "',' or '}'",
            Self::CommaOrBracket => "',' or ']'",
            Self::Quote => "'\"'",
            Self::Escape => "an escape",
            Self::HexDigit => "a hexadecimal digit",
            Self::Digit => "a digit",
            Self::Literal => "true, false or null",
            Self::End => "the end of the input",
        })
    }
}

/// A byte in a message.
struct Byte(u8);

impl fmt::Display for Byte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_ascii_graphic() || self.0 == b' ' {
            write!(f, "'{}'", char::from(self.0))
        } else {
            write!(f, "byte 0x{:02x}", self.0)
        }
    }
}
