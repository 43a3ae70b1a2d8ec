//! Splits a stream into JSON values: documents, lines, and elements of top-level arrays. Only the
//! bounds of values are found here; each is parsed later. An invalid value ends early, so that the
//! values after it are not lost.

use super::chunks::{Batch, Splitter};

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
    /// Line (from 0) of the current byte, and of the first byte of the value.
    line: u64,
    start: u64,
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
        for &byte in chunk {
            self.byte(byte, batch);
            self.line += u64::from(byte == b'\n');
        }
    }

    fn finish(&mut self, batch: &mut Batch) {
        self.end_value(batch);
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
    fn invalid_json_is_returned_too() {
        assert_eq!(split("oops", 2), [(1, "oops".to_owned())]);
        assert_eq!(split("{\"a\": ", 2), [(1, "{\"a\":".to_owned())]);
        assert_eq!(split("}", 2), [(1, "}".to_owned())]);
    }
}
