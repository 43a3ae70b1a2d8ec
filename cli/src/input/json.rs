//! Splits a stream into JSON values: documents, lines, and elements of top-level arrays. Only the
//! bounds of values are found here; each is parsed later. An invalid value ends early, so that the
//! values after it are not lost.

use super::chunks::{Batch, Splitter};
use super::encoded::BYTE_ORDER_MARK;

/// Splits a stream into top-level values and elements of top-level arrays.
#[derive(Default)]
pub(crate) struct JsonSplitter {
    /// The current value so far.
    value: Vec<u8>,
    /// Open brackets of the current value.
    open: Vec<u8>,
    string: InString,
    /// The last byte that is not white space, and whether a line has ended since.
    last: u8,
    new_line: bool,
    /// Whether values are elements of an array.
    in_array: bool,
    /// Line (from 0) of the current byte, of the first byte of the value, and of the array.
    line: u64,
    start: u64,
    array_start: u64,
    /// The number of bytes of a byte order mark that the stream begins with, while it is unknown
    /// whether it is a whole one.
    mark: usize,
    is_started: bool,
}

/// Whether the current byte is in a string.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum InString {
    #[default]
    No,
    Yes,
    /// After a backslash.
    Escaped,
}

impl JsonSplitter {
    fn end_value(&mut self, batch: &mut Batch) {
        if !self.value.is_empty() {
            batch.push(&[self.value.trim_ascii_end()], Some(self.start + 1), 0);
            self.value.clear();
        }
        self.open.clear();
        self.string = InString::No;
    }

    /// The bytes after a byte order mark at the beginning of the stream.
    fn without_mark<'c>(&mut self, chunk: &'c [u8], batch: &mut Batch) -> &'c [u8] {
        if self.is_started {
            return chunk;
        }
        let rest = BYTE_ORDER_MARK.get(self.mark..).unwrap_or_default();
        let same = rest.iter().zip(chunk).take_while(|(mark, byte)| mark == byte).count();
        self.mark += same;
        if same == rest.len() || same < chunk.len() {
            self.start(batch);
        }
        chunk.get(same..).unwrap_or_default()
    }

    /// Ends the search for a byte order mark. A part of one is part of the first value.
    fn start(&mut self, batch: &mut Batch) {
        if !self.is_started && self.mark < BYTE_ORDER_MARK.len() {
            for &byte in BYTE_ORDER_MARK.iter().take(self.mark) {
                self.byte(byte, batch);
            }
        }
        self.is_started = true;
    }

    fn push(&mut self, byte: u8) {
        if self.value.is_empty() {
            self.start = self.line;
        }
        self.value.push(byte);
    }

    /// Whether an object is invalid at this position of the current value.
    fn cannot_hold_object(&self) -> bool {
        match self.open.last() {
            Some(b'{') => self.last != b':',
            Some(_) => self.last != b',' && self.last != b'[',
            None => false,
        }
    }

    fn byte_of_string(&mut self, byte: u8, batch: &mut Batch) {
        if byte == b'\n' {
            // JSON strings do not contain line ends: this one is invalid.
            return self.end_value(batch);
        }
        self.value.push(byte);
        self.string = match (self.string, byte) {
            (InString::Yes, b'\\') => InString::Escaped,
            (InString::Yes, b'"') => InString::No,
            _ => InString::Yes,
        };
        if self.string == InString::No && self.open.is_empty() {
            self.end_value(batch);
        }
    }

    fn byte(&mut self, byte: u8, batch: &mut Batch) {
        if self.string != InString::No {
            return self.byte_of_string(byte, batch);
        }
        if byte == b'{' && self.new_line && self.cannot_hold_object() {
            // The current value was never closed, and a new line starts another.
            self.end_value(batch);
        }
        if byte.is_ascii_whitespace() {
            self.new_line |= byte == b'\n';
        } else {
            self.new_line = false;
            self.last = byte;
        }
        match byte {
            b'"' => {
                self.push(byte);
                self.string = InString::Yes;
            }
            b'[' if self.open.is_empty() && !self.in_array && self.value.is_empty() => {
                self.in_array = true;
                self.array_start = self.line;
            }
            b']' if self.open.is_empty() && self.in_array => {
                self.end_value(batch);
                self.in_array = false;
            }
            b'{' | b'[' => {
                self.push(byte);
                self.open.push(byte);
            }
            b'}' | b']' => {
                self.push(byte);
                self.open.pop();
                if self.open.is_empty() {
                    self.end_value(batch);
                }
            }
            b',' if self.open.is_empty() && self.in_array => self.end_value(batch),
            _ if byte.is_ascii_whitespace() && self.open.is_empty() => self.end_value(batch),
            _ => self.push(byte),
        }
    }
}

impl Splitter for JsonSplitter {
    fn feed(&mut self, chunk: &[u8], batch: &mut Batch) {
        for &byte in self.without_mark(chunk, batch) {
            self.byte(byte, batch);
            self.line += u64::from(byte == b'\n');
        }
    }

    /// An array that does not end is a value of its own: its elements may not be all.
    fn finish(&mut self, batch: &mut Batch) {
        self.start(batch);
        self.end_value(batch);
        if self.in_array {
            batch.push(&[b"["], Some(self.array_start + 1), 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, chunk: usize) -> Vec<(u64, String)> {
        let mut splitter = JsonSplitter::default();
        let mut batch = Batch::default();
        text.as_bytes().chunks(chunk).for_each(|chunk| splitter.feed(chunk, &mut batch));
        splitter.finish(&mut batch);
        batch
            .items(None)
            .map(|item| (item.line.unwrap(), String::from_utf8(item.bytes.to_vec()).unwrap()))
            .collect()
    }

    #[test]
    fn splits_values_at_any_chunk_size() {
        let text = "{\"a\": [1, {}]}\n[{\"b\": \"]}\\\"\"},\n 2 , {\n\"c\": \
         3}]{\"d\":4}{\"e\":5}\nnull [] \"f\"";
        let want = [
            (1, "{\"a\": [1, {}]}"),
            (2, "{\"b\": \"]}\\\"\"}"),
            (3, "2"),
            (3, "{\n\"c\": 3}"),
            (4, "{\"d\":4}"),
            (4, "{\"e\":5}"),
            (5, "null"),
            (5, "\"f\""),
        ];
        for chunk in 1..text.len() {
            assert_eq!(
                split(text, chunk),
                want.map(|(line, value)| (line, value.to_owned())),
                "{chunk}"
            );
        }
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        for text in ["{\"a\": 1}", "[{\"a\": 1}]"] {
            for chunk in 1..8 {
                let found = split(&format!("\u{feff}{text}"), chunk);
                assert_eq!(found, [(1, "{\"a\": 1}".to_owned())], "{text} {chunk}");
            }
        }
        assert_eq!(split("\u{feff}", 1), []);
        // Only at the beginning, and only a whole one.
        assert_eq!(split("1 \u{feff}2", 1), [(1, "1".to_owned()), (1, "\u{feff}2".to_owned())]);
        assert_eq!(split("\u{fefe}2", 1), [(1, "\u{fefe}2".to_owned())]);
    }

    #[test]
    fn an_invalid_line_does_not_affect_the_next() {
        let valid = (2, "{\"b\": 2}".to_owned());
        for broken in
            ["{\"a\": 1", "{\"a\": 1,", "{\"a", "{\"a\": \"x\\", "{\"a\": [1, {}", "}", "]", "oops"]
        {
            assert_eq!(
                split(&format!("{broken}\n{{\"b\": 2}}\n"), 3),
                [(1, broken.to_owned()), valid.clone()]
            );
        }
        // If a line ends after a colon, the next line may be the value, but not the one after it.
        assert_eq!(
            split("{\"a\":\n{}\n{\"c\": 3}\n", 3).last(),
            Some(&(3, "{\"c\": 3}".to_owned()))
        );
    }

    #[test]
    fn an_array_that_does_not_end_is_returned_after_its_elements() {
        let element = |line| (line, "{\"b\": 1}".to_owned());
        let array = |line| (line, "[".to_owned());
        for text in ["[{\"b\": 1}", "[{\"b\": 1},\n"] {
            assert_eq!(split(text, 2), [element(1), array(1)], "{text}");
        }
        assert_eq!(split("\n[{\"b\": 1},\n{\"b\": 1}", 2), [element(2), element(3), array(2)]);
        assert_eq!(split("[", 2), [array(1)]);
    }

    #[test]
    fn invalid_json_is_returned_too() {
        assert_eq!(split("oops", 2), [(1, "oops".to_owned())]);
        assert_eq!(split("{\"a\": ", 2), [(1, "{\"a\":".to_owned())]);
        assert_eq!(split("}", 2), [(1, "}".to_owned())]);
    }
}
