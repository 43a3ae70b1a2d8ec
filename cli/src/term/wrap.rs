//! Words on lines of a terminal, measured in columns: a wide character takes two, a combining one
//! none.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The columns that a text takes. Nearly all text is ASCII, where each character takes one.
pub(crate) fn columns_of(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The text as lines of at most `width` columns, broken at spaces. A longer word has a line of its
/// own.
#[expect(
    clippy::string_slice,
    reason = "lines begin and end at spaces and at the ends of the text"
)]
pub(crate) fn lines(text: &str, width: usize) -> Vec<&str> {
    if columns_of(text) <= width {
        return vec![text];
    }
    let mut lines = Vec::new();
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default();
    let (mut start, mut end, mut columns) = (0, first.len(), columns_of(first));
    for word in words {
        let word_columns = columns_of(word);
        let with_word = columns + 1 + word_columns;
        if with_word > width && columns > 0 {
            lines.push(&text[start..end]);
            start = end + 1;
            columns = word_columns;
        } else {
            columns = with_word;
        }
        end += 1 + word.len();
    }
    lines.push(&text[start..end]);
    lines
}

/// The text on lines of at most `width` columns. All but the first begin with `indent` spaces: the
/// cursor is there already.
pub(crate) fn wrap_words(text: &str, indent: usize, width: usize) -> String {
    lines(text, width).join(&format!("\n{:indent$}", ""))
}

/// The beginning of a text, at most `width` columns.
pub(crate) fn clip(text: &str, width: usize) -> &str {
    if text.len() <= width {
        // No character takes more columns than bytes.
        return text;
    }
    let mut column = 0;
    let end = text.char_indices().find(|(_, found)| {
        column += found.width().unwrap_or(0);
        column > width
    });
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hold_every_word_and_no_line_is_too_long() {
        let text = "Store and/or access information on a device, a word-that-is-longer-than-the-line, 東京 日本語";
        for width in 1..90 {
            let lines = lines(text, width);
            assert_eq!(lines.join(" "), text);
            for line in lines {
                assert!(line.width() <= width || !line.contains(' '), "{width}: {line}");
            }
        }
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(lines("東京 日本 ab", 9), ["東京 日本", "ab"]);
        assert_eq!(lines("東京 日本 ab", 8), ["東京", "日本 ab"]);
        assert_eq!(clip("東京 ab", 5), "東京 ");
        assert_eq!(clip("東京 ab", 3), "東");
        // A combining character takes none.
        assert_eq!(clip("e\u{301}e\u{301}f", 2), "e\u{301}e\u{301}");
        assert_eq!(clip("abc", 80), "abc");
        // Spaces before a word stay.
        assert_eq!(lines("   12 a", 6), ["   12", "a"]);
    }

    #[test]
    fn lines_begin_in_their_column() {
        assert_eq!(wrap_words("one two three", 4, 7), "one two\n    three");
        assert_eq!(wrap_words("", 4, 7), "");
    }
}
