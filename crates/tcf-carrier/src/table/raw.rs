//! Rows and cells as they are written.

use std::borrow::Cow;
use std::ops::Range;

use super::Delimiter;

/// Where a table is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// At the start of a cell.
    #[default]
    Start,
    /// In a cell without quotes, or after its closing quote.
    Plain,
    /// In quotes.
    Quoted,
    /// After a quote in quotes, which ends them or escapes another quote.
    Quote,
}

impl State {
    pub(super) fn next(self, byte: u8, delimiter: u8) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Quote,
            (Self::Quoted, _) | (Self::Quote | Self::Start, b'"') => Self::Quoted,
            (_, b'\n' | b'\r') => Self::Start,
            _ if byte == delimiter => Self::Start,
            _ => Self::Plain,
        }
    }
}

/// Finds where rows end in a table that is read in parts, so that parts of whole rows can be read
/// on their own, for example by several threads. Line ends in quotes do not end a row.
///
/// ```
/// use tcf_carrier::{Delimiter, RowSplitter};
///
/// let mut splitter = RowSplitter::new(Delimiter::COMMA);
/// assert_eq!(splitter.last_end(b"id,note\n1,\"a\n"), Some(8));
/// assert_eq!(splitter.last_end(b"b\"\n2,"), Some(3));
/// ```
#[derive(Clone, Debug)]
pub struct RowSplitter {
    delimiter: Delimiter,
    state: State,
}

impl RowSplitter {
    /// Starts before the first row.
    pub const fn new(delimiter: Delimiter) -> Self {
        Self { delimiter, state: State::Start }
    }

    /// Reads the next bytes. Returns the offset after the last line feed among them that ends a
    /// row.
    pub fn last_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut last = None;
        for (at, &byte) in bytes.iter().enumerate() {
            self.state = self.state.next(byte, self.delimiter.byte());
            if byte == b'\n' && self.state == State::Start {
                last = Some(at + 1);
            }
        }
        last
    }

    /// Reads the next bytes up to the line feed that ends a row. Returns the offset after it; the
    /// bytes behind it are not read.
    ///
    /// ```
    /// use tcf_carrier::{Delimiter, RowSplitter};
    ///
    /// let mut splitter = RowSplitter::new(Delimiter::COMMA);
    /// assert_eq!(splitter.first_end(b"1,\"a\nb\"\n2,"), Some(8));
    /// assert_eq!(splitter.first_end(b"2,"), None);
    /// ```
    pub fn first_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let end = bytes.iter().position(|&byte| {
            self.state = self.state.next(byte, self.delimiter.byte());
            byte == b'\n' && self.state == State::Start
        });
        end.map(|end| end + 1)
    }

    /// Whether the bytes so far end in quotes that are not closed.
    ///
    /// ```
    /// use tcf_carrier::{Delimiter, RowSplitter};
    ///
    /// let mut splitter = RowSplitter::new(Delimiter::COMMA);
    /// splitter.last_end(b"1,\"a\nb");
    /// assert!(splitter.is_in_quotes());
    /// splitter.last_end(b"\"");
    /// assert!(!splitter.is_in_quotes());
    /// ```
    pub fn is_in_quotes(&self) -> bool {
        self.state == State::Quoted
    }
}

/// The cells of a row as they are written, with their quotes. The row is without its line end.
pub(crate) fn cell_ranges(row: &[u8], delimiter: Delimiter) -> impl Iterator<Item = Range<usize>> {
    let (mut start, mut state, mut is_ended) = (0, State::Start, false);
    std::iter::from_fn(move || {
        if is_ended {
            return None;
        }
        for (at, &byte) in row.iter().enumerate().skip(start) {
            let is_quoted = state == State::Quoted;
            state = state.next(byte, delimiter.byte());
            if byte == delimiter.byte() && !is_quoted {
                let cell = start..at;
                start = at + 1;
                return Some(cell);
            }
        }
        is_ended = true;
        Some(start..row.len())
    })
}

/// The text of a cell as it is written.
pub(crate) fn cell_text(raw: &str) -> Cow<'_, str> {
    let Some(quoted) = raw.strip_prefix('"') else { return Cow::Borrowed(raw) };
    let mut text = String::with_capacity(quoted.len());
    let mut rest = quoted;
    while let Some((before, after)) = rest.split_once('"') {
        text.push_str(before);
        let Some(after) = after.strip_prefix('"') else {
            text.push_str(after);
            return Cow::Owned(text);
        };
        text.push('"');
        rest = after;
    }
    text.push_str(rest);
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Rng;
    use crate::{TableOptions, TableReader};

    /// Text of the characters that matter to tables.
    fn random(rng: &mut Rng, characters: &[char], length: usize) -> String {
        (0..rng.below(length)).map(|_| *rng.pick(characters)).collect()
    }

    #[test]
    fn cells_and_rows_are_those_of_the_reader() {
        let mut rng = Rng::new(7);
        let characters = ['a', 'b', '"', '"', ',', ',', '\n', '\r', 'é'];
        for _ in 0..4_000 {
            let text = random(&mut rng, &characters, 24);
            let options = TableOptions::new().with_delimiter(Delimiter::COMMA).with_header(false);
            let mut table = TableReader::new(text.as_bytes(), options).unwrap();
            let mut covered = 0;
            while let Some(row) = table.next_row().unwrap() {
                let span = row.span();
                let index = |at| usize::try_from(at).unwrap();
                let (start, end) = (index(span.start), index(span.end));
                let between = text.get(covered..start).unwrap();
                assert!(between.bytes().all(|byte| b"\r\n".contains(&byte)), "{text:?}");
                covered = end;
                let raw = text.get(start..end).unwrap();
                let ranges: Vec<_> = cell_ranges(raw.as_bytes(), Delimiter::COMMA).collect();
                assert_eq!(ranges.len(), row.len(), "{text:?}: {raw:?}");
                for (column, range) in ranges.into_iter().enumerate() {
                    let expected = row.cell(column).unwrap_or_default();
                    assert_eq!(cell_text(raw.get(range).unwrap()), expected, "{text:?}: {raw:?}");
                }
            }
            let rest = text.get(covered..).unwrap();
            assert!(rest.bytes().all(|byte| b"\r\n".contains(&byte)), "{text:?}");
        }
    }

    #[test]
    fn parts_of_whole_rows_have_the_rows_of_the_table() {
        let mut rng = Rng::new(8);
        let characters = ['a', '"', '"', ',', '\n', '\n', '\r'];
        let rows = |text: &str| -> Vec<Vec<String>> {
            let options = TableOptions::new().with_delimiter(Delimiter::COMMA).with_header(false);
            let mut table = TableReader::new(text.as_bytes(), options).unwrap();
            let mut rows = Vec::new();
            while let Some(row) = table.next_row().unwrap() {
                rows.push(row.cells().map(Option::unwrap_or_default).map(String::from).collect());
            }
            rows
        };
        for _ in 0..1_000 {
            let text = random(&mut rng, &characters, 40);
            let mut splitter = RowSplitter::new(Delimiter::COMMA);
            let (mut found, mut start, mut read) = (Vec::new(), 0, 0);
            while read < text.len() {
                let next = (read + 1 + rng.below(9)).min(text.len());
                if let Some(end) = splitter.last_end(&text.as_bytes()[read..next]) {
                    found.extend(rows(text.get(start..read + end).unwrap()));
                    start = read + end;
                }
                read = next;
            }
            found.extend(rows(text.get(start..).unwrap()));
            assert_eq!(found, rows(&text), "{text:?}");
        }
    }
}
