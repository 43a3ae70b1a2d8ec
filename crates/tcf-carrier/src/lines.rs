//! Lines of a stream, in bounded memory.

use std::io::{self, Read};

use crate::json_reader::to_u64;

/// Reads the lines of a stream. A line that is longer than the limit is truncated and marked, so
/// that a file without line ends cannot fill the memory.
///
/// ```
/// use tcf_carrier::Lines;
///
/// let mut lines = Lines::new(&b"a\r\nlong line\nb"[..]).with_max_len(4);
/// let mut found = Vec::new();
/// while let Some(line) = lines.next_line().unwrap() {
///     found.push((line.number, line.text().into_owned(), line.is_truncated));
/// }
/// let expected = [(1, "a", false), (2, "long", true), (3, "b", false)];
/// assert_eq!(found, expected.map(|(number, text, cut)| (number, text.to_owned(), cut)));
/// ```
#[derive(Debug)]
pub struct Lines<R> {
    source: R,
    buffer: Box<[u8]>,
    /// What is buffered and not consumed: `start <= end <= buffer.len()`.
    start: usize,
    end: usize,
    line: Vec<u8>,
    number: u64,
    /// The offset of the next line in the stream.
    offset: u64,
    max_len: usize,
    is_ended: bool,
}

/// A line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line<'r> {
    /// The bytes without the line end (`\n` or `\r\n`).
    pub bytes: &'r [u8],
    /// The number of the line, from 1 on.
    pub number: u64,
    /// The offset of the line in the stream.
    pub offset: u64,
    /// Whether the line was longer than the limit. Only its beginning is in `bytes`.
    pub is_truncated: bool,
}

impl<'r> Line<'r> {
    /// A text that is a line of its own, such as a row of a column. It is read as a line of a
    /// stream: a line end and a byte order mark at the start of the first line are left out, and it
    /// is truncated at the longest line by default.
    ///
    /// ```
    /// use tcf_carrier::Line;
    ///
    /// let line = Line::of_row(b"a\r\n", 7);
    /// assert_eq!((line.bytes, line.number, line.is_truncated), (&b"a"[..], 7, false));
    /// ```
    pub fn of_row(row: &'r [u8], number: u64) -> Self {
        let row = row.strip_suffix(b"\n").unwrap_or(row);
        Self::of_bytes(row, number, 0, Lines::<&[u8]>::DEFAULT_MAX_LEN, false)
    }

    fn of_bytes(
        mut bytes: &'r [u8],
        number: u64,
        offset: u64,
        max_len: usize,
        was_longer: bool,
    ) -> Self {
        if !was_longer {
            bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        }
        let is_truncated = was_longer || bytes.len() > max_len;
        bytes = bytes.get(..max_len).unwrap_or(bytes);
        if number == 1 {
            bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        }
        Self { bytes, number, offset, is_truncated }
    }

    /// The line as text. Bytes that are not UTF-8 are replaced by U+FFFD.
    pub fn text(&self) -> std::borrow::Cow<'r, str> {
        String::from_utf8_lossy(self.bytes)
    }
}

impl<R: Read> Lines<R> {
    /// The longest line by default, in bytes.
    pub const DEFAULT_MAX_LEN: usize = 1024 * 1024;

    /// Creates a reader. A byte order mark is skipped.
    pub fn new(source: R) -> Self {
        Self {
            source,
            buffer: vec![0; 64 * 1024].into_boxed_slice(),
            start: 0,
            end: 0,
            line: Vec::new(),
            number: 0,
            offset: 0,
            max_len: Self::DEFAULT_MAX_LEN,
            is_ended: false,
        }
    }

    /// Sets the longest line, in bytes without its end.
    #[must_use]
    pub fn with_max_len(mut self, bytes: usize) -> Self {
        self.max_len = bytes;
        self
    }

    /// Sets the number of the first line, for a piece of a file. The byte order mark is skipped in
    /// line 1 only.
    #[must_use]
    pub const fn with_first_number(mut self, first: u64) -> Self {
        self.number = first.saturating_sub(1);
        self
    }

    /// The next line; `None` at the end.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let offset = self.offset;
        let mut is_truncated = false;
        loop {
            if self.start == self.end && !self.refill()? {
                if self.offset == offset {
                    return Ok(None);
                }
                break;
            }
            let bytes = self.buffer.get(self.start..self.end).unwrap_or_default();
            let stop = memchr::memchr(b'\n', bytes);
            let count = stop.unwrap_or(bytes.len());
            // One byte more than the limit, which may be that of a line end.
            let room = (self.max_len + 1).saturating_sub(self.line.len());
            self.line.extend_from_slice(bytes.get(..count.min(room)).unwrap_or_default());
            is_truncated |= count > room;
            let consumed = count + usize::from(stop.is_some());
            self.start += consumed;
            self.offset += to_u64(consumed);
            if stop.is_some() {
                break;
            }
        }
        self.number += 1;
        let line = &self.line;
        Ok(Some(Line::of_bytes(line, self.number, offset, self.max_len, is_truncated)))
    }

    /// Fills the empty buffer. Returns false at the end of the stream.
    fn refill(&mut self) -> io::Result<bool> {
        (self.start, self.end) = (0, 0);
        while !self.is_ended {
            match self.source.read(&mut self.buffer) {
                Ok(count) => {
                    self.end = count;
                    self.is_ended = count == 0;
                    break;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(self.end > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Pieces, Rng};

    type Found = (Vec<u8>, u64, u64, bool);

    fn lines(source: impl Read, max: usize) -> Vec<Found> {
        let mut lines = Lines::new(source).with_max_len(max);
        let mut found = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            found.push((line.bytes.to_vec(), line.number, line.offset, line.is_truncated));
        }
        found
    }

    #[test]
    fn lines_equal_those_of_std() {
        let mut rng = Rng::new(1);
        for seed in 0..2_000 {
            let pieces = ["a", "bc", "\n", "\r\n", "\r", "\u{e9}"];
            let text: String = (0..rng.below(12)).map(|_| *rng.pick(&pieces)).collect();
            let found = lines(Pieces::new(text.as_bytes(), 1 + rng.below(4), seed), 1000);
            // `lines` of std keeps a carriage return at the end of the last line.
            let expected: Vec<_> = text
                .split_inclusive('\n')
                .map(|line| line.strip_suffix('\n').unwrap_or(line))
                .map(|line| line.strip_suffix('\r').unwrap_or(line))
                .collect();
            let texts: Vec<_> = found.iter().map(|line| str::from_utf8(&line.0).unwrap()).collect();
            assert_eq!(texts, expected, "{text:?}");
            for (bytes, number, offset, _) in &found {
                let at = usize::try_from(*offset).unwrap();
                assert!(text.as_bytes()[at..].starts_with(bytes), "{text:?} {number}");
            }
            assert_eq!(lines(text.as_bytes(), 1000), found);
        }
    }

    #[test]
    fn long_lines_are_truncated() {
        let text = format!("{}\nab\r\nabc\r\n", "x".repeat(200_000));
        let found = lines(text.as_bytes(), 2);
        let found: Vec<_> = found.into_iter().map(|line| (line.0, line.3)).collect();
        let expected = [(b"xx".to_vec(), true), (b"ab".to_vec(), false), (b"ab".to_vec(), true)];
        assert_eq!(found, expected);
    }

    #[test]
    fn rows_are_read_as_lines() {
        for text in ["", "a", "a\r", "a\n", "a\r\n", "\u{feff}a", "\r\n", &"x".repeat(1 << 21)] {
            let line = Line::of_row(text.as_bytes(), 1);
            let found = (line.bytes.to_vec(), 1, 0, line.is_truncated);
            let of_stream = lines(text.as_bytes(), Lines::<&[u8]>::DEFAULT_MAX_LEN);
            assert_eq!(
                vec![found],
                if text.is_empty() { vec![(vec![], 1, 0, false)] } else { of_stream }
            );
        }
    }

    #[test]
    fn a_piece_of_a_file_has_the_numbers_of_the_file() {
        let mut lines = Lines::new("\u{feff}a\nb".as_bytes()).with_first_number(7);
        let first = lines.next_line().unwrap().unwrap();
        assert_eq!((first.number, first.bytes), (7, "\u{feff}a".as_bytes()));
        assert_eq!(lines.next_line().unwrap().unwrap().number, 8);
    }

    #[test]
    fn a_byte_order_mark_is_skipped_at_the_start_only() {
        let found = lines("\u{feff}a\n\u{feff}b".as_bytes(), 100);
        assert_eq!((&*found[0].0, &*found[1].0), (&b"a"[..], "\u{feff}b".as_bytes()));
    }
}
