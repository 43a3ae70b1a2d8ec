//! Converts byte offsets to character offsets.

/// Converts byte offsets in a text to character offsets.
///
/// They differ only after the first non-ASCII character, and most texts are ASCII.
///
/// ```
/// use tcf_carrier::CharOffsets;
///
/// let offsets = CharOffsets::new("a\u{201c}b");
/// assert_eq!(offsets.at(1), 1);
/// assert_eq!(offsets.at(4), 2);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CharOffsets<'a> {
    /// The text from the first non-ASCII character on.
    rest: &'a str,
    ascii: usize,
}

impl<'a> CharOffsets<'a> {
    /// Prepares the conversion for a text.
    pub fn new(text: &'a str) -> Self {
        // Almost all texts are ASCII, which is fast to check.
        let other =
            (!text.is_ascii()).then(|| text.bytes().position(|byte| !byte.is_ascii())).flatten();
        let ascii = other.unwrap_or(text.len());
        Self { rest: text.split_at(ascii).1, ascii }
    }

    /// The number of characters that start before a byte offset. For offsets past the end of the
    /// text, the number of all characters.
    pub fn at(&self, byte: usize) -> usize {
        match byte.checked_sub(self.ascii) {
            None | Some(0) => byte,
            Some(byte) => {
                self.ascii + self.rest.char_indices().take_while(|&(at, _)| at < byte).count()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_characters() {
        for text in ["", "abc", "a\u{e9}b", "\u{201c}\u{1f600}x", "abc\u{e9}"] {
            let offsets = CharOffsets::new(text);
            for (count, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(offsets.at(byte), count, "{text} {byte}");
            }
            assert_eq!(offsets.at(text.len()), text.chars().count(), "{text}");
        }
    }
}
