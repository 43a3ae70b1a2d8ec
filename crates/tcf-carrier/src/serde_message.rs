//! Messages of readers that serde derives.

use std::fmt;

/// What a message of serde says, for users who know neither serde nor Rust.
///
/// A message that serde did not write is [`SerdeMessage::Other`], and is displayed as it is.
///
/// ```
/// use tcf_carrier::SerdeMessage;
///
/// let message = SerdeMessage::parse("invalid type: integer `7`, expected a path");
/// assert_eq!(message.to_string(), "expected a path, found 7");
///
/// let message = SerdeMessage::parse("unknown field `gvls`, expected `gvl` or `rules`");
/// assert_eq!(message.to_string(), "unknown key gvls, expected gvl or rules");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SerdeMessage<'m> {
    /// A value that does not fit.
    Found {
        /// The kind of the value, in words of serde.
        kind: &'m str,
        /// The value, if it is shown.
        value: Option<&'m str>,
        /// What was expected.
        expected: &'m str,
    },
    /// A list with a wrong number of elements.
    WrongLength {
        /// The number of elements.
        length: &'m str,
        /// What was expected.
        expected: &'m str,
    },
    /// A key of an object or a table that has no such key.
    UnknownKey {
        /// The key, if it is shown.
        key: Option<&'m str>,
        /// The keys that there are, each in backticks.
        known: &'m str,
    },
    /// A word that is not one of several.
    UnknownWord {
        /// The word, if it is shown.
        word: Option<&'m str>,
        /// The words that there are, each in backticks.
        known: &'m str,
    },
    /// A key is missing.
    Missing(&'m str),
    /// A key is repeated.
    Repeated(&'m str),
    /// Anything else.
    Other(&'m str),
}

impl<'m> SerdeMessage<'m> {
    /// Parses a message without its position.
    pub fn parse(message: &'m str) -> Self {
        Self::find(message).unwrap_or(Self::Other(message))
    }

    fn find(message: &'m str) -> Option<Self> {
        if let Some(key) = message.strip_prefix("missing field ") {
            return Some(Self::Missing(unquoted(key)?));
        }
        if let Some(key) = message.strip_prefix("duplicate field ") {
            return Some(Self::Repeated(unquoted(key)?));
        }
        // Values may contain anything; what was expected is ours.
        let (found, expected) = message.rsplit_once(", expected ")?;
        if let Some(length) = found.strip_prefix("invalid length ") {
            return Some(Self::WrongLength { length, expected });
        }
        if let Some(key) = found.strip_prefix("unknown field") {
            return Some(Self::UnknownKey { key: unquoted(key.trim_ascii()), known: expected });
        }
        if let Some(word) = found.strip_prefix("unknown variant") {
            return Some(Self::UnknownWord { word: unquoted(word.trim_ascii()), known: expected });
        }
        let found = found
            .strip_prefix("invalid type: ")
            .or_else(|| found.strip_prefix("invalid value: "))?;
        let end = found.find(['`', '"']).unwrap_or(found.len());
        let (kind, value) = found.split_at(end);
        let value = unquoted(value).or(Some(value)).filter(|value| !value.is_empty());
        let expected = type_of(expected);
        Some(Self::Found { kind: kind.trim_ascii_end(), value, expected })
    }

    /// The message without the value, key or word that was found, which may identify a person. A
    /// key that is missing or repeated is one that the reader knows.
    #[must_use]
    pub const fn without_value(self) -> Self {
        match self {
            Self::Found { kind, expected, .. } => Self::Found { kind, value: None, expected },
            Self::UnknownKey { known, .. } => Self::UnknownKey { key: None, known },
            Self::UnknownWord { known, .. } => Self::UnknownWord { word: None, known },
            Self::WrongLength { .. } | Self::Missing(_) | Self::Repeated(_) | Self::Other(_) => {
                self
            }
        }
    }

    /// The key or word that is not known, and those that are.
    pub fn unknown(self) -> Option<(&'m str, impl Iterator<Item = &'m str>)> {
        let (unknown, known) = match self {
            Self::UnknownKey { key, known } => (key?, known),
            Self::UnknownWord { word, known } => (word?, known),
            _ => return None,
        };
        // Every other piece is between backticks.
        Some((unknown, known.split('`').skip(1).step_by(2)))
    }
}

/// What was expected. A reader of a type of Rust without words of its own names that type.
fn type_of(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number",
        "a nonzero u8" | "a nonzero u16" | "a nonzero u32" | "a nonzero u64" => {
            "a whole number above 0"
        }
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "path string" => "a path",
        "a map" => "an object",
        _ if expected.starts_with("struct ") => "an object",
        _ => expected,
    }
}

fn unquoted(text: &str) -> Option<&str> {
    text.strip_prefix('`')?.strip_suffix('`')
}

impl fmt::Display for SerdeMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Found { kind, value: Some(value), expected } => match kind {
                "boolean" | "integer" | "floating point" | "string" => {
                    write!(f, "expected {expected}, found {value}")
                }
                _ => write!(f, "expected {expected}, found {kind} {value}"),
            },
            Self::Found { kind, value: None, expected } => {
                write!(f, "expected {expected}, found {}", any_of(kind))
            }
            Self::WrongLength { length, expected } => {
                write!(f, "expected {expected}, found {length} elements")
            }
            Self::UnknownKey { key: Some(key), known } => {
                write!(f, "unknown key {key}, expected {}", Known(known))
            }
            Self::UnknownKey { key: None, known } => {
                write!(f, "unknown key, expected {}", Known(known))
            }
            Self::UnknownWord { word: Some(word), known } => {
                write!(f, "expected {}, found {word:?}", Known(known))
            }
            Self::UnknownWord { word: None, known } => {
                write!(f, "expected {}, found another word", Known(known))
            }
            Self::Missing(key) => write!(f, "{key} is missing"),
            Self::Repeated(key) => write!(f, "{key} is repeated"),
            Self::Other(message) => f.write_str(message),
        }
    }
}

/// Any value of a kind.
fn any_of(kind: &str) -> &str {
    match kind {
        "map" => "an object",
        "sequence" => "a list",
        "string" => "a string",
        "integer" | "floating point" => "a number",
        "boolean" => "true or false",
        "unit value" => "null",
        other => other,
    }
}

/// Known keys or words, without backticks.
struct Known<'m>(&'m str);

impl fmt::Display for Known<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.split('`').try_for_each(|piece| f.write_str(piece))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_serde_say_what_was_expected_and_found() {
        for (message, expected) in [
            (
                r#"invalid type: string "a, expected `b`", expected a list of ids"#,
                r#"expected a list of ids, found "a, expected `b`""#,
            ),
            ("invalid value: integer `-1`, expected a port", "expected a port, found -1"),
            ("invalid type: boolean `true`, expected a path", "expected a path, found true"),
            ("invalid type: map, expected a path", "expected a path, found an object"),
            ("invalid type: sequence, expected a path", "expected a path, found a list"),
            ("invalid type: null, expected a path", "expected a path, found null"),
            ("invalid type: character `x`, expected a path", "expected a path, found character x"),
            (r#"invalid type: string "7", expected u16"#, r#"expected a whole number, found "7""#),
            ("invalid type: integer `3`, expected struct Filter", "expected an object, found 3"),
            (r#"invalid type: string "C", expected a sequence"#, r#"expected a list, found "C""#),
            ("invalid length 1, expected a pair", "expected a pair, found 1 elements"),
            (
                "unknown field `x`, expected one of `a`, `b`, `c`",
                "unknown key x, expected one of a, b, c",
            ),
            ("unknown variant `x`, expected `a` or `b`", r#"expected a or b, found "x""#),
            ("missing field `at`", "at is missing"),
            ("duplicate field `at`", "at is repeated"),
            ("70000 is out of range", "70000 is out of range"),
            (
                "unknown variant `x`, there are no variants",
                "unknown variant `x`, there are no variants",
            ),
        ] {
            assert_eq!(SerdeMessage::parse(message).to_string(), expected);
        }
    }

    #[test]
    fn values_are_left_out() {
        for (message, expected) in [
            (
                r#"invalid type: string "a, expected b", expected a sequence"#,
                "expected a list, found a string",
            ),
            ("invalid value: integer `-1`, expected a port", "expected a port, found a number"),
            ("unknown variant `x`, expected `a` or `b`", "expected a or b, found another word"),
            ("unknown field `x`, expected `a` or `b`", "unknown key, expected a or b"),
        ] {
            assert_eq!(SerdeMessage::parse(message).without_value().to_string(), expected);
        }
    }

    #[test]
    fn unknown_keys_come_with_the_known_ones() {
        let message =
            SerdeMessage::parse("unknown field `gvls`, expected one of `gvl`, `a-b`, `c`");
        let (unknown, known) = message.unknown().unwrap();
        assert_eq!((unknown, known.collect::<Vec<_>>()), ("gvls", vec!["gvl", "a-b", "c"]));
        assert!(SerdeMessage::parse("missing field `at`").unknown().is_none());
    }
}
