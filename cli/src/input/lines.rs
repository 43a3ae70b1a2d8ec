//! Splits a stream into lines. Empty lines, comments and a leading byte order mark are skipped, and
//! long lines are truncated.

use super::cell::Cell;
use super::chunks::{Batch, Splitter};
use super::encoded::BYTE_ORDER_MARK;
use crate::number::u64_of;

/// Splits a stream at line ends.
pub(crate) struct LineSplitter {
    /// The beginning of an incomplete line.
    partial: Vec<u8>,
    /// Number of dropped bytes of that line.
    dropped: u64,
    /// Number of the current line.
    line: u64,
    /// Maximum number of bytes of a line.
    limit: usize,
    /// Whether empty lines and comments are items.
    every_line: bool,
}

impl LineSplitter {
    /// The limit of a line leaves room for a percent-encoded string of `max_length` bytes and a
    /// label.
    pub(crate) fn new(max_length: usize) -> Self {
        let limit = Self::limit(max_length);
        Self { partial: Vec::new(), dropped: 0, line: 1, limit, every_line: false }
    }

    /// Maximum number of bytes of a line.
    pub(crate) fn limit(max_length: usize) -> usize {
        max_length.saturating_mul(3).saturating_add(1 << 16)
    }

    /// Makes empty lines and comments items without a string.
    pub(crate) fn with_every_line(self, every_line: bool) -> Self {
        Self { every_line, ..self }
    }

    /// Appends part of a line, up to the limit.
    fn keep(&mut self, part: &[u8]) {
        let room = self.limit.saturating_sub(self.partial.len());
        let (kept, dropped) = part.split_at(part.len().min(room));
        self.partial.extend_from_slice(kept);
        self.dropped += u64_of(dropped.len());
    }

    fn end_line(&mut self, batch: &mut Batch) {
        push(&self.partial, self.line, self.dropped, self.every_line, batch);
        self.partial.clear();
        self.dropped = 0;
        self.line += 1;
    }
}

/// Adds a line to the batch, unless it is skipped.
fn push(line: &[u8], number: u64, dropped: u64, every_line: bool, batch: &mut Batch) {
    let line = if number == 1 { line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line) } else { line };
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if !is_skipped(line) {
        batch.push(&[line], Some(number), dropped);
    } else if every_line {
        batch.push_cell(&[], Some(number), 0, Cell::blank());
    }
}

/// Whether a line is empty or a comment.
fn is_skipped(line: &[u8]) -> bool {
    line.first() == Some(&b'#') || line.trim_ascii().is_empty()
}

impl Splitter for LineSplitter {
    fn feed(&mut self, chunk: &[u8], batch: &mut Batch) {
        for part in chunk.split_inclusive(|&byte| byte == b'\n') {
            match part.strip_suffix(b"\n") {
                // The usual case: a complete line.
                Some(line) if self.partial.is_empty() && line.len() <= self.limit => {
                    push(line, self.line, 0, self.every_line, batch);
                    self.line += 1;
                }
                Some(line) => {
                    self.keep(line);
                    self.end_line(batch);
                }
                None => self.keep(part),
            }
        }
    }

    fn finish(&mut self, batch: &mut Batch) {
        if !self.partial.is_empty() {
            self.end_line(batch);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &[u8], chunk: usize, max_length: usize) -> Vec<(u64, Vec<u8>, u64)> {
        let mut splitter = LineSplitter::new(max_length);
        let mut batch = Batch::default();
        text.chunks(chunk).for_each(|chunk| splitter.feed(chunk, &mut batch));
        splitter.finish(&mut batch);
        batch
            .items(None)
            .map(|item| (item.line.unwrap(), item.bytes.to_vec(), item.dropped))
            .collect()
    }

    #[test]
    fn splits_lines_at_any_chunk_size() {
        let text = b"\xef\xbb\xbfone\r\n\n  \n# comment\ntwo\tthree\n\xff\nlast";
        for chunk in 1..text.len() {
            let lines = split(text, chunk, 100);
            let want: [(u64, &[u8]); 4] =
                [(1, b"one"), (5, b"two\tthree"), (6, b"\xff"), (7, b"last")];
            assert_eq!(lines, want.map(|(line, bytes)| (line, bytes.to_vec(), 0)));
        }
    }

    #[test]
    fn a_long_line_is_truncated_and_the_next_is_kept() {
        let mut text = vec![b'A'; 200_000];
        text.extend(b"\nB\n");
        for chunk in [1000, 70_000, 300_000] {
            let lines = split(&text, chunk, 10);
            assert_eq!(lines.len(), 2);
            assert_eq!(lines[0].1.len() + usize::try_from(lines[0].2).unwrap(), 200_000);
            assert_eq!(lines[0].1.len(), 30 + (1 << 16));
            assert_eq!(lines[1], (2, b"B".to_vec(), 0));
        }
    }
}
