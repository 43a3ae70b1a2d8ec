//! A pull reader for JSON in bounded memory.

mod error;
mod input;
mod plain;
mod text;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, Read};

pub use error::{Expected, JsonError, JsonErrorKind};
use input::Input;
pub use input::Location;
pub(crate) use input::to_u64;
pub use text::JsonText;

/// The kind of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JsonKind {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
}

impl JsonKind {
    /// Whether the value is neither an object nor an array.
    pub const fn is_scalar(self) -> bool {
        !matches!(self, Self::Object | Self::Array)
    }
}

/// The kind in a sentence.
impl fmt::Display for JsonKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::Null => "null",
        })
    }
}

/// Reads JSON values from a stream, one after another, without building them.
///
/// The caller asks for what it needs and skips the rest. Memory is a buffer of 64 KiB, the longest
/// string that the caller asks for, and a few bits per level of nesting. Strings and keys that are
/// longer than a limit are truncated and marked, never rejected.
///
/// A byte order mark is skipped. Control characters in strings are accepted, and so are bytes that
/// are not UTF-8, which are replaced. Everything else that RFC 8259 forbids is an error with its
/// location, except that the escapes of skipped strings are not checked.
///
/// ```
/// use tcf_carrier::{JsonError, JsonReader};
///
/// fn consent(json: &str) -> Result<Option<String>, JsonError> {
///     let mut reader = JsonReader::new(json.as_bytes());
///     let mut consent = None;
///     reader.begin_object()?;
///     while let Some(key) = reader.next_key()? {
///         match key {
///             "consent" => consent = Some(reader.string(65_536)?.text.to_owned()),
///             _ => reader.skip()?,
///         }
///     }
///     Ok(consent)
/// }
///
/// let json = r#"{"id": [1, {"x": null}], "consent": "CQg2bYA"}"#;
/// assert_eq!(consent(json).unwrap().as_deref(), Some("CQg2bYA"));
///
/// let error = consent("{\n\"id\" 1}").unwrap_err();
/// assert_eq!(error.to_string(), "expected ':', found '1' at line 2, column 6 (byte 7)");
/// ```
#[derive(Debug)]
pub struct JsonReader<R> {
    input: Input<R>,
    max_depth: usize,
    max_key: usize,
    /// The arrays and objects around the next value.
    containers: Vec<Container>,
    /// Whether nothing was read yet of the innermost array or object.
    is_first: bool,
    /// The text of the last string, number or key.
    text: Vec<u8>,
    /// A buffer for values as JSON text.
    raw: Vec<u8>,
}

/// A value that contains others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    Object,
    Array,
}

impl<R: Read> JsonReader<R> {
    /// The deepest nesting by default.
    pub const DEFAULT_MAX_DEPTH: usize = 512;

    /// The longest key that is kept, in bytes. No key of a carrier is longer.
    const MAX_KEY: usize = 4096;

    /// Creates a reader.
    pub fn new(source: R) -> Self {
        Self {
            input: Input::new(source),
            max_depth: Self::DEFAULT_MAX_DEPTH,
            max_key: Self::MAX_KEY,
            containers: Vec::new(),
            is_first: true,
            text: Vec::new(),
            raw: Vec::new(),
        }
    }

    /// Sets the deepest nesting of arrays and objects.
    #[must_use]
    pub fn with_max_depth(mut self, levels: usize) -> Self {
        self.max_depth = levels;
        self
    }

    /// Reads another source. The buffers are kept, so that reading many short texts is cheap.
    pub fn restart<S: Read>(mut self, source: S) -> JsonReader<S> {
        self.containers.clear();
        self.text.clear();
        JsonReader {
            input: self.input.restart(source),
            max_depth: self.max_depth,
            max_key: self.max_key,
            containers: self.containers,
            is_first: true,
            text: self.text,
            raw: self.raw,
        }
    }

    /// The location of the next byte that will be read.
    pub fn location(&mut self) -> Location {
        self.input.location()
    }

    /// The offset in bytes of the next byte that will be read.
    pub fn position(&self) -> u64 {
        self.input.position()
    }

    /// The number of arrays and objects around the next value.
    pub fn depth(&self) -> usize {
        self.containers.len()
    }

    /// Whether another value follows at the top level, after white space. A stream may hold several
    /// values, such as one per line.
    pub fn has_next_document(&mut self) -> Result<bool, JsonError> {
        Ok(self.skip_white_space()?.is_some())
    }

    /// Checks that nothing but white space follows.
    pub fn end(&mut self) -> Result<(), JsonError> {
        match self.skip_white_space()? {
            None => Ok(()),
            Some(found) => Err(self.unexpected(Expected::End, found)),
        }
    }

    /// The kind of the next value, which is not read.
    #[expect(clippy::inline_always, reason = "a fifth of the time goes to calls otherwise")]
    #[inline(always)]
    pub fn peek_kind(&mut self) -> Result<JsonKind, JsonError> {
        match self.skip_white_space()? {
            Some(b'{') => Ok(JsonKind::Object),
            Some(b'[') => Ok(JsonKind::Array),
            Some(b'"') => Ok(JsonKind::String),
            Some(b'-' | b'0'..=b'9') => Ok(JsonKind::Number),
            Some(b't' | b'f') => Ok(JsonKind::Boolean),
            Some(b'n') => Ok(JsonKind::Null),
            Some(found) => Err(self.unexpected(Expected::Value, found)),
            None => Err(self.truncated(Expected::Value)),
        }
    }

    /// Enters an object, whose members [`JsonReader::next_key`] reads.
    pub fn begin_object(&mut self) -> Result<(), JsonError> {
        self.expect_kind(JsonKind::Object)?;
        self.enter(Container::Object)
    }

    /// Enters an array, whose elements [`JsonReader::next_element`] reads.
    pub fn begin_array(&mut self) -> Result<(), JsonError> {
        self.expect_kind(JsonKind::Array)?;
        self.enter(Container::Array)
    }

    /// The next key of the object that was entered last, whose value must be read or skipped
    /// afterwards. `None` at the end of the object, which is left. Keys are truncated to 4 KiB.
    #[expect(clippy::expect_used, reason = "what is not UTF-8 was replaced")]
    pub fn next_key(&mut self) -> Result<Option<&str>, JsonError> {
        let key = self.next_key_bytes()?;
        Ok(key.map(|key| str::from_utf8(key).expect("keys are UTF-8")))
    }

    /// The next key as [`JsonReader::next_key`] returns it, in UTF-8.
    #[inline]
    pub(crate) fn next_key_bytes(&mut self) -> Result<Option<&[u8]>, JsonError> {
        if !self.advance_to_key()? {
            return Ok(None);
        }
        let mut key = self.scan_string(self.max_key)?;
        if !self.input.consume_buffered(b':') {
            // The buffer is filled again.
            self.copy(&mut key);
            self.colon()?;
        }
        Ok(Some(self.bytes_of(&key)))
    }

    /// Whether another element follows in the array that was entered last, which must be read or
    /// skipped afterwards. At the end of the array, the array is left.
    pub fn next_element(&mut self) -> Result<bool, JsonError> {
        debug_assert_eq!(self.containers.last(), Some(&Container::Array), "not in an array");
        let expected = if self.is_first { Expected::ValueOrEnd } else { Expected::CommaOrBracket };
        match self.next_byte(expected)? {
            b']' => {
                self.leave();
                return Ok(false);
            }
            _ if self.is_first => {}
            b',' => self.input.consume(1),
            found => return Err(self.unexpected(expected, found)),
        }
        self.is_first = false;
        Ok(true)
    }

    /// Reads a string. At most `max` bytes of it are kept.
    pub fn string(&mut self, max: usize) -> Result<JsonText<'_>, JsonError> {
        self.expect_kind(JsonKind::String)?;
        let scanned = self.scan_string(max)?;
        Ok(self.finish(scanned))
    }

    /// Reads a string, number, boolean or null as text. At most `max` bytes of it are kept.
    pub fn scalar(&mut self, max: usize) -> Result<JsonText<'_>, JsonError> {
        let scanned = match self.peek_kind()? {
            JsonKind::String => self.scan_string(max)?,
            JsonKind::Number => self.scan_number(max)?,
            JsonKind::Boolean | JsonKind::Null => self.scan_literal()?,
            found => {
                let kind = JsonErrorKind::WrongKind { expected: JsonKind::String, found };
                return Err(self.error(kind));
            }
        };
        Ok(self.finish(scanned))
    }

    /// Reads the next value, whatever it is, as JSON text. At most `max` bytes of it are kept.
    ///
    /// ```
    /// use tcf_carrier::JsonReader;
    ///
    /// let mut reader = JsonReader::new(&b" {\"a\": [1]} null"[..]);
    /// let raw = reader.raw(100).unwrap();
    /// assert_eq!((raw.text, raw.span), ("{\"a\": [1]}", 1..11));
    /// ```
    pub fn raw(&mut self, max: usize) -> Result<JsonText<'_>, JsonError> {
        self.raw.clear();
        self.peek_kind()?;
        let start = self.input.position();
        // Numbers and literals are scanned into `text`, so the record needs its own buffer.
        self.input.record(std::mem::take(&mut self.raw), max);
        let result = self.skip();
        self.raw = self.input.recorded();
        result?;
        let span = start..self.input.position();
        let is_truncated = span.end - start > to_u64(self.raw.len());
        std::mem::swap(&mut self.text, &mut self.raw);
        self.mend_utf8(is_truncated);
        Ok(self.finish(text::Scanned::copied(span).truncated_if(is_truncated)))
    }

    /// Resumes after one of several documents, which begins at `start`, is not JSON, and was read
    /// in part by [`JsonReader::raw`]. A document is usually a line: reading goes on at the next
    /// line that can start another one, which is not the inside of a document that is indented.
    pub(crate) fn resume_after(&mut self, start: Location) -> io::Result<()> {
        self.containers.clear();
        let recorded = std::mem::take(&mut self.raw);
        self.input.resume_at_line_after(start, &recorded)?;
        self.raw = recorded;
        while let Some(first) = self.input.peek()?
            && b" \t\r\n}],\"".contains(&first)
        {
            self.input.skip_line()?;
        }
        Ok(())
    }

    /// Skips the next value, whatever it is.
    pub fn skip(&mut self) -> Result<(), JsonError> {
        let depth = self.containers.len();
        loop {
            match self.peek_kind()? {
                JsonKind::Object => self.enter(Container::Object)?,
                JsonKind::Array => self.enter(Container::Array)?,
                JsonKind::String => self.skip_string()?,
                JsonKind::Number => {
                    self.scan_number(0)?;
                }
                JsonKind::Boolean | JsonKind::Null => {
                    self.scan_literal()?;
                }
            }
            // Go on to the next value in what was entered here.
            loop {
                if self.containers.len() == depth {
                    return Ok(());
                }
                let has_next = match self.containers.last() {
                    Some(Container::Object) => self.skip_key()?,
                    _ => self.next_element()?,
                };
                if has_next {
                    break;
                }
            }
        }
    }

    fn skip_key(&mut self) -> Result<bool, JsonError> {
        let has_key = self.advance_to_key()?;
        if has_key {
            self.skip_string()?;
            if !self.input.consume_buffered(b':') {
                self.colon()?;
            }
        }
        Ok(has_key)
    }

    /// Goes on to the quote of the next key. At the end of the object, leaves it.
    fn advance_to_key(&mut self) -> Result<bool, JsonError> {
        debug_assert_eq!(self.containers.last(), Some(&Container::Object), "not in an object");
        let expected = if self.is_first { Expected::KeyOrEnd } else { Expected::CommaOrBrace };
        match self.next_byte(expected)? {
            b'}' => {
                self.leave();
                return Ok(false);
            }
            b'"' if self.is_first => {}
            b',' if !self.is_first => {
                self.input.consume(1);
                let found = self.next_byte(Expected::Key)?;
                if found != b'"' {
                    return Err(self.unexpected(Expected::Key, found));
                }
            }
            found => return Err(self.unexpected(expected, found)),
        }
        self.is_first = false;
        Ok(true)
    }

    fn colon(&mut self) -> Result<(), JsonError> {
        match self.next_byte(Expected::Colon)? {
            b':' => {
                self.input.consume(1);
                Ok(())
            }
            found => Err(self.unexpected(Expected::Colon, found)),
        }
    }

    fn scan_literal(&mut self) -> Result<text::Scanned, JsonError> {
        let (start, index) = (self.input.position(), self.input.index());
        let literal = match self.peek(Expected::Literal)? {
            b't' => "true",
            b'f' => "false",
            _ => "null",
        };
        if self.input.buffered().starts_with(literal.as_bytes()) {
            self.input.consume(literal.len());
            let span = start..self.input.position();
            return Ok(text::Scanned::in_buffer(index..index + literal.len(), span));
        }
        for expected in literal.bytes() {
            let found = self.peek(Expected::Literal)?;
            if found != expected {
                return Err(self.unexpected(Expected::Literal, found));
            }
            self.input.consume(1);
        }
        self.text.clear();
        self.text.extend_from_slice(literal.as_bytes());
        let span = start..self.input.position();
        Ok(text::Scanned::copied(span))
    }

    #[inline]
    fn expect_kind(&mut self, expected: JsonKind) -> Result<(), JsonError> {
        let found = self.peek_kind()?;
        if found == expected {
            Ok(())
        } else {
            Err(self.error(JsonErrorKind::WrongKind { expected, found }))
        }
    }

    fn enter(&mut self, container: Container) -> Result<(), JsonError> {
        if self.containers.len() >= self.max_depth {
            return Err(self.error(JsonErrorKind::TooDeep { max: self.max_depth }));
        }
        self.input.consume(1);
        self.containers.push(container);
        self.is_first = true;
        Ok(())
    }

    fn leave(&mut self) {
        self.input.consume(1);
        self.containers.pop();
        self.is_first = false;
    }

    /// The next byte after white space, which is not consumed. At the start of the input, a byte
    /// order mark is skipped as well.
    #[expect(clippy::inline_always, reason = "a fifth of the time goes to calls otherwise")]
    #[inline(always)]
    fn skip_white_space(&mut self) -> Result<Option<u8>, JsonError> {
        // Mostly there is none, or a single space.
        match *self.input.buffered() {
            [next, ..] if next > b' ' && next.is_ascii() => Ok(Some(next)),
            [b' ', next, ..] if next > b' ' => {
                self.input.consume(1);
                Ok(Some(next))
            }
            _ => self.skip_all_white_space(),
        }
    }

    fn skip_all_white_space(&mut self) -> Result<Option<u8>, JsonError> {
        if self.input.position() == 0 {
            self.skip_mark()?;
        }
        match self.input.skip_white_space() {
            Ok(byte) => Ok(byte),
            Err(error) => Err(self.error(JsonErrorKind::Read(error))),
        }
    }

    fn skip_mark(&mut self) -> Result<(), JsonError> {
        match self.peek_or_end()? {
            Some(0xff | 0xfe) => Err(self.error(JsonErrorKind::Utf16)),
            Some(0xef) => {
                for expected in [0xef, 0xbb, 0xbf] {
                    let found = self.peek(Expected::Value)?;
                    if found != expected {
                        return Err(self.unexpected(Expected::Value, found));
                    }
                    self.input.consume(1);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    #[expect(clippy::inline_always, reason = "a fifth of the time goes to calls otherwise")]
    #[inline(always)]
    fn next_byte(&mut self, expected: Expected) -> Result<u8, JsonError> {
        match self.skip_white_space()? {
            Some(byte) => Ok(byte),
            None => Err(self.truncated(expected)),
        }
    }

    fn peek(&mut self, expected: Expected) -> Result<u8, JsonError> {
        match self.peek_or_end()? {
            Some(byte) => Ok(byte),
            None => Err(self.truncated(expected)),
        }
    }

    fn peek_or_end(&mut self) -> Result<Option<u8>, JsonError> {
        match self.input.peek() {
            Ok(byte) => Ok(byte),
            Err(error) => Err(self.error(JsonErrorKind::Read(error))),
        }
    }

    #[cold]
    fn unexpected(&mut self, expected: Expected, found: u8) -> JsonError {
        self.error(JsonErrorKind::Unexpected { expected, found })
    }

    #[cold]
    fn truncated(&mut self, expected: Expected) -> JsonError {
        self.error(JsonErrorKind::Truncated { expected })
    }

    #[cold]
    fn error(&mut self, kind: JsonErrorKind) -> JsonError {
        JsonError::new(kind, self.input.location())
    }
}
