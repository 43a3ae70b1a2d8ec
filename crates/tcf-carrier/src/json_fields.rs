//! Fields of JSON lines, by JSON pointer.

use std::io::{Empty, Read, empty};
use std::ops::Range;

use crate::json_reader::{JsonError, JsonKind, JsonReader};

/// A JSON pointer (RFC 6901), such as `/user/consent`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JsonPointer {
    tokens: Vec<String>,
}

/// Why a text is not a JSON pointer that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonPointerError {
    /// The text does not start with `/`.
    #[error("a JSON pointer starts with '/'")]
    NoSlash,
    /// `~` is followed by something else than `0` or `1`.
    #[error("'~' in a JSON pointer is written '~0'")]
    Tilde,
    /// The pointer has too many tokens.
    #[error("a JSON pointer may have at most {} tokens", JsonPointer::MAX_TOKENS)]
    TooLong,
}

impl JsonPointer {
    /// The most tokens of a pointer.
    pub const MAX_TOKENS: usize = 32;

    /// Parses a pointer: tokens after slashes, in which `~1` is a slash and `~0` a tilde. The empty
    /// pointer is the whole value.
    ///
    /// ```
    /// use tcf_carrier::{JsonPointer, JsonPointerError};
    ///
    /// assert!(JsonPointer::parse("/imp/0/ext").is_ok());
    /// assert_eq!(JsonPointer::parse("imp"), Err(JsonPointerError::NoSlash));
    /// ```
    pub fn parse(text: &str) -> Result<Self, JsonPointerError> {
        let mut tokens = Vec::new();
        if let Some(rest) = text.strip_prefix('/') {
            for token in rest.split('/') {
                if token.split('~').skip(1).any(|rest| !rest.starts_with(['0', '1'])) {
                    return Err(JsonPointerError::Tilde);
                }
                tokens.push(token.replace("~1", "/").replace("~0", "~"));
            }
        } else if !text.is_empty() {
            return Err(JsonPointerError::NoSlash);
        }
        if tokens.len() > Self::MAX_TOKENS {
            return Err(JsonPointerError::TooLong);
        }
        Ok(Self { tokens })
    }

    /// The pointer that a field is given by: a pointer, or the name of a member of the outermost
    /// object.
    ///
    /// ```
    /// use tcf_carrier::JsonPointer;
    ///
    /// assert_eq!(JsonPointer::of_field("host"), JsonPointer::parse("/host"));
    /// assert_eq!(JsonPointer::of_field("/imp/0"), JsonPointer::parse("/imp/0"));
    /// ```
    pub fn of_field(field: &str) -> Result<Self, JsonPointerError> {
        if field.starts_with('/') {
            Self::parse(field)
        } else {
            Self::parse(&format!("/{}", Self::escaped(field)))
        }
    }

    /// The names and indices.
    pub(crate) fn into_tokens(self) -> Vec<String> {
        self.tokens
    }

    /// The name of a member as a token: `~` and `/` are escaped.
    pub fn escaped(name: &str) -> String {
        name.replace('~', "~0").replace('/', "~1")
    }
}

/// The value at a JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonField {
    /// The kind of the value.
    pub kind: JsonKind,
    /// A string, number, boolean or null as text. Empty for arrays and objects.
    pub text: String,
    /// The bytes of the value in the input: of a string without its quotes, of anything else whole.
    pub span: Range<u64>,
    /// Whether the text was longer than the limit. Only its beginning is in `text`.
    pub is_truncated: bool,
    /// Whether the pointer leads to several values, because a key is repeated. This is the last.
    pub is_repeated: bool,
}

/// Reads values at JSON pointers, all in one pass and without building the rest.
///
/// If a key is repeated, its last value counts. A pointer that leads nowhere gives `None`.
///
/// ```
/// use tcf_carrier::{JsonFields, JsonPointer};
///
/// let pointers = ["/user/consent", "/regs/gdpr", "/imp/1/id"];
/// let pointers = pointers.map(|pointer| JsonPointer::parse(pointer).unwrap());
/// let mut fields = JsonFields::new(pointers).unwrap();
///
/// let line = br#"{"regs": {"gdpr": 1}, "imp": [{"id": "a"}, {"id": "b"}]}"#;
/// let values = fields.read(line).unwrap();
/// let text = |index: usize| values[index].as_ref().map(|value| &*value.text);
/// assert_eq!([text(0), text(1), text(2)], [None, Some("1"), Some("b")]);
/// ```
#[derive(Debug)]
pub struct JsonFields {
    pointers: Vec<JsonPointer>,
    max_len: usize,
    /// The reader of the next line, with the buffers of the last. `None` while a line is read.
    reader: Option<JsonReader<Empty>>,
}

/// More JSON pointers than [`JsonFields`] can read at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at most {} JSON pointers can be read at once", JsonFields::MAX_POINTERS)]
pub struct TooManyPointers;

/// A set of pointers, as bits.
type Pointers = u64;

impl JsonFields {
    /// The most pointers.
    pub const MAX_POINTERS: usize = 64;

    /// The longest value that is kept, in bytes.
    const MAX_LEN: usize = 64 * 1024;

    /// Prepares reading.
    pub fn new(pointers: impl IntoIterator<Item = JsonPointer>) -> Result<Self, TooManyPointers> {
        let pointers: Vec<_> = pointers.into_iter().collect();
        if pointers.len() > Self::MAX_POINTERS {
            return Err(TooManyPointers);
        }
        Ok(Self { pointers, max_len: Self::MAX_LEN, reader: None })
    }

    /// Sets the longest value that is kept, in bytes. The default is 64 KiB.
    #[must_use]
    pub fn with_max_len(self, bytes: usize) -> Self {
        Self { max_len: bytes, ..self }
    }

    /// Reads a JSON text, such as a line. The values are in the order of the pointers.
    pub fn read(&mut self, json: &[u8]) -> Result<Vec<Option<JsonField>>, JsonError> {
        let reader = self.reader.take().unwrap_or_else(|| JsonReader::new(empty()));
        let mut reader = reader.restart(json);
        let mut values = vec![None; self.pointers.len()];
        let all = (0..self.pointers.len()).fold(0, |all, index| all | bit(index));
        let result = self.value(&mut reader, all, 0, &mut values).and_then(|()| reader.end());
        self.reader = Some(reader.restart(empty()));
        result.map(|()| values)
    }

    /// Reads the next value, to which `pointers` lead after `depth` tokens.
    fn value<R: Read>(
        &self,
        reader: &mut JsonReader<R>,
        pointers: Pointers,
        depth: usize,
        values: &mut [Option<JsonField>],
    ) -> Result<(), JsonError> {
        let ends_here = self.select(pointers, |tokens| tokens.len() == depth);
        let kind = reader.peek_kind()?;
        let start = reader.position();
        let container = |end: u64| JsonField {
            kind,
            text: String::new(),
            span: start..end,
            is_truncated: false,
            is_repeated: false,
        };
        let field = match kind {
            JsonKind::Object => {
                reader.begin_object()?;
                while let Some(key) = reader.next_key()? {
                    let next =
                        self.select(pointers, |tokens| tokens.get(depth).is_some_and(|t| t == key));
                    self.next(reader, next, depth, values)?;
                }
                container(reader.position())
            }
            JsonKind::Array => {
                reader.begin_array()?;
                let mut index = 0_u64;
                while reader.next_element()? {
                    let next = self.select(pointers, |tokens| {
                        tokens.get(depth).is_some_and(|token| is_index(token, index))
                    });
                    self.next(reader, next, depth, values)?;
                    index += 1;
                }
                container(reader.position())
            }
            _ => {
                let scalar = reader.scalar(self.max_len)?;
                let (text, is_truncated) = (scalar.text.to_owned(), scalar.is_truncated);
                JsonField { kind, text, span: scalar.span, is_truncated, is_repeated: false }
            }
        };
        for (index, value) in values.iter_mut().enumerate() {
            if ends_here & bit(index) != 0 {
                *value = Some(JsonField { is_repeated: value.is_some(), ..field.clone() });
            }
        }
        Ok(())
    }

    fn next<R: Read>(
        &self,
        reader: &mut JsonReader<R>,
        pointers: Pointers,
        depth: usize,
        values: &mut [Option<JsonField>],
    ) -> Result<(), JsonError> {
        if pointers == 0 { reader.skip() } else { self.value(reader, pointers, depth + 1, values) }
    }

    /// Those of the pointers whose tokens fulfil a condition.
    fn select(&self, pointers: Pointers, is_selected: impl Fn(&[String]) -> bool) -> Pointers {
        let selected =
            self.pointers.iter().enumerate().filter(|(index, pointer)| {
                pointers & bit(*index) != 0 && is_selected(&pointer.tokens)
            });
        selected.fold(0, |selected, (index, _)| selected | bit(index))
    }
}

const fn bit(index: usize) -> Pointers {
    1 << index
}

/// Whether a token is an index: a number without leading zeros.
pub(crate) fn is_index(token: &str, index: u64) -> bool {
    let is_canonical = token == "0" || !token.starts_with(['0', '+']);
    is_canonical && token.parse() == Ok(index)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::test_support::Rng;

    fn read(pointers: &[&str], json: &str) -> Vec<Option<JsonField>> {
        let pointers = pointers.iter().map(|pointer| JsonPointer::parse(pointer).unwrap());
        JsonFields::new(pointers).unwrap().read(json.as_bytes()).unwrap()
    }

    fn random(rng: &mut Rng, depth: usize) -> Value {
        let keys = ["a", "b", "", "a/b", "m~n", "0", "1"];
        match rng.below(if depth == 0 { 2 } else { 5 }) {
            0 => Value::from(rng.below(100)),
            1 => Value::from(*rng.pick(&["x", "é\n", ""])),
            2 => (0..rng.below(3)).map(|_| random(rng, depth - 1)).collect(),
            _ => (0..rng.below(4))
                .map(|_| ((*rng.pick(&keys)).to_owned(), random(rng, depth - 1)))
                .collect(),
        }
    }

    #[test]
    fn values_equal_those_of_serde_json() {
        let tokens = ["a", "b", "", "a~1b", "m~0n", "0", "1", "00", "-"];
        let mut rng = Rng::new(1);
        let mut found = 0;
        for _ in 0..2_000 {
            let value = random(&mut rng, 4);
            let text = value.to_string();
            let pointers: Vec<String> = (0..8)
                .map(|_| (0..rng.below(4)).flat_map(|_| ["/", *rng.pick(&tokens)]).collect())
                .collect();
            let pointers: Vec<&str> = pointers.iter().map(|pointer| &**pointer).collect();
            for (pointer, field) in pointers.iter().zip(read(&pointers, &text)) {
                let expected = value.pointer(pointer);
                assert_eq!(field.is_some(), expected.is_some(), "{pointer} {text}");
                let (Some(field), Some(expected)) = (field, expected) else { continue };
                found += 1;
                if let Value::String(expected) = expected {
                    assert_eq!(&field.text, expected);
                    continue;
                }
                let span = usize::try_from(field.span.start).unwrap()
                    ..usize::try_from(field.span.end).unwrap();
                assert_eq!(text.get(span).unwrap(), expected.to_string());
            }
        }
        assert!(found > 3_000, "{found}");
    }

    #[test]
    fn the_last_value_of_a_repeated_key_counts() {
        let values = read(&["/a", "/a/b"], r#"{"a": {"b": 1}, "a": {"b": 2}}"#);
        assert_eq!(values[1].as_ref().unwrap().text, "2");
        assert_eq!(values[0].as_ref().unwrap().span, 21..29);
        assert!(values.iter().flatten().all(|value| value.is_repeated));
        let once = read(&["/a/b"], r#"{"a": {"b": 1}, "b": 2, "c": {"b": 3}}"#);
        assert!(!once[0].as_ref().unwrap().is_repeated);
    }

    #[test]
    fn errors_leave_the_fields_usable() {
        let mut fields = JsonFields::new([JsonPointer::parse("/a").unwrap()]).unwrap();
        for (line, message) in [
            ("{\"a\": 1", "input ends early, expected ',' or '}' at line 1, column 8 (byte 7)"),
            ("{} {}", "expected the end of the input, found '{' at line 1, column 4 (byte 3)"),
        ] {
            assert_eq!(fields.read(line.as_bytes()).unwrap_err().to_string(), message);
            assert!(fields.read(b"{\"a\": null}").unwrap()[0].is_some());
        }
    }

    #[test]
    fn pointers_are_checked() {
        let long = "/a".repeat(33);
        for (text, error) in [
            ("a", JsonPointerError::NoSlash),
            ("/~", JsonPointerError::Tilde),
            ("/a~2", JsonPointerError::Tilde),
            (&long, JsonPointerError::TooLong),
        ] {
            assert_eq!(JsonPointer::parse(text), Err(error), "{text}");
        }
        let many = (0..65).map(|_| JsonPointer::parse("/a").unwrap());
        assert_eq!(JsonFields::new(many).unwrap_err(), TooManyPointers);
    }
}
