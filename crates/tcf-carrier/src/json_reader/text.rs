//! Strings and numbers.

use std::io::Read;
use std::ops::Range;

use super::error::{Expected, JsonErrorKind};
use super::plain::plain_length;
use super::{JsonError, JsonReader, to_u64};

/// A string or another scalar as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonText<'r> {
    /// The text, without quotes and escapes. Bytes that are not UTF-8 and single surrogates are
    /// replaced by U+FFFD.
    pub text: &'r str,
    /// The bytes in the input, without the quotes.
    pub span: Range<u64>,
    /// Whether the text had escapes, so that its length differs from that of `span`.
    pub has_escapes: bool,
    /// Whether the text was longer than the limit. Only its beginning is in `text`.
    pub is_truncated: bool,
}

/// A text that was scanned.
#[derive(Clone, Debug)]
pub(super) struct Scanned {
    /// Where in the buffer of the input the text is, until more is read. Otherwise it is in
    /// [`JsonReader::text`].
    buffered: Option<Range<usize>>,
    pub(super) span: Range<u64>,
    pub(super) has_escapes: bool,
    pub(super) is_truncated: bool,
}

impl Scanned {
    /// A whole text without escapes in the buffer of the input. It is ASCII.
    pub(super) const fn in_buffer(indices: Range<usize>, span: Range<u64>) -> Self {
        Self { buffered: Some(indices), span, has_escapes: false, is_truncated: false }
    }

    /// A whole text without escapes in [`JsonReader::text`].
    pub(super) const fn copied(span: Range<u64>) -> Self {
        Self { buffered: None, span, has_escapes: false, is_truncated: false }
    }

    /// Only the beginning of the text, on a condition.
    pub(super) const fn truncated_if(mut self, is_truncated: bool) -> Self {
        self.is_truncated = is_truncated;
        self
    }
}

impl<R: Read> JsonReader<R> {
    pub(super) fn finish(&self, scanned: Scanned) -> JsonText<'_> {
        let text = self.text_of(&scanned);
        let Scanned { span, has_escapes, is_truncated, .. } = scanned;
        JsonText { text, span, has_escapes, is_truncated }
    }

    #[expect(clippy::expect_used, reason = "what is not UTF-8 was replaced")]
    fn text_of(&self, scanned: &Scanned) -> &str {
        str::from_utf8(self.bytes_of(scanned)).expect("the text is UTF-8")
    }

    /// A text that was scanned, in UTF-8.
    pub(super) fn bytes_of(&self, scanned: &Scanned) -> &[u8] {
        match &scanned.buffered {
            Some(indices) => self.input.kept(indices.clone()),
            None => &self.text,
        }
    }

    /// Copies a text out of the buffer of the input.
    pub(super) fn copy(&mut self, scanned: &mut Scanned) {
        if let Some(indices) = scanned.buffered.take() {
            self.text.clear();
            self.text.extend_from_slice(self.input.kept(indices));
        }
    }

    /// Reads a string, after its quote was seen. At most `max` bytes are kept.
    #[inline]
    pub(super) fn scan_string(&mut self, max: usize) -> Result<Scanned, JsonError> {
        let inside = self.input.buffered().get(1..).unwrap_or_default();
        let length = plain_length(inside);
        if length > max || inside.get(length) != Some(&b'"') {
            return self.scan_in_parts(max);
        }
        let (index, start) = (self.input.index() + 1, self.input.position() + 1);
        self.input.consume(length + 2);
        Ok(Scanned::in_buffer(index..index + length, start..start + to_u64(length)))
    }

    /// Reads a string that has escapes or characters beyond ASCII, is longer than `max` or extends
    /// beyond the buffer.
    fn scan_in_parts(&mut self, max: usize) -> Result<Scanned, JsonError> {
        self.text.clear();
        self.input.consume(1);
        let start = self.input.position();
        let (mut has_escapes, mut is_truncated) = (false, false);
        let end = loop {
            let bytes = match self.input.available() {
                Ok([]) => return Err(self.truncated(Expected::Quote)),
                Ok(bytes) => bytes,
                Err(error) => return Err(self.error(JsonErrorKind::Read(error))),
            };
            let stop = memchr::memchr2(b'"', b'\\', bytes);
            let count = stop.unwrap_or(bytes.len());
            let room = if is_truncated { 0 } else { max.saturating_sub(self.text.len()) };
            let kept = bytes.get(..count.min(room)).unwrap_or_default();
            self.text.extend_from_slice(kept);
            is_truncated |= count > room;
            let is_quote = bytes.get(count) == Some(&b'"');
            self.input.consume(count);
            if stop.is_none() {
                continue;
            }
            if is_quote {
                let end = self.input.position();
                self.input.consume(1);
                break end;
            }
            has_escapes = true;
            self.input.consume(1);
            is_truncated |= !self.escape(if is_truncated { 0 } else { max })?;
        };
        self.mend_utf8(is_truncated);
        Ok(Scanned { has_escapes, is_truncated, ..Scanned::copied(start..end) })
    }

    /// Replaces what is not UTF-8, and removes a character that was cut off.
    pub(super) fn mend_utf8(&mut self, is_truncated: bool) {
        let Err(error) = str::from_utf8(&self.text) else { return };
        if is_truncated && error.error_len().is_none() {
            self.text.truncate(error.valid_up_to());
        } else {
            let mut text = String::from_utf8_lossy(&self.text).into_owned();
            if is_truncated {
                text.truncate(text.trim_end_matches('\u{fffd}').len());
            }
            self.text = text.into_bytes();
        }
    }

    /// Reads an escape after its backslash. Returns whether its character fits in `max` bytes.
    fn escape(&mut self, max: usize) -> Result<bool, JsonError> {
        let mut is_kept = true;
        loop {
            let byte = self.peek(Expected::Escape)?;
            self.input.consume(1);
            let character = match byte {
                b'"' | b'\\' | b'/' => char::from(byte),
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'u' => match self.unicode_escape()? {
                    Unicode::Character(character) => character,
                    Unicode::Single { before_escape: false } => char::REPLACEMENT_CHARACTER,
                    Unicode::Single { before_escape: true } => {
                        is_kept &= self.keep(char::REPLACEMENT_CHARACTER, max);
                        continue;
                    }
                },
                found => return Err(self.unexpected(Expected::Escape, found)),
            };
            return Ok(self.keep(character, max) && is_kept);
        }
    }

    /// Appends a character if it fits in `max` bytes.
    fn keep(&mut self, character: char, max: usize) -> bool {
        let mut utf8 = [0; 4];
        let utf8 = character.encode_utf8(&mut utf8).as_bytes();
        let fits = self.text.len() + utf8.len() <= max;
        if fits {
            self.text.extend_from_slice(utf8);
        }
        fits
    }

    /// Reads the digits of `\uXXXX`, and the second half of a surrogate pair.
    fn unicode_escape(&mut self) -> Result<Unicode, JsonError> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            let character = char::from_u32(first);
            return Ok(
                character.map_or(Unicode::Single { before_escape: false }, Unicode::Character)
            );
        }
        if self.peek(Expected::Quote)? != b'\\' {
            return Ok(Unicode::Single { before_escape: false });
        }
        self.input.consume(1);
        if self.peek(Expected::Escape)? != b'u' {
            return Ok(Unicode::Single { before_escape: true });
        }
        self.input.consume(1);
        let second = self.hex()?;
        let character = (0xdc00..0xe000)
            .contains(&second)
            .then(|| char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)))
            .flatten();
        Ok(character.map_or(Unicode::Single { before_escape: false }, Unicode::Character))
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let mut value = 0;
        for _ in 0..4 {
            let byte = self.peek(Expected::HexDigit)?;
            let Some(digit) = char::from(byte).to_digit(16) else {
                return Err(self.unexpected(Expected::HexDigit, byte));
            };
            self.input.consume(1);
            value = value * 16 + digit;
        }
        Ok(value)
    }

    /// Skips a string, after its quote was seen. Its escapes are not checked.
    #[inline]
    pub(super) fn skip_string(&mut self) -> Result<(), JsonError> {
        // Long ones are bodies, in which a vectorized search is faster.
        const SHORT: usize = 64;
        let inside = self.input.buffered().get(1..).unwrap_or_default();
        let length = plain_length(inside.get(..SHORT).unwrap_or(inside));
        if inside.get(length) == Some(&b'"') {
            self.input.consume(length + 2);
            return Ok(());
        }
        self.input.consume(length + 1);
        self.skip_rest_of_string()
    }

    fn skip_rest_of_string(&mut self) -> Result<(), JsonError> {
        loop {
            let bytes = match self.input.available() {
                Ok([]) => return Err(self.truncated(Expected::Quote)),
                Ok(bytes) => bytes,
                Err(error) => return Err(self.error(JsonErrorKind::Read(error))),
            };
            let Some(stop) = memchr::memchr2(b'"', b'\\', bytes) else {
                let count = bytes.len();
                self.input.consume(count);
                continue;
            };
            let is_quote = bytes.get(stop) == Some(&b'"');
            self.input.consume(stop + 1);
            if is_quote {
                return Ok(());
            }
            self.peek(Expected::Escape)?;
            self.input.consume(1);
        }
    }

    /// Reads a number, after its first character was seen. At most `max` bytes are kept.
    pub(super) fn scan_number(&mut self, max: usize) -> Result<Scanned, JsonError> {
        self.text.clear();
        let start = self.input.position();
        let mut is_truncated = false;
        let mut number = Number::Start;
        let found = loop {
            let bytes = match self.input.available() {
                Ok(bytes) => bytes,
                Err(error) => return Err(self.error(JsonErrorKind::Read(error))),
            };
            let mut count = 0;
            while let Some(next) = bytes.get(count).and_then(|byte| number.after(*byte)) {
                number = next;
                count += 1;
            }
            let room = max.saturating_sub(self.text.len());
            self.text.extend_from_slice(bytes.get(..count.min(room)).unwrap_or_default());
            is_truncated |= count > room;
            let (found, is_end) = (bytes.get(count).copied(), bytes.is_empty());
            self.input.consume(count);
            if found.is_some() || is_end {
                break found;
            }
        };
        match found {
            _ if number.is_complete() => {}
            Some(found) => return Err(self.unexpected(Expected::Digit, found)),
            None => return Err(self.truncated(Expected::Digit)),
        }
        let end = self.input.position();
        Ok(Scanned::copied(start..end).truncated_if(is_truncated))
    }
}

/// The result of `\uXXXX`.
enum Unicode {
    Character(char),
    /// A surrogate without the other half. The backslash of the next escape may be consumed.
    Single {
        before_escape: bool,
    },
}

/// How much of a number was read.
#[derive(Clone, Copy)]
enum Number {
    Start,
    Minus,
    Zero,
    Integer,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
}

impl Number {
    /// The state after a byte; `None` if the number ends before it.
    const fn after(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Start, b'-') => Self::Minus,
            (Self::Start | Self::Minus, b'0') => Self::Zero,
            (Self::Start | Self::Minus, b'1'..=b'9') | (Self::Integer, b'0'..=b'9') => {
                Self::Integer
            }
            (Self::Zero | Self::Integer, b'.') => Self::Point,
            (Self::Point | Self::Fraction, b'0'..=b'9') => Self::Fraction,
            (Self::Zero | Self::Integer | Self::Fraction, b'e' | b'E') => Self::Exponent,
            (Self::Exponent, b'+' | b'-') => Self::ExponentSign,
            (Self::Exponent | Self::ExponentSign | Self::ExponentDigits, b'0'..=b'9') => {
                Self::ExponentDigits
            }
            _ => return None,
        })
    }

    const fn is_complete(self) -> bool {
        matches!(self, Self::Zero | Self::Integer | Self::Fraction | Self::ExponentDigits)
    }
}
