//! Terminal output: colors, wrapping, pages and tables. Independent of the rest of the command.

mod page;
mod palette;
mod table;
mod terminal;
mod wrap;

use std::fmt::Display;

pub(crate) use page::Page;
pub(crate) use palette::{Colors, Painted, Palette, Role};
pub(crate) use table::{Cell, Column, Table};
pub(crate) use terminal::{Terminal, WIDTH};
pub(crate) use wrap::{columns_of, shorten, wrap_words};

/// Replaces control characters, so that the text cannot move the cursor of a terminal, and those
/// that change the direction of the text around them.
pub(crate) fn plain(text: &str) -> String {
    let is_control = |found: char| {
        found.is_control()
            || matches!(found, '\u{61c}' | '\u{200e}' | '\u{200f}')
            || matches!(found, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|found| if is_control(found) { '\u{fffd}' } else { found }).collect()
}

/// `1 string`, `2 strings`
pub(crate) fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    counted_as(count, noun, &format!("{noun}s"))
}

/// `1 entry`, `2 entries`
pub(crate) fn counted_as<N: Copy + Display + PartialEq + From<u8>>(
    count: N,
    singular: &str,
    plural: &str,
) -> String {
    let noun = if count == N::from(1) { singular } else { plural };
    format!("{count} {noun}")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn characters_that_move_or_reorder_text_are_replaced() {
        assert_eq!(plain("a\u{1b}[2Jb\r"), "a\u{fffd}[2Jb\u{fffd}");
        assert_eq!(
            plain("a\u{202e}b\u{2066}c\u{200f}\u{61c}"),
            "a\u{fffd}b\u{fffd}c\u{fffd}\u{fffd}"
        );
        assert_eq!(plain("é שלום \u{200d}"), "é שלום \u{200d}");
    }
}
