//! Wrapping and clipping of text by its width in a terminal: a wide character takes two columns, a
//! combining character none.

use std::borrow::Cow;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The width of a text. Most text is ASCII, with one column per byte.
pub(crate) fn columns_of(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// Wraps text at spaces to lines of at most `width` columns. Longer words are not broken.
pub(crate) fn lines(text: &str, width: usize) -> Vec<Cow<'_, str>> {
    if columns_of(text) <= width {
        return vec![text.into()];
    }
    let options = Options::new(width)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options)
}

/// Wraps text to lines of at most `width` columns. All lines but the first are indented by `indent`
/// columns.
pub(crate) fn wrap_words(text: &str, indent: usize, width: usize) -> String {
    lines(text, width).join(&format!("\n{:indent$}", ""))
}

/// Clips a text to `width` columns.
pub(crate) fn clip(text: &str, width: usize) -> &str {
    if text.len() <= width {
        // No character has more columns than bytes.
        return text;
    }
    let mut column = 0;
    let end = text.char_indices().find(|(_, found)| {
        column += found.width().unwrap_or(0);
        column > width
    });
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// Clips a text to `width` columns, and marks that with dots.
pub(crate) fn shorten(text: &str, width: usize) -> Cow<'_, str> {
    const DOTS: &str = "...";
    if columns_of(text) <= width {
        return text.into();
    }
    format!("{}{DOTS}", clip(text, width.saturating_sub(DOTS.len())).trim_end()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_every_word_and_the_width() {
        let text = "Store and/or access information on a device, a \
         word-that-is-longer-than-the-line, 東京 日本語";
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
        // A combining character takes no column.
        assert_eq!(clip("e\u{301}e\u{301}f", 2), "e\u{301}e\u{301}");
        assert_eq!(clip("abc", 80), "abc");
        // Leading spaces are kept.
        assert_eq!(lines("   12 a", 6), ["   12", "a"]);
    }

    #[test]
    fn shortened_text_has_dots() {
        assert_eq!(shorten("one two", 7), "one two");
        assert_eq!(shorten("one two three", 7), "one...");
        assert_eq!(shorten("東京 日本 ab", 8), "東京...");
    }

    #[test]
    fn wrapped_lines_are_indented() {
        assert_eq!(wrap_words("one two three", 4, 7), "one two\n    three");
        assert_eq!(wrap_words("", 4, 7), "");
    }
}
