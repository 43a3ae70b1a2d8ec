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

/// Replaces control characters, so that the text cannot move the cursor of a terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|found| if found.is_control() { '\u{fffd}' } else { found }).collect()
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
