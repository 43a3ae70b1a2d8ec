//! Paths to values in JSON, with wildcards.

use std::fmt;
use std::str::FromStr;

use crate::json_fields::{JsonPointer, JsonPointerError, is_index};

/// A path to values in JSON: names of members and indices of elements, in which `*` stands for all
/// members and elements.
///
/// A path is written with dots, as OpenRTB names its fields, or as a JSON pointer (RFC 6901), which
/// can also name members with a dot.
///
/// ```
/// use tcf_carrier::JsonPath;
///
/// let path: JsonPath = "imp.*.ext.tid".parse().unwrap();
/// assert_eq!("/imp/*/ext/tid".parse(), Ok(path));
/// assert_eq!("/a.b/c".parse::<JsonPath>().unwrap().to_string(), "/a.b/c");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JsonPath {
    /// At least one.
    tokens: Vec<String>,
}

/// Why a text is not a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonPathError {
    /// The text is empty. The whole value has no path.
    #[error("the path is empty")]
    Empty,
    /// A name between dots is empty.
    #[error("a name between dots is empty; write the path as a JSON pointer: /a//b")]
    EmptyName,
    /// A name is longer than the longest key that is read.
    #[error("a name in a path has at most {} bytes", JsonPath::MAX_NAME)]
    LongName,
    /// The text starts with `/`, but it is not a JSON pointer.
    #[error(transparent)]
    Pointer(#[from] JsonPointerError),
}

impl JsonPath {
    /// The longest name, in bytes.
    pub const MAX_NAME: usize = 1024;

    /// The token that stands for all members and elements.
    const ANY: &'static str = "*";

    /// The number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether the token at a depth, from 0, stands for the member.
    pub(crate) fn has_member(&self, depth: usize, key: &str) -> bool {
        self.tokens.get(depth).is_some_and(|token| token == key || token == Self::ANY)
    }

    /// Whether the token at a depth, from 0, stands for the element.
    pub(crate) fn has_element(&self, depth: usize, index: u64) -> bool {
        let is_element = |token: &String| token == Self::ANY || is_index(token, index);
        self.tokens.get(depth).is_some_and(is_element)
    }
}

impl FromStr for JsonPath {
    type Err = JsonPathError;

    fn from_str(text: &str) -> Result<Self, JsonPathError> {
        let tokens = if text.starts_with('/') {
            JsonPointer::parse(text)?.into_tokens()
        } else if text.is_empty() {
            return Err(JsonPathError::Empty);
        } else {
            text.split('.').map(str::to_owned).collect()
        };
        if !text.starts_with('/') && tokens.iter().any(String::is_empty) {
            return Err(JsonPathError::EmptyName);
        }
        if tokens.len() > JsonPointer::MAX_TOKENS {
            return Err(JsonPointerError::TooLong.into());
        }
        if tokens.iter().any(|token| token.len() > Self::MAX_NAME) {
            return Err(JsonPathError::LongName);
        }
        Ok(Self { tokens })
    }
}

/// The path with dots, or as a JSON pointer if a name is empty or has a dot or a slash.
impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_dotted = |token: &String| !token.is_empty() && !token.contains(['.', '/']);
        if self.tokens.iter().all(is_dotted) {
            return f.write_str(&self.tokens.join("."));
        }
        self.tokens.iter().try_for_each(|token| write!(f, "/{}", JsonPointer::escaped(token)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_one_text() {
        for (text, shown) in [
            ("user.eids", "user.eids"),
            ("/user/eids", "user.eids"),
            ("/imp/*/ext", "imp.*.ext"),
            ("id", "id"),
            ("/", "/"),
            ("/a.b/m~0n", "/a.b/m~0n"),
            ("/a~1b", "/a~1b"),
        ] {
            let path: JsonPath = text.parse().unwrap();
            assert_eq!(path.to_string(), shown);
            assert_eq!(shown.parse(), Ok(path), "{text}");
        }
    }

    #[test]
    fn other_texts_are_errors() {
        for (text, error) in [
            ("", JsonPathError::Empty),
            (".", JsonPathError::EmptyName),
            ("user..id", JsonPathError::EmptyName),
            ("/~", JsonPathError::Pointer(JsonPointerError::Tilde)),
            (&"/a".repeat(33), JsonPathError::Pointer(JsonPointerError::TooLong)),
            (&["a"; 33].join("."), JsonPathError::Pointer(JsonPointerError::TooLong)),
            (&"x".repeat(1025), JsonPathError::LongName),
        ] {
            assert_eq!(text.parse::<JsonPath>(), Err(error), "{text}");
        }
    }
}
