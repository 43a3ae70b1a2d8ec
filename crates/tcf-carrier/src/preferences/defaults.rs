//! The output of `defaults read`: a property list in the syntax of OpenStep.

use super::{Collector, PreferenceKind, PreferencesError, PreferencesFormat};

type Result<T> = std::result::Result<T, PreferencesError>;

/// Whether a text that starts with a brace is a dictionary of this syntax and not JSON: its first
/// key is followed by `=`.
pub(super) fn is_defaults(head: &[u8]) -> bool {
    let mut cursor = Cursor { bytes: head, at: 1 };
    cursor.skip_blank();
    if cursor.peek() == Some(b'}') {
        return false;
    }
    cursor.text().is_ok_and(|_| {
        cursor.skip_blank();
        cursor.peek() == Some(b'=')
    })
}

/// Reads a dictionary: `{ key = value; }`.
pub(super) fn dictionary(bytes: &[u8], found: &mut Collector) -> Result<()> {
    let mut cursor = Cursor { bytes, at: 0 };
    if bytes.starts_with("\u{feff}".as_bytes()) {
        cursor.at = 3;
    }
    cursor.skip_blank();
    cursor.value(found)?;
    cursor.skip_blank();
    if cursor.peek().is_some() { Err(cursor.invalid("the end of the file")) } else { Ok(()) }
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    const fn invalid(&self, expected: &'static str) -> PreferencesError {
        PreferencesError::Invalid { format: PreferencesFormat::Defaults, expected, offset: self.at }
    }

    fn skip_blank(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<()> {
        self.skip_blank();
        if self.peek() != Some(byte) {
            return Err(self.invalid(expected));
        }
        self.at += 1;
        Ok(())
    }

    /// Reads a value. The depth is limited by the collector.
    fn value(&mut self, found: &mut Collector) -> Result<()> {
        self.skip_blank();
        let start = self.at;
        match self.peek() {
            Some(b'{') if self.is_data() => self.data('}', start, found),
            Some(b'<') => self.data('>', start, found),
            Some(b'{') => {
                self.at += 1;
                loop {
                    self.skip_blank();
                    if self.peek() == Some(b'}') {
                        self.at += 1;
                        return Ok(());
                    }
                    let key = self.text()?.0;
                    self.expect(b'=', "'='")?;
                    found.enter_key(&key)?;
                    self.value(found)?;
                    found.leave();
                    self.expect(b';', "';'")?;
                }
            }
            Some(b'(') => {
                self.at += 1;
                let mut index = 0;
                loop {
                    self.skip_blank();
                    if self.peek() == Some(b')') {
                        self.at += 1;
                        return Ok(());
                    }
                    found.enter_index(index)?;
                    self.value(found)?;
                    found.leave();
                    index += 1;
                    self.skip_blank();
                    match self.peek() {
                        Some(b',') => self.at += 1,
                        Some(b')') => {}
                        _ => return Err(self.invalid("',' or ')'")),
                    }
                }
            }
            _ => {
                let (text, is_quoted) = self.text()?;
                let kind = if is_quoted { PreferenceKind::String } else { kind_of(&text) };
                found.push(kind, &text, start)
            }
        }
    }

    /// Whether a brace starts `{length = 16, bytes = 0x...}`.
    fn is_data(&self) -> bool {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default().trim_ascii_start();
        rest.strip_prefix(b"length").is_some_and(|rest| {
            let end = rest.iter().position(|byte| matches!(byte, b';' | b'}'));
            end.and_then(|end| rest.get(end)) == Some(&b'}')
        })
    }

    fn data(&mut self, end: char, start: usize, found: &mut Collector) -> Result<()> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let Some(length) = rest.iter().position(|byte| char::from(*byte) == end) else {
            return Err(self.invalid("the end of data"));
        };
        self.at += length + 1;
        found.push(PreferenceKind::Data, "", start)
    }

    /// Reads a text, and whether it is in quotes.
    fn text(&mut self) -> Result<(String, bool)> {
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok((self.quoted()?, true));
        }
        let start = self.at;
        let is_in_text = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-/:$+".contains(&byte);
        while self.peek().is_some_and(is_in_text) {
            self.at += 1;
        }
        let text = self.bytes.get(start..self.at).unwrap_or_default();
        if text.is_empty() {
            return Err(self.invalid("a value"));
        }
        Ok((String::from_utf8_lossy(text).into_owned(), false))
    }

    /// Reads a text up to its closing quote. Characters outside ASCII are `\Uxxxx`.
    fn quoted(&mut self) -> Result<String> {
        let mut bytes = Vec::new();
        // UTF-16 units of escapes that follow one another.
        let mut units: Vec<u16> = Vec::new();
        loop {
            let byte = self.peek().ok_or_else(|| self.invalid("'\"'"))?;
            self.at += 1;
            if byte == b'\\' && matches!(self.peek(), Some(b'U' | b'u')) {
                self.at += 1;
                let digits = self.bytes.get(self.at..self.at + 4);
                let unit = digits
                    .and_then(|digits| u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok());
                units.push(unit.ok_or_else(|| self.invalid("four hexadecimal digits"))?);
                self.at += 4;
                continue;
            }
            if !units.is_empty() {
                bytes.extend_from_slice(String::from_utf16_lossy(&units).as_bytes());
                units.clear();
            }
            match byte {
                b'"' => return Ok(String::from_utf8_lossy(&bytes).into_owned()),
                b'\\' => {
                    let escaped = self.peek().ok_or_else(|| self.invalid("an escape"))?;
                    self.at += 1;
                    bytes.push(match escaped {
                        b'n' => b'\n',
                        b't' => b'\t',
                        b'r' => b'\r',
                        other => other,
                    });
                }
                other => bytes.push(other),
            }
        }
    }
}

/// The type of a text without quotes.
fn kind_of(text: &str) -> PreferenceKind {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        PreferenceKind::Integer
    } else {
        PreferenceKind::String
    }
}
