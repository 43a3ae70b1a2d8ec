//! Pieces of a stream of lines.

use std::io::{self, Read};

use tcf_carrier::Lines;

/// Reads a stream in pieces of whole lines, for [`StreamAuditor::lines`], in bounded memory. Of a
/// line that is longer than the limit, the end is dropped, so that it does not become a line of its
/// own.
///
/// ```
/// use tcf_audit::stream::LinePieces;
///
/// let mut pieces = LinePieces::new(&b"a\nb\nlong line\nc"[..]).with_limits(4, 5);
/// let mut found = Vec::new();
/// while let Some(piece) = pieces.next_piece().unwrap() {
///     found.push((piece.first, String::from_utf8(piece.bytes).unwrap()));
/// }
/// let expected = [(1, "a\nb\n"), (3, "long lin"), (4, "c")];
/// assert_eq!(found, expected.map(|(first, text)| (first, text.to_owned())));
/// ```
///
/// [`StreamAuditor::lines`]: super::StreamAuditor::lines
#[derive(Debug)]
pub struct LinePieces<R> {
    source: R,
    size: usize,
    max_line: usize,
    /// The number of the next line.
    number: u64,
    /// The beginning of the next line.
    rest: Vec<u8>,
    /// Whether the end of a long line is dropped.
    is_dropping: bool,
    is_ended: bool,
}

/// Some whole lines, or the beginning of one that is too long.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LinePiece {
    /// The number of the first line, from 1 on.
    pub first: u64,
    /// The lines with their ends. The last line of the stream may have none.
    pub bytes: Vec<u8>,
}

/// The bytes that are read at once.
const SIZE: usize = 1024 * 1024;

/// The longest line.
const MAX_LINE: usize = 4 * SIZE;

// Readers of lines truncate lines of that length and count them.
const _: () = assert!(MAX_LINE > Lines::<&[u8]>::DEFAULT_MAX_LEN + "\r\n".len());

impl<R: Read> LinePieces<R> {
    /// Creates a reader.
    pub const fn new(source: R) -> Self {
        Self {
            source,
            size: SIZE,
            max_line: MAX_LINE,
            number: 1,
            rest: Vec::new(),
            is_dropping: false,
            is_ended: false,
        }
    }

    /// Sets the bytes that are read at once, and the length above which a line is cut.
    #[must_use]
    pub fn with_limits(self, size: usize, max_line: usize) -> Self {
        Self { size, max_line, ..self }
    }

    /// The next piece; `None` at the end.
    pub fn next_piece(&mut self) -> io::Result<Option<LinePiece>> {
        while !self.is_ended {
            let mut start = self.rest.len();
            let size = u64::try_from(self.size).unwrap_or(u64::MAX);
            let read = self.source.by_ref().take(size).read_to_end(&mut self.rest)?;
            self.is_ended = read == 0;
            if self.is_dropping {
                let end = self.rest.iter().position(|&byte| byte == b'\n');
                self.is_dropping = end.is_none();
                self.rest.drain(..end.map_or(self.rest.len(), |end| end + 1));
                start = 0;
            }
            let new = self.rest.get(start..).unwrap_or_default();
            if let Some(end) = new.iter().rposition(|&byte| byte == b'\n') {
                return Ok(Some(self.piece(start + end + 1)));
            }
            if self.rest.len() > self.max_line {
                let piece = self.piece(self.rest.len());
                self.is_dropping = true;
                self.number += 1;
                return Ok(Some(piece));
            }
        }
        Ok((!self.rest.is_empty()).then(|| self.piece(self.rest.len())))
    }

    fn piece(&mut self, end: usize) -> LinePiece {
        let rest = self.rest.split_off(end);
        let bytes = std::mem::replace(&mut self.rest, rest);
        let first = self.number;
        let ends = bytes.split(|&byte| byte == b'\n').count().saturating_sub(1);
        self.number += u64::try_from(ends).unwrap_or(0);
        LinePiece { first, bytes }
    }

    /// The source.
    pub fn into_inner(self) -> R {
        self.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a text that is read in pieces, as a reader of lines of 8 bytes finds them.
    fn lines(text: &str, size: usize) -> Vec<(u64, String, bool)> {
        let mut pieces = LinePieces::new(text.as_bytes()).with_limits(size, 10);
        let mut found = Vec::new();
        while let Some(piece) = pieces.next_piece().unwrap() {
            let lines = Lines::new(&*piece.bytes).with_first_number(piece.first);
            read(lines, &mut found);
        }
        found
    }

    fn read(lines: Lines<&[u8]>, found: &mut Vec<(u64, String, bool)>) {
        let mut lines = lines.with_max_len(8);
        while let Some(line) = lines.next_line().unwrap() {
            found.push((line.number, line.text().into_owned(), line.is_truncated));
        }
    }

    #[test]
    fn pieces_have_the_lines_of_the_whole() {
        let long = "x".repeat(40);
        for text in [
            "",
            "\n",
            "a",
            "a\nb",
            "a\n\n\r\nb\n",
            "12345678\n123456789\n12345678\r\n1",
            &format!("{long}{{}}\n{{}}\n"),
            &format!("a\n{long}\n\n{long}"),
            &format!("{long}\r\n{long}\n{{}}"),
        ] {
            let mut whole = Vec::new();
            read(Lines::new(text.as_bytes()), &mut whole);
            for size in 1..50 {
                assert_eq!(lines(text, size), whole, "{text:?} in pieces of {size}");
            }
        }
    }
}
